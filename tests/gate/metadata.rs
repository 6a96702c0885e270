//! What the server publishes about itself (RFC 9728, section 2).

use crate::support::{built, document, with};
use serde_json::{Value, json};

fn metadata(document: &Value) -> Value {
    serde_json::to_value(built(document).metadata()).unwrap()
}

fn issuers(changes: &[Value]) -> Value {
    let issuer = &document()["issuers"][0];
    let changed = changes.iter().map(|change| {
        let mut issuer = issuer.clone();
        for (name, value) in change.as_object().unwrap() {
            issuer[name] = value.clone();
        }
        issuer
    });
    changed.collect()
}

#[test]
fn of_bearer_tokens() {
    assert_eq!(
        metadata(&document()),
        json!({
            "resource": mint::AUDIENCE,
            "authorization_servers": [mint::ISSUER],
            "bearer_methods_supported": ["header"],
            "scopes_supported": ["write:rules"],
        })
    );
}

#[test]
fn of_bound_tokens() {
    let mut bound = with("proofs", json!({ "origin": "https://tools.example" }));
    bound["issuers"] = issuers(&[
        json!({ "requireBinding": true }),
        json!({ "issuer": "https://other.example", "requireBinding": true }),
    ]);
    bound["audience"] = json!([mint::AUDIENCE, "urn:tools"]);
    bound["requiredScopes"] = json!({ "block": ["write:rules", "a"], "ping": ["a"] });
    assert_eq!(
        metadata(&bound),
        json!({
            "resource": mint::AUDIENCE,
            "authorization_servers": [mint::ISSUER, "https://other.example"],
            "bearer_methods_supported": ["header"],
            "scopes_supported": ["a", "write:rules"],
            "dpop_signing_alg_values_supported": ["Ed25519", "ES256"],
        })
    );
    bound["proofs"]["algorithms"] = json!(["ES256"]);
    assert_eq!(
        metadata(&bound)["dpop_signing_alg_values_supported"],
        json!(["ES256"])
    );
}

#[test]
fn of_details() {
    let types = json!({ "types": { "payment": {}, "account": {} } });
    assert_eq!(
        metadata(&with("authorizationDetails", types))["authorization_details_types_supported"],
        json!(["account", "payment"])
    );
}

/// What clients ask the issuer for is an entry of their draft's type.
#[test]
fn of_linked_chains() {
    let mut document = with(
        "authorizationDetails",
        json!({ "types": { "payment": {} } }),
    );
    document["issuers"] = issuers(&[
        json!({ "profile": { "adc-03-bound": {} } }),
        json!({ "issuer": "https://other.example", "profile": { "aat-01": { "typ": "aat+jwt" } } }),
    ]);
    document["proofs"] = json!({ "origin": "https://tools.example" });
    assert_eq!(
        metadata(&document)["authorization_details_types_supported"],
        json!(["agent_delegation", "attenuating_agent_token", "payment"])
    );
}

/// RFC 8414, section 2: an authorization server is an https URL.
#[test]
fn of_issuers_that_are_no_servers() {
    let mut document = document();
    document["issuers"] = issuers(&[json!({ "issuer": "urn:as" })]);
    document["requiredScopes"] = json!({ "block": [], "ping": [] });
    assert_eq!(
        metadata(&document),
        json!({
            "resource": mint::AUDIENCE,
            "authorization_servers": [],
            "bearer_methods_supported": ["header"],
        })
    );
}
