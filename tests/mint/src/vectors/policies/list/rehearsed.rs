//! The same lists without a token.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let (issuer, schema) = (crate::ISSUER, "type Session = { writes: Long };");
    let facts = json!({
        "principal": { "issuer": issuer, "subject": "alice" },
        "actor": { "issuer": issuer, "subject": "clerk" },
        "scopes": ["files:read"],
    });
    let with = |id: &str, description: &str, change: Value, facts: &Value| {
        let case = Case::new("list", &format!("list-rehearsed-{id}"), SOURCE, description);
        now(case
            .with("config", desk(change))
            .with("facts", facts.clone()))
    };
    let amount = json!({ "policies": r#"permit (principal, action in [Action::"pay", Action::"read"], resource); forbid (principal, action == Action::"pay", resource) when { context.input.amount > 100 };"# });
    let few = json!({ "schema": schema, "policies": when("context.session.writes < 3") });
    vec![
        with("arguments", "The arguments are unknown.", amount, &facts).accept_as(tools([("depends", None), ("never", Some("policy_denied")), ("always", None)])),
        with("scope", "A tool requires a scope that the facts have not.", json!({}), &changed(facts.clone(), json!({ "scopes": [] }))).accept_as(tools([("always", None), ("always", None), ("never", Some("scope_insufficient"))])),
        with("history", "Who acted before.", json!({ "policies": unless(r#"context.delegation.prior_actors.contains(Agent::"https://as.example crawler")"#) }), &changed(facts.clone(), json!({ "priorActors": [{ "issuer": issuer, "subject": "crawler" }] }))).accept_as(forbidden()),
        with("session-unsaid", "The host says nothing of the session: it depends.", few.clone(), &facts).accept_as(each("depends")),
        with("session", "It says what permits.", few.clone(), &facts).with("session", json!({ "writes": 1 })).accept_as(each("always")),
        with("session-wrong", "What is not of the type.", few, &facts).with("session", json!({ "writes": "1" })).deny("session_invalid"),
        with("session-undeclared", "What no schema declares.", json!({}), &facts).with("session", json!({ "writes": 1 })).deny("session_invalid"),
        with("unreadable", "Facts that are none.", json!({}), &changed(facts.clone(), json!({ "scopes": "files:read" }))).deny("input_invalid"),
    ]
}
