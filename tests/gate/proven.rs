//! The HTTP answers to bound tokens (RFC 9449, sections 7.1 and 9), and to keys that are missing.

use crate::support::{NOW, alice, built, document, with};
use mint::{AccessToken, Key, Proof, dpop_proof};
use narrowgate::{Denial, Gate, Grant, Presented, Proofs, Request, Scheme};
use serde_json::{Value, json};

fn holder() -> Key {
    Key::es256(3)
}

fn bound() -> AccessToken {
    alice()
        .actor("remediation-agent")
        .claim("cnf", format!(r#"{{"jkt":"{}"}}"#, holder().thumbprint()))
}

fn takes_proofs(binding: bool) -> Value {
    let mut document = with("proofs", json!({ "origin": "https://tools.example" }));
    document["issuers"][0]["requireBinding"] = json!(binding);
    document
}

fn call(
    gate: &Gate,
    change: impl FnOnce(Proof) -> Proof,
    nonces: Vec<&str>,
) -> Result<Grant, Denial> {
    let token = bound().mint();
    let proof = change(dpop_proof(&holder(), &token)).mint();
    let proofs = Proofs {
        dpop: vec![&proof],
        method: "POST",
        target: "/mcp",
        nonces,
        ..Proofs::default()
    };
    gate.authorize(
        &Presented::token(&token)
            .by(Scheme::Dpop)
            .with_proofs(&proofs),
        &Request::tool("block", r#"{"address":"a","minutes":1}"#),
        NOW,
    )
}

/// A bearer token or none, for the tool that requires a scope.
fn bare(gate: &Gate, token: &str) -> Denial {
    let request = Request::tool("block", r#"{"address":"a","minutes":1}"#);
    gate.authorize(&Presented::token(token), &request, NOW)
        .err()
        .unwrap()
}

#[track_caller]
fn answers(gate: &Gate, denial: &Denial, code: &str, challenge: &str) {
    let answer = gate.challenge(denial);
    assert_eq!(denial.code().as_str(), code);
    assert_eq!(
        (answer.status(), answer.www_authenticate()),
        (401, Some(challenge))
    );
    assert_eq!(answer.retry_after(), None);
}

#[test]
fn a_proof_that_is_wrong_is_answered_by_its_own_scheme() {
    let gate = built(&takes_proofs(false));
    call(&gate, |proof| proof, vec![]).unwrap();
    let invalid = r#"DPoP error="invalid_dpop_proof",scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#;
    let denial = call(&gate, |proof| proof.claim("iat", "1"), vec![]).unwrap_err();
    answers(&gate, &denial, "proof_not_current", invalid);
    let denial = call(&gate, |proof| proof.header("typ", "\"JWT\""), vec![]).unwrap_err();
    answers(&gate, &denial, "proof_malformed", invalid);
}

#[test]
fn a_nonce_is_asked_for() {
    let gate = built(&takes_proofs(false));
    let denial = call(&gate, |proof| proof, vec!["n-1"]).unwrap_err();
    let nonce = r#"DPoP error="use_dpop_nonce",scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#;
    answers(&gate, &denial, "proof_nonce_required", nonce);
    call(&gate, |proof| proof.claim("nonce", "\"n-1\""), vec!["n-1"]).unwrap();
}

#[test]
fn there_is_a_challenge_for_each_scheme_that_is_taken() {
    let gate = built(&takes_proofs(false));
    answers(
        &gate,
        &bare(&gate, ""),
        "token_missing",
        r#"Bearer scope="write:rules",resource_metadata="https://tools.example/meta", DPoP scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#,
    );
    answers(
        &gate,
        &bare(&gate, &bound().mint()),
        "scheme_mismatch",
        r#"Bearer error="invalid_token",scope="write:rules",resource_metadata="https://tools.example/meta", DPoP error="invalid_token",scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#,
    );
    let gate = built(&takes_proofs(true));
    answers(
        &gate,
        &bare(&gate, &alice().mint()),
        "binding_required",
        r#"DPoP error="invalid_token",scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#,
    );
}

#[test]
fn who_has_no_token_is_told_the_scope_of_the_tool() {
    let gate = built(&document());
    for (token, code, error) in [
        ("", "token_missing", ""),
        ("x", "token_malformed", r#"error="invalid_token","#),
    ] {
        let expected = format!(
            r#"Bearer {error}scope="write:rules",resource_metadata="https://tools.example/meta""#
        );
        answers(&gate, &bare(&gate, token), code, &expected);
    }
    // One that requires none, and one that there is not
    for tool in ["ping", "nope"] {
        let verdict = gate.authorize(&Presented::token(""), &Request::tool(tool, "{}"), NOW);
        let expected = r#"Bearer resource_metadata="https://tools.example/meta""#;
        answers(&gate, &verdict.unwrap_err(), "token_missing", expected);
    }
}

#[test]
fn keys_that_are_missing_are_our_own_fault() {
    let mut document = document();
    document["issuers"][0]["jwks"] = Value::Null;
    let gate = built(&document);
    let denial = bare(&gate, &alice().mint());
    assert_eq!(denial.code().as_str(), "keys_missing");
    let report = serde_json::to_value(gate.report(&denial)).unwrap();
    assert_eq!(
        report["challenge"],
        json!({ "status": 503, "wwwAuthenticate": null, "retryAfter": 1 })
    );
    assert!(
        report["missing"].to_string().contains(mint::ISSUER),
        "{report}"
    );
}

#[test]
fn a_store_that_was_not_asked_is_our_own_fault() {
    let mut document = takes_proofs(false);
    document["proofs"]["requireReplayCheck"] = json!(true);
    let gate = built(&document);
    let denial = call(&gate, |proof| proof, vec![]).unwrap_err();
    assert_eq!(denial.code().as_str(), "replay_unchecked");
    let answer = gate.challenge(&denial);
    assert_eq!((answer.status(), answer.www_authenticate()), (503, None));
}

/// A token that is known costs nothing; one that is not, and its proof, have to be paid for.
#[test]
fn more_signatures_than_a_request_may_ask_for_are_refused() {
    let mut document = takes_proofs(false);
    document["limits"] = json!({ "signatureWork": 4, "rememberedTokens": 0 });
    let gate = built(&document);
    let denial = call(&gate, |proof| proof, vec![]).unwrap_err();
    answers(
        &gate,
        &denial,
        "work_exceeded",
        r#"Bearer error="invalid_token",scope="write:rules",resource_metadata="https://tools.example/meta", DPoP error="invalid_token",scope="write:rules",resource_metadata="https://tools.example/meta",algs="Ed25519 ES256""#,
    );
    document["limits"]["signatureWork"] = json!(5);
    call(&built(&document), |proof| proof, vec![]).unwrap();
}

/// draft-ietf-wimse-workload-creds-02: errors of workload identity tokens are those of a bad request.
#[test]
fn a_workload_proof_that_does_not_hold_is_a_bad_request() {
    let mut document = takes_proofs(false);
    let keys: Value = serde_json::from_str(&mint::jwks([&Key::es256(1)])).unwrap();
    document["issuers"] = json!([{
        "issuer": "wimse://example.org", "jwks": keys, "profile": { "wimse-wit": {} }, "algorithms": ["ES256"],
    }]);
    let gate = built(&document);
    let wit = ["iss", "aud", "client_id"]
        .into_iter()
        .fold(mint::access_token(&Key::es256(1)), AccessToken::without)
        .header("typ", "\"wit+jwt\"")
        .subject("wimse://example.org/agent/7")
        .claim("cnf", format!(r#"{{"jwk":{}}}"#, holder().jwk()))
        .mint();
    let ask = |proof: Option<String>| {
        let proofs = Proofs {
            workload_proof: proof.iter().map(String::as_str).collect(),
            method: "POST",
            target: "/mcp",
            ..Proofs::default()
        };
        let presented = Presented::token(&wit).by(Scheme::WorkloadIdentityToken);
        gate.verify(&presented.with_proofs(&proofs), NOW)
    };
    let proof = || mint::workload_proof(&holder(), &wit);
    ask(Some(proof().mint())).unwrap();
    for (wrong, code) in [
        (None, "proof_required"),
        (Some(proof().without("wth").mint()), "proof_token_mismatch"),
        (
            Some(proof().signed_by(&Key::es256(4)).mint()),
            "proof_signature_invalid",
        ),
    ] {
        let denial = ask(wrong).err().unwrap();
        assert_eq!(denial.code().as_str(), code);
        assert_eq!(gate.challenge(&denial).status(), 400, "{denial:?}");
    }
}
