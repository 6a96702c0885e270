//! A pattern as text: `^`, any of these, and `$` where the text has to end.
//!
//! | | |
//! | --- | --- |
//! | `a` `\.` `\d` `[_a-z]` | a character, or one of several; `?`, `*`, `+` or `{2}` may follow |
//! | `(…)` `(?:…)` | a group; `?` may follow |
//! | `(…\|…)` | the first of these that leads to a match |
//! | `(?:…)*` | only before `$`, only of characters, and the first of them is not optional |
//!
//! Nor may what comes after a `*` or `+` begin with a character that is repeated.
use std::{iter::Peekable, str::Bytes};

use crate::step::{Class, Step, is_final};

/// The steps, and the number of groups; `None` for a pattern that says more.
pub(crate) fn parse(pattern: &str) -> Option<(Vec<Step>, usize)> {
    let rest = pattern.strip_prefix('^')?.bytes().peekable();
    let mut reader = Reader { rest, groups: 0 };
    let mut steps = reader.sequence()?;
    if reader.rest.next_if_eq(&b'$').is_some() {
        steps.push(Step::End);
    }
    let is_known = reader.rest.next().is_none() && is_final(&steps, 0);
    is_known.then_some((steps, reader.groups))
}

struct Reader<'a> {
    rest: Peekable<Bytes<'a>>,
    groups: usize,
}

impl Reader<'_> {
    fn sequence(&mut self) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        while let Some(c) = self.rest.next_if(|c| !b"|)$".contains(c)) {
            steps.append(&mut match c {
                b'(' => self.group()?,
                _ => self.repeated(c)?,
            });
        }
        Some(steps)
    }

    fn group(&mut self) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        if self.rest.next_if_eq(&b'?').is_some() {
            self.rest.next_if_eq(&b':')?;
            steps.append(&mut self.choice()?);
        } else {
            let slot = 2 * self.groups;
            self.groups += 1;
            steps.push(Step::Save(slot));
            steps.append(&mut self.choice()?);
            steps.push(Step::Save(slot + 1));
        }
        self.rest.next_if_eq(&b')')?;
        let is_plain = |step: &Step| matches!(step, Step::One(_) | Step::Many(_));
        match (self.rest.next_if(|c| b"?*".contains(c)), steps.first()) {
            (None, _) => Some(steps),
            (Some(b'?'), _) => Some(either(steps, Vec::new())),
            (_, Some(Step::One(first))) if steps.iter().all(is_plain) => {
                Some(vec![Step::Loop(*first, steps)])
            }
            _ => None,
        }
    }

    fn choice(&mut self) -> Option<Vec<Step>> {
        let first = self.sequence()?;
        match self.rest.next_if_eq(&b'|') {
            Some(_) => Some(either(first, self.choice()?)),
            None => Some(first),
        }
    }

    fn repeated(&mut self, c: u8) -> Option<Vec<Step>> {
        let class = self.class(c)?;
        let one = Step::One(class);
        match self.rest.next_if(|c| b"?*+{".contains(c)) {
            None => Some(vec![one]),
            Some(b'?') => Some(either(vec![one], Vec::new())),
            Some(b'*') => Some(vec![Step::Many(class)]),
            Some(b'+') => Some(vec![one, Step::Many(class)]),
            Some(_) => {
                let digit = self.rest.next_if(|c| (b'1'..=b'9').contains(c))?;
                self.rest.next_if_eq(&b'}')?;
                Some(vec![one; usize::from(digit - b'0')])
            }
        }
    }

    fn class(&mut self, c: u8) -> Option<Class> {
        match c {
            b'[' => {
                let mut class = 0;
                while self.rest.next_if_eq(&b']').is_none() {
                    let first = self.rest.next().and_then(literal)?;
                    let last = match self.rest.next_if_eq(&b'-') {
                        Some(_) => self.rest.next().and_then(literal)?,
                        None => first,
                    };
                    class |= (first <= last).then(|| range(first, last))?;
                }
                (class != 0).then_some(class)
            }
            b'\\' => match self.rest.next()? {
                b'd' => Some(range(b'0', b'9')),
                c => b"\\.+*?()|[]{}^$-".contains(&c).then(|| range(c, c)),
            },
            b'-' => Some(range(c, c)),
            c => literal(c).map(|c| range(c, c)),
        }
    }
}

/// The first or, where it leads nowhere, the second.
fn either(mut first: Vec<Step>, mut second: Vec<Step>) -> Vec<Step> {
    first.push(Step::Skip(second.len()));
    first.insert(0, Step::Try(first.len()));
    first.append(&mut second);
    first
}

/// A character that means itself wherever it stands.
fn literal(c: u8) -> Option<u8> {
    (c.is_ascii_alphanumeric() || b"_:".contains(&c)).then_some(c)
}

fn range(first: u8, last: u8) -> Class {
    (first..=last).fold(0, |class, c| class | 1 << c)
}
