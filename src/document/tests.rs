//! What stands where something else has to stand, and where that is.

use super::*;

#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Document {
    list_of: Vec<u32>,
    flag: Option<bool>,
    pair: Option<(String, String)>,
    kind: Option<Kind>,
    inner: Option<Box<Document>>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Plain,
    Of(Box<Document>),
}

#[test]
fn documents_are_read() {
    let text = r#"{"listOf":[1,4294967295],"flag":true,"pair":["a","b"],"inner":{"kind":"plain"},"kind":{"of":{"flag":null}}}"#;
    let document: Document = read(&parse(text).unwrap()).unwrap();
    assert_eq!(document.list_of, [1, u32::MAX]);
    assert_eq!(document.inner.unwrap().kind, Some(Kind::Plain));
    assert_eq!(document.kind, Some(Kind::Of(Box::default())));
}

#[test]
fn mistakes_have_a_place_and_a_sentence() {
    let form = "expected one of `listOf`, `flag`, `pair`, `kind`, `inner`";
    for (text, path, sentence) in [
        ("[]", "", "invalid type: sequence, expected an object"),
        ("null", "", "invalid type: null, expected an object"),
        (
            r#"{"list":1}"#,
            "list",
            &format!("unknown field `list`, {form}"),
        ),
        (
            r#"{"listOf":[1,-1]}"#,
            "listOf[1]",
            "invalid value: integer `-1`, expected u32",
        ),
        (
            r#"{"listOf":[18446744073709551615]}"#,
            "listOf[0]",
            "invalid value: integer `18446744073709551615`, expected u32",
        ),
        (
            r#"{"listOf":[1.5]}"#,
            "listOf[0]",
            "invalid type: floating point `1.5`, expected u32",
        ),
        (
            r#"{"listOf":["1"]}"#,
            "listOf[0]",
            "invalid type: string \"1\", expected u32",
        ),
        (
            r#"{"listOf":{}}"#,
            "listOf",
            "invalid type: map, expected a sequence",
        ),
        (
            r#"{"flag":0}"#,
            "flag",
            "invalid type: integer `0`, expected a boolean",
        ),
        (
            r#"{"pair":["a"]}"#,
            "pair",
            "invalid length 1, expected a tuple of size 2",
        ),
        (
            r#"{"pair":["a","b","c"]}"#,
            "pair",
            "invalid length 3, expected fewer elements",
        ),
        (
            r#"{"inner":[[1]]}"#,
            "inner",
            "invalid type: sequence, expected an object",
        ),
        (
            r#"{"kind":"of"}"#,
            "kind.of",
            "it has settings: an object of one member",
        ),
        (
            r#"{"kind":{"of":[[1]]}}"#,
            "kind.of",
            "invalid type: sequence, expected an object",
        ),
        (
            r#"{"kind":{"of":{"inner":{"flag":1}}}}"#,
            "kind.of.inner.flag",
            "invalid type: integer `1`, expected a boolean",
        ),
        (
            r#"{"kind":{"plain":null}}"#,
            "kind.plain",
            "invalid type: null, expected a name alone",
        ),
        (
            r#"{"kind":{}}"#,
            "kind",
            "invalid length 0, expected one member",
        ),
        (
            r#"{"kind":{"plain":{},"of":{}}}"#,
            "kind",
            "invalid length 2, expected one member",
        ),
        (
            r#"{"kind":"none"}"#,
            "kind",
            "unknown variant `none`, expected `plain` or `of`",
        ),
        (
            r#"{"kind":1}"#,
            "kind",
            "invalid type: integer `1`, expected a name, or an object of one member",
        ),
    ] {
        let mistake = read::<Document>(&parse(text).unwrap()).unwrap_err();
        assert_eq!(
            (mistake.path(), mistake.sentence()),
            (path, sentence),
            "{text}"
        );
    }
}
