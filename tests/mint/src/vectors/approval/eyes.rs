//! Two pairs of eyes: a warning where no approver is ever the principal.

use super::*;

const SOURCE: &str = "Without `subjectsOf` no approver is a party of the token";
const HEAD: &str = r#"@id("four-eyes") forbid (principal, action, resource) "#;

pub(super) fn cases() -> Vec<Case> {
    [compared(), named(), elsewhere()]
        .into_iter()
        .flatten()
        .collect()
}

fn case(id: &str, description: &str, policies: &str) -> Case {
    Case::new("config", &format!("eyes-{id}"), SOURCE, description)
        .with("config", config_by(policies))
}

fn message(issuers: &str) -> String {
    format!(
        "for policy `four-eyes`, who approves is compared with a party of the token, and they are never equal: the profile of {issuers} has no `subjectsOf` that is an issuer of tokens"
    )
}

fn odd(text: &str, part: &str, issuers: &str) -> Value {
    let offset = text.find(part).expect("the part stands in the policy");
    json!({ "warnings": [{
        "policy": "four-eyes",
        "message": message(issuers),
        "span": { "source": "0", "line": 1, "column": offset + 1, "offset": offset, "length": part.len() },
    }] })
}

fn none() -> Value {
    json!({ "warnings": [] })
}

