//! What MCP servers say of their tools, and what policies then see.

mod annotation;
mod format;
mod limit;
mod name;
mod null;
mod object;
mod reference;
mod union;

use serde_json::{Value, json};

use super::policy::{gate, policy};
use super::{Case, parsed};

pub(super) fn cases() -> Vec<Case> {
    [
        null::cases(),
        format::cases(),
        object::cases(),
        reference::cases(),
        union::cases(),
        limit::cases(),
        name::cases(),
        annotation::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const SOURCE: &str = "MCP: a tool's inputSchema; JSON Schema 2020-12";

/// One tool, `call`, of this input, called with this text. The call is permitted under this condition.
fn call(id: &str, description: &str, schema: Value, condition: &str, input: &str) -> Case {
    let policies = format!("permit (principal, action, resource) when {{ {condition} }};");
    policy(id, SOURCE, description, "")
        .with(
            "config",
            gate(
                &[json!({ "name": "call", "inputSchema": schema })],
                &policies,
            ),
        )
        .with("request", json!({ "tool": "call", "inputText": input }))
}

/// A schema that makes no gate.
fn refused(id: &str, description: &str, schema: Value) -> Case {
    call(id, description, schema, "true", "{}").config_error("tools")
}

/// The schema of `v`, as text, for the property that all calls of one table have, and is required.
fn of_v(schema: &str) -> Value {
    json!({ "type": "object", "properties": { "v": parsed(schema) }, "required": ["v"] })
}

/// One call with a `v`: id, description, condition, the value's text, and what comes of it.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn table(schema: &str, rows: &[Row<'_>]) -> Vec<Case> {
    rows.iter()
        .map(|(id, description, condition, value, outcome)| {
            let input = format!("{{\"v\":{value}}}");
            let case = call(id, description, of_v(schema), condition, &input);
            match *outcome {
                "" => case.accept(),
                code => case.deny(code),
            }
        })
        .collect()
}

/// What `v` is refused as when the gate is built.
fn mistakes(rows: &[(&str, &str, &str)]) -> Vec<Case> {
    rows.iter()
        .map(|(id, description, schema)| refused(id, description, of_v(schema)))
        .collect()
}

const INVALID: &str = "arguments_invalid";
const DENIED: &str = "policy_denied";
