//! Lines as the payloads of a linked chain, root first, each signed with the key that the one before it confirms, and a call as
//! the last line: whoever is let in has a chain that only narrows.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::{AUDIENCE, ISSUER, Key, NOW};
use narrowgate::{Code, Config, Denial, Gate, Presented, Proofs, Request, UnixTime};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let mut lines: Vec<&str> = text.lines().take(MOST).collect();
    let call = lines.pop().map(serde_json::from_str::<Value>);
    let call = call.and_then(Result::ok).unwrap_or(Value::Null);
    let tool = call["tool"].as_str().unwrap_or("ping");
    let input = call.get("input").map_or("{}".to_owned(), Value::to_string);
    let (tokens, payloads) = mint_all(&lines);
    let Some(last) = tokens.len().checked_sub(1) else {
        return;
    };
    let claims: Vec<Option<Value>> = payloads
        .iter()
        .map(|payload| serde_json::from_str(payload).ok())
        .collect();
    let id = claims[last]
        .as_ref()
        .and_then(|claims| claims["jti"].as_str());
    let id = id.unwrap_or("l-0").to_owned();
    let proof = mint::call_proof(&AGENTS[last], &id, tool, &input).mint();
    let verdict = present(&tokens, &proof, tool, &input);
    assert_eq!(
        verdict,
        present(&tokens, &proof, tool, &input),
        "what is remembered is another answer"
    );
    let sentence = verdict.to_string();
    assert!(sentence.len() < 1024, "{sentence}");
    assert!(sentence.chars().all(|c| !c.is_control()), "{sentence:?}");
    // Nothing comes after the chain and its authority but policies, of which this build has none
    if verdict.code() != Code::PolicyDenied {
        return;
    }
    let claims: Vec<Value> = claims.into_iter().map(Option::unwrap).collect();
    check(&tokens, &claims);
    check_call(&claims[last], tool, &serde_json::from_str(&input).unwrap());
    let stolen = mint::call_proof(&Key::ed25519(99), &id, tool, &input).mint();
    assert_eq!(
        present(&tokens, &stolen, tool, &input).code(),
        Code::ProofSignatureInvalid
    );
    for left_out in 0..last {
        let mut fewer = tokens.clone();
        fewer.remove(left_out);
        assert_ne!(
            present(&fewer, &proof, tool, &input).code(),
            Code::PolicyDenied,
            "token {left_out} is missing"
        );
    }
});

/// The tokens, and the payloads of those that are made here. A line that is no object is a token as it stands.
fn mint_all(lines: &[&str]) -> (Vec<String>, Vec<String>) {
    let (mut tokens, mut payloads): (Vec<String>, Vec<String>) = Default::default();
    for (index, line) in lines.iter().enumerate() {
        // A hash can't be found by trying: `@par` stands for the right one
        let parent = tokens.last().and_then(|parent| parent.rsplit_once('.'));
        let hash = mint::hash(parent.map_or("", |(signed, _)| signed));
        let payload = line.replace("@par", &hash);
        let header = match index {
            0 => r#"{"alg":"Ed25519","typ":"aat+jwt","kid":"ed-1"}"#,
            _ => r#"{"alg":"Ed25519","typ":"aat+jwt"}"#,
        };
        let signer = match index.checked_sub(1) {
            None => &KEY,
            Some(before) => &AGENTS[before],
        };
        tokens.push(match payload.starts_with('{') {
            true => mint::compact(header, &payload, signer),
            false => payload.clone(),
        });
        payloads.push(payload);
    }
    (tokens, payloads)
}

