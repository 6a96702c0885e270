//! A child's `client_id` is its delegator's word: no policy, no bound of chains and no list of the operator's takes it for a name.

use super::call::{call, gate};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [policies(), bounds(), delegators(), lengths()]
        .into_iter()
        .flatten()
        .collect()
}

const REMEDIATION: &str = "remediation-agent";

/// A child that its delegator calls like an agent of the issuer's, under this policy.
fn by_policy(id: &str, description: &str, settings: Value, policy: &str) -> Case {
    let policies = json!({ "policies": format!("@id(\"remediation\") {policy}") });
    let config = changed(gate(settings, &["crm.read"]), policies);
    let named = child().claim("client_id", REMEDIATION);
    call(
        id,
        BOUND,
        description,
        config,
        &[&root(), &named],
        json!({}),
    )
}

fn policies() -> Vec<Case> {
    let believed = || json!({ "believeAgentNames": true });
    let by_name =
        "permit (principal == Agent::\"https://as.example remediation-agent\", action, resource);";
    let by_subject = "permit (principal, action, resource) when { principal.subject == \"remediation-agent\" && context.token.issuer == \"https://as.example\" };";
    let by_client = "permit (principal, action, resource) when { context.token has client_id && context.token.client_id == \"remediation-agent\" };";
    let by_key = format!(
        "permit (principal == Agent::\"{ISSUER} {}\", action, resource);",
        key_name(1)
    );
    vec![
        by_policy("call-by-a-borrowed-name", "An agent that its delegator calls like one that a policy permits.", json!({}), by_name).deny("policy_denied"),
        by_policy("call-by-a-believed-name", "The same, where delegators are believed.", believed(), by_name).accept_as(json!({ "policies": ["remediation"] })),
        by_policy("policy-subject-of-delegator", "The same, by a policy that compares the subject and the token's issuer.", json!({}), by_subject).deny("policy_denied"),
        by_policy("policy-subject-believed", "The same, where delegators are believed.", believed(), by_subject).accept(),
        by_policy("policy-client-id-of-delegator", "The same, by a policy that compares the client.", json!({}), by_client).deny("policy_denied"),
        by_policy("policy-client-id-believed", "The same, where delegators are believed.", believed(), by_client).accept_as(json!({ "clientId": REMEDIATION })),
        by_policy("policy-key-of-agent", "A policy that names the agent by its key.", json!({}), &by_key).accept(),
        {
            let client = json!({ "policies": "permit (principal, action, resource) when { context.token has client_id && context.token.client_id == \"orchestrator\" };" });
            call("policy-client-id-of-issuer", BOUND, "The root's client is the issuer's word.", changed(gate(json!({}), &["crm.read"]), client), &[&root()], json!({})).accept_as(json!({ "clientId": "orchestrator" }))
        },
        by_policy("policy-client-id-unasked", "Not every token has a client: a policy has to ask.", json!({}), "permit (principal, action, resource) when { context.token.client_id == \"remediation-agent\" };").config_error("policies"),
        by_policy("policy-client-id-unasked-believed", "Every token has one, where delegators are believed.", believed(), "permit (principal, action, resource) when { context.token.client_id == \"remediation-agent\" };").accept(),
        by_policy("policy-forbids-prior-key", "What an agent is forbidden, it is also for the one it delegates to, by `prior_actors`.", json!({}), "permit (principal, action, resource); forbid (principal, action, resource) when { context.delegation.prior_actors.contains(Agent::\"https://as.example orchestrator\") };").deny("policy_forbidden"),
        {
            let to_itself = root().child(&holder(0)).claim("client_id", "orchestrator").scopes(&["crm.read"]);
            let policies = json!({ "policies": "permit (principal, action, resource); forbid (principal == Agent::\"https://as.example orchestrator\", action, resource);" });
            call("policy-forbids-principal-alone", BOUND, "An agent sheds what is forbidden to its name alone: it derives a token for itself.", changed(gate(json!({}), &["crm.read"]), policies), &[&root(), &to_itself], json!({})).accept()
        },
    ]
}

/// A gate whose issuer has these settings, and that asks this of chains.
fn wishes(profile: Value, issuer: Value, chain: Value) -> Value {
    let mut config = takes(profile);
    config["issuers"][0] = changed(config["issuers"][0].clone(), issuer);
    changed(config, json!({ "chain": chain }))
}

