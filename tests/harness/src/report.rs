//! Outcomes held against expectations and against each other, as text or as JSON.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

use crate::case::{Case, Expect};
use crate::files::Exception;
use crate::outcome::{Outcome, Status};

/// What a run showed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Per artifact, how many cases ended how.
    pub totals: Vec<Totals>,
    /// Every case.
    pub cases: Vec<Line>,
    /// Cases right in every artifact, and the same in all of them.
    pub passed: usize,
    /// The others.
    pub failed: usize,
}

/// How the cases of one artifact ended.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Its name.
    pub artifact: String,
    /// As expected.
    pub pass: usize,
    /// The artifact has no such layer.
    pub skip: usize,
    /// Not as expected, and listed.
    pub known_divergence: usize,
    /// Not as expected.
    pub unexpected_failure: usize,
    /// Listed, and as expected.
    pub unexpected_success: usize,
}

/// One case.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Where it stands.
    pub file: String,
    /// Its name.
    pub id: String,
    /// What would be right, in words.
    pub expected: String,
    /// Was it right, everywhere?
    pub passed: bool,
    /// Do the artifacts that ran it, known divergences apart, say the same?
    pub agreed: bool,
    /// What came out, by artifact.
    pub outcomes: Vec<Entry>,
}

/// What one artifact made of one case.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its name.
    pub artifact: String,
    /// The verdict.
    pub status: Status,
    /// What is different, or why it is not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What came out.
    pub outcome: Outcome,
}

impl Report {
    /// `runs` has the outcomes of each artifact, in the order of `cases`.
    pub fn new(cases: &[Case], exceptions: &[Exception], runs: Vec<(&str, Vec<Outcome>)>) -> Self {
        let mut totals: BTreeMap<usize, Totals> = BTreeMap::new();
        let mut columns = Vec::new();
        for (column, (artifact, outcomes)) in runs.into_iter().enumerate() {
            totals.entry(column).or_default().artifact = artifact.to_owned();
            columns.push((artifact, outcomes.into_iter()));
        }
        let lines: Vec<Line> = cases
            .iter()
            .map(|case| {
                let entries = columns.iter_mut().map(|(artifact, outcomes)| {
                    let outcome = outcomes
                        .next()
                        .unwrap_or_else(|| Outcome::fault("no answer"));
                    entry(case, exceptions, artifact, outcome)
                });
                line(case, entries.collect())
            })
            .collect();
        for (column, entry) in lines
            .iter()
            .flat_map(|line| line.outcomes.iter().enumerate())
        {
            let totals = totals.entry(column).or_default();
            *match entry.status {
                Status::Pass => &mut totals.pass,
                Status::Skip => &mut totals.skip,
                Status::KnownDivergence => &mut totals.known_divergence,
                Status::UnexpectedFailure => &mut totals.unexpected_failure,
                Status::UnexpectedSuccess => &mut totals.unexpected_success,
            } += 1;
        }
        let passed = lines.iter().filter(|line| line.passed).count();
        Self {
            totals: totals.into_values().collect(),
            failed: lines.len() - passed,
            passed,
            cases: lines,
        }
    }
}

fn entry(case: &Case, exceptions: &[Exception], artifact: &str, outcome: Outcome) -> Entry {
    let met = outcome.meets(&case.expect);
    let listed = exceptions
        .iter()
        .find(|known| known.file == case.file && known.id == case.id && known.artifact == artifact);
    let status = Status::of(&outcome, met.is_ok(), listed.is_some());
    let note = match status {
        Status::Pass => None,
        Status::Skip | Status::UnexpectedFailure => met.err().flatten(),
        Status::KnownDivergence => listed.map(|known| known.reason.clone()),
        Status::UnexpectedSuccess => {
            Some("listed in exceptions.json, and right: take it out".to_owned())
        }
    };
    Entry {
        artifact: artifact.to_owned(),
        status,
        note,
        outcome,
    }
}

