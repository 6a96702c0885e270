//! One thing wrong at a time, in the proof itself.

use super::*;

#[test]
fn the_header_is_that_of_a_proof() {
    let typ = "proof_malformed: the DPoP proof has not the `typ` `dpop+jwt`";
    let jwk: Value = serde_json::from_str(&Key::es256(1).bare_jwk()).unwrap();
    let with_jwk = |patch: Value| {
        let jwk: Value = serde_json::from_str(&patched(jwk.clone(), &patch)).unwrap();
        with_header(json!({ "jwk": jwk }))
    };
    for (proof, expected) in [
        (with_header(json!({ "typ": null })), typ),
        (with_header(json!({ "typ": "JWT" })), typ),
        (with_header(json!({ "typ": "at+jwt" })), typ),
        (with_header(json!({ "typ": "wpt+jwt" })), typ),
        (with_header(json!({ "typ": "DPOP+JWT" })), typ),
        (
            with_header(json!({ "typ": 1 })),
            "proof_malformed: DPoP proof: the header parameter `typ` is an integer, not a string",
        ),
        (
            with_header(json!({ "alg": null })),
            "proof_malformed: DPoP proof: the header has no `alg`",
        ),
        (
            with_header(json!({ "alg": "none" })),
            "proof_signature_invalid: DPoP proof: the algorithm `none` is not allowed",
        ),
        (
            with_header(json!({ "alg": "HS256" })),
            "proof_signature_invalid: DPoP proof: the algorithm `HS256` is not allowed",
        ),
        // In the table, and not on the list
        (
            with_header(json!({ "alg": "ES384" })),
            "proof_signature_invalid: DPoP proof: the algorithm `ES384` is not allowed",
        ),
        // On the list, and not this key's
        (
            with_header(json!({ "alg": "Ed25519" })),
            "proof_signature_invalid: the DPoP proof has a signature that does not verify",
        ),
        (
            with_header(json!({ "jwk": null })),
            "proof_malformed: DPoP proof: the header has no `jwk`",
        ),
        (
            with_header(json!({ "jwk": "key" })),
            "proof_malformed: DPoP proof: the header parameter `jwk` is a string, not an object",
        ),
        (
            with_jwk(json!({ "d": "AQ" })),
            "proof_malformed: DPoP proof: the header parameter `jwk` is not usable: a private key",
        ),
        (
            with_header(json!({ "jwk": { "kty": "oct", "k": "AQ" } })),
            "proof_malformed: DPoP proof: the header parameter `jwk` is not usable: a secret key (`kty` is `oct`)",
        ),
        (
            with_jwk(json!({ "alg": "ES384" })),
            "proof_malformed: DPoP proof: the header parameter `jwk` is not usable: `alg` is not for this type of key",
        ),
        (
            with_jwk(json!({ "use": "enc" })),
            "proof_malformed: DPoP proof: the header parameter `jwk` is not usable: `use` is not `sig`",
        ),
        (
            with_header(json!({ "jku": "https://evil.example/jwks" })),
            "proof_malformed: DPoP proof: the header parameter `jku` is not supported",
        ),
        (
            with_header(json!({ "x5c": [] })),
            "proof_malformed: DPoP proof: the header parameter `x5c` is not supported",
        ),
        (
            with_header(json!({ "crit": ["jwk"] })),
            "proof_malformed: DPoP proof: the header parameter `crit` is not supported",
        ),
        (
            with_header(json!({ "b64": false })),
            "proof_malformed: DPoP proof: the header parameter `b64` is not supported",
        ),
    ] {
        assert_eq!(told(&proof), expected);
    }
}

#[test]
fn the_key_is_that_of_the_token() {
    let (own, other) = (Key::es256(1), Key::es256(2));
    let mismatch = "proof_key_mismatch: the DPoP proof brings another key than the one that the token is bound to";
    let invalid = "proof_signature_invalid: the DPoP proof has a signature that does not verify";
    assert_eq!(refusal(verdict(&[&good(&other)], &own)), mismatch);
    // The right key, and the signature of another one
    let forged = compact(header(&own).to_string(), claims().to_string(), &other);
    assert_eq!(refusal(verdict(&[&forged], &own)), invalid);
    // `alg` of the jwk is one algorithm, and that of the header another one for the same type of key
    let key = Key::ed25519(1);
    let jwk: Value = serde_json::from_str(&key.clone().for_algorithm("EdDSA").jwk()).unwrap();
    let mixed = proof(&key, &json!({ "jwk": jwk }), &json!({}));
    assert_eq!(refusal(verdict(&[&mixed], &key)), invalid);
}

