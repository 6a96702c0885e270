//! [`TrustedIssuer`]: where trust comes from. It is configuration, never a claim.

use crate::jose::jwa::Algorithm;
use crate::jose::jwks::Jwks;
use crate::profile::Profile;

/// An issuer whose tokens are believed: its `iss`, its keys, the shape of its tokens, its algorithms.
///
/// ```
/// use narrowgate::{Algorithm, Jwks, Profile, TrustedIssuer};
/// # let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
/// let issuer = TrustedIssuer::new("https://as.example", Jwks::parse(jwks)?)
///     .profile(Profile::Rfc9068)
///     .algorithms([Algorithm::Ed25519, Algorithm::Es256]);
/// # Ok::<(), narrowgate::JwksError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    issuer: String,
    keys: Jwks,
    profile: Profile,
    algorithms: Vec<Algorithm>,
}

impl TrustedIssuer {
    /// `issuer` is compared byte by byte with `iss` (RFC 7519, section 4.1.1): no case folding, no trailing slash added.
    ///
    /// No algorithm is allowed until [`Self::algorithms`] names some.
    pub fn new(issuer: impl Into<String>, keys: Jwks) -> Self {
        Self {
            issuer: issuer.into(),
            keys,
            profile: Profile::Rfc9068,
            algorithms: Vec::new(),
        }
    }

    /// How this issuer's tokens are read. The token has no say in it.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The only algorithms that this issuer's tokens may use (RFC 8725, section 3.1).
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.issuer
    }

    pub(crate) fn keys(&self) -> &Jwks {
        &self.keys
    }

    pub(crate) fn allowed(&self) -> &[Algorithm] {
        &self.algorithms
    }

    pub(crate) fn reads_as(&self) -> Profile {
        self.profile
    }
}