/// The claims of a chain that was let in, as another reader than the gate's own finds them.
fn check(tokens: &[String], claims: &[Value]) {
    let number = |claims: &Value, name: &str| claims[name].as_f64().unwrap();
    for (index, claim) in claims.iter().enumerate() {
        assert_eq!(claim["del_depth"].as_u64(), Some(index as u64));
        assert!(number(claim, "del_max_depth") >= index as f64);
        assert!(
            number(claim, "exp") > (NOW - LEEWAY) as f64,
            "it has expired"
        );
        assert_eq!(
            claim["cnf"]["jwk"]["x"],
            AGENTS[index].x(),
            "another key is confirmed"
        );
        assert!(
            claims[..index]
                .iter()
                .all(|other| other["jti"] != claim["jti"]),
            "a `jti` stands twice"
        );
        let Some(parent) = index.checked_sub(1) else {
            assert_eq!(claim["iss"], ISSUER);
            assert!(claim.get("par_hash").is_none());
            continue;
        };
        let (signed, _) = tokens[parent].rsplit_once('.').unwrap();
        let parent = &claims[parent];
        assert_eq!(claim["par_hash"], mint::hash(signed));
        assert_eq!(claim["iss"], mint::thumbprint_uri(&AGENTS[index - 1]));
        assert!(
            number(claim, "exp") <= number(parent, "exp"),
            "it lives longer"
        );
        assert!(number(claim, "iat") >= number(parent, "iat"), "it is older");
        assert!(number(claim, "del_max_depth") <= number(parent, "del_max_depth"));
        let (before, none) = (tools(parent), Value::Null);
        for (tool, arguments) in tools(claim).as_object().into_iter().flatten() {
            let parent = before
                .as_object()
                .and_then(|tools| tools.get(tool))
                .unwrap_or(&none);
            let names = |arguments: &Value| -> Vec<String> {
                arguments.as_object().unwrap().keys().cloned().collect()
            };
            assert!(
                names(parent).is_empty() || names(parent) == names(arguments),
                "{tool}"
            );
        }
    }
}

fn check_call(leaf: &Value, tool: &str, input: &Value) {
    let tools = tools(leaf);
    let arguments = tools[tool].as_object().unwrap();
    let input = input.as_object().unwrap();
    assert!(arguments.is_empty() || arguments.keys().eq(input.keys()));
}

/// The one entry that grants tools.
fn tools(claims: &Value) -> Value {
    let entries = claims["authorization_details"].as_array().unwrap();
    let mut ours = entries
        .iter()
        .filter(|entry| entry["type"] == "attenuating_agent_token");
    let tools = ours
        .next()
        .map_or(Value::Null, |entry| entry["tools"].clone());
    assert!(ours.next().is_none(), "two entries");
    tools
}

fn present(tokens: &[String], proof: &str, tool: &str, input: &str) -> Denial {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (token, parents) = tokens.split_last().unwrap();
    let proofs = Proofs {
        aat: vec![proof],
        ..Proofs::default()
    };
    let presented = Presented::token(token)
        .with_parents(parents)
        .with_proofs(&proofs);
    let request = Request::tool(tool, input);
    GATE.authorize(&presented, &request, UnixTime::from_secs(NOW))
        .unwrap_err()
}

static KEY: LazyLock<Key> = LazyLock::new(|| Key::ed25519(1));

/// Those of the vectors.
static AGENTS: LazyLock<Vec<Key>> = LazyLock::new(|| (20..40).map(Key::ed25519).collect());

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let keys: Value = serde_json::from_str(&mint::jwks([&*KEY])).unwrap();
    let text = json!({ "type": "string" });
    let set = json!({
        "text": text,
        "number": { "type": "number" },
        "count": { "type": "integer" },
        "flag": { "type": "boolean" },
        "list": { "type": "array", "items": text },
    });
    let tool = |name: &str, properties: Value| json!({ "name": name, "inputSchema": { "type": "object", "properties": properties } });
    let document = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": { "aat-01": { "typ": "aat+jwt", "toolsInsteadOfScopes": true } }, "algorithms": ["Ed25519"] }],
        "audience": AUDIENCE,
        "leeway": LEEWAY,
        "maxDepth": 8,
        "proofs": { "origin": "https://tools.example" },
        "tools": [tool("ping", json!({})), tool("read-file", json!({ "path": text, "limit": { "type": "integer" } })), tool("set", set)],
        "requiredScopes": { "ping": [], "read-file": ["files:read"], "set": [] },
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
});

/// As many tokens as a request may present, one more, and a call.
const MOST: usize = 10;
const LEEWAY: u64 = 30;
