//! Signatures: the exact form of each algorithm, and nothing near it.

use serde_json::json;

use super::*;
use crate::{assemble, forge, signing_input};

pub(super) fn cases() -> Vec<Case> {
    [every_algorithm(), ed25519(), es256(), rs256()]
        .into_iter()
        .flatten()
        .collect()
}

fn with(case: Case, key: &Key, input: &str, signature: impl AsRef<[u8]>) -> Case {
    case.with("keys", key_set([key]))
        .with("algorithms", json!([key.alg()]))
        .with("token", assemble(input, signature))
}

fn input(key: &Key) -> String {
    signing_input(header(key), PAYLOAD)
}

fn header(key: &Key) -> String {
    format!(
        r#"{{"alg":"{}","kid":"{}"}}"#,
        key.alg(),
        key.kid().unwrap_or_default()
    )
}

fn every_algorithm() -> Vec<Case> {
    let mut cases = Vec::new();
    for (key, other, name) in [
        (key(), Key::ed25519(2), "ed25519"),
        (Key::es256(1), Key::es256(2), "es256"),
        (Key::rs256(), Key::es256(2), "rs256"),
    ] {
        let (input, header) = (input(&key), header(&key));
        let good = key.sign(input.as_bytes());
        let mut add = |what: &str, description: &str, input: &str, signature: &[u8]| {
            let case = jws(
                &format!("{name}-{what}"),
                "RFC 7515, section 5.2, step 8",
                description,
            );
            cases.push(with(case, &key, input, signature).deny("signature_invalid"));
        };
        let flipped = |index: usize| {
            let mut bytes = good.clone();
            bytes[index] ^= 1;
            bytes
        };
        add(
            "payload-changed",
            "Another payload under the signature.",
            &signing_input(&header, "any paiload"),
            &good,
        );
        add(
            "header-changed",
            "A space more in the header.",
            &signing_input(format!("{header} "), PAYLOAD),
            &good,
        );
        add(
            "first-bit",
            "One bit of the first octet.",
            &input,
            &flipped(0),
        );
        add(
            "last-bit",
            "One bit of the last octet.",
            &input,
            &flipped(good.len() - 1),
        );
        add(
            "short",
            "The last octet is missing.",
            &input,
            &good[..good.len() - 1],
        );
        add(
            "long",
            "A zero octet after it.",
            &input,
            &[good.as_slice(), &[0]].concat(),
        );
        add(
            "twice",
            "The signature twice.",
            &input,
            &[good.as_slice(), &good].concat(),
        );
        add("zero", "All octets zero.", &input, &vec![0; good.len()]);
        add("ones", "All bits set.", &input, &vec![0xff; good.len()]);
        add(
            "other-key",
            "Of another key.",
            &input,
            &other.sign(input.as_bytes()),
        );
        add(
            "of-decoded",
            "Over the decoded text and not over what was received.",
            &input,
            &key.sign(format!("{header}.{PAYLOAD}").as_bytes()),
        );
    }
    cases
}

fn ed25519() -> Vec<Case> {
    let (key, message) = (key(), signing_input(HEADER, PAYLOAD));
    let good = key.sign(message.as_bytes());
    let case = |id: &str, source: &str, description: &str| jws(id, source, description);
    vec![
        with(
            case(
                "ed25519-s-plus-order",
                "RFC 8032, section 5.1.7: S is below L",
                "S + L for S: without the check, every signature has a second one.",
            ),
            &key,
            &message,
            forge::s_plus_order(&good),
        )
        .deny("signature_invalid"),
        with(
            case(
                "ed25519-small-order-r",
                "FIPS 186-5, section 7.7.2; CCTV ed25519 vectors",
                "R is the neutral element; the equation holds.",
            ),
            &key,
            &message,
            forge::small_order_r(&key, message.as_bytes()),
        )
        .deny("signature_invalid"),
        with(
            case(
                "ed25519-halves-swapped",
                "RFC 8032, section 5.1.6",
                "S before R.",
            ),
            &key,
            &message,
            [&good[32..], &good[..32]].concat(),
        )
        .deny("signature_invalid"),
    ]
}

