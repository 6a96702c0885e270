//! Each claim, present, absent, of wrong types.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [
        required(),
        strings(),
        audience(),
        scope(),
        binding(),
        details(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Each of the claims that RFC 9068, section 2.2, requires, but `iss`.
fn required() -> Vec<Case> {
    let source = "RFC 9068, section 2.2";
    let wrong: &[(&str, &str, Values)] = &[
        (
            "exp",
            "exp",
            &[
                ("null", "null"),
                ("string", "\"1760000600\""),
                ("true", "true"),
                ("array", "[1760000600]"),
                ("object", "{}"),
            ],
        ),
        (
            "iat",
            "iat",
            &[
                ("null", "null"),
                ("string", "\"1759999940\""),
                ("true", "true"),
                ("array", "[1759999940]"),
                ("object", "{}"),
            ],
        ),
        (
            "aud",
            "aud",
            &[
                ("null", "null"),
                ("number", "1"),
                ("true", "true"),
                ("object", "{}"),
                ("empty", "\"\""),
            ],
        ),
        (
            "sub",
            "sub",
            &[
                ("null", "null"),
                ("number", "1"),
                ("true", "true"),
                ("array", "[\"alice\"]"),
                ("empty", "\"\""),
            ],
        ),
        (
            "client_id",
            "client-id",
            &[
                ("null", "null"),
                ("number", "1"),
                ("true", "true"),
                ("array", "[\"desk\"]"),
                ("empty", "\"\""),
            ],
        ),
        (
            "jti",
            "jti",
            &[
                ("null", "null"),
                ("number", "1"),
                ("true", "true"),
                ("array", "[\"t\"]"),
                ("empty", "\"\""),
            ],
        ),
    ];
    let mut cases = Vec::new();
    for (name, id, values) in wrong {
        let absent = token(&format!("{id}-absent"), source, &format!("No `{name}`."))
            .token(good().without(name).mint());
        cases.push(absent.deny("claim_missing"));
        for (what, json) in *values {
            cases.push(
                claims(
                    &format!("{id}-{what}"),
                    source,
                    &format!("`{name}` is {json}: the wrong type is never \"absent\"."),
                    &[(name, json)],
                )
                .deny("claim_invalid"),
            );
        }
    }
    cases
}

fn strings() -> Vec<Case> {
    let sub = |id: &str, description: &str, sub: &str| {
        claims(
            id,
            "RFC 7519, sections 2 and 4.1.2",
            description,
            &[("sub", sub)],
        )
    };
    vec![
        sub(
            "sub-uri",
            "With a colon it is a URI.",
            r#""spiffe://example.org/agent/7""#,
        )
        .accept_as(json!({ "principal": { "subject": "spiffe://example.org/agent/7" } })),
        sub("sub-urn", "A name with a scheme.", r#""user:alice""#).accept(),
        sub(
            "sub-spaces",
            "A name may have spaces.",
            r#""Alice B. Toklas""#,
        )
        .accept(),
        sub("sub-unicode", "And any letters.", r#""Алиса""#)
            .accept_as(json!({ "principal": { "subject": "Алиса" } })),
        sub(
            "sub-quotes",
            "And what quotes it in a policy.",
            r#""alice\" || true || \"""#,
        )
        .accept_as(json!({ "principal": { "subject": "alice\" || true || \"" } })),
        sub(
            "sub-colon-first",
            "A colon without a scheme.",
            r#"":alice""#,
        )
        .deny("claim_invalid"),
        sub(
            "sub-colon-digit",
            "A scheme starts with a letter.",
            r#""1:alice""#,
        )
        .deny("claim_invalid"),
        sub("sub-newline", "A line break.", r#""alice\nadmin""#).deny("claim_invalid"),
        sub(
            "sub-escape",
            "An escape for terminals.",
            r#""\u001b[2Jalice""#,
        )
        .deny("claim_invalid"),
        sub(
            "sub-delete",
            "A control character above ASCII.",
            r#""alice\u009b""#,
        )
        .deny("claim_invalid"),
        sub(
            "sub-override",
            "A character that turns the text behind it round.",
            r#""alice\u202enimda""#,
        )
        .deny("claim_invalid"),
        sub("sub-mark", "A mark of direction.", r#""alice\u200f""#).deny("claim_invalid"),
        sub("sub-isolate", "An isolate.", r#""\u2067alice\u2069""#).deny("claim_invalid"),
        sub(
            "sub-letter-mark",
            "An Arabic letter mark.",
            r#""alice\u061c""#,
        )
        .deny("claim_invalid"),
        sub(
            "sub-right-to-left",
            "A name in Hebrew.",
            r#""\u05d0\u05dc\u05d9\u05e1""#,
        )
        .accept(),
        claims(
            "two-claims-wrong",
            "RFC 9068, section 2.2",
            "An absent claim and a wrong one: still refused.",
            &[("sub", "1"), ("jti", "null")],
        )
        .deny("claim_invalid"),
    ]
}

fn audience() -> Vec<Case> {
    let aud = |id: &str, description: &str, aud: &str| {
        claims(
            id,
            "RFC 7519, section 4.1.3; RFC 8707, section 2",
            description,
            &[("aud", aud)],
        )
    };
    let two = changed(
        config(),
        json!({ "audience": ["https://tools.example/mcp", "https://tools.example/old"] }),
    );
    let entries = |count: usize| {
        let others: Vec<_> = (1..count)
            .map(|number| format!("\"https://{number}.example\""))
            .collect();
        format!("[{},\"https://tools.example/mcp\"]", others.join(","))
    };
    vec![
        aud(
            "aud-array",
            "An array of one.",
            r#"["https://tools.example/mcp"]"#,
        )
        .accept_as(json!({ "audience": ["https://tools.example/mcp"] })),
        aud(
            "aud-array-of-two",
            "This gate and another.",
            r#"["https://other.example","https://tools.example/mcp"]"#,
        )
        .accept(),
        aud("aud-sixteen", "16 entries.", &entries(16)).accept(),
        aud("aud-seventeen", "17 entries.", &entries(17)).deny("claim_invalid"),
        aud(
            "aud-second-name",
            "The gate's second name.",
            r#""https://tools.example/old""#,
        )
        .with("config", two)
        .accept(),
        aud("aud-other", "Another server.", r#""https://other.example""#).deny("audience_mismatch"),
        aud(
            "aud-issuer",
            "The issuer itself.",
            r#""https://as.example""#,
        )
        .deny("audience_mismatch"),
        aud("aud-client", "The client, as in an ID token.", r#""desk""#).deny("audience_mismatch"),
        aud(
            "aud-prefix",
            "The beginning of the name.",
            r#""https://tools.example""#,
        )
        .deny("audience_mismatch"),
        aud(
            "aud-longer",
            "More than the name.",
            r#""https://tools.example/mcp/admin""#,
        )
        .deny("audience_mismatch"),
        aud(
            "aud-substring",
            "A list in one string.",
            r#""https://tools.example/mcp https://other.example""#,
        )
        .deny("audience_mismatch"),
        aud(
            "aud-trailing-slash",
            "A slash more.",
            r#""https://tools.example/mcp/""#,
        )
        .deny("audience_mismatch"),
        aud(
            "aud-case",
            "Capital letters.",
            r#""https://Tools.example/mcp""#,
        )
        .deny("audience_mismatch"),
        aud("aud-star", "A star.", r#""*""#).deny("audience_mismatch"),
        aud("aud-array-empty", "Nobody.", "[]").deny("claim_invalid"),
        aud(
            "aud-array-with-number",
            "A number beside the good one.",
            r#"["https://tools.example/mcp",1]"#,
        )
        .deny("claim_invalid"),
        aud(
            "aud-array-with-null",
            "Null beside the good one.",
            r#"[null,"https://tools.example/mcp"]"#,
        )
        .deny("claim_invalid"),
        aud(
            "aud-array-with-empty",
            "An empty name beside the good one.",
            r#"["","https://tools.example/mcp"]"#,
        )
        .deny("claim_invalid"),
        aud(
            "aud-nested",
            "An array in an array.",
            r#"[["https://tools.example/mcp"]]"#,
        )
        .deny("claim_invalid"),
    ]
}

fn scope() -> Vec<Case> {
    let scope = |id: &str, description: &str, scope: &str| {
        claims(
            id,
            "RFC 9068, section 2.2.3; RFC 6749, section 3.3",
            description,
            &[("scope", scope)],
        )
    };
    let many = |count: usize| {
        let names: Vec<_> = (0..count).map(|number| format!("s{number}")).collect();
        format!("\"{}\"", names.join(" "))
    };
    vec![
        token(
            "scope-absent",
            "RFC 9068, section 2.2.3",
            "No scope is no authority, and no mistake.",
        )
        .token(good().without("scope").mint())
        .accept_as(json!({ "scopes": [] })),
        scope("scope-empty", "Nor is an empty one.", r#""""#).accept_as(json!({ "scopes": [] })),
        scope("scope-set", "A set, sorted.", r#""b a b""#)
            .accept_as(json!({ "scopes": ["a", "b"] })),
        scope("scope-256", "256 scopes.", &many(256)).accept(),
        scope("scope-257", "257 scopes.", &many(257)).deny("scope_too_large"),
        scope(
            "scope-token-too-long",
            "A scope of 257 characters.",
            &format!("\"{}\"", "a".repeat(257)),
        )
        .deny("scope_too_large"),
        scope("scope-null", "Null.", "null").deny("scope_malformed"),
        scope("scope-number", "A number.", "1").deny("scope_malformed"),
        scope(
            "scope-array",
            "An array: `includes` works on both, and means two things.",
            r#"["files:read"]"#,
        )
        .deny("scope_malformed"),
        scope(
            "scope-array-with-space",
            "An array whose element is two scopes.",
            r#"["files:read files:write"]"#,
        )
        .deny("scope_malformed"),
        scope("scope-object", "An object.", r#"{"files:read":true}"#).deny("scope_malformed"),
        scope(
            "scope-double-space",
            "Two spaces.",
            r#""files:read  files:write""#,
        )
        .deny("scope_malformed"),
        scope("scope-leading-space", "A space before.", r#"" files:read""#).deny("scope_malformed"),
        scope("scope-trailing-space", "A space after.", r#""files:read ""#).deny("scope_malformed"),
        scope("scope-tab", "A tab.", r#""files:read\tfiles:write""#).deny("scope_malformed"),
        scope(
            "scope-newline",
            "A line break.",
            r#""files:read\nfiles:write""#,
        )
        .deny("scope_malformed"),
        scope(
            "scope-non-ascii",
            "A letter that looks like another.",
            r#""files:r\u0435ad""#,
        )
        .deny("scope_malformed"),
        scope("scope-quote", "A quote.", r#""files:\"read\"""#).deny("scope_malformed"),
        claims(
            "scp-array",
            "RFC 9068, section 2.2.3",
            "`scp` is another issuer's dialect, and grants nothing here.",
            &[("scope", "\"a\""), ("scp", r#"["admin"]"#)],
        )
        .accept_as(json!({ "scopes": ["a"] })),
    ]
}

fn binding() -> Vec<Case> {
    let source = "RFC 7800, section 3.1; RFC 9449, section 7.1";
    let cnf = |id: &str, description: &str, value: &str, code: &str| {
        claims(id, source, description, &[("cnf", value)]).deny(code)
    };
    let unsupported = "confirmation_unsupported";
    vec![
        cnf(
            "cnf-jkt",
            "Bound to a DPoP key, as a bearer token.",
            r#"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#,
            "scheme_mismatch",
        ),
        cnf(
            "cnf-x5t",
            "RFC 8705, section 3.1: bound to a certificate, on a connection without one.",
            r##"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg0"}"##,
            "certificate_mismatch",
        ),
        cnf(
            "cnf-x5t-not-canonical",
            "RFC 4648, section 3.5: the example of RFC 8705, whose last bits are not zero.",
            r##"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}"##,
            unsupported,
        ),
        cnf(
            "cnf-empty",
            "Bound to it is not said what.",
            "{}",
            unsupported,
        ),
        cnf("cnf-null", "Null is not absent.", "null", unsupported),
        cnf("cnf-string", "Whatever it is.", r#""a""#, unsupported),
    ]
}

/// What stands in the id, and the JSON text.
type Values = &'static [(&'static str, &'static str)];

/// `authorization_details`: their shape; what they say is not looked at.
fn details() -> Vec<Case> {
    let with = |id: &str, description: &str, json: &str| {
        token(id, "RFC 9396, section 2", description)
            .token(good().claim("authorization_details", json).mint())
    };
    let bad = |id: &str, description: &str, json: &str| {
        with(&format!("details-{id}"), description, json).deny("claim_invalid")
    };
    vec![
        with(
            "accept-details",
            "An array of objects with a type.",
            r#"[{"type":"tool_call","tool":"x"}]"#,
        )
        .accept(),
        with("accept-details-none", "An empty array.", "[]").accept(),
        bad("null", "Null.", "null"),
        bad("string", "A string.", r#""tool_call""#),
        bad(
            "object",
            "One entry that stands alone.",
            r#"{"type":"tool_call"}"#,
        ),
        bad("entry", "An entry that is a string.", r#"["tool_call"]"#),
        bad(
            "no-type",
            "An entry without a type.",
            r#"[{"type":"a"},{}]"#,
        ),
        bad(
            "type-number",
            "An entry whose type is a number.",
            r#"[{"type":1}]"#,
        ),
    ]
}
