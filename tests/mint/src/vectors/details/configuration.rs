//! Mistakes of the operator.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [types(), required()].into_iter().flatten().collect()
}

fn case(id: &str, description: &str, change: Value) -> Case {
    let source = "Configuration: a mistake of the operator is never a denial";
    now(
        Case::new("authorize", &format!("config-{id}"), source, description)
            .with("config", changed(bank(), change))
            .with("request", json!({ "tool": "ping", "input": {} })),
    )
    .token(alice().mint())
}

fn types() -> Vec<Case> {
    let refused = |id: &str, description: &str, types: Value, path: &str| {
        let change = json!({ "authorizationDetails": types, "requiredDetails": {} });
        case(id, description, change).config_error(path)
    };
    let of = |payment: Value| json!({ "types": { "payment": payment } });
    vec![
        case("good", "A configuration without a mistake.", json!({})).accept(),
        case("type-alone", "A type without members of its own.", json!({ "authorizationDetails": of(json!({})), "requiredDetails": {} })).accept(),
        case("restricting-common", "A common field that restricts.", json!({ "authorizationDetails": of(json!({ "restricting": ["actions"] })), "requiredDetails": {} })).accept(),
        case("no-details", "Null is none, and none is left out.", json!({ "authorizationDetails": null, "requiredDetails": {} })).config_error("authorizationDetails"),
        case("locations-subset", "`locations` that are something else, and narrow.", json!({ "authorizationDetails": of(json!({ "members": { "locations": "subset" } })), "requiredDetails": {} })).accept(),
        case("locations-equal", "The same, compared whole.", json!({ "authorizationDetails": of(json!({ "members": { "locations": "equal" } })), "requiredDetails": {} })).accept(),
        refused("locations-informative", "`locations` that nobody compares: entries for other servers would grant here.", of(json!({ "members": { "locations": "informative" } })), "authorizationDetails.types.payment.members.locations"),
        refused("locations-superset", "Or that grow.", of(json!({ "members": { "locations": "superset" } })), "authorizationDetails.types.payment.members.locations"),
        refused("locations-at-most", "Or that are a number.", of(json!({ "members": { "locations": "atMost" } })), "authorizationDetails.types.payment.members.locations"),
        refused("no-types", "An object without types.", json!({}), "authorizationDetails"),
        refused("details-array", "An array.", json!([{}]), "authorizationDetails"),
        refused("types-array", "Types in an array.", json!({ "types": ["payment"] }), "authorizationDetails.types"),
        refused("type-array", "A type that is an array.", of(json!([{}, []])), "authorizationDetails.types.payment"),
        refused("unknown-member", "A misspelt member.", of(json!({ "restrict": [] })), "authorizationDetails.types.payment.restrict"),
        refused("unknown-relation", "A relation that there is not.", of(json!({ "members": { "amount": "max" } })), "authorizationDetails.types.payment.members.amount"),
        refused("relation-case", "Nor in another spelling.", of(json!({ "members": { "amount": "at_most" } })), "authorizationDetails.types.payment.members.amount"),
        refused("member-type", "`type` is compared by itself.", of(json!({ "members": { "type": "equal" } })), "authorizationDetails.types.payment.members.type"),
        refused("member-empty", "A member without a name.", of(json!({ "members": { "": "equal" } })), "authorizationDetails.types.payment.members."),
        refused("restricting-unregistered", "A restriction that is no member.", of(json!({ "members": { "amount": "atMost" }, "restricting": ["amount", "reserve"] })), "authorizationDetails.types.payment.restricting[1]"),
        refused("type-empty", "A type without a name.", json!({ "types": { "": {} } }), "authorizationDetails.types."),
    ]
}

