//! Policies in several files, and in Cedar's JSON form: their names, and the places of mistakes.

use super::*;

const SOURCE: &str = "`policies`: text, or several sources with names";

pub(super) fn cases() -> Vec<Case> {
    [names(), mistakes(), jsons(), warnings()]
        .into_iter()
        .flatten()
        .collect()
}

const BARE: &str = "permit (principal, action, resource);";

fn with(id: &str, description: &str, policies: Value) -> Case {
    rehearse(
        &format!("source-{id}"),
        SOURCE,
        description,
        json!({ "policies": policies }),
    )
}

fn names() -> Vec<Case> {
    let file = |name: &str, text: &str| json!({ "name": name, "text": text });
    let table: [(&str, &str, Value, &[&str]); 10] = [
        (
            "one-text",
            "One text: a policy without `@id` is named by its place.",
            json!(BARE),
            &["policy0"],
        ),
        (
            "one-in-a-list",
            "A list of one text is the same.",
            json!([BARE]),
            &["policy0"],
        ),
        (
            "one-named",
            "The name of a file stands before.",
            json!([file("a.cedar", BARE)]),
            &["a.cedar:policy0"],
        ),
        (
            "two-texts",
            "Of several texts, their number.",
            json!([BARE, BARE]),
            &["0:policy0", "1:policy0"],
        ),
        (
            "two-named",
            "Of several files, their names.",
            json!([file("a.cedar", BARE), file("b.cedar", BARE)]),
            &["a.cedar:policy0", "b.cedar:policy0"],
        ),
        (
            "named-and-not",
            "One with a name and one without.",
            json!([file("a.cedar", BARE), { "text": BARE }]),
            &["1:policy0", "a.cedar:policy0"],
        ),
        (
            "id-stays",
            "A name by `@id` stays as it is.",
            json!([file("a.cedar", ALL), BARE]),
            &["1:policy0", "all"],
        ),
        (
            "same-file-name-and-ids",
            "Two files of one name, whose policies have names.",
            json!([
                file("a", ALL),
                file("a", r#"@id("b") permit (principal, action, resource);"#)
            ]),
            &["all", "b"],
        ),
        (
            "empty-beside",
            "A file without policies.",
            json!([file("a", ""), ALL]),
            &["all"],
        ),
        (
            "forbid-in-another",
            "A forbid that does not apply, in a file of its own.",
            json!([
                ALL,
                r#"forbid (principal, action, resource) when { context.input.amount > 5 };"#
            ]),
            &["all"],
        ),
    ];
    let rows = table.into_iter().map(|(id, description, policies, ids)| {
        with(id, description, policies).accept_as(json!({ "policies": ids }))
    });
    rows.chain([
        with(
            "forbid-wins",
            "A forbid in another file.",
            json!([ALL, { "name": "guards", "text": "forbid (principal, action, resource);" }]),
        )
        .deny_with(
            "policy_forbidden",
            json!({ "policies": ["guards:policy0"] }),
        ),
        with(
            "none",
            "No source at all: the gate is built, and permits nothing.",
            json!([]),
        )
        .deny("policy_denied"),
    ])
    .collect()
}

fn mistakes() -> Vec<Case> {
    let at = |source: &str, line: u32, column: u32, offset: u32, length: u32| json!({ "source": source, "line": line, "column": column, "offset": offset, "length": length });
    let typo = r#"permit (principal, action, resource) when { context.input.amuont > 5 };"#;
    let second = format!("// é\n{typo}");
    let made = |id: &str, description: &str, policies: Value| {
        made(
            &format!("source-{id}"),
            SOURCE,
            description,
            json!({ "policies": policies }),
        )
    };
    vec![
        made("mistake", "The place of a mistake in the only text.", json!(typo)).config_error_at("policies", at("0", 1, 45, 44, 20)),
        made("mistake-in-a-file", "In a file.", json!([{ "name": "a.cedar", "text": typo }])).config_error_at("policies", at("a.cedar", 1, 45, 44, 20)),
        made("mistake-in-the-second", "In the second one, after a line with a letter of two bytes.", json!([ALL, { "name": "b.cedar", "text": second }])).config_error_at("policies[1]", at("b.cedar", 2, 45, 50, 20)),
        made("mistake-in-the-first-of-two", "In the first of two.", json!([typo, ALL])).config_error_at("policies[0]", at("0", 1, 45, 44, 20)),
        made("syntax", "What can't be parsed.", json!([ALL, "permit (principal, action, resource)"])).config_error_at("policies[1]", at("1", 1, 37, 36, 0)),
        made("syntax-in-a-file", "In a file, in its third line.", json!([{ "name": "c.cedar", "text": "// a\n// b\npermit (principal action, resource);" }])).config_error_at("policies", at("c.cedar", 3, 19, 28, 6)),
        made("duplicate", "Two policies of one name.", json!([ALL, ALL])).config_error("policies[1]"),
        made("duplicate-in-one", "In one file.", json!([BARE, format!("{ALL} {ALL}")])).config_error("policies[1]"),
        made("duplicate-by-place", "A name that another policy has by its place.", json!([BARE, r#"@id("0:policy0") permit (principal, action, resource);"#])).config_error("policies[1]"),
        made("duplicate-file-name", "Two files of one name, whose policies have none.", json!([{ "name": "a", "text": BARE }, { "name": "a", "text": BARE }])).config_error("policies[1]"),
        made("duplicate-across-effects", "A permit and a forbid of one name.", json!([ALL, r#"@id("all") forbid (principal, action, resource) when { context.input.amount > 5 };"#])).config_error("policies[1]"),
        made("without-content", "A source without policies.", json!([{ "name": "a" }])).config_error("policies[0]"),
        made("with-both", "One with text and JSON.", json!([{ "text": "", "json": {} }])).config_error("policies[0]"),
        made("with-more", "One with a member too many.", json!([{ "text": "", "path": "a.cedar" }])).config_error("policies[0].path"),
        made("number", "A number is no source.", json!([1])).config_error("policies[0]"),
        made("null", "Null is no way to leave them out.", json!(null)).config_error("policies"),
        made("forbid-that-never-applies", "A forbid that can never apply is a mistake, with its place.", json!([{ "name": "f", "text": "forbid (principal is Server, action, resource);" }])).config_error_at("policies", at("f", 1, 1, 0, 47)),
    ]
}

fn jsons() -> Vec<Case> {
    let any = json!({ "op": "All" });
    let one = |effect: &str, annotations: Value| json!({ "effect": effect, "principal": any, "action": any, "resource": any, "conditions": [], "annotations": annotations });
    let set = |policies: Value| json!({ "staticPolicies": policies, "templates": {}, "templateLinks": [] });
    let source = |json: Value| json!([{ "name": "made.json", "json": json }]);
    let permit = one("permit", json!({}));
    let named = one("permit", json!({ "id": "mine" }));
    let big = json!({
        "effect": "permit", "principal": any, "action": any, "resource": any,
        "conditions": [{ "kind": "when", "body": { "<": { "left": { ".": { "left": { ".": { "left": { "Var": "context" }, "attr": "input" } }, "attr": "amount" } }, "right": { "Value": 6 } } } }],
    });
    vec![
        with("json", "Cedar's JSON form: a policy is named by its file and its key.", source(set(json!({ "a": permit })))).accept_as(json!({ "policies": ["made.json:a"] })),
        with("json-named", "Or by its `@id`.", source(set(json!({ "a": named })))).accept_as(json!({ "policies": ["mine"] })),
        with("json-text", "As text.", source(json!(set(json!({ "a": named })).to_string()))).accept_as(json!({ "policies": ["mine"] })),
        with("json-alone", "Without a name, by its key.", json!([{ "json": set(json!({ "a": permit })) }])).accept_as(json!({ "policies": ["a"] })),
        with("json-condition", "With a condition.", source(set(json!({ "a": big })))).accept(),
        with("json-condition-unmet", "Which is not met: it is written as Cedar writes it.", source(set(json!({ "a": big })))).with("request", json!({ "tool": "pay", "input": { "amount": 6, "to": "bob" } })).deny_with("policy_denied", json!({ "near": [{ "policy": "made.json:a", "unmet": 1, "part": "condition", "condition": "context.input.amount < 6", "outcome": "false" }] })),
        with("json-forbid", "A forbid.", json!([ALL, { "name": "made.json", "json": set(json!({ "a": one("forbid", json!({})) })) }])).deny_with("policy_forbidden", json!({ "policies": ["made.json:a"] })),
        with("json-beside-text", "Beside text.", json!([ALL, { "name": "made.json", "json": set(json!({ "a": permit })) }])).accept_as(json!({ "policies": ["all", "made.json:a"] })),
        with("json-no-json", "No JSON.", source(json!("{"))).config_error("policies"),
        with("json-single-policy", "One policy is no set of them.", source(permit.clone())).config_error("policies"),
        with("json-unknown-effect", "Neither permit nor forbid.", source(set(json!({ "a": one("allow", json!({})) })))).config_error("policies"),
        with("json-typo", "It is checked against the tools all the same.", source(set(json!({ "a": { "effect": "permit", "principal": any, "action": { "op": "==", "entity": { "type": "Action", "id": "pya" } }, "resource": any, "conditions": [] } })))).config_error("policies"),
    ]
}

/// What is odd, and no mistake.
fn warnings() -> Vec<Case> {
    let made = |id: &str, description: &str, policies: Value| {
        made(
            &format!("warning-{id}"),
            "What is not wrong with policies, and not right either",
            description,
            json!({ "policies": policies }),
        )
    };
    let never = r#"@id("never") permit (principal, action, resource) when { principal is Agent && principal is User };"#;
    let never_said = |source: &str| {
        json!({ "warnings": [{
        "policy": "never",
        "message": "for policy `never`, policy is impossible: the policy expression evaluates to false for all valid requests",
        "span": { "source": source, "line": 1, "column": 1, "offset": 0, "length": 99 },
    }] })
    };
    vec![
        made("none", "Nothing is odd.", json!(ALL)).accept_as(json!({ "warnings": [] })),
        made(
            "impossible-permit",
            "A permit that can never match.",
            json!(never),
        )
        .accept_as(never_said("0")),
        made(
            "in-a-file",
            "With its place.",
            json!([ALL, { "name": "odd.cedar", "text": never }]),
        )
        .accept_as(never_said("odd.cedar")),
        made(
            "not-of-a-scope",
            "A scope that no call can have is a mistake, also of a permit.",
            json!(r#"permit (principal, action == Action::"call_tool", resource);"#),
        )
        .config_error("policies"),
        made(
            "scripts",
            "Letters of two scripts in one name.",
            json!(when("context.input.to == \"\u{430}lice\"")),
        )
        .accept(),
    ]
}
