import { readNow } from '../border.js'
import { notJson } from '../json.js'
import { jwkText } from './keys.js'
import { make } from './make.js'
import type { Made } from './proofs.js'

/**
 * A narrower token. What is not given stays as it is in the last token of the chain.
 *
 * Which members there are depends on the draft that the chain is of: `tools` are those of attenuating agent tokens
 * (draft-niyikiza-oauth-attenuating-agent-tokens-01); `scopes`, `constraints`, `audience` and `clientId` those of agent
 * delegation chains (draft-asor-wimse-agent-delegation-chain-03).
 */
export interface DeriveOptions extends Made {
  /** The tokens that are held, root first. The signer's key is the one that the last of them is bound to. */
  readonly chain: readonly string[]
  /** The public key of whom the new token is for, a JSON Web Key: it is bound to that key. */
  readonly holder: object
  /** Tool by tool, the constraints of its arguments, as the draft's `tools`. */
  readonly tools?: object | undefined
  readonly scopes?: readonly string[] | undefined
  /** The draft's `constraints`, all of them: one that the parent has and that is left out would widen it. */
  readonly constraints?: readonly object[] | undefined
  readonly audience?: string | readonly string[] | undefined
  /** What the agent is called that the new token is for. A gate takes it for a name only where its operator believes delegators. Required where tokens have it. */
  readonly clientId?: string | undefined
  /** `exp`, in seconds since 1970. */
  readonly expiresAt?: number | undefined
  /** `del_max_depth`: how long the chain may become, as its draft counts. */
  readonly maxDepth?: number | undefined
}

/**
 * Derives a token for another agent from the chain that is held, and gives it: the chain is `[...chain, token]` then.
 *
 * The new token is checked by the functions of the gate before it is signed. What would be more than the chain grants is
 * not made.
 *
 * @example
 * const tools = { 'files.read': { path: { constraint_type: 'exact', value: '/home/notes.txt' } } }
 * const token = await derive({ chain, signer, holder: theirPublicJwk, tools, expiresAt })
 *
 * @throws AccessDenied with the gate's code: `authority_widened`, `scope_widened`, `expiry_extended`, …
 * @throws TypeError where an argument can't be meant, the signer is not the holder, or the signature is not the signer's
 */
export async function derive(options: DeriveOptions): Promise<string> {
  const { signer, now, chain, holder, tools, scopes, constraints, audience, clientId, expiresAt, maxDepth } = options
  const request = {
    chain,
    holder: jwkText(holder),
    tools: text('tools', tools),
    scopes,
    constraints: text('constraints', constraints),
    audience: typeof audience === 'string' ? [audience] : audience,
    clientId,
    expiresAt,
    maxDepth,
  }
  return make({ derive: request }, signer, readNow(now))
}

function text(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (notJson(value) !== undefined) throw new TypeError(`\`${name}\` is not a JSON value`)
  return JSON.stringify(value)
}
