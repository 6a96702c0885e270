//! Once: what the host's store is asked, and when.

use super::*;
use crate::dpop_proof;

pub(super) fn cases() -> Vec<Case> {
    [answers(), several(), proofs(), order()]
        .into_iter()
        .flatten()
        .collect()
}

const ONCE: &str = "An approval is used once";

fn answered(id: &str, description: &str, answers: &[Value]) -> Case {
    case(&format!("replay-{id}"), ONCE, description)
        .with("presented", presented(&agent(), &[good().mint()], answers))
}

fn answers() -> Vec<Case> {
    let own = remembered();
    let other = replay_key("approval", &[APPROVALS, "ap-2"]);
    let dpop = replay_key("dpop", &[APPROVALS, "ap-1"]);
    vec![
        answered("new", "The store has not seen it.", &[answer(&own, true)]).accept_as(used()),
        answered("seen", "The store has seen it.", &[answer(&own, false)])
            .deny("approval_replayed"),
        answered(
            "unasked",
            "The store was not asked: whatever is configured of proofs.",
            &[],
        )
        .deny("replay_unchecked"),
        answered(
            "other",
            "It was asked about another one.",
            &[answer(&other, true)],
        )
        .deny("replay_unchecked"),
        answered(
            "kind",
            "It was asked about a proof.",
            &[answer(&dpop, true)],
        )
        .deny("replay_unchecked"),
        answered("empty", "It was asked about nothing.", &[answer("", true)])
            .deny("replay_unchecked"),
        answered(
            "other-seen",
            "Another one was used.",
            &[answer(&other, false), answer(&own, true)],
        )
        .accept_as(used()),
        answered(
            "contradicted",
            "Two answers, and one has seen it.",
            &[answer(&own, true), answer(&own, false)],
        )
        .deny("approval_replayed"),
        with(
            "replay-other-bytes",
            ONCE,
            "Other bytes with the same `jti` are the same approval.",
            &good().claim("note", "1"),
        )
        .with(
            "presented",
            presented(
                &agent(),
                &[good().claim("note", "1").mint()],
                &[answer(&own, false)],
            ),
        )
        .deny("approval_replayed"),
    ]
}

fn several() -> Vec<Case> {
    let second = good()
        .claim("jti", string("ap-2"))
        .claim("sub", string("carol"));
    let seconds = replay_key("approval", &[APPROVALS, "ap-2"]);
    let both = |id: &str, description: &str, approvals: &[&Proof], answers: &[Value]| {
        let approvals: Vec<String> = approvals.iter().map(|approval| approval.mint()).collect();
        case(&format!("replay-{id}"), ONCE, description)
            .with("presented", presented(&agent(), &approvals, answers))
    };
    vec![
        both(
            "two",
            "Two, and the first one is used.",
            &[&good(), &second],
            &[answer(&remembered(), true)],
        )
        .accept_as(used()),
        both(
            "two-second",
            "The second one is not looked up.",
            &[&good(), &second],
            &[answer(&remembered(), true), answer(&seconds, false)],
        )
        .accept_as(used()),
        both(
            "two-first-seen",
            "What was used is no reason to use another one.",
            &[&good(), &second],
            &[answer(&remembered(), false), answer(&seconds, true)],
        )
        .deny("approval_replayed"),
        both(
            "twice",
            "One approval is no two.",
            &[&good(), &good()],
            &[answer(&remembered(), true)],
        )
        .deny("approval_invalid"),
        both(
            "twice-other-bytes",
            "Nor in other bytes.",
            &[&good(), &good().claim("note", "1")],
            &[answer(&remembered(), true)],
        )
        .deny("approval_invalid"),
        both(
            "second-bad",
            "Each of them has to be good.",
            &[&good(), &second.clone().signed_by(&key())],
            &[answer(&remembered(), true)],
        )
        .deny("approval_invalid"),
        both(
            "second-other",
            "And of this call.",
            &[
                &good(),
                &approval(&approver(), &call_hash(&crate::call("pay", "{}")))
                    .claim("jti", string("ap-2")),
            ],
            &[answer(&remembered(), true)],
        )
        .deny("approval_mismatch"),
    ]
}

