//! Lineage: parents shown beside the token.

use serde_json::json;

mod key;
mod link;
mod member;

use super::{Case, changed, concat, config, deep_act, issuer, key, key_set, now};
use crate::{AUDIENCE, AccessToken, ISSUER, Key, NOW, access_token};

pub(super) fn cases() -> Vec<Case> {
    [
        accepted(),
        narrowing(),
        link::cases(),
        key::cases(),
        member::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn chain(id: &str, source: &str, description: &str, tokens: &[AccessToken]) -> Case {
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    now(Case::new("chain", id, source, description).with("config", config())).lineage(&tokens)
}

fn root() -> AccessToken {
    access_token(&key()).scope("read:logs read:network write:rules")
}

fn monitor() -> AccessToken {
    root()
        .actor("monitoring-agent")
        .expires(NOW + 500)
        .issued(NOW - 50)
}

fn investigator() -> AccessToken {
    monitor()
        .actor("investigation-agent")
        .scope("read:logs read:network")
        .expires(NOW + 400)
        .issued(NOW - 40)
}

fn remediator() -> AccessToken {
    monitor()
        .actor("remediation-agent")
        .scope("write:rules")
        .expires(NOW + 400)
        .issued(NOW - 40)
}

fn accepted() -> Vec<Case> {
    let source = "RFC 8693, sections 1.1 and 4.1";
    let link = |subject: &str, token: &str, scopes: &[&str], expires: u64| json!({ "issuer": ISSUER, "subject": subject, "evidence": "signed", "scopes": scopes, "tokenId": token, "expiresAt": expires });
    let asserted =
        |subject: &str| json!({ "issuer": ISSUER, "subject": subject, "evidence": "asserted" });
    let all = ["read:logs", "read:network", "write:rules"];
    vec![
        chain("one-token", source, "No parent: what stands before the actor is only asserted.", &[investigator()]).accept_as(json!({ "chain": [
            asserted("alice"), asserted("monitoring-agent"), link("investigation-agent", "t-2", &["read:logs", "read:network"], NOW + 400),
        ] })),
        chain("two-tokens", source, "Principal and one agent.", &[root(), monitor()]).accept_as(json!({ "chain": [
            link("alice", "t-0", &all, NOW + 600), link("monitoring-agent", "t-1", &all, NOW + 500),
        ] })),
        chain("three-tokens", source, "Every hop has a token of its own.", &[root(), monitor(), remediator()]).accept_as(json!({
            "actor": { "issuer": ISSUER, "subject": "remediation-agent" },
            "scopes": ["write:rules"],
            "depth": 2,
            "unnamed": 0,
            "chain": [
                link("alice", "t-0", &all, NOW + 600),
                link("monitoring-agent", "t-1", &all, NOW + 500),
                link("remediation-agent", "t-2", &["write:rules"], NOW + 400),
            ],
        })),
        chain("four-tokens", source, "Three agents.", &[root(), monitor(), investigator(), investigator().actor("summary-agent").scope("read:logs")]).accept_as(json!({ "scopes": ["read:logs"] })),
        chain("without-root", source, "The lineage starts in the middle: the principal is asserted, the rest signed.", &[monitor(), remediator()]).accept_as(json!({ "chain": [
            asserted("alice"), link("monitoring-agent", "t-1", &all, NOW + 500), link("remediation-agent", "t-2", &["write:rules"], NOW + 400),
        ] })),
        chain("equal-authority", source, "Nothing narrows, nothing widens.", &[root(), root().actor("monitoring-agent")]).accept(),
        chain("no-scope-left", source, "An agent without any authority.", &[root(), monitor().scope("")]).accept_as(json!({ "scopes": [] })),
        chain("audience-narrowed", source, "The parent is for two servers, the child for one.", &[root().claim("aud", format!("[\"{AUDIENCE}\",\"https://other.example\"]")), monitor()]).accept_as(json!({ "audience": [AUDIENCE] })),
        chain("actor-of-another-issuer", source, "The agent is known by another issuer.", &[root(), monitor().no_actors().actor_with(r#""sub":"agent","iss":"https://agents.example""#).id("t-1")]).deny_at(2, "actor_untrusted"),
        chain("same-agent-again", source, "An agent may delegate to itself.", &[root(), monitor(), monitor().actor("monitoring-agent")]).accept(),
        chain("rotated-key", "RFC 7517, section 4.5", "Parent and child are signed with two keys of the issuer.", &[root().header("kid", "\"ed-2\"").signed_by(&Key::ed25519(2)), monitor()])
            .with("config", changed(config(), json!({ "issuers": [{ "issuer": ISSUER, "jwks": key_set([&key(), &Key::ed25519(2)]), "profile": "rfc9068", "algorithms": ["Ed25519"] }] })))
            .accept(),
    ]
}

fn narrowing() -> Vec<Case> {
    let source = "RFC 8693, section 1.1; authority only narrows";
    let pair = |id: &str, description: &str, child: AccessToken, code: &str| {
        chain(id, source, description, &[root(), child]).deny_at(2, code)
    };
    vec![
        pair(
            "scope-widened",
            "A scope that the principal does not have.",
            monitor().scope("read:logs files:write"),
            "scope_widened",
        ),
        chain(
            "scope-widened-at-the-end",
            source,
            "The remediation agent has what its parent lost.",
            &[root(), monitor().scope("read:logs"), remediator()],
        )
        .deny_at(3, "scope_widened"),
        chain(
            "scope-widened-in-the-middle",
            source,
            "The leaf is narrow again; the middle was not.",
            &[
                root().scope("read:logs"),
                monitor(),
                investigator().scope("read:logs"),
            ],
        )
        .deny_at(2, "scope_widened"),
        pair(
            "scope-wildcard",
            "A star is no name of the parent's.",
            monitor().scope("read:*"),
            "scope_widened",
        ),
        pair(
            "scope-prefix",
            "A longer name is another name.",
            monitor().scope("read:logs:all"),
            "scope_widened",
        ),
        chain(
            "scope-star-at-the-parent",
            source,
            "The parent's star covers nothing.",
            &[root().scope("read:* *"), monitor().scope("read:logs")],
        )
        .deny_at(2, "scope_widened"),
        chain(
            "parent-without-scope",
            source,
            "A parent without scope has no authority, rather than all.",
            &[root().without("scope"), monitor()],
        )
        .deny_at(2, "scope_widened"),
        chain(
            "parent-with-empty-scope",
            source,
            "Nor has one with an empty scope.",
            &[root().scope(""), monitor()],
        )
        .deny_at(2, "scope_widened"),
        pair(
            "expiry-extended",
            "A second longer than the parent.",
            monitor().expires(NOW + 601),
            "expiry_extended",
        ),
        pair(
            "expiry-extended-by-a-fraction",
            "Half a second longer.",
            monitor().claim("exp", "1760000600.5"),
            "expiry_extended",
        ),
        pair(
            "audience-widened",
            "Another server beside this one.",
            monitor().claim("aud", format!("[\"{AUDIENCE}\",\"https://other.example\"]")),
            "audience_widened",
        ),
        pair(
            "issued-before-parent",
            "A child that is older than its parent.",
            monitor().issued(NOW - 61),
            "issued_before_parent",
        ),
        chain(
            "nothing-of-nothing",
            source,
            "No scope under no scope.",
            &[root().scope(""), monitor().without("scope")],
        )
        .accept_as(json!({ "scopes": [] })),
    ]
}
