//! Answers that are none: the host's mistake, and it denies.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let token = good().mint();
    let octets = crate::decode(&name(&token));
    let short = crate::encode(&octets[1..]);
    let long = crate::encode([octets.as_slice(), &[0]].concat());
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let named = |name: Value| json!([{ "token": name, "revoked": false }]);
    let said = |word: Value| json!([{ "token": name(&token), "revoked": word }]);
    let forms = [
        ("empty", "A hash of no octets.", named(json!(""))),
        ("short", "31 octets.", named(json!(short))),
        ("long", "33 octets.", named(json!(long))),
        ("hex", "Another spelling of 32 octets.", named(json!(hex))),
        (
            "padded",
            "Padding.",
            named(json!(format!("{}=", name(&token)))),
        ),
        (
            "space",
            "A space.",
            named(json!(format!("{} ", name(&token)))),
        ),
        ("token", "The token itself.", named(json!(token))),
        ("number", "A number.", named(json!(1))),
        ("null", "Nothing.", named(json!(null))),
        ("word-string", "A word for a Boolean.", said(json!("false"))),
        ("word-number", "A number for a Boolean.", said(json!(0))),
        ("word-null", "Null for a Boolean.", said(json!(null))),
        (
            "word-absent",
            "No word.",
            json!([{ "token": name(&token) }]),
        ),
        (
            "token-absent",
            "About nothing.",
            json!([{ "revoked": false }]),
        ),
        (
            "member",
            "A member that nobody knows.",
            json!([{ "token": name(&token), "revoked": false, "isRevoked": true }]),
        ),
        (
            "array",
            "An array for an object.",
            json!([[name(&token), false]]),
        ),
        (
            "object",
            "An object for the array.",
            json!({ name(&token): false }),
        ),
        ("list", "No array.", json!(name(&token))),
        ("none", "Null for the array.", json!(null)),
    ];
    forms
        .into_iter()
        .map(|(id, description, answers)| {
            let id = format!("form-{id}");
            now(Case::new("token", &id, SOURCE, description).with("config", asks(false)))
                .with(
                    "presented",
                    json!({ "token": token, "proofs": { "revocation": answers } }),
                )
                .deny("proof_malformed")
        })
        .collect()
}
