//! One valid token of each kind, all signed with the same key: what is one kind's must be no other's.

mod tokens;

use serde_json::{Value, json};

use crate::{AUDIENCE, AccessToken, Key, NOW, access_token, jwks, string};
use tokens::*;

/// A kind of token.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Kinds of one family have the same tokens: whoever takes the ones takes the others.
    pub family: &'static str,
    /// None where no resource server takes it.
    profile: Option<Profile>,
    token: fn(&str) -> AccessToken,
}

/// The profile that takes a kind.
#[derive(Clone, Copy)]
struct Profile {
    issuer: &'static str,
    setting: &'static str,
    scheme: &'static str,
}

impl Kind {
    const fn taken(
        name: &'static str,
        family: &'static str,
        issuer: &'static str,
        setting: &'static str,
        token: fn(&str) -> AccessToken,
    ) -> Self {
        let profile = Profile {
            issuer,
            setting,
            scheme: "Bearer",
        };
        Self {
            name,
            family,
            profile: Some(profile),
            token,
        }
    }

    const fn by(mut self, scheme: &'static str) -> Self {
        if let Some(profile) = &mut self.profile {
            profile.scheme = scheme;
        }
        self
    }

    const fn refused(name: &'static str, token: fn(&str) -> AccessToken) -> Self {
        Self {
            name,
            family: name,
            profile: None,
            token,
        }
    }

    /// Does a profile take it?
    pub fn is_taken(&self) -> bool {
        self.profile.is_some()
    }

    /// Does `profile` take tokens of this kind? ZeroID's newer tokens are access tokens of RFC 9068, with more in them. A
    /// workload's assertion about itself is a JWT-SVID (draft-ietf-oauth-spiffe-client-auth).
    pub fn is_taken_by(&self, profile: &Self) -> bool {
        self.family == profile.family
            || match self.name {
                "zeroid" => ["rfc9068", "mcp"].contains(&profile.name),
                "client-assertion" | "client-assertion-without-typ" => profile.name == "jwt-svid",
                _ => false,
            }
    }

    /// A token of this kind that calls itself one of `profile`'s issuer, for [`AUDIENCE`]. Where that is a trust domain, it
    /// is of a workload there.
    pub fn token_for(&self, profile: &Self) -> AccessToken {
        let issuer = profile.issuer();
        let token = (self.token)(issuer);
        match issuer.starts_with("https://") {
            true => token,
            false => token.subject(&format!("{issuer}/agent")),
        }
    }

    /// A token of this kind for its own profile.
    pub fn token(&self) -> AccessToken {
        self.token_for(self)
    }

    /// The issuer of the profile that takes it.
    pub fn issuer(&self) -> &'static str {
        self.taker().issuer
    }

    /// The setting of the profile that takes it.
    ///
    /// # Panics
    ///
    /// Where none does.
    pub fn profile(&self) -> Value {
        serde_json::from_str(self.taker().setting).expect("JSON")
    }

    /// What carries the tokens of the profile that takes it.
    pub fn scheme(&self) -> &'static str {
        self.taker().scheme
    }

    /// A gate that takes this kind alone, of [`Self::issuer`].
    pub fn config(&self) -> Value {
        config(self.issuer(), self.profile())
    }

    fn taker(&self) -> Profile {
        self.profile.expect("a profile")
    }
}

/// A gate that trusts [`key`] for this issuer and this profile.
///
/// # Panics
///
/// Never: a key is JSON.
pub fn config(issuer: &str, profile: Value) -> Value {
    let keys: Value = serde_json::from_str(&jwks([&key()])).expect("JSON");
    json!({
        "issuers": [{ "issuer": issuer, "jwks": keys, "profile": profile, "algorithms": [key().alg()] }],
        "audience": AUDIENCE,
        "resourceMetadata": "https://tools.example/.well-known/oauth-protected-resource/mcp",
        "proofs": { "origin": "https://tools.example" },
    })
}

/// The key of every kind.
pub fn key() -> Key {
    Key::es256(1)
}

/// The key that tokens are bound to.
pub fn held() -> Key {
    Key::es256(7)
}

/// The kind of this name.
///
/// # Panics
///
/// When there is none.
pub fn named(name: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.name == name).expect("a kind")
}

