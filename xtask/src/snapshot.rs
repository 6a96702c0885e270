//! Modules that start warm.

use crate::bindgen::Glue;
use crate::error::Result;
use crate::node;
use crate::run;

/// Runs the module once, and keeps what its memory was afterwards.
pub(crate) fn take(glue: &Glue) -> Result<()> {
    run::output(
        node::script(include_str!("snapshot.mjs"))
            .arg(glue.js())
            .arg(glue.wasm()),
    )?;
    Ok(())
}
