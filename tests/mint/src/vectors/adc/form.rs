//! Header and payload are written in one way (RFC 8785).

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let source =
        "draft-asor-wimse-agent-delegation-chain-02, Token Format: exactly the bytes of RFC 8785";
    let mut cases = Vec::new();
    for (place, token) in [("root", root()), ("child", child())] {
        let (header, payload) = (token.header_text(), token.payload_text());
        let mut refused = |id: &str, description: &str, header: &str, payload: &str, code: &str| {
            let written = token.mint_as(header, payload);
            let tokens = match place {
                "root" => vec![written],
                _ => vec![root().mint(), written],
            };
            let case = case(&format!("{place}-{id}"), source, description)
                .with("presented", presented(&tokens, token.holder()));
            cases.push(match place {
                "root" => case.deny(code),
                _ => case.deny_at(2, code),
            });
        };
        let changed = |text: &str, from: &str, to: &str| {
            assert!(text.contains(from), "{text} does not contain {from}");
            text.replacen(from, to, 1)
        };
        let alg = r#""alg":"Ed25519","#;
        refused(
            "header-order",
            "The header's members in another order.",
            &changed(
                &changed(&header, alg, ""),
                "\"c14n\":\"JCS\",",
                &format!("\"c14n\":\"JCS\",{alg}"),
            ),
            &payload,
            "json_invalid",
        );
        refused(
            "header-space",
            "A space in the header.",
            &changed(&header, ":", ": "),
            &payload,
            "json_invalid",
        );
        refused(
            "header-newline",
            "A line after the header.",
            &format!("{header}\n"),
            &payload,
            "json_invalid",
        );
        refused(
            "header-escaped",
            "A letter of the header is escaped.",
            &changed(&header, "JCS", "\\u004aCS"),
            &payload,
            "json_invalid",
        );
        refused(
            "header-twice",
            "A member of the header twice.",
            &changed(&header, alg, &format!("{alg}{alg}")),
            &payload,
            "json_duplicate_member",
        );
        let aud = format!(r#""aud":"{AUDIENCE}","#);
        let without = changed(&payload, &aud, "");
        refused(
            "payload-order",
            "The payload's members in another order.",
            &header,
            &changed(&without, "\"iss\"", &format!("{aud}\"iss\"")),
            "json_invalid",
        );
        refused(
            "payload-space",
            "A space.",
            &header,
            &changed(&payload, ",", ", "),
            "json_invalid",
        );
        refused(
            "payload-leading-space",
            "A space before it.",
            &header,
            &format!(" {payload}"),
            "json_invalid",
        );
        refused(
            "payload-newline",
            "A line after it.",
            &header,
            &format!("{payload}\n"),
            "json_invalid",
        );
        refused(
            "payload-mark",
            "A byte order mark.",
            &header,
            &format!("\u{feff}{payload}"),
            "json_invalid",
        );
        refused(
            "payload-escaped-letter",
            "A letter is escaped.",
            &header,
            &changed(&payload, "alice", "\\u0061lice"),
            "json_invalid",
        );
        refused(
            "payload-escaped-slash",
            "A slash is escaped.",
            &header,
            &changed(&payload, "https://", "https:\\/\\/"),
            "json_invalid",
        );
        refused(
            "payload-escaped-name",
            "A member's name is escaped.",
            &header,
            &changed(&payload, "\"sub\"", "\"s\\u0075b\""),
            "json_invalid",
        );
        refused(
            "payload-upper-case-escape",
            "An escape in capitals.",
            &header,
            &changed(&payload, "alice", "alice\\u001F"),
            "json_invalid",
        );
        let (depth, exact) = match place {
            "root" => ("\"del_depth\":0", "0"),
            _ => ("\"del_depth\":1", "1"),
        };
        for (id, spelling) in [
            ("fraction", format!("{exact}.0")),
            ("exponent", format!("{exact}e0")),
            ("minus-zero", "-0".to_owned()),
        ] {
            refused(
                &format!("depth-by-{id}"),
                "A number in another spelling.",
                &header,
                &changed(&payload, depth, &format!("\"del_depth\":{spelling}")),
                "json_invalid",
            );
        }
        refused(
            "date-fraction",
            "A date with a fraction of nothing.",
            &header,
            &changed(
                &payload,
                &format!("\"iat\":{}", NOW - 60),
                &format!("\"iat\":{}.0", NOW - 60),
            ),
            "json_invalid",
        );
        refused(
            "date-exponent",
            "A date with an exponent.",
            &header,
            &changed(
                &payload,
                &format!("\"iat\":{}", NOW - 60),
                "\"iat\":1.75999994e9",
            ),
            "json_invalid",
        );
        for (id, number) in [
            ("integer-2-53", "9007199254740992"),
            ("integer-2-63", "9223372036854775808"),
            ("integer-minus-2-53", "-9007199254740992"),
            ("integer-1e21", "1e+21"),
        ] {
            refused(
                id,
                "An integer that others round.",
                &header,
                &changed(&payload, "\"iss\"", &format!("\"ideal\":{number},\"iss\"")),
                "json_invalid",
            );
        }
        refused(
            "payload-twice",
            "A member twice.",
            &header,
            &changed(&payload, "\"iss\"", "\"iat\":0,\"iss\""),
            "json_duplicate_member",
        );
        refused(
            "payload-twice-inside",
            "A member of the detail twice.",
            &header,
            &changed(&payload, "\"type\":", "\"scopes\":[\"*\"],\"type\":"),
            "json_duplicate_member",
        );
        refused(
            "payload-surrogate",
            "Half of a character.",
            &header,
            &changed(&payload, "alice", "\\ud800"),
            "json_invalid",
        );
        refused(
            "payload-not-a-number",
            "Not a number.",
            &header,
            &changed(&payload, depth, "\"del_depth\":NaN"),
            "json_invalid",
        );
    }
    let accepted = |id: &str, description: &str, name: &str, value: Value| {
        pair(id, source, description, |child| child.claim(name, value)).accept()
    };
    cases.extend([
        accepted(
            "text-beyond-ascii",
            "Letters beyond ASCII stand for themselves.",
            "task",
            json!("Prüfe Ω und 😀"),
        ),
        accepted(
            "text-escaped",
            "What has to be escaped, in the one way.",
            "task",
            json!("a\"b\\c\u{8}\t\n\u{c}\r\u{1f}\u{7f}/"),
        ),
        accepted(
            "number-exact",
            "The largest integer that nobody rounds.",
            "number",
            json!(9_007_199_254_740_991_u64),
        ),
        accepted(
            "number-fraction",
            "A fraction in its shortest spelling.",
            "number",
            json!(0.1),
        ),
        accepted(
            "order-of-names",
            "Members in the order of UTF-16, which is not that of code points.",
            "task",
            json!({ "\u{fb33}": 1, "😀": 2, "é": 3, "z": 4 }),
        ),
    ]);
    // 0.30000000000000004 has 17 digits, which a careless reader takes for another double
    let precise = child().claim("number", 7);
    let payload =
        precise
            .payload_text()
            .replacen("\"number\":7", "\"number\":0.30000000000000004", 1);
    let tokens = [
        root().mint(),
        precise.mint_as(&precise.header_text(), &payload),
    ];
    cases.push(
        case(
            "number-of-17-digits",
            source,
            "A fraction of seventeen digits.",
        )
        .with("presented", presented(&tokens, precise.holder()))
        .accept(),
    );
    let payload =
        precise
            .payload_text()
            .replacen("\"number\":7", "\"number\":0.300000000000000040", 1);
    let tokens = [
        root().mint(),
        precise.mint_as(&precise.header_text(), &payload),
    ];
    cases.push(
        case(
            "number-of-18-digits",
            source,
            "The same with a zero behind it.",
        )
        .with("presented", presented(&tokens, precise.holder()))
        .deny_at(2, "json_invalid"),
    );
    let payload = child().payload_text();
    let array = compact(child().header_text(), format!("[{payload}]"), &holder(0));
    cases.push(
        case("payload-array", source, "A payload in an array.")
            .with("presented", presented(&[root().mint(), array], &holder(1)))
            .deny_at(2, "json_invalid"),
    );
    cases
}
