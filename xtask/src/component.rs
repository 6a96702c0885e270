//! From the component's core module to a WebAssembly component that imports nothing.

use std::fs;
use std::path::Path;

use wit_component::{ComponentEncoder, DecodedWasm, decode};

use crate::error::{Context, Error, Result};
use crate::files;

/// Wraps the module by the WIT that it carries, and checks what came out.
pub(crate) fn encode(module: &Path, component: &Path) -> Result<()> {
    let core = fs::read(module).context(module.display())?;
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true);
    let bytes = encoder
        .module(&core)
        .and_then(ComponentEncoder::encode)
        .context(format!("{} can't become a component", module.display()))?;
    let imports = imports(&bytes)?;
    if !imports.is_empty() {
        return Err(Error::new(format!(
            "the component must import nothing, and imports {}",
            imports.join(", ")
        )));
    }
    files::write_if_changed(component, &bytes)
}

/// The names of everything that a host would have to provide.
pub(crate) fn imports(component: &[u8]) -> Result<Vec<String>> {
    let DecodedWasm::Component(resolve, world) =
        decode(component).context("the component can't be read back")?
    else {
        return Err(Error::new("this is a WIT package, not a component"));
    };
    let world = resolve
        .worlds
        .get(world)
        .ok_or_else(|| Error::new("the component has no world"))?;
    Ok(world
        .imports
        .keys()
        .map(|key| resolve.name_world_key(key))
        .collect())
}
