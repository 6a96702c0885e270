//! Parents beside a token: a legacy token names only itself and its delegator, a newer one everybody.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [
        legacy::accepted(),
        legacy::refused(),
        newer::accepted(),
        newer::refused(),
        generations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const MISSION: &str = "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01";

fn held(id: &str, description: &str, tokens: &[AccessToken]) -> Case {
    let tokens: Vec<String> = tokens.iter().map(AccessToken::mint).collect();
    let id = format!("lineage-{id}");
    at(Case::new("chain", &id, SPEC, description), NOW)
        .with("config", config_with(json!({})))
        .lineage(&tokens)
}

/// A party's own token, as the chain shows it.
fn signed(subject: &Value, token: &AccessToken, attributes: Value) -> Value {
    let claims: Value = serde_json::from_str(&token.payload_text()).expect("claims");
    let link = json!({
        "evidence": "signed", "scopes": claims["scopes"], "tokenId": claims["jti"], "expiresAt": claims["exp"],
        "attributes": attributes,
    });
    changed(subject.clone(), link)
}

fn facts(besides: Value) -> Value {
    changed(
        json!({ "accountId": "acct-1", "projectId": "proj-1" }),
        besides,
    )
}

pub(super) mod legacy {
    use super::*;

    /// planner-1 has delegated to researcher-2.
    pub(in super::super) fn first() -> AccessToken {
        but(
            &fetcher(),
            json!({
                "sub": agent("researcher-2"), "external_id": "researcher-2", "jti": "l-1", "iat": 1_790_000_060,
                "delegation_depth": 1, "name": "Researcher", "scopes": ["docs:read", "docs:write"],
                "act": { "sub": agent("planner-1") },
            }),
        )
    }

    fn planner_facts() -> Value {
        facts(
            json!({ "generation": "legacy", "grantType": "client_credentials", "principalType": "workload", "missionId": MISSION, "identityType": "agent", "externalId": "planner-1", "trustLevel": "first_party", "subType": "orchestrator", "owner": "user-alice" }),
        )
    }

    fn delegated_facts(name: &str) -> Value {
        facts(
            json!({ "generation": "legacy", "grantType": "token_exchange", "principalType": "unknown", "identityType": "agent", "externalId": name, "trustLevel": "unverified", "subType": "tool_agent", "owner": "user-bob" }),
        )
    }

