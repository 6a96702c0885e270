//! Auth0: both token profiles, both authorities, agents.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("auth0"),
        source: "Auth0, \"Access Token Profiles\"",
    };
    let rfc9068 = Of {
        kind: named("auth0-rfc9068"),
        source: of.source,
    };
    let agents = Of {
        kind: named("auth0"),
        source: "Auth0, \"Agent Identity in Tokens\"",
    };
    [
        authority(&of, &rfc9068),
        parties(&agents),
        of.types(&[
            ("absent", None),
            ("at-jwt", Some("\"at+jwt\"")),
            ("lower-case", Some("\"jwt\"")),
        ]),
        rfc9068.types(&[
            ("absent", None),
            ("jwt", Some("\"JWT\"")),
            ("media-type", Some("\"application/at+jwt\"")),
        ]),
        of.other_kinds(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn settings(profile: &str, authority: &str, actor: &str) -> Value {
    json!({ "auth0": { "tokenProfile": profile, "authority": authority, "actor": actor } })
}

fn authority(of: &Of, rfc9068: &Of) -> Vec<Case> {
    let permissions = settings("auth0", "permissions", "none");
    let both = of.token().claim("permissions", r#"["files:write"]"#);
    let wrong = |id: &str, json: &str| {
        of.with(
            &format!("permissions-{id}"),
            "The wrong type.",
            permissions.clone(),
            &both.clone().claim("permissions", json),
        )
        .deny("scope_malformed")
    };
    vec![
        of.case("accept", "A user's: `azp` is the client, and there is no id.", &of.token()).accept_as(json!({
            "principal": identity("auth0|6553da60a54af58e29493993"), "clientId": "desk", "tokenId": null, "scopes": ["files:read"],
        })),
        rfc9068.case("accept", "The other token profile.", &rfc9068.token()).accept_as(json!({ "clientId": "desk", "tokenId": "t-0" })),
        of.case("accept-scope-alone", "Scopes are the authority: permissions add nothing.", &both).accept_as(json!({ "scopes": ["files:read"] })),
        of.with("accept-permissions-alone", "Permissions are the authority: scopes add nothing.", permissions.clone(), &both).accept_as(json!({ "scopes": ["files:write"] })),
        of.with("accept-no-permissions", "None.", permissions.clone(), &both.clone().claim("permissions", "[]")).accept_as(json!({ "scopes": [] })),
        of.with("permissions-absent", "No other claim takes their place.", permissions.clone(), &of.token()).deny("claim_missing"),
        of.case("scope-absent", "No other claim takes its place.", &both.clone().without("scope")).deny("claim_missing"),
        wrong("string", "\"files:write\""),
        wrong("null", "null"),
        wrong("numbers", "[1]"),
        wrong("with-space", r#"["files:write files:read"]"#),
        of.case("client-id-instead-of-azp", "The client of the other token profile.", &of.token().without("azp").client("desk")).deny("claim_missing"),
        rfc9068.case("azp-instead-of-client-id", "The client of the other token profile.", &rfc9068.token().without("client_id").claim("azp", "\"desk\"")).deny("claim_missing"),
        rfc9068.case("jti-absent", "This token profile has it.", &rfc9068.token().without("jti")).deny("claim_missing"),
        of.case("org-id-number", "The wrong type.", &of.token().claim("org_id", "1")).deny("claim_invalid"),
    ]
}

fn parties(of: &Of) -> Vec<Case> {
    let act = settings("auth0", "scope", "act");
    let client = settings("auth0", "scope", "client");
    let chain = r#"{"sub":"agt_1a2b3c","sub_profile":"ai_agent","client_id":"desk","act":{"sub":"spa","sub_profile":"browser_app"}}"#;
    let machine = of
        .token()
        .subject("desk@clients")
        .claim("gty", "\"client-credentials\"");
    let agent = of
        .token()
        .subject("agt_1a2b3c")
        .claim("sub_profile", "\"ai_agent\"")
        .claim("client_profile", "\"service ai_agent\"");
    vec![
        of.with("accept-act", "The agent in `act`, and before it the application.", act.clone(), &of.token().claim("act", chain)).accept_as(json!({
            "principal": identity("auth0|6553da60a54af58e29493993"), "actor": identity("agt_1a2b3c"),
        })),
        of.with("accept-act-absent", "A user without an agent.", act.clone(), &of.token()).accept_as(json!({ "actor": null })),
        of.with("accept-client", "The client is the agent of a user.", client.clone(), &of.token()).accept_as(json!({ "actor": identity("desk") })),
        of.with("accept-machine", "Without a user the client is the principal, and nobody acts for it.", client.clone(), &machine).accept_as(json!({ "principal": identity("desk") })),
        of.with("accept-agent-of-a-client", "An agent that is not the client keeps its own name.", client.clone(), &agent).accept_as(json!({ "principal": identity("agt_1a2b3c"), "actor": identity("agt_1a2b3c") })),
        of.with("accept-agent-alone", "An agent by itself.", act.clone(), &agent).accept_as(json!({ "principal": identity("agt_1a2b3c"), "attributes": { "subjectProfile": "ai_agent", "clientProfile": "service ai_agent" } })),
        of.case("act-unasked", "Nobody is to act, and somebody does.", &of.token().claim("act", chain)).deny("claim_invalid"),
        of.with("act-beside-client", "The agent stands in two places.", client.clone(), &of.token().claim("act", chain)).deny("claim_invalid"),
        of.with("act-beside-machine", "And where nobody acts.", client, &machine.clone().claim("act", chain)).deny("claim_invalid"),
        of.with("act-string", "The wrong type.", act.clone(), &of.token().claim("act", "\"agt_1a2b3c\"")).deny("actor_malformed"),
        of.with("act-bound", "An actor with a key of its own.", act, &of.token().claim("act", r#"{"sub":"agt_1a2b3c","cnf":{"jkt":"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}}"#)).deny("confirmation_unsupported"),
        of.case("gty-array", "The wrong type.", &of.token().claim("gty", r#"["client-credentials"]"#)).deny("claim_invalid"),
        of.case("sub-profile-number", "The wrong type.", &of.token().claim("sub_profile", "1")).deny("claim_invalid"),
    ]
}
