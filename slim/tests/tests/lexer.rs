//! The lexer of `slim/lalrpop-util` beside that of `lalrpop-util`, with the patterns of Cedar's two.

#[path = "../../../tests/mint/src/soak.rs"]
mod soak;

use std::cell::Cell;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// For policies, and for schemas.
const GRAMMARS: [&str; 2] = [
    "parser/grammar.lalrpop",
    "validator/cedar_schema/grammar.lalrpop",
];

/// A line of a grammar's `match`: its text, whether that is a pattern, and whether what it matches is skipped.
type Rule = (String, bool, bool);

fn rules(grammar: &str) -> Vec<Rule> {
    let grammar = fs::read_to_string(slim_tests::cedar().join(grammar)).expect("a grammar");
    let (_, mut rest) = grammar.split_once("\nmatch {\n").expect("a match");
    let mut rules = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\n', ',']);
        if let Some((comment, more)) = rest.split_once('\n')
            && comment.starts_with("//")
        {
            rest = more;
            continue;
        }
        if rest.starts_with('}') {
            return rules;
        }
        let (text, more) = slim_tests::literal(rest).expect("a literal");
        let more_of_it = more.split_once(',').expect("a comma").0;
        let is_skipped = more_of_it.contains("=> {");
        rules.push((text.to_owned(), rest.starts_with('r'), is_skipped));
        rest = more.strip_prefix(more_of_it).expect("what follows");
    }
}

/// As LALRPOP writes them into the parser that it makes: patterns, then words, each in the order of their text.
fn written(mut rules: Vec<Rule>) -> Vec<(String, bool)> {
    rules.sort_by_key(|(text, is_pattern, _)| (!is_pattern, text.clone()));
    let written = |(text, is_pattern, is_skipped): Rule| {
        let pattern = if is_pattern {
            text
        } else {
            regex_syntax::escape(&text)
        };
        let pattern = regex_syntax::parse(&pattern).expect("a pattern");
        (pattern.to_string(), is_skipped)
    };
    rules.into_iter().map(written).collect()
}

/// Each token with its places, and the place of what is none, which is the last.
macro_rules! tokens {
    ($engine:ident, $patterns:expr) => {{
        let builder = $engine::lexer::MatcherBuilder::new($patterns.iter().cloned());
        let builder = builder.expect("patterns");
        move |text: &str| {
            let mut tokens = Vec::new();
            for token in builder.matcher::<()>(text) {
                match token {
                    Ok((start, token, end)) => {
                        tokens.push(Ok((start, token.0, token.1.to_owned(), end)));
                    }
                    Err($engine::ParseError::InvalidToken { location }) => {
                        tokens.push(Err(location));
                        break;
                    }
                    Err(_) => panic!("another error"),
                }
            }
            tokens
        }
    }};
}

/// What texts are thrown together of: tokens, then halves of tokens and what is none.
fn pieces(rules: &[Rule]) -> [Vec<String>; 2] {
    let words = rules.iter().filter(|(_, is_pattern, _)| !is_pattern);
    let words: Vec<String> = words.map(|(word, ..)| word.clone()).collect();
    let halves = words.iter().flat_map(|word| [&word[..1], &word[1..]]);
    let halves = halves.map(str::to_owned).collect();
    let tokens = [
        " ",
        " ",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\u{b}",
        "\u{c}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{3000}",
        "\"\"",
        "\"a\"",
        "\"\u{e9}\\\\\"",
        "\"//\"",
        "\"\n\"",
        "\"\\\"\"",
        "// a\n",
        "//\"\r\n",
        "//",
        "0",
        "42",
        "00a",
        "_",
        "a_9",
        "A",
        "z",
    ];
    let others = [
        "\"",
        "\"",
        "\\",
        "\\\"",
        "\\\n",
        "/",
        "?a",
        "?_9",
        "?0",
        "&",
        "|",
        "#",
        "$",
        "'",
        "`",
        "~",
        "^",
        "\0",
        "\u{7f}",
        "\u{200b}",
        "\u{e9}",
        "\u{663}",
        "\u{1f600}",
        "\u{10ffff}",
    ];
    [
        [words, tokens.map(str::to_owned).to_vec()].concat(),
        [halves, others.map(str::to_owned).to_vec()].concat(),
    ]
}

#[test]
fn tokens_are_those_of_the_original() {
    for grammar in GRAMMARS {
        let rules = rules(grammar);
        let patterns = written(rules.clone());
        let slim = tokens!(lalrpop_util, patterns);
        let original = tokens!(original_lalrpop_util, patterns);
        let [whole, broken] = pieces(&rules);
        let all = [&whole[..], &whole[..], &broken[..]].concat();
        let text = |pieces| prop::collection::vec(prop::sample::select(pieces), 0..32);
        let texts = prop_oneof![text(whole), text(all)];
        let config = Config {
            failure_persistence: None,
            ..soak::cases(20_000)
        };
        let (read, refused) = (Cell::new(0), Cell::new(0));
        let checked = TestRunner::new(config).run(&texts, |pieces| {
            let text = pieces.concat();
            let tokens = slim(&text);
            let seen = match tokens.last() {
                Some(Err(_)) => &refused,
                _ => &read,
            };
            seen.set(seen.get() + 1);
            prop_assert_eq!(tokens, original(&text), "{:?}", text);
            Ok(())
        });
        checked.unwrap_or_else(|error| panic!("{grammar}: {error}"));
        assert!(read.get() > 5_000 && refused.get() > 5_000);
    }
}

/// Against what LALRPOP 0.22.2 wrote into the parser of policies.
#[test]
fn patterns_are_those_of_the_parser() {
    let patterns = written(rules(GRAMMARS[0]));
    let begin = [
        (
            "(?:\"((?:(?:\\\\[\0-\t\u{b}-\u{10ffff}])|[\0-!\\#-\\[\\]-\u{10ffff}]))*\")",
            false,
        ),
        ("(?:(?://)[\0-\t\u{b}\u{c}\u{e}-\u{10ffff}]*[\n\r]*)", true),
        ("[0-9]+", false),
        ("(?:[A-Z_a-z][0-9A-Z_a-z]*)", false),
        ("(?:\\?[A-Z_a-z][0-9A-Z_a-z]*)", false),
        (
            "[\t-\r \u{85}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}]*",
            true,
        ),
        ("!", false),
        ("(?:!=)", false),
        ("%", false),
        ("(?:\\&\\&)", false),
    ];
    let begin = begin.map(|(pattern, is_skipped)| (pattern.to_owned(), is_skipped));
    assert_eq!(patterns.len(), 52);
    assert!(patterns.starts_with(&begin), "{patterns:#?}");
}
