//! What a configuration says of a relation, and its mistakes.

use super::*;

#[track_caller]
fn refused(text: &str, expected: &[(&str, &str)]) {
    let error = ScopeRelation::from_json(text).unwrap_err();
    let said: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| (problem.path(), problem.message()))
        .collect();
    assert_eq!(said, expected, "{text}");
}

#[test]
fn documents_are_read_strictly() {
    let read = |text| ScopeRelation::from_json(text).unwrap();
    assert_eq!(read(r#""exact""#), ScopeRelation::default());
    assert_eq!(
        read(r#"{"segments":{"separator":":","opaque":["openid"]}}"#),
        by_colon(&["openid"])
    );
    assert_eq!(read(r#"{"segments":{"separator":":"}}"#), by_colon(&[]));
    let table = Implies::new([("admin", ["read", "write"])]).unwrap();
    assert_eq!(
        read(r#"{"implies":{"admin":["read","write"]}}"#),
        ScopeRelation::Implies(table)
    );
    read(r#"{"implies":{}}"#);
    read(r#"{"implies":{"a":[]}}"#);
    read(r#"{"implies":{"admin":["files:*"]},"segments":{"separator":":"}}"#);

    let form = "expected `exact`, or an object with `segments`, `implies` or both";
    let wrong = |what: &str| format!("invalid type: {what}, {form}");
    refused("{}", &[("", &format!("invalid length 0, {form}"))]);
    refused(
        r#""Exact""#,
        &[("", &format!("invalid value: string \"Exact\", {form}"))],
    );
    refused(
        r#""segments""#,
        &[("", &format!("invalid value: string \"segments\", {form}"))],
    );
    refused("null", &[("", &wrong("null"))]);
    refused("[]", &[("", &wrong("sequence"))]);
    refused(
        r#"{"exact":{}}"#,
        &[(
            "exact",
            "unknown field `exact`, expected `segments` or `implies`",
        )],
    );
    refused(
        r#"{"segments":null}"#,
        &[("segments", "invalid type: null, expected an object")],
    );
    refused(
        r#"{"segments":[":"]}"#,
        &[("segments", "invalid type: sequence, expected an object")],
    );
    refused(
        r#"{"segments":{}}"#,
        &[("segments", "missing field `separator`")],
    );
    refused(
        r#"{"segments":{"separator":"-"}}"#,
        &[(
            "segments.separator",
            "unknown variant `-`, expected one of `:`, `.`, `/`",
        )],
    );
    refused(
        r#"{"implies":null}"#,
        &[("implies", "invalid type: null, expected a map")],
    );
    refused(
        r#"{"implies":{"a":"b"}}"#,
        &[(
            "implies.a",
            "invalid type: string \"b\", expected a sequence",
        )],
    );
    refused(
        r#"{"implies":{"a":["b"],"a":["c"]}}"#,
        &[("", "the configuration names a member twice")],
    );
}

#[test]
fn tables_that_make_no_sense_are_refused_with_their_places() {
    let back = "it leads back to itself, so that all names on the way would be equally strong";
    refused(r#"{"implies":{"a":["a"]}}"#, &[("implies.a", back)]);
    refused(
        r#"{"implies":{"a":["b"],"b":["c"],"c":["a"],"d":["a"]}}"#,
        &[
            ("implies.a", back),
            ("implies.b", back),
            ("implies.c", back),
        ],
    );
    refused(
        r#"{"implies":{"a":["b","b"]}}"#,
        &[("implies.a[1]", "it stands there twice")],
    );
    let no_token = "not a scope token of RFC 6749";
    refused(r#"{"implies":{"":["b"]}}"#, &[("implies.", no_token)]);
    refused(r#"{"implies":{"a":["b c"]}}"#, &[("implies.a", no_token)]);
    refused(
        &format!(r#"{{"implies":{{"a":["{}"]}}}}"#, "b".repeat(257)),
        &[("implies.a", no_token)],
    );
    refused(
        r#"{"segments":{"separator":":","opaque":["a","","a"]}}"#,
        &[
            ("segments.opaque[1]", no_token),
            ("segments.opaque[2]", "it stands there twice"),
        ],
    );
    let unsegmented = "neither segments, nor a wildcard, nor opaque";
    refused(
        r#"{"segments":{"separator":":"},"implies":{"a":["*"],"b:":["c"]}}"#,
        &[("implies.a", unsegmented), ("implies.b:", unsegmented)],
    );
    // A wildcard leads back to what is below it
    refused(
        r#"{"segments":{"separator":":"},"implies":{"a:b":["a:*"]}}"#,
        &[("implies.a:b", back)],
    );
    assert!(Implies::new([("a", ["b"]), ("a", ["c"])]).is_err());
}
