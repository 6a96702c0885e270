//! Cases through the npm package, one of its two parts that verify: one Node process for all of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, process};

use serde::Deserialize;
use serde_json::Value;

use crate::case::Case;
use crate::outcome::Outcome;

/// What runs them.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// `narrowgate`.
    Gate,
    /// `narrowgate/verify`.
    Verify,
}

/// Runs `node tests/js/vectors.mjs CASES`, which prints what came out of each case.
///
/// # Errors
///
/// The program could not be run, or what it printed is not what was agreed on.
pub fn run(root: &Path, part: Part, cases: &[Case]) -> Result<Vec<Outcome>, String> {
    let program = root.join("tests/js/vectors.mjs");
    let list: Vec<&serde_json::Map<String, Value>> = cases.iter().map(|case| &case.raw).collect();
    let input = env::temp_dir().join(format!("narrowgate-vectors-{}.json", process::id()));
    let written = serde_json::to_vec(&list).map_err(|error| error.to_string())?;
    fs::write(&input, written).map_err(|error| format!("{}: {error}", input.display()))?;
    let done = Command::new("node")
        .arg(&program)
        .arg(&input)
        .args(match part {
            Part::Gate => None,
            Part::Verify => Some("verify"),
        })
        .stderr(Stdio::inherit())
        .output();
    // What is left behind in the folder for temporary files is not worth a failure.
    let _ = fs::remove_file(&input);
    let done = done.map_err(|error| format!("node can't be run: {error}"))?;
    if !done.status.success() {
        return Err(format!("{} ended with {}", program.display(), done.status));
    }
    let answers: Vec<Answer> = serde_json::from_slice(&done.stdout)
        .map_err(|error| format!("{} printed no list of outcomes: {error}", program.display()))?;
    let mut answers: BTreeMap<_, _> = answers
        .into_iter()
        .map(|a| ((a.file, a.id), a.outcome))
        .collect();
    Ok(cases
        .iter()
        .map(
            |case| match answers.remove(&(case.file.clone(), case.id.clone())) {
                Some(outcome) => {
                    Outcome::deserialize(&outcome).unwrap_or_else(|_| Outcome::fault(outcome))
                }
                None => Outcome::fault("no answer"),
            },
        )
        .collect())
}

#[derive(Deserialize)]
struct Answer {
    file: String,
    id: String,
    outcome: Value,
}