#[test]
fn claims_are_there_and_of_their_type() {
    for (patch, expected) in [
        (json!({ "jti": null }), "the token has no `jti`"),
        (json!({ "jti": "" }), "`jti` is empty"),
        (json!({ "jti": 7 }), "`jti` is an integer, not a string"),
        (json!({ "htm": null }), "the token has no `htm`"),
        (
            json!({ "htm": ["POST"] }),
            "`htm` is an array, not a string",
        ),
        (json!({ "htu": null }), "the token has no `htu`"),
        (json!({ "htu": {} }), "`htu` is an object, not a string"),
        (json!({ "iat": null }), "the token has no `iat`"),
        (
            json!({ "iat": NOW.to_string() }),
            "`iat` is a string, not a number",
        ),
        (
            json!({ "iat": -1 }),
            "`iat` is not a time from 1970 to 9999",
        ),
        (
            json!({ "iat": u64::MAX }),
            "`iat` is not a time from 1970 to 9999",
        ),
        (json!({ "exp": "later" }), "`exp` is a string, not a number"),
        (json!({ "nbf": true }), "`nbf` is a boolean, not a number"),
        (json!({ "ath": 1 }), "`ath` is an integer, not a string"),
        (json!({ "bh": 1 }), "`bh` is an integer, not a string"),
        (json!({ "nonce": 1 }), "`nonce` is an integer, not a string"),
    ] {
        let expected = format!("proof_malformed: DPoP proof: {expected}");
        assert_eq!(told(&with_claims(patch)), expected);
    }
    let of_length = |length| told(&with_claims(json!({ "jti": "\u{fc}".repeat(length) })));
    assert_eq!(of_length(512), "accepted");
    assert_eq!(
        of_length(513),
        "proof_malformed: the DPoP proof has a `jti` of more than 512 characters"
    );
}

#[test]
fn the_request_is_this_one() {
    let method = "proof_request_mismatch: the DPoP proof is for another method (`htm`)";
    let uri = "proof_request_mismatch: the DPoP proof is for another URI (`htu`)";
    for htm in ["post", "GET", "POST ", "Post"] {
        assert_eq!(told(&with_claims(json!({ "htm": htm }))), method, "{htm}");
    }
    for htu in [
        "https://tools.example/mcp",
        "https://tools.example/mcp?other=2#f",
        "HTTPS://TOOLS.EXAMPLE:443/./x/../m%63p",
    ] {
        assert_eq!(
            told(&with_claims(json!({ "htu": htu }))),
            "accepted",
            "{htu}"
        );
    }
    for htu in [
        "http://tools.example/mcp",
        "https://tools.example:8443/mcp",
        "https://tools.example/mcp/",
        "https://tools.example//mcp",
        "https://tools.example/MCP",
        "https://tools.example/mcp%2F",
        "https://tools.example/",
        "https://tools.example.evil.example/mcp",
        "https://tools.example@evil.example/mcp",
        "https://user@tools.example/mcp",
        "https://t\u{f6}\u{f6}ls.example/mcp",
        "/mcp",
        "mcp",
    ] {
        assert_eq!(told(&with_claims(json!({ "htu": htu }))), uri, "{htu}");
    }
}

#[test]
fn the_time_is_now() {
    let not_current = |what: &str| format!("proof_not_current: the DPoP proof {what}");
    for (patch, expected) in [
        (json!({ "iat": NOW - 60 }), "accepted".to_owned()),
        (
            json!({ "iat": NOW - 61 }),
            not_current("was made 61 s ago, more than 60 s"),
        ),
        (json!({ "iat": NOW + 30 }), "accepted".to_owned()),
        (
            json!({ "iat": NOW + 31 }),
            not_current("was made 31 s from now, more than 30 s"),
        ),
        (
            json!({ "iat": 0 }),
            not_current(&format!("was made {NOW} s ago, more than 60 s")),
        ),
        (json!({ "exp": NOW }), not_current("has expired")),
        (json!({ "exp": NOW + 1 }), "accepted".to_owned()),
        (json!({ "nbf": NOW + 30 }), "accepted".to_owned()),
        (json!({ "nbf": NOW + 31 }), not_current("is not valid yet")),
    ] {
        assert_eq!(told(&with_claims(patch.clone())), expected, "{patch}");
    }
}

#[test]
fn the_token_is_this_one() {
    let mismatch = "proof_token_mismatch: the DPoP proof is for another token (`ath`)";
    for ath in [
        json!(null),
        json!(""),
        json!(hash("another")),
        json!(format!("{}=", hash(TOKEN))),
    ] {
        assert_eq!(told(&with_claims(json!({ "ath": ath }))), mismatch);
    }
}
