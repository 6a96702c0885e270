//! Microsoft Entra: users, applications, agent identities.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("entra"),
        source: "Microsoft, \"Access token claims reference\"",
    };
    let agents = Of {
        kind: named("entra"),
        source: "Microsoft, \"Token claims reference for agents\"",
    };
    let v1 = Of {
        kind: named("entra-v1"),
        source: of.source,
    };
    [
        parties(&of, &v1),
        agent_identities(&agents),
        refused(&of),
        mistakes(&of, &v1),
        of.types(&[
            ("absent", None),
            ("at-jwt", Some("\"at+jwt\"")),
            ("lower-case", Some("\"jwt\"")),
            ("media-type", Some("\"application/JWT\"")),
        ]),
        of.other_kinds(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const USER: &str = "5a0b3c1d-7e2f-4a6b-8c9d-1e2f3a4b5c6d";
const CLIENT: &str = "c1d2e3f4-a5b6-4788-99aa-bbccddeeff00";

fn settings(change: Value) -> Value {
    json!({ "entra": changed(json!({ "tenant": TENANT, "version": "2.0", "actor": "none" }), change) })
}

/// An application's own token.
fn application(of: &Of) -> AccessToken {
    of.token()
        .without("scp")
        .claim("idtyp", "\"app\"")
        .claim("roles", r#"["Files.Read.All"]"#)
}

fn parties(of: &Of, v1: &Of) -> Vec<Case> {
    let user = of.token().claim("roles", r#"["Admin"]"#);
    vec![
        of.case("accept", "A user's: `oid` is the principal, `azp` the client, `uti` the token's id.", &of.token()).accept_as(json!({
            "principal": identity(USER), "actor": null, "clientId": CLIENT, "tokenId": "m5RaaRnoFUyp2TbSCAAAAA", "scopes": ["files:read"],
        })),
        v1.case("accept", "Version 1.0: `appid` is the client.", &v1.token()).accept_as(json!({ "clientId": CLIENT, "issuer": v1.kind.issuer() })),
        of.with("accept-client-as-agent", "The client is the agent, because the setting says so.", settings(json!({ "actor": "client" })), &of.token()).accept_as(json!({ "principal": identity(USER), "actor": identity(CLIENT) })),
        of.case("accept-idtyp-user", "`idtyp` says the same as `scp`.", &of.token().claim("idtyp", "\"user\"")).accept(),
        of.case("accept-application", "An application's own: a principal without scopes.", &application(of)).accept_as(json!({ "principal": identity(USER), "scopes": [] })),
        of.with("accept-app-roles", "App roles are scopes where the setting says so.", settings(json!({ "appRolesAsScopes": true })), &application(of)).accept_as(json!({ "scopes": ["Files.Read.All"] })),
        of.with("accept-roles-of-user", "A user's roles are no scopes.", settings(json!({ "appRolesAsScopes": true })), &user).accept_as(json!({ "scopes": ["files:read"] })),
        of.case("accept-without-uti", "A token need not have an id.", &of.token().without("uti")).accept_as(json!({ "tokenId": null })),
    ]
}

fn agent_identities(of: &Of) -> Vec<Case> {
    let only = settings(json!({ "actor": "client", "agentsOnly": true }));
    let agent = |token: AccessToken| {
        token.claim("xms_act_fct", "\"3 9 11\"").claim(
            "xms_par_app_azp",
            "\"30cf4c22-9985-4ef7-8756-91cc888176bd\"",
        )
    };
    let alone = agent(application(of))
        .claim("scp", "\"/\"")
        .claim("xms_sub_fct", "\"9 3 11\"")
        .claim("xms_idrel", "\"7 10\"");
    let facets = |id: &str, json: &str, code: &str| {
        of.with(
            &format!("agents-only-{id}"),
            "Not said to be an agent identity.",
            only.clone(),
            &of.token().claim("xms_act_fct", json),
        )
        .deny(code)
    };
    vec![
        of.with(
            "accept-agent-for-user",
            "An agent identity on behalf of a user.",
            only.clone(),
            &agent(of.token()),
        )
        .accept_as(json!({ "principal": identity(USER), "actor": identity(CLIENT), "attributes": { "tenant": TENANT, "agent": "identity", "parentApplication": "30cf4c22-9985-4ef7-8756-91cc888176bd" } })),
        of.with(
            "accept-agent-alone",
            "An agent identity by itself; `scp` is `/`.",
            only.clone(),
            &alone,
        )
        .accept_as(json!({ "principal": identity(CLIENT), "attributes": { "tenant": TENANT, "object": USER, "agent": "identity", "subjectAgent": "identity", "parentApplication": "30cf4c22-9985-4ef7-8756-91cc888176bd" } })),
        of.with(
            "accept-agent-scp-empty",
            "The same with an empty `scp`.",
            only.clone(),
            &alone.clone().claim("scp", "\"\""),
        )
        .accept(),
        of.with(
            "accept-agent-as-user",
            "An agent's user account.",
            only.clone(),
            &agent(of.token())
                .claim("xms_sub_fct", "\"13\"")
                .claim("idtyp", "\"user\""),
        )
        .accept(),
        of.with(
            "agents-only-absent",
            "An ordinary client.",
            only.clone(),
            &of.token(),
        )
        .deny("claim_invalid"),
        facets("other-facets", "\"3 9\"", "claim_invalid"),
        facets("part-of-a-number", "\"111 9\"", "claim_invalid"),
        facets("number", "11", "claim_invalid"),
        facets("array", r#"["11"]"#, "claim_invalid"),
        of.case(
            "sub-facets-number",
            "The wrong type, even where nobody asks.",
            &of.token().claim("xms_sub_fct", "13"),
        )
        .deny("claim_invalid"),
        of.case(
            "parent-number",
            "The wrong type.",
            &of.token().claim("xms_par_app_azp", "1"),
        )
        .deny("claim_invalid"),
    ]
}

fn refused(of: &Of) -> Vec<Case> {
    let roles = settings(json!({ "appRolesAsScopes": true }));
    vec![
        of.case(
            "tenant-other",
            "A guest's tenant, or an attacker's.",
            &of.token()
                .claim("tid", "\"00000000-2c1a-4f3b-9a5d-0c4e7b1f2a36\""),
        )
        .deny("claim_invalid"),
        of.case(
            "tenant-upper-case",
            "Compared byte by byte.",
            &of.token().claim("tid", string(&TENANT.to_uppercase())),
        )
        .deny("claim_invalid"),
        of.case(
            "version-other",
            "The other version's.",
            &of.token().claim("ver", "\"1.0\""),
        )
        .deny("claim_invalid"),
        of.case(
            "client-of-other-version",
            "`appid` instead of `azp`.",
            &of.token().without("azp").claim("appid", string(CLIENT)),
        )
        .deny("claim_missing"),
        of.case(
            "neither",
            "Neither `scp` nor `idtyp`.",
            &of.token().without("scp"),
        )
        .deny("claim_missing"),
        of.case(
            "roles-alone",
            "`roles` do not say that it is an application's own.",
            &application(of).without("idtyp"),
        )
        .deny("claim_missing"),
        of.case(
            "application-with-scopes",
            "An application's own with a user's scopes.",
            &of.token().claim("idtyp", "\"app\""),
        )
        .deny("claim_invalid"),
        of.case(
            "user-without-scopes",
            "A user's without any.",
            &of.token().without("scp").claim("idtyp", "\"user\""),
        )
        .deny("claim_invalid"),
        of.case(
            "idtyp-unknown",
            "Neither a user nor an application.",
            &of.token().claim("idtyp", "\"device\""),
        )
        .deny("claim_invalid"),
        of.case(
            "idtyp-number",
            "The wrong type.",
            &of.token().claim("idtyp", "1"),
        )
        .deny("claim_invalid"),
        of.case(
            "scp-array",
            "An array is how others write it.",
            &of.token().claim("scp", r#"["files:read"]"#),
        )
        .deny("scope_malformed"),
        of.case(
            "act",
            "Nobody is to act, and somebody does.",
            &of.token().claim("act", r#"{"sub":"agent"}"#),
        )
        .deny("claim_invalid"),
        of.with(
            "act-beside-client",
            "The agent stands in two places.",
            settings(json!({ "actor": "client" })),
            &of.token().claim("act", r#"{"sub":"agent"}"#),
        )
        .deny("claim_invalid"),
        of.with(
            "roles-string",
            "App roles as a string.",
            roles.clone(),
            &application(of).claim("roles", "\"Files.Read.All\""),
        )
        .deny("scope_malformed"),
        of.with(
            "roles-with-space",
            "Two roles in one.",
            roles,
            &application(of).claim("roles", r#"["Files.Read Mail.Read"]"#),
        )
        .deny("scope_malformed"),
        of.case(
            "uti-number",
            "The wrong type.",
            &of.token().claim("uti", "1"),
        )
        .deny("claim_invalid"),
    ]
}

fn mistakes(of: &Of, v1: &Of) -> Vec<Case> {
    let tenant = "issuers[0].profile.entra.tenant";
    let issuer = |id: &str, issuer: &str| {
        of.mistake_in(
            id,
            "Not this tenant's issuer.",
            kinds::config(issuer, of.kind.profile()),
            "issuers[0].issuer",
        )
    };
    vec![
        of.mistake(
            "tenant-common",
            "Every tenant is no tenant.",
            settings(json!({ "tenant": "common" })),
            tenant,
        ),
        of.mistake(
            "tenant-in-upper-case",
            "Tokens write it in lower case.",
            settings(json!({ "tenant": TENANT.to_uppercase() })),
            tenant,
        ),
        of.mistake(
            "tenant-empty",
            "None.",
            settings(json!({ "tenant": "" })),
            tenant,
        ),
        of.mistake(
            "actor-act",
            "There is no `act` in these tokens.",
            settings(json!({ "actor": "act" })),
            "issuers[0].profile.entra.actor",
        ),
        issuer(
            "issuer-of-another-tenant",
            "https://login.microsoftonline.com/00000000-2c1a-4f3b-9a5d-0c4e7b1f2a36/v2.0",
        ),
        issuer("issuer-of-version-1", v1.kind.issuer()),
        issuer(
            "issuer-common",
            "https://login.microsoftonline.com/common/v2.0",
        ),
    ]
}
