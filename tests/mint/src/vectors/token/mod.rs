//! One access token: what it proves, whose it is, what kind it is, who acts.

use serde_json::{Value, json};

mod actor;
mod claim;
mod kind;
mod source;
mod time;

use super::{Case, changed, config, deep_act, good, issuer, key, key_set, now};
use crate::{AUDIENCE, AccessToken, ISSUER, Key, NOW, compact, jwks, string};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        issuers(),
        kind::cases(),
        actor::cases(),
        source::cases(),
        claim::cases(),
        time::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn token(id: &str, source: &str, description: &str) -> Case {
    now(Case::new("token", id, source, description).with("config", config()))
}

fn accepted() -> Vec<Case> {
    let case = |id: &str, source: &str, description: &str, key: &Key| {
        token(id, source, description)
            .with(
                "config",
                changed(config(), json!({ "issuers": [issuer(ISSUER, key)] })),
            )
            .token(crate::access_token(key).scope("files:read").mint())
    };
    let agent = good()
        .scope("write:rules read:logs read:logs")
        .actor("monitoring-agent")
        .actor("remediation-agent");
    vec![
        token("accept", "RFC 9068, section 2.2", "All seven claims, and a scope.").token(good().mint()).accept_as(json!({
            "principal": { "issuer": ISSUER, "subject": "alice" },
            "actor": null,
            "chain": [{ "issuer": ISSUER, "subject": "alice", "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-0", "expiresAt": NOW + 600 }],
            "scopes": ["files:read"],
            "issuer": ISSUER,
            "audience": [AUDIENCE],
            "clientId": "desk",
            "tokenId": "t-0",
            "expiresAt": NOW + 600,
            "keyThumbprint": key().thumbprint(),
        })),
        token("accept-delegated", "RFC 8693, section 4.1", "The outermost `act` acts now; scopes are a set.").token(agent.mint()).accept_as(json!({
            "principal": { "issuer": ISSUER, "subject": "alice" },
            "actor": { "issuer": ISSUER, "subject": "remediation-agent" },
            "chain": [
                { "issuer": ISSUER, "subject": "alice", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "monitoring-agent", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "remediation-agent", "evidence": "signed", "scopes": ["read:logs", "write:rules"], "tokenId": "t-2", "expiresAt": NOW + 600 },
            ],
            "scopes": ["read:logs", "write:rules"],
        })),
        case("accept-es256", "RFC 9068, section 2.1", "ES256.", &Key::es256(1)).accept_as(json!({ "keyThumbprint": Key::es256(1).thumbprint() })),
        case("accept-rs256", "RFC 9068, section 2.1", "RS256.", &Key::rs256()).accept_as(json!({ "keyThumbprint": Key::rs256().thumbprint() })),
        token("accept-jwks-text", "RFC 7517, section 5", "The configuration gives the key set as text.")
            .with("config", changed(config(), json!({ "issuers": [{ "issuer": ISSUER, "jwks": jwks([&key()]), "profile": "rfc9068", "algorithms": ["Ed25519"] }] })))
            .token(good().mint())
            .accept(),
        token("accept-other-claims", "RFC 9068, section 2.2.2", "Claims that nobody asks for, of any type.")
            .token(good().claim("updated_at", "\"yesterday\"").claim("roles", "[1,null]").claim("https://x/y", "{}").mint())
            .accept(),
        token("accept-escaped-claims", "RFC 8259, section 7", "Names and values spelt with escapes are the same names and values.")
            .token(compact(good().header_text(), good().payload_text().replacen("\"iss\"", r#""\u0069ss""#, 1).replacen("alice", r"\u0061lice", 1), &key()))
            .accept_as(json!({ "principal": { "issuer": ISSUER, "subject": "alice" } })),
    ]
}

fn issuers() -> Vec<Case> {
    let other = Key::ed25519(2);
    let two = changed(
        config(),
        json!({ "issuers": [issuer(ISSUER, &key()), issuer("https://other.example", &other)] }),
    );
    let both = changed(
        config(),
        json!({ "issuers": [
        { "issuer": ISSUER, "jwks": key_set([&key(), &other]), "profile": "rfc9068", "algorithms": ["Ed25519"] },
    ] }),
    );
    let iss = |id: &str, description: &str, iss: &str, code: &str| {
        token(
            id,
            "RFC 7519, section 4.1.1; RFC 8725, section 3.8",
            description,
        )
        .token(good().claim("iss", iss).mint())
        .deny(code)
    };
    let forged = good().signed_by(&other).mint();
    vec![
        iss("iss-unknown", "An issuer that nobody configured.", r#""https://evil.example""#, "issuer_unknown"),
        iss("iss-trailing-slash", "A slash more.", r#""https://as.example/""#, "issuer_unknown"),
        iss("iss-case", "Capital letters.", r#""https://AS.example""#, "issuer_unknown"),
        iss("iss-http", "Another scheme.", r#""http://as.example""#, "issuer_unknown"),
        iss("iss-port", "The port that is meant anyway.", r#""https://as.example:443""#, "issuer_unknown"),
        iss("iss-userinfo", "A name before the host.", r#""https://as.example@evil.example""#, "issuer_unknown"),
        iss("iss-prefix", "The beginning.", r#""https://as""#, "issuer_unknown"),
        iss("iss-space", "A space after it.", r#""https://as.example ""#, "issuer_unknown"),
        iss("iss-empty", "Empty.", r#""""#, "issuer_unknown"),
        iss("iss-array", "CVE-2025-30144: an array that holds the good one.", r#"["https://evil.example","https://as.example"]"#, "claim_invalid"),
        iss("iss-object", "An object.", r#"{"iss":"https://as.example"}"#, "claim_invalid"),
        iss("iss-null", "Null.", "null", "claim_invalid"),
        iss("iss-number", "A number.", "1", "claim_invalid"),
        token("iss-absent", "RFC 9068, section 2.2", "No `iss`.").token(good().without("iss").mint()).deny("claim_missing"),
        token("two-issuers", "RFC 8725, section 3.8", "Each issuer's token with its own key.").with("config", two.clone()).token(crate::access_token(&other).issuer("https://other.example").mint()).accept_as(json!({ "issuer": "https://other.example", "principal": { "issuer": "https://other.example", "subject": "alice" } })),
        token("key-of-another-issuer", "RFC 8725bis: keys belong to one issuer", "The other issuer's key signs for this one.").with("config", two.clone()).token(crate::access_token(&other).mint()).deny("key_unknown"),
        token("key-of-another-issuer-renamed", "RFC 8725bis: keys belong to one issuer", "The same, under the name of the key that is right.").with("config", two).token(forged.clone()).deny("signature_invalid"),
        token("forged", "RFC 7515, section 5.2", "Signed by nobody.").token(forged).deny("signature_invalid"),
        token("signed-by-another-key-of-the-set", "RFC 7515, section 4.1.4", "The key that `kid` names is the only one that is tried.").with("config", both).token(good().signed_by(&other).mint()).deny("signature_invalid"),
        token("kid-unknown", "RFC 7517, section 4.5", "After a rotation: the host may fetch the keys again.").token(good().header("kid", "\"ed-9\"").mint()).deny("key_unknown"),
        token("alg-of-another-issuer", "RFC 8725, section 3.1", "The list is the issuer's own.").with("config", changed(config(), json!({ "issuers": [issuer(ISSUER, &Key::es256(1)), issuer("https://other.example", &key())] }))).token(good().mint()).deny("algorithm_not_allowed"),
    ]
}

/// The claims of a good token as a JSON value, for other modules.
pub(super) fn with_claims(claims: &[(&str, &str)]) -> Value {
    Value::from(
        claims
            .iter()
            .fold(good(), |token, (name, json)| token.claim(name, *json))
            .mint(),
    )
}

fn claims(id: &str, source: &str, description: &str, claims: &[(&str, &str)]) -> Case {
    token(id, source, description).token(with_claims(claims))
}
