import { ConfigError } from './errors.js'

/**
 * Where `value` is not what JSON can say, as a path; `undefined` where all of it is.
 *
 * `JSON.stringify` says `{}` of a `Map` and `null` of `NaN`: policies would then see something else than
 * the caller meant. An object's member that is `undefined` counts as absent.
 */
export function notJson(value: unknown, path = ''): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : path
    case 'object':
      break
    default:
      return path
  }
  if (value === null) return undefined
  // `JSON.stringify` would ask it, wherever it stands
  if (typeof (value as { readonly toJSON?: unknown }).toJSON === 'function') return path
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const wrong = notJson(value[index], `${path}[${index}]`)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }
  if (!isPlain(value)) return path
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const wrong = notJson(member, path === '' ? name : `${path}.${name}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** An object literal, of whatever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What the core answered, frozen. */
export function read<T>(text: string): T {
  return deepFreeze(JSON.parse(text) as T)
}

/** Freezes what `JSON.parse` made, all the way down. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}

/** A key set, or its text, as text. */
export function keysText(keys: unknown): string {
  return typeof keys === 'string' ? keys : jsonText(keys, 'keys')
}

/** A configuration, or a part of it, as text. */
export function documentText(document: unknown): string {
  let wrong: string | undefined
  try {
    wrong = notJson(document)
  } catch {
    // Circular, or a getter that throws
    wrong = ''
  }
  if (wrong !== undefined) throw new ConfigError([{ path: wrong, message: 'is not a JSON value' }])
  return JSON.stringify(document)
}

/** Entities, or their text, as text. */
export function entitiesText(entities: unknown): string {
  return typeof entities === 'string' ? entities : jsonText(entities, 'entities')
}

/** A relation of scopes as text. */
export function relationText(relation: unknown): string | undefined {
  return relation === undefined ? undefined : jsonText(relation, 'relation')
}

function jsonText(value: unknown, path: string): string {
  try {
    if (notJson(value) === undefined) return JSON.stringify(value)
  } catch {
    // Circular, or a getter that throws
  }
  throw new ConfigError([{ path, message: 'is not a JSON value' }])
}
