//! The proof of the call: each claim, absent, of another type, and of another value.

use super::*;
use crate::dpop_proof;

pub(super) fn cases() -> Vec<Case> {
    [claims(), time(), fields(), headers(), replay()]
        .into_iter()
        .flatten()
        .collect()
}

/// A call with two tokens, whose proof has this change.
fn with(id: &str, description: &str, change: impl FnOnce(Proof) -> Proof) -> Case {
    let case = case(&format!("proof-{id}"), &section("5"), description);
    proven(case, &chain(2), "ping", &json!({}), change)
}

fn claim(id: &str, description: &str, name: &str, json: impl Into<String>) -> Case {
    with(id, description, |proof| proof.claim(name, json))
}

fn claims() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["jti", "iat", "aat_id", "aat_tool", "aat_aud", "hta"] {
        let id = name.replace('_', "-");
        cases.push(
            with(&format!("{id}-absent"), &format!("No `{name}`."), |proof| {
                proof.without(name)
            })
            .deny("proof_malformed"),
        );
        for (kind, json) in [
            ("null", "null"),
            ("true", "true"),
            ("array", "[]"),
            ("text-of-json", r#""{}""#),
            ("number", "17"),
            ("object", "{}"),
        ] {
            let deny = match (name, kind) {
                // A number is a time, long ago, and an object the arguments
                ("iat", "number") => "proof_not_current",
                ("aat_id", "text-of-json") => "proof_token_mismatch",
                ("aat_tool" | "aat_aud", "text-of-json") => "proof_request_mismatch",
                ("jti", "text-of-json") | ("hta", "object") => continue,
                _ => "proof_malformed",
            };
            cases.push(
                claim(
                    &format!("{id}-{kind}"),
                    &format!("`{name}` is {json}."),
                    name,
                    json,
                )
                .deny(deny),
            );
        }
        if !["iat", "hta"].contains(&name) {
            cases.push(
                claim(
                    &format!("{id}-empty"),
                    &format!("`{name}` is empty."),
                    name,
                    r#""""#,
                )
                .deny("proof_malformed"),
            );
        }
    }
    cases.extend(token_hash());
    cases.extend([
        claim("id-of-root", "Of the root.", "aat_id", string("l-0")).deny("proof_token_mismatch"),
        claim("id-case", "In another letter case.", "aat_id", string("L-1")).deny("proof_token_mismatch"),
        claim("tool-other", "Of another tool.", "aat_tool", string("set")).deny("proof_request_mismatch"),
        claim("tool-case", "In another letter case.", "aat_tool", string("Ping")).deny("proof_request_mismatch"),
        claim("aud-other", "For another server.", "aat_aud", string("https://other.example")).deny("proof_request_mismatch"),
        claim("aud-slash", "With a slash more.", "aat_aud", string(&format!("{AUDIENCE}/"))).deny("proof_request_mismatch"),
        claim("aud-list", "For two servers.", "aat_aud", json!([AUDIENCE, "https://other.example"]).to_string()).deny("proof_malformed"),
        claim("aud-alias-unknown", "By a name that the operator has not given.", "aat_aud", string("urn:tools")).deny("proof_request_mismatch"),
        claim("aud-alias", "By a name that the operator has given.", "aat_aud", string("urn:tools"))
            .with("config", changed(gate(json!({})), json!({ "proofs": { "origin": "https://tools.example", "aliases": ["urn:tools"] } })))
            .accept(),
        claim("jti-513", "What the host has to store is not the agent's to choose.", "jti", string(&"j".repeat(513))).deny("proof_malformed"),
        claim("unknown-claim", "A claim more.", "note", string("a")).accept(),
        with("signed-by-other", "Signed by somebody else.", |proof| proof.signed_by(&agent(9))).deny("proof_signature_invalid"),
        with("signed-by-delegator", "Signed by the agent that delegated.", |proof| proof.signed_by(&agent(0))).deny("proof_signature_invalid"),
        with("signed-by-issuer", "Signed by the issuer.", |proof| proof.signed_by(&key())).deny("proof_signature_invalid"),
    ]);
    cases
}

