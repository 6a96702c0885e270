//! [`Profile`]: the shape of token that an issuer emits, one file per profile.

mod access;
mod actor;
mod approval;
mod auth0;
mod custom;
mod entra;
#[cfg(feature = "cedar")]
mod guarantees;
mod mcp;
mod names;
mod okta;
mod rfc9068;
mod spiffe_jwt_svid;
mod transaction_token;
pub(crate) mod typ;
mod wimse_wit;
mod workos;
mod zeroid;

pub use crate::chain::linked::aat01::Aat01;
pub use crate::chain::linked::adc03::Adc03Bound;
pub(crate) use actor::{Acting, refuse_user};
pub use actor::{ActorClaim, ActorSource};
pub use approval::ApprovalTokens;
pub use auth0::{Auth0, Auth0Authority, Auth0TokenProfile};
pub use custom::{Custom, CustomActor, RequiredClaim, ScopeForm};
pub use entra::{Entra, EntraVersion};
#[cfg(feature = "cedar")]
pub(crate) use guarantees::Guarantees;
pub use okta::Okta;
pub use transaction_token::{TransactionCaller, TransactionToken};
pub use wimse_wit::WimseWit;
pub use workos::Workos;
pub use zeroid::{Zeroid, ZeroidToken};

use crate::chain::linked::Draft;
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::jose::spiffe::SpiffeUse;
use crate::token::{Claims, Reader};

/// How an issuer's tokens are read: which `typ`, which claims, who is principal and who is actor. It is configuration;
/// a token has no say in it.
///
/// In a configuration document a profile without settings is its name, `"rfc9068"`, and one with settings is an
/// object of one member, `{"custom": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Profile {
    /// JWT access tokens (RFC 9068), with the current actor in `act` (RFC 8693, section 4.1), or where
    /// [`TrustedIssuer::actor`](crate::TrustedIssuer::actor) says.
    Rfc9068,
    /// The same tokens, for a server under the authorization of the Model Context Protocol, revision 2026-07-28: the gate's
    /// first audience has to be the server's canonical URI, and challenges have to name its metadata.
    Mcp,
    /// ZeroID's access tokens, of both generations.
    Zeroid(Zeroid),
    /// Access tokens of the Microsoft identity platform (Microsoft Entra ID).
    Entra(Entra),
    /// Access tokens of Auth0.
    Auth0(Auth0),
    /// Access tokens of Okta's custom authorization servers.
    Okta(Okta),
    /// Access tokens of WorkOS Connect.
    Workos(Workos),
    /// JWTs of an issuer of one's own, as the operator describes them.
    Custom(Custom),
    /// JWT-SVIDs of a SPIFFE trust domain, which is the issuer: `spiffe://example.org`. They are bearer tokens: whoever sees
    /// one can use it, so prefer [`Self::WimseWit`] where the workloads can do that.
    SpiffeJwtSvid,
    /// Transaction tokens (draft-ietf-oauth-transaction-tokens).
    TransactionToken(TransactionToken),
    /// Workload identity tokens (draft-ietf-wimse-workload-creds).
    WimseWit(WimseWit),
    /// Chains of attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01), `"aat-01"`.
    #[serde(rename = "aat-01")]
    Aat01(Aat01),
    /// Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03) whose tokens are signed by those who delegate.
    #[serde(rename = "adc-03-bound")]
    Adc03Bound(Adc03Bound),
    /// Approvals of single calls, which stand beside a token and are none: their issuer is trusted for nothing else.
    Approval(ApprovalTokens),
}

/// What every profile says of its tokens.
pub(crate) trait Reads {
    /// The header policy, before any key is looked for. `typ` above all: it keeps other kinds of token out (RFC 8725,
    /// section 3.11).
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial>;

    /// How header and payload are written, where that is laid down; the signature has been verified.
    fn check_form(&self, jws: &Jws<'_>, payload: &Object) -> Result<(), Denial> {
        let _ = (jws, payload);
        Ok(())
    }

    /// The payload, once its signature has been verified, as claims. `issuer` is the configured one.
    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial>;

    /// What the issuer calls those who act besides, and the client that has the token, in this token and elsewhere. Who approves bears
    /// none of these names. There is no default: a profile that forgot it would let an agent approve its own calls.
    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial>;

    /// Is a token with this payload one of `issuer`'s? Nothing is verified yet: it selects among what is configured.
    fn selects(&self, issuer: &str, payload: &Object) -> bool {
        matches!(payload.get("iss"), Some(Value::String(iss)) if iss == issuer)
    }

    /// Does every token say in `iss` whose it is?
    fn names_issuer(&self) -> bool {
        true
    }

    /// Has every header to name its key, even where the issuer has only one?
    fn requires_kid(&self, issuer: &str) -> bool {
        let _ = issuer;
        false
    }