    /// alice, signed in, with this child.
    pub(in super::super) fn of_user() -> [AccessToken; 2] {
        let root = but(&signed_in(), json!({ "scopes": ["docs:read"] }));
        let child = but(
            &first(),
            json!({ "mission_id": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33", "act": { "sub": "user-alice" }, "scopes": ["docs:read"], "exp": 1_790_000_900 }),
        );
        [root, child]
    }

    pub(super) fn accepted() -> Vec<Case> {
        let other = "https://idp.example";
        let [root, child] = of_user();
        let redeemed = but(
            &root,
            json!({ "grant_type": "token_exchange", "token_exchange": "external_id_token", "user_id_iss": other }),
        );
        let user_facts = |besides| {
            changed(
                facts(json!({ "generation": "legacy", "principalType": "user" })),
                besides,
            )
        };
        vec![
            held("legacy", "Three tokens: the whole chain, which none of them names. Whose it is, the token itself does not say.", &[planner(), first(), fetcher()]).accept_as(json!({
                "principal": null,
                "actor": who(&agent("fetcher-3")),
                "scopes": ["docs:read"],
                "chain": [
                    signed(&who(&agent("planner-1")), &planner(), planner_facts()),
                    signed(&who(&agent("researcher-2")), &first(), delegated_facts("researcher-2")),
                    signed(&who(&agent("fetcher-3")), &fetcher(), delegated_facts("fetcher-3")),
                ],
            })),
            held("legacy-pair", "A root and its child.", &[planner(), first()]).accept_as(json!({ "principal": null, "chain": [
                signed(&who(&agent("planner-1")), &planner(), planner_facts()),
                signed(&who(&agent("researcher-2")), &first(), delegated_facts("researcher-2")),
            ] })),
            held("legacy-without-root", "The first token shown names one who has none here: the principal stays unknown.", &[first(), fetcher()]).accept_as(json!({ "principal": null, "chain": [
                asserted(&agent("planner-1")),
                signed(&who(&agent("researcher-2")), &first(), delegated_facts("researcher-2")),
                signed(&who(&agent("fetcher-3")), &fetcher(), delegated_facts("fetcher-3")),
            ] })),
            held("legacy-of-key", "The root is that of an API key: who made it is nobody's delegator.", &[api_key(), first(), fetcher()]).accept_as(json!({ "actor": who(&agent("fetcher-3")) })),
            held("legacy-of-user", "The root is a user's.", &[root.clone(), child.clone()]).accept_as(json!({ "principal": null, "chain": [
                signed(&who("user-alice"), &root, user_facts(json!({ "grantType": "authorization_code", "missionId": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33" }))),
                signed(&who(&agent("researcher-2")), &child, delegated_facts("researcher-2")),
            ] })),
            with_settings(held("legacy-of-another-providers-user", "The root says whose user; `act` does not, so the root may be a namesake's.", &[redeemed.clone(), child.clone()]), json!({ "userIssuers": [other] })).accept_as(json!({ "principal": null, "chain": [
                { "issuer": other, "subject": "user-alice", "evidence": "asserted" },
                signed(&who(&agent("researcher-2")), &child, delegated_facts("researcher-2")),
            ] })),
            held("legacy-to-itself", "An agent delegates to itself.", &[planner(), but(&first(), json!({ "sub": agent("planner-1"), "external_id": "planner-1" }))]).accept(),
            held("legacy-rounding", "Ends are rounded: a second more.", &[planner(), but(&first(), json!({ "exp": 1_790_003_601 }))]).accept(),
            held("legacy-rounding-again", "At each hop.", &[planner(), but(&first(), json!({ "exp": 1_790_003_601 })), but(&fetcher(), json!({ "exp": 1_790_003_602 }))]).accept(),
            held("legacy-step-up", "The leaf was stepped up by its user.", &[planner(), first(), but(&fetcher(), json!({ "grant_type": CIBA, "token_exchange": "ciba", "backchannel_client_id": "desk" }))]).accept(),
        ]
    }

    pub(super) fn refused() -> Vec<Case> {
        let pair = |id: &str, description: &str, change: Value, code: &str| {
            let tokens = [planner(), but(&first(), change)];
            held(&format!("legacy-{id}"), description, &tokens).deny_at(2, code)
        };
        let parent = |id: &str, description: &str, change: Value, code: &str| {
            let tokens = [but(&planner(), change), first()];
            held(&format!("legacy-{id}"), description, &tokens).deny_at(2, code)
        };
        let leaf = |id: &str, description: &str, change: Value, code: &str| {
            let tokens = [planner(), first(), but(&fetcher(), change)];
            held(&format!("legacy-{id}"), description, &tokens).deny_at(3, code)
        };
        let elsewhere = "spiffe://agents.example.com/acct-2/proj-1/agent/planner-1";
        let in_project = "spiffe://agents.example.com/acct-1/proj-2/agent/planner-1";
        let [_, child] = of_user();
        vec![
            pair(
                "other-delegator",
                "Somebody else has delegated to it.",
                json!({ "act": { "sub": agent("planner-9") } }),
                "actor_chain_broken",
            ),
            pair(
                "delegator-case",
                "A name that differs in a letter's case.",
                json!({ "act": { "sub": agent("Planner-1") } }),
                "actor_chain_broken",
            ),
            held(
                "legacy-missing-middle",
                "The middle one is not shown.",
                &[planner(), fetcher()],
            )
            .deny_at(2, "actor_chain_broken"),
            held(
                "legacy-sibling",
                "The parent's sibling.",
                &[
                    planner(),
                    but(
                        &first(),
                        json!({ "sub": agent("scanner-9"), "external_id": "scanner-9" }),
                    ),
                    fetcher(),
                ],
            )
            .deny_at(3, "actor_chain_broken"),
            held(
                "legacy-reordered",
                "Parent and child have changed places.",
                &[first(), planner()],
            )
            .deny_at(2, "actor_chain_broken"),
            held(
                "legacy-two-roots",
                "Two roots.",
                &[planner(), but(&planner(), json!({ "jti": "second" }))],
            )
            .deny_at(2, "actor_chain_broken"),
            held(
                "legacy-of-another-user",
                "A user who did not delegate.",
                &[
                    but(
                        &signed_in(),
                        json!({ "sub": "user-bob", "scopes": ["docs:read"] }),
                    ),
                    child,
                ],
            )
            .deny_at(2, "actor_chain_broken"),
            pair(
                "depth-skipped",
                "Two delegations further than its parent.",
                json!({ "delegation_depth": 2 }),
                "actor_chain_broken",
            ),
            leaf(
                "depth-repeated",
                "As deep as its parent.",
                json!({ "delegation_depth": 1 }),
                "actor_chain_broken",
            ),
            leaf(
                "depth-three",
                "Three at the second hop.",
                json!({ "delegation_depth": 3 }),
                "actor_chain_broken",
            ),
            held(
                "legacy-other-account",
                "A parent of another account, by its name.",
                &[
                    but(
                        &planner(),
                        json!({ "account_id": "acct-2", "sub": elsewhere }),
                    ),
                    but(&first(), json!({ "act": { "sub": elsewhere } })),
                ],
            )
            .deny_at(2, "subject_changed"),
            held(
                "legacy-other-project",
                "A parent of another project, by its name.",
                &[
                    but(
                        &planner(),
                        json!({ "project_id": "proj-2", "sub": in_project }),
                    ),
                    but(&first(), json!({ "act": { "sub": in_project } })),
                ],
            )
            .deny_at(2, "subject_changed"),
            parent(
                "other-mission",
                "A parent of another mission: attributes leave an inherited mission out, lineage does not.",
                json!({ "mission_id": "m-2" }),
                "subject_changed",
            ),
            leaf(
                "mission-changed",
                "The leaf's mission is another one.",
                json!({ "mission_id": "m-2" }),
                "subject_changed",
            ),
            pair(
                "scope-widened",
                "A scope that its parent has not.",
                json!({ "scopes": ["docs:read", "admin"] }),
                "scope_widened",
            ),
            leaf(
                "scope-regained",
                "A scope that the root has, and its parent lost.",
                json!({ "scopes": ["mail:send"] }),
                "scope_widened",
            ),
            parent(
                "scope-of-nothing",
                "A parent without scopes grants none.",
                json!({ "scopes": null }),
                "scope_widened",
            ),
            pair(
                "expires-later",
                "Two seconds are no rounding.",
                json!({ "exp": 1_790_003_602 }),
                "expiry_extended",
            ),
            leaf(
                "expires-later-at-the-end",
                "Nor at the last hop.",
                json!({ "exp": 1_790_003_602 }),
                "expiry_extended",
            ),
            pair(
                "older",
                "Issued before its parent.",
                json!({ "iat": 1_789_999_999 }),
                "issued_before_parent",
            ),
            pair(
                "audience-widened",
                "For another server besides.",
                json!({ "aud": [ISSUER, "https://other.example"] }),
                "audience_widened",
            ),
            held(
                "legacy-repeated",
                "The same token twice.",
                &[first(), first()],
            )
            .deny_at(2, "token_repeated"),
            pair(
                "id-reused",
                "A child with its parent's `jti`.",
                json!({ "jti": MISSION }),
                "token_repeated",
            ),
            held(
                "legacy-parent-forged",
                "A root that nobody signed.",
                &[planner().signed_by(&Key::es256(8)), first()],
            )
            .deny_at(1, "signature_invalid"),
            held(
                "legacy-too-deep",
                "Six delegations, five allowed.",
                &[
                    but(&first(), json!({ "delegation_depth": 5 })),
                    but(&fetcher(), json!({ "delegation_depth": 6 })),
                ],
            )
            .deny_at(2, "depth_exceeded"),
        ]
    }
}

pub(super) mod newer {
    use super::*;

    const SCOPES: &str = "docs:read docs:write";

    /// alice, signed in at the client desk-app.
    fn root() -> AccessToken {
        but(
            &signed_in().header("typ", "\"at+jwt\""),
            json!({
                "principal_type": "user", "user_id_iss": ISSUER, "client_id": "desk-app", "mission_id": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10",
                "scopes": ["docs:read", "docs:write"], "scope": SCOPES, "jti": "r-0",
            }),
        )
    }

    /// To planner-1, with those who acted before.
    pub(in super::super) fn first(prior: Value) -> AccessToken {
        but(
            &researcher(),
            json!({
                "jti": "r-1", "delegation_depth": 1, "client_id": "planner-1", "iat": 1_790_000_060,
                "scopes": ["docs:read", "docs:write"], "scope": SCOPES, "act": actor("planner-1", prior),
            }),
        )
    }

    fn client() -> Value {
        json!({ "sub": "desk-app" })
    }

    /// The leaf where the client is the first prior actor.
    fn after_client() -> AccessToken {
        let prior = json!({ "sub": agent("planner-1"), "act": client() });
        but(
            &researcher(),
            json!({ "act": actor("researcher-2", prior) }),
        )
    }

    fn facts_of(token: &str, kind: &str) -> Value {
        facts(
            json!({ "generation": "rfc8693", "grantType": "token_exchange", "principalType": kind, "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "identityType": "agent", "externalId": token, "trustLevel": "unverified", "subType": "tool_agent", "owner": "user-bob" }),
        )
    }

    fn user_facts() -> Value {
        facts(
            json!({ "generation": "rfc8693", "grantType": "authorization_code", "principalType": "user", "missionId": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10" }),
        )
    }

    fn unknown(token: &AccessToken) -> AccessToken {
        but(
            token,
            json!({ "principal_type": "unknown", "user_id_iss": null }),
        )
    }

    pub(super) fn accepted() -> Vec<Case> {
        let planner = |prior| {
            signed(
                &who(&agent("planner-1")),
                &first(prior),
                facts_of("planner-1", "user"),
            )
        };
        let leaf = |token: &AccessToken, kind: &str| {
            signed(
                &who(&agent("researcher-2")),
                token,
                facts_of("researcher-2", kind),
            )
        };
        let alice = || signed(&who("user-alice"), &root(), user_facts());
        let (one, two) = (unknown(&first(Value::Null)), unknown(&researcher()));
        let workload = but(
            &super::planner().header("typ", "\"at+jwt\""),
            json!({ "principal_type": "workload", "scope": "docs:read docs:write mail:send", "mission_id": "c2f4e0ad-93d5-4c3e-8a0e-6d2a5f3b9e10", "client_id": "planner-1" }),
        );
        let of_workload = but(
            &researcher(),
            json!({ "sub": agent("planner-1"), "principal_type": "workload", "user_id_iss": null, "delegation_depth": 1, "act": actor("researcher-2", Value::Null) }),
        );
        vec![
            held("rfc8693", "A child with its parent.", &[first(Value::Null), researcher()]).accept_as(json!({ "chain": [
                asserted("user-alice"), planner(Value::Null), leaf(&researcher(), "user"),
            ] })),
            held("rfc8693-three", "From the root on.", &[root(), first(Value::Null), researcher()]).accept_as(json!({ "principal": who("user-alice"), "chain": [
                alice(), planner(Value::Null), leaf(&researcher(), "user"),
            ] })),
            held("rfc8693-client", "The root's client acted before all others: it is named, and has no token of its own.", &[root(), first(client()), after_client()]).accept_as(json!({ "principal": who("user-alice"), "chain": [
                alice(), asserted("desk-app"), planner(client()), leaf(&after_client(), "user"),
            ] })),
            held("rfc8693-unknown", "On whose behalf is not known: they are held together by `sub`.", &[one.clone(), two.clone()]).accept_as(json!({ "principal": null, "chain": [
                signed(&who(&agent("planner-1")), &one, facts_of("planner-1", "unknown")), leaf(&two, "unknown"),
            ] })),
            held("rfc8693-workload", "The root is an agent's.", &[workload.clone(), of_workload.clone()]).accept_as(json!({ "principal": who(&agent("planner-1")) })),
            held("rfc8693-workload-client", "Its client is its own name.", &[workload, but(&of_workload, json!({ "act": actor("researcher-2", json!({ "sub": "planner-1" })) }))]).accept_as(json!({ "principal": who(&agent("planner-1")), "actor": who(&agent("researcher-2")) })),
            held("rfc8693-rounding", "A second more.", &[root(), but(&first(Value::Null), json!({ "exp": 1_790_000_901 }))]).accept(),
        ]
    }

    pub(super) fn refused() -> Vec<Case> {
        let pair = |id: &str, description: &str, change: Value, code: &str| {
            let tokens = [root(), but(&first(Value::Null), change)];
            held(&format!("rfc8693-{id}"), description, &tokens).deny_at(2, code)
        };
        let (one, two) = (unknown(&first(Value::Null)), unknown(&researcher()));
        let other = "https://idp.example";
        let tenant = "spiffe://agents.example.com/acct-2/proj-1/agent/planner-1";
        vec![
            pair("other-client", "Another client than the root's.", json!({ "act": actor("planner-1", json!({ "sub": "other-app" })) }), "actor_chain_broken"),
            pair("client-and-more", "The client, and one before it.", json!({ "delegation_depth": 1, "act": actor("planner-1", json!({ "sub": "desk-app", "act": { "sub": "x" } })) }), "actor_malformed"),
            held("rfc8693-client-of-nobody", "A root that names no client.", &[but(&root(), json!({ "client_id": null })), first(client())]).deny_at(2, "actor_chain_broken"),
            held("rfc8693-client-forgotten", "The leaf forgets the client.", &[root(), first(client()), researcher()]).deny_at(3, "actor_chain_broken"),
            held("rfc8693-client-late", "The leaf adds it: it is not the first hop.", &[root(), first(Value::Null), after_client()]).deny_at(3, "actor_chain_broken"),
            held("rfc8693-client-of-a-hop", "The client of a token that was exchanged is its actor, and no prior one besides.", &[first(Value::Null), but(&researcher(), json!({ "act": actor("researcher-2", json!({ "sub": "planner-1" })) }))]).deny_at(2, "actor_chain_broken"),
            pair("depth-skipped", "Two delegations further.", json!({ "delegation_depth": 2 }), "actor_chain_broken"),
            held("rfc8693-depth", "Two delegations further, and one actor more.", &[first(Value::Null), but(&researcher(), json!({ "delegation_depth": 3 }))]).deny_at(2, "actor_chain_broken"),
            pair("other-principal", "On behalf of another user.", json!({ "sub": "user-bob" }), "subject_changed"),
            with_settings(pair("other-providers-user", "The same name at another provider.", json!({ "user_id_iss": other }), "subject_changed"), json!({ "userIssuers": [other] })),
            held("rfc8693-unknown-sub", "Not known, and not the same.", &[one.clone(), but(&two, json!({ "sub": "user-bob" }))]).deny_at(2, "subject_changed"),
            held("rfc8693-unknown-becomes-known", "What was not known is known all at once.", &[one.clone(), researcher()]).deny_at(2, "subject_changed"),
            held("rfc8693-known-becomes-unknown", "Nor the reverse.", &[first(Value::Null), two.clone()]).deny_at(2, "subject_changed"),
            held("rfc8693-unknown-provider", "`user_id_iss` where nothing is known of the user.", &[one, but(&two, json!({ "user_id_iss": other }))]).deny_at(2, "subject_changed"),
            held("rfc8693-other-account", "A parent of another tenant.", &[
                but(&first(Value::Null), json!({ "account_id": "acct-2", "act": changed(actor("planner-1", Value::Null), json!({ "sub": tenant })) })),
                but(&researcher(), json!({ "act": actor("researcher-2", json!({ "sub": tenant })) })),
            ]).deny_at(2, "subject_changed"),
            held("rfc8693-other-mission", "A parent of another mission.", &[but(&first(Value::Null), json!({ "mission_id": "m-2" })), researcher()]).deny_at(2, "subject_changed"),
            pair("scope-widened", "A scope that its parent has not.", json!({ "scopes": ["admin"], "scope": "admin" }), "scope_widened"),
            pair("expires-later", "Two seconds are no rounding.", json!({ "exp": 1_790_000_902 }), "expiry_extended"),
            pair("older", "Issued before its parent.", json!({ "iat": 1_789_999_999 }), "issued_before_parent"),
        ]
    }
}

fn generations() -> Vec<Case> {
    let other = "https://other.example.com";
    let mut two = config_with(json!({}));
    let mut second = two["issuers"][0].clone();
    second["issuer"] = json!(other);
    two["issuers"] = json!([two["issuers"][0], second]);
    let newer = but(
        &newer::first(json!({ "sub": agent("researcher-2") })),
        json!({ "delegation_depth": 3, "principal_type": "unknown", "user_id_iss": null, "mission_id": MISSION, "iat": 1_790_000_125, "scopes": ["docs:read"], "scope": "docs:read" }),
    );
    vec![
        held(
            "generations-parent",
            "A child that says on whose behalf it is, of a parent that does not.",
            &[fetcher(), researcher()],
        )
        .deny_at(2, "subject_changed"),
        held(
            "generations-unknown",
            "Nor one that does not know it: their `sub` mean two things.",
            &[fetcher(), newer],
        )
        .deny_at(2, "subject_changed"),
        held(
            "generations-back",
            "A child of the older generation, of a parent of the newer.",
            &[newer::first(Value::Null), fetcher()],
        )
        .deny_at(2, "subject_changed"),
        held(
            "issuers",
            "The same names, keys and tenant at two issuers are two.",
            &[but(&planner(), json!({ "iss": other })), legacy::first()],
        )
        .with("config", two)
        .deny_at(2, "subject_changed"),
    ]
}
