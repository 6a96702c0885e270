//! `cargo xtask test`: every test of every artifact, with one total.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::{self, Plan};
use crate::corpus;
use crate::error::{Context, Error, Result};
use crate::npm;
use crate::programs;
use crate::run;
use crate::workspace::Workspace;

/// Runs all steps, also after one has failed; ends with `N passed, N failed`.
pub(crate) fn test(workspace: &Workspace, plan: Plan) -> Result<()> {
    let mut total = Count::default();
    for step in steps(workspace)? {
        println!("\n== {}", step.name);
        let count = match step.work {
            Work::Build => build::build(workspace, plan).map(|()| Count::default()),
            Work::Corpus => cedar_corpus(workspace),
            Work::Package(folder) => package_tests(workspace, &folder),
            Work::Program(command, counted) => counted_run(*command, counted),
        };
        let count = count.unwrap_or_else(|error| {
            eprintln!("error: {error}");
            Count {
                passed: 0,
                failed: 1,
            }
        });
        total = total.plus(count);
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        Ok(())
    } else {
        Err(Error::new("not everything passed"))
    }
}

/// One line of the list below.
struct Step {
    name: String,
    work: Work,
}

enum Work {
    Build,
    /// The sample of Cedar's test format, through the package that was built.
    Corpus,
    /// A folder of tests of the npm package, with what they are installed with.
    Package(PathBuf),
    /// A program, and how its lines are counted.
    Program(Box<Command>, fn(&str) -> Count),
}

fn steps(workspace: &Workspace) -> Result<Vec<Step>> {
    let step = |name: &str, work| Step {
        name: name.to_owned(),
        work,
    };
    let mut steps = vec![
        step("Artifacts: cargo xtask build", Work::Build),
        // After the build: the gateway and the conformance runner load the component
        step("Workspace: cargo test", workspace_tests(workspace)),
        // What is off by default, and what is left without Cedar: no other step builds them
        step(
            "Core: its features, without Cedar",
            feature_tests(workspace),
        ),
        step(
            "Stand-ins: slim, beside the originals",
            slim_tests(workspace),
        ),
    ];
    for folder in package_folders(&workspace.root.join("tests"))? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        steps.push(Step {
            name: format!("npm package: tests/{name}"),
            work: Work::Package(folder),
        });
    }
    steps.push(step(
        "Vectors: native, Node, verifier, component",
        vectors(workspace),
    ));
    steps.push(step("Cedar's semantics: native, Node", Work::Corpus));
    Ok(steps)
}

fn workspace_tests(workspace: &Workspace) -> Work {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    Work::Program(Box::new(cargo), cargo_line)
}

fn feature_tests(workspace: &Workspace) -> Work {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "narrowgate", "--lib"]);
    cargo.args([
        "--no-default-features",
        "--features",
        "agent,es256k,issuer-keys,ml-dsa",
    ]);
    Work::Program(Box::new(cargo), cargo_line)
}

/// A workspace of its own, whose crates are no members of ours.
fn slim_tests(workspace: &Workspace) -> Work {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "slim-tests", "--locked"]);
    cargo.arg("--manifest-path");
    cargo.arg(workspace.root.join("slim/Cargo.toml"));
    cargo.arg("--target-dir");
    cargo.arg(workspace.target.join("slim"));
    Work::Program(Box::new(cargo), cargo_line)
}

/// Folders under `tests` that are packages of npm and have tests, in order.
fn package_folders(tests: &Path) -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = fs::read_dir(tests)
        .context(tests.display())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|folder| folder.join("package.json").is_file())
        .collect();
    folders.retain(|folder| test_files(folder).is_ok_and(|files| !files.is_empty()));
    folders.sort();
    if folders.is_empty() {
        return Err(Error::new("there is no tests/*/*.test.mjs"));
    }
    Ok(folders)
}

/// Its own, and not of what is installed in it.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .context(folder.display())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    Ok(files)
}

fn package_tests(workspace: &Workspace, folder: &Path) -> Result<Count> {
    npm::install(folder)?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"])
        .args(test_files(folder)?)
        .current_dir(&workspace.root);
    counted_run(node, node_line)
}

/// The runner that `cargo test` has just built.
fn vectors(workspace: &Workspace) -> Work {
    let folder = workspace.root.join("tests/vectors");
    let mut runner = programs::conformance(workspace);
    runner.arg("vectors").arg(folder);
    Work::Program(Box::new(runner), totals_line)
}

fn cedar_corpus(workspace: &Workspace) -> Result<Count> {
    let tally = corpus::run(workspace, &workspace.root.join("tests/cedar-corpus"), true)?;
    Ok(Count {
        passed: tally.passed,
        failed: tally.failed,
    })
}

/// A program that fails without a failed test has failed all the same.
fn counted_run(mut command: Command, counted: fn(&str) -> Count) -> Result<Count> {
    let mut count = Count::default();
    let status = run::tee(&mut command, |line| count = count.plus(counted(line)))?;
    if !status.success() && count.failed == 0 {
        eprintln!("error: ended with {status}");
        count.failed = 1;
    }
    Ok(count)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
        }
    }
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`
fn cargo_line(line: &str) -> Count {
    if line.starts_with("test result:") {
        Count {
            passed: before(line, "passed"),
            failed: before(line, "failed"),
        }
    } else {
        Count::default()
    }
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`
fn node_line(line: &str) -> Count {
    let number = |name: &str| {
        line.strip_prefix("ℹ ")
            .and_then(|rest| rest.strip_prefix(name)?.trim().parse().ok())
            .unwrap_or_default()
    };
    Count {
        passed: number("pass "),
        failed: u64::saturating_add(number("fail "), number("cancelled ")),
    }
}

/// `120 passed, 0 failed`
fn totals_line(line: &str) -> Count {
    let is_total = line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(" passed, ");
    if is_total {
        Count {
            passed: before(line, "passed"),
            failed: before(line, "failed"),
        }
    } else {
        Count::default()
    }
}

/// The number in front of a word.
fn before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split([' ', ',', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    let found = words.windows(2).find_map(|pair| match pair {
        [number, name] if *name == word => number.parse().ok(),
        _ => None,
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_tests_are_the_packages_that_have_some() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
        let names: Vec<String> = package_folders(&tests)
            .unwrap_or_default()
            .iter()
            .filter_map(|folder| Some(folder.file_name()?.to_str()?.to_owned()))
            .collect();
        assert!(names.contains(&"js".to_owned()) && names.contains(&"runtimes".to_owned()));
        assert!(!names.contains(&"vectors".to_owned()) && !names.contains(&"gate".to_owned()));
    }

    #[test]
    fn each_runner_is_counted_in_its_own_words() {
        let cargo = "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(
            cargo_line(cargo),
            Count {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(
            node_line("ℹ pass 12"),
            Count {
                passed: 12,
                failed: 0
            }
        );
        assert_eq!(
            node_line("ℹ cancelled 1"),
            Count {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            totals_line("120 passed, 2 failed, 1 skipped"),
            Count {
                passed: 120,
                failed: 2
            }
        );
        assert_eq!(totals_line("about 120 passed, 2 failed"), Count::default());
    }
}
