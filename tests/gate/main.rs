//! The gate from outside, natively. What every artifact must do alike stands in `vectors/`.

#![cfg(feature = "cedar")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod autotraits;
mod cache;
mod challenge;
mod configuration;
mod linked;
mod metadata;
mod policy_index;
mod profiles;
mod properties;
mod proven;
mod rotation;
mod sentences;
mod step_up;
mod support;