    /// The header field, and the scheme in it, that carries such a token.
    fn carrier(&self) -> Carrier {
        Carrier::Authorization
    }

    /// The keys of a SPIFFE bundle that sign such tokens.
    fn svid(&self) -> SpiffeUse {
        SpiffeUse::JwtSvid
    }

    /// Does such a token say nothing of who presents it?
    fn needs_caller(&self) -> bool {
        false
    }

    /// May a workload of this issuer, a trust domain, present such a token?
    fn takes_caller(&self, domain: &str) -> bool {
        let _ = domain;
        true
    }

    /// Is every token bound to a key, so that none is a bearer token?
    fn is_bound(&self) -> bool {
        false
    }

    /// Whose subjects it names, where that is not the issuer.
    fn names_subjects_of(&self) -> Option<&str> {
        None
    }

    /// Other issuers whose users it names.
    fn user_issuers(&self) -> &[String] {
        &[]
    }

    /// To whom a token is addressed.
    fn addressee(&self) -> Addressee<'_> {
        Addressee::Gate
    }

    /// Have its tokens scopes?
    fn has_scopes(&self) -> bool {
        true
    }

    /// The draft of linked chains whose roots such tokens are.
    fn linked(&self) -> Option<&dyn Draft> {
        None
    }

    /// The attributes that together name the tenant a token is of; none where the profile vouches for no tenant.
    fn tenant(&self) -> &'static [&'static str] {
        &[]
    }

    /// The attribute that names the task, or the mission, a token is for; none where the profile vouches for none.
    fn task(&self) -> Option<&'static str> {
        None
    }

    /// How long such a token may live at most, in seconds, whatever the gate allows.
    fn max_lifetime(&self) -> Option<u32> {
        None
    }

    /// Can the operator say in which claim its tokens name the actor? Else the profile knows where that stands.
    fn takes_actor_claim(&self) -> bool {
        false
    }

    /// The algorithms that `issuer` can be configured with, where the profile's documents allow fewer than there are.
    fn algorithms(&self, issuer: &str) -> &'static [Algorithm] {
        let _ = issuer;
        Algorithm::ALL
    }

    /// The operator's mistakes: the member of the issuer's configuration, and what is wrong with it.
    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        let _ = issuer;
        Vec::new()
    }

    /// What the profile asks of the gate itself, and is not configured: the member of the document, and what is wrong with
    /// it.
    fn duties(&self, audience: &[String], resource_metadata: Option<&str>) -> Vec<Problem> {
        let _ = (audience, resource_metadata);
        Vec::new()
    }
}

/// Where a token is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// `Authorization`, with the scheme `Bearer` or `DPoP`.
    Authorization,
    /// `Txn-Token` (draft-ietf-oauth-transaction-tokens).
    TransactionToken,
    /// `Workload-Identity-Token` (draft-ietf-wimse-workload-creds).
    WorkloadIdentityToken,
    /// Nothing that carries tokens: it stands beside them, and approves a call.
    Approval,
}

/// Whom `aud` has to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressee<'a> {
    /// One of the gate's identifiers.
    Gate,
    /// This, and nothing else.
    Only(&'a str),
    /// Nobody: the proof beside the token is addressed.
    Proof,
}

/// The names of what profiles vouch for besides; a test holds them together.
#[cfg(feature = "cedar")]
pub(crate) const ATTRIBUTES: [&str; 24] = [
    "accountId",
    "agent",
    "externalId",
    "generation",
    "grantType",
    "identityType",
    "keyCreator",
    "missionId",
    "object",
    "organization",
    "owner",
    "parentApplication",
    "principalType",
    "privilegeScope",
    "projectId",
    "requestingWorkload",
    "role",
    "subType",
    "subjectAgent",
    "subjectProfile",
    "clientProfile",
    "tenant",
    "trustLevel",
    "txn",
];

impl Profile {
    pub(crate) fn rules(&self) -> &dyn Reads {
        match self {
            Self::Rfc9068 => &rfc9068::Rfc9068,
            Self::Zeroid(settings) => settings,
            Self::Mcp => &mcp::Mcp,
            Self::Entra(entra) => entra,
            Self::Auth0(auth0) => auth0,
            Self::Okta(okta) => okta,
            Self::Workos(workos) => workos,
            Self::Custom(custom) => custom,
            Self::SpiffeJwtSvid => &spiffe_jwt_svid::SpiffeJwtSvid,
            Self::TransactionToken(settings) => settings,
            Self::WimseWit(settings) => settings,
            Self::Aat01(settings) => settings,
            Self::Adc03Bound(settings) => settings,
            Self::Approval(settings) => settings,
        }
    }
}

pub(crate) fn refuse_type(expected: &str) -> Denial {
    Denial::new(
        Code::TypeNotAccepted,
        format!("`typ` is not `{expected}`, so this is another kind of token"),
    )
}
