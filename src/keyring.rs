//! [`Keyring`]: the trusted issuers of a live gate, each with its keys of now.

use std::sync::{Arc, PoisonError, RwLock};

use crate::denial::{Code, Denial, Missing};
use crate::issuer::TrustedIssuer;
use crate::jose::json::{Object, Value};
use crate::jose::jwks::Jwks;
use crate::jose::jws::Jws;
use crate::time::UnixTime;

/// All issuers. Keys belong to one of them each, and are never tried for another.
#[derive(Debug)]
pub(crate) struct Keyring(Vec<Arc<Trusted>>);

/// An issuer, and what replaces its keys.
#[derive(Debug)]
pub(crate) struct Trusted {
    pub(crate) issuer: TrustedIssuer,
    keys: RwLock<Arc<Keys>>,
}

/// A key set and the time it was handed in. What was proven with it holds as long as it is the issuer's.
#[derive(Debug)]
pub(crate) struct Keys {
    set: Option<Jwks>,
    since: Option<UnixTime>,
}

impl Keyring {
    pub(crate) fn new(issuers: Vec<TrustedIssuer>) -> Self {
        let trusted = |mut issuer: TrustedIssuer| {
            let set = issuer.keys.take();
            let keys = Arc::new(Keys { set, since: None });
            Arc::new(Trusted {
                issuer,
                keys: RwLock::new(keys),
            })
        };
        Self(issuers.into_iter().map(trusted).collect())
    }

    pub(crate) fn issuers(&self) -> impl Iterator<Item = &TrustedIssuer> {
        self.0.iter().map(|trusted| &trusted.issuer)
    }

    /// RFC 8725, section 3.8: what is not verified yet only selects among configured issuers, by exact comparison. Where it
    /// selects several (by `iss`, by the trust domain of `sub`, by that in `aud`), `typ` tells their tokens apart, and where
    /// it does not, the issuer in `iss` comes first. Whichever it is, its keys and its rules are the ones that count.
    pub(crate) fn select(&self, jws: &Jws<'_>, payload: &Object) -> Option<&Arc<Trusted>> {
        let selects = |trusted: &&Arc<Trusted>| {
            let issuer = &trusted.issuer;
            issuer.profile.rules().selects(&issuer.issuer, payload)
        };
        self.0.iter().filter(selects).min_by_key(|trusted| {
            let rules = trusted.issuer.profile.rules();
            (
                rules.check_header(jws).is_err(),
                !trusted.is_named_by_iss(payload),
            )
        })
    }

    /// Do all tokens say in `iss` whose they are?
    pub(crate) fn is_by_iss_alone(&self) -> bool {
        self.issuers()
            .all(|issuer| issuer.profile.rules().names_issuer())
    }

    /// The issuer of this name.
    pub(crate) fn named(&self, issuer: &str) -> Option<&Trusted> {
        let named = |trusted: &&Arc<Trusted>| trusted.issuer.issuer == issuer;
        self.0.iter().find(named).map(AsRef::as_ref)
    }
}

impl Trusted {
    /// The keys of now.
    pub(crate) fn keys(&self) -> Arc<Keys> {
        // A panic elsewhere leaves the pointer whole
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on these. What is being verified with the old ones will not be remembered.
    pub(crate) fn replace(&self, set: Jwks, now: UnixTime) {
        self.put(Keys {
            set: Some(set),
            since: Some(now),
        });
    }

    /// From now on none.
    pub(crate) fn remove(&self) {
        self.put(Keys {
            set: None,
            since: None,
        });
    }

    fn put(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    fn is_named_by_iss(&self, payload: &Object) -> bool {
        matches!(payload.get("iss"), Some(Value::String(iss)) if *iss == self.issuer.issuer)
    }
}

impl Keys {
    /// # Errors
    ///
    /// `keys_missing`, until the host has handed them in, and after it has taken them away.
    pub(crate) fn set(&self, issuer: &str) -> Result<&Jwks, Denial> {
        self.set.as_ref().ok_or_else(|| {
            let sentence = "the issuer's keys were not handed in";
            Denial::new(Code::KeysMissing, sentence).lacking(Missing::Key {
                issuer: issuer.to_owned(),
                retry_after: 0,
            })
        })
    }

    /// A key may be new (its `kid` is unknown), or may have changed, or be of another type, under a `kid` that stayed, as
    /// issuers with a static `kid` do it: the host may fetch the set again, and not more often than every [`COOLDOWN`] seconds.
    pub(crate) fn may_be_stale(&self, denial: Denial, issuer: &str, now: UnixTime) -> Denial {
        let age = self.since.map_or(u64::MAX, |since| {
            now.as_secs().saturating_sub(since.as_secs())
        });
        match denial.code() {
            Code::KeyUnknown | Code::KeyUnsuitable | Code::SignatureInvalid => {
                denial.lacking(Missing::Key {
                    issuer: issuer.to_owned(),
                    retry_after: u32::try_from(COOLDOWN.saturating_sub(age)).unwrap_or_default(),
                })
            }
            _ => denial,
        }
    }
}

/// Seconds between two fetches of one issuer's keys that tokens can cause: what `jose` waits, too.
const COOLDOWN: u64 = 30;
