#![doc(hidden)]
//! The built-in lexer of LALRPOP, for generated parsers. This file is not LALRPOP's: it does what theirs does, by other means.
//!
//! Of all patterns that match here, the one that matches most; of several, the last. Theirs asks `regex-automata`, an engine for
//! patterns that it compiles when a process first parses. Here a pattern is words, classes, groups and repetitions, in which what was
//! matched never has to be given back, as all of Cedar's are; one that says more is refused when the lexer is made, and a test of
//! Cedar's every token would show it.
use alloc::{boxed::Box, fmt, vec::Vec};
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
    /// One character, of these ranges.
    One(Vec<(char, char)>),
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
    Some(Pattern::Any(patterns))
}

fn all(rest: &mut Rest<'_>) -> Option<Pattern> {
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
                Pattern::One(Vec::from([(c, c)]))
            }
        };
        patterns.push(match rest.next_if(|c| "*+".contains(*c)) {
            Some(sign) => Pattern::Many(Box::new(one), sign == '+'),
            None => one,
        });
    }
    Some(Pattern::All(patterns))
}

fn ranges(rest: &mut Rest<'_>) -> Option<Vec<(char, char)>> {
    let mut ranges = Vec::new();
    loop {
        match rest.next()? {
            ']' => return Some(ranges),
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

pub struct MatcherBuilder {
    patterns: Vec<(Pattern, bool)>,
    /// Which of them can start with a character of ASCII, by its number; the last is for all others.
    starting: Vec<Vec<usize>>,
}

impl MatcherBuilder {
    pub fn new<S>(
        exprs: impl IntoIterator<Item = (S, bool)>,
    ) -> Result<MatcherBuilder, &'static str>
    where
        S: AsRef<str>,
    {
        let patterns: Vec<(Pattern, bool)> = exprs
            .into_iter()
            .map(|(pattern, skip)| Some((Pattern::new(pattern.as_ref())?, skip)))
            .collect::<Option<_>>()
            .ok_or("a pattern that this lexer does not know")?;
        let starting = |c: char| {
            let all = patterns.iter().enumerate();
            all.filter(|(_, (pattern, _))| pattern.starts_with(c))
                .map(|(index, _)| index)
                .collect()
        };
        let ascii = (0..128_u8).map(|byte| starting(char::from(byte)));
        let others = (0..patterns.len()).collect();
        let starting = ascii.chain([others]).collect();
        Ok(MatcherBuilder { patterns, starting })
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
        let MatcherBuilder { patterns, starting } = self.builder;
        while let Some(first) = self.text.bytes().next() {
            let start = self.consumed;
            let longest = starting[usize::from(first).min(128)]
                .iter()
                .filter_map(|&index| {
                    let (pattern, skip) = &patterns[index];
                    Some((pattern.matched(self.text)?, index, *skip))
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
