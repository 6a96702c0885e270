//! Agent delegation chains: every token after the first is signed by the key that the one before it confirms.

use serde_json::{Value, json};

mod argument;
mod call;
mod constraint;
mod detail;
mod form;
mod key;
mod link;
mod name;
mod party;
mod presentation;
mod scope;
mod sum;
mod token;

use super::{Case, changed, config, good, key, key_set, now};
use crate::{
    AUDIENCE, Delegation, ISSUER, Key, NOW, compact, delegation_root, dpop_proof, hash,
    thumbprint_uri,
};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        key::cases(),
        link::cases(),
        presentation::cases(),
        token::cases(),
        party::cases(),
        form::cases(),
        detail::cases(),
        scope::cases(),
        constraint::cases(),
        call::cases(),
        name::cases(),
        argument::cases(),
        sum::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The key of the one who holds token `number`, from 0.
fn holder(number: u8) -> Key {
    Key::ed25519(10 + number)
}

/// The name of the key of the one who holds token `number` (RFC 9278).
fn key_name(number: u8) -> String {
    thumbprint_uri(&holder(number))
}

/// A gate that takes chains of the issuer, with these settings.
fn takes(settings: Value) -> Value {
    let issuer = json!({ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": { "adc-03-bound": settings }, "algorithms": ["Ed25519", "ES256"] });
    changed(
        config(),
        json!({ "issuers": [issuer], "proofs": { "origin": "https://tools.example" }, "maxDepth": 10 }),
    )
}

fn case(id: &str, source: &str, description: &str) -> Case {
    now(Case::new("chain", id, source, description).with("config", takes(json!({}))))
}

/// Root first, the last one with the proof of who holds `holder`.
fn presented(tokens: &[String], holder: &Key) -> Value {
    let (token, parents) = tokens.split_last().expect("a token");
    let proof = dpop_proof(holder, token).mint();
    let proofs = json!({ "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/mcp" });
    match parents {
        [] => json!({ "token": token, "proofs": proofs }),
        parents => json!({ "token": token, "parents": parents, "proofs": proofs }),
    }
}

fn chain(id: &str, source: &str, description: &str, tokens: &[&Delegation]) -> Case {
    case(id, source, description).with("presented", of(tokens))
}

fn of(tokens: &[&Delegation]) -> Value {
    let last = tokens.last().expect("a token").holder();
    let tokens: Vec<String> = tokens.iter().map(|token| token.mint()).collect();
    presented(&tokens, last)
}

fn root() -> Delegation {
    delegation_root(&key(), &holder(0)).scopes(&["crm.*", "mail.send", "User.Read"])
}

fn child() -> Delegation {
    root().child(&holder(1)).scopes(&["crm.read", "User.Read"])
}

fn grandchild() -> Delegation {
    child().child(&holder(2)).scopes(&["crm.read"])
}

/// A root and what its holder makes of it.
fn pair(
    id: &str,
    source: &str,
    description: &str,
    change: impl FnOnce(Delegation) -> Delegation,
) -> Case {
    chain(id, source, description, &[&root(), &change(child())])
}

const FORMAT: &str = "draft-asor-wimse-agent-delegation-chain-02, Token Format";
const SCOPES: &str = "draft-asor-wimse-agent-delegation-chain-02, Scope Syntax and Wildcards";
const CONSTRAINTS: &str = "draft-asor-wimse-agent-delegation-chain-02, Constraint Vocabulary";
const SUBSUMPTION: &str = "draft-asor-wimse-agent-delegation-chain-02, Subsumption Rules";
const VERIFY: &str = "draft-asor-wimse-agent-delegation-chain-02, Offline Verification Algorithm";
const BOUND: &str = "draft-asor-wimse-delegator-bound-chains-00: the key that the parent confirms";

fn accepted() -> Vec<Case> {
    let identity = |subject: &str| json!({ "issuer": ISSUER, "subject": subject });
    let asserted =
        |subject: &str| json!({ "issuer": ISSUER, "subject": subject, "evidence": "asserted" });
    let signed = |subject: &str, number: u8, scopes: &[&str], expires: u64| json!({ "issuer": ISSUER, "subject": subject, "evidence": "signed", "scopes": scopes, "tokenId": format!("d-{number}"), "expiresAt": expires, "keyThumbprint": holder(number).thumbprint() });
    // Whom a delegator names is known by its own key
    let delegated = |number: u8| json!({ "issuer": ISSUER, "subject": key_name(number) });
    let delegate = |number: u8, scopes: &[&str], expires: u64| {
        signed(&key_name(number), number, scopes, expires)
    };
    let all = ["User.Read", "crm.*", "mail.send"];
    let mut cases = vec![
        chain("root-alone", VERIFY, "A chain of one: the agent acts for the principal.", &[&root()]).accept_as(json!({
            "principal": identity("alice"), "actor": identity("orchestrator"), "clientId": "orchestrator", "scopes": all,
            "chain": [asserted("alice"), signed("orchestrator", 0, &all, NOW + 600)],
            "possession": { "proofs": ["dpop"] },
        })),
        chain("root-of-a-workload", VERIFY, "The client is its own principal: nobody delegated to it.", &[&root().claim("sub", "orchestrator")]).accept_as(json!({
            "principal": identity("orchestrator"), "actor": identity("orchestrator"),
            "chain": [signed("orchestrator", 0, &all, NOW + 600)],
        })),
        chain("root-of-a-user-named-as-a-client", "RFC 9068, section 2.2.1", "The client is the subject, and a user was authenticated: one of the two is another one.", &[&root().claim("sub", "orchestrator").claim("auth_time", NOW - 100)])
            .deny("claim_invalid"),
        chain("two", VERIFY, "One agent delegates to another one.", &[&root(), &child()]).accept_as(json!({
            "principal": identity("alice"), "actor": delegated(1), "clientId": null, "tokenId": "d-1", "scopes": ["User.Read", "crm.read"],
            "keyThumbprint": holder(0).thumbprint(),
            "chain": [asserted("alice"), signed("orchestrator", 0, &all, NOW + 600), delegate(1, &["User.Read", "crm.read"], NOW + 590)],
        })),
        chain("two-believed", VERIFY, "The operator believes delegators about agents' names.", &[&root(), &child()]).with("config", takes(json!({ "believeAgentNames": true }))).accept_as(json!({
            "actor": identity("agent-1"), "clientId": "agent-1",
            "chain": [asserted("alice"), signed("orchestrator", 0, &all, NOW + 600), signed("agent-1", 1, &["User.Read", "crm.read"], NOW + 590)],
        })),
        pair("named-as-another", BOUND, "A child that its delegator calls by a name that the issuer gave to another agent.", |child| child.claim("client_id", "remediation-agent")).accept_as(json!({ "actor": delegated(1), "clientId": null })),
        {
            let root = root().claim("sub", "orchestrator");
            let child = root.child(&holder(1)).scopes(&["crm.read"]);
            chain("two-of-a-workload", VERIFY, "A workload delegates what is its own.", &[&root, &child]).accept_as(json!({
                "principal": identity("orchestrator"), "actor": delegated(1),
                "chain": [signed("orchestrator", 0, &all, NOW + 600), delegate(1, &["crm.read"], NOW + 590)],
            }))
        },
        chain("to-itself", VERIFY, "An agent delegates to itself, with the same key and less authority.", &[&root(), &root().child(&holder(0)).claim("client_id", "orchestrator").scopes(&["crm.read"])]).accept_as(json!({
            "actor": delegated(0), "clientId": null, "scopes": ["crm.read"],
        })),
        chain("nothing-narrowed", SUBSUMPTION, "As much authority, and as long.", &[&root(), &root().child(&holder(1)).claim("exp", NOW + 600)]).accept(),
        chain("no-scope", FORMAT, "An empty array conveys nothing, and is less than anything.", &[&root(), &child().scopes(&[])]).accept_as(json!({ "scopes": [] })),
        {
            let two = json!([AUDIENCE, "https://files.example"]);
            let root = root().claim("aud", two.clone());
            let same = root.child(&holder(1));
            let less = same.child(&holder(2)).claim("aud", AUDIENCE);
            chain("audience-narrowed", VERIFY, "For two servers, then for two, then for one.", &[&root, &same, &less]).accept_as(json!({ "audience": [AUDIENCE] }))
        },
        chain("holder-es256", FORMAT, "Links with P-256.", &{
            let root = delegation_root(&key(), &Key::es256(3)).scopes(&["crm.*"]);
            let child = root.child(&Key::es256(4));
            [root, child]
        }.each_ref()).accept(),
        chain("key-in-cnf", BOUND, "The root confirms the key itself, so the child need not bring it along.", &{
            let root = root().confirming_the_key();
            let child = root.child(&holder(1)).without_header("jwk");
            [root, child]
        }.each_ref()).accept(),
        chain("key-in-cnf-and-header", BOUND, "It may all the same.", &{
            let root = root().confirming_the_key();
            let child = root.child(&holder(1));
            [root, child]
        }.each_ref()).accept(),
        {
            let root = root();
            let child = root.child(&holder(1)).confirming_the_key();
            let grandchild = child.child(&holder(2));
            chain("named-by-the-key-itself", BOUND, "A prior actor whose token confirms the key itself has the same name.", &[&root, &child, &grandchild]).accept_as(json!({
                "actor": delegated(2),
                "chain": [asserted("alice"), signed("orchestrator", 0, &all, NOW + 600), signed(&key_name(1), 1, &all, NOW + 590),
                    signed(&key_name(2), 2, &all, NOW + 580)],
            }))
        },
        {
            let key: Value = super::parsed(&holder(1).bare_jwk());
            pair("key-and-thumbprint-in-cnf", BOUND, "Both members of `cnf` are one key, which the DPoP proof shows.", |child| {
                child.claim("cnf", json!({ "jkt": holder(1).thumbprint(), "jwk": key }))
            }).accept_as(json!({ "possession": { "proofs": ["dpop"] } }))
        },
        {
            let child = child();
            let grandchild = child.child(&holder(2)).claim("iss", "agent-1");
            chain("issuer-by-claimed-name", BOUND, "The delegator by the `client_id` that its own delegator gave it.", &[&root(), &child, &grandchild]).accept_as(json!({ "actor": delegated(2), "clientId": null }))
        },
        pair("issuer-by-name", BOUND, "The delegator by its `client_id`.", |child| child.claim("iss", "orchestrator")).accept(),
        pair("maximum-lowered", FORMAT, "A child may allow fewer tokens than its parent.", |child| child.claim("del_max_depth", 2)).accept(),
        pair("other-claims", "RFC 7519, section 4: what is not understood is ignored", "Claims of which the draft says nothing.", |child| child.claim("task", "summarise").claim("nbf", NOW)).accept(),
        pair("media-type", "RFC 7515, section 4.1.9", "`typ` in its longer spelling.", |child| child.header("typ", "application/at+jwt")).accept(),
        {
            let root = root().claim("acr", "mfa").claim("auth_time", NOW - 100);
            let child = root.child(&holder(1));
            chain("authentication-copied", "RFC 9068, section 2.2.1", "The child says of the user's authentication what its parent says.", &[&root, &child]).accept()
        },
    ];
    let mut tokens = vec![root().claim("del_max_depth", 8)];
    for number in 1..8_u8 {
        let next = tokens.last().map(|last| last.child(&holder(number)));
        tokens.extend(next);
        let tokens: Vec<_> = tokens.iter().collect();
        let id = format!("length-{}", number + 1);
        let description = format!("A chain of {}.", number + 1);
        cases.push(
            chain(&id, VERIFY, &description, &tokens)
                .accept_as(json!({ "actor": delegated(number), "scopes": all })),
        );
    }
    cases
}
