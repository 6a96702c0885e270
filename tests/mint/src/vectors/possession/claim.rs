//! The claims of a DPoP proof: time, token, nonce, body, identifier.

use super::*;

const CLAIMS: &str = "RFC 9449, section 4.2";
const TIME: &str = "RFC 9449, section 11.1";
const NONCE: &str = "RFC 9449, section 9";
/// SHA-256 of the body that the host has read.
const BODY: &str = r#"{"jsonrpc":"2.0"}"#;

pub(super) fn cases() -> Vec<Case> {
    [types(), time(), token(), nonce(), body(), example()]
        .into_iter()
        .flatten()
        .collect()
}

fn claim(id: &str, source: &str, description: &str, name: &str, json: &str) -> Case {
    proven(case(id, source, description), |proof| {
        proof.claim(name, json)
    })
}

fn types() -> Vec<Case> {
    let mut cases: Vec<_> = ["jti", "htm", "htu", "iat"]
        .into_iter()
        .map(|name| {
            let id = format!("dpop-{name}-absent");
            proven(case(&id, CLAIMS, &format!("No `{name}`.")), |proof| {
                proof.without(name)
            })
            .deny("proof_malformed")
        })
        .collect();
    cases.extend(
        [
            ("jti-empty", "jti", r#""""#),
            ("jti-number", "jti", "7"),
            ("jti-null", "jti", "null"),
            ("htm-array", "htm", r#"["POST"]"#),
            ("htu-object", "htu", "{}"),
            ("htu-empty", "htu", r#""""#),
            ("iat-text", "iat", r#""1760000000""#),
            ("iat-negative", "iat", "-1"),
            ("iat-huge", "iat", "18446744073709551615"),
            ("exp-text", "exp", r#""later""#),
            ("nbf-true", "nbf", "true"),
            ("ath-number", "ath", "1"),
            ("bh-null", "bh", "null"),
            ("nonce-array", "nonce", "[]"),
        ]
        .into_iter()
        .map(|(id, name, json)| {
            let description = format!("`{name}` is `{json}`.");
            claim(&format!("dpop-{id}"), CLAIMS, &description, name, json).deny("proof_malformed")
        }),
    );
    let length = |id: &str, description: &str, length: usize| {
        claim(id, CLAIMS, description, "jti", &string(&"j".repeat(length)))
    };
    cases.extend([
        length(
            "dpop-jti-512",
            "512 characters: an identifier may be long.",
            512,
        )
        .accept(),
        length(
            "dpop-jti-513",
            "513 characters: what the host has to store is not the client's to choose.",
            513,
        )
        .deny("proof_malformed"),
        proven(
            case(
                "dpop-payload-array",
                CLAIMS,
                "RFC 7519, section 7.2: claims are an object.",
            ),
            |proof| proof,
        )
        .with("presented", {
            let token = bound().mint();
            let header = format!(
                r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{}}}"#,
                holder().bare_jwk()
            );
            let proof = crate::compact(header, "[]", &holder());
            json!({ "token": token, "proofs": request(&[&proof]) })
        })
        .deny("proof_malformed"),
    ]);
    cases
}

fn time() -> Vec<Case> {
    let issued = |id: &str, description: &str, seconds: u64| {
        claim(id, TIME, description, "iat", &seconds.to_string())
    };
    let bounded = |id: &str, description: &str, name: &str, seconds: u64| {
        let source = "RFC 7519, sections 4.1.4 and 4.1.5";
        claim(id, source, description, name, &seconds.to_string())
    };
    vec![
        issued("dpop-old", "A minute old, and not older.", NOW - 60).accept(),
        issued("dpop-too-old", "A second older.", NOW - 61).deny("proof_not_current"),
        issued("dpop-iat-zero", "Made in 1970.", 0).deny("proof_not_current"),
        issued(
            "dpop-early",
            "By a clock that is half a minute ahead.",
            NOW + 30,
        )
        .accept(),
        issued("dpop-too-early", "A second more.", NOW + 31).deny("proof_not_current"),
        claim(
            "dpop-iat-fraction",
            TIME,
            "A fraction of a second too old.",
            "iat",
            "1759999939.9",
        )
        .deny("proof_not_current"),
        issued(
            "dpop-old-configured",
            "The operator's own window.",
            NOW - 300,
        )
        .with("config", takes(json!({ "maxAge": 300 })))
        .accept(),
        issued("dpop-too-old-configured", "A second older.", NOW - 301)
            .with("config", takes(json!({ "maxAge": 300 })))
            .deny("proof_not_current"),
        issued(
            "dpop-old-leeway",
            "The leeway for tokens is none for proofs.",
            NOW - 61,
        )
        .with(
            "config",
            changed(takes(json!({})), json!({ "leeway": 300 })),
        )
        .deny("proof_not_current"),
        bounded("dpop-exp", "It expires a second from now.", "exp", NOW + 1).accept(),
        bounded("dpop-expired", "It expires now.", "exp", NOW).deny("proof_not_current"),
        bounded(
            "dpop-nbf",
            "Valid by a clock that is half a minute ahead.",
            "nbf",
            NOW + 30,
        )
        .accept(),
        bounded("dpop-not-yet", "A second more.", "nbf", NOW + 31).deny("proof_not_current"),
    ]
}

fn token() -> Vec<Case> {
    let ath = |id: &str, description: &str, ath: &str| {
        claim(id, CLAIMS, description, "ath", &string(ath)).deny("proof_token_mismatch")
    };
    let own = bound().mint();
    let decoded = bound().payload_text();
    let other = bound().id("another").mint();
    vec![
        proven(
            case(
                "dpop-ath-absent",
                CLAIMS,
                "With an access token it is required.",
            ),
            |proof| proof.without("ath"),
        )
        .deny("proof_token_mismatch"),
        ath("dpop-ath-empty", "Empty.", ""),
        ath(
            "dpop-ath-other",
            "A hash of something else.",
            &hash("another"),
        ),
        ath(
            "dpop-ath-decoded",
            "A hash of the decoded payload.",
            &hash(decoded),
        ),
        ath(
            "dpop-ath-padded",
            "The right hash, padded.",
            &format!("{}=", hash(&own)),
        ),
        ath(
            "dpop-ath-scheme",
            "A hash with the scheme before the token.",
            &hash(format!("DPoP {own}")),
        ),
        present(
            case(
                "dpop-other-token",
                CLAIMS,
                "A proof for another token of the same client.",
            ),
            &own,
            request(&[&dpop_proof(&holder(), &other).mint()]),
        )
        .deny("proof_token_mismatch"),
    ]
}

fn nonce() -> Vec<Case> {
    let asked = |id: &str, description: &str, nonces: &[&str], nonce: Option<&str>| {
        proven_with(
            case(id, NONCE, description),
            json!({ "nonces": nonces }),
            |proof| match nonce {
                Some(nonce) => proof.claim("nonce", string(nonce)),
                None => proof,
            },
        )
    };
    let both = ["earlier", "later"];
    vec![
        asked(
            "dpop-nonce",
            "The nonce that was asked for.",
            &["n-1"],
            Some("n-1"),
        )
        .accept(),
        asked(
            "dpop-nonce-earlier",
            "One of two: the one before.",
            &both,
            Some("earlier"),
        )
        .accept(),
        asked(
            "dpop-nonce-later",
            "One of two: the newest.",
            &both,
            Some("later"),
        )
        .accept(),
        asked(
            "dpop-nonce-unasked",
            "A nonce that nobody asked for.",
            &[],
            Some("mine"),
        )
        .accept(),
        asked("dpop-nonce-missing", "None.", &both, None).deny("proof_nonce_required"),
        asked("dpop-nonce-wrong", "Another one.", &both, Some("mine")).deny("proof_nonce_required"),
        asked("dpop-nonce-empty", "An empty one.", &both, Some("")).deny("proof_nonce_required"),
        asked("dpop-nonce-list", "Both.", &both, Some("earlier later"))
            .deny("proof_nonce_required"),
        proven_with(
            case(
                "dpop-nonce-before-time",
                NONCE,
                "A client whose clock is wrong learns the nonce first.",
            ),
            json!({ "nonces": ["n-1"] }),
            |proof| proof.claim("iat", "1"),
        )
        .deny("proof_nonce_required"),
        proven_with(
            case(
                "dpop-nonce-other-key",
                NONCE,
                "Who has not the key learns nothing.",
            ),
            json!({ "nonces": ["n-1"] }),
            |proof| proof.signed_by(&Key::es256(4)),
        )
        .deny("proof_signature_invalid"),
    ]
}

fn body() -> Vec<Case> {
    let source = "ZeroID OAuth extensions: `bh`";
    let with =
        |id: &str, description: &str, required: bool, known: Option<&str>, bh: Option<&str>| {
            let besides = match known {
                Some(body) => json!({ "bodySha256": hash(body) }),
                None => json!({}),
            };
            proven_with(case(id, source, description), besides, |proof| match bh {
                Some(bh) => proof.claim("bh", string(bh)),
                None => proof,
            })
            .with("config", takes(json!({ "requireBodyHash": required })))
        };
    let own = hash(BODY);
    let other = hash("{}");
    vec![
        with(
            "dpop-body",
            "The hash of this body.",
            false,
            Some(BODY),
            Some(&own),
        )
        .accept(),
        with(
            "dpop-body-required",
            "The same, where it is required.",
            true,
            Some(BODY),
            Some(&own),
        )
        .accept(),
        with(
            "dpop-body-not-named",
            "No hash, where none is required.",
            false,
            Some(BODY),
            None,
        )
        .accept(),
        with(
            "dpop-body-required-not-named",
            "No hash, where it is required.",
            true,
            Some(BODY),
            None,
        )
        .deny("proof_body_mismatch"),
        with(
            "dpop-body-other",
            "The hash of another body.",
            false,
            Some(BODY),
            Some(&other),
        )
        .deny("proof_body_mismatch"),
        with(
            "dpop-body-unknown",
            "A hash, and the host has not read the body.",
            false,
            None,
            Some(&own),
        )
        .deny("proof_body_mismatch"),
        with(
            "dpop-body-required-unknown",
            "The same, where it is required.",
            true,
            None,
            Some(&own),
        )
        .deny("proof_body_mismatch"),
        with(
            "dpop-body-empty",
            "An empty hash.",
            false,
            Some(BODY),
            Some(""),
        )
        .deny("proof_body_mismatch"),
    ]
}

/// Made by somebody else, so that more than this program's own idea of a proof is accepted: all that is wrong is that
/// the example's token, of which `ath` is the hash, is no JWT.
fn example() -> Vec<Case> {
    const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
    const MADE: u64 = 1_562_262_618;
    let token = good()
        .claim(
            "cnf",
            r#"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#,
        )
        .issued(MADE)
        .expires(MADE + 600)
        .mint();
    let at = |id: &str, description: &str, target: &str, now: u64| {
        let proofs =
            json!({ "scheme": "DPoP", "dpop": [PROOF], "method": "GET", "target": target });
        let case = case(id, "RFC 9449, section 7.1, figure 13", description).with(
            "config",
            takes(json!({ "origin": "https://resource.example.org" })),
        );
        super::super::at(present(case, &token, proofs), now)
    };
    vec![
        at(
            "dpop-example",
            "Key, signature, request and time are right; the example's token is another one.",
            "/protectedresource",
            MADE,
        )
        .deny("proof_token_mismatch"),
        at(
            "dpop-example-later",
            "A minute and a second later.",
            "/protectedresource",
            MADE + 61,
        )
        .deny("proof_not_current"),
        at("dpop-example-elsewhere", "At another path.", "/", MADE).deny("proof_request_mismatch"),
    ]
}
