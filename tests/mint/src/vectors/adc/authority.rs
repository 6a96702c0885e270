//! The one detail: its form, and that it only narrows.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [
        details(),
        invalid_scopes(),
        scopes(),
        constraints(),
        malformed_constraints(),
    ]
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

fn scopes() -> Vec<Case> {
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

/// A parent with one constraint, a child with another.
fn constrained(id: &str, description: &str, parent: Value, child: Value) -> Case {
    let root = root().constraints(parent);
    let child = root.child(&holder(1)).constraints(child);
    chain(
        &format!("constraint-{id}"),
        SUBSUMPTION,
        description,
        &[&root, &child],
    )
}

fn constraints() -> Vec<Case> {
    let one = |kind: &str, value: Value| json!([{ "key": "k", kind: value }]);
    let mut cases = Vec::new();
    for (kind, parent, within, beyond) in [
        (
            "max",
            json!(5),
            [json!(5), json!(4.5), json!(-1)],
            [json!(6), json!(5.5)],
        ),
        (
            "max_lifetime",
            json!(5),
            [json!(5), json!(4), json!(0)],
            [json!(6), json!(5.5)],
        ),
        (
            "max_subtree",
            json!(5),
            [json!(5), json!(4), json!(0)],
            [json!(6), json!(5.5)],
        ),
        (
            "min",
            json!(5),
            [json!(5), json!(6), json!(5.5)],
            [json!(4), json!(-6)],
        ),
        (
            "one_of",
            json!(["a", 1, true]),
            [json!(["a", 1, true]), json!([1]), json!([])],
            [json!(["a", "b"]), json!(["1"])],
        ),
        (
            "not_one_of",
            json!(["a", 1]),
            [json!(["a", 1]), json!([1, "a", "b"]), json!(["a", "a", 1])],
            [json!(["a"]), json!(["a", "1"])],
        ),
        (
            "prefix",
            json!("/a/"),
            [json!("/a/"), json!("/a/b"), json!("/a/b/c")],
            [json!("/a"), json!("/b/")],
        ),
    ] {
        let dashed = kind.replace('_', "-");
        for (index, value) in within.into_iter().enumerate() {
            cases.push(
                constrained(
                    &format!("{dashed}-within-{index}"),
                    &format!("`{kind}` of {value} under {parent}."),
                    one(kind, parent.clone()),
                    one(kind, value),
                )
                .accept(),
            );
        }
        for (index, value) in beyond.into_iter().enumerate() {
            cases.push(
                constrained(
                    &format!("{dashed}-beyond-{index}"),
                    &format!("`{kind}` of {value} under {parent}."),
                    one(kind, parent.clone()),
                    one(kind, value),
                )
                .deny_at(2, "authority_widened"),
            );
        }
        cases.push(
            constrained(
                &format!("{dashed}-dropped"),
                &format!("`{kind}` is missing."),
                one(kind, parent.clone()),
                json!([]),
            )
            .deny_at(2, "authority_widened"),
        );
        cases.push(
            constrained(
                &format!("{dashed}-added"),
                &format!("`{kind}` is new."),
                json!([]),
                one(kind, parent.clone()),
            )
            .accept(),
        );
        cases.push(
            constrained(
                &format!("{dashed}-of-another-key"),
                &format!("`{kind}` of another key."),
                one(kind, parent.clone()),
                json!([{ "key": "other", kind: parent }]),
            )
            .deny_at(2, "authority_widened"),
        );
    }
    let rank =
        |rank: &str, order: &[&str]| json!([{ "key": "egress", "rank": rank, "order": order }]);
    let order = ["none", "internal", "any"];
    for (child, is_within) in [("none", true), ("internal", true), ("any", false)] {
        let case = constrained(
            &format!("rank-{child}"),
            "`rank` under `internal`.",
            rank("internal", &order),
            rank(child, &order),
        );
        cases.push(match is_within {
            true => case.accept(),
            false => case.deny_at(2, "authority_widened"),
        });
    }
    for (id, other) in [
        ("shorter", &["none", "any"][..]),
        ("reordered", &["any", "internal", "none"]),
        ("longer", &["none", "internal", "any", "all"]),
    ] {
        cases.push(
            constrained(
                &format!("rank-order-{id}"),
                "The order is another one.",
                rank("any", &order),
                rank("none", other),
            )
            .deny_at(2, "authority_widened"),
        );
    }
    // One value that every type takes, so that only the type differs
    let of_each = [
        ("max", json!({ "key": "k", "max": 1 })),
        ("max-lifetime", json!({ "key": "k", "max_lifetime": 1 })),
        ("max-subtree", json!({ "key": "k", "max_subtree": 1 })),
        ("min", json!({ "key": "k", "min": 1 })),
        ("one-of", json!({ "key": "k", "one_of": [1] })),
        ("not-one-of", json!({ "key": "k", "not_one_of": [1] })),
        ("prefix", json!({ "key": "k", "prefix": "1" })),
        (
            "rank",
            json!({ "key": "k", "rank": "1", "order": ["1", "2"] }),
        ),
        ("units", json!({ "key": "k", "units": 1 })),
    ];
    for (parent, of_parent) in &of_each {
        for (child, of_child) in of_each.iter().filter(|(child, _)| child != parent) {
            cases.push(
                constrained(
                    &format!("{child}-for-{parent}"),
                    "No type stands in for another one.",
                    json!([of_parent]),
                    json!([of_child]),
                )
                .deny_at(2, "authority_widened"),
            );
        }
    }
    cases.extend([
        constrained(
            "range",
            "A floor and a ceiling of one key.",
            json!([{ "key": "k", "min": 1 }, { "key": "k", "max": 30 }]),
            json!([{ "key": "k", "max": 10 }, { "key": "k", "min": 2 }]),
        )
        .accept(),
        constrained(
            "range-reopened",
            "The floor is gone.",
            json!([{ "key": "k", "min": 1 }, { "key": "k", "max": 30 }]),
            json!([{ "key": "k", "max": 10 }]),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-same",
            "A type that is not known, the same in both.",
            one("units", json!(5)),
            one("units", json!(5)),
        )
        .accept(),
        constrained(
            "unknown-less",
            "Whether less is narrower is not known.",
            one("units", json!(5)),
            one("units", json!(4)),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-dropped",
            "It is missing.",
            one("units", json!(5)),
            json!([]),
        )
        .deny_at(2, "authority_widened"),
        constrained(
            "unknown-added",
            "A new one restricts.",
            json!([]),
            one("units", json!(5)),
        )
        .accept(),
        constrained(
            "key-case",
            "A key in capitals is another one.",
            one("max", json!(5)),
            json!([{ "key": "K", "max": 5 }]),
        )
        .deny_at(2, "authority_widened"),
    ]);
    {
        let child = root().constraints(one("max", json!(5)));
        let middle = child.child(&holder(1)).constraints(one("max", json!(3)));
        let leaf = middle.child(&holder(2)).constraints(one("max", json!(4)));
        cases.push(
            chain(
                "constraint-won-back",
                SUBSUMPTION,
                "Less than the root's, more than the parent's.",
                &[&child, &middle, &leaf],
            )
            .deny_at(3, "authority_widened"),
        );
    }
    cases
}

fn malformed_constraints() -> Vec<Case> {
    [
        ("no-object", json!([1])),
        ("null", json!([null])),
        ("no-key", json!([{ "max": 1 }])),
        ("key-number", json!([{ "key": 1, "max": 1 }])),
        ("no-type", json!([{ "key": "k" }])),
        ("two-types", json!([{ "key": "k", "max": 1, "min": 0 }])),
        (
            "extra-member",
            json!([{ "key": "k", "max": 1, "note": "soft" }]),
        ),
        (
            "unknown-two-members",
            json!([{ "key": "k", "units": 1, "note": "soft" }]),
        ),
        ("max-text", json!([{ "key": "k", "max": "1" }])),
        ("max-true", json!([{ "key": "k", "max": true }])),
        ("max-null", json!([{ "key": "k", "max": null }])),
        ("min-array", json!([{ "key": "k", "min": [1] }])),
        (
            "max-lifetime-text",
            json!([{ "key": "k", "max_lifetime": "1" }]),
        ),
        (
            "max-subtree-object",
            json!([{ "key": "k", "max_subtree": {} }]),
        ),
        ("one-of-text", json!([{ "key": "k", "one_of": "a" }])),
        (
            "not-one-of-object",
            json!([{ "key": "k", "not_one_of": {} }]),
        ),
        ("prefix-array", json!([{ "key": "k", "prefix": ["a"] }])),
        ("rank-without-order", json!([{ "key": "k", "rank": "a" }])),
        (
            "rank-outside-order",
            json!([{ "key": "k", "rank": "c", "order": ["a", "b"] }]),
        ),
        (
            "rank-order-of-one",
            json!([{ "key": "k", "rank": "a", "order": ["a"] }]),
        ),
        (
            "rank-order-repeats",
            json!([{ "key": "k", "rank": "a", "order": ["a", "b", "a"] }]),
        ),
        (
            "rank-order-numbers",
            json!([{ "key": "k", "rank": "a", "order": ["a", 1] }]),
        ),
        (
            "rank-number",
            json!([{ "key": "k", "rank": 0, "order": ["a", "b"] }]),
        ),
        ("order-alone", json!([{ "key": "k", "order": ["a", "b"] }])),
        (
            "max-with-order",
            json!([{ "key": "k", "max": 1, "order": ["a", "b"] }]),
        ),
        (
            "twice",
            json!([{ "key": "k", "max": 100 }, { "key": "k", "max": 50 }]),
        ),
        (
            "twice-the-same",
            json!([{ "key": "k", "max": 1 }, { "key": "k", "max": 1 }]),
        ),
    ]
    .into_iter()
    .map(|(id, constraints)| {
        pair(
            &format!("constraint-malformed-{id}"),
            CONSTRAINTS,
            "Not of the draft's form.",
            |child| child.constraints(constraints),
        )
        .deny_at(2, "details_malformed")
    })
    .collect()
}
