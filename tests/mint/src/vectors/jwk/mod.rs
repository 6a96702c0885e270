//! JSON Web Key Sets.

use serde_json::{Value, json};

mod curve;
mod rsa;

use super::{Case, changed, key, parsed};
use crate::{Key, encode};

pub(super) fn cases() -> Vec<Case> {
    [
        sets(),
        purposes(),
        algorithms(),
        curve::cases(),
        rsa::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn jwk(id: &str, source: &str, description: &str) -> Case {
    Case::new("jwk", id, source, description)
}

fn set(keys: impl IntoIterator<Item = Value>) -> Value {
    json!({ "keys": keys.into_iter().collect::<Vec<_>>() })
}

/// What is read of a key.
fn info(key: &Key) -> Value {
    json!({ "kid": key.kid(), "algorithm": key.alg(), "thumbprint": key.thumbprint() })
}

/// The key after next is left out, the set is not refused, and the good key is read.
fn left_out(id: &str, source: &str, description: &str, bad: Value) -> Case {
    let good = Key::ed25519(7);
    jwk(id, source, description)
        .with("keys", set([bad, parsed(&good.jwk())]))
        .accept_as(json!({ "keys": [info(&good)] }))
}

/// The key is read.
fn read(id: &str, source: &str, description: &str, good: Value, as_: Value) -> Case {
    jwk(id, source, description)
        .with("keys", set([good]))
        .accept_as(json!({ "keys": [as_], "skipped": [] }))
}

fn ed() -> Value {
    parsed(&key().jwk())
}

fn es() -> Value {
    parsed(&Key::es256(1).jwk())
}

fn rs() -> Value {
    parsed(&Key::rs256().jwk())
}

fn sets() -> Vec<Case> {
    let refused = |id: &str, description: &str, keys: Value| {
        jwk(id, "RFC 7517, section 5", description)
            .with("keys", keys)
            .config_error("keys")
    };
    let good = key().jwk();
    let many = |count: u8| set((1..=count).map(|number| parsed(&Key::ed25519(number).jwk())));
    vec![
        jwk("three-types", "RFC 7517, section 5", "An Ed25519, a P-256 and an RSA key.").with("keys", set([ed(), es(), rs()])).accept_as(
            json!({ "keys": [info(&key()), info(&Key::es256(1)), info(&Key::rs256())], "skipped": [] }),
        ),
        jwk("unknown-members", "RFC 7517, section 5: unknown members are ignored", "Members of the set and of a key that nobody knows.")
            .with("keys", json!({ "keys": [changed(ed(), json!({ "x-note": [1, 2] }))], "next": "https://as.example/2" }))
            .accept_as(json!({ "keys": [info(&key())] })),
        jwk("as-text", "RFC 7517, section 5", "The set as text, with white space.").with("keys", format!("\r\n{{ \"keys\" :\t[ {good} ] }}\n")).accept(),
        jwk("sixty-four-keys", "Narrowgate's limits: 64 keys", "As many as may be.").with("keys", many(64)).accept(),
        refused("sixty-five-keys", "More keys than any issuer publishes.", many(65)),
        refused("array", "An array is no set.", json!([ed()])),
        refused("one-key", "A key is no set.", ed()),
        refused("keys-object", "`keys` is an array.", json!({ "keys": { "ed-1": ed() } })),
        refused("keys-null", "`keys` is an array.", json!({ "keys": null })),
        refused("keys-absent", "No `keys`.", json!({})),
        refused("keys-empty", "Nothing could be verified.", set([])),
        refused("html", "An error page.", json!("<!doctype html><title>502</title>")),
        refused("empty-text", "No answer.", json!("")),
        refused("two-values", "Two sets, one after the other.", json!(format!("{{\"keys\":[{good}]}}{{\"keys\":[]}}"))),
        refused("keys-twice", "`keys` twice: which one counts depends on the reader.", json!(format!("{{\"keys\":[{good}],\"keys\":[{good}]}}"))),
        refused("member-twice", "`kty` twice within a key.", json!(format!("{{\"keys\":[{}]}}", good.replacen('{', r#"{"kty":"RSA","#, 1)))),
        refused("member-twice-escaped", "`x` twice, once with an escape.", json!(format!("{{\"keys\":[{}]}}", good.replacen('{', r#"{"\u0078":"AA","#, 1)))),
        refused("too-deep", "65 levels.", json!(format!("{{\"keys\":[{good}],\"x\":{}{}}}", "[".repeat(64), "]".repeat(64)))),
        left_out("entry-string", "RFC 7517, section 5", "An entry that is no object.", json!("ed-1")),
        left_out("entry-null", "RFC 7517, section 5", "An entry that is null.", Value::Null),
        left_out("kty-absent", "RFC 7517, section 4.1", "No `kty`.", json!({ "x": "AA" })),
        left_out("kty-unknown", "RFC 7517, section 5", "A type of key that nobody knows.", json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA" })),
        left_out("kty-lower-case", "RFC 7517, section 4.1: case-sensitive", "`okp` is not `OKP`.", changed(ed(), json!({ "kty": "okp" }))),
        left_out("kty-number", "RFC 7517, section 4.1", "`kty` is a string.", changed(ed(), json!({ "kty": 1 }))),
        left_out("kid-number", "RFC 7517, section 4.5", "`kid` is a string.", changed(ed(), json!({ "kid": 1 }))),
        refused("only-unknown", "All keys are of unknown types.", set([json!({ "kty": "AKP", "pub": "AA" })])),
        jwk("same-kid-twice", "RFC 7517, section 4.5", "Two keys of one name are both read; a token that names it is refused.")
            .with("keys", set([ed(), changed(parsed(&Key::ed25519(2).jwk()), json!({ "kid": "ed-1" }))]))
            .accept(),
    ]
}

fn purposes() -> Vec<Case> {
    let use_ = "RFC 7517, section 4.2";
    let ops = "RFC 7517, section 4.3";
    let private = "RFC 7517, section 9.2: a published private key is nobody's";
    let with = |change: Value| changed(ed(), change);
    let kept = |id: &str, source: &str, description: &str, change: Value| {
        read(id, source, description, with(change), info(&key()))
    };
    let mut cases = vec![
        jwk(
            "symmetric",
            "RFC 7518, section 6.4",
            "A secret in a set that is public: the whole set is refused.",
        )
        .with(
            "keys",
            set([ed(), json!({ "kty": "oct", "k": "AAAA", "kid": "hs" })]),
        )
        .config_error("keys"),
        jwk(
            "symmetric-alone",
            "RFC 7518, section 6.4",
            "A secret alone.",
        )
        .with("keys", set([json!({ "kty": "oct", "k": "AAAA" })]))
        .config_error("keys"),
        kept("use-sig", use_, "For signatures.", json!({ "use": "sig" })),
        left_out(
            "use-enc",
            use_,
            "For encryption.",
            with(json!({ "use": "enc" })),
        ),
        left_out(
            "use-other",
            use_,
            "For something that nobody knows.",
            with(json!({ "use": "SIG" })),
        ),
        left_out(
            "use-number",
            use_,
            "`use` is a string.",
            with(json!({ "use": 1 })),
        ),
        kept(
            "key-ops-verify",
            ops,
            "For verifying.",
            json!({ "key_ops": ["verify"] }),
        ),
        kept(
            "key-ops-sign-verify",
            ops,
            "For both sides of signatures.",
            json!({ "key_ops": ["sign", "verify"] }),
        ),
        left_out(
            "key-ops-sign",
            ops,
            "For signing only.",
            with(json!({ "key_ops": ["sign"] })),
        ),
        left_out(
            "key-ops-encrypt",
            ops,
            "For encryption.",
            with(json!({ "key_ops": ["encrypt"] })),
        ),
        left_out(
            "key-ops-mixed",
            ops,
            "Unrelated operations.",
            with(json!({ "key_ops": ["verify", "encrypt"] })),
        ),
        left_out(
            "key-ops-repeated",
            ops,
            "An operation twice.",
            with(json!({ "key_ops": ["verify", "verify"] })),
        ),
        left_out(
            "key-ops-empty",
            ops,
            "For nothing.",
            with(json!({ "key_ops": [] })),
        ),
        left_out(
            "key-ops-string",
            ops,
            "`key_ops` is an array.",
            with(json!({ "key_ops": "verify" })),
        ),
        left_out(
            "key-ops-number",
            ops,
            "An operation is a string.",
            with(json!({ "key_ops": ["verify", 1] })),
        ),
        left_out(
            "use-and-key-ops-disagree",
            ops,
            "`use` says signatures, `key_ops` encryption.",
            with(json!({ "use": "sig", "key_ops": ["encrypt"] })),
        ),
        left_out(
            "private-ed25519",
            private,
            "`d` of an Ed25519 key.",
            with(json!({ "d": encode([1; 32]) })),
        ),
        left_out(
            "private-ec",
            private,
            "`d` of an EC key.",
            changed(es(), json!({ "d": encode([1; 32]) })),
        ),
        jwk("private-alone", private, "Nothing else is in the set.")
            .with("keys", set([with(json!({ "d": encode([1; 32]) }))]))
            .config_error("keys"),
    ];
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth"] {
        cases.push(left_out(
            &format!("private-rsa-{member}"),
            private,
            &format!("`{member}` of an RSA key."),
            changed(
                rs(),
                json!({ member: if member == "oth" { json!([]) } else { json!("AQAB") } }),
            ),
        ));
    }
    cases
}

fn algorithms() -> Vec<Case> {
    let source = "RFC 7517, section 4.4; RFC 8725bis, section 3.2";
    let alg = |base: Value, alg: Value| changed(base, json!({ "alg": alg }));
    vec![
        read(
            "alg-absent",
            source,
            "A key without `alg`.",
            parsed(&key().bare_jwk()),
            json!({ "thumbprint": key().thumbprint() }),
        ),
        read(
            "alg-eddsa",
            source,
            "`EdDSA` on an Ed25519 key.",
            alg(ed(), json!("EdDSA")),
            info(&key().for_algorithm("EdDSA")),
        ),
        left_out(
            "alg-unsupported",
            source,
            "A good algorithm that is not done here.",
            alg(rs(), json!("RSA-OAEP-256")),
        ),
        left_out(
            "alg-hs256",
            "CVE-2016-10555",
            "HMAC with a public key.",
            alg(rs(), json!("HS256")),
        ),
        left_out("alg-none", source, "`none`.", alg(rs(), json!("none"))),
        left_out(
            "alg-other-type",
            source,
            "RS256 on an EC key.",
            alg(es(), json!("RS256")),
        ),
        left_out(
            "alg-es256-on-ed25519",
            source,
            "ES256 on an Ed25519 key.",
            alg(ed(), json!("ES256")),
        ),
        left_out(
            "alg-es384-on-p256",
            source,
            "Curve and hash belong together.",
            alg(es(), json!("ES384")),
        ),
        left_out(
            "alg-case",
            source,
            "`es256` is no algorithm.",
            alg(es(), json!("es256")),
        ),
        left_out(
            "alg-number",
            source,
            "`alg` is a string.",
            alg(es(), json!(256)),
        ),
        left_out(
            "alg-es256-on-p384",
            source,
            "Curve and hash belong together.",
            alg(parsed(&Key::es384(1).jwk()), json!("ES256")),
        ),
        left_out(
            "alg-es384-on-p521",
            source,
            "Curve and hash belong together.",
            alg(parsed(&Key::es512(1).jwk()), json!("ES384")),
        ),
        left_out(
            "alg-es521",
            source,
            "The algorithm of P-521 is `ES512`.",
            alg(parsed(&Key::es512(1).jwk()), json!("ES521")),
        ),
        left_out(
            "alg-ps256-on-p256",
            source,
            "PS256 on an EC key.",
            alg(es(), json!("PS256")),
        ),
        left_out(
            "alg-es256k-on-p256",
            source,
            "The algorithm of another curve.",
            alg(es(), json!("ES256K")),
        ),
    ]
    .into_iter()
    .chain(["PS256", "PS384", "PS512", "RS384", "RS512"].map(|name| {
        read(
            &format!("alg-{}", name.to_ascii_lowercase()),
            source,
            "An RSA key for one of its algorithms.",
            alg(rs(), json!(name)),
            info(&Key::rs256().for_algorithm(name)),
        )
    }))
    .collect()
}
