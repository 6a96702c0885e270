//! The files' text: two spaces, what fits on a line on one line, members in one order whatever the features of
//! `serde_json` are in this build.

use core::fmt::Write as _;

use serde_json::Value;

type Members<'a> = Vec<(&'a str, &'a Value)>;

pub(super) fn file<'c>(
    description: &str,
    cases: impl Iterator<Item = &'c [(&'static str, Value)]>,
) -> String {
    let mut out = format!(
        "{{\n  \"format\": \"narrowgate-vectors/1\",\n  \"description\": {},\n  \"cases\": [",
        Value::from(description)
    );
    let mut separator = "\n    ";
    for case in cases {
        out.push_str(separator);
        let members: Members<'_> = case.iter().map(|(name, value)| (*name, value)).collect();
        object(&mut out, &members, 4, CASE);
        separator = ",\n    ";
    }
    out.push_str("\n  ]\n}\n");
    out
}

/// `tall` is how many levels of members may stand on lines of their own.
fn value(out: &mut String, of: &Value, indent: usize, tall: usize) {
    match of {
        Value::Object(members) => {
            let members = sorted(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), value))
                    .collect(),
            );
            object(out, &members, indent, tall);
        }
        Value::Array(values) => {
            let mut separator = "[";
            for of in values {
                out.push_str(separator);
                value(out, of, 0, 0);
                separator = ", ";
            }
            out.push_str(if values.is_empty() { "[]" } else { "]" });
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

fn object(out: &mut String, members: &Members<'_>, indent: usize, tall: usize) {
    let mut line = String::new();
    let mut separator = "{ ";
    for (name, of) in members {
        let _ = write!(line, "{separator}{}: ", Value::from(*name));
        value(&mut line, of, 0, 0);
        separator = ", ";
    }
    line.push_str(if members.is_empty() { "{}" } else { " }" });
    if tall == 0 || line.len() + indent <= WIDTH && tall < CASE {
        out.push_str(&line);
        return;
    }
    let mut separator = "{";
    for (name, of) in members {
        let _ = write!(out, "{separator}\n{:indent$}  {}: ", "", Value::from(*name));
        value(out, of, indent + 2, tall - 1);
        separator = ",";
    }
    let _ = write!(out, "\n{:indent$}}}", "");
}

fn sorted(mut members: Members<'_>) -> Members<'_> {
    members.sort_by_key(|(name, _)| {
        (
            ORDER
                .iter()
                .position(|known| known == name)
                .unwrap_or(ORDER.len()),
            *name,
        )
    });
    members
}

/// A case and its members are written one per line, the configuration's, too; what is deeper is not.
const CASE: usize = 2;
const WIDTH: usize = 110;

/// What a reader looks for first. Others follow by name.
const ORDER: [&str; 23] = [
    "issuers",
    "issuer",
    "jwks",
    "profile",
    "algorithms",
    "audience",
    "tools",
    "requiredScopes",
    "policies",
    "kty",
    "crv",
    "x",
    "y",
    "principal",
    "subject",
    "evidence",
    "actor",
    "chain",
    "scopes",
    "name",
    "inputSchema",
    "type",
    "tool",
];
