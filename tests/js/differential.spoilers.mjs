// What is done to a generated token. Most of it is done before signing, so that more than the signature is looked at.

import { createPublicKey } from 'node:crypto'
import { KEYS } from './differential.keys.mjs'
import { NOW, SERVER } from './support.mjs'

const set = (part, name, ...values) => (draft, random) => {
  const json = random.pick(values)
  const member = draft[part].find(([known]) => known === name)
  if (member) member[1] = json
  else draft[part].splice(random.below(draft[part].length + 1), 0, [name, json])
}
const header = (name, ...values) => set('header', name, ...values)
const claim = (name, ...values) => set('payload', name, ...values)
const either = (random) => random.pick(['header', 'payload'])
const any = (random) => random.pick(['header', 'payload', 'signature'])

const remove = (part, ...names) => (draft, random) => {
  const name = random.pick(names)
  draft[part] = draft[part].filter(([known]) => known !== name)
}

/** JSON of every kind, for a member that wants one of them. */
const JSONS = [
  'null', 'true', 'false', '0', '-1', '-0', '1.5', '1e3', '9007199254740993', '9223372036854775807', '9223372036854775808',
  '18446744073709551616', '1e20', '1e300', '1e400', '-1e400', '""', '"x"', '"a:b"', '"a b"', '"1800000600"', `"${SERVER}"`,
  '[]', '{}', '[""]', '[1]', '["x",null]', `[["${SERVER}"]]`, `{"0":"${SERVER}"}`,
]
const TIMES = [-31, -30.5, -30, -29.5, -29, -1, -0.5, 0, 0.5, 1, 29, 29.5, 30, 30.5, 31]

