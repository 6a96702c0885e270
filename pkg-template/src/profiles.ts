/**
 * The shape of an issuer's tokens: which `typ`, which claims, who is principal and who is actor. A name, or an object of
 * one member that holds the settings. The crate's documentation says for each which claims it reads.
 */
export type Profile =
  /** JWT access tokens (RFC 9068), with the current actor in `act` (RFC 8693). */
  | 'rfc9068'
  /** The same, for an MCP server: `audience` has to be its canonical URI, and `resourceMetadata` be given. */
  | 'mcp'
  /** JWT-SVIDs; the issuer is the trust domain, `spiffe://example.org`. */
  | 'spiffe-jwt-svid'
  /** Workload identity tokens; the issuer is the trust domain. Worth nothing without a workload proof. */
  | { readonly 'wimse-wit': { readonly issuers?: readonly string[] } }
  | { readonly 'transaction-token': TransactionTokenProfile }
  | { readonly zeroid: ZeroidProfile }
  | { readonly entra: EntraProfile }
  | { readonly auth0: Auth0Profile }
  /** Custom authorization servers of Okta. */
  | { readonly okta: { readonly actor: ActorSource } }
  /** WorkOS Connect. */
  | { readonly workos: { readonly actor: ActorSource } }
  | { readonly custom: CustomProfile }
  /** Attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01), each signed by the holder of the one before it. */
  | { readonly 'aat-01': Aat01Profile }
  /** Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03), each token signed by the key that the one before it confirms. */
  | { readonly 'adc-03-bound': Adc03BoundProfile }
  /** Approvals of single calls, `typ` `approval+jwt`. Their issuer is trusted for nothing else. */
  | { readonly approval: ApprovalProfile }

/** The claim of an RFC 9068 token that names the agent. There is no fallback. */
export type ActorClaim = 'act' | 'client_id' | 'azp' | 'sub'

/** Where tokens name the agent: nowhere, as their client, or in `act`. There is no fallback. */
export type ActorSource = 'none' | 'client' | 'act'

/** Transaction tokens of one trust domain. */
export interface TransactionTokenProfile {
  readonly trustDomain: string
  /** Reads `act`. Without it a token with an actor is refused. */
  readonly agents?: boolean
  /** Who says which workload presents one: a workload identity token beside it (default), or the host. */
  readonly caller?: 'proven' | 'host'
  /** Other trust domains than its own whose workloads may present one. */
  readonly callers?: readonly string[]
}

/**
 * Chains of attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01), root first in `parents`. They grant tools
 * and what their arguments may be, and each call has a proof of its own, `aat`. Only `authorize` and `decide` take them.
 */
export interface Aat01Profile {
  /** The `typ` of every token of a chain, one that no other token has: `aat+jwt`. */
  readonly typ: string
  /** On whose behalf the issuer issues its roots, all of them. Without it nobody knows. */
  readonly principal?: string
  /** Names of agents by the RFC 7638 thumbprints of their keys. Others are named by the thumbprint URI. */
  readonly agents?: Readonly<Record<string, string>>
  /**
   * A tool that these tokens name needs none of its `requiredScopes`. Without it, tools that require scopes are denied to these
   * chains, which have none: `scope_insufficient`.
   */
  readonly toolsInsteadOfScopes?: boolean
}

/** Access tokens of ZeroID. */
export interface ZeroidProfile {
  /** The server's `wimse_domain`. */
  readonly trustDomain: string
  /** The generations that are accepted. */
  readonly tokens: readonly ('legacy' | 'rfc8693')[]
  /** Grant types of this deployment's own. */
  readonly grantTypes?: readonly string[]
  /** Providers whose users ZeroID may speak for. */
  readonly userIssuers?: readonly string[]
  /** Refuses tokens without `resource`. */
  readonly requireResource?: boolean
  /** Accepts tokens that are limited by `authorization_details`, and leaves the limits to the host. */
  readonly ignoreAuthorizationDetails?: boolean
  /** Accepts them for the tools that `requiredDetails` lists, within what was approved. */
  readonly enforceAuthorizationDetails?: boolean
}

/** Access tokens of one Microsoft Entra tenant. */
export interface EntraProfile {
  /** A GUID in lower case. */
  readonly tenant: string
  readonly version: '1.0' | '2.0'
  readonly actor: 'none' | 'client'
  /** The app roles of an application's own token are its scopes. */
  readonly appRolesAsScopes?: boolean
  /** Refuses tokens whose client is no agent identity. */
  readonly agentsOnly?: boolean
}

/** Access tokens of an Auth0 tenant. */
export interface Auth0Profile {
  readonly tokenProfile: 'auth0' | 'rfc9068'
  /** The claim that says what a token may do. */
  readonly authority: 'scope' | 'permissions'
  readonly actor: ActorSource
}

/** JWTs of an issuer of one's own. `iss`, `aud`, `exp`, `nbf`, `iat` and `cnf` stand where RFC 7519 and RFC 7800 put them. */
export interface CustomProfile {
  /** The values of `typ`; `null` is a header without. */
  readonly typ: readonly (string | null)[]
  /** The claim that names the principal. */
  readonly principal: string
  readonly actor: 'none' | 'act' | { readonly claim: string }
  /** The principals are workloads: where nobody acts for them, they are the agents. */
  readonly workload?: boolean
  /** Claims that tell these tokens from the issuer's other ones. */
  readonly required?: Readonly<Record<string, 'present' | { readonly is: string }>>
  /** The claim that names the client. */
  readonly client?: string
  /** The claim that is the token's id. */
  readonly tokenId?: string
  readonly scopes?: { readonly claim: string; readonly form: 'string' | 'array' }
}

/** Agent delegation chains. Tokens are presented root first, the last one with a DPoP proof. The constraint `prefix` compares text: `/home/alice/../bob` has the prefix `/home/alice/`. */
export interface Adc03BoundProfile {
  /** The argument that a constraint's key is about, where it has another name. */
  readonly quantities?: Readonly<Record<string, string>>
  /** The host counts what is limited over several calls, by `limits` of the grant. Without it such a token permits no call. Only `max_subtree` bounds who holds a token: it can derive another one for itself, whose `max_lifetime` begins anew. */
  readonly hostCounts?: boolean
  /** Takes the `client_id` of every token for a subject of the root's issuer. Whoever holds a token is believed about the next agent's name then; without it, that agent is known by its own key (a subject of the root's issuer, by thumbprint URI), and has no `clientId`. */
  readonly believeAgentNames?: boolean
}

/** Approvals of single calls. Required are `iss`, `sub` (who approves), `aud` (the gate), `iat`, `exp`, `jti` and `call_hash`. */
export interface ApprovalProfile {
  /** The longest life, `exp` minus `iat`, in seconds: 900 by default, at most 86,400. */
  readonly maxLifetime?: number
  /** The issuer whose subjects approve, as `iss` of its tokens spells it, so that policies can compare them with the principal. Without it, whoever acts under the approver's name at any issuer is taken for the approver, and refused, and a policy that compares is warned of. */
  readonly subjectsOf?: string
}
