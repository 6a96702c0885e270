//! Chains: how they print, and what a shape says of them.

mod lineages;

use crate::support::{alice, built, document, gate, key, verify, verify_all, with};
use mint::AccessToken;
use narrowgate::{
    ActorClaim, Algorithm, Boundary, Code, Denial, Evidence, Gate, Jwks, Profile, TrustedIssuer,
    Verified,
};
use serde_json::{Value, json};

const DOMAIN: &str = "agents.example.com";

fn agent(name: &str) -> String {
    format!("spiffe://{DOMAIN}/acct-1/proj-1/agent/{name}")
}

/// A legacy token of ZeroID's: of this agent, at this depth.
fn legacy(name: &str, depth: usize, delegator: Option<&str>) -> AccessToken {
    let token = alice()
        .without("client_id")
        .without("scope")
        .subject(&agent(name))
        .id(&format!("z-{depth}"))
        .claim("account_id", "\"acct-1\"")
        .claim("project_id", "\"proj-1\"")
        .claim("mission_id", "\"m-1\"")
        .claim("identity_type", "\"agent\"")
        .claim("external_id", mint::string(name))
        .claim("scopes", r#"["read","write"]"#);
    match delegator {
        None => token.claim("grant_type", "\"client_credentials\""),
        Some(delegator) => token
            .claim("grant_type", "\"token_exchange\"")
            .claim("delegation_depth", depth.to_string())
            .actor(&agent(delegator))
            .id(&format!("z-{depth}")),
    }
}

fn of_issuer(settings: Value) -> Value {
    let mut document = document();
    for (name, value) in settings.as_object().unwrap() {
        document["issuers"][0][name] = value.clone();
    }
    document
}

fn zeroid() -> Value {
    of_issuer(
        json!({ "profile": { "zeroid": { "trustDomain": DOMAIN, "tokens": ["legacy", "rfc8693"] } } }),
    )
}

fn all(gate: &Gate, tokens: &[AccessToken]) -> Result<Verified, Denial> {
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    verify_all(gate, &tokens)
}

#[track_caller]
fn prints(gate: &Gate, tokens: &[AccessToken], tree: &str) {
    assert_eq!(all(gate, tokens).unwrap().chain().to_string(), tree);
}

#[test]
fn print_as_trees() {
    let issuer = mint::ISSUER;
    prints(
        &gate(),
        &[alice()],
        &format!("{issuer} alice (signed; read:logs write:rules)"),
    );
    prints(
        &gate(),
        &[
            alice(),
            alice().actor("a").scope(""),
            alice().actor("a").actor("b").without("scope"),
        ],
        &format!(
            "{issuer} alice (signed; read:logs write:rules)\n└─ {issuer} a (signed; no scopes)\n   └─ {issuer} b (signed; no scopes)"
        ),
    );
    prints(
        &gate(),
        &[alice().actor("a").actor("b")],
        &format!(
            "{issuer} alice (asserted)\n└─ {issuer} a (asserted)\n   └─ {issuer} b (signed; read:logs write:rules)"
        ),
    );
    let gate = built(&zeroid());
    let (p, r, f) = (agent("p"), agent("r"), agent("f"));
    prints(
        &gate,
        &[legacy("f", 2, Some("r"))],
        &format!(
            "(principal unknown)\n└─ {issuer} {r} (asserted)\n   └─ {issuer} {f} (signed; read write)"
        ),
    );
    prints(
        &gate,
        &[legacy("f", 3, Some("r"))],
        &format!(
            "(principal unknown)\n└─ (1 actor not named)\n   └─ {issuer} {r} (asserted)\n      └─ {issuer} {f} (signed; read write)"
        ),
    );
    prints(
        &gate,
        &[legacy("f", 5, Some("r"))],
        &format!(
            "(principal unknown)\n└─ (3 actors not named)\n   └─ {issuer} {r} (asserted)\n      └─ {issuer} {f} (signed; read write)"
        ),
    );
    prints(
        &gate,
        &[
            legacy("p", 0, None),
            legacy("r", 1, Some("p")),
            legacy("f", 2, Some("r")),
        ],
        &format!(
            "{issuer} {p} (signed; read write)\n└─ {issuer} {r} (signed; read write)\n   └─ {issuer} {f} (signed; read write)"
        ),
    );
}

#[test]
fn a_record_keeps_the_whole_chain_of_a_call_whose_shape_is_refused() {
    let tokens = [alice().mint(), alice().actor("a").mint()];
    let gate = built(&of_issuer(json!({ "mayNotDelegate": ["alice"] })));
    let parents = [tokens[0].as_str()];
    let presented = narrowgate::Presented::token(&tokens[1]).with_parents(&parents);
    let request = narrowgate::Request::tool("ping", "{}");
    let decision = gate.decide(&presented, &request, crate::support::NOW);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["denial"]["code"], "delegation_not_allowed");
    assert_eq!(record["proven"]["chain"][0]["evidence"], "signed");
    assert_eq!(record["proven"]["chain"].as_array().unwrap().len(), 2);
}

#[track_caller]
fn says(verdict: Result<Verified, Denial>, code: &str, sentence: &str) {
    let denial = verdict.err().unwrap();
    assert_eq!(denial.to_string(), sentence);
    assert_eq!(denial.code().as_str(), code);
}