/** White space, padding and other alphabets, signed for. */
function misspell(draft, random) {
  const at = any(random)
  draft.spelling[at].push(
    random.pick([
      (text) => `${text}=`,
      (text) => text + '='.repeat((4 - (text.length % 4)) % 4 || 4),
      (text) => `${text}\n`,
      (text) => ` ${text}`,
      (text) => `${text.slice(0, 8)}${random.pick([' ', '\t', '\r\n', '\f', '\v', '\u00a0'])}${text.slice(8)}`,
      (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
      (text) => `${text}A`,
      trailingBits,
      trailingBits,
      trailingBits,
    ]),
  )
}

/** RFC 4648, section 3.5: the bits that the last character has too many. */
function trailingBits(text) {
  const spare = { 2: 15, 3: 3 }[text.length % 4] ?? 0
  return text.slice(0, -1) + ALPHABET[ALPHABET.indexOf(text.at(-1)) | spare]
}

/** Changes that are not signed for. */
function damage(draft, random) {
  const place = random.below(10_000)
  draft.token.push((token) => {
    const at = place % token.length
    const [before, after] = [token.slice(0, at), token.slice(at)]
    return random.pick([
      () => before + random.pick(ALPHABET) + after.slice(1),
      () => before + random.pick(ALPHABET) + after.slice(1),
      () => before + ALPHABET[ALPHABET.indexOf(after[0]) ^ (1 << random.below(6))] + after.slice(1),
      () => before + String.fromCharCode(random.below(128)) + after.slice(1),
      () => before + random.pick(['é', '\u2028', '\ud800', '🦊']) + after.slice(1),
      () => before + after.slice(1),
      () => before + random.pick(`${ALPHABET}.= `) + after,
      () => before,
      () => after,
      () => before + after[0] + after,
      () => before + (after[0] === after[0].toLowerCase() ? after[0].toUpperCase() : after[0].toLowerCase()) + after.slice(1),
    ])()
  })
}

function rearrange(draft, random) {
  draft.token.push((token) => {
    const [first, second, third] = token.split('.')
    return random.pick([
      `${first}.${second}`,
      `${first}.${second}.`,
      `${first}..${third}`,
      `.${second}.${third}`,
      `${token}.`,
      `${token}.${third}`,
      `${second}.${first}.${third}`,
      `${first}.${second}.${second}`,
      `${first}.${second}.${draft.stolen.toString('base64url')}`,
      `${token}\n`,
      ` ${token}`,
      `Bearer ${token}`,
      token.replace('.', '..'),
      JSON.stringify({ protected: first, payload: second, signature: third }),
      '..',
      '',
    ])
  })
}

function resign(draft, random) {
  const zero = Buffer.alloc(1)
  const change = random.pick([
    (signature) => Buffer.concat([zero, signature]),
    (signature) => Buffer.concat([signature, zero]),
    // Without a leading zero, an RSA-PSS signature is the same number, which OpenSSL takes
    (signature) => signature.subarray(signature[0] === 0 ? 2 : 1),
    (signature) => signature.subarray(0, -1),
    (signature) => Buffer.alloc(signature.length),
    (signature) => Buffer.alloc(signature.length, 255),
    (signature) => Buffer.concat([signature, signature]),
    (signature) => Buffer.from(signature).reverse(),
    () => draft.stolen,
    draft.kid.startsWith('es') ? der : (signature) => signature,
    { ed: plusOrder, es: twin, rs: plusModulus, ps: plusModulus }[draft.kid.slice(0, 2)],
  ])
  draft.signature = [change]
}

/** RFC 7518, section 3.4: r and s side by side, never a DER sequence of them. */
function der(signature) {
  const integer = (bytes) => Buffer.concat([Buffer.from([2, bytes.length + 1, 0]), bytes])
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

/** ECDSA has two signatures for each: (r, s) and (r, n - s). */
function twin(signature) {
  const s = P256_ORDER - (number(signature.subarray(32)) % P256_ORDER)
  return Buffer.concat([signature.subarray(0, 32), octets(s, 32)])
}

/** RFC 8032, section 5.1.7: S is below the order, or a signature has several spellings. */
function plusOrder(signature) {
  const s = number(Buffer.from(signature.subarray(32)).reverse()) + ED25519_ORDER
  return Buffer.concat([signature.subarray(0, 32), octets(s, 32).reverse()])
}

/** RFC 8017, section 5.2.2: s is below the modulus. */
function plusModulus(signature) {
  const n = number(Buffer.from(createPublicKey(KEYS['rs-1'].secret).export({ format: 'jwk' }).n, 'base64url'))
  const sum = number(signature) + n
  return sum >> 2048n ? signature : octets(sum, 256)
}

const number = (bytes) => BigInt(`0x0${bytes.toString('hex')}`)
const octets = (value, count) => Buffer.from(value.toString(16).padStart(2 * count, '0').slice(-2 * count), 'hex')

/** Text of a header or payload as it should not be, or not be usual. */
function rewrite(draft, random) {
  const at = either(random)
  const again = random.pick(draft[at])
  const put = (member) => (text) => random.chance(50) ? text.replace('{', `{${member},`) : text.replace(/}$/, `,${member}}`)
  const escaped = `"\\u${again[0].charCodeAt(0).toString(16).padStart(4, '0')}${again[0].slice(1)}"`
  const literal = (json) => put(`"x":${json}`)
  draft.texts[at].push(
    random.pick([
      put(`${JSON.stringify(again[0])}:${again[1]}`),
      put(`${JSON.stringify(again[0])}:${random.pick(JSONS)}`),
      put(`${escaped}:${again[1]}`),
      put('"x":{"y":1,"y":2}'),
      (text) => text.replace(`"${again[0]}"`, escaped),
      (text) => random.pick([' ', '\n', '\t', '\r\n']) + text.replaceAll('":', '" : '),
      (text) => `${text} `,
      (text) => `\ufeff${text}`,
      (text) => `${text}\0`,
      (text) => text + random.pick(['}', ',', 'x', '{}', '/**/', '//']),
      (text) => text.replaceAll('"', "'"),
      (text) => text.replace(/}$/, ',}'),
      (text) => `[${text}]`,
      (text) => JSON.stringify(text),
      () => random.pick(['null', 'true', '1', '[]', '{}', '', ' ', '""']),
      literal(random.pick(['"\\u0000"', '{"\\u0000":1}'])),
      literal(random.pick(['"\\ud800"', '"\\udc00\\ud800"', '{"\\udfff":1}'])),
      literal(random.pick(['"\u0001"', '"\n"', '"\\x41"', '"\\u12"', '"\u2028"', '"\u007f"', '"\\ud83e\\udd8a"'])),
      literal(random.pick(['1e400', '-1e400', '[1e999]'])),
      literal(random.pick(['01', '+1', '.5', '1.', 'NaN', 'Infinity', '0x10', '1_000', '-', 'undefined', 'True'])),
      literal(random.pick(['1e-400', '123456789012345678901234567890', '-0', '1E2'])),
      literal('[null]'),
      put('"__proto__":{"alg":"none"}'),
    ]),
  )
}

