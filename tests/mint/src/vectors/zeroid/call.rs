//! Tool calls: what a policy sees of the parties.

use super::super::policy::tool;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    let call = |id: &str, description: &str, token: &AccessToken, name: &str| {
        at(Case::new("authorize", id, "The whole", description), NOW)
            .with("config", changed(config_with(json!({})), json!({
                "tools": [tool("read", json!({})), tool("for-alice", json!({})), tool("for-users", json!({}))],
                "requiredScopes": { "read": ["docs:read"], "for-alice": ["docs:read"], "for-users": [] },
                "policies": POLICIES,
            })))
            .token(token.mint())
            .with("request", json!({ "tool": name, "input": {} }))
    };
    vec![
        call("call-by-agent", "An agent by itself.", &planner(), "read")
            .accept_as(json!({ "policies": ["agents-read"] })),
        call(
            "call-by-delegated-agent",
            "One to which another has delegated.",
            &fetcher(),
            "read",
        )
        .accept_as(json!({ "policies": ["agents-read"] })),
        call(
            "call-for-user",
            "One that acts for a user.",
            &researcher(),
            "read",
        )
        .accept_as(json!({ "policies": ["agents-read"] })),
        call("call-for-alice", "For alice.", &researcher(), "for-alice")
            .accept_as(json!({ "policies": ["for-alice"] })),
        call(
            "call-for-nobody",
            "On whose behalf is not known, so it is not for alice.",
            &fetcher(),
            "for-alice",
        )
        .deny("policy_denied"),
        call(
            "call-for-unknown",
            "`sub` is alice, and ZeroID does not know on whose behalf.",
            &but(&researcher(), json!({ "principal_type": "unknown" })),
            "for-alice",
        )
        .deny("policy_denied"),
        call(
            "call-by-key-of-alice",
            "alice made the key, and does not act by it.",
            &api_key(),
            "for-users",
        )
        .deny("policy_denied"),
        call(
            "call-by-alice",
            "alice in person.",
            &signed_in(),
            "for-users",
        )
        .accept_as(json!({ "policies": ["users"] })),
        call(
            "call-by-tainted",
            "A prior actor is forbidden.",
            &but(
                &researcher(),
                json!({ "act": actor("researcher-2", json!({ "sub": agent("scanner-9") })) }),
            ),
            "read",
        )
        .deny("policy_forbidden"),
        call(
            "call-by-tainted-legacy",
            "The one who delegated is.",
            &but(&fetcher(), json!({ "act": { "sub": agent("scanner-9") } })),
            "read",
        )
        .deny("policy_forbidden"),
        call(
            "call-scope-case",
            "A scope in other letter case is another.",
            &but(&planner(), json!({ "scopes": ["Docs:read"] })),
            "read",
        )
        .deny("scope_insufficient"),
        call(
            "call-scope-injected",
            "`scope` grants nothing.",
            &but(&planner(), json!({ "scopes": null, "scope": "docs:read" })),
            "read",
        )
        .deny("scope_insufficient"),
    ]
}

const POLICIES: &str = r#"@id("agents-read") permit (principal is Agent, action == Action::"read", resource);
@id("for-alice") permit (principal is Agent, action == Action::"for-alice", resource)
  when { context.delegation has principal && context.delegation.principal == User::"https://auth.example.com user-alice" };
@id("users") permit (principal is User, action == Action::"for-users", resource);
@id("scanners-taint") forbid (principal, action, resource)
  when { context.delegation.prior_actors.contains(Agent::"https://auth.example.com spiffe://agents.example.com/acct-1/proj-1/agent/scanner-9") };"#;
