//! Relations of scopes through the gate's own builder, what challenges and records say of them, and many scopes at once.

use crate::support::{NOW, alice, document, key};
use mint::{AUDIENCE, ISSUER};
use narrowgate::{
    Algorithm, Code, ConfigError, Denial, Gate, GateBuilder, Implies, Jwks, Presented, Request,
    Scope, ScopeRelation, Segments, Separator, Tools, TrustedIssuer, WimseWit,
};

fn issuer(relation: ScopeRelation) -> TrustedIssuer {
    TrustedIssuer::new(ISSUER, Jwks::parse(&mint::jwks([&key()])).unwrap())
        .algorithms([Algorithm::Ed25519])
        .scope_relation(relation)
}

fn builder(issuer: TrustedIssuer, required: &[&str]) -> GateBuilder {
    Gate::builder()
        .trust(issuer)
        .audience(AUDIENCE)
        .tools(Tools::parse(r#"[{"name":"read"}]"#).unwrap())
        .require("read", required.iter().copied())
        .policies("permit (principal, action, resource);")
}

fn call(gate: &Gate, scope: &str) -> Result<Vec<String>, Denial> {
    let token = alice().scope(scope).mint();
    let grant = gate.authorize(&Presented::token(&token), &Request::tool("read", "{}"), NOW)?;
    Ok(grant
        .verified()
        .scopes()
        .iter()
        .map(str::to_owned)
        .collect())
}

fn by_colon() -> ScopeRelation {
    ScopeRelation::Segments(Segments::new(Separator::Colon))
}

#[test]
fn a_wildcard_permits_and_is_reported_as_it_is() {
    let gate = builder(issuer(by_colon()), &["read:logs"]).build().unwrap();
    assert_eq!(call(&gate, "read:*").unwrap(), ["read:*"]);
    assert_eq!(
        call(&gate, "read:").unwrap_err().to_string(),
        "a scope is neither segments, nor a wildcard, nor one of the opaque ones of its issuer"
    );
}

#[test]
fn a_challenge_asks_for_what_is_configured_and_not_for_what_would_do() {
    let table = Implies::new([("admin", ["read:logs"])]).unwrap();
    for relation in [by_colon(), ScopeRelation::Implies(table)] {
        let gate = builder(issuer(relation), &["read:logs"]).build().unwrap();
        let denial = call(&gate, "read:network").unwrap_err();
        assert_eq!(denial.code(), Code::ScopeInsufficient);
        let challenge = gate.challenge(&denial);
        assert_eq!(
            challenge.www_authenticate(),
            Some(r#"Bearer error="insufficient_scope",scope="read:logs""#)
        );
    }
}

#[test]
fn what_a_token_was_cached_with_is_compared_on_every_call() {
    let gate = builder(issuer(by_colon()), &["read:logs"]).build().unwrap();
    for _ in 0..3 {
        assert!(call(&gate, "read:*").is_ok());
        assert_eq!(
            call(&gate, "read").unwrap_err().code(),
            Code::ScopeInsufficient
        );
    }
}

fn problems(error: &ConfigError) -> Vec<String> {
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn mistakes_are_named_with_their_place() {
    let wrong = builder(issuer(by_colon()), &["*"]).build().unwrap_err();
    assert_eq!(
        problems(&wrong),
        [
            "requiredScopes.read: `*` is neither segments, nor a wildcard, nor opaque by `issuers[0].scopeRelation`"
        ]
    );
    let workloads = TrustedIssuer::without_keys("wimse://example.org")
        .profile(narrowgate::Profile::WimseWit(WimseWit::default()))
        .algorithms([Algorithm::Es256])
        .scope_relation(by_colon());
    let wrong = builder(workloads, &[]).build().unwrap_err();
    assert!(
        problems(&wrong).contains(
            &"issuers[0].scopeRelation: the profile's tokens have no scopes for it to compare"
                .to_owned()
        ),
        "{wrong}"
    );
    let mut document = document();
    document["issuers"][0]["scopeRelation"] =
        serde_json::json!({ "implies": { "a": ["a", "a b"] } });
    let wrong = narrowgate::Config::from_json(&document.to_string())
        .and_then(narrowgate::Config::build)
        .unwrap_err();
    assert_eq!(
        problems(&wrong),
        ["issuers[0].scopeRelation.implies.a: not a scope token of RFC 6749"]
    );
}

#[test]
fn a_rehearsal_compares_exactly() {
    let gate = builder(issuer(by_colon()), &["read:logs"]).build().unwrap();
    let facts = |scope: &str| {
        narrowgate::Facts::from_json(&format!(
            r#"{{"principal":{{"issuer":"{ISSUER}","subject":"alice"}},"scopes":["{scope}"]}}"#
        ))
        .unwrap()
    };
    let rehearse = |scope| gate.simulate(&facts(scope), &Request::tool("read", "{}"), NOW);
    assert!(rehearse("read:logs").is_ok());
    assert_eq!(
        rehearse("read:*").unwrap_err().code(),
        Code::ScopeInsufficient
    );
}

#[test]
fn as_many_scopes_as_can_be_read_are_compared() {
    let list = |tokens: Vec<String>| tokens.join(" ").parse::<Scope>().unwrap();
    let names = |from: usize| {
        (from..from + 1024)
            .map(|n| format!("r{n}"))
            .collect::<Vec<_>>()
    };
    let wildcards = names(0).iter().map(|name| format!("{name}:*")).collect();
    let deep = names(0)
        .iter()
        .map(|name| format!("{name}{}", ":a".repeat(60)))
        .collect();
    let (wildcards, deep) = (list(wildcards), list(deep));
    assert!(deep.is_narrower_by(&wildcards, &by_colon()).unwrap());
    assert!(!wildcards.is_narrower_by(&deep, &by_colon()).unwrap());
    let rows = (0..512).map(|n| {
        (
            format!("r{n}"),
            [format!("r{}", n + 512), format!("r{}", n + 1024)],
        )
    });
    let table = ScopeRelation::Implies(Implies::new(rows).unwrap());
    let granted = list(names(0));
    assert!(list(names(512)).is_narrower_by(&granted, &table).unwrap());
    assert!(!list(names(513)).is_narrower_by(&granted, &table).unwrap());
}
