//! Chains of attenuating agent tokens, derived step by step.

use mint::{AUDIENCE, Confirms, Key, Linked, linked_root};
use narrowgate::agent::{AgentError, CallProof, Derivation, PublicKey};
use narrowgate::{Algorithm, Denial, Gate, Grant, Presented, Proofs, Request, UnixTime};
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{Agent, NOW, built, entropy};

const TYP: &str = "aat+jwt";

fn gate() -> Gate {
    let keys: Value = serde_json::from_str(&mint::jwks([&Key::ed25519(1)])).unwrap();
    let schema = json!({ "type": "object", "properties": { "x": { "type": "integer" }, "y": { "type": "integer" } } });
    let tools: Vec<Value> = TOOLS
        .iter()
        .map(|name| json!({ "name": name, "inputSchema": schema }))
        .collect();
    let scopes: Map<String, Value> = TOOLS
        .iter()
        .map(|name| ((*name).to_owned(), json!([])))
        .collect();
    built(&json!({
        "issuers": [{ "issuer": mint::ISSUER, "jwks": keys, "profile": { "aat-01": { "typ": TYP } }, "algorithms": ["Ed25519", "ES256"] }],
        "audience": AUDIENCE,
        "tools": tools,
        "requiredScopes": scopes,
        "policies": "permit (principal, action, resource);",
        "proofs": { "origin": "https://tools.example" },
        "maxDepth": 10,
    }))
}

/// What is granted, as the claim has it.
fn details(tools: &Value) -> String {
    json!([{ "type": "attenuating_agent_token", "tools": tools }]).to_string()
}

fn root(holder: &Agent, tools: &Value) -> Linked {
    linked_root(&Key::ed25519(1), TYP, &holder.mint, Confirms::Jwk)
        .claim("authorization_details", details(tools))
}

/// A call by the holder of the last token.
fn call(
    gate: &Gate,
    chain: &[String],
    holder: &Agent,
    tool: &str,
    input: &str,
) -> Result<Grant, Denial> {
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let (last, parents) = chain.split_last().unwrap();
    let proof = CallProof::new(last, tool, input, AUDIENCE)
        .unsigned(holder.public(), NOW, entropy())
        .and_then(|unsigned| unsigned.sign(&holder.key))
        .unwrap();
    let proofs = Proofs {
        aat: vec![&proof],
        ..Proofs::default()
    };
    let presented = Presented::token(last)
        .with_parents(parents)
        .with_proofs(&proofs);
    gate.authorize(&presented, &Request::tool(tool, input), NOW)
}

/// One step of a delegation.
#[derive(Clone, Debug)]
struct Step {
    tools: Value,
    later: i64,
    max_depth: u64,
}

const TOOLS: [&str; 3] = ["a", "b", "c"];

fn constraint() -> impl Strategy<Value = Value> {
    let number = 0..5_i64;
    let set = || btree_set(0..5_i64, 1..4);
    let leaf = prop_oneof![
        Just(json!({ "constraint_type": "wildcard" })),
        number.prop_map(|value| json!({ "constraint_type": "exact", "value": value })),
        (0..3_i64, 2..6_i64, any::<bool>()).prop_map(|(min, max, inclusive)| {
            json!({ "constraint_type": "range", "min": min, "max": max, "max_inclusive": inclusive })
        }),
        set().prop_map(|values| json!({ "constraint_type": "one_of", "values": values })),
        set().prop_map(|values| json!({ "constraint_type": "not_one_of", "excluded": values })),
    ];
    leaf.prop_recursive(1, 4, 2, |inner| {
        let clauses = || proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            clauses().prop_map(|all| json!({ "constraint_type": "all", "constraints": all })),
            clauses().prop_map(|any| json!({ "constraint_type": "any", "constraints": any })),
        ]
    })
}

fn tools() -> impl Strategy<Value = Value> {
    let arguments = btree_map(prop_oneof![Just("x"), Just("y")], constraint(), 0..3);
    btree_map(proptest::sample::select(&TOOLS[..]), arguments, 1..4).prop_map(|tools| json!(tools))
}

/// Mostly narrower than `parent`, by leaving out and by pinning; sometimes anything.
fn narrowed(parent: Value) -> impl Strategy<Value = Value> {
    let pins = proptest::collection::vec((any::<u8>(), 0..5_i64, constraint()), 6);
    let kept = proptest::collection::vec(0..5_u8, 3);
    let some = (pins, kept).prop_map(move |(pins, kept)| {
        let mut tools = Map::new();
        let mut pins = pins.into_iter();
        for ((name, arguments), kept) in parent.as_object().unwrap().iter().zip(kept) {
            if kept == 0 {
                continue;
            }
            let mut pinned = Map::new();
            for (argument, own) in arguments.as_object().unwrap() {
                let (choice, value, other) = pins.next().unwrap();
                pinned.insert(
                    argument.clone(),
                    match choice {
                        0..=60 => json!({ "constraint_type": "exact", "value": value }),
                        61..=90 => other,
                        _ => own.clone(),
                    },
                );
            }
            tools.insert(name.clone(), pinned.into());
        }
        Value::Object(tools)
    });
    prop_oneof![8 => some, 1 => tools()]
}

