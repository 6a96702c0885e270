//! What a chain has to look like, where agents are known by their keys or by what the operator calls those.

use super::*;

const SHAPES: &str = "Narrowgate: shapes of chains";

/// Principal, and a name for the first two agents.
fn names() -> Value {
    json!({
        "principal": "alice",
        "agents": { agent(0).thumbprint(): "monitoring-agent", agent(1).thumbprint(): "remediation-agent" },
    })
}

fn keys_alone() -> Value {
    json!({ "principal": "alice" })
}

fn by(
    id: &str,
    description: &str,
    profile: Value,
    issuer: Value,
    wish: Value,
    tokens: &[Linked],
) -> Case {
    let mut config = gate(profile);
    config["issuers"][0] = changed(config["issuers"][0].clone(), issuer);
    call(id, SHAPES, description, tokens).with("config", changed(config, json!({ "chain": wish })))
}

pub(super) fn cases() -> Vec<Case> {
    let within = |id: &str, description: &str, profile: Value, tokens: &[Linked]| {
        let wish = json!({ "within": "issuer" });
        by(id, description, profile, json!({}), wish, tokens)
    };
    let lists =
        |id: &str, description: &str, profile: Value, subjects: Value, tokens: &[Linked]| {
            let issuer = json!({ "mayNotDelegate": subjects });
            by(id, description, profile, issuer, json!({}), tokens)
        };
    let (out, denied) = ("chain_out_of_bounds", "delegation_not_allowed");
    let to_itself = [root(), root().child(&agent(0))];
    let key = |number: u8| json!([thumbprint_uri(&agent(number))]);
    vec![
        within(
            "issuer-root",
            "The issuer confirmed the first agent's key.",
            keys_alone(),
            &chain(1),
        )
        .accept(),
        within(
            "issuer-key",
            "The key of the second agent is nobody's whom the issuer named.",
            keys_alone(),
            &chain(2),
        )
        .deny(out),
        within(
            "issuer-to-itself",
            "The first agent's key again.",
            keys_alone(),
            &to_itself,
        )
        .accept(),
        within(
            "issuer-names",
            "The operator named both.",
            names(),
            &chain(2),
        )
        .accept(),
        within(
            "issuer-names-not-all",
            "But not the third.",
            names(),
            &chain(3),
        )
        .deny(out),
        lists(
            "delegates-unlisted",
            "Both who have delegated have names, and are not listed.",
            names(),
            json!(["deployment-agent"]),
            &chain(3),
        )
        .accept(),
        lists(
            "delegates-listed",
            "The second one is listed.",
            names(),
            json!(["remediation-agent"]),
            &chain(3),
        )
        .deny(denied),
        lists(
            "delegates-last",
            "The one who acts now.",
            names(),
            json!(["remediation-agent"]),
            &chain(2),
        )
        .accept(),
        lists(
            "delegates-key-alone",
            "The third has delegated, and may be anybody.",
            names(),
            json!(["deployment-agent"]),
            &chain(4),
        )
        .deny(denied),
        lists(
            "delegates-root-key-alone",
            "So may the first one.",
            keys_alone(),
            json!(["deployment-agent"]),
            &chain(2),
        )
        .deny(denied),
        lists(
            "delegates-by-key",
            "A key is listed.",
            keys_alone(),
            key(1),
            &chain(3),
        )
        .deny(denied),
        lists(
            "delegates-by-key-of-a-name",
            "The key of an agent that has a name.",
            names(),
            key(0),
            &chain(2),
        )
        .deny(denied),
        lists(
            "delegates-by-other-key",
            "Keys alone are listed, and these are others.",
            keys_alone(),
            key(2),
            &chain(3),
        )
        .accept(),
    ]
}
