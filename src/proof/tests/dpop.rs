//! DPoP proofs: what comes with them, and what a good one gives.

mod form;

use mint::{Key, NOW, compact};
use serde_json::{Value, json};

use super::{patched, refusal};
use crate::denial::{Code, Denial};
use crate::jose::budget::{Budget, DEFAULT_WORK};
use crate::limits::Limits;
use crate::proof::dpop::{DpopRules, Expected, check};
use crate::proof::{HttpRequest, Replay, hash};
use crate::time::UnixTime;

const TOKEN: &str = "eyJhbGciOiJFZDI1NTE5In0.e30.c2lnbmF0dXJl";

const REQUEST: HttpRequest<'static> = HttpRequest {
    method: "POST",
    uri: "https://tools.example/mcp?session=1",
    body_sha256: None,
};

/// SHA-256 of nothing.
const EMPTY: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

fn header(key: &Key) -> Value {
    let jwk: Value = serde_json::from_str(&key.bare_jwk()).unwrap();
    json!({ "typ": "dpop+jwt", "alg": key.alg(), "jwk": jwk })
}

fn claims() -> Value {
    json!({ "jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": "https://tools.example/mcp", "iat": NOW, "ath": hash(TOKEN) })
}

/// The good proof, with other members in header and claims.
pub(super) fn proof(key: &Key, header_patch: &Value, claims_patch: &Value) -> String {
    compact(
        patched(header(key), header_patch),
        patched(claims(), claims_patch),
        key,
    )
}

pub(super) fn good(key: &Key) -> String {
    proof(key, &json!({}), &json!({}))
}

fn with_claims(patch: Value) -> String {
    proof(&Key::es256(1), &json!({}), &patch)
}

fn with_header(patch: Value) -> String {
    proof(&Key::es256(1), &patch, &json!({}))
}

/// Of a token that is bound to this key.
pub(super) fn verdict(fields: &[&str], key: &Key) -> Result<Replay, Denial> {
    let jkt = key.thumbprint();
    let expected = Expected {
        request: REQUEST,
        token: TOKEN,
        jkt: &jkt,
        nonces: &[],
    };
    run(fields, &expected, &DpopRules::default(), NOW)
}

fn run(
    fields: &[&str],
    expected: &Expected<'_>,
    rules: &DpopRules,
    now: u64,
) -> Result<Replay, Denial> {
    let mut budget = Budget::new(DEFAULT_WORK);
    let now = UnixTime::from_secs(now);
    check(
        fields,
        expected,
        rules,
        now,
        &Limits::default(),
        &mut budget,
    )
}

fn told(proof: &str) -> String {
    refusal(verdict(&[proof], &Key::es256(1)))
}

#[test]
fn a_good_proof_is_good_with_either_algorithm() {
    for key in [Key::es256(1), Key::ed25519(1)] {
        let replay = verdict(&[&good(&key)], &key).unwrap();
        assert!(replay.key.starts_with("dpop:") && replay.key.len() == 48);
        assert_eq!(replay.until, NOW + 60 + 30);
    }
    for patch in [
        json!({ "kid": "whose" }),
        json!({ "typ": "application/dpop+jwt" }),
        json!({ "jwk": serde_json::from_str::<Value>(&Key::es256(1).jwk()).unwrap() }),
    ] {
        assert_eq!(told(&with_header(patch)), "accepted");
    }
}

#[test]
fn there_is_one_field_with_one_proof() {
    let key = Key::es256(1);
    let (one, other) = (good(&key), with_claims(json!({ "jti": "another" })));
    let list = format!("{one},{other}");
    let repeated = format!("{one}, {one}");
    let padded = format!(" {one}");
    let none = "proof_required: the token is bound to a key, and no DPoP proof came with it";
    let several = "proof_malformed: there is more than one DPoP proof in `DPoP`";
    for (fields, expected) in [
        (&[][..], none),
        (&[&*one, &*other], several),
        (&[&one, &one], several),
        (&[&one, ""], several),
        (&[&list], several),
        (&[&repeated], several),
        (&[""], "proof_malformed: DPoP proof: no token was presented"),
        (
            &[&padded],
            "proof_malformed: DPoP proof: the token has characters that are not base64url or a dot",
        ),
    ] {
        assert_eq!(refusal(verdict(fields, &key)), expected, "{fields:?}");
    }
}

#[test]
fn a_nonce_is_asked_for_where_there_are_nonces() {
    let key = Key::es256(1);
    let jkt = key.thumbprint();
    let told = |patch: Value, nonces: &[&str]| {
        let expected = Expected {
            request: REQUEST,
            token: TOKEN,
            jkt: &jkt,
            nonces,
        };
        let proof = with_claims(patch);
        refusal(run(&[&proof], &expected, &DpopRules::default(), NOW))
    };
    let required = "proof_nonce_required: the DPoP proof has not the `nonce` that was asked for";
    let both = ["earlier", "later"];
    assert_eq!(told(json!({ "nonce": "earlier" }), &both), "accepted");
    assert_eq!(told(json!({ "nonce": "later" }), &both), "accepted");
    assert_eq!(told(json!({ "nonce": "mine" }), &[]), "accepted");
    assert_eq!(told(json!({ "nonce": "mine" }), &both), required);
    assert_eq!(told(json!({}), &both), required);
    // A client whose clock is wrong learns the nonce first; one without the right request learns nothing
    assert_eq!(told(json!({ "iat": 1 }), &both), required);
    assert!(told(json!({ "htm": "GET" }), &both).starts_with("proof_request_mismatch"));
}

