//! Tokens derived from others of the same issuer.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for &(id, description, scopes, wrong) in LINES {
        for (mode, relation) in [
            ("exact", json!("exact")),
            ("segments", colon()),
            ("implies", roles()),
            ("both", both()),
        ] {
            let expected = wrong.iter().find(|(in_mode, ..)| *in_mode == mode);
            let line = line(&format!("{mode}-line-{id}"), description, relation, scopes);
            cases.push(match expected {
                None => line.accept(),
                Some((_, hop, code)) => line.deny_at(*hop, code),
            });
        }
    }
    cases
}

/// Principal first, then an agent each; without a scope where there is none.
fn line(id: &str, description: &str, relation: Value, scopes: &[Option<&str>]) -> Case {
    let agents = ["monitoring-agent", "investigation-agent", "summary-agent"];
    let tokens: Vec<String> = scopes
        .iter()
        .enumerate()
        .map(|(hop, scope)| {
            let token = access_token(&key()).expires(NOW + 600 - hop as u64);
            let token = agents
                .iter()
                .take(hop)
                .fold(token, |token, agent| token.actor(agent));
            match scope {
                Some(scope) => token.scope(scope).mint(),
                None => token.mint(),
            }
        })
        .collect();
    let source = "RFC 8693, section 1.1; authority only narrows, by setting `scopeRelation`";
    now(Case::new("chain", id, source, description).with("config", trusting(relation)))
        .lineage(&tokens)
}

type Wrong = (&'static str, usize, &'static str);

/// Id, description, scopes of the tokens, and where and why it is refused, by which relation.
type Line = (
    &'static str,
    &'static str,
    &'static [Option<&'static str>],
    &'static [Wrong],
);

const W: &str = "scope_widened";
const M: &str = "scope_malformed";

const LINES: &[Line] = &[
    (
        "below",
        "Below a wildcard.",
        &[Some("read:*"), Some("read:logs")],
        &[("exact", 2, W), ("implies", 2, W)],
    ),
    (
        "narrowing",
        "Narrower and narrower.",
        &[Some("read:*"), Some("read:logs:*"), Some("read:logs:today")],
        &[("exact", 2, W), ("implies", 2, W)],
    ),
    (
        "same",
        "The same at every hop.",
        &[Some("read:* a"), Some("read:* a"), Some("a read:*")],
        &[],
    ),
    (
        "bare-prefix",
        "What stands before the star.",
        &[Some("read:*"), Some("read")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "wrong-way",
        "A star that nobody granted.",
        &[Some("read:logs"), Some("read:*")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "back-again",
        "The leaf has again what the middle gave up.",
        &[Some("read:*"), Some("read:logs"), Some("read:*")],
        &[
            ("exact", 2, W),
            ("segments", 3, W),
            ("implies", 2, W),
            ("both", 3, W),
        ],
    ),
    (
        "wide-middle",
        "The leaf is narrow, the middle was not.",
        &[Some("read:logs"), Some("read:*"), Some("read:logs")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "malformed-root",
        "A star alone.",
        &[Some("*"), Some("a")],
        &[
            ("exact", 2, W),
            ("segments", 1, M),
            ("implies", 2, W),
            ("both", 1, M),
        ],
    ),
    (
        "malformed-leaf",
        "An empty segment.",
        &[Some("read:*"), Some("read:")],
        &[
            ("exact", 2, W),
            ("segments", 2, M),
            ("implies", 2, W),
            ("both", 2, M),
        ],
    ),
    (
        "role",
        "Owner, editor, viewer.",
        &[Some("owner"), Some("editor"), Some("viewer")],
        &[("exact", 2, W), ("segments", 2, W), ("both", 2, W)],
    ),
    (
        "role-at-once",
        "From owner to viewer.",
        &[Some("owner"), Some("viewer billing")],
        &[("exact", 2, W), ("segments", 2, W), ("both", 2, W)],
    ),
    (
        "role-up",
        "An editor makes an owner.",
        &[Some("editor"), Some("owner")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "role-regained",
        "The leaf is again what the root was.",
        &[Some("owner"), Some("viewer"), Some("editor")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 3, W),
            ("both", 2, W),
        ],
    ),
    (
        "both",
        "By the table, then by segments, then by the table.",
        &[
            Some("admin"),
            Some("files:*"),
            Some("files:write"),
            Some("search"),
        ],
        &[("exact", 2, W), ("segments", 2, W), ("implies", 2, W)],
    ),
    (
        "parent-absent",
        "A parent without scope is not one with all.",
        &[None, Some("a")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "parent-empty",
        "Nor is one with an empty scope.",
        &[Some(""), Some("a")],
        &[
            ("exact", 2, W),
            ("segments", 2, W),
            ("implies", 2, W),
            ("both", 2, W),
        ],
    ),
    (
        "child-absent",
        "A child without scope has none.",
        &[Some("a read:*"), None],
        &[],
    ),
    (
        "child-absent-then-any",
        "And can't give any.",
        &[Some("a read:*"), None, Some("a")],
        &[
            ("exact", 3, W),
            ("segments", 3, W),
            ("implies", 3, W),
            ("both", 3, W),
        ],
    ),
];
