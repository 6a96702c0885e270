//! Policies and entities that are replaced, what is odd about them, and why they decide as they do.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{NOW, alice, authorize, built, document, gate, remediator, with};
use narrowgate::{Config, Permissible, PolicySource, Presented, Request};
use serde_json::{Value, json};

const NOTHING: &str = "forbid (principal, action, resource);";

fn problems(document: &Value) -> Vec<(String, String)> {
    let error = Config::from_json(&document.to_string())
        .unwrap()
        .build()
        .unwrap_err();
    let at = |problem: &narrowgate::Problem| {
        let place = problem
            .span()
            .map_or_else(|| problem.path().to_owned(), ToString::to_string);
        (place, problem.message().to_owned())
    };
    error.problems().iter().map(at).collect()
}

#[test]
fn replaced_policies_decide_from_then_on() {
    let gate = gate();
    let token = remediator().mint();
    authorize(&gate, &token, "ping", "{}").unwrap();
    assert_eq!(gate.replace_policies(&[NOTHING.into()], &[]).unwrap(), []);
    let denial = authorize(&gate, &token, "ping", "{}").unwrap_err();
    assert_eq!(
        denial.to_string(),
        "the call is forbidden by policy `policy0`"
    );
}

#[test]
fn where_new_policies_have_mistakes_the_old_ones_stay() {
    let gate = gate();
    let token = remediator().mint();
    let wrong = PolicySource::text(
        "permit (principal, action, resource);\npermit (principal, action, resource) when { context.inptu };",
    );
    let error = gate
        .replace_policies(&[wrong.named("new.cedar")], &[])
        .unwrap_err();
    let span = error.problems()[0].span().unwrap();
    assert_eq!((span.source(), span.line()), ("new.cedar", 2));
    authorize(&gate, &token, "ping", "{}").unwrap();
}

/// Half of the old ones and half of the new ones would permit.
#[test]
fn each_call_is_decided_by_the_ones_or_by_the_others() {
    let forbidding = "permit (principal, action, resource); forbid (principal, action, resource);";
    let gate = built(&with("policies", forbidding.into()));
    let stop = AtomicBool::new(false);
    let token = remediator().mint();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                assert!(authorize(&gate, &token, "ping", "{}").is_err());
            }
        });
        for text in ["", forbidding].repeat(50) {
            gate.replace_policies(&[text.into()], &[]).unwrap();
        }
        stop.store(true, Ordering::Relaxed);
    });
}

fn with_teams(parents: Value) -> Value {
    let mut document = with(
        "policies",
        r#"permit (principal in Team::"ops", action, resource) when { principal has owner && principal.owner == Team::"ops".lead };"#.into(),
    );
    document["schema"] =
        "entity Team { lead: String }; entity Agent in [Team] { owner?: String };".into();
    document["entities"] = json!([
        { "uid": { "type": "Team", "id": "ops" }, "attrs": { "lead": "eve" }, "parents": [] },
        { "uid": { "type": "Agent", "id": "https://as.example remediation-agent" }, "attrs": { "owner": "eve" }, "parents": parents },
    ]);
    document
}

