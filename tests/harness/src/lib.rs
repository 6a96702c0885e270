//! One set of vectors, run through every artifact: the native core, the npm package in Node and the
//! component in wasmtime. The format is described in `tests/vectors/README.md`.

pub mod case;
pub mod component;
pub mod files;
mod forms;
pub mod fuel;
pub mod native;
pub mod node;
pub mod outcome;
mod proofs;
pub mod report;

/// The repository, as it was when this was built.
pub fn root() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
