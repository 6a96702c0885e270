//! [`Scope`]: a set of scope tokens (RFC 6749, section 3.3). How two of them compare is [`relation`]'s to say.

mod implies;
mod relation;
mod segments;
#[cfg(test)]
mod tests;

pub use implies::Implies;
pub(crate) use relation::Document;
pub use relation::ScopeRelation;
pub use segments::{Segments, Separator};

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeSet;

use crate::denial::{Code, Denial};

/// A set of scope tokens. Order and repetition mean nothing; letter case does.
///
/// The empty set is no authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(BTreeSet<String>);

impl Scope {
    /// Reads the value of a `scope` claim or parameter, with at most `most` tokens.
    pub(crate) fn parse(text: &str, most: usize) -> Result<Self, Denial> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut tokens = BTreeSet::new();
        for (index, token) in text.split(' ').enumerate() {
            if index >= most || token.len() > MAX_TOKEN_BYTES {
                return Err(too_large(most));
            }
            if !is_scope_token(token) {
                return Err(Denial::new(
                    Code::ScopeMalformed,
                    "`scope` is not RFC 6749 scope tokens with one space between",
                ));
            }
            tokens.insert(token.to_owned());
        }
        Ok(Self(tokens))
    }

    /// As [`Self::from_tokens`], with at most `most` of them.
    pub(crate) fn from_at_most(tokens: &[&str], most: usize) -> Result<Self, Denial> {
        if tokens.len() > most || tokens.iter().any(|token| token.len() > MAX_TOKEN_BYTES) {
            return Err(too_large(most));
        }
        Self::from_tokens(tokens)
    }

    /// From tokens that stand apart already: one that holds a space is malformed, not two.
    pub(crate) fn from_tokens<T: AsRef<str>>(tokens: &[T]) -> Result<Self, Denial> {
        tokens
            .iter()
            .map(|token| match is_scope_token(token.as_ref()) {
                true => Ok(token.as_ref().to_owned()),
                false => Err(Denial::new(
                    Code::ScopeMalformed,
                    "a scope is not one RFC 6749 scope token",
                )),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Is every token of `self` granted by `parent`, compared exactly? `read:*` and `admin` are tokens like any other.
    ///
    /// ```
    /// # use narrowgate::Scope;
    /// let parent: Scope = "read:logs write:rules".parse()?;
    /// assert!("read:logs".parse::<Scope>()?.is_narrower_than(&parent));
    /// assert!(!"read:*".parse::<Scope>()?.is_narrower_than(&parent));
    /// # Ok::<(), narrowgate::Denial>(())
    /// ```
    pub fn is_narrower_than(&self, parent: &Self) -> bool {
        self.first_beyond(parent).is_none()
    }

    /// The same, by the relation of an issuer whose scopes both are. It is what a gate asks where authority is delegated and
    /// where a tool requires it, so the two can't disagree.
    ///
    /// ```
    /// # use narrowgate::{Scope, ScopeRelation, Segments, Separator};
    /// let relation = ScopeRelation::Segments(Segments::new(Separator::Colon));
    /// let parent: Scope = "read:*".parse()?;
    /// assert!("read:logs".parse::<Scope>()?.is_narrower_by(&parent, &relation)?);
    /// assert!(!"read".parse::<Scope>()?.is_narrower_by(&parent, &relation)?);
    /// # Ok::<(), narrowgate::Denial>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `"read:"` and `"*"` are `scope_malformed` by segments, on either side.
    pub fn is_narrower_by(&self, parent: &Self, relation: &ScopeRelation) -> Result<bool, Denial> {
        relation.check(self)?;
        relation.check(parent)?;
        Ok(relation.first_beyond(self, parent).is_none())
    }

    /// The first token that `parent` does not grant, compared exactly.
    pub(crate) fn first_beyond<'a>(&'a self, parent: &Self) -> Option<&'a str> {
        ScopeRelation::Exact.first_beyond(self, parent)
    }

    /// Is this token, literally, one of them?
    pub(crate) fn contains(&self, token: &str) -> bool {
        self.0.contains(token)
    }

    /// The tokens, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Is there no token, and so no authority?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Scope {
    type Err = Denial;

    /// # Errors
    ///
    /// `"a  b"`, `" a"`, `"a\tb"` and `"réad"` are `scope_malformed`; more than 1,024 tokens is `scope_too_large`.
    fn from_str(text: &str) -> Result<Self, Denial> {
        Self::parse(text, 1024)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for token in self.iter() {
            write!(f, "{separator}{token}")?;
            separator = " ";
        }
        Ok(())
    }
}

/// As an array: a host that looks for a token must not find it inside another.
impl serde::Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

fn too_large(most: usize) -> Denial {
    Denial::new(
        Code::ScopeTooLarge,
        format!("`scope` has more than {most} tokens, or one of more than {MAX_TOKEN_BYTES} bytes"),
    )
}

/// Can a claim hold this token at all?
fn is_readable(token: &str) -> bool {
    token.len() <= MAX_TOKEN_BYTES && is_scope_token(token)
}

/// RFC 6749, appendix A.4: one or more of %x21 / %x23-5B / %x5D-7E.
fn is_scope_token(token: &str) -> bool {
    let allowed = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !token.is_empty() && token.bytes().all(allowed)
}

/// Far above any name in use; it keeps one sentence readable.
const MAX_TOKEN_BYTES: usize = 256;
