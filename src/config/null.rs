//! `null` in the configuration document. A setting that is null would count as one that is left out, and `"within": null` would
//! bound nothing: so the document has none, but where it means something.

use super::{ConfigError, Problem};
use crate::jose::json::Value;

/// A step on the way to a value.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Entry(usize),
}

/// Each of them is a mistake of its own.
pub(super) fn refuse(document: &Value) -> Result<(), ConfigError> {
    let mut problems = Vec::new();
    walk(document, &mut Vec::new(), &mut problems);
    match ConfigError::from_problems(problems) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// As deep as the parser goes, which is bounded.
fn walk<'a>(value: &'a Value, path: &mut Vec<Step<'a>>, problems: &mut Vec<Problem>) {
    if may_hold_null(path) {
        return;
    }
    let mut inner = |step: Step<'a>, value: &'a Value| {
        path.push(step);
        walk(value, path, problems);
        path.pop();
    };
    match value {
        Value::Null => problems.push(Problem::new(text(path), "null is no value: leave it out")),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .for_each(|(index, entry)| inner(Step::Entry(index), entry)),
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| inner(Step::Member(name), member)),
        Value::Bool(_)
        | Value::Integer(_)
        | Value::Beyond(_)
        | Value::Float(_)
        | Value::String(_) => {}
    }
}

/// Keys that come later, a header without `typ`; and JSON whose form is not ours.
fn may_hold_null(path: &[Step<'_>]) -> bool {
    use Step::{Entry, Member};
    matches!(
        path,
        [Member("tools")]
            | [
                Member("issuers"),
                Entry(_),
                Member("jwks" | "spiffeBundle" | "didDocument")
            ]
            | [
                Member("issuers"),
                Entry(_),
                Member("profile"),
                Member("custom"),
                Member("typ"),
                Entry(_)
            ]
            | [Member("requiredDetails"), Member(_), Entry(_), Member(_)]
    )
}

/// As other mistakes have it: `issuers[0].actor`.
fn text(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |text, step| match step {
        Step::Entry(index) => format!("{text}[{index}]"),
        Step::Member(name) if text.is_empty() => (*name).to_owned(),
        Step::Member(name) => format!("{text}.{name}"),
    })
}
