#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "agent")]
pub mod agent;
mod approval;
mod authentication;
mod chain;
mod challenge;
mod config;
mod counted;
mod denial;
mod details;
mod determining;
mod document;
mod explanation;
mod gate;
mod grant;
mod identity;
mod issuer;
mod jose;
mod keyring;
mod limits;
mod metadata;
#[cfg(feature = "cedar")]
mod policy;
mod possession;
mod presented;
mod profile;
mod proof;
mod record;
mod request;
mod revocation;
mod scope;
mod spiffe;
mod time;
mod token;
mod tools;

// The public interface is:
pub use approval::{Approval, CallHash};
pub use authentication::StepUp;
pub use chain::{Boundary, Chain, Evidence, Link};
pub use challenge::Challenge;
#[cfg(feature = "cedar")]
pub use config::PolicyDocument;
pub use config::{Config, ConfigError, Problem, Span};
pub use counted::{CountedLimit, LimitKind};
pub use denial::{Category, Code, Denial, Hop, Missing};
pub use details::{DetailRelation, DetailType, RequiredDetail};
pub use determining::DeterminingPolicy;
pub use explanation::{Near, Part, Unmet};
#[cfg(feature = "cedar")]
pub use gate::ListedTool;
pub use gate::{Gate, GateBuilder};
pub use grant::{Grant, GrantOfCall, Verified};
pub use identity::Identity;
pub use issuer::{KeySource, TrustedIssuer};
pub use jose::jwa::{Algorithm, UnknownAlgorithm};
pub use jose::jwk::Jwk;
pub use jose::jwks::{Jwks, JwksError, SkippedKey};
pub use jose::jws::verify_jws;
pub use jose::spiffe::SpiffeUse;
pub use limits::Limits;
pub use metadata::Metadata;
#[cfg(feature = "cedar")]
pub use policy::corpus::{CedarAnswer, CedarCase, CedarOutcome};
#[cfg(feature = "cedar")]
pub use policy::simulate::Facts;
#[cfg(feature = "cedar")]
pub use policy::{
    Permissible, PolicyCheck, PolicyProfile, PolicySource, PolicyWarning, PreparedPolicies,
    TemplateLink,
};
pub use possession::{Possession, ProofKind, ProofRules, ReplayCheck};
pub use presented::{Presented, Proofs, ProofsDocument, ReplayAnswer, Scheme};
pub use profile::{
    Aat01, ActorClaim, ActorSource, Adc03Bound, ApprovalTokens, Auth0, Auth0Authority,
    Auth0TokenProfile, Custom, CustomActor, Entra, EntraVersion, Okta, Profile, RequiredClaim,
    ScopeForm, TransactionCaller, TransactionToken, WimseWit, Workos, Zeroid, ZeroidToken,
};
pub use proof::Replay;
pub use record::{Decision, DenialReport, Record};
pub use request::Request;
pub use revocation::{RevocationAnswer, RevocationCheck, RevocationQuery, Status};
pub use scope::{Implies, Scope, ScopeRelation, Segments, Separator};
pub use time::{NumericDate, UnixTime};
pub use tools::{Tools, ToolsError};
