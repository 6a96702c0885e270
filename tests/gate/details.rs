//! `authorization_details` (RFC 9396): the builder, the sentences, and what is kept of them.

use crate::support::{
    NOW, alice, authorize, built, document, gate, key, remediator, verify, verify_all,
};
use mint::AccessToken;
use narrowgate::{
    Algorithm, Denial, DetailRelation, DetailType, Gate, Jwks, Presented, Request, RequiredDetail,
    Tools, TrustedIssuer,
};
use serde_json::{Value, json};

/// [`document`], where `block` requires a `network` detail.
fn guarded() -> Value {
    let mut document = document();
    document["authorizationDetails"] = json!({ "types": { "network": {
        "members": { "addresses": "subset", "minutes": "atMost" },
        "restricting": ["minutes"],
    } } });
    document["requiredDetails"] = json!({ "block": [{
        "type": "network",
        "addresses": { "$argument": "address" },
        "minutes": { "$argument": "minutes" },
    }] });
    document
}

fn with(token: AccessToken, details: &str) -> AccessToken {
    token.claim("authorization_details", details)
}

const INPUT: &str = r#"{"address":"203.0.113.9","minutes":5}"#;

#[track_caller]
fn says<T>(verdict: Result<T, Denial>, code: &str, sentence: &str) {
    let denial = verdict.err().unwrap();
    assert_eq!(denial.to_string(), sentence);
    assert_eq!(denial.code().as_str(), code);
}

#[test]
fn sentences_about_form() {
    let gate = built(&guarded());
    let token = |details: &str, code: &str, sentence: &str| {
        says(
            verify(&gate, &with(alice(), details).mint()),
            code,
            sentence,
        );
    };
    token(
        r#"[{"type":""}]"#,
        "claim_invalid",
        "`authorization_details` is not an array of objects with a `type`",
    );
    token(
        r#"[{"type":"network","port":1}]"#,
        "details_malformed",
        "`port` of a `network` detail is not registered, and may restrict it",
    );
    token(
        r#"[{"type":"network","a\nb":1}]"#,
        "details_malformed",
        "`(not shown)` of a `network` detail is not registered, and may restrict it",
    );
    token(
        r#"[{"type":"network","addresses":"203.0.113.9"}]"#,
        "details_malformed",
        "`addresses` of a `network` detail is not an array of strings with one at least",
    );
    token(
        r#"[{"type":"network","minutes":1e16}]"#,
        "details_malformed",
        "`minutes` of a `network` detail is not an integer of 64 bits or a number below 2^53",
    );
    token(
        &format!("[{}]", vec![r#"{"type":"network"}"#; 33].join(",")),
        "details_malformed",
        "`authorization_details` has more than 32 entries of type `network`",
    );
}

#[test]
fn sentences_about_lineage() {
    let gate = built(&guarded());
    let pair = |parent: &str, child: &str, sentence: &str| {
        let child = with(alice().actor("monitoring-agent"), child).mint();
        let tokens = [with(alice(), parent).mint(), child];
        says(verify_all(&gate, &tokens), "authority_widened", sentence);
    };
    pair(
        r#"[{"type":"network","minutes":5}]"#,
        r#"[{"type":"network","minutes":6}]"#,
        "token 2 of 2: `minutes` of a `network` detail is not granted by token 1",
    );
    pair(
        r#"[{"type":"network","minutes":5},{"type":"network","minutes":5}]"#,
        r#"[{"type":"network"}]"#,
        "token 2 of 2: a `network` detail is not granted by token 1",
    );
    pair(
        r#"[{"type":"other"}]"#,
        r#"[{"type":"other","a":1}]"#,
        "token 2 of 2: a `other` detail is not granted by token 1",
    );
    pair(
        "[]",
        r#"[{"type":"é"}]"#,
        "token 2 of 2: a `(not shown)` detail is not granted by token 1",
    );
}

#[test]
fn sentences_about_calls() {
    let mut document = guarded();
    document["tools"][0]["inputSchema"]["required"] = json!(["address"]);
    document["policies"] = json!("permit (principal, action, resource);");
    let gate = built(&document);
    let call = |details: &str, input: &str, sentence: &str| {
        let token = with(remediator(), details).mint();
        says(
            authorize(&gate, &token, "block", input),
            "authority_insufficient",
            sentence,
        );
    };
    let network = r#"[{"type":"network","addresses":["203.0.113.9"],"minutes":4}]"#;
    call(
        "[]",
        INPUT,
        "the tool requires a `network` detail for these arguments, which was not granted",
    );
    call(
        network,
        INPUT,
        "the tool requires `minutes` of a `network` detail for these arguments, which was not granted",
    );
    call(
        network,
        r#"{"address":"203.0.113.9"}"#,
        "`minutes` of the `network` detail that the tool requires can't be told: the call has no argument `minutes`",
    );
}

#[test]
fn the_builder_is_the_document() {
    let issuer = TrustedIssuer::new(mint::ISSUER, Jwks::parse(&mint::jwks([&key()])).unwrap())
        .algorithms([Algorithm::Ed25519]);
    let tools = document()["tools"].to_string();
    let network = DetailType::default()
        .member("addresses", DetailRelation::Subset)
        .member("minutes", DetailRelation::AtMost)
        .restricting("minutes");
    let block = RequiredDetail::new("network")
        .argument("addresses", "address")
        .member("minutes", "5.0");
    let gate = Gate::builder()
        .trust(issuer)
        .audience(mint::AUDIENCE)
        .tools(Tools::parse(&tools).unwrap())
        .require("block", ["write:rules"])
        .require::<String>("ping", [])
        .detail_type("network", network.clone())
        .require_details("block", [block.clone()])
        .policies("permit (principal, action, resource);");
    let token = |minutes: u8| {
        let details =
            json!([{ "type": "network", "addresses": ["203.0.113.9"], "minutes": minutes }]);
        with(remediator(), &details.to_string()).mint()
    };
    let built = gate.build().unwrap();
    assert!(authorize(&built, &token(5), "block", INPUT).is_ok());
    assert!(authorize(&built, &token(4), "block", INPUT).is_err());

    let problems = Gate::builder()
        .detail_type("network", network.restricting("port"))
        .tools(Tools::parse(&tools).unwrap())
        .require_details("block", [block.member("minutes", "5 6")])
        .build()
        .unwrap_err();
    let text = problems.to_string();
    assert!(
        text.contains(
            "authorizationDetails.types.network.restricting[1]: the type has no member of this name"
        ),
        "{text}"
    );
    assert!(
        text.contains("requiredDetails.block[0].minutes: not JSON without repeated members"),
        "{text}"
    );
}

#[test]
fn a_record_keeps_types_and_no_values() {
    let gate = built(&guarded());
    let details = r#"[{"type":"network","addresses":["203.0.113.9"]},{"type":"other","account":"NL91ABNA0417164300"}]"#;
    let token = with(remediator(), details).mint();
    let request = Request::tool("block", INPUT);
    let decision = gate.decide(&Presented::token(&token), &request, NOW);
    assert!(decision.verdict().is_ok());
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["proven"]["details"], json!(["network"]));
    let text = record.to_string();
    assert!(
        !text.contains("203.0.113.9") && !text.contains("NL91"),
        "{text}"
    );
}

#[test]
fn a_gate_without_types_grants_none() {
    let token = with(remediator(), r#"[{"type":"network"}]"#).mint();
    let granted = authorize(&gate(), &token, "block", INPUT).unwrap();
    assert_eq!(granted.verified().details().count(), 0);
}
