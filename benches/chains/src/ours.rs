//! Narrowgate: chains of attenuating agent tokens and of agent delegation tokens, each with the last holder's proof, decided with
//! a Cedar policy, as a gate does it.

use std::rc::Rc;

use mint::{AUDIENCE, Confirms, ISSUER, Key, NOW, call_proof, dpop_proof, jwks, linked_root};
use narrowgate::{Config, Gate, Presented, Proofs, Request, Scheme, UnixTime};
use serde_json::{Value, json};

const INPUT: &str = r#"{"amount":100}"#;

/// Every call verifies every token.
pub(crate) fn unseen(hops: usize) -> Box<dyn FnMut() -> bool> {
    tools(hops, 0)
}

/// The tokens are those of the call before; the proof is verified every time.
pub(crate) fn seen(hops: usize) -> Box<dyn FnMut() -> bool> {
    tools(hops, 1024)
}

/// Agent delegation tokens, with a DPoP proof; every call verifies every token.
pub(crate) fn delegations(hops: usize) -> Box<dyn FnMut() -> bool> {
    let (issuer, holders) = keys(hops);
    let mut chain = vec![
        mint::delegation_root(&issuer, &holders[0])
            .scopes(&["refunds.make"])
            .constraints(json!([{ "key": "amount", "max": 500 }])),
    ];
    for hop in 1..hops {
        chain.push(chain[hop - 1].child(&holders[hop]));
    }
    let tokens: Vec<String> = chain.iter().map(mint::Delegation::mint).collect();
    let proof = dpop_proof(&holders[hops - 1], &tokens[hops - 1]).mint();
    let gate = gate(&issuer, &json!({ "adc-03-bound": {} }), 0);
    Box::new(move || {
        let proofs = Proofs {
            dpop: vec![&proof],
            ..request()
        };
        decide(&gate, &tokens, Scheme::Dpop, &proofs)
    })
}

fn tools(hops: usize, remembered: usize) -> Box<dyn FnMut() -> bool> {
    let (issuer, holders) = keys(hops);
    let bounds = json!([{ "type": "attenuating_agent_token", "tools": { "refund": {
        "amount": { "constraint_type": "range", "max": 500 },
    } } }]);
    let mut chain = vec![
        linked_root(&issuer, "aat+jwt", &holders[0], Confirms::Jwk)
            .claim("del_max_depth", "8")
            .claim("authorization_details", bounds.to_string()),
    ];
    for hop in 1..hops {
        chain.push(chain[hop - 1].child(&holders[hop]));
    }
    let tokens: Vec<String> = chain.iter().map(mint::Linked::mint).collect();
    let leaf = format!("l-{}", hops - 1);
    let proof = call_proof(&holders[hops - 1], &leaf, "refund", INPUT).mint();
    let profile = json!({ "aat-01": { "typ": "aat+jwt", "toolsInsteadOfScopes": true } });
    let gate = gate(&issuer, &profile, remembered);
    Box::new(move || {
        let proofs = Proofs {
            aat: vec![&proof],
            ..request()
        };
        decide(&gate, &tokens, Scheme::Bearer, &proofs)
    })
}

/// The issuer's, and one for every hop.
fn keys(hops: usize) -> (Key, Vec<Key>) {
    let holders = (1..).take(hops).map(Key::ed25519).collect();
    (Key::ed25519(100), holders)
}

fn gate(issuer: &Key, profile: &Value, remembered: usize) -> Rc<Gate> {
    let keys: Value = serde_json::from_str(&jwks(std::slice::from_ref(issuer))).expect("a key set");
    let config = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": profile, "algorithms": ["Ed25519"] }],
        "audience": AUDIENCE,
        "tools": [{ "name": "refund", "inputSchema": {
            "type": "object", "properties": { "amount": { "type": "integer" } }, "required": ["amount"],
        } }],
        "requiredScopes": { "refund": ["refunds.make"] },
        "policies": "permit (principal, action, resource) when { context.input.amount <= 500 };",
        "proofs": { "origin": "https://tools.example" },
        "maxDepth": 10,
        "limits": { "rememberedTokens": remembered },
    });
    let config = Config::from_json(&config.to_string()).expect("a configuration");
    Rc::new(config.build().expect("a gate"))
}

fn request<'a>() -> Proofs<'a> {
    Proofs {
        method: "POST",
        target: "/mcp",
        ..Proofs::default()
    }
}

fn decide(gate: &Gate, tokens: &[String], scheme: Scheme, proofs: &Proofs<'_>) -> bool {
    let texts: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (token, parents) = texts.split_last().expect("a token");
    let presented = Presented::token(token)
        .with_parents(parents)
        .by(scheme)
        .with_proofs(proofs);
    let now = UnixTime::from_secs(NOW);
    match gate.authorize(&presented, &Request::tool("refund", INPUT), now) {
        Ok(_) => true,
        Err(denial) => panic!("{denial}"),
    }
}
