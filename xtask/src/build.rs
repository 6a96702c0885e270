//! `cargo xtask build`: from sources to the npm package and the component.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bindgen::{self, Glue};
use crate::component;
use crate::error::Result;
use crate::files;
use crate::npm;
use crate::setup;
use crate::sizes;
use crate::snapshot;
use crate::wasm::{self, Module, Profile};
use crate::workspace::{Toolchain, Workspace};

/// What to build, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) profile: Profile,
    /// Only this one of the artifacts: the npm package, for which [`Module::Js`] stands, or the component.
    pub(crate) only: Option<Module>,
}

impl Plan {
    /// Both artifacts as they ship.
    pub(crate) const RELEASE: Self = Self {
        profile: Profile::Release,
        only: None,
    };

    fn modules(self) -> Vec<Module> {
        Module::ALL
            .into_iter()
            .filter(|module| self.only.is_none_or(|only| only == module.artifact()))
            .collect()
    }
}

/// The component that the build leaves.
pub(crate) fn component_path(workspace: &Workspace) -> PathBuf {
    workspace.artifacts().join("narrowgate.component.wasm")
}

/// Builds what is planned; a step whose inputs are unchanged is skipped.
pub(crate) fn build(workspace: &Workspace, plan: Plan) -> Result<()> {
    let (toolchain, std) = setup::ensure(workspace)?;
    eprintln!("Build");
    let modules = plan.modules();
    wasm::build(workspace, &toolchain, std, plan.profile, &modules)?;
    let mut artifacts = Vec::new();
    for module in modules {
        let source = module.path(workspace, plan.profile);
        artifacts.push(match module {
            Module::Agent => glue(workspace, &toolchain, &source, &Glue::agent(workspace))?,
            Module::Verify => glue(workspace, &toolchain, &source, &Glue::verify(workspace))?,
            Module::Js => {
                let wasm = glue(workspace, &toolchain, &source, &Glue::core(workspace))?;
                npm::assemble(workspace)?;
                wasm
            }
            Module::Component => component(workspace, &toolchain, &source)?,
        });
    }
    sizes::print(workspace, &artifacts)
}

fn glue(
    workspace: &Workspace,
    toolchain: &Toolchain,
    source: &Path,
    glue: &Glue,
) -> Result<PathBuf> {
    let recipe = concat!(include_str!("bindgen.rs"), include_str!("snapshot.mjs"));
    made(source, &glue.wasm(), recipe, || {
        bindgen::generate(source, glue)?;
        if glue.starts_warm() {
            snapshot::take(glue)?;
        }
        wasm::refuse_local_paths(workspace, toolchain, &glue.wasm())
    })?;
    Ok(glue.wasm())
}

fn component(workspace: &Workspace, toolchain: &Toolchain, source: &Path) -> Result<PathBuf> {
    let component = component_path(workspace);
    made(source, &component, include_str!("component.rs"), || {
        component::encode(source, &component)?;
        wasm::refuse_local_paths(workspace, toolchain, &component)
    })?;
    Ok(component)
}

/// Does the work, unless `product` was made from this very source by this very recipe: profiles take turns, so that times alone don't tell.
fn made(
    source: &Path,
    product: &Path,
    recipe: &str,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let note = files::beside(product, "from");
    let wanted = format!("{}{recipe}", files::stamp(source)?);
    if product.is_file() && fs::read_to_string(&note).is_ok_and(|noted| noted == wanted) {
        return Ok(());
    }
    files::remove(&note)?;
    work()?;
    files::write_if_changed(&note, wanted.as_bytes())
}
