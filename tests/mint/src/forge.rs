//! Signatures that are wrong in one way, or unusual and right.

use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::hazmat::ExpandedSecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::keys::{Secret, p256_key, p384_key, p521_key};
use crate::rsa::{self, Pss};
use crate::{Key, decode, signing_input};

/// The ECDSA signature (r, n - s) for (r, s): both verify, and JWS allows both.
pub fn other_s(signature: &[u8]) -> Vec<u8> {
    macro_rules! other {
        ($curve:ident) => {{
            let signature =
                $curve::ecdsa::Signature::from_slice(signature).expect("an ECDSA signature");
            $curve::ecdsa::Signature::from_scalars(signature.r(), -signature.s())
                .expect("not zero")
                .to_bytes()
                .to_vec()
        }};
    }
    match signature.len() {
        64 => other!(p256),
        96 => other!(p384),
        _ => other!(p521),
    }
}

/// Is `s` above half the order?
pub fn is_high_s(signature: &[u8]) -> bool {
    macro_rules! is_high {
        ($curve:ident) => {{
            let signature =
                $curve::ecdsa::Signature::from_slice(signature).expect("an ECDSA signature");
            signature.normalize_s() != signature
        }};
    }
    match signature.len() {
        64 => is_high!(p256),
        96 => is_high!(p384),
        _ => is_high!(p521),
    }
}

/// An ECDSA signature over another hash than the one that the curve goes with, whose octets are given.
pub fn ecdsa_over(key: &Key, hash: &[u8]) -> Vec<u8> {
    macro_rules! over {
        ($curve:ident, $key:expr) => {{
            let signature: $curve::ecdsa::Signature =
                $key.sign_prehash(hash).expect("a hash that is long enough");
            signature.to_bytes().to_vec()
        }};
    }
    match &key.secret {
        Secret::P256(scalar) => over!(p256, p256_key(scalar)),
        Secret::P384(scalar) => over!(p384, p384_key(scalar)),
        Secret::P521(scalar) => over!(p521, p521_key(scalar)),
        Secret::Ed25519(_) | Secret::Rsa => panic!("not an EC key"),
    }
}

/// An ECDSA signature in the ASN.1 form of X.509 and of most crypto libraries.
pub fn der(signature: &[u8]) -> Vec<u8> {
    let octet = |length: usize| u8::try_from(length).expect("at most 138");
    let integer = |number: &[u8]| {
        let start = number.iter().position(|byte| *byte != 0).expect("not zero");
        let mut bytes = number[start..].to_vec();
        if bytes[0] & 0x80 != 0 {
            bytes.insert(0, 0);
        }
        [&[0x02, octet(bytes.len())], bytes.as_slice()].concat()
    };
    let (r, s) = signature.split_at(signature.len() / 2);
    let body = [integer(r), integer(s)].concat();
    let head = match body.len() {
        short @ ..128 => vec![0x30, octet(short)],
        long => vec![0x30, 0x81, octet(long)],
    };
    [head, body].concat()
}

/// The Ed25519 signature (R, S + L) for (R, S).
pub fn s_plus_order(signature: &[u8]) -> Vec<u8> {
    let mut forged = signature.to_vec();
    let mut carry = 0_u16;
    for (byte, order) in forged[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0, "S + L is below 2^256");
    forged
}

/// An Ed25519 signature whose R is the neutral element: it satisfies the equation, and R tells nothing about the signer.
pub fn small_order_r(key: &Key, message: &[u8]) -> Vec<u8> {
    let Secret::Ed25519(seed) = &key.secret else {
        panic!("not an Ed25519 key")
    };
    let secret = ExpandedSecretKey::from(seed);
    let hash = Sha512::new()
        .chain_update(NEUTRAL)
        .chain_update(decode(&key.x()))
        .chain_update(message)
        .finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    [NEUTRAL, (k * secret.scalar).to_bytes()].concat()
}

