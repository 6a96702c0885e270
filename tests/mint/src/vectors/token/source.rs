//! Where an issuer's tokens name the agent: `act`, `client_id`, `azp` or `sub`, and nowhere else.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [read(), settings()].into_iter().flatten().collect()
}

const SOURCE: &str = "RFC 8693, sections 4.1 and 4.3";

fn config_of(settings: Value) -> Value {
    let mut config = config();
    config["issuers"][0] = changed(config["issuers"][0].clone(), settings);
    config
}

fn from(claim: &str, id: &str, description: &str, good: &AccessToken) -> Case {
    let id = format!("actor-from-{}-{id}", claim.replace('_', "-"));
    token(&id, SOURCE, description)
        .with("config", config_of(json!({ "actor": claim })))
        .token(good.mint())
}

fn read() -> Vec<Case> {
    let who = |subject: &str| json!({ "issuer": ISSUER, "subject": subject });
    let for_alice = |agent: &str| {
        json!({ "principal": who("alice"), "actor": who(agent), "chain": [
            changed(who("alice"), json!({ "evidence": "asserted" })),
            changed(who(agent), json!({ "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-0", "expiresAt": NOW + 600 })),
        ] })
    };
    let itself = |agent: &str| {
        json!({ "principal": who(agent), "actor": who(agent), "chain": [
            changed(who(agent), json!({ "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-0", "expiresAt": NOW + 600 })),
        ] })
    };
    let nobody = json!({ "principal": who("alice"), "actor": null });
    let azp = |value: &str| good().claim("azp", value);
    // The authorized party is the client
    let party = |name: &str| azp(&crate::string(name)).client(name);
    let mut cases = vec![
        from(
            "act",
            "plain",
            "The default, said aloud.",
            &good().actor("agent"),
        )
        .accept_as(json!({ "actor": who("agent") })),
        from(
            "act",
            "absent",
            "Neither client nor `azp` acts instead.",
            &azp("\"agent\""),
        )
        .accept_as(nobody),
        from(
            "act",
            "client-is-subject",
            "Nor is a client that is the subject an agent.",
            &good().subject("desk"),
        )
        .accept_as(json!({ "principal": who("desk"), "actor": null })),
        from(
            "client_id",
            "plain",
            "The client acts for the subject.",
            &good(),
        )
        .accept_as(for_alice("desk")),
        from(
            "client_id",
            "is-subject",
            "The client acts itself.",
            &good().subject("desk"),
        )
        .accept_as(itself("desk")),
        from(
            "client_id",
            "case",
            "A name in another letter case is another one.",
            &good().subject("Desk"),
        )
        .accept_as(json!({ "principal": who("Desk"), "actor": who("desk") })),
        from(
            "client_id",
            "azp-beside",
            "`azp` says nothing.",
            &azp("\"other\""),
        )
        .accept_as(for_alice("desk")),
        from(
            "client_id",
            "azp-malformed",
            "And is not looked at.",
            &azp("7"),
        )
        .accept_as(for_alice("desk")),
        from(
            "client_id",
            "no-name",
            "A client that is nobody's name.",
            &good().client("a b:c"),
        )
        .deny("claim_invalid"),
        from(
            "client_id",
            "absent",
            "The profile asks for a client anyway.",
            &good().without("client_id"),
        )
        .deny("claim_missing"),
        from(
            "azp",
            "plain",
            "The authorized party acts for the subject.",
            &party("agent"),
        )
        .accept_as(for_alice("agent")),
        from("azp", "is-subject", "It acts itself.", &party("alice")).accept_as(itself("alice")),
        from(
            "azp",
            "client-beside",
            "A client that is another one.",
            &azp("\"agent\""),
        )
        .deny("claim_invalid"),
        from(
            "azp",
            "client-is-subject",
            "Also where that one is the subject.",
            &azp("\"agent\"").client("alice"),
        )
        .deny("claim_invalid"),
        from(
            "azp",
            "absent",
            "It has to be there: the client is no substitute.",
            &good(),
        )
        .deny("claim_missing"),
        from("azp", "empty", "Empty.", &azp("\"\"")).deny("claim_invalid"),
        from("azp", "null", "Null.", &azp("null")).deny("claim_invalid"),
        from("azp", "array", "An array of one.", &azp("[\"agent\"]")).deny("claim_invalid"),
        from("azp", "number", "A number.", &azp("7")).deny("claim_invalid"),
        from("sub", "plain", "The subject is the agent.", &good()).accept_as(itself("alice")),
        from(
            "sub",
            "azp-beside",
            "And nobody acts for it.",
            &azp("\"agent\""),
        )
        .accept_as(itself("alice")),
    ];
    for claim in ["client_id", "azp", "sub"] {
        let token = party("agent");
        cases.extend([
            from(
                claim,
                "act-beside",
                "An `act`, which would go unseen.",
                &token.clone().actor("b"),
            )
            .deny("claim_invalid"),
            from(
                claim,
                "act-same",
                "Also where it says the same.",
                &token.clone().actor("agent"),
            )
            .deny("claim_invalid"),
            from(
                claim,
                "act-null",
                "Also a null.",
                &token.clone().claim("act", "null"),
            )
            .deny("claim_invalid"),
            from(
                claim,
                "may-act",
                "`may_act` makes nobody an actor.",
                &token.claim("may_act", r#"{"sub":"admin-agent"}"#),
            )
            .accept(),
        ]);
    }
    let authenticated = [
        ("auth_time", "1759999000"),
        ("acr", r#""urn:example:two-factor""#),
        ("amr", r#"["pwd"]"#),
        ("sid", r#""s-1""#),
        ("nonce", r#""n-1""#),
        ("sid", "null"),
    ];
    for (claim, value) in authenticated {
        let id = |of: &str| match value {
            "null" => format!("{of}-null"),
            _ => format!("{of}-{}", claim.replace('_', "-")),
        };
        let token = |name: &str| party(name).claim(claim, value);
        for source in ["client_id", "azp"] {
            cases.push(
                from(
                    source,
                    &id("user-as-client"),
                    "A client that is the subject, and a user who was authenticated: one of them is not so.",
                    &token("alice"),
                )
                .with("source", "RFC 9068, sections 2.2.1 and 5")
                .deny("claim_invalid"),
            );
        }
    }
    let signed_in = |claim: &str, name: &str| {
        from(
            claim,
            "user",
            "How a user was authenticated for whom somebody acts.",
            &party(name).claim("auth_time", "1759999000"),
        )
    };
    cases.extend([
        signed_in("client_id", "agent").accept_as(for_alice("agent")),
        signed_in("azp", "agent").accept_as(for_alice("agent")),
        signed_in("sub", "alice").accept_as(itself("alice")),
    ]);
    let flat = |id: &str, claim: &str, child: AccessToken| {
        now(Case::new(
            "chain",
            &format!("actor-from-{id}"),
            SOURCE,
            "Flat tokens have no history that a lineage could hold together.",
        ))
        .with("config", config_of(json!({ "actor": claim })))
        .lineage(&[good().mint(), child.id("t-1").mint()])
        .deny_at(2, "actor_chain_broken")
    };
    cases.extend([
        flat("client-id-lineage", "client_id", good().client("other")),
        flat("sub-lineage", "sub", good()),
    ]);
    cases
}

fn settings() -> Vec<Case> {
    let mistake = |id: &str, description: &str, settings: Value, path: &str| {
        now(Case::new(
            "token",
            &format!("actor-setting-{id}"),
            "Configuration: actor",
            description,
        ))
        .with("config", config_of(settings))
        .token(good().mint())
        .config_error(path)
    };
    let zeroid = json!({ "zeroid": { "trustDomain": "agents.example.com", "tokens": ["legacy"] } });
    let okta = json!({ "okta": { "actor": "act" } });
    let custom = json!({ "custom": { "typ": ["x"], "principal": "sub", "actor": "act" } });
    let twin = json!({ "actor": "act", "profile": zeroid });
    let mcp = changed(
        config_of(json!({ "actor": "client_id", "profile": "mcp" })),
        json!({ "resourceMetadata": "https://tools.example/meta" }),
    );
    vec![
        now(Case::new(
            "token",
            "actor-setting-mcp",
            "Configuration: actor",
            "MCP's tokens are of the same kind.",
        ))
        .with("config", mcp)
        .token(good().mint())
        .accept_as(json!({ "actor": { "issuer": ISSUER, "subject": "desk" } })),
        mistake(
            "zeroid",
            "ZeroID says itself where its actors stand.",
            json!({ "actor": "client_id", "profile": zeroid }),
            "issuers[0].actor",
        ),
        mistake(
            "zeroid-same",
            "Also where that is the same.",
            twin,
            "issuers[0].actor",
        ),
        mistake(
            "okta",
            "Okta's has a setting of its own.",
            json!({ "actor": "act", "issuer": "https://o.example/oauth2/x", "profile": okta }),
            "issuers[0].actor",
        ),
        mistake(
            "custom",
            "So has one's own issuer's.",
            json!({ "actor": "sub", "profile": custom }),
            "issuers[0].actor",
        ),
        mistake(
            "svid",
            "Workloads act themselves.",
            json!({ "actor": "sub", "issuer": "spiffe://example.org", "profile": "spiffe-jwt-svid", "algorithms": ["ES256"] }),
            "issuers[0].actor",
        ),
        mistake(
            "vendor-word",
            "A vendor's word.",
            json!({ "actor": "client" }),
            "issuers[0].actor",
        ),
        mistake(
            "none",
            "Nobody is no claim.",
            json!({ "actor": "none" }),
            "issuers[0].actor",
        ),
        mistake(
            "case",
            "Another letter case.",
            json!({ "actor": "Client_id" }),
            "issuers[0].actor",
        ),
        mistake(
            "kebab",
            "Another spelling.",
            json!({ "actor": "client-id" }),
            "issuers[0].actor",
        ),
        mistake(
            "array",
            "An array.",
            json!({ "actor": ["act"] }),
            "issuers[0].actor",
        ),
        mistake(
            "empty",
            "Empty.",
            json!({ "actor": "" }),
            "issuers[0].actor",
        ),
    ]
}
