//! Tokens for tests, signed with fixed development keys.
//!
//! Everything is deterministic (RFC 8032, RFC 6979, PKCS #1 v1.5, PSS with a fixed salt), so what is minted today is what is minted tomorrow.
//! The keys are public: **never trust them outside a test.**
//!
//! ```
//! let key = mint::Key::ed25519(1);
//! let token = mint::access_token(&key)
//!     .subject("alice")
//!     .actor("investigation-agent")
//!     .scope("read:logs read:network")
//!     .expires(mint::NOW + 300)
//!     .mint();
//! let jwks = mint::jwks([&key]);
//! assert_eq!(token.split('.').count(), 3);
//! assert!(jwks.contains(r#""kid":"ed-1""#));
//! ```

mod adc;
mod approval;
pub mod forge;
mod jws;
mod keys;
pub mod kinds;
mod linked;
mod proof;
mod rsa;
mod rsa_numbers;
mod soak;
mod token;
pub mod vectors;

pub use adc::{Delegation, delegation_root};
pub use approval::{APPROVALS, approval, call, call_hash};
pub use jws::{assemble, compact, decode, encode, signing_input};
pub use keys::{Key, jwks};
pub use linked::{Confirms, Linked, linked_root, thumbprint_uri};
pub use proof::{Proof, call_proof, dpop_proof, hash, replay_key, workload_proof};
pub use rsa_numbers::N_ROCA;
pub use soak::cases;
pub use token::{AUDIENCE, AccessToken, ISSUER, NOW, access_token, string};
