//! The tokens of the kinds, one function each: right in everything.

use super::*;

pub(super) const HASH: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";

pub(super) fn typed(issuer: &str, typ: &str) -> AccessToken {
    access_token(&key())
        .issuer(issuer)
        .header("typ", string(typ))
}

pub(super) fn rfc9068(issuer: &str) -> AccessToken {
    typed(issuer, "at+jwt").scope("files:read")
}

/// "Access Token Profiles", Auth0 profile sample token.
pub(super) fn auth0(issuer: &str) -> AccessToken {
    typed(issuer, "JWT")
        .without("client_id")
        .without("jti")
        .subject("auth0|6553da60a54af58e29493993")
        .claim("azp", "\"desk\"")
        .scope("files:read")
}

/// "Access token claims reference": a user's token, version 2.0.
pub(super) fn entra(issuer: &str) -> AccessToken {
    typed(issuer, "JWT")
        .without("client_id")
        .without("jti")
        .not_before(NOW - 60)
        .claim("tid", string(TENANT))
        .claim("ver", "\"2.0\"")
        .claim("oid", "\"5a0b3c1d-7e2f-4a6b-8c9d-1e2f3a4b5c6d\"")
        .claim("azp", "\"c1d2e3f4-a5b6-4788-99aa-bbccddeeff00\"")
        .claim("azpacr", "\"1\"")
        .claim("scp", "\"files:read\"")
        .claim("uti", "\"m5RaaRnoFUyp2TbSCAAAAA\"")
}

pub(super) fn entra_v1(issuer: &str) -> AccessToken {
    entra(issuer)
        .without("azp")
        .without("azpacr")
        .claim("ver", "\"1.0\"")
        .claim("appid", "\"c1d2e3f4-a5b6-4788-99aa-bbccddeeff00\"")
        .claim("appidacr", "\"1\"")
}