#[test]
fn a_body_is_checked_where_it_is_named() {
    let key = Key::es256(1);
    let jkt = key.thumbprint();
    let told = |patch: Value, body_sha256, require_body_hash| {
        let expected = Expected {
            request: HttpRequest {
                body_sha256,
                ..REQUEST
            },
            token: TOKEN,
            jkt: &jkt,
            nonces: &[],
        };
        let rules = DpopRules {
            require_body_hash,
            ..DpopRules::default()
        };
        refusal(run(&[&with_claims(patch)], &expected, &rules, NOW))
    };
    let own = json!({ "bh": hash("") });
    let other = json!({ "bh": hash("{}") });
    let another = "proof_body_mismatch: the DPoP proof is for another body (`bh`)";
    let unknown = "proof_body_mismatch: the DPoP proof is for one body (`bh`), and the body's hash is not known here";
    let unnamed = "proof_body_mismatch: the DPoP proof does not name its body (`bh`)";
    for (patch, body, required, expected) in [
        (json!({}), None, false, "accepted"),
        (json!({}), Some(EMPTY), false, "accepted"),
        (json!({}), Some(EMPTY), true, unnamed),
        (json!({}), None, true, unnamed),
        (own.clone(), Some(EMPTY), false, "accepted"),
        (own.clone(), Some(EMPTY), true, "accepted"),
        (own.clone(), None, false, unknown),
        (own, None, true, unknown),
        (other.clone(), Some(EMPTY), false, another),
        (other, Some(EMPTY), true, another),
        (json!({ "bh": "" }), Some(EMPTY), false, another),
    ] {
        assert_eq!(told(patch, body, required), expected);
    }
}

#[test]
fn the_rules_are_the_operators() {
    let (key, jkt) = (Key::rs256(), Key::rs256().thumbprint());
    let expected = Expected {
        request: REQUEST,
        token: TOKEN,
        jkt: &jkt,
        nonces: &[],
    };
    let rules = DpopRules {
        algorithms: vec!["RS256".parse().unwrap()],
        max_age: 5,
        max_future: 0,
        require_body_hash: false,
    };
    let proof = good(&key);
    let told = |now| refusal(run(&[&proof], &expected, &rules, now));
    assert_eq!(told(NOW), "accepted");
    assert_eq!(told(NOW + 5), "accepted");
    assert!(told(NOW + 6).starts_with("proof_not_current"));
    assert!(told(NOW - 1).starts_with("proof_not_current"));
    let replay = run(&[&proof], &expected, &rules, NOW).unwrap();
    assert_eq!(replay.until, NOW + 5);
    // What is not on the list, whatever the key
    let es256 = Key::es256(1);
    let verdict = run(&[&good(&es256)], &expected, &rules, NOW).unwrap_err();
    assert_eq!(verdict.code(), Code::ProofSignatureInvalid);
}

/// Whose key, what for and `jti`, and nothing else.
#[test]
fn a_replay_is_known_by_what_the_proof_says() {
    let key = Key::es256(1);
    let replay = |proof: &str, key: &Key| verdict(&[proof], key).unwrap().key;
    let own = replay(&good(&key), &key);
    // The other signature that anybody can make of an ECDSA signature
    let (input, signature) = {
        let proof = good(&key);
        let (input, signature) = proof.rsplit_once('.').unwrap();
        (input.to_owned(), mint::decode(signature))
    };
    let other_signature = mint::assemble(&input, mint::forge::other_s(&signature));
    assert_ne!(other_signature, good(&key));
    for same in [
        other_signature,
        with_claims(json!({ "htu": "HTTPS://tools.example:443/mcp" })),
        with_claims(json!({ "iat": NOW - 1, "more": true })),
        with_header(json!({ "kid": "1" })),
    ] {
        assert_eq!(replay(&same, &key), own);
    }
    for (other, key) in [
        (with_claims(json!({ "jti": "another" })), &key),
        (good(&Key::es256(2)), &Key::es256(2)),
        (good(&Key::ed25519(1)), &Key::ed25519(1)),
    ] {
        assert_ne!(replay(&other, key), own);
    }
}

#[test]
fn a_signature_is_paid_for_before_it_is_checked() {
    let key = Key::es256(1);
    let jkt = key.thumbprint();
    let expected = Expected {
        request: REQUEST,
        token: TOKEN,
        jkt: &jkt,
        nonces: &[],
    };
    let told = |proof: &str, work| {
        let mut budget = Budget::new(work);
        let (rules, now) = (DpopRules::default(), UnixTime::from_secs(NOW));
        let verdict = check(
            &[proof],
            &expected,
            &rules,
            now,
            &Limits::default(),
            &mut budget,
        );
        (refusal(verdict), budget.charge(1).is_ok())
    };
    let exceeded =
        "work_exceeded: the signatures of the request are more work than the limit".to_owned();
    assert_eq!(told(&good(&key), 4), ("accepted".to_owned(), false));
    assert_eq!(told(&good(&key), 3), (exceeded, true));
    // Another key than the token's costs nothing
    let (refusal, left) = told(&good(&Key::es256(2)), 1);
    assert!(refusal.starts_with("proof_key_mismatch") && left);
}
