//! Chains of attenuating agent tokens, each with the proof of a call.

use serde_json::{Value, json};

mod arguments;
mod claim;
mod constraint;
mod details;
mod link;
mod place;
mod policy;
mod proof;
mod relation;
mod revocation;
mod scopes;
mod settings;
mod shape;
mod tools;

use super::{Case, changed, config, issuer, key, key_set, now};
use crate::{
    AUDIENCE, Confirms, ISSUER, Key, Linked, NOW, Proof, call_proof, hash, linked_root, replay_key,
    string, thumbprint_uri,
};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        link::cases(),
        place::cases(),
        claim::cases(),
        details::cases(),
        tools::cases(),
        policy::cases(),
        constraint::cases(),
        relation::cases(),
        proof::cases(),
        revocation::cases(),
        arguments::cases(),
        scopes::cases(),
        settings::cases(),
        shape::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const DRAFT: &str = "draft-niyikiza-oauth-attenuating-agent-tokens-01";

fn section(section: &str) -> String {
    format!("{DRAFT}, section {section}")
}

/// The key of agent number so and so.
fn agent(number: u8) -> Key {
    Key::ed25519(20 + number)
}

fn profile(settings: Value) -> Value {
    let own = json!({ "typ": "aat+jwt", "toolsInsteadOfScopes": true });
    json!({ "aat-01": changed(own, settings) })
}

