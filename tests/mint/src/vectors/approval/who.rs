//! By whom: anybody whom the issuer lets approve, but for those who act.

use super::*;
use crate::kinds;

pub(super) fn cases() -> Vec<Case> {
    [names(), subjects(), workloads(), unnamed()]
        .into_iter()
        .flatten()
        .collect()
}

const WHO: &str = "Nobody approves what they do themselves";

fn says(who: &str) -> Proof {
    good().claim("sub", string(who))
}

pub(super) fn accepted(case: Case, issuer: &str, who: &str) -> Case {
    case.accept_as(json!({ "approval": { "approver": { "issuer": issuer, "subject": who } } }))
}

fn names() -> Vec<Case> {
    let who = |id: &str, description: &str, who: &str| with(id, WHO, description, &says(who));
    let history = access_token(&key()).actor("agent-0").actor("agent");
    let of = |id: &str, description: &str, token: &AccessToken, who: &str| {
        by(case(id, WHO, description), token, &says(who))
    };
    let parents = |id: &str, description: &str, who: &str| {
        let root = access_token(&key());
        let first = root
            .clone()
            .actor("agent-0")
            .client("broker")
            .issued(NOW - 50)
            .expires(NOW + 500);
        let second = first
            .clone()
            .actor("agent")
            .client("desk")
            .issued(NOW - 40)
            .expires(NOW + 400);
        let mut shown = presented(&second, &[says(who).mint()], &[answer(&remembered(), true)]);
        shown["parents"] = json!([root.mint(), first.mint()]);
        case(id, WHO, description).with("presented", shown)
    };
    vec![
        accepted(who("who-other", "Another person.", "bob"), APPROVALS, "bob"),
        accepted(
            who(
                "who-principal",
                "The user for whom the agent acts: who is asked, mostly.",
                "alice",
            ),
            APPROVALS,
            "alice",
        ),
        who("who-actor", "The agent itself.", "agent").deny("approver_not_allowed"),
        who("who-client", "The client that has the token.", "desk").deny("approver_not_allowed"),
        accepted(
            who(
                "who-case",
                "A name in another spelling is another name.",
                "Agent",
            ),
            APPROVALS,
            "Agent",
        ),
        of(
            "who-prior",
            "An agent that acted before.",
            &history,
            "agent-0",
        )
        .deny("approver_not_allowed"),
        accepted(
            of(
                "who-principal-of-history",
                "The user, behind two agents.",
                &history,
                "alice",
            ),
            APPROVALS,
            "alice",
        ),
        accepted(
            parents("who-lineage", "A lineage, and a person.", "bob"),
            APPROVALS,
            "bob",
        ),
        parents("who-lineage-actor", "An agent of the lineage.", "agent-0")
            .deny("approver_not_allowed"),
        parents("who-lineage-client", "The client of a parent.", "broker")
            .deny("approver_not_allowed"),
    ]
}

/// Where it is known whose subjects approve, a name of another issuer is another name.
fn subjects() -> Vec<Case> {
    let of =
        |issuer: &str| config_of(json!({ "profile": { "approval": { "subjectsOf": issuer } } }));
    let case = |id: &str, description: &str, issuer: &str, who: &str| {
        with(id, WHO, description, &says(who)).with("config", of(issuer))
    };
    vec![
        accepted(
            case(
                "subjects-other",
                "A user of the issuer of tokens.",
                ISSUER,
                "bob",
            ),
            ISSUER,
            "bob",
        ),
        accepted(
            case("subjects-principal", "The principal.", ISSUER, "alice"),
            ISSUER,
            "alice",
        ),
        case("subjects-actor", "The agent.", ISSUER, "agent").deny("approver_not_allowed"),
        case("subjects-client", "The client.", ISSUER, "desk").deny("approver_not_allowed"),
        accepted(
            case(
                "subjects-namesake",
                "Somebody of another issuer who has the agent's name.",
                "https://idp.example",
                "agent",
            ),
            "https://idp.example",
            "agent",
        ),
        accepted(
            case(
                "subjects-own",
                "Of names of its own, said aloud.",
                APPROVALS,
                "agent",
            ),
            APPROVALS,
            "agent",
        ),
    ]
}

/// A workload is the same one, whoever names it.
fn workloads() -> Vec<Case> {
    let agent_id = "spiffe://as.example/agent";
    let domain = "spiffe://as.example";
    let kind = kinds::named("jwt-svid");
    let config_of = |settings: Value| {
        let mut config = kind.config();
        for member in ["tools", "requiredScopes", "policies"] {
            config[member] = config_by(POLICIES)[member].clone();
        }
        config["issuers"]
            .as_array_mut()
            .expect("issuers")
            .push(approvals(json!({ "profile": { "approval": settings } })));
        config
    };
    let workload = json!({ "issuer": domain, "subject": agent_id });
    let call = changed(asked(), json!({ "actor": workload, "principal": workload }));
    let case = |id: &str, description: &str, settings: Value, who: &str| {
        let approval = approval(&approver(), &call_hash(&call)).claim("sub", string(who));
        by(case(id, WHO, description), &kind.token(), &approval).with("config", config_of(settings))
    };
    let of_other = json!({ "subjectsOf": "https://idp.example" });
    vec![
        accepted(
            case(
                "workload-person",
                "A person, for a workload that acts itself.",
                json!({}),
                "bob",
            ),
            APPROVALS,
            "bob",
        ),
        case("workload-itself", "The workload.", json!({}), agent_id).deny("approver_not_allowed"),
        case(
            "workload-elsewhere",
            "The workload, by another issuer's word.",
            of_other.clone(),
            agent_id,
        )
        .deny("approver_not_allowed"),
        accepted(
            case(
                "workload-other",
                "Another workload.",
                of_other,
                "spiffe://as.example/clerk",
            ),
            "https://idp.example",
            "spiffe://as.example/clerk",
        ),
    ]
}

/// Older tokens of ZeroID count their agents and name the last two.
fn unnamed() -> Vec<Case> {
    let kind = kinds::named("zeroid-legacy");
    let agent = |name: &str| format!("spiffe://agents.example.com/acct-1/proj-1/agent/{name}");
    let exchanged = |depth: u32| {
        kind.token()
            .claim("grant_type", "\"token_exchange\"")
            .claim("delegation_depth", depth.to_string())
            .claim("act", json!({ "sub": agent("planner-0") }).to_string())
    };
    let mut config = kind.config();
    for member in ["tools", "requiredScopes", "policies"] {
        config[member] = config_by(POLICIES)[member].clone();
    }
    config["issuers"]
        .as_array_mut()
        .expect("issuers")
        .push(approvals(json!({})));
    let call = changed(
        asked(),
        json!({ "actor": { "issuer": kinds::ISSUER, "subject": agent("planner-1") }, "principal": null }),
    );
    let approval = approval(&approver(), &call_hash(&call));
    let case = |id: &str, description: &str, depth: u32| {
        by(case(id, WHO, description), &exchanged(depth), &approval).with("config", config.clone())
    };
    vec![
        case(
            "unnamed",
            "An agent is counted and not named: it could be who approves.",
            3,
        )
        .deny("approver_not_allowed"),
    ]
}
