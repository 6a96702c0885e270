//! Tokens that are bound to a key, the proofs of those who present them, and where issuers' keys come from.

use serde_json::{Value, json};

mod actor;
mod binding;
mod claim;
mod confirmation;
mod form;
mod replay;
mod request;
mod source;
mod target;
mod workload;
mod zeroid;

use super::policy::tool;
use super::{Case, changed, config, good, issuer, key, key_set, now, parsed};
use crate::{AUDIENCE, AccessToken, ISSUER, Key, NOW, Proof, dpop_proof, hash, replay_key, string};

pub(super) fn cases() -> Vec<Case> {
    [
        form::cases(),
        claim::cases(),
        request::cases(),
        target::cases(),
        replay::cases(),
        confirmation::cases(),
        actor::cases(),
        binding::cases(),
        workload::cases(),
        zeroid::cases(),
        source::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const ORIGIN: &str = "https://tools.example";

/// The client's key.
fn holder() -> Key {
    Key::es256(3)
}

/// `cnf` of a token that is bound to this key (RFC 9449, section 6.1).
fn jkt(key: &Key) -> String {
    json!({ "jkt": key.thumbprint() }).to_string()
}

/// A token that is bound to [`holder`].
fn bound() -> AccessToken {
    good().claim("cnf", jkt(&holder()))
}

/// A gate that takes proofs, with these rules besides its origin.
fn takes(rules: Value) -> Value {
    let rules = changed(json!({ "origin": ORIGIN }), rules);
    changed(config(), json!({ "proofs": rules }))
}

/// `POST` to [`AUDIENCE`] with these proofs.
fn request(dpop: &[&str]) -> Value {
    json!({ "scheme": "DPoP", "dpop": dpop, "method": "POST", "target": "/mcp" })
}

fn case(id: &str, source: &str, description: &str) -> Case {
    now(Case::new("token", id, source, description).with("config", takes(json!({}))))
}

fn present(case: Case, token: &str, proofs: Value) -> Case {
    case.with("presented", json!({ "token": token, "proofs": proofs }))
}

/// [`bound`], presented with its proof after this change.
fn proven(case: Case, change: impl FnOnce(Proof) -> Proof) -> Case {
    let token = bound().mint();
    let proof = change(dpop_proof(&holder(), &token)).mint();
    present(case, &token, request(&[&proof]))
}

/// [`bound`], presented with its proof, and this about the request besides.
fn proven_with(case: Case, besides: Value, change: impl FnOnce(Proof) -> Proof) -> Case {
    let token = bound().mint();
    let proof = change(dpop_proof(&holder(), &token)).mint();
    present(case, &token, changed(request(&[&proof]), besides))
}

/// What the gate's replay store is asked about the proof of [`bound`].
fn remembered() -> String {
    replay_key("dpop", &[&holder().thumbprint(), AUDIENCE, "p-1"])
}