#[test]
fn shapes_say_what_is_wrong() {
    let deep = || alice().actor("a").actor("b");
    let chain = |wish: Value| built(&with("chain", wish));
    let out = |gate: &Gate, token: AccessToken, sentence: &str| {
        says(all(gate, &[token]), "chain_out_of_bounds", sentence);
    };
    says(
        all(&built(&of_issuer(json!({ "maxDepth": 1 }))), &[deep()]),
        "depth_exceeded",
        "2 actors stand behind the principal, more than 1",
    );
    says(
        all(
            &built(&of_issuer(json!({ "mayNotDelegate": ["a"] }))),
            &[deep()],
        ),
        "delegation_not_allowed",
        "`a` has delegated, and may not",
    );
    says(
        all(&chain(json!({ "evidence": "signed" })), &[deep()]),
        "evidence_insufficient",
        "that `a` acted is asserted, and no token of its own was presented",
    );
    out(
        &chain(json!({ "within": "trust-domain" })),
        deep(),
        "`alice` is no workload of a trust domain",
    );
    out(
        &chain(json!({ "within": "tenant" })),
        deep(),
        "the issuer's profile vouches for no tenant of the token",
    );
    let shaped = |settings: &Value, wish: Value| {
        let mut document = settings.clone();
        document["chain"] = wish;
        built(&document)
    };
    let lost = legacy("f", 3, Some("r"));
    out(
        &shaped(&zeroid(), json!({ "within": "issuer" })),
        lost.clone(),
        "on whose behalf it is, is not known",
    );
    says(
        all(
            &shaped(&zeroid(), json!({ "evidence": "signed" })),
            std::slice::from_ref(&lost),
        ),
        "evidence_insufficient",
        &format!(
            "that `{}` acted is asserted, and no token of its own was presented",
            agent("r")
        ),
    );
    let mut listed = zeroid();
    listed["issuers"][0]["mayNotDelegate"] = json!(["x"]);
    says(
        all(&built(&listed), &[lost]),
        "delegation_not_allowed",
        "not everybody who has delegated is named, and some may not",
    );
    let lineage = |tokens: &[AccessToken], code: &str, sentence: &str| {
        says(all(&built(&zeroid()), tokens), code, sentence);
    };
    let root = || legacy("p", 0, None);
    lineage(
        &[root(), legacy("r", 1, Some("q"))],
        "actor_chain_broken",
        "token 2 of 2: it names another delegator than whom token 1 is about",
    );
    lineage(
        &[root(), legacy("r", 2, Some("p"))],
        "actor_chain_broken",
        "token 2 of 2: it counts 2 delegations, not one more than token 1, which counts 0",
    );
    lineage(
        &[
            root(),
            legacy("r", 1, Some("p")),
            legacy("f", 2, Some("r")).claim("mission_id", "\"m-2\""),
        ],
        "subject_changed",
        "token 3 of 3: its `mission_id` is not that of token 2",
    );
    lineage(
        &[
            root(),
            legacy("r", 1, Some("p")).claim("scopes", r#"["files:write"]"#),
        ],
        "scope_widened",
        "token 2 of 2: scope `files:write` is not granted by token 1",
    );
    says(
        all(
            &gate(),
            &[alice().actor_with(
                r#""sub":"a","cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#,
            )],
        ),
        "confirmation_unsupported",
        "the `cnf` of the current actor is not the token's own, which alone can be proven",
    );
}

/// What the document says, said in Rust.
#[test]
fn the_builder_has_the_same_settings() {
    let keys = Jwks::parse(&mint::jwks([&key()])).unwrap();
    let issuer = |profile: Profile| {
        TrustedIssuer::new(mint::ISSUER, keys.clone())
            .profile(profile)
            .algorithms([Algorithm::Ed25519])
    };
    let gate = |issuer: TrustedIssuer| {
        Gate::builder()
            .trust(issuer)
            .audience(mint::AUDIENCE)
            .within(Boundary::Issuer)
            .evidence(Evidence::Signed)
            .build()
    };
    let limited = issuer(Profile::Rfc9068)
        .actor(ActorClaim::ClientId)
        .max_depth(1)
        .may_not_delegate("bob");
    let limited = gate(limited).unwrap();
    let code = |token: AccessToken| {
        verify(&limited, &token.mint())
            .err()
            .map(|denial| denial.code())
    };
    assert_eq!(code(alice()), None);
    assert_eq!(
        code(alice().subject("bob")),
        Some(Code::DelegationNotAllowed)
    );
    assert_eq!(code(alice().actor("a")), Some(Code::ClaimInvalid));
    let problems = gate(
        issuer(Profile::SpiffeJwtSvid)
            .actor(ActorClaim::Act)
            .max_depth(11)
            .may_not_delegate(""),
    )
    .err()
    .unwrap();
    let paths: Vec<&str> = problems
        .problems()
        .iter()
        .map(|problem| problem.path())
        .collect();
    for member in ["actor", "maxDepth", "mayNotDelegate[0]"] {
        let path = format!("issuers[0].{member}");
        assert!(paths.contains(&path.as_str()), "{problems}");
    }
}
