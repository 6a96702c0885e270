//! Text as a key set: what is read has a name, is read alike twice, and lets in nobody whose key is not in it.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::Key;
use narrowgate::{Algorithm, Jwks, JwksError, SkippedKey, verify_jws};

fuzz_target!(|text: &str| {
    let set = Jwks::parse(text);
    assert_eq!(summary(&set), summary(&Jwks::parse(text)));
    let Ok(set) = set else { return };
    assert!(!set.keys().is_empty(), "a set without keys is an error");
    for key in set.keys() {
        let name = key.thumbprint();
        assert_eq!(name.len(), 43, "{name}");
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
            "{name}"
        );
    }
    for signed in TOKENS.iter() {
        if verify_jws(&signed.token, &set, &[signed.algorithm]).is_ok() {
            let names: Vec<&str> = set.keys().iter().map(|key| key.thumbprint()).collect();
            assert!(
                names.contains(&signed.thumbprint.as_str()),
                "{} verifies without its key",
                signed.algorithm
            );
        }
    }
});

type Summary<'a> = (
    Vec<(Option<&'a str>, Option<Algorithm>, &'a str)>,
    &'a [SkippedKey],
);

fn summary(set: &Result<Jwks, JwksError>) -> Result<Summary<'_>, &JwksError> {
    let set = set.as_ref()?;
    let keys = set
        .keys()
        .iter()
        .map(|key| (key.kid(), key.algorithm(), key.thumbprint()));
    Ok((keys.collect(), set.skipped()))
}

struct Signed {
    token: String,
    algorithm: Algorithm,
    thumbprint: String,
}

/// One of each algorithm, without `kid`: any key of the set may be tried.
static TOKENS: LazyLock<Vec<Signed>> = LazyLock::new(|| {
    let keys = [
        Key::ed25519(1),
        Key::ed25519(1).for_algorithm("EdDSA"),
        Key::es256(1),
        Key::es384(1),
        Key::es512(1),
        Key::rs256(),
        Key::rs256().for_algorithm("PS256"),
    ];
    keys.iter()
        .map(|key| Signed {
            token: mint::compact(format!(r#"{{"alg":"{}"}}"#, key.alg()), "any payload", key),
            algorithm: key.alg().parse().unwrap(),
            thumbprint: key.thumbprint(),
        })
        .collect()
});
