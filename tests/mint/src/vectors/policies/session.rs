//! What the host knows of a call, of the type that its schema declares.

use super::*;

const SOURCE: &str = "The host's facts of a call are of the type `Session` of its schema";

pub(super) fn cases() -> Vec<Case> {
    [seen(), refused(), kinds(), declared()]
        .into_iter()
        .flatten()
        .collect()
}

const SCHEMA: &str = "type Session = { writes: Long, region?: String };";

fn with(id: &str, description: &str, policies: &str, session: Option<Value>) -> Case {
    let change = json!({ "schema": SCHEMA, "policies": policies });
    say(rehearse(id, SOURCE, description, change), session)
}

fn say(case: Case, session: Option<Value>) -> Case {
    let mut request = pay();
    if let Some(session) = session {
        request["session"] = session;
    }
    case.with("request", request)
}

/// Id, description, policies, session, and the code of a denial.
type Row<'a> = (
    &'static str,
    &'static str,
    &'a str,
    Option<Value>,
    Option<&'static str>,
);

fn seen() -> Vec<Case> {
    let few = when("context.session.writes < 3");
    let many = unless("context.session.writes > 3");
    let region = when(r#"context.session has region && context.session.region == "eu""#);
    let exact = when("context.session.writes == 9007199254740993");
    let facts = |writes: i64| Some(json!({ "writes": writes }));
    let table: [Row<'_>; 10] = [
        (
            "session-permits",
            "Few writes so far.",
            &few,
            facts(2),
            None,
        ),
        (
            "session-does-not-permit",
            "Too many.",
            &few,
            facts(3),
            Some("policy_denied"),
        ),
        (
            "session-forbids",
            "A forbid sees them, too.",
            &many,
            facts(4),
            Some("policy_forbidden"),
        ),
        (
            "session-does-not-forbid",
            "And does not apply.",
            &many,
            facts(3),
            None,
        ),
        (
            "session-optional-present",
            "What need not be said is said.",
            &region,
            Some(json!({ "writes": 0, "region": "eu" })),
            None,
        ),
        (
            "session-optional-other",
            "Something else is said.",
            &region,
            Some(json!({ "writes": 0, "region": "us" })),
            Some("policy_denied"),
        ),
        (
            "session-optional-absent",
            "Nothing is said.",
            &region,
            facts(0),
            Some("policy_denied"),
        ),
        (
            "session-exact",
            "2^53 + 1, exactly.",
            &exact,
            Some(json!(r#"{"writes":9007199254740993}"#)),
            None,
        ),
        (
            "session-exact-neighbour",
            "And not its neighbour.",
            &exact,
            Some(json!(r#"{"writes":9007199254740992}"#)),
            Some("policy_denied"),
        ),
        (
            "session-unused",
            "No policy asks for them: they have to be there all the same.",
            ALL,
            None,
            Some("session_invalid"),
        ),
    ];
    let rows = table
        .into_iter()
        .map(|(id, description, policies, session, code)| {
            let case = with(id, description, policies, session);
            match code {
                Some(code) => case.deny(code),
                None => case.accept(),
            }
        });
    let token = say(
        call(
            "session-with-a-token",
            SOURCE,
            "Beside what a token proves.",
            json!({ "schema": SCHEMA, "policies": few }),
            &clerk(),
        ),
        facts(1),
    );
    let agentcore = say(
        call(
            "session-in-agentcore",
            SOURCE,
            "In the other profile they are under `context.narrowgate`.",
            json!({ "schema": SCHEMA, "policyProfile": "agentcore", "policies": when("context has narrowgate && context.narrowgate.session.writes < 3") }),
            &clerk(),
        ),
        facts(1),
    );
    rows.chain([token.accept(), agentcore.accept()]).collect()
}

fn refused() -> Vec<Case> {
    let table: [(&str, &str, Option<Value>); 17] = [
        (
            "absent",
            "Nothing is said where something is declared.",
            None,
        ),
        (
            "empty",
            "The member that is required is not there.",
            Some(json!({})),
        ),
        (
            "text-for-number",
            "A number in quotes.",
            Some(json!({ "writes": "1" })),
        ),
        ("fraction", "A fraction.", Some(json!({ "writes": 1.5 }))),
        ("truth", "A truth.", Some(json!({ "writes": true }))),
        (
            "null",
            "Null is no number.",
            Some(json!({ "writes": null })),
        ),
        (
            "too-large",
            "2^63.",
            Some(json!(r#"{"writes":9223372036854775808}"#)),
        ),
        (
            "extra",
            "What is not declared.",
            Some(json!({ "writes": 1, "more": 1 })),
        ),
        (
            "other-case",
            "Another spelling.",
            Some(json!({ "Writes": 1 })),
        ),
        (
            "optional-of-wrong-type",
            "What need not be there is of another type.",
            Some(json!({ "writes": 1, "region": 1 })),
        ),
        (
            "entity",
            "What is a reference for Cedar's JSON reader is an object.",
            Some(json!({ "writes": 1, "region": { "__entity": { "type": "User", "id": "x" } } })),
        ),
        (
            "extension",
            "So is a call of an extension.",
            Some(json!({ "writes": { "__extn": { "fn": "decimal", "arg": "1.0" } } })),
        ),
        ("array", "No object.", Some(json!([1]))),
        ("number", "Nor this.", Some(json!("1"))),
        ("no-json", "No JSON.", Some(json!("{"))),
        ("no-text", "Nothing at all.", Some(json!(""))),
        (
            "twice",
            "A member twice.",
            Some(json!(r#"{"writes":1,"writes":9}"#)),
        ),
    ];
    table
        .into_iter()
        .map(|(id, description, session)| {
            with(&format!("session-refused-{id}"), description, ALL, session)
                .deny("session_invalid")
        })
        .chain([
            say(
                rehearse(
                    "session-undeclared",
                    SOURCE,
                    "Something is said where no schema is.",
                    json!({}),
                ),
                Some(json!({})),
            )
            .deny("session_invalid"),
            say(
                rehearse(
                    "session-undeclared-in-schema",
                    SOURCE,
                    "A schema that says nothing of it.",
                    json!({ "schema": "entity Team;" }),
                ),
                Some(json!({ "writes": 1 })),
            )
            .deny("session_invalid"),
            say(
                rehearse(
                    "session-after-the-arguments",
                    SOURCE,
                    "The arguments come first.",
                    json!({ "schema": SCHEMA }),
                ),
                None,
            )
            .with("request", json!({ "tool": "pay", "input": {} }))
            .deny("arguments_invalid"),
        ])
        .collect()
}

/// Every type that a fact may have.
fn kinds() -> Vec<Case> {
    let kind = |id: &str, kind: &str, condition: &str, said: Value| {
        let change = json!({ "schema": format!("type Session = {{ v: {kind} }};"), "policies": when(condition) });
        let description = format!("{kind}: {said}.");
        let case = rehearse(&format!("session-of-{id}"), SOURCE, &description, change);
        say(case, Some(json!({ "v": said })))
    };
    vec![
        kind("bool", "Bool", "context.session.v", json!(true)).accept(),
        kind(
            "string",
            "String",
            r#"context.session.v like "a*""#,
            json!("ab"),
        )
        .accept(),
        kind(
            "set",
            "Set<String>",
            r#"context.session.v.contains("b")"#,
            json!(["a", "b"]),
        )
        .accept(),
        kind("set-mixed", "Set<String>", "true", json!(["a", 1])).deny("session_invalid"),
        kind(
            "record",
            "{ a: { b: Long } }",
            "context.session.v.a.b == 1",
            json!({ "a": { "b": 1 } }),
        )
        .accept(),
        kind(
            "record-extra",
            "{ a: Long }",
            "true",
            json!({ "a": 1, "b": 1 }),
        )
        .deny("session_invalid"),
        kind(
            "decimal",
            "decimal",
            r#"context.session.v.lessThan(decimal("0.5"))"#,
            json!(0.25),
        )
        .accept(),
        kind("decimal-too-fine", "decimal", "true", json!(0.123_456)).deny("session_invalid"),
        kind(
            "datetime",
            "datetime",
            "context.session.v < context.now",
            json!("2025-10-09T08:00:00Z"),
        )
        .accept(),
        kind("datetime-wrong", "datetime", "true", json!("yesterday")).deny("session_invalid"),
        kind(
            "ipaddr",
            "ipaddr",
            r#"context.session.v.isInRange(ip("10.0.0.0/8"))"#,
            json!("10.1.2.3"),
        )
        .accept(),
        kind("ipaddr-wrong", "ipaddr", "true", json!("10.1.2.300")).deny("session_invalid"),
    ]
}

fn declared() -> Vec<Case> {
    let refused = |id: &str, description: &str, schema: &str| {
        made(
            &format!("session-declared-{id}"),
            SOURCE,
            description,
            json!({ "schema": schema }),
        )
        .config_error("schema")
    };
    vec![
        refused("as-a-set", "No record.", "type Session = Set<String>;"),
        refused(
            "with-an-entity",
            "Whom tokens name, the host does not.",
            "type Session = { who: User };",
        ),
        refused(
            "with-a-duration",
            "Nor spans of time.",
            "type Session = { left: duration };",
        ),
        made(
            "session-in-a-policy-undeclared",
            SOURCE,
            "A policy asks for what no schema declares.",
            json!({ "policies": when("context.session.writes < 3") }),
        )
        .config_error("policies"),
        made(
            "session-in-a-policy-misspelt",
            SOURCE,
            "A policy asks for a member that is not declared.",
            json!({ "schema": SCHEMA, "policies": when("context.session.write < 3") }),
        )
        .config_error("policies"),
        made(
            "session-optional-unguarded",
            SOURCE,
            "What need not be there has to be asked for with `has`.",
            json!({ "schema": SCHEMA, "policies": when(r#"context.session.region == "eu""#) }),
        )
        .config_error("policies"),
    ]
}