/** RFC 8259, section 8.1: UTF-8, and not what was usual before. */
function recode(draft, random) {
  const at = either(random)
  draft.charset[at] = 'latin1'
  draft[at].push(['x', '"é"'])
}

/** RFC 7515, appendix F. */
function detach(draft) {
  draft.spelling.payload.push(() => '')
}

function enlarge(draft, random) {
  const at = either(random)
  const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth)
  const boxed = (depth) => `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`
  const many = (count) => Array.from({ length: count }, (_, index) => `"m${index}":0`).join(',')
  const json = random.pick([
    nested(random.pick([30, 31, 32, 33, 64, 127, 128, 129, 5000])),
    boxed(random.pick([30, 31, 32, 200])),
    `[${Array(random.pick([255, 256, 257, 1000])).fill(0)}]`,
    `{${many(random.pick([255, 256, 257, 500]))}}`,
    JSON.stringify('x'.repeat(random.pick([1000, 10_000, 11_500 + random.below(400), 13_000, 60_000]))),
  ])
  draft[at].push(['x', json])
}

function confuse(draft) {
  draft.confused = true
  draft.header[0][1] = '"HS256"'
}

/** RFC 7797: the payload as it is, signed as it is. */
function unencoded(draft, random) {
  header('crit', '["b64"]', '["b64"]', '["b64","b64"]', '["b64","exp"]')(draft, random)
  header('b64', 'false', 'true')(draft, random)
  if (random.chance(50)) draft.spelling.payload.push((text) => Buffer.from(text, 'base64url').toString('latin1').replaceAll('.', ' '))
}

const others = (draft, random) => {
  const kid = random.pick(Object.keys(KEYS))
  random.pick([
    () => header('kid', JSON.stringify(kid))(draft, random),
    () => header('alg', JSON.stringify(KEYS[kid].alg))(draft, random),
    () => Object.assign(draft, { secret: KEYS[kid].secret, kid }),
  ])()
}

const time = (...names) => (draft, random) => claim(random.pick(names), String(NOW + random.pick(TIMES)))(draft, random)

/** Valid within the tolerance, and for no second. */
function neverValid(draft, random) {
  const exp = NOW - random.below(29)
  claim('exp', String(exp))(draft, random)
  claim(random.pick(['iat', 'nbf']), String(exp + random.pick([0, 0.5, 1, 28])))(draft, random)
}

const LONG = JSON.stringify('k'.repeat(513))
const actor = (depth) => (depth === 0 ? '{"sub":"a"}' : `{"sub":"a","act":${actor(depth - 1)}}`)