/// "OpenID Connect & OAuth 2.0 API", access token payload.
pub(super) fn okta(issuer: &str) -> AccessToken {
    access_token(&key())
        .issuer(issuer)
        .without_header("typ")
        .without("client_id")
        .id("AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE")
        .subject("alice@example.com")
        .claim("ver", "1")
        .claim("cid", "\"nmdP1fcyvdVO11AL7ECm\"")
        .claim("uid", "\"00ujmkLgagxeRrAg20g3\"")
        .claim("scp", r#"["files:read"]"#)
}

/// "Access token claims" of WorkOS Connect: a user's.
pub(super) fn workos(issuer: &str) -> AccessToken {
    access_token(&key())
        .issuer(issuer)
        .without_header("typ")
        .subject("user_01JPXN6KA7622KJ4VP83X1NTKX")
        .client("client_01JP8BD0CZ401TDF9X54NT5ZEK")
        .claim("org_id", "\"org_01HRDMC6CM357W30QMHMQ96Q0S\"")
        .claim("sid", "\"app_consent_01JPXN6KAQW83AMXXY5WX3RHTJ\"")
        .scope("files:read")
}

pub(super) fn custom(issuer: &str) -> AccessToken {
    typed(issuer, "desk-access+jwt")
        .without("client_id")
        .without("sub")
        .claim("use", "\"access\"")
        .claim("desk", "7")
        .claim("user", "\"alice\"")
        .claim("agent", "\"investigation-agent\"")
        .claim("app", "\"desk\"")
        .claim("may", r#"["files:read"]"#)
}

/// "ZeroID OAuth extensions": an agent for a user, newer generation.
pub(super) fn zeroid(issuer: &str) -> AccessToken {
    typed(issuer, "at+jwt")
        .claim("principal_type", "\"user\"")
        .claim("user_id_iss", string(issuer))
        .claim("account_id", "\"acct-1\"")
        .claim("project_id", "\"proj-1\"")
        .claim("grant_type", "\"token_exchange\"")
        .claim("mission_id", "\"c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10\"")
        .claim("delegation_depth", "1")
        .claim("status", "\"active\"")
        .claim("scopes", r#"["files:read"]"#)
        .scope("files:read")
        .id("9a0d5a55-7a3c-4a51-9b4e-1f0f0a7f2b12")
        .actor_with(r#""sub":"spiffe://agents.example.com/acct-1/proj-1/agent/desk","identity_type":"agent","trust_level":"unverified","external_id":"desk""#)
}

/// An agent by itself, older generation.
pub(super) fn zeroid_legacy(issuer: &str) -> AccessToken {
    typed(issuer, "JWT")
        .without("client_id")
        .subject("spiffe://agents.example.com/acct-1/proj-1/agent/planner-1")
        .claim("account_id", "\"acct-1\"")
        .claim("project_id", "\"proj-1\"")
        .claim("grant_type", "\"client_credentials\"")
        .claim("mission_id", "\"0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01\"")
        .claim("external_id", "\"planner-1\"")
        .claim("identity_type", "\"agent\"")
        .claim("trust_level", "\"first_party\"")
        .claim("status", "\"active\"")
        .claim("scopes", r#"["files:read"]"#)
        .id("0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01")
}

pub(super) fn jwt_svid(issuer: &str) -> AccessToken {
    typed(issuer, "JWT")
        .subject("spiffe://as.example/agent")
        .without("client_id")
        .without("jti")
}

pub(super) fn workload_identity(issuer: &str) -> AccessToken {
    typed(issuer, "wit+jwt")
        .subject("spiffe://as.example/agent")
        .without("aud")
        .without("client_id")
        .claim("cnf", confirmation())
}

pub(super) fn transaction_token(issuer: &str) -> AccessToken {
    typed(issuer, "txntoken+jwt")
        .without("client_id")
        .without("jti")
        .claim("txn", "\"97053963\"")
        .claim("req_wl", "\"desk\"")
        .scope("files:read")
}

/// With what the ID tokens of every vendor here have, so that it is as near to their access tokens as it can be.
pub(super) fn id_token(issuer: &str) -> AccessToken {
    typed(issuer, "JWT")
        .without("client_id")
        .claim("auth_time", (NOW - 60).to_string())
        .claim("name", "\"Alice\"")
        .claim("tid", string(TENANT))
        .claim("oid", "\"5a0b3c1d-7e2f-4a6b-8c9d-1e2f3a4b5c6d\"")
        .claim("ver", "\"2.0\"")
        .claim("sid", "\"s-1\"")
}

/// RFC 7523, section 3: of the client, about itself.
pub(super) fn client_assertion(issuer: &str) -> AccessToken {
    typed(issuer, "JWT").without("client_id").subject(issuer)
}

pub(super) fn logout_token(issuer: &str) -> AccessToken {
    typed(issuer, "JWT").without("client_id").claim(
        "events",
        r#"{"http://schemas.openid.net/event/backchannel-logout":{}}"#,
    )
}

pub(super) fn confirmation() -> String {
    format!(r#"{{"jwk":{}}}"#, held().jwk())
}

/// draft-niyikiza-oauth-attenuating-agent-tokens-01, section 3.6.1: a root.
pub(super) fn attenuating_agent_token(issuer: &str) -> AccessToken {
    typed(issuer, "aat+jwt")
        .without("sub")
        .without("aud")
        .without("client_id")
        .id("01957a3f-4e23-7b01-a9d1-0050569c2e4f")
        .claim("del_depth", "0")
        .claim("del_max_depth", "3")
        .claim("cnf", format!(r#"{{"jwk":{}}}"#, held().bare_jwk()))
        .claim(
            "authorization_details",
            r#"[{"type":"attenuating_agent_token","tools":{"ping":{}}}]"#,
        )
}

/// draft-asor-wimse-agent-delegation-chain-02, Token Format: a root.
pub(super) fn agent_delegation(issuer: &str) -> AccessToken {
    typed(issuer, "at+jwt")
        .id("d-0")
        .claim("del_depth", "0")
        .claim("del_max_depth", "3")
        .claim(
            "cnf",
            format!(r#"{{"jkt":{}}}"#, string(&held().thumbprint())),
        )
        .claim(
            "authorization_details",
            r#"[{"scopes":["files:read"],"type":"agent_delegation"}]"#,
        )
        .sorted()
}
