//! `cargo xtask cedar-corpus`: tests in the layout of Cedar's public integration tests, through the core and the npm package.

mod artifact;
mod case;

use std::path::Path;

use crate::corpus::artifact::Artifact;
use crate::corpus::case::{Answer, Test};
use crate::error::{Error, Result};
use crate::files;
use crate::workspace::Workspace;

/// What became of the requests of a folder: each of them counts once for each artifact, and so does a test that could not be run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    tests: u64,
    requests: u64,
    mismatches: u64,
    refused: u64,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// The verb: the package is asked only where the arguments say so, since nothing here builds it.
pub(crate) fn corpus(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let (folder, npm) = match arguments {
        [folder] => (folder, false),
        [folder, "--npm"] | ["--npm", folder] => (folder, true),
        _ => {
            return Err(Error::new(
                "which folder? `cargo xtask cedar-corpus tests/cedar-corpus --npm`, for instance",
            ));
        }
    };
    let tally = run(workspace, Path::new(folder), npm)?;
    println!("{} passed, {} failed", tally.passed, tally.failed);
    match tally {
        Tally { tests: 0, .. } => Err(Error::new(format!("there is no test in {folder}"))),
        Tally { failed: 0, .. } => Ok(()),
        _ => Err(Error::new("not everything is as Cedar has it")),
    }
}

/// Runs all tests of a folder, which is what paths in them start from, and prints what differs.
pub(crate) fn run(workspace: &Workspace, folder: &Path, npm: bool) -> Result<Tally> {
    let mut artifacts = vec![Artifact::Native];
    if npm {
        artifacts.push(Artifact::npm(workspace)?);
    }
    let mut tally = Tally::default();
    let mut files = files::files_under(folder)?;
    files.retain(|file| file.extension().is_some_and(|name| name == "json"));
    for file in files {
        match Test::read(folder, &file) {
            Ok(None) => {}
            Ok(Some(test)) => {
                tally.tests = tally.tests.saturating_add(1);
                for artifact in &mut artifacts {
                    tally.ask(artifact, &test);
                }
            }
            Err(error) => {
                tally.refused = tally.refused.saturating_add(1);
                tally.failed = tally.failed.saturating_add(1);
                println!("  {}: {error}", file.display());
            }
        }
    }
    println!(
        "  {} tests, {} requests to each of {}: {} mismatches, {} refused",
        tally.tests,
        tally.requests / u64::try_from(artifacts.len()).unwrap_or(1),
        artifacts
            .iter()
            .map(Artifact::name)
            .collect::<Vec<_>>()
            .join(", "),
        tally.mismatches,
        tally.refused,
    );
    Ok(tally)
}

impl Tally {
    fn ask(&mut self, artifact: &mut Artifact, test: &Test) {
        let count = u64::try_from(test.expected.len()).unwrap_or_default();
        self.requests = self.requests.saturating_add(count);
        let name = format!("{}, {}", test.name, artifact.name());
        let outcome = match artifact.answer(&test.case) {
            Ok(outcome) if outcome.answers.len() == test.expected.len() => outcome,
            Ok(outcome) => {
                let answered = outcome.answers.len();
                return self.refuse(
                    count,
                    &format!("{name}: {answered} answers to {count} requests"),
                );
            }
            Err(error) => return self.refuse(count, &format!("{name}: {error}")),
        };
        if test.should_validate && !outcome.validates {
            self.differ(&format!("{name}: the policies do not validate"));
        }
        for (place, (answer, expected)) in outcome.answers.iter().zip(&test.expected).enumerate() {
            match answer == expected {
                true => self.passed = self.passed.saturating_add(1),
                false => self.differ(&format!(
                    "{name}: requests[{place}]: {}",
                    difference(answer, expected)
                )),
            }
        }
    }

    fn differ(&mut self, sentence: &str) {
        println!("  {sentence}");
        self.mismatches = self.mismatches.saturating_add(1);
        self.failed = self.failed.saturating_add(1);
    }

    fn refuse(&mut self, requests: u64, sentence: &str) {
        println!("  {sentence}");
        self.refused = self.refused.saturating_add(1);
        self.failed = self.failed.saturating_add(requests.max(1));
    }
}

fn difference(answer: &Answer, expected: &Answer) -> String {
    let said = |answer: &Answer| {
        let Answer {
            decision,
            reason,
            errors,
        } = answer;
        format!("{decision} by {reason:?}, errors {errors:?}")
    };
    format!("{}, and not {}", said(answer), said(expected))
}
