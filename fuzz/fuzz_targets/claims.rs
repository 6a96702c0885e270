//! Bytes as the payload of a token that a trusted issuer signed: whoever is let in has the claims that let him in.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::{AUDIENCE, ISSUER, Key, NOW};
use narrowgate::{Config, Denial, Gate, Presented, UnixTime, Verified};
use serde_json::{Value, json};

fuzz_target!(|payload: &[u8]| {
    let token = mint::compact(&*HEADER, payload, &KEY);
    let verdict = verify(&token, NOW);
    let again = verify(&token, NOW);
    match verdict {
        Ok(verified) => {
            let shown = serde_json::to_value(&verified).unwrap();
            assert_eq!(
                shown,
                serde_json::to_value(again.unwrap()).unwrap(),
                "what is remembered is another answer"
            );
            check_claims(&shown, &serde_json::from_slice(payload).unwrap());
            assert!(verify(&token, verified.expires_at() + LEEWAY + 1).is_err());
            for at in 0..3 {
                let spoilt = spoil(&token, payload.len() + at * 29);
                assert!(verify(&spoilt, NOW).is_err(), "{spoilt}");
            }
        }
        Err(denial) => {
            assert_eq!(denial, again.unwrap_err());
            let sentence = denial.to_string();
            assert!(sentence.len() < 1024, "{sentence}");
            assert!(sentence.chars().all(|c| !c.is_control()), "{sentence:?}");
        }
    }
});

/// What the gate says, beside what another reader than its own finds.
fn check_claims(shown: &Value, claims: &Value) {
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(shown["issuer"], ISSUER);
    let aud = match &claims["aud"] {
        Value::Array(names) => names.iter().any(|name| name == AUDIENCE),
        name => name == AUDIENCE,
    };
    assert!(aud, "it is for another audience");
    assert_eq!(shown["principal"]["issuer"], ISSUER);
    assert_eq!(shown["principal"]["subject"], claims["sub"]);
    assert_eq!(shown["clientId"], claims["client_id"]);
    assert_eq!(shown["tokenId"], claims["jti"]);
    assert_eq!(shown["actor"]["subject"], claims["act"]["sub"]);
    let date = |name: &str| claims[name].as_f64().unwrap();
    assert!(date("exp") > (NOW - LEEWAY) as f64, "it has expired");
    assert!(
        date("iat") <= (NOW + LEEWAY) as f64,
        "it is from the future"
    );
    assert!(date("iat") < date("exp"), "it was never valid");
    if claims.get("nbf").is_some() {
        assert!(date("nbf") <= (NOW + LEEWAY) as f64, "it is for later");
    }
    assert_eq!(date("exp").trunc(), shown["expiresAt"].as_f64().unwrap());
    assert!(claims.get("cnf").is_none(), "it is bound to a key");
    let granted: Vec<&str> = claims
        .get("scope")
        .map_or("", |scope| scope.as_str().unwrap())
        .split(' ')
        .collect();
    for scope in shown["scopes"].as_array().unwrap() {
        assert!(granted.contains(&scope.as_str().unwrap()), "{scope}");
    }
}

/// The token with another signature: one character exchanged.
fn spoil(token: &str, place: usize) -> String {
    let signature = token.rfind('.').unwrap() + 1;
    let at = signature + place % (token.len() - signature);
    let other = if token.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}

fn verify(token: &str, now: u64) -> Result<Verified, Denial> {
    GATE.verify(&Presented::token(token), UnixTime::from_secs(now))
}

static KEY: LazyLock<Key> = LazyLock::new(|| Key::ed25519(1));

static HEADER: LazyLock<String> = LazyLock::new(|| mint::access_token(&KEY).header_text());

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let keys: Value = serde_json::from_str(&mint::jwks([&*KEY])).unwrap();
    let document = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] }],
        "audience": AUDIENCE,
        "leeway": LEEWAY,
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
});

const LEEWAY: u64 = 30;
