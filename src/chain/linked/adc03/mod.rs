//! Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03), whose children are signed by their delegators
//! (delegator-bound-chains-00).
//!
//! The rules are those of revision -02, which is cited: of -03 and of the second draft no more than abstracts were at hand. What
//! only they can settle (whom `iss` of a child names, how the confirmed key travels) is decided here on the strict side.

mod claims;
mod constraint;
mod detail;
mod scope;

pub(crate) use detail::{DETAIL_TYPE, Delegation};

use std::collections::BTreeMap;

use super::{Draft, broken};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::jose::json::Object;
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::profile::{Reads, refuse_type};
use crate::token::{Claims, Reader};

/// Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03): an access token (RFC 9068) of the issuer, and behind
/// it tokens that agents made of it, each with less authority. Present all of them, root first.
///
/// A child is signed by its delegator: with the key that the token before it confirms in `cnf`, and no other one. Where that
/// is a thumbprint (`jkt`), the child brings the key along in its header. The draft's other mode, in which any trusted issuer
/// may sign a child, does not exist here.
///
/// `sub` is the principal and the same in all tokens, `client_id` the agent that acts; a root with the same `client_id` and
/// `sub` is of a workload that acts itself. `iss` of a child is its delegator: the `client_id` of the token before it, or the
/// thumbprint URI (RFC 9278) of its key. The last token is presented with a DPoP proof, so its `cnf` has a `jkt`.
///
/// The agent of the root is a subject of the issuer. What a delegator calls the agent of a child is its own word: that agent is
/// known by its own key alone, and its name is the thumbprint URI. The claimed `client_id` is in no grant, record or fact of a
/// policy, where `client_id` is then absent; see [`Self::believe_agent_names`].
///
/// Whoever holds a token can derive another one for itself. So a policy that forbids something to the root's agent by
/// `principal` alone is shed: have it look at `context.delegation.prior_actors`, or list the agent in
/// [`TrustedIssuer::may_not_delegate`](crate::TrustedIssuer::may_not_delegate).
///
/// Scopes are the draft's: `crm.read` is itself, `crm.*` is everything below `crm`, and all others are themselves. So they are
/// compared, too, where a tool requires them. Constraints bound the argument of the same name; see [`Self::quantity`]. `prefix`
/// compares text, and knows no path: `/home/alice/../bob` has the prefix `/home/alice/`.
///
/// `jti` and `client_id` are at most 256 bytes, and a token has at most 16 limits of sums, whose keys are no longer.
///
/// Refused are tokens with `scope` or `act`, which would say a second time who may do what, and tokens with `status`, as long
/// as nobody says whether they were revoked.
///
/// ```
/// use narrowgate::{Adc03Bound, Profile};
/// let profile = Profile::Adc03Bound(Adc03Bound::new().quantity("max_rows", "limit"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Adc03Bound {
    #[serde(default)]
    quantities: BTreeMap<String, String>,
    #[serde(default)]
    host_counts: bool,
    #[serde(default)]
    pub(crate) believe_agent_names: bool,
}

impl Adc03Bound {
    /// Constraints are about arguments of their own names, nobody counts, and no agent is believed about another one's name.
    pub fn new() -> Self {
        Self::default()
    }

    /// The argument that a constraint's key is about, where it has another name: `max_rows` bounds `limit`. A call without the
    /// argument is denied, and so is one where it is of another JSON type.
    #[must_use]
    pub fn quantity(mut self, key: impl Into<String>, argument: impl Into<String>) -> Self {
        self.quantities.insert(key.into(), argument.into());
        self
    }

    /// Takes every `client_id` for a subject of the root's issuer, so that policies can name delegated agents, and ask for
    /// `context.token.client_id`. Whoever holds a token is believed then: it can call the next agent by the name of any that a
    /// policy permits more, of any trust domain, and of any that may delegate.
    #[must_use]
    pub fn believe_agent_names(mut self) -> Self {
        self.believe_agent_names = true;
        self
    }

