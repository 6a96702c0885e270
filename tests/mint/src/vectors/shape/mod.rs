//! What a chain has to look like, by the operator's wish: how deep, past whom, within what, known how.

use serde_json::{Value, json};

mod bounds;
mod configuration;
mod delegate;
mod depth;
mod evidence;
mod tool;

use super::{Case, changed, config, good, issuer, now, zeroid};
use crate::kinds::{self, named};
use crate::{AccessToken, ISSUER, Key, NOW, access_token};

pub(super) fn cases() -> Vec<Case> {
    [
        depth::cases(),
        delegate::cases(),
        bounds::cases(),
        evidence::cases(),
        zeroid::shapes(),
        tool::cases(),
        configuration::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const OTHER: &str = "https://other.example";

/// The first issuer, with these settings besides.
fn issuer_with(mut config: Value, settings: Value) -> Value {
    config["issuers"][0] = changed(config["issuers"][0].clone(), settings);
    config
}

/// A gate that asks this of chains.
fn chain(wish: Value) -> Value {
    changed(config(), json!({ "chain": wish }))
}

/// Trusts a second issuer, which may name actors of the first one.
fn two(config: Value) -> Value {
    let second = changed(
        issuer(OTHER, &Key::ed25519(2)),
        json!({ "actorIssuers": [ISSUER] }),
    );
    changed(
        config.clone(),
        json!({ "issuers": [config["issuers"][0], second] }),
    )
}

fn case(id: &str, description: &str, config: Value, tokens: &[AccessToken]) -> Case {
    let kind = match tokens {
        [_] => "token",
        _ => "chain",
    };
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    let case = Case::new(kind, id, "Narrowgate: shapes of chains", description);
    let case = now(case).with("config", config);
    match tokens.as_slice() {
        [token] => case.token(token.as_str()),
        tokens => case.lineage(tokens),
    }
}

/// For alice, through these agents.
fn through(agents: &[&str]) -> AccessToken {
    agents
        .iter()
        .fold(good(), |token: AccessToken, agent| token.actor(agent))
}

/// The token of each of them, from alice's on.
fn lineage(agents: &[&str]) -> Vec<AccessToken> {
    (0..=agents.len())
        .map(|count| through(&agents[..count]))
        .collect()
}
