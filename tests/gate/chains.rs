//! Chains: how they print, what a shape says of them, and what holds for every one.

use std::collections::BTreeSet;

use crate::support::{alice, built, document, gate, key, verify, verify_all, with};
use mint::{AccessToken, NOW};
use narrowgate::{
    ActorClaim, Algorithm, Boundary, Code, Denial, Evidence, Gate, Jwks, Profile, TrustedIssuer,
    Verified,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
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

/// One token of a lineage of ZeroID's older generation.
#[derive(Clone, Debug)]
struct Hop {
    name: &'static str,
    delegator: &'static str,
    depth: usize,
    scopes: usize,
    expires: u64,
    issued: u64,
    mission: &'static str,
    project: &'static str,
}

impl Hop {
    fn mint(&self, number: usize) -> AccessToken {
        let names = ["a", "b", "c"];
        let id = |name: &str| format!("spiffe://{DOMAIN}/acct-1/{}/agent/{name}", self.project);
        let scopes = json!(names[..self.scopes]).to_string();
        let token = legacy(
            self.name,
            self.depth,
            (self.depth > 0).then_some(self.delegator),
        );
        let token = match self.depth {
            0 => token,
            _ => token.no_actors().actor(&id(self.delegator)),
        };
        token
            .subject(&id(self.name))
            .id(&format!("h-{number}"))
            .claim("scopes", scopes)
            .claim("mission_id", mint::string(self.mission))
            .claim("project_id", mint::string(self.project))
            .expires(self.expires)
            .issued(self.issued)
    }

    /// ZeroID's rules for a child and its parent.
    fn follows(&self, parent: &Self) -> bool {
        self.depth == parent.depth + 1
            && self.delegator == parent.name
            && self.scopes <= parent.scopes
            && self.expires <= parent.expires + 1
            && self.issued >= parent.issued
            && self.mission == parent.mission
            && self.project == parent.project
    }
}

/// From a root or from the middle; each step follows from the one before it, with at most one thing wrong.
fn hops() -> impl Strategy<Value = Vec<Hop>> {
    let step = (select(vec!["p", "q", "r"]), 0..2_usize, 0..3_u64, 0..14_u8);
    (0..2_usize, vec(step, 1..4)).prop_map(|(depth, steps)| {
        let mut line = vec![Hop {
            name: "p",
            delegator: "o",
            depth,
            scopes: 3,
            expires: NOW + 600,
            issued: NOW - 60,
            mission: "m-1",
            project: "proj-1",
        }];
        for (name, narrower, later, wrong) in steps {
            let parent = line[line.len() - 1].clone();
            let mut next = Hop {
                name,
                delegator: parent.name,
                depth: parent.depth + 1,
                scopes: parent.scopes.saturating_sub(narrower),
                expires: parent.expires + 1 - later,
                issued: parent.issued + later,
                ..parent.clone()
            };
            match wrong {
                0 => next.delegator = "x",
                1 => next.depth += 1,
                2 => next.depth = parent.depth,
                3 => next.scopes = 3,
                4 => next.expires = parent.expires + 2,
                5 => next.issued = parent.issued - 1,
                6 => next.mission = "m-2",
                7 => next.project = "proj-2",
                _ => {}
            }
            line.push(next);
        }
        line
    })
}

/// Agents of a nested `act`, oldest first.
fn agents() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(vec!["a", "b", "c"]), 0..5)
}

/// The tokens of these agents, the first `missing` of them left out.
fn line(agents: &[&str], missing: usize) -> Vec<AccessToken> {
    let through = |count: usize| {
        agents[..count]
            .iter()
            .fold(alice(), |token, agent| token.actor(agent))
    };
    (missing.min(agents.len())..=agents.len())
        .map(through)
        .collect()
}

