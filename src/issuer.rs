//! [`TrustedIssuer`]: where trust comes from. It is configuration, never a claim.

use crate::jose::jwa::Algorithm;
use crate::jose::jwks::{Jwks, JwksError};
use crate::jose::spiffe::SpiffeUse;
use crate::profile::{ActorClaim, Profile};
use crate::scope::ScopeRelation;

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
    pub(crate) issuer: String,
    /// None before the host has handed them in.
    pub(crate) keys: Option<Jwks>,
    pub(crate) source: KeySource,
    pub(crate) profile: Profile,
    pub(crate) algorithms: Vec<Algorithm>,
    /// What this issuer calls the gate; empty: as everyone does.
    pub(crate) audience: Vec<String>,
    pub(crate) requires_binding: bool,
    /// Issuers whose actors it may name.
    pub(crate) actor_issuers: Vec<String>,
    pub(crate) scope_relation: ScopeRelation,
    /// None where the profile says it.
    pub(crate) actor: Option<ActorClaim>,
    /// None: as the gate has it.
    pub(crate) max_depth: Option<usize>,
    pub(crate) may_not_delegate: Vec<String>,
    /// Policies see its tokens' claims as they are.
    #[cfg(feature = "cedar")]
    pub(crate) keeps_payload: bool,
}

impl TrustedIssuer {
    /// `issuer` is compared byte by byte with `iss` (RFC 7519, section 4.1.1): no case folding, no trailing slash added.
    /// For the profiles whose tokens are of a trust domain it is that domain, `spiffe://example.org`.
    ///
    /// No algorithm is allowed until [`Self::algorithms`] names some.
    pub fn new(issuer: impl Into<String>, keys: Jwks) -> Self {
        Self {
            keys: Some(keys),
            ..Self::without_keys(issuer)
        }
    }

    /// An issuer whose keys are still to be fetched. Until [`Gate::replace_keys`](crate::Gate::replace_keys) hands them in, its tokens are
    /// denied as `keys_missing`.
    pub fn without_keys(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            keys: None,
            source: KeySource::Jwks,
            profile: Profile::Rfc9068,
            algorithms: Vec::new(),
            #[cfg(feature = "cedar")]
            keeps_payload: false,
            audience: Vec::new(),
            requires_binding: false,
            actor_issuers: Vec::new(),
            scope_relation: ScopeRelation::Exact,
            actor: None,
            max_depth: None,
            may_not_delegate: Vec::new(),
        }
    }

    /// The form in which [`Gate::read_keys`](crate::Gate::read_keys) reads further keys: a JSON Web Key Set unless told otherwise.
    #[must_use]
    pub fn key_source(mut self, source: KeySource) -> Self {
        self.source = source;
        self
    }

    pub(crate) fn read_keys(&self, text: &str) -> Result<Jwks, JwksError> {
        self.source.read(&self.issuer, text)
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

    /// What this issuer writes into `aud` for this gate, where that is another name than the gate's own: several
    /// issuers know a server only by a number of theirs. Without any, the gate's identifiers count.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience.push(audience.into());
        self
    }

    /// Lets this issuer name actors of another one in `act`, by their `iss` (RFC 8693, section 4.1). It is believed then: to
    /// policies they are that issuer's agents. Without it such tokens are refused.
    #[must_use]
    pub fn actor_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.actor_issuers.push(issuer.into());
        self
    }

    /// How this issuer's scopes compare, where a token is derived from another of its own and where a tool requires some.
    /// Exactly, unless told otherwise. A scope that is malformed by it refuses the token.
    #[must_use]
    pub fn scope_relation(mut self, relation: ScopeRelation) -> Self {
        self.scope_relation = relation;
        self
    }

    /// The claim in which its tokens name the agent: [`ActorClaim::Act`] unless told otherwise. For the profiles
    /// [`Profile::Rfc9068`] and [`Profile::Mcp`]; others know where the actor stands, or have a setting of their own.
    #[must_use]
    pub fn actor(mut self, claim: ActorClaim) -> Self {
        self.actor = Some(claim);
        self
    }

    /// How many actors may stand behind the principal of its tokens. The gate's own
    /// [`max_depth`](crate::GateBuilder::max_depth) stays: the smaller one counts.
    #[must_use]
    pub fn max_depth(mut self, actors: usize) -> Self {
        self.max_depth = Some(actors);
        self
    }

    /// A subject of this issuer that may act, and may not pass on what it was given: where it stands in a chain before the
    /// current actor, as principal or as actor, the call is denied as `delegation_not_allowed`, whichever issuer names it
    /// there. A SPIFFE ID or an identifier of WIMSE is the same one whoever's subject it is, and for ZeroID the subject is also one
    /// of each of its [user issuers](crate::Zeroid::user_issuer). Denied are also tokens of every issuer of the gate that do not
    /// name everybody before the current actor: it could be one of them. So could whoever is known by its key alone in a linked
    /// chain, unless only keys are listed, as thumbprint URIs (RFC 9278): a key that is listed is that of whoever holds it.
    #[must_use]
    pub fn may_not_delegate(mut self, subject: impl Into<String>) -> Self {
        self.may_not_delegate.push(subject.into());
        self
    }

    /// The issuer of the subjects that its tokens name.
    pub(crate) fn names_subjects_of(&self) -> &str {
        let named = self.profile.rules().names_subjects_of();
        named.unwrap_or(&self.issuer)
    }

    /// Refuses tokens that are not bound to a key by `cnf` (RFC 9728, section 2: `dpop_bound_access_tokens_required`,
    /// `tls_client_certificate_bound_access_tokens`).
    #[must_use]
    pub fn require_binding(mut self) -> Self {
        self.requires_binding = true;
        self
    }
}

/// The form in which an issuer publishes its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySource {
    /// A JSON Web Key Set (RFC 7517, section 5).
    Jwks,
    /// A SPIFFE bundle, of which the keys for one kind of SVID are taken.
    SpiffeBundle(SpiffeUse),
    /// A DID document of the issuer, which is a DID.
    DidDocument,
    /// The issuer is a `did:key`: it has this key and no other one.
    DidKey,
}

impl KeySource {
    pub(crate) fn read(self, issuer: &str, text: &str) -> Result<Jwks, JwksError> {
        match self {
            Self::Jwks => Jwks::parse(text),
            Self::SpiffeBundle(svid) => Jwks::from_spiffe_bundle(text, svid),
            Self::DidDocument => Jwks::from_did_document(issuer, text),
            Self::DidKey => Jwks::from_did_key(issuer),
        }
    }
}
