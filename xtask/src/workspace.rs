//! Where things are: the workspace, its target directory, the toolchain.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Context, Error, Result};
use crate::run;

/// The folders of this workspace.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// What Cargo says: `CARGO_TARGET_DIR`, its configuration, or `target`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks Cargo.
    pub(crate) fn find() -> Result<Self> {
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here
            .parent()
            .ok_or_else(|| Error::new("xtask has no folder above it"))?
            .to_owned();
        let metadata = run::output(cargo(&root).args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ]))?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("`cargo metadata` is not JSON")?;
        let target = metadata
            .get("target_directory")
            .and_then(serde_json::Value::as_str);
        let target = target
            .ok_or_else(|| Error::new("`cargo metadata` names no target directory"))?
            .into();
        Ok(Self { root, target })
    }

    /// What the build leaves for others.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.target.join("narrowgate")
    }

    /// Cargo, in the root.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }
}

/// The Rust toolchain in use.
pub(crate) struct Toolchain {
    /// For instance `1.95.0`.
    pub(crate) version: String,
    pub(crate) sysroot: PathBuf,
}

impl Toolchain {
    /// Asks the compiler.
    pub(crate) fn find() -> Result<Self> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = run::output(Command::new(&rustc).arg("--version"))?;
        let sysroot = run::output(Command::new(&rustc).args(["--print", "sysroot"]))?;
        let version = version
            .split_whitespace()
            .nth(1)
            .ok_or_else(|| Error::new("rustc names no version"))?
            .to_owned();
        Ok(Self {
            version,
            sysroot: sysroot.trim().into(),
        })
    }

    /// The target that this machine is, for instance `x86_64-unknown-linux-gnu`.
    pub(crate) fn host(&self) -> Result<String> {
        let rustc = self.sysroot.join("bin").join("rustc");
        let version = run::output(Command::new(rustc).arg("-vV"))?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .ok_or_else(|| Error::new("rustc names no host"))?;
        Ok(host.to_owned())
    }

    /// `lib/rustlib`, where targets and sources are.
    pub(crate) fn rustlib(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib")
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
