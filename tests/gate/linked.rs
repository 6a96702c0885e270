//! Linked chains: what a gate remembers of them, and that every byte counts.

use mint::{Confirms, ISSUER, Key, Linked, NOW};
use narrowgate::{
    Config, Denial, Gate, Grant, Jwks, Missing, Presented, Proofs, Request, RevocationAnswer,
    RevocationQuery, Scheme, UnixTime,
};
use serde_json::{Value, json};

fn agent(number: u8) -> Key {
    Key::ed25519(20 + number)
}

fn keys(key: &Key) -> String {
    mint::jwks([key])
}

fn gate() -> Gate {
    let tool = |name: &str| json!({ "name": name, "inputSchema": { "type": "object", "properties": { "path": { "type": "string" } } } });
    let keys: Value = serde_json::from_str(&keys(&Key::ed25519(1))).unwrap();
    let agents = json!({ agent(0).thumbprint(): "monitoring-agent" });
    let profile = json!({ "aat-01": { "typ": "aat+jwt", "principal": "alice", "agents": agents } });
    let document = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": profile, "algorithms": ["Ed25519"] }],
        "audience": mint::AUDIENCE,
        "proofs": { "origin": "https://tools.example" },
        "tools": [tool("read"), tool("write")],
        "requiredScopes": { "read": [], "write": [] },
        "policies": "permit (principal, action, resource);",
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
}

fn granting(token: Linked, tools: Value) -> Linked {
    let details = json!([{ "type": "attenuating_agent_token", "tools": tools }]);
    token.claim("authorization_details", details.to_string())
}

/// A root for two tools, and a child for one of them, held by agents 0 and 1.
fn pair() -> [Linked; 2] {
    let root = mint::linked_root(&Key::ed25519(1), "aat+jwt", &agent(0), Confirms::Jwk);
    let root = granting(root, json!({ "read": {}, "write": {} }));
    let child = granting(root.child(&agent(1)), json!({ "read": {} }));
    [root, child]
}

fn ask(gate: &Gate, tokens: &[&str], proof: &str, tool: &str) -> Result<Grant, Denial> {
    let (token, parents) = tokens.split_last().unwrap();
    let proofs = Proofs {
        aat: vec![proof],
        ..Proofs::default()
    };
    let presented = Presented::token(token)
        .with_parents(parents)
        .with_proofs(&proofs);
    let request = Request::tool(tool, "{}");
    gate.authorize(&presented, &request, UnixTime::from_secs(NOW))
}

/// The call `read`, with these tokens and the right proof of the last one.
fn read(gate: &Gate, tokens: &[&Linked], id: &str) -> Result<Grant, Denial> {
    let minted: Vec<String> = tokens.iter().map(|token| token.mint()).collect();
    let minted: Vec<&str> = minted.iter().map(String::as_str).collect();
    let holder = tokens.last().unwrap().holder();
    ask(
        gate,
        &minted,
        &mint::call_proof(holder, id, "read", "{}").mint(),
        "read",
    )
}

#[track_caller]
fn denied(verdict: Result<Grant, Denial>, code: &str) {
    assert_eq!(
        verdict.err().map(|denial| denial.code().as_str()),
        Some(code)
    );
}

#[test]
fn a_chain_is_printed_with_the_tools_of_every_hop() {
    let [root, child] = pair();
    let grant = read(&gate(), &[&root, &child], "l-1").unwrap();
    let agent = mint::thumbprint_uri(&agent(1));
    assert_eq!(
        grant.verified().chain().to_string(),
        format!(
            "{ISSUER} alice (asserted)\n\
             └─ {ISSUER} monitoring-agent (signed; tools `read`, `write`)\n   \
             └─ {ISSUER} {agent} (signed; tools `read`)"
        )
    );
}

#[test]
fn a_child_that_was_seen_is_no_root_and_no_child_of_another() {
    let (gate, [root, child]) = (gate(), pair());
    let other = root.clone().claim("jti", mint::string("other"));
    let leaf = child.child(&agent(2));
    for _ in 0..2 {
        assert!(read(&gate, &[&root, &child, &leaf], "l-2").is_ok());
        assert!(read(&gate, &[&other], "other").is_ok());
        denied(read(&gate, &[&child], "l-1"), "issuer_unknown");
        denied(read(&gate, &[&other, &child], "l-1"), "link_broken");
        denied(read(&gate, &[&root, &leaf], "l-2"), "signature_invalid");
        denied(read(&gate, &[&root, &root], "l-0"), "signature_invalid");
        assert!(read(&gate, &[&root, &child], "l-1").is_ok());
    }
}

#[test]
fn a_chain_falls_with_the_key_of_its_root() {
    let (gate, [root, child]) = (gate(), pair());
    assert!(read(&gate, &[&root, &child], "l-1").is_ok());
    let other = Jwks::parse(&keys(&Key::ed25519(2))).unwrap();
    gate.replace_keys(ISSUER, other, UnixTime::from_secs(NOW))
        .unwrap();
    denied(read(&gate, &[&root, &child], "l-1"), "key_unknown");
    denied(read(&gate, &[&root], "l-0"), "key_unknown");
    let again = Jwks::parse(&keys(&Key::ed25519(1))).unwrap();
    gate.replace_keys(ISSUER, again, UnixTime::from_secs(NOW))
        .unwrap();
    assert!(read(&gate, &[&root, &child], "l-1").is_ok());
}

