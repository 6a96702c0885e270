//! What can be shared between threads stays so.

use narrowgate::{
    Chain, Config, ConfigError, Decision, Denial, Facts, Gate, GateBuilder, Grant, Identity, Jwks,
    Limits, Presented, Record, Request, Scope, Tools, TrustedIssuer, Verified,
};

#[test]
fn everything_public_is_send_and_sync() {
    fn shared<T: Send + Sync>() {}
    shared::<Gate>();
    shared::<GateBuilder>();
    shared::<Config>();
    shared::<ConfigError>();
    shared::<Denial>();
    shared::<Verified>();
    shared::<Grant>();
    shared::<Decision>();
    shared::<Record>();
    shared::<Chain>();
    shared::<Identity>();
    shared::<Scope>();
    shared::<Jwks>();
    shared::<Tools>();
    shared::<TrustedIssuer>();
    shared::<Limits>();
    shared::<Facts>();
    shared::<Presented<'_>>();
    shared::<Request<'_>>();
}

#[test]
fn errors_are_errors() {
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    error::<Denial>();
    error::<ConfigError>();
    error::<narrowgate::JwksError>();
    error::<narrowgate::ToolsError>();
    error::<narrowgate::UnknownAlgorithm>();
}
