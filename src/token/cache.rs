//! [`Cache`]: tokens that were seen a moment ago.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::VerifiedToken;

/// Remembers what signature and parsing proved, by the exact bytes of the token. Never time, proof or policy:
/// those are looked at on every call.
///
/// Two generations: when the young one is full it becomes the old one, and the old one is dropped. So it is
/// bounded, what is in use stays, and no eviction takes longer than any other.
pub(crate) struct Cache {
    generations: Mutex<Generations>,
    capacity: usize,
}

#[derive(Default)]
struct Generations {
    young: BTreeMap<Box<str>, Arc<VerifiedToken>>,
    old: BTreeMap<Box<str>, Arc<VerifiedToken>>,
}

impl Cache {
    /// Room for `capacity` tokens; 0 remembers none.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            generations: Mutex::default(),
            capacity: capacity.div_ceil(2),
        }
    }

    /// Only a verification that succeeded is remembered, so a failure costs its full price every time, and a
    /// flood of forged tokens can't push good ones out.
    pub(crate) fn get_or_verify<E>(
        &self,
        token: &str,
        still_holds: impl FnOnce(&VerifiedToken) -> bool,
        verify: impl FnOnce() -> Result<VerifiedToken, E>,
    ) -> Result<Arc<VerifiedToken>, E> {
        if let Some(known) = self.get(token, still_holds) {
            return Ok(known);
        }
        let verified = Arc::new(verify()?);
        self.remember(token, &verified);
        Ok(verified)
    }

    /// What is remembered of this token, where it still holds.
    pub(crate) fn get(
        &self,
        token: &str,
        still_holds: impl FnOnce(&VerifiedToken) -> bool,
    ) -> Option<Arc<VerifiedToken>> {
        let known = match self.capacity {
            0 => None,
            capacity => self.lock().get(token, capacity),
        };
        known.filter(|known| still_holds(known))
    }

    /// From now on.
    pub(crate) fn remember(&self, token: &str, verified: &Arc<VerifiedToken>) {
        if self.capacity > 0 {
            self.lock()
                .insert(token.into(), Arc::clone(verified), self.capacity);
        }
    }

    /// A panic elsewhere leaves the maps whole: every change below is one insertion or one swap.
    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        self.generations
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Says how many, never which: the keys of the maps are tokens.
impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let generations = self.lock();
        let remembered = generations
            .young
            .len()
            .saturating_add(generations.old.len());
        f.debug_struct("Cache")
            .field("remembered", &remembered)
            .finish_non_exhaustive()
    }
}

impl Generations {
    fn get(&mut self, token: &str, capacity: usize) -> Option<Arc<VerifiedToken>> {
        if let Some(known) = self.young.get(token) {
            return Some(Arc::clone(known));
        }
        let (token, known) = self.old.remove_entry(token)?;
        self.insert(token, Arc::clone(&known), capacity);
        Some(known)
    }

    fn insert(&mut self, token: Box<str>, verified: Arc<VerifiedToken>, capacity: usize) {
        if self.young.len() >= capacity {
            self.old = core::mem::take(&mut self.young);
        }
        self.young.insert(token, verified);
    }
}
