//! Scopes only narrow.

use super::*;

/// A parent with these scopes, a child with those.
fn scoped(id: &str, description: &str, parent: &[&str], child: &[&str]) -> Case {
    let root = root().scopes(parent);
    let child = root.child(&holder(1)).scopes(child);
    chain(
        &format!("scope-{id}"),
        SCOPES,
        description,
        &[&root, &child],
    )
}

pub(super) fn cases() -> Vec<Case> {
    let within = |id: &str, description: &str, parent: &[&str], child: &[&str]| {
        scoped(id, description, parent, child).accept()
    };
    let beyond = |id: &str, description: &str, parent: &[&str], child: &[&str]| {
        scoped(id, description, parent, child).deny_at(2, "scope_widened")
    };
    vec![
        within("literal", "The same one.", &["crm.read"], &["crm.read"]),
        within(
            "under-wildcard",
            "A name below a wildcard.",
            &["crm.*"],
            &["crm.read"],
        ),
        within(
            "deep-under-wildcard",
            "At any depth.",
            &["crm.*"],
            &["crm.x.y.z"],
        ),
        within(
            "wildcard-under-wildcard",
            "A narrower wildcard.",
            &["crm.*"],
            &["crm.x.*"],
        ),
        within(
            "same-wildcard",
            "The same wildcard.",
            &["crm.x.*"],
            &["crm.x.*"],
        ),
        within(
            "opaque",
            "An opaque one, byte by byte.",
            &["User.Read", "repo:status"],
            &["repo:status"],
        ),
        within(
            "opaque-url",
            "A URL.",
            &["https://graph.example/.default"],
            &["https://graph.example/.default"],
        ),
        within(
            "opaque-name",
            "A bare name is opaque.",
            &["openid"],
            &["openid"],
        ),
        within(
            "twice",
            "A scope that stands there twice is there once.",
            &["crm.read"],
            &["crm.read", "crm.read"],
        )
        .with("expect", json!({ "accept": { "scopes": ["crm.read"] } })),
        within(
            "order",
            "Order means nothing.",
            &["a.b", "c.d"],
            &["c.d", "a.b"],
        ),
        within("nothing-of-nothing", "Nothing under nothing.", &[], &[]),
        within(
            "like-a-literal",
            "A provider's dotted name that looks like a literal is one.",
            &["mail.*"],
            &["mail.readwrite"],
        ),
        beyond(
            "bare-prefix",
            "A wildcard does not cover its own name.",
            &["crm.*"],
            &["crm"],
        ),
        beyond(
            "adjacent",
            "Nor the name beside it.",
            &["crm.*"],
            &["crmx.read"],
        ),
        beyond(
            "opaque-under-wildcard",
            "Nor an opaque one with its prefix.",
            &["drive.*"],
            &["drive.Read"],
        ),
        beyond(
            "opaque-empty-segment",
            "Nor one with an empty segment.",
            &["crm.*"],
            &["crm..read"],
        ),
        beyond(
            "opaque-trailing-dot",
            "Nor one that ends with a dot.",
            &["crm.*"],
            &["crm."],
        ),
        beyond(
            "opaque-digit",
            "Nor one whose segment starts with a digit.",
            &["crm.*"],
            &["crm.1"],
        ),
        beyond(
            "wildcard-under-opaque",
            "An opaque one covers no wildcard.",
            &["drive.Read"],
            &["drive.*"],
        ),
        beyond("case", "Letters' case.", &["User.Read"], &["user.read"]),
        beyond(
            "wildcard-of-literal",
            "A wildcard under a literal.",
            &["crm.read"],
            &["crm.*"],
        ),
        beyond(
            "wildcard-of-all-literals",
            "A wildcard under every name that the parent has.",
            &["crm.read", "crm.write"],
            &["crm.*"],
        ),
        beyond(
            "wider-wildcard",
            "A wider wildcard.",
            &["crm.x.*"],
            &["crm.*"],
        ),
        beyond(
            "sibling-wildcard",
            "A wildcard beside.",
            &["crm.x.*"],
            &["crm.y.*"],
        ),
        beyond(
            "longer-literal",
            "A literal has nothing below it.",
            &["crm.read"],
            &["crm.read.all"],
        ),
        beyond(
            "shorter-literal",
            "Nor above.",
            &["crm.read.all"],
            &["crm.read"],
        ),
        beyond(
            "prefix-of-name",
            "A longer name.",
            &["mail.send"],
            &["mail.sender"],
        ),
        beyond(
            "one-of-two",
            "One is covered, the other is not.",
            &["crm.*"],
            &["crm.read", "mail.send"],
        ),
        beyond(
            "something-of-nothing",
            "Something under nothing.",
            &[],
            &["crm.read"],
        ),
        beyond("percent", "Nothing is decoded.", &["a:b"], &["a%3Ab"]),
        beyond(
            "comma",
            "A comma parts nothing.",
            &["a.b", "c.d"],
            &["a.b,c.d"],
        ),
        {
            let child = child().scopes(&["crm.read"]);
            let grandchild = child.child(&holder(2)).scopes(&["mail.send"]);
            chain(
                "scope-won-back",
                SUBSUMPTION,
                "What the root has and the child gave up.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(3, "scope_widened")
        },
        {
            let child = child().scopes(&["files.read"]);
            let grandchild = child.child(&holder(2)).scopes(&["crm.read"]);
            chain(
                "scope-widened-in-the-middle",
                SUBSUMPTION,
                "The leaf is narrow; the middle was not.",
                &[&root(), &child, &grandchild],
            )
            .deny_at(2, "scope_widened")
        },
    ]
}
