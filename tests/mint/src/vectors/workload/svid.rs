//! JWT-SVIDs of SPIFFE.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [accepted(), headers(), claims(), other_kinds(), carriers()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn trusts(key: &Key) -> Value {
    trusted(DOMAIN, json!("spiffe-jwt-svid"), key)
}

pub(super) fn svid() -> AccessToken {
    token(&key(), "JWT")
}

pub(super) fn case(id: &str, source: &str, description: &str) -> Case {
    let case = Case::new("token", &format!("svid-{id}"), source, description);
    now(case.with("config", gate([trusts(&key())])))
}

fn accepted() -> Vec<Case> {
    let by = |key: &Key| {
        case(
            &format!("accept-{}", key.alg().to_lowercase()),
            "JWT-SVID, section 2.1",
            &format!("Signed with {}.", key.alg()),
        )
        .with("config", gate([trusts(key)]))
        .token(token(key, "JWT").mint())
        .accept()
    };
    let mut cases = vec![
        case(
            "accept",
            "JWT-SVID, section 3",
            "`sub`, `aud` and `exp`; the workload is the agent.",
        )
        .token(svid().without("iat").mint())
        .accept_as(json!({
            "principal": { "issuer": DOMAIN, "subject": WORKLOAD },
            "actor": { "issuer": DOMAIN, "subject": WORKLOAD },
            "issuer": DOMAIN,
            "audience": [AUDIENCE],
            "scopes": [],
            "clientId": null,
            "tokenId": null,
            "possession": { "proofs": [], "replay": "not_checked" },
        })),
        case(
            "accept-several-audiences",
            "JWT-SVID, section 3.2",
            "The gate is one of several audiences.",
        )
        .token(
            svid()
                .claim(
                    "aud",
                    format!(r#"["spiffe://example.org/db","{AUDIENCE}"]"#),
                )
                .mint(),
        )
        .accept(),
        case(
            "accept-iss",
            "JWT-SVID, section 3",
            "`iss` is anything: nothing depends on it.",
        )
        .token(svid().issuer("https://oidc.example.org").mint())
        .accept_as(json!({ "issuer": DOMAIN })),
        case(
            "accept-other-claims",
            "JWT-SVID, section 3",
            "Claims that nobody asks for.",
        )
        .token(svid().claim("team", r#"["a",null]"#).mint())
        .accept(),
    ];
    cases.extend([Key::es384(1), Key::es512(1), Key::rs256()].iter().map(by));
    cases
}

fn headers() -> Vec<Case> {
    let source = "JWT-SVID, section 2.3";
    let typ = |id: &str, typ: &str| {
        case(id, source, &format!("`typ` is {typ}.")).token(svid().header("typ", typ).mint())
    };
    let only = "JWT-SVID, section 2";
    let extra = |name: &str, json: &str| {
        case(
            &format!("header-{}", name.to_lowercase().replace('#', "-")),
            only,
            &format!("The header parameter `{name}`."),
        )
        .token(svid().header(name, json).mint())
        .deny("header_unsupported")
    };
    let bundle = "JWT-SVID, section 6.1";
    vec![
        typ("typ-jwt", r#""JWT""#).accept(),
        typ("typ-jose", r#""JOSE""#).accept(),
        case("typ-absent", source, "No `typ`.")
            .token(svid().without_header("typ").mint())
            .accept(),
        typ("typ-lower-case", r#""jwt""#).deny("type_not_accepted"),
        typ("typ-application", r#""application/jwt""#).deny("type_not_accepted"),
        typ("typ-application-upper-case", r#""application/JWT""#).deny("type_not_accepted"),
        typ("typ-empty", r#""""#).deny("type_not_accepted"),
        typ("typ-null", "null").deny("header_invalid"),
        extra("x5t#S256", r#""AAAA""#),
        extra("jku", r#""https://example.org/keys""#),
        extra("cty", r#""JWT""#),
        extra("foo", "1"),
        case("kid-absent", bundle, "No `kid`, though there is one key.")
            .token(svid().without_header("kid").mint())
            .deny("header_invalid"),
        case("kid-unknown", bundle, "Another `kid`.")
            .token(svid().header("kid", r#""es-9""#).mint())
            .deny("key_unknown"),
        case(
            "alg-not-configured",
            "JWT-SVID, section 2.1",
            "ES384, where ES256 is configured.",
        )
        .token(token(&Key::es384(1), "JWT").mint())
        .deny("algorithm_not_allowed"),
        case("alg-ed25519", "JWT-SVID, section 2.1", "Ed25519.")
            .token(token(&Key::ed25519(1), "JWT").mint())
            .deny("algorithm_not_allowed"),
    ]
}

fn claims() -> Vec<Case> {
    let named = |source: &'static str| move |id: &str, what: &str| case(id, source, what);
    let present = |case: Case, token: String| case.token(token);
    let table = |source, claim, codes| table(named(source), present, &svid(), claim, codes, &key());
    // An array of strings is an `aud`
    let mut aud = table(
        "JWT-SVID, section 3.2",
        ("aud", "array"),
        ("claim_missing", "claim_invalid"),
    );
    aud.retain(|case| case.id != "svid-aud-string");
    [
        // It is what selects the trust domain
        table(
            "JWT-SVID, section 3.1",
            ("sub", "string"),
            ("issuer_unknown", "issuer_unknown"),
        ),
        aud,
        table(
            "JWT-SVID, section 3.3",
            ("exp", "number"),
            ("claim_missing", "claim_invalid"),
        ),
        vec![
            case("aud-other", "JWT-SVID, section 3.2", "For another server.")
                .token(svid().audience("https://tools.example/other").mint())
                .deny("audience_mismatch"),
            case(
                "aud-domain",
                "JWT-SVID, section 3.2",
                "For the whole trust domain.",
            )
            .token(svid().audience(DOMAIN).mint())
            .deny("audience_mismatch"),
            case("expired", "JWT-SVID, section 3.3", "`exp` has passed.")
                .token(svid().without("iat").expires(NOW - 60).mint())
                .deny("token_expired"),
            case(
                "exp-before-iat",
                "RFC 7519, section 4.1.4",
                "It expired before it was issued.",
            )
            .token(svid().issued(NOW).expires(NOW).mint())
            .deny("claim_invalid"),
            case(
                "iss-number",
                "RFC 7519, section 4.1.1",
                "`iss` is a number: unused, and still not a string.",
            )
            .token(svid().claim("iss", "1").mint())
            .deny("claim_invalid"),
            case(
                "cnf-dpop",
                "RFC 9449, section 6.1",
                "Bound to a key, so it is no bearer token.",
            )
            .token(
                svid()
                    .claim("cnf", format!(r#"{{"jkt":"{}"}}"#, key().thumbprint()))
                    .mint(),
            )
            .deny("scheme_mismatch"),
        ],
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Tokens of other kinds that the trust domain's key signed, `typ` being `JWT`.
fn other_kinds() -> Vec<Case> {
    let other = |id: &str, what: &str, source: &str, name: &str, json: &str| {
        case(
            &format!("other-{id}"),
            source,
            &format!("{what}, by its `{name}`."),
        )
        .token(svid().claim(name, json).mint())
        .deny("claim_invalid")
    };
    let typed = |id: &str, what: &str, source: &str, typ: &str| {
        case(&format!("other-{id}"), source, &format!("{what}."))
            .token(token(&key(), typ).mint())
            .deny("type_not_accepted")
    };
    let act = format!(r#"{{"sub":"{WORKLOAD}"}}"#);
    vec![
        other(
            "delegated",
            "A delegated token",
            "RFC 8693, section 4.1",
            "act",
            &act,
        ),
        other(
            "client",
            "An access token",
            "RFC 9068, section 2.2",
            "client_id",
            r#""desk""#,
        ),
        other(
            "zeroid",
            "An access token of ZeroID",
            "ZeroID OAuth extensions, section 4",
            "grant_type",
            r#""client_credentials""#,
        ),
        other(
            "delegated-null",
            "A delegated token",
            "RFC 8693, section 4.1",
            "act",
            "null",
        ),
        other(
            "id-token",
            "An ID token",
            "OpenID Connect Core, section 2",
            "nonce",
            r#""n""#,
        ),
        other(
            "id-token-hash",
            "An ID token",
            "OpenID Connect Core, section 3.3.2.11",
            "at_hash",
            r#""AAAA""#,
        ),
        other(
            "id-token-code",
            "An ID token",
            "OpenID Connect Core, section 3.3.2.11",
            "c_hash",
            r#""AAAA""#,
        ),
        other(
            "event",
            "A security event",
            "RFC 8417, section 2.2",
            "events",
            "{}",
        ),
        other(
            "dpop-method",
            "A DPoP proof",
            "RFC 9449, section 4.2",
            "htm",
            r#""POST""#,
        ),
        other(
            "dpop-uri",
            "A DPoP proof",
            "RFC 9449, section 4.2",
            "htu",
            r#""https://tools.example/mcp""#,
        ),
        other(
            "workload-proof",
            "A workload proof token",
            "draft-ietf-wimse-wpt",
            "wth",
            r#""AAAA""#,
        ),
        other(
            "transaction",
            "A transaction token",
            "draft-ietf-oauth-transaction-tokens-10, section 9.2",
            "txn",
            r#""t""#,
        ),
        other(
            "transaction-workload",
            "A transaction token",
            "draft-ietf-oauth-transaction-tokens-10, section 9.2",
            "req_wl",
            r#""w""#,
        ),
        other(
            "introspection",
            "An introspection response",
            "RFC 9701, section 5",
            "token_introspection",
            "{}",
        ),
        other(
            "status-list",
            "A status list",
            "draft-ietf-oauth-status-list",
            "status_list",
            "{}",
        ),
        typed(
            "access-token",
            "An access token",
            "RFC 9068, section 2.1",
            "at+jwt",
        ),
        typed(
            "id-jag",
            "An identity assertion",
            "draft-ietf-oauth-identity-assertion-authz-grant",
            "oauth-id-jag+jwt",
        ),
        typed(
            "wit",
            "A workload identity token",
            "draft-ietf-wimse-workload-creds-02, section 5.1",
            "wit+jwt",
        ),
        typed(
            "wpt",
            "A workload proof token, by its `typ`",
            "draft-ietf-wimse-wpt",
            "wpt+jwt",
        ),
        typed(
            "txn",
            "A transaction token, by its `typ`",
            "draft-ietf-oauth-transaction-tokens-10, section 9.1",
            "txntoken+jwt",
        ),
        typed(
            "dpop",
            "A DPoP proof, by its `typ`",
            "RFC 9449, section 4.2",
            "dpop+jwt",
        ),
        typed(
            "secevent",
            "A security event, by its `typ`",
            "RFC 8417, section 2.3",
            "secevent+jwt",
        ),
        typed(
            "logout",
            "A logout token",
            "OpenID Connect Back-Channel Logout, section 2.4",
            "logout+jwt",
        ),
        typed(
            "client-assertion",
            "A client assertion",
            "draft-ietf-oauth-rfc7523bis",
            "client-authentication+jwt",
        ),
    ]
}

fn carriers() -> Vec<Case> {
    ["DPoP", "Txn-Token", "Workload-Identity-Token"]
        .into_iter()
        .map(|scheme| {
            let id = format!("by-{}", scheme.to_lowercase());
            let case = case(
                &id,
                "JWT-SVID, section 5.2",
                &format!("Carried by `{scheme}`."),
            );
            carried(case, &svid().mint(), scheme).deny("scheme_mismatch")
        })
        .collect()
}
