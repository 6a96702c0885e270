//! Random policies about the tools of [`super`].

use super::TOOLS;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A policy's head: principal, action, resource.
fn head() -> impl Strategy<Value = String> {
    let principal = select(vec![
        "principal",
        r#"principal == Agent::"https://as.example a""#,
        r#"principal == Agent::"https://other.example a""#,
        r#"principal == User::"https://as.example alice""#,
        "principal is Agent",
        "principal is User",
        r#"principal in Agent::"https://as.example b""#,
    ]);
    let action = prop_oneof![
        Just("action".to_owned()),
        select(TOOLS.to_vec()).prop_map(|name| format!(r#"action == Action::"{name}""#)),
        select(TOOLS.to_vec()).prop_map(|name| format!(r#"action in Action::"{name}""#)),
        Just(r#"action in Action::"call_tool""#.to_owned()),
        subsequence(vec!["read", "write", "files.read/é", "call_tool"], 1..4).prop_map(
            |names| format!(
                "action in [{}]",
                names
                    .iter()
                    .map(|name| format!(r#"Action::"{name}""#))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        ),
    ];
    let resource = select(vec![
        "resource",
        "resource is Server",
        r#"resource == Server::"https://tools.example/mcp""#,
        r#"resource == Server::"https://other.example""#,
    ]);
    (principal, action, resource)
        .prop_map(|(principal, action, resource)| format!("({principal}, {action}, {resource})"))
}

/// Conditions of both effects, some of which overflow.
const CONDITIONS: [&str; 16] = [
    "context.input.n > 0",
    "context.input.n + 9223372036854775807 > 0",
    "context.input.n * 4611686018427387904 < 0",
    r#"context.input.tags.contains("x")"#,
    r#"context.input has note && context.input.note == "x""#,
    r#"context.token.scopes.contains("s")"#,
    r#"context.delegation.principal == User::"https://as.example alice""#,
    "context.delegation.depth < 2",
    r#"context.now < datetime("2025-10-09T09:00:00Z")"#,
    r#"principal.subject == "a""#,
    r#"context.session.place.folder == Folder::"lost""#,
    r#"context.session.place.folder in Folder::"root""#,
    "context.session.place.folder.level > 5",
    "context.session.place.folder has above && context.session.place.folder.above.level > 5",
    r#"context.token.details.files.any.actions.contains("read")"#,
    "context.token.details.files.entries > 1",
];

/// History is for forbids alone.
const OF_HISTORY: [&str; 2] = [
    r#"context.delegation.prior_actors.contains(Agent::"https://as.example b")"#,
    "context.delegation.prior_actors.isEmpty()",
];

fn clauses(conditions: Vec<&'static str>) -> impl Strategy<Value = String> {
    vec((select(vec!["when", "unless"]), select(conditions)), 0..3).prop_map(|clauses| {
        clauses
            .iter()
            .map(|(word, condition)| format!(" {word} {{ {condition} }}"))
            .collect()
    })
}

pub(super) fn permit() -> impl Strategy<Value = String> {
    (head(), clauses(CONDITIONS.to_vec()))
        .prop_map(|(head, clauses)| format!("permit {head}{clauses};\n"))
}

pub(super) fn forbid() -> impl Strategy<Value = String> {
    (
        head(),
        clauses([CONDITIONS.as_slice(), &OF_HISTORY].concat()),
    )
        .prop_map(|(head, clauses)| format!("forbid {head}{clauses};\n"))
}

/// What somebody's word may change.
const OF_APPROVALS: [&str; 4] = [
    "context has approval",
    "context has approval && context.approval.approver != context.delegation.principal",
    "context has approval && context.input.n > 0",
    r#"context has approval && context.approval.approver in User::"https://as.example boss""#,
];

/// Policies that say that an approval is what they lack, among others. Two clauses about approvals could exclude each other, and a
/// `forbid` that can't apply makes no gate.
fn approvable() -> impl Strategy<Value = String> {
    let effect = select(vec!["permit", "forbid"]);
    let note = select(vec!["", r#"@requires("approval") "#]);
    let word = select(vec!["when", "unless"]);
    let approval = select(OF_APPROVALS.to_vec());
    (
        note,
        effect,
        head(),
        clauses(CONDITIONS.to_vec()),
        word,
        approval,
    )
        .prop_map(|(note, effect, head, clauses, word, approval)| {
            format!("{note}{effect} {head}{clauses} {word} {{ {approval} }};\n")
        })
}

pub(super) fn policies_and_approvable() -> impl Strategy<Value = String> {
    let one = prop_oneof![2 => permit(), 1 => forbid(), 3 => approvable()];
    vec(one, 0..6).prop_map(|policies| policies.concat())
}

pub(super) fn policies() -> impl Strategy<Value = String> {
    vec(prop_oneof![2 => permit(), 1 => forbid()], 0..8).prop_map(|policies| policies.concat())
}
