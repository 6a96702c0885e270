//! What a token says besides: time, the holder's key, names, and what it need not say.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [times(), confirmations(), names(), others()]
        .into_iter()
        .flatten()
        .collect()
}

fn pair(id: &str, source: &str, description: &str, change: impl FnOnce(Linked) -> Linked) -> Case {
    call(
        id,
        source,
        description,
        &[root(), change(root().child(&agent(1)))],
    )
}

fn of_root(
    id: &str,
    source: &str,
    description: &str,
    change: impl FnOnce(Linked) -> Linked,
) -> Case {
    let root = change(root());
    call(
        id,
        source,
        description,
        &[root.clone(), root.child(&agent(1))],
    )
}

fn times() -> Vec<Case> {
    let source = &section("4.4");
    let at = |id: &str, description: &str, claim: &str, seconds: u64| {
        pair(id, source, description, |child| {
            child.claim(claim, seconds.to_string())
        })
    };
    let expired = {
        let middle = root().child(&agent(1)).claim("exp", (NOW - 30).to_string());
        let leaf = middle
            .child(&agent(2))
            .claim("exp", (NOW + 600).to_string());
        call(
            "expired-middle",
            source,
            "The middle has expired, the leaf has not.",
            &[root(), middle, leaf],
        )
    };
    vec![
        at("exp-equal", "It expires with its parent.", "exp", NOW + 600).accept(),
        at("exp-later", "A second after its parent.", "exp", NOW + 601)
            .deny_at(2, "expiry_extended"),
        pair(
            "exp-later-by-a-fraction",
            source,
            "Half a second after its parent.",
            |child| child.claim("exp", "1760000600.5"),
        )
        .deny_at(2, "expiry_extended"),
        at("exp-past", "It has expired.", "exp", NOW - 30).deny_at(2, "token_expired"),
        at(
            "iat-equal",
            "It was issued with its parent.",
            "iat",
            NOW - 60,
        )
        .accept(),
        at(
            "iat-earlier",
            "A second before its parent.",
            "iat",
            NOW - 61,
        )
        .deny_at(2, "issued_before_parent"),
        at("iat-future", "It will be issued.", "iat", NOW + 31)
            .deny_at(2, "token_issued_in_future"),
        at(
            "iat-skew",
            "Half a minute from now, by the gate's clock.",
            "iat",
            NOW + 30,
        )
        .accept(),
        at("exp-before-iat", "It was never valid.", "exp", NOW - 60).deny_at(2, "claim_invalid"),
        pair("iat-absent", source, "No `iat`.", |child| {
            child.without("iat")
        })
        .deny_at(2, "claim_missing"),
        pair("exp-absent", source, "No `exp`.", |child| {
            child.without("exp")
        })
        .deny_at(2, "claim_missing"),
        pair("exp-string", source, "`exp` is a string.", |child| {
            child.claim("exp", string("1760000600"))
        })
        .deny_at(2, "claim_invalid"),
        expired.deny_at(2, "token_expired"),
        of_root("expired-root", source, "The root has expired.", |root| {
            root.claim("exp", (NOW - 30).to_string())
        })
        .deny_at(1, "token_expired"),
        of_root(
            "nbf-of-root",
            "RFC 7519, section 4.1.5",
            "The root is not valid yet.",
            |root| root.claim("nbf", (NOW + 31).to_string()),
        )
        .deny_at(1, "token_not_yet_valid"),
        at(
            "nbf-of-child",
            "The child is not valid yet.",
            "nbf",
            NOW + 31,
        )
        .deny_at(2, "token_not_yet_valid"),
        call(
            "nbf-dropped",
            "RFC 7519, section 4.1.5",
            "What the root holds back until later, the child does not.",
            &[
                root().claim("nbf", (NOW - 30).to_string()),
                root()
                    .claim("nbf", (NOW - 30).to_string())
                    .child(&agent(1))
                    .without("nbf"),
            ],
        )
        .deny_at(2, "issued_before_parent"),
        of_root("lifetime", source, "90 days.", |root| {
            root.claim("exp", (NOW - 60 + 7_776_000).to_string())
        })
        .accept(),
        of_root("lifetime-too-long", source, "A second more.", |root| {
            root.claim("exp", (NOW - 59 + 7_776_000).to_string())
        })
        .deny_at(1, "lifetime_too_long"),
    ]
}