export const SPOILERS = [
  damage, damage, damage, damage, rearrange, rearrange, resign, resign, resign,
  misspell, misspell, misspell, rewrite, rewrite, rewrite, rewrite, rewrite, enlarge, enlarge, confuse, recode, detach, unencoded, others, others,
  remove('header', 'alg', 'typ', 'kid'),
  header('alg', '"none"', '"None"', '"HS256"', '"ed25519"', '"EdDSA"', '"es256"', '"ES384"', '"PS512"', '"RS1"', '""', ...JSONS),
  header('kid', '"ed-9"', '"ED-1"', '"__proto__"', LONG, ...JSONS),
  header('typ', '"JWT"', '"dpop+jwt"', '"logout+jwt"', '"at+jwt;v=1"', '" at+jwt"', '"x/at+jwt"', '"application/application/at+jwt"', ...JSONS),
  header('typ', LONG),
  header('typ', '"AT+JWT"', '"at+JWT"', '"Application/at+jwt"', '"APPLICATION/AT+JWT"'),
  header('crit', '[]', '["exp"]', '["alg"]', '"b64"', 'null', '[""]', '{"b64":true}', '[1]', '["b64"]'),
  header('b64', 'true', 'false', 'null', '"false"'),
  (draft, random) => {
    const name = random.pick(['zip', 'enc', 'cty', 'jwk', 'jku', 'x5u', 'x5c'])
    header(name, '"DEF"', '"JWT"', 'null', '{}', '["AA"]', '"https://evil.example/jwks"')(draft, random)
  },
  header('nonce', ...JSONS), header('x5t', ...JSONS),
  remove('payload', 'iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'), remove('payload', 'scope', 'nbf', 'act'),
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'act'].map((name) => claim(name, ...JSONS)),
  claim('iss', '"https://AS.example"', '"https://as.example/"', '["https://as.example"]', '"https://evil.example"'),
  claim('sub', '"a\\u0007"', '"\\u007f"', '"\\u0085"', '" :x"', '"é:x"', '"1a:x"', '"a:"', '"\\n"'),
  claim('aud', '[]', `"${SERVER}/"`, `"${SERVER.toUpperCase()}"`, '["https://other.example"]'),
  claim('aud', `["${SERVER}",1]`, `["${SERVER}",null]`, `["${SERVER}",""]`, `["${SERVER}",["x"]]`),
  claim('aud', ...[14, 15, 16, 17].map((others) => JSON.stringify([SERVER, ...Array(others).fill('https://other.example')]))),
  time('exp'), time('exp'), time('nbf'), time('nbf'), time('iat'), time('iat'), neverValid, neverValid,
  claim('exp', '253402300799', '253402300799.5', '253402300800', '1e17', '-1', '1800000600.123456789', '18000006e2'),
  claim('iat', '-1', '-0', '0', '-0.0', '1e-9', '0.5'), claim('nbf', '-1', '-0', '0', '-1e308'),
  claim('cnf', '{"jkt":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"}', '{"x5t#S256":"AA"}', '{}', 'null', '"x"'),
  claim('scope', '"a  b"', '" a"', '"a "', '"a\\tb"', '"é"', '"a\\"b"', '"a\\\\b"', '["a"]', '" "'),
  claim('scope', ...[255, 256, 257].map((length) => JSON.stringify(Array.from({ length }, (_, index) => `s${index}`).join(' ')))),
  claim('scope', JSON.stringify('s'.repeat(256)), JSON.stringify('s'.repeat(257))),
  claim('act', '{}', '{"sub":1}', '{"sub":""}', '{"sub":"a:b c","iss":"https://x.example"}', '{"sub":"é:x"}'),
  claim('act', '{"sub":"a","iss":""}', '{"sub":"a","iss":"a b"}', '{"sub":"a","iss":1}', '{"sub":"a","act":"b"}', '{"sub":"a","act":{}}'),
  claim('act', '{"sub":"a","cnf":{}}', actor(3), actor(4), actor(5), actor(6)),
  claim('may_act', ...JSONS), claim('authorization_details', ...JSONS),
]

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
