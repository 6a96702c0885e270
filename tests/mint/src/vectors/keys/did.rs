//! `did:key`.

use super::*;

const METHOD: &str = "The did:key Method, section 3.1";

pub(super) fn cases() -> Vec<Case> {
    let ed = decode(&key().x());
    let es = decode(&Key::es256(1).x());
    let good = multikey(&key());
    let read = |id: &str, description: &str, multikey: &str, thumbprint: &str| {
        let did = format!("did:key:{multikey}");
        from("did", id, METHOD, description)
            .with("did", did.as_str())
            .accept_as(json!({ "keys": [{ "kid": format!("{did}#{multikey}"), "thumbprint": thumbprint }], "skipped": [] }))
    };
    let refused = |id: &str, description: &str, did: String| {
        from("did", id, METHOD, description)
            .with("did", did)
            .config_error("did")
    };
    let bad = |id: &str, description: &str, multikey: &str| {
        refused(id, description, format!("did:key:{multikey}"))
    };
    vec![
        read(
            "did-key-ed25519",
            "An Ed25519 key.",
            &good,
            &key().thumbprint(),
        ),
        read(
            "did-key-p256",
            "A P-256 key.",
            &multikey(&Key::es256(1)),
            &Key::es256(1).thumbprint(),
        ),
        read(
            "did-key-p256-other-sign",
            "A P-256 key with the other sign of `y`.",
            &multikey(&other_sign()),
            &other_sign().thumbprint(),
        ),
        read(
            "did-key-example-ed25519",
            "The key of RFC 8037, appendix A.",
            "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        ),
        refused(
            "did-key-upper-case",
            "`did:key` is lower case.",
            format!("DID:KEY:{good}"),
        ),
        refused(
            "did-web-as-did-key",
            "Another method, whose document has to be resolved.",
            "did:web:as.example".to_owned(),
        ),
        refused(
            "did-key-url",
            "A DID URL with a fragment.",
            format!("did:key:{good}#{good}"),
        ),
        refused(
            "did-key-space",
            "A space behind it.",
            format!("did:key:{good} "),
        ),
        refused(
            "did-key-version",
            "A version before it.",
            format!("did:key:1.1:{good}"),
        ),
        bad("did-key-empty", "No key.", ""),
        bad("did-key-base58-empty", "No octet.", "z"),
        bad(
            "did-key-hexadecimal",
            "Another base.",
            "fed01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        ),
        bad(
            "did-key-base64url",
            "Another base.",
            "u7QHXWpgBgrEKt9VL_tPJZAc6DuFy89qmIyWvAhpo9wdRGg",
        ),
        bad(
            "did-key-alphabet",
            "Characters that base58 leaves out.",
            "z6Mk0OIl",
        ),
        bad(
            "did-key-leading-zero",
            "An octet 0 before it.",
            &good.replacen('z', "z1", 1),
        ),
        bad(
            "did-key-short",
            "31 octets.",
            &base58(&[0xed, 0x01], &ed[1..]),
        ),
        bad(
            "did-key-long",
            "33 octets.",
            &base58(&[0xed, 0x01, 0x00], &ed),
        ),
        bad(
            "did-key-no-type",
            "A key without its type.",
            &base58(&[], &ed),
        ),
        bad(
            "did-key-x25519",
            "A key for key agreement.",
            &base58(&[0xec, 0x01], &ed),
        ),
        bad(
            "did-key-secp256k1",
            "Another curve.",
            &base58(&[0xe7, 0x01, 0x02], &es),
        ),
        bad(
            "did-key-varint",
            "The type in more octets than it needs.",
            &base58(&[0xed, 0x81, 0x00], &ed),
        ),
        bad(
            "did-key-small-order",
            "With a point of small order one signature fits many messages.",
            &base58(&[0xed, 0x01, 0x01], &[0; 31]),
        ),
        bad(
            "did-key-p256-uncompressed",
            "The point in full.",
            &base58(
                &[0x80, 0x24, 0x04],
                &[es.as_slice(), &decode(&Key::es256(1).y())].concat(),
            ),
        ),
        bad(
            "did-key-p256-compact",
            "A point without a sign.",
            &base58(&[0x80, 0x24, 0x05], &es),
        ),
        bad(
            "did-key-p256-off-curve",
            "An `x` above the field.",
            &base58(&[0x80, 0x24, 0x02], &[0xff; 32]),
        ),
        bad(
            "did-key-p256-short",
            "31 octets of `x`.",
            &base58(&[0x80, 0x24, 0x02], &es[1..]),
        ),
    ]
}

/// A key whose `y` is odd where the one of the first key is even, or the other way round.
fn other_sign() -> Key {
    let odd = |key: &Key| decode(&key.y())[31] & 1;
    (2..=254)
        .map(Key::es256)
        .find(|key| odd(key) != odd(&Key::es256(1)))
        .expect("half of the keys")
}
