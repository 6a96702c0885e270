//! What is built natively fits the schema that policies are validated against, for both sights.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use cedar_policy_core::ast::Context;
use cedar_policy_core::entities::{Entities, TCComputation};
use cedar_policy_core::extensions::Extensions;
use cedar_policy_core::validator::CoreSchema;

use proptest::prelude::*;
use serde_json::json;

use super::simulate::Facts;
use super::*;
use crate::approval::Approval;
use crate::details::{DetailRelation, DetailType, DetailTypes};
use crate::limits::Limits;
use crate::profile::Guarantees;
use crate::tools::tests::schemas::{sample, schema as declared};

const TOOLS: &str = r#"[
    {"name": "nothing"},
    {"name": "é/a-b.c", "inputSchema": {"type": "object", "required": ["flag", "when"], "properties": {
        "flag": {"type": "boolean"},
        "when": {"type": "string", "enum": ["now", "later"]},
        "count": {"type": "integer"},
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "__entity": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"},
            "levels": {"type": "array", "items": {"type": "array", "items": {"type": "integer", "enum": [1, 2]}}}
        }}
    }}}
]"#;

const CALLS: [(&str, &str); 4] = [
    ("nothing", "{}"),
    ("é/a-b.c", r#"{"flag": true, "when": "now"}"#),
    (
        "é/a-b.c",
        r#"{"flag": false, "when": "later", "count": -9223372036854775808, "price": 1.25, "tags": []}"#,
    ),
    (
        "é/a-b.c",
        r#"{"flag": true, "when": "now", "tags": ["a", "a"], "__entity": {"id": "x", "levels": [[], [1, 2]]}}"#,
    ),
];

const FACTS: [&str; 4] = [
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": []}"#,
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": ["a", "b"], "audience": ["x"],
        "actor": {"issuer": "i", "subject": "a \" b"}}"#,
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": ["a"], "clientId": "c", "tokenId": "t",
        "actor": {"issuer": "i", "subject": "a"},
        "priorActors": [{"issuer": "i", "subject": "b"}, {"issuer": "j", "subject": "c"}]}"#,
    r#"{"principal": {"issuer": "i", "subject": "s"}, "scopes": [], "tools": ["nothing"],
        "authorizationDetails": [{"type": "a b", "actions": ["read"], "zone": {"__entity": 1}, "cap": 1e300}, {"type": "other"}]}"#,
];

fn loaded(text: &str, tools: &Tools) -> Policies {
    let ground = ground(tools, PolicyProfile::Narrowgate);
    ground.load(&[text.into()], &[], 0).unwrap().0
}

fn ground(tools: &Tools, profile: PolicyProfile) -> Ground {
    ground_with(tools, profile, None)
}

pub(super) fn ground_with(tools: &Tools, profile: PolicyProfile, schema: Option<&str>) -> Ground {
    Ground::new(
        profile,
        tools,
        &BTreeMap::new(),
        "server",
        Guarantees::ALL,
        &detail_types(),
        schema,
    )
    .unwrap()
}

pub(super) fn detail_types() -> BTreeMap<String, DetailType> {
    let zoned = DetailType::default()
        .member("zone", DetailRelation::Equal)
        .member("cap", DetailRelation::Informative);
    BTreeMap::from([("a b".to_owned(), zoned)])
}

pub(super) fn rehearsed(policies: &Policies, facts: &str) -> TokenFacts {
    let types = DetailTypes::new(detail_types(), Vec::new());
    let facts = Facts::from_json(facts).unwrap();
    policies.rehearse(&facts, types.of(&[])).unwrap()
}

#[test]
fn requests_and_entities_fit_the_schema() {
    let tools = Tools::parse(TOOLS).unwrap();
    for profile in [PolicyProfile::Narrowgate, PolicyProfile::AgentCore] {
        let ground = ground(&tools, profile);
        let all = "permit (principal, action, resource); forbid (principal, action, resource);";
        let policies = ground.load(&[all.into()], &[], 0).unwrap().0;
        for (text, (tool, input)) in FACTS.iter().flat_map(|text| CALLS.map(|call| (text, call))) {
            let facts = rehearsed(&policies, text);
            let declared = tools.named(tool).unwrap();
            let input = declared.read_input(input, &Limits::default()).unwrap();
            fits_the_schema(&ground, &policies, &facts, tool, &input, None);
        }
    }
}

