//! ZeroID's chains under the shapes that an operator may ask for. They stand in `shape.json`.

use super::super::issuer;
use super::lineage::{legacy, newer};
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [bounds(), evidence(), delegators(), counted()]
        .into_iter()
        .flatten()
        .collect()
}

fn shaped(id: &str, description: &str, wish: Value, tokens: &[AccessToken]) -> Case {
    let config = changed(config_with(json!({})), json!({ "chain": wish }));
    presented(id, description, config, tokens)
}

fn presented(id: &str, description: &str, config: Value, tokens: &[AccessToken]) -> Case {
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    let id = format!("zeroid-{id}");
    let case = Case::new("chain", &id, "Narrowgate: shapes of chains", description);
    at(case, NOW).with("config", config).lineage(&tokens)
}

fn changed_issuer(mut config: Value, change: Value) -> Value {
    config["issuers"][0] = changed(config["issuers"][0].clone(), change);
    config
}

/// For planner-1 itself.
fn for_workload() -> AccessToken {
    but(
        &researcher(),
        json!({ "sub": agent("planner-1"), "principal_type": "workload", "user_id_iss": null, "delegation_depth": 1, "act": actor("researcher-2", Value::Null) }),
    )
}

/// Three delegations, and two actors named.
fn forgetful() -> AccessToken {
    but(&researcher(), json!({ "delegation_depth": 3 }))
}

fn bounds() -> Vec<Case> {
    let out = "chain_out_of_bounds";
    let within = || json!({ "within": "issuer" });
    let domain = || json!({ "within": "trust-domain" });
    let tenant = || json!({ "within": "tenant" });
    let line = [planner(), legacy::first(), fetcher()];
    let idp = "https://idp.example";
    let of_idp = but(&researcher(), json!({ "user_id_iss": idp }));
    let provider = |wish: Value| {
        let config = config_with(json!({ "userIssuers": [idp] }));
        changed(config, json!({ "chain": wish }))
    };
    let client = but(
        &researcher(),
        json!({ "act": actor("researcher-2", json!({ "sub": agent("planner-1"), "act": { "sub": "desk-app" } })) }),
    );
    vec![
        shaped("issuer", "All are ZeroID's.", within(), &[researcher()]).accept(),
        presented(
            "issuer-user",
            "A user of another provider.",
            provider(within()),
            std::slice::from_ref(&of_idp),
        )
        .deny(out),
        shaped(
            "issuer-legacy",
            "On whose behalf a legacy token is, it does not say.",
            within(),
            &[fetcher()],
        )
        .deny(out),
        shaped(
            "issuer-legacy-root",
            "With the tokens before it that is known.",
            within(),
            &line,
        )
        .accept(),
        shaped(
            "issuer-legacy-without-root",
            "Without the first of them it is not.",
            within(),
            &line[1..],
        )
        .deny(out),
        shaped(
            "issuer-unnamed",
            "An actor that is counted and not named could be anybody.",
            within(),
            &[forgetful()],
        )
        .deny(out),
        shaped(
            "domain",
            "A workload and its agent.",
            domain(),
            &[for_workload()],
        )
        .accept(),
        shaped(
            "domain-user",
            "A user is of no trust domain.",
            domain(),
            &[researcher()],
        )
        .deny(out),
        presented(
            "issuer-legacy-user",
            "The users are ZeroID's own, and so is the root's.",
            changed(config_with(json!({})), json!({ "chain": within() })),
            &legacy::of_user(),
        )
        .accept(),
        presented(
            "issuer-legacy-user-of-several",
            "Its child names a user without saying whose, and there are several issuers of users.",
            provider(within()),
            &legacy::of_user(),
        )
        .deny(out),
        presented(
            "issuer-legacy-workload-of-several",
            "A workload is ZeroID's own.",
            provider(within()),
            &line,
        )
        .accept(),
        presented(
            "delegates-legacy-user-of-several",
            "That user may be one who may not delegate.",
            changed_issuer(
                provider(json!({})),
                json!({ "mayNotDelegate": ["user-bob"] }),
            ),
            &legacy::of_user(),
        )
        .deny("delegation_not_allowed"),
        presented(
            "delegates-legacy-user-of-one",
            "Where all users are ZeroID's it is known who it is.",
            changed_issuer(
                config_with(json!({})),
                json!({ "mayNotDelegate": ["user-bob"] }),
            ),
            &legacy::of_user(),
        )
        .accept(),
        shaped("domain-legacy", "Not known.", domain(), &[fetcher()]).deny(out),
        shaped(
            "domain-legacy-root",
            "Known from the root on.",
            domain(),
            &line,
        )
        .accept(),
        shaped(
            "tenant",
            "Principal and actor are of the token's tenant.",
            tenant(),
            &[for_workload()],
        )
        .accept(),
        presented(
            "tenant-provider",
            "So is a user of another provider, by ZeroID's word.",
            provider(tenant()),
            &[but(
                &of_idp,
                json!({ "delegation_depth": 1, "act": actor("researcher-2", Value::Null) }),
            )],
        )
        .accept(),
        shaped(
            "tenant-prior",
            "Of a prior actor nobody says it: history may name anybody.",
            tenant(),
            &[researcher()],
        )
        .deny(out),
        shaped(
            "tenant-prior-signed",
            "Its own token does.",
            tenant(),
            &[newer::first(Value::Null), researcher()],
        )
        .accept(),
        shaped(
            "tenant-client",
            "Of a client without a token nobody does.",
            tenant(),
            &[newer::first(json!({ "sub": "desk-app" })), client],
        )
        .deny(out),
        shaped(
            "tenant-unnamed",
            "Nor of an actor that is not named.",
            tenant(),
            &[forgetful()],
        )
        .deny(out),
        shaped(
            "tenant-legacy",
            "Nor of a principal that is not known.",
            tenant(),
            &[fetcher()],
        )
        .deny(out),
        shaped(
            "tenant-legacy-root",
            "From the root on, every token says it.",
            tenant(),
            &line,
        )
        .accept(),
    ]
}

