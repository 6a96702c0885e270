//! Approvals are no tokens, and tokens are no approvals.

use super::*;
use crate::kinds::{self, KINDS};
use crate::workload_proof;

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = KINDS.iter().map(as_approval).collect();
    cases.extend(as_token());
    cases
}

/// Each kind of token as an approval, signed by the very issuer of approvals.
fn as_approval(kind: &kinds::Kind) -> Case {
    let profile = json!({ "approval": {} });
    let of_approvals = changed(
        issuer(kinds::ISSUER, &kinds::key()),
        json!({ "profile": profile }),
    );
    let config = changed(
        config(),
        json!({ "issuers": [issuer(ISSUER, &key()), of_approvals] }),
    );
    let token = kind.token_for(kinds::named("rfc9068")).mint();
    let id = format!("kind-{}", kind.name);
    let description = format!("A token of the kind `{}` as an approval.", kind.name);
    let case = case(&id, "RFC 8725, section 3.12", &description)
        .with("config", config)
        .with("presented", presented(&agent(), &[token], &[]));
    match kind.name {
        // The kind itself, of another call
        "approval" => case.deny("approval_mismatch"),
        _ => case.deny("approval_invalid"),
    }
}

fn as_token() -> Vec<Case> {
    let source = "An issuer of approvals is trusted for nothing else";
    let proofs = json!({ "approvals": [good().mint()], "replay": [answer(&remembered(), true)] });
    let taken = |id: &str, description: &str, presented: Value| {
        case(id, source, description)
            .with("presented", presented)
            .deny("issuer_unknown")
    };
    let access = access_token(&approver()).issuer(APPROVALS);
    let proof = json!({ "token": agent().mint(), "proofs": {
        "workloadIdentity": good().mint(),
        "workloadProof": [workload_proof(&Key::es256(7), &good().mint()).mint()],
        "method": "POST",
        "target": "/mcp",
    } });
    let by_tokens = good()
        .claim("iss", string(ISSUER))
        .header("kid", string("ed-1"))
        .signed_by(&key());
    vec![
        taken(
            "token-approval",
            "An approval as the token.",
            json!({ "token": good().mint(), "proofs": proofs }),
        ),
        taken(
            "token-access",
            "An access token, as good as can be, of the issuer of approvals.",
            json!({ "token": access.mint(), "proofs": proofs }),
        ),
        taken(
            "token-typed",
            "An approval with the `typ` of access tokens.",
            json!({ "token": good().header("typ", string("at+jwt")).claim("client_id", string("desk")).mint() }),
        ),
        taken(
            "token-parent",
            "An approval as the parent of a token.",
            json!({ "token": agent().mint(), "parents": [good().mint()] }),
        ),
        taken(
            "token-workload",
            "An approval as a workload's token.",
            proof,
        ),
        with(
            "approval-by-tokens",
            source,
            "An approval that the issuer of tokens has signed.",
            &by_tokens,
        )
        .deny("approval_invalid"),
        case(
            "approval-access",
            source,
            "The access token as its own approval.",
        )
        .with("presented", presented(&agent(), &[agent().mint()], &[]))
        .deny("approval_invalid"),
        case(
            "approval-twin",
            source,
            "An access token that says what an approval says, but for its `typ`.",
        )
        .with(
            "presented",
            presented(
                &agent(),
                &[good().header("typ", string("at+jwt")).mint()],
                &[],
            ),
        )
        .deny("approval_invalid"),
    ]
}
