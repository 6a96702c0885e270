//! SPIFFE bundles.

use super::*;

const JWT: &str = "spiffe-jwt-svid";
const WIT: &str = "spiffe-wit-svid";
const USE: &str = "SPIFFE Trust Domain and Bundle, section 4.2.2";

pub(super) fn cases() -> Vec<Case> {
    let es = Key::es256(1);
    let no_jwt = "`use` is not `jwt-svid`";
    let no_wit = "`use` is not `wit-svid`";
    let only = |source, id: &str, origin: &str, description: &str, keys: Value| {
        from(source, id, origin, description)
            .with("keys", keys)
            .accept_as(json!({ "keys": [named("a", &es)] }))
    };
    let refused = |source, id: &str, origin: &str, description: &str, keys: Value| {
        from(source, id, origin, description)
            .with("keys", keys)
            .config_error("keys")
    };
    let jwt = json!({ "use": "jwt-svid", "kid": "a" });
    let wit = json!({ "use": "wit-svid", "kid": "a" });
    let with = |change: Value| entry(&es, change);
    let mixed = bundle([
        json!({ "use": "x509-svid", "kty": "EC", "crv": "P-256", "x": es.x(), "y": es.y(), "x5c": ["MIIB"] }),
        entry(&es, jwt.clone()),
        entry(&Key::es256(2), json!({ "use": "wit-svid", "kid": "b" })),
    ]);
    vec![
        from(JWT, "jwt-svid-of-a-bundle", USE, "Keys for three kinds of SVID: those for JWT-SVIDs are taken.")
            .with("keys", mixed.clone())
            .accept_as(json!({ "keys": [named("a", &es)], "skipped": [skipped(0, no_jwt), skipped(2, no_jwt)] })),
        from(WIT, "wit-svid-of-a-bundle", USE, "The same bundle: those for WIT-SVIDs are taken.")
            .with("keys", mixed.clone())
            .accept_as(json!({ "keys": [named("b", &Key::es256(2))], "skipped": [skipped(0, no_wit), skipped(1, no_wit)] })),
        from("jwks", "bundle-as-set", USE, "The same bundle is no key set.").with("keys", mixed.clone()).config_error("keys"),
        from(JWT, "bundle-as-text", USE, "The bundle as text.").with("keys", mixed.to_string()).accept(),
        only(JWT, "jwt-svid-bare", "SPIFFE Trust Domain and Bundle, sections 4.1.1 and 4.1.2", "Without sequence number and refresh hint.", json!({ "keys": [with(jwt.clone())] })),
        only(WIT, "wit-svid-bare", "SPIFFE Trust Domain and Bundle, sections 4.1.1 and 4.1.2", "Without sequence number and refresh hint.", json!({ "keys": [with(wit.clone())] })),
        only(JWT, "sequence-of-64-bits", "SPIFFE Trust Domain and Bundle, section 4.1.1", "The largest sequence number.", parsed(&json!({ "keys": [with(jwt.clone())], "spiffe_sequence": u64::MAX }).to_string())),
        only(JWT, "kty-unknown", "SPIFFE Trust Domain and Bundle, section 4.2.1: ignored", "A type of key that nobody knows.", bundle([json!({ "kty": "LMS", "use": "jwt-svid", "kid": "b" }), with(jwt.clone())])),
        only(JWT, "kid-absent", "SPIFFE JWT-SVID, section 6.1", "A key for JWT-SVIDs has a `kid`.", bundle([entry(&Key::es256(2), json!({ "use": "jwt-svid" })), with(jwt.clone())])),
        only(WIT, "wit-kid-absent", "SPIFFE WIT-SVID, section 6.1", "A key for WIT-SVIDs has a `kid`.", bundle([entry(&Key::es256(2), json!({ "use": "wit-svid" })), with(wit.clone())])),
        only(JWT, "use-absent", USE, "A key of a bundle says what it is for.", bundle([entry(&Key::es256(2), json!({ "kid": "b" })), with(jwt.clone())])),
        only(JWT, "key-ops", "RFC 7517, section 4.3", "Other operations than signatures.", bundle([entry(&Key::es256(2), json!({ "use": "jwt-svid", "kid": "b", "key_ops": ["encrypt"] })), with(jwt.clone())])),
        from(JWT, "jwt-svid-private", "RFC 7517, section 9.2", "A private key in a bundle.")
            .with("keys", bundle([with(json!({ "use": "x509-svid", "d": "AA" })), with(jwt.clone())]))
            .accept_as(json!({ "keys": [named("a", &es)], "skipped": [skipped(0, PRIVATE)] })),
        from(JWT, "jwt-svid-algorithm", "RFC 7517, section 4.4", "`alg` counts where it stands.")
            .with("keys", bundle([with(changed(jwt.clone(), json!({ "alg": "ES256" })))]))
            .accept_as(json!({ "keys": [{ "kid": "a", "algorithm": "ES256", "thumbprint": es.thumbprint() }] })),
        refused(JWT, "only-x509", USE, "A trust domain without JWT-SVIDs.", bundle([with(json!({ "use": "x509-svid" }))])),
        refused(JWT, "upper-case", USE, "The values are case-sensitive, though some servers write them so.", bundle([with(json!({ "use": "JWT-SVID", "kid": "a" }))])),
        refused(JWT, "set-as-bundle", USE, "A key set is no bundle: `sig`.", json!({ "keys": [with(json!({ "use": "sig", "kid": "a" }))] })),
        refused(JWT, "set-without-use-as-bundle", USE, "A key set is no bundle: no `use`.", json!({ "keys": [with(json!({ "kid": "a" }))] })),
        refused(JWT, "wit-for-jwt", USE, "A key for WIT-SVIDs signs no JWT-SVID.", bundle([with(wit)])),
        refused(WIT, "jwt-for-wit", USE, "A key for JWT-SVIDs signs no WIT-SVID.", bundle([with(jwt)])),
        refused(JWT, "use-array", USE, "`use` is a string.", bundle([with(json!({ "use": ["jwt-svid"], "kid": "a" }))])),
        refused(JWT, "bundle-symmetric", "RFC 7518, section 6.4", "A secret in a bundle.", bundle([json!({ "kty": "oct", "k": "AAAA", "use": "jwt-svid", "kid": "a" })])),
        refused(JWT, "bundle-array", "SPIFFE Trust Domain and Bundle, section 4.1", "An array is no bundle.", json!([])),
        refused(JWT, "bundle-empty", "SPIFFE Trust Domain and Bundle, section 4.1.3", "No key.", bundle([])),
        refused(JWT, "bundle-map", "SPIFFE Trust Domain and Bundle, section 5", "A bundle map holds bundles, and is none.", json!({ "trust_domains": { "example.org": mixed } })),
    ]
}

fn bundle<const N: usize>(keys: [Value; N]) -> Value {
    json!({ "keys": keys.to_vec(), "spiffe_sequence": 1, "spiffe_refresh_hint": 300 })
}

fn entry(key: &Key, change: Value) -> Value {
    changed(bare(key), change)
}
