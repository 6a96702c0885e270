//! Agent delegation chains, derived step by step.

use std::collections::BTreeSet;

use mint::{AUDIENCE, Delegation, Key, delegation_root};
use narrowgate::agent::{AgentError, Derivation, DpopProof};
use narrowgate::{Denial, Gate, Grant, Presented, Proofs, Request, Scheme, UnixTime};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Agent, NOW, built, entropy};

fn gate() -> Gate {
    let keys: Value = serde_json::from_str(&mint::jwks([&Key::ed25519(1)])).unwrap();
    let schema = json!({ "type": "object", "properties": { "x": { "type": "integer" } } });
    built(&json!({
        "issuers": [{ "issuer": mint::ISSUER, "jwks": keys, "profile": { "adc-03-bound": {} }, "algorithms": ["Ed25519", "ES256"] }],
        "audience": AUDIENCE,
        "tools": [{ "name": "read", "inputSchema": schema }],
        "requiredScopes": { "read": ["crm.read"] },
        "policies": "permit (principal, action, resource);",
        "proofs": { "origin": "https://tools.example" },
        "maxDepth": 10,
    }))
}

/// A call by the holder of the last token.
fn call(gate: &Gate, chain: &[String], holder: &Agent, input: &str) -> Result<Grant, Denial> {
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let (last, parents) = chain.split_last().unwrap();
    let proof = DpopProof::new("POST", AUDIENCE, last)
        .unsigned(holder.public(), NOW, entropy())
        .and_then(|unsigned| unsigned.sign(&holder.key))
        .unwrap();
    let proofs = Proofs {
        dpop: vec![&proof],
        method: "POST",
        target: "/mcp",
        ..Proofs::default()
    };
    let presented = Presented::token(last)
        .with_parents(parents)
        .by(Scheme::Dpop)
        .with_proofs(&proofs);
    gate.authorize(&presented, &Request::tool("read", input), NOW)
}

/// One step of a delegation.
#[derive(Clone, Debug)]
struct Step {
    scopes: BTreeSet<&'static str>,
    constraints: Value,
    audience: BTreeSet<&'static str>,
    later: i64,
    max_depth: u64,
}

const SCOPES: [&str; 6] = [
    "crm.read",
    "crm.write",
    "crm.*",
    "erp.read",
    "openid",
    "Mail.Read",
];

fn constraints() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        (0..6_i64).prop_map(|most| json!({ "key": "x", "max": most })),
        (0..3_i64).prop_map(|least| json!({ "key": "x", "min": least })),
        btree_set(0..5_i64, 1..4).prop_map(|values| json!({ "key": "x", "one_of": values })),
        btree_set(0..5_i64, 1..4).prop_map(|values| json!({ "key": "x", "not_one_of": values })),
    ];
    vec(one, 0..3).prop_map(|all| json!(all))
}

/// Mostly the one before with something more, at times anything.
fn step(before: Step) -> impl Strategy<Value = Step> {
    let fewer = before.scopes.clone();
    let scopes = prop_oneof![
        3 => Just(before.scopes),
        4 => vec(any::<bool>(), SCOPES.len()).prop_map(move |kept| {
            fewer.iter().zip(kept).filter(|(_, kept)| *kept).map(|(scope, _)| *scope).collect()
        }),
        1 => btree_set(proptest::sample::select(&SCOPES[..]), 0..4),
    ];
    let more = before.constraints.clone();
    let constraints = prop_oneof![
        4 => Just(before.constraints),
        4 => constraints().prop_map(move |own| {
            let mut all = more.as_array().unwrap().clone();
            let is_new = |one: &&Value| all.iter().all(|old| kind(old) != kind(one));
            let new: Vec<_> = own.as_array().unwrap().iter().filter(is_new).cloned().collect();
            all.extend(new);
            json!(all)
        }),
        1 => constraints(),
    ];
    let audience = prop_oneof![
        10 => Just(BTreeSet::from([AUDIENCE])),
        1 => Just(BTreeSet::from([AUDIENCE, "https://other.example"])),
        1 => Just(BTreeSet::from([AUDIENCE, "https://third.example"])),
    ];
    let later = prop_oneof![12 => -60..=0_i64, 1 => Just(1_i64)];
    let max_depth = prop_oneof![12 => Just(5_u64), 1 => 0..8_u64];
    (scopes, constraints, audience, later, max_depth).prop_map(
        |(scopes, constraints, audience, later, max_depth)| Step {
            scopes,
            constraints,
            audience,
            later,
            max_depth,
        },
    )
}

/// Two of a kind are malformed: a root is what an issuer makes, not an agent.
fn one_of_each(constraints: Value) -> Value {
    let mut kept: Vec<Value> = Vec::new();
    for one in constraints.as_array().unwrap() {
        if kept.iter().all(|old| kind(old) != kind(one)) {
            kept.push(one.clone());
        }
    }
    json!(kept)
}

fn kind(constraint: &Value) -> Vec<&String> {
    constraint.as_object().unwrap().keys().collect()
}

/// The root, and three steps each of which is made of the one before.
fn steps() -> impl Strategy<Value = (Step, Vec<Step>)> {
    let root = (
        btree_set(proptest::sample::select(&SCOPES[..]), 1..5),
        constraints().prop_map(one_of_each),
    )
        .prop_map(|(scopes, constraints)| Step {
            scopes,
            constraints,
            audience: BTreeSet::from([AUDIENCE, "https://other.example"]),
            later: 0,
            max_depth: 5,
        });
    root.prop_flat_map(|root| {
        (Just(root.clone()), step(root)).prop_flat_map(|(root, first)| {
            (Just(root), Just(first.clone()), step(first)).prop_flat_map(|(root, first, second)| {
                let third = step(second.clone());
                (Just(root), Just(first), Just(second), third)
                    .prop_map(|(root, first, second, third)| (root, vec![first, second, third]))
            })
        })
    })
}

