//! The task that a profile vouches for is part of the call.

use super::*;
use crate::kinds;

pub(super) fn cases() -> Vec<Case> {
    [transaction(), mission()].into_iter().flatten().collect()
}

/// A gate that takes this kind of token, and approvals.
fn takes(kind: &str) -> Value {
    let kind = kinds::named(kind);
    let mut config = changed(kind.config(), json!({}));
    for member in ["tools", "requiredScopes", "policies"] {
        config[member] = self::config()[member].clone();
    }
    config["policies"] = json!(
        r#"@id("all") permit (principal, action, resource);
@id("large") @requires("approval") forbid (principal, action, resource) unless { context has approval };"#
    );
    let issuers = config["issuers"].as_array_mut().expect("issuers");
    issuers.push(approvals(json!({})));
    config
}

fn pays(kind: &str, id: &str, description: &str, token: &AccessToken, call: &Value) -> Case {
    let approval = approval(&approver(), &call_hash(call));
    let case = case(id, SOURCE, description).with("config", takes(kind));
    let answers = [answer(&remembered(), true)];
    let mut presented = presented(token, &[approval.mint()], &answers);
    presented["proofs"]["scheme"] = json!(kinds::named(kind).scheme());
    case.with("presented", presented)
}

fn asked_as(actor: Value, principal: Value, task: Value) -> Value {
    changed(
        asked(),
        json!({ "actor": actor, "principal": principal, "task": task }),
    )
}

fn transaction() -> Vec<Case> {
    let kind = "transaction-token";
    let alice = json!({ "issuer": AUDIENCE, "subject": "alice" });
    let task = |value: &str| json!({ "name": "txn", "value": value });
    let call = |task: Value| asked_as(alice.clone(), alice.clone(), task);
    let token = || kinds::named(kind).token().claim("txn", string("t-1"));
    vec![
        pays(
            kind,
            "task-txn",
            "Of this transaction.",
            &token(),
            &call(task("t-1")),
        )
        .accept_as(json!({ "approval": { "id": "ap-1" } })),
        pays(
            kind,
            "task-txn-other",
            "Of another one.",
            &token(),
            &call(task("t-2")),
        )
        .deny("approval_mismatch"),
        pays(
            kind,
            "task-txn-none",
            "Of none.",
            &token(),
            &call(json!(null)),
        )
        .deny("approval_mismatch"),
        pays(
            kind,
            "task-txn-name",
            "Of one that is a mission.",
            &token(),
            &call(json!({ "name": "missionId", "value": "t-1" })),
        )
        .deny("approval_mismatch"),
    ]
}

fn mission() -> Vec<Case> {
    let kind = "zeroid";
    let token = || kinds::named(kind).token();
    let required = |case: Case, call: &Value| {
        super::required(
            case.with("presented", json!({ "token": token().mint() })),
            call,
        )
    };
    let payload: Value = serde_json::from_str(&token().payload_text()).expect("JSON");
    let mission = payload["mission_id"].as_str().expect("a mission");
    let who = |subject: &Value| json!({ "issuer": kinds::ISSUER, "subject": subject });
    let actor = match &payload["act"]["sub"] {
        Value::Null => who(&payload["sub"]),
        sub => who(sub),
    };
    let call = |value: &str| {
        asked_as(
            actor.clone(),
            who(&payload["sub"]),
            json!({ "name": "missionId", "value": value }),
        )
    };
    vec![
        required(
            pays(
                kind,
                "task-mission-required",
                "What has to be approved is of the mission.",
                &token(),
                &call(mission),
            ),
            &call(mission),
        ),
        pays(
            kind,
            "task-mission",
            "Of this mission.",
            &token(),
            &call(mission),
        )
        .accept_as(json!({ "approval": { "id": "ap-1" } })),
        pays(
            kind,
            "task-mission-other",
            "Of another one.",
            &token(),
            &call("m-other"),
        )
        .deny("approval_mismatch"),
    ]
}
