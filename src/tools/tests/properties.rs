//! What is let through is of the schema, by another reading of JSON Schema; and shows policies all that it is.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::schemas::{sample, schema};
use super::*;

/// JSON Schema, as plainly as it can be written; formats are those of Cedar's types.
fn is_valid(value: &Json, schema: &Json) -> bool {
    let all = |name: &str| schema.get(name).and_then(Json::as_array);
    let matching = |of: &Vec<Json>| of.iter().filter(|one| is_valid(value, one)).count();
    let same = |one: &Json| match (one.as_f64(), value.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == value,
    };
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let typed = match &schema["type"] {
        Json::String(name) => is(name),
        Json::Array(names) => names.iter().any(|name| is(name.as_str().unwrap())),
        _ => true,
    };
    let formatted = match (schema["format"].as_str(), value.as_str()) {
        (Some("date-time"), Some(text)) => text::date_time(text).is_some(),
        (Some("ipv4"), Some(text)) => text.parse::<std::net::Ipv4Addr>().is_ok(),
        (Some("ipv6"), Some(text)) => text.parse::<std::net::Ipv6Addr>().is_ok(),
        _ => true,
    };
    let bounded = match value {
        Json::Number(number) => {
            let number = number.as_f64().unwrap();
            schema["minimum"]
                .as_f64()
                .is_none_or(|least| number >= least)
                && schema["exclusiveMaximum"]
                    .as_f64()
                    .is_none_or(|most| number < most)
        }
        Json::String(text) => schema["maxLength"]
            .as_u64()
            .is_none_or(|most| u64::try_from(text.chars().count()).unwrap() <= most),
        Json::Array(values) => {
            schema["maxItems"]
                .as_u64()
                .is_none_or(|most| u64::try_from(values.len()).unwrap() <= most)
                && schema
                    .get("items")
                    .is_none_or(|items| values.iter().all(|one| is_valid(one, items)))
        }
        Json::Object(members) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let none = serde_json::Map::new();
            let properties = schema["properties"].as_object().unwrap_or(&none);
            required
                .into_iter()
                .all(|name| members.contains_key(name.as_str().unwrap()))
                && members.iter().all(|(name, member)| {
                    match (properties.get(name), &schema["additionalProperties"]) {
                        (Some(of), _) => is_valid(member, of),
                        (None, Json::Bool(others)) => *others,
                        (None, Json::Null) => true,
                        (None, of) => is_valid(member, of),
                    }
                })
        }
        Json::Null | Json::Bool(_) => true,
    };
    typed
        && formatted
        && bounded
        && all("enum").is_none_or(|values| values.iter().any(same))
        && schema.get("const").is_none_or(same)
        && all("anyOf").is_none_or(|of| matching(of) > 0)
        && all("oneOf").is_none_or(|of| matching(of) == 1 || say_nothing(of))
        && all("allOf").is_none_or(|of| matching(of) == of.len())
}

/// Which one of such alternatives it is, the server may find out: policies see the whole value anyway.
fn say_nothing(alternatives: &[Json]) -> bool {
    let is_any = |tool: Tool| tool.input.get("v").unwrap().kind == Kind::Json;
    alternatives
        .iter()
        .any(|one| tool_of(one).is_some_and(is_any))
        && alternatives
            .iter()
            .all(|one| tool_of(one).is_none_or(is_any))
}

fn value(of: &Json) -> Value {
    json::parse(of.to_string().as_bytes(), Bounds::CONFIGURATION).unwrap()
}

fn tool_of(schema: &Json) -> Option<Tool> {
    tool(&json!({ "name": "call", "inputSchema": { "properties": { "v": schema }, "required": ["v"] } })).ok()
}

proptest! {
    #![proptest_config(mint::cases(2000))]

    #[test]
    fn what_is_let_through_is_of_the_schema(schema in schema(), numbers in prop::collection::vec(any::<u8>(), 32)) {
        let of_v = sample(&schema, &mut numbers.into_iter());
        if let Some(tool) = tool_of(&schema) {
            let input = json!({ "v": of_v }).to_string();
            if tool.read_input(&input, &Limits::default()).is_ok() {
                prop_assert!(is_valid(&of_v, &schema), "{schema} {of_v}");
            }
        }
    }

    /// A policy about one alternative is about every value that a server may read as that alternative.
    #[test]
    fn an_alternative_that_matches_is_seen(
        alternatives in prop::collection::vec(schema(), 2..4),
        numbers in prop::collection::vec(any::<u8>(), 32),
    ) {
        let schema = json!({ "anyOf": alternatives });
        let of_v = sample(&schema, &mut numbers.into_iter());
        let tool = tool_of(&schema);
        let tool = tool.filter(|tool| tool.read_input(&json!({ "v": of_v }).to_string(), &Limits::default()).is_ok());
        let kind = tool.as_ref().map(|tool| &tool.input.get("v").unwrap().kind);
        // One beside null is no union
        let several = alternatives.iter().filter(|one| tool_of(one).is_some()).count() > 1;
        if let Some(Kind::Union(_, seen)) = kind && several && !of_v.is_null() {
            for (index, alternative) in alternatives.iter().enumerate() {
                let name = format!("typeChoice{index}");
                let is_seen = seen.iter().any(|one| one.name == name && one.kind.takes(&value(&of_v)));
                prop_assert_eq!(is_seen, is_valid(&of_v, alternative), "{} {}", alternative, of_v);
            }
        }
    }
}
