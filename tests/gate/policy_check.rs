//! What a check of policies finds, and where it says that it is.

use narrowgate::{Config, PolicyCheck};
use serde_json::{Value, json};

use crate::support::document;

const GOOD: &str = "permit (principal, action == Action::\"read\", resource);\n";

/// A mistake or a warning: where, and how its sentence begins.
type Found<'a> = (&'a str, &'a str);

fn check(changes: &[(&str, Value)]) -> PolicyCheck {
    let mut config = json!({ "tools": [
        { "name": "read", "inputSchema": { "type": "object", "properties": { "path": { "type": "string" } }, "required": ["path"] } },
        { "name": "ping" },
    ] });
    for (member, value) in changes {
        config[*member] = value.clone();
    }
    PolicyCheck::of_config(&config.to_string())
}

#[track_caller]
fn found(check: &PolicyCheck, errors: &[Found<'_>], warnings: &[Found<'_>]) {
    let place = |span: Option<&narrowgate::Span>, path: &str| {
        span.map_or_else(|| path.to_owned(), ToString::to_string)
    };
    let said_errors = check
        .errors()
        .iter()
        .map(|error| (place(error.span(), error.path()), error.message()));
    same(said_errors.collect(), errors);
    let said_warnings = check
        .warnings()
        .iter()
        .map(|warning| (place(warning.span(), warning.policy()), warning.message()));
    same(said_warnings.collect(), warnings);
}

