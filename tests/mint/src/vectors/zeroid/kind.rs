//! What is not an access token of ZeroID's, and keys that are not its.

use super::*;
use crate::compact;

pub(super) fn cases() -> Vec<Case> {
    [types(), keys(), look_alikes(), grants()]
        .into_iter()
        .flatten()
        .collect()
}

fn types() -> Vec<Case> {
    let source = format!("{SPEC}, section 4");
    let tokens = [
        ("root", planner()),
        ("key", api_key()),
        ("legacy", fetcher()),
        ("rfc8693", researcher()),
        ("approved", plainly_approved()),
    ];
    let mut cases = Vec::new();
    for (name, token) in tokens {
        let typed = |id: &str, typ: &str| {
            case(
                &format!("{name}-typ-{id}"),
                &source,
                &format!("`typ` is `{typ}`."),
            )
            .token(token.clone().header("typ", string(typ)).mint())
        };
        cases.extend([
            typed("jwt", "JWT").accept(),
            typed("at-jwt", "at+jwt").accept(),
            typed("wrong", "logout+jwt").deny("type_not_accepted"),
        ]);
    }
    let typed = |id: &str, typ: &str| {
        case(&format!("typ-{id}"), &source, &format!("`typ` is `{typ}`."))
            .token(planner().header("typ", string(typ)).mint())
    };
    let others = [
        ("lower-case", "jwt"),
        ("dpop", "dpop+jwt"),
        ("secevent", "secevent+jwt"),
        ("id-jag", "oauth-id-jag+jwt"),
        ("txn-token", "txntoken+jwt"),
        ("introspection", "token-introspection+jwt"),
        ("client-assertion", "client-authentication+jwt"),
        ("wit", "wit+jwt"),
        ("wpt", "wpt+jwt"),
        ("status-list", "statuslist+jwt"),
    ];
    cases.push(typed("application-at-jwt", "application/at+jwt").accept());
    cases.extend(others.map(|(id, typ)| typed(id, typ).deny("type_not_accepted")));
    cases.push(
        case("typ-absent", &source, "No `typ`.")
            .token(planner().without_header("typ").mint())
            .deny("type_not_accepted"),
    );
    cases
}

fn keys() -> Vec<Case> {
    let keys = "RFC 7515, section 4.1.4";
    let other = Key::es256(8).named(Some("zeroid-key-1"));
    let secret = "eyJrdHkiOiJFQyJ9";
    let header = format!(
        r#"{{"alg":"HS256","typ":"JWT","kid":{}}}"#,
        string("zeroid-key-1")
    );
    vec![
        case("alg-rs256-for-ec", "RFC 8725, section 3.1", "The header says RS256, the key is an EC key.")
            .token(planner().header("alg", "\"RS256\"").mint())
            .deny("key_unsuitable"),
        case("alg-es256-for-rsa", "RFC 8725, section 3.1", "The header says ES256, the key is an RSA key.")
            .token(api_key().header("alg", "\"ES256\"").mint())
            .deny("key_unsuitable"),
        case("alg-hs256", "RFC 8725, section 2.1", "HMAC with what is public as the secret.")
            .token(compact(header, planner().payload_text(), &Key::ed25519(1)))
            .deny("algorithm_not_allowed"),
        case("alg-hs256-code", "ZeroID: authorization codes", "An authorization code.")
            .token(compact(r#"{"alg":"HS256","typ":"JWT"}"#, format!(r#"{{"iss":"{ISSUER}","sub":"auth-code","x":"{secret}"}}"#), &Key::ed25519(1)))
            .deny("algorithm_not_allowed"),
        case("alg-none", "RFC 8725, section 3.2", "No signature.")
            .token(planner().header("alg", "\"none\"").mint())
            .deny("algorithm_not_allowed"),
        case("kid-unknown", keys, "A key that the set does not have: it may be fetched again.")
            .token(planner().header("kid", "\"zeroid-key-2\"").mint())
            .deny("key_unknown"),
        case("kid-reused", keys, "Another deployment's key: all of them are called alike.")
            .token(planner().signed_by(&other).mint())
            .deny("signature_invalid"),
        case("rsa-for-agents", SPEC, "Without an RSA key everything is signed with the EC key, and an agent may have one of RSA.")
            .token(planner().signed_by(&rsa()).header("alg", "\"RS256\"").header("kid", "\"v1\"").mint())
            .accept(),
        case("crit", "RFC 7515, section 4.1.11", "An extension.")
            .token(planner().header("crit", r#"["exp"]"#).mint())
            .deny("header_unsupported"),
        case("jwk", "RFC 7515, section 4.1.3", "It brings a key along.")
            .token(planner().header("jwk", other.jwk()).signed_by(&other).mint())
            .deny("header_unsupported"),
        case("iss-other", "RFC 7519, section 4.1.1", "An assertion of an agent's own.")
            .token(but(&planner(), json!({ "iss": agent("planner-1") })).mint())
            .deny("issuer_unknown"),
    ]
}

fn look_alikes() -> Vec<Case> {
    let kinds = "RFC 8725, section 3.12";
    let id_token = json!({
        "iss": ISSUER, "sub": "user-alice", "aud": [ISSUER], "iat": 1_790_000_000, "exp": 1_790_000_900, "nonce": "n-1",
        "auth_time": 1_790_000_000, "jti": "j-1", "azp": "desk-app",
    });
    let look_alike = |id: &str, description: &str, typ: &str, change: Value| {
        case(id, kinds, description)
            .token(mint(&ec(), typ, changed(id_token.clone(), change)).mint())
    };
    vec![
        look_alike("id-token", "An ID token.", "JWT", json!({})).deny("claim_missing"),
        look_alike("rfc9068-token", "An access token that is not ZeroID's.", "at+jwt", json!({ "client_id": "desk-app", "scope": "docs:read" })).deny("claim_missing"),
        look_alike("logout-token", "A logout token with a weak `typ`.", "JWT", json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} }, "sid": "s-1" })).deny("claim_missing"),
        look_alike("client-assertion", "A client's authentication with a weak `typ`.", "JWT", json!({ "sub": "desk-app" })).deny("claim_missing"),
        look_alike("cognito-token", "A token of another provider.", "JWT", json!({ "token_use": "access", "client_id": "desk-app" })).deny("type_not_accepted"),
        case("token-use-federation", "ZeroID: workload identity federation", "An assertion for another provider, with an agent as its subject.")
            .token(but(&api_key(), json!({ "grant_type": "token_exchange", "token_use": "provider_federation", "act": { "sub": "broker" } })).mint())
            .deny("type_not_accepted"),
        case("token-use-any", "ZeroID: workload identity federation", "`token_use` of any value.")
            .token(but(&planner(), json!({ "token_use": "access" })).mint())
            .deny("type_not_accepted"),
        case("token-use-null", "ZeroID: workload identity federation", "Of any type.")
            .token(planner().claim("token_use", "null").mint())
            .deny("type_not_accepted"),
        case("without-grant-type", &format!("{SPEC}, section 4.1"), "An access token without `grant_type` might be a proof.")
            .token(planner().without("grant_type").mint())
            .deny("claim_missing"),
        case("proof-token-with-mission", SPEC, "A proof that has a mission, too.")
            .token(but(&proof_token(), json!({ "mission_id": "m-1", "identity_type": "agent", "external_id": "planner-1" })).mint())
            .deny("claim_missing"),
    ]
}

