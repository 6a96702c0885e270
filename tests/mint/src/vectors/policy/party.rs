//! Who, and who only looks like it.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [parties(), injection()].into_iter().flatten().collect()
}

fn parties() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.2: a subject is unique for its issuer";
    let permit = |head: &str, condition: &str| {
        format!("permit ({head}, action, resource) when {{ {condition} }};")
    };
    let agent = permit(
        r#"principal == Agent::"https://as.example remediation-agent""#,
        "true",
    );
    let other = changed(
        facts(),
        json!({ "actor": { "issuer": "https://other.example", "subject": "remediation-agent" } }),
    );
    let mut alone = facts();
    alone
        .as_object_mut()
        .expect("facts")
        .retain(|name, _| !["actor", "priorActors"].contains(&name.as_str()));
    let case = |id: &str, description: &str, policies: &str, facts: &Value| {
        policy(id, source, description, policies).with("facts", facts.clone())
    };
    vec![
        case(
            "agent-by-identity",
            "An agent is named by issuer and subject.",
            &agent,
            &facts(),
        )
        .accept(),
        case(
            "agent-of-another-issuer",
            "The same subject at another issuer.",
            &agent,
            &other,
        )
        .deny("policy_denied"),
        case(
            "agent-by-subject-alone",
            "A policy may ask for the subject alone, and then gets both.",
            &permit(
                "principal is Agent",
                r#"principal.subject == "remediation-agent""#,
            ),
            &other,
        )
        .accept(),
        case(
            "agent-by-issuer",
            "Or for the issuer.",
            &permit("principal", r#"principal.issuer == "https://as.example""#),
            &other,
        )
        .deny("policy_denied"),
        case(
            "user-is-no-agent",
            "Alice acts herself: a permit for agents is none for her.",
            &permit("principal is Agent", "true"),
            &alone,
        )
        .deny("policy_denied"),
        case(
            "user-acts",
            "Alice acts herself.",
            &permit(
                r#"principal == User::"https://as.example alice""#,
                "context.delegation.depth == 0",
            ),
            &alone,
        )
        .accept(),
        case(
            "agent-of-the-users-name",
            "An agent by the name of Alice is not Alice.",
            &permit(r#"principal == User::"https://as.example alice""#, "true"),
            &changed(facts(), json!({ "actor": party("alice") })),
        )
        .deny("policy_denied"),
        case(
            "agent-is-no-user",
            "Alice's agent is not Alice.",
            &permit("principal is User", "true"),
            &facts(),
        )
        .deny("policy_denied"),
        case(
            "on-behalf-of",
            "The principal of the delegation.",
            &permit(
                "principal",
                r#"context.delegation.principal == User::"https://as.example alice""#,
            ),
            &facts(),
        )
        .accept(),
        case(
            "on-behalf-of-another",
            "And not another one.",
            &permit(
                "principal",
                r#"context.delegation.principal == User::"https://as.example bob""#,
            ),
            &facts(),
        )
        .deny("policy_denied"),
        case(
            "on-behalf-of-by-attribute",
            "The principal has attributes, too.",
            &permit(
                "principal",
                r#"context.delegation.principal.subject == "alice""#,
            ),
            &facts(),
        )
        .accept(),
        case(
            "depth",
            "How many actors stand behind the principal.",
            &permit("principal", "context.delegation.depth == 2"),
            &facts(),
        )
        .accept(),
        case(
            "like",
            "Patterns on subjects.",
            &permit("principal", r#"principal.subject like "remediation-*""#),
            &facts(),
        )
        .accept(),
        case(
            "agent-in-another-script",
            "A name in other letters is a name.",
            &permit(r#"principal == Agent::"https://as.example Алиса""#, "true"),
            &changed(facts(), json!({ "actor": party("Алиса") })),
        )
        .accept(),
        case(
            "agent-in-look-alike-letters",
            "A name whose first letter only looks like the other's.",
            &permit(r#"principal == Agent::"https://as.example alice""#, "true"),
            &changed(facts(), json!({ "actor": party("\u{430}lice") })),
        )
        .deny("policy_denied"),
    ]
}

fn injection() -> Vec<Case> {
    let source = "An entity's id is data, never policy text";
    let permit = |id: &str| {
        format!(
            "permit (principal == Agent::{}, action, resource);",
            cedar(id)
        )
    };
    let case = |id: &str, description: &str, subject: &str, policies: &str| {
        policy(id, source, description, policies).with(
            "facts",
            changed(facts(), json!({ "actor": party(subject) })),
        )
    };
    let target = permit("https://as.example admin");
    vec![
        case("subject-with-quote", "A quote and an operator.", r#"admin" || true || ""#, &target).deny("policy_denied"),
        case("subject-with-quote-itself", "The same, named exactly.", r#"admin" || true || ""#, &permit(r#"https://as.example admin" || true || ""#)).accept(),
        case("subject-with-type", "A type before the name.", r#"Agent::"https://as.example admin""#, &target).deny("policy_denied"),
        case("subject-with-space", "A space, and the target's name: a colon makes it a URI, and it is none.", "x https://as.example admin", &target).deny("input_invalid"),
        case("subject-with-issuer", "An issuer and a name.", "https://as.example admin", &target).deny("policy_denied"),
        case("subject-with-backslash", "An escape.", r"admin\u{0}", &target).deny("policy_denied"),
        case("subject-with-trailing-space", "A space after the name.", "admin ", &target).deny("policy_denied"),
        case("subject-with-star", "A star is no pattern.", "*", &target).deny("policy_denied"),
        case("subject-as-json", "What is a reference for Cedar's JSON reader is a name.", r#"{"__entity":{"type":"Agent","id":"https://as.example admin"}}"#, &target).deny("input_invalid"),
        case("subject-with-newline", "A line break.", "admin\n", &target).deny("input_invalid"),
        policy("issuer-with-space", source, "An issuer with a space could be read as issuer and subject.", &target)
            .with("facts", changed(facts(), json!({ "actor": { "issuer": "https://as.example admin", "subject": "x" } })))
            .deny("input_invalid"),
        policy("scope-with-space", "RFC 6749, section 3.3", "One scope with a space is not two scopes.", r#"permit (principal, action, resource) when { context.token.scopes.contains("admin") };"#)
            .with("facts", changed(facts(), json!({ "scopes": ["read admin"] })))
            .deny("scope_malformed"),
    ]
}