/// `ath`, which the draft has not: where it is there, it is of the last token as it was sent.
fn token_hash() -> Vec<Case> {
    let tokens: Vec<String> = chain(2).iter().map(Linked::mint).collect();
    let signed = tokens[1].rsplit_once('.').expect("a signature").0;
    let ath = |id: &str, description: &str, json: String| {
        claim(&format!("ath-{id}"), description, "ath", json)
    };
    vec![
        ath("right", "The hash of the token.", string(&hash(&tokens[1]))).accept(),
        ath("of-root", "Of the root.", string(&hash(&tokens[0]))).deny("proof_token_mismatch"),
        ath(
            "of-signed-part",
            "Of the token without its signature.",
            string(&hash(signed)),
        )
        .deny("proof_token_mismatch"),
        ath(
            "padded",
            "In another spelling.",
            string(&format!("{}=", hash(&tokens[1]))),
        )
        .deny("proof_token_mismatch"),
        ath("empty", "Of nothing.", string("")).deny("proof_token_mismatch"),
        ath("null", "`ath` is null.", "null".to_owned()).deny("proof_malformed"),
        ath("number", "`ath` is a number.", "1".to_owned()).deny("proof_malformed"),
        ath(
            "list",
            "`ath` is a list.",
            json!([hash(&tokens[1])]).to_string(),
        )
        .deny("proof_malformed"),
    ]
}

fn time() -> Vec<Case> {
    let at = |id: &str, description: &str, name: &str, seconds: u64| {
        claim(
            &format!("time-{id}"),
            description,
            name,
            seconds.to_string(),
        )
    };
    vec![
        at("old", "A minute old.", "iat", NOW - 60).accept(),
        at("older", "A second more.", "iat", NOW - 61).deny("proof_not_current"),
        at("ahead", "Half a minute ahead.", "iat", NOW + 30).accept(),
        at("further-ahead", "A second more.", "iat", NOW + 31).deny("proof_not_current"),
        at(
            "max-age",
            "As old as the operator takes it.",
            "iat",
            NOW - 120,
        )
        .with(
            "config",
            changed(
                gate(json!({})),
                json!({ "proofs": { "origin": "https://tools.example", "maxAge": 120 } }),
            ),
        )
        .accept(),
        at("leeway", "The gate's clock may not differ.", "iat", NOW + 1)
            .with("config", changed(gate(json!({})), json!({ "leeway": 0 })))
            .deny("proof_not_current"),
        at(
            "exp",
            "It has expired, by a claim that the draft has not.",
            "exp",
            NOW,
        )
        .deny("proof_not_current"),
        at("nbf", "It is not valid yet.", "nbf", NOW + 31).deny("proof_not_current"),
    ]
}

fn fields() -> Vec<Case> {
    let proofs = |id: &str, description: &str, proofs: Value| {
        let case = case(&format!("proof-{id}"), &section("5.3"), description);
        presented(case, &chain(2), proofs).with("request", json!({ "tool": "ping", "input": {} }))
    };
    let good = call_proof(&agent(1), "l-1", "ping", "{}").mint();
    let minted = chain(2)[1].mint();
    let dpop = dpop_proof(&agent(1), &minted).mint();
    vec![
        proofs("none", "No proof.", json!({})).deny("proof_required"),
        proofs("two", "Two proofs.", json!({ "aat": [good, good] })).deny("proof_malformed"),
        proofs(
            "two-in-one",
            "Two proofs in one.",
            json!({ "aat": [format!("{good},{good}")] }),
        )
        .deny("proof_malformed"),
        proofs("text", "No JWT.", json!({ "aat": ["a"] })).deny("proof_malformed"),
        proofs("empty", "Nothing.", json!({ "aat": [""] })).deny("proof_malformed"),
        proofs(
            "of-another-kind",
            "A DPoP proof in its place.",
            json!({ "aat": [dpop] }),
        )
        .deny("proof_malformed"),
        proofs(
            "the-token",
            "The token in its place.",
            json!({ "aat": [minted] }),
        )
        .deny("proof_malformed"),
        proofs(
            "by-dpop",
            "A DPoP proof, and the scheme of it.",
            json!({ "scheme": "DPoP", "dpop": [dpop], "method": "POST", "target": "/mcp" }),
        )
        .deny("scheme_mismatch"),
        proofs(
            "scheme",
            "The right proof, and the scheme of another.",
            json!({ "scheme": "DPoP", "aat": [good] }),
        )
        .deny("scheme_mismatch"),
        proofs(
            "good",
            "The right proof, and what it has no use for.",
            json!({ "aat": [good], "method": "POST", "target": "/other" }),
        )
        .accept(),
    ]
}

