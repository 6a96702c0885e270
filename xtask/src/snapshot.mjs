// Makes a module start warm: `GLUE MODULE`. What Cedar makes at its first use (its lexers, its extensions) is in the
// memory that the module starts with. What Wizer does, for a module of which all state is in its memory: the stack pointer, its
// one variable, is back where it was. The seeds of hash tables are as secret as before: for want of randomness, Rust takes two
// addresses for them on this target, the same ones in every process.
import { readFileSync, writeFileSync } from 'node:fs'

const [glue, module] = process.argv.slice(1)
const bytes = readFileSync(module)
// A URL of its own, so that Node takes it for a module wherever it lies
const { Gate, initSync } = await import(`data:text/javascript;base64,${readFileSync(glue).toString('base64')}`)
const { memory, __wbindgen_malloc: malloc, __wbindgen_free: free } = initSync({ module: bytes })

/** A gate that decides once, and goes: of what was said here, nothing is secret. */
function warm() {
  const gate = new Gate(
    JSON.stringify({
      issuers: [{ issuer: 'https://as.example', jwks: { keys: [RFC_8037] }, profile: 'rfc9068', algorithms: ['Ed25519'] }],
      audience: 'https://tools.example/mcp',
      tools: [{ name: 'read', inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } }],
      requiredScopes: { read: [] },
      schema: 'entity Team; entity Agent in [Team]; type Session = { calls: Long };',
      entities: [{ uid: { type: 'Team', id: 'a' }, attrs: {}, parents: [] }],
      policies: `
        @id("a") permit (principal is Agent, action == Action::"read", resource) when { context.input.path like "/home/*" };
        @id("b") forbid (principal, action, resource) when { context.now < datetime("2020-01-01T00:00:00Z") || ip("10.0.0.1").isLoopback() || decimal("1.0").lessThan(decimal("0.5")) };`,
    }),
  )
  const identity = { issuer: 'https://as.example', subject: 'a' }
  const answer = gate.simulate(JSON.stringify({ principal: identity, actor: identity, scopes: [] }), 'read', '{"path":"/home/a"}', '{"calls":1}', 1_700_000_000)
  if (answer !== '{"policies":[{"id":"a"}]}') throw new Error(answer)
  gate.free()
}

/** Everyone's: appendix A.2. */
const RFC_8037 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }

/** What was given back still says what it held: taken once more, and overwritten, it weighs nothing. */
function clean() {
  const end = memory.buffer.byteLength
  const taken = []
  for (let size = end; size >= 16; size /= 2) {
    for (;;) {
      const place = malloc(size, 8)
      taken.push([place, size])
      if (place + size > end) break
    }
  }
  for (const [place, size] of taken) new Uint8Array(memory.buffer, place, size).fill(0)
  for (const [place, size] of taken) free(place, size, 8)
  // The same of the stack, which lies first: all of it is free between two calls
  new Uint8Array(memory.buffer, 0, stackTop()).fill(0)
}

/** The module, with this in its memory when it starts. */
function withMemory(content) {
  const out = [bytes.subarray(0, 8)]
  const data = segments(content)
  for (const [id, old] of sections()) {
    const body =
      id === MEMORY ? Uint8Array.of(1, 0, ...leb(content.length / PAGE))
      : id === DATA_COUNT ? leb(data.length)
      : id === DATA ? Buffer.concat([leb(data.length), ...data.flat()])
      : old
    out.push(Uint8Array.of(id, ...leb(body.length)), body)
  }
  return Buffer.concat(out)
}

function* sections() {
  for (let at = 8; at < bytes.length; ) {
    const [length, start] = readLeb(at + 1)
    yield [bytes[at], bytes.subarray(start, start + length)]
    at = start + length
  }
}

function section(wanted) {
  for (const [id, body] of sections()) if (id === wanted) return body
  throw new Error(`no section ${wanted}`)
}

const [MEMORY, GLOBAL, DATA, DATA_COUNT] = [5, 6, 11, 12]
const PAGE = 65_536

/** Runs of bytes, each at its place; between them, zeros enough to pay for another segment. */
function segments(content) {
  const found = []
  for (let start = 0; start < content.length; start++) {
    if (content[start] === 0) continue
    let end = start + 1
    for (let at = end; at < content.length && at < end + 16; at++) if (content[at] !== 0) end = at + 1
    found.push([Uint8Array.of(0, 0x41, ...sleb(start), 0x0b, ...leb(end - start)), content.subarray(start, end)])
    start = end
  }
  return found
}

/** Where the stack pointer starts. Were there other variables, the memory would not be all that has to be kept. */
function stackTop() {
  const body = section(GLOBAL)
  let [count, at] = readLeb(0, body)
  const variables = []
  for (; count > 0; count--) {
    const [type, mutable, constant] = body.subarray(at, at + 3)
    if (type !== 0x7f || constant !== 0x41) throw new Error('a global that is not a constant of 32 bits')
    const [value, end] = readLeb(at + 3, body)
    if (mutable === 1) variables.push(value)
    at = end + 1
  }
  if (variables.length !== 1) throw new Error(`${variables.length} variables, not the stack pointer alone`)
  return variables[0]
}

function readLeb(at, from = bytes) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = from[at++]
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return [value, at]
  }
}

function leb(value) {
  const low = value & 127
  return value < 128 ? Uint8Array.of(low) : Uint8Array.of(low | 128, ...leb(Math.floor(value / 128)))
}

function sleb(value) {
  return value < 64 ? Uint8Array.of(value) : Uint8Array.of((value & 127) | 128, ...sleb(Math.floor(value / 128)))
}

warm()
clean()
writeFileSync(module, withMemory(new Uint8Array(memory.buffer)))
