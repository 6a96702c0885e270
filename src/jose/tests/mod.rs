//! Signatures against the public suite, at the layer where a key verifies.

mod expected;
mod suite;
mod wycheproof;
