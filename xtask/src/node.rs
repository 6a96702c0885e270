//! Node and npm: whether they are there, and what is run with them.

use std::process::Command;

use crate::error::{Context, Error, Result};
use crate::run;

/// The versions found, or what to install.
pub(crate) fn check() -> Result<String> {
    let node = run::output(Command::new("node").arg("--version"))
        .context(format!("Node {OLDEST} or later is needed; install it from your system's packages or a version manager"))?;
    let major = node
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        return Err(Error::new(format!(
            "Node {OLDEST} or later is needed, and `node` is {}",
            node.trim()
        )));
    }
    let npm = run::output(Command::new("npm").arg("--version"))
        .context("npm is needed; it comes with Node, or as a package of its own")?;
    Ok(format!("Node {}, npm {}", node.trim(), npm.trim()))
}

/// A program for Node, given as text.
pub(crate) fn script(text: &str) -> Command {
    let mut command = Command::new("node");
    command.args(["--input-type=module", "--eval", text, "--"]);
    command
}

const OLDEST: u32 = 20;
