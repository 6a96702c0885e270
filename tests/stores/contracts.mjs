// What every store of a kind does, wherever it keeps things.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { it } from 'node:test'

/** Each question has a signal of its own. */
export const asking = {
  get signal() {
    return new AbortController().signal
  },
}
export const seconds = () => Math.floor(Date.now() / 1000)
export const newKey = () => `dpop:${randomBytes(32).toString('base64url')}`
export const newHash = () => randomBytes(32).toString('base64url')
export const sha256 = (text) => createHash('sha256').update(text).digest('base64url')

const WRONG_KEYS = [
  ...['', undefined, null, 1, {}, 'k'.repeat(513)].map((key) => ({ key, until: seconds() + 60 })),
  ...[undefined, null, Number.NaN, Infinity, -1, 1.5, `${seconds() + 60}`].map((until) => ({ key: newKey(), until })),
]

/** `make` gives a new store, or one that keeps what it has. */
export function replayContract(make) {
  it('takes each key once', async () => {
    const store = await make()
    const [one, other] = [newKey(), newKey()]
    const until = seconds() + 60
    const insert = (key) => store.insert({ key, until }, asking)
    assert.deepEqual([await insert(one), await insert(one), await insert(other), await insert(one)], [true, false, true, false])
  })

  it('takes it once, of many insertions at the same time', async () => {
    const store = await make()
    const keys = Array.from({ length: 20 }, newKey)
    const until = seconds() + 60
    const said = await Promise.all(keys.flatMap((key) => Array.from({ length: 20 }, () => store.insert({ key, until }, asking))))
    keys.forEach((_, index) => {
      assert.deepEqual(said.slice(index * 20, index * 20 + 20).toSorted(), [...Array(19).fill(false), true])
    })
  })

  it('knows keys of odd names apart', async () => {
    const store = await make()
    const salt = newKey()
    for (const key of ['__proto__', 'constructor', 'a b', 'a\nb', 'é', 'x'.repeat(400)].map((name) => `${name}${salt}`)) {
      const insert = () => store.insert({ key, until: seconds() + 60 }, asking)
      assert.deepEqual([await insert(), await insert()], [true, false], key)
    }
  })

  it('rejects what is no key, and one that it could not keep', async () => {
    const store = await make()
    for (const wrong of WRONG_KEYS) await assert.rejects(store.insert(wrong, asking), TypeError, JSON.stringify(wrong))
    await assert.rejects(store.insert({ key: newKey(), until: seconds() - 400 }, asking), RangeError)
  })
}

const ISSUER = 'https://as.example'

/** `make` gives a store that has the options. */
export function revocationContract(make) {
  const query = (changes) => ({ token: newHash(), issuer: ISSUER, expiresAt: seconds() + 60, ...changes })

  it('knows a token by its hash', async () => {
    const store = await make()
    const token = newHash()
    assert.equal(await store.isRevoked(query({ token }), asking), false)
    await store.revoke({ token, expiresAt: seconds() + 60 })
    assert.equal(await store.isRevoked(query({ token, tokenId: 'any' }), asking), true)
    assert.equal(await store.isRevoked(query(), asking), false)
  })

  it('knows a token by its issuer and id together', async () => {
    const store = await make()
    const tokenId = newHash()
    await store.revoke({ issuer: ISSUER, tokenId })
    assert.equal(await store.isRevoked(query({ tokenId }), asking), true)
    assert.equal(await store.isRevoked(query({ tokenId, issuer: 'https://other.example' }), asking), false)
    assert.equal(await store.isRevoked(query(), asking), false)
    await store.revoke({ issuer: `${ISSUER} ${tokenId}`, tokenId: 'x', expiresAt: seconds() + 60 })
    assert.equal(await store.isRevoked(query({ tokenId: `${tokenId} x` }), asking), false)
  })

  it('takes a whole question, and one that has expired', async () => {
    const store = await make()
    const asked = { ...query({ tokenId: newHash(), expiresAt: seconds() - 10 }), hop: 2 }
    await store.revoke(asked)
    assert.equal(await store.isRevoked({ ...asked, token: newHash() }, asking), true)
    assert.equal(await store.isRevoked({ ...asked, tokenId: undefined }, asking), true)
    await store.revoke(asked)
  })

  it('says nothing of a token with a status list, unless it is told that it may', async () => {
    const status = { idx: 1, uri: 'https://as.example/status/1' }
    await assert.rejects((await make()).isRevoked(query({ status }), asking), /status list/)
    assert.equal(await (await make({ ignoreStatusLists: true })).isRevoked(query({ status }), asking), false)
  })

  it('rejects names of another form', async () => {
    const store = await make()
    const hash = newHash()
    for (const wrong of [{}, { issuer: ISSUER }, { tokenId: 'a' }, { tokenId: 'a', issuer: '' }, { tokenId: 1, issuer: ISSUER }, { token: '' }, { token: `${hash}=` }, { token: null }]) {
      await assert.rejects(store.revoke(wrong), TypeError, JSON.stringify(wrong))
      await assert.rejects(store.isRevoked(wrong, asking), TypeError, JSON.stringify(wrong))
    }
    for (const expiresAt of [null, '1', Number.NaN, 1.5, -1, new Date()]) await assert.rejects(store.revoke({ token: hash, expiresAt }), TypeError)
    assert.equal(await store.isRevoked(query({ token: hash }), asking), false)
  })
}

/** `make` gives a store of counters. */
export function counterContract(make) {
  it('counts, and says what it has counted', async () => {
    const store = await make()
    const [one, other] = [newHash(), newHash()]
    const ask = (...counts) => store.count(counts.map(([key, add]) => ({ key, seconds: 3600, add })), asking)
    assert.deepEqual(await ask([one, 0], [other, 1]), [0, 1])
    assert.deepEqual(await ask([one, 1], [other, 1]), [1, 2])
    assert.deepEqual(await ask([other, 0], [one, 0]), [2, 1])
    assert.deepEqual(await ask([one, 0], [one, 0]), [1, 1])
    assert.deepEqual(await ask(), [])
  })

  it('shows each of many at the same time another number', async () => {
    const store = await make()
    const key = newHash()
    const said = await Promise.all(Array.from({ length: 500 }, () => store.count([{ key, seconds: 3600, add: 1 }], asking)))
    assert.deepEqual(said.flat().toSorted((a, b) => a - b), Array.from({ length: 500 }, (_, index) => index + 1))
  })
}
