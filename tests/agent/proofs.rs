//! DPoP and workload proofs. Through the npm package there are more of them: `tests/js/agent.proofs.test.mjs`.

use mint::{AUDIENCE, Key, access_token};
use narrowgate::agent::{AgentError, CallProof, Derivation, DpopProof, WorkloadProof};
use narrowgate::{Denial, Presented, Proofs, Scheme, UnixTime, Verified};
use serde_json::{Value, json};

use crate::support::{Agent, NOW, built, entropy};

fn gate() -> narrowgate::Gate {
    let keys: Value = serde_json::from_str(&mint::jwks([&Key::ed25519(1)])).unwrap();
    let issuer = json!({ "issuer": mint::ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] });
    let workloads = json!({ "issuer": "wimse://example.org", "jwks": keys, "profile": { "wimse-wit": {} }, "algorithms": ["Ed25519"] });
    built(&json!({
        "issuers": [issuer, workloads], "audience": AUDIENCE, "proofs": { "origin": "https://tools.example" },
    }))
}

fn ask(presented: &Presented<'_>, proofs: Proofs<'_>) -> Result<Verified, Denial> {
    let proofs = Proofs {
        method: "POST",
        target: "/mcp",
        ..proofs
    };
    gate().verify(&presented.with_proofs(&proofs), NOW)
}

#[test]
fn the_gate_takes_dpop_proofs() {
    for agent in [Agent::new(3), Agent::new(4)] {
        let cnf = json!({ "jkt": agent.public().thumbprint() }).to_string();
        let token = access_token(&Key::ed25519(1)).claim("cnf", cnf).mint();
        let proof = DpopProof::new("POST", AUDIENCE, &token).nonce("n-1");
        let unsigned = proof.unsigned(agent.public(), NOW, entropy()).unwrap();
        let proof = unsigned.sign(&agent.key).unwrap();
        let proofs = Proofs {
            dpop: vec![&proof],
            nonces: vec!["n-1"],
            ..Proofs::default()
        };
        ask(&Presented::token(&token).by(Scheme::Dpop), proofs).unwrap();
    }
}

#[test]
fn the_gate_takes_workload_proofs() {
    for agent in [Agent::new(3), Agent::new(4)] {
        let cnf = json!({ "jwk": serde_json::from_str::<Value>(&agent.mint.jwk()).unwrap() });
        let wit = ["iss", "aud", "client_id"]
            .into_iter()
            .fold(access_token(&Key::ed25519(1)), mint::AccessToken::without)
            .header("typ", "\"wit+jwt\"")
            .subject("wimse://example.org/agent/7")
            .claim("cnf", cnf.to_string())
            .mint();
        let proof = WorkloadProof::new(AUDIENCE, &wit).header("x-a", " 1 ");
        let unsigned = proof.unsigned(agent.public(), NOW, entropy()).unwrap();
        let proof = unsigned.sign(&agent.key).unwrap();
        let proofs = Proofs {
            workload_proof: vec![&proof],
            headers: vec![("x-a", "1")],
            ..Proofs::default()
        };
        ask(
            &Presented::token(&wit).by(Scheme::WorkloadIdentityToken),
            proofs,
        )
        .unwrap();
    }
}

#[test]
fn what_can_not_be_meant_is_not_made() {
    let agent = Agent::new(3);
    let key = agent.public();
    for (proof, now) in [
        (DpopProof::new("", AUDIENCE, "t"), NOW),
        (DpopProof::new("PO ST", AUDIENCE, "t"), NOW),
        (DpopProof::new("POST", "/mcp", "t"), NOW),
        (DpopProof::new("POST", AUDIENCE, ""), NOW),
        (DpopProof::new("POST", AUDIENCE, "a b"), NOW),
        (DpopProof::new("POST", AUDIENCE, "t").nonce(""), NOW),
        (
            DpopProof::new("POST", AUDIENCE, "t"),
            UnixTime::from_secs(0),
        ),
        (
            DpopProof::new("POST", AUDIENCE, "t"),
            UnixTime::from_secs(u64::MAX),
        ),
    ] {
        let made = proof.unsigned(key, now, entropy());
        assert!(matches!(made, Err(AgentError::Misuse(_))), "{proof:?}");
    }
    for proof in [
        WorkloadProof::new("", "t"),
        WorkloadProof::new(AUDIENCE, ""),
        WorkloadProof::new(AUDIENCE, "t").lifetime(0),
        WorkloadProof::new(AUDIENCE, "t").lifetime(301),
        WorkloadProof::new(AUDIENCE, "t").header("X-A", "1"),
        WorkloadProof::new(AUDIENCE, "t")
            .header("x-a", "1")
            .header("x-a", "2"),
        WorkloadProof::new(AUDIENCE, "t").access_token(""),
        WorkloadProof::new(AUDIENCE, "t").transaction_token("é"),
    ] {
        let made = proof.unsigned(key, NOW, entropy());
        assert!(matches!(made, Err(AgentError::Misuse(_))), "{proof:?}");
    }
}

/// `{:?}` ends up in logs.
#[test]
fn debug_shows_no_token() {
    let agent = Agent::new(3);
    let cnf = json!({ "jwk": serde_json::from_str::<Value>(&agent.mint.jwk()).unwrap() });
    let token = access_token(&Key::ed25519(1))
        .claim("cnf", cnf.to_string())
        .mint();
    let secret = "a-secret-of-some-length";
    let uri = format!("{AUDIENCE}?key={secret}");
    let chain = [token.as_str()];
    let dpop = DpopProof::new("POST", &uri, &token)
        .nonce(secret)
        .body(secret.as_bytes());
    let workload = WorkloadProof::new(AUDIENCE, &token)
        .access_token(&token)
        .transaction_token(&token)
        .header("x-api-key", secret);
    let arguments = json!({ "password": secret }).to_string();
    let call = CallProof::new(&token, "ping", &arguments, AUDIENCE);
    let derivation = Derivation::new(&chain, agent.public()).scopes([secret]);
    let unsigned = [
        dpop.unsigned(agent.public(), NOW, entropy()).unwrap(),
        workload.unsigned(agent.public(), NOW, entropy()).unwrap(),
        call.unsigned(agent.public(), NOW, entropy()).unwrap(),
    ];
    let shown = format!("{dpop:?} {workload:?} {call:?} {derivation:?} {unsigned:?}");
    for input in unsigned.iter().map(|unsigned| unsigned.signing_input()) {
        let payload = std::str::from_utf8(input)
            .unwrap()
            .split_once('.')
            .unwrap()
            .1;
        assert!(!shown.contains(payload), "{shown}");
    }
    for part in token.split('.').chain([secret]) {
        assert!(!shown.contains(part), "{shown}");
    }
    let octets: String = secret.bytes().map(|octet| format!("{octet}, ")).collect();
    assert!(!shown.contains(&octets), "{shown}");
}
