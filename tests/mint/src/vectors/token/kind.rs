//! What kind of token, and what kind of payload.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [kinds(), payloads()].into_iter().flatten().collect()
}

fn kinds() -> Vec<Case> {
    let typ = |id: &str, description: &str, typ: &str| {
        token(id, "RFC 9068, section 4", description).token(good().header("typ", typ).mint())
    };
    let other = |id: &str, what: &str, source: &str, name: &str| {
        token(id, source, &format!("{what}, offered for access."))
            .token(good().header("typ", string(name)).mint())
            .deny("type_not_accepted")
    };
    vec![
        typ("typ-at-jwt", "`at+jwt`.", r#""at+jwt""#).accept(),
        typ(
            "typ-application-at-jwt",
            "`application/at+jwt`.",
            r#""application/at+jwt""#,
        )
        .accept(),
        token("typ-absent", "RFC 9068, section 4", "No `typ`.")
            .token(good().without_header("typ").mint())
            .deny("type_not_accepted"),
        typ(
            "typ-upper-case",
            "Capital letters are not what RFC 9068 writes.",
            r#""AT+JWT""#,
        )
        .deny("type_not_accepted"),
        typ(
            "typ-parameter",
            "A media type parameter.",
            r#""at+jwt; x=1""#,
        )
        .deny("type_not_accepted"),
        typ("typ-space", "A space before it.", r#"" at+jwt""#).deny("type_not_accepted"),
        typ("typ-empty", "Empty.", r#""""#).deny("type_not_accepted"),
        typ(
            "typ-application-twice",
            "The prefix twice.",
            r#""application/application/at+jwt""#,
        )
        .deny("type_not_accepted"),
        typ(
            "typ-array",
            "An array that holds the good one.",
            r#"["at+jwt"]"#,
        )
        .deny("header_invalid"),
        typ("typ-null", "Null.", "null").deny("header_invalid"),
        other(
            "typ-jwt",
            "A JWT of no kind",
            "RFC 8725, section 3.11",
            "JWT",
        ),
        other(
            "typ-dpop",
            "A DPoP proof",
            "RFC 9449, section 4.2",
            "dpop+jwt",
        ),
        other(
            "typ-logout",
            "A logout token",
            "OpenID Connect Back-Channel Logout, section 2.4",
            "logout+jwt",
        ),
        other(
            "typ-secevent",
            "A security event",
            "RFC 8417, section 2.3",
            "secevent+jwt",
        ),
        other(
            "typ-id-jag",
            "An identity assertion grant",
            "draft-ietf-oauth-identity-assertion-authz-grant",
            "oauth-id-jag+jwt",
        ),
        other(
            "typ-txn-token",
            "A transaction token",
            "draft-ietf-oauth-transaction-tokens",
            "txntoken+jwt",
        ),
        other(
            "typ-introspection",
            "An introspection response",
            "RFC 9701, section 5",
            "token-introspection+jwt",
        ),
        other(
            "typ-client-assertion",
            "A client's authentication",
            "RFC 7523bis",
            "client-authentication+jwt",
        ),
        other(
            "typ-wit",
            "A workload's identity",
            "draft-ietf-wimse-workload-creds",
            "wit+jwt",
        ),
        other(
            "typ-status-list",
            "A status list",
            "draft-ietf-oauth-status-list",
            "statuslist+jwt",
        ),
    ]
}

fn payloads() -> Vec<Case> {
    let text = |id: &str, source: &str, description: &str, payload: &[u8]| {
        token(id, source, description).token(compact(good().header_text(), payload, &key()))
    };
    let object = "RFC 7519, section 7.2: a UTF-8 JSON object";
    let extended = |member: &str| {
        let payload = good().payload_text();
        format!("{},{member}}}", &payload[..payload.len() - 1])
    };
    let nested = |levels: usize| {
        extended(&format!(
            r#""x":{}1{}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    let wide = |members: usize| {
        let members: Vec<_> = (0..members)
            .map(|number| format!(r#""m{number}":0"#))
            .collect();
        extended(&format!(r#""x":{{{}}}"#, members.join(",")))
    };
    let zeros = |count: usize| extended(&format!(r#""x":[{}0]"#, "0,".repeat(count - 1)));
    let raised = changed(config(), json!({ "limits": { "tokenBytes": 65536 } }));
    vec![
        text(
            "payload-not-json",
            object,
            "No JSON.",
            b"iss=https://as.example",
        )
        .deny("json_invalid"),
        text("payload-array", object, "An array.", b"[]").deny("json_invalid"),
        text("payload-null", object, "Null.", b"null").deny("json_invalid"),
        text(
            "payload-string",
            object,
            "A string.",
            b"\"https://as.example\"",
        )
        .deny("json_invalid"),
        text("payload-empty-object", object, "No claims.", b"{}").deny("claim_missing"),
        text(
            "payload-two-objects",
            object,
            "Two objects.",
            format!("{0}{0}", good().payload_text()).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-invalid-utf8",
            object,
            "A byte that no UTF-8 has, in a claim that nobody asks for.",
            &[
                extended(r#""x":""#).trim_end_matches('}').as_bytes(),
                b"\xff\"}",
            ]
            .concat(),
        )
        .deny("json_invalid"),
        text(
            "payload-lone-surrogate",
            object,
            "Half a surrogate pair.",
            extended(r#""x":"\udc00""#).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-nul",
            object,
            "A NUL ends a string for some readers.",
            extended(r#""x":"a\u0000""#).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-nan",
            object,
            "Not a number, and not JSON.",
            extended(r#""x":NaN"#).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-huge-number",
            object,
            "A number that no machine has.",
            extended(r#""x":1e400"#).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-many-digits",
            object,
            "More digits than any number has.",
            extended(&format!(r#""x":{}"#, "9".repeat(400))).as_bytes(),
        )
        .deny("json_invalid"),
        text(
            "payload-duplicate",
            "RFC 7519, section 4",
            "`sub` twice.",
            extended(r#""sub":"bob""#).as_bytes(),
        )
        .deny("json_duplicate_member"),
        text(
            "payload-duplicate-same",
            "RFC 7519, section 4",
            "`sub` twice, and equal.",
            extended(r#""sub":"alice""#).as_bytes(),
        )
        .deny("json_duplicate_member"),
        text(
            "payload-duplicate-escaped",
            "RFC 7519, section 4",
            "`scope` twice, once with an escape.",
            extended(r#""sc\u006fpe":"admin""#).as_bytes(),
        )
        .deny("json_duplicate_member"),
        text(
            "payload-duplicate-nested",
            "RFC 7519, section 4",
            "A repetition within `act`.",
            extended(r#""act":{"sub":"a","sub":"b"}"#).as_bytes(),
        )
        .deny("json_duplicate_member"),
        text(
            "payload-deep",
            "Narrowgate's limits: 32 levels",
            "32 levels.",
            nested(31).as_bytes(),
        )
        .accept(),
        text(
            "payload-too-deep",
            "Narrowgate's limits: 32 levels",
            "33 levels.",
            nested(32).as_bytes(),
        )
        .deny("json_too_deep"),
        text(
            "payload-wide",
            "Narrowgate's limits: 256 members",
            "256 members.",
            wide(256).as_bytes(),
        )
        .accept(),
        text(
            "payload-too-wide",
            "Narrowgate's limits: 256 members",
            "257 members.",
            wide(257).as_bytes(),
        )
        .deny("json_too_large"),
        text(
            "payload-long-array",
            "Narrowgate's limits: 256 members",
            "257 elements.",
            zeros(257).as_bytes(),
        )
        .deny("json_too_large"),
        token(
            "act-ten-thousand-deep",
            "RFC 8693, section 4.1: unbounded",
            "`act` in `act`, 10,002 deep: refused by its length.",
        )
        .token(deep_act(3334))
        .deny("token_too_large"),
        token(
            "act-four-thousand-deep",
            "RFC 8693, section 4.1: unbounded",
            "As deep as the highest limit on length lets through: refused at level 33.",
        )
        .with("config", raised.clone())
        .token(deep_act(1500))
        .deny("json_too_deep"),
        token(
            "arrays-twenty-thousand-deep",
            "RFC 8259, section 9",
            "An array in an array, 24,000 deep.",
        )
        .with("config", raised)
        .token(super::super::concat(&[
            (&format!("{}.", crate::encode(good().header_text())), 1),
            (&crate::encode("[[["), 8000),
            (&format!(".{}", crate::encode([0; 64])), 1),
        ]))
        .deny("json_too_deep"),
        token(
            "payload-cedar-entity",
            "RFC 7519, section 4.1.2: a string",
            "What is a reference for Cedar's JSON reader is no `sub`.",
        )
        .token(
            good()
                .claim(
                    "sub",
                    r#"{"__entity":{"type":"User","id":"https://as.example root"}}"#,
                )
                .mint(),
        )
        .deny("claim_invalid"),
        token(
            "payload-cedar-extension",
            "RFC 9068, section 2.2",
            "Nor is a call of an extension a `client_id`.",
        )
        .token(
            good()
                .claim("client_id", r#"{"__extn":{"fn":"ip","arg":"127.0.0.1"}}"#)
                .mint(),
        )
        .deny("claim_invalid"),
        token(
            "payload-cedar-text",
            "RFC 7519, section 4.1.2",
            "As text it is a name like any other.",
        )
        .token(
            good()
                .claim("jti", string(r#"{"__entity":{"type":"User","id":"root"}}"#))
                .mint(),
        )
        .accept_as(json!({ "tokenId": r#"{"__entity":{"type":"User","id":"root"}}"# })),
        token(
            "payload-proto",
            "CVE-2019-10744 and its kin",
            "A claim with the name that every JavaScript object has.",
        )
        .token(good().claim("__proto__", r#"{"scope":"admin"}"#).mint())
        .accept_as(json!({ "scopes": ["files:read"] })),
    ]
}
