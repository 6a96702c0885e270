//! Lines as the payloads of a chain, root first, and a call as the last line: whoever is let in has a chain that only narrows.
//!
//! Whose chain it is the first line says in `iss`. Tokens of linked chains are signed each with the key that the one before it
//! confirms, those of the ordinary issuer all with its own.

#![no_main]

#[path = "chain/aat.rs"]
mod aat;
#[path = "chain/adc.rs"]
mod adc;
#[path = "chain/lineage.rs"]
mod lineage;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::{AUDIENCE, ISSUER, Key, NOW};
use narrowgate::{Code, Config, Denial, Gate, Presented, Proofs, Request, Scheme, UnixTime};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let mut lines: Vec<&str> = text.lines().take(MOST).collect();
    let call = lines.pop().map(serde_json::from_str::<Value>);
    let call = call.and_then(Result::ok).unwrap_or(Value::Null);
    let tool = call["tool"].as_str().unwrap_or("ping");
    let input = call.get("input").map_or("{}".to_owned(), Value::to_string);
    let kind = Kind::of(&lines);
    let (tokens, payloads) = mint_all(kind, &lines);
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
    let prove = |key: &Key| match kind {
        Kind::Aat => mint::call_proof(key, &id, tool, &input).mint(),
        Kind::Adc => mint::dpop_proof(key, &tokens[last]).mint(),
        Kind::Ordinary => String::new(),
    };
    let proof = prove(&kind.holders()[last]);
    let ask = |tokens: &[String], proof: &str| present(kind, tokens, proof, tool, &input);
    let verdict = ask(&tokens, &proof);
    assert_eq!(
        verdict,
        ask(&tokens, &proof),
        "what is remembered is another answer"
    );
    // Nothing comes after the chain and its authority: this build has no policies
    if let Err(denial) = verdict {
        let sentence = denial.to_string();
        assert!(sentence.len() < 1024, "{sentence}");
        assert!(sentence.chars().all(|c| !c.is_control()), "{sentence:?}");
        return;
    }
    let claims: Vec<Value> = claims.into_iter().map(Option::unwrap).collect();
    check_dates(&claims);
    let input: Value = serde_json::from_str(&input).unwrap();
    match kind {
        Kind::Ordinary => return lineage::check(&claims),
        Kind::Aat => aat::check(&claims, tool, &input),
        Kind::Adc => adc::check(&claims, &input),
    }
    check_links(kind, &tokens, &claims);
    let stolen = ask(&tokens, &prove(&Key::ed25519(99))).unwrap_err().code();
    assert!(
        [Code::ProofSignatureInvalid, Code::ProofKeyMismatch].contains(&stolen),
        "{stolen:?}"
    );
    for left_out in 0..last {
        let mut fewer = tokens.clone();
        fewer.remove(left_out);
        assert!(ask(&fewer, &proof).is_err(), "token {left_out} is missing");
    }
});

/// Whose chain it is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Aat,
    Adc,
    Ordinary,
}

impl Kind {
    fn of(lines: &[&str]) -> Self {
        let root = lines
            .first()
            .map(|line| serde_json::from_str::<Value>(line));
        let root = root.and_then(Result::ok).unwrap_or(Value::Null);
        match root["iss"].as_str() {
            Some(ADC) => Self::Adc,
            Some(ORDINARY) => Self::Ordinary,
            _ => Self::Aat,
        }
    }

