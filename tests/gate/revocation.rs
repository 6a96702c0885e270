//! What a host is asked to look up, and what of it is written down.

use crate::support::{NOW, alice, built, document, remediator, with};
use mint::AccessToken;
use narrowgate::{
    Gate, Missing, Presented, Proofs, Request, RevocationAnswer, RevocationCheck, RevocationQuery,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What names a token: the hash of its text up to the last dot.
fn name(token: &str) -> [u8; 32] {
    Sha256::digest(token.rsplit_once('.').unwrap().0).into()
}

fn strict() -> Gate {
    built(&with("requireRevocationCheck", json!(true)))
}

/// Alice's token, and those of her agents.
fn lineage() -> [AccessToken; 3] {
    let first = alice().actor("monitoring-agent");
    [alice(), first, remediator()]
}

#[test]
fn what_is_not_known_is_asked_for_and_the_answers_are_taken() {
    let gate = strict();
    let [root, middle, leaf] = lineage().map(|token| token.mint());
    let middle_is_known = RevocationAnswer {
        token: name(&middle),
        revoked: false,
    };
    let decide = |revocation: Vec<RevocationAnswer>| {
        let parents = [root.as_str(), middle.as_str()];
        let proofs = Proofs {
            revocation,
            ..Proofs::default()
        };
        let presented = Presented::token(&leaf)
            .with_parents(&parents)
            .with_proofs(&proofs);
        gate.decide(&presented, &Request::tool("ping", "{}"), NOW)
    };

    let decision = decide(vec![middle_is_known]);
    let denial = decision.verdict().unwrap_err();
    assert_eq!(
        denial.to_string(),
        "token 1 of 3: whether the token was revoked is not known"
    );
    let challenge = gate.challenge(denial);
    assert_eq!(
        (challenge.status(), challenge.www_authenticate()),
        (503, None)
    );
    let missing: &[RevocationQuery] = match denial.missing() {
        Some(Missing::Revocation(missing)) => missing,
        _ => &[],
    };
    let asked: Vec<_> = missing
        .iter()
        .map(|query| (query.hop(), *query.token(), query.token_id()))
        .collect();
    assert_eq!(
        asked,
        [
            (Some(1), name(&root), Some("t-0")),
            (Some(3), name(&leaf), Some("t-2"))
        ]
    );
    let report = serde_json::to_value(gate.report(denial)).unwrap();
    let leaf_query = json!({
        "token": mint::encode(name(&leaf)),
        "hop": 3,
        "issuer": mint::ISSUER,
        "tokenId": "t-2",
        "expiresAt": mint::NOW + 600,
    });
    assert_eq!(report["missing"]["revocation"][1], leaf_query);
    // The record says who also where the call is refused
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["proven"]["revocation"], "not_checked");
    assert_eq!(record["proven"]["principal"]["subject"], "alice");
    assert_eq!(record["proven"]["chain"].as_array().unwrap().len(), 3);

    let answer = |query: &RevocationQuery| RevocationAnswer {
        token: *query.token(),
        revoked: false,
    };
    let mut answers: Vec<_> = missing.iter().map(answer).collect();
    answers.push(middle_is_known);
    let decision = decide(answers.clone());
    let grant = decision.verdict().unwrap();
    assert_eq!(grant.verified().revocation(), RevocationCheck::Checked);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["proven"]["revocation"], "checked");

    // What was remembered of a token does not outlive its revocation
    answers.push(RevocationAnswer {
        token: name(&middle),
        revoked: true,
    });
    let decision = decide(answers);
    let denial = decision.verdict().unwrap_err();
    assert_eq!(denial.to_string(), "token 2 of 3: the token was revoked");
    assert_eq!(denial.missing(), None);
    assert_eq!(gate.challenge(denial).status(), 401);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["denial"]["hop"], json!({ "token": 2, "of": 3 }));
    assert_eq!(record["proven"]["actor"]["subject"], "remediation-agent");
}

#[test]
fn a_status_list_is_named_where_the_token_names_one() {
    let gate = strict();
    let status = |claim: &str| -> Value {
        let token = alice().claim("status", claim).mint();
        let denial = gate.verify(&Presented::token(&token), NOW).unwrap_err();
        assert_eq!(denial.code().as_str(), "revocation_unknown", "{claim}");
        let report = serde_json::to_value(gate.report(&denial)).unwrap();
        let query = report["missing"]["revocation"][0].clone();
        assert_eq!(query["hop"], 1, "{claim}");
        query["status"].clone()
    };
    assert_eq!(
        status(r#"{"status_list":{"idx":7,"uri":"https://as.example/1"}}"#),
        json!({ "idx": 7, "uri": "https://as.example/1" })
    );
    // Another issuer's habit is no reference, and no mistake
    for claim in [r#""active""#, r#"{"listed":{"idx":"7"}}"#] {
        assert_eq!(status(claim), Value::Null, "{claim}");
    }
    // A reference that can't be read is
    let token = alice()
        .claim("status", r#"{"status_list":{"idx":"7"}}"#)
        .mint();
    let denial = gate.verify(&Presented::token(&token), NOW).unwrap_err();
    assert_eq!(denial.code().as_str(), "claim_invalid");
}

#[test]
fn a_denial_for_another_reason_says_that_revocation_was_checked() {
    let gate = built(&document());
    let token = alice().mint();
    let proofs = Proofs {
        revocation: vec![RevocationAnswer {
            token: name(&token),
            revoked: false,
        }],
        ..Proofs::default()
    };
    let presented = Presented::token(&token).with_proofs(&proofs);
    let decision = gate.decide(&presented, &Request::tool("ping", "{}"), NOW);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["denial"]["code"], "policy_denied");
    assert_eq!(record["proven"]["revocation"], "checked");
}

#[test]
fn who_is_too_deep_stands_in_the_record() {
    let gate = built(&with("maxDepth", json!(1)));
    let token = remediator().mint();
    let decision = gate.decide(&Presented::token(&token), &Request::tool("ping", "{}"), NOW);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["denial"]["code"], "depth_exceeded");
    assert_eq!(record["proven"]["principal"]["subject"], "alice");
    assert_eq!(record["proven"]["actor"]["subject"], "remediation-agent");
}
