//! Revocation is asked about what holds, and before anything is said of tools.

use super::hop::{presented, tokens};
use super::*;

const ORDER: &str = "Revocation comes after the signatures and before the call: a revoked token's holder learns no more";

/// Agents may call `ping`, nobody `stop`.
fn gate(required: bool) -> Value {
    let policies =
        r#"@id("pings") permit (principal is Agent, action == Action::"ping", resource);"#;
    let tools = [tool("ping", json!({})), tool("stop", json!({}))];
    changed(
        super::super::policy::gate(&tools, policies),
        json!({ "requireRevocationCheck": required }),
    )
}

fn call(id: &str, description: &str, name: &str, tokens: &[String], answers: &[Value]) -> Case {
    now(Case::new("authorize", id, ORDER, description).with("config", gate(true)))
        .with("presented", presented(tokens, answers))
        .with("request", json!({ "tool": name, "input": {} }))
}

pub(super) fn cases() -> Vec<Case> {
    let held = tokens();
    let known: Vec<_> = held.iter().map(|token| answer(token, false)).collect();
    let revoked = [answer(&held[1], true)];
    let one = |token: AccessToken| vec![token.mint()];
    let said = |tokens: &[String], word: bool| vec![answer(&tokens[0], word)];
    let expired = one(good().actor("agent").issued(NOW - 600).expires(NOW - 60));
    let stranger = one(good().actor("agent").signed_by(&Key::ed25519(9)));
    let broken = vec![held[1].clone(), held[0].clone()];
    vec![
        call(
            "call",
            "A call, by tokens that were looked up.",
            "ping",
            &held,
            &known,
        )
        .accept_as(json!({ "tool": "ping", "policies": ["pings"], "revocation": "checked" })),
        call(
            "call-unknown",
            "Permitted, and not looked up.",
            "ping",
            &held,
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        call(
            "call-revoked",
            "Permitted, and revoked.",
            "ping",
            &held,
            &revoked,
        )
        .deny_at(2, "token_revoked"),
        call(
            "call-denied-unknown",
            "Not permitted, and not looked up.",
            "stop",
            &held,
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        call(
            "call-denied-revoked",
            "Not permitted, and revoked.",
            "stop",
            &held,
            &revoked,
        )
        .deny_at(2, "token_revoked"),
        call(
            "call-denied",
            "Not permitted, and looked up.",
            "stop",
            &held,
            &known,
        )
        .deny("policy_denied"),
        call(
            "call-no-tool-revoked",
            "No such tool, and revoked.",
            "nope",
            &held,
            &revoked,
        )
        .deny_at(2, "token_revoked"),
        call(
            "call-no-tool-unknown",
            "No such tool, and not looked up.",
            "nope",
            &held,
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        call(
            "call-expired-unknown",
            "Nothing is looked up of what expired.",
            "ping",
            &expired,
            &[],
        )
        .deny("token_expired"),
        call(
            "call-expired-revoked",
            "Expired, and revoked before.",
            "ping",
            &expired,
            &said(&expired, true),
        )
        .deny("token_expired"),
        call(
            "call-forged-unknown",
            "Nor of what nobody signed.",
            "ping",
            &stranger,
            &[],
        )
        .deny("signature_invalid"),
        call(
            "call-forged-revoked",
            "An answer about it changes nothing.",
            "ping",
            &stranger,
            &said(&stranger, true),
        )
        .deny("signature_invalid"),
        call(
            "call-broken-unknown",
            "Nor of tokens that are no lineage.",
            "ping",
            &broken,
            &[],
        )
        .deny_at(2, "actor_chain_broken"),
    ]
}
