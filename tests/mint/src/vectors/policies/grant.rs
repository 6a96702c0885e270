//! What a token grants besides scopes, as policies see it: details (RFC 9396), and, of linked chains, tools.

use super::*;

const SOURCE: &str =
    "RFC 9396, section 2: what entries of a registered type name, in `context.token.details`";

pub(super) fn cases() -> Vec<Case> {
    [seen(), hidden(), mistakes(), rehearsed(), lists()]
        .into_iter()
        .flatten()
        .collect()
}

/// A type with a member of every relation, one without any of its own, and one with an odd name.
fn registered(change: Value) -> Value {
    let files = json!({
        "members": { "zone": "equal", "except": "superset", "cap": "atMost", "note": "informative" },
        "restricting": ["except", "cap"],
    });
    let types = json!({ "files": files, "mail": {}, "urn:x/é": {} });
    changed(
        json!({ "authorizationDetails": { "types": types } }),
        change,
    )
}

fn holds(id: &str, description: &str, condition: &str, details: &Value) -> Case {
    call(
        &format!("details-{id}"),
        SOURCE,
        description,
        registered(json!({ "policies": when(condition) })),
        &granted(details),
    )
}

fn granted(details: &Value) -> AccessToken {
    clerk().claim("authorization_details", details.to_string())
}

/// Two entries of one type, of which each names what the other does not.
fn two() -> Value {
    json!([
        { "type": "files", "actions": ["read"], "identifier": "a", "except": ["x"] },
        { "type": "files", "actions": ["read", "write"], "identifier": "b", "zone": "eu" },
    ])
}

