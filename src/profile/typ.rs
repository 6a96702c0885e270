//! What an operator may name as the `typ` of an issuer's tokens (RFC 8725, section 3.11).

/// What is wrong with it as the type of tokens for access.
pub(crate) fn mistake(typ: &str) -> Option<&'static str> {
    if typ.is_empty() || !typ.bytes().all(|b| b.is_ascii_graphic()) {
        return Some("a `typ` is empty or not printable ASCII");
    }
    OTHER_TYPES
        .iter()
        .any(|other| is(typ, other))
        .then_some("a `typ` is the one of another kind of token, which is never for access")
}

/// `JWT` is the type of everything.
pub(crate) fn is_weak(typ: &str) -> bool {
    is(typ, "jwt") || is(typ, "jose")
}

/// The same media type: in any letter case, and `application/` may be left out (RFC 7515, section 4.1.9).
pub(crate) fn is(typ: &str, other: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == other
}

/// Types of tokens that are proofs, events, grants, credentials of clients, answers or approvals.
const OTHER_TYPES: [&str; 20] = [
    "dpop+jwt",
    "wpt+jwt",
    "aat-pop+jwt",
    "wit+jwt",
    "txntoken+jwt",
    "secevent+jwt",
    "logout+jwt",
    "oauth-id-jag+jwt",
    "client-authentication+jwt",
    "oauth-client-attestation+jwt",
    "oauth-client-attestation-pop+jwt",
    "oauth-authz-req+jwt",
    "token-introspection+jwt",
    "statuslist+jwt",
    "actor-proof+jwt",
    "kb+jwt",
    "kb+sd-jwt",
    "entity-statement+jwt",
    "resolve-response+jwt",
    "approval+jwt",
];
