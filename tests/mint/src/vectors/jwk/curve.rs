//! Ed25519 and P-256 keys.

use super::*;
use crate::{decode, encode, forge};

pub(super) fn cases() -> Vec<Case> {
    [edwards(), weierstrass(), larger()]
        .into_iter()
        .flatten()
        .collect()
}

fn edwards() -> Vec<Case> {
    let source = "RFC 8037, section 2";
    let point = "RFC 8032, section 5.1.3";
    let x = |id: &str, source: &str, description: &str, x: Value| {
        left_out(id, source, description, changed(ed(), json!({ "x": x })))
    };
    let good = key().x();
    let octets = decode(&good);
    // y = p is 0 again, y = p + 1 is 1
    let mut above = [0xff; 32];
    above[0] = 0xed;
    above[31] = 0x7f;
    let order_eight = "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o";
    let mut above_three = above;
    above_three[0] = 0xf0;
    let last = char::from(good.as_bytes()[good.len() - 1] + 1);
    vec![
        left_out(
            "okp-x25519",
            source,
            "A curve for key agreement.",
            changed(ed(), json!({ "crv": "X25519" })),
        ),
        left_out(
            "okp-ed448",
            source,
            "A larger curve.",
            changed(ed(), json!({ "crv": "Ed448" })),
        ),
        left_out(
            "okp-crv-absent",
            source,
            "No `crv`.",
            json!({ "kty": "OKP", "x": good }),
        ),
        left_out(
            "okp-p256",
            source,
            "A curve of another type of key.",
            changed(ed(), json!({ "crv": "P-256" })),
        ),
        left_out(
            "okp-x-absent",
            source,
            "No `x`.",
            json!({ "kty": "OKP", "crv": "Ed25519" }),
        ),
        x(
            "okp-x-short",
            source,
            "31 octets.",
            json!(encode(&octets[..31])),
        ),
        x(
            "okp-x-long",
            source,
            "33 octets.",
            json!(encode([octets.as_slice(), &[0]].concat())),
        ),
        x("okp-x-number", source, "`x` is a string.", json!(1)),
        x(
            "okp-x-padded",
            "RFC 7515, section 2",
            "Padding.",
            json!(format!("{good}=")),
        ),
        x(
            "okp-x-trailing-bits",
            "RFC 4648, section 3.5",
            "A second spelling of the same octets.",
            json!(format!("{}{last}", &good[..good.len() - 1])),
        ),
        x(
            "okp-neutral",
            "FIPS 186-5; CCTV ed25519 vectors",
            "The neutral element: one signature fits everything.",
            json!(encode(forge::NEUTRAL)),
        ),
        x(
            "okp-zero",
            "FIPS 186-5; CCTV ed25519 vectors",
            "y = 0, a point of order 4.",
            json!(encode([0; 32])),
        ),
        x(
            "okp-order-eight",
            "FIPS 186-5; CCTV ed25519 vectors",
            "A point of order 8.",
            json!(order_eight),
        ),
        x(
            "okp-y-is-p",
            point,
            "y = p, which is 0.",
            json!(encode(above)),
        ),
        x(
            "okp-not-canonical",
            point,
            "y = p + 3 for y = 3, a point of large order: two spellings of one key.",
            json!(encode(above_three)),
        ),
        x(
            "okp-not-on-curve",
            point,
            "y = 2 belongs to no point.",
            json!(encode([&[2], [0; 31].as_slice()].concat())),
        ),
        jwk(
            "okp-small-order-alone",
            "FIPS 186-5",
            "Only a point of small order.",
        )
        .with(
            "keys",
            set([changed(ed(), json!({ "x": encode(forge::NEUTRAL) }))]),
        )
        .config_error("keys"),
    ]
}

