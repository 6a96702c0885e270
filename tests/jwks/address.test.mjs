// Which addresses keys may be fetched from.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkAll, mayReach, reachOfAddress, reachOfHost, urlFault } from '../../pkg-template/compiled/jwks/address.js'

const REACH = {
  public: ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700:4700::1111', '2a00::', '2001:200::', '2001:4860:4860::8888', '3fff:1000::', '::ffff:8.8.8.8', '64:ff9b::808:808'],
  private: ['10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255', 'fc00::', 'fd00::1', 'fdff:ffff::', '::ffff:10.0.0.1', '::ffff:c0a8:1', '64:ff9b::a00:1'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
  never: ['0.0.0.0', '0.255.255.255', '100.100.100.200', '169.254.0.0', '169.254.169.254', '169.254.255.255', '192.0.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '::', '::2', '::127.0.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::', 'fec0::', 'ff02::1', 'fd00:ec2::254', 'fd20:ce::254', '168.63.129.16', '2001::1', '2001:1ff::', '2001:db8::1', '2002:7f00:1::', '3fff::', '100::', '64:ff9b:1::1', '4000::', '5f00::1', '::ffff:169.254.169.254', '::ffff:0:0', '::ffff:0:127.0.0.1', '64:ff9b::a9fe:a9fe'],
}

describe('an address', () => {
  for (const [reach, addresses] of Object.entries(REACH)) {
    it(`is ${reach}, whatever it is written as`, () => {
      for (const address of addresses) {
        assert.equal(reachOfAddress(address), reach, address)
        assert.equal(reachOfAddress(address.toUpperCase()), reach, address)
        if (address.includes('%')) continue
        const host = address.includes(':') ? `[${address}]` : address
        assert.equal(reachOfHost(new URL(`https://${host}/`).hostname), reach, host)
      }
    })
  }

  it('is none where it is not written as one', () => {
    for (const text of ['', '1.1.1', '1.1.1.1.1', '1.1.1.256', '1.1.1.1000', 'a.b.c.d', '1.1.1.1 ', '::1::', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::', 'g::', '::1.2.3', '::1.2.3.256', '1.2.3.4::', 'localhost']) {
      assert.equal(reachOfAddress(text), undefined, text)
    }
    assert.equal(reachOfAddress('1:2:3:4:5:6:7::'), 'never')
  })

  it('is one in every form that URLs have', () => {
    for (const host of ['0x7f.0.0.1', '2130706433', '017700000001', '127.1', '0x7f000001', '127.0.0.1.', '%31%32%37.0.0.1', '１２７.0.0.1']) {
      assert.equal(reachOfHost(new URL(`https://${host}/`).hostname), 'loopback', host)
    }
    assert.equal(reachOfHost(new URL('https://2852039166/').hostname), 'never')
  })
})

describe('a name', () => {
  it('is of this machine, of a private network, or of the Internet', () => {
    for (const name of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'a.localhost.']) assert.equal(reachOfHost(name), 'loopback', name)
    for (const name of ['keycloak', 'keycloak.', 'as.local', 'metadata.google.internal', 'metadata.google.internal.', 'as.lan', 'as.home.arpa', 'as.intranet', '']) {
      assert.equal(reachOfHost(name), 'private', name)
    }
    for (const name of ['as.example', 'localhost.example', 'internal.example', 'mylocalhost.example.']) assert.equal(reachOfHost(name), 'public', name)
  })
})

describe('a network', () => {
  it('reaches what it says', () => {
    const reaches = (network) => ['public', 'private', 'loopback', 'never'].filter((reach) => mayReach(reach, network))
    assert.deepEqual(['public', 'private', 'loopback'].map(reaches), [['public'], ['public', 'private'], ['loopback']])
  })

  it('has `https`, and `http` only on this machine', () => {
    const fault = (url, network) => urlFault(new URL(url), network) !== undefined
    for (const network of ['public', 'private', 'loopback']) {
      assert.ok(fault('http://as.example/', network) && fault('http://10.0.0.1/', network) && fault('ws://127.0.0.1/', network) && fault('ftp://127.0.0.1/', network))
      assert.equal(fault('http://127.0.0.1:8080/', network), network !== 'loopback')
      assert.equal(fault('https://[::1]/', network), network !== 'loopback')
      assert.ok(fault('https://u@as.example/', network) && fault('https://:p@as.example/', network))
    }
  })

  it('is left where a name has one address outside of it', () => {
    const addresses = (...list) => list.map((address) => ({ address }))
    assert.doesNotThrow(() => checkAll(addresses('1.1.1.1', '2606:4700::1'), 'public'))
    assert.doesNotThrow(() => checkAll(addresses('1.1.1.1', '10.0.0.1'), 'private'))
    for (const list of [addresses('1.1.1.1', '10.0.0.1'), addresses('::1'), addresses('fe80::1'), addresses('what is this')]) {
      assert.throws(() => checkAll(list, 'public'), { code: 'address_refused' })
    }
  })
})
