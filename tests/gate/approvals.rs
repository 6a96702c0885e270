//! Approvals: what a host sees of them, from the denial that asks for one to the grant that used it up.

use std::sync::LazyLock;

use mint::{AccessToken, Key, approval, call_hash, jwks, string};
use narrowgate::{
    CallHash, Code, Decision, Denial, Gate, Jwks, Missing, Presented, Proofs, Replay, ReplayAnswer,
    Request,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{NOW, alice, built, document, key, remediator};

const ARGUMENTS: &str = r#"{"address":"203.0.113.9","minutes":30}"#;

/// The story's gate, whose agents block for more than ten minutes with an approval.
fn story() -> Value {
    let mut document = document();
    let keys: Value = serde_json::from_str(&jwks([&approver()])).unwrap();
    let issuers = document["issuers"].as_array_mut().unwrap();
    issuers.push(json!({
        "issuer": mint::APPROVALS,
        "jwks": keys,
        "profile": { "approval": {} },
        "algorithms": ["Ed25519"],
    }));
    let policies = document["policies"].as_str().unwrap();
    document["policies"] = json!(format!(
        "{policies}\n@id(\"long\") @requires(\"approval\") forbid (principal, action == Action::\"block\", resource)
          when {{ context.input.minutes > 10 }} unless {{ context has approval }};"
    ));
    document
}

fn approver() -> Key {
    Key::ed25519(9)
}

fn decide(
    gate: &Gate,
    token: &AccessToken,
    approvals: &[String],
    replay: Vec<ReplayAnswer<'_>>,
) -> Decision {
    let proofs = Proofs {
        approvals: approvals.iter().map(String::as_str).collect(),
        replay,
        ..Proofs::default()
    };
    let token = token.mint();
    let presented = Presented::token(&token).with_proofs(&proofs);
    gate.decide(&presented, &Request::tool("block", ARGUMENTS), NOW)
}

fn denied(decision: &Decision) -> Denial {
    decision.verdict().unwrap_err().clone()
}

#[test]
fn a_denial_asks_for_an_approval_and_a_grant_uses_it_up() {
    let gate = built(&story());
    let decision = decide(&gate, &remediator(), &[], Vec::new());
    let denial = denied(&decision);
    assert_eq!(
        denial.to_string(),
        "the call needs an approval, by policy `long`"
    );
    assert_eq!(
        denial
            .policies()
            .first()
            .map(narrowgate::DeterminingPolicy::id),
        Some("long")
    );
    let hash = denial.call_hash().unwrap();
    let report = serde_json::to_value(gate.report(&denial)).unwrap();
    assert_eq!(report["callHash"], hash.as_str());
    assert_eq!(report["category"], "policy");
    // No other token would help, so the client is told nothing more
    assert_eq!(
        report["challenge"],
        json!({ "status": 403, "wwwAuthenticate": null })
    );
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["denial"]["callHash"], hash.as_str());

    // What the record says is what the service that gives approvals shows, and hashes itself
    let proven = &record["proven"];
    let parties = json!({
        "audience": record["server"],
        "actor": proven["actor"],
        "principal": proven["principal"],
        "task": null,
    });
    let shown = CallHash::of(&parties.to_string(), &Request::tool("block", ARGUMENTS)).unwrap();
    assert_eq!(&shown, hash);

    let approvals = [approval(&approver(), hash.as_str()).mint()];
    let denial = denied(&decide(&gate, &remediator(), &approvals, Vec::new()));
    assert_eq!(denial.code(), Code::ReplayUnchecked);
    assert_eq!(gate.challenge(&denial).status(), 503);
    let asked: &[Replay] = match denial.missing() {
        Some(Missing::Replay(asked)) => asked,
        _ => &[],
    };
    assert_eq!(asked.len(), 1);
    let key = &asked[0];
    assert_eq!(
        key.key(),
        mint::replay_key("approval", &[mint::APPROVALS, "ap-1"])
    );
    // As long as any clock within the leeway takes it
    assert_eq!(key.until(), mint::NOW + 240 + 2 * 30 + 1);

    let said = |is_new| {
        vec![ReplayAnswer {
            key: key.key(),
            is_new,
        }]
    };
    let decision = decide(&gate, &remediator(), &approvals, said(true));
    let grant = decision.verdict().unwrap();
    let used = grant.approval().unwrap();
    assert_eq!(
        (used.issuer(), used.approver().subject(), used.id()),
        (mint::APPROVALS, "bob", "ap-1")
    );
    let listed = json!({
        "issuer": mint::APPROVALS,
        "approver": { "issuer": mint::APPROVALS, "subject": "bob" },
        "id": "ap-1",
        "issuedAt": mint::NOW - 60,
        "expiresAt": mint::NOW + 240,
    });
    assert_eq!(serde_json::to_value(grant).unwrap()["approval"], listed);
    let record = serde_json::to_value(decision.record()).unwrap();
    assert_eq!(record["approval"], listed);
    assert!(!record.to_string().contains(&approvals[0]));

    let denial = denied(&decide(&gate, &remediator(), &approvals, said(false)));
    assert_eq!(denial.code(), Code::ApprovalReplayed);
    assert_eq!(denial.call_hash(), None);

    // One approval is one call, also among several of one request
    let shown: Vec<&str> = approvals.iter().map(String::as_str).collect();
    let proofs = Proofs {
        approvals: shown,
        replay: said(true),
        ..Proofs::default()
    };
    let token = remediator().mint();
    let presented = Presented::token(&token).with_proofs(&proofs);
    let call = Request::tool("block", ARGUMENTS);
    let each = gate.authorize_each(&presented, &[call, call], NOW).unwrap();
    assert!(each[0].is_ok());
    let denial = each[1].as_ref().unwrap_err();
    assert_eq!(denial.code(), Code::ApprovalReplayed);
}