fn weierstrass() -> Vec<Case> {
    let size = "RFC 7518, section 6.2.1.2: the full size of a coordinate";
    let curve = "RFC 7518, section 6.2.1; CVE-2017-16007";
    let good = Key::es256(1);
    let with = |change: Value| changed(es(), change);
    let (x, y) = (decode(&good.x()), decode(&good.y()));
    let zero = encode([0; 32]);
    vec![
        left_out(
            "ec-p384",
            "RFC 7518, section 6.2.1.1",
            "A larger curve.",
            with(json!({ "crv": "P-384" })),
        ),
        left_out(
            "ec-secp256k1",
            "RFC 8812, section 3.1",
            "The curve of another algorithm.",
            with(json!({ "crv": "secp256k1" })),
        ),
        left_out(
            "ec-crv-absent",
            "RFC 7518, section 6.2.1.1",
            "No `crv`.",
            json!({ "kty": "EC", "x": good.x(), "y": good.y() }),
        ),
        left_out(
            "ec-y-absent",
            "RFC 7518, section 6.2.1.3",
            "No `y`.",
            json!({ "kty": "EC", "crv": "P-256", "x": good.x() }),
        ),
        left_out(
            "ec-x-short",
            size,
            "31 octets.",
            with(json!({ "x": encode(&x[1..]) })),
        ),
        left_out(
            "ec-x-long",
            size,
            "A zero octet before it.",
            with(json!({ "x": encode([&[0], x.as_slice()].concat()) })),
        ),
        left_out(
            "ec-y-long",
            size,
            "A zero octet before it.",
            with(json!({ "y": encode([&[0], y.as_slice()].concat()) })),
        ),
        left_out(
            "ec-off-curve",
            curve,
            "y is one more.",
            with(json!({ "y": encode({ let mut y = y.clone(); y[31] ^= 1; y }) })),
        ),
        left_out(
            "ec-swapped",
            curve,
            "x and y swapped.",
            with(json!({ "x": good.y(), "y": good.x() })),
        ),
        left_out(
            "ec-zero",
            curve,
            "(0, 0) is no point.",
            with(json!({ "x": zero, "y": zero })),
        ),
        left_out(
            "ec-coordinate-is-p",
            curve,
            "A coordinate that is not below p.",
            with(json!({ "x": encode(P256_PRIME) })),
        ),
        left_out(
            "ec-x-hex",
            "RFC 7518, section 6.2.1.2",
            "Hexadecimal is 48 octets.",
            with(json!({ "x": x.iter().map(|byte| format!("{byte:02x}")).collect::<String>() })),
        ),
    ]
}

/// P-384 and P-521.
fn larger() -> Vec<Case> {
    let size = "RFC 7518, section 6.2.1.2: the full size of a coordinate";
    let curve = "RFC 7518, section 6.2.1; CVE-2017-16007";
    let mut cases = Vec::new();
    for (name, key, prime) in [
        ("p384", Key::es384(1), P384_PRIME),
        ("p521", Key::es512(1), P521_PRIME),
    ] {
        let good = parsed(&key.jwk());
        let (x, y) = (decode(&key.x()), decode(&key.y()));
        cases.push(read(
            &format!("ec-{name}-good"),
            "RFC 7518, section 6.2; RFC 7638, section 3",
            "A key, and its thumbprint.",
            good.clone(),
            info(&key),
        ));
        cases.push(read(
            &format!("ec-{name}-bare"),
            "RFC 7517, section 4.4",
            "A key that says neither `alg` nor `kid`.",
            parsed(&key.bare_jwk()),
            json!({ "thumbprint": key.thumbprint() }),
        ));
        let mut wrong = |what: &str, source: &str, description: &str, change: Value| {
            cases.push(left_out(
                &format!("ec-{name}-{what}"),
                source,
                description,
                changed(good.clone(), change),
            ));
        };
        wrong(
            "x-short",
            size,
            "The first octet is missing.",
            json!({ "x": encode(&x[1..]) }),
        );
        wrong(
            "y-short",
            size,
            "The first octet is missing.",
            json!({ "y": encode(&y[1..]) }),
        );
        wrong(
            "x-long",
            size,
            "A zero octet before it.",
            json!({ "x": encode([&[0], x.as_slice()].concat()) }),
        );
        wrong(
            "y-long",
            size,
            "A zero octet before it.",
            json!({ "y": encode([&[0], y.as_slice()].concat()) }),
        );
        wrong(
            "off-curve",
            curve,
            "The last bit of y is another.",
            json!({ "y": encode({ let mut y = y.clone(); *y.last_mut().expect("an octet") ^= 1; y }) }),
        );
        wrong(
            "swapped",
            curve,
            "x and y swapped.",
            json!({ "x": key.y(), "y": key.x() }),
        );
        wrong(
            "zero",
            curve,
            "(0, 0) is no point.",
            json!({ "x": encode(vec![0; x.len()]), "y": encode(vec![0; x.len()]) }),
        );
        wrong(
            "coordinate-is-p",
            curve,
            "A coordinate that is not below p.",
            json!({ "x": prime }),
        );
        wrong(
            "ones",
            curve,
            "All bits set.",
            json!({ "x": encode(vec![0xff; x.len()]) }),
        );
        wrong(
            "as-p256",
            "RFC 7518, section 6.2.1.1",
            "Another curve's name.",
            json!({ "crv": "P-256" }),
        );
        wrong(
            "private",
            "RFC 7517, section 9.2: a published private key is nobody's",
            "With `d`.",
            json!({ "d": "AA" }),
        );
    }
    cases
}

/// p of P-384.
const P384_PRIME: &str = "__________________________________________7_____AAAAAAAAAAD_____";
/// p of P-521.
const P521_PRIME: &str =
    "Af______________________________________________________________________________________";

/// p of P-256.
const P256_PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];
