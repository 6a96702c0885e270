//! For whom, to whom, when.

use super::token::at_child;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [parties(), audiences(), times()]
        .into_iter()
        .flatten()
        .collect()
}

fn parties() -> Vec<Case> {
    let source = "draft-asor-wimse-agent-delegation-chain-02, Principal and Acting Agent";
    vec![
        at_child(
            "principal-altered",
            source,
            "On behalf of another one.",
            "sub",
            json!("bob"),
            "subject_changed",
        ),
        at_child(
            "principal-case",
            source,
            "A letter's case makes another one.",
            "sub",
            json!("Alice"),
            "subject_changed",
        ),
        at_child(
            "principal-the-agent",
            source,
            "The agent on its own behalf.",
            "sub",
            json!("agent-1"),
            "subject_changed",
        ),
        {
            let child = child().claim("sub", "bob");
            let grandchild = child.child(&holder(2)).claim("sub", "alice");
            chain(
                "principal-altered-in-the-middle",
                source,
                "The leaf has the principal again; the middle had not.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(2, "subject_changed")
        },
        at_child(
            "actor-nested",
            "Nothing is merged with the detail and `client_id`",
            "`act` would name another actor.",
            "act",
            json!({ "sub": "admin" }),
            "claim_invalid",
        ),
        at_child(
            "scope-beside",
            "Nothing is merged with the detail and `client_id`",
            "`scope` would grant more.",
            "scope",
            json!("admin"),
            "claim_invalid",
        ),
        chain(
            "root-scope-beside",
            "Nothing is merged with the detail and `client_id`",
            "Nor may the root's issuer say it twice.",
            &[&root().claim("scope", "crm.read")],
        )
        .deny("claim_invalid"),
        chain(
            "root-actor-nested",
            "Nothing is merged with the detail and `client_id`",
            "Nor name another actor.",
            &[&root().claim("act", json!({ "sub": "agent" }))],
        )
        .deny("claim_invalid"),
        at_child(
            "authentication-invented",
            "RFC 9068, section 2.2.1",
            "An agent that has seen the user authenticate.",
            "acr",
            json!("mfa"),
            "authority_widened",
        ),
        at_child(
            "authentication-time-invented",
            "RFC 9068, section 2.2.1",
            "And when.",
            "auth_time",
            json!(NOW),
            "authority_widened",
        ),
        {
            let root = root().claim("acr", "pwd").claim("auth_time", NOW - 100);
            let child = root.child(&holder(1)).claim("acr", "mfa");
            chain(
                "authentication-improved",
                "RFC 9068, section 2.2.1",
                "A better one.",
                &[&root, &child],
            )
            .deny_at(2, "authority_widened")
        },
        {
            let root = root().claim("acr", "pwd").claim("auth_time", NOW - 100);
            let child = root.child(&holder(1)).claim("auth_time", NOW - 10);
            chain(
                "authentication-refreshed",
                "RFC 9068, section 2.2.1",
                "A later one.",
                &[&root, &child],
            )
            .deny_at(2, "authority_widened")
        },
    ]
}

fn audiences() -> Vec<Case> {
    let at = |id: &str, description: &str, value: Value, code: &str| {
        at_child(
            id,
            "RFC 7519, section 4.1.3",
            description,
            "aud",
            value,
            code,
        )
    };
    let root_at = |id: &str, description: &str, value: Value, code: &str| {
        chain(
            id,
            "RFC 7519, section 4.1.3",
            description,
            &[&root().claim("aud", value)],
        )
        .deny(code)
    };
    vec![
        at("audience-null", "Null.", Value::Null, "claim_invalid"),
        at(
            "audience-empty",
            "An empty array.",
            json!([]),
            "claim_invalid",
        ),
        at(
            "audience-of-numbers",
            "A number.",
            json!([1]),
            "claim_invalid",
        ),
        at(
            "audience-empty-text",
            "An empty text.",
            json!(""),
            "claim_invalid",
        ),
        at(
            "audience-widened",
            "Another server beside this one.",
            json!([AUDIENCE, "https://files.example"]),
            "audience_widened",
        ),
        at(
            "audience-other",
            "Another server.",
            json!("https://files.example"),
            "audience_widened",
        ),
        root_at("root-audience-null", "Null.", Value::Null, "claim_invalid"),
        root_at(
            "root-audience-empty",
            "An empty array.",
            json!([]),
            "claim_invalid",
        ),
        root_at(
            "root-audience-other",
            "Another server.",
            json!("https://files.example"),
            "audience_mismatch",
        ),
        {
            let root = root().claim("aud", json!([AUDIENCE, "https://files.example"]));
            let child = root.child(&holder(1)).claim("aud", "https://files.example");
            chain(
                "audience-lost",
                VERIFY,
                "Step 8: the leaf is for the other server alone.",
                &[&root, &child],
            )
            .deny_at(2, "audience_mismatch")
        },
        {
            let root = root().claim("aud", json!([AUDIENCE, "https://files.example"]));
            let child = root.child(&holder(1)).claim("aud", AUDIENCE);
            let grandchild = child
                .child(&holder(2))
                .claim("aud", json!([AUDIENCE, "https://files.example"]));
            chain(
                "audience-won-back",
                VERIFY,
                "What the middle gave up.",
                &[&root, &child, &grandchild],
            )
            .deny_at(3, "audience_widened")
        },
    ]
}

fn times() -> Vec<Case> {
    let at = |id: &str, description: &str, name: &str, value: Value, code: &str| {
        at_child(id, VERIFY, description, name, value, code)
    };
    vec![
        at(
            "expiry-extended",
            "Rule 4: a second longer than the parent.",
            "exp",
            json!(NOW + 601),
            "expiry_extended",
        ),
        at(
            "expiry-extended-by-a-fraction",
            "Half a second longer.",
            "exp",
            json!(NOW as f64 + 600.5),
            "expiry_extended",
        ),
        at(
            "issued-before-parent",
            "Older than its parent.",
            "iat",
            json!(NOW - 61),
            "issued_before_parent",
        ),
        at(
            "issued-in-future",
            "Not made yet.",
            "iat",
            json!(NOW + 31),
            "token_issued_in_future",
        ),
        at(
            "not-yet-valid",
            "Not valid yet.",
            "nbf",
            json!(NOW + 31),
            "token_not_yet_valid",
        ),
        at(
            "leaf-expired",
            "The leaf has expired.",
            "exp",
            json!(NOW - 31),
            "token_expired",
        ),
        {
            let root = root().claim("nbf", NOW);
            let child = root.child(&holder(1)).without("nbf");
            chain(
                "valid-before-parent",
                VERIFY,
                "Valid before its parent is.",
                &[&root, &child],
            )
            .deny_at(2, "issued_before_parent")
        },
        {
            let child = child().claim("exp", NOW - 31);
            let grandchild = child.child(&holder(2)).claim("exp", NOW + 300);
            chain(
                "middle-expired",
                VERIFY,
                "Step 5: the middle has expired, and the leaf lives longer.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(2, "token_expired")
        },
        {
            let root = root().claim("exp", NOW - 31);
            let child = root.child(&holder(1)).claim("exp", NOW + 300);
            chain(
                "root-expired",
                VERIFY,
                "The root has expired.",
                &[&root, &child],
            )
            .deny_at(1, "token_expired")
        },
    ]
}