/// What names stand for is read by rules of our own, which have to be Cedar's.
#[test]
fn facts_of_the_host_fit_the_schema() {
    let schema = r#"
        entity Long;
        entity User { above?: User };
        entity Folder in [Folder] { level: __cedar::Long, above?: Folder, owner?: User };
        entity Mark enum ["red"];
        type Count = __cedar::Long;
        type Session = { alike: Long, count: Count, place: Crm::Place, marks: Set<Mark> };
        namespace Crm {
            entity Account { folder?: Folder };
            type Place = { account: Account, folder: Folder, n: Count };
        }"#;
    let entities = r#"[
        {"uid": {"type": "Folder", "id": "a"}, "attrs": {"level": 1, "above": {"__entity": {"type": "Folder", "id": "b"}}}, "parents": []},
        {"uid": {"type": "Folder", "id": "b"}, "attrs": {"level": 2, "owner": {"__entity": {"type": "User", "id": "i t"}}}, "parents": []},
        {"uid": {"type": "User", "id": "i t"}, "attrs": {"above": {"__entity": {"type": "User", "id": "i u"}}}, "parents": []},
        {"uid": {"type": "User", "id": "i u"}, "attrs": {"above": {"__entity": {"type": "User", "id": "i t"}}}, "parents": []},
        {"uid": {"type": "Crm::Account", "id": "x"}, "attrs": {"folder": {"__entity": {"type": "Folder", "id": "a"}}}, "parents": []}
    ]"#;
    let said = |account: &str| {
        let said = json!({ "alike": "1", "count": 1, "marks": ["red"],
            "place": { "account": account, "folder": "b", "n": 2 } });
        crate::tools::parse_object(&said.to_string(), &Limits::default()).unwrap()
    };
    let tools = Tools::parse(TOOLS).unwrap();
    for profile in [PolicyProfile::Narrowgate, PolicyProfile::AgentCore] {
        let ground = ground_with(&tools, profile, Some(schema));
        // They look at three in a row
        let all = r#"permit (principal, action, resource) when { Folder::"a" has above.owner.above };
            forbid (principal, action, resource);"#;
        let mut policies = ground.load(&[all.into()], &[], 0).unwrap().0;
        let known = ground.entities(entities).unwrap();
        policies.host = Host::new(known, policies.rules.policies());
        let facts = rehearsed(&policies, FACTS[1]);
        for account in ["x", "nobody"] {
            let session = said(account);
            let input = Object::new();
            fits_the_schema(
                &ground,
                &policies,
                &facts,
                "nothing",
                &input,
                Some(&session),
            );
        }
        let led = policies.named_in(policies.session(Some(&said("x"))).unwrap().as_ref());
        let led: BTreeSet<String> = led.iter().map(|entity| entity.uid().to_string()).collect();
        let expected = [
            r#"Crm::Account::"x""#,
            r#"Folder::"a""#,
            r#"Folder::"b""#,
            r#"User::"i t""#,
            r#"User::"i u""#,
        ];
        assert_eq!(led, expected.map(str::to_owned).into());
    }
}

#[test]
fn wrong_facts_of_the_host_are_told_by_their_place() {
    let schema =
        "entity Folder; type Place = { folders: Set<Folder> }; type Session = { place: Place };";
    let tools = Tools::parse(TOOLS).unwrap();
    let ground = ground_with(&tools, PolicyProfile::Narrowgate, Some(schema));
    let all = "permit (principal, action, resource);";
    let policies = ground.load(&[all.into()], &[], 0).unwrap().0;
    let said = r#"{"place": {"folders": ["a", {"__entity": {"type": "Folder", "id": "secret"}}]}}"#;
    let said = crate::tools::parse_object(said, &Limits::default()).unwrap();
    let denial = policies.session(Some(&said)).unwrap_err();
    assert_eq!(
        (denial.code(), denial.to_string().as_str()),
        (
            Code::SessionInvalid,
            "in what the host says of the call, `$.place.folders[1]` is an object, not a string"
        )
    );
}

#[track_caller]
fn fits_the_schema(
    ground: &Ground,
    policies: &Policies,
    facts: &TokenFacts,
    tool: &str,
    input: &Object,
    session: Option<&Object>,
) {
    let approvals = [
        None,
        Some(Approval::by("i", "t")),
        Some(Approval::by("i", "s")),
    ];
    for approval in &approvals {
        let call = Call {
            tool,
            input,
            session,
            approval: approval.as_ref(),
            now: UnixTime::from_secs(1_800_000_000),
        };
        let (seen, brought) = policies
            .seen(&Possession::default(), call, ground.tools())
            .unwrap();
        let (of_tool, known) = facts.of_tool(policies, tool).unwrap();
        let room = Room::new(known, brought);
        let forbids = of_tool.forbids.iter();
        let forbids = forbids.map(|sight| (schema::Sight::Forbid, sight));
        for (which, sight) in forbids.chain([(schema::Sight::Permit, &of_tool.permits)]) {
            let schema = cedar_policy::Schema::from_json_value(ground.schema_json(which)).unwrap();
            let extensions = Extensions::all_available();
            let core = CoreSchema::new(schema.as_ref());
            cedar_policy_core::ast::Request::new(
                (facts.principal.clone(), None),
                (of_tool.action.uid().clone(), None),
                (policies.vocabulary().server().clone(), None),
                Context::Value(Arc::new(policies.context(&sight.context, &seen))),
                Some(&core),
                extensions,
            )
            .unwrap();
            Entities::from_entities(
                room.closed(sight.sees_history).unwrap().iter().cloned(),
                Some(&core),
                TCComputation::EnforceAlreadyComputed,
                extensions,
            )
            .unwrap();
        }
    }
}

