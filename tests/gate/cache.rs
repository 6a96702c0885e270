//! What a gate remembers of a token: signature and parsing. Never time, never the verdict.

use crate::support::{alice, built, gate, remediator, verify, verify_all, with};
use mint::{Key, NOW};
use narrowgate::{Gate, Presented, UnixTime};
use serde_json::json;

fn code_at(gate: &Gate, token: &str, now: u64) -> Option<&'static str> {
    let verdict = gate.verify(&Presented::token(token), UnixTime::from_secs(now));
    verdict.err().map(|denial| denial.code().as_str())
}

#[test]
fn a_token_that_was_seen_still_expires() {
    let gate = gate();
    let token = alice().mint();
    assert_eq!(code_at(&gate, &token, NOW), None);
    assert_eq!(code_at(&gate, &token, NOW + 629), None);
    assert_eq!(code_at(&gate, &token, NOW + 630), Some("token_expired"));
    assert_eq!(code_at(&gate, &token, NOW + 629), None);
}

#[test]
fn a_token_that_was_seen_is_not_valid_before_its_time() {
    let gate = gate();
    let token = alice().not_before(NOW).mint();
    assert_eq!(code_at(&gate, &token, NOW), None);
    assert_eq!(
        code_at(&gate, &token, NOW - 31),
        Some("token_not_yet_valid")
    );
}

#[test]
fn a_token_that_was_too_early_becomes_valid() {
    let gate = gate();
    let token = alice().not_before(NOW).mint();
    assert_eq!(
        code_at(&gate, &token, NOW - 31),
        Some("token_not_yet_valid")
    );
    assert_eq!(code_at(&gate, &token, NOW), None);
}

#[test]
fn a_token_that_was_seen_alone_is_held_to_its_lineage() {
    let gate = gate();
    let (root, child) = (
        alice().scope("write:rules").mint(),
        alice().scope("admin").actor("a").mint(),
    );
    assert!(verify(&gate, &root).is_ok() && verify(&gate, &child).is_ok());
    let denial = verify_all(&gate, &[root, child.clone()]).err().unwrap();
    assert_eq!(denial.code().as_str(), "scope_widened");
    assert!(verify(&gate, &child).is_ok());
}

#[test]
fn another_signature_over_the_same_claims_is_another_token() {
    let gate = gate();
    assert!(verify(&gate, &alice().mint()).is_ok());
    let forged = alice().signed_by(&Key::ed25519(2)).mint();
    assert_eq!(code_at(&gate, &forged, NOW), Some("signature_invalid"));
    assert_eq!(code_at(&gate, &forged, NOW), Some("signature_invalid"));
}

#[test]
fn a_token_is_remembered_as_a_whole() {
    let gate = gate();
    let token = alice().mint();
    assert!(verify(&gate, &token).is_ok());
    let (input, _) = token.rsplit_once('.').unwrap();
    assert_eq!(code_at(&gate, input, NOW), Some("token_malformed"));
    assert_eq!(
        code_at(&gate, &format!("{token}A"), NOW),
        Some("signature_invalid")
    );
    assert_eq!(
        code_at(&gate, &format!("{token} "), NOW),
        Some("token_malformed")
    );
}

#[test]
fn each_gate_remembers_for_itself() {
    let token = alice().mint();
    assert!(verify(&gate(), &token).is_ok());
    let other = built(&with("audience", json!("https://other.example")));
    assert_eq!(code_at(&other, &token, NOW), Some("audience_mismatch"));
}

/// Whatever is remembered, and whatever was pushed out, a verdict is the same.
#[test]
fn a_verdict_does_not_depend_on_what_is_remembered() {
    for remembered in [0, 1, 2, 3, 65_536] {
        let gate = built(&with("limits", json!({ "rememberedTokens": remembered })));
        for round in 0..3 {
            for number in 0..5 {
                let token = remediator().id(&format!("{number}")).expires(NOW + number);
                let now = NOW + 30 + 2;
                let expected = (number <= 2).then_some("token_expired");
                assert_eq!(
                    code_at(&gate, &token.mint(), now),
                    expected,
                    "{remembered} {round} {number}"
                );
            }
        }
    }
}

/// Bearer tokens don't belong in a debug log.
#[test]
fn what_is_remembered_is_not_printed() {
    let gate = gate();
    let token = alice().mint();
    assert!(verify(&gate, &token).is_ok());
    let printed = format!("{gate:?}");
    assert!(!printed.contains(&token));
    assert!(!printed.contains(token.rsplit('.').next().unwrap()));
}
