//! From the JavaScript module to glue, types and the module that ships.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::{Context, Result};

/// What wasm-bindgen made.
pub(crate) struct Glue {
    folder: PathBuf,
}

impl Glue {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(crate) fn wasm(&self) -> PathBuf {
        self.folder.join("core_bg.wasm")
    }

    pub(crate) fn js(&self) -> PathBuf {
        self.folder.join("core.js")
    }

    pub(crate) fn types(&self) -> PathBuf {
        self.folder.join("core.d.ts")
    }
}

/// One glue for all runtimes: it neither fetches nor reads anything, and can start over after a trap.
pub(crate) fn generate(module: &Path, glue: &Glue) -> Result<()> {
    fs::create_dir_all(&glue.folder).context(glue.folder.display())?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("core").typescript(true);
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
