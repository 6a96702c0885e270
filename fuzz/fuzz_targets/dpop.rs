//! Bytes as the payload of a DPoP proof that the holder of the key signed: whatever is let in is about this request and
//! this token.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mint::{AUDIENCE, ISSUER, Key, NOW};
use narrowgate::{Config, Denial, Gate, Presented, Proofs, Scheme, UnixTime, Verified};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fuzz_target!(|bytes: &[u8]| {
    // A hash can't be found by trying: `@ath` stands for the right one
    let payload = String::from_utf8_lossy(bytes).replace("@ath", &ATH);
    let proof = mint::compact(&*HEADER, &payload, &HOLDER);
    match present(&proof, Scheme::Dpop) {
        Ok(verified) => {
            check(&serde_json::from_str(&payload).unwrap());
            let keys = verified.possession().replay_keys();
            assert_eq!(keys.len(), 1);
            assert!(keys[0].until() > NOW && keys[0].until() <= NOW + WINDOW);
            // Neither as another request's, nor for a client that says it is a bearer token
            assert!(present(&proof, Scheme::Bearer).is_err());
        }
        Err(denial) => {
            let sentence = denial.to_string();
            assert!(sentence.len() < 1024, "{sentence}");
            assert!(sentence.chars().all(|c| !c.is_control()), "{sentence:?}");
        }
    }
    // What is no proof at all
    assert!(present(&payload, Scheme::Dpop).is_err());
});

/// The claims of a proof that was let in, as another reader than the gate's own finds them.
fn check(claims: &Value) {
    assert_eq!(claims["htm"], "POST");
    let htu = claims["htu"].as_str().unwrap().to_ascii_lowercase();
    assert!(htu.starts_with("https://tools.example"), "{htu}");
    assert_eq!(claims["ath"], **ATH);
    assert!(!claims["jti"].as_str().unwrap().is_empty());
    let iat = claims["iat"].as_f64().unwrap();
    assert!(
        iat >= (NOW - 60) as f64 && iat <= (NOW + 30) as f64,
        "{iat}"
    );
    if let Some(bh) = claims.get("bh") {
        assert_eq!(*bh, mint::encode(Sha256::digest(BODY)));
    }
}

fn present(proof: &str, scheme: Scheme) -> Result<Verified, Denial> {
    let proofs = Proofs {
        dpop: vec![proof],
        method: "POST",
        target: "/mcp?session=1",
        body_sha256: Some(Sha256::digest(BODY).into()),
        ..Proofs::default()
    };
    let presented = Presented::token(&TOKEN).by(scheme).with_proofs(&proofs);
    GATE.verify(&presented, UnixTime::from_secs(NOW))
}

static HOLDER: LazyLock<Key> = LazyLock::new(|| Key::ed25519(2));

static HEADER: LazyLock<String> = LazyLock::new(|| {
    let jwk: Value = serde_json::from_str(&HOLDER.bare_jwk()).unwrap();
    json!({ "typ": "dpop+jwt", "alg": HOLDER.alg(), "jwk": jwk }).to_string()
});

static TOKEN: LazyLock<String> = LazyLock::new(|| {
    let jkt = json!({ "jkt": HOLDER.thumbprint() }).to_string();
    mint::access_token(&Key::ed25519(1))
        .claim("cnf", jkt)
        .mint()
});

static ATH: LazyLock<String> = LazyLock::new(|| mint::encode(Sha256::digest(TOKEN.as_bytes())));

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let keys: Value = serde_json::from_str(&mint::jwks([&Key::ed25519(1)])).unwrap();
    let document = json!({
        "issuers": [{ "issuer": ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] }],
        "audience": AUDIENCE,
        "proofs": { "origin": "https://tools.example" },
    });
    Config::from_json(&document.to_string())
        .and_then(Config::build)
        .unwrap()
});

const BODY: &[u8] = b"{}";
const WINDOW: u64 = 60 + 30 + 30;
