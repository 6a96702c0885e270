//! `authorization_details`: its form, tools and arguments from token to token, and at the call.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [forms(), leaves(), narrowing(), calls()]
        .into_iter()
        .flatten()
        .collect()
}

fn granted(tokens: &[Value]) -> Vec<Linked> {
    let (first, rest) = tokens.split_first().expect("a root");
    let with =
        |token: Linked, tools: &Value| token.claim("authorization_details", details(tools.clone()));
    let mut chain = vec![with(root(), first)];
    for (number, tools) in (1..).zip(rest) {
        let child = chain.last().expect("a root").child(&agent(number));
        chain.push(with(child, tools));
    }
    chain
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

/// A token without an entry grants nothing, and so do its children.
fn leaves() -> Vec<Case> {
    let source = &section("7, steps 4n and 6a");
    let none = root().child(&agent(1)).claim("authorization_details", "[]");
    let after = none
        .child(&agent(2))
        .claim("authorization_details", details(json!({})));
    let again = none
        .child(&agent(2))
        .claim("authorization_details", details(json!({ "ping": {} })));
    vec![
        call(
            "leaf-empty",
            source,
            "A leaf without an entry.",
            &[root(), none.clone()],
        )
        .deny("authority_insufficient"),
        call(
            "leaf-without-tools",
            source,
            "A leaf without tools.",
            &granted(&[tools(), json!({})]),
        )
        .deny("authority_insufficient"),
        call(
            "middle-empty",
            source,
            "A leaf without tools under a middle without an entry.",
            &[root(), none.clone(), after],
        )
        .deny("authority_insufficient"),
        call(
            "middle-empty-widened",
            source,
            "A leaf with a tool under a middle without an entry.",
            &[root(), none, again],
        )
        .deny_at(3, "authority_widened"),
        call(
            "root-without-tools",
            source,
            "A root without tools.",
            &granted(&[json!({})]),
        )
        .deny("authority_insufficient"),
    ]
}

fn narrowing() -> Vec<Case> {
    let source = &section("4.5");
    let case = |id: &str, description: &str, tokens: &[Value]| {
        call(
            &format!("tools-{id}"),
            source,
            description,
            &granted(tokens),
        )
    };
    let file = |arguments: Value| json!({ "ping": {}, "read-file": arguments });
    let path = || one_of(&["/a", "/b"]);
    let wildcard = || json!({ "constraint_type": "wildcard" });
    let limit = || json!({ "constraint_type": "range", "max": 10 });
    let both = || file(json!({ "path": path(), "limit": limit() }));
    vec![
        case("equal", "The same.", &[both(), both()]).accept(),
        case("fewer", "A tool less.", &[both(), json!({ "ping": {} })]).accept(),
        case("more", "A tool more.", &[json!({ "ping": {} }), tools()])
            .deny_at(2, "authority_widened"),
        case(
            "other-case",
            "A tool in another letter case.",
            &[json!({ "Ping": {} }), json!({ "ping": {} })],
        )
        .deny_at(2, "authority_widened"),
        case(
            "constrained",
            "Arguments that were free are constrained.",
            &[file(json!({})), both()],
        )
        .accept(),
        case(
            "freed",
            "Arguments that were constrained are free.",
            &[both(), file(json!({}))],
        )
        .deny_at(2, "authority_widened"),
        case(
            "argument-added",
            "An argument more.",
            &[file(json!({ "path": path() })), both()],
        )
        .deny_at(2, "authority_widened"),
        case(
            "argument-dropped",
            "An argument less.",
            &[both(), file(json!({ "path": path() }))],
        )
        .deny_at(2, "authority_widened"),
        case(
            "argument-renamed",
            "Another argument.",
            &[
                file(json!({ "path": path() })),
                file(json!({ "limit": path() })),
            ],
        )
        .deny_at(2, "authority_widened"),
        case(
            "wildcard-added",
            "An argument more, with any value.",
            &[
                file(json!({ "path": path() })),
                file(json!({ "path": path(), "limit": wildcard() })),
            ],
        )
        .deny_at(2, "authority_widened"),
        case(
            "widened-in-the-middle",
            "The leaf is narrow again; the middle was not.",
            &[json!({ "ping": {} }), tools(), json!({ "ping": {} })],
        )
        .deny_at(2, "authority_widened"),
        case(
            "widened-at-the-end",
            "The leaf has what the root had and the middle lost.",
            &[tools(), json!({ "ping": {} }), tools()],
        )
        .deny_at(3, "authority_widened"),
        case(
            "freed-at-the-end",
            "Arguments that the middle constrained.",
            &[file(json!({})), both(), file(json!({}))],
        )
        .deny_at(3, "authority_widened"),
    ]
}

fn calls() -> Vec<Case> {
    let source = &section("7, step 6b");
    let case = |id: &str, description: &str, tools: Value, tool: &str, input: Value| {
        called(
            &format!("call-{id}"),
            source,
            description,
            &granted(&[tools]),
            tool,
            input,
        )
    };
    let file = || json!({ "read-file": { "path": one_of(&["/a", "/b"]) } });
    let both = || json!({ "read-file": { "path": one_of(&["/a"]), "limit": { "constraint_type": "wildcard" } } });
    vec![
        case(
            "within",
            "A file that is granted.",
            file(),
            "read-file",
            json!({ "path": "/b" }),
        )
        .accept(),
        case(
            "beyond",
            "Another file.",
            file(),
            "read-file",
            json!({ "path": "/c" }),
        )
        .deny("authority_insufficient"),
        case(
            "case",
            "Letter case counts.",
            file(),
            "read-file",
            json!({ "path": "/A" }),
        )
        .deny("authority_insufficient"),
        case(
            "unnamed",
            "An argument that is not named.",
            file(),
            "read-file",
            json!({ "path": "/a", "limit": 1 }),
        )
        .deny("authority_insufficient"),
        case(
            "missing",
            "The argument that is named is missing.",
            file(),
            "read-file",
            json!({}),
        )
        .deny("authority_insufficient"),
        case(
            "wildcard",
            "An argument with any value.",
            both(),
            "read-file",
            json!({ "path": "/a", "limit": 999 }),
        )
        .accept(),
        case(
            "wildcard-missing",
            "It is missing.",
            both(),
            "read-file",
            json!({ "path": "/a" }),
        )
        .deny("authority_insufficient"),
        case(
            "free",
            "A tool with any arguments.",
            json!({ "read-file": {} }),
            "read-file",
            json!({ "path": "/c", "limit": 1 }),
        )
        .accept(),
        case(
            "free-none",
            "And with none.",
            json!({ "read-file": {} }),
            "read-file",
            json!({}),
        )
        .accept(),
        case("other-tool", "Another tool.", file(), "ping", json!({}))
            .deny("authority_insufficient"),
        case(
            "other-tool-bad-arguments",
            "Who has not the tool can't probe its arguments.",
            file(),
            "set",
            json!({ "nope": 1 }),
        )
        .deny("authority_insufficient"),
        case(
            "bad-arguments",
            "Arguments that the tool has not.",
            file(),
            "read-file",
            json!({ "nope": 1 }),
        )
        .deny("arguments_invalid"),
        case(
            "unknown-tool",
            "A tool that is granted, and is not there.",
            json!({ "nope": {} }),
            "nope",
            json!({}),
        )
        .deny("tool_unknown"),
        case(
            "policy",
            "What the token grants, a policy still has to permit.",
            file(),
            "read-file",
            json!({ "path": "/a" }),
        )
        .with(
            "config",
            changed(
                gate(json!({})),
                json!({ "policies": r#"permit (principal, action == Action::"ping", resource);"# }),
            ),
        )
        .deny("policy_denied"),
        case(
            "every-hop",
            "The arguments of the call are within every token.",
            file(),
            "read-file",
            json!({ "path": "/a" }),
        )
        .accept(),
    ]
}
