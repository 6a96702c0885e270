//! `null` in a configuration: no way to leave a member out.

use serde_json::{Value, json};

use super::super::{Case, changed, issuer, key};
use super::configuration::{accepted, refused};
use crate::ISSUER;

pub(super) fn cases() -> Vec<Case> {
    [nowhere(), with_a_meaning()]
        .into_iter()
        .flatten()
        .collect()
}

fn one(change: Value) -> Value {
    json!({ "issuers": [changed(issuer(ISSUER, &key()), change)] })
}

/// Each of these would bound nothing, or ask for nothing.
fn nowhere() -> Vec<Case> {
    let members = [
        ("max-depth", "maxDepth"),
        ("leeway", "leeway"),
        ("max-lifetime", "maxLifetime"),
        ("policies", "policies"),
        ("metadata", "resourceMetadata"),
        ("proofs", "proofs"),
        ("chain", "chain"),
        ("limits", "limits"),
        ("step-up", "stepUp"),
        ("required-scopes", "requiredScopes"),
        ("revocation", "requireRevocationCheck"),
        ("issuers", "issuers"),
        ("audience", "audience"),
    ];
    let of_issuer = [
        ("issuer-audience", "audience"),
        ("issuer-actor", "actor"),
        ("issuer-binding", "requireBinding"),
        ("issuer-relation", "scopeRelation"),
        ("issuer-profile", "profile"),
    ];
    let refuse = |id: &str, change: Value, path: &str| {
        let id = format!("null-{id}");
        refused(&id, "Null is no value of this member.", change, path)
    };
    let members = members
        .into_iter()
        .map(|(id, name)| refuse(id, json!({ name: null }), name));
    let of_issuer = of_issuer.into_iter().map(|(id, name)| {
        refuse(
            id,
            one(json!({ name: null })),
            &format!("issuers[0].{name}"),
        )
    });
    let custom = |change: Value| {
        let custom = json!({ "typ": ["x"], "principal": "sub", "actor": "none", "scopes": { "claim": "scope", "form": "string" } });
        one(json!({ "profile": { "custom": changed(custom, change) } }))
    };
    members
        .chain(of_issuer)
        .chain([
            refuse(
                "profile-settings",
                one(json!({ "profile": { "rfc9068": null } })),
                "issuers[0].profile.rfc9068",
            ),
            refuse(
                "setting-of-a-profile",
                custom(json!({ "client": null })),
                "issuers[0].profile.custom.client",
            ),
            refuse(
                "settings-of-a-profile",
                custom(json!({ "scopes": null })),
                "issuers[0].profile.custom.scopes",
            ),
            refuse(
                "all-types-of-a-profile",
                custom(json!({ "typ": null })),
                "issuers[0].profile.custom.typ",
            ),
            refuse(
                "actor-of-a-profile",
                custom(json!({ "actor": { "none": null } })),
                "issuers[0].profile.custom.actor.none",
            ),
            refuse(
                "segments",
                one(json!({ "scopeRelation": { "segments": null, "implies": { "a": ["b"] } } })),
                "issuers[0].scopeRelation.segments",
            ),
            refuse(
                "step-up-age",
                json!({ "stepUp": { "ping": { "acrValues": ["a"], "maxAge": null } } }),
                "stepUp.ping.maxAge",
            ),
            refuse(
                "proof-algorithms",
                json!({ "proofs": { "origin": "https://tools.example", "algorithms": null } }),
                "proofs.algorithms",
            ),
        ])
        .collect()
}

/// Keys that come later, a header without `typ`, and JSON of others.
fn with_a_meaning() -> Vec<Case> {
    let custom = json!({ "typ": ["at+jwt", null], "principal": "sub", "actor": "none", "required": { "client_id": "present" } });
    let mut set = super::super::key_set([&key()]);
    set["note"] = Value::Null;
    let tool = json!({ "name": "ping", "title": null, "inputSchema": { "type": "object", "properties": {} } });
    vec![
        accepted(
            "null-inside-a-key-set",
            "A key set's members are not ours.",
            one(json!({ "jwks": set })),
        ),
        accepted(
            "null-for-no-type",
            "A header without `typ`.",
            one(json!({ "profile": { "custom": custom } })),
        ),
        accepted(
            "null-inside-a-tool",
            "Nor are a tool's.",
            json!({ "tools": [tool], "requiredScopes": { "ping": [] } }),
        ),
        super::configuration::with(
            "config-null-for-later-keys",
            "The keys come later.",
            changed(super::configuration::plain(), one(json!({ "jwks": null }))),
        )
        .deny("keys_missing"),
    ]
}
