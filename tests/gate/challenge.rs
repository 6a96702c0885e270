//! The HTTP answer to each kind of denial (RFC 6750, section 3; RFC 9728, section 5.1).

use crate::support::{
    alice, authorize, built, document, gate, remediator, verify, verify_all, with,
};
use narrowgate::{Denial, Gate, Presented, UnixTime};
use serde_json::json;

#[track_caller]
fn answers<T>(
    gate: &Gate,
    verdict: Result<T, Denial>,
    status: u16,
    www_authenticate: Option<&str>,
) {
    let denial = verdict.err().unwrap();
    let challenge = gate.challenge(&denial);
    assert_eq!(challenge.status(), status, "{denial:?}");
    assert_eq!(challenge.www_authenticate(), www_authenticate, "{denial:?}");
    // The report that bindings hand out holds the same
    let report = serde_json::to_value(gate.report(&denial)).unwrap();
    assert_eq!(
        report["challenge"],
        json!({ "status": status, "wwwAuthenticate": www_authenticate })
    );
    assert_eq!(report["code"], denial.code().as_str());
}

const INVALID: Option<&str> =
    Some(r#"Bearer error="invalid_token",resource_metadata="https://tools.example/meta""#);

#[test]
fn without_credentials_there_is_no_error() {
    let gate = gate();
    let bare = Some(r#"Bearer resource_metadata="https://tools.example/meta""#);
    answers(&gate, verify(&gate, ""), 401, bare);
}

#[test]
fn every_other_token_is_invalid() {
    let gate = gate();
    for token in ["x", "..", "a.b.c"] {
        answers(&gate, verify(&gate, token), 401, INVALID);
    }
    for token in [
        alice().header("alg", "\"none\""),
        alice().header("typ", "\"JWT\""),
        alice().header("kid", "\"ed-9\""),
        alice().issuer("https://evil.example"),
        alice().audience("https://other.example"),
        alice().expires(mint::NOW - 31),
        alice().without("jti"),
        alice().claim("cnf", "{}"),
        alice().claim("act", "null"),
        alice().signed_by(&mint::Key::ed25519(2)),
    ] {
        answers(&gate, verify(&gate, &token.mint()), 401, INVALID);
    }
    let widened = [alice().scope("a").mint(), alice().actor("x").mint()];
    answers(&gate, verify_all(&gate, &widened), 401, INVALID);
    answers(
        &gate,
        verify_all(&gate, &vec![String::new(); 9]),
        401,
        INVALID,
    );
}

#[test]
fn a_missing_scope_is_named_and_so_are_the_others_that_are_needed() {
    let gate = built(&with(
        "requiredScopes",
        json!({ "block": ["write:rules", "admin"], "ping": [] }),
    ));
    let needed = r#"Bearer error="insufficient_scope",scope="admin write:rules",resource_metadata="https://tools.example/meta""#;
    let input = r#"{"address":"a","minutes":1}"#;
    answers(
        &gate,
        authorize(&gate, &remediator().mint(), "block", input),
        403,
        Some(needed),
    );
}

#[test]
fn where_no_other_token_would_help_there_is_no_challenge() {
    let gate = gate();
    let call = |tool, input| authorize(&gate, &remediator().mint(), tool, input);
    answers(&gate, call("nope", "{}"), 403, None);
    answers(&gate, call("block", "{}"), 403, None);
    answers(
        &gate,
        call("block", r#"{"address":"a","minutes":61}"#),
        403,
        None,
    );
    answers(
        &gate,
        call("block", r#"{"address":"a","minutes":-3}"#),
        403,
        None,
    );
    answers(
        &gate,
        authorize(&gate, &alice().mint(), "ping", "{}"),
        403,
        None,
    );
}

#[test]
fn arguments_that_are_no_json_are_a_bad_request() {
    let gate = gate();
    let invalid =
        Some(r#"Bearer error="invalid_request",resource_metadata="https://tools.example/meta""#);
    for input in ["", "[]", r#"{"a":1,"a":1}"#, &"[".repeat(70_000)] {
        answers(
            &gate,
            authorize(&gate, &remediator().mint(), "block", input),
            400,
            invalid,
        );
    }
}

#[test]
fn a_clock_that_is_not_set_is_our_own_fault() {
    let gate = gate();
    let verdict = gate.verify(&Presented::token(&alice().mint()), UnixTime::from_secs(0));
    answers(&gate, verdict, 503, None);
}

#[test]
fn without_metadata_none_is_named() {
    let mut bare = document();
    bare.as_object_mut().unwrap().remove("resourceMetadata");
    let gate = built(&bare);
    answers(&gate, verify(&gate, ""), 401, Some("Bearer"));
    answers(
        &gate,
        verify(&gate, "x"),
        401,
        Some(r#"Bearer error="invalid_token""#),
    );
    // Nor by a denial without a gate
    let denial = verify(&gate, "x").err().unwrap();
    assert_eq!(denial.challenge(), gate.challenge(&denial));
}

#[test]
fn nothing_of_what_was_presented_is_in_a_challenge() {
    let gate = gate();
    let marked = "zq7marker";
    for token in [
        alice().header("kid", mint::string(marked)),
        alice().header("alg", mint::string(marked)),
        alice().header("typ", mint::string(marked)),
        alice().issuer(marked),
        alice().audience(marked),
        alice().scope(&format!("{marked} ")),
        alice().claim(marked, "1").claim("cnf", "{}"),
    ] {
        let denial = verify(&gate, &token.mint()).err().unwrap();
        let challenge = gate.challenge(&denial);
        assert!(
            !challenge
                .www_authenticate()
                .unwrap_or_default()
                .contains(marked),
            "{denial:?}"
        );
    }
}