/// The neutral element of the curve, y = 1, as Ed25519 encodes it. With it as key, (R = 0, S = 0) signs everything.
pub const NEUTRAL: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};

/// RS256 with the DigestInfo of another hash than SHA-256: of SHA-512, over the SHA-512.
pub fn rsa_sha512(message: &[u8]) -> Vec<u8> {
    rsa::pkcs1(rsa::SHA512_DIGEST_INFO, &Sha512::digest(message))
}

/// RS256 whose DigestInfo leaves out the NULL of the algorithm's parameters.
pub fn rsa_without_null(message: &[u8]) -> Vec<u8> {
    rsa::pkcs1(
        &without_null(rsa::SHA256_DIGEST_INFO),
        &Sha256::digest(message),
    )
}

/// RS512 whose DigestInfo leaves out the NULL of the algorithm's parameters.
pub fn rsa_sha512_without_null(message: &[u8]) -> Vec<u8> {
    rsa::pkcs1(
        &without_null(rsa::SHA512_DIGEST_INFO),
        &Sha512::digest(message),
    )
}

/// DigestInfo of `SHA256_DIGEST_INFO` and a hash that is not of SHA-256: the identifier lies.
pub fn rsa_sha384_called_sha256(message: &[u8]) -> Vec<u8> {
    rsa::pkcs1(rsa::SHA256_DIGEST_INFO, &Sha384::digest(message))
}

/// RS256 with bytes after the hash, and as much less padding (Bleichenbacher's forgery of 2006).
pub fn rsa_trailing_garbage(message: &[u8]) -> Vec<u8> {
    let garbage: Vec<u8> = (0..100).collect();
    rsa::pkcs1(
        rsa::SHA256_DIGEST_INFO,
        &[Sha256::digest(message).as_slice(), &garbage].concat(),
    )
}

fn without_null(digest_info: &[u8]) -> Vec<u8> {
    let mut info = digest_info.to_vec();
    info.drain(15..17);
    info[1] -= 2;
    info[3] -= 2;
    info
}

/// PSS with SHA-256 and a salt of so many octets: JWS wants 32.
pub fn pss_salt(message: &[u8], octets: usize) -> Vec<u8> {
    Pss::<Sha256>::with_salt(octets).sign(message)
}

/// PSS with SHA-512 and a salt of so many octets: JWS wants 64.
pub fn pss_sha512_salt(message: &[u8], octets: usize) -> Vec<u8> {
    Pss::<Sha512>::with_salt(octets).sign(message)
}

/// PSS with SHA-256, and MGF1 with SHA-512.
pub fn pss_other_mask(message: &[u8]) -> Vec<u8> {
    Pss::<Sha256, Sha512>::default().sign(message)
}

/// PSS with SHA-256, and the trailer of ANSI X9.31.
pub fn pss_other_trailer(message: &[u8]) -> Vec<u8> {
    let mut pss = Pss::<Sha256>::default();
    pss.trailer = 0xcc;
    pss.sign(message)
}

/// PSS with SHA-256, and another octet than 01 before the salt.
pub fn pss_other_separator(message: &[u8]) -> Vec<u8> {
    let mut pss = Pss::<Sha256>::default();
    pss.separator = 2;
    pss.sign(message)
}

/// PSS with SHA-256, and another salt than the usual one, as long.
pub fn pss_other_salt(message: &[u8]) -> Vec<u8> {
    let mut pss = Pss::<Sha256>::default();
    pss.salt.reverse();
    pss.sign(message)
}

/// Header, and a payload for it, whose RS256 signature by `key` starts with a zero octet.
pub fn payload_with_zero_signature_octet(header: &str, key: &Key) -> (String, Vec<u8>) {
    (0..)
        .map(|number: u32| format!(r#"{{"n":{number}}}"#))
        .map(|payload| {
            let signature = key.sign(signing_input(header, &payload).as_bytes());
            (payload, signature)
        })
        .find(|(_, signature)| signature[0] == 0)
        .expect("one in 256")
}

/// L, little-endian (RFC 8032, section 5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
