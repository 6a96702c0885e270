import { ConnectedGate, ConnectedVerifier } from './connected.js'
import { Connection, type ConnectOptions, type GateLike, type VerifierLike } from './connection.js'
import type { Sources } from './sources.js'

/**
 * A gate, or a verifier, with the sources of what it lacks: a key set that was rotated, whether a proof was used before, whether a token was
 * revoked, what a session has done so far. The gate still decides alone; each of its retryable denials is looked up once, and it is asked again.
 *
 * Its methods end in `Async`: an awaited one throws `AccessDenied`; one that is not awaited has decided nothing. What is handed in must not change
 * until then: the arguments that are decided on are those of the end.
 *
 * @example
 * const gate = connect(createGate(config), { keys: remoteKeys({ issuers: ['https://as.example'] }), replay: memoryReplay() })
 * const grant = await gate.authorizeAsync(token, { tool: 'files.read', input })
 *
 * @throws TypeError where a source is none or has a name that is not known, or an option is wrong
 */
export function connect(gate: GateLike, sources: Sources, options?: ConnectOptions): ConnectedGate
export function connect(verifier: VerifierLike, sources: Sources, options?: ConnectOptions): ConnectedVerifier
export function connect(gate: VerifierLike, sources: Sources, options: ConnectOptions = {}): ConnectedVerifier {
  return hasPolicies(gate)
    ? new ConnectedGate(new Connection(gate, sources, options))
    : new ConnectedVerifier(new Connection(gate, sources, options))
}

function hasPolicies(gate: VerifierLike): gate is GateLike {
  return 'authorizeEach' in gate
}
