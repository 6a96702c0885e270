//! Bundles are not key sets, and a key of one kind of SVID is none of the other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::SpiffeUse::{JwtSvid, WitSvid};
use crate::jose::jwks::{Jwks, JwksError, SkippedKey};

fn key(number: u8, members: &str) -> String {
    let key = mint::Key::es256(number).bare_jwk();
    format!("{}{members}}}", key.trim_end_matches('}'))
}

fn bundle(keys: &[String]) -> String {
    format!(
        r#"{{"keys":[{}],"spiffe_sequence":1,"spiffe_refresh_hint":300}}"#,
        keys.join(",")
    )
}

fn kids(set: &Jwks) -> Vec<Option<&str>> {
    set.keys().iter().map(|key| key.kid()).collect()
}

fn skipped(set: &Jwks) -> Vec<(usize, &str)> {
    set.skipped()
        .iter()
        .map(|key| (key.index(), key.reason()))
        .collect()
}

#[test]
fn a_key_is_for_one_kind() {
    let text = bundle(&[
        r#"{"use":"x509-svid","kty":"RSA","n":"AQAB","e":"AQAB","x5c":["MIIB"]}"#.to_owned(),
        key(1, r#","use":"jwt-svid","kid":"a""#),
        key(2, r#","use":"wit-svid","kid":"b""#),
        key(3, r#","use":"jwt-svid""#),
        key(4, r#","kid":"d""#),
    ]);
    let jwt = Jwks::from_spiffe_bundle(&text, JwtSvid).unwrap();
    assert_eq!(kids(&jwt), [Some("a")]);
    let other = "`use` is not `jwt-svid`";
    assert_eq!(
        skipped(&jwt),
        [
            (0, other),
            (2, other),
            (3, "a key of a bundle has no `kid`"),
            (4, other)
        ]
    );
    let wit = Jwks::from_spiffe_bundle(&text, WitSvid).unwrap();
    assert_eq!(kids(&wit), [Some("b")]);
    assert_eq!(skipped(&wit).len(), 4);
    assert_eq!(Jwks::parse(&text).err(), Some(JwksError::SpiffeBundle));
}

#[test]
fn refused() {
    let no_key = |reason| Err(JwksError::NoUsableKey(Some(reason)));
    for (keys, svid, expected) in [
        (
            key(1, r#","use":"sig","kid":"a""#),
            JwtSvid,
            no_key("`use` is not `jwt-svid`"),
        ),
        (
            key(1, r#","kid":"a""#),
            JwtSvid,
            no_key("`use` is not `jwt-svid`"),
        ),
        // as some servers spell it
        (
            key(1, r#","use":"JWT-SVID","kid":"a""#),
            JwtSvid,
            no_key("`use` is not `jwt-svid`"),
        ),
        (
            key(1, r#","use":"jwt-svid","kid":"a""#),
            WitSvid,
            no_key("`use` is not `wit-svid`"),
        ),
        (
            key(1, r#","use":"jwt-svid","kid":"a","key_ops":["encrypt"]"#),
            JwtSvid,
            no_key("`key_ops` is not for signatures alone"),
        ),
        (
            key(1, r#","use":"jwt-svid","kid":"a","d":"AA""#),
            JwtSvid,
            no_key(SkippedKey::PRIVATE),
        ),
        (
            r#"{"kty":"oct","k":"AA","use":"jwt-svid","kid":"a"}"#.to_owned(),
            JwtSvid,
            Err(JwksError::SymmetricKey),
        ),
    ] {
        let read = Jwks::from_spiffe_bundle(&bundle(std::slice::from_ref(&keys)), svid);
        assert_eq!(read.map(|_| ()), expected, "{keys}");
    }
    for text in ["[]", "{}", r#"{"keys":{}}"#] {
        let read = Jwks::from_spiffe_bundle(text, JwtSvid);
        assert_eq!(read.map(|_| ()), Err(JwksError::NotASet), "{text}");
    }
}

#[test]
fn a_bundle_is_no_key_set() {
    let set = |members: &str, more: &str| format!(r#"{{"keys":[{}]{more}}}"#, key(1, members));
    let svid = "`use` is that of a SPIFFE bundle, and this is a key set";
    for (text, expected) in [
        (set("", ""), None),
        (
            set("", r#","spiffe_sequence":1"#),
            Some(JwksError::SpiffeBundle),
        ),
        (
            set("", r#","spiffe_sequence":null"#),
            Some(JwksError::SpiffeBundle),
        ),
        (
            set("", r#","spiffe_refresh_hint":300"#),
            Some(JwksError::SpiffeBundle),
        ),
        (
            set(r#","use":"jwt-svid""#, ""),
            Some(JwksError::NoUsableKey(Some(svid))),
        ),
        (
            set(r#","use":"wit-svid""#, ""),
            Some(JwksError::NoUsableKey(Some(svid))),
        ),
    ] {
        assert_eq!(Jwks::parse(&text).err(), expected, "{text}");
    }
}
