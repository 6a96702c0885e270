//! How, and how recently, the user was authenticated (RFC 9470).

use crate::support::{authorize, built, remediator, with};
use mint::{AccessToken, NOW};
use narrowgate::{Denial, Gate, Grant};
use serde_json::json;

const CALL: &str = r#"{"address":"a","minutes":1}"#;

fn gate(step_up: serde_json::Value) -> Gate {
    built(&with("stepUp", json!({ "block": step_up })))
}

fn call(gate: &Gate, token: &AccessToken) -> Result<Grant, Denial> {
    authorize(gate, &token.mint(), "block", CALL)
}

#[track_caller]
fn refused(gate: &Gate, token: &AccessToken, sentence: &str, challenge: &str) {
    let denial = call(gate, token).err().unwrap();
    assert_eq!(denial.code().as_str(), "authentication_insufficient");
    assert_eq!(denial.to_string(), sentence);
    let answer = gate.challenge(&denial);
    assert_eq!(
        (answer.status(), answer.www_authenticate()),
        (401, Some(challenge))
    );
}

const WEAK: &str = "the user was not authenticated in the way that this tool requires";
const STALE: &str =
    "the user was authenticated too long ago for this tool, or it is not known when";

#[test]
fn in_one_of_the_ways_that_are_asked_for() {
    let gate = gate(json!({ "acrValues": ["urn:example:two-factor", "phr"] }));
    let challenge = r#"Bearer error="insufficient_user_authentication",scope="write:rules",acr_values="urn:example:two-factor phr",resource_metadata="https://tools.example/meta""#;
    for acr in ["urn:example:two-factor", "phr"] {
        let token = remediator().claim("acr", mint::string(acr));
        call(&gate, &token).unwrap();
    }
    for token in [
        remediator(),
        remediator().claim("acr", r#""PHR""#),
        remediator().claim("acr", r#""urn:example:two-factor phr""#),
        remediator().claim("acr", r#""phrh""#),
    ] {
        refused(&gate, &token, WEAK, challenge);
    }
}

#[test]
fn not_longer_ago_than_is_asked_for() {
    let gate = gate(json!({ "maxAge": 300 }));
    let challenge = r#"Bearer error="insufficient_user_authentication",scope="write:rules",max_age="300",resource_metadata="https://tools.example/meta""#;
    let then = |seconds: u64| remediator().claim("auth_time", seconds.to_string());
    call(&gate, &then(NOW)).unwrap();
    // Clocks may differ by the leeway, which is 30 seconds
    call(&gate, &then(NOW - 330)).unwrap();
    call(&gate, &then(NOW + 30)).unwrap();
    for token in [remediator(), then(NOW - 331), then(NOW + 31), then(0)] {
        refused(&gate, &token, STALE, challenge);
    }
}

#[test]
fn both() {
    let gate = gate(json!({ "acrValues": ["phr"], "maxAge": 60 }));
    let challenge = r#"Bearer error="insufficient_user_authentication",scope="write:rules",acr_values="phr",max_age="60",resource_metadata="https://tools.example/meta""#;
    let strong = remediator().claim("acr", r#""phr""#);
    let recent = |token: AccessToken| token.claim("auth_time", NOW.to_string());
    call(&gate, &recent(strong.clone())).unwrap();
    refused(&gate, &strong, STALE, challenge);
    refused(&gate, &recent(remediator()), WEAK, challenge);
}

/// Who lacks the scope is told of the scope; what a tool does not ask for is not looked at.
#[test]
fn after_the_scope_and_for_its_tool_alone() {
    let gate = gate(json!({ "maxAge": 300 }));
    let denial = call(&gate, &remediator().scope("read:logs")).err().unwrap();
    assert_eq!(denial.code().as_str(), "scope_insufficient");
    let challenge = gate.challenge(&denial);
    assert!(!challenge.www_authenticate().unwrap().contains("max_age"));
    authorize(&gate, &remediator().mint(), "ping", "{}").unwrap();
}

/// It comes before the arguments, which are not for everybody to probe.
#[test]
fn before_the_arguments() {
    let gate = gate(json!({ "maxAge": 300 }));
    let denial = authorize(&gate, &remediator().mint(), "block", "{}")
        .err()
        .unwrap();
    assert_eq!(denial.code().as_str(), "authentication_insufficient");
}
