//! Documents, and what is left out of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::jose::did::tests::{ED25519, P256};
use crate::jose::jwks::{Jwks, JwksError, SkippedKey};

const DID: &str = "did:web:as.example";

fn method(id: &str, members: &str) -> String {
    format!(r#"{{"id":"{id}","controller":"{DID}",{members}}}"#)
}

fn jwk(id: &str) -> String {
    method(
        id,
        &format!(r#""type":"JsonWebKey","publicKeyJwk":{}"#, P256.1),
    )
}

fn document(listed: &[&str], asserting: &[&str]) -> String {
    format!(
        r#"{{"id":"{DID}","verificationMethod":[{}],"assertionMethod":[{}]}}"#,
        listed.join(","),
        asserting.join(",")
    )
}

#[test]
fn a_document() {
    let text = document(
        &[
            &jwk("#a"),
            &jwk(&format!("{DID}#b")),
            &method(
                "#c",
                &format!(r#""type":"Multikey","publicKeyMultibase":"{}""#, P256.0),
            ),
            &method(
                "#d",
                &format!(
                    r#""type":"Ed25519VerificationKey2020","publicKeyMultibase":"{}""#,
                    ED25519.0
                ),
            ),
            &jwk("#unreferenced"),
        ],
        &[
            &format!(r#""{DID}#a""#),
            r##""#b""##,
            r##""#c""##,
            r##""#d""##,
            &jwk("#embedded"),
            r##""#a""##,
            r##""#absent""##,
            r#""did:web:other.example#a""#,
        ],
    );
    let set = Jwks::from_did_document(DID, &text).unwrap();
    let kids: Vec<_> = set.keys().iter().map(|key| key.kid().unwrap()).collect();
    assert_eq!(
        kids,
        ["a", "b", "c", "d", "embedded"].map(|name| format!("{DID}#{name}"))
    );
    let skipped: Vec<_> = set
        .skipped()
        .iter()
        .map(|key| (key.index(), key.reason()))
        .collect();
    assert_eq!(
        skipped,
        [
            (5, "stands twice in `assertionMethod`"),
            (6, "refers to nothing in the document"),
            (7, "refers to nothing in the document")
        ]
    );
}

#[test]
fn methods_that_are_left_out() {
    let with = |more: &str| {
        let text = jwk("#a");
        format!("{},{more}}}", &text[..text.len() - 1])
    };
    let private = SkippedKey::PRIVATE;
    let form = "`type` is not supported, or not with this form of key";
    let id = "`id` is not a fragment of the DID";
    let ed = |key_type: &str, multikey: &str| {
        method(
            "#a",
            &format!(r#""type":"{key_type}","publicKeyMultibase":"{multikey}""#),
        )
    };
    let p384 = mint::Key::es384(1).bare_jwk();
    for (method, reason) in [
        (
            jwk("#a").replace(DID, "did:web:other.example"),
            "`controller` is not the DID",
        ),
        (
            jwk("#a").replace(r#""controller":"did:web:as.example","#, ""),
            "`controller` is not the DID",
        ),
        (
            jwk("#a").replace(r#""did:web:as.example""#, r#"["did:web:as.example"]"#),
            "`controller` is not the DID",
        ),
        (jwk("#"), id),
        (jwk("#a#b"), id),
        (jwk("#a b"), id),
        (jwk("a"), id),
        (jwk(DID), id),
        (jwk("did:web:as.example.evil#a"), id),
        (jwk("did:web:as.example/x#a"), id),
        (jwk("did:web:other.example#a"), id),
        (
            with(r#""revoked":"2024-01-01T00:00:00Z""#),
            "`revoked` or `expires` limits its time",
        ),
        (
            with(r#""expires":"2999-01-01T00:00:00Z""#),
            "`revoked` or `expires` limits its time",
        ),
        (with(r#""secretKeyMultibase":"z3u2""#), private),
        (with(r#""privateKeyJwk":{}"#), private),
        (
            with(r#""publicKeyMultibase":"z6Mk""#),
            "not exactly one public key",
        ),
        (with(r#""publicKeyPem":"""#), "not exactly one public key"),
        (
            method("#a", r#""type":"Multikey""#),
            "not exactly one public key",
        ),
        (jwk("#a").replace("JsonWebKey", "Multikey"), form),
        (
            jwk("#a").replace("JsonWebKey", "JwsVerificationKey2020"),
            form,
        ),
        (ed("JsonWebKey2020", ED25519.0), form),
        (ed("Ed25519VerificationKey2018", ED25519.0), form),
        (
            ed("Ed25519VerificationKey2020", P256.0),
            "`type` says Ed25519, and the key is none",
        ),
        (ed("Multikey", "z6Mk"), "neither an Ed25519 nor a P-256 key"),
        (
            jwk("#a").replace(r#""type":"JsonWebKey""#, r#""type":["JsonWebKey"]"#),
            "a member that is a string by RFC 7517 is none",
        ),
        (
            jwk("#a").replace(r#""type":"JsonWebKey","#, ""),
            "a member that the key type requires is absent",
        ),
        (jwk("#a").replace(P256.1, r#""{}""#), form),
        (
            jwk("#a").replace(P256.1, &p384),
            "neither an Ed25519 nor a P-256 key",
        ),
        (
            jwk("#a").replace(P256.1, &mint::Key::rs256().bare_jwk()),
            "neither an Ed25519 nor a P-256 key",
        ),
        (jwk("#a").replace(r#""kty""#, r#""d":"AA","kty""#), private),
        (
            jwk("#a").replace(r#""kty""#, r#""use":"enc","kty""#),
            "`use` is not `sig`",
        ),
        (
            jwk("#a").replace(r#""kty""#, r#""kid":1,"kty""#),
            "a member that is a string by RFC 7517 is none",
        ),
    ] {
        let read = Jwks::from_did_document(DID, &document(&[], &[&method]));
        let expected = Err(JwksError::NoUsableKey(Some(reason)));
        assert_eq!(read.map(|set| set.keys().len()), expected, "{method}");
    }
}

#[test]
fn the_did_url_is_the_kid() {
    let text = document(&[], &[&jwk("#a").replace(r#""kty""#, r#""kid":"b","kty""#)]);
    let set = Jwks::from_did_document(DID, &text).unwrap();
    let kids: Vec<_> = set.keys().iter().map(|key| key.kid()).collect();
    assert_eq!(kids, [Some("did:web:as.example#a")]);
}

#[test]
fn documents_that_are_refused() {
    let many =
        |count: usize| -> Vec<String> { (0..count).map(|n| jwk(&format!("#{n}"))).collect() };
    let listed = |methods: &[String]| {
        let methods: Vec<_> = methods.iter().map(String::as_str).collect();
        document(&methods, &[r##""#0""##])
    };
    let good = document(&[], &[&jwk("#a")]);
    let too_large = "more than 64 KiB, 64 verification methods or 64 levels";
    let array = "`verificationMethod` or `assertionMethod` is not an array";
    assert_eq!(
        Jwks::from_did_document(DID, &listed(&many(63))).map(|_| ()),
        Ok(())
    );
    assert_eq!(Jwks::from_did_document(DID, &good).map(|_| ()), Ok(()));
    for (text, reason) in [
        (String::new(), "not JSON"),
        ("<!doctype html>".to_owned(), "not JSON"),
        (format!("{good}{good}"), "not JSON"),
        ("[]".to_owned(), "not an object"),
        (
            good.replace(r#"{"id""#, r#"{"id":1,"id""#),
            "a member stands twice",
        ),
        (
            good.replace(r#""kty""#, r#""kty":"OKP","kty""#),
            "a member stands twice",
        ),
        (
            good.replacen(DID, "did:web:other.example", 1),
            "`id` is not the DID",
        ),
        (
            good.replacen(DID, "did:web:AS.example", 1),
            "`id` is not the DID",
        ),
        (
            good.replacen(DID, "did:web:as.example#a", 1),
            "`id` is not the DID",
        ),
        (
            good.replacen(r#""did:web:as.example""#, "1", 1),
            "`id` is not the DID",
        ),
        ("{}".to_owned(), "`id` is not the DID"),
        (
            document(&[&jwk("#a")], &[]),
            "`assertionMethod` names no key",
        ),
        (
            format!(r#"{{"id":"{DID}","authentication":[{}]}}"#, jwk("#a")),
            "`assertionMethod` names no key",
        ),
        (
            format!(r##"{{"id":"{DID}","assertionMethod":"#a"}}"##),
            array,
        ),
        (format!(r#"{{"id":"{DID}","assertionMethod":null}}"#), array),
        (
            format!(
                r#"{{"id":"{DID}","verificationMethod":{{}},"assertionMethod":[{}]}}"#,
                jwk("#a")
            ),
            array,
        ),
        (
            document(&["1"], &[&jwk("#a")]),
            "a verification method is not an object",
        ),
        (
            document(&[], &["1"]),
            "a verification method is not an object",
        ),
        (
            document(&["{}"], &[&jwk("#a")]),
            "a verification method has no string `id`",
        ),
        (
            document(&[r#"{"id":1}"#], &[&jwk("#a")]),
            "a verification method has no string `id`",
        ),
        (
            document(&[&jwk("#a"), &jwk(&format!("{DID}#a"))], &[r##""#a""##]),
            "two verification methods have one `id`",
        ),
        (
            document(&[&jwk("#a")], &[&jwk("#a")]),
            "two verification methods have one `id`",
        ),
        (listed(&many(64)), too_large),
        (format!("{good}{}", " ".repeat(64 * 1024)), too_large),
        (
            good.replacen(
                '{',
                &format!(r#"{{"x":{}{},"#, "[".repeat(64), "]".repeat(64)),
                1,
            ),
            too_large,
        ),
    ] {
        let read = Jwks::from_did_document(DID, &text).map(|set| set.keys().len());
        assert_eq!(read, Err(JwksError::DidDocument(reason)), "{text}");
    }
}

#[test]
fn a_secret_refuses_the_document() {
    let text = document(
        &[],
        &[&jwk("#a").replace(P256.1, r#"{"kty":"oct","k":"AA"}"#)],
    );
    assert_eq!(
        Jwks::from_did_document(DID, &text).map(|_| ()),
        Err(JwksError::SymmetricKey)
    );
}
