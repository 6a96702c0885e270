//! ECDSA: r and s, each as long as the order, and the one hash of the curve.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::signature::{header, input, with};
use super::*;
use crate::{decode, forge, signing_input};

pub(super) fn cases() -> Vec<Case> {
    [
        curve("es256", &Key::es256(1), &ORDER),
        curve("es384", &Key::es384(1), &decode(ORDER_384)),
        curve("es512", &Key::es512(1), &decode(ORDER_521)),
        hashes(),
        widths(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn curve(name: &str, key: &Key, order: &[u8]) -> Vec<Case> {
    let id = |what: &str| format!("{name}-{what}");
    let message = input(key);
    let good = key.sign(message.as_bytes());
    let other = forge::other_s(&good);
    let (high, low) = if forge::is_high_s(&good) {
        (good.clone(), other)
    } else {
        (other, good.clone())
    };
    let (r, s) = good.split_at(order.len());
    let zero = vec![0; order.len()];
    let form = "RFC 7518, section 3.4";
    let psychic = "CVE-2022-21449";
    let padded = [&[0], r, &[0], s].concat();
    let deny = |id: &str, source: &str, description: &str, signature: &[u8]| {
        with(jws(id, source, description), key, &message, signature).deny("signature_invalid")
    };
    vec![
        with(
            jws(
                &id("high-s"),
                form,
                "S above half the order is as good as the other.",
            ),
            key,
            &message,
            high,
        )
        .accept(),
        with(
            jws(&id("low-s"), form, "S below half the order."),
            key,
            &message,
            low,
        )
        .accept(),
        deny(
            &id("der"),
            form,
            "ASN.1, as X.509 and most libraries write it.",
            &forge::der(&good),
        ),
        deny(
            &id("padded"),
            form,
            "A zero octet before each half.",
            &padded,
        ),
        deny(
            &id("r-zero"),
            psychic,
            "r is 0.",
            &[zero.as_slice(), s].concat(),
        ),
        deny(&id("s-zero"), psychic, "s is 0.", &[r, &zero].concat()),
        deny(
            &id("r-is-order"),
            psychic,
            "r is the order, so 0.",
            &[order, s].concat(),
        ),
        deny(
            &id("s-is-order"),
            psychic,
            "s is the order, so 0.",
            &[r, order].concat(),
        ),
        deny(
            &id("both-order"),
            psychic,
            "Both are the order.",
            &[order, order].concat(),
        ),
        deny(&id("halves-swapped"), form, "s before r.", &[s, r].concat()),
    ]
}

/// The right key and curve, and the hash of another algorithm.
fn hashes() -> Vec<Case> {
    let case = |id: &str, key: &Key, hash: &dyn Fn(&[u8]) -> Vec<u8>| {
        let message = input(key);
        with(
            jws(
                id,
                "RFC 7518, section 3.4: a curve and a hash belong together",
                "The signature is over another hash.",
            ),
            key,
            &message,
            forge::ecdsa_over(key, &hash(message.as_bytes())),
        )
        .deny("signature_invalid")
    };
    let sha256 = |message: &[u8]| Sha256::digest(message).to_vec();
    let sha384 = |message: &[u8]| Sha384::digest(message).to_vec();
    let sha512 = |message: &[u8]| Sha512::digest(message).to_vec();
    vec![
        case("es256-over-sha384", &Key::es256(1), &sha384),
        case("es256-over-sha512", &Key::es256(1), &sha512),
        case("es384-over-sha256", &Key::es384(1), &sha256),
        case("es384-over-sha512", &Key::es384(1), &sha512),
        case("es512-over-sha384", &Key::es512(1), &sha384),
    ]
}

/// Halves of another length than the order's, and signatures of other curves.
fn widths() -> Vec<Case> {
    let source = "RFC 7518, section 3.4: 64, 96 or 132 octets";
    let mut cases = Vec::new();
    for (name, key, others) in [
        ("es256", Key::es256(1), [Key::es384(1), Key::es512(1)]),
        ("es384", Key::es384(1), [Key::es256(1), Key::es512(1)]),
        ("es512", Key::es512(1), [Key::es256(1), Key::es384(1)]),
    ] {
        for other in others {
            let message = input(&key);
            let id = format!("{name}-with-{}-signature", other.alg().to_ascii_lowercase());
            let case = jws(&id, source, "A signature on another curve.");
            cases.push(
                with(case, &key, &message, other.sign(message.as_bytes()))
                    .deny("signature_invalid"),
            );
        }
    }
    let key = Key::es512(1);
    let (payload, signature) = (0..)
        .map(|number: u32| format!(r#"{{"n":{number}}}"#))
        .map(|payload| {
            let signature = key.sign(signing_input(header(&key), &payload).as_bytes());
            (payload, signature)
        })
        .find(|(_, signature)| signature[0] == 0 && signature[66] == 0)
        .expect("one in four");
    let message = signing_input(header(&key), payload);
    let (r, s) = signature.split_at(66);
    cases.push(
        with(
            jws(
                "es512-leading-zeros",
                source,
                "r and s may start with a zero octet.",
            ),
            &key,
            &message,
            &signature,
        )
        .accept(),
    );
    cases.push(
        with(
            jws(
                "es512-leading-zeros-dropped",
                source,
                "The same numbers in 65 octets each.",
            ),
            &key,
            &message,
            [&r[1..], &s[1..]].concat(),
        )
        .deny("signature_invalid"),
    );
    cases
}

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
/// The order of P-384.
const ORDER_384: &str = "________________________________x2NNgfQ3Ld9YGg2ySLCneuzsGWrMxSlz";
/// The order of P-521.
const ORDER_521: &str =
    "Af__________________________________________-lGGh4O_L5Zrf8wBSPcJpdA7tcm4iZxHrrtvtx6ROGQJ";