#[test]
fn the_host_adds_to_what_tokens_say_and_may_take_it_back() {
    let ops = json!([{ "type": "Team", "id": "ops" }]);
    let gate = built(&with_teams(ops));
    let token = remediator().mint();
    authorize(&gate, &token, "ping", "{}").unwrap();
    let others = alice().actor("somebody-else").scope("write:rules").mint();
    assert!(authorize(&gate, &others, "ping", "{}").is_err());
    gate.replace_entities("[]").unwrap();
    let denial = authorize(&gate, &token, "ping", "{}").unwrap_err();
    assert_eq!(denial.code().as_str(), "policy_denied");
    let error =
        gate.replace_entities(r#"[{"uid":{"type":"Teem","id":"ops"},"attrs":{},"parents":[]}]"#);
    assert_eq!(error.unwrap_err().problems()[0].path(), "entities");
}

#[test]
fn what_the_host_says_of_parties_is_held_to_their_names() {
    for (entity, expected) in [
        (
            json!({ "uid": { "type": "Agent", "id": "nobody" }, "attrs": {}, "parents": [] }),
            "`Agent::\"nobody\"` is not an issuer, a space and a subject",
        ),
        (
            json!({ "uid": { "type": "Agent", "id": "i s" }, "attrs": { "issuer": "j" }, "parents": [] }),
            "`Agent::\"i s\"` has another `issuer` than its name says",
        ),
    ] {
        let mut document = with_teams(json!([]));
        document["entities"] = json!([entity]);
        assert_eq!(
            problems(&document),
            [("entities".to_owned(), expected.to_owned())]
        );
    }
    for (schema, expected) in [
        ("entity Agent { owner: String };", "has to be optional"),
        ("entity Agent { issuer?: String };", "is Narrowgate's own"),
        (
            "action ping appliesTo { principal: [Agent], resource: [Server] }; entity Agent, Server;",
            "actions are the tools'",
        ),
        ("entity HistoryIsForForbidOnly;", "is not to be declared"),
        (
            "namespace AgentCore { entity X; }",
            "by the profile `agentcore` alone",
        ),
    ] {
        let mut document = document();
        document["schema"] = schema.into();
        let problems = problems(&document);
        assert!(problems[0].1.contains(expected), "{problems:?}");
    }
}

#[test]
fn mistakes_are_found_in_every_file_at_once() {
    let sources = json!([
        { "name": "a.cedar", "text": "permit (principal, action, resource);" },
        { "name": "b.cedar", "text": "permit (principal, action, resource)\n  when { contxt.now };" },
        { "name": "c.cedar", "text": "@id(\"a.cedar:policy0\") permit (principal, action, resource);" },
        "permit (principal",
    ]);
    let found: Vec<String> = problems(&with("policies", sources))
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    assert_eq!(found, ["b.cedar:2:10", "c.cedar:1:1", "3:1:18"]);
}

#[test]
fn what_can_never_match_is_odd_in_a_permit_and_wrong_in_a_forbid() {
    let gate = built(&with(
        "policies",
        r#"@id("p") permit (principal, action, resource) when { context.input has nothing };"#
            .into(),
    ));
    let warnings = gate.policy_warnings();
    assert_eq!((warnings.len(), warnings[0].policy()), (1, "p"));
    let problems = problems(&with(
        "policies",
        r#"forbid (principal, action, resource) when { context.input has nothing };"#.into(),
    ));
    assert!(problems[0].1.contains("impossible"), "{problems:?}");
}

#[test]
fn what_no_policy_permits_is_explained_by_the_nearest() {
    let policies = r#"
        @id("small") permit (principal, action == Action::"block", resource) when { context.input.minutes < 10 && context.input.address == "a" };
        @id("other") permit (principal == Agent::"https://as.example other", action, resource) when { context.input has address };
        @id("far") permit (principal is User, action == Action::"block", resource) when { context.input.minutes > 100 } unless { context.delegation.depth > 0 };
        @id("elsewhere") permit (principal, action == Action::"ping", resource);
    "#;
    let policies = policies.replace("context.input has address", "context.delegation.depth > 1");
    let gate = built(&with("policies", policies.into()));
    let denial = authorize(
        &gate,
        &remediator().mint(),
        "block",
        r#"{"address":"a","minutes":30}"#,
    )
    .unwrap_err();
    assert_eq!(denial.to_string(), "no policy permits the call");
    let near: Vec<String> = denial.near().iter().map(ToString::to_string).collect();
    assert_eq!(
        near,
        [
            "`other` would permit it, but `principal == Agent::\"https://as.example other\"` does not hold",
            "`small` would permit it, but `context.input.minutes < 10` does not hold",
            "`far` would permit it, but `principal is User` does not hold",
        ]
    );
    assert_eq!(denial.near()[2].unmet(), 3);
    // The client learns nothing of it
    let challenge = gate.challenge(&denial);
    assert_eq!(challenge.www_authenticate(), None);
}

#[test]
fn what_policies_oblige_to_comes_with_the_grant() {
    let policies = r#"
        @id("b") @obligation("log") @reason("ops may") permit (principal, action, resource);
        @id("a") @obligation("log") @obligation_detail("x") permit (principal, action, resource);
        @id("c") @obligation("mask") permit (principal, action, resource) when { context.delegation.depth > 5 };
    "#;
    let gate = built(&with("policies", policies.into()));
    let grant = authorize(&gate, &remediator().mint(), "ping", "{}").unwrap();
    let ids: Vec<&str> = grant
        .policies()
        .iter()
        .map(narrowgate::DeterminingPolicy::id)
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        (grant.obligations(), grant.advice()),
        (vec!["log".to_owned()], vec!["ops may".to_owned()])
    );
    assert_eq!(
        grant.policies()[0].annotation("obligation_detail"),
        Some("x")
    );
}

