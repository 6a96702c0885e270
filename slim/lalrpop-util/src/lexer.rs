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

    /// The characters of ASCII that a match can start with, a bit for each.
    fn starts(&self) -> u128 {
        match self {
            Self::Word(word) => word.chars().next().map_or(0, |c| bits(c, c)),
            Self::One(ranges) => {
                let ranges = ranges.iter();
                ranges.fold(0, |all, (first, last)| all | bits(*first, *last))
            }
            Self::Many(one, _) => one.starts(),
            Self::All(patterns) => {
                let optional = |one: &&Self| one.matched("").is_some();
                let skipped = patterns.iter().take_while(optional).count();
                let first = patterns.iter().take(skipped + 1);
                first.fold(0, |all, one| all | one.starts())
            }
            Self::Any(patterns) => patterns.iter().fold(0, |all, one| all | one.starts()),
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

fn bits(first: char, last: char) -> u128 {
    let ascii = u32::from(first)..=u32::from(last).min(127);
    ascii.fold(0, |all, c| all | 1 << c)
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
}

pub struct MatcherBuilder {
    rules: Vec<Rule>,
    /// By the character of ASCII that a match starts with: the rules that it can be of, a bit for each. Nearly every token is
    /// looked for among two or three.
    by_first: Vec<u128>,
}

impl MatcherBuilder {
    pub fn new<S>(
        exprs: impl IntoIterator<Item = (S, bool)>,
    ) -> Result<MatcherBuilder, &'static str>
    where
        S: AsRef<str>,
    {
        let exprs = exprs.into_iter();
        let rules = exprs.map(|(pattern, skip)| {
            let pattern = Pattern::new(pattern.as_ref())?;
            Some(Rule { pattern, skip })
        });
        let rules = rules.collect::<Option<Vec<_>>>();
        let rules = rules.ok_or("a pattern that this lexer does not know")?;
        if rules.len() > 128 {
            return Err("more patterns than this lexer has bits for");
        }
        let mut by_first = Vec::from([0; 128]);
        for (index, rule) in rules.iter().enumerate() {
            let starts = rule.pattern.starts();
            for (byte, possible) in by_first.iter_mut().enumerate() {
                *possible |= (starts >> byte & 1) << index;
            }
        }
        Ok(MatcherBuilder { rules, by_first })
    }

    pub fn matcher<'input, 'builder, E>(
        &'builder self,
        text: &'input str,
    ) -> Matcher<'input, 'builder, E> {
        Matcher {
            text,
            consumed: 0,
            builder: self,
            _marker: PhantomData,
        }
    }

    /// Of all rules that match, the one that matches most; of several, the last: how long the match is, and of which.
    fn longest(&self, text: &str, first: u8) -> Option<(usize, usize, bool)> {
        let possible = self.by_first.get(usize::from(first));
        let mut possible = possible.copied().unwrap_or(u128::MAX);
        let mut longest = None;
        while possible != 0 {
            let index = possible.trailing_zeros() as usize;
            possible &= possible - 1;
            let Some(rule) = self.rules.get(index) else {
                break;
            };
            let matched = rule.pattern.matched(text);
            longest = longest.max(matched.map(|length| (length, index, rule.skip)));
        }
        longest
    }
}

pub struct Matcher<'input, 'builder, E> {
    text: &'input str,
    consumed: usize,
    builder: &'builder MatcherBuilder,
    _marker: PhantomData<fn() -> E>,
}

impl<'input, E> Iterator for Matcher<'input, '_, E> {
    type Item = Result<(usize, Token<'input>, usize), ParseError<usize, Token<'input>, E>>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(first) = self.text.bytes().next() {
            let start = self.consumed;
            let (length, index, skip) = match self.builder.longest(self.text, first) {
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
