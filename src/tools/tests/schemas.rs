//! Schemas, and arguments that nearly fit them.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// The schema of one argument.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    let leaf = select(vec![
        json!({ "type": "string" }),
        json!({ "type": "integer" }),
        json!({ "type": "number" }),
        json!({ "type": "boolean" }),
        json!({ "type": ["string", "null"] }),
        json!({ "type": ["integer", "number", "string"] }),
        json!({ "enum": ["a", "b"] }),
        json!({ "enum": ["a", null] }),
        json!({ "const": 1 }),
        json!({ "const": "a" }),
        json!({ "type": "string", "format": "date-time" }),
        json!({ "type": "string", "format": "ipv4" }),
        json!({ "type": "string", "format": "ipv6" }),
        json!({ "type": "integer", "minimum": 1 }),
        json!({ "type": "number", "exclusiveMaximum": 2.5 }),
        json!({ "type": "string", "maxLength": 1 }),
        json!({ "type": "object" }),
        json!({ "type": "null" }),
        json!({}),
    ]);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        let names = prop::collection::vec(select(vec!["a", "b"]), 0..2);
        let others = prop_oneof![
            3 => select(vec![None, Some(json!(false)), Some(json!(true))]),
            1 => inner.clone().prop_map(Some),
        ];
        let members = prop::collection::vec((select(vec!["a", "b", "é c"]), inner.clone()), 1..3);
        prop_oneof![
            3 => (members, names, others).prop_map(|(members, required, others)| {
                let properties: Map<String, Value> = members
                    .into_iter()
                    .map(|(name, schema)| (name.to_owned(), schema))
                    .collect();
                let mut schema = json!({ "type": "object", "properties": properties, "required": required });
                if let Some(others) = others {
                    schema["additionalProperties"] = others;
                }
                schema
            }),
            2 => inner.clone().prop_map(|items| json!({ "type": "array", "items": items, "maxItems": 2 })),
            1 => inner.clone().prop_map(|of| json!({ "type": "object", "additionalProperties": of })),
            3 => several.clone().prop_map(|of| json!({ "anyOf": of })),
            2 => several.clone().prop_map(|of| json!({ "oneOf": of })),
            1 => several.prop_map(|of| json!({ "allOf": of })),
            1 => inner.prop_map(|of| json!({ "anyOf": [of, { "type": "null" }] })),
        ]
    })
}

/// A value that may be of this schema: which one, the numbers say.
pub(crate) fn sample(schema: &Value, numbers: &mut impl Iterator<Item = u8>) -> Value {
    let mut next = || usize::from(numbers.next().unwrap_or_default());
    if next() % 16 == 1 {
        return leaf(next());
    }
    for several in ["enum", "anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(of)) = schema.get(several) {
            let one = &of[next() % of.len()];
            return match several {
                "enum" => one.clone(),
                _ => sample(one, numbers),
            };
        }
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    let name = match schema.get("type") {
        Some(Value::Array(names)) => names[next() % names.len()].as_str(),
        Some(name) => name.as_str(),
        None => None,
    };
    match (name, schema.get("format").and_then(Value::as_str)) {
        (_, Some("date-time")) => pick(
            next(),
            &[
                "2026-01-01T00:00:00Z",
                "2026-01-01t00:00:00.5+01:00",
                "2026-01-01",
            ],
        )
        .into(),
        (_, Some("ipv4")) => pick(next(), &["10.0.0.1", "010.0.0.1", "10.0.0.1/8"]).into(),
        (_, Some("ipv6")) => pick(next(), &["::1", "::ffff:10.0.0.1", "fe80::1%0"]).into(),
        (Some("string"), _) => pick(
            next(),
            &["a", "b", "", "ab", "2026-01-01T00:00:00Z", "10.0.0.1"],
        )
        .into(),
        (Some("integer"), _) => [
            json!(1),
            json!(0),
            json!(i64::MAX),
            json!(2.0),
            json!(u64::MAX),
        ][next() % 5]
            .clone(),
        (Some("number"), _) => [
            json!(1),
            json!(2.5),
            json!(-0.0001),
            json!(0.12345),
            json!(1e300),
        ][next() % 5]
            .clone(),
        (Some("boolean"), _) => (next() % 2 == 0).into(),
        (Some("null"), _) => Value::Null,
        (Some("array"), _) => {
            let items = schema.get("items").cloned().unwrap_or(json!({}));
            let count = next() % 3;
            (0..count).map(|_| sample(&items, numbers)).collect()
        }
        (Some("object"), _) => {
            let mut members = Map::new();
            for (name, schema) in schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if numbers.next().unwrap_or_default() > 63 {
                    members.insert(name.clone(), sample(schema, numbers));
                }
            }
            if let Some(of @ Value::Object(_)) = schema.get("additionalProperties") {
                members.insert("k".to_owned(), sample(of, numbers));
            } else if numbers.next().unwrap_or_default() % 8 == 1 {
                members.insert("b".to_owned(), leaf(1));
            }
            members.into()
        }
        (_, _) => leaf(next()),
    }
}

fn pick<'a>(number: usize, of: &[&'a str]) -> &'a str {
    of[number % of.len()]
}

fn leaf(number: usize) -> Value {
    let leaves = [
        Value::Null,
        json!(1),
        json!("a"),
        json!(true),
        json!(2.5),
        json!({ "__entity": { "type": "Agent", "id": "x" } }),
        json!([1, null, { "a": "b" }]),
        json!(9_007_199_254_740_993_i64),
        json!({}),
    ];
    leaves[number % leaves.len()].clone()
}
