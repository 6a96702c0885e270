// Where we and `jose` disagree over a token, and why. Each class is recognised by what the token looks like and by our code, so a
// disagreement that only looks like one of them is none of them. In all of them we refuse and `jose` accepts.

import { canonical } from './differential.features.mjs'

const header = ({ header }) => header.value ?? {}
const claims = ({ payload }) => payload.value ?? {}
const both = ({ header, payload }, layer) => (layer === 'jws' ? [header] : [header, payload])
const has = (object, name) => Object.hasOwn(object, name)

/** RFC 7519, section 2, StringOrURI; and no control characters, which have no place in a name. */
const subject = (text) => text !== '' && !/\p{Cc}/u.test(text) && /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[^:]*$)/.test(text)

/** The scope tokens, right or not; `undefined` where there is no string. */
function scope(seen) {
  const text = claims(seen).scope
  return text === '' ? [] : text?.split?.(' ')
}

/** The actors of a token, or `undefined` where one is none. */
function actors({ act }) {
  const found = []
  for (let next = act; next !== undefined; next = next.act) {
    const { sub, iss = 'https://as.example' } = next ?? {}
    if (typeof sub !== 'string' || typeof iss !== 'string' || !subject(sub) || iss === '' || /[\s\p{Cc}]/u.test(iss)) return undefined
    found.push(next)
  }
  return found
}