#[track_caller]
fn same(said: Vec<(String, &str)>, expected: &[Found<'_>]) {
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for ((place, message), (expected_place, start)) in said.iter().zip(expected) {
        assert_eq!(place, expected_place, "{said:#?}");
        assert!(message.starts_with(start), "{said:#?}");
    }
}

fn files(texts: [&str; 2]) -> Value {
    json!([{ "name": "a.cedar", "text": texts[0] }, { "name": "b.cedar", "text": texts[1] }])
}

#[test]
fn mistakes_have_lines_and_columns() {
    for (second, errors, warnings) in [
        // É and 🙂 are one column each
        (
            "// É🙂\npermit (principal, action, resource)\n  when { \"É🙂\" == };",
            &[("b.cedar:3:18", "unexpected token `}`")][..],
            &[][..],
        ),
        (
            "permit (principal, action == Action::\"read\", resource)\nwhen { context.input.paht == \"x\" };",
            &[(
                "b.cedar:2:8",
                "for policy `b.cedar:policy0`, attribute `input.paht` in context for Action::\"read\" not found",
            )],
            &[],
        ),
        (
            "\n  permit (principal, action == Action::\"raed\", resource);",
            &[
                (
                    "b.cedar:2:3",
                    "for policy `b.cedar:policy0`, unable to find an applicable action",
                ),
                (
                    "b.cedar:2:32",
                    "for policy `b.cedar:policy0`, unrecognized action `Action::\"raed\"`",
                ),
            ],
            &[(
                "b.cedar:2:3",
                "for policy `b.cedar:policy0`, policy is impossible",
            )],
        ),
        (
            "permit (principal is Agent, action == Action::\"read\", resource) when { principal is User };",
            &[],
            &[(
                "b.cedar:1:1",
                "for policy `b.cedar:policy0`, policy is impossible",
            )],
        ),
        (
            "forbid (principal is Agent, action == Action::\"read\", resource) when { principal is User };",
            &[(
                "b.cedar:1:1",
                "for policy `b.cedar:policy0`, policy is impossible",
            )],
            &[],
        ),
        (
            "@id(\"one\") permit (principal, action, resource);\n@id(\"one\") permit (principal, action, resource);",
            &[("b.cedar:2:1", "two policies are named `one`")],
            &[],
        ),
        (
            "permit (principal, action == Action::\"read\", resource)\n  when { context.input.path == \"\u{202e}x\" };",
            &[("b.cedar:2:32", "for policy `b.cedar:policy0`, string")],
            &[],
        ),
        (
            "forbid (principal, action == Action::\"read\", resource)\n  when { context.nope };\nforbid (principal, action == Action::\"x\", resource);",
            &[
                (
                    "b.cedar:2:10",
                    "for policy `b.cedar:policy0`, attribute `nope`",
                ),
                (
                    "b.cedar:3:1",
                    "for policy `b.cedar:policy1`, policy is impossible",
                ),
                (
                    "b.cedar:3:1",
                    "for policy `b.cedar:policy1`, unable to find an applicable action",
                ),
                (
                    "b.cedar:3:30",
                    "for policy `b.cedar:policy1`, unrecognized action",
                ),
            ],
            &[],
        ),
    ] {
        found(
            &check(&[("policies", files([GOOD, second]))]),
            errors,
            warnings,
        );
    }
}

#[test]
fn warnings_are_said_beside_mistakes() {
    let odd = "permit (principal is Agent, action, resource) when { principal is User };\n";
    let wrong = "permit (principal, action == Action::\"x\", resource);";
    found(
        &check(&[("policies", files([odd, wrong]))]),
        &[
            (
                "b.cedar:1:1",
                "for policy `b.cedar:policy0`, unable to find an applicable action",
            ),
            (
                "b.cedar:1:30",
                "for policy `b.cedar:policy0`, unrecognized action",
            ),
        ],
        &[
            (
                "a.cedar:1:1",
                "for policy `a.cedar:policy0`, policy is impossible",
            ),
            (
                "b.cedar:1:1",
                "for policy `b.cedar:policy0`, policy is impossible",
            ),
        ],
    );
}

#[test]
fn templates_and_their_links_fit() {
    let template = "@id(\"mine\") permit (principal == ?principal, action, resource);";
    let link = |template: &str, members: Value| {
        let mut link = json!({ "id": "linked", "template": template });
        link["principal"] = members;
        json!([link])
    };
    let agent = json!({ "type": "Agent", "id": "https://as.example a" });
    let policies = |links: Value| check(&[("policies", template.into()), ("templateLinks", links)]);
    found(&policies(json!([])), &[], &[]);
    found(&policies(link("mine", agent.clone())), &[], &[]);
    found(
        &policies(link("yours", agent)),
        &[("templateLinks.linked", "there is no template `yours`")],
        &[],
    );
    found(
        &policies(json!([{ "id": "linked", "template": "mine" }])),
        &[("templateLinks.linked", "")],
        &[],
    );
}

#[test]
fn what_policies_are_about_is_checked_too() {
    let policies = ("policies", json!(GOOD));
    found(&check(&[]), &[("policies", "there are none to check")], &[]);
    found(
        &check(&[policies.clone(), ("tools", json!([]))]),
        &[("policies", "without tools there is nothing")],
        &[],
    );
    found(
        &check(&[policies.clone(), ("tools", json!([{ "name": "" }]))]),
        &[("tools", "")],
        &[],
    );
    found(
        &check(&[policies.clone(), ("schema", json!("entity"))]),
        &[("schema", "")],
        &[],
    );
    found(
        &check(&[
            policies.clone(),
            (
                "entities",
                json!([{ "uid": { "type": "Nobody", "id": "" }, "attrs": {}, "parents": [] }]),
            ),
        ]),
        &[("entities", "")],
        &[],
    );
    found(
        &check(&[
            policies.clone(),
            ("toolGroups", json!({ "writers": ["write"] })),
        ]),
        &[("toolGroups", "")],
        &[],
    );
    found(
        &check(&[policies.clone(), ("polices", json!(""))]),
        &[("polices", "unknown field `polices`")],
        &[],
    );
    found(
        &check(&[policies, ("schema", Value::Null)]),
        &[("schema", "")],
        &[],
    );
    found(
        &PolicyCheck::of_config("{"),
        &[("", "the configuration is not JSON")],
        &[],
    );
    found(
        &PolicyCheck::of_config(r#"{"tools":[],"tools":[]}"#),
        &[("", "the configuration names a member twice")],
        &[],
    );
}

/// A policy may rely on what every issuer's profile makes sure of.
#[test]
fn issuers_count_where_they_are_there() {
    let mut config = document();
    config["policies"] = json!(
        "permit (principal, action == Action::\"ping\", resource) when { context.token.client_id == \"x\" };"
    );
    let checked = |config: &Value| PolicyCheck::of_config(&config.to_string());
    found(&checked(&config), &[], &[]);
    config["issuers"][0]["profile"] =
        json!({ "custom": { "typ": ["a+jwt"], "principal": "sub", "actor": "none" } });
    found(
        &checked(&config),
        &[(
            "0:1:63",
            "for policy `policy0`, unable to guarantee safety of access to optional attribute `token.client_id`",
        )],
        &[],
    );
}

/// The same in both: what the check lets through, a gate is built with.
#[test]
fn a_gate_says_what_the_check_says() {
    let mut config = document();
    for policies in [
        GOOD,
        "permit (principal, action == Action::\"ping\", resource);",
        "forbid (principal",
        "",
    ] {
        config["policies"] = policies.into();
        let text = config.to_string();
        let built = Config::from_json(&text).and_then(Config::build);
        let check = PolicyCheck::of_config(&text);
        assert_eq!(
            built.map_or_else(|error| error.problems().to_vec(), |_| Vec::new()),
            check.errors(),
            "{policies}"
        );
    }
}
