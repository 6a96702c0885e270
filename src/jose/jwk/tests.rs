//! Keys that somebody brings along, and what they cost.
#![expect(clippy::panic, reason = "a test fails by panicking")]

use super::Jwk;
use crate::jose::json::{self, Bounds, Value};

fn from_member(text: &str) -> Result<Jwk, &'static str> {
    match json::parse(text.as_bytes(), Bounds::CONFIGURATION) {
        Ok(Value::Object(member)) => Jwk::from_member(&member),
        other => panic!("{other:?}: {text}"),
    }
}

/// The key's own text, with members after its own.
fn with(key: &mint::Key, members: &str) -> String {
    let text = key.bare_jwk();
    format!("{}{members}}}", text.trim_end_matches('}'))
}

#[test]
fn what_is_read_of_a_set_is_read_alone() {
    for key in [
        mint::Key::ed25519(1),
        mint::Key::es256(1),
        mint::Key::es384(1),
        mint::Key::es512(1),
        mint::Key::rs256(),
    ] {
        for text in [
            key.jwk(),
            with(&key, r#","use":"sig","key_ops":["verify"]"#),
        ] {
            let read = from_member(&text).map(|key| key.thumbprint().to_owned());
            assert_eq!(read, Ok(key.thumbprint()), "{text}");
        }
    }
}

#[test]
fn what_is_left_out_of_a_set_is_refused_alone() {
    let (ed, rs) = (mint::Key::ed25519(1), mint::Key::rs256());
    for (text, reason) in [
        (
            r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
            "a secret key (`kty` is `oct`)",
        ),
        (with(&ed, r#","d":"AAAA""#), "a private key"),
        (with(&ed, r#","d":null"#), "a private key"),
        (with(&ed, r#","k":"AAAA""#), "a private key"),
        (with(&rs, r#","p":"AAAA""#), "a private key"),
        (with(&rs, r#","oth":[]"#), "a private key"),
        (r#"{"kty":"AKP","priv":"AAAA"}"#.to_owned(), "a private key"),
        // whatever else is wrong
        (r#"{"kty":1,"d":"AAAA"}"#.to_owned(), "a private key"),
        (with(&ed, r#","use":"enc""#), "`use` is not `sig`"),
        (
            with(&ed, r#","key_ops":["encrypt"]"#),
            "`key_ops` is not for signatures alone",
        ),
        (
            with(&ed, r#","use":"sig","key_ops":["sign"]"#),
            "`key_ops` does not hold `verify`",
        ),
        (
            "{}".to_owned(),
            "a member that the key type requires is absent",
        ),
    ] {
        assert_eq!(from_member(&text).err(), Some(reason), "{text}");
    }
}

#[test]
fn what_a_signature_costs() {
    let rsa = |octets: usize| {
        let n = mint::encode(vec![0xff; octets]);
        format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"}}"#)
    };
    for (text, cost) in [
        (mint::Key::ed25519(1).jwk(), 1),
        (mint::Key::es256(1).jwk(), 4),
        (mint::Key::es384(1).jwk(), 12),
        (mint::Key::es512(1).jwk(), 12),
        (mint::Key::rs256().jwk(), 2),
        (rsa(256), 2),
        (rsa(288), 3),
        (rsa(384), 4),
        (rsa(512), 8),
        (rsa(1024), 29),
    ] {
        let read = from_member(&text).map(|key| key.signature_cost());
        assert_eq!(read, Ok(cost), "{text}");
    }
}
