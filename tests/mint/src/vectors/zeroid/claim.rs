//! What every token has, and of which type.

use super::*;
use crate::compact;

pub(super) fn cases() -> Vec<Case> {
    [texts(), dates(), audience(), scopes(), resource()]
        .into_iter()
        .flatten()
        .collect()
}

fn texts() -> Vec<Case> {
    let source = format!("{SPEC}, sections 4.1 and 4.2");
    let names = [
        "sub",
        "jti",
        "account_id",
        "project_id",
        "grant_type",
        "mission_id",
        "identity_type",
        "external_id",
    ];
    let mut cases = Vec::new();
    for name in names {
        let id = name.replace('_', "-");
        let with = |what: &str, value: String| {
            case(
                &format!("{id}-{what}"),
                &source,
                &format!("`{name}`: {what}."),
            )
            .token(planner().claim(name, value).mint())
        };
        cases.push(
            case(&format!("{id}-absent"), &source, &format!("No `{name}`."))
                .token(planner().without(name).mint())
                .deny("claim_missing"),
        );
        let wrong = [
            ("null", "null"),
            ("number", "1"),
            ("true", "true"),
            ("object", "{}"),
            ("array", r#"["acct-1"]"#),
            ("empty", r#""""#),
        ];
        cases.extend(wrong.map(|(what, value)| with(what, value.to_owned()).deny("claim_invalid")));
        let huge = with("huge", string(&"a".repeat(4000)));
        cases.push(match name {
            "jti" | "mission_id" => huge.accept(),
            _ => huge.deny("claim_invalid"),
        });
        let payload = planner().payload_text();
        let twice = format!(r#"{{"{name}":"x",{}"#, &payload[1..]);
        cases.push(
            case(
                &format!("{id}-twice"),
                "RFC 7519, section 4",
                &format!("`{name}` stands twice."),
            )
            .token(compact(planner().header_text(), twice, &ec()))
            .deny("json_duplicate_member"),
        );
    }
    cases.extend([
        case("iss-null", "RFC 7519, section 4.1.1", "`iss` is null.")
            .token(planner().claim("iss", "null").mint())
            .deny("claim_invalid"),
        case("iss-slash", "RFC 7519, section 4.1.1", "A slash more.")
            .token(but(&planner(), json!({ "iss": "https://auth.example.com/" })).mint())
            .deny("issuer_unknown"),
        case(
            "unlinked-api-key",
            SPEC,
            "An API key that is linked to no identity: nobody is there.",
        )
        .token(
            but(
                &api_key(),
                json!({ "sub": "", "external_id": "", "act": null }),
            )
            .mint(),
        )
        .deny("claim_invalid"),
    ]);
    cases
}

fn dates() -> Vec<Case> {
    let source = "RFC 7519, sections 4.1.4 and 4.1.6";
    let mut cases = Vec::new();
    for name in ["iat", "exp"] {
        cases.push(
            case(&format!("{name}-absent"), source, &format!("No `{name}`."))
                .token(planner().without(name).mint())
                .deny("claim_missing"),
        );
        let wrong = [
            ("null", "null"),
            ("string", r#""1790003600""#),
            ("true", "true"),
            ("object", "{}"),
            ("array", "[1790003600]"),
            ("fraction", "1790000000.5"),
            ("negative", "-1"),
            ("huge", "9223372036854775807"),
            ("beyond", "18446744073709551615"),
        ];
        cases.extend(wrong.map(|(what, value)| {
            case(
                &format!("{name}-{what}"),
                source,
                &format!("`{name}`: {what}."),
            )
            .token(planner().claim(name, value).mint())
            .deny("claim_invalid")
        }));
    }
    let at_time =
        |id: &str, now: u64| at(case(id, source, "At the edge."), now).token(planner().mint());
    cases.extend([
        at_time("expired", 1_790_003_630).deny("token_expired"),
        at_time("not-yet-expired", 1_790_003_629).accept(),
        at_time("from-the-future", 1_789_999_969).deny("token_issued_in_future"),
        at_time("just-issued", 1_789_999_970).accept(),
        case("exp-before-iat", source, "Never valid.")
            .token(but(&planner(), json!({ "iat": 1_790_003_600 })).mint())
            .deny("claim_invalid"),
    ]);
    cases
}

fn audience() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.3";
    let mut both = config_with(json!({}));
    both["issuers"][0]["audience"] = json!([ISSUER, SERVER]);
    let aud = |id: &str, value: &str| {
        case(&format!("aud-{id}"), source, &format!("`aud` is {value}."))
            .token(planner().claim("aud", value).mint())
    };
    vec![
        case("aud-absent", source, "No `aud`.")
            .token(planner().without("aud").mint())
            .deny("claim_missing"),
        aud("string", r#""https://auth.example.com""#).accept(),
        aud(
            "several",
            r#"["https://other.example","https://auth.example.com"]"#,
        )
        .accept(),
        aud("other", r#"["https://other.example"]"#).deny("audience_mismatch"),
        aud("server", r#"["https://api.example.com/mcp"]"#).deny("audience_mismatch"),
        case(
            "aud-resource",
            source,
            "The client named a resource, and the operator has listed both.",
        )
        .with("config", both)
        .token(but(&planner(), json!({ "aud": [SERVER], "resource": [SERVER] })).mint())
        .accept(),
        aud("null", "null").deny("claim_invalid"),
        aud("number", "1").deny("claim_invalid"),
        aud("object", "{}").deny("claim_invalid"),
        aud("empty", "[]").deny("claim_invalid"),
        aud("mixed", r#"["https://auth.example.com",1]"#).deny("claim_invalid"),
    ]
}

fn scopes() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.3");
    let scopes = |id: &str, value: &str| {
        case(
            &format!("scopes-{id}"),
            &source,
            &format!("`scopes` is {value}."),
        )
        .token(planner().claim("scopes", value).mint())
    };
    vec![
        case("scopes-absent", &source, "No scopes are no authority.")
            .token(planner().without("scopes").mint())
            .accept_as(json!({ "scopes": [] })),
        scopes("empty", "[]").accept_as(json!({ "scopes": [] })),
        scopes("repeated", r#"["b","a","b"]"#).accept_as(json!({ "scopes": ["a", "b"] })),
        scopes("star", r#"["docs:*"]"#).accept_as(json!({ "scopes": ["docs:*"] })),
        scopes("case", r#"["Docs:Read"]"#).accept_as(json!({ "scopes": ["Docs:Read"] })),
        scopes("string", r#""docs:read""#).deny("scope_malformed"),
        scopes("null", "null").deny("scope_malformed"),
        scopes("object", "{}").deny("scope_malformed"),
        scopes("space", r#"["docs:read docs:write"]"#).deny("scope_malformed"),
        scopes("number", r#"["docs:read",1]"#).deny("scope_malformed"),
        scopes("empty-entry", r#"[""]"#).deny("scope_malformed"),
        case(
            "scope-injected",
            &format!("{SPEC}, section 8"),
            "Older servers let callers write `scope`: it is not looked at.",
        )
        .token(but(&planner(), json!({ "scope": "admin docs:delete" })).mint())
        .accept_as(json!({ "scopes": ["docs:read", "docs:write", "mail:send"] })),
        case(
            "scope-injected-alone",
            &format!("{SPEC}, section 8"),
            "Nor where there are no scopes.",
        )
        .token(but(&planner(), json!({ "scope": "admin", "scopes": null })).mint())
        .accept_as(json!({ "scopes": [] })),
    ]
}

fn resource() -> Vec<Case> {
    let source = "RFC 8707, section 2";
    let resource = |id: &str, value: &str| {
        case(
            &format!("resource-{id}"),
            source,
            &format!("`resource` is {value}."),
        )
        .token(planner().claim("resource", value).mint())
    };
    let nine = json!(vec![SERVER; 9]).to_string();
    let eight = json!(vec![SERVER; 8]).to_string();
    vec![
        resource("ours", r#"["https://api.example.com/mcp"]"#).accept(),
        resource(
            "among",
            r#"["https://other.example","https://api.example.com/mcp"]"#,
        )
        .accept(),
        resource("other", r#"["https://other.example"]"#).deny("audience_mismatch"),
        resource("slash", r#"["https://api.example.com/mcp/"]"#).deny("audience_mismatch"),
        resource("issuer", r#"["https://auth.example.com"]"#).deny("audience_mismatch"),
        resource("string", r#""https://api.example.com/mcp""#).deny("claim_invalid"),
        resource("number", "1").deny("claim_invalid"),
        resource("null", "null").deny("claim_invalid"),
        resource("object", "{}").deny("claim_invalid"),
        resource("empty", "[]").deny("claim_invalid"),
        resource("mixed", r#"["https://api.example.com/mcp",1]"#).deny("claim_invalid"),
        resource("eight", &eight).accept(),
        resource("nine", &nine).deny("claim_invalid"),
        with_settings(
            case("resource-required", source, "The operator relies on it.").token(planner().mint()),
            json!({ "requireResource": true }),
        )
        .deny("claim_missing"),
        with_settings(
            resource("required-ours", r#"["https://api.example.com/mcp"]"#),
            json!({ "requireResource": true }),
        )
        .accept(),
    ]
}
