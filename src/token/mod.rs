//! Payload to verified token: [`Claims`], and [`VerifiedToken`], which only [`VerifiedToken::verify`] makes.

mod audience;
mod authority;
mod cache;
mod claims;
mod reader;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use audience::Audience;
pub(crate) use cache::Cache;
pub(crate) use claims::{Authentication, Claims};
pub(crate) use reader::{Reader, invalid, missing};

use crate::chain::linked::Parent;
use crate::denial::{Code, Denial};
use crate::details::DetailTypes;
use crate::jose::budget::Budget;
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::thumbprint_uri;
use crate::jose::jws::Jws;
use crate::keyring::{Keyring, Keys, Trusted};
use crate::limits::Limits;
use crate::profile::{Addressee, Carrier};
use crate::proof::Confirmation;
use crate::revocation::Status;
use crate::time::UnixTime;

/// A token of a trusted issuer: signature, type and claims were proven. Time was not: it is checked on every
/// call, [`Self::check_time`].
#[derive(Debug)]
pub(crate) struct VerifiedToken {
    /// Of all that this process verifies, no other has it.
    pub(crate) serial: u64,
    pub(crate) claims: Claims,
    pub(crate) algorithm: Algorithm,
    pub(crate) carrier: Carrier,
    /// Thumbprint of the key that signed: the issuer's, or that of a parent's holder.
    pub(crate) key: String,
    /// SHA-256 of what was signed: by it children and revocations name the token, whatever its signature is made to look like.
    hash: [u8; 32],
    /// What the issuer calls those who act besides.
    other_names: Vec<String>,
    /// Where its revocation is published, or why that can't be read.
    pub(crate) status: Result<Option<Status>, Denial>,
    trusted: Arc<Trusted>,
    /// The issuer's keys at that time.
    keys: Arc<Keys>,
    #[cfg(feature = "cedar")]
    pub(crate) facts: crate::policy::RememberedFacts,
    /// All that it says, where policies have it.
    #[cfg(feature = "cedar")]
    pub(crate) payload: Option<Object>,
}

impl VerifiedToken {
    /// From bytes to proof, each step only after the one before.
    pub(crate) fn verify(
        token: &str,
        keyring: &Keyring,
        details: &DetailTypes,
        limits: &Limits,
        budget: &mut Budget,
        now: UnixTime,
    ) -> Result<Self, Denial> {
        let jws = Jws::parse(token, limits)?;
        let payload = jws.untrusted_payload(limits)?;
        let trusted = keyring
            .select(&jws, &payload)
            .ok_or_else(|| refuse_issuer(&payload, keyring))?;
        let (issuer, rules) = (&trusted.issuer, trusted.issuer.profile.rules());
        let algorithm = jws.algorithm(&issuer.algorithms)?;
        rules.check_header(&jws)?;
        if rules.requires_kid(&issuer.issuer) && jws.kid().is_none() {
            return Err(Denial::new(Code::HeaderInvalid, "the header has no `kid`"));
        }
        let keys = trusted.keys();
        let key = jws
            .verify(keys.set(&issuer.issuer)?, algorithm, budget)
            .map_err(|denial| keys.may_be_stale(denial, &issuer.issuer, now))?;
        let key = key.thumbprint().to_owned();
        rules.check_form(&jws, &payload)?;
        let reader = Reader::new(&payload, limits)
            .with_actor_issuers(&issuer.actor_issuers)
            .with_details(details.of(&issuer.audience))
            .with_actor_claim(issuer.actor.unwrap_or_default());
        let claims = rules.read(&reader, &issuer.issuer)?;
        issuer.scope_relation.check(&claims.scope)?;
        if issuer.requires_binding && claims.confirmation.is_none() {
            return Err(Denial::new(
                Code::BindingRequired,
                "the token is bound to no key, and its issuer is to bind them",
            ));
        }
        // RFC 7519, section 4.1.3, where `aud` is not the gate's to compare
        if let Addressee::Only(name) = rules.addressee() {
            claims.audience.check_only(name)?;
        }
        Ok(Self {
            serial: next_serial(),
            hash: jws.signing_input_sha256(),
            status: read_status(&reader, &claims)?,
            other_names: rules.other_names(&reader, &claims)?,
            claims,
            algorithm,
            carrier: rules.carrier(),
            key,
            trusted: Arc::clone(trusted),
            keys,
            #[cfg(feature = "cedar")]
            facts: crate::policy::RememberedFacts::default(),
            #[cfg(feature = "cedar")]
            payload: issuer.keeps_payload.then_some(payload),
        })
    }

