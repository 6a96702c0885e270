//! [`Views`] and [`Room`]: the entities that policies are asked with, put together as seldom as can be.

use core::cell::OnceCell;
use std::sync::Arc;

use cedar_policy_core::ast::Entity;
use cedar_policy_core::entities::Entities;

use super::facts::{add, knows};
use crate::denial::Denial;

/// One for those who see no asserted history, and one for those who do, where it is another.
#[derive(Clone, Debug, Default)]
pub(super) struct Views<T> {
    pub(super) shown: T,
    pub(super) with_history: Option<T>,
}

/// The entities of one question, or of all questions of a list.
pub(super) struct Room {
    /// The token's.
    known: Arc<Views<Entities>>,
    /// What comes to them.
    brought: Vec<Arc<Entity>>,
    joined: Views<Joined>,
}

/// Made when they are first asked for.
#[derive(Default)]
struct Joined {
    closed: OnceCell<Entities>,
    /// An entity that is not there is unknown.
    open: OnceCell<Entities>,
}

impl<T> Views<T> {
    pub(super) fn of(&self, sees_history: bool) -> &T {
        match &self.with_history {
            Some(with_history) if sees_history => with_history,
            _ => &self.shown,
        }
    }

    pub(super) fn map<U>(
        &self,
        work: impl Fn(&T) -> Result<U, Denial>,
    ) -> Result<Views<U>, Denial> {
        Ok(Views {
            shown: work(&self.shown)?,
            with_history: self.with_history.as_ref().map(work).transpose()?,
        })
    }

    fn each(&mut self) -> impl Iterator<Item = &mut T> {
        [&mut self.shown].into_iter().chain(&mut self.with_history)
    }
}

impl Views<Entities> {
    /// In place. Where it fails nothing is left.
    pub(super) fn add(&mut self, entity: &Arc<Entity>) -> Result<(), Denial> {
        for view in self.each() {
            *view = add(core::mem::take(view), [Arc::clone(entity)])?;
        }
        Ok(())
    }
}

impl Room {
    pub(super) fn new(known: Arc<Views<Entities>>, brought: Vec<Arc<Entity>>) -> Self {
        let joined = Views {
            shown: Joined::default(),
            with_history: known.with_history.as_ref().map(|_| Joined::default()),
        };
        Self {
            known,
            brought,
            joined,
        }
    }

    pub(super) fn known(&self) -> &Views<Entities> {
        &self.known
    }

    /// One more. What was put together before is not put together again.
    pub(super) fn admit(&mut self, entity: &Arc<Entity>) -> Result<(), Denial> {
        for Joined { closed, open } in self.joined.each() {
            for made in [closed, open] {
                if let Some(entities) = made.take() {
                    *made = OnceCell::from(add(entities, [Arc::clone(entity)])?);
                }
            }
        }
        self.brought.push(Arc::clone(entity));
        Ok(())
    }

    /// What the token knows, and what the call brings besides.
    pub(super) fn closed(&self, sees_history: bool) -> Result<&Entities, Denial> {
        let known = self.known.of(sees_history);
        let made = &self.joined.of(sees_history).closed;
        if let Some(entities) = made.get() {
            return Ok(entities);
        }
        let brought = self.brought.iter();
        let mut others = brought.filter(|one| !knows(known, one.uid())).peekable();
        if others.peek().is_none() {
            return Ok(known);
        }
        let entities = add(known.clone(), others.cloned())?;
        Ok(made.get_or_init(|| entities))
    }

    /// The same, where more may come.
    pub(super) fn open(&self, sees_history: bool) -> Result<&Entities, Denial> {
        let made = &self.joined.of(sees_history).open;
        if let Some(entities) = made.get() {
            return Ok(entities);
        }
        let entities = self.closed(sees_history)?.clone().partial();
        Ok(made.get_or_init(|| entities))
    }
}

#[cfg(test)]
mod tests;