/// Beside a proof of possession, which is looked up where the gate requires it.
fn proofs() -> Vec<Case> {
    let holder = Key::es256(7);
    let token = agent().claim("cnf", json!({ "jkt": holder.thumbprint() }).to_string());
    let proof = dpop_proof(&holder, &token.mint()).mint();
    let of_proof = replay_key("dpop", &[&holder.thumbprint(), AUDIENCE, "p-1"]);
    let own = remembered();
    let both = |id: &str, description: &str, required: bool, answers: &[Value]| {
        let config = changed(
            config(),
            json!({ "proofs": { "origin": "https://tools.example", "requireReplayCheck": required } }),
        );
        let mut shown = presented(&token, &[good().mint()], answers);
        for (member, value) in [
            ("scheme", json!("DPoP")),
            ("dpop", json!([proof])),
            ("method", json!("POST")),
            ("target", json!("/mcp")),
        ] {
            shown["proofs"][member] = value;
        }
        case(&format!("replay-{id}"), ONCE, description)
            .with("config", config)
            .with("presented", shown)
    };
    vec![
        both(
            "proof-both",
            "Both were looked up.",
            true,
            &[answer(&of_proof, true), answer(&own, true)],
        )
        .accept_as(used()),
        both(
            "proof-only",
            "The proof was, the approval not.",
            true,
            &[answer(&of_proof, true)],
        )
        .deny("replay_unchecked"),
        both(
            "proof-only-approval",
            "The approval was, the proof not.",
            true,
            &[answer(&own, true)],
        )
        .deny("replay_unchecked"),
        both(
            "proof-only-approval-enough",
            "Where proofs need not be looked up.",
            false,
            &[answer(&own, true)],
        )
        .accept_as(used()),
        both(
            "proof-neither",
            "Neither was: the approval has to be all the same.",
            false,
            &[],
        )
        .deny("replay_unchecked"),
        both(
            "proof-seen",
            "The proof was seen before.",
            true,
            &[answer(&of_proof, false), answer(&own, true)],
        )
        .deny("proof_replayed"),
        both(
            "proof-approval-seen",
            "The approval was used before.",
            true,
            &[answer(&of_proof, true), answer(&own, false)],
        )
        .deny("approval_replayed"),
    ]
}

/// What is refused anyway uses nothing up, and so does what needs no approval.
fn order() -> Vec<Case> {
    let last = "The store is asked last";
    let call = |id: &str, description: &str, tool: &str, arguments: &str, answers: &[Value]| {
        let approval = approval(&approver(), &call_hash(&crate::call(tool, arguments)));
        case(id, last, description)
            .with("request", json!({ "tool": tool, "inputText": arguments }))
            .with(
                "presented",
                presented(&agent(), &[approval.mint()], answers),
            )
    };
    let seen = [answer(&remembered(), false)];
    vec![
        call(
            "order-unneeded",
            "No policy needs it: it is not looked up.",
            "pay",
            r#"{"amount":5,"to":"carol"}"#,
            &[],
        )
        .accept_as(json!({ "policies": ["agents"] })),
        call(
            "order-unneeded-seen",
            "Nor does it matter that it was used.",
            "pay",
            r#"{"amount":5,"to":"carol"}"#,
            &seen,
        )
        .accept_as(json!({ "policies": ["agents"] })),
        call(
            "order-forbidden",
            "Forbidden whoever approves: it is not looked up.",
            "pay",
            r#"{"amount":500,"to":"mallory"}"#,
            &seen,
        )
        .deny("policy_forbidden"),
        call(
            "order-mismatch",
            "Its claims come first.",
            "pay",
            ARGUMENTS,
            &seen,
        )
        .with(
            "request",
            json!({ "tool": "pay", "inputText": r#"{"amount":501,"to":"carol"}"# }),
        )
        .deny("approval_mismatch"),
    ]
}
