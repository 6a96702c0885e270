#![doc(hidden)]
//! The built-in lexer of LALRPOP, for generated parsers. This file is not LALRPOP's: it does what theirs does, by other means.
//!
//! Of all patterns that match here, the one that matches most; of several, the last. Theirs asks `regex-automata`, an engine for
//! patterns that it compiles when a process first parses. Here a pattern is words, classes, groups and repetitions, in which what was
//! matched never has to be given back, as all of Cedar's are; one that says more is refused when the lexer is made, and a test of
//! Cedar's every token would show it.
use alloc::{boxed::Box, fmt, string::String, vec::Vec};
use core::{iter::Peekable, marker::PhantomData, str::Chars};

use crate::ParseError;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token<'input>(pub usize, pub &'input str);
impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> Result<(), fmt::Error> {
        fmt::Display::fmt(self.1, formatter)
    }
}

/// A pattern; no choice that it made is ever taken back.
enum Pattern {
    /// These characters, one after the other.
    Word(String),
    /// One character, of these ranges.
    One(Box<[(char, char)]>),
    /// As many as there are; at least one, if so said.
    Many(Box<Pattern>, bool),
    /// One after the other.
    All(Vec<Pattern>),
    /// The first that matches.
    Any(Vec<Pattern>),
}

impl Pattern {
    /// `None` where it says more than LALRPOP's lexers for Cedar do.
    fn new(text: &str) -> Option<Self> {
        let mut rest = text.chars().peekable();
        let pattern = any(&mut rest)?;
        rest.next().is_none().then_some(pattern)
    }

    /// Can a match start with it?
    fn starts_with(&self, c: char) -> bool {
        match self {
            Self::Word(word) => word.starts_with(c),
            Self::One(ranges) => is_in(ranges, c),
            Self::Many(one, _) => one.starts_with(c),
            Self::All(patterns) => {
                let optional = |one: &&Self| one.matched("").is_some();
                let skipped = patterns.iter().take_while(optional).count();
                patterns
                    .iter()
                    .take(skipped + 1)
                    .any(|one| one.starts_with(c))
            }
            Self::Any(patterns) => patterns.iter().any(|one| one.starts_with(c)),
        }
    }

    /// How many bytes of the text it matches, from its start.
    fn matched(&self, text: &str) -> Option<usize> {
        match self {
            Self::Word(word) => text.starts_with(word.as_str()).then_some(word.len()),
            Self::One(ranges) => {
                let c = text.chars().next()?;
                is_in(ranges, c).then(|| c.len_utf8())
            }
            Self::Many(one, at_least_one) => {
                let mut end = 0;
                while let Some(length @ 1..) = one.matched(&text[end..]) {
                    end += length;
                }
                (end > 0 || !at_least_one).then_some(end)
            }
            Self::All(patterns) => patterns
                .iter()
                .try_fold(0, |end, one| Some(end + one.matched(&text[end..])?)),
            Self::Any(patterns) => patterns.iter().find_map(|one| one.matched(text)),
        }
    }
}

fn is_in(ranges: &[(char, char)], c: char) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&c))
}

type Rest<'a> = Peekable<Chars<'a>>;

fn any(rest: &mut Rest<'_>) -> Option<Pattern> {
    let mut patterns = Vec::from([all(rest)?]);
    while rest.next_if_eq(&'|').is_some() {
        patterns.push(all(rest)?);
    }
    Some(alone(patterns).unwrap_or_else(Pattern::Any))
}

fn all(rest: &mut Rest<'_>) -> Option<Pattern> {
    let is_repeated = |rest: &mut Rest<'_>| rest.peek().is_some_and(|c| "*+".contains(*c));
    let mut patterns = Vec::new();
    while rest.peek().is_some_and(|c| !"|)".contains(*c)) {
        let one = match rest.next()? {
            '(' => {
                if rest.next_if_eq(&'?').is_some() {
                    rest.next_if_eq(&':')?;
                }
                let inner = any(rest)?;
                rest.next_if_eq(&')')?;
                inner
            }
            '[' => Pattern::One(ranges(rest)?),
            c if ".+*?]{}^$".contains(c) => return None,
            c => {
                let c = literal(c, rest)?;
                match patterns.last_mut() {
                    Some(Pattern::Word(word)) if !is_repeated(rest) => {
                        word.push(c);
                        continue;
                    }
                    _ => Pattern::Word(String::from(c)),
                }
            }
        };
        patterns.push(match rest.next_if(|c| "*+".contains(*c)) {
            Some(sign) => Pattern::Many(Box::new(one), sign == '+'),
            None => one,
        });
    }
    Some(alone(patterns).unwrap_or_else(Pattern::All))
}