fn required() -> Vec<Case> {
    let refused = |id: &str, description: &str, required: Value, path: &str| {
        case(id, description, json!({ "requiredDetails": required })).config_error(path)
    };
    let member = |id: &str, description: &str, name: &str, value: Value| {
        let mut entry = send();
        entry[name] = value;
        refused(
            id,
            description,
            json!({ "send": [entry] }),
            &format!("requiredDetails.send[0].{name}"),
        )
    };
    let good = |id: &str, description: &str, name: &str, value: Value| {
        let mut entry = send();
        entry[name] = value;
        case(
            id,
            description,
            json!({ "requiredDetails": { "send": [entry] } }),
        )
        .accept()
    };
    let argument = |name: &str| json!({ "$argument": name });
    vec![
        refused(
            "required-unknown-tool",
            "A tool that there is not.",
            json!({ "sned": [send()] }),
            "requiredDetails.sned",
        ),
        refused(
            "required-none",
            "It asks for nothing.",
            json!({ "send": [] }),
            "requiredDetails.send",
        ),
        refused(
            "required-object",
            "One that stands alone.",
            json!({ "send": send() }),
            "requiredDetails.send",
        ),
        refused(
            "required-array",
            "One that is an array.",
            json!({ "send": [["payment"]] }),
            "requiredDetails.send[0]",
        ),
        refused(
            "required-no-type",
            "One without a type.",
            json!({ "send": [{ "actions": ["send"] }] }),
            "requiredDetails.send[0].type",
        ),
        refused(
            "required-type-number",
            "A type that is a number.",
            json!({ "send": [{ "type": 1 }] }),
            "requiredDetails.send[0].type",
        ),
        refused(
            "required-unregistered-type",
            "A type that is not registered.",
            json!({ "send": [send(), { "type": "Payment" }] }),
            "requiredDetails.send[1].type",
        ),
        member(
            "required-unregistered-member",
            "A member that is not registered.",
            "weekdays",
            json!(["monday"]),
        ),
        member(
            "required-locations",
            "Locations, which the gate compares itself.",
            "locations",
            json!([AUDIENCE]),
        ),
        member(
            "required-string",
            "A string is no set of one.",
            "accounts",
            json!("A"),
        ),
        member("required-empty", "An empty set.", "accounts", json!([])),
        member(
            "required-number",
            "A string for a number.",
            "amount",
            json!("5"),
        ),
        member("required-null", "Null for a number.", "amount", json!(null)),
        member(
            "required-rounded",
            "A number that readers round.",
            "amount",
            json!(1e300),
        ),
        member(
            "required-unknown-argument",
            "An argument that the tool does not declare.",
            "amount",
            argument("sum"),
        ),
        member(
            "required-nested-argument",
            "Arguments are named, not addressed.",
            "amount",
            argument("$.amount"),
        ),
        member(
            "required-argument-string-for-number",
            "An argument of a type that is not compared in this way.",
            "amount",
            argument("note"),
        ),
        member(
            "required-argument-number-for-set",
            "Nor is a number a set.",
            "accounts",
            argument("amount"),
        ),
        member(
            "required-argument-beside",
            "`$argument` beside something else.",
            "amount",
            json!({ "$argument": "amount", "or": 5 }),
        ),
        member(
            "required-argument-number",
            "An argument's name that is a number.",
            "amount",
            json!({ "$argument": 1 }),
        ),
        member(
            "required-argument-inside",
            "`$argument` inside of a value, where it would be compared as it stands.",
            "currency",
            json!({ "code": argument("currency") }),
        ),
        member(
            "required-argument-in-array",
            "And in an array.",
            "currency",
            json!([1, [argument("currency")]]),
        ),
        good(
            "required-null-value",
            "Null is a value that a member can be equal to.",
            "currency",
            json!({ "code": null }),
        ),
        case("required-note", "A member that restricts nothing can't be required.", json!({
            "authorizationDetails": { "types": { "payment": { "members": { "note": "informative" } } } },
            "requiredDetails": { "ping": [{ "type": "payment", "note": "x" }] },
        })).config_error("requiredDetails.ping[0].note"),
        good(
            "required-argument-enum",
            "A declared list of strings is a set of one, too.",
            "accounts",
            argument("currency"),
        ),
        good(
            "required-argument-equal",
            "Equality takes an argument of any type.",
            "currency",
            argument("accounts"),
        ),
        good(
            "required-fixed",
            "A number that stands there.",
            "amount",
            json!(5.5),
        ),
        good(
            "required-object-value",
            "An object that is no argument.",
            "currency",
            json!({ "code": "EUR" }),
        ),
    ]
}
