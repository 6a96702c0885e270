//! The host's own schema, and its entities.

use super::*;

const SOURCE: &str = "The host's schema and entities: groups and attributes of parties, resources, entities of its own";

pub(super) fn cases() -> Vec<Case> {
    [groups(), attributes(), own(), schemas(), entities()]
        .into_iter()
        .flatten()
        .collect()
}

const SCHEMA: &str = r#"
    entity Team in [Team] { level?: Long };
    entity Agent in [Team] { owner?: String, boss?: User, "tier"?: Long };
    entity User in [Team] { dept?: String };
    entity Server { region?: String };
    entity Vault { open: Bool } tags String;
"#;

fn entity(kind: &str, id: &str, attrs: Value, parents: &[(&str, &str)]) -> Value {
    let parents: Vec<Value> = parents
        .iter()
        .map(|(kind, id)| json!({ "type": kind, "id": id }))
        .collect();
    json!({ "uid": { "type": kind, "id": id }, "attrs": attrs, "parents": parents })
}

fn named(subject: &str) -> String {
    format!("{} {subject}", crate::ISSUER)
}

/// The clerk is of a team within a team, alice has a department, and there is a vault.
fn known() -> Value {
    let mut vault = entity("Vault", "main", json!({ "open": true }), &[]);
    vault["tags"] = json!({ "site": "north" });
    json!([
        entity(
            "Agent",
            &named("clerk"),
            json!({ "owner": "ops", "tier": 2, "boss": { "__entity": { "type": "User", "id": named("carol") } } }),
            &[("Team", "desk")]
        ),
        entity(
            "User",
            &named("alice"),
            json!({ "dept": "sales" }),
            &[("Team", "people")]
        ),
        entity("User", &named("carol"), json!({ "dept": "board" }), &[]),
        entity("Team", "desk", json!({ "level": 3 }), &[("Team", "bank")]),
        entity("Team", "bank", json!({}), &[]),
        entity("Team", "people", json!({}), &[]),
        entity("Server", crate::AUDIENCE, json!({ "region": "eu" }), &[]),
        vault,
    ])
}

fn with(id: &str, description: &str, policies: &str) -> Case {
    let change = json!({ "schema": SCHEMA, "entities": known(), "policies": policies });
    rehearse(&format!("host-{id}"), SOURCE, description, change)
}

