// A trap ends the WebAssembly instance. It denies, and the next call works: on a new instance, for every gate.

import assert from 'node:assert/strict'
import { afterEach, describe, it, mock } from 'node:test'
import { AccessDenied, createGate, narrower, readKeys } from '../../pkg/dist/index.js'
import { config, jwks, NOW, read, SERVER, token } from './support.mjs'
import { memory, raw, trapOnce } from './trap.mjs'

const at = { now: NOW }

afterEach(() => mock.restoreAll())

describe('a trap', () => {
  it('denies as internal, and says nothing to the client', () => {
    const gate = createGate(config())
    trapOnce('authorize')
    assert.throws(() => gate.authorize(token(), read, at), (error) => {
      assert.ok(error instanceof AccessDenied)
      assert.equal(error.code, 'internal')
      assert.equal(error.category, 'internal')
      assert.deepEqual(error.challenge, { status: 503, wwwAuthenticate: null })
      return true
    })
  })

  it('is a decision with a record, too', () => {
    const gate = createGate(config())
    trapOnce('decide')
    const { decision, denial, record } = gate.decide({ token: token(), parents: ['x'] }, read, at)
    assert.equal(decision, 'deny')
    assert.equal(denial.code, 'internal')
    assert.deepEqual(record, {
      version: 1,
      time: NOW,
      decision: 'deny',
      denial: { code: 'internal', category: 'internal', message: denial.message },
      server: SERVER,
      tool: 'files.read',
      inputSha256: null,
      tokens: 2,
      policies: [],
    })
  })

  it('leaves this gate and all others working', () => {
    const gate = createGate(config())
    const other = createGate(config({ audience: ['https://other.example', SERVER] }))
    const idle = createGate(config())
    const jwt = token()
    gate.authorize(jwt, read, at)
    other.authorize(jwt, read, at)
    for (const method of ['authorize', 'decide', 'verify']) {
      const before = memory()
      trapOnce(method)
      if (method === 'decide') assert.equal(gate.decide(jwt, read, at).denial.code, 'internal')
      else assert.throws(() => gate[method](jwt, method === 'verify' ? at : read, at), { code: 'internal' })
      assert.notEqual(memory(), before, 'a new instance')
      assert.equal(gate.authorize(jwt, read, at).tool, 'files.read')
      assert.equal(other.authorize(jwt, read, at).tool, 'files.read')
      assert.throws(() => other.authorize('', read, at), { code: 'token_missing' })
    }
    assert.equal(idle.decide(jwt, read, at).decision, 'allow')
    assert.equal(narrower('a', 'a b'), true)
    assert.equal(readKeys(jwks).keys.length, 1)
  })

  it('makes nobody another: an instance that starts anew counts its tokens anew', () => {
    const gate = createGate(config())
    const shown = Array.from({ length: 8 }, (_, index) => token({ sub: `user-${index}` }))
    for (let round = 0; round < shown.length; round++) {
      for (const index of shown.keys()) {
        const user = (index + round) % shown.length
        assert.equal(gate.authorize(shown[user], read, at).principal.subject, `user-${user}`)
      }
      trapOnce('authorize')
      assert.throws(() => gate.authorize(shown[0], read, at), { code: 'internal' })
    }
  })

  it('does not disturb a gate that was freed, or is freed next', () => {
    const [freed, gate] = [createGate(config()), createGate(config())]
    freed.free()
    trapOnce('authorize')
    assert.throws(() => gate.authorize(token(), read, at), { code: 'internal' })
    freed.free()
    gate.free()
    assert.equal(createGate(config()).decide(token(), read, at).decision, 'allow')
  })

  it('of `unreachable`, of the stack and of the glue are all the same', () => {
    const gate = createGate(config())
    // (module (func (export "f") unreachable)) and (module (func $f (export "f") call $f))
    const start = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0]
    const wasm = (...code) => {
      const bytes = new Uint8Array([...start, 10, code.length + 4, 1, code.length + 2, 0, ...code, 11])
      return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f
    }
    const faults = [
      wasm(0),
      wasm(16, 0),
      () => {
        throw new TypeError('in the glue')
      },
      () => 'no JSON',
      () => '',
      () => '{"grant":{"tool":"files.read"}}',
      () => '{"grant":{"tool":"files.read"}}\n',
      () => '{"grant":{"tool":"files.read"}}\n4000000000',
    ]
    for (const fault of faults) {
      mock.method(raw, 'authorize', fault)
      assert.throws(() => gate.authorize(token(), read, at), { name: 'AccessDenied', code: 'internal' })
      mock.restoreAll()
      assert.equal(gate.authorize(token(), read, at).tool, 'files.read')
    }
  })

  it('again while starting anew still denies, and the call after that works', () => {
    const gate = createGate(config())
    const { Instance } = WebAssembly
    mock.method(raw, 'authorize', () => {
      throw new WebAssembly.RuntimeError('unreachable')
    })
    WebAssembly.Instance = class {
      constructor() {
        throw new RangeError('out of memory')
      }
    }
    try {
      assert.throws(() => gate.authorize(token(), read, at), { code: 'internal' })
      mock.restoreAll()
      assert.throws(() => gate.authorize(token(), read, at), { code: 'internal' })
      assert.equal(gate.decide(token(), read, at).denial.code, 'internal')
    } finally {
      WebAssembly.Instance = Instance
    }
    assert.equal(gate.authorize(token(), read, at).tool, 'files.read')
  })
})

describe('a stack that is nearly used up', () => {
  it('denies, and the next call works', () => {
    const gate = createGate(config())
    const jwt = token()
    const codes = new Set()
    let frames = 0
    const dive = () => {
      try {
        dive()
      } catch {
        // No room left: from here back up, there is more of it at every frame
      }
      frames += 1
      if (frames % 64 !== 1 || codes.has('allow')) return
      try {
        codes.add(gate.decide(jwt, read, at).denial?.code ?? 'allow')
      } catch (error) {
        codes.add(error.name)
      }
    }
    dive()
    assert.ok(codes.has('allow'))
    const expected = ['allow', 'internal', 'RangeError', 'token_malformed', 'tool_unknown', 'input_invalid', 'input_too_large']
    for (const code of codes) assert.ok(expected.includes(code), code)
    assert.equal(gate.authorize(jwt, read, at).tool, 'files.read')
  })
})