proptest! {
    #![proptest_config(mint::cases(256))]

    /// Whatever a tool declares, and whatever it is called with: it is refused, or it is of the type that policies were
    /// validated against.
    #[test]
    fn any_arguments_are_refused_or_fit_the_schema(schema in declared(), numbers in prop::collection::vec(any::<u8>(), 32)) {
        let list = json!([{ "name": "call", "inputSchema": { "properties": { "v": schema } } }]);
        if let Ok(tools) = Tools::parse(&list.to_string()) {
            let input = json!({ "v": sample(&schema, &mut numbers.into_iter()) }).to_string();
            let all = "permit (principal, action, resource);";
            if let Ok(input) = tools.named("call").unwrap().read_input(&input, &Limits::default()) {
                let ground = ground(&tools, PolicyProfile::Narrowgate);
                let policies = ground.load(&[all.into()], &[], 0).unwrap().0;
                let facts = rehearsed(&policies, FACTS[0]);
                fits_the_schema(&ground, &policies, &facts, "call", &input, None);
            }
        }
    }
}

/// What a token keeps per tool is bounded, and a tool that was dropped decides as before.
#[test]
fn a_token_may_be_used_for_more_tools_than_it_keeps() {
    let list: Vec<String> = (0..100).map(|n| format!(r#"{{"name": "t{n}"}}"#)).collect();
    let tools = Tools::parse(&format!("[{}]", list.join(","))).unwrap();
    let only_group =
        r#"permit (principal, action, resource) when { action in Action::"call_tool" };"#;
    let policies = loaded(only_group, &tools);
    let facts = rehearsed(&policies, FACTS[1]);
    let input = Object::new();
    for tool in tools.names().chain(tools.names()) {
        let call = Call {
            tool,
            input: &input,
            session: None,
            approval: None,
            now: UnixTime::from_secs(1_800_000_000),
        };
        let permitting = policies.decide_by(&facts, &Possession::default(), call, &tools);
        let ids: Vec<String> = permitting
            .unwrap()
            .iter()
            .map(|policy| policy.id().to_owned())
            .collect();
        assert_eq!(ids, ["policy0"], "{tool}");
    }
}

/// Who approves comes to the entities that are known, which may be what lifts a forbid: nothing says so before, so no list says never.
#[test]
fn an_approver_may_lift_a_forbid_by_being_there() {
    let tools = Tools::parse(r#"[{"name": "t"}]"#).unwrap();
    let now = UnixTime::from_secs(1_800_000_000);
    for (condition, of_another) in [
        (r#"User::"i boss".subject == "boss""#, Code::PolicyError),
        (r#"User::"i boss" has subject"#, Code::ApprovalRequired),
    ] {
        let policies = loaded(
            &format!(
                r#"permit (principal, action, resource);
                @requires("approval") forbid (principal, action, resource) unless {{ context has approval && {condition} }};"#
            ),
            &tools,
        );
        let facts = rehearsed(&policies, FACTS[1]);
        let code = |approval: Option<Approval>| {
            let call = Call {
                tool: "t",
                input: &Object::new(),
                session: None,
                approval: approval.as_ref(),
                now,
            };
            let verdict = policies.decide_by(&facts, &Possession::default(), call, &tools);
            verdict.err().map(|denial| denial.code())
        };
        assert_eq!(code(None), Some(Code::ApprovalRequired), "{condition}");
        assert_eq!(code(Some(Approval::by("i", "boss"))), None, "{condition}");
        let other = code(Some(Approval::by("i", "other")));
        assert_eq!(other, Some(of_another), "{condition}");
        let prospect = policies
            .listing(None, now)
            .unwrap()
            .permissible_to(&facts, "t")
            .unwrap();
        assert_eq!(prospect.permissible, Permissible::Depends, "{condition}");
        assert_eq!(prospect.code, None, "{condition}");
    }
}

/// Somebody may paste a token where facts belong.
#[test]
fn unreadable_facts_are_not_quoted() {
    let token = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
    for (text, expected) in [
        (
            format!(r#"{{"scopes":"{token}"}}"#),
            "the facts can't be read: `scopes` is of the wrong type, or unknown",
        ),
        (
            format!(r#"{{"principal":{{"issuer":"a","subject":["{token}"]}},"scopes":[]}}"#),
            "the facts can't be read: `principal.subject` is of the wrong type, or unknown",
        ),
        (
            r#"{"scopes":[],"x":1}"#.to_owned(),
            "the facts can't be read: `x` is of the wrong type, or unknown",
        ),
        (format!(r#""{token}""#), "the facts can't be read"),
        (
            format!(r#"{{"scopes":[]}}{token}"#),
            "the facts can't be read",
        ),
        (token.to_owned(), "the facts can't be read"),
        ("{}".to_owned(), "the facts can't be read"),
    ] {
        let denial = Facts::from_json(&text).unwrap_err();
        assert_eq!(denial.to_string(), expected);
    }
}
