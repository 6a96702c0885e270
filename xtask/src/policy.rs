//! `cargo xtask policy check`: an operator's CI. Every mistake and every warning of policies, with the lines that they are about.

mod arguments;
mod snippet;

use narrowgate::{PolicyCheck, Span};

use crate::error::{Error, Result};
use crate::policy::arguments::Arguments;
use crate::policy::snippet::Sources;

/// Fails on mistakes, and on warnings where that was asked for.
pub(crate) fn check(arguments: &[&str]) -> Result<()> {
    let arguments = Arguments::read(arguments)?;
    let config = arguments.config()?;
    let sources = Sources::of_config(&config);
    let check = PolicyCheck::of_config(&config);
    let mut errors: Vec<_> = check.errors().iter().collect();
    errors.sort_by_key(|problem| problem.span().map(|span| (span.source(), span.offset())));
    for problem in errors {
        let place = if problem.path().is_empty() {
            "configuration"
        } else {
            problem.path()
        };
        println!(
            "{}",
            said("error", place, problem.message(), problem.span(), &sources)
        );
    }
    for warning in check.warnings() {
        let place = format!("policy `{}`", warning.policy());
        println!(
            "{}",
            said(
                "warning",
                &place,
                warning.message(),
                warning.span(),
                &sources
            )
        );
    }
    let (errors, warnings) = (check.errors().len(), check.warnings().len());
    println!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    match (errors, warnings) {
        (0, 0) => Ok(()),
        (0, _) if !arguments.denies_warnings() => Ok(()),
        (0, _) => Err(Error::new("warnings are denied")),
        _ => Err(Error::new("no gate would be built with these policies")),
    }
}

fn count(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

/// `error: tools.cedar:3:12: …`, and below it the line; where there is no such place, the member of the configuration.
fn said(kind: &str, place: &str, message: &str, span: Option<&Span>, sources: &Sources) -> String {
    let message = snippet::visible(message);
    match span {
        None => format!("{kind}: {place}: {message}"),
        Some(span) => {
            let snippet = sources.snippet(span).unwrap_or_default();
            format!("{kind}: {span}: {message}{snippet}")
        }
    }
}
