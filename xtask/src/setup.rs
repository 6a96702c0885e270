//! `cargo xtask setup`: a standard library for wasm32-unknown-unknown, from wherever this machine can have one, and what tests run.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::debian;
use crate::error::{Error, Result};
use crate::helpers;
use crate::node;
use crate::run;
use crate::workspace::{Toolchain, Workspace};

/// The one target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Where the target's standard library comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Std {
    /// Compiled with the modules, from `rust-src`: smaller, since it is optimised for size and aborts at once.
    FromSource,
    /// As the toolchain ships it.
    Prebuilt,
}

/// Does what is missing, and says what it found.
pub(crate) fn setup(workspace: &Workspace) -> Result<()> {
    let toolchain = Toolchain::find()?;
    println!("Rust {}, target {TARGET}", toolchain.version);
    let std = standard_library(workspace, &toolchain, |line| println!("  {line}"))?;
    match std {
        Std::FromSource => {
            println!("  ready: the modules are built with a standard library from source")
        }
        Std::Prebuilt => {
            println!("  ready: the modules are built with the toolchain's own standard library")
        }
    }
    println!("Node");
    println!("  {}", node::check()?);
    println!("For tests");
    helpers::ensure(|line| println!("  {line}"));
    Ok(())
}

/// What the other verbs call first: silent when nothing has to be done.
pub(crate) fn ensure(workspace: &Workspace) -> Result<(Toolchain, Std)> {
    let toolchain = Toolchain::find()?;
    let std = match installed(&toolchain) {
        Some(std) => std,
        None => {
            eprintln!("Set-up: no standard library for {TARGET} yet");
            standard_library(workspace, &toolchain, |line| eprintln!("  {line}"))?
        }
    };
    Ok((toolchain, std))
}

/// Tries each way in order, until one has worked.
fn standard_library(
    workspace: &Workspace,
    toolchain: &Toolchain,
    say: impl Fn(&str),
) -> Result<Std> {
    if let Some(std) = installed(toolchain) {
        match std {
            Std::FromSource => say("the standard library's sources are installed"),
            Std::Prebuilt => say("the target is installed"),
        }
        return Ok(std);
    }
    say("the target is not installed, nor are the standard library's sources");
    let rustup = Rustup::default();
    let ways: [(&str, &dyn Fn() -> Result<String>); 3] = [
        ("rustup target add", &|| rustup.add_target()),
        ("rustup component add rust-src", &|| rustup.add_sources()),
        ("Debian's package rust-src", &|| {
            debian::install_sources(toolchain, &workspace.target.join("apt"))
        }),
    ];
    for (name, way) in ways {
        match way() {
            Ok(how) => say(&format!("{name}: {how}")),
            Err(why) => say(&format!("{name}: {why}")),
        }
        if let Some(std) = installed(toolchain) {
            return Ok(std);
        }
    }
    Err(Error::new(format!(
        "no standard library for {TARGET}. What helps, by hand: `rustup target add {TARGET}` or `rustup component add rust-src` \
         where rustup reaches its server; or the folder `library` of Rust {}'s sources, put to {}",
        toolchain.version,
        sources(toolchain).display()
    )))
}

/// What is there already. The sources win: what ships is smaller with them.
fn installed(toolchain: &Toolchain) -> Option<Std> {
    if sources(toolchain).join("Cargo.lock").is_file() {
        return Some(Std::FromSource);
    }
    has_library(&toolchain.rustlib().join(TARGET).join("lib")).then_some(Std::Prebuilt)
}

/// Where `-Zbuild-std` looks for the sources.
pub(crate) fn sources(toolchain: &Toolchain) -> PathBuf {
    toolchain.rustlib().join("src/rust/library")
}

fn has_library(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// rustup, until its server has once been waited for in vain.
#[derive(Default)]
struct Rustup {
    silent: Cell<bool>,
}

impl Rustup {
    fn add_target(&self) -> Result<String> {
        self.run(&["target", "add", TARGET])?;
        // Where rustup reaches its server, the sources are two seconds away, and the modules smaller with them.
        Ok(match self.add_sources() {
            Ok(_) => "done, with the component rust-src".to_owned(),
            Err(_) => "done".to_owned(),
        })
    }

    fn add_sources(&self) -> Result<String> {
        self.run(&["component", "add", "rust-src"])?;
        Ok("done".to_owned())
    }

    fn run(&self, arguments: &[&str]) -> Result<()> {
        if self.silent.get() {
            return Err(Error::new("not tried, since rustup's server is silent"));
        }
        let started = Instant::now();
        let mut command = Command::new("rustup");
        command
            .args(arguments)
            .env("RUSTUP_MAX_RETRIES", "0")
            .env("RUST_BACKTRACE", "0");
        let result = run::within(RUSTUP_LIMIT, &mut command);
        self.silent.set(started.elapsed() >= RUSTUP_LIMIT);
        result
    }
}

/// Its server answers at once or not at all; a slow line is better served by hand.
const RUSTUP_LIMIT: Duration = Duration::from_secs(30);
