//! Approvals: of exactly one call, by whom, when, once; and what policies make of them.

use serde_json::{Value, json};

mod call;
mod configuration;
mod eyes;
mod form;
mod kind;
mod limit;
mod names;
mod policy;
mod replay;
mod task;
mod time;
mod who;

use super::policy::{gate, tool};
use super::{Case, changed, issuer, key, key_set, now};
use crate::proof::Proof;
use crate::{
    APPROVALS, AUDIENCE, AccessToken, ISSUER, Key, NOW, access_token, approval, call_hash,
    replay_key, string,
};

pub(super) fn cases() -> Vec<Case> {
    [
        call::cases(),
        task::cases(),
        form::cases(),
        kind::cases(),
        time::cases(),
        who::cases(),
        names::cases(),
        replay::cases(),
        limit::cases(),
        policy::cases(),
        eyes::cases(),
        configuration::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const SOURCE: &str = "An approval is of exactly one call";

/// The key of [`APPROVALS`].
fn approver() -> Key {
    Key::ed25519(9)
}

fn approvals(change: Value) -> Value {
    let profile = json!({ "profile": { "approval": {} } });
    changed(changed(issuer(APPROVALS, &approver()), profile), change)
}

/// Agents may pay, more than 100 with an approval, and mallory never.
const POLICIES: &str = r#"@id("agents") permit (principal is Agent, action, resource);
@id("large") @requires("approval") forbid (principal, action == Action::"pay", resource)
  when { context.input.amount > 100 } unless { context has approval };
@id("no-gifts") forbid (principal, action == Action::"pay", resource) when { context.input.to == "mallory" };"#;

/// Trusts [`ISSUER`] with tokens, [`APPROVALS`] with approvals.
fn config_by(policies: &str) -> Value {
    let tools = [
        tool(
            "pay",
            json!({ "amount": { "type": "integer" }, "to": { "type": "string" } }),
        ),
        tool(
            "pay-later",
            json!({ "amount": { "type": "integer" }, "to": { "type": "string" } }),
        ),
    ];
    let issuers = [issuer(ISSUER, &key()), approvals(json!({}))];
    changed(gate(&tools, policies), json!({ "issuers": issuers }))
}

fn config() -> Value {
    config_by(POLICIES)
}

/// The same, with this change to the issuer of approvals.
fn config_of(change: Value) -> Value {
    let issuers = [issuer(ISSUER, &key()), approvals(change)];
    changed(config(), json!({ "issuers": issuers }))
}

/// `agent` for `alice`.
fn agent() -> AccessToken {
    access_token(&key()).actor("agent")
}

const ARGUMENTS: &str = r#"{"amount":500,"to":"carol"}"#;

/// What `agent` asks for: 500, for carol.
fn asked() -> Value {
    crate::call("pay", ARGUMENTS)
}

/// Of what is asked for, by `bob`.
fn good() -> Proof {
    approval(&approver(), &call_hash(&asked()))
}

fn answer(key: &str, is_new: bool) -> Value {
    json!({ "key": key, "isNew": is_new })
}

/// What the store remembers of [`good`].
fn remembered() -> String {
    replay_key("approval", &[APPROVALS, "ap-1"])
}

fn presented(token: &AccessToken, approvals: &[String], answers: &[Value]) -> Value {
    json!({ "token": token.mint(), "proofs": { "approvals": approvals, "replay": answers } })
}

fn case(id: &str, source: &str, description: &str) -> Case {
    now(Case::new("authorize", id, source, description).with("config", config()))
        .with("request", json!({ "tool": "pay", "inputText": ARGUMENTS }))
}

/// What is asked for, with this approval, which the store has not seen.
fn with(id: &str, source: &str, description: &str, approval: &Proof) -> Case {
    by(case(id, source, description), &agent(), approval)
}

fn by(case: Case, token: &AccessToken, approval: &Proof) -> Case {
    let answers = [answer(&remembered(), true)];
    case.with("presented", presented(token, &[approval.mint()], &answers))
}

/// Permitted, with the approval of [`good`].
fn used() -> Value {
    json!({
        "policies": ["agents"],
        "approval": {
            "issuer": APPROVALS,
            "approver": { "issuer": APPROVALS, "subject": "bob" },
            "id": "ap-1",
            "issuedAt": NOW - 60,
            "expiresAt": NOW + 240,
        },
    })
}

fn required(case: Case, call: &Value) -> Case {
    case.with(
        "expect",
        json!({ "deny": "approval_required", "callHash": call_hash(call) }),
    )
}
