//! `slim/regex` beside `regex-lite`, which it has to equal, and `regex`, where `\d` is of all scripts.

#[path = "../../../tests/mint/src/soak.rs"]
mod soak;

use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::{Config, TestRunner};

/// Those that Cedar's source has.
fn patterns() -> Vec<String> {
    let sources = slim_tests::sources(&slim_tests::cedar());
    let mut patterns = Vec::new();
    for source in &sources {
        for text in source.split("Regex::new(").skip(1) {
            let (pattern, _) = slim_tests::literal(text.trim_start()).expect("a literal");
            patterns.push(pattern.to_owned());
        }
    }
    patterns
}

/// What each of the three finds: the whole and the groups, by their bytes.
macro_rules! found {
    ($engine:ident, $pattern:expr) => {{
        let regex = $engine::Regex::new($pattern).expect("a pattern");
        move |text: &str| {
            let captures = regex.captures(text);
            assert_eq!(regex.is_match(text), captures.is_some());
            let places = |part: $engine::Match<'_>| {
                assert_eq!(part.as_str(), &text[part.start()..part.end()]);
                (part.start(), part.end())
            };
            let whole = captures.as_ref().and_then(|all| all.get(0)).map(places);
            assert_eq!(regex.find_at(text, 0).map(places), whole);
            assert!(regex.find_iter(text).map(places).eq(whole));
            assert!(text.is_empty() || regex.find_at(text, text.len()).is_none());
            let groups = $pattern.replace("(?:", "").matches('(').count();
            captures.map(|captures| {
                let part = |group| captures.get(group).map(places);
                (0..=groups + 1).map(part).collect::<Vec<_>>()
            })
        }
    }};
}

type Found = Option<Vec<Option<(usize, usize)>>>;

/// The three, side by side: what they find, if it is the same.
fn beside<'a>(pattern: &'a str) -> impl Fn(&str) -> Found + use<'a> {
    let ascii = pattern.replace("\\d", "[0-9]");
    let slim = found!(regex, pattern);
    let lite = found!(regex_lite, pattern);
    let full = found!(original_regex, &ascii);
    move |text: &str| {
        let found = slim(text);
        assert!(found == lite(text), "{pattern} on {text:?}: {found:?}");
        assert!(found == full(text), "{pattern} on {text:?}: {found:?}");
        found
    }
}

/// What a pattern is written with, and what it is not.
fn alphabet(pattern: &str) -> Vec<char> {
    let mut characters: Vec<char> = pattern.chars().collect();
    characters.extend("059azAZ_ \n\0\u{7f}\u{e9}\u{663}\u{ff11}\u{1f600}".chars());
    characters
}

/// Any texts of an alphabet.
fn thrown_together(alphabet: Vec<char>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(alphabet), 0..24)
        .prop_map(|characters| characters.into_iter().collect())
}

/// Texts of the pattern, as they are or with a few characters taken out, put in, or put in place of others.
fn nearly(pattern: &str) -> impl Strategy<Value = String> + use<> {
    let changes = (
        any::<prop::sample::Index>(),
        0..3_u8,
        prop::sample::select(alphabet(pattern)),
    );
    let changes = prop::collection::vec(changes, 0..4);
    (matching(pattern), changes).prop_map(|(text, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (index, change, character) in changes {
            let at = index.index(text.len() + 1);
            let until = (at + usize::from(change != 0)).min(text.len());
            text.splice(at..until, (change != 1).then_some(character));
        }
        text.into_iter().collect()
    })
}

fn matching(pattern: &str) -> impl Strategy<Value = String> + use<> {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    string_regex(&pattern.replace("\\d", "[0-9]")).expect("a pattern")
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..soak::cases(cases)
    };
    TestRunner::new(config)
}

#[test]
fn seven_patterns_are_all_that_cedar_has() {
    let mut patterns = patterns();
    patterns.sort();
    assert_eq!(
        patterns,
        [
            r"^(-?\d+)\.(\d+)$",
            r"^([0-9]{4})-([0-9]{2})-([0-9]{2})",
            r"^(\.([0-9]{3}))?(Z|((\+|-)([0-9]{2})([0-9]{2})))$",
            r"^-?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$",
            r"^T([0-9]{2}):([0-9]{2}):([0-9]{2})",
            r"^[_a-zA-Z][_a-zA-Z0-9]*$",
            r"^[_a-zA-Z][_a-zA-Z0-9]*(?:::[_a-zA-Z][_a-zA-Z0-9]*)*$",
        ]
    );
}

#[test]
fn texts_of_a_pattern_match_with_the_same_groups() {
    for pattern in patterns() {
        let beside = beside(&pattern);
        let checked = runner(2_000).run(&matching(&pattern), |text| {
            prop_assert!(beside(&text).is_some(), "{text:?}");
            Ok(())
        });
        checked.unwrap_or_else(|error| panic!("{pattern}: {error}"));
    }
}