fn granting(token: Delegation, step: &Step) -> Delegation {
    let scopes: Vec<&str> = step.scopes.iter().copied().collect();
    token
        .scopes(&scopes)
        .constraints(step.constraints.clone())
        .claim("aud", json!(step.audience))
        .claim("del_max_depth", step.max_depth)
}

proptest! {
    #![proptest_config(mint::cases(192))]

    /// What is derived, the gate takes; what is not, it would refuse in the same words, had somebody made it.
    #[test]
    fn agent_and_gate_agree((first, steps) in steps(), x in 0..6_i64) {
        let gate = gate();
        let mut holder = Agent::new(2);
        let root = granting(delegation_root(&Key::ed25519(1), &holder.mint), &first).mint();
        let mut chain = vec![root];
        let mut expires = mint::NOW + 600;
        for (number, step) in (3..).zip(steps) {
            let next = Agent::new(number);
            let later = expires.saturating_add_signed(step.later);
            let constraints = step.constraints.to_string();
            let client = format!("agent-{number}");
            let parents: Vec<&str> = chain.iter().map(String::as_str).collect();
            let derived = Derivation::new(&parents, next.public())
                .scopes(step.scopes.iter().copied())
                .constraints(&constraints)
                .audience(step.audience.iter().copied())
                .client(&client)
                .expires(UnixTime::from_secs(later))
                .max_depth(step.max_depth)
                .unsigned(holder.public(), NOW, entropy())
                .and_then(|unsigned| unsigned.sign(&holder.key));
            match derived {
                Ok(child) => {
                    chain.push(child);
                    holder = next;
                    expires = later;
                    for input in [json!({ "x": x }), json!({})] {
                        if let Err(denial) = call(&gate, &chain, &holder, &input.to_string()) {
                            let code = denial.code().as_str();
                            prop_assert!(["authority_insufficient", "scope_insufficient"].contains(&code), "{denial:?}");
                        }
                    }
                }
                Err(AgentError::Refused(refused)) => {
                    let forged = forge(&chain, &holder, &next, &step, later);
                    let chain: Vec<String> = chain.iter().cloned().chain([forged]).collect();
                    let denial = call(&gate, &chain, &next, "{}").err();
                    let said = denial.map(|denial| (denial.code(), denial.to_string()));
                    prop_assert_eq!(said, Some((refused.code(), refused.to_string())));
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}

/// The child that an agent would not make, made by hand.
fn forge(chain: &[String], holder: &Agent, next: &Agent, step: &Step, expires: u64) -> String {
    let jwk: Value = serde_json::from_str(&holder.mint.bare_jwk()).unwrap();
    let parent = chain.last().unwrap().rsplit_once('.').unwrap().0;
    granting(delegation_root(&holder.mint, &next.mint), step)
        .without_header("kid")
        .header("jwk", jwk)
        .claim("iss", mint::thumbprint_uri(&holder.mint))
        .claim("client_id", "forged")
        .claim("jti", format!("forged-{}", chain.len()))
        .claim("iat", mint::NOW)
        .claim("exp", expires)
        .claim("del_depth", chain.len())
        .claim("par_hash", mint::hash(parent))
        .mint()
}

#[test]
fn what_is_not_narrowed_stays() {
    let (one, two, three) = (Agent::new(2), Agent::new(3), Agent::new(4));
    let root = delegation_root(&Key::ed25519(1), &one.mint)
        .scopes(&["crm.*"])
        .constraints(json!([{ "key": "x", "max": 1 }]))
        .claim("acr", "gold")
        .mint();
    let derive = |chain: &[&str], by: &Agent, to: &Agent| {
        Derivation::new(chain, to.public())
            .client("coder")
            .unsigned(by.public(), NOW, entropy())
            .and_then(|unsigned| unsigned.sign(&by.key))
            .unwrap()
    };
    let child = derive(&[&root], &one, &two);
    let leaf = derive(&[&root, &child], &two, &three);
    let chain = [root, child, leaf];
    call(&gate(), &chain, &three, r#"{"x":1}"#).unwrap();
    let denial = call(&gate(), &chain, &three, r#"{"x":2}"#).err().unwrap();
    assert_eq!(denial.code().as_str(), "authority_insufficient");
    let payload: Value =
        serde_json::from_slice(&mint::decode(chain[2].split('.').nth(1).unwrap())).unwrap();
    assert_eq!(payload["acr"], "gold");
    assert_eq!(payload["sub"], "alice");
    assert_eq!(payload["del_max_depth"], 10);
}

#[test]
fn a_token_names_whom_it_is_for() {
    let (one, two) = (Agent::new(2), Agent::new(3));
    let root = delegation_root(&Key::ed25519(1), &one.mint)
        .scopes(&["crm.read"])
        .mint();
    let chain = [root.as_str()];
    let new = || Derivation::new(&chain, two.public());
    for wrong in [
        new(),
        new().client("coder").tools("{}"),
        new().client("coder").constraints("["),
    ] {
        let made = wrong.unsigned(one.public(), NOW, entropy());
        assert!(matches!(made, Err(AgentError::Misuse(_))), "{wrong:?}");
    }
    let made = new().client("coder").unsigned(two.public(), NOW, entropy());
    assert!(matches!(made, Err(AgentError::Misuse(_))));
    let unnamed = new().client("").unsigned(one.public(), NOW, entropy());
    assert!(matches!(unnamed, Err(AgentError::Refused(_))));
}
