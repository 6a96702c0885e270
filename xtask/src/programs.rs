//! `cargo xtask vectors|demo|bench`: programs that stand on the artifacts.

use std::path::Path;
use std::process::Command;

use crate::build::{self, Plan};
use crate::error::{Error, Result};
use crate::npm;
use crate::run;
use crate::workspace::Workspace;

/// Vector files, through every artifact.
pub(crate) fn vectors(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    if arguments.iter().all(|argument| argument.starts_with('-')) {
        return Err(Error::new(
            "which vectors? `cargo xtask vectors tests/vectors`, for instance",
        ));
    }
    build::build(workspace, Plan::RELEASE)?;
    run::loudly(&mut vectors_command(workspace, arguments))
}

/// The runner, once the artifacts are there.
pub(crate) fn vectors_command(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut cargo = workspace.cargo();
    // Paths are the caller's.
    if let Ok(here) = std::env::current_dir() {
        cargo.current_dir(here);
    }
    cargo
        .args([
            "run",
            "--quiet",
            "--package",
            "conformance",
            "--manifest-path",
        ])
        .arg(workspace.root.join("Cargo.toml"));
    cargo.args(["--", "vectors"]).args(arguments);
    // Where the artifacts are, for a program that can't ask Cargo.
    cargo.env("CARGO_TARGET_DIR", &workspace.target);
    cargo
}

/// A real MCP server and client, guarded by the package.
pub(crate) fn demo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    node_program(workspace, "examples/mcp-server/demo.mjs", arguments)
}

/// The package beside its peers.
pub(crate) fn bench(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    node_program(workspace, "benches/peers/bench.mjs", arguments)
}

fn node_program(workspace: &Workspace, program: &str, arguments: &[&str]) -> Result<()> {
    let path = workspace.root.join(program);
    if !path.is_file() {
        return Err(Error::new(format!("{program} is not there yet")));
    }
    build::build(workspace, Plan::RELEASE)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    if folder.join("package.json").is_file() {
        npm::install(folder)?;
    }
    run::loudly(
        Command::new("node")
            .arg(&path)
            .args(arguments)
            .env("CARGO_TARGET_DIR", &workspace.target)
            .current_dir(&workspace.root),
    )
}
