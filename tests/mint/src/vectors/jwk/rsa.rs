//! RSA keys, and thumbprints.

use super::*;
use crate::rsa_numbers::{N_1024, N_8192, N_E3};
use crate::{decode, encode};

pub(super) fn cases() -> Vec<Case> {
    [rsa(), thumbprints()].into_iter().flatten().collect()
}

fn rsa() -> Vec<Case> {
    let n = |id: &str, source: &str, description: &str, n: Vec<u8>| {
        left_out(
            id,
            source,
            description,
            changed(rs(), json!({ "n": encode(n) })),
        )
    };
    let e = |id: &str, source: &str, description: &str, e: &[u8]| {
        left_out(
            id,
            source,
            description,
            changed(rs(), json!({ "e": encode(e) })),
        )
    };
    let minimal = "RFC 7518, section 6.3.1: no leading zero octet";
    let size = "RFC 7518, section 3.3: 2048 bits or more";
    let exponent = "SP 800-89, section 5.3.3";
    let modulus = decode(parsed(&Key::rs256().jwk())["n"].as_str().expect("n"));
    let mut even = modulus.clone();
    *even.last_mut().expect("256 octets") &= 0xfe;
    let mut bits_2047 = modulus.clone();
    bits_2047[0] = 0x7f;
    let large = json!({ "kty": "RSA", "n": N_8192, "e": "AQAB" });
    vec![
        jwk("rsa-8192", "Narrowgate's limits: 8192 bits", "The largest.")
            .with("keys", set([large]))
            .accept(),
        n(
            "rsa-8200",
            "Narrowgate's limits: 8192 bits",
            "Larger than anybody needs: an attack on the clock.",
            [&[1], decode(N_8192).as_slice()].concat(),
        ),
        n("rsa-1024", size, "1024 bits.", decode(N_1024)),
        n("rsa-2047", size, "2047 bits in 256 octets.", bits_2047),
        n(
            "rsa-n-leading-zero",
            minimal,
            "Two spellings of one key have two thumbprints.",
            [&[0], modulus.as_slice()].concat(),
        ),
        n(
            "rsa-n-even",
            "RFC 8017, section 3.1",
            "An even modulus is no product of odd primes.",
            even,
        ),
        n("rsa-n-empty", minimal, "No octet.", Vec::new()),
        n("rsa-n-zero", size, "Zero.", vec![0]),
        left_out(
            "rsa-n-absent",
            "RFC 7518, section 6.3.1.1",
            "No `n`.",
            json!({ "kty": "RSA", "e": "AQAB" }),
        ),
        left_out(
            "rsa-e-absent",
            "RFC 7518, section 6.3.1.2",
            "No `e`.",
            json!({ "kty": "RSA", "n": encode(&modulus) }),
        ),
        left_out(
            "rsa-e-3",
            exponent,
            "The exponent 3.",
            json!({ "kty": "RSA", "n": N_E3, "e": "Aw" }),
        ),
        e(
            "rsa-e-1",
            exponent,
            "The exponent 1: the message is the signature.",
            &[1],
        ),
        e("rsa-e-zero", exponent, "The exponent 0.", &[0]),
        e("rsa-e-even", exponent, "An even exponent.", &[1, 0, 2]),
        e(
            "rsa-e-65535",
            exponent,
            "One step below the least.",
            &[0xff, 0xff],
        ),
        e(
            "rsa-e-leading-zero",
            minimal,
            "A zero octet before it.",
            &[0, 1, 0, 1],
        ),
        e("rsa-e-33-bits", exponent, "Above 2^32.", &[1, 0, 0, 0, 1]),
        e(
            "rsa-e-2048-bits",
            exponent,
            "As long as the modulus: an attack on the clock.",
            &modulus,
        ),
        left_out(
            "rsa-n-standard-base64",
            "RFC 4648, section 4",
            "The other alphabet.",
            changed(
                rs(),
                json!({ "n": encode(&modulus).replace('-', "+").replace('_', "/") }),
            ),
        ),
    ]
}

fn thumbprints() -> Vec<Case> {
    let ed = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let rsa = json!({ "kty": "RSA", "alg": "RS256", "kid": "2011-04-29", "e": "AQAB", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw" });
    vec![
        read(
            "thumbprint-ed25519",
            "RFC 8037, appendix A.3",
            "The example of the RFC.",
            ed,
            json!({ "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" }),
        ),
        read(
            "thumbprint-rsa",
            "RFC 7638, section 3.1",
            "The example of the RFC.",
            rsa,
            json!({ "kid": "2011-04-29", "algorithm": "RS256", "thumbprint": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" }),
        ),
        read(
            "thumbprint-ignores-others",
            "RFC 7638, section 3.2.1",
            "Members beside the required ones don't count.",
            changed(es(), json!({ "use": "sig", "x5t": "AAAA" })),
            info(&Key::es256(1)),
        ),
    ]
}
