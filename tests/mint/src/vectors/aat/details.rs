//! `authorization_details`: its form.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [forms()].into_iter().flatten().collect()
}

fn forms() -> Vec<Case> {
    let source = &section("3.3");
    let raw = |id: &str, description: &str, json: String| {
        let tokens = [
            root(),
            root().child(&agent(1)).claim("authorization_details", json),
        ];
        call(&format!("details-{id}"), source, description, &tokens)
    };
    let entry = |id: &str, description: &str, entry: Value| {
        raw(id, description, json!([entry]).to_string())
    };
    let tools = |id: &str, description: &str, tools: Value| raw(id, description, details(tools));
    let kind = "attenuating_agent_token";
    let ping = || json!({ "type": kind, "tools": { "ping": {} } });
    let constraint = |id: &str, description: &str, constraint: Value| {
        tools(
            &format!("constraint-{id}"),
            description,
            json!({ "ping": {}, "set": { "text": constraint } }),
        )
    };
    let wildcard = || json!({ "constraint_type": "wildcard" });
    let any = |clauses: usize| json!({ "constraint_type": "any", "constraints": vec![wildcard(); clauses] });
    let nested = |times: usize| {
        (0..times).fold(
            wildcard(),
            |inner, _| json!({ "constraint_type": "all", "constraints": [inner] }),
        )
    };
    let many: Value = (0..257)
        .map(|number| (format!("t{number}"), json!({})))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let wide = changed(
        gate(json!({})),
        json!({ "limits": { "jsonMembers": 1024, "jsonDepth": 64 } }),
    );
    let malformed = |case: Case| case.deny_at(2, "details_malformed");
    let root_alone = |id: &str, description: &str, json: String| {
        call(
            &format!("details-of-root-{id}"),
            source,
            description,
            &[root().claim("authorization_details", json)],
        )
    };
    vec![
        raw(
            "other-types",
            "Entries of other types beside it, which grant nothing.",
            json!([{ "type": "payment", "tools": { "set": {} } }, ping(), { "type": "x" }])
                .to_string(),
        )
        .accept(),
        malformed(raw("null", "Null.", "null".to_owned())),
        malformed(raw(
            "object",
            "The entry without its array.",
            ping().to_string(),
        )),
        malformed(raw("text", "A string.", string("ping"))),
        malformed(raw(
            "two",
            "Two entries of the type.",
            json!([ping(), ping()]).to_string(),
        )),
        malformed(entry("entry-null", "An entry is null.", json!(null))),
        malformed(entry(
            "entry-array",
            "An entry is an array.",
            json!([ping()]),
        )),
        malformed(entry(
            "type-absent",
            "An entry has no type.",
            json!({ "tools": { "ping": {} } }),
        )),
        malformed(entry(
            "type-number",
            "An entry's type is a number.",
            json!({ "type": 1 }),
        )),
        malformed(entry(
            "locations",
            "An entry has a member that could restrict it.",
            changed(ping(), json!({ "locations": ["https://other.example"] })),
        )),
        malformed(entry(
            "tools-absent",
            "It has no tools.",
            json!({ "type": kind }),
        )),
        malformed(entry(
            "tools-null",
            "Its tools are null.",
            json!({ "type": kind, "tools": null }),
        )),
        malformed(entry(
            "tools-array",
            "Its tools are an array.",
            json!({ "type": kind, "tools": ["ping"] }),
        )),
        malformed(tools(
            "arguments-null",
            "A tool's arguments are null.",
            json!({ "ping": null }),
        )),
        malformed(tools(
            "arguments-true",
            "A tool's arguments are true.",
            json!({ "ping": true }),
        )),
        malformed(tools(
            "arguments-array",
            "A tool's arguments are an array.",
            json!({ "ping": [] }),
        )),
        malformed(tools(
            "tool-empty",
            "A tool has no name.",
            json!({ "": {} }),
        )),
        malformed(tools(
            "tool-long",
            "A tool's name has 257 bytes.",
            json!({ "t".repeat(257): {} }),
        )),
        malformed(tools(
            "argument-long",
            "An argument's name has 257 bytes.",
            json!({ "set": { "a".repeat(257): wildcard() } }),
        )),
        malformed(tools("too-many-tools", "257 tools.", many).with("config", wide.clone())),
        raw(
            "tool-twice",
            "A tool stands there twice.",
            format!(r#"[{{"type":"{kind}","tools":{{"ping":{{}},"ping":{{}}}}}}]"#),
        )
        .deny_at(2, "json_duplicate_member"),
        malformed(constraint("null", "A constraint is null.", json!(null))),
        malformed(constraint("text", "A constraint is a string.", json!("a"))),
        malformed(constraint(
            "untyped",
            "It has no type.",
            json!({ "value": "a" }),
        )),
        malformed(constraint(
            "regex",
            "It is of a type that nobody knows here.",
            json!({ "constraint_type": "regex", "pattern": ".*" }),
        )),
        malformed(constraint(
            "capital",
            "Types are written in lower case.",
            json!({ "constraint_type": "Wildcard" }),
        )),
        malformed(constraint(
            "extra",
            "It has a member that its type has not.",
            json!({ "constraint_type": "range", "min": 0, "step": 2 }),
        )),
        malformed(constraint(
            "extra-value",
            "One of another type.",
            json!({ "constraint_type": "one_of", "values": ["a"], "excluded": ["b"] }),
        )),
        malformed(constraint(
            "exact-list",
            "`exact` of an array.",
            json!({ "constraint_type": "exact", "value": ["a"] }),
        )),
        malformed(constraint(
            "exact-object",
            "`exact` of an object.",
            json!({ "constraint_type": "exact", "value": {} }),
        )),
        malformed(constraint(
            "exact-nothing",
            "`exact` of nothing.",
            json!({ "constraint_type": "exact" }),
        )),
        malformed(constraint(
            "one-of-text",
            "`one_of` of a string.",
            json!({ "constraint_type": "one_of", "values": "a" }),
        )),
        malformed(constraint(
            "range-text",
            "A bound is a string.",
            json!({ "constraint_type": "range", "min": "0" }),
        )),
        malformed(constraint(
            "range-null",
            "A bound is null.",
            json!({ "constraint_type": "range", "max": null }),
        )),
        malformed(constraint(
            "range-inclusive",
            "A bound is inclusive by a number.",
            json!({ "constraint_type": "range", "max": 1, "max_inclusive": 1 }),
        )),
        malformed(constraint(
            "beyond",
            "A whole number beyond 2^53 - 1.",
            json!({ "constraint_type": "exact", "value": 9_007_199_254_740_992_u64 }),
        )),
        malformed(constraint(
            "all-empty",
            "`all` of nothing.",
            json!({ "constraint_type": "all", "constraints": [] }),
        )),
        malformed(constraint(
            "any-empty",
            "`any` of nothing.",
            json!({ "constraint_type": "any", "constraints": [] }),
        )),
        malformed(constraint(
            "any-object",
            "`any` of a constraint.",
            json!({ "constraint_type": "any", "constraints": wildcard() }),
        )),
        malformed(constraint(
            "any-with-unknown",
            "`any` of one that is known and one that is not.",
            json!({ "constraint_type": "any", "constraints": [wildcard(), { "constraint_type": "x" }] }),
        )),
        constraint("sixty-four", "64 constraints of one tool.", any(63)).accept(),
        malformed(constraint(
            "sixty-five",
            "65 constraints of one tool.",
            any(64),
        )),
        constraint("deep", "As deep as JSON may nest by default.", nested(12)).accept(),
        constraint("too-deep", "Deeper.", nested(14)).deny_at(2, "json_too_deep"),
        call(
            "details-absent",
            source,
            "A child without `authorization_details`.",
            &[
                root(),
                root().child(&agent(1)).without("authorization_details"),
            ],
        )
        .deny_at(2, "claim_missing"),
        call(
            "details-of-root-absent",
            source,
            "A root without.",
            &[root().without("authorization_details")],
        )
        .deny("claim_missing"),
        root_alone("empty", "A root that grants nothing.", "[]".to_owned())
            .deny("details_malformed"),
        root_alone(
            "other-type",
            "A root that grants something else.",
            json!([{ "type": "payment" }]).to_string(),
        )
        .deny("details_malformed"),
        root_alone(
            "two",
            "A root with two entries.",
            json!([ping(), ping()]).to_string(),
        )
        .deny("details_malformed"),
    ]
}
