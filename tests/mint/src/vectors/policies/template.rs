//! Templates, and the policies made of them.

use super::*;

const SOURCE: &str = "`templateLinks`: policies made of templates";

pub(super) fn cases() -> Vec<Case> {
    [made_of_them(), refused()].into_iter().flatten().collect()
}

const BY: &str = r#"@id("by") permit (principal == ?principal, action, resource);"#;
const AT: &str = r#"@id("at") permit (principal, action, resource == ?resource);"#;
const NOT: &str = r#"@id("not") forbid (principal == ?principal, action, resource);"#;

fn agent(subject: &str) -> Value {
    json!({ "type": "Agent", "id": format!("{} {subject}", crate::ISSUER) })
}

fn server(name: &str) -> Value {
    json!({ "type": "Server", "id": name })
}

fn with(id: &str, description: &str, policies: &str, links: Value) -> Case {
    rehearse(
        &format!("template-{id}"),
        SOURCE,
        description,
        json!({ "policies": policies, "templateLinks": links }),
    )
}

fn made_of_them() -> Vec<Case> {
    let clerk = |template: &str| json!([{ "id": "clerk", "template": template, "principal": agent("clerk") }]);
    let both = r#"@id("both") permit (principal == ?principal, action, resource == ?resource) when { context.input.amount < 10 };"#;
    let within = r#"@id("in") permit (principal in ?principal, action, resource);"#;
    let team = json!({ "schema": "entity Team; entity Agent in [Team];", "entities": [{ "uid": agent("clerk"), "attrs": {}, "parents": [{ "type": "Team", "id": "desk" }] }], "policies": within, "templateLinks": [{ "id": "desk", "template": "in", "principal": { "type": "Team", "id": "desk" } }] });
    let said =
        r#"@id("by") @obligation("log") permit (principal == ?principal, action, resource);"#;
    vec![
        with("linked", "A policy made of a template.", BY, clerk("by")).accept_as(json!({ "policies": ["clerk"] })),
        with("linked-to-another", "For somebody else.", BY, json!([{ "id": "other", "template": "by", "principal": agent("other") }])).deny("policy_denied"),
        with("linked-twice", "Several of one template.", BY, json!([{ "id": "b", "template": "by", "principal": agent("clerk") }, { "id": "a", "template": "by", "principal": agent("clerk") }])).accept_as(json!({ "policies": ["a", "b"] })),
        with("linked-to-a-resource", "The resource of it.", AT, json!([{ "id": "here", "template": "at", "resource": server(crate::AUDIENCE) }])).accept_as(json!({ "policies": ["here"] })),
        with("linked-to-another-resource", "Another server.", AT, json!([{ "id": "there", "template": "at", "resource": server("https://other.example") }])).deny("policy_denied"),
        with("linked-to-both", "Principal and resource.", both, json!([{ "id": "b", "template": "both", "principal": agent("clerk"), "resource": server(crate::AUDIENCE) }])).accept(),
        with("forbid", "A forbid of a template.", &format!("{ALL} {NOT}"), clerk("not")).deny_with("policy_forbidden", json!({ "policies": ["clerk"] })),
        with("forbid-of-another", "Of another one.", &format!("{ALL} {NOT}"), json!([{ "id": "x", "template": "not", "principal": agent("other") }])).accept(),
        with("unlinked", "A template alone permits nobody.", BY, json!([])).deny("policy_denied"),
        with("beside-a-policy", "Beside a policy.", &format!("{ALL} {BY}"), clerk("by")).accept_as(json!({ "policies": ["all", "clerk"] })),
        with("unnamed", "A template without `@id` has its place for a name.", "permit (principal == ?principal, action, resource);", clerk("policy0")).accept(),
        with("annotated", "Annotations are those of the template.", said, clerk("by")).accept_as(json!({ "policies": ["clerk"], "annotations": { "clerk": { "obligation": "log" } } })),
        rehearse("template-within", SOURCE, "`in` a group of the host's.", team).accept_as(json!({ "policies": ["desk"] })),
        rehearse("template-in-json", SOURCE, "Templates and links in Cedar's JSON form.", json!({ "policies": [{ "json": {
            "staticPolicies": {},
            "templates": { "t": { "effect": "permit", "principal": { "op": "==", "slot": "?principal" }, "action": { "op": "All" }, "resource": { "op": "All" }, "conditions": [] } },
            "templateLinks": [{ "templateId": "t", "newId": "clerk", "values": { "?principal": { "__entity": agent("clerk") } } }],
        } }] })).accept_as(json!({ "policies": ["clerk"] })),
        rehearse("template-of-another-file", SOURCE, "A template of the second file.", json!({ "policies": [ALL, { "name": "t.cedar", "text": "permit (principal == ?principal, action, resource);" }], "templateLinks": [{ "id": "clerk", "template": "t.cedar:policy0", "principal": agent("clerk") }] })).accept_as(json!({ "policies": ["all", "clerk"] })),
    ]
}

fn refused() -> Vec<Case> {
    let one = |link: Value| json!([link]);
    vec![
        with("of-nothing", "A link to a template that is not there.", ALL, one(json!({ "id": "x", "template": "by", "principal": agent("clerk") }))).config_error("templateLinks.x"),
        with("of-a-policy", "A policy is no template.", ALL, one(json!({ "id": "x", "template": "all", "principal": agent("clerk") }))).config_error("templateLinks.x"),
        with("slot-unfilled", "A slot that nothing stands for.", BY, one(json!({ "id": "x", "template": "by" }))).config_error("templateLinks.x"),
        with("slot-too-many", "Something for a slot that is not there.", BY, one(json!({ "id": "x", "template": "by", "principal": agent("clerk"), "resource": server("x") }))).config_error("templateLinks.x"),
        with("name-taken", "A name that a policy has.", &format!("{ALL} {BY}"), one(json!({ "id": "all", "template": "by", "principal": agent("clerk") }))).config_error("templateLinks.all"),
        with("type-unreadable", "No type.", BY, one(json!({ "id": "x", "template": "by", "principal": { "type": "Agent::", "id": "a" } }))).config_error("templateLinks.x"),
        with("type-unknown", "A type that is not there.", BY, one(json!({ "id": "x", "template": "by", "principal": { "type": "Robot", "id": "a" } }))).config_error("policies"),
        with("forbid-of-an-impossible-one", "A forbid of somebody who can't be.", &format!("{ALL} {NOT}"), one(json!({ "id": "x", "template": "not", "principal": server("x") }))).config_error("policies"),
        with("member-unknown", "A misspelt member.", BY, one(json!({ "id": "x", "template": "by", "principle": agent("clerk") }))).config_error("templateLinks[0].principle"),
        with("member-missing", "A link without a name.", BY, one(json!({ "template": "by" }))).config_error("templateLinks[0]"),
    ]
}