export const CLASSES = [
  {
    name: 'padding',
    codes: ['token_malformed'],
    matches: ({ parts }) => parts.some((part) => part.endsWith('=')),
    ours: 'one token, one spelling: trailing `=` is not in the alphabet',
    jose: 'decodes with `atob`, or the default of `Uint8Array.fromBase64`; both take padding',
    source: 'RFC 7515, section 2',
  },
  {
    name: 'white space in a part',
    codes: ['token_malformed'],
    matches: ({ token }) => /[\t\n\f\r ]/.test(token),
    ours: 'no line breaks, white space or other characters',
    jose: 'decodes with `atob`, or `Uint8Array.fromBase64`; both skip ASCII white space',
    source: 'RFC 7515, section 2',
  },
  {
    name: 'trailing bits',
    codes: ['base64_invalid'],
    matches: ({ parts }) => parts.some((part) => /^[\w-]+$/.test(part) && !canonical(part)),
    ours: 'the bits that no octet uses are zero, or a signature has several spellings',
    jose: 'the decoders drop them',
    source: 'RFC 4648, section 3.5',
  },
  {
    name: 'empty payload',
    layers: ['jws'],
    codes: ['token_malformed'],
    matches: ({ parts }) => parts[1] === '',
    ours: 'no part is empty: what we are shown is a token, and a detached payload (appendix F) is none',
    jose: 'the empty payload is a payload',
    source: 'RFC 7515, section 5.2',
  },
  {
    name: 'header parameter that is never acted on',
    codes: ['header_unsupported'],
    matches: (seen) => ['zip', 'enc', 'cty', 'jwk', 'jku', 'x5u', 'x5c'].some((name) => has(header(seen), name)),
    ours: 'a key inside a token, compression, or a token within a token is something an access token never has: refused',
    jose: 'a parameter that is not understood is ignored, as section 4 lets it',
    source: 'RFC 7515, sections 4 and 4.1.2 to 4.1.10',
  },
  {
    name: '`b64` that is not critical',
    codes: ['header_unsupported'],
    matches: (seen) => has(header(seen), 'b64') && !has(header(seen), 'crit'),
    ours: 'refused: who wrote it meant another signing input than who reads it',
    jose: 'ignored, since `crit` does not name it',
    source: 'RFC 7797, section 6',
  },
  {
    name: '`b64` that is critical',
    codes: ['header_unsupported'],
    matches: (seen) => header(seen).crit?.includes?.('b64'),
    ours: 'no extension is understood, so any `crit` is refused; and a JWT must not use it (section 7)',
    jose: 'understands this one extension; `jwtVerify` takes it where it is `true`',
    source: 'RFC 7797, sections 3 and 7',
  },
  {
    name: 'payload that is not encoded',
    layers: ['jws'],
    codes: ['token_malformed'],
    matches: (seen) => header(seen).crit?.includes?.('b64') && header(seen).b64 === false,
    ours: 'base64url and dots, nothing else',
    jose: '`compactVerify` takes the payload as it stands',
    source: 'RFC 7797, section 5.2',
  },
  {
    name: 'header parameter of another type',
    layers: ['jws'],
    codes: ['header_invalid'],
    matches: (seen) => has(header(seen), 'typ') && typeof header(seen).typ !== 'string',
    ours: '`typ` is a string or absent',
    jose: '`compactVerify` does not look at `typ`; `jwtVerify` does',
    source: 'RFC 7515, section 4.1.9',
  },
  {
    name: 'header parameter too long',
    layers: ['jws'],
    codes: ['header_invalid'],
    matches: (seen) => typeof header(seen).typ === 'string' && Buffer.byteLength(header(seen).typ) > 512,
    ours: 'a limit of our own, of 512 bytes',
    jose: 'no limit, and `compactVerify` does not look at `typ`',
    source: 'RFC 8725, section 3.11, asks for no more than a type that is checked',
  },
  {
    name: 'member named twice',
    codes: ['json_duplicate_member'],
    matches: (seen, layer) => both(seen, layer).some(({ duplicate }) => duplicate),
    ours: 'refused, at any depth and however the name is escaped',
    jose: '`JSON.parse` takes the last one, as section 4 lets it',
    source: 'RFC 7515, section 4; RFC 7519, section 4',
  },
  {
    name: 'NUL in a string',
    codes: ['json_invalid'],
    matches: (seen, layer) => both(seen, layer).some(({ nul }) => nul),
    ours: 'refused: it ends a string for what is written in C behind us',
    jose: 'a character like any other',
    source: 'RFC 8259, section 7, allows it',
  },
  {
    name: 'lone surrogate',
    codes: ['json_invalid'],
    matches: (seen, layer) => both(seen, layer).some(({ surrogate }) => surrogate),
    ours: 'refused: it is no Unicode text, and every reader makes something else of it',
    jose: '`JSON.parse` keeps it',
    source: 'RFC 8259, section 8.2; RFC 7493, section 2.1',
  },
  {
    name: 'byte order mark',
    codes: ['json_invalid'],
    matches: (seen, layer) => both(seen, layer).some(({ bom }) => bom),
    ours: 'not JSON',
    jose: '`TextDecoder` drops it, as section 8.1 lets it',
    source: 'RFC 8259, section 8.1',
  },
  {
    name: 'number beyond a double',
    codes: ['json_invalid'],
    matches: (seen, layer) => both(seen, layer).some(({ beyond }) => beyond),
    ours: 'refused; `exp` would be never',
    jose: '`JSON.parse` makes it infinity',
    source: 'RFC 8259, section 6; RFC 7493, section 2.2',
  },
  {
    name: 'token too large',
    codes: ['token_too_large'],
    matches: ({ token }) => token.length > 16 * 1024,
    ours: 'a limit: 16 KiB, of what a server takes in a header line',
    jose: 'no limit',
    source: 'RFC 9110, section 5.4',
  },
  {
    name: 'JSON too deep',
    codes: ['json_too_deep'],
    matches: (seen, layer) => both(seen, layer).some(({ depth }) => depth > 32),
    ours: 'a limit: 32 levels',
    jose: 'no limit',
    source: 'RFC 8259, section 9',
  },
  {
    name: 'JSON too large',
    codes: ['json_too_large'],
    matches: (seen, layer) => both(seen, layer).some(({ members }) => members > 256),
    ours: 'a limit: 256 members',
    jose: 'no limit',
    source: 'RFC 8259, section 9',
  },
  {
    name: 'type in other letters',
    layers: ['claims'],
    codes: ['type_not_accepted'],
    matches: (seen) => /^(?:application\/)?at\+jwt$/i.test(header(seen).typ) && !/^(?:application\/)?at\+jwt$/.test(header(seen).typ),
    ours: '`at+jwt` or `application/at+jwt`, byte by byte',
    jose: 'letter case means nothing in media types',
    source: 'RFC 9068, section 4; RFC 7515, section 4.1.9',
  },
  {
    name: 'claim that is no text',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => ['sub', 'client_id', 'jti'].map((name) => claims(seen)[name]).some((text) => typeof text !== 'string' || text === ''),
    ours: 'a string with something in it',
    jose: '`requiredClaims` asks whether it is there, and no more',
    source: 'RFC 9068, section 2.2; RFC 7519, section 4.1',
  },
  {
    name: 'subject that is no StringOrURI',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => typeof claims(seen).sub === 'string' && !subject(claims(seen).sub),
    ours: 'what has a colon is a URI, and control characters are in no name',
    jose: 'not looked at',
    source: 'RFC 7519, section 2',
  },
  {
    name: 'audience with other entries',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => Array.isArray(claims(seen).aud) && claims(seen).aud.some((name) => typeof name !== 'string' || name === ''),
    ours: 'an array of strings, all of them',
    jose: 'one entry that is right is enough',
    source: 'RFC 7519, section 4.1.3',
  },
  {
    name: 'too many audiences',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => Array.isArray(claims(seen).aud) && claims(seen).aud.length > 16,
    ours: 'a limit: 16 entries',
    jose: 'no limit',
    source: 'RFC 9068, section 3, would rather have one',
  },
  {
    name: 'date that is none',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) =>
      ['exp', 'iat', 'nbf'].some((name) => claims(seen)[name] < 0 || Object.is(claims(seen)[name], -0) || claims(seen)[name] >= 253_402_300_800),
    ours: 'a time from 1970 to 9999, the years of RFC 3339',
    jose: 'any number',
    source: 'RFC 7519, section 2',
  },
  {
    name: 'never valid',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => claims(seen).exp <= claims(seen).iat || claims(seen).exp <= claims(seen).nbf,
    ours: '`exp` is after `iat` and `nbf`: the tolerance is for clocks, not for tokens without a second to live',
    jose: 'each date is compared with the clock alone',
    source: 'RFC 7519, sections 4.1.4 to 4.1.6',
  },
  {
    name: 'bound to a key',
    layers: ['claims'],
    codes: ['proof_required', 'scheme_mismatch', 'confirmation_unsupported'],
    matches: (seen) => has(claims(seen), 'cnf') || actors(claims(seen))?.some((actor) => has(actor, 'cnf')),
    ours: 'no bearer token: possession was not proven',
    jose: 'not looked at',
    source: 'RFC 7800, section 3.1',
  },
  {
    name: 'scope that is none',
    layers: ['claims'],
    codes: ['scope_malformed'],
    matches: (seen) => has(claims(seen), 'scope') && (scope(seen) === undefined || scope(seen).some((name) => !/^[!#-[\]-~]+$/.test(name))),
    ours: 'scope tokens with one space between',
    jose: 'not looked at',
    source: 'RFC 6749, section 3.3; RFC 9068, section 2.2.3',
  },
  {
    name: 'scope too large',
    layers: ['claims'],
    codes: ['scope_too_large'],
    matches: (seen) => scope(seen)?.length > 256 || scope(seen)?.some((name) => name.length > 256),
    ours: 'limits: 256 scope tokens, of 256 bytes each',
    jose: 'not looked at',
    source: 'RFC 6749, section 3.3',
  },
  {
    name: 'authorization details that are none',
    layers: ['claims'],
    codes: ['claim_invalid'],
    matches: (seen) => {
      const details = claims(seen)?.authorization_details
      const typed = (detail) => typeof detail === 'object' && detail !== null && typeof detail.type === 'string'
      return details !== undefined && !(Array.isArray(details) && details.every(typed))
    },
    ours: 'an array of objects with a `type`',
    jose: 'not looked at',
    source: 'RFC 9396, section 2',
  },
  {
    name: 'actor that is none',
    layers: ['claims'],
    codes: ['actor_malformed'],
    matches: (seen) => actors(claims(seen)) === undefined,
    ours: 'an object with a `sub`, at every depth',
    jose: 'not looked at',
    source: 'RFC 8693, section 4.1',
  },
  {
    name: 'actor of another issuer',
    layers: ['claims'],
    codes: ['actor_untrusted'],
    matches: (seen) => actors(claims(seen))?.some(({ iss }) => iss !== undefined && iss !== 'https://as.example'),
    ours: 'no issuer names the actors of another one, unless that is configured',
    jose: 'not looked at',
    source: 'RFC 8693, section 4.1; RFC 7519, section 4.1.2: a subject is unique in the context of its issuer',
  },
  {
    name: 'too many actors',
    layers: ['claims'],
    codes: ['depth_exceeded'],
    matches: (seen) => actors(claims(seen))?.length > 5,
    ours: 'the default `maxDepth` is 5',
    jose: 'not looked at',
    source: 'RFC 8693, section 4.1',
  },
]