fn evidence() -> Vec<Case> {
    let signed = || json!({ "evidence": "signed" });
    let short = "evidence_insufficient";
    let line = [planner(), legacy::first(), fetcher()];
    let workload = but(
        &planner().header("typ", "\"at+jwt\""),
        json!({ "principal_type": "workload", "scope": "docs:read docs:write mail:send", "mission_id": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "client_id": "planner-1" }),
    );
    let parent = but(&newer::first(Value::Null), json!({ "delegation_depth": 2 }));
    vec![
        shaped(
            "evidence-root",
            "An agent by itself.",
            signed(),
            &[planner()],
        )
        .accept(),
        shaped(
            "evidence-legacy",
            "Who delegated is only asserted.",
            signed(),
            &[fetcher()],
        )
        .deny(short),
        shaped(
            "evidence-legacy-root",
            "From the root on, everybody has a token.",
            signed(),
            &line,
        )
        .accept(),
        shaped(
            "evidence-legacy-pair",
            "A root and its child.",
            signed(),
            &line[..2],
        )
        .accept(),
        shaped(
            "evidence-legacy-without-root",
            "The first token shown names one who has none.",
            signed(),
            &line[1..],
        )
        .deny(short),
        shaped(
            "evidence-counted",
            "Two actors with their tokens, and a third that is counted.",
            signed(),
            &[parent, forgetful()],
        )
        .deny(short),
        shaped(
            "evidence-workload",
            "That a workload has delegated is only asserted.",
            signed(),
            &[for_workload()],
        )
        .deny(short),
        shaped(
            "evidence-workload-root",
            "With its own token it is signed.",
            signed(),
            &[workload, for_workload()],
        )
        .accept(),
        shaped(
            "evidence-client",
            "The client has no token of its own.",
            signed(),
            &[newer::first(json!({ "sub": "desk-app" }))],
        )
        .deny(short),
        shaped(
            "evidence-newer",
            "Two actors with theirs.",
            signed(),
            &[newer::first(Value::Null), researcher()],
        )
        .accept(),
    ]
}

