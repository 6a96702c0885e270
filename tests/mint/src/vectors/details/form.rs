//! What a token's details look like.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [accepted(), refused()].into_iter().flatten().collect()
}

fn token(id: &str, source: &str, description: &str, details: &str) -> Case {
    now(Case::new("token", id, source, description).with("config", bank()))
        .token(with(&alice(), details).mint())
}

const TYPES: &str = "RFC 9396, section 2";
const COMMON: &str = "RFC 9396, section 2.2";

fn accepted() -> Vec<Case> {
    let grants = |id: &str, source: &str, description: &str, details: &str, types: &[&str]| {
        token(id, source, description, details).accept_as(json!({ "details": types }))
    };
    let elsewhere = r#"[{"type":"payment","locations":["https://other.example"],"colour":1}]"#;
    vec![
        grants("form-payment", TYPES, "Every registered member, each as its relation has it.", r#"[{"type":"payment","actions":["send"],"locations":["https://tools.example/mcp"],"datatypes":["a"],"privileges":["b"],"identifier":"c","amount":1.5,"reserve":-1,"accounts":["d"],"except":[],"currency":{"any":["value",null]}}]"#, &["payment"]),
        grants("form-type-alone", TYPES, "A type without members.", r#"[{"type":"payment"}]"#, &["payment"]),
        grants("form-none", TYPES, "No entry.", "[]", &[]),
        grants("form-unregistered", TYPES, "Types that nobody registered: whatever they say grants nothing.", r#"[{"type":"other","amount":"many","actions":7},{"type":"Payment"},{"type":"payment "}]"#, &[]),
        grants("form-two-of-a-type", TYPES, "Two entries of a type, one of another.", r#"[{"type":"payment","actions":["send"]},{"type":"other"},{"type":"payment","actions":["read"]}]"#, &["payment"]),
        grants("form-here-and-elsewhere", COMMON, "One of its locations is this server.", r#"[{"type":"payment","locations":["https://other.example","https://tools.example/mcp"]}]"#, &["payment"]),
        grants("form-elsewhere", COMMON, "An entry for another server grants nothing here.", r#"[{"type":"payment","locations":["https://other.example"]}]"#, &[]),
        grants("form-elsewhere-nearly", COMMON, "Locations are compared byte by byte.", r#"[{"type":"payment","locations":["https://tools.example/mcp/","https://tools.example","HTTPS://tools.example/mcp"]}]"#, &[]),
        grants("form-elsewhere-unregistered-member", COMMON, "What another server understands need not be understood here.", elsewhere, &[]),
        grants("form-number-spellings", TYPES, "Numbers in other spellings.", r#"[{"type":"payment","amount":1e2,"reserve":-0.0}]"#, &["payment"]),
        token("form-issuers-own-audience", COMMON, "What the issuer calls this server is its location, too.", r#"[{"type":"payment","locations":["srv-1"]}]"#)
            .with("config", changed(bank(), json!({ "issuers": [changed(issuer(ISSUER, &key()), json!({ "audience": ["srv-1", AUDIENCE] }))] })))
            .accept_as(json!({ "details": ["payment"] })),
        token("form-own-locations", COMMON, "An operator for whom `locations` are something else.", r#"[{"type":"payment","locations":["https://other.example"]}]"#)
            .with("config", with_payment(json!({ "members": { "locations": "subset" } })))
            .accept_as(json!({ "details": ["payment"] })),
        token("form-nothing-registered", TYPES, "A gate without types: nothing is granted.", r#"[{"type":"payment","amount":"many"}]"#)
            .with("config", config())
            .accept_as(json!({ "details": [] })),
    ]
}

/// [`bank`] with another `payment`, of which no tool requires anything.
pub(super) fn with_payment(payment: Value) -> Value {
    let types = json!({ "types": { "payment": payment } });
    let change = json!({ "authorizationDetails": types, "requiredDetails": {} });
    changed(bank(), change)
}

fn refused() -> Vec<Case> {
    let entry = |id: &str, description: &str, members: &str| {
        let details = format!(r#"[{{"type":"payment",{members}}}]"#);
        token(&format!("form-{id}"), TYPES, description, &details).deny("details_malformed")
    };
    let shape = |id: &str, description: &str, details: &str| {
        token(&format!("form-{id}"), TYPES, description, details).deny("claim_invalid")
    };
    let many = |kind: &str| {
        let entry = format!(r#"{{"type":"{kind}"}}"#);
        format!("[{}]", vec![entry; 33].join(","))
    };
    let mut cases = vec![
        entry(
            "unregistered-member",
            "A member that is not registered may be a restriction.",
            r#""weekdays":["monday"]"#,
        ),
        entry(
            "unregistered-member-null",
            "Whatever its value.",
            r#""weekdays":null"#,
        ),
        entry(
            "member-in-capitals",
            "A name in other letters is another name.",
            r#""Actions":["send"]"#,
        ),
        entry("amount-string", "A number as a string.", r#""amount":"5""#),
        entry("amount-null", "Null is not absent.", r#""amount":null"#),
        entry("amount-array", "A number in an array.", r#""amount":[5]"#),
        entry(
            "amount-beyond-64-bits",
            "An integer that readers round.",
            r#""amount":18446744073709551616"#,
        ),
        entry(
            "amount-beyond-63-bits",
            "An integer of 64 bits without a sign.",
            r#""amount":9223372036854775808"#,
        ),
        entry(
            "amount-rounded",
            "2^53 with a fraction: which integer it was can't be told.",
            r#""amount":9007199254740993.0"#,
        ),
        entry(
            "reserve-boolean",
            "A truth value is no number.",
            r#""reserve":true"#,
        ),
        entry(
            "actions-string",
            "A string is no set of one.",
            r#""actions":"send""#,
        ),
        entry(
            "actions-number",
            "An array of something else.",
            r#""actions":["send",1]"#,
        ),
        entry("actions-object", "An object.", r#""actions":{"send":true}"#),
        entry(
            "actions-empty",
            "An empty array is nothing to one reader, and everything to another.",
            r#""actions":[]"#,
        ),
        entry(
            "accounts-empty",
            "The same for a member of the operator's.",
            r#""accounts":[]"#,
        ),
        entry(
            "accounts-nested",
            "An array of arrays.",
            r#""accounts":[["a"]]"#,
        ),
        entry(
            "except-string",
            "A string is no set of one.",
            r#""except":"a""#,
        ),
        entry(
            "currency-rounded",
            "Equality with a number that readers round.",
            r#""currency":[1e300]"#,
        ),
        entry(
            "locations-string",
            "Whose it is has to be an array.",
            r#""locations":"https://other.example""#,
        ),
        entry(
            "locations-number",
            "Of strings.",
            r#""locations":["https://other.example",1]"#,
        ),
        entry("locations-empty", "With one at least.", r#""locations":[]"#),
        entry(
            "here-unregistered-member",
            "For this server, too, it has to be understood.",
            r#""locations":["https://other.example","https://tools.example/mcp"],"colour":1"#,
        ),
        token(
            "form-second-entry",
            TYPES,
            "One good entry does not make up for a bad one.",
            r#"[{"type":"payment"},{"type":"payment","amount":"5"}]"#,
        )
        .deny("details_malformed"),
        shape("empty-type", "A type that is empty.", r#"[{"type":""}]"#),
        shape("null-type", "A type that is null.", r#"[{"type":null}]"#),
        shape(
            "type-array",
            "A type in an array.",
            r#"[{"type":["payment"]}]"#,
        ),
        shape("no-type", "None.", r#"[{"type":"payment"},{"amount":5}]"#),
        shape(
            "text",
            "The array as text, as requests have it.",
            r#""[{\"type\":\"payment\"}]""#,
        ),
        shape("null", "Null.", "null"),
        token(
            "form-member-twice",
            TYPES,
            "A member that stands twice.",
            r#"[{"type":"payment","amount":1,"amount":2}]"#,
        )
        .deny("json_duplicate_member"),
    ];
    for (id, kind) in [
        ("form-many", "payment"),
        ("form-many-unregistered", "other"),
    ] {
        cases.push(
            token(id, TYPES, "More than 32 entries of a type.", &many(kind))
                .deny("details_malformed"),
        );
    }
    cases
}
