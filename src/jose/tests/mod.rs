//! Signatures against the public suite, at the layer where a key verifies, and the keys of features.

mod expected;
#[cfg(any(feature = "es256k", feature = "ml-dsa"))]
mod features;
mod suite;
mod wycheproof;