/// How many there were is said beside those whose names are known.
fn counted() -> Vec<Case> {
    let limited = |id: &str, description: &str, most: usize, tokens: &[AccessToken]| {
        let config = changed(config_with(json!({})), json!({ "maxDepth": most }));
        presented(id, description, config, tokens)
    };
    let client = newer::first(json!({ "sub": "desk-app" }));
    vec![
        shaped(
            "unnamed",
            "Three delegations, and two actors named.",
            json!({}),
            &[forgetful()],
        )
        .accept_as(json!({ "depth": 3, "unnamed": 1 })),
        shaped("named", "All are named.", json!({}), &[researcher()])
            .accept_as(json!({ "depth": 2, "unnamed": 0 })),
        limited(
            "depth-counted",
            "Three are counted, and two named: three stand there.",
            2,
            &[forgetful()],
        )
        .deny("depth_exceeded"),
        limited(
            "depth-named",
            "One is counted, and two are named, the client among them: two stand there.",
            1,
            std::slice::from_ref(&client),
        )
        .deny("depth_exceeded"),
        limited("depth-named-in-all", "As many as are named.", 2, &[client]).accept(),
        limited(
            "depth-legacy",
            "The one who delegated may be the principal.",
            1,
            &[legacy::first()],
        )
        .accept(),
    ]
}

fn delegators() -> Vec<Case> {
    let denied = "delegation_not_allowed";
    let forbids = |id: &str, description: &str, subject: String, tokens: &[AccessToken]| {
        let mut config = config_with(json!({}));
        config["issuers"][0]["mayNotDelegate"] = json!([subject]);
        presented(id, description, config, tokens)
    };
    let line = [planner(), legacy::first(), fetcher()];
    let idp = "https://idp.example";
    let provider = |id: &str, description: &str, subject: &str, tokens: &[AccessToken]| {
        let mut config = config_with(json!({ "userIssuers": [idp] }));
        config["issuers"][0]["mayNotDelegate"] = json!([subject]);
        presented(id, description, config, tokens)
    };
    let of_idp = but(&researcher(), json!({ "user_id_iss": idp }));
    // The list is that of an issuer that has nothing to do with the tokens
    let elsewhere = |id: &str, description: &str, tokens: &[AccessToken]| {
        let mut config = config_with(json!({}));
        let other = changed(
            issuer("https://other.example", &Key::ed25519(2)),
            json!({ "mayNotDelegate": ["x"] }),
        );
        config["issuers"] = json!([config["issuers"][0], other]);
        presented(id, description, config, tokens)
    };
    vec![
        provider(
            "delegates-of-another-provider",
            "A user of another provider, for whom ZeroID speaks, is a subject of ZeroID's to the list.",
            "user-alice",
            std::slice::from_ref(&of_idp),
        )
        .deny(denied),
        provider(
            "delegates-beside-another-provider",
            "Another user is not.",
            "user-bob",
            &[of_idp],
        )
        .accept(),
        elsewhere(
            "delegates-unnamed-elsewhere",
            "An actor that is not named could be one that another issuer's list has.",
            &[forgetful()],
        )
        .deny(denied),
        elsewhere(
            "delegates-legacy-elsewhere",
            "So could the principal.",
            &[fetcher()],
        )
        .deny(denied),
        elsewhere(
            "delegates-named-elsewhere",
            "Everybody is named.",
            &[researcher()],
        )
        .accept(),
        forbids(
            "delegates",
            "A prior actor.",
            agent("planner-1"),
            &[researcher()],
        )
        .deny(denied),
        forbids(
            "delegates-other",
            "Another one.",
            agent("scanner-9"),
            &[researcher()],
        )
        .accept(),
        forbids(
            "delegates-legacy",
            "It could be the one that a legacy token does not name.",
            agent("scanner-9"),
            &[fetcher()],
        )
        .deny(denied),
        forbids(
            "delegates-legacy-root",
            "With the tokens before it everybody is named.",
            agent("scanner-9"),
            &line,
        )
        .accept(),
        forbids(
            "delegates-legacy-principal",
            "And the root's own party is the one.",
            agent("planner-1"),
            &line,
        )
        .deny(denied),
        forbids(
            "delegates-legacy-last",
            "The last one has not delegated.",
            agent("fetcher-3"),
            &line,
        )
        .accept(),
        forbids(
            "delegates-unnamed",
            "It could be the actor that is counted and not named.",
            agent("scanner-9"),
            &[forgetful()],
        )
        .deny(denied),
        forbids(
            "delegates-root",
            "Nobody has delegated.",
            agent("planner-1"),
            &[planner()],
        )
        .accept(),
    ]
}