/// The tenant of Microsoft Entra.
pub const TENANT: &str = "8d6f0b7e-2c1a-4f3b-9a5d-0c4e7b1f2a36";
/// An issuer that every profile can have.
pub const ISSUER: &str = "https://as.example/oauth2/8d6f0b7e-2c1a-4f3b-9a5d-0c4e7b1f2a36/v2.0";
const ENTRA_V1: &str = "https://as.example/8d6f0b7e-2c1a-4f3b-9a5d-0c4e7b1f2a36/";

const DOMAIN: &str = "spiffe://as.example";

/// Every kind, those that some profile takes first.
pub const KINDS: &[Kind] = &[
    Kind::taken("rfc9068", "rfc9068", ISSUER, r#""rfc9068""#, rfc9068),
    Kind::taken("mcp", "rfc9068", ISSUER, r#""mcp""#, rfc9068),
    Kind::taken(
        "auth0-rfc9068",
        "rfc9068",
        ISSUER,
        r#"{"auth0":{"tokenProfile":"rfc9068","authority":"scope","actor":"none"}}"#,
        rfc9068,
    ),
    Kind::taken(
        "auth0",
        "auth0",
        ISSUER,
        r#"{"auth0":{"tokenProfile":"auth0","authority":"scope","actor":"none"}}"#,
        auth0,
    ),
    Kind::taken(
        "entra",
        "entra",
        ISSUER,
        r#"{"entra":{"tenant":"8d6f0b7e-2c1a-4f3b-9a5d-0c4e7b1f2a36","version":"2.0","actor":"none"}}"#,
        entra,
    ),
    Kind::taken(
        "entra-v1",
        "entra-v1",
        ENTRA_V1,
        r#"{"entra":{"tenant":"8d6f0b7e-2c1a-4f3b-9a5d-0c4e7b1f2a36","version":"1.0","actor":"none"}}"#,
        entra_v1,
    ),
    Kind::taken("okta", "okta", ISSUER, r#"{"okta":{"actor":"none"}}"#, okta),
    Kind::taken(
        "workos",
        "workos",
        ISSUER,
        r#"{"workos":{"actor":"none"}}"#,
        workos,
    ),
    Kind::taken(
        "custom",
        "custom",
        ISSUER,
        r#"{"custom":{"typ":["desk-access+jwt"],"principal":"user","actor":{"claim":"agent"},"required":{"use":{"is":"access"},"desk":"present"},"client":"app","tokenId":"jti","scopes":{"claim":"may","form":"array"}}}"#,
        custom,
    ),
    Kind::taken(
        "zeroid",
        "zeroid",
        ISSUER,
        r#"{"zeroid":{"trustDomain":"agents.example.com","tokens":["rfc8693"]}}"#,
        zeroid,
    ),
    Kind::taken(
        "zeroid-legacy",
        "zeroid-legacy",
        ISSUER,
        r#"{"zeroid":{"trustDomain":"agents.example.com","tokens":["legacy"]}}"#,
        zeroid_legacy,
    ),
    Kind::taken(
        "jwt-svid",
        "jwt-svid",
        DOMAIN,
        r#""spiffe-jwt-svid""#,
        jwt_svid,
    ),
    Kind::taken(
        "workload-identity",
        "workload-identity",
        DOMAIN,
        r#"{"wimse-wit":{}}"#,
        workload_identity,
    )
    .by("Workload-Identity-Token"),
    Kind::taken(
        "transaction-token",
        "transaction-token",
        ISSUER,
        r#"{"transaction-token":{"trustDomain":"https://tools.example/mcp","caller":"host"}}"#,
        transaction_token,
    )
    .by("Txn-Token"),
    Kind::taken(
        "attenuating-agent-token",
        "attenuating-agent-token",
        ISSUER,
        r#"{"aat-01":{"typ":"aat+jwt"}}"#,
        attenuating_agent_token,
    ),
    Kind::taken(
        "agent-delegation",
        "agent-delegation",
        ISSUER,
        r#"{"adc-03-bound":{}}"#,
        agent_delegation,
    )
    .by("DPoP"),
    Kind::refused("id-token", |iss| {
        id_token(iss).claim("nonce", "\"n-0S6_WzA2Mj\"")
    }),
    Kind::refused("id-token-without-nonce", id_token),
    Kind::refused("id-token-with-azp", |iss| {
        id_token(iss).claim("azp", "\"desk\"")
    }),
    Kind::refused("id-token-without-typ", |iss| {
        id_token(iss).without_header("typ")
    }),
    Kind::refused("id-token-of-hybrid-flow", |iss| {
        id_token(iss)
            .without_header("typ")
            .claim("c_hash", "\"LDktKdoQak3Pk0cnXxCltA\"")
            .claim("at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\"")
    }),
    Kind::refused("id-jag", |iss| {
        typed(iss, "oauth-id-jag+jwt")
            .claim("resource", string(AUDIENCE))
            .scope("files:read")
    }),
    Kind::refused("refresh-token", |iss| {
        typed(iss, "JWT")
            .audience(iss)
            .without("client_id")
            .claim("azp", "\"desk\"")
            .claim("typ", "\"Refresh\"")
            .scope("files:read")
    }),
    Kind::refused("client-assertion", client_assertion),
    Kind::refused("client-assertion-without-typ", |iss| {
        client_assertion(iss).without_header("typ")
    }),
    Kind::refused("client-assertion-typed", |iss| {
        client_assertion(iss).header("typ", "\"client-authentication+jwt\"")
    }),
    Kind::refused("client-attestation", |iss| {
        typed(iss, "oauth-client-attestation+jwt")
            .without("aud")
            .without("jti")
            .subject("desk")
            .claim("cnf", confirmation())
    }),
    Kind::refused("client-attestation-pop", |iss| {
        typed(iss, "oauth-client-attestation-pop+jwt")
            .without("sub")
            .without("exp")
    }),
    Kind::refused("request-object", |iss| {
        typed(iss, "oauth-authz-req+jwt")
            .claim("response_type", "\"code\"")
            .scope("files:read")
    }),
    Kind::refused("logout-token", |iss| {
        logout_token(iss).header("typ", "\"logout+jwt\"")
    }),
    Kind::refused("logout-token-without-own-type", logout_token),
    Kind::refused("security-event", |iss| {
        typed(iss, "secevent+jwt")
            .without("exp")
            .without("sub")
            .without("client_id")
            .claim(
                "events",
                r#"{"https://schemas.openid.net/secevent/caep/event-type/session-revoked":{}}"#,
            )
    }),
    Kind::refused("introspection-response", |iss| {
        typed(iss, "token-introspection+jwt")
            .without("sub")
            .without("exp")
            .claim(
                "token_introspection",
                r#"{"active":true,"sub":"alice","client_id":"desk"}"#,
            )
    }),
    Kind::refused("status-list", |iss| {
        typed(iss, "statuslist+jwt")
            .without("aud")
            .without("client_id")
            .claim("status_list", r#"{"bits":1,"lst":"eNrbuRgAAhcBXQ"}"#)
    }),
    Kind::refused("dpop-proof", |iss| {
        typed(iss, "dpop+jwt")
            .header("jwk", held().jwk())
            .without("sub")
            .without("exp")
            .without("client_id")
            .claim("htm", "\"POST\"")
            .claim("htu", string(AUDIENCE))
    }),
    Kind::refused("workload-proof", |iss| {
        typed(iss, "wpt+jwt")
            .without("sub")
            .without("iat")
            .without("client_id")
            .claim("wth", string(HASH))
    }),
    Kind::refused("call-proof", |iss| {
        typed(iss, "aat-pop+jwt")
            .without("sub")
            .without("exp")
            .without("client_id")
            .claim("aat_id", "\"l-0\"")
            .claim("aat_tool", "\"ping\"")
            .claim("aat_aud", string(AUDIENCE))
            .claim("hta", "{}")
    }),
    Kind::refused("approval", |iss| {
        typed(iss, "approval+jwt")
            .without("client_id")
            .claim("call_hash", string(HASH))
    }),
    Kind::refused("actor-proof", |iss| {
        typed(iss, "actor-proof+jwt")
            .without("aud")
            .without("client_id")
            .claim("act", r#"{"sub":"agent"}"#)
            .claim("target", r#"{"aud":"https://tools.example/mcp"}"#)
    }),
    Kind::refused("key-binding", |iss| {
        typed(iss, "kb+jwt")
            .without("sub")
            .without("exp")
            .without("client_id")
            .claim("sd_hash", string(HASH))
    }),
];
