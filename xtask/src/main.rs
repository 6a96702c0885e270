//! `cargo xtask`: set-up, build, tests and demo of the whole workspace, on Rust and Node alone.

mod apt_sources;
mod bindgen;
mod build;
mod component;
mod corpus;
mod debian;
mod error;
mod files;
mod fuzz;
mod helpers;
mod node;
mod npm;
mod policy;
mod programs;
mod run;
mod setup;
mod sizes;
mod snapshot;
mod test;
mod wasm;
mod workspace;

use std::process::ExitCode;

use crate::build::Plan;
use crate::error::{Error, Result};
use crate::wasm::{Module, Profile};
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let Some((verb, rest)) = arguments.split_first() else {
        return Err(Error::new(format!("a verb is needed\n\n{USAGE}")));
    };
    if ["help", "--help", "-h"].contains(verb) {
        println!("{USAGE}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match (*verb, rest) {
        ("setup", []) => setup::setup(&workspace),
        ("build", rest) => build::build(&workspace, plan(rest)?),
        ("test", rest) => test::test(&workspace, plan(rest)?),
        ("fuzz", rest) => fuzz::fuzz(&workspace, rest),
        ("vectors", rest) => programs::vectors(&workspace, rest),
        ("cedar-corpus", rest) => corpus::corpus(&workspace, rest),
        ("policy", ["check", rest @ ..]) => policy::check(rest),
        ("policy", _) => Err(Error::new(format!(
            "`policy` has one verb, `check`\n\n{USAGE}"
        ))),
        ("demo", []) => programs::demo(&workspace),
        ("bench", rest) => programs::bench(&workspace, rest),
        (verb @ ("setup" | "demo"), [extra, ..]) => Err(Error::new(format!(
            "`{extra}` is not known to `{verb}`\n\n{USAGE}"
        ))),
        (other, _) => Err(Error::new(format!("`{other}` is not a verb\n\n{USAGE}"))),
    }
}

fn plan(arguments: &[&str]) -> Result<Plan> {
    match arguments {
        [] => Ok(Plan::RELEASE),
        ["--quick", rest @ ..] => Ok(Plan {
            profile: Profile::Quick,
            ..plan(rest)?
        }),
        ["--only", "js", rest @ ..] => Ok(Plan {
            only: Some(Module::Js),
            ..plan(rest)?
        }),
        ["--only", "component", rest @ ..] => Ok(Plan {
            only: Some(Module::Component),
            ..plan(rest)?
        }),
        ["--only", ..] => Err(Error::new("`--only` takes `js` or `component`")),
        [other, ..] => Err(Error::new(format!(
            "`{other}` is not an option here\n\n{USAGE}"
        ))),
    }
}

const USAGE: &str = "\
cargo xtask setup                                  what the build and the tests need, from wherever this machine can have it
cargo xtask build [--quick] [--only js|component]  the npm package in pkg/, the component in target/narrowgate/
cargo xtask test [--quick]                         every test of every artifact
cargo xtask vectors PATH... [--json]               vector files, through the native core, the package and the component
cargo xtask cedar-corpus DIR [--npm]               a folder of Cedar's integration tests, through the core, and the package as last built
cargo xtask policy check CONFIG.json               the policies of a configuration: mistakes and warnings with their places;
  | --tools FILE --policies FILE... [--schema FILE] [--entities FILE]   with `--deny-warnings` a warning fails too
cargo xtask fuzz [TARGET] [--seconds N]            libFuzzer, a minute for each target (0: its seeds alone), or `--build-only`
cargo xtask demo                                   the main job, on a real MCP server
cargo xtask bench [ARGS]                           against what you would use instead";
