//! RSASSA-PKCS1-v1_5 and RSASSA-PSS: the exact encoded block of each.

use super::signature::{header, input, with};
use super::*;
use crate::{forge, signing_input};

pub(super) fn cases() -> Vec<Case> {
    [rs256(), pkcs1(), pss(), between()]
        .into_iter()
        .flatten()
        .collect()
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

fn rsa(alg: &'static str) -> Key {
    Key::rs256().for_algorithm(alg)
}

fn refused(id: &str, source: &str, description: &str, key: &Key, signature: &[u8]) -> Case {
    with(jws(id, source, description), key, &input(key), signature).deny("signature_invalid")
}

fn pkcs1() -> Vec<Case> {
    let block = "RFC 8017, section 8.2.2, step 4: the whole encoded block is compared";
    let (short, long) = (rsa("RS256"), rsa("RS512"));
    let (short_message, long_message) = (input(&short), input(&long));
    vec![
        refused(
            "rs256-hash-misnamed",
            block,
            "A SHA-384 that DigestInfo calls a SHA-256.",
            &short,
            &forge::rsa_sha384_called_sha256(short_message.as_bytes()),
        ),
        refused(
            "rs512-no-null",
            block,
            "DigestInfo without the NULL.",
            &long,
            &forge::rsa_sha512_without_null(long_message.as_bytes()),
        ),
        refused(
            "rs512-trailing-garbage",
            block,
            "Bytes after a SHA-256 in place of padding.",
            &long,
            &forge::rsa_trailing_garbage(long_message.as_bytes()),
        ),
    ]
}

fn pss() -> Vec<Case> {
    let salt = "RFC 7518, section 3.5: the salt is as long as the hash";
    let encoding = "RFC 8017, section 9.1.2";
    let (key, long) = (rsa("PS256"), rsa("PS512"));
    let (message, long_message) = (input(&key), input(&long));
    let with_salt = |id: &str, description: &str, octets: usize| {
        let signature = forge::pss_salt(message.as_bytes(), octets);
        refused(id, salt, description, &key, &signature)
    };
    let long_with_salt = |id: &str, description: &str, octets: usize| {
        let signature = forge::pss_sha512_salt(long_message.as_bytes(), octets);
        refused(id, salt, description, &long, &signature)
    };
    vec![
        with(
            jws("ps256-other-salt", salt, "Another salt of 32 octets."),
            &key,
            &message,
            forge::pss_other_salt(message.as_bytes()),
        )
        .accept(),
        with_salt("ps256-salt-empty", "No salt.", 0),
        with_salt("ps256-salt-20", "The salt that X.509 has by default.", 20),
        with_salt("ps256-salt-31", "One octet too few.", 31),
        with_salt("ps256-salt-33", "One octet too many.", 33),
        with_salt("ps256-salt-64", "The salt of PS512.", 64),
        with_salt(
            "ps256-salt-222",
            "As long as it can be, as some libraries sign unless told otherwise.",
            222,
        ),
        long_with_salt("ps512-salt-empty", "No salt.", 0),
        long_with_salt("ps512-salt-32", "The salt of PS256.", 32),
        long_with_salt("ps512-salt-126", "As long as it can be.", 126),
        refused(
            "ps256-other-mask",
            "RFC 7518, section 3.5: MGF1 with the same hash",
            "MGF1 with SHA-512.",
            &key,
            &forge::pss_other_mask(message.as_bytes()),
        ),
        refused(
            "ps256-other-trailer",
            encoding,
            "The block ends with cc.",
            &key,
            &forge::pss_other_trailer(message.as_bytes()),
        ),
        refused(
            "ps256-other-separator",
            encoding,
            "02 before the salt.",
            &key,
            &forge::pss_other_separator(message.as_bytes()),
        ),
    ]
}

/// One key pair under the header of one algorithm and with the signature of another.
fn between() -> Vec<Case> {
    let all = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    let mut cases = Vec::new();
    for alg in all {
        for other in all.into_iter().filter(|other| *other != alg) {
            let (key, signer) = (rsa(alg), rsa(other));
            let (one, two) = (alg.to_ascii_lowercase(), other.to_ascii_lowercase());
            let list = json!(all);
            cases.push(refused(
                &format!("{one}-with-{two}-signature"),
                "RFC 8725bis, section 3.2: one key, one algorithm",
                "The right key, and the signature of another algorithm.",
                &key,
                &signer.sign(input(&key).as_bytes()),
            ));
            // what signed is what the header says, and the key is for something else
            let token = compact(header(&signer), PAYLOAD, &signer);
            cases.push(
                jws(
                    &format!("{one}-key-with-{two}-token"),
                    "RFC 8725bis, section 3.2; CVE-2026-48523",
                    "A signature that verifies, under a key whose `alg` is another one.",
                )
                .with("keys", key_set([&key]))
                .with("algorithms", list)
                .with("token", token)
                .deny("key_unsuitable"),
            );
        }
    }
    for alg in all {
        let key = rsa(alg).named(None);
        let name = alg.to_ascii_lowercase();
        let token = compact(format!(r#"{{"alg":"{alg}"}}"#), PAYLOAD, &key);
        let bare = json!({ "keys": [parsed(&key.bare_jwk())] });
        let source = "RFC 8725bis, section 3.2";
        cases.push(
            jws(
                &format!("rsa-key-without-alg-{name}"),
                source,
                "A key without `alg` is for what the list allows.",
            )
            .with("keys", bare.clone())
            .with("algorithms", json!([alg]))
            .with("token", token.as_str())
            .accept(),
        );
        let others: Vec<_> = all.into_iter().filter(|other| *other != alg).collect();
        cases.push(
            jws(
                &format!("rsa-key-without-alg-not-{name}"),
                source,
                "A key without `alg` is for nothing that the list does not allow.",
            )
            .with("keys", bare)
            .with("algorithms", json!(others))
            .with("token", token)
            .deny("algorithm_not_allowed"),
        );
    }
    cases
}
