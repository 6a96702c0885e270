//! Told apart by action, policies get what Cedar's validator says of all of them at once: each mistake, each warning.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use cedar_policy::{PolicySet, ValidationMode, ValidationResult, Validator};
use miette::Diagnostic;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::load::Ground;
use super::super::schema::Sight;
use super::super::tests::detail_types;
use super::super::vocabulary::PolicyProfile;
use crate::profile::Guarantees;
use crate::tools::Tools;

const TOOLS: &str = r#"[
    {"name": "read", "inputSchema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}},
    {"name": "write", "inputSchema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "string"}, "m": {"type": "integer"}}}},
    {"name": "t___é", "inputSchema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}},
    {"name": "ping"}
]"#;

const HOST: &str =
    "entity Team; entity Agent in [Team] { level?: Long }; entity Colour enum [\"red\"];";

const PRINCIPALS: [&str; 12] = [
    "principal",
    r#"principal == Agent::"a""#,
    r#"principal == User::"a""#,
    r#"principal == Server::"a""#,
    r#"principal == Nobody::"a""#,
    r#"principal in Team::"a""#,
    r#"principal in Colour::"red""#,
    "principal is Agent",
    "principal is Team",
    r#"principal is Agent in Team::"a""#,
    r#"principal is User in Team::"a""#,
    r#"principal == AgentCore::OAuthUser::"a""#,
];

const ACTIONS: [&str; 8] = [
    "read",
    "write",
    "t___é",
    "ping",
    "call_tool",
    "both",
    "raed",
    "CallTool",
];

const RESOURCES: [&str; 7] = [
    "resource",
    "resource is Server",
    r#"resource == Server::"s""#,
    r#"resource == Agent::"s""#,
    r#"resource in Team::"s""#,
    r#"resource == AgentCore::Gateway::"s""#,
    "resource is Nobody",
];

const CONDITIONS: [&str; 27] = [
    "true",
    "false",
    "context.input.n > 0",
    "context.input.m > 0",
    r#"context.input.n == "x""#,
    "context.input has m && context.input.m > 0",
    "context.input has q && context.input.q > 0",
    "context.nothing",
    "1 + 2",
    r#"1 < "2""#,
    "principal.level > 1",
    "principal has level && principal.level > 1",
    "principal is Agent && principal has level && principal.level > 1",
    r#"action == Action::"read""#,
    r#"action == Action::"raed""#,
    r#"action in [Action::"read", Action::"both"]"#,
    r#"action == Action::"read" && context.input.n > 0"#,
    r#"action == Action::"read" || context.nothing"#,
    r#"context.input.n > 0 && action == Action::"read""#,
    "context.input has m && context.input.m > 0 && principal is Agent",
    r#"context.delegation.prior_actors.contains(Agent::"b")"#,
    r#"Colour::"green" == Colour::"red""#,
    r#"principal == Colour::"red" && context.nothing"#,
    "[].contains(1)",
    r#"context.token.scopes.contains("say_һello")"#,
    "context.token.scopes.contains(\"\u{202E}\")",
    r#"resource == Server::"s" || resource == User::"s""#,
];

fn ground(profile: PolicyProfile, host: Option<&str>) -> Ground {
    let tools = Tools::parse(TOOLS).unwrap();
    let both = ["read", "write"].map(str::to_owned);
    let groups = BTreeMap::from([("both".to_owned(), both.to_vec())]);
    Ground::new(
        profile,
        &tools,
        &groups,
        "s",
        Guarantees::ALL,
        &detail_types(),
        host,
    )
    .unwrap()
}

fn head() -> impl Strategy<Value = (&'static str, String, &'static str)> {
    let kind = select(vec!["Action", "Action", "Action", "AgentCore::Action"]);
    let action =
        (kind, subsequence(ACTIONS.to_vec(), 0..3), 0..4).prop_map(|(kind, names, way)| {
            let named: Vec<String> = names
                .iter()
                .map(|name| format!(r#"{kind}::"{name}""#))
                .collect();
            match (way, named.first()) {
                (0, _) | (1 | 2, None) => "action".to_owned(),
                (1, Some(name)) => format!("action == {name}"),
                (2, Some(name)) => format!("action in {name}"),
                _ => format!("action in [{}]", named.join(", ")),
            }
        });
    let likely =
        |of: &'static [&str]| prop_oneof![2 => Just(*of.first().unwrap()), 1 => select(of)];
    (likely(&PRINCIPALS), action, likely(&RESOURCES))
}

fn policy() -> impl Strategy<Value = String> {
    let clause = (select(vec!["when", "unless"]), select(CONDITIONS.to_vec()));
    (head(), vec(clause, 0..3)).prop_map(|((principal, action, resource), clauses)| {
        let clauses: Vec<String> = clauses
            .iter()
            .map(|(word, condition)| format!("{word} {{ {condition} }}"))
            .collect();
        format!(
            "({principal}, {action}, {resource}) {};\n",
            clauses.join(" ")
        )
    })
}

/// Of whom, what and where. Which name Cedar suggests is a matter of chance, and no part of the sentence.
fn said(result: &ValidationResult) -> Vec<String> {
    let place = |diagnostic: &dyn Diagnostic| {
        let labels = diagnostic.labels().into_iter().flatten();
        labels
            .map(|label| format!(" {}+{}", label.offset(), label.len()))
            .collect::<String>()
    };
    let errors = result
        .validation_errors()
        .map(|error| format!("{} {error}{}", error.policy_id(), place(error)));
    let warnings = result
        .validation_warnings()
        .map(|warning| format!("{} {warning}{}", warning.policy_id(), place(warning)));
    let mut said: Vec<String> = errors.chain(warnings).collect();
    said.sort();
    said.dedup();
    said
}

#[track_caller]
fn agree(ground: &Ground, sight: Sight, set: &PolicySet) {
    let whole = Validator::new(ground.schema(sight).unwrap()).validate(set, ValidationMode::Strict);
    let apart = super::validate(ground.schema(sight).unwrap(), set);
    assert_eq!(
        apart.as_ref().map(said).unwrap_or_default(),
        said(&whole),
        "{set}"
    );
}

proptest! {
    #![proptest_config(mint::cases(400))]

    #[test]
    fn cedar_says_the_same(policies in vec(policy(), 1..5), of_agentcore: bool, of_host: bool) {
        let host = of_host.then_some(HOST);
        let profile = match of_agentcore {
            true => PolicyProfile::AgentCore,
            false => PolicyProfile::Narrowgate,
        };
        let ground = ground(profile, host);
        for (sight, word) in [(Sight::Permit, "permit "), (Sight::Forbid, "forbid ")] {
            let text: String = policies.iter().map(|policy| format!("{word}{policy}")).collect();
            if let Ok(set) = text.parse() {
                agree(&ground, sight, &set);
            }
        }
    }
}

#[test]
fn templates_are_validated_as_before() {
    let ground = ground(PolicyProfile::Narrowgate, None);
    for text in [
        r#"permit (principal == ?principal, action == Action::"read", resource) when { context.input.n > 0 };"#,
        r#"permit (principal in ?principal, action == Action::"raed", resource == ?resource);"#,
        r#"permit (principal == ?principal, action == Action::"ping", resource) when { context.input.n > 0 };"#,
    ] {
        for kind in ["User", "Server", "Nobody"] {
            let mut set: PolicySet = text.parse().unwrap();
            let uid: cedar_policy::EntityUid = format!("{kind}::\"a\"").parse().unwrap();
            let slots = [
                cedar_policy::SlotId::principal(),
                cedar_policy::SlotId::resource(),
            ];
            let slots = slots
                .into_iter()
                .filter(|slot| text.contains(&slot.to_string()));
            let values = slots.map(|slot| (slot, uid.clone())).collect();
            let id = |name| cedar_policy::PolicyId::new(name);
            set.link(id("policy0"), id("linked"), values).unwrap();
            agree(&ground, Sight::Permit, &set);
        }
    }
}

/// Else Cedar would do all of the work, and the others would pass.
#[test]
fn what_is_clean_is_told_apart() {
    let ground = ground(PolicyProfile::Narrowgate, None);
    let clean = r#"
        permit (principal, action == Action::"read", resource) when { context.input.n > 0 };
        permit (principal is Agent, action in Action::"both", resource == Server::"s") unless { context.delegation.depth > 2 };
        permit (principal == User::"a", action in [Action::"ping", Action::"t___é"], resource);
    "#;
    let doubtful = r#"
        permit (principal, action == Action::"ping", resource) when { context.input.n > 0 };
        permit (principal, action == Action::"read", resource) when { false };
        permit (principal, action == Action::"call_tool", resource);
        permit (principal, action in [Action::"read", Action::"t___é"], resource) when { action == Action::"read" || context.nothing };
        permit (principal, action in [Action::"t___é", Action::"read"], resource) when { action == Action::"read" || context.nothing };
        permit (principal, action in [Action::"read", Action::"write"], resource) when { context.input.n > 0 };
        permit (principal, action in [Action::"write", Action::"read"], resource) when { context.input.n > 0 };
    "#;
    let schema = ground.schema(Sight::Permit).unwrap();
    let left = |text: &str| super::doubtful(schema.as_ref(), &text.parse().unwrap()).unwrap();
    assert_eq!(left(clean).to_string(), "");
    assert_eq!(left(doubtful).policies().count(), 7);
}
