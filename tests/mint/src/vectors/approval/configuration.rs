//! Issuers of approvals in a configuration.

use super::*;
use crate::kinds;

pub(super) fn cases() -> Vec<Case> {
    let source = "Configuration: a mistake of the operator is never a denial";
    let made = |id: &str, description: &str, config: Value| {
        case(&format!("config-{id}"), source, description)
            .with("config", config)
            .with(
                "presented",
                presented(&agent(), &[good().mint()], &[answer(&remembered(), true)]),
            )
    };
    let of = |id: &str, description: &str, change: Value| made(id, description, config_of(change));
    let settings = |id: &str, description: &str, settings: Value| {
        of(
            id,
            description,
            json!({ "profile": { "approval": settings } }),
        )
    };
    let issuers = |issuers: &[Value]| changed(config(), json!({ "issuers": issuers }));
    let path = "issuers[1].profile.approval.maxLifetime";
    let custom =
        |typ: &str| json!({ "custom": { "typ": [typ], "principal": "sub", "actor": "none" } });
    let both = changed(
        approvals(json!({})),
        json!({ "issuer": ISSUER, "jwks": key_set([&key()]) }),
    );
    let transaction = changed(
        kinds::named("transaction-token").config()["issuers"][0].clone(),
        json!({ "issuer": "https://txn.example" }),
    );
    vec![
        made("good", "A configuration without a mistake.", config()).accept_as(used()),
        made(
            "both-roles",
            "One issuer for tokens and for approvals.",
            issuers(&[issuer(ISSUER, &key()), both.clone()]),
        )
        .config_error("issuers[1].issuer"),
        made(
            "both-roles-reversed",
            "In the other order.",
            issuers(&[both, issuer(ISSUER, &key())]),
        )
        .config_error("issuers[1].issuer"),
        made(
            "alone",
            "Approvals alone let nobody in.",
            issuers(&[approvals(json!({}))]),
        )
        .config_error("issuers"),
        made(
            "two",
            "Two issuers of approvals.",
            issuers(&[
                issuer(ISSUER, &key()),
                approvals(json!({})),
                approvals(json!({ "issuer": "https://other.example" })),
            ]),
        )
        .accept_as(used()),
        settings(
            "lifetime-zero",
            "No approval lives for zero seconds.",
            json!({ "maxLifetime": 0 }),
        )
        .config_error(path),
        settings("lifetime-day", "A day.", json!({ "maxLifetime": 86_400 })).accept_as(used()),
        settings(
            "lifetime-longer",
            "A second more than a day.",
            json!({ "maxLifetime": 86_401 }),
        )
        .config_error(path),
        settings(
            "subjects-empty",
            "Subjects of nobody.",
            json!({ "subjectsOf": "" }),
        )
        .config_error("issuers[1].profile.approval.subjectsOf"),
        settings(
            "subjects-space",
            "An issuer with a space.",
            json!({ "subjectsOf": "https://a.example b" }),
        )
        .config_error("issuers[1].profile.approval.subjectsOf"),
        settings("lifetime-null", "Null.", json!({ "maxLifetime": null })).config_error(path),
        settings(
            "unknown",
            "A setting that nobody knows.",
            json!({ "max_lifetime": 1 }),
        )
        .config_error("issuers[1].profile.approval.max_lifetime"),
        of(
            "list",
            "Settings that are no object.",
            json!({ "profile": { "approval": [] } }),
        )
        .config_error("issuers[1].profile.approval"),
        of(
            "binding",
            "Approvals are bound to no key.",
            json!({ "requireBinding": true }),
        )
        .config_error("issuers[1].requireBinding"),
        of(
            "actor-issuers",
            "Nobody acts.",
            json!({ "actorIssuers": [ISSUER] }),
        )
        .config_error("issuers[1].actorIssuers"),
        of("actor", "Nobody acts.", json!({ "actor": "act" })).config_error("issuers[1].actor"),
        of("depth", "There is no chain.", json!({ "maxDepth": 3 }))
            .config_error("issuers[1].maxDepth"),
        of(
            "delegate",
            "Nobody delegates.",
            json!({ "mayNotDelegate": ["bob"] }),
        )
        .config_error("issuers[1].mayNotDelegate"),
        of(
            "scopes",
            "There are no scopes.",
            json!({ "scopeRelation": { "segments": { "separator": ":" } } }),
        )
        .config_error("issuers[1].scopeRelation"),
        of(
            "algorithms",
            "No algorithm is allowed.",
            json!({ "algorithms": [] }),
        )
        .config_error("issuers[1].algorithms"),
        made(
            "typ",
            "The `typ` of approvals is no tokens'.",
            issuers(&[changed(
                issuer(ISSUER, &key()),
                json!({ "profile": custom("approval+jwt") }),
            )]),
        )
        .config_error("issuers[0].profile.custom.typ"),
        made(
            "typ-application",
            "In no spelling.",
            issuers(&[changed(
                issuer(ISSUER, &key()),
                json!({ "profile": custom("application/Approval+JWT") }),
            )]),
        )
        .config_error("issuers[0].profile.custom.typ"),
        made(
            "subjects-of-domain",
            "The subjects of a trust domain approve.",
            issuers(&[
                issuer(ISSUER, &key()),
                approvals(json!({ "profile": { "approval": { "subjectsOf": AUDIENCE } } })),
                transaction,
            ]),
        )
        .accept_as(json!({ "approval": { "approver": { "issuer": AUDIENCE, "subject": "bob" } } })),
    ]
}
