//! The gate from outside, natively. What every artifact must do alike stands in `vectors/`.

#![cfg(feature = "cedar")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod approvals;
mod autotraits;
mod cache;
mod chains;
mod challenge;
mod configuration;
mod details;
mod linked;
mod metadata;
mod policies;
mod policy_check;
mod policy_index;
mod profiles;
mod properties;
mod proven;
mod readme;
mod revocation;
mod rotation;
mod scopes;
mod sentences;
mod step_up;
mod support;
