//! The operator's settings: who the agents are, on whose behalf, and what makes no gate.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [named_parties(), policies(), refused()]
        .into_iter()
        .flatten()
        .collect()
}

fn party(subject: &str) -> Value {
    json!({ "issuer": ISSUER, "subject": subject })
}

fn names() -> Value {
    json!({
        "principal": "alice",
        "agents": { agent(0).thumbprint(): "monitoring-agent", agent(1).thumbprint(): "remediation-agent" },
    })
}

fn named_parties() -> Vec<Case> {
    let source = &section("3.2");
    let with = |id: &str, description: &str, tokens: u8| {
        call(id, source, description, &chain(tokens)).with("config", gate(names()))
    };
    vec![
        with("names", "Principal and agents have names.", 2).accept_as(json!({
            "principal": party("alice"),
            "actor": party("remediation-agent"),
            "chain": [
                changed(party("alice"), json!({ "evidence": "asserted" })),
                changed(party("monitoring-agent"), json!({ "evidence": "signed", "tools": ["ping", "read-file", "set"], "tokenId": "l-0", "expiresAt": NOW + 600, "keyThumbprint": agent(0).thumbprint() })),
                changed(party("remediation-agent"), json!({ "evidence": "signed", "tools": ["ping", "read-file", "set"], "tokenId": "l-1", "expiresAt": NOW + 600, "keyThumbprint": agent(1).thumbprint() })),
            ],
        })),
        with("names-not-all", "One has none.", 3).accept_as(json!({ "actor": named(2) })),
    ]
}

fn policies() -> Vec<Case> {
    let source = "Cedar: the agent is the principal of the request";
    let with = |id: &str, description: &str, settings: Value, policies: &str| {
        call(id, source, description, &chain(2)).with(
            "config",
            changed(gate(settings), json!({ "policies": policies })),
        )
    };
    let who = |name: &str| {
        format!(r#"permit (principal == Agent::"{ISSUER} {name}", action, resource);"#)
    };
    vec![
        with(
            "policy-by-name",
            "An agent that has a name.",
            names(),
            &who("remediation-agent"),
        )
        .accept(),
        with(
            "policy-of-another",
            "The agent that delegated to it.",
            names(),
            &who("monitoring-agent"),
        )
        .deny("policy_denied"),
        with(
            "policy-by-key",
            "An agent that has none.",
            json!({}),
            &who(&thumbprint_uri(&agent(1))),
        )
        .accept(),
    ]
}

fn refused() -> Vec<Case> {
    let source = "Configuration: a mistake of the operator is never a denial";
    let with = |id: &str, description: &str, config: Value, path: &str| {
        call(&format!("config-{id}"), source, description, &chain(1))
            .with("config", config)
            .config_error(path)
    };
    let profile = |id: &str, description: &str, settings: Value, member: &str| {
        with(
            id,
            description,
            gate(settings),
            &format!("issuers[0].profile.aat-01.{member}"),
        )
    };
    let raw = |id: &str, description: &str, profile: Value, path: &str| {
        let issuer = changed(trusted(json!({})), json!({ "profile": profile }));
        with(
            id,
            description,
            changed(gate(json!({})), json!({ "issuers": [issuer] })),
            path,
        )
    };
    let typ = |id: &str, typ: &str| {
        profile(
            &format!("typ-{id}"),
            &format!("`typ` is `{typ}`."),
            json!({ "typ": typ }),
            "typ",
        )
    };
    let agents = |id: &str, description: &str, thumbprint: &str, name: &str| {
        profile(
            &format!("agents-{id}"),
            description,
            json!({ "agents": { thumbprint: name } }),
            "agents",
        )
    };
    let thumbprint = agent(0).thumbprint();
    vec![
        raw(
            "no-typ",
            "No `typ`.",
            json!({ "aat-01": {} }),
            "issuers[0].profile.aat-01",
        ),
        raw(
            "no-settings",
            "No settings.",
            json!("aat-01"),
            "issuers[0].profile.aat-01",
        ),
        raw(
            "unknown-setting",
            "A setting that is not known.",
            json!({ "aat-01": { "typ": "aat+jwt", "type": "x" } }),
            "issuers[0].profile.aat-01.type",
        ),
        raw(
            "another-draft",
            "A later draft is another profile.",
            json!({ "aat-02": { "typ": "aat+jwt" } }),
            "issuers[0].profile",
        ),
        typ("empty", ""),
        typ("jwt", "JWT"),
        typ("media-type", "application/jwt"),
        typ("access-token", "at+jwt"),
        typ("access-token-case", "application/AT+JWT"),
        typ("proof", "dpop+jwt"),
        typ("own-proof", "aat-pop+jwt"),
        typ("space", "aat jwt"),
        profile(
            "principal-empty",
            "A principal without a name.",
            json!({ "principal": "" }),
            "principal",
        ),
        profile(
            "principal-no-uri",
            "A name with a colon that is no URI.",
            json!({ "principal": "a b:c" }),
            "principal",
        ),
        agents("short", "A thumbprint that is too short.", "abc", "a"),
        agents(
            "uri",
            "A thumbprint URI in place of a thumbprint.",
            &thumbprint_uri(&agent(0)),
            "a",
        ),
        agents("name-empty", "An agent without a name.", &thumbprint, ""),
        agents(
            "name-uri",
            "An agent with the name of somebody's key.",
            &thumbprint,
            &thumbprint_uri(&agent(1)),
        ),
        with(
            "no-proofs",
            "Nobody said which proofs are taken.",
            without_proofs(),
            "proofs",
        ),
        with(
            "audience-of-issuer",
            "The tokens are not addressed.",
            changed(
                gate(json!({})),
                json!({ "issuers": [changed(trusted(json!({})), json!({ "audience": "a" }))] }),
            ),
            "issuers[0].audience",
        ),
        with(
            "no-principal",
            "A policy relies on a principal that nobody names.",
            changed(
                gate(json!({})),
                json!({ "policies": r#"permit (principal, action, resource) when { context.principal == User::"a b" };"# }),
            ),
            "policies",
        ),
    ]
}

fn without_proofs() -> Value {
    let mut config = gate(json!({}));
    let members = config.as_object_mut().expect("an object");
    members.remove("proofs");
    config
}
