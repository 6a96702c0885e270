//! `did:key`: the examples of its authors, and what is near them.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use super::is_did;
use crate::jose::jwks::{Jwks, JwksError};

/// The key of RFC 8037, appendix A, and a key of the test vectors of the did:key Method.
pub(super) const ED25519: (&str, &str) = (
    "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
);
pub(super) const P256: (&str, &str) = (
    "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
    r#"{"kty":"EC","crv":"P-256","x":"igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns","y":"efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM"}"#,
);

fn multikey(octets: &[u8]) -> String {
    let mut text = [0; 100];
    let length = bs58::encode(octets).onto(&mut text[..]).unwrap();
    let base58 = text.get(..length).unwrap();
    format!("z{}", String::from_utf8_lossy(base58))
}

#[test]
fn did_key() {
    for (multikey, jwk) in [ED25519, P256] {
        let did = format!("did:key:{multikey}");
        let set = Jwks::from_did_key(&did).unwrap();
        let same = Jwks::parse(&format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
        let ([key], [same]) = (set.keys(), same.keys()) else {
            panic!("not one key");
        };
        assert_eq!(key.kid(), Some(format!("{did}#{multikey}").as_str()));
        assert_eq!(key.algorithm(), None);
        assert_eq!(key.thumbprint(), same.thumbprint());
    }
}

#[test]
fn no_did_key() {
    let key = |multikey: &str| format!("did:key:{multikey}");
    let base58 = "not a multikey in base58 (`z…`)";
    let method = "it does not begin with `did:key:`";
    let other = "neither an Ed25519 nor a P-256 key";
    let point = "not a compressed point on P-256";
    let length = "an Ed25519 key is not 32 octets";
    let octets = |prefix: &[u8], octet: u8, length: usize| {
        key(&multikey(&[prefix, &vec![octet; length]].concat()))
    };
    for (did, reason) in [
        (String::new(), method),
        (ED25519.0.to_owned(), method),
        (format!("DID:key:{}", ED25519.0), method),
        (format!("did:web:{}", ED25519.0), method),
        (format!(" did:key:{}", ED25519.0), method),
        (key(""), base58),
        (key("z"), other),
        (
            key("Z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"),
            base58,
        ),
        (
            key("u7QHXWpgBgrEKt9VL_tPJZAc6DuFy89qmIyWvAhpo9wdRGg"),
            base58,
        ),
        (key(&format!("{} ", ED25519.0)), base58),
        (key(&format!("{}#{}", ED25519.0, ED25519.0)), base58),
        (key(&format!("1.1:{}", ED25519.0)), base58),
        (key("z6Mktwupdm0OIl"), base58),
        (key(&"z".repeat(100_000)), other),
        // an octet 0 before it
        (
            key(&format!("z1{}", ED25519.0.trim_start_matches('z'))),
            other,
        ),
        (octets(&[0xed, 0x01], 0xd7, 31), length),
        (octets(&[0xed, 0x01], 0xd7, 33), length),
        (
            octets(&[0xed, 0x01], 0, 32),
            "not a canonical point of large order",
        ),
        // 0xed in more octets than it needs
        (octets(&[0xed, 0x81, 0x00], 0xd7, 32), other),
        (octets(&[0xed], 0xd7, 32), other),
        // X25519, secp256k1, P-384, RSA
        (octets(&[0xec, 0x01], 0xd7, 32), other),
        (octets(&[0xe7, 0x01, 0x02], 0xd7, 32), other),
        (octets(&[0x81, 0x24], 0x02, 32), other),
        (octets(&[0x85, 0x24], 0x02, 32), other),
        // uncompressed, and the compact form without a sign
        (octets(&[0x80, 0x24, 0x04], 0x01, 31), point),
        (octets(&[0x80, 0x24, 0x05], 0x01, 32), point),
        (octets(&[0x80, 0x24, 0x02], 0xff, 32), point),
        (octets(&[0x80, 0x24, 0x02], 0x01, 31), point),
        (octets(&[0x80, 0x24], 0x00, 1), point),
    ] {
        let read = Jwks::from_did_key(&did).map(|set| set.keys().len());
        assert_eq!(read, Err(JwksError::DidKey(reason)), "{did}");
    }
}

#[test]
fn dids() {
    for did in [
        "did:web:as.example",
        "did:web:as.example:team:agent",
        "did:web:localhost%3A8443",
        "did:key:z6Mk",
        "did:a1:_-.:x",
    ] {
        assert!(is_did(did), "{did}");
    }
    for text in [
        "",
        "did",
        "did:web",
        "did:web:",
        "did::x",
        "did:Web:x",
        "DID:web:x",
        "did:web:x:",
        "did:web:x#key-1",
        "did:web:x/path",
        "did:web:x?query",
        "did:web:x y",
        "did:web:ü",
        "https://as.example",
    ] {
        assert!(!is_did(text), "{text}");
        let read = Jwks::from_did_document(text, &format!(r#"{{"id":"{text}"}}"#));
        assert_eq!(read.map(|_| ()), Err(JwksError::NotADid), "{text}");
    }
}
