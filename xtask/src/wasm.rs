//! The Wasm modules as Cargo makes them, before any binding is generated.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::run;
use crate::setup::{Std, TARGET};
use crate::workspace::{Toolchain, Workspace};

/// How much time the compiler may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What ships.
    Release,
    /// Minutes less, some 30 % larger.
    Quick,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Quick => "quick",
        }
    }

    fn of_verifiers(self) -> &'static str {
        match self {
            Self::Release => "verify",
            Self::Quick => "quick-verify",
        }
    }
}

/// One crate that becomes a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Module {
    /// For JavaScript.
    Js,
    /// For JavaScript, without Cedar.
    Verify,
    /// For JavaScript, the agent's side.
    Agent,
    /// For component hosts.
    Component,
}

impl Module {
    /// The npm package, which takes the last three, comes last.
    pub(crate) const ALL: [Self; 4] = [Self::Component, Self::Agent, Self::Verify, Self::Js];

    /// The npm package holds three modules.
    pub(crate) fn artifact(self) -> Self {
        match self {
            Self::Agent | Self::Js | Self::Verify => Self::Js,
            Self::Component => Self::Component,
        }
    }

    fn package(self) -> &'static str {
        match self {
            Self::Js | Self::Verify => "narrowgate-js",
            Self::Agent => "narrowgate-agent",
            Self::Component => "narrowgate-component",
        }
    }

    /// Cargo builds the core once in a call, with all the features that anybody asks for: verifiers would get private keys,
    /// and agents Cedar. So only those that want the same are built together.
    fn call(self) -> Call {
        match self {
            Self::Js | Self::Component => Call::Gates,
            Self::Verify => Call::Verifiers,
            Self::Agent => Call::Agents,
        }
    }

    /// Where Cargo leaves it.
    pub(crate) fn path(self, workspace: &Workspace, profile: Profile) -> PathBuf {
        let file = format!("{}.wasm", self.package().replace('-', "_"));
        target_dir(workspace)
            .join(TARGET)
            .join(self.call().profile(profile))
            .join(file)
    }
}

/// One call of Cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Gates,
    Verifiers,
    Agents,
}

impl Call {
    const ALL: [Self; 3] = [Self::Gates, Self::Verifiers, Self::Agents];

    /// Verifiers have a profile of their own, as their package is that of gates too, and one file would be written over.
    fn profile(self, profile: Profile) -> &'static str {
        match self {
            Self::Gates | Self::Agents => profile.name(),
            Self::Verifiers => profile.of_verifiers(),
        }
    }
}

/// Builds them.
pub(crate) fn build(
    workspace: &Workspace,
    toolchain: &Toolchain,
    std: Std,
    profile: Profile,
    modules: &[Module],
) -> Result<()> {
    for call in Call::ALL {
        let together: Vec<_> = modules
            .iter()
            .copied()
            .filter(|module| module.call() == call)
            .collect();
        if !together.is_empty() {
            build_together(workspace, toolchain, std, call, profile, &together)?;
        }
    }
    Ok(())
}

fn build_together(
    workspace: &Workspace,
    toolchain: &Toolchain,
    std: Std,
    call: Call,
    profile: Profile,
    modules: &[Module],
) -> Result<()> {
    let profile = call.profile(profile);
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "build",
            "--target",
            TARGET,
            "--profile",
            profile,
            "--target-dir",
        ])
        .arg(target_dir(workspace));
    for module in modules {
        cargo.args(["--package", module.package()]);
    }
    if call == Call::Verifiers {
        cargo.arg("--no-default-features");
    }
    for module in [Module::Js, Module::Agent] {
        // Stripped, a module no longer says which features it uses, and wasm-bindgen would do without them. It strips the names itself.
        cargo.arg("--config").arg(format!(
            "profile.{}.package.{}.strip=\"none\"",
            profile,
            module.package()
        ));
    }
    if std == Std::FromSource {
        cargo.args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ]);
        // Products of 128 bits, which Wasm has not, are half of what ES256 and RSA cost, and memory is a fifth of a decision on a
        // known token. Not in Cargo.toml, as other builds have no such packages.
        for package in ["alloc", "compiler_builtins", "dlmalloc"] {
            cargo
                .arg("--config")
                .arg(format!("profile.{profile}.package.{package}.opt-level=3"));
        }
    }
    // The flags below are not stable yet; a pinned Cargo.lock and the tests of the artifacts are what we rely on instead.
    cargo.env("RUSTC_BOOTSTRAP", "1").env(
        "CARGO_ENCODED_RUSTFLAGS",
        rust_flags(workspace, toolchain, std, call).join("\u{1f}"),
    );
    // Cargo's own progress bar says no more than the line that we show.
    cargo
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env("CARGO_TERM_COLOR", "never");
    let origin = match std {
        Std::FromSource => "std from source",
        Std::Prebuilt => "std as shipped",
    };
    run::with_progress(
        &format!("Wasm: {} ({profile}, {origin})", names(modules)),
        &mut cargo,
    )?;
    Ok(())
}

fn names(modules: &[Module]) -> String {
    let names: Vec<_> = modules.iter().map(|module| module.package()).collect();
    names.join(", ")
}

/// Fails when a module has a path of this machine in it.
pub(crate) fn refuse_local_paths(
    workspace: &Workspace,
    toolchain: &Toolchain,
    module: &Path,
) -> Result<()> {
    let bytes = fs::read(module).context(module.display())?;
    let found = local_paths(workspace, toolchain)
        .into_iter()
        .find(|(path, _)| contains(&bytes, format!("{path}/").as_bytes()));
    match found {
        Some((path, _)) => Err(Error::new(format!(
            "{} has the local path {path} in it",
            module.display()
        ))),
        None => Ok(()),
    }
}

fn rust_flags(workspace: &Workspace, toolchain: &Toolchain, std: Std, call: Call) -> Vec<String> {
    let mut flags = vec!["-Zlocation-detail=none".to_owned()];
    if std == Std::FromSource {
        // A panic is a trap, without its message: the caller sees a typed denial either way.
        flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(str::to_owned));
    }
    if call == Call::Verifiers {
        // Rounds of SHA-2 in loops, not written out: a signature costs a hundred times a hash.
        flags.push("--cfg=sha2_backend_soft=\"compact\"".to_owned());
    }
    flags.extend(
        local_paths(workspace, toolchain)
            .into_iter()
            .map(|(path, name)| format!("--remap-path-prefix={path}={name}")),
    );
    flags
}

/// What must not be in a module, and what stands in its place. The compiler lets the last match win: the most particular is last.
fn local_paths(workspace: &Workspace, toolchain: &Toolchain) -> Vec<(String, &'static str)> {
    let home = env::home_dir();
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| home.as_ref().map(|home| home.join(".cargo")));
    let paths = [
        (home, "/home"),
        (cargo_home, "/cargo"),
        (Some(toolchain.sysroot.clone()), "/rust"),
        (Some(workspace.root.clone()), "/narrowgate"),
        (Some(workspace.target.clone()), "/target"),
    ];
    // A home like `/` would match everything.
    let paths = paths
        .into_iter()
        .filter_map(|(path, name)| Some((path?.display().to_string(), name)));
    paths.filter(|(path, _)| path.len() > 1).collect()
}

/// A target directory of its own: the lock of the usual one is often held by the caller.
fn target_dir(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm")
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