/// The root's tools, and steps each of which is made of the one before, whether that will be accepted or not.
fn steps() -> impl Strategy<Value = (Value, Vec<Step>)> {
    let step = |tools: Value| {
        let later = prop_oneof![12 => -60..=0_i64, 1 => Just(1_i64)];
        (
            narrowed(tools),
            later,
            prop_oneof![12 => Just(3_u64), 1 => 0..6_u64],
        )
            .prop_map(|(tools, later, max_depth)| Step {
                tools,
                later,
                max_depth,
            })
    };
    tools().prop_flat_map(move |root| {
        (Just(root.clone()), step(root)).prop_flat_map(move |(root, first)| {
            (Just(root), Just(first.clone()), step(first.tools)).prop_flat_map(
                move |(root, first, second)| {
                    (
                        Just(root),
                        Just(first),
                        Just(second.clone()),
                        step(second.tools),
                    )
                        .prop_map(|(root, first, second, third)| (root, vec![first, second, third]))
                },
            )
        })
    })
}

proptest! {
    #![proptest_config(mint::cases(192))]

    /// What is derived, the gate takes; what is not, it would refuse in the same words, had somebody made it.
    #[test]
    fn agent_and_gate_agree((tools, steps) in steps(), tool in proptest::sample::select(&TOOLS[..]), x in 0..5_i64, y in 0..5_i64) {
        let gate = gate();
        let mut holder = Agent::new(2);
        let first = root(&holder, &tools);
        let mut chain = vec![first.mint()];
        let mut expires = mint::NOW + 600;
        for (number, step) in (3..).zip(steps) {
            let next = Agent::new(number);
            let later = expires.saturating_add_signed(step.later);
            let text = step.tools.to_string();
            let parents: Vec<&str> = chain.iter().map(String::as_str).collect();
            let derived = Derivation::new(&parents, next.public())
                .tools(&text)
                .expires(UnixTime::from_secs(later))
                .max_depth(step.max_depth)
                .unsigned(holder.public(), NOW, entropy())
                .and_then(|unsigned| unsigned.sign(&holder.key));
            match derived {
                Ok(child) => {
                    chain.push(child);
                    holder = next;
                    expires = later;
                    // Each of two forms of arguments: none is refused for the chain's sake
                    for input in [json!({ "x": x, "y": y }), json!({})] {
                        if let Err(denial) = call(&gate, &chain, &holder, tool, &input.to_string()) {
                            prop_assert_eq!(denial.code().as_str(), "authority_insufficient", "{:?}", denial);
                        }
                    }
                }
                Err(AgentError::Refused(refused)) => {
                    let forged = forge(&chain, &holder, &next, &step, later);
                    let chain: Vec<String> = chain.iter().cloned().chain([forged]).collect();
                    let denial = call(&gate, &chain, &next, tool, "{}").err();
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
    let parent = chain.last().unwrap();
    let input = parent.rsplit_once('.').unwrap().0;
    let uri = mint::thumbprint_uri(&holder.mint);
    let jwk: Value = serde_json::from_str(&next.mint.bare_jwk()).unwrap();
    let details: Value = serde_json::from_str(&details(&step.tools)).unwrap();
    let payload = json!({
        "iss": uri, "jti": format!("forged-{}", chain.len()), "iat": mint::NOW, "exp": expires,
        "cnf": { "jwk": jwk }, "del_depth": chain.len(), "del_max_depth": step.max_depth,
        "par_hash": mint::hash(input), "authorization_details": details,
    });
    let header = json!({ "alg": holder.mint.alg(), "typ": TYP });
    mint::compact(header.to_string(), payload.to_string(), &holder.mint)
}

fn derive(
    chain: &[&str],
    by: &Agent,
    to: &Agent,
    tools: Option<&str>,
) -> Result<String, AgentError> {
    let mut derivation = Derivation::new(chain, to.public());
    if let Some(tools) = tools {
        derivation = derivation.tools(tools);
    }
    derivation
        .unsigned(by.public(), NOW, entropy())
        .and_then(|unsigned| unsigned.sign(&by.key))
}

#[test]
fn what_is_not_narrowed_stays() {
    let (one, two, three) = (Agent::new(2), Agent::new(3), Agent::new(4));
    let tools = json!({ "a": { "x": { "constraint_type": "exact", "value": 1 } } });
    let root = root(&one, &tools).mint();
    let child = derive(&[&root], &one, &two, None).unwrap();
    let leaf = derive(&[&root, &child], &two, &three, None).unwrap();
    let chain = [root, child, leaf];
    call(&gate(), &chain, &three, "a", r#"{"x":1}"#).unwrap();
    let denial = call(&gate(), &chain, &three, "a", r#"{"x":2}"#)
        .err()
        .unwrap();
    assert_eq!(denial.code().as_str(), "authority_insufficient");
    let payload: Value =
        serde_json::from_slice(&mint::decode(chain[2].split('.').nth(1).unwrap())).unwrap();
    assert_eq!(payload["exp"], mint::NOW + 600);
    assert_eq!(payload["del_depth"], 2);
    assert_eq!(payload["del_max_depth"], 3);
}

#[test]
fn only_the_holder_derives_and_only_from_what_holds_together() {
    let (one, two, three) = (Agent::new(2), Agent::new(3), Agent::new(4));
    let tools = json!({ "a": {} });
    let root = root(&one, &tools).mint();
    let child = derive(&[&root], &one, &two, None).unwrap();
    let code = |result: Result<String, AgentError>| match result {
        Ok(_) => "made".to_owned(),
        Err(AgentError::Refused(denial)) => format!("{} {denial}", denial.code().as_str()),
        Err(AgentError::Misuse(_)) => "misuse".to_owned(),
        Err(other) => other.to_string(),
    };
    assert_eq!(code(derive(&[&root], &two, &three, None)), "misuse");
    assert_eq!(code(derive(&[&root, &child], &one, &three, None)), "misuse");
    assert_eq!(code(derive(&[], &one, &three, None)), "misuse");
    assert_eq!(code(derive(&[&root], &one, &two, Some("{"))), "misuse");
    assert_eq!(
        code(derive(&[root.as_str(); 32], &one, &two, None)),
        "misuse"
    );
    for (tools, expected) in [
        (
            r#"{"b":{}}"#,
            "authority_widened token 2 of 2: it grants the tool `b`, which the token before it does not",
        ),
        ("[]", "details_malformed"),
        (
            r#"{"a":{"x":{"constraint_type":"magic"}}}"#,
            "details_malformed",
        ),
        (
            r#"{"a":{"x":{"constraint_type":"exact","value":9007199254740993}}}"#,
            "misuse",
        ),
    ] {
        let said = code(derive(&[&root], &one, &two, Some(tools)));
        assert!(said.starts_with(expected), "{said}");
    }
    // The child without its parent, another's child, and a child with another signature
    let sibling = derive(&[&root], &one, &three, None).unwrap();
    let (input, _) = child.rsplit_once('.').unwrap();
    let (_, signature) = sibling.rsplit_once('.').unwrap();
    let resigned = format!("{input}.{signature}");
    for (chain, expected) in [
        (vec![child.as_str()], "link_broken"),
        (vec![&root, &root], "signature_invalid token 2 of 2: "),
        (
            vec![&root, &child, &sibling],
            "signature_invalid token 3 of 3: ",
        ),
        (vec![&root, &resigned], "signature_invalid token 2 of 2: "),
        (vec!["x"], "token_malformed"),
        (vec![""], "token_missing"),
    ] {
        let said = code(derive(&chain, &two, &three, None));
        assert!(said.starts_with(expected), "{said}");
    }
}

/// An issuer that says `EdDSA` is served by gates that take that name, and perhaps no other.
#[test]
fn a_child_is_signed_by_the_name_that_stands_before() {
    let (one, two) = (Agent::new(3), Agent::new(5));
    let issuer = Key::ed25519(1).for_algorithm("EdDSA");
    let alg = |root: Linked| {
        let child = derive(&[&root.mint()], &one, &two, None).unwrap();
        let header = mint::decode(child.split('.').next().unwrap());
        serde_json::from_slice::<Value>(&header).unwrap()["alg"].clone()
    };
    let root = |key: &Key| {
        linked_root(key, TYP, &one.mint, Confirms::Jwk)
            .claim("authorization_details", details(&json!({ "a": {} })))
    };
    assert_eq!(alg(root(&issuer)), "EdDSA");
    assert_eq!(alg(root(&Key::ed25519(1))), "Ed25519");
    let cnf = |alg: &'static str| {
        format!(
            r#"{{"jwk":{}}}"#,
            one.mint.clone().for_algorithm(alg).named(None).jwk()
        )
    };
    assert_eq!(alg(root(&issuer).claim("cnf", cnf("Ed25519"))), "Ed25519");
    assert_eq!(
        alg(root(&Key::ed25519(1)).claim("cnf", cnf("EdDSA"))),
        "EdDSA"
    );
    // A key that says one name is still the key that the token confirms by the other
    let stated = PublicKey::from_jwk(&one.mint.jwk()).unwrap();
    assert_eq!(stated.algorithm(), Algorithm::Ed25519);
    let root = root(&issuer).claim("cnf", cnf("EdDSA")).mint();
    let chain = [root.as_str()];
    Derivation::new(&chain, two.public())
        .unsigned(&stated, NOW, entropy())
        .and_then(|unsigned| unsigned.sign(&one.key))
        .unwrap();
}