fn grants() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.1");
    let provenance = format!("{SPEC}, sections 4.6 and 4.7");
    let grant = |id: &str, token: &AccessToken, name: &str| {
        case(
            &format!("grant-{id}"),
            &source,
            &format!("`grant_type` is `{name}`."),
        )
        .token(but(token, json!({ "grant_type": name })).mint())
    };
    let exchange = |id: &str, token: &AccessToken, name: Value, what: Value| {
        case(
            &format!("provenance-{id}"),
            &provenance,
            &format!("`grant_type` is {name}, `token_exchange` {what}."),
        )
        .token(but(token, json!({ "grant_type": name, "token_exchange": what })).mint())
    };
    let own = |id: &str, token: &AccessToken| {
        with_settings(
            case(
                &format!("grant-own-{id}"),
                &source,
                "A grant of the deployment's own, configured.",
            )
            .token(but(token, json!({ "grant_type": "https://grants.example/own" })).mint()),
            json!({ "grantTypes": ["https://grants.example/own"] }),
        )
    };
    vec![
        grant("jwt-bearer", &planner(), "jwt_bearer").accept_as(
            json!({ "principal": who(&agent("planner-1")), "actor": who(&agent("planner-1")) }),
        ),
        grant("authorization-code", &signed_in(), "authorization_code")
            .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        grant("refresh-token", &signed_in(), "refresh_token")
            .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        grant("unknown", &planner(), "password").deny("claim_invalid"),
        grant("case", &planner(), "Client_Credentials").deny("claim_invalid"),
        grant(
            "urn-of-exchange",
            &fetcher(),
            "urn:ietf:params:oauth:grant-type:token-exchange",
        )
        .deny("claim_invalid"),
        grant("agent-signed-in", &planner(), "authorization_code").deny("claim_invalid"),
        grant("user-with-credentials", &signed_in(), "client_credentials").deny("claim_invalid"),
        own("agent", &planner()).accept_as(json!({ "actor": who(&agent("planner-1")) })),
        own("user", &signed_in())
            .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        own("delegated", &fetcher()).deny("claim_invalid"),
        exchange(
            "broker",
            &signed_in(),
            json!("token_exchange"),
            json!("external_principal"),
        )
        .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        exchange(
            "id-token",
            &signed_in(),
            json!("token_exchange"),
            json!("external_id_token"),
        )
        .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        exchange(
            "assertion",
            &signed_in(),
            json!("jwt_bearer"),
            json!("id_jag"),
        )
        .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        exchange("ciba", &signed_in(), json!(CIBA), json!("ciba"))
            .accept_as(json!({ "principal": who("user-alice"), "actor": null })),
        exchange("ciba-without", &signed_in(), json!(CIBA), Value::Null).deny("claim_invalid"),
        exchange(
            "ciba-on-exchange",
            &signed_in(),
            json!("token_exchange"),
            json!("ciba"),
        )
        .deny("claim_invalid"),
        exchange(
            "assertion-on-exchange",
            &signed_in(),
            json!("token_exchange"),
            json!("id_jag"),
        )
        .deny("claim_invalid"),
        exchange(
            "broker-on-code",
            &signed_in(),
            json!("authorization_code"),
            json!("external_principal"),
        )
        .deny("claim_invalid"),
        exchange(
            "unknown",
            &signed_in(),
            json!("token_exchange"),
            json!("magic"),
        )
        .deny("claim_invalid"),
        exchange("number", &signed_in(), json!("token_exchange"), json!(1)).deny("claim_invalid"),
        exchange(
            "broker-names-an-agent",
            &planner(),
            json!("token_exchange"),
            json!("external_principal"),
        )
        .deny("claim_invalid"),
        exchange(
            "provider-names-an-agent",
            &planner(),
            json!("token_exchange"),
            json!("external_id_token"),
        )
        .deny("claim_invalid"),
    ]
}