#[test]
fn who_asks_about_no_call_is_sent_to_authorize() {
    let (gate, [root, child]) = (gate(), pair());
    let (root, child) = (root.mint(), child.mint());
    let proof = mint::call_proof(&agent(1), "l-1", "read", "{}").mint();
    let proofs = Proofs {
        aat: vec![&proof],
        ..Proofs::default()
    };
    let parents = [root.as_str()];
    let presented = Presented::token(&child)
        .with_parents(&parents)
        .with_proofs(&proofs);
    let denial = gate.verify(&presented, UnixTime::from_secs(NOW)).err();
    assert_eq!(denial.unwrap().code().as_str(), "proof_request_mismatch");
}

/// The record of a chain that does not hold names nobody: a leaf alone proves nothing.
#[test]
fn a_broken_chain_proves_nobody() {
    let [root, child] = pair();
    let other = root.claim("jti", mint::string("other")).mint();
    let child = child.mint();
    let proof = mint::call_proof(&agent(1), "l-1", "read", "{}").mint();
    let proofs = Proofs {
        aat: vec![&proof],
        ..Proofs::default()
    };
    let parents = [other.as_str()];
    let presented = Presented::token(&child)
        .with_parents(&parents)
        .with_proofs(&proofs);
    let decision = gate().decide(
        &presented,
        &Request::tool("read", "{}"),
        UnixTime::from_secs(NOW),
    );
    let record = serde_json::to_value(decision.record()).unwrap();
    let text = record.to_string();
    assert!(text.contains("link_broken"), "{text}");
    assert!(!text.contains("monitoring-agent"), "{text}");
}

/// One character of a token or of the proof exchanged, each in its turn.
#[test]
fn every_character_counts() {
    let (gate, [root, child]) = (gate(), pair());
    let proof = mint::call_proof(&agent(1), "l-1", "read", "{}").mint();
    let texts = [root.mint(), child.mint(), proof];
    let asked = |texts: &[String; 3]| ask(&gate, &[&texts[0], &texts[1]], &texts[2], "read");
    assert!(asked(&texts).is_ok());
    for index in 0..3 {
        for at in (0..texts[index].len()).step_by(7) {
            let mut spoilt = texts.clone();
            let other = if &texts[index][at..=at] == "A" {
                "B"
            } else {
                "A"
            };
            spoilt[index].replace_range(at..=at, other);
            assert!(asked(&spoilt).is_err(), "{}", spoilt[index]);
        }
    }
    denied(
        ask(&gate, &[&texts[0], &texts[1]], &texts[2], "write"),
        "proof_request_mismatch",
    );
}

/// The chain that two agents make of an access token, of which nothing is known to be revoked.
#[test]
fn what_a_delegator_calls_an_agent_is_nowhere() {
    let tools = json!([{ "name": "read" }]);
    let keys: Value = serde_json::from_str(&keys(&Key::ed25519(1))).unwrap();
    let document = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": { "adc-03-bound": {} }, "algorithms": ["Ed25519"] }],
        "audience": mint::AUDIENCE,
        "proofs": { "origin": "https://tools.example" },
        "requireRevocationCheck": true,
        "tools": tools,
        "requiredScopes": { "read": [] },
        "policies": "permit (principal, action, resource);",
    });
    let gate = Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap();
    let root = mint::delegation_root(&Key::ed25519(1), &agent(0));
    let child = root.child(&agent(1)).claim("client_id", "claimed-name");
    let leaf = child.child(&agent(2)).claim("client_id", "claimed-too");
    let [root, child, leaf] = [root, child, leaf].map(|token| token.mint());
    let proof = mint::dpop_proof(&agent(2), &leaf).mint();
    let decide = |revocation: Vec<RevocationAnswer>| {
        let proofs = Proofs {
            dpop: vec![&proof],
            method: "POST",
            target: "/mcp",
            revocation,
            ..Proofs::default()
        };
        let parents = [root.as_str(), child.as_str()];
        let presented = Presented::token(&leaf)
            .by(Scheme::Dpop)
            .with_parents(&parents)
            .with_proofs(&proofs);
        let request = Request::tool("read", "{}");
        gate.decide(&presented, &request, UnixTime::from_secs(NOW))
    };
    let decision = decide(Vec::new());
    let denial = decision.verdict().unwrap_err();
    let asked: &[RevocationQuery] = match denial.missing() {
        Some(Missing::Revocation(asked)) => asked,
        _ => &[],
    };
    // Who signed chose the `jti`: that of a child is none of the issuer's
    let signers: Vec<_> = asked.iter().map(RevocationQuery::issuer).collect();
    assert_eq!(
        signers,
        [
            ISSUER,
            &mint::thumbprint_uri(&agent(0)),
            &mint::thumbprint_uri(&agent(1))
        ]
    );
    let answers = asked.iter().map(|query| RevocationAnswer {
        token: *query.token(),
        revoked: false,
    });
    let granted = decide(answers.collect());
    let grant = granted.verdict().unwrap();
    assert_eq!(grant.verified().client_id(), None);
    let agent = grant.verified().actor().unwrap();
    assert_eq!(
        (agent.issuer(), agent.subject()),
        (ISSUER, mint::thumbprint_uri(&self::agent(2)).as_str())
    );
    for said in [
        serde_json::to_string(grant),
        serde_json::to_string(granted.record()),
        serde_json::to_string(decision.record()),
        serde_json::to_string(&gate.report(denial)),
    ] {
        assert!(!said.unwrap().contains("claimed"));
    }
}