fn es256() -> Vec<Case> {
    let key = Key::es256(1);
    let message = input(&key);
    let good = key.sign(message.as_bytes());
    let other = forge::other_s(&good);
    let (high, low) = if forge::is_high_s(&good) {
        (good.clone(), other)
    } else {
        (other, good.clone())
    };
    let zero = [0; 32];
    let form = "RFC 7518, section 3.4";
    let psychic = "CVE-2022-21449";
    let padded = [&[0], &good[..32], &[0], &good[32..]].concat();
    let deny = |id: &str, source: &str, description: &str, signature: &[u8]| {
        with(jws(id, source, description), &key, &message, signature).deny("signature_invalid")
    };
    vec![
        with(
            jws(
                "es256-high-s",
                form,
                "S above half the order is as good as the other.",
            ),
            &key,
            &message,
            high,
        )
        .accept(),
        with(
            jws("es256-low-s", form, "S below half the order."),
            &key,
            &message,
            low,
        )
        .accept(),
        deny(
            "es256-der",
            form,
            "ASN.1, as X.509 and most libraries write it.",
            &forge::der(&good),
        ),
        deny(
            "es256-padded",
            form,
            "A zero octet before each half.",
            &padded,
        ),
        deny(
            "es256-r-zero",
            psychic,
            "r is 0.",
            &[&zero, &good[32..]].concat(),
        ),
        deny(
            "es256-s-zero",
            psychic,
            "s is 0.",
            &[&good[..32], &zero].concat(),
        ),
        deny(
            "es256-r-is-order",
            psychic,
            "r is the order, so 0.",
            &[&ORDER, &good[32..]].concat(),
        ),
        deny(
            "es256-s-is-order",
            psychic,
            "s is the order, so 0.",
            &[&good[..32], &ORDER].concat(),
        ),
        deny(
            "es256-both-order",
            psychic,
            "Both are the order.",
            &[ORDER, ORDER].concat(),
        ),
        deny(
            "es256-halves-swapped",
            form,
            "s before r.",
            &[&good[32..], &good[..32]].concat(),
        ),
    ]
}

fn rs256() -> Vec<Case> {
    let key = Key::rs256();
    let message = input(&key);
    let good = key.sign(message.as_bytes());
    let exact = "RFC 8017, section 8.2.2, step 1: as long as the modulus";
    let block = "RFC 8017, section 8.2.2, step 4: the whole encoded block is compared";
    let (payload, zeroed) = forge::payload_with_zero_signature_octet(&header(&key), &key);
    let zeroed_input = signing_input(header(&key), payload);
    vec![
        with(
            jws(
                "rs256-leading-zero",
                exact,
                "The first octet of a signature may be zero.",
            ),
            &key,
            &zeroed_input,
            &zeroed,
        )
        .accept(),
        with(
            jws(
                "rs256-leading-zero-dropped",
                exact,
                "The same number in 255 octets.",
            ),
            &key,
            &zeroed_input,
            &zeroed[1..],
        )
        .deny("signature_invalid"),
        with(
            jws(
                "rs256-leading-zero-added",
                exact,
                "The same number in 257 octets.",
            ),
            &key,
            &message,
            [&[0], good.as_slice()].concat(),
        )
        .deny("signature_invalid"),
        with(
            jws(
                "rs256-sha512",
                "RFC 7518, section 3.3",
                "The signature is over the SHA-512, and says so.",
            ),
            &key,
            &message,
            forge::rsa_sha512(message.as_bytes()),
        )
        .deny("signature_invalid"),
        with(
            jws("rs256-no-null", block, "DigestInfo without the NULL."),
            &key,
            &message,
            forge::rsa_without_null(message.as_bytes()),
        )
        .deny("signature_invalid"),
        with(
            jws(
                "rs256-trailing-garbage",
                block,
                "Bleichenbacher's forgery: bytes after the hash in place of padding.",
            ),
            &key,
            &message,
            forge::rsa_trailing_garbage(message.as_bytes()),
        )
        .deny("signature_invalid"),
    ]
}

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
