//! Approvals, and the hash of the call that they are of. Written a second time here: the gate's own is what is tested.

use serde_json::{Value, json};

use crate::proof::Proof;
use crate::{AUDIENCE, ISSUER, Key, NOW, hash, string};

/// The issuer of [`approval`].
pub const APPROVALS: &str = "https://approvals.example";

/// Starts an approval by `bob` of the call with this hash, for [`AUDIENCE`]: given a minute before [`NOW`], for five minutes.
pub fn approval(key: &Key, call_hash: &str) -> Proof {
    let approval = Proof::new("approval+jwt", key)
        .claim("iss", string(APPROVALS))
        .claim("sub", string("bob"))
        .claim("aud", string(AUDIENCE))
        .claim("iat", (NOW - 60).to_string())
        .claim("exp", (NOW + 240).to_string())
        .claim("jti", string("ap-1"))
        .claim("call_hash", string(call_hash));
    match key.kid() {
        Some(kid) => approval.header("kid", string(kid)),
        None => approval,
    }
}

/// A call, as its hash sees it: by `agent` of [`ISSUER`] for `alice`, at [`AUDIENCE`], without a task.
///
/// # Panics
///
/// When the arguments are no JSON.
pub fn call(tool: &str, arguments: &str) -> Value {
    let arguments: Value = serde_json::from_str(arguments).expect("JSON");
    json!({
        "version": "narrowgate-call/1",
        "audience": AUDIENCE,
        "tool": tool,
        "arguments": arguments,
        "actor": { "issuer": ISSUER, "subject": "agent" },
        "principal": { "issuer": ISSUER, "subject": "alice" },
        "task": null,
    })
}

/// base64url(SHA-256) of the canonical text, where no number has a fraction.
pub fn call_hash(call: &Value) -> String {
    hash(canonical(call))
}

/// RFC 8785, but for numbers that are no integers.
fn canonical(value: &Value) -> String {
    let list = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Array(values) => format!("[{}]", list(values.iter().map(canonical).collect())),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            let member =
                |(name, value): (&String, &Value)| format!("{}:{}", string(name), canonical(value));
            format!("{{{}}}", list(members.into_iter().map(member).collect()))
        }
        scalar => scalar.to_string(),
    }
}
