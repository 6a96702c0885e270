//! Signatures: the exact form of each algorithm, and nothing near it.

use serde_json::json;

use super::*;
use crate::{assemble, forge, signing_input};

pub(super) fn cases() -> Vec<Case> {
    [every_algorithm(), ed25519(), ecdsa::cases(), rsa::cases()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn with(case: Case, key: &Key, input: &str, signature: impl AsRef<[u8]>) -> Case {
    case.with("keys", key_set([key]))
        .with("algorithms", json!([key.alg()]))
        .with("token", assemble(input, signature))
}

pub(super) fn input(key: &Key) -> String {
    signing_input(header(key), PAYLOAD)
}

pub(super) fn header(key: &Key) -> String {
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
        (Key::es384(1), Key::es384(2), "es384"),
        (Key::es512(1), Key::es512(2), "es512"),
        (Key::rs256().for_algorithm("RS384"), Key::rs256(), "rs384"),
        (Key::rs256().for_algorithm("RS512"), Key::rs256(), "rs512"),
        (Key::rs256().for_algorithm("PS256"), Key::rs256(), "ps256"),
        (Key::rs256().for_algorithm("PS384"), Key::rs256(), "ps384"),
        (Key::rs256().for_algorithm("PS512"), Key::rs256(), "ps512"),
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
