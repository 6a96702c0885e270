//! Signatures that are wrong in one way, or unusual and right.

use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::hazmat::ExpandedSecretKey;
use sha2::{Digest as _, Sha256, Sha512};

use crate::keys::{SHA256_DIGEST_INFO, Secret, rsa_sign};
use crate::{Key, decode, signing_input};

/// The P-256 signature (r, n - s) for (r, s): both verify, and JWS allows both.
pub fn other_s(signature: &[u8]) -> Vec<u8> {
    let signature = p256::ecdsa::Signature::from_slice(signature).expect("a P-256 signature");
    p256::ecdsa::Signature::from_scalars(signature.r(), -signature.s())
        .expect("not zero")
        .to_bytes()
        .to_vec()
}

/// Is `s` above half the order?
pub fn is_high_s(signature: &[u8]) -> bool {
    let signature = p256::ecdsa::Signature::from_slice(signature).expect("a P-256 signature");
    signature.normalize_s() != signature
}

/// A P-256 signature in the ASN.1 form of X.509 and of most crypto libraries.
pub fn der(signature: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let start = number.iter().position(|byte| *byte != 0).expect("not zero");
        let mut bytes = number[start..].to_vec();
        if bytes[0] & 0x80 != 0 {
            bytes.insert(0, 0);
        }
        [
            &[0x02, u8::try_from(bytes.len()).expect("at most 33")],
            bytes.as_slice(),
        ]
        .concat()
    };
    let body = [integer(&signature[..32]), integer(&signature[32..])].concat();
    [
        &[0x30, u8::try_from(body.len()).expect("at most 70")],
        body.as_slice(),
    ]
    .concat()
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
    let mut info = SHA256_DIGEST_INFO.to_vec();
    info[1] = 0x51;
    info[14] = 0x03;
    info[18] = 0x40;
    rsa_sign(&info, &Sha512::digest(message))
}

/// RS256 whose DigestInfo leaves out the NULL of the algorithm's parameters.
pub fn rsa_without_null(message: &[u8]) -> Vec<u8> {
    const INFO: [u8; 17] = [
        0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x04, 0x20,
    ];
    rsa_sign(&INFO, &Sha256::digest(message))
}

/// RS256 with bytes after the hash, and as much less padding (Bleichenbacher's forgery of 2006).
pub fn rsa_trailing_garbage(message: &[u8]) -> Vec<u8> {
    let garbage: Vec<u8> = (0..100).collect();
    rsa_sign(
        SHA256_DIGEST_INFO,
        &[Sha256::digest(message).as_slice(), &garbage].concat(),
    )
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
