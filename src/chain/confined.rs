//! [`Confined`]: who may act, and not pass on what it was given.

use std::collections::BTreeSet;

use crate::identity::Identity;
use crate::jose::jwk::named_thumbprint;
use crate::spiffe::SpiffeId;

/// The subjects that may not delegate, of every issuer of a gate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Confined {
    listed: BTreeSet<Identity>,
    /// SPIFFE IDs and identifiers of WIMSE among them: they name their trust domain, so they are the same ones whoever says them.
    workloads: BTreeSet<String>,
}

impl Confined {
    pub(crate) fn insert(&mut self, who: Identity) {
        if SpiffeId::parse_workload(who.subject()).is_some() {
            self.workloads.insert(who.subject().to_owned());
        }
        self.listed.insert(who);
    }

    pub(crate) fn contains(&self, who: &Identity) -> bool {
        self.listed.contains(who) || self.workloads.contains(who.subject())
    }

    /// Is somebody listed by a name, and not by a key? Of whom only the key is known could be that one.
    pub(crate) fn has_names(&self) -> bool {
        let is_name = |who: &Identity| named_thumbprint(who.subject()).is_none();
        self.listed.iter().any(is_name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}
