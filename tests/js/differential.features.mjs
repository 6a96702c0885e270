// What a token looks like, read with as much patience as possible: by it the classes in differential.classes.mjs are told apart.

/** Never throws. `value` is absent where a part is not JSON. */
export function look(token) {
  const parts = token.split('.')
  return { token, parts, header: json(parts[0] ?? ''), payload: json(parts[1] ?? '') }
}

/** Is a part spelt in the one way in which base64url without padding can spell it? */
export const canonical = (part) => Buffer.from(part, 'base64url').toString('base64url') === part

function json(part) {
  const bytes = Buffer.from(part.replace(/[\t\n\f\r ]/g, ''), 'base64url')
  const bom = bytes.subarray(0, 3).equals(BOM)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { bom, value: JSON.parse(text), ...scan(text) }
  } catch {
    return { bom, duplicate: false, nul: false, surrogate: false, beyond: false, depth: 0, members: 0 }
  }
}

/** Over text that `JSON.parse` takes: what it does not tell. */
function scan(text) {
  const found = { duplicate: false, nul: false, surrogate: false, beyond: false, depth: 0, members: 0 }
  const open = []
  let named = false
  const member = (top) => {
    top.members += 1
    found.members = Math.max(found.members, top.members)
  }
  for (const [lexeme] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const top = open.at(-1)
    if ('}],:'.includes(lexeme)) {
      if (lexeme === '}' || lexeme === ']') open.pop()
      else named = lexeme === ':'
      continue
    }
    const string = lexeme.startsWith('"') ? JSON.parse(lexeme) : undefined
    if (string !== undefined) {
      found.nul ||= string.includes('\0')
      found.surrogate ||= /\p{Cs}/u.test(string)
    }
    if (/^-?\d/.test(lexeme)) found.beyond ||= !Number.isFinite(Number(lexeme))
    if (top?.names && !named) {
      found.duplicate ||= top.names.has(string)
      top.names.add(string)
      member(top)
    } else if (top && !top.names) {
      member(top)
    }
    if (lexeme === '{' || lexeme === '[') {
      open.push({ names: lexeme === '{' ? new Set() : undefined, members: 0 })
      found.depth = Math.max(found.depth, open.length)
      named = false
    }
  }
  return found
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