fn groups() -> Vec<Case> {
    let within = |kind: &str, team: &str| {
        format!(r#"@id("t") permit (principal {kind} in Team::"{team}", action, resource);"#)
    };
    let table: [(&str, &str, String, bool); 8] = [
        ("team", "The agent's team.", within("", "desk"), true),
        (
            "team-of-the-team",
            "And the one that this is in.",
            within("", "bank"),
            true,
        ),
        (
            "team-of-another",
            "Not the user's.",
            within("", "people"),
            false,
        ),
        (
            "team-by-type",
            "With the type beside it.",
            within("is Agent", "desk"),
            true,
        ),
        (
            "team-of-the-user",
            "The user's team, whoever acts.",
            when(r#"context.delegation.principal in Team::"people""#),
            true,
        ),
        (
            "team-not-of-the-user",
            "Which is not the agent's.",
            when(r#"context.delegation.principal in Team::"desk""#),
            false,
        ),
        (
            "team-unknown",
            "A team that no entity names.",
            within("", "nobody"),
            false,
        ),
        (
            "team-in-a-list",
            "One of several.",
            when(r#"principal in [Team::"nobody", Team::"bank"]"#),
            true,
        ),
    ];
    let rows = table.into_iter().map(|(id, description, policies, yes)| {
        let case = with(id, description, &policies);
        match yes {
            true => case.accept(),
            false => case.deny("policy_denied"),
        }
    });
    let forbid = format!(r#"{ALL} @id("f") forbid (principal in Team::"bank", action, resource);"#);
    let change =
        |policies: &str| json!({ "schema": SCHEMA, "entities": known(), "policies": policies });
    rows.chain([
        with("team-forbidden", "A forbid of a team.", &forbid).deny("policy_forbidden"),
        with(
            "team-of-a-stranger",
            "Somebody whom the entities don't name is in no team.",
            &within("", "bank"),
        )
        .with(
            "facts",
            changed(facts(), json!({ "actor": party("stranger") })),
        )
        .deny("policy_denied"),
        with(
            "team-of-another-issuers",
            "Nor is somebody of the same name at another issuer.",
            &within("", "bank"),
        )
        .with(
            "facts",
            changed(
                facts(),
                json!({ "actor": { "issuer": "https://other.example", "subject": "clerk" } }),
            ),
        )
        .deny("policy_denied"),
        call(
            "host-team-with-a-token",
            SOURCE,
            "Of a token.",
            change(&within("", "bank")),
            &clerk(),
        )
        .accept_as(json!({ "policies": ["t"] })),
        call(
            "host-team-of-the-user-acting",
            SOURCE,
            "The user acts herself.",
            change(&within("", "people")),
            &good(),
        )
        .accept(),
    ])
    .collect()
}

fn attributes() -> Vec<Case> {
    let table: [(&str, &str, &str, bool); 8] = [
        (
            "attribute",
            "An attribute of the agent.",
            r#"principal is Agent && principal has owner && principal.owner == "ops""#,
            true,
        ),
        (
            "attribute-other",
            "Another value.",
            r#"principal is Agent && principal has owner && principal.owner == "dev""#,
            false,
        ),
        (
            "attribute-of-the-user",
            "One of the user.",
            r#"context.delegation.principal has dept && context.delegation.principal.dept == "sales""#,
            true,
        ),
        (
            "attribute-beside-ours",
            "What the token says is there, too.",
            r#"principal is Agent && principal.subject == "clerk" && principal has tier && principal.tier > 1"#,
            true,
        ),
        (
            "attribute-leads-on",
            "An attribute that is an entity, which has attributes.",
            r#"principal is Agent && principal has boss && principal.boss has dept && principal.boss.dept == "board""#,
            true,
        ),
        (
            "attribute-leads-to-ours",
            "Also those that its name says.",
            r#"principal is Agent && principal has boss && principal.boss.subject == "carol""#,
            true,
        ),
        (
            "resource",
            "An attribute of the server.",
            r#"resource has region && resource.region == "eu""#,
            true,
        ),
        (
            "resource-other",
            "Another value.",
            r#"resource has region && resource.region == "us""#,
            false,
        ),
    ];
    let rows = table.into_iter().map(|(id, description, condition, yes)| {
        let case = with(id, description, &when(condition));
        match yes {
            true => case.accept(),
            false => case.deny("policy_denied"),
        }
    });
    rows.chain([
        rehearse(
            "host-attribute-action",
            SOURCE,
            "An attribute that names an action, of another tool than the called one: its groups are known.",
            json!({}),
        )
        .with("config", desk(json!({
            "toolGroups": { "money": ["ping"] },
            "schema": "entity User { usual?: Action };",
            "entities": [entity("User", &named("alice"), json!({ "usual": { "__entity": { "type": "Action", "id": "ping" } } }), &[])],
            "policies": when(r#"context.delegation has principal.usual && context.delegation.principal.usual in Action::"money""#),
        })))
        .accept(),
        with(
            "attribute-of-a-stranger",
            "Of somebody whom the entities don't name nothing is known.",
            &when("principal is Agent && !(principal has owner)"),
        )
        .with(
            "facts",
            changed(facts(), json!({ "actor": party("stranger") })),
        )
        .accept(),
        with(
            "attribute-unguarded",
            "It has to be asked for with `has`.",
            &when(r#"principal is Agent && principal.owner == "ops""#),
        )
        .config_error("policies"),
    ])
    .collect()
}

fn own() -> Vec<Case> {
    vec![
        with(
            "own-entity",
            "An entity of the host's own, by its name.",
            &when(r#"Vault::"main".open"#),
        )
        .accept(),
        with(
            "own-entity-tag",
            "With its tags.",
            &when(r#"Vault::"main".hasTag("site") && Vault::"main".getTag("site") == "north""#),
        )
        .accept(),
        with(
            "own-entity-unknown",
            "One that no entity describes has no attributes: the policy can't be evaluated.",
            &when(r#"Vault::"other".open"#),
        )
        .deny("policy_error"),
        with(
            "own-entity-unknown-in-a-forbid",
            "Nor can a forbid.",
            &unless(r#"Vault::"other".open"#),
        )
        .deny("policy_error"),
        with(
            "resource-by-name",
            "The server, by its name.",
            &format!(
                r#"permit (principal, action, resource == Server::"{}");"#,
                crate::AUDIENCE
            ),
        )
        .accept(),
        with(
            "resource-by-another-name",
            "Another server.",
            r#"permit (principal, action, resource == Server::"https://other.example");"#,
        )
        .deny("policy_denied"),
    ]
}

fn schemas() -> Vec<Case> {
    let source = "What the host may declare";
    let refused = |id: &str, description: &str, schema: Value| {
        made(
            &format!("schema-{id}"),
            source,
            description,
            json!({ "schema": schema }),
        )
        .config_error("schema")
    };
    vec![
        refused("syntax", "No schema.", json!("entity")),
        refused("attribute-of-a-party-required", "A token names parties that the entities don't: an attribute of theirs is optional.", json!("entity Agent { owner: String };")),
        refused("attribute-of-a-user-required", "Of users, too.", json!("entity User { dept: String };")),
        refused("issuer-declared", "`issuer` is ours.", json!("entity Agent { issuer?: String };")),
        refused("subject-declared", "So is `subject`.", json!("entity User { subject?: String };")),
        refused("action", "Actions are the tools'.", json!(r#"entity Team; action "pay" appliesTo { principal: [Team], resource: [Team] };"#)),
        refused("history", "The type that stands where a permit would see history.", json!("entity HistoryIsForForbidOnly;")),
        refused("enumeration", "A party is no enumeration.", json!(r#"entity Agent enum ["a"];"#)),
        refused("type-named-like-a-party", "A type with the name of a party.", json!("type User = String;")),
        refused("agentcore", "Another profile's namespace.", json!("namespace AgentCore { entity OAuthUser; }")),
        refused("unknown-type", "A type that is not there.", json!("entity Vault { lock: Lock };")),
        refused("json-unreadable", "No JSON schema.", json!({ "": { "entityTypes": [] } })),
        made("schema-json", source, "Cedar's JSON form.", json!({ "schema": { "": { "entityTypes": { "Team": {}, "Agent": { "memberOfTypes": ["Team"] } }, "actions": {} } }, "policies": r#"permit (principal in Team::"a", action, resource);"# })).accept(),
        made("schema-json-text", source, "The text of it.", json!({ "schema": r#"{"":{"entityTypes":{"Team":{}},"actions":{}}}"# })).accept(),
        made("schema-namespace", source, "A namespace of the host's.", json!({ "schema": "namespace Bank { entity Vault; type Level = Long; }", "policies": when(r#"Bank::Vault::"a" == Bank::Vault::"a""#) })).accept(),
        made("schema-empty", source, "A schema that declares nothing.", json!({ "schema": "" })).accept(),
    ]
}

fn entities() -> Vec<Case> {
    let source = "What the host may say of entities";
    let refused = |id: &str, description: &str, entities: Value| {
        made(
            &format!("entities-{id}"),
            source,
            description,
            json!({ "schema": SCHEMA, "entities": entities }),
        )
        .config_error("entities")
    };
    let one = |one: Value| json!([one]);
    vec![
        refused("not-a-list", "An array of entities.", json!({})),
        refused("no-json", "No JSON.", json!("[")),
        refused("unknown-type", "A type that is not there.", one(entity("Robot", "x", json!({}), &[]))),
        refused("unknown-attribute", "An attribute that is not there.", one(entity("Team", "x", json!({ "size": 1 }), &[]))),
        refused("wrong-type", "An attribute of another type.", one(entity("Team", "x", json!({ "level": "1" }), &[]))),
        refused("attribute-missing", "A required attribute.", one(entity("Vault", "x", json!({}), &[]))),
        refused("wrong-parent", "A team is in no vault.", one(entity("Team", "x", json!({}), &[("Vault", "main")]))),
        refused("cycle", "Teams that are in each other.", json!([entity("Team", "a", json!({}), &[("Team", "b")]), entity("Team", "b", json!({}), &[("Team", "a")])])),
        refused("twice", "One entity twice, and different.", json!([entity("Team", "a", json!({ "level": 1 }), &[]), entity("Team", "a", json!({ "level": 2 }), &[])])),
        refused("unnamed-issuer", "A party is named by issuer, a space and subject.", one(entity("Agent", "clerk", json!({}), &[]))),
        refused("contradicting-issuer", "An issuer that is not the one of its name.", one(entity("Agent", &named("clerk"), json!({ "issuer": "https://other.example" }), &[]))),
        refused("contradicting-subject", "A subject that is not the one of its name.", one(entity("User", &named("alice"), json!({ "subject": "bob" }), &[]))),
        refused("action", "Tools are no entities of the host's.", one(entity("Action", "print", json!({}), &[]))),
        made("entities-repeating-the-name", source, "What the name says may be said again.", json!({ "schema": SCHEMA, "entities": [entity("Agent", &named("clerk"), json!({ "issuer": crate::ISSUER, "subject": "clerk" }), &[])] })).accept(),
        made("entities-text", source, "The text of the array.", json!({ "schema": SCHEMA, "entities": "[]" })).accept(),
        made("entities-text-member-twice", source, "Cedar would take one of the two, and it is not said which.", json!({ "schema": SCHEMA, "entities": r#"[{"uid":{"type":"Team","id":"a"},"uid":{"type":"Team","id":"b"},"attrs":{},"parents":[]}]"# })).config_error("entities"),
        made("entities-text-too-deep", source, "Deeper than anything that a host has to say.", json!({ "schema": SCHEMA, "entities": format!("{}{}", "[".repeat(200), "]".repeat(200)) })).config_error("entities"),
        made("entities-without-a-schema", source, "Without a schema there is nothing to say of a team.", json!({ "entities": [entity("Team", "a", json!({}), &[])] })).config_error("entities"),
    ]
}