fn line(case: &Case, outcomes: Vec<Entry>) -> Line {
    let mut compared = outcomes
        .iter()
        .filter(|entry| !matches!(entry.status, Status::Skip | Status::KnownDivergence))
        .map(|entry| &entry.outcome);
    let ran = outcomes.iter().any(|entry| entry.status != Status::Skip);
    let agreed = compared
        .next()
        .is_none_or(|first| compared.all(|other| other == first));
    Line {
        file: case.file.clone(),
        id: case.id.clone(),
        expected: case.expect.to_string(),
        passed: ran && agreed && !outcomes.iter().any(|entry| entry.status.fails()),
        agreed,
        outcomes,
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept(None) => f.write_str("accept"),
            Self::Accept(Some(members)) => write!(f, "accept with {}", serde_json::json!(members)),
            Self::Reject => f.write_str("reject"),
            Self::Deny {
                code,
                hop,
                call_hash,
                denial,
            } => {
                write!(f, "deny {code}")?;
                placed(f, *hop, call_hash.as_deref())?;
                match denial {
                    Some(members) => write!(f, " with {}", serde_json::json!(members)),
                    None => Ok(()),
                }
            }
            Self::ConfigError { path, span } => {
                write!(f, "a mistake at `{path}`")?;
                match span {
                    Some(span) => write!(f, ", {span}"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// About which token, and of which call.
fn placed(f: &mut fmt::Formatter<'_>, hop: Option<u64>, call_hash: Option<&str>) -> fmt::Result {
    if let Some(hop) = hop {
        write!(f, " at token {hop}")?;
    }
    match call_hash {
        Some(hash) => write!(f, " for the call {hash}"),
        None => Ok(()),
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept { accept } => write!(f, "accept {accept}"),
            Self::Reject { .. } => f.write_str("reject"),
            Self::Deny {
                deny,
                hop,
                message,
                call_hash,
                ..
            } => {
                write!(f, "deny {deny}")?;
                placed(f, *hop, call_hash.as_deref())?;
                write!(f, ": {message}")
            }
            Self::ConfigError { config_error } => {
                f.write_str("mistakes in the configuration:")?;
                config_error
                    .iter()
                    .try_for_each(|problem| write!(f, " `{}`: {};", problem.path, problem.message))
            }
            Self::Skip { skip } => write!(f, "skip: {skip}"),
            Self::Fault { fault } => write!(f, "no answer: {fault}"),
        }
    }
}

/// Each case that is not right, the totals, and last the line that a build reads.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.cases {
            let known = line
                .outcomes
                .iter()
                .any(|entry| entry.status == Status::KnownDivergence);
            if line.passed && !known {
                continue;
            }
            writeln!(
                f,
                "{} {} {}",
                if line.passed { "known" } else { "FAIL " },
                line.file,
                line.id
            )?;
            writeln!(f, "      {:<10} {}", "expected", line.expected)?;
            for entry in &line.outcomes {
                write!(f, "      {:<10} {}", entry.artifact, entry.outcome)?;
                if let Some(note) = &entry.note {
                    write!(f, " ({note})")?;
                }
                writeln!(f)?;
            }
            if !line.agreed {
                writeln!(f, "      the artifacts differ")?;
            }
        }
        for totals in &self.totals {
            writeln!(
                f,
                "{:<10} {} pass, {} skip, {} known divergence, {} unexpected failure, {} unexpected success",
                totals.artifact,
                totals.pass,
                totals.skip,
                totals.known_divergence,
                totals.unexpected_failure,
                totals.unexpected_success,
            )?;
        }
        writeln!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Text, Work};

    fn case(id: &str) -> Case {
        Case {
            file: "v/f.json".to_owned(),
            id: id.to_owned(),
            expect: Expect::Deny {
                code: "scope_malformed".to_owned(),
                hop: None,
                call_hash: None,
                denial: None,
            },
            work: Work::Scope {
                child: Text(String::new()),
                parent: Text(String::new()),
                relation: None,
            },
            raw: serde_json::Map::new(),
        }
    }

    fn deny(message: &str) -> Outcome {
        Outcome::Deny {
            deny: "scope_malformed".to_owned(),
            hop: None,
            message: message.to_owned(),
            call_hash: None,
            denial: Box::default(),
        }
    }

    #[test]
    fn artifacts_that_differ_in_the_sentence_fail_the_case() {
        let runs = vec![("native", vec![deny("a")]), ("node", vec![deny("b")])];
        let report = Report::new(&[case("x")], &[], runs);
        assert_eq!((report.passed, report.failed), (0, 1));
        let text = report.to_string();
        assert!(
            text.contains("FAIL  v/f.json x") && text.contains("the artifacts differ"),
            "{text}"
        );
        assert!(text.ends_with("\n0 passed, 1 failed\n"), "{text}");
    }

    #[test]
    fn a_known_divergence_passes_and_is_shown() {
        let known = Exception {
            file: "v/f.json".to_owned(),
            id: "x".to_owned(),
            artifact: "node".to_owned(),
            reason: "because".to_owned(),
        };
        let runs = || {
            vec![
                ("native", vec![deny("a")]),
                ("node", vec![Outcome::Reject { reject: true }]),
            ]
        };
        let report = Report::new(&[case("x")], std::slice::from_ref(&known), runs());
        assert_eq!((report.passed, report.failed), (1, 0));
        assert!(report.to_string().contains("(because)"));
        let stale = vec![("native", vec![deny("a")]), ("node", vec![deny("a")])];
        assert_eq!(Report::new(&[case("x")], &[known], stale).failed, 1);
    }

    #[test]
    fn a_case_that_nobody_ran_does_not_pass() {
        let skip = Outcome::Skip {
            skip: "no such layer".to_owned(),
        };
        assert_eq!(
            Report::new(&[case("x")], &[], vec![("node", vec![skip])]).failed,
            1
        );
        assert_eq!(
            Report::new(&[case("x")], &[], vec![("node", vec![])]).failed,
            1
        );
    }
}
