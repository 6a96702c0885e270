//! ZeroID's tokens: the examples, and what differs from them in one place.

use serde_json::{Value, json};

mod attribute;
mod call;
mod claim;
mod configuration;
mod kind;
mod legacy;
mod limit;
mod lineage;
mod rfc8693;
mod shape;

use super::{Case, at, changed, key_set};
use crate::{AccessToken, Key, access_token, string};

pub(super) fn cases() -> Vec<Case> {
    [
        examples(),
        kind::cases(),
        claim::cases(),
        legacy::cases(),
        rfc8693::cases(),
        attribute::cases(),
        configuration::cases(),
        call::cases(),
        limit::cases(),
        lineage::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those under the shapes that an operator may ask for.
pub(super) fn shapes() -> Vec<Case> {
    shape::cases()
}

const ISSUER: &str = "https://auth.example.com";
const SERVER: &str = "https://api.example.com/mcp";
/// When the last of the examples has been issued.
const NOW: u64 = 1_790_000_130;
const CIBA: &str = "urn:openid:params:grant-type:ciba";
const SPEC: &str = "ZeroID OAuth extensions";

/// Signs the tokens of agents.
fn ec() -> Key {
    Key::es256(7).named(Some("zeroid-key-1"))
}

/// Signs the tokens of users and of API keys.
fn rsa() -> Key {
    Key::rs256().named(Some("v1"))
}

fn agent(name: &str) -> String {
    format!("spiffe://agents.example.com/acct-1/proj-1/agent/{name}")
}

fn who(subject: &str) -> Value {
    json!({ "issuer": ISSUER, "subject": subject })
}

fn asserted(subject: &str) -> Value {
    json!({ "issuer": ISSUER, "subject": subject, "evidence": "asserted" })
}

/// A profile of both generations, with further settings.
fn profile(settings: Value) -> Value {
    let base = json!({ "trustDomain": "agents.example.com", "tokens": ["legacy", "rfc8693"] });
    json!({ "zeroid": changed(base, settings) })
}

fn config_with(settings: Value) -> Value {
    json!({
        "issuers": [{
            "issuer": ISSUER,
            "jwks": key_set([&ec(), &rsa()]),
            "profile": profile(settings),
            "algorithms": ["ES256", "RS256"],
            "audience": ISSUER,
        }],
        "audience": SERVER,
    })
}

fn case(id: &str, source: &str, description: &str) -> Case {
    at(Case::new("token", id, source, description), NOW).with("config", config_with(json!({})))
}

fn with_settings(case: Case, settings: Value) -> Case {
    case.with("config", config_with(settings))
}

fn mint(key: &Key, typ: &str, claims: Value) -> AccessToken {
    let Value::Object(claims) = claims else {
        panic!("an object")
    };
    let plain = ["iss", "sub", "aud", "client_id", "iat", "exp", "jti"]
        .into_iter()
        .fold(
            access_token(key).header("typ", string(typ)),
            |token, name| token.without(name),
        );
    claims.into_iter().fold(plain, |token, (name, value)| {
        token.claim(&name, value.to_string())
    })
}

/// With these claims in place of its own; null takes one away.
fn but(token: &AccessToken, claims: Value) -> AccessToken {
    let Value::Object(claims) = claims else {
        panic!("an object")
    };
    claims
        .into_iter()
        .fold(token.clone(), |token, (name, value)| match value {
            Value::Null => token.without(&name),
            value => token.claim(&name, value.to_string()),
        })
}

/// An agent by itself, older generation.
fn planner() -> AccessToken {
    mint(
        &ec(),
        "JWT",
        json!({
            "iss": ISSUER, "sub": agent("planner-1"), "aud": [ISSUER], "iat": 1_790_000_000, "exp": 1_790_003_600,
            "jti": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "account_id": "acct-1", "project_id": "proj-1",
            "grant_type": "client_credentials", "mission_id": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01",
            "external_id": "planner-1", "identity_type": "agent", "sub_type": "orchestrator", "trust_level": "first_party",
            "status": "active", "owner_user_id": "user-alice", "name": "Planner", "framework": "langgraph",
            "capabilities": ["plan", "delegate"], "scopes": ["docs:read", "docs:write", "mail:send"],
        }),
    )
}

/// The same agent, by its API key.
fn api_key() -> AccessToken {
    but(
        &planner()
            .signed_by(&rsa())
            .header("alg", "\"RS256\"")
            .header("kid", "\"v1\""),
        json!({ "grant_type": "api_key", "act": { "sub": "user-alice" } }),
    )
}

/// planner-1 to researcher-2 to fetcher-3, older generation.
fn fetcher() -> AccessToken {
    mint(
        &ec(),
        "JWT",
        json!({
            "iss": ISSUER, "sub": agent("fetcher-3"), "aud": [ISSUER], "iat": 1_790_000_120, "exp": 1_790_003_600,
            "jti": "5f7d1c52-0a35-4e3c-8a0c-8c6b8f4f1c03", "account_id": "acct-1", "project_id": "proj-1",
            "grant_type": "token_exchange", "mission_id": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01",
            "external_id": "fetcher-3", "identity_type": "agent", "sub_type": "tool_agent", "trust_level": "unverified",
            "status": "active", "owner_user_id": "user-bob", "delegation_depth": 2, "name": "Fetcher",
            "scopes": ["docs:read"], "act": { "sub": agent("researcher-2") },
        }),
    )
}

/// alice to planner-1 to researcher-2, newer generation.
fn researcher() -> AccessToken {
    mint(
        &ec(),
        "at+jwt",
        json!({
            "iss": ISSUER, "sub": "user-alice", "principal_type": "user", "user_id_iss": ISSUER, "aud": [ISSUER],
            "iat": 1_790_000_120, "exp": 1_790_000_900, "jti": "9a0d5a55-7a3c-4a51-9b4e-1f0f0a7f2b12",
            "account_id": "acct-1", "project_id": "proj-1", "grant_type": "token_exchange",
            "mission_id": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "client_id": "researcher-2", "sub_type": "tool_agent",
            "status": "active", "owner_user_id": "user-bob", "name": "Researcher", "delegation_depth": 2,
            "scopes": ["docs:read"], "scope": "docs:read", "act": actor("researcher-2", json!({ "sub": agent("planner-1") })),
        }),
    )
}

/// The current actor of the newer generation, with what is inside.
fn actor(name: &str, act: Value) -> Value {
    let outer = json!({ "sub": agent(name), "identity_type": "agent", "trust_level": "unverified", "external_id": name });
    match act {
        Value::Null => outer,
        act => changed(outer, json!({ "act": act })),
    }
}

/// alice, whom a backchannel has asked; bound to a key, and limited.
fn approved() -> AccessToken {
    mint(
        &rsa(),
        "JWT",
        json!({
            "iss": ISSUER, "sub": "user-alice", "aud": [ISSUER], "iat": 1_790_000_000, "exp": 1_790_000_900,
            "jti": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33", "account_id": "acct-1", "project_id": "proj-1",
            "grant_type": CIBA, "mission_id": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33", "external_id": "",
            "identity_type": "service", "sub_type": "", "trust_level": "", "status": "active", "name": "Alice",
            "user_email": "alice@example.com", "user_name": "Alice", "scopes": ["payments:initiate"],
            "token_exchange": "ciba", "backchannel_client_id": "billing-agent", "binding_message": "Pay invoice 4711",
            "authorization_details": [{ "type": "tool_call", "tool": "transfer_funds", "amount": 50000, "currency": "EUR" }],
            "cnf": { "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
        }),
    )
}

/// The same, bound to no key and not limited.
fn plainly_approved() -> AccessToken {
    but(
        &approved(),
        json!({ "cnf": null, "authorization_details": [] }),
    )
}

/// alice, signed in.
fn signed_in() -> AccessToken {
    but(
        &plainly_approved(),
        json!({
            "grant_type": "authorization_code", "application_id": "desk-app", "token_exchange": null,
            "backchannel_client_id": null, "binding_message": null, "authorization_details": null,
        }),
    )
}

/// A workload's proof, signed with the key of access tokens.
fn proof_token() -> AccessToken {
    mint(
        &ec(),
        "JWT",
        json!({
            "iss": ISSUER, "sub": agent("planner-1"), "aud": ["https://api.example.com"], "iat": 1_790_000_000,
            "exp": 1_790_000_300, "jti": "7e0c1d52-0a35-4e3c-8a0c-8c6b8f4f1c09", "nonce": "n-1", "account_id": "acct-1",
            "project_id": "proj-1",
        }),
    )
}

fn examples() -> Vec<Case> {
    let planner_facts = json!({
        "accountId": "acct-1", "projectId": "proj-1", "generation": "legacy", "grantType": "client_credentials",
        "principalType": "workload", "missionId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "identityType": "agent",
        "externalId": "planner-1", "trustLevel": "first_party", "subType": "orchestrator", "owner": "user-alice",
    });
    let fetcher_facts = json!({
        "accountId": "acct-1", "projectId": "proj-1", "generation": "legacy", "grantType": "token_exchange",
        "principalType": "unknown", "identityType": "agent", "externalId": "fetcher-3", "trustLevel": "unverified",
        "subType": "tool_agent", "owner": "user-bob",
    });
    let researcher_facts = json!({
        "accountId": "acct-1", "projectId": "proj-1", "generation": "rfc8693", "grantType": "token_exchange",
        "principalType": "user", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "identityType": "agent",
        "externalId": "researcher-2", "trustLevel": "unverified", "subType": "tool_agent", "owner": "user-bob",
    });
    vec![
        case("legacy-root", SPEC, "An agent with its own credentials is principal and agent.")
            .token(planner().mint())
            .accept_as(json!({
                "principal": who(&agent("planner-1")),
                "actor": who(&agent("planner-1")),
                "chain": [{
                    "issuer": ISSUER, "subject": agent("planner-1"), "evidence": "signed",
                    "scopes": ["docs:read", "docs:write", "mail:send"],
                    "tokenId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "expiresAt": 1_790_003_600,
                    "attributes": planner_facts,
                }],
                "scopes": ["docs:read", "docs:write", "mail:send"],
                "issuer": ISSUER,
                "audience": [ISSUER],
                "clientId": null,
                "tokenId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01",
                "keyThumbprint": ec().thumbprint(),
                "attributes": planner_facts,
            })),
        case("legacy-api-key", &format!("{SPEC}, section 4.4"), "Who made the API key is no actor.")
            .token(api_key().mint())
            .accept_as(json!({
                "principal": who(&agent("planner-1")),
                "actor": who(&agent("planner-1")),
                "keyThumbprint": rsa().thumbprint(),
                "attributes": changed(planner_facts.clone(), json!({ "grantType": "api_key", "keyCreator": "user-alice" })),
            })),
        case("legacy-delegated", &format!("{SPEC}, section 4.4"), "`sub` acts, `act` delegated to it, and on whose behalf is not said.")
            .token(fetcher().mint())
            .accept_as(json!({
                "principal": null,
                "actor": who(&agent("fetcher-3")),
                "chain": [asserted(&agent("researcher-2")), {
                    "issuer": ISSUER, "subject": agent("fetcher-3"), "evidence": "signed", "scopes": ["docs:read"],
                    "tokenId": "5f7d1c52-0a35-4e3c-8a0c-8c6b8f4f1c03", "expiresAt": 1_790_003_600,
                    "attributes": fetcher_facts,
                }],
                "scopes": ["docs:read"],
                "attributes": fetcher_facts,
            })),
        case("rfc8693-delegated", &format!("{SPEC}, section 4.4"), "`sub` is the principal, and the outermost `act` acts.")
            .token(researcher().mint())
            .accept_as(json!({
                "principal": who("user-alice"),
                "actor": who(&agent("researcher-2")),
                "chain": [asserted("user-alice"), asserted(&agent("planner-1")), {
                    "issuer": ISSUER, "subject": agent("researcher-2"), "evidence": "signed", "scopes": ["docs:read"],
                    "tokenId": "9a0d5a55-7a3c-4a51-9b4e-1f0f0a7f2b12", "expiresAt": 1_790_000_900,
                    "attributes": researcher_facts,
                }],
                "clientId": "researcher-2",
                "attributes": researcher_facts,
            })),
        case("rfc8693-delegated-by-a-client", &format!("{SPEC}, section 4.4"), "The client of a user's first token is the first prior actor, one more than there were delegations.")
            .token(but(&researcher(), json!({ "act": actor("researcher-2", json!({ "sub": agent("planner-1"), "act": { "sub": "desk-app" } })) })).mint())
            .accept_as(json!({ "principal": who("user-alice"), "actor": who(&agent("researcher-2")) })),
        case("bound-and-limited", &format!("{SPEC}, section 4.7"), "A user has approved this payment, and nothing here would enforce that.")
            .token(approved().mint())
            .deny("claim_invalid"),
        with_settings(
            case("bound-as-bearer", "RFC 9449, section 7.2", "A token that is bound to a key is no bearer token.").token(approved().mint()),
            json!({ "ignoreAuthorizationDetails": true }),
        )
        .deny("scheme_mismatch"),
        case("bound-agent-as-bearer", "RFC 9449, section 7.2", "Nor is an agent's.")
            .token(but(&planner(), json!({ "cnf": { "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } })).mint())
            .deny("scheme_mismatch"),
        case("proof-token", SPEC, "A workload's proof, with key, issuer and type of an access token.")
            .token(proof_token().mint())
            .deny("claim_missing"),
        case("proof-token-for-us", SPEC, "The agent chooses its audience.")
            .token(but(&proof_token(), json!({ "aud": [ISSUER, SERVER] })).mint())
            .deny("claim_missing"),
    ]
}
