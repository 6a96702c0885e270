//! Access tokens of an ordinary issuer, each held against the one before it.

use std::collections::BTreeSet;

use serde_json::Value;

pub(crate) fn check(claims: &[Value]) {
    for pair in claims.windows(2) {
        let (parent, child) = (&pair[0], &pair[1]);
        assert_eq!(child["iss"], parent["iss"]);
        assert_eq!(child["sub"], parent["sub"], "on behalf of someone else");
        assert_ne!(child["jti"], parent["jti"], "a `jti` stands twice");
        assert!(scopes(child).is_subset(&scopes(parent)), "more scopes");
        assert_eq!(actors(child), actors(parent) + 1);
    }
}

fn actors(claims: &Value) -> usize {
    claims.get("act").map_or(0, |act| 1 + actors(act))
}

fn scopes(claims: &Value) -> BTreeSet<&str> {
    let scope = claims["scope"].as_str().unwrap_or_default();
    scope.split(' ').filter(|token| !token.is_empty()).collect()
}
