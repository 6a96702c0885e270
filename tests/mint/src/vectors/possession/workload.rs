//! Workload proof tokens: what they are for, how long, and what they cover.

use super::*;
use crate::workload_proof;

const DRAFT: &str = "draft-ietf-wimse-wpt, section 2";
const DOMAIN: &str = "spiffe://example.org";
const WORKLOAD: &str = "spiffe://example.org/agent/7";

pub(super) fn cases() -> Vec<Case> {
    [beside(), bound(), about(), time(), others(), fields()]
        .into_iter()
        .flatten()
        .collect()
}

/// The workload's key.
fn own() -> Key {
    Key::es256(7)
}

/// It names its key, and nobody to whom it is addressed.
fn wit() -> String {
    wit_bound_by("")
}

/// The same, with more members of `cnf` than its key.
fn wit_bound_by(members: &str) -> String {
    ["iss", "aud", "client_id"]
        .into_iter()
        .fold(crate::access_token(&Key::es256(1)), AccessToken::without)
        .header("typ", string("wit+jwt"))
        .subject(WORKLOAD)
        .claim("cnf", format!(r#"{{"jwk":{}{members}}}"#, own().jwk()))
        .mint()
}

/// A workload presents a user's token: `change` is what is wrong with its proof.
fn by(
    id: &str,
    description: &str,
    rules: Value,
    besides: Value,
    change: impl FnOnce(Proof) -> Proof,
) -> Case {
    with_wit(id, description, rules, besides, wit(), change)
}

fn with_wit(
    id: &str,
    description: &str,
    rules: Value,
    besides: Value,
    wit: String,
    change: impl FnOnce(Proof) -> Proof,
) -> Case {
    let domain = json!({ "issuer": DOMAIN, "jwks": key_set([&Key::es256(1)]), "profile": { "wimse-wit": {} }, "algorithms": ["ES256"] });
    let config = changed(
        takes(rules),
        json!({ "issuers": [issuer(ISSUER, &key()), domain] }),
    );
    let token = good().mint();
    let proof = workload_proof(&own(), &wit).claim("ath", string(&hash(&token)));
    let proofs = json!({
        "workloadIdentity": wit,
        "workloadProof": [change(proof).mint()],
        "method": "POST",
        "target": "/mcp",
    });
    let case = case(&format!("wpt-{id}"), DRAFT, description).with("config", config);
    present(case, &token, changed(proofs, besides))
}

fn claim(id: &str, description: &str, name: &str, json: &str) -> Case {
    by(id, description, json!({}), json!({}), |proof| {
        proof.claim(name, json)
    })
}

fn replay() -> String {
    replay_key("wpt", &[&own().thumbprint(), AUDIENCE, "p-1"])
}

fn beside() -> Vec<Case> {
    let same = |proof| proof;
    let answered = |id: &str, description: &str, is_new: bool| {
        let answers = json!({ "replay": [{ "key": replay(), "isNew": is_new }] });
        by(id, description, json!({}), answers, same)
    };
    vec![
        by(
            "good",
            "The proof covers both tokens.",
            json!({}),
            json!({}),
            same,
        )
        .accept_as(json!({ "possession": {
            "proofs": ["wpt"],
            "caller": { "issuer": DOMAIN, "subject": WORKLOAD },
            "replay": "not_checked",
            "replayKeys": [{ "key": replay(), "until": NOW + 90 }],
        } })),
        answered("new", "The store has not seen it.", true)
            .accept_as(json!({ "possession": { "replay": "checked" } })),
        answered("replayed", "The store has seen it.", false).deny("proof_replayed"),
        by(
            "not-asked",
            "The store has to be asked.",
            json!({ "requireReplayCheck": true }),
            json!({}),
            same,
        )
        .deny("replay_unchecked"),
        by(
            "no-wth",
            "It does not cover the workload identity token.",
            json!({}),
            json!({}),
            |proof| proof.without("wth"),
        )
        .deny("proof_token_mismatch"),
        by(
            "no-ath",
            "It does not cover the access token.",
            json!({}),
            json!({}),
            |proof| proof.without("ath"),
        )
        .deny("proof_token_mismatch"),
        claim(
            "other-wth",
            "It covers another workload identity token.",
            "wth",
            &string(&hash("x")),
        )
        .deny("proof_token_mismatch"),
        claim(
            "other-ath",
            "It covers another access token.",
            "ath",
            &string(&hash("x")),
        )
        .deny("proof_token_mismatch"),
        claim(
            "tth",
            "It covers a transaction token that is not there.",
            "tth",
            &string(&hash("x")),
        )
        .deny("proof_token_mismatch"),
        by(
            "forged",
            "Signed with another key.",
            json!({}),
            json!({}),
            |proof| proof.signed_by(&holder()),
        )
        .deny("proof_signature_invalid"),
        claim(
            "jti-513",
            "What the host has to store is not the workload's to choose.",
            "jti",
            &string(&"j".repeat(513)),
        )
        .deny("proof_malformed"),
        by("no-jti", "No identifier.", json!({}), json!({}), |proof| {
            proof.without("jti")
        })
        .deny("proof_malformed"),
    ]
}

/// All that `cnf` names has to be proven, of the token beside as well (RFC 7800, section 3.1).
fn bound() -> Vec<Case> {
    let certificate = hash("certificate");
    let members = format!(r#","x5t#S256":"{certificate}""#);
    let by = |id: &str, description: &str, besides: Value, members: &str| {
        with_wit(
            id,
            description,
            json!({}),
            besides,
            wit_bound_by(members),
            |proof| proof,
        )
    };
    let shown = json!({ "certificateSha256": certificate });
    let thumbprint = format!(r#","jkt":"{}""#, own().thumbprint());
    vec![
        by(
            "certificate",
            "It is bound to a certificate, too, and that is the connection's.",
            shown,
            &members,
        )
        .accept(),
        by(
            "no-certificate",
            "It is bound to a certificate, too, and the connection has none.",
            json!({}),
            &members,
        )
        .deny("certificate_mismatch"),
        by(
            "jkt",
            "It asks for a DPoP proof of its own, and there is room for one.",
            json!({}),
            &thumbprint,
        )
        .deny("confirmation_unsupported"),
    ]
}

fn about() -> Vec<Case> {
    let aliases = || json!({ "aliases": ["urn:tools"] });
    let alias = |id: &str, description: &str, aud: &str| {
        by(id, description, aliases(), json!({}), |proof| {
            proof.claim("aud", string(aud))
        })
    };
    vec![
        claim(
            "aud-spelling",
            "Another spelling of the URI.",
            "aud",
            r#""HTTPS://tools.example:443/m%63p""#,
        )
        .accept(),
        claim(
            "aud-array",
            "An array of one.",
            "aud",
            &json!([AUDIENCE]).to_string(),
        )
        .accept(),
        claim(
            "aud-two",
            "Two: nobody knows which one counts.",
            "aud",
            &json!([AUDIENCE, "https://other.example/"]).to_string(),
        )
        .deny("proof_malformed"),
        claim(
            "aud-host",
            "Another host.",
            "aud",
            r#""https://other.example/mcp""#,
        )
        .deny("proof_request_mismatch"),
        claim(
            "aud-path",
            "Another path.",
            "aud",
            r#""https://tools.example/other""#,
        )
        .deny("proof_request_mismatch"),
        alias(
            "aud-alias",
            "An alias that the operator has named.",
            "urn:tools",
        )
        .accept(),
        alias(
            "aud-alias-case",
            "In capitals it is another one.",
            "URN:tools",
        )
        .deny("proof_request_mismatch"),
        alias(
            "aud-beside-alias",
            "The URI, where there is an alias.",
            AUDIENCE,
        )
        .accept(),
    ]
}

fn time() -> Vec<Case> {
    let at = |id: &str, description: &str, name: &str, seconds: u64| {
        claim(id, description, name, &seconds.to_string())
    };
    vec![
        at("exp-late", "It expires in five minutes.", "exp", NOW + 300).accept(),
        at(
            "exp-later",
            "And a second: minutes, not more.",
            "exp",
            NOW + 301,
        )
        .deny("proof_not_current"),
        at("exp-past", "It expired within the leeway.", "exp", NOW - 29).accept(),
        at("expired", "A second before that.", "exp", NOW - 30).deny("proof_not_current"),
        at("nbf", "Not valid yet.", "nbf", NOW + 31).deny("proof_not_current"),
        at("iat", "From the future.", "iat", NOW + 31).deny("proof_not_current"),
        by(
            "no-exp",
            "It never expires.",
            json!({}),
            json!({}),
            |proof| proof.without("exp"),
        )
        .deny("proof_malformed"),
    ]
}

fn others() -> Vec<Case> {
    let covers = |id: &str, description: &str, oth: Value, headers: Value| {
        by(
            id,
            description,
            json!({}),
            json!({ "headers": headers }),
            |proof| proof.claim("oth", oth.to_string()),
        )
    };
    let grant = || json!({ "x-grant": hash("g-1") });
    vec![
        covers(
            "oth",
            "A header field, with its value.",
            grant(),
            json!([["x-grant", "g-1"]]),
        )
        .accept(),
        covers("oth-empty", "None.", json!({}), json!([["x-grant", "g-1"]])).accept(),
        covers(
            "oth-other",
            "With another value.",
            grant(),
            json!([["x-grant", "g-2"]]),
        )
        .deny("proof_header_mismatch"),
        covers(
            "oth-absent",
            "A field that is not there.",
            grant(),
            json!([]),
        )
        .deny("proof_header_mismatch"),
        covers(
            "oth-twice",
            "A field that came twice.",
            grant(),
            json!([["x-grant", "g-1"], ["x-grant", "g-2"]]),
        )
        .deny("proof_header_mismatch"),
        covers(
            "oth-case",
            "A name in capitals is not the one that is there.",
            json!({ "X-Grant": hash("g-1") }),
            json!([["x-grant", "g-1"]]),
        )
        .deny("proof_header_mismatch"),
        covers("oth-array", "An array.", json!([]), json!([])).deny("proof_malformed"),
        covers(
            "oth-number",
            "An entry that is a number.",
            json!({ "x-grant": 1 }),
            json!([["x-grant", "g-1"]]),
        )
        .deny("proof_malformed"),
    ]
}

fn fields() -> Vec<Case> {
    let proofs = |id: &str, description: &str, proofs: Value| {
        by(
            id,
            description,
            json!({}),
            json!({ "workloadProof": proofs }),
            |proof| proof,
        )
    };
    let dpop = dpop_proof(&own(), &good().mint()).mint();
    vec![
        proofs("none", "No proof.", json!([])).deny("proof_required"),
        proofs("two", "Two proofs.", json!([dpop, dpop])).deny("proof_malformed"),
        proofs("dpop", "Another kind of proof.", json!([dpop])).deny("proof_malformed"),
        by("typ", "Any JWT.", json!({}), json!({}), |proof| {
            proof.header("typ", string("JWT"))
        })
        .deny("proof_malformed"),
        by(
            "alg",
            "A symmetric algorithm.",
            json!({}),
            json!({}),
            |proof| proof.header("alg", string("HS256")),
        )
        .deny("proof_signature_invalid"),
        by(
            "jwk",
            "It brings a key along.",
            json!({}),
            json!({}),
            |proof| proof.header("jwk", own().bare_jwk()),
        )
        .deny("proof_malformed"),
    ]
}