    /// The next token of a linked chain: the signature by the key that its parent confirms before anything that it says.
    pub(crate) fn verify_child(
        token: &str,
        parent: &Self,
        limits: &Limits,
        budget: &mut Budget,
    ) -> Result<Self, Denial> {
        let (issuer, rules) = (
            &parent.trusted.issuer,
            parent.trusted.issuer.profile.rules(),
        );
        let link = Parent::new(rules, &parent.claims, &parent.hash)?;
        let jws = link.parse(token, limits)?;
        let algorithm = jws.algorithm(&issuer.algorithms)?;
        let key = link.key_of(&jws)?;
        jws.verify_with(&key, algorithm, budget)?;
        let payload = jws.untrusted_payload(limits)?;
        let claims = link.read(&jws, &payload, limits)?;
        Ok(Self {
            serial: next_serial(),
            hash: jws.signing_input_sha256(),
            status: read_status(&Reader::new(&payload, limits), &claims)?,
            other_names: Vec::new(),
            claims,
            algorithm,
            carrier: rules.carrier(),
            key: key.thumbprint().to_owned(),
            trusted: Arc::clone(&parent.trusted),
            keys: Arc::clone(&parent.keys),
            #[cfg(feature = "cedar")]
            facts: crate::policy::RememberedFacts::default(),
            #[cfg(feature = "cedar")]
            payload: issuer.keeps_payload.then_some(payload),
        })
    }

    /// Is it the issuer's own word, or a token that an agent has signed?
    pub(crate) fn is_signed_by_issuer(&self) -> bool {
        let linked = self.claims.linked.as_ref();
        linked.is_none_or(|linked| linked.parent.is_none())
    }

    /// Is it of a linked chain?
    pub(crate) fn is_linked(&self) -> bool {
        self.claims.linked.is_some()
    }

    /// What its children hold of it.
    pub(crate) fn link_hash(&self) -> Result<&[u8; 32], Denial> {
        match self.is_linked() {
            true => Ok(&self.hash),
            false => Err(Denial::new(Code::Internal, "the token can't have children")),
        }
    }

    /// SHA-256 of what was signed.
    pub(crate) fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Is it the child of this one? Its parent is known by the hash of all that it says, so by its key as well.
    pub(crate) fn is_child_of(&self, parent: &Self) -> bool {
        let held = self
            .claims
            .linked
            .as_ref()
            .and_then(|linked| linked.parent.as_ref());
        parent.is_linked() && held == Some(&parent.hash)
    }

    /// Whether the keys that proved it are still the issuer's.
    pub(crate) fn is_proven_by_keys_of_now(&self) -> bool {
        Arc::ptr_eq(&self.trusted.keys(), &self.keys)
    }

    /// It says nothing of who presents it, so that has to be proven beside it.
    pub(crate) fn needs_caller(&self) -> bool {
        self.trusted.issuer.profile.rules().needs_caller()
    }

    /// May a workload of this trust domain present it?
    pub(crate) fn takes_caller(&self, domain: &str) -> bool {
        self.trusted.issuer.profile.rules().takes_caller(domain)
    }

    /// No more actors than the gate, or the token's issuer where that is less, allows behind a principal.
    pub(crate) fn check_depth(&self, most: usize) -> Result<(), Denial> {
        let own = self.trusted.issuer.max_depth;
        let most = own.map_or(most, |own| own.min(most));
        match self.claims.depth() {
            depth if depth > most => Err(Denial::new(
                Code::DepthExceeded,
                format!("{depth} actors stand behind the principal, more than {most}"),
            )),
            _ => Ok(()),
        }
    }

    /// The tenant that its issuer vouches for, in the issuer's own terms; `None` where it vouches for none.
    pub(crate) fn tenant(&self) -> Option<Vec<&str>> {
        let names = self.trusted.issuer.profile.rules().tenant();
        let value = |name| self.claims.attributes.get(name).map(String::as_str);
        let said: Option<Vec<&str>> = names.iter().map(value).collect();
        said.filter(|said| !said.is_empty())
    }

    /// The task or mission that it is for, by name and value, where the issuer's profile vouches for one.
    pub(crate) fn task(&self) -> Option<(&str, &str)> {
        let name = self.trusted.issuer.profile.rules().task()?;
        let value = self.claims.attributes.get(name)?;
        Some((name, value))
    }

