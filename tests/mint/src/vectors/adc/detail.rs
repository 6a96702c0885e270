//! The form of the one detail, and of its scopes.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [details(), invalid_scopes()]
        .into_iter()
        .flatten()
        .collect()
}

fn details() -> Vec<Case> {
    let source = "draft-asor-wimse-agent-delegation-chain-02, Authority Representation";
    let one = || json!({ "type": "agent_delegation", "scopes": ["crm.read"] });
    let mut cases = Vec::new();
    for (id, description, details) in [
        ("details-null", "Null.", Value::Null),
        ("details-object", "Not in an array.", one()),
        ("details-empty", "No detail.", json!([])),
        ("details-text", "A text.", json!(["agent_delegation"])),
        ("details-two", "Two details.", json!([one(), one()])),
        (
            "details-other-beside",
            "A detail of another type beside it.",
            json!([one(), { "type": "payment" }]),
        ),
        (
            "details-other-before",
            "A detail of another type before it.",
            json!([{ "type": "payment" }, one()]),
        ),
        (
            "details-other",
            "One of another type.",
            json!([{ "type": "acme_site_policy", "scopes": ["crm.read"] }]),
        ),
        (
            "details-without-type",
            "One without a type.",
            json!([{ "scopes": ["crm.read"] }]),
        ),
        (
            "details-type-case",
            "A type in capitals.",
            json!([{ "type": "Agent_Delegation", "scopes": [] }]),
        ),
        (
            "details-type-array",
            "A type in an array.",
            json!([{ "type": ["agent_delegation"], "scopes": [] }]),
        ),
        (
            "details-member",
            "A member that the type has not.",
            json!([changed(one(), json!({ "actions": ["read"] }))]),
        ),
        (
            "details-locations",
            "Another one.",
            json!([changed(one(), json!({ "locations": [] }))]),
        ),
        (
            "details-without-scopes",
            "No scopes.",
            json!([{ "type": "agent_delegation" }]),
        ),
        (
            "details-scopes-null",
            "Scopes that are null.",
            json!([{ "type": "agent_delegation", "scopes": null }]),
        ),
        (
            "details-scopes-text",
            "Scopes as one text.",
            json!([{ "type": "agent_delegation", "scopes": "crm.read" }]),
        ),
        (
            "details-scopes-numbers",
            "Scopes that are numbers.",
            json!([{ "type": "agent_delegation", "scopes": [1] }]),
        ),
        (
            "details-constraints-null",
            "Constraints that are null.",
            json!([changed(one(), json!({ "constraints": null }))]),
        ),
        (
            "details-constraints-object",
            "Constraints that are an object.",
            json!([changed(one(), json!({ "constraints": {} }))]),
        ),
    ] {
        cases.push(
            pair(&format!("child-{id}"), source, description, |child| {
                child.claim("authorization_details", details.clone())
            })
            .deny_at(2, "details_malformed"),
        );
        cases.push(
            chain(
                &format!("root-{id}"),
                source,
                description,
                &[&root().claim("authorization_details", details)],
            )
            .deny("details_malformed"),
        );
    }
    cases
}

fn invalid_scopes() -> Vec<Case> {
    let mut cases: Vec<_> = [
        ("star", "*"),
        ("partial", "crm.re*"),
        ("inner", "crm.*.read"),
        ("two-stars", "crm.**"),
        ("star-twice", "crm.*.*"),
        ("mixed-case", "User.*"),
        ("dot-star", ".*"),
        ("empty-segment", "crm..*"),
        ("colon-star", "crm:*"),
        ("suffix", "*.read"),
        ("empty", ""),
        ("space", "crm.read mail.send"),
        ("leading-space", " crm.read"),
        ("trailing-space", "crm.read "),
        ("tab", "crm.read\t"),
        ("quote", "crm\"read"),
        ("backslash", "crm\\read"),
        ("cyrillic", "crm.rеad"),
        ("no-break-space", "crm.read\u{a0}"),
        ("control", "crm.read\u{7f}"),
    ]
    .into_iter()
    .map(|(id, scope)| {
        pair(
            &format!("scope-invalid-{id}"),
            SCOPES,
            "None of the three forms.",
            |child| child.scopes(&[scope]),
        )
        .deny_at(2, "details_malformed")
    })
    .collect();
    let long = "a".repeat(257);
    cases.push(
        chain(
            "scope-invalid-root",
            SCOPES,
            "The root is read as strictly.",
            &[&root().scopes(&["crm.*", "*"])],
        )
        .deny("details_malformed"),
    );
    cases.push(
        pair(
            "scope-too-long",
            "Limit: 256 bytes of one scope",
            "One byte too many.",
            |child| child.scopes(&[&long]),
        )
        .deny_at(2, "scope_too_large"),
    );
    cases
}
