//! Algorithm and key.

use super::*;
use crate::{assemble, signing_input, string};

pub(super) fn cases() -> Vec<Case> {
    [algorithm(), choice_of_key(), curves(), operator()]
        .into_iter()
        .flatten()
        .collect()
}

fn algorithm() -> Vec<Case> {
    let alg = |id: &str, source: &str, description: &str, value: &str, code: &str| {
        token(
            jws(id, source, description),
            signed(format!(r#"{{"alg":{value},"kid":"ed-1"}}"#)),
        )
        .deny(code)
    };
    let list = "RFC 8725, section 3.1; RFC 7515, section 4.1.1: case-sensitive";
    let shape = "RFC 7515, section 4.1.1: a string, required";
    let hmac = r#"{"alg":"HS256","kid":"rs-1"}"#;
    vec![
        alg(
            "alg-none",
            list,
            "`none`.",
            r#""none""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-none-capital",
            list,
            "`None`.",
            r#""None""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-none-mixed",
            list,
            "`nOnE`.",
            r#""nOnE""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-lower-case",
            list,
            "`ed25519`.",
            r#""ed25519""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-es256-lower-case",
            list,
            "`es256`.",
            r#""es256""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-empty",
            list,
            "An empty name.",
            r#""""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-space",
            list,
            "A name with a space after it.",
            r#""Ed25519 ""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-unknown",
            list,
            "A name that nobody has registered.",
            r#""XX256""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-ps256",
            list,
            "A good algorithm that is not on the list.",
            r#""PS256""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-ed448",
            list,
            "Its sister.",
            r#""Ed448""#,
            "algorithm_not_allowed",
        ),
        alg(
            "alg-not-on-list",
            list,
            "A supported algorithm that the operator did not allow.",
            r#""ES256""#,
            "algorithm_not_allowed",
        ),
        alg("alg-number", shape, "A number.", "256", "header_invalid"),
        alg("alg-null", shape, "Null.", "null", "header_invalid"),
        alg(
            "alg-array",
            shape,
            "An array that holds a good name.",
            r#"["Ed25519"]"#,
            "header_invalid",
        ),
        alg(
            "alg-object",
            shape,
            "An object.",
            r#"{"alg":"Ed25519"}"#,
            "header_invalid",
        ),
        token(
            jws("alg-absent", shape, "No `alg`."),
            signed(r#"{"kid":"ed-1"}"#),
        )
        .deny("header_invalid"),
        token(
            jws(
                "alg-hs256",
                "CVE-2016-10555",
                "A public RSA key as the secret of an HMAC.",
            ),
            assemble(&signing_input(hmac, PAYLOAD), [7; 32]),
        )
        .with("keys", key_set([&Key::rs256()]))
        .with("algorithms", json!(["RS256"]))
        .deny("algorithm_not_allowed"),
    ]
}

fn choice_of_key() -> Vec<Case> {
    let (one, two, es, rs) = (key(), Key::ed25519(2), Key::es256(1), Key::rs256());
    let all = json!(["Ed25519", "EdDSA", "ES256", "RS256"]);
    let kid = |id: &str, description: &str, value: &str, code: &str| {
        token(
            jws(id, "RFC 7515, section 4.1.4", description),
            signed(format!(r#"{{"alg":"Ed25519","kid":{value}}}"#)),
        )
        .deny(code)
    };
    let long = "k".repeat(512);
    let no_kid = r#"{"alg":"Ed25519"}"#;
    let twin = one.clone().named(Some("ed-2"));
    let mixed = |id: &str, description: &str, header: &str, by: &Key| {
        token(
            jws(
                id,
                "RFC 8725bis, section 3.2: one key, one algorithm",
                description,
            ),
            compact(header, PAYLOAD, by),
        )
        .with("keys", key_set([&one, &es, &rs]))
        .with("algorithms", all.clone())
    };
    let bare = json!({ "keys": [parsed(&one.bare_jwk())] });
    let mut encrypting = parsed(&two.jwk());
    encrypting["use"] = json!("enc");
    encrypting["kid"] = json!("ed-1");
    vec![
        kid("kid-number", "A number.", "1", "header_invalid"),
        kid("kid-null", "Null.", "null", "header_invalid"),
        kid("kid-array", "An array that holds a good one.", r#"["ed-1"]"#, "header_invalid"),
        kid("kid-too-long", "513 characters.", &string(&"k".repeat(513)), "header_invalid"),
        kid("kid-unknown", "No key has it.", r#""ed-9""#, "key_unknown"),
        kid("kid-empty", "An empty one is one that no key has.", r#""""#, "key_unknown"),
        kid("kid-other-case", "Bytes are compared.", r#""ED-1""#, "key_unknown"),
        kid("kid-path", "A path to a file that is empty.", r#""../../dev/null""#, "key_unknown"),
        kid("kid-sql", "A query that returns a key.", r#""x' UNION SELECT 'AAAA' --""#, "key_unknown"),
        kid("kid-proto", "A name that every JavaScript object has.", r#""__proto__""#, "key_unknown"),
        kid("kid-url", "An address.", r#""https://evil.example/jwks#ed-1""#, "key_unknown"),
        token(jws("typ-number", "RFC 7515, section 4.1.9", "`typ` is a string."), signed(r#"{"alg":"Ed25519","kid":"ed-1","typ":1}"#)).deny("header_invalid"),
        token(jws("kid-long", "RFC 7515, section 4.1.4", "512 characters that a key has."), signed(format!(r#"{{"alg":"Ed25519","kid":"{long}"}}"#)))
            .with("keys", key_set([&one.clone().named(Some(&long))]))
            .accept(),
        token(jws("kid-absent-one-key", "RFC 7515, section 6", "No `kid`, and one key: that one."), signed(no_kid)).accept(),
        token(jws("kid-absent-one-fits", "RFC 7515, section 6", "No `kid`, and one key for this algorithm among others."), signed(no_kid)).with("keys", key_set([&rs, &one, &es])).accept(),
        token(jws("kid-absent-many-keys", "RFC 7515, section 6: never try them all", "No `kid`, and two keys for this algorithm."), signed(no_kid)).with("keys", key_set([&one, &two])).deny("key_ambiguous"),
        token(jws("kid-absent-none-fits", "RFC 7515, section 6", "No `kid`, and no key for this algorithm."), signed(no_kid)).with("keys", key_set([&es, &rs])).deny("key_unknown"),
        token(jws("kid-given-key-unnamed", "RFC 7515, section 4.1.4", "The token names a key, and the only key has no name."), signed(HEADER)).with("keys", bare.clone()).deny("key_unknown"),
        token(jws("kid-duplicate", "RFC 7517, section 4.5", "Two keys of this name and type."), signed(HEADER)).with("keys", key_set([&one, &two.clone().named(Some("ed-1"))])).deny("key_ambiguous"),
        token(jws("kid-duplicate-other-type", "RFC 7517, section 4.5", "Keys of one name and of different types are told apart by the algorithm."), signed(HEADER)).with("keys", key_set([&es.clone().named(Some("ed-1")), &one])).accept(),
        token(jws("kid-duplicate-encryption-twin", "RFC 7517, section 4.2", "A key of this name that is for encryption does not count."), signed(HEADER)).with("keys", json!({ "keys": [encrypting, parsed(&one.jwk())] })).accept(),
        token(jws("kid-names-other-key", "RFC 7515, section 4.1.4", "The named key is not the one that signed; the others are not tried."), signed(r#"{"alg":"Ed25519","kid":"ed-2"}"#)).with("keys", key_set([&one, &two])).deny("signature_invalid"),
        token(jws("same-key-two-names", "RFC 7517, section 4.5", "One key under two names."), signed(HEADER)).with("keys", key_set([&twin, &one])).accept(),
        mixed("rs256-with-ec-key", "RS256, and `kid` names an EC key.", r#"{"alg":"RS256","kid":"es-1"}"#, &rs).deny("key_unsuitable"),
        mixed("es256-with-ed25519-key", "ES256, and `kid` names an Ed25519 key.", r#"{"alg":"ES256","kid":"ed-1"}"#, &es).deny("key_unsuitable"),
        mixed("ed25519-with-rsa-key", "Ed25519, and `kid` names an RSA key.", r#"{"alg":"Ed25519","kid":"rs-1"}"#, &one).deny("key_unsuitable"),
        mixed("header-says-es256-signed-with-ed25519", "The signature is Ed25519, and `kid` names the EC key that the header's algorithm is for.", r#"{"alg":"ES256","kid":"es-1"}"#, &one).deny("signature_invalid"),
        mixed("eddsa-with-ed25519-key", "RFC 9864: `EdDSA` and `Ed25519` are two algorithms, and the key is for one.", r#"{"alg":"EdDSA","kid":"ed-1"}"#, &one).deny("key_unsuitable"),
        token(jws("ed25519-with-eddsa-key", "RFC 9864, section 2.2", "The other way round."), signed(HEADER))
            .with("keys", key_set([&one.clone().for_algorithm("EdDSA")]))
            .with("algorithms", all.clone())
            .deny("key_unsuitable"),
        token(jws("eddsa-not-on-list", "RFC 9864, section 2.2", "`Ed25519` on the list does not allow `EdDSA`."), signed(r#"{"alg":"EdDSA"}"#)).with("keys", bare.clone()).deny("algorithm_not_allowed"),
        token(jws("key-without-alg", "RFC 8725bis, section 3.2", "A key that does not say its algorithm is used for those of the list that fit its type."), signed(no_kid)).with("keys", bare).with("algorithms", all).accept(),
    ]
}

/// The header names one curve, and the key is on another.
fn curves() -> Vec<Case> {
    let keys = [Key::es256(1), Key::es384(1), Key::es512(1)];
    let all = json!(["ES256", "ES384", "ES512"]);
    let mut cases = Vec::new();
    for key in &keys {
        for other in keys.iter().filter(|other| other.alg() != key.alg()) {
            let (one, two) = (
                key.alg().to_ascii_lowercase(),
                other.alg().to_ascii_lowercase(),
            );
            let source = "RFC 7518, section 3.4: a curve and a hash belong together";
            let bare = json!({ "keys": [parsed(&key.bare_jwk())] });
            let header = format!(r#"{{"alg":"{}","kid":"k"}}"#, other.alg());
            let named = key.clone().named(Some("k"));
            cases.push(
                jws(
                    &format!("{one}-key-with-{two}-header"),
                    source,
                    "`kid` names a key that is for another curve.",
                )
                .with("keys", key_set([&named]))
                .with("algorithms", all.clone())
                .with("token", compact(&header, PAYLOAD, key))
                .deny("key_unsuitable"),
            );
            cases.push(
                jws(
                    &format!("{one}-key-without-alg-with-{two}-header"),
                    source,
                    "The key does not say its algorithm: its curve does.",
                )
                .with("keys", bare)
                .with("algorithms", all.clone())
                .with(
                    "token",
                    compact(format!(r#"{{"alg":"{}"}}"#, other.alg()), PAYLOAD, key),
                )
                .deny("key_unknown"),
            );
        }
    }
    cases
}

fn operator() -> Vec<Case> {
    let config = |id: &str, description: &str, algorithms: Value| {
        jws(id, "RFC 8725, section 3.1", description)
            .with("algorithms", algorithms)
            .with("token", signed(HEADER))
            .config_error("algorithms")
    };
    vec![
        config(
            "list-with-none",
            "No list can hold `none`.",
            json!(["Ed25519", "none"]),
        ),
        config(
            "list-with-hs256",
            "No list can hold an HMAC.",
            json!(["HS256"]),
        ),
        jws(
            "keys-with-secret",
            "RFC 7518, section 6.4",
            "A key set with a secret in it is refused as a whole.",
        )
        .with(
            "keys",
            json!({ "keys": [parsed(&key().jwk()), { "kty": "oct", "k": "AAAA" }] }),
        )
        .with("token", signed(HEADER))
        .config_error("keys"),
    ]
}
