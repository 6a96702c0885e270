//! Tools to Cedar schema: one action per tool, with its arguments typed.

use cedar_policy::{Schema, SchemaError};
use serde_json::{Map, Value, json};

use crate::profile::Guarantees;
use crate::tools::{Kind, Record, Tools};

/// The group that every tool's action is in.
pub(crate) const GROUP: &str = "call_tool";

/// What policies of one effect may look at.
#[derive(Clone, Copy)]
pub(crate) enum Sight {
    /// Everything but what is only asserted. The attribute is there, of a type that nothing can be done with:
    /// a policy that tries does not validate, and none can branch on who is in it.
    Permit,
    /// Everything.
    Forbid,
}

/// The schema that policies are validated against. What not every trusted issuer always says has to be asked for with
/// `has`.
pub(crate) fn for_tools(
    tools: &Tools,
    always: Guarantees,
    sight: Sight,
) -> Result<Schema, Box<SchemaError>> {
    let history = match sight {
        Sight::Permit => json!({ "type": "Entity", "name": "HistoryIsForForbidOnly" }),
        Sight::Forbid => json!({ "type": "Set", "element": { "type": "Entity", "name": "Agent" } }),
    };
    let party = json!({ "shape": { "type": "Record", "attributes": {
        "issuer": { "type": "String" },
        "subject": { "type": "String" },
    } } });
    let delegation = json!({ "type": "Record", "attributes": {
        "depth": { "type": "Long" },
        "principal": { "type": "Entity", "name": "User", "required": always.principal },
        "prior_actors": history,
    } });
    let strings = json!({ "type": "Set", "element": { "type": "String" } });
    let token = json!({ "type": "Record", "attributes": {
        "audience": strings,
        "client_id": { "type": "String", "required": always.client_id },
        "id": { "type": "String", "required": always.token_id },
        "issuer": { "type": "String" },
        "scopes": strings,
    } });
    let approval = json!({ "type": "Record", "attributes": {
        "approver": { "type": "Entity", "name": "User" },
        "expires": { "type": "Extension", "name": "datetime" },
        "id": { "type": "String" },
        "issuer": { "type": "String" },
    } });
    let mut actions = Map::new();
    actions.insert(GROUP.to_owned(), json!({}));
    for (name, tool) in tools.iter() {
        let action = json!({
            "memberOf": [{ "id": GROUP }],
            "appliesTo": {
                "principalTypes": ["Agent", "User"],
                "resourceTypes": ["Server"],
                "context": { "type": "Record", "attributes": {
                    "approval": { "type": "Approval", "required": false },
                    "delegation": { "type": "Delegation" },
                    "input": record(&tool.input),
                    "now": { "type": "Extension", "name": "datetime" },
                    "token": { "type": "Token" },
                } },
            },
        });
        actions.insert(name.to_owned(), action);
    }
    Schema::from_json_value(json!({ "": {
        "commonTypes": { "Approval": approval, "Delegation": delegation, "Token": token },
        "entityTypes": { "Agent": party, "User": party, "Server": {}, "HistoryIsForForbidOnly": {} },
        "actions": actions,
    } }))
    .map_err(Box::new)
}

fn record(members: &Record) -> Value {
    let attributes: Map<String, Value> = members
        .iter()
        .map(|(name, member)| {
            let mut attribute = kind(&member.kind);
            if let Value::Object(attribute) = &mut attribute {
                attribute.insert("required".to_owned(), Value::Bool(member.required));
            }
            (name.clone(), attribute)
        })
        .collect();
    json!({ "type": "Record", "attributes": attributes })
}

fn kind(declared: &Kind) -> Value {
    match declared {
        Kind::Bool => json!({ "type": "Boolean" }),
        Kind::Long => json!({ "type": "Long" }),
        Kind::Decimal => json!({ "type": "Extension", "name": "decimal" }),
        Kind::String => json!({ "type": "String" }),
        Kind::OneOf(of, _) => kind(of),
        Kind::Set(element) => json!({ "type": "Set", "element": kind(element) }),
        Kind::Record(members) => record(members),
    }
}
