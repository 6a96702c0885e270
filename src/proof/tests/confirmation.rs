//! What `cnf` may ask for, and the certificate that it may name.

use serde_json::json;

use super::refusal;
use crate::jose::json::{Bounds, parse};
use crate::proof::{Confirmation, mtls};

const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

fn read(cnf: &serde_json::Value) -> Result<Confirmation, crate::Denial> {
    let text = cnf.to_string();
    Confirmation::read(&parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap())
}

#[test]
fn takes_what_can_be_proven() {
    let both = read(&json!({ "jkt": JKT, "x5t#S256": JKT })).unwrap();
    assert_eq!((both.jkt(), both.x5t_s256()), (Some(JKT), Some(JKT)));
    assert!(both.jwk().is_none());
    let key = mint::Key::es256(1);
    let jwk: serde_json::Value = serde_json::from_str(&key.jwk()).unwrap();
    let one = read(&json!({ "jwk": jwk })).unwrap();
    assert_eq!((one.jkt(), one.x5t_s256()), (None, None));
    assert_eq!(one.jwk().unwrap().thumbprint(), key.thumbprint());
}

#[test]
fn refuses_every_other_condition() {
    let hash = "is not SHA-256 in canonical base64url";
    let private = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" });
    for (cnf, expected) in [
        (json!(null), "`cnf` is null, not an object".to_owned()),
        (json!("jkt"), "`cnf` is a string, not an object".to_owned()),
        (json!([]), "`cnf` is an array, not an object".to_owned()),
        (json!({}), "`cnf` is empty".to_owned()),
        (
            json!({ "jkt": 1 }),
            "`jkt` of `cnf` is an integer, not a string".to_owned(),
        ),
        (
            json!({ "x5t#S256": null }),
            "`x5t#S256` of `cnf` is null, not a string".to_owned(),
        ),
        (json!({ "jkt": "" }), format!("`jkt` of `cnf` {hash}")),
        (
            json!({ "jkt": &JKT[..42] }),
            format!("`jkt` of `cnf` {hash}"),
        ),
        (
            json!({ "jkt": format!("{JKT}A") }),
            format!("`jkt` of `cnf` {hash}"),
        ),
        (
            json!({ "jkt": format!("{JKT}=") }),
            format!("`jkt` of `cnf` {hash}"),
        ),
        // Another spelling of the same octets: the last character has two bits to spare
        (
            json!({ "jkt": format!("{}J", &JKT[..42]) }),
            format!("`jkt` of `cnf` {hash}"),
        ),
        // Hexadecimal, as some servers have it
        (
            json!({ "x5t#S256": "0f".repeat(32) }),
            format!("`x5t#S256` of `cnf` {hash}"),
        ),
        (
            json!({ "jwk": "key" }),
            "`jwk` of `cnf` is a string, not an object".to_owned(),
        ),
        (
            json!({ "jwk": private }),
            "`jwk` of `cnf` is not usable: a private key".to_owned(),
        ),
        (
            json!({ "jwk": { "kty": "oct", "k": "AA" } }),
            "`jwk` of `cnf` is not usable: a secret key (`kty` is `oct`)".to_owned(),
        ),
    ] {
        let expected = format!("confirmation_unsupported: {expected}");
        assert_eq!(refusal(read(&cnf)), expected, "{cnf}");
    }
    for name in ["kid", "jwe", "jku", "osc", "x5t", "x5t#S512", "JKT", "jkt "] {
        // Beside one that could be proven: all have to be
        for cnf in [json!({ name: JKT }), json!({ "jkt": JKT, name: JKT })] {
            let shown = crate::denial::shown(name);
            let expected = format!(
                "confirmation_unsupported: `cnf` asks for `{shown}`, which can't be proven here"
            );
            assert_eq!(refusal(read(&cnf)), expected, "{cnf}");
        }
    }
}

#[test]
fn a_certificate_is_known_by_its_thumbprint() {
    let certificate = b"not DER, but all that counts is its hash";
    let thumbprint = mtls::thumbprint(certificate);
    let bound = mint::encode(thumbprint);
    assert_eq!(refusal(mtls::check(Some(&thumbprint), &bound)), "accepted");
    let other = "certificate_mismatch: the token is bound to another certificate than the one of the connection";
    let none =
        "certificate_mismatch: the token is bound to a certificate, and the connection has none";
    assert_eq!(refusal(mtls::check(None, &bound)), none);
    for octet in 0..32 {
        let mut changed = thumbprint;
        changed[octet] ^= 1;
        assert_eq!(refusal(mtls::check(Some(&changed), &bound)), other);
    }
    assert_eq!(refusal(mtls::check(Some(&thumbprint), "")), other);
    assert_eq!(refusal(mtls::check(Some(&thumbprint), "=")), other);
    assert_eq!(refusal(mtls::check(Some(&thumbprint), &bound[..42])), other);
}
