//! What Cedar uses of `regex`, for Cedar's patterns: they begin with `^`, and say in what order classes of ASCII stand.
//!
//! What is found is what `regex-lite` finds, in which `\d` is ASCII. Time is linear in the text; neither the stack nor what is
//! allocated depends on it. A pattern that says more is refused: `pattern.rs` lists what is known.

#![forbid(unsafe_code)]

mod pattern;
mod step;

use std::{array, fmt, ops, option};

/// A pattern, ready to match.
#[derive(Clone, Debug)]
pub struct Regex {
    steps: Vec<step::Step>,
    /// Without the whole.
    groups: usize,
}

impl Regex {
    /// # Errors
    /// A pattern that is not known here.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let (steps, groups) = pattern::parse(pattern).ok_or(Error)?;
        Ok(Self { steps, groups })
    }

    /// Is the text as the pattern says, or its beginning where the pattern does not end in `$`?
    pub fn is_match(&self, text: &str) -> bool {
        self.find_at(text, 0).is_some()
    }

    /// The match, and those of the groups in it.
    pub fn captures<'h>(&self, text: &'h str) -> Option<Captures<'h>> {
        let mut slots = vec![None; 2 * self.groups];
        let end = step::run(&self.steps, text.as_bytes(), 0, &mut slots)?;
        slots.splice(0..0, [Some(0), Some(end)]);
        Some(Captures { text, slots })
    }

    /// The match from a place on, in bytes: as every pattern begins with `^`, it is at the start of the text or nowhere.
    pub fn find_at<'h>(&self, text: &'h str, from: usize) -> Option<Match<'h>> {
        let end = step::run(&self.steps, text.as_bytes(), 0, &mut [])?;
        (from == 0).then_some(Match(text, 0, end))
    }

    /// All matches, of which there is one at most.
    pub fn find_iter<'h>(&self, text: &'h str) -> option::IntoIter<Match<'h>> {
        self.find_at(text, 0).into_iter()
    }
}

/// What the groups of a pattern matched; group 0 is the whole.
#[derive(Debug)]
pub struct Captures<'h> {
    text: &'h str,
    /// Start and end of each; none where it took no part.
    slots: Vec<Option<usize>>,
}

impl<'h> Captures<'h> {
    /// None where the group took no part, or there is no such group.
    pub fn get(&self, group: usize) -> Option<Match<'h>> {
        let slot = |index| self.slots.get(index).copied().flatten();
        Some(Match(self.text, slot(2 * group)?, slot(2 * group + 1)?))
    }

    /// The whole, and the groups.
    ///
    /// # Panics
    /// Where they are not as many, or one took no part.
    pub fn extract<const N: usize>(&self) -> (&'h str, [&'h str; N]) {
        assert_eq!(self.slots.len(), 2 * (N + 1), "groups asked for");
        (self.part(0), array::from_fn(|index| self.part(index + 1)))
    }

    fn part(&self, group: usize) -> &'h str {
        let part = self.get(group);
        part.expect("a group that took part").as_str()
    }
}

impl ops::Index<usize> for Captures<'_> {
    type Output = str;

    /// # Panics
    /// Where the group took no part, or there is no such group.
    fn index(&self, group: usize) -> &str {
        self.part(group)
    }
}

/// A part of a text, from one byte to before another.
#[derive(Clone, Copy, Debug)]
pub struct Match<'h>(&'h str, usize, usize);

impl<'h> Match<'h> {
    pub fn start(&self) -> usize {
        self.1
    }

    pub fn end(&self) -> usize {
        self.2
    }

    pub fn as_str(&self) -> &'h str {
        &self.0[self.1..self.2]
    }
}

/// A pattern that is not known here.
#[derive(Debug)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a pattern that says more than those of Cedar")
    }
}