/// The only one.
fn alone(mut patterns: Vec<Pattern>) -> Result<Pattern, Vec<Pattern>> {
    match patterns.len() {
        1 => patterns.pop().ok_or(patterns),
        _ => Err(patterns),
    }
}

fn ranges(rest: &mut Rest<'_>) -> Option<Box<[(char, char)]>> {
    let mut ranges = Vec::new();
    loop {
        match rest.next()? {
            ']' => return Some(ranges.into_boxed_slice()),
            '^' | '[' | '&' | '~' | '-' => return None,
            c => {
                let first = literal(c, rest)?;
                let last = match rest.next_if_eq(&'-') {
                    Some(_) => {
                        let c = rest.next()?;
                        literal(c, rest)?
                    }
                    None => first,
                };
                ranges.push((first, last));
            }
        }
    }
}

/// The character that stands there, escaped or not.
fn literal(c: char, rest: &mut Rest<'_>) -> Option<char> {
    match c {
        '\\' => rest.next().filter(char::is_ascii_punctuation),
        c => Some(c),
    }
}

struct Rule {
    pattern: Pattern,
    skip: bool,
    /// The characters of ASCII that a match can start with: nearly every token is looked for among two or three rules.
    starts: [u32; 4],
}

impl Rule {
    fn new(pattern: &str, skip: bool) -> Option<Self> {
        let pattern = Pattern::new(pattern)?;
        let mut starts = [0; 4];
        for byte in (0..128_u8).filter(|byte| pattern.starts_with(char::from(*byte))) {
            starts[usize::from(byte / 32)] |= 1 << (byte % 32);
        }
        Some(Self {
            pattern,
            skip,
            starts,
        })
    }

    fn may_start_with(&self, byte: u8) -> bool {
        let bits = self.starts.get(usize::from(byte / 32));
        bits.is_none_or(|bits| bits >> (byte % 32) & 1 == 1)
    }
}

pub struct MatcherBuilder(Vec<Rule>);

impl MatcherBuilder {
    pub fn new<S>(
        exprs: impl IntoIterator<Item = (S, bool)>,
    ) -> Result<MatcherBuilder, &'static str>
    where
        S: AsRef<str>,
    {
        let exprs = exprs.into_iter();
        let rules = exprs.map(|(pattern, skip)| Rule::new(pattern.as_ref(), skip));
        let rules = rules.collect::<Option<_>>();
        rules
            .map(MatcherBuilder)
            .ok_or("a pattern that this lexer does not know")
    }

    pub fn matcher<'input, 'builder, E>(
        &'builder self,
        text: &'input str,
    ) -> Matcher<'input, 'builder, E> {
        Matcher {
            text,
            consumed: 0,
            rules: &self.0,
            _marker: PhantomData,
        }
    }
}

pub struct Matcher<'input, 'builder, E> {
    text: &'input str,
    consumed: usize,
    rules: &'builder [Rule],
    _marker: PhantomData<fn() -> E>,
}

impl<'input, E> Iterator for Matcher<'input, '_, E> {
    type Item = Result<(usize, Token<'input>, usize), ParseError<usize, Token<'input>, E>>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(first) = self.text.bytes().next() {
            let start = self.consumed;
            let rules = self.rules.iter().enumerate();
            let longest = rules
                .filter(|(_, rule)| rule.may_start_with(first))
                .filter_map(|(index, rule)| {
                    Some((rule.pattern.matched(self.text)?, index, rule.skip))
                })
                .max();
            let (length, index, skip) = match longest {
                // Nothing can be skipped for ever
                None | Some((0, _, true)) => {
                    return Some(Err(ParseError::InvalidToken { location: start }))
                }
                Some(longest) => longest,
            };
            let (token, rest) = self.text.split_at(length);
            self.text = rest;
            self.consumed = start + length;
            if !skip {
                return Some(Ok((start, Token(index, token), self.consumed)));
            }
        }
        None
    }
}
