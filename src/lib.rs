#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod chain;
mod challenge;
mod config;
mod denial;
mod gate;
mod grant;
mod identity;
mod issuer;
mod jose;
mod limits;
#[cfg(feature = "cedar")]
mod policy;
mod profile;
mod record;
mod request;
mod scope;
mod time;
mod token;
mod tools;

// The public interface is:
pub use chain::{Chain, Evidence, Link};
pub use challenge::Challenge;
pub use config::{Config, ConfigError, Problem};
pub use denial::{Category, Code, Denial, Hop, Missing};
pub use gate::{Gate, GateBuilder};
pub use grant::{Grant, Verified};
pub use identity::Identity;
pub use issuer::TrustedIssuer;
pub use jose::jwa::{Algorithm, UnknownAlgorithm};
pub use jose::jwk::Jwk;
pub use jose::jwks::{Jwks, JwksError, SkippedKey};
pub use jose::jws::verify_jws;
pub use limits::Limits;
#[cfg(feature = "cedar")]
pub use policy::simulate::Facts;
pub use profile::Profile;
pub use record::{Decision, DenialReport, Record};
pub use request::{Presented, Request};
pub use scope::Scope;
pub use time::{NumericDate, UnixTime};
pub use tools::{Tools, ToolsError};
