//! [`Implies`]: a table of which scope token implies which, closed when it is made.

use std::collections::{BTreeMap, BTreeSet};

use super::is_readable;
use super::segments::Segments;
use crate::config::{ConfigError, Problem};

/// What the operator lists, `admin` → `read`, `write`, and whatever follows from it by following it on. A token that is in no
/// row implies itself alone: `admin` is nothing special until the table says so.
///
/// It is a hierarchy: a name that leads back to itself is refused. A cycle would make all names on it equally strong, and
/// the usual way to one is a row that was written the wrong way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implies {
    segments: Option<Segments>,
    /// For a token that implies something, all that follows from it.
    below: Closure,
}

/// For a token, others.
type Closure = BTreeMap<String, BTreeSet<String>>;

impl Implies {
    /// From rows of a name and of what it implies. Names are compared exactly.
    ///
    /// ```
    /// # use narrowgate::{Implies, Scope, ScopeRelation};
    /// let table = Implies::new([("admin", vec!["write"]), ("write", vec!["read"])])?;
    /// let (read, admin): (Scope, Scope) = ("read".parse()?, "admin".parse()?);
    /// assert!(read.is_narrower_by(&admin, &ScopeRelation::Implies(table))?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `[("a", ["b"]), ("b", ["a"])]` leads back to `a`, `[("a", ["a"])]` as well; `("a b", …)` is no scope token; a row or an
    /// entry stands there twice; more than 1,024 pairs follow from the table.
    pub fn new<N, R, S>(rows: impl IntoIterator<Item = (N, R)>) -> Result<Self, ConfigError>
    where
        N: Into<String>,
        R: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let below = close(&read(rows)?, None)?;
        Ok(Self {
            segments: None,
            below,
        })
    }

    /// The same among tokens of segments: a wildcard may imply and be implied, and what it covers takes part. With `admin` →
    /// `files:*`, `admin` covers `files:read`; with `files:read` → `search`, `files:*` covers `search`.
    ///
    /// # Errors
    ///
    /// Those of [`Self::new`], and a name that is malformed by `segments`.
    pub fn among_segments<N, R, S>(
        segments: Segments,
        rows: impl IntoIterator<Item = (N, R)>,
    ) -> Result<Self, ConfigError>
    where
        N: Into<String>,
        R: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let below = close(&read(rows)?, Some(&segments))?;
        Ok(Self {
            segments: Some(segments),
            below,
        })
    }

    pub(super) fn segments(&self) -> Option<&Segments> {
        self.segments.as_ref()
    }

    /// All that follows from this token by at least one row. Wildcards among it cover what they cover.
    pub(super) fn below(&self, token: &str) -> impl Iterator<Item = &str> {
        self.below
            .get(token)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

/// The transitive closure over the rows and over what wildcards cover.
fn close(rows: &Closure, segments: Option<&Segments>) -> Result<Closure, ConfigError> {
    check_form(rows, segments)?;
    let covered = covered_rows(rows, segments)?;
    let rows_of = |token: &str| covered.get(token).into_iter().flatten().copied();
    let mut pairs: usize = 0;
    let mut problems = Vec::new();
    let mut below = Closure::new();
    for token in covered.keys() {
        let mut all = BTreeSet::new();
        let mut left = vec![token.as_str()];
        while let Some(next) = left.pop() {
            for entry in rows_of(next).filter_map(|row| rows.get(row)).flatten() {
                if all.insert(entry.clone()) {
                    left.push(entry);
                }
            }
        }
        let leads_back = |entry: &String| rows_of(entry).any(|row| row == token);
        if rows.contains_key(token) && all.iter().any(leads_back) {
            problems.push(Problem::new(
                format!("implies.{token}"),
                "it leads back to itself, so that all names on the way would be equally strong",
            ));
        }
        pairs = pairs.saturating_add(all.len());
        if pairs > MAX_PAIRS {
            problems.push(Problem::new("implies", TOO_LARGE));
            break;
        }
        below.insert(token.clone(), all);
    }
    ConfigError::from_problems(problems).map_or(Ok(below), Err)
}

/// For each token that covers the names of rows, these: a name its own, a wildcard those below it.
fn covered_rows<'r>(
    rows: &'r Closure,
    segments: Option<&Segments>,
) -> Result<BTreeMap<String, BTreeSet<&'r str>>, ConfigError> {
    let mut covered: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (name, _) in rows.iter().filter(|(_, implied)| !implied.is_empty()) {
        let wildcards = segments.map(|segments| segments.wildcards_over(name));
        for token in wildcards.into_iter().flatten().chain([name.clone()]) {
            covered.entry(token).or_default().insert(name);
        }
        if covered.len() > MAX_PAIRS {
            return Err(ConfigError::one("implies", TOO_LARGE));
        }
    }
    Ok(covered)
}

/// The rows, each name once, as long as there are not too many.
fn read<N, R, S>(rows: impl IntoIterator<Item = (N, R)>) -> Result<Closure, ConfigError>
where
    N: Into<String>,
    R: IntoIterator<Item = S>,
    S: Into<String>,
{
    let mut read = Closure::new();
    let mut problems = Vec::new();
    let mut pairs: usize = 0;
    for (name, implied) in rows {
        let name = name.into();
        let mut entries = BTreeSet::new();
        for (index, entry) in implied.into_iter().enumerate() {
            pairs = pairs.saturating_add(1);
            if !entries.insert(entry.into()) {
                let path = format!("implies.{name}[{index}]");
                problems.push(Problem::new(path, "it stands there twice"));
            }
        }
        if pairs > MAX_PAIRS || read.len() >= MAX_PAIRS {
            problems.push(Problem::new("implies", TOO_LARGE));
            break;
        }
        let path = format!("implies.{name}");
        if read.insert(name, entries).is_some() {
            problems.push(Problem::new(path, "it stands there twice"));
        }
    }
    ConfigError::from_problems(problems).map_or(Ok(read), Err)
}

/// Each name is one that a claim can hold, and that the segments take.
fn check_form(rows: &Closure, segments: Option<&Segments>) -> Result<(), ConfigError> {
    let mistake = |name: &str| {
        let segmented = segments.is_none_or(|segments| segments.takes(name));
        match (is_readable(name), segmented) {
            (false, _) => Some("not a scope token of RFC 6749"),
            (true, false) => Some("neither segments, nor a wildcard, nor opaque"),
            (true, true) => None,
        }
    };
    let mut problems = Vec::new();
    for (name, implied) in rows {
        let names = core::iter::once(name).chain(implied);
        // The row's name shows where
        problems.extend(
            names
                .filter_map(|one| mistake(one))
                .map(|mistake| Problem::new(format!("implies.{name}"), mistake)),
        );
    }
    ConfigError::from_problems(problems).map_or(Ok(()), Err)
}

const TOO_LARGE: &str = "more than 1,024 pairs follow from the table";

/// It bounds the work of making a table and of asking it, whatever tokens say. A strict order of 45 names has 990 pairs.
const MAX_PAIRS: usize = 1024;
