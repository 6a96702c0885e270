//! Okta: users, clients, chains of agents.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("okta"),
        source: "Okta, \"OpenID Connect & OAuth 2.0 API\", access token",
    };
    [
        parties(&of),
        refused(&of),
        of.types(&[
            ("jwt", Some("\"JWT\"")),
            ("at-jwt", Some("\"at+jwt\"")),
            ("org", Some("\"application/okta-internal-at+jwt\"")),
            ("id-jag", Some("\"oauth-id-jag+jwt\"")),
            ("empty", Some("\"\"")),
        ]),
        of.other_kinds(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn settings(actor: &str) -> Value {
    json!({ "okta": { "actor": actor } })
}

/// A client's own token.
fn machine(of: &Of) -> AccessToken {
    of.token().without("uid").subject("nmdP1fcyvdVO11AL7ECm")
}

const CHAIN: &str = r#"{"sub":"wlpzantdeiOQGRrpF1d7","sub_profile":"ai_agent","act":{"sub":"0oazakcme19yZ44th1d7","sub_profile":"service"}}"#;

fn parties(of: &Of) -> Vec<Case> {
    let service = of
        .token()
        .without("uid")
        .subject("0oazakcme19yZ44th1d7")
        .claim("sub_profile", "\"service\"");
    vec![
        of.case("accept", "A user's: `uid` is the principal, `cid` the client.", &of.token()).accept_as(json!({
            "principal": identity("00ujmkLgagxeRrAg20g3"), "actor": null, "clientId": "nmdP1fcyvdVO11AL7ECm",
            "tokenId": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE", "scopes": ["files:read"],
        })),
        of.case("accept-machine", "A client's own.", &machine(of)).accept_as(json!({ "principal": identity("nmdP1fcyvdVO11AL7ECm") })),
        of.with("accept-client", "The client is the agent of a user.", settings("client"), &of.token()).accept_as(json!({ "actor": identity("nmdP1fcyvdVO11AL7ECm") })),
        of.with("accept-client-alone", "Without a user nobody acts for it.", settings("client"), &machine(of)).accept_as(json!({ "principal": identity("nmdP1fcyvdVO11AL7ECm") })),
        of.with("accept-act", "An agent of a user.", settings("act"), &of.token().claim("act", CHAIN)).accept_as(json!({ "actor": identity("wlpzantdeiOQGRrpF1d7") })),
        of.with("accept-agents-of-service", "Agent to agent, started by a service.", settings("act"), &service.claim("act", CHAIN)).accept_as(json!({
            "principal": identity("0oazakcme19yZ44th1d7"), "actor": identity("wlpzantdeiOQGRrpF1d7"),
        })),
    ]
}

fn refused(of: &Of) -> Vec<Case> {
    let ver = |id: &str, json: &str| {
        of.case(
            &format!("ver-{id}"),
            "Not the version that the document describes.",
            &of.token().claim("ver", json),
        )
        .deny("claim_invalid")
    };
    vec![
        ver("two", "2"),
        ver("string", "\"1\""),
        ver("fraction", "1.5"),
        ver("negative", "-1"),
        of.case(
            "scp-string",
            "A string is how others write it.",
            &of.token().claim("scp", "\"files:read\""),
        )
        .deny("scope_malformed"),
        of.case(
            "subject-unknown",
            "Neither a user nor the client.",
            &of.token().without("uid"),
        )
        .deny("claim_invalid"),
        of.with(
            "subject-unknown-act",
            "And nobody acts.",
            settings("act"),
            &of.token().without("uid"),
        )
        .deny("claim_invalid"),
        of.case(
            "uid-null",
            "The wrong type is never \"absent\".",
            &machine(of).claim("uid", "null"),
        )
        .deny("claim_invalid"),
        of.case(
            "uid-empty",
            "Nor is nothing.",
            &machine(of).claim("uid", "\"\""),
        )
        .deny("claim_invalid"),
        of.case(
            "act-unasked",
            "Nobody is to act, and somebody does.",
            &of.token().claim("act", CHAIN),
        )
        .deny("claim_invalid"),
        of.with(
            "act-beside-client",
            "The agent stands in two places.",
            settings("client"),
            &of.token().claim("act", CHAIN),
        )
        .deny("claim_invalid"),
        of.case(
            "client-id-instead-of-cid",
            "Another vendor's name.",
            &of.token().without("cid").client("nmdP1fcyvdVO11AL7ECm"),
        )
        .deny("claim_missing"),
        of.mistake_in(
            "issuer-org",
            "Tokens of the org authorization server are for Okta alone.",
            kinds::config("https://example.okta.com", of.kind.profile()),
            "issuers[0].issuer",
        ),
        of.mistake_in(
            "issuer-without-id",
            "No authorization server.",
            kinds::config("https://example.okta.com/oauth2/", of.kind.profile()),
            "issuers[0].issuer",
        ),
    ]
}
