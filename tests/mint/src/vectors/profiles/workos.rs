//! WorkOS Connect: users, M2M applications, exchanged tokens.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("workos"),
        source: "WorkOS Connect, \"Access token claims\"",
    };
    [
        parties(&of),
        of.types(&[
            ("jwt", Some("\"JWT\"")),
            ("at-jwt", Some("\"at+jwt\"")),
            ("empty", Some("\"\"")),
        ]),
        of.other_kinds(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn parties(of: &Of) -> Vec<Case> {
    let (user, client) = (
        "user_01JPXN6KA7622KJ4VP83X1NTKX",
        "client_01JP8BD0CZ401TDF9X54NT5ZEK",
    );
    let settings = |actor: &str| json!({ "workos": { "actor": actor } });
    let machine = of.token().without("sid").subject(client);
    let act = r#"{"sub":"client_01MCPSERVER"}"#;
    let session = of
        .token()
        .without("client_id")
        .without("scope")
        .without("aud")
        .claim("sid", "\"session_01HQSXZGF8FHF7A9ZZFCW4387R\"")
        .claim("permissions", r#"["posts:read"]"#);
    vec![
        of.case("accept", "A user's.", &of.token()).accept_as(json!({ "principal": identity(user), "actor": null, "clientId": client, "tokenId": "t-0", "scopes": ["files:read"] })),
        of.case("accept-machine", "An M2M application's own.", &machine).accept_as(json!({ "principal": identity(client) })),
        of.with("accept-client", "The client is the agent of a user.", settings("client"), &of.token()).accept_as(json!({ "actor": identity(client) })),
        of.with("accept-act", "An MCP server that exchanged the token.", settings("act"), &of.token().claim("act", act)).accept_as(json!({ "principal": identity(user), "actor": identity("client_01MCPSERVER") })),
        of.with("accept-act-absent", "A token that nobody exchanged.", settings("act"), &of.token()).accept_as(json!({ "actor": null })),
        of.case("accept-metadata-client", "A client that is known by its metadata document.", &of.token().client("https://client.example/metadata.json")).accept_as(json!({ "clientId": "https://client.example/metadata.json" })),
        of.case("act-unasked", "Nobody is to act, and somebody does.", &of.token().claim("act", act)).deny("claim_invalid"),
        of.with("act-beside-client", "The agent stands in two places.", settings("client"), &of.token().claim("act", act)).deny("claim_invalid"),
        of.case("machine-with-consent", "A consent without a user.", &machine.claim("sid", "\"app_consent_01JPXN6KAQW83AMXXY5WX3RHTJ\"")).deny("claim_invalid"),
        of.case("session-token", "A session token of AuthKit, for the application that the user signed in to.", &session).deny("claim_missing"),
        of.case("org-id-number", "The wrong type.", &of.token().claim("org_id", "1")).deny("claim_invalid"),
    ]
}