    /// The host counts what is limited over several calls (`max_lifetime`, `max_subtree`): a grant says what
    /// ([`Grant::limits`](crate::Grant::limits)). Without it a token with such a limit permits no call. Only `max_subtree` bounds
    /// whoever holds the token, see [`LimitKind::Lifetime`](crate::LimitKind::Lifetime).
    #[must_use]
    pub fn host_counts(mut self) -> Self {
        self.host_counts = true;
        self
    }
}

impl Reads for Adc03Bound {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(jws)
    }

    /// What the delegator calls a holder is kept with the token's place in its chain.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    /// draft-asor-wimse-agent-delegation-chain-02, section "Token Format": exactly the bytes of RFC 8785.
    fn check_form(&self, jws: &Jws<'_>, payload: &Object) -> Result<(), Denial> {
        jws.check_canonical(payload)
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        self.root(reader, issuer)
    }

    fn is_bound(&self) -> bool {
        true
    }

    fn linked(&self) -> Option<&dyn Draft> {
        Some(self)
    }

    /// Section "Token Format": fully-specified ones (RFC 9864), so not `EdDSA`.
    fn algorithms(&self, _issuer: &str) -> &'static [Algorithm] {
        FULLY_SPECIFIED
    }

    fn mistakes(&self, _issuer: &str) -> Vec<Problem> {
        let unnamed = |(key, argument): (&String, &String)| key.is_empty() || argument.is_empty();
        match self.quantities.iter().any(unnamed) {
            true => vec![Problem::new(
                "profile.adc-03-bound.quantities",
                "a key or an argument is empty",
            )],
            false => Vec::new(),
        }
    }
}

impl Draft for Adc03Bound {
    fn check_child_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(jws)
    }

    fn brings_key(&self) -> bool {
        true
    }

    /// delegator-bound-chains-00: the key that the parent confirms. A key in the header is no more than the way in which it
    /// travels, as in a DPoP proof (RFC 9449, section 4.3): it has to be the very one.
    fn child_key(&self, parent: &Claims, child: &Jws<'_>) -> Result<Jwk, Denial> {
        let confirmed = parent.confirmation.as_ref().ok_or_else(confirms_no_key)?;
        let brought = child.header_key()?;
        let key = confirmed.jwk().or(brought.as_ref()).ok_or_else(|| {
            Denial::new(
                Code::HeaderInvalid,
                "the header has no `jwk`, and the token before it confirms its key by thumbprint alone",
            )
        })?;
        let named = [confirmed.jkt(), brought.as_ref().map(Jwk::thumbprint)];
        match named
            .into_iter()
            .flatten()
            .all(|name| name == key.thumbprint())
        {
            true => Ok(key.clone()),
            false => Err(broken(
                "the header's `jwk` is not the key that the token before it confirms",
            )),
        }
    }

    fn read_child(&self, reader: &Reader<'_>, parent: &Claims) -> Result<Claims, Denial> {
        self.child(reader, parent)
    }

    /// Section "Offline Verification Algorithm", step 3: n < `del_max_depth`, the length of the chain.
    fn allows_depth(&self, depth: u64, most: u64) -> bool {
        depth < most
    }

    fn detail_type(&self) -> &'static str {
        DETAIL_TYPE
    }
}

/// RFC 9068, section 4: so that no ID token, proof or event passes for access.
fn check_type(jws: &Jws<'_>) -> Result<(), Denial> {
    match jws.has_type("at+jwt") {
        true => Ok(()),
        false => Err(refuse_type("at+jwt")),
    }
}

fn confirms_no_key() -> Denial {
    broken("the token before it confirms no key")
}

fn malformed(sentence: &str) -> Denial {
    Denial::new(
        Code::DetailsMalformed,
        format!("the `authorization_details` are not one `{DETAIL_TYPE}`: {sentence}"),
    )
}

const FULLY_SPECIFIED: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    #[cfg(feature = "es256k")]
    Algorithm::Es256k,
    #[cfg(feature = "ml-dsa")]
    Algorithm::MlDsa44,
    #[cfg(feature = "ml-dsa")]
    Algorithm::MlDsa65,
];