proptest! {
    #[test]
    fn a_legacy_lineage_is_accepted_exactly_if_its_rules_hold(line in hops()) {
        let tokens: Vec<AccessToken> = line.iter().enumerate().map(|(number, hop)| hop.mint(number)).collect();
        let expected = line.windows(2).all(|pair| pair[1].follows(&pair[0]));
        let verdict = all(&built(&zeroid()), &tokens);
        prop_assert_eq!(verdict.is_ok(), expected, "{:?}", verdict.err());
        if let Ok(verified) = verdict {
            let chain = verified.chain();
            let named: Vec<String> = chain.links().map(|link| link.identity().subject().to_owned()).collect();
            let mut everybody: Vec<String> = line.iter().map(|hop| agent(hop.name)).collect();
            if line[0].depth > 0 {
                everybody.insert(0, agent(line[0].delegator));
            }
            prop_assert_eq!(named, everybody);
            prop_assert_eq!(chain.links().filter(|link| link.evidence() == Evidence::Signed).count(), line.len());
            prop_assert_eq!(chain.principal().is_some(), line[0].depth == 0);
            prop_assert!(verified.principal().is_none());
        }
    }

    /// What holds together holds without its beginning, too.
    #[test]
    fn the_end_of_a_lineage_is_one(agents in agents(), missing in 0..5_usize) {
        let tokens = line(&agents, missing);
        let verified = all(&gate(), &tokens).unwrap();
        let signed = verified.chain().links().filter(|link| link.evidence() == Evidence::Signed).count();
        prop_assert_eq!(signed, tokens.len());
        prop_assert_eq!(verified.chain().links().count(), agents.len() + 1);
    }

    #[test]
    fn every_actor_is_signed_exactly_if_its_token_is_there(agents in agents(), missing in 0..5_usize) {
        let tokens = line(&agents, missing);
        let signed = built(&with("chain", json!({ "evidence": "signed" })));
        let verdict = all(&signed, &tokens);
        prop_assert_eq!(verdict.is_ok(), missing.min(agents.len()) <= 1, "{:?}", verdict.err());
    }

    #[test]
    fn who_may_not_delegate_stands_last_or_nowhere(agents in agents(), missing in 0..5_usize, listed in select(vec!["a", "b", "alice", "x"])) {
        let gate = built(&of_issuer(json!({ "mayNotDelegate": [listed] })));
        let before: BTreeSet<&str> = match agents.split_last() {
            Some((_, before)) => before.iter().copied().chain(["alice"]).collect(),
            None => BTreeSet::new(),
        };
        let verdict = all(&gate, &line(&agents, missing));
        prop_assert_eq!(verdict.is_err(), before.contains(listed));
    }

    /// A wish refuses, and never permits; two refuse what either does.
    #[test]
    fn wishes_only_refuse(line in hops(), within in select(vec!["issuer", "tenant", "trust-domain"]), depth in 0..4_usize, listed in select(vec!["p", "q", "x"])) {
        let tokens: Vec<AccessToken> = line.iter().enumerate().map(|(number, hop)| hop.mint(number)).collect();
        let code = |change: &dyn Fn(&mut Value)| {
            let mut document = zeroid();
            change(&mut document);
            all(&built(&document), &tokens).err().map(|denial| denial.code())
        };
        let plain = code(&|_| {});
        let bounded = code(&|document| document["chain"] = json!({ "within": within }));
        let signed = code(&|document| document["chain"] = json!({ "evidence": "signed" }));
        let both = code(&|document| document["chain"] = json!({ "within": within, "evidence": "signed" }));
        let shallow = code(&|document| document["issuers"][0]["maxDepth"] = json!(depth));
        let delegators = code(&|document| document["issuers"][0]["mayNotDelegate"] = json!([agent(listed)]));
        if plain.is_some() {
            prop_assert_eq!(bounded, plain);
            prop_assert_eq!(signed, plain);
            prop_assert_eq!(delegators, plain);
            prop_assert!(shallow.is_some() && both.is_some());
        }
        prop_assert_eq!(both.is_some(), bounded.is_some() || signed.is_some());
        // Whoever is not named could be anybody
        let whole = line[0].depth == 0;
        prop_assert_eq!(bounded.is_none(), plain.is_none() && whole);
        prop_assert_eq!(signed.is_none(), plain.is_none() && whole);
        let last = line.len() - 1;
        let has_delegated = line[..last].iter().any(|hop| hop.name == listed);
        let delegates = last > 0 || line[0].depth > 0;
        prop_assert_eq!(delegators.is_none(), plain.is_none() && (whole || !delegates) && !has_delegated);
        if plain.is_none() {
            prop_assert_eq!(shallow.is_none(), line[last].depth <= depth);
        }
    }
}