#[test]
fn what_is_permitted_anyway_uses_nothing_up() {
    let gate = built(&story());
    let token = remediator().mint();
    let arguments = r#"{"address":"203.0.113.9","minutes":5}"#;
    let mut call = mint::call("block", arguments);
    call["actor"]["subject"] = json!("remediation-agent");
    let good = approval(&approver(), &call_hash(&call)).mint();
    let proofs = Proofs {
        approvals: vec![&good],
        ..Proofs::default()
    };
    let presented = Presented::token(&token).with_proofs(&proofs);
    let decision = gate.decide(&presented, &Request::tool("block", arguments), NOW);
    let grant = decision.verdict().unwrap();
    assert_eq!(grant.approval(), None);
    let grant = serde_json::to_value(grant).unwrap();
    assert_eq!(grant.get("approval"), None);
}

/// Keys of an issuer of approvals are replaced as any others, and are not published.
#[test]
fn its_issuer_has_keys_of_its_own() {
    let gate = built(&story());
    let hash = denied(&decide(&gate, &remediator(), &[], Vec::new()));
    let next = Key::ed25519(10);
    let approvals = [approval(&next, hash.call_hash().unwrap().as_str()).mint()];
    let denial = denied(&decide(&gate, &remediator(), &approvals, Vec::new()));
    assert_eq!(denial.code(), Code::ApprovalInvalid);
    let missing = Missing::Key {
        issuer: mint::APPROVALS.to_owned(),
        retry_after: 0,
    };
    assert_eq!(denial.missing(), Some(&missing));
    let keys = gate.read_keys(mint::APPROVALS, &jwks([&next])).unwrap();
    gate.replace_keys(mint::APPROVALS, keys, NOW).unwrap();
    let denial = denied(&decide(&gate, &remediator(), &approvals, Vec::new()));
    assert_eq!(denial.code(), Code::ReplayUnchecked);

    let metadata = serde_json::to_value(gate.metadata()).unwrap();
    assert_eq!(metadata["authorization_servers"], json!([mint::ISSUER]));
}

/// The key of approvals signs no token, and the key of tokens no approval, wherever they stand.
#[test]
fn keys_of_one_role_are_never_tried_for_the_other() {
    let both: Jwks = Jwks::parse(&jwks([&key(), &approver()])).unwrap();
    let gate = built(&story());
    gate.replace_keys(mint::APPROVALS, both, NOW).unwrap();
    let hash = denied(&decide(&gate, &remediator(), &[], Vec::new()));
    let hash = hash.call_hash().unwrap().as_str();
    for (token, approvals) in [
        (alice().issuer(mint::APPROVALS), vec![]),
        (
            remediator(),
            vec![
                approval(&key(), hash)
                    .claim("iss", string(mint::ISSUER))
                    .mint(),
            ],
        ),
    ] {
        let denial = denied(&decide(&gate, &token, &approvals, Vec::new()));
        let code = denial.code();
        assert!(
            matches!(code, Code::IssuerUnknown | Code::ApprovalInvalid),
            "{denial:?}"
        );
    }
}

fn hash(tool: &str, arguments: &str) -> Option<String> {
    let parties = r#"{
        "audience": "https://tools.example/mcp",
        "actor": { "issuer": "https://as.example", "subject": "agent" },
        "principal": { "issuer": "https://as.example", "subject": "alice" },
        "task": null
    }"#;
    let hash = CallHash::of(parties, &Request::tool(tool, arguments)).ok()?;
    Some(hash.to_string())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        "[ -~é€😀\u{fb33}\n\"\\\\]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-cé😀\u{fb33}]{0,2}", inner, 0..4)
                .prop_map(|members| json!(members)),
        ]
    })
}

static GATE: LazyLock<Gate> = LazyLock::new(|| built(&story()));

static GOOD: LazyLock<String> = LazyLock::new(|| {
    let mut call = mint::call("block", ARGUMENTS);
    call["actor"]["subject"] = json!("remediation-agent");
    approval(&approver(), &call_hash(&call)).mint()
});

proptest! {
    #![proptest_config(mint::cases(256))]

    /// Whatever is done to an approval, it is refused, and says nothing of itself.
    #[test]
    fn another_text_is_no_approval(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
        let good = &*GOOD;
        let mut spoilt = good.clone();
        let at = at.index(good.len());
        spoilt.replace_range(at..=at, &to);
        prop_assume!(spoilt != *good);
        let denial = denied(&decide(&GATE, &remediator(), &[spoilt], Vec::new()));
        prop_assert_eq!(denial.code(), Code::ApprovalInvalid);
        prop_assert!(denial.to_string().len() < 256);
    }

    /// Two implementations say the same of any call, and two calls have never one hash.
    #[test]
    fn a_hash_names_one_call(one in value(), other in value(), tool in "[a-z/é]{1,3}") {
        let text = |value: &Value| json!({ "a": value }).to_string();
        let of = |value: &Value| hash(&tool, &text(value));
        prop_assert_eq!(of(&one), Some(call_hash(&mint::call(&tool, &text(&one)))));
        prop_assert_eq!(one == other, of(&one) == of(&other));
        prop_assert_ne!(of(&one), hash(&format!("{tool}x"), &text(&one)));
    }
}
