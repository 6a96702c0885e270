//! Of which call: each member of what is hashed, and what the hash does not see.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [members(), calls(), same(), numbers(), hashes(), none()]
        .into_iter()
        .flatten()
        .collect()
}

/// An approval of what differs in one member.
fn members() -> Vec<Case> {
    let alice = json!({ "issuer": ISSUER, "subject": "alice" });
    let agent = |issuer: &str, subject: &str| json!({ "issuer": issuer, "subject": subject });
    let text = |arguments: &str| -> Value { serde_json::from_str(arguments).expect("JSON") };
    let others = [
        ("version", "version", json!("narrowgate-call/2")),
        ("audience", "audience", json!("https://tools.example")),
        ("tool", "tool", json!("pay-later")),
        (
            "arguments-value",
            "arguments",
            text(r#"{"amount":501,"to":"carol"}"#),
        ),
        (
            "arguments-type",
            "arguments",
            text(r#"{"amount":"500","to":"carol"}"#),
        ),
        (
            "arguments-name",
            "arguments",
            text(r#"{"Amount":500,"to":"carol"}"#),
        ),
        (
            "arguments-case",
            "arguments",
            text(r#"{"amount":500,"to":"Carol"}"#),
        ),
        ("arguments-fewer", "arguments", text(r#"{"amount":500}"#)),
        (
            "arguments-more",
            "arguments",
            text(r#"{"amount":500,"to":"carol","note":null}"#),
        ),
        ("arguments-none", "arguments", json!({})),
        ("arguments-null", "arguments", json!(null)),
        ("arguments-text", "arguments", json!(ARGUMENTS)),
        ("actor-subject", "actor", agent(ISSUER, "agent-2")),
        (
            "actor-issuer",
            "actor",
            agent("https://as.example/", "agent"),
        ),
        ("actor-principal", "actor", alice.clone()),
        ("actor-null", "actor", json!(null)),
        ("actor-text", "actor", json!("agent")),
        ("principal-subject", "principal", agent(ISSUER, "bob")),
        ("principal-issuer", "principal", agent(APPROVALS, "alice")),
        ("principal-null", "principal", json!(null)),
        ("task", "task", json!({ "name": "txn", "value": "t-1" })),
        ("task-empty", "task", json!("")),
        ("more", "jti", json!("t-1")),
    ];
    let mut cases: Vec<Case> = others
        .into_iter()
        .map(|(id, member, value)| {
            let mut other = asked();
            other[member] = value;
            let description = format!("Of a call with another `{member}`.");
            with(
                &format!("hash-{id}"),
                SOURCE,
                &description,
                &approval(&approver(), &call_hash(&other)),
            )
            .deny("approval_mismatch")
        })
        .collect();
    for member in [
        "version",
        "audience",
        "tool",
        "arguments",
        "actor",
        "principal",
        "task",
    ] {
        let mut other = asked();
        other.as_object_mut().expect("an object").remove(member);
        let description = format!("`{member}` is left out.");
        cases.push(
            with(
                &format!("hash-without-{member}"),
                SOURCE,
                &description,
                &approval(&approver(), &call_hash(&other)),
            )
            .deny("approval_mismatch"),
        );
    }
    cases
}

/// One approval, and other calls.
fn calls() -> Vec<Case> {
    let call = |id: &str, description: &str, tool: &str, arguments: &str| {
        with(id, SOURCE, description, &good())
            .with("request", json!({ "tool": tool, "inputText": arguments }))
    };
    let token = |id: &str, description: &str, token: AccessToken| {
        by(case(id, SOURCE, description), &token, &good())
    };
    vec![
        call(
            "call-amount",
            "A larger amount.",
            "pay",
            r#"{"amount":5000,"to":"carol"}"#,
        )
        .deny("approval_mismatch"),
        call(
            "call-less",
            "A smaller one is another call, too.",
            "pay",
            r#"{"amount":499,"to":"carol"}"#,
        )
        .deny("approval_mismatch"),
        call(
            "call-to",
            "Somebody else.",
            "pay",
            r#"{"amount":500,"to":"eve"}"#,
        )
        .deny("approval_mismatch"),
        call(
            "call-tool",
            "Another tool with the same arguments.",
            "pay-later",
            ARGUMENTS,
        )
        .deny("approval_mismatch"),
        call(
            "call-unneeded",
            "A call that needs no approval, with one of another call.",
            "pay",
            r#"{"amount":5,"to":"carol"}"#,
        )
        .deny("approval_mismatch"),
        call(
            "call-twice",
            "A member that stands twice.",
            "pay",
            r#"{"amount":5,"to":"carol","amount":500}"#,
        )
        .deny("input_invalid"),
        token(
            "call-agent",
            "Another agent, for the same user.",
            access_token(&key()).actor("agent-2"),
        )
        .deny("approval_mismatch"),
        token(
            "call-delegated",
            "The agent has delegated: who acts now is another one.",
            agent().actor("agent-2"),
        )
        .deny("approval_mismatch"),
        token(
            "call-user",
            "The same agent, for another user.",
            agent().subject("dave"),
        )
        .deny("approval_mismatch"),
        token(
            "call-in-person",
            "The user in person.",
            access_token(&key()),
        )
        .deny("approval_mismatch"),
    ]
}

/// What is the same call.
fn same() -> Vec<Case> {
    let call = |id: &str, description: &str, arguments: &str| {
        with(id, SOURCE, description, &good())
            .with("request", json!({ "tool": "pay", "inputText": arguments }))
            .accept_as(used())
    };
    let token = |id: &str, description: &str, token: AccessToken| {
        by(case(id, SOURCE, description), &token, &good()).accept_as(used())
    };
    vec![
        call(
            "same-order",
            "Members in another order.",
            r#"{"to":"carol","amount":500}"#,
        ),
        call(
            "same-spelling",
            "White space, and characters that are escaped.",
            " { \"amount\" : 500,\n\"to\":\"c\\u0061rol\" } ",
        ),
        token(
            "same-refreshed",
            "A newer token of the same agent for the same user: the approval outlives the one that it was asked with.",
            agent().id("t-77").issued(NOW - 1).expires(NOW + 3600),
        ),
        token(
            "same-scopes",
            "With other scopes.",
            agent().scope("files:read"),
        ),
        token(
            "same-history",
            "An agent that was delegated to is who acts, whoever acted before.",
            access_token(&key()).actor("agent-0").actor("agent"),
        ),
    ]
}

/// A number that readers take for another one has no name.
fn numbers() -> Vec<Case> {
    let source = "RFC 7493, section 2.2; RFC 8785, appendix D";
    let beyond = |id: &str, number: &str| {
        let arguments = format!(r#"{{"amount":{number},"to":"carol"}}"#);
        with(
            id,
            source,
            "Beyond 2^53 - 1: it could have been shown as its neighbour.",
            &approval(&approver(), &call_hash(&crate::call("pay", &arguments))),
        )
        .with("request", json!({ "tool": "pay", "inputText": arguments }))
        .deny("approval_mismatch")
    };
    let most = r#"{"amount":9007199254740991,"to":"carol"}"#;
    let beyond_it = r#"{"amount":9007199254740992,"to":"carol"}"#;
    vec![
        with(
            "number-most",
            source,
            "2^53 - 1.",
            &approval(&approver(), &call_hash(&crate::call("pay", most))),
        )
        .with("request", json!({ "tool": "pay", "inputText": most }))
        .accept_as(used()),
        beyond("number-beyond", "9007199254740992"),
        beyond("number-neighbour", "9007199254740993"),
        beyond("number-largest", "9223372036854775807"),
        case(
            "number-required",
            source,
            "An approval is needed, and none can be given: there is no `callHash`.",
        )
        .with("presented", json!({ "token": agent().mint() }))
        .with("request", json!({ "tool": "pay", "inputText": beyond_it }))
        .deny("approval_required"),
    ]
}

/// The same function, for who gives approvals.
fn hashes() -> Vec<Case> {
    let hash = |id: &str, description: &str, call: Value, arguments: &str| {
        let parties = json!({
            "audience": call["audience"],
            "actor": call["actor"],
            "principal": call["principal"],
            "task": call["task"],
        });
        Case::new("call", id, SOURCE, description)
            .with("parties", parties)
            .with(
                "request",
                json!({ "tool": call["tool"], "inputText": arguments }),
            )
    };
    let known = |id: &str, description: &str, call: Value, arguments: &str| {
        let name = call_hash(&call);
        hash(id, description, call, arguments).accept_as(json!({ "callHash": name }))
    };
    let changed = |member: &str, value: Value| {
        let mut call = asked();
        call[member] = value;
        call
    };
    let without = |id: &str, member: &str| {
        let mut case = hash(id, &format!("No `{member}`."), asked(), ARGUMENTS);
        let (_, parties) = case
            .members
            .iter_mut()
            .find(|(name, _)| *name == "parties")
            .expect("parties");
        parties.as_object_mut().expect("an object").remove(member);
        case.deny("input_invalid")
    };
    let wrong = |id: &str, member: &str, value: Value| {
        let description = format!("`{member}` of another form.");
        hash(id, &description, changed(member, value), ARGUMENTS).deny("input_invalid")
    };
    let nested =
        r#"{"z":[1,{"b":2,"a":[]},null,true,"\u20ac\n"],"é":"ü","\ud83d\ude00":1,"\ufb33":2}"#;
    let who = |issuer: Value, subject: Value| json!({ "issuer": issuer, "subject": subject });
    vec![
        known("name", "The call of the other cases.", asked(), ARGUMENTS),
        known(
            "name-spelling",
            "In another spelling.",
            asked(),
            " {\"to\" : \"carol\", \"amount\": 500.0} ",
        ),
        known(
            "name-empty",
            "No arguments.",
            crate::call("ping", "{}"),
            "{}",
        ),
        known(
            "name-nested",
            "Names are sorted by UTF-16.",
            crate::call("ping", nested),
            nested,
        ),
        known(
            "name-tool",
            "Whatever a tool is called.",
            crate::call("é/a-b.c \"x\"", "{}"),
            "{}",
        ),
        known(
            "name-nobody",
            "Nobody knows on whose behalf.",
            changed("principal", json!(null)),
            ARGUMENTS,
        ),
        known(
            "name-task",
            "With a task.",
            changed("task", json!({ "name": "missionId", "value": "m-7" })),
            ARGUMENTS,
        ),
        without("name-without-audience", "audience"),
        without("name-without-actor", "actor"),
        without("name-without-principal", "principal"),
        without("name-without-task", "task"),
        wrong("name-audience-list", "audience", json!([AUDIENCE])),
        wrong("name-audience-empty", "audience", json!("")),
        wrong("name-actor-null", "actor", json!(null)),
        wrong("name-actor-text", "actor", json!("agent")),
        wrong("name-actor-list", "actor", json!([ISSUER, "agent"])),
        wrong("name-actor-half", "actor", json!({ "subject": "agent" })),
        wrong(
            "name-actor-more",
            "actor",
            json!({ "issuer": ISSUER, "subject": "agent", "kind": "Agent" }),
        ),
        wrong("name-actor-number", "actor", who(json!(ISSUER), json!(1))),
        wrong("name-actor-empty", "actor", who(json!(ISSUER), json!(""))),
        wrong(
            "name-actor-issuer-space",
            "actor",
            who(json!("https://as.example x"), json!("agent")),
        ),
        wrong(
            "name-actor-reordered",
            "actor",
            who(json!(ISSUER), json!("a\u{202e}gent")),
        ),
        wrong("name-principal-false", "principal", json!(false)),
        wrong("name-task-text", "task", json!("m-7")),
        wrong("name-task-half", "task", json!({ "name": "txn" })),
        wrong(
            "name-task-empty",
            "task",
            json!({ "name": "txn", "value": "" }),
        ),
        wrong("name-tool-empty", "tool", json!("")),
        wrong("name-tool-long", "tool", json!("x".repeat(513))),
        hash(
            "name-arguments-list",
            "Arguments that are no object.",
            asked(),
            "[]",
        )
        .deny("input_invalid"),
        hash(
            "name-arguments-text",
            "Arguments that are no JSON.",
            asked(),
            "{",
        )
        .deny("input_invalid"),
        hash(
            "name-arguments-twice",
            "A member that stands twice.",
            asked(),
            r#"{"a":1,"a":1}"#,
        )
        .deny("input_invalid"),
        hash(
            "name-arguments-beyond",
            "A whole number beyond 2^53 - 1.",
            asked(),
            r#"{"a":9007199254740992}"#,
        )
        .deny("input_invalid"),
        hash(
            "name-arguments-deep",
            "Nested deeper than any gate takes.",
            asked(),
            &format!("{}{}", r#"{"a":"#.repeat(65), "}".repeat(64)),
        )
        .deny("input_too_large"),
    ]
}

/// What is approved where no call is asked for, or where nobody may approve.
fn none() -> Vec<Case> {
    let token = |id: &str, description: &str, approvals: &[String]| {
        now(Case::new("token", id, SOURCE, description).with("config", config()))
            .with("presented", presented(&agent(), approvals, &[]))
    };
    let nobody = changed(config(), json!({ "issuers": [issuer(ISSUER, &key())] }));
    vec![
        token(
            "verify",
            "Without a call an approval is not looked at.",
            &[good().mint()],
        )
        .accept(),
        token("verify-bad", "A bad one neither.", &["?".to_owned()]).accept(),
        with(
            "nobody",
            SOURCE,
            "A gate that trusts nobody with approvals.",
            &good(),
        )
        .with("config", nobody)
        .deny("approval_invalid"),
    ]
}
