//! What a list is certain of holds for every call, whoever approves it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::host::Host;
use super::super::tests::{ground_with, rehearsed};
use super::super::vocabulary::PolicyProfile;
use super::super::{Call, Policies};
use super::Permissible;
use crate::approval::Approval;
use crate::denial::Code;
use crate::jose::json::Object;
use crate::limits::Limits;
use crate::possession::Possession;
use crate::time::UnixTime;
use crate::tools::{Tools, parse_object};

const SCHEMA: &str = "
    entity Team; entity User in [Team] { manager?: User }; entity Agent { manager?: User };
    entity Folder { level: Long, owner?: User }; type Session = { folder: Folder };
";

/// `boss`, whom a folder and an agent lead to, has no entity of its own: who approves brings it.
const ENTITIES: &str = r#"[
    {"uid": {"type": "Folder", "id": "a"}, "attrs": {"level": 1}, "parents": []},
    {"uid": {"type": "Folder", "id": "b"}, "attrs": {"level": 9, "owner": {"__entity": {"type": "User", "id": "i boss"}}}, "parents": []},
    {"uid": {"type": "User", "id": "i lead"}, "attrs": {"manager": {"__entity": {"type": "User", "id": "i boss"}}}, "parents": [{"type": "Team", "id": "t"}]},
    {"uid": {"type": "Agent", "id": "i a"}, "attrs": {"manager": {"__entity": {"type": "User", "id": "i boss"}}}, "parents": []},
    {"uid": {"type": "Agent", "id": "i b"}, "attrs": {"manager": {"__entity": {"type": "User", "id": "i lead"}}}, "parents": []}
]"#;

const CONDITIONS: [&str; 20] = [
    "context.input has n && context.input.n > 0",
    "context.input has n && context.input.n + 9223372036854775807 > 0",
    "context.session.folder.level > 5",
    r#"context.session.folder has owner && context.session.folder.owner.subject == "boss""#,
    r#"User::"i boss".subject == "boss""#,
    r#"User::"i boss" in Team::"t" || User::"i lead" in Team::"t""#,
    "principal has manager && principal.manager has subject",
    r#"Folder::"lost".level > 1"#,
    "context has approval",
    "context has approval && context.input has n && context.input.n > 0",
    "context has approval && context.approval.expires > context.now",
    r#"context has approval && context.approval.approver in Team::"t""#,
    "context has approval.approver.manager && context.approval.approver.manager has subject",
    "context has approval && context.session.folder has owner && context.approval.approver == context.session.folder.owner",
    "context has approval && principal has manager && principal.manager.subject == context.approval.approver.subject",
    "context has approval && principal has manager && principal.manager has subject",
    r#"context has approval && User::"i boss".subject == "boss""#,
    r#"context has approval && Folder::"lost".level > 1"#,
    "context has approval || context.session.folder.level > 5",
    "if context has approval then context.input has n else context.session.folder.level > 2",
];

fn policy() -> impl Strategy<Value = String> {
    let head = (
        select(vec!["", r#"@requires("approval") "#]),
        select(vec!["permit", "forbid"]),
    );
    let clause = (select(vec!["when", "unless"]), select(CONDITIONS.to_vec()));
    (head, vec(clause, 0..3)).prop_map(|((note, effect), clauses)| {
        let clauses: Vec<String> = clauses
            .iter()
            .map(|(word, condition)| format!("{word} {{ {condition} }}"))
            .collect();
        format!(
            "{note}{effect} (principal, action, resource) {};\n",
            clauses.join(" ")
        )
    })
}

fn object(text: &str) -> Object {
    parse_object(text, &Limits::default()).unwrap()
}

/// None where one of them can't apply.
fn loaded(text: &str, tools: &Tools) -> Option<Policies> {
    let ground = ground_with(tools, PolicyProfile::Narrowgate, Some(SCHEMA));
    let mut policies = ground.load(&[text.into()], &[], 0).ok()?.0;
    let known = ground.entities(ENTITIES).unwrap();
    policies.host = Host::new(known, policies.rules.policies());
    Some(policies)
}

proptest! {
    #![proptest_config(mint::cases(400))]

    #[test]
    fn a_list_agrees_with_every_approval(policies in vec(policy(), 1..5), agent in select(vec!["a", "b", "c"]), folder in select(vec!["a", "b", "lost"])) {
        let text = policies.concat();
        let tools = Tools::parse(r#"[{"name": "t", "inputSchema": {"properties": {"n": {"type": "integer"}}}}]"#).unwrap();
        let Some(policies) = loaded(&text, &tools) else { return Ok(()) };
        let facts = format!(r#"{{"principal": {{"issuer": "i", "subject": "s"}}, "scopes": [], "actor": {{"issuer": "i", "subject": "{agent}"}}}}"#);
        let facts = rehearsed(&policies, &facts);
        let now = UnixTime::from_secs(1_800_000_000);
        let session = object(&format!(r#"{{"folder": "{folder}"}}"#));
        let lists = [Some(&session), None].map(|session| policies.listing(session, now).unwrap().permissible_to(&facts, "t").unwrap());
        let inputs = ["{}", r#"{"n": 1}"#, r#"{"n": -1}"#].map(object);
        let approvals = [None, Some("boss"), Some("lead"), Some("s")];
        for (input, who) in inputs.iter().flat_map(|input| approvals.map(|who| (input, who))) {
            let approval = who.map(|who| Approval::by("i", who));
            let call = Call { tool: "t", input, session: Some(&session), approval: approval.as_ref(), now };
            let verdict = policies.decide_by(&facts, &Possession::default(), call, &tools);
            let denied = verdict.err().map(|denial| denial.code());
            for list in lists {
                let said = format!("{list:?} {denied:?} {input:?} {who:?}\n{text}");
                match (list.permissible, list.code, who) {
                    (Permissible::Never, None, _) => prop_assert!(denied.is_some(), "{said}"),
                    (Permissible::Never, code, _) | (Permissible::Depends, code @ Some(Code::ApprovalRequired), None) => {
                        prop_assert_eq!(denied, code, "{}", said);
                    }
                    (Permissible::Always, None, None) => prop_assert_eq!(denied, None, "{}", said),
                    (_, None | Some(Code::ApprovalRequired), _) => {}
                    _ => prop_assert!(false, "{said}"),
                }
            }
        }
    }
}
