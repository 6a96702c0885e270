import type { Grant, Verified } from '../types/answers.js'
import type { Asking } from '../asking.js'
import type { Visit } from './visit.js'

/**
 * `AuthInfo` of both SDKs: what handlers see as `ctx.http.authInfo` (v2) or `extra.authInfo` (v1).
 *
 * @example
 * const { clientId, scopes } = ctx.http.authInfo
 */
export interface AuthInfo {
  token: string
  clientId: string
  scopes: string[]
  /** Seconds since 1970. */
  expiresAt?: number
  resource?: URL
  extra?: Record<string, unknown>
}

/**
 * Under `narrowgate` in `extra`: who is there, frozen; for a call that was permitted, the whole grant.
 *
 * @example
 * const { principal, actor, chain, depth } = (ctx.http.authInfo.extra as unknown as NarrowgateExtra).narrowgate
 */
export interface NarrowgateExtra {
  readonly narrowgate: Verified | Grant
}

/** What handlers are told. What the host itself put there stays. */
export function authInfoOf(token: string, who: Verified | Grant, asking: Asking, given?: AuthInfo): AuthInfo {
  const resource = resourceOf(asking)
  return {
    ...given,
    token,
    clientId: who.clientId ?? who.actor?.subject ?? who.principal?.subject ?? '',
    scopes: [...who.scopes],
    expiresAt: who.expiresAt,
    ...(resource !== undefined && { resource }),
    extra: { ...given?.extra, narrowgate: who } satisfies NarrowgateExtra,
  }
}

/** The visit of a request that came through a handler of ours. Only that handler can have put it there. */
export function visitOf(authInfo: AuthInfo): Visit | undefined {
  return VISITS.get(authInfo)
}

export function keepVisit(authInfo: AuthInfo, visit: Visit): AuthInfo {
  VISITS.set(authInfo, visit)
  return authInfo
}

function resourceOf(asking: Asking): URL | undefined {
  const { resource } = asking.metadata()
  return URL.canParse(resource) ? new URL(resource) : undefined
}

const VISITS = new WeakMap<AuthInfo, Visit>()