fn bounds() -> Vec<Case> {
    let out = "chain_out_of_bounds";
    let by = |id: &str, description: &str, profile: Value, within: &str, tokens: &[&Delegation]| {
        chain(id, "Narrowgate: shapes of chains", description, tokens).with(
            "config",
            wishes(profile, json!({}), json!({ "within": within })),
        )
    };
    let believed = || json!({ "believeAgentNames": true });
    let domain_root = root()
        .claim("sub", "spiffe://example.org/user/alice")
        .claim("client_id", "spiffe://example.org/agent/0");
    let domain_child = domain_root
        .child(&holder(1))
        .claim("client_id", "spiffe://example.org/agent/1");
    let to_itself = root().child(&holder(0));
    vec![
        by(
            "within-domain-of-root",
            "The issuer's names.",
            json!({}),
            "trust-domain",
            &[&domain_root],
        )
        .accept(),
        by(
            "within-domain-of-delegator",
            "A workload of the trust domain that a delegator invented.",
            json!({}),
            "trust-domain",
            &[&domain_root, &domain_child],
        )
        .deny(out),
        by(
            "within-domain-believed",
            "The operator believes delegators.",
            believed(),
            "trust-domain",
            &[&domain_root, &domain_child],
        )
        .accept(),
        by(
            "within-issuer-of-root",
            "Principal and agent of one issuer.",
            json!({}),
            "issuer",
            &[&root()],
        )
        .accept(),
        by(
            "within-issuer-of-delegator",
            "Whom a delegator named is nobody whom the issuer named.",
            json!({}),
            "issuer",
            &[&root(), &child()],
        )
        .deny(out),
        by(
            "within-issuer-of-delegators",
            "Nor is the one after it.",
            json!({}),
            "issuer",
            &[&root(), &child(), &grandchild()],
        )
        .deny(out),
        by(
            "within-issuer-believed",
            "The operator believes delegators.",
            believed(),
            "issuer",
            &[&root(), &child()],
        )
        .accept(),
        by(
            "within-issuer-to-itself",
            "The issuer confirmed this very key.",
            json!({}),
            "issuer",
            &[&root(), &to_itself],
        )
        .accept(),
    ]
}

fn delegators() -> Vec<Case> {
    let denied = "delegation_not_allowed";
    let by = |id: &str, description: &str, profile: Value, listed: &str, tokens: &[&Delegation]| {
        chain(id, "Narrowgate: shapes of chains", description, tokens).with(
            "config",
            wishes(profile, json!({ "mayNotDelegate": [listed] }), json!({})),
        )
    };
    let believed = || json!({ "believeAgentNames": true });
    let (root, child, grandchild) = (root(), child(), grandchild());
    let three = [&root, &child, &grandchild];
    vec![
        by(
            "delegates-root",
            "The root's agent is listed, and has delegated.",
            json!({}),
            "orchestrator",
            &three[..2],
        )
        .deny(denied),
        by(
            "delegates-other",
            "The root's agent is not listed.",
            json!({}),
            "agent-1",
            &three[..2],
        )
        .accept(),
        by(
            "delegates-claimed-name",
            "A delegator is known by its key alone, and some may not delegate.",
            json!({}),
            "agent-1",
            &three,
        )
        .deny(denied),
        by(
            "delegates-any-key",
            "Whatever its own delegator called it.",
            json!({}),
            "somebody",
            &three,
        )
        .deny(denied),
        by(
            "delegates-key",
            "A key is listed, and has delegated.",
            json!({}),
            &key_name(1),
            &three,
        )
        .deny(denied),
        by(
            "delegates-key-of-root",
            "The key of the root's agent is listed.",
            json!({}),
            &key_name(0),
            &three[..2],
        )
        .deny(denied),
        by(
            "delegates-other-key",
            "Where keys alone are listed, another key is another one.",
            json!({}),
            &key_name(2),
            &three,
        )
        .accept(),
        by(
            "delegates-believed",
            "A believed name that is not listed.",
            believed(),
            "somebody",
            &three,
        )
        .accept(),
        by(
            "delegates-believed-listed",
            "A believed name that is.",
            believed(),
            "agent-1",
            &three,
        )
        .deny(denied),
    ]
}

fn lengths() -> Vec<Case> {
    let long = |length: usize| Value::String("x".repeat(length));
    let mut cases = Vec::new();
    for claim in ["jti", "client_id"] {
        let named = |which: &str| format!("{which}-{}-too-long", claim.replace('_', "-"));
        let root = root().claim(claim, long(257));
        cases.push(
            chain(
                &named("root"),
                FORMAT,
                "A name of more than 256 bytes.",
                &[&root],
            )
            .deny("claim_invalid"),
        );
        cases.push(
            pair(
                &named("child"),
                FORMAT,
                "A name of more than 256 bytes.",
                |child| child.claim(claim, long(257)),
            )
            .deny_at(2, "claim_invalid"),
        );
        let longest = format!("{}-longest", claim.replace('_', "-"));
        cases.push(
            pair(&longest, FORMAT, "A name of 256 bytes.", |child| {
                child.claim(claim, long(256))
            })
            .accept(),
        );
    }
    cases
}
