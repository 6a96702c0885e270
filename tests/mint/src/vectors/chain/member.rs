//! Each token of a lineage, and how many there may be.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [members(), limits()].into_iter().flatten().collect()
}

fn members() -> Vec<Case> {
    let source = "Each token of a lineage is verified alone, first";
    let (stranger, audience) = (Key::ed25519(2), "https://other.example");
    let family = |id: &str, description: &str, tokens: [AccessToken; 3], hop: usize, code: &str| {
        chain(id, source, description, &tokens).deny_at(hop, code)
    };
    vec![
        family(
            "parent-expired",
            "The root has expired; the leaf has not.",
            [root().expires(NOW - 31), monitor(), remediator()],
            1,
            "token_expired",
        ),
        family(
            "middle-expired",
            "The middle has expired; the leaf has not.",
            [root(), monitor().expires(NOW - 31), remediator()],
            2,
            "token_expired",
        ),
        family(
            "leaf-expired",
            "The leaf has expired.",
            [root(), monitor(), remediator().expires(NOW - 31)],
            3,
            "token_expired",
        ),
        family(
            "parent-not-yet-valid",
            "The root is not valid yet.",
            [root().not_before(NOW + 31), monitor(), remediator()],
            1,
            "token_not_yet_valid",
        ),
        family(
            "parent-for-another-audience",
            "The root is for another server.",
            [root().audience(audience), monitor(), remediator()],
            1,
            "audience_mismatch",
        ),
        family(
            "leaf-for-another-audience",
            "The leaf is for another server.",
            [root(), monitor(), remediator().audience(audience)],
            3,
            "audience_mismatch",
        ),
        family(
            "root-forged",
            "Nobody signed the root.",
            [root().signed_by(&stranger), monitor(), remediator()],
            1,
            "signature_invalid",
        ),
        family(
            "middle-forged",
            "Nobody signed the middle.",
            [root(), monitor().signed_by(&stranger), remediator()],
            2,
            "signature_invalid",
        ),
        family(
            "leaf-forged",
            "Nobody signed the leaf.",
            [root(), monitor(), remediator().signed_by(&stranger)],
            3,
            "signature_invalid",
        ),
        family(
            "parent-of-unknown-issuer",
            "The root's issuer is nobody's.",
            [
                root().issuer("https://evil.example"),
                monitor(),
                remediator(),
            ],
            1,
            "issuer_unknown",
        ),
        family(
            "parent-of-another-kind",
            "The root is an ID token.",
            [root().header("typ", "\"JWT\""), monitor(), remediator()],
            1,
            "type_not_accepted",
        ),
        family(
            "parent-bound-to-a-key",
            "The root is bound to no key that can be named.",
            [
                root().claim("cnf", r#"{"jkt":"AAAA"}"#),
                monitor(),
                remediator(),
            ],
            1,
            "confirmation_unsupported",
        ),
        family(
            "parent-with-unknown-key",
            "The root's key was rotated away.",
            [root().header("kid", "\"ed-0\""), monitor(), remediator()],
            1,
            "key_unknown",
        ),
        family(
            "parent-scope-malformed",
            "The root's scope is an array.",
            [
                root().claim("scope", r#"["write:rules"]"#),
                monitor(),
                remediator(),
            ],
            1,
            "scope_malformed",
        ),
        family(
            "parent-act-null",
            "The root's `act` is null.",
            [root().claim("act", "null"), monitor(), remediator()],
            1,
            "actor_malformed",
        ),
        family(
            "first-mistake-wins",
            "Two are wrong: the first is named.",
            [
                root(),
                monitor().expires(NOW - 31),
                remediator().signed_by(&stranger),
            ],
            2,
            "token_expired",
        ),
        family(
            "alone-before-together",
            "A widened scope in the middle, a forged leaf: each is verified alone, first.",
            [
                root().scope("a"),
                monitor(),
                remediator().signed_by(&stranger),
            ],
            3,
            "signature_invalid",
        ),
    ]
}

fn limits() -> Vec<Case> {
    let source = "Narrowgate's limits: 8 tokens, 64 KiB";
    let line = |count: usize| -> Vec<AccessToken> {
        (0..count)
            .scan(root(), |next, number| {
                let token = next.clone();
                *next = next.clone().actor(&format!("agent-{number}"));
                Some(token)
            })
            .collect()
    };
    let deep = |most: usize| changed(config(), json!({ "maxDepth": most }));
    let parents =
        |id: &str, description: &str, token: serde_json::Value, parents: Vec<serde_json::Value>| {
            now(Case::new("chain", id, source, description).with("config", config()))
                .with("presented", json!({ "token": token, "parents": parents }))
        };
    let filler = concat(&[("A", 13_000)]);
    vec![
        chain("eight-tokens", source, "As many as may be.", &line(8))
            .with("config", deep(10))
            .accept(),
        chain("nine-tokens", source, "One more.", &line(9))
            .with("config", deep(10))
            .deny("too_many_tokens"),
        chain(
            "too-deep-in-a-lineage",
            "draft-mcguinness-oauth-actor-profile",
            "Six actors, five allowed: the token with six.",
            &line(7),
        )
        .deny_at(7, "depth_exceeded"),
        parents(
            "too-many-bytes",
            "Six tokens, each within the limit, together over it.",
            filler.clone(),
            vec![filler; 5],
        )
        .deny("too_many_tokens"),
        parents(
            "parent-too-large",
            "A parent over the limit of one token.",
            json!(monitor().mint()),
            vec![concat(&[("A", 16_385)])],
        )
        .deny_at(1, "token_too_large"),
        parents(
            "parent-of-fifty-megabytes",
            "A parent of 50 MB is refused by its length.",
            json!(monitor().mint()),
            vec![concat(&[("A", 50_000_000)])],
        )
        .deny("too_many_tokens"),
        parents(
            "parent-empty",
            "An empty parent is no parent.",
            json!(monitor().mint()),
            vec![json!("")],
        )
        .deny_at(1, "token_missing"),
        parents(
            "token-empty",
            "Parents, and no token.",
            json!(""),
            vec![json!(root().mint())],
        )
        .deny_at(2, "token_missing"),
        parents(
            "parent-deep",
            "A parent with 1,200 nested actors.",
            json!(monitor().mint()),
            vec![deep_act(400)],
        )
        .deny_at(1, "json_too_deep"),
        chain(
            "limit-of-one-token",
            "Configuration: tokens",
            "No lineage is looked at.",
            &[root(), monitor()],
        )
        .with(
            "config",
            changed(config(), json!({ "limits": { "tokens": 1 } })),
        )
        .deny("too_many_tokens"),
    ]
}
