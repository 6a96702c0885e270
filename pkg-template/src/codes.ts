// The one list is in src/denial.rs; tests/js/codes.test.mjs compares.

/** Who has to look at a denial. */
export type Category =
  | 'malformed'
  | 'untrusted'
  | 'time'
  | 'binding'
  | 'delegation'
  | 'limit'
  | 'policy'
  | 'source'
  | 'internal'

/** Every code with its category. Codes are only ever added. */
export const codes = /* @__PURE__ */ Object.freeze({
  /** No token was presented. */
  token_missing: 'malformed',
  /** Not a compact JWS: other characters than base64url and dots, not three parts, a JWE, JSON serialisation. */
  token_malformed: 'malformed',
  /** A part is not canonical, unpadded base64url. */
  base64_invalid: 'malformed',
  /** The header or payload is not a UTF-8 JSON object. */
  json_invalid: 'malformed',
  /** A JSON object names a member twice. */
  json_duplicate_member: 'malformed',
  /** A header parameter has the wrong type, or `alg` is absent. */
  header_invalid: 'malformed',
  /** The header asks for something that is never done: `crit`, `b64`, `zip`, `cty`, `jwk`, `jku`, `x5u`, `x5c`. */
  header_unsupported: 'malformed',
  /** A claim that the profile requires is absent. */
  claim_missing: 'malformed',
  /** A claim has the wrong type or an impossible value. */
  claim_invalid: 'malformed',
  /** `scope` is not a string of RFC 6749 scope tokens with single spaces between, or not of its issuer's `scopeRelation`. */
  scope_malformed: 'malformed',
  /** `act` is not an object with a `sub`, somewhere in the chain. */
  actor_malformed: 'malformed',
  /** The tool call's arguments are not a JSON object without duplicates. */
  input_invalid: 'malformed',
  /** An entry of `authorization_details` has a member that its type does not have, or one of another form, or a type has too many entries; or a linked token's is not of its draft's form. */
  details_malformed: 'malformed',
  /** `alg` is not on the issuer's list. `none` and HMAC can't be on any. */
  algorithm_not_allowed: 'untrusted',
  /** `typ` is not the one of the issuer's profile: another kind of token was presented. */
  type_not_accepted: 'untrusted',
  /** `iss` is none of the configured issuers. */
  issuer_unknown: 'untrusted',
  /** The issuer's key set has no key for this token. Fetch the set again, once, and retry. */
  key_unknown: 'untrusted',
  /** Several keys of the issuer fit; which one signed can't be told. */
  key_ambiguous: 'untrusted',
  /** The key that `kid` names is not for this algorithm. */
  key_unsuitable: 'untrusted',
  /** The signature does not verify. */
  signature_invalid: 'untrusted',
  /** The token was issued for someone else. */
  audience_mismatch: 'untrusted',
  /** The issuer's keys were not handed in yet. Fetch them and retry. */
  keys_missing: 'untrusted',
  /** An `act` names an actor of an issuer for which the token's issuer may not speak. */
  actor_untrusted: 'untrusted',
  /** The token was revoked, by what the host handed in. */
  token_revoked: 'untrusted',
  /** Whether the token was revoked is not known, and has to be. */
  revocation_unknown: 'untrusted',
  /** An approval is none: its form, type, issuer, signature, audience or a claim is wrong, or it was presented twice. */
  approval_invalid: 'untrusted',
  /** `exp` has passed. */
  token_expired: 'time',
  /** `nbf` has not come yet. */
  token_not_yet_valid: 'time',
  /** `iat` lies in the future. */
  token_issued_in_future: 'time',
  /** `exp` minus `iat` is longer than the gate allows. */
  lifetime_too_long: 'time',
  /** The host handed in no usable time. */
  clock_invalid: 'time',
  /** An approval has expired, is not valid yet, or lives longer than its issuer may let it. */
  approval_not_current: 'time',
  /** The token is bound to a key (`cnf`), and possession was not proven. */
  proof_required: 'binding',
  /** The token is bound and came as a bearer token, or is not bound and came as a bound one, or came in another header than its profile's. */
  scheme_mismatch: 'binding',
  /** `cnf` asks for a proof that this gate can't check, or is not of the form of its RFC. */
  confirmation_unsupported: 'binding',
  /** The issuer is configured to bind its tokens to a key, and this one is bound to none. */
  binding_required: 'binding',
  /** A transaction token says nothing of who presents it, and the caller was not proven. */
  caller_unproven: 'binding',
  /** There is no certificate of this connection, or it is not the one that the token is bound to. */
  certificate_mismatch: 'binding',
  /** The proof is not one proof, not a JWT, or a header parameter or claim is absent or has the wrong type. */
  proof_malformed: 'binding',
  /** The proof's algorithm is not allowed, or its signature does not verify. */
  proof_signature_invalid: 'binding',
  /** The proof was signed with another key than the one that the token is bound to. */
  proof_key_mismatch: 'binding',
  /** The proof was made for another method, another URI or another recipient. */
  proof_request_mismatch: 'binding',
  /** The proof was made for another token, or leaves out one that it has to name. */
  proof_token_mismatch: 'binding',
  /** The proof was made for another body, or its body can't be checked, or it names none where it has to. */
  proof_body_mismatch: 'binding',
  /** The proof names a header field that is not there, has another value, or is not understood. */
  proof_header_mismatch: 'binding',
  /** The proof is too old, expired, or from the future. */
  proof_not_current: 'binding',
  /** The proof has not the nonce that was asked for. */
  proof_nonce_required: 'binding',
  /** The proof was used before. */
  proof_replayed: 'binding',
  /** The replay store was not asked, and the gate requires it. */
  replay_unchecked: 'binding',
  /** More actors than the gate allows stand between principal and current actor. */
  depth_exceeded: 'delegation',
  /** A token is on behalf of someone else than its parent. */
  subject_changed: 'delegation',
  /** A token's prior actors are not the actors of its parent. */
  actor_chain_broken: 'delegation',
  /** A token has a scope that its parent has not. */
  scope_widened: 'delegation',
  /** A token is for an audience that its parent is not for. */
  audience_widened: 'delegation',
  /** A token is valid longer than its parent. */
  expiry_extended: 'delegation',
  /** A token was issued before its parent. */
  issued_before_parent: 'delegation',
  /** The same token stands twice in the chain. */
  token_repeated: 'delegation',
  /** A token of a linked chain is not the child of the one before it: hash, depth or issuer say so. */
  link_broken: 'delegation',
  /** A token grants a tool, an argument, a detail or a depth that its parent does not grant. */
  authority_widened: 'delegation',
  /** An actor that may not delegate has delegated. */
  delegation_not_allowed: 'delegation',
  /** A party of the chain is not of the one issuer, tenant or trust domain, or nobody says of which. */
  chain_out_of_bounds: 'delegation',
  /** A party is only asserted, and the gate asks for a token of its own. */
  evidence_insufficient: 'delegation',
  /** A token is larger than the limit. */
  token_too_large: 'limit',
  /** More tokens, or more bytes of tokens, than the limit. */
  too_many_tokens: 'limit',
  /** JSON is nested deeper than the limit. */
  json_too_deep: 'limit',
  /** A JSON object or array has more members than the limit. */
  json_too_large: 'limit',
  /** More scope tokens, or a longer one, than the limit. */
  scope_too_large: 'limit',
  /** The arguments of the call are larger, or deeper, than the limit. */
  input_too_large: 'limit',
  /** More signatures than the gate is willing to check for one request. */
  work_exceeded: 'limit',
  /** The gate knows no tool of that name. */
  tool_unknown: 'policy',
  /** An argument is not declared by the tool, is missing, or has another type than the tool declares. */
  arguments_invalid: 'policy',
  /** The tool requires a scope that was not granted. */
  scope_insufficient: 'policy',
  /** No policy permits the call. */
  policy_denied: 'policy',
  /** A policy forbids the call. */
  policy_forbidden: 'policy',
  /** A policy could not be evaluated; what could not be evaluated denies. */
  policy_error: 'policy',
  /** The host handed in no facts of the call where its schema declares them, others than it declares, or some where it declares none. */
  session_invalid: 'policy',
  /** The policy asks for a stronger, or a more recent, authentication of the user. */
  authentication_insufficient: 'policy',
  /** The tools, constraints or `authorization_details` that were granted do not cover the call. */
  authority_insufficient: 'policy',
  /** The token limits a sum over several calls, and the gate was not told that the host counts. */
  limit_uncounted: 'policy',
  /** The policies permit the call, but for those that require an approval. `callHash` says of what. */
  approval_required: 'policy',
  /** An approval is for another call. */
  approval_mismatch: 'policy',
  /** Who approves is an agent of the chain or the client that has the token, under whichever name, or could be one who is not named. */
  approver_not_allowed: 'policy',
  /** The approval was used before. */
  approval_replayed: 'policy',
  /** What the host has to ask, a key server or a store of its own, did not answer. It denies. */
  source_unavailable: 'source',
  /** A fault of our own. It denies. */
  internal: 'internal',
} as const satisfies Record<string, Category>)

/** What was wrong, as a stable name. */
export type Code = keyof typeof codes
