//! Lists of tools: could any arguments be permitted? An argument that a policy asks for neither hides a tool nor shows one.

use super::*;

mod codes;
mod rehearsed;

const SOURCE: &str = "A list says of every tool whether any arguments could be permitted";

pub(super) fn cases() -> Vec<Case> {
    [
        conditions(),
        granted(),
        codes::cases(),
        host(),
        agentcore(),
        rehearsed::cases(),
        refused(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn list(id: &str, description: &str, change: Value, token: &AccessToken) -> Case {
    now(
        Case::new("list", &format!("list-{id}"), SOURCE, description)
            .with("config", desk(change))
            .token(token.mint()),
    )
}

/// `pay`, `ping` and `read`; with a code where there is one.
fn tools(said: [(&str, Option<&str>); 3]) -> Value {
    let tool = |(name, (permissible, code)): (&str, (&str, Option<&str>))| match code {
        Some(code) => json!({ "name": name, "permissible": permissible, "code": code }),
        None => json!({ "name": name, "permissible": permissible }),
    };
    let named = ["pay", "ping", "read"].into_iter().zip(said);
    json!({ "tools": named.map(tool).collect::<Vec<_>>() })
}

/// The same of every tool.
fn each(permissible: &str) -> Value {
    let code = (permissible == "never").then_some("policy_denied");
    tools([(permissible, code); 3])
}

/// Of every tool, that it is forbidden.
fn forbidden() -> Value {
    tools([("never", Some("policy_forbidden")); 3])
}

/// `pay` alone is asked about: the others are never permitted.
fn of_pay(permissible: &str) -> Value {
    let never = ("never", Some("policy_denied"));
    let code = (permissible == "never").then_some("policy_denied");
    tools([(permissible, code), never, never])
}

fn conditions() -> Vec<Case> {
    let pay = |condition: &str| {
        format!(r#"permit (principal, action == Action::"pay", resource) when {{ {condition} }};"#)
    };
    let scope = r#"context.token.scopes.contains("files:read")"#;
    let no_scope = r#"context.token.scopes.contains("other")"#;
    let (small, bob) = ("context.input.amount < 10", r#"context.input.to == "bob""#);
    let overflow = "context.input.amount + 9223372036854775807 > 0";
    let permits: [(&str, &str, String, &str); 18] = [
        (
            "argument",
            "A permit that asks for an argument.",
            pay(small),
            "depends",
        ),
        (
            "two-arguments",
            "For two.",
            pay(&format!("{small} && {bob}")),
            "depends",
        ),
        (
            "argument-or-known",
            "An argument, or what is known and holds.",
            pay(&format!("{small} || {scope}")),
            "always",
        ),
        (
            "known-or-argument",
            "The other way round it is certain.",
            pay(&format!("{scope} || {small}")),
            "always",
        ),
        (
            "known-and-argument",
            "What is known and does not hold, and an argument.",
            pay(&format!("{no_scope} && {small}")),
            "never",
        ),
        (
            "argument-and-known",
            "The other way round.",
            pay(&format!("{small} && {no_scope}")),
            "never",
        ),
        (
            "argument-unless",
            "`unless` about an argument.",
            format!(
                r#"permit (principal, action == Action::"pay", resource) unless {{ {small} }};"#
            ),
            "depends",
        ),
        (
            "optional-argument",
            "An argument that need not be there.",
            pay(r#"context.input has rate && context.input.rate.lessThan(decimal("1.0"))"#),
            "depends",
        ),
        (
            "no-optional-argument",
            "Whose absence is asked for.",
            pay("!(context.input has rate)"),
            "depends",
        ),
        (
            "overflow",
            "A sum of an argument may be too large.",
            pay(overflow),
            "depends",
        ),
        (
            "argument-if",
            "An argument decides between two that do not hold.",
            pay(&format!("if {small} then false else {no_scope}")),
            "never",
        ),
        (
            "argument-if-one",
            "Between one that holds and one that does not.",
            pay(&format!("if {small} then {scope} else false")),
            "depends",
        ),
        (
            "scope",
            "A permit that asks for a scope which is there.",
            pay(scope),
            "always",
        ),
        ("no-scope", "For one that is not.", pay(no_scope), "never"),
        (
            "time",
            "For the time.",
            pay(r#"context.now < datetime("2025-10-09T09:00:00Z")"#),
            "always",
        ),
        (
            "other-agent",
            "A permit for somebody else.",
            format!(
                r#"permit (principal == Agent::"https://as.example other", action == Action::"pay", resource) when {{ {small} }};"#
            ),
            "never",
        ),
        (
            "two-permits",
            "One that depends, and one that does not.",
            format!("{} {}", pay(small), pay("true")),
            "always",
        ),
        (
            "two-permits-overflow",
            "One that may not be evaluated, and one that holds.",
            format!("{} {}", pay(overflow), pay("true")),
            "depends",
        ),
    ];
    let permits = permits
        .into_iter()
        .map(|(id, description, policies, said)| {
            list(
                &format!("permit-{id}"),
                description,
                json!({ "policies": policies }),
                &clerk().scope("files:read"),
            )
            .accept_as(of_pay(said))
        });
    let forbid = |condition: &str| {
        format!(
            r#"{ALL} forbid (principal, action == Action::"pay", resource) when {{ {condition} }};"#
        )
    };
    let forbids: [(&str, &str, String, &str); 9] = [
        (
            "argument",
            "A forbid that asks for an argument.",
            forbid(small),
            "depends",
        ),
        (
            "always",
            "One that applies to every call.",
            forbid("true"),
            "never",
        ),
        (
            "scope",
            "One that asks for a scope which is there.",
            forbid(scope),
            "never",
        ),
        (
            "no-scope",
            "For one that is not.",
            forbid(no_scope),
            "always",
        ),
        (
            "argument-or-known",
            "An argument, or what is known and holds.",
            forbid(&format!("{small} || {scope}")),
            "never",
        ),
        (
            "argument-and-known",
            "An argument, and what does not hold.",
            forbid(&format!("{small} && {no_scope}")),
            "always",
        ),
        (
            "unless-argument",
            "`unless` about an argument.",
            format!(
                r#"{ALL} forbid (principal, action == Action::"pay", resource) unless {{ {small} }};"#
            ),
            "depends",
        ),
        (
            "overflow",
            "One that may not be evaluated.",
            forbid(overflow),
            "depends",
        ),
        (
            "history",
            "Nobody of that name acted.",
            forbid(
                r#"context.delegation.prior_actors.contains(Agent::"https://as.example crawler")"#,
            ),
            "always",
        ),
    ];
    let forbids = forbids
        .into_iter()
        .map(|(id, description, policies, said)| {
            list(
                &format!("forbid-{id}"),
                description,
                json!({ "policies": policies }),
                &clerk().scope("files:read"),
            )
            .accept_as(tools([
                (said, (said == "never").then_some("policy_forbidden")),
                ("always", None),
                ("always", None),
            ]))
        });
    permits.chain(forbids).collect()
}

fn granted() -> Vec<Case> {
    let with = |id: &str, description: &str, policies: &str, token: &AccessToken| {
        list(id, description, json!({ "policies": policies }), token)
    };
    let agents = r#"permit (principal is Agent, action, resource);"#;
    let step_up = json!({ "stepUp": { "pay": { "acrValues": ["gold"] } } });
    let details = json!({ "authorizationDetails": { "types": { "payment": {} } }, "requiredDetails": { "pay": [{ "type": "payment", "identifier": { "$argument": "to" } }] } });
    vec![
        with("all", "Everything is permitted.", ALL, &good()).accept_as(each("always")),
        with("nothing", "Nothing is.", "", &good()).accept_as(each("never")),
        with("scope-required", "A tool requires a scope that the token has not: asking for more would help.", ALL, &good().scope("other")).accept_as(tools([("always", None), ("always", None), ("never", Some("scope_insufficient"))])),
        with("scope-before-policy", "That is said before what policies say.", "", &good().scope("other")).accept_as(tools([("never", Some("policy_denied")), ("never", Some("policy_denied")), ("never", Some("scope_insufficient"))])),
        with("agents-only", "A permit for agents, shown to one.", agents, &clerk()).accept_as(each("always")),
        with("agents-only-for-a-user", "And to the user herself.", agents, &good()).accept_as(each("never")),
        with("group", "All tools by their group.", r#"permit (principal, action in Action::"call_tool", resource);"#, &good()).accept_as(each("always")),
        with("one-tool", "One of them.", r#"permit (principal, action == Action::"ping", resource);"#, &good()).accept_as(tools([("never", Some("policy_denied")), ("always", None), ("never", Some("policy_denied"))])),
        with("forbidden", "Everything is forbidden.", &format!("{ALL} forbid (principal, action, resource);"), &good()).accept_as(forbidden()),
        with("prior-actor", "An earlier actor is refused.", &format!(r#"{ALL} forbid (principal, action, resource) when {{ context.delegation.prior_actors.contains(Agent::"https://as.example crawler") }};"#), &good().actor("crawler").actor("clerk")).accept_as(forbidden()),
        with("prior-actor-does-not-lift", "And lifts nothing.", &format!(r#"{ALL} forbid (principal, action, resource) unless {{ context.delegation.prior_actors.contains(Agent::"https://as.example crawler") }};"#), &good().actor("crawler").actor("clerk")).accept_as(forbidden()),
        with("error", "What can't be evaluated, whatever the arguments.", &format!(r#"{ALL} permit (principal, action == Action::"ping", resource) when {{ context.delegation.depth + 9223372036854775807 > 0 }};"#), &clerk()).accept_as(tools([("always", None), ("never", Some("policy_error")), ("always", None)])),
        with("error-in-a-forbid", "Nor a forbid.", &format!(r#"{ALL} forbid (principal, action == Action::"ping", resource) when {{ context.delegation.depth + 9223372036854775807 < 0 }};"#), &clerk()).accept_as(tools([("always", None), ("never", Some("policy_error")), ("always", None)])),
        list("step-up", "A tool asks for another authentication of the user.", step_up, &clerk()).accept_as(tools([("never", Some("authentication_insufficient")), ("always", None), ("always", None)])),
        list("details", "What is required of the details depends on the arguments.", details, &clerk()).accept_as(tools([("depends", None), ("always", None), ("always", None)])),
        list("tool-hints", "By what the server says of its tools.", json!({ "policies": when(r#"context.tool.name == "ping""#) }), &clerk()).accept_as(tools([("never", Some("policy_denied")), ("always", None), ("never", Some("policy_denied"))])),
        list("tool-group", "By a group of the operator's.", json!({ "toolGroups": { "safe": ["ping", "read"] }, "policies": r#"permit (principal, action in Action::"safe", resource);"# }), &clerk()).accept_as(tools([("never", Some("policy_denied")), ("always", None), ("always", None)])),
        list("team", "By a team of the host's.", json!({ "schema": "entity Team; entity Agent in [Team];", "entities": [{ "uid": { "type": "Agent", "id": "https://as.example clerk" }, "attrs": {}, "parents": [{ "type": "Team", "id": "desk" }] }], "policies": r#"permit (principal in Team::"desk", action, resource);"# }), &clerk()).accept_as(each("always")),
        list("approval", "An approval may still come.", json!({ "policies": when("context has approval") }), &clerk()).accept_as(each("depends")),
        list("approval-missing", "Or not.", json!({ "policies": when("!(context has approval)") }), &clerk()).accept_as(each("always")),
    ]
}

/// What the host says of the session may be said, or not.
fn host() -> Vec<Case> {
    let schema = "type Session = { writes: Long };";
    let with = |id: &str, description: &str, policies: &str, session: Option<Value>| {
        let case = list(
            &format!("session-{id}"),
            description,
            json!({ "schema": schema, "policies": policies }),
            &clerk(),
        );
        match session {
            Some(session) => case.with("session", session),
            None => case,
        }
    };
    let (few, many) = (
        when("context.session.writes < 3"),
        unless("context.session.writes > 3"),
    );
    let both = when("context.session.writes < 3 && context has approval");
    vec![
        with(
            "unsaid",
            "The host says nothing yet: it depends.",
            &few,
            None,
        )
        .accept_as(each("depends")),
        with("unsaid-forbid", "Of a forbid, too.", &many, None).accept_as(each("depends")),
        with(
            "unsaid-unused",
            "Where no policy asks, it does not.",
            ALL,
            None,
        )
        .accept_as(each("always")),
        with(
            "said",
            "It says what permits.",
            &few,
            Some(json!({ "writes": 1 })),
        )
        .accept_as(each("always")),
        with(
            "said-too-many",
            "What does not.",
            &few,
            Some(json!({ "writes": 3 })),
        )
        .accept_as(each("never")),
        with(
            "said-forbid",
            "What forbids.",
            &many,
            Some(json!({ "writes": 9 })),
        )
        .accept_as(forbidden()),
        with(
            "said-and-approval",
            "An approval may come.",
            &both,
            Some(json!({ "writes": 1 })),
        )
        .accept_as(each("depends")),
        with(
            "said-and-no-approval",
            "Which would not help.",
            &both,
            Some(json!({ "writes": 9 })),
        )
        .accept_as(each("never")),
    ]
}

fn agentcore() -> Vec<Case> {
    let with = |id: &str, description: &str, condition: &str, said: Value| {
        let policies = format!(
            "permit (principal is AgentCore::OAuthUser, action, resource) when {{ {condition} }};"
        );
        list(
            &format!("agentcore-{id}"),
            description,
            json!({ "policyProfile": "agentcore", "policies": policies }),
            &clerk().scope("files:read"),
        )
        .accept_as(said)
    };
    vec![
        with(
            "scope",
            "A scope as a tag.",
            r#"principal.hasTag("scope") && principal.getTag("scope") like "*files:read*""#,
            each("always"),
        ),
        with(
            "no-scope",
            "One that is not there.",
            r#"principal.hasTag("scope") && principal.getTag("scope") like "*files:write*""#,
            each("never"),
        ),
        with(
            "approval",
            "An approval may still come.",
            "context has narrowgate && context.narrowgate has approval",
            each("depends"),
        ),
    ]
}

fn refused() -> Vec<Case> {
    let with = |id: &str, description: &str, change: Value| {
        list(&format!("refused-{id}"), description, change, &clerk())
    };
    let schema = json!({ "schema": "type Session = { writes: Long };" });
    vec![
        with("token", "What was presented does not hold.", json!({}))
            .token("")
            .deny("token_missing"),
        with("expired", "Nor does this.", json!({}))
            .token(
                clerk()
                    .expires(crate::NOW - 60)
                    .issued(crate::NOW - 600)
                    .mint(),
            )
            .deny("token_expired"),
        with(
            "without-policies",
            "There are none.",
            json!({ "policies": [] }),
        )
        .deny("policy_denied"),
        with(
            "session-undeclared",
            "The host says what no schema declares.",
            json!({}),
        )
        .with("session", json!({ "writes": 1 }))
        .deny("session_invalid"),
        with("session-wrong", "What is not of the type.", schema.clone())
            .with("session", json!({ "writes": "1" }))
            .deny("session_invalid"),
        with(
            "session-wrong-nothing-granted",
            "Also where no tool would be asked about.",
            schema.clone(),
        )
        .token(clerk().scope("nothing").mint())
        .with("session", json!({ "writes": "1" }))
        .deny("session_invalid"),
        with("session-no-json", "No JSON.", schema)
            .with("session", "{")
            .deny("session_invalid"),
    ]
}
