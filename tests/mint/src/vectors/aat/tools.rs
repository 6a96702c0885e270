//! Tools and their arguments, from token to token, and at the call.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [leaves(), narrowing(), calls()]
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
            &granted(&[all_tools(), json!({})]),
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
        case(
            "more",
            "A tool more.",
            &[json!({ "ping": {} }), all_tools()],
        )
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
            &[json!({ "ping": {} }), all_tools(), json!({ "ping": {} })],
        )
        .deny_at(2, "authority_widened"),
        case(
            "widened-at-the-end",
            "The leaf has what the root had and the middle lost.",
            &[all_tools(), json!({ "ping": {} }), all_tools()],
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