    /// Whose subjects it names, where that is not its issuer.
    pub(crate) fn names_subjects_of(&self) -> Option<&str> {
        self.trusted.issuer.profile.rules().names_subjects_of()
    }

    /// Names of those who act, and of the client, besides those of its actors and of its principal: whatever the issuer, the delegator or a key gives them.
    pub(crate) fn other_names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let claims = &self.claims;
        let called = claims
            .linked
            .as_ref()
            .and_then(|linked| linked.called.as_ref());
        let key = claims
            .confirmation
            .as_ref()
            .and_then(Confirmation::key_thumbprint);
        let said = self.other_names.iter().chain(claims.actors.clients());
        said.chain(&claims.client_id)
            .chain(called)
            .map(|name| Cow::Borrowed(name.as_str()))
            .chain(key.map(|key| Cow::Owned(thumbprint_uri(key))))
    }

    /// To whom it is addressed (RFC 7519, section 4.1.3), and to which resource, where the issuer says so.
    pub(crate) fn check_audience(&self, own: &Audience) -> Result<(), Denial> {
        let issuer = &self.trusted.issuer;
        if issuer.profile.rules().addressee() == Addressee::Gate {
            match issuer.audience.as_slice() {
                [] => self.claims.audience.check(own.names())?,
                others => self.claims.audience.check(others)?,
            }
        }
        match &self.claims.resource {
            Some(resource) => resource.check(own.names()),
            None => Ok(()),
        }
    }

    /// RFC 7519, sections 4.1.4 to 4.1.6. On every call, whatever the cache remembers.
    pub(crate) fn check_time(
        &self,
        now: UnixTime,
        leeway: u32,
        max_lifetime: Option<u32>,
    ) -> Result<(), Denial> {
        let claims = &self.claims;
        // Section 4.1.4: on or after `exp` it is not accepted
        if now.minus(leeway) >= claims.expires {
            return Err(Denial::new(
                Code::TokenExpired,
                format!(
                    "the token expired at {}, {} s ago",
                    claims.expires,
                    now.plus(0).seconds_since(claims.expires)
                ),
            ));
        }
        if let Some(not_before) = claims.not_before.filter(|nbf| now.plus(leeway) < *nbf) {
            return Err(Denial::new(
                Code::TokenNotYetValid,
                format!(
                    "the token is not valid before {not_before}, {} s from now",
                    not_before.seconds_since(now.plus(0))
                ),
            ));
        }
        if let Some(issued) = claims.issued.filter(|iat| *iat > now.plus(leeway)) {
            return Err(Denial::new(
                Code::TokenIssuedInFuture,
                format!(
                    "the token was issued at {issued}, {} s from now",
                    issued.seconds_since(now.plus(0))
                ),
            ));
        }
        // Without `iat` nothing says how long it lives in all: then what is left of it counts
        let since = claims.issued.unwrap_or_else(|| now.plus(0));
        let lifetime = claims.expires.seconds_since(since);
        let own = self.trusted.issuer.profile.rules().max_lifetime();
        match own.into_iter().chain(max_lifetime).min() {
            Some(most) if lifetime > u64::from(most) => Err(Denial::new(
                Code::LifetimeTooLong,
                format!("the token lives {lifetime} s, more than {most} s"),
            )),
            _ => Ok(()),
        }
    }
}

fn next_serial() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Of a linked chain it counts. Elsewhere it helps a host that has to look anyway, and issuers wrote what they liked under
/// this name before there was a draft: what has a `status_list` is for [`revocation::check`](crate::revocation::check).
fn read_status(
    reader: &Reader<'_>,
    claims: &Claims,
) -> Result<Result<Option<Status>, Denial>, Denial> {
    match (&claims.linked, reader.object("status")) {
        (Some(_), _) => reader.status().map(Ok),
        (None, Ok(Some(status))) if status.has("status_list") => Ok(reader.status()),
        (None, _) => Ok(Ok(None)),
    }
}

/// Why nobody who is configured issued it.
fn refuse_issuer(payload: &Object, keyring: &Keyring) -> Denial {
    match payload.get("iss") {
        Some(Value::String(_)) => Denial::new(
            Code::IssuerUnknown,
            "`iss` is none of the configured issuers",
        ),
        Some(other) => invalid(format!("`iss` is {}, not a string", other.kind())),
        None if keyring.is_by_iss_alone() => missing("iss"),
        None => Denial::new(
            Code::IssuerUnknown,
            "the token is of none of the configured issuers and trust domains",
        ),
    }
}