#[test]
fn texts_that_are_nearly_of_a_pattern_are_found_alike() {
    for pattern in patterns() {
        let beside = beside(&pattern);
        let texts = prop_oneof![nearly(&pattern), thrown_together(alphabet(&pattern))];
        let checked = runner(5_000).run(&texts, |text| {
            beside(&text);
            Ok(())
        });
        checked.unwrap_or_else(|error| panic!("{pattern}: {error}"));
    }
}

#[test]
fn a_digit_is_one_of_ascii() {
    let decimal = r"^(-?\d+)\.(\d+)$";
    assert!(
        original_regex::Regex::new(decimal)
            .unwrap()
            .is_match("\u{661}.\u{661}")
    );
    assert!(beside(decimal)("\u{661}.\u{661}").is_none());
}

#[test]
fn groups_are_given_as_parts_of_the_text() {
    let date = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})";
    let regex = regex::Regex::new(date).unwrap();
    let captures = regex.captures("2026-11-22T").unwrap();
    assert_eq!(captures.extract(), ("2026-11-22", ["2026", "11", "22"]));
    assert_eq!(&captures[2], "11");
    assert!(captures.get(4).is_none());
    std::panic::catch_unwind(|| captures.extract::<2>()).unwrap_err();
    std::panic::catch_unwind(|| captures[4].len()).unwrap_err();
}

/// Were the time not linear, this would not end.
#[test]
fn long_texts_that_end_badly_are_found_alike() {
    let units = [
        "1",
        "-",
        "a",
        "a::",
        "::",
        "1d",
        "1m",
        "1ms",
        ".1",
        "1.",
        "0000-00-00",
        "T00:00:00",
        "\u{e9}",
    ];
    for pattern in patterns() {
        let beside = beside(&pattern);
        for unit in units {
            let long = unit.repeat(100_000 / unit.len());
            for end in [
                "", "\n", "!", ":", "::", "::1", "d", "ms", "s1", ".", ".1", "\u{663}",
            ] {
                beside(&format!("{long}{end}"));
                beside(&format!("-1d1h1m1s{long}{end}"));
            }
        }
    }
}

/// Patterns thrown together: what is not refused is matched as by the others.
#[test]
fn a_pattern_that_is_known_is_matched_exactly() {
    let parts = vec![
        "a", "b", "0", "[ab]", "[a-b0]", "\\d", "\\.", "-", "(", "(", "(?:", "(?:", ")", ")", ")",
        ")?", ")*", "|", "?", "*", "+", "{2}", "*$", ")*$", "$",
    ];
    let pattern = prop::collection::vec(prop::sample::select(parts), 1..10);
    let texts = prop::collection::vec(thrown_together("aabb00.-\u{e9}".chars().collect()), 12);
    let known = std::cell::Cell::new(0);
    let checked = runner(60_000).run(&(pattern, texts), |(pattern, texts)| {
        let pattern = format!("^{}", pattern.concat());
        if regex::Regex::new(&pattern).is_ok() {
            known.set(known.get() + 1);
            let beside = beside(&pattern);
            for text in texts {
                beside(&text);
            }
        }
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    assert!(known.get() > 2_000, "{} patterns", known.get());
}

#[test]
fn a_pattern_that_says_more_is_refused() {
    for pattern in [
        // Those of cedar-policy-formatter, which nothing calls
        r"//[^\n\r]*",
        r#""(\\.|[^"\\])*""#,
        "a",
        "^a|b",
        "^a$b",
        "^(a$)",
        "^(a",
        "^a)",
        "^[a",
        "^[]",
        "^[b-a]",
        "^[0b-a]",
        "^[^a]",
        "^[a-]",
        "^[\\d]",
        "^.",
        "^\\w",
        "^\\<",
        "^\\",
        "^\u{e9}",
        "^*",
        "^a+?",
        "^a**",
        "^a{0}",
        "^a{2,3}",
        "^(?P<n>a)",
        "^(?i)a",
        // Something would have to be given back
        "^[0-9]*[0-9]",
        "^a+(?:b|a)",
        "^a*b?a$",
        "^(?:a*b)*a$",
        "^(?:ab)*",
        "^(?:ab*)*b$",
        "^(?:ba*a)*$",
        // Nothing, again and again
        "^(?:a?)*$",
        "^(?:)*$",
        "^(?:a?b)*$",
        "^(a)*$",
        "^(?:a(b))*$",
        "^(?:ab?)*$",
        "^(?:a)+$",
        "^(?:(?:a)*b)*$",
    ] {
        assert!(regex::Regex::new(pattern).is_err(), "{pattern}");
    }
}
