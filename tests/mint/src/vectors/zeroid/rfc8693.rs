//! The newer generation.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [principals(), actors(), history(), step_up()]
        .into_iter()
        .flatten()
        .collect()
}

/// An agent by itself.
fn root() -> AccessToken {
    but(
        &planner().header("typ", "\"at+jwt\""),
        json!({ "principal_type": "workload", "scope": "docs:read docs:write mail:send" }),
    )
}

/// A user, signed in.
fn user() -> AccessToken {
    but(
        &signed_in().header("typ", "\"at+jwt\""),
        json!({ "principal_type": "user", "user_id_iss": ISSUER, "scope": "payments:initiate", "client_id": "desk-app" }),
    )
}

/// planner-1 to researcher-2, on nobody else's behalf.
fn of_workload() -> AccessToken {
    but(
        &researcher(),
        json!({ "sub": agent("planner-1"), "principal_type": "workload", "user_id_iss": null, "delegation_depth": 1, "act": actor("researcher-2", Value::Null) }),
    )
}

fn principals() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.4");
    let is = |id: &str, description: &str, token: &AccessToken, change: Value| {
        case(&format!("principal-{id}"), &source, description).token(but(token, change).mint())
    };
    let kind = |id: &str, value: &str| {
        case(
            &format!("principal-type-{id}"),
            &source,
            &format!("`principal_type` is {value}."),
        )
        .token(researcher().claim("principal_type", value).mint())
    };
    let other = "https://idp.example";
    vec![
        is("agent", "An agent by itself is principal and agent.", &root(), json!({})).accept_as(json!({ "principal": who(&agent("planner-1")), "actor": who(&agent("planner-1")), "attributes": { "accountId": "acct-1", "externalId": "planner-1", "generation": "rfc8693", "grantType": "client_credentials", "identityType": "agent", "missionId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "owner": "user-alice", "principalType": "workload", "projectId": "proj-1", "subType": "orchestrator", "trustLevel": "first_party" } })),
        is("user", "A user in person.", &user(), json!({})).accept_as(json!({ "principal": who("user-alice"), "actor": null, "clientId": "desk-app", "attributes": { "accountId": "acct-1", "generation": "rfc8693", "grantType": "authorization_code", "missionId": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33", "principalType": "user", "projectId": "proj-1" } })),
        is("workload-delegates", "An agent delegates.", &of_workload(), json!({})).accept_as(json!({ "principal": who(&agent("planner-1")), "actor": who(&agent("researcher-2")) })),
        is("unknown", "Its parent is older than what keeps track of principals.", &researcher(), json!({ "principal_type": "unknown", "user_id_iss": null })).accept_as(json!({ "principal": null, "actor": who(&agent("researcher-2")), "attributes": { "accountId": "acct-1", "externalId": "researcher-2", "generation": "rfc8693", "grantType": "token_exchange", "identityType": "agent", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "owner": "user-bob", "principalType": "unknown", "projectId": "proj-1", "subType": "tool_agent", "trustLevel": "unverified" } })),
        is("unknown-root", "Without a parent that can't be.", &root(), json!({ "principal_type": "unknown" })).deny("claim_invalid"),
        kind("other", r#""admin""#).deny("claim_invalid"),
        kind("case", r#""User""#).deny("claim_invalid"),
        kind("empty", r#""""#).deny("claim_invalid"),
        kind("null", "null").deny("claim_invalid"),
        kind("array", r#"["user"]"#).deny("claim_invalid"),
        is("user-without-issuer", "A user of nobody's.", &researcher(), json!({ "user_id_iss": null })).deny("claim_missing"),
        is("user-of-unlisted-provider", "A user of a provider that is not configured.", &researcher(), json!({ "user_id_iss": other })).deny("claim_invalid"),
        with_settings(is("user-of-listed-provider", "A user of one that is.", &researcher(), json!({ "user_id_iss": other })), json!({ "userIssuers": [other] })).accept_as(json!({ "principal": { "issuer": other, "subject": "user-alice" }, "actor": who(&agent("researcher-2")) })),
        is("user-is-agent", "A user who is called like an agent.", &researcher(), json!({ "sub": agent("planner-1") })).deny("claim_invalid"),
        is("agent-is-user", "An agent who is called like a user.", &researcher(), json!({ "principal_type": "workload" })).deny("claim_invalid"),
        is("of-another-account", "A principal of another tenant.", &of_workload(), json!({ "sub": "spiffe://agents.example.com/acct-2/proj-1/agent/planner-1" })).deny("claim_invalid"),
        is("of-another-domain", "A principal of another trust domain.", &of_workload(), json!({ "sub": "spiffe://other.example/acct-1/proj-1/agent/planner-1" })).deny("claim_invalid"),
        is("root-not-described", "Claims that describe another agent than `sub`.", &root(), json!({ "external_id": "planner-2" })).deny("claim_invalid"),
        is("root-with-act", "An API key has no `act` in this generation.", &root(), json!({ "act": { "sub": "user-alice" } })).deny("actor_malformed"),
        is("user-root-with-act", "Nor has a user.", &user(), json!({ "act": actor("researcher-2", Value::Null) })).deny("actor_malformed"),
        is("user-with-credentials", "Client credentials are no user's.", &user(), json!({ "grant_type": "client_credentials" })).deny("claim_invalid"),
        is("agent-signed-in", "An agent does not sign in.", &root(), json!({ "grant_type": "authorization_code" })).deny("claim_invalid"),
        is("agent-by-id-token", "Nor has it an ID token: on an older server the caller may have written `principal_type`.", &root(), json!({ "grant_type": "token_exchange", "token_exchange": "external_id_token" })).deny("claim_invalid"),
        is("rotated", "A rotated token has lost its delegation.", &researcher(), json!({ "delegation_depth": null, "act": null })).deny("claim_invalid"),
        is("scope-absent", "No `scope` beside `scopes`.", &researcher(), json!({ "scope": null })).deny("scope_malformed"),
        is("scope-wider", "`scope` says more.", &researcher(), json!({ "scope": "docs:read docs:write" })).deny("scope_malformed"),
        is("scope-narrower", "`scope` says less.", &researcher(), json!({ "scopes": ["docs:read", "docs:write"] })).deny("scope_malformed"),
        is("scope-alone", "`scope` without `scopes`.", &researcher(), json!({ "scopes": null })).deny("scope_malformed"),
        is("scope-array", "`scope` is an array.", &researcher(), json!({ "scope": ["docs:read"] })).deny("scope_malformed"),
        is("scope-order", "Another order is the same.", &researcher(), json!({ "scope": "b a", "scopes": ["a", "b", "a"] })).accept_as(json!({ "scopes": ["a", "b"] })),
        is("no-scopes", "Neither.", &researcher(), json!({ "scope": null, "scopes": null })).accept_as(json!({ "scopes": [] })),
    ]
}

fn actors() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.4");
    let act = |id: &str, description: &str, change: Value| {
        let act = changed(
            actor("researcher-2", json!({ "sub": agent("planner-1") })),
            change,
        );
        case(&format!("actor-{id}"), &source, description)
            .token(but(&researcher(), json!({ "act": act })).mint())
    };
    let raw = |id: &str, value: &str| {
        case(
            &format!("actor-{id}"),
            &source,
            &format!("`act` is {value}."),
        )
        .token(researcher().claim("act", value).mint())
    };
    let top = |id: &str, description: &str, change: Value| {
        case(&format!("actor-{id}"), &source, description).token(but(&researcher(), change).mint())
    };
    vec![
        act(
            "of-another-account",
            "An actor of another tenant.",
            json!({ "sub": "spiffe://agents.example.com/acct-2/proj-1/agent/researcher-2" }),
        )
        .deny("actor_malformed"),
        act(
            "of-another-project",
            "Of another project.",
            json!({ "sub": "spiffe://agents.example.com/acct-1/proj-2/agent/researcher-2" }),
        )
        .deny("actor_malformed"),
        act(
            "of-another-domain",
            "Of another trust domain.",
            json!({ "sub": "spiffe://other.example/acct-1/proj-1/agent/researcher-2" }),
        )
        .deny("actor_malformed"),
        act(
            "is-a-user",
            "A user acts for nobody.",
            json!({ "sub": "user-bob" }),
        )
        .deny("actor_malformed"),
        act(
            "other-type",
            "Another type than in the URI.",
            json!({ "identity_type": "service" }),
        )
        .deny("actor_malformed"),
        act(
            "other-name",
            "Another name than in the URI.",
            json!({ "external_id": "planner-1" }),
        )
        .deny("actor_malformed"),
        act(
            "type-number",
            "A type that is a number.",
            json!({ "identity_type": 1 }),
        )
        .deny("claim_invalid"),
        act(
            "trust-number",
            "Trust that is a number.",
            json!({ "trust_level": 3 }),
        )
        .deny("claim_invalid"),
        act(
            "trust-empty",
            "Trust of which nothing is said.",
            json!({ "trust_level": "" }),
        )
        .accept_as(json!({ "actor": who(&agent("researcher-2")) })),
        act(
            "iss",
            "An actor of another issuer.",
            json!({ "iss": "https://other.example" }),
        )
        .deny("actor_untrusted"),
        act("more", "Something else.", json!({ "admin": true })).deny("actor_malformed"),
        act(
            "cnf",
            "RFC 7800: bound to a key of its own.",
            json!({ "cnf": { "jkt": "x" } }),
        )
        .deny("confirmation_unsupported"),
        raw("bare", &json!({ "sub": agent("researcher-2") }).to_string()).deny("claim_missing"),
        raw("null", "null").deny("actor_malformed"),
        raw("array", "[]").deny("actor_malformed"),
        raw("string", r#""researcher-2""#).deny("actor_malformed"),
        raw("empty", "{}").deny("actor_malformed"),
        top(
            "absent",
            "Delegated, and nobody acts.",
            json!({ "act": null }),
        )
        .deny("claim_missing"),
        top(
            "without-depth",
            "The reverse.",
            json!({ "delegation_depth": null }),
        )
        .deny("claim_invalid"),
        top(
            "client-other",
            "`client_id` is another agent.",
            json!({ "client_id": "planner-1" }),
        )
        .deny("claim_invalid"),
        top(
            "client-absent",
            "No `client_id`.",
            json!({ "client_id": null }),
        )
        .deny("claim_missing"),
        top(
            "client-number",
            "`client_id` is a number.",
            json!({ "client_id": 2 }),
        )
        .deny("claim_invalid"),
        top(
            "type-outside",
            "The actor's type stands outside.",
            json!({ "identity_type": "agent" }),
        )
        .deny("claim_invalid"),
        top(
            "name-outside",
            "Its name does.",
            json!({ "external_id": "researcher-2" }),
        )
        .deny("claim_invalid"),
        top(
            "trust-outside",
            "Its trust does.",
            json!({ "trust_level": "first_party" }),
        )
        .deny("claim_invalid"),
    ]
}

fn history() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.4");
    /// So many prior actors, each with nothing but a name.
    fn prior(count: usize, name: impl Fn(usize) -> String) -> Value {
        (0..count).fold(Value::Null, |inner, number| {
            let one = json!({ "sub": name(number) });
            match inner {
                Value::Null => one,
                inner => changed(one, json!({ "act": inner })),
            }
        })
    }
    let chain = |id: &str, description: &str, depth: usize, act: Value| {
        let token = but(
            &researcher(),
            json!({ "delegation_depth": depth, "act": actor("researcher-2", act) }),
        );
        case(&format!("history-{id}"), &source, description).token(token.mint())
    };
    let numbered = |count| prior(count, |number| agent(&format!("agent-{number}")));
    vec![
        chain(
            "shorter",
            "A tenant has changed its generation: of what was before nothing is known.",
            3,
            Value::Null,
        )
        .accept(),
        chain("as-deep", "As many actors as delegations.", 3, numbered(2)).accept(),
        chain("one-more", "One more, the client.", 4, numbered(4)).accept(),
        chain(
            "one-more-than-allowed",
            "With the client there are more than the gate allows.",
            5,
            numbered(5),
        )
        .deny("depth_exceeded"),
        chain("two-more", "Two more can't be.", 2, numbered(3)).deny("actor_malformed"),
        chain(
            "two-more-of-one",
            "Two more can't be, of one.",
            1,
            numbered(2),
        )
        .deny("actor_malformed"),
        chain(
            "six-deep",
            "More delegations than the gate allows.",
            6,
            numbered(3),
        )
        .deny("depth_exceeded"),
        chain(
            "sixteen",
            "Sixteen actors are a chain of ZeroID's, and more than any gate allows.",
            16,
            numbered(15),
        )
        .deny("depth_exceeded"),
        chain("seventeen", "Seventeen are not.", 17, numbered(16)).deny("actor_malformed"),
        chain(
            "repeats",
            "Who acts twice stands there twice.",
            4,
            prior(3, |number| agent(["a", "b"][number % 2])),
        )
        .accept(),
        chain(
            "url",
            "A client that is a URL.",
            2,
            json!({ "sub": "https://client.example/metadata.json" }),
        )
        .accept(),
        chain(
            "of-another-account",
            "A prior actor is history, whoever it was.",
            2,
            json!({ "sub": "spiffe://agents.example.com/acct-2/proj-1/agent/x" }),
        )
        .accept(),
        chain(
            "attributes",
            "A prior actor with attributes.",
            2,
            json!({ "sub": agent("planner-1"), "trust_level": "first_party" }),
        )
        .deny("actor_malformed"),
        chain(
            "iss",
            "A prior actor with an issuer.",
            2,
            json!({ "sub": agent("planner-1"), "iss": "https://other.example" }),
        )
        .deny("actor_untrusted"),
        chain(
            "deep-attributes",
            "The innermost one with attributes.",
            3,
            json!({ "sub": "a", "act": { "sub": "b", "identity_type": "agent" } }),
        )
        .deny("actor_malformed"),
        chain(
            "sub-empty",
            "A prior actor without a name.",
            2,
            json!({ "sub": "" }),
        )
        .deny("actor_malformed"),
        chain(
            "array",
            "Prior actors as an array.",
            2,
            json!([{ "sub": "a" }]),
        )
        .deny("actor_malformed"),
        chain("string", "A prior actor as a string.", 2, json!("a")).deny("actor_malformed"),
    ]
}

/// A user has approved what an agent asked for, whose token is stepped up.
fn step_up() -> Vec<Case> {
    let source = "ZeroID: CIBA with `requesting_token`";
    let approve = |token: &AccessToken| {
        but(
            token,
            json!({ "grant_type": CIBA, "token_exchange": "ciba", "authorization_details": [] }),
        )
    };
    let outside = json!({ "identity_type": "agent", "external_id": "researcher-2", "trust_level": "first_party", "client_id": "desk" });
    let step_up = |id: &str, description: &str, token: &AccessToken, change: Value| {
        case(&format!("rfc8693-step-up-{id}"), source, description)
            .token(but(&approve(token), change).mint())
    };
    vec![
        step_up("delegated", "The chain stays.", &researcher(), json!({})).accept_as(json!({ "principal": who("user-alice"), "actor": who(&agent("researcher-2")), "attributes": { "accountId": "acct-1", "externalId": "researcher-2", "generation": "rfc8693", "grantType": "urn:openid:params:grant-type:ciba", "identityType": "agent", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "owner": "user-bob", "principalType": "user", "projectId": "proj-1", "subType": "tool_agent", "trustLevel": "unverified" } })),
        step_up("described", "And may be described outside of `act`, too, where it is not read.", &researcher(), outside).accept_as(json!({ "actor": who(&agent("researcher-2")), "clientId": "desk", "attributes": { "accountId": "acct-1", "externalId": "researcher-2", "generation": "rfc8693", "grantType": "urn:openid:params:grant-type:ciba", "identityType": "agent", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "owner": "user-bob", "principalType": "user", "projectId": "proj-1", "subType": "tool_agent", "trustLevel": "unverified" } })),
        step_up("workload", "ZeroID says `user` of a workload's chain: it stays a workload.", &of_workload(), json!({ "principal_type": "user" })).accept_as(json!({ "principal": who(&agent("planner-1")), "attributes": { "accountId": "acct-1", "externalId": "researcher-2", "generation": "rfc8693", "grantType": "urn:openid:params:grant-type:ciba", "identityType": "agent", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "owner": "user-bob", "principalType": "workload", "projectId": "proj-1", "subType": "tool_agent", "trustLevel": "unverified" } })),
        step_up("workload-root", "The same of one that acts itself.", &root(), json!({ "principal_type": "user" })).accept_as(json!({ "actor": who(&agent("planner-1")), "attributes": { "accountId": "acct-1", "externalId": "planner-1", "generation": "rfc8693", "grantType": "urn:openid:params:grant-type:ciba", "identityType": "agent", "missionId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "owner": "user-alice", "principalType": "workload", "projectId": "proj-1", "subType": "orchestrator", "trustLevel": "first_party" } })),
        step_up("workload-of-another-tenant", "Of this tenant only.", &of_workload(), json!({ "principal_type": "user", "sub": "spiffe://agents.example.com/acct-2/proj-1/agent/planner-1" })).deny("claim_invalid"),
        step_up("user", "A user in person.", &user(), json!({})).accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        step_up("user-without-issuer", "A user of nobody's.", &user(), json!({ "user_id_iss": null })).deny("claim_missing"),
        step_up("limited", "With limits.", &researcher(), json!({ "authorization_details": [{ "type": "tool_call" }] })).deny("claim_invalid"),
        step_up("cross-tenant", "An actor of another tenant.", &researcher(), json!({ "act": changed(actor("researcher-2", Value::Null), json!({ "sub": "spiffe://agents.example.com/acct-2/proj-1/agent/researcher-2" })) })).deny("actor_malformed"),
    ]
}
