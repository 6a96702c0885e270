//! The agent's side against the gate: what it makes, the gate accepts; what it refuses to make, the gate would refuse.

#![cfg(all(feature = "agent", feature = "cedar"))]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod keys;
mod proofs;
mod scopes;
mod support;
mod tools;