fn confirmations() -> Vec<Case> {
    let source = &section("3.2");
    let cnf = |id: &str, description: &str, json: String| {
        pair(&format!("cnf-{id}"), source, description, |child| {
            child.claim("cnf", json)
        })
    };
    let jwk = agent(1).bare_jwk();
    let with = |members: &str| format!(r#"{{"jwk":{jwk},{members}}}"#);
    let ed25519 = |x: &str| format!(r#"{{"jwk":{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}}}"#);
    let zero = crate::encode([0; 32]);
    let private = format!(
        r#"{{"jwk":{},"d":"{}"}}}}"#,
        jwk.trim_end_matches('}'),
        crate::encode([21; 32])
    );
    vec![
        cnf("private", "With the private key.", private).deny_at(2, "confirmation_unsupported"),
        cnf(
            "secret",
            "A secret key.",
            format!(r#"{{"jwk":{{"kty":"oct","k":"{zero}"}}}}"#),
        )
        .deny_at(2, "confirmation_unsupported"),
        cnf("small-order", "A point of small order.", ed25519(&zero))
            .deny_at(2, "confirmation_unsupported"),
        cnf("short", "Half a key.", ed25519(&crate::encode([1; 16])))
            .deny_at(2, "confirmation_unsupported"),
        cnf(
            "jkt",
            "A thumbprint in its place.",
            format!(r#"{{"jkt":"{}"}}"#, agent(1).thumbprint()),
        )
        .deny_at(2, "confirmation_unsupported"),
        cnf(
            "jkt-beside",
            "A thumbprint beside it.",
            with(&format!(r#""jkt":"{}""#, agent(1).thumbprint())),
        )
        .deny_at(2, "confirmation_unsupported"),
        cnf(
            "certificate-beside",
            "A certificate beside it.",
            with(&format!(r#""x5t#S256":"{}""#, hash("c"))),
        )
        .deny_at(2, "confirmation_unsupported"),
        cnf(
            "kid-beside",
            "Something else beside it.",
            with(r#""kid":"a""#),
        )
        .deny_at(2, "confirmation_unsupported"),
        cnf("empty", "Nothing in it.", "{}".to_owned()).deny_at(2, "confirmation_unsupported"),
        cnf("null", "Null.", "null".to_owned()).deny_at(2, "confirmation_unsupported"),
        cnf("array", "In an array.", format!(r#"[{{"jwk":{jwk}}}]"#))
            .deny_at(2, "confirmation_unsupported"),
        cnf("text", "The key as a string.", r#"{"jwk":"a"}"#.to_owned())
            .deny_at(2, "confirmation_unsupported"),
        cnf(
            "swapped",
            "Somebody else's key: the proof is not theirs.",
            format!(r#"{{"jwk":{}}}"#, agent(9).bare_jwk()),
        )
        .deny("proof_signature_invalid"),
        pair("cnf-absent", source, "No `cnf`.", |child| {
            child.without("cnf")
        })
        .deny_at(2, "claim_missing"),
        call(
            "cnf-of-root-absent",
            source,
            "A root without `cnf`.",
            &[root().without("cnf")],
        )
        .deny("claim_missing"),
        call(
            "cnf-of-root-jkt",
            source,
            "A root with a thumbprint.",
            &[root().claim("cnf", format!(r#"{{"jkt":"{}"}}"#, agent(0).thumbprint()))],
        )
        .deny("confirmation_unsupported"),
    ]
}

fn names() -> Vec<Case> {
    let source = &section("3.2");
    let jti = |id: &str, json: &str| {
        let tokens = [root(), root().child(&agent(1)).claim("jti", json)];
        call(
            &format!("jti-{id}"),
            source,
            &format!("`jti` is {json}."),
            &tokens,
        )
    };
    vec![
        pair("jti-absent", source, "No `jti`.", |child| {
            child.without("jti")
        })
        .deny_at(2, "claim_missing"),
        jti("empty", r#""""#).deny_at(2, "claim_invalid"),
        jti("null", "null").deny_at(2, "claim_invalid"),
        jti("number", "1").deny_at(2, "claim_invalid"),
        jti("array", r#"["l-1"]"#).deny_at(2, "claim_invalid"),
        of_root("jti-longest", source, "`jti` of 256 bytes.", |root| {
            root.claim("jti", string(&"x".repeat(256)))
        })
        .accept(),
        of_root("jti-too-long", source, "A longer one.", |root| {
            root.claim("jti", string(&"x".repeat(257)))
        })
        .deny_at(1, "claim_invalid"),
        pair(
            "jti-of-child-too-long",
            source,
            "Longer than 256 bytes.",
            |child| child.claim("jti", string(&"x".repeat(257))),
        )
        .deny_at(2, "claim_invalid"),
    ]
}

/// Claims that the draft has not are ignored; those of RFC 7519 mean what they say there.
fn others() -> Vec<Case> {
    let source = &section("3.4");
    let aud = "RFC 7519, section 4.1.3";
    let other = || string("https://other.example");
    vec![
        pair(
            "unknown-claims",
            source,
            "Claims of somebody's own.",
            |child| {
                child
                    .claim("sub", string("mallory"))
                    .claim("act", r#"{"sub":"root"}"#)
                    .claim("scope", string("admin"))
                    .claim("invocation_constraints", "{}")
            },
        )
        .accept_as(json!({ "principal": null, "actor": named(1), "scopes": [] })),
        of_root("aud-gate", aud, "For this server.", |root| {
            root.claim("aud", string(AUDIENCE))
        })
        .accept(),
        of_root(
            "aud-other",
            aud,
            "The root is for another server.",
            |root| root.claim("aud", other()),
        )
        .deny_at(1, "audience_mismatch"),
        pair(
            "aud-of-child",
            aud,
            "The child is for another server.",
            |child| child.claim("aud", other()),
        )
        .deny_at(2, "audience_mismatch"),
        pair("aud-null", aud, "Null.", |child| child.claim("aud", "null"))
            .deny_at(2, "claim_invalid"),
        pair("aud-empty", aud, "For nobody.", |child| {
            child.claim("aud", "[]")
        })
        .deny_at(2, "claim_invalid"),
        call(
            "aud-dropped",
            aud,
            "The root is for another server, the child says nothing.",
            &[
                root().claim("aud", other()),
                root().claim("aud", other()).child(&agent(1)).without("aud"),
            ],
        )
        .deny_at(1, "audience_mismatch"),
    ]
}