#[test]
fn several_calls_are_each_decided_as_alone() {
    let gate = gate();
    let token = remediator().mint();
    let presented = Presented::token(&token);
    let calls = [
        Request::tool("ping", "{}"),
        Request::tool("block", r#"{"address":"a","minutes":61}"#),
        Request::tool("unknown", "{}"),
    ];
    let each = gate.authorize_each(&presented, &calls, NOW).unwrap();
    for (verdict, call) in each.iter().zip(&calls) {
        let alone = gate.authorize(&presented, call, NOW);
        assert_eq!(
            verdict
                .as_ref()
                .map(|grant| grant.tool().to_owned())
                .map_err(Clone::clone),
            alone.map(|grant| grant.tool().to_owned())
        );
    }
    assert_eq!(each.len(), 3);
    let denial = gate
        .authorize_each(&Presented::token(""), &calls, NOW)
        .unwrap_err();
    assert_eq!(denial.code().as_str(), "token_missing");
}

#[test]
fn a_list_neither_hides_nor_leaks() {
    let list = |policies: &str, token: &str| -> Vec<Permissible> {
        let gate = built(&with("policies", policies.into()));
        let listed = gate
            .list_tools(&Presented::token(token), None, NOW)
            .unwrap();
        listed
            .iter()
            .map(narrowgate::ListedTool::permissible)
            .collect()
    };
    use Permissible::{Always, Depends, Never};
    let all = "permit (principal, action, resource);";
    let token = remediator().mint();
    // `block`, `ping`
    for (policies, expected) in [
        (all.to_owned(), [Always, Always]),
        (String::new(), [Never, Never]),
        (r#"permit (principal, action == Action::"block", resource) when { context.input.minutes < 5 };"#.to_owned(), [Depends, Never]),
        (format!(r#"{all} forbid (principal, action == Action::"block", resource) when {{ context.input.minutes < 5 }};"#), [Depends, Always]),
        (format!("{all} forbid (principal, action, resource) when {{ context.delegation.depth == 2 }};"), [Never, Never]),
        // What follows the unknown is looked at all the same
        (r#"permit (principal, action == Action::"block", resource) when { context.input.minutes < 5 && context.delegation.depth == 7 };"#.to_owned(), [Never, Never]),
        (format!("{all} forbid (principal, action, resource) unless {{ context has approval }};"), [Depends, Depends]),
        // An error denies whatever the arguments are
        (format!("{all} permit (principal, action, resource) when {{ context.delegation.depth + 9223372036854775807 > 0 }};"), [Never, Never]),
    ] {
        assert_eq!(list(&policies, &token), expected, "{policies}");
    }
    let gate = built(&with("policies", all.into()));
    let listed = gate
        .list_tools(
            &Presented::token(&alice().scope("read:logs").mint()),
            None,
            NOW,
        )
        .unwrap();
    assert_eq!(
        (listed[0].permissible(), listed[0].code()),
        (Never, Some(narrowgate::Code::ScopeInsufficient))
    );
    assert_eq!((listed[1].permissible(), listed[1].code()), (Always, None));
}

/// What could make a policy err that was validated elsewhere.
#[test]
fn prepared_policies_are_taken_on_their_own_ground_alone() {
    let made = built(&with("policies", NOTHING.into()));
    let prepared = json!([{ "prepared": made.prepare_policies().unwrap() }]);
    let ground = with("policies", prepared);
    built(&ground);
    let mut named = ground.clone();
    named["audience"] = json!("https://other.example");
    built(&named);
    let mut input = ground["tools"].clone();
    input[0]["inputSchema"]["properties"]["minutes"]["type"] = json!("string");
    let mut optional = ground["tools"].clone();
    optional[0]["inputSchema"]["required"] = json!(["address"]);
    let mut issuers = ground["issuers"].clone();
    issuers[0]["profile"] =
        json!({ "custom": { "typ": ["at+jwt"], "principal": "sub", "actor": "none" } });
    for (member, value) in [
        ("tools", input),
        ("tools", optional),
        ("issuers", issuers),
        ("toolGroups", json!({ "all": ["block"] })),
        (
            "authorizationDetails",
            json!({ "types": { "payment": {} } }),
        ),
        ("schema", json!("entity Team;")),
        ("schema", json!("type Session = { calls: Long };")),
        ("policyProfile", json!("agentcore")),
    ] {
        let mut other = ground.clone();
        other[member] = value;
        let (path, sentence) = problems(&other).remove(0);
        assert_eq!(path, "policies", "{member}");
        assert!(
            sentence.starts_with("prepared for other tools"),
            "{member}: {sentence}"
        );
    }
}

/// Which of the two Cedar would take depends on where they stand.
#[test]
fn no_member_of_cedars_json_stands_twice() {
    for (member, text, path) in [
        (
            "entities",
            r#"[{ "uid": { "type": "Agent", "id": "https://as.example a" }, "attrs": { "n": 1, "n": 2 }, "parents": [] }]"#,
            "entities",
        ),
        (
            "schema",
            r#"{ "": { "entityTypes": { "Team": {}, "Team": {} }, "actions": {} } }"#,
            "schema",
        ),
    ] {
        let (place, sentence) = problems(&with(member, text.into())).remove(0);
        assert_eq!(place, path);
        assert!(sentence.contains("named twice"), "{sentence}");
    }
    let policies = json!([{ "json": r#"{ "staticPolicies": {}, "staticPolicies": {} }"# }]);
    assert_eq!(
        problems(&with("policies", policies)),
        [("policies".to_owned(), "a member is named twice".to_owned())]
    );
}
