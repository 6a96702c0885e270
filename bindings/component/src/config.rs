//! What configurations and key sets come to: mistakes, warnings, and what was read, as the world has them.

use narrowgate::{ConfigError, Jwks, PolicyWarning, Problem, Span};

use crate::api;
use crate::names::number;

/// Every mistake.
pub(crate) fn problems(error: &ConfigError) -> Vec<api::Problem> {
    error.problems().iter().map(listed).collect()
}

/// The first mistake, where there is one of them.
pub(crate) fn first(error: &ConfigError) -> api::Problem {
    let first = error.problems().first();
    first.map_or_else(|| problem("", error), listed)
}

/// The caller's own mistake.
pub(crate) fn problem(path: &str, message: &impl ToString) -> api::Problem {
    api::Problem {
        path: path.to_owned(),
        message: message.to_string(),
        span: None,
    }
}

fn listed(problem: &Problem) -> api::Problem {
    api::Problem {
        path: problem.path().to_owned(),
        message: problem.message().to_owned(),
        span: problem.span().map(span),
    }
}

pub(crate) fn warnings(warnings: &[PolicyWarning]) -> Vec<api::PolicyWarning> {
    let warning = |warning: &PolicyWarning| api::PolicyWarning {
        policy: warning.policy().to_owned(),
        message: warning.message().to_owned(),
        span: warning.span().map(span),
    };
    warnings.iter().map(warning).collect()
}

fn span(span: &Span) -> api::Span {
    api::Span {
        source: span.source().to_owned(),
        line: number(span.line()),
        column: number(span.column()),
        offset: number(span.offset()),
        length: number(span.length()),
    }
}

pub(crate) fn key_set(keys: &Jwks) -> api::KeySet {
    api::KeySet {
        keys: keys.keys().iter().map(key_info).collect(),
        skipped: keys.skipped().iter().map(skipped_key).collect(),
    }
}

fn key_info(key: &narrowgate::Jwk) -> api::KeyInfo {
    api::KeyInfo {
        kid: key.kid().map(str::to_owned),
        algorithm: key
            .algorithm()
            .map(|algorithm| algorithm.as_str().to_owned()),
        thumbprint: key.thumbprint().to_owned(),
    }
}

fn skipped_key(key: &narrowgate::SkippedKey) -> api::SkippedKey {
    api::SkippedKey {
        index: number(key.index()),
        reason: key.reason().to_owned(),
    }
}