/// Of whatever may be a party of the token.
fn compared() -> Vec<Case> {
    let by_default = format!("`{APPROVALS}`");
    let unless = |id: &str, description: &str, condition: &str, part: &str| {
        let text = format!("{HEAD}unless {{ context has approval && {condition} }};");
        case(id, description, &text).accept_as(odd(&text, part, &by_default))
    };
    let (approver, principal) = ("context.approval.approver", "context.delegation.principal");
    let whole = |id: &str, description: &str, condition: &str| {
        unless(id, description, condition, condition)
    };
    let user = format!(
        r#"@id("four-eyes") permit (principal is User, action, resource) when {{ context has approval && {approver} != principal }};"#
    );
    vec![
        whole(
            "unequal",
            "Another one than the principal.",
            &format!("{approver} != {principal}"),
        ),
        whole(
            "unequal-reversed",
            "The other way round.",
            &format!("{principal} != {approver}"),
        ),
        whole(
            "equal",
            "The principal herself.",
            &format!("{approver} == {principal}"),
        ),
        unless(
            "not-equal",
            "Not her, with another sign.",
            &format!("!({approver} == {principal})"),
            &format!("{approver} == {principal}"),
        ),
        whole("in", "By `in`.", &format!("{approver} in {principal}")),
        unless(
            "in-set",
            "By `in` a set.",
            &format!(r#"!({approver} in [{principal}, User::"https://as.example bob"])"#),
            &format!(r#"{approver} in [{principal}, User::"https://as.example bob"]"#),
        ),
        unless(
            "contains",
            "By a set that contains her.",
            &format!("![{principal}].contains({approver})"),
            &format!("[{principal}].contains({approver})"),
        ),
        unless(
            "branch",
            "In a branch.",
            &format!(
                "(if context.delegation.depth > 1 then {principal} else {approver}) != {principal}"
            ),
            &format!(
                "(if context.delegation.depth > 1 then {principal} else {approver}) != {principal}"
            ),
        ),
        case("permit", "The principal of a permit.", &user).accept_as(odd(
            &user,
            &format!("{approver} != principal"),
            &by_default,
        )),
    ]
}

/// By issuers: those whose subjects are those of tokens are not warned of.
fn named() -> Vec<Case> {
    let text = format!(
        "{HEAD}unless {{ context has approval && context.approval.approver != context.delegation.principal }};"
    );
    let part = "context.approval.approver != context.delegation.principal";
    let by = |id: &str, description: &str, issuers: Vec<Value>| {
        let issuers = [vec![issuer(ISSUER, &key())], issuers].concat();
        let case = case(id, description, &text);
        case.with(
            "config",
            changed(config_by(&text), json!({ "issuers": issuers })),
        )
    };
    let of = |name: &str, subjects: Option<&str>| {
        let settings = subjects.map_or(json!({}), |subjects| json!({ "subjectsOf": subjects }));
        approvals(json!({ "issuer": name, "profile": { "approval": settings } }))
    };
    let other = "https://other.example";
    vec![
        by(
            "subjects",
            "Approvals by users of the tokens' issuer.",
            vec![of(APPROVALS, Some(ISSUER))],
        )
        .accept_as(none()),
        by("no-approvals", "Nobody approves.", Vec::new()).accept_as(none()),
        by(
            "subjects-own",
            "Subjects of its own.",
            vec![of(APPROVALS, Some(APPROVALS))],
        )
        .accept_as(odd(&text, part, &format!("`{APPROVALS}`"))),
        by(
            "subjects-misspelled",
            "Of an issuer in another spelling.",
            vec![of(APPROVALS, Some("https://as.example/"))],
        )
        .accept_as(odd(&text, part, &format!("`{APPROVALS}`"))),
        by(
            "one-of-two",
            "One of two issuers of approvals.",
            vec![of(APPROVALS, Some(ISSUER)), of(other, None)],
        )
        .accept_as(odd(&text, part, &format!("`{other}`"))),
        by("two", "Both.", vec![of(APPROVALS, None), of(other, None)]).accept_as(odd(
            &text,
            part,
            &format!("`{APPROVALS}`, `{other}`"),
        )),
    ]
}

/// Other uses of who approves.
fn elsewhere() -> Vec<Case> {
    let unless = |id: &str, description: &str, condition: &str| {
        case(
            &format!("elsewhere-{id}"),
            description,
            &format!("{HEAD}unless {{ context has approval && {condition} }};"),
        )
        .accept_as(none())
    };
    let json = json!([{ "json": { "staticPolicies": { "four-eyes": {
        "effect": "forbid", "principal": { "op": "All" }, "action": { "op": "All" }, "resource": { "op": "All" },
        "conditions": [{ "kind": "unless", "body": { "&&": {
            "left": { "has": { "left": { "Var": "context" }, "attr": "approval" } },
            "right": { "!=": {
                "left": { ".": { "left": { ".": { "left": { "Var": "context" }, "attr": "approval" } }, "attr": "approver" } },
                "right": { ".": { "left": { ".": { "left": { "Var": "context" }, "attr": "delegation" } }, "attr": "principal" } },
            } },
        } } }],
    } }, "templates": {}, "templateLinks": [] } }]);
    vec![
        unless("any", "Any approval.", "true"),
        unless("somebody", "Somebody who is named.", r#"context.approval.approver == User::"https://approvals.example bob""#),
        unless("subject", "A name alone, which is compared as text.", r#"context.approval.approver.subject != "alice""#),
        unless("issuer", "Who signs.", r#"context.approval.issuer == "https://approvals.example""#),
        unless("beside", "Two comparisons with others.", r#"context.approval.approver == User::"https://approvals.example bob" && context.delegation.principal == User::"https://as.example alice""#),
        agentcore(),
        case("json", "A policy in JSON has no place.", "")
            .with("config", changed(config_by(""), json!({ "policies": json })))
            .accept_as(json!({ "warnings": [{ "policy": "four-eyes", "message": message(&format!("`{APPROVALS}`")) }] })),
    ]
}

/// Where ours stands in the other vocabulary.
fn agentcore() -> Case {
    let comparison =
        "context.narrowgate.approval.approver != context.narrowgate.delegation.principal";
    let text = format!(
        "{HEAD}unless {{ context has narrowgate && context.narrowgate has approval && context.narrowgate has delegation && context.narrowgate.delegation has principal && {comparison} }};"
    );
    let profile = json!({ "policyProfile": "agentcore" });
    case("agentcore", "In the profile `agentcore`.", &text)
        .with("config", changed(config_by(&text), profile))
        .accept_as(odd(&text, comparison, &format!("`{APPROVALS}`")))
}
