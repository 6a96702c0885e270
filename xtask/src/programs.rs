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
    // The build takes minutes, and the runner would say so after it
    if let Some(unknown) = arguments
        .iter()
        .find(|argument| **argument != "--json" && !Path::new(argument).exists())
    {
        return Err(Error::new(format!(
            "`{unknown}` is neither `--json` nor a file or a folder"
        )));
    }
    build::build(workspace, Plan::RELEASE)?;
    build_conformance(workspace)?;
    run::loudly(conformance(workspace).arg("vectors").args(arguments))
}

/// Every binary of the workspace: Cargo resolves the features of wasmtime anew for each selection of packages, and
/// `cargo test` has made it for this one.
fn build_conformance(workspace: &Workspace) -> Result<()> {
    run::loudly(
        workspace
            .cargo()
            .args(["build", "--quiet", "--workspace", "--bins"]),
    )
}

/// The runner of vectors, as it was last built.
pub(crate) fn conformance(workspace: &Workspace) -> Command {
    let name = format!("conformance{}", std::env::consts::EXE_SUFFIX);
    let mut runner = Command::new(workspace.target.join("debug").join(name));
    // Where the artifacts are, for a program that can't ask Cargo.
    runner.env("CARGO_TARGET_DIR", &workspace.target);
    runner
}

/// A real MCP server and client, guarded by the package.
pub(crate) fn demo(workspace: &Workspace) -> Result<()> {
    node_program(workspace, "examples/mcp-server/demo.mjs", &[])
}

/// The package beside its peers.
pub(crate) fn bench(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    // It counts wasmtime's fuel
    build_conformance(workspace)?;
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
