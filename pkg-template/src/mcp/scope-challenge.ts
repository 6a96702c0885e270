import { Asking } from '../asking.js'
import type { AuthInfo } from './auth-info.js'
import { toolCall } from './calls.js'
import type { AnyGate, GuardOptions, McpRequest } from './options.js'

/**
 * What `scopeChallenge` of `registerTool` is asked with, in SDK v2.
 *
 * @example
 * const needed = await scopeChallenge(gate)({ request, authInfo })
 */
export interface ScopeContext {
  readonly request: { readonly method: string; readonly params?: unknown }
  readonly authInfo?: AuthInfo | undefined
}

/**
 * What the SDK asks the client for.
 *
 * @example
 * const needed: ScopesNeeded = { scopes: ['files:write'] }
 */
export interface ScopesNeeded {
  readonly scopes: readonly [string, ...string[]]
}

/**
 * A `scopeChallenge` for `registerTool` of SDK v2, for servers without {@linkcode protectHandler} in front: where only scopes are missing for this tool, the SDK answers 403
 * with the ones that it takes. Everything else is for `protect` to decide.
 *
 * @example
 * server.registerTool('files.delete', { inputSchema, scopeChallenge: scopeChallenge(gate) }, remove)
 */
export function scopeChallenge(gate: AnyGate, { now }: Pick<GuardOptions, 'now'> = {}): (context: ScopeContext) => Promise<ScopesNeeded | undefined> {
  const asking = new Asking(gate, now)
  return async ({ request, authInfo }) => {
    if (authInfo === undefined || request.method !== 'tools/call') return undefined
    try {
      const call = toolCall((request.params ?? {}) as McpRequest['params'])
      // A list counts nothing; a decision that lacks a scope gets no further
      const tool = (await asking.list(authInfo.token, undefined)).find(({ name }) => name === call.tool)
      if (tool?.code !== 'scope_insufficient') return undefined
      const decision = await asking.decide(authInfo.token, call, undefined)
      const challenge = decision.decision === 'deny' ? decision.denial.challenge.wwwAuthenticate : null
      const [needed, ...more] = /\bscope="([^"]+)"/.exec(challenge ?? '')?.[1]?.split(' ') ?? []
      return needed === undefined ? undefined : { scopes: [needed, ...more] }
    } catch {
      // Whatever failed, the decision on the call itself denies
      return undefined
    }
  }
}
