//! Parts, characters, sizes, base64url.

use super::*;
use crate::{assemble, encode, signing_input};

pub(super) fn cases() -> Vec<Case> {
    [form(), base64()].into_iter().flatten().collect()
}

fn form() -> Vec<Case> {
    let good = signed(HEADER);
    let parts: Vec<&str> = good.split('.').collect();
    let [header, payload, signature] = [parts[0], parts[1], parts[2]];
    let malformed = |id: &str, source: &str, description: &str, text: String| {
        jws(id, source, description)
            .with("token", text)
            .deny("token_malformed")
    };
    let compact_form = "RFC 7515, section 7.1";
    let charset = "RFC 8725bis, section 3.16: nothing but base64url and dots";
    let mut cases = vec![
        jws("empty", "RFC 6750, section 3.1", "No token at all.")
            .with("token", "")
            .deny("token_missing"),
        malformed("one-part", compact_form, "No dot.", header.to_owned()),
        malformed(
            "two-parts",
            compact_form,
            "An unsecured token without its last dot.",
            format!("{header}.{payload}"),
        ),
        malformed(
            "four-parts",
            compact_form,
            "One part more.",
            format!("{good}.{signature}"),
        ),
        malformed(
            "five-parts",
            "RFC 7516, section 7.1",
            "A JWE: five parts, here an otherwise good token with two empty ones.",
            format!("{good}.."),
        ),
        malformed(
            "dots-only",
            compact_form,
            "Two dots and nothing else.",
            "..".to_owned(),
        ),
        malformed(
            "header-empty",
            compact_form,
            "No header.",
            format!(".{payload}.{signature}"),
        ),
        malformed(
            "payload-detached",
            "RFC 7515, appendix F",
            "A detached payload.",
            assemble(
                &signing_input(HEADER, ""),
                key().sign(signing_input(HEADER, "").as_bytes()),
            ),
        ),
        malformed(
            "signature-empty",
            "RFC 7515, section 5.2",
            "No signature.",
            format!("{header}.{payload}."),
        ),
        malformed(
            "none-with-empty-signature",
            "RFC 7518, section 3.6",
            "An unsecured JWS as it is meant to be written.",
            format!("{}.{payload}.", encode(r#"{"alg":"none"}"#)),
        ),
        malformed(
            "json-serialisation",
            "RFC 7515, section 7.2",
            "The JSON serialisation of a good JWS.",
            json!({ "payload": payload, "protected": header, "signature": signature }).to_string(),
        ),
        malformed(
            "json-in-compact",
            "CVE-2022-39227",
            "Text that is JSON for one reader and has two dots for another.",
            format!(r#"{{" {header}.{payload}.{signature}":1}}"#),
        ),
        malformed(
            "leading-space",
            charset,
            "A space before the token.",
            format!(" {good}"),
        ),
        malformed(
            "trailing-newline",
            charset,
            "A line break after the token.",
            format!("{good}\n"),
        ),
        malformed(
            "inner-newline",
            charset,
            "A line break within the payload.",
            format!(
                "{header}.{}\r\n{}.{signature}",
                &payload[..4],
                &payload[4..]
            ),
        ),
        malformed(
            "bearer-prefix",
            "RFC 6750, section 2.1",
            "The scheme's name is not part of the token.",
            format!("Bearer {good}"),
        ),
        malformed(
            "padding",
            "RFC 7515, section 2",
            "Padding with `=`.",
            format!("{good}=="),
        ),
        malformed(
            "plus",
            "RFC 4648, section 4",
            "The other alphabet's 62nd character.",
            format!("{header}.{payload}.+{}", &signature[1..]),
        ),
        malformed(
            "slash",
            "RFC 4648, section 4",
            "The other alphabet's 63rd character.",
            format!("{header}.{payload}./{}", &signature[1..]),
        ),
        malformed(
            "percent",
            charset,
            "Percent-encoding is not undone.",
            good.replace('.', "%2E"),
        ),
        malformed(
            "non-ascii",
            charset,
            "A full-width dot is no dot.",
            good.replacen('.', "\u{ff0e}", 1),
        ),
        malformed(
            "nul",
            charset,
            "A NUL after a good token.",
            format!("{good}\0"),
        ),
    ];
    cases.push(
        token(
            jws(
                "fifty-megabytes",
                "RFC 8725bis, section 3.18: bounded work",
                "A token of 50 MB is refused by its length.",
            ),
            concat(&[
                (&format!("{header}."), 1),
                ("A", 50_000_000),
                (&format!(".{signature}"), 1),
            ]),
        )
        .deny("token_too_large"),
    );
    cases.push(
        token(
            jws(
                "million-dots",
                "CVE-2025-30204",
                "A million dots cost no more than a glance.",
            ),
            concat(&[(".", 1_000_000)]),
        )
        .deny("token_too_large"),
    );
    cases.push(
        token(
            jws(
                "sixteen-thousand-dots",
                "CVE-2025-30204",
                "As many dots as the limit lets in: taken apart no further than four parts.",
            ),
            concat(&[(".", 16_000)]),
        )
        .deny("token_malformed"),
    );
    cases.push(
        token(
            jws(
                "at-the-limit",
                "Narrowgate's limits: 16 KiB",
                "16,384 bytes exactly, and signed.",
            ),
            at_length(16_384, ""),
        )
        .accept(),
    );
    cases.push(
        token(
            jws(
                "over-the-limit",
                "Narrowgate's limits: 16 KiB",
                "One character more than that.",
            ),
            at_length(16_384, "A"),
        )
        .deny("token_too_large"),
    );
    cases
}

/// A good token of exactly so many bytes, and then some more.
fn at_length(bytes: usize, more: &str) -> Value {
    let header = signing_input(HEADER, "");
    let characters = bytes - header.len() - 1 - 86;
    let input = format!("{header}{}", "A".repeat(characters));
    let signature = encode(key().sign(input.as_bytes()));
    assert_eq!(input.len() + 1 + signature.len(), bytes);
    concat(&[
        (&header, 1),
        ("A", characters),
        (&format!(".{signature}{more}"), 1),
    ])
}

fn base64() -> Vec<Case> {
    let source = "RFC 4648, section 3.5; RFC 7515, section 2";
    let good = signed(HEADER);
    let (input, signature) = good.rsplit_once('.').expect("three parts");
    // 64 octets leave four bits over in the last character
    let last = signature.chars().last().expect("a signature");
    let next = char::from(u8::try_from(last).expect("ASCII") + 1);
    let respelt = format!("{input}.{}{next}", &signature[..signature.len() - 1]);
    let over = |input: String| {
        let signature = key().sign(input.as_bytes());
        assemble(&input, signature)
    };
    let header = encode(HEADER);
    vec![
        token(
            jws(
                "signature-trailing-bits",
                source,
                "A second spelling of the same signature.",
            ),
            respelt,
        )
        .deny("base64_invalid"),
        token(
            jws(
                "signature-impossible-length",
                source,
                "85 characters encode no whole number of octets.",
            ),
            &good[..good.len() - 1],
        )
        .deny("base64_invalid"),
        token(
            jws(
                "header-trailing-bits",
                source,
                "A header with a bit set after its last octet, signed so.",
            ),
            over(format!(
                "{}.{}",
                encode_with_stray_bit(r#"{"alg":"Ed25519"}"#),
                encode(PAYLOAD)
            )),
        )
        .deny("base64_invalid"),
        token(
            jws(
                "header-impossible-length",
                source,
                "A header of 4n + 1 characters, signed so.",
            ),
            over(format!("{header}A.{}", encode(PAYLOAD))),
        )
        .deny("base64_invalid"),
        token(
            jws(
                "payload-trailing-bits",
                "RFC 7515, section 5.2, step 6",
                "A payload with a bit set after its last octet, signed so.",
            ),
            over(format!("{header}.{}", encode_with_stray_bit("a"))),
        )
        .deny("base64_invalid"),
        token(
            jws(
                "payload-impossible-length",
                "RFC 7515, section 5.2, step 6",
                "A payload of one character, signed so.",
            ),
            over(format!("{header}.A")),
        )
        .deny("base64_invalid"),
    ]
}

/// `text` has a length that leaves bits over in the last character; the lowest of them is set.
fn encode_with_stray_bit(text: &str) -> String {
    let mut encoded = encode(text);
    assert_ne!(text.len() % 3, 0);
    let last = encoded.pop().expect("not empty");
    assert!(last.is_ascii_uppercase() || last.is_ascii_lowercase() || last.is_ascii_digit());
    encoded.push(char::from(u8::try_from(last).expect("ASCII") + 1));
    encoded
}