fn seen() -> Vec<Case> {
    let files = |condition: &str| format!("context.token.details.files.{condition}");
    let together = files(
        r#"entries == 1 && context.token.details.files.any.actions.contains("write") && context.token.details.files.any.identifier.contains("a")"#,
    );
    let table: [(&str, &str, String, Value, bool); 15] = [
        (
            "action",
            "An action that an entry names.",
            files(r#"any.actions.contains("read")"#),
            json!([{ "type": "files", "actions": ["read"] }]),
            true,
        ),
        (
            "other-action",
            "One that none names.",
            files(r#"any.actions.contains("write")"#),
            json!([{ "type": "files", "actions": ["read"] }]),
            false,
        ),
        (
            "action-of-another-type",
            "One that an entry of another type names.",
            files(r#"any.actions.contains("read")"#),
            json!([{ "type": "mail", "actions": ["read"] }]),
            false,
        ),
        (
            "either-entry",
            "Of two entries, what either names.",
            files(r#"any.actions.containsAll(["read", "write"])"#),
            two(),
            true,
        ),
        (
            "count",
            "How many there are.",
            files("entries == 2"),
            two(),
            true,
        ),
        (
            "not-together",
            "Write is of one entry and `a` of the other: they are two.",
            together.clone(),
            two(),
            false,
        ),
        (
            "together",
            "Both of the one entry that there is.",
            together,
            json!([{ "type": "files", "actions": ["write"], "identifier": "a" }]),
            true,
        ),
        (
            "identifier",
            "An identifier is a set of one.",
            files(r#"any.identifier == ["a"]"#),
            json!([{ "type": "files", "identifier": "a" }]),
            true,
        ),
        (
            "own-member",
            "A member that the type declares.",
            files(r#"any.zone.contains("eu")"#),
            two(),
            true,
        ),
        (
            "excluded",
            "What any entry excludes.",
            files(r#"any.except.contains("x")"#),
            two(),
            true,
        ),
        (
            "other-members",
            "The common fields.",
            r#"context.token.details.mail.any.datatypes.contains("d") && context.token.details.mail.any.privileges.contains("p")"#.to_owned(),
            json!([{ "type": "mail", "datatypes": ["d"], "privileges": ["p"] }]),
            true,
        ),
        (
            "odd-name",
            "A type of any name.",
            r#"context.token.details["urn:x/é"].entries == 1"#.to_owned(),
            json!([{ "type": "urn:x/é" }]),
            true,
        ),
        (
            "nothing-named",
            "What no entry names is empty, and there without asking.",
            files("any.actions.isEmpty()"),
            json!([{ "type": "files" }]),
            true,
        ),
        (
            "no-entry",
            "There is no entry of the type.",
            files("entries == 0"),
            json!([]),
            true,
        ),
        (
            "entity-in-a-member",
            "What is a reference for Cedar's JSON reader is no text, and not seen.",
            files("entries == 1 && context.token.details.files.any.zone.isEmpty()"),
            json!([{ "type": "files", "zone": { "__entity": { "type": "User", "id": "x" } } }]),
            true,
        ),
    ];
    let seen = table
        .iter()
        .map(|(id, description, condition, details, permits)| {
            let case = holds(id, description, condition, details);
            match permits {
                true => case.accept(),
                false => case.deny("policy_denied"),
            }
        });
    let forbids = |id: &str, description: &str, details: Value| {
        let policies = unless(r#"context.token.details.files.any.actions.contains("write")"#);
        call(
            &format!("details-{id}"),
            SOURCE,
            description,
            registered(json!({ "policies": policies })),
            &granted(&details),
        )
    };
    let without = call(
        "details-without-the-claim",
        SOURCE,
        "A token without the claim.",
        registered(
            json!({ "policies": when("context.token.details.files.entries == 0 && !(context.token has tools)") }),
        ),
        &clerk(),
    );
    let agentcore = call(
        "details-in-agentcore",
        SOURCE,
        "In the other profile they are under `context.narrowgate`.",
        registered(
            json!({ "policyProfile": "agentcore", "policies": when(r#"context has narrowgate && context.narrowgate.token.details.files.any.actions.contains("read")"#) }),
        ),
        &granted(&two()),
    );
    seen.chain([
        forbids("forbid", "A forbid finds it in the second entry.", two()).deny("policy_forbidden"),
        forbids(
            "forbid-not",
            "And does not apply.",
            json!([{ "type": "files" }]),
        )
        .accept(),
        without.accept(),
        agentcore.accept(),
    ])
    .collect()
}

/// What grants nothing here, no policy sees.
fn hidden() -> Vec<Case> {
    let none = "context.token.details.files.entries == 0 && context.token.details.files.any.actions.isEmpty()";
    vec![
        holds(
            "elsewhere",
            "An entry for another server.",
            none,
            &json!([{ "type": "files", "actions": ["read"], "locations": ["https://other.example"] }]),
        )
        .accept(),
        holds(
            "elsewhere-unknown",
            "One that only that server understands.",
            none,
            &json!([{ "type": "files", "more": 1, "locations": ["https://other.example"] }]),
        )
        .accept(),
        holds(
            "number",
            "A number is not among the texts.",
            "context.token.details.files.entries == 1",
            &json!([{ "type": "files", "cap": 922_337_203_685_478_i64 }]),
        )
        .accept(),
        holds(
            "whole-number",
            "A member that is equal, and a number.",
            "context.token.details.files.any.zone.isEmpty()",
            &json!([{ "type": "files", "zone": 1 }]),
        )
        .accept(),
        holds(
            "here",
            "An entry for this server, and others.",
            r#"context.token.details.files.any.locations.containsAll(["https://tools.example/mcp", "https://other.example"])"#,
            &json!([{ "type": "files", "locations": [crate::AUDIENCE, "https://other.example"] }]),
        )
        .accept(),
    ]
}

fn mistakes() -> Vec<Case> {
    let refused = |id: &str, description: &str, condition: &str| {
        made(
            &format!("details-refused-{id}"),
            SOURCE,
            description,
            registered(json!({ "policies": when(condition) })),
        )
        .config_error("policies")
    };
    vec![
        refused(
            "type",
            "A type that nobody registered.",
            "context.token.details.file.entries > 0",
        ),
        refused(
            "member",
            "A member that the type does not have.",
            r#"context.token.details.mail.any.zone.contains("eu")"#,
        ),
        refused(
            "number",
            "A number: `requiredDetails` compares it.",
            "context.token.details.files.any.cap.isEmpty()",
        ),
        refused(
            "informative",
            "A member that restricts nothing grants nothing.",
            "context.token.details.files.any.note.isEmpty()",
        ),
        refused(
            "wrong-type",
            "A member compared as one text.",
            r#"context.token.details.files.any.identifier == "a""#,
        ),
        refused(
            "tools-unguarded",
            "Not every token names tools: that has to be asked for with `has`.",
            r#"context.token.tools.contains("pay")"#,
        ),
    ]
}

fn rehearsed() -> Vec<Case> {
    let source = "Facts say what a token would grant";
    let with = |id: &str, description: &str, condition: &str, said: Value| {
        let change = registered(json!({ "policies": when(condition) }));
        rehearse(&format!("facts-{id}"), source, description, change)
            .with("facts", changed(facts(), said))
    };
    let action = r#"context.token.details.files.any.actions.contains("read")"#;
    let tool = r#"context.token has tools && context.token.tools.contains("pay")"#;
    vec![
        with(
            "details",
            "An entry.",
            action,
            json!({ "authorizationDetails": [{ "type": "files", "actions": ["read"] }] }),
        )
        .accept(),
        with("no-details", "None.", action, json!({})).deny("policy_denied"),
        with(
            "details-malformed",
            "A member that the type does not have.",
            action,
            json!({ "authorizationDetails": [{ "type": "files", "more": 1 }] }),
        )
        .deny("details_malformed"),
        with(
            "details-without-type",
            "No entry.",
            action,
            json!({ "authorizationDetails": [1] }),
        )
        .deny("claim_invalid"),
        with(
            "details-no-array",
            "No array.",
            action,
            json!({ "authorizationDetails": { "type": "files" } }),
        )
        .deny("input_invalid"),
        with("tools", "Tools.", tool, json!({ "tools": ["pay"] })).accept(),
        with("no-tools", "A token that names none.", tool, json!({})).deny("policy_denied"),
        with(
            "tools-empty",
            "One that names tools, and this one not.",
            tool,
            json!({ "tools": [] }),
        )
        .deny("policy_denied"),
        with("tools-wrong", "No texts.", tool, json!({ "tools": [1] })).deny("input_invalid"),
    ]
}

fn lists() -> Vec<Case> {
    let list = |id: &str, description: &str, condition: &str, permissible: &str| {
        let said = match permissible {
            "never" => {
                json!({ "name": "pay", "permissible": "never", "code": "policy_denied" })
            }
            permissible => json!({ "name": "pay", "permissible": permissible }),
        };
        now(
            Case::new("list", &format!("list-details-{id}"), SOURCE, description)
                .with(
                    "config",
                    counter(registered(json!({ "policies": when(condition) }))),
                )
                .token(granted(&two()).mint()),
        )
        .accept_as(json!({ "tools": [said] }))
    };
    let (read, delete) = (
        r#"context.token.details.files.any.actions.contains("read")"#,
        r#"context.token.details.files.any.actions.contains("delete")"#,
    );
    let argument = "context.token.details.files.any.identifier.contains(context.input.to)";
    vec![
        list("granted", "Details are known.", read, "always"),
        list(
            "not-granted",
            "What is not named is certain, too.",
            delete,
            "never",
        ),
        list(
            "and-argument",
            "An argument decides.",
            &format!("{read} && {argument}"),
            "depends",
        ),
        list(
            "nor-argument",
            "None would help.",
            &format!("{argument} && {delete}"),
            "never",
        ),
    ]
}
