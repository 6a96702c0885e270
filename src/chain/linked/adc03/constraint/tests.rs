//! The algebra of constraints: tables, and models.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::jose::json::{Bounds, parse};

fn value(text: &str) -> Value {
    parse(text.as_bytes(), Bounds::CONFIGURATION).unwrap()
}

fn constraints(text: &str) -> Result<Constraints, Denial> {
    Constraints::read(&value(text))
}

fn narrows(child: &str, parent: &str) -> bool {
    let read = |text: &str| constraints(&format!("[{text}]")).unwrap();
    read(child).first_beyond(&read(parent)).is_none()
}

fn admits(constraint: &str, input: &str) -> bool {
    let Value::Object(input) = value(input) else {
        unreachable!("an object")
    };
    let constraints = constraints(&format!("[{constraint}]")).unwrap();
    constraints.permits(&input, |key| key, true).is_ok()
}

/// Every type beside every type: what narrows, and what does not.
#[test]
fn narrows_as_the_draft_says() {
    let numbers = [
        ("max", "5", "5", true),
        ("max", "4.5", "5", true),
        ("max", "-1", "5", true),
        ("max", "5.000001", "5", false),
        ("max", "6", "5", false),
        ("max_lifetime", "5", "5", true),
        ("max_lifetime", "6", "5", false),
        ("max_subtree", "4", "5", true),
        ("max_subtree", "6", "5", false),
        ("min", "5", "5", true),
        ("min", "6", "5", true),
        ("min", "4", "5", false),
        ("one_of", "[1]", "[1,\"a\"]", true),
        ("one_of", "[]", "[1]", true),
        ("one_of", "[1,2]", "[2,1,1]", true),
        ("one_of", "[1.0]", "[1]", true),
        ("one_of", "[true]", "[1]", false),
        ("one_of", "[\"1\"]", "[1]", false),
        ("one_of", "[1,2]", "[1]", false),
        ("not_one_of", "[1,2]", "[1]", true),
        ("not_one_of", "[]", "[]", true),
        ("not_one_of", "[2]", "[1,2]", false),
        ("not_one_of", "[]", "[1]", false),
        ("prefix", "\"/a/b\"", "\"/a\"", true),
        ("prefix", "\"/a\"", "\"/a\"", true),
        ("prefix", "\"/a\"", "\"/a/b\"", false),
        ("prefix", "\"\"", "\"/a\"", false),
        ("prefix", "\"/A\"", "\"/a\"", false),
        ("units", "5", "5", true),
        ("units", "4", "5", false),
        ("units", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1.0}", true),
    ];
    for (kind, child, parent, expected) in numbers {
        let one = |value: &str| format!(r#"{{"key":"k","{kind}":{value}}}"#);
        assert_eq!(
            narrows(&one(child), &one(parent)),
            expected,
            "{kind} {child} {parent}"
        );
        // Absent is unbounded, and what is new restricts
        assert!(!narrows("", &one(parent)), "{kind} dropped");
        assert!(narrows(&one(child), ""), "{kind} added");
        let other = one(parent).replace("\"k\"", "\"other\"");
        assert!(!narrows(&other, &one(parent)), "{kind} of another key");
    }
    let of_each = [
        r#"{"key":"k","max":1}"#,
        r#"{"key":"k","min":1}"#,
        r#"{"key":"k","max_lifetime":1}"#,
        r#"{"key":"k","max_subtree":1}"#,
        r#"{"key":"k","one_of":[1]}"#,
        r#"{"key":"k","not_one_of":[1]}"#,
        r#"{"key":"k","prefix":"1"}"#,
        r#"{"key":"k","rank":"1","order":["1","2"]}"#,
        r#"{"key":"k","units":1}"#,
    ];
    for child in of_each {
        for parent in of_each {
            assert_eq!(narrows(child, parent), child == parent, "{child} {parent}");
        }
    }
    let rank =
        |rank: &str, order: &str| format!(r#"{{"key":"k","rank":"{rank}","order":{order}}}"#);
    let order = r#"["none","internal","any"]"#;
    for (child, parent, expected) in [
        ("none", "internal", true),
        ("internal", "internal", true),
        ("any", "internal", false),
    ] {
        assert_eq!(narrows(&rank(child, order), &rank(parent, order)), expected);
    }
    for other in [
        r#"["none","any"]"#,
        r#"["internal","none","any"]"#,
        r#"["none","internal","any","more"]"#,
    ] {
        assert!(
            !narrows(&rank("none", other), &rank("any", order)),
            "{other}"
        );
    }
}

#[test]
fn refuses_what_is_not_of_the_form() {
    for text in [
        "{}",
        "null",
        "[1]",
        "[null]",
        "[[]]",
        r#"[{"max":1}]"#,
        r#"[{"key":1,"max":1}]"#,
        r#"[{"key":"k"}]"#,
        r#"[{"key":"k","max":"1"}]"#,
        r#"[{"key":"k","max":null}]"#,
        r#"[{"key":"k","max":true}]"#,
        r#"[{"key":"k","max":9007199254740992}]"#,
        r#"[{"key":"k","min":[]}]"#,
        r#"[{"key":"k","max_lifetime":{}}]"#,
        r#"[{"key":"k","max_subtree":""}]"#,
        r#"[{"key":"k","one_of":"a"}]"#,
        r#"[{"key":"k","one_of":{}}]"#,
        r#"[{"key":"k","not_one_of":null}]"#,
        r#"[{"key":"k","prefix":["a"]}]"#,
        r#"[{"key":"k","prefix":1}]"#,
        r#"[{"key":"k","max":1,"min":0}]"#,
        r#"[{"key":"k","max":1,"note":"soft"}]"#,
        r#"[{"key":"k","units":1,"more":2}]"#,
        r#"[{"key":"k","order":["a","b"]}]"#,
        r#"[{"key":"k","max":1,"order":["a","b"]}]"#,
        r#"[{"key":"k","rank":"a"}]"#,
        r#"[{"key":"k","rank":"a","order":["a","b"],"max":1}]"#,
        r#"[{"key":"k","rank":"c","order":["a","b"]}]"#,
        r#"[{"key":"k","rank":"a","order":["a"]}]"#,
        r#"[{"key":"k","rank":"a","order":["a","a"]}]"#,
        r#"[{"key":"k","rank":"a","order":["a",1]}]"#,
        r#"[{"key":"k","rank":1,"order":["a","b"]}]"#,
        r#"[{"key":"k","rank":"a","order":"ab"}]"#,
        r#"[{"key":"k","max":1},{"key":"k","max":1}]"#,
        r#"[{"key":"k","units":1},{"key":"k","units":2}]"#,
    ] {
        let refused = constraints(text).map(|_| ()).unwrap_err();
        assert_eq!(refused.code(), Code::DetailsMalformed, "{text}");
    }
    assert!(constraints(r#"[{"key":"k","max":1},{"key":"k","min":0}]"#).is_ok());
}

#[test]
fn admits_what_was_shown_to_be_within() {
    let rank = r#""rank":"b","order":["a","b","c"]"#;
    for (constraint, argument, expected) in [
        (r#""max":5"#, "5", true),
        (r#""max":5"#, "5.0", true),
        (r#""max":5"#, "-1e3", true),
        (r#""max":5"#, "5.0000001", false),
        (r#""max":5"#, "\"5\"", false),
        (r#""max":5"#, "true", false),
        (r#""max":5"#, "null", false),
        (r#""max":5"#, "[5]", false),
        (r#""max":5"#, "-9007199254740992", false),
        (r#""max":5"#, "-1e300", false),
        (r#""min":5"#, "5", true),
        (r#""min":5"#, "4.9999", false),
        (r#""min":5"#, "18446744073709551615", false),
        (r#""one_of":["a",1,null,[2]]"#, "\"a\"", true),
        (r#""one_of":["a",1,null,[2]]"#, "1.0", true),
        (r#""one_of":["a",1,null,[2]]"#, "null", true),
        (r#""one_of":["a",1,null,[2]]"#, "[2]", true),
        (r#""one_of":["a",1,null,[2]]"#, "\"1\"", false),
        (r#""one_of":["a",1,null,[2]]"#, "true", false),
        (r#""one_of":["a",1,null,[2]]"#, "\"A\"", false),
        (r#""one_of":["a",1,null,[2]]"#, "[\"a\"]", false),
        (r#""one_of":[]"#, "\"a\"", false),
        (r#""not_one_of":["a",1]"#, "\"b\"", true),
        (r#""not_one_of":["a",1]"#, "2", true),
        (r#""not_one_of":["a",1]"#, "\"a\"", false),
        (r#""not_one_of":["a",1]"#, "1e0", false),
        (r#""not_one_of":["a",1]"#, "[\"a\"]", false),
        (r#""not_one_of":["a",1]"#, "{}", false),
        (r#""not_one_of":["a",1]"#, "null", false),
        (r#""not_one_of":["a",1]"#, "9007199254740993", false),
        (r#""prefix":"/a/""#, "\"/a/b\"", true),
        (r#""prefix":"/a/""#, "\"/a/\"", true),
        (r#""prefix":"/a/""#, "\"/a\"", false),
        (r#""prefix":"/a/""#, "\"/A/b\"", false),
        (r#""prefix":"/a/""#, "[\"/a/b\"]", false),
        (r#""prefix":"1""#, "12", false),
        (rank, "\"a\"", true),
        (rank, "\"b\"", true),
        (rank, "\"c\"", false),
        (rank, "\"d\"", false),
        (rank, "0", false),
        (r#""units":5"#, "5", false),
    ] {
        let constraint = format!(r#"{{"key":"k",{constraint}}}"#);
        let input = format!(r#"{{"k":{argument}}}"#);
        assert_eq!(
            admits(&constraint, &input),
            expected,
            "{constraint} {argument}"
        );
        assert!(!admits(&constraint, "{}"), "{constraint}");
        assert!(!admits(
            &constraint,
            &format!(r#"{{"o":{{"k":{argument}}}}}"#)
        ));
    }
}

#[test]
fn sums_are_for_the_host() {
    let constraints =
        constraints(r#"[{"key":"b","max_subtree":7},{"key":"a","max_lifetime":2.5}]"#).unwrap();
    let refused = constraints
        .permits(&Object::new(), |key| key, false)
        .unwrap_err();
    assert_eq!(refused.code(), Code::LimitUncounted);
    assert!(constraints.permits(&Object::new(), |key| key, true).is_ok());
    let sums: Vec<_> = constraints.sums().collect();
    assert_eq!(
        sums,
        [
            ("a", LimitKind::Lifetime, 2.5),
            ("b", LimitKind::Subtree, 7.0)
        ]
    );
}

const ARGUMENTS: [&str; 12] = [
    "-1", "0", "1", "1.5", "2", "\"\"", "\"a\"", "\"ab\"", "\"b\"", "true", "null", "[1]",
];

fn constraint() -> impl Strategy<Value = String> {
    let number = || select(vec!["-1", "0", "1", "1.5", "2"]);
    let values = || {
        subsequence(ARGUMENTS.to_vec(), 0..4).prop_map(|values| format!("[{}]", values.join(",")))
    };
    let one = prop_oneof![
        (select(vec!["max", "min"]), number()).prop_map(|(kind, n)| format!(r#""{kind}":{n}"#)),
        (select(vec!["one_of", "not_one_of"]), values())
            .prop_map(|(kind, v)| format!(r#""{kind}":{v}"#)),
        select(vec!["", "a", "ab", "b"]).prop_map(|text| format!(r#""prefix":"{text}""#)),
        (
            select(vec!["", "a", "b"]),
            select(vec![r#"["","a","b"]"#, r#"["b","a",""]"#])
        )
            .prop_map(|(rank, order)| format!(r#""order":{order},"rank":"{rank}""#)),
    ];
    one.prop_map(|members| format!(r#"{{"key":"k",{members}}}"#))
}

fn some() -> impl Strategy<Value = String> {
    proptest::collection::vec(constraint(), 0..4).prop_filter_map("same name twice", |entries| {
        let text = format!("[{}]", entries.join(","));
        constraints(&text).is_ok().then_some(text)
    })
}

fn admitted(text: &str) -> BTreeSet<&'static str> {
    let constraints = constraints(text).unwrap();
    let admitted = |argument: &str| {
        let Value::Object(input) = value(&format!(r#"{{"k":{argument}}}"#)) else {
            unreachable!("an object")
        };
        constraints.permits(&input, |key| key, false).is_ok()
    };
    ARGUMENTS
        .into_iter()
        .filter(|argument| admitted(argument))
        .collect()
}

/// Within one type, narrowing is inclusion, no more and no less. (An order that differs, and values that no argument can be, are
/// taken by their text: not narrower.)
#[test]
fn narrowing_is_inclusion() {
    let values = ["[]", "[0]", "[\"a\"]", "[0,\"a\"]", "[true,null,[1]]"];
    for (kind, values) in [
        ("max", ["-1", "0", "1", "1.5", "2"]),
        ("min", ["-1", "0", "1", "1.5", "2"]),
        ("one_of", values),
        ("prefix", ["\"\"", "\"a\"", "\"ab\"", "\"b\"", "\"a\""]),
    ] {
        let one = |value: &str| format!(r#"[{{"key":"k","{kind}":{value}}}]"#);
        for child in values.map(one) {
            for parent in values.map(one) {
                let beyond = constraints(&child)
                    .unwrap()
                    .first_beyond(&constraints(&parent).unwrap());
                let included = admitted(&child).is_subset(&admitted(&parent));
                assert_eq!(beyond.is_none(), included, "{child} {parent}");
            }
        }
    }
}

proptest! {
    #![proptest_config(mint::cases(256))]

    /// What narrows admits nothing that was not admitted before.
    #[test]
    fn narrowing_is_sound(child in some(), parent in some()) {
        if constraints(&child)?.first_beyond(&constraints(&parent)?).is_none() {
            prop_assert!(admitted(&child).is_subset(&admitted(&parent)));
        }
    }

    #[test]
    fn narrowing_is_transitive(a in some(), b in some(), c in some()) {
        let (a, b, c) = (constraints(&a)?, constraints(&b)?, constraints(&c)?);
        if a.first_beyond(&b).is_none() && b.first_beyond(&c).is_none() {
            prop_assert_eq!(a.first_beyond(&c), None);
        }
        prop_assert_eq!(a.first_beyond(&a), None);
    }

    #[test]
    fn one_more_constraint_only_narrows(entries in some(), one in constraint()) {
        let inner = entries.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or_default();
        let more = if inner.is_empty() { format!("[{one}]") } else { format!("[{inner},{one}]") };
        if let Ok(more_constraints) = constraints(&more) {
            prop_assert_eq!(more_constraints.first_beyond(&constraints(&entries)?), None);
            prop_assert!(admitted(&more).is_subset(&admitted(&entries)));
        }
    }
}