    /// Those of the vectors: who holds the first token, the second one, and so on.
    fn holders(self) -> &'static [Key] {
        match self {
            Self::Aat => &KEYS[10..],
            Self::Adc | Self::Ordinary => &KEYS,
        }
    }

    /// The header, canonical, and who signs.
    fn signs(self, index: usize) -> (String, &'static Key) {
        let typ = match self {
            Self::Aat => "aat+jwt",
            Self::Adc | Self::Ordinary => "at+jwt",
        };
        let before = index.checked_sub(1).filter(|_| self != Self::Ordinary);
        match (self, before.map(|before| &self.holders()[before])) {
            (_, None) => (
                format!(r#"{{"alg":"Ed25519","kid":"ed-1","typ":"{typ}"}}"#),
                &KEY,
            ),
            (Self::Adc, Some(key)) => {
                let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, key.x());
                (
                    format!(r#"{{"alg":"Ed25519","jwk":{jwk},"typ":"{typ}"}}"#),
                    key,
                )
            }
            (_, Some(key)) => (format!(r#"{{"alg":"Ed25519","typ":"{typ}"}}"#), key),
        }
    }
}

/// The tokens, and the payloads of those that are made here. A line that is no object is a token as it stands.
fn mint_all(kind: Kind, lines: &[&str]) -> (Vec<String>, Vec<String>) {
    let (mut tokens, mut payloads): (Vec<String>, Vec<String>) = Default::default();
    for (index, line) in lines.iter().enumerate() {
        // A hash can't be found by trying: `@par` stands for the right one
        let parent = tokens.last().and_then(|parent| parent.rsplit_once('.'));
        let hash = mint::hash(parent.map_or("", |(signed, _)| signed));
        let payload = line.replace("@par", &hash);
        let (header, signer) = kind.signs(index);
        tokens.push(match payload.starts_with('{') {
            true => mint::compact(header, &payload, signer),
            false => payload.clone(),
        });
        payloads.push(payload);
    }
    (tokens, payloads)
}

/// The claims of a chain that was let in, as another reader than the gate's own finds them.
fn check_dates(claims: &[Value]) {
    for (index, claim) in claims.iter().enumerate() {
        assert!(
            number(claim, "exp") > (NOW - LEEWAY) as f64,
            "it has expired"
        );
        let Some(parent) = index.checked_sub(1).map(|parent| &claims[parent]) else {
            continue;
        };
        assert!(
            number(claim, "exp") <= number(parent, "exp"),
            "it lives longer"
        );
        assert!(number(claim, "iat") >= number(parent, "iat"), "it is older");
    }
}

/// The same for what both drafts have.
fn check_links(kind: Kind, tokens: &[String], claims: &[Value]) {
    for (index, claim) in claims.iter().enumerate() {
        assert_eq!(claim["del_depth"].as_u64(), Some(index as u64));
        assert!(
            claims[..index]
                .iter()
                .all(|other| other["jti"] != claim["jti"]),
            "a `jti` stands twice"
        );
        let (holder, cnf) = (&kind.holders()[index], &claim["cnf"]);
        assert!(
            cnf["jwk"]["x"] == holder.x() || cnf["jkt"] == holder.thumbprint(),
            "another key is confirmed"
        );
        let Some(before) = index.checked_sub(1) else {
            assert!(claim.get("par_hash").is_none());
            continue;
        };
        let (signed, _) = tokens[before].rsplit_once('.').unwrap();
        assert_eq!(claim["par_hash"], mint::hash(signed));
        let named = claim["iss"] == mint::thumbprint_uri(&kind.holders()[before]);
        assert!(
            named || kind == Kind::Adc && claim["iss"] == claims[before]["client_id"],
            "somebody else signed it"
        );
    }
}

fn number(claims: &Value, name: &str) -> f64 {
    claims[name].as_f64().unwrap()
}

/// The one entry of this type that grants.
fn entry<'a>(claims: &'a Value, kind: &str) -> &'a Value {
    let entries = claims["authorization_details"].as_array().unwrap();
    let mut ours = entries.iter().filter(|entry| entry["type"] == kind);
    let entry = ours.next().unwrap_or(&Value::Null);
    assert!(ours.next().is_none(), "two entries");
    entry
}

fn present(
    kind: Kind,
    tokens: &[String],
    proof: &str,
    tool: &str,
    input: &str,
) -> Result<(), Denial> {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (token, parents) = tokens.split_last().unwrap();
    let (scheme, proofs) = match kind {
        Kind::Aat => {
            let called = Proofs {
                aat: vec![proof],
                ..Proofs::default()
            };
            (Scheme::Bearer, called)
        }
        Kind::Adc => {
            let dpop = Proofs {
                dpop: vec![proof],
                method: "POST",
                target: "/mcp",
                ..Proofs::default()
            };
            (Scheme::Dpop, dpop)
        }
        Kind::Ordinary => (Scheme::Bearer, Proofs::default()),
    };
    let presented = Presented::token(token)
        .by(scheme)
        .with_parents(parents)
        .with_proofs(&proofs);
    let request = Request::tool(tool, input);
    GATE.authorize(&presented, &request, UnixTime::from_secs(NOW))
        .map(drop)
}

static KEY: LazyLock<Key> = LazyLock::new(|| Key::ed25519(1));
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| (10..40).map(Key::ed25519).collect());

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let keys: Value = serde_json::from_str(&mint::jwks([&*KEY])).unwrap();
    let issuer = |name: &str, profile: Value| json!({ "issuer": name, "jwks": keys, "profile": profile, "algorithms": ["Ed25519"] });
    let text = json!({ "type": "string" });
    let set = json!({
        "text": text,
        "number": { "type": "number" },
        "count": { "type": "integer" },
        "flag": { "type": "boolean" },
        "list": { "type": "array", "items": text },
    });
    let query = json!({
        "max_rows": { "type": "integer" },
        "limit": { "type": "integer" },
        "region": text,
        "path": text,
        "egress": text,
        "fast": { "type": "boolean" },
        "list": { "type": "array", "items": text },
    });
    let tool = |name: &str, properties: Value| json!({ "name": name, "inputSchema": { "type": "object", "properties": properties } });
    let document = json!({
        "issuers": [
            issuer(ISSUER, json!({ "aat-01": { "typ": "aat+jwt", "toolsInsteadOfScopes": true } })),
            issuer(ADC, json!({ "adc-03-bound": { "hostCounts": true } })),
            issuer(ORDINARY, json!("rfc9068")),
        ],
        "audience": AUDIENCE,
        "leeway": LEEWAY,
        "maxDepth": 8,
        "proofs": { "origin": "https://tools.example" },
        "tools": [tool("ping", json!({})), tool("read-file", json!({ "path": text, "limit": { "type": "integer" } })), tool("set", set), tool("query", query)],
        "requiredScopes": { "ping": [], "read-file": [], "set": [], "query": [] },
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
});

/// The issuers of agent delegation chains, and of access tokens. That of attenuating agent tokens is the vectors' own.
const ADC: &str = "https://adc.example";
const ORDINARY: &str = "https://ordinary.example";
/// As many tokens as a request may present, one more, and a call.
const MOST: usize = 10;
const LEEWAY: u64 = 30;