fn trusted(settings: Value) -> Value {
    let algorithms = ["Ed25519", "ES256"];
    json!({ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": profile(settings), "algorithms": algorithms })
}

/// A gate of three tools that takes chains, and permits whatever they grant.
fn gate(settings: Value) -> Value {
    let tool = |name: &str, properties: Value| json!({ "name": name, "inputSchema": { "type": "object", "properties": properties } });
    let text = || json!({ "type": "string" });
    let set = json!({
        "text": text(),
        "number": { "type": "number" },
        "count": { "type": "integer" },
        "flag": { "type": "boolean" },
        "list": { "type": "array", "items": text() },
    });
    changed(
        config(),
        json!({
            "issuers": [trusted(settings)],
            "proofs": { "origin": "https://tools.example" },
            "tools": [tool("ping", json!({})), tool("read-file", json!({ "path": text(), "limit": { "type": "integer" } })), tool("set", set)],
            "requiredScopes": { "ping": [], "read-file": ["files:read"], "set": [] },
            "policies": "permit (principal, action, resource);",
        }),
    )
}

fn one_of(values: &[&str]) -> Value {
    json!({ "constraint_type": "one_of", "values": values })
}

/// The text of `authorization_details` with one entry that grants these tools.
fn details(tools: Value) -> String {
    json!([{ "type": "attenuating_agent_token", "tools": tools }]).to_string()
}

fn all_tools() -> Value {
    json!({ "ping": {}, "read-file": { "path": one_of(&["/a", "/b"]) }, "set": {} })
}

/// A root for agent 0.
fn root() -> Linked {
    linked_root(&key(), "aat+jwt", &agent(0), Confirms::Jwk)
        .claim("authorization_details", details(all_tools()))
}

/// A root and its descendants, `tokens` in all, for agents 0, 1 and so on.
fn chain(tokens: u8) -> Vec<Linked> {
    descendants(root(), tokens)
}

fn descendants(root: Linked, tokens: u8) -> Vec<Linked> {
    (1..tokens).fold(vec![root], |mut chain, number| {
        chain.push(chain.last().expect("a root").child(&agent(number)));
        chain
    })
}

/// A call with these tokens, root first, and the right proof of the last one after this change.
fn proven(
    case: Case,
    tokens: &[Linked],
    tool: &str,
    input: &Value,
    change: impl FnOnce(Proof) -> Proof,
) -> Case {
    let holder = tokens.last().expect("a token").holder();
    let id = format!("l-{}", tokens.len() - 1);
    let proof = change(call_proof(holder, &id, tool, &input.to_string()));
    presented(case, tokens, json!({ "aat": [proof.mint()] }))
        .with("request", json!({ "tool": tool, "input": input }))
}

fn presented(case: Case, tokens: &[Linked], proofs: Value) -> Case {
    let minted: Vec<String> = tokens.iter().map(Linked::mint).collect();
    let (token, parents) = minted.split_last().expect("a token");
    let presented = match parents {
        [] => json!({ "token": token, "proofs": proofs }),
        _ => json!({ "token": token, "parents": parents, "proofs": proofs }),
    };
    case.with("presented", presented)
}

fn case(id: &str, source: &str, description: &str) -> Case {
    now(Case::new("authorize", id, source, description).with("config", gate(json!({}))))
}

/// A call that the tokens grant, whose proof is right.
fn call(id: &str, source: &str, description: &str, tokens: &[Linked]) -> Case {
    called(id, source, description, tokens, "ping", json!({}))
}

fn called(
    id: &str,
    source: &str,
    description: &str,
    tokens: &[Linked],
    tool: &str,
    input: Value,
) -> Case {
    proven(
        case(id, source, description),
        tokens,
        tool,
        &input,
        |proof| proof,
    )
}

/// The agent, as the gate names it.
fn named(number: u8) -> Value {
    json!({ "issuer": ISSUER, "subject": thumbprint_uri(&agent(number)) })
}

fn accepted() -> Vec<Case> {
    let source = &section("7");
    let link = |number: u8, tools: &[&str]| {
        changed(
            named(number),
            json!({ "evidence": "signed", "tools": tools, "tokenId": format!("l-{number}"), "expiresAt": NOW + 600, "keyThumbprint": agent(number).thumbprint() }),
        )
    };
    let all = ["ping", "read-file", "set"];
    let narrow = chain(2).pop().expect("a child").claim(
        "authorization_details",
        details(json!({ "read-file": { "path": { "constraint_type": "exact", "value": "/a" } } })),
    );
    let eight = descendants(root().claim("del_max_depth", "7"), 8);
    let signed_with = |key: Key| {
        let root = root().held_by(&key);
        vec![root.clone(), root.child(&agent(1))]
    };
    vec![
        call("one-token", source, "The first agent calls.", &chain(1)).accept_as(json!({
            "principal": null,
            "actor": named(0),
            "chain": [link(0, &all)],
            "scopes": [],
            "audience": [],
            "clientId": null,
            "tokenId": "l-0",
            "possession": {
                "proofs": ["aat"],
                "replay": "not_checked",
                "replayKeys": [{ "key": replay_key("aat", &[&agent(0).thumbprint(), "p-1"]), "until": NOW + 90 }],
            },
        })),
        call("two-tokens", source, "It has delegated.", &chain(2))
            .accept_as(json!({ "actor": named(1), "chain": [link(0, &all), link(1, &all)] })),
        called("narrowed", source, "The second agent has one file of one tool.", &[root(), narrow.clone()], "read-file", json!({ "path": "/a" }))
            .accept_as(json!({ "chain": [link(0, &all), link(1, &["read-file"])] })),
        called("narrowed-beyond", source, "The other file.", &[root(), narrow.clone()], "read-file", json!({ "path": "/b" }))
            .deny("authority_insufficient"),
        called("narrowed-tool", source, "A tool that the first agent kept to itself.", &[root(), narrow], "ping", json!({}))
            .deny("authority_insufficient"),
        call("three-tokens", source, "Twice.", &chain(3)).accept_as(json!({ "actor": named(2) })),
        call("eight-tokens", source, "As many as a request may present by default.", &eight)
            .with("config", changed(gate(json!({})), json!({ "maxDepth": 8 })))
            .accept_as(json!({ "actor": named(7) })),
        call("es256", source, "A holder with a key of another type.", &signed_with(Key::es256(7))).accept(),
        call("same-agent", source, "An agent narrows its own token.", &signed_with(agent(1))).accept(),
        presented(
            now(Case::new("chain", "verify", &section("5"), "A proof is of one call, and here is none.").with("config", gate(json!({})))),
            &chain(2),
            json!({ "aat": [call_proof(&agent(1), "l-1", "ping", "{}").mint()] }),
        )
        .deny("proof_request_mismatch"),
    ]
}