fn headers() -> Vec<Case> {
    let header = |id: &str, description: &str, name: &str, json: String| {
        with(&format!("header-{id}"), description, |proof| {
            proof.header(name, json)
        })
    };
    vec![
        header(
            "typ-jwt",
            "The draft defines no `typ`.",
            "typ",
            string("JWT"),
        )
        .accept(),
        header(
            "typ-media-type",
            "In full.",
            "typ",
            string("application/aat-pop+jwt"),
        )
        .accept(),
        with("header-typ-absent", "None.", |proof| {
            proof.without_header("typ")
        })
        .accept(),
        header("typ-token", "That of the tokens.", "typ", string("aat+jwt"))
            .deny("proof_malformed"),
        header(
            "typ-access-token",
            "That of access tokens.",
            "typ",
            string("at+jwt"),
        )
        .deny("proof_malformed"),
        header(
            "typ-dpop",
            "That of DPoP proofs.",
            "typ",
            string("dpop+jwt"),
        )
        .deny("proof_malformed"),
        header("alg-none", "No algorithm.", "alg", string("none")).deny("proof_signature_invalid"),
        header("alg-hs256", "A symmetric one.", "alg", string("HS256"))
            .deny("proof_signature_invalid"),
        header(
            "alg-eddsa",
            "One that is not on the list.",
            "alg",
            string("EdDSA"),
        )
        .deny("proof_signature_invalid"),
        header(
            "alg-of-another-key",
            "That of another type of key.",
            "alg",
            string("ES256"),
        )
        .deny("proof_signature_invalid"),
        with("header-jwk", "It brings its own key.", |proof| {
            proof
                .header("jwk", agent(9).bare_jwk())
                .signed_by(&agent(9))
        })
        .deny("proof_malformed"),
        with("header-crit", "A critical parameter.", |proof| {
            proof.header("crit", r#"["x"]"#).header("x", "1")
        })
        .deny("proof_malformed"),
        eddsa(),
    ]
}

/// What the draft requires of everybody (section 3.2), under the name that it has there.
fn eddsa() -> Case {
    let named = |number| agent(number).for_algorithm("EdDSA");
    let root = root().held_by(&named(0));
    let issuer = changed(
        trusted(json!({})),
        json!({ "algorithms": ["Ed25519", "EdDSA"] }),
    );
    let config = changed(
        gate(json!({})),
        json!({ "issuers": [issuer], "proofs": { "origin": "https://tools.example", "algorithms": ["EdDSA"] } }),
    );
    call(
        "proof-eddsa",
        &section("3.2"),
        "Children and proof are signed with `EdDSA`.",
        &[root.clone(), root.child(&named(1))],
    )
    .with("config", config)
    .accept()
}

fn replay() -> Vec<Case> {
    let source = &section("8.6");
    let key = replay_key("aat", &[&agent(1).thumbprint(), "p-1"]);
    let good = call_proof(&agent(1), "l-1", "ping", "{}").mint();
    let answered = |id: &str, description: &str, answers: Value| {
        let case = case(&format!("replay-{id}"), source, description);
        presented(case, &chain(2), json!({ "aat": [good], "replay": answers }))
            .with("request", json!({ "tool": "ping", "input": {} }))
    };
    let required = || {
        changed(
            gate(json!({})),
            json!({ "proofs": { "origin": "https://tools.example", "requireReplayCheck": true } }),
        )
    };
    vec![
        answered(
            "new",
            "The store has not seen it.",
            json!([{ "key": key, "isNew": true }]),
        )
        .accept_as(json!({ "possession": { "replay": "checked" } })),
        answered(
            "seen",
            "The store has seen it.",
            json!([{ "key": key, "isNew": false }]),
        )
        .deny("proof_replayed"),
        answered(
            "other",
            "The store was asked about another.",
            json!([{ "key": "aat:x", "isNew": true }]),
        )
        .with("config", required())
        .deny("replay_unchecked"),
        answered("not-asked", "The store has to be asked.", json!([]))
            .with("config", required())
            .deny("replay_unchecked"),
    ]
}
