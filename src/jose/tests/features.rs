//! What is read of keys whose algorithms are features. The vectors run without features, so these are here.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::suite::read;
use crate::jose::base64url::encode;
use crate::jose::jwa::Algorithm;

/// The base point, SEC 2, section 2.4.1.
#[cfg(feature = "es256k")]
#[test]
fn secp256k1() {
    let x = "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g";
    let y = "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg";
    let jwk = |crv: &str, alg: &str, y: &str| {
        read(&format!(
            r#"{{"kty":"EC","crv":"{crv}","alg":"{alg}","x":"{x}","y":"{y}"}}"#
        ))
    };
    let key = jwk("secp256k1", "ES256K", y).unwrap();
    assert_eq!(key.algorithm(), Some(Algorithm::Es256k));
    assert!(key.fits(Algorithm::Es256k));
    assert!(!key.fits(Algorithm::Es256));
    let canonical = format!(r#"{{"crv":"secp256k1","kty":"EC","x":"{x}","y":"{y}"}}"#);
    assert_eq!(key.thumbprint(), sha256(&canonical));
    for (crv, alg, y, reason) in [
        ("secp256k1", "ES256", y, "`alg` is not for this type of key"),
        ("P-256", "ES256K", y, "not a point on the curve"),
        ("secp256k1", "ES256K", x, "not a point on the curve"),
        (
            "secp256k1",
            "ES256K",
            "AA",
            "`x` and `y` are not 32 octets each",
        ),
    ] {
        assert_eq!(jwk(crv, alg, y).err(), Some(reason));
    }
}

#[cfg(feature = "ml-dsa")]
#[test]
fn akp() {
    for (algorithm, octets, other) in [
        (Algorithm::MlDsa44, 1312, Algorithm::MlDsa65),
        (Algorithm::MlDsa65, 1952, Algorithm::MlDsa44),
    ] {
        let jwk = |alg: &str, octets: usize| {
            let public = encode(&vec![7; octets]);
            read(&format!(r#"{{"kty":"AKP",{alg}"pub":"{public}"}}"#))
        };
        let alg = format!(r#""alg":"{algorithm}","#);
        let key = jwk(&alg, octets).unwrap();
        assert_eq!(key.algorithm(), Some(algorithm));
        assert!(!key.fits(other));
        let public = encode(&vec![7; octets]);
        let canonical = format!(r#"{{"alg":"{algorithm}","kty":"AKP","pub":"{public}"}}"#);
        assert_eq!(key.thumbprint(), sha256(&canonical));
        let length = "`pub` has not the length of its `alg`";
        assert_eq!(jwk(&alg, octets - 1).err(), Some(length));
        assert_eq!(jwk(&alg, octets + 1).err(), Some(length));
        assert_eq!(
            jwk("", octets).err(),
            Some("a member that the key type requires is absent")
        );
        for unsupported in ["ML-DSA-87", "EdDSA", "ES256"] {
            let alg = format!(r#""alg":"{unsupported}","#);
            assert_eq!(jwk(&alg, octets).err(), Some("`alg` is not supported"));
        }
        let private = format!(r#""alg":"{algorithm}","priv":"AA","#);
        assert_eq!(jwk(&private, octets).err(), Some("private"));
    }
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    encode(&sha2::Sha256::digest(text))
}
