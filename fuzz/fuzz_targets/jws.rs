//! Text as a compact JWS: nobody is let in whose token was not signed, byte by byte as it is.

#![no_main]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::Key;
use narrowgate::{Algorithm, Jwks, verify_jws};
use serde_json::Value;

fuzz_target!(|token: &str| {
    match verify_jws(token, &KEYS, &ALGORITHMS) {
        Ok(()) => assert!(SIGNED.contains(token), "nobody signed this"),
        Err(denial) => assert!(
            denial.to_string().chars().all(|c| !c.is_control()),
            "{denial:?}"
        ),
    }
});

/// Without `alg`, so that every algorithm of the key's type is tried.
static KEYS: LazyLock<Jwks> = LazyLock::new(|| {
    let keys = [
        Key::ed25519(1),
        Key::es256(1),
        Key::es384(1),
        Key::es512(1),
        Key::rs256(),
    ];
    let mut set: Value = serde_json::from_str(&mint::jwks(&keys)).unwrap();
    for key in set["keys"].as_array_mut().unwrap() {
        key.as_object_mut().unwrap().remove("alg");
    }
    Jwks::parse(&set.to_string()).unwrap()
});

static ALGORITHMS: LazyLock<Vec<Algorithm>> = LazyLock::new(|| {
    "Ed25519 EdDSA ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512"
        .split(' ')
        .map(|name| name.parse().unwrap())
        .collect()
});

/// Every token of the vectors, which are what the corpus begins with.
static SIGNED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let vectors: Value =
        serde_json::from_str(include_str!("../../tests/vectors/jws.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap().iter();
    cases
        .filter_map(|case| case["token"].as_str().map(str::to_owned))
        .collect()
});
