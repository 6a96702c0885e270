//! Transaction tokens.

use super::*;

pub(super) const DRAFT: &str = "draft-ietf-oauth-transaction-tokens-10, section 9.2";
const AGENTS: &str = "draft-araut-oauth-transaction-tokens-for-agents-02";
pub(super) const FIELD: &str = "Txn-Token";
const TRUST_DOMAIN: &str = "trust-domain.example";

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        headers(),
        claims(),
        agents(),
        callers(),
        carriers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn trusts(settings: Value) -> Value {
    trusted(SERVICE, json!({ "transaction-token": settings }), &key())
}

/// The host knows who calls.
fn hosted() -> Value {
    json!({ "trustDomain": TRUST_DOMAIN, "caller": "host" })
}

pub(super) fn txn() -> AccessToken {
    token(&key(), "txntoken+jwt")
        .issuer(SERVICE)
        .subject("alice")
        .audience(TRUST_DOMAIN)
        .claim("txn", r#""97053963""#)
        .claim("req_wl", r#""apigateway.trust-domain.example""#)
        .scope("trade.stocks")
}

fn case(id: &str, source: &str, description: &str) -> Case {
    let case = Case::new("token", &format!("txn-{id}"), source, description);
    now(case.with("config", gate([trusts(hosted())])))
}

fn by(case: Case, token: String) -> Case {
    carried(case, &token, FIELD)
}

fn accepted() -> Vec<Case> {
    let context = r#"{"req_ip":"69.151.72.123","authn":"face"}"#;
    let details = r#"{"action":"BUY","quantity":100,"customer_type":{"geo":"US"}}"#;
    vec![
        by(case("accept", DRAFT, "All required claims."), txn().mint()).accept_as(json!({
            "principal": { "issuer": TRUST_DOMAIN, "subject": "alice" },
            "actor": null,
            "issuer": SERVICE,
            "audience": [TRUST_DOMAIN],
            "scopes": ["trade.stocks"],
            "clientId": null,
            "tokenId": null,
            "attributes": { "txn": "97053963", "requestingWorkload": "apigateway.trust-domain.example" },
        })),
        by(case("accept-no-iss", DRAFT, "`iss` is optional: `aud` says whose it is."), txn().without("iss").mint())
            .accept_as(json!({ "issuer": SERVICE, "principal": { "issuer": TRUST_DOMAIN, "subject": "alice" } })),
        by(case("accept-contexts", DRAFT, "`tctx` and `rctx`."), txn().claim("rctx", context).claim("tctx", details).mint()).accept(),
        by(case("accept-scope-empty", DRAFT, "An empty scope is no authority."), txn().scope("").mint())
            .accept_as(json!({ "scopes": [] })),
        by(case("accept-other-claims", DRAFT, "Claims that nobody asks for."), txn().claim("team", "[null]").mint()).accept(),
    ]
}

fn headers() -> Vec<Case> {
    let source = "draft-ietf-oauth-transaction-tokens-10, section 9.1";
    let typ = |id: &str, typ: &str| {
        let case = case(&format!("typ-{id}"), source, &format!("`typ` is {typ}."));
        by(case, txn().header("typ", typ).mint())
    };
    vec![
        typ("application", r#""application/txntoken+jwt""#).accept(),
        typ("jwt", r#""JWT""#).deny("type_not_accepted"),
        typ("upper-case", r#""TXNTOKEN+JWT""#).deny("type_not_accepted"),
        typ("earlier", r#""txn_token""#).deny("type_not_accepted"),
        typ("access-token", r#""at+jwt""#).deny("type_not_accepted"),
        typ("wit", r#""wit+jwt""#).deny("type_not_accepted"),
        typ("wpt", r#""wpt+jwt""#).deny("type_not_accepted"),
        typ("dpop", r#""dpop+jwt""#).deny("type_not_accepted"),
        typ("secevent", r#""secevent+jwt""#).deny("type_not_accepted"),
        typ("null", "null").deny("header_invalid"),
        by(
            case("typ-absent", source, "No `typ`."),
            txn().without_header("typ").mint(),
        )
        .deny("type_not_accepted"),
    ]
}

fn claims() -> Vec<Case> {
    let named = |id: &str, what: &str| case(id, DRAFT, what);
    let table =
        |claim: (&'static str, &'static str), codes| table(named, by, &txn(), claim, codes, &key());
    let codes = ("claim_missing", "claim_invalid");
    let mut audience = table(("aud", "string"), codes);
    audience.push(
        by(
            case(
                "aud-array-of-one",
                DRAFT,
                "`aud` is an array, if of the right one alone.",
            ),
            txn().claim("aud", format!(r#"["{TRUST_DOMAIN}"]"#)).mint(),
        )
        .deny("claim_invalid"),
    );
    let mut scope = table(("scope", "string"), ("claim_missing", "scope_malformed"));
    scope.retain(|case| case.id != "txn-scope-empty");
    let context = |name: &'static str| {
        let token = txn().claim(name, "{}");
        super::table(named, by, &token, (name, "object"), codes, &key())
            .into_iter()
            .filter(|case| !case.id.ends_with("-absent"))
            .collect()
    };
    let without_iss = |id: &str, what: &str, token: AccessToken| {
        by(case(id, DRAFT, what), token.without("iss").mint())
    };
    [
        table(("iat", "number"), codes),
        audience,
        table(("exp", "number"), codes),
        table(("txn", "string"), codes),
        table(("sub", "string"), codes),
        scope,
        table(("req_wl", "string"), codes),
        context("tctx"),
        context("rctx"),
        vec![
            by(
                case(
                    "aud-other",
                    DRAFT,
                    "Of another trust domain, by the same service.",
                ),
                txn().audience("other.example").mint(),
            )
            .deny("audience_mismatch"),
            by(
                case("aud-gate", DRAFT, "For the gate, not for the trust domain."),
                txn().audience(AUDIENCE).mint(),
            )
            .deny("audience_mismatch"),
            by(
                case("aud-upper-case", DRAFT, "The trust domain in capitals."),
                txn().audience("TRUST-DOMAIN.example").mint(),
            )
            .deny("audience_mismatch"),
            without_iss(
                "no-iss-aud-other",
                "No `iss`, and another trust domain.",
                txn().audience("other.example"),
            )
            .deny("issuer_unknown"),
            without_iss(
                "no-iss-aud-absent",
                "No `iss`, and no `aud`.",
                txn().without("aud"),
            )
            .deny("issuer_unknown"),
            without_iss(
                "no-iss-aud-array",
                "No `iss`, and an array.",
                txn().claim("aud", format!(r#"["{TRUST_DOMAIN}"]"#)),
            )
            .deny("issuer_unknown"),
            by(
                case(
                    "iss-other",
                    DRAFT,
                    "Another service, for the same trust domain.",
                ),
                txn().issuer("https://who.example").mint(),
            )
            .deny("issuer_unknown"),
            by(
                case("iss-number", DRAFT, "`iss` is a number."),
                txn().claim("iss", "1").mint(),
            )
            .deny("claim_invalid"),
            by(
                case("expired", DRAFT, "`exp` has passed."),
                txn().expires(NOW - 59).mint(),
            )
            .deny("token_expired"),
            by(
                case(
                    "exp-before-iat",
                    "RFC 7519, section 4.1.4",
                    "It expired before it was issued.",
                ),
                txn().issued(NOW).expires(NOW).mint(),
            )
            .deny("claim_invalid"),
            by(
                case("foreign-key", DRAFT, "Signed with another key."),
                txn().signed_by(&Key::es256(2)).mint(),
            )
            .deny("signature_invalid"),
        ],
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn agents() -> Vec<Case> {
    let settings = json!({ "trustDomain": TRUST_DOMAIN, "caller": "host", "agents": true });
    let with_agents = |id: &str, what: &str| {
        case(&format!("agents-{id}"), AGENTS, what).with("config", gate([trusts(settings.clone())]))
    };
    let actor = |subject: &str| json!({ "issuer": TRUST_DOMAIN, "subject": subject });
    vec![
        by(
            with_agents("accept", "`act` is the agent, of the trust domain."),
            txn().actor("agent-7").mint(),
        )
        .accept_as(json!({ "actor": actor("agent-7"), "principal": actor("alice") })),
        by(
            with_agents("accept-prior", "The outermost `act` acts now."),
            txn().actor("agent-7").actor("agent-8").mint(),
        )
        .accept_as(json!({ "actor": actor("agent-8") })),
        by(
            with_agents("iss", "An agent of another issuer."),
            txn()
                .actor_with(r#""sub":"agent-7","iss":"https://agents.example""#)
                .mint(),
        )
        .deny("actor_untrusted"),
        by(with_agents("accept-none", "No agent."), txn().mint())
            .accept_as(json!({ "actor": null })),
        by(
            with_agents("null", "`act` is null."),
            txn().claim("act", "null").mint(),
        )
        .deny("actor_malformed"),
        by(
            with_agents("no-sub", "`act` without `sub`."),
            txn().claim("act", "{}").mint(),
        )
        .deny("actor_malformed"),
        by(
            with_agents("actor", "`actor`, of earlier versions."),
            txn().claim("actor", r#"{"sub":"agent-7"}"#).mint(),
        )
        .deny("claim_invalid"),
        by(
            with_agents("principal", "`principal`, of earlier versions."),
            txn().claim("principal", r#""bob""#).mint(),
        )
        .deny("claim_invalid"),
        by(
            case(
                "agents-not-configured",
                AGENTS,
                "`act`, where no agents are expected.",
            ),
            txn().actor("agent-7").mint(),
        )
        .deny("claim_invalid"),
        by(
            case(
                "agents-not-configured-null",
                AGENTS,
                "`act` is null, where no agents are expected.",
            ),
            txn().claim("act", "null").mint(),
        )
        .deny("claim_invalid"),
        by(
            case(
                "agents-not-configured-actor",
                AGENTS,
                "`actor`, where no agents are expected.",
            ),
            txn().claim("actor", "{}").mint(),
        )
        .deny("claim_invalid"),
    ]
}

/// Who presents it? The token does not say.
fn callers() -> Vec<Case> {
    let source = "draft-ietf-oauth-transaction-tokens-10, section 13.12";
    let proven = || json!({ "trustDomain": TRUST_DOMAIN, "callers": [DOMAIN] });
    let config = || gate([trusts(proven()), wit::trusts(DOMAIN, json!({}))]);
    let beside = |id: &str, what: &str, workload: String| {
        let proofs = json!({ "scheme": FIELD, "workloadIdentity": workload, "method": "POST", "target": "/mcp" });
        case(id, source, what).with("config", config()).with(
            "presented",
            json!({ "token": txn().mint(), "proofs": proofs }),
        )
    };
    vec![
        by(
            case("caller-absent", source, "Nobody stands beside it.").with("config", config()),
            txn().mint(),
        )
        .deny("caller_unproven"),
        beside(
            "caller-unproven",
            "A workload identity token stands beside it, and no proof.",
            wit::wit().mint(),
        )
        .deny("proof_required"),
        beside(
            "caller-txn",
            "The transaction token itself, as the caller's identity.",
            txn().mint(),
        )
        .deny("type_not_accepted"),
        beside(
            "caller-untrusted",
            "A workload of a domain that is not trusted.",
            wit::wit().subject("wimse://who.example/a").mint(),
        )
        .deny("issuer_unknown"),
    ]
}

fn carriers() -> Vec<Case> {
    ["Bearer", "DPoP", "Workload-Identity-Token"]
        .into_iter()
        .map(|scheme| {
            let id = format!("by-{}", scheme.to_lowercase());
            let source = "draft-ietf-oauth-transaction-tokens-10, section 13.13";
            let case = case(&id, source, &format!("Carried by `{scheme}`."));
            carried(case, &txn().mint(), scheme).deny("scheme_mismatch")
        })
        .collect()
}
