//! From a module for JavaScript to glue, types and the module that ships.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::{Context, Result};
use crate::workspace::Workspace;

/// What wasm-bindgen made.
pub(crate) struct Glue {
    folder: PathBuf,
    name: &'static str,
    starts_warm: bool,
}

impl Glue {
    /// Of gates.
    pub(crate) fn core(workspace: &Workspace) -> Self {
        Self {
            starts_warm: true,
            ..Self::named("core", workspace)
        }
    }

    /// Of gates without Cedar.
    pub(crate) fn verify(workspace: &Workspace) -> Self {
        Self::named("verify", workspace)
    }

    /// Of agents.
    pub(crate) fn agent(workspace: &Workspace) -> Self {
        Self::named("agent", workspace)
    }

    fn named(name: &'static str, workspace: &Workspace) -> Self {
        Self {
            folder: workspace.artifacts().join("js"),
            name,
            starts_warm: false,
        }
    }

    /// Only what reads policies makes something at its first use that is worth its weight.
    pub(crate) fn starts_warm(&self) -> bool {
        self.starts_warm
    }

    pub(crate) fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{}_bg.wasm", self.name))
    }

    pub(crate) fn js(&self) -> PathBuf {
        self.folder.join(format!("{}.js", self.name))
    }

    pub(crate) fn types(&self) -> PathBuf {
        self.folder.join(format!("{}.d.ts", self.name))
    }
}

/// One glue for all runtimes: it neither fetches nor reads anything, and can start over after a trap.
pub(crate) fn generate(module: &Path, glue: &Glue) -> Result<()> {
    fs::create_dir_all(&glue.folder).context(glue.folder.display())?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(glue.name)
        .typescript(true);
    bindgen.web(true).context("wasm-bindgen")?;
    bindgen
        .omit_default_module_path(true)
        .reset_state_function(true);
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .generate(&glue.folder)
        .context(format!("wasm-bindgen can't read {}", module.display()))
}

#[cfg(test)]
mod tests {
    /// The generator reads a format that changes with every version.
    #[test]
    fn generator_and_library_are_of_one_version() {
        let lock = include_str!("../../Cargo.lock");
        let version = |name: &str| {
            let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
            rest.split('"').next()
        };
        assert!(version("wasm-bindgen").is_some());
        assert_eq!(version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    }
}
