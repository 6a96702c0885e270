//! ZeroID's bound tokens.

use super::*;

const SOURCE: &str = "ZeroID OAuth extensions, DPoP";
const SERVER: &str = "https://auth.example.com";
const API: &str = "https://api.example.com/payments";
const ISSUED: u64 = 1_790_000_000;
const BODY: &str = r#"{"invoice":4711}"#;

pub(super) fn cases() -> Vec<Case> {
    let by = |id: &str, description: &str, besides: Value, change: &dyn Fn(Proof) -> Proof| {
        let token = backchannel().mint();
        let proof = change(proof(&token)).mint();
        let request =
            json!({ "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/payments" });
        present(zeroid(id, description), &token, changed(request, besides))
    };
    let same = |proof: Proof| proof;
    vec![
        by("zeroid", "A payment that a user was asked for, with its proof.", json!({}), &same).accept_as(json!({
            "principal": { "issuer": SERVER, "subject": "user-alice" },
            "scopes": ["payments:initiate"],
            "possession": {
                "proofs": ["dpop"],
                "replay": "not_checked",
                "replayKeys": [{ "key": replay_key("dpop", &[&holder().thumbprint(), API, "f3a1"]), "until": ISSUED + 100 }],
            },
        })),
        by("zeroid-body", "With the hash of its body.", json!({ "bodySha256": hash(BODY) }), &|proof| proof.claim("bh", string(&hash(BODY)))).accept(),
        by("zeroid-other-body", "With the hash of another body.", json!({ "bodySha256": hash("{}") }), &|proof| proof.claim("bh", string(&hash(BODY)))).deny("proof_body_mismatch"),
        by("zeroid-as-bearer", "As a bearer token, which ZeroID's own middleware takes.", json!({ "scheme": "Bearer" }), &same).deny("scheme_mismatch"),
        by("zeroid-other-ath", "A proof for another token.", json!({}), &|proof| proof.claim("ath", string(&hash("another")))).deny("proof_token_mismatch"),
        by("zeroid-no-ath", "A proof for no token, as in its own example.", json!({}), &|proof| proof.without("ath")).deny("proof_token_mismatch"),
        by("zeroid-htu-query", "A query is no part of the URI.", json!({ "target": "/payments?a=1" }), &|proof| proof.claim("htu", string("https://api.example.com/payments?b=2"))).accept(),
        by("zeroid-htm-lower-case", "ZeroID's documentation takes it.", json!({}), &|proof| proof.claim("htm", string("post"))).deny("proof_request_mismatch"),
        by("zeroid-stale", "65 seconds, which ZeroID takes.", json!({}), &|proof| proof.claim("iat", (ISSUED + 10 - 65).to_string())).deny("proof_not_current"),
        by("zeroid-replayed", "The same proof again.", json!({ "replay": [{ "key": replay_key("dpop", &[&holder().thumbprint(), API, "f3a1"]), "isNew": false }] }), &same).deny("proof_replayed"),
        present(zeroid("zeroid-other-method", "A method that ZeroID does not know."), &backchannel().claim("cnf", json!({ "x5t#S256": hash("certificate"), "kid": "v1" }).to_string()).mint(), json!({ "certificateSha256": hash("certificate") })).deny("confirmation_unsupported"),
    ]
}

fn key() -> Key {
    Key::rs256().named(Some("v1"))
}

fn zeroid(id: &str, description: &str) -> Case {
    let profile = json!({ "zeroid": { "trustDomain": "agents.example.com", "tokens": ["legacy"], "ignoreAuthorizationDetails": true } });
    let config = json!({
        "issuers": [{ "issuer": SERVER, "jwks": key_set([&key()]), "profile": profile, "algorithms": ["RS256"] }],
        "audience": SERVER,
        "proofs": { "origin": "https://api.example.com" },
    });
    super::super::at(
        Case::new("token", id, SOURCE, description).with("config", config),
        ISSUED + 10,
    )
}

/// Whom a backchannel has asked: the user's own token (OpenID CIBA), bound to the client's key.
fn backchannel() -> AccessToken {
    let id = "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33";
    [
        ("account_id", "acct-1"),
        ("project_id", "proj-1"),
        ("grant_type", "urn:openid:params:grant-type:ciba"),
        ("mission_id", id),
        ("external_id", ""),
        ("identity_type", "service"),
        ("sub_type", ""),
        ("trust_level", ""),
        ("status", "active"),
        ("name", "Alice"),
        ("user_email", "alice@example.com"),
        ("user_name", "Alice"),
        ("token_exchange", "ciba"),
        ("backchannel_client_id", "billing-agent"),
        ("binding_message", "Pay invoice 4711"),
    ]
    .into_iter()
    .fold(crate::access_token(&key()), |token, (name, text)| {
        token.claim(name, string(text))
    })
    .header("typ", string("JWT"))
    .without("client_id")
    .issuer(SERVER)
    .subject("user-alice")
    .claim("aud", json!([SERVER]).to_string())
    .issued(ISSUED)
    .expires(ISSUED + 900)
    .id(id)
    .claim("scopes", r#"["payments:initiate"]"#)
    .claim(
        "authorization_details",
        r#"[{"type":"tool_call","tool":"transfer_funds","amount":50000,"currency":"EUR"}]"#,
    )
    .claim("cnf", jkt(&holder()))
}

fn proof(token: &str) -> Proof {
    dpop_proof(&holder(), token)
        .claim("jti", string("f3a1"))
        .claim("htu", string(API))
        .claim("iat", (ISSUED + 10).to_string())
}
