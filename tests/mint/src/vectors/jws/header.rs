//! The header's JSON, and what it may ask for.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [json_text(), header_policy()]
        .into_iter()
        .flatten()
        .collect()
}

fn json_text() -> Vec<Case> {
    let text = |id: &str, description: &str, header: &[u8], code: &str| {
        token(
            jws(
                id,
                "RFC 7515, section 4: a JSON object; RFC 8259",
                description,
            ),
            signed(header),
        )
        .deny(code)
    };
    let deep = format!(
        r#"{{"alg":"Ed25519","kid":"ed-1","x":{}1{}}}"#,
        "[".repeat(32),
        "]".repeat(32)
    );
    let deep_enough = format!(
        r#"{{"alg":"Ed25519","kid":"ed-1","x":{}1{}}}"#,
        "[".repeat(31),
        "]".repeat(31)
    );
    let members: Vec<String> = (0..255).map(|n| format!(r#""m{n}":0"#)).collect();
    let wide = format!(r#"{{"alg":"Ed25519","kid":"ed-1",{}}}"#, members.join(","));
    vec![
        text(
            "header-not-json",
            "A header that is no JSON.",
            b"alg=Ed25519",
            "json_invalid",
        ),
        text(
            "header-array",
            "A header that is an array.",
            br#"["Ed25519"]"#,
            "json_invalid",
        ),
        text(
            "header-string",
            "A header that is a string.",
            br#""Ed25519""#,
            "json_invalid",
        ),
        text(
            "header-null",
            "A header that is null.",
            b"null",
            "json_invalid",
        ),
        text(
            "header-invalid-utf8",
            "A byte that no UTF-8 has.",
            b"{\"alg\":\"Ed25519\",\"kid\":\"ed-1\",\"x\":\"\xff\"}",
            "json_invalid",
        ),
        text(
            "header-overlong-utf8",
            "A slash in two bytes.",
            b"{\"alg\":\"Ed25519\",\"kid\":\"ed-1\",\"x\":\"\xc0\xaf\"}",
            "json_invalid",
        ),
        text(
            "header-bom",
            "A byte order mark before the object.",
            "\u{feff}{\"alg\":\"Ed25519\",\"kid\":\"ed-1\"}".as_bytes(),
            "json_invalid",
        ),
        text(
            "header-utf16",
            "UTF-16.",
            b"{\0\"\0a\0\"\0:\x001\0}\0",
            "json_invalid",
        ),
        text(
            "header-lone-surrogate",
            "Half a surrogate pair.",
            br#"{"alg":"Ed25519","kid":"ed-1","x":"\ud800"}"#,
            "json_invalid",
        ),
        text(
            "header-nul",
            "A NUL in a string ends it for some readers.",
            br#"{"alg":"Ed25519","kid":"ed-1\u0000"}"#,
            "json_invalid",
        ),
        text(
            "header-nul-in-name",
            "A NUL in a member's name makes `kid` for some readers.",
            br#"{"alg":"Ed25519","kid":"ed-1","kid\u0000":"x"}"#,
            "json_invalid",
        ),
        text(
            "header-trailing-bytes",
            "Something after the object.",
            br#"{"alg":"Ed25519","kid":"ed-1"} {}"#,
            "json_invalid",
        ),
        text(
            "header-comment",
            "A comment.",
            br#"{"alg":"Ed25519"/**/,"kid":"ed-1"}"#,
            "json_invalid",
        ),
        text(
            "header-trailing-comma",
            "A comma before the end.",
            br#"{"alg":"Ed25519","kid":"ed-1",}"#,
            "json_invalid",
        ),
        text(
            "header-single-quotes",
            "JavaScript is not JSON.",
            br#"{'alg':'Ed25519'}"#,
            "json_invalid",
        ),
        text(
            "header-duplicate-alg",
            "`alg` twice, and both good.",
            br#"{"alg":"Ed25519","alg":"Ed25519","kid":"ed-1"}"#,
            "json_duplicate_member",
        ),
        text(
            "header-duplicate-alg-none",
            "`alg` twice: which one counts depends on the reader.",
            br#"{"alg":"none","alg":"Ed25519","kid":"ed-1"}"#,
            "json_duplicate_member",
        ),
        text(
            "header-duplicate-escaped",
            "`alg` twice, once with an escape.",
            br#"{"alg":"Ed25519","\u0061lg":"none","kid":"ed-1"}"#,
            "json_duplicate_member",
        ),
        text(
            "header-duplicate-nested",
            "A repetition in an inner object.",
            br#"{"alg":"Ed25519","kid":"ed-1","x":{"a":1,"a":1}}"#,
            "json_duplicate_member",
        ),
        text(
            "header-too-deep",
            "33 levels.",
            deep.as_bytes(),
            "json_too_deep",
        ),
        token(
            jws(
                "header-deep",
                "Narrowgate's limits: 32 levels",
                "32 levels.",
            ),
            signed(deep_enough),
        )
        .accept(),
        text(
            "header-too-wide",
            "257 members.",
            wide.as_bytes(),
            "json_too_large",
        ),
    ]
}

fn header_policy() -> Vec<Case> {
    let with = |id: &str, source: &str, description: &str, member: &str| {
        token(
            jws(id, source, description),
            signed(format!(r#"{{"alg":"Ed25519","kid":"ed-1",{member}}}"#)),
        )
        .deny("header_unsupported")
    };
    let crit = "RFC 7515, section 4.1.11";
    vec![
        with(
            "crit-empty",
            crit,
            "`crit` must not be empty.",
            r#""crit":[]"#,
        ),
        with(
            "crit-string",
            crit,
            "`crit` is an array.",
            r#""crit":"exp""#,
        ),
        with("crit-null", crit, "`crit` is an array.", r#""crit":null"#),
        with(
            "crit-exp",
            crit,
            "An extension, present, and not understood here.",
            r#""crit":["exp"],"exp":1760000600"#,
        ),
        with(
            "crit-absent-member",
            crit,
            "`crit` names what is not there.",
            r#""crit":["exp"]"#,
        ),
        with(
            "crit-unknown",
            crit,
            "An extension that nobody knows.",
            r#""crit":["urn:x"],"urn:x":true"#,
        ),
        with(
            "crit-registered",
            crit,
            "`crit` must not name registered parameters.",
            r#""crit":["alg"]"#,
        ),
        with(
            "crit-b64",
            "RFC 7797, section 6",
            "Even where it changes nothing.",
            r#""crit":["b64"],"b64":true"#,
        ),
        with(
            "b64-false",
            "RFC 7797, section 3",
            "An unencoded payload.",
            r#""b64":false"#,
        ),
        with(
            "b64-false-crit",
            "RFC 7797, section 6",
            "An unencoded payload, announced as it should be.",
            r#""crit":["b64"],"b64":false"#,
        ),
        with(
            "b64-true",
            "RFC 7797, section 6",
            "`b64` without `crit`.",
            r#""b64":true"#,
        ),
        with(
            "zip",
            "RFC 7516, section 4.1.3",
            "Compression belongs to JWE.",
            r#""zip":"DEF""#,
        ),
        with(
            "enc",
            "RFC 7516, section 4.1.2",
            "`enc` belongs to JWE.",
            r#""enc":"A256GCM""#,
        ),
        with(
            "cty",
            "RFC 7519, section 5.2",
            "A token within a token.",
            r#""cty":"JWT""#,
        ),
        with(
            "jwk",
            "RFC 7515, section 4.1.3; CVE-2018-0114",
            "A key out of the token itself.",
            &format!(r#""jwk":{}"#, key().bare_jwk()),
        ),
        with(
            "jku",
            "RFC 7515, section 4.1.2",
            "An address of keys out of the token.",
            r#""jku":"https://as.example/jwks""#,
        ),
        with(
            "x5u",
            "RFC 7515, section 4.1.5",
            "An address of a certificate out of the token.",
            r#""x5u":"https://as.example/cert""#,
        ),
        with(
            "x5c",
            "RFC 7515, section 4.1.6",
            "A certificate out of the token.",
            r#""x5c":["AAAA"]"#,
        ),
        with(
            "jwk-null",
            "RFC 7515, section 4.1.3",
            "Whatever its value.",
            r#""jwk":null"#,
        ),
    ]
}
