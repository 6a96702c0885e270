//! The one authorization detail: scopes, and constraints on what is done with them.

use std::collections::BTreeMap;

use super::constraint::Constraints;
use super::malformed;
use super::scope::Scopes;
use crate::counted::LimitKind;
use crate::denial::Denial;
use crate::jose::json::{Object, Value};
use crate::limits::Limits;
use crate::scope::Scope;

/// What such a token grants.
#[derive(Debug)]
pub(crate) struct Delegation {
    scopes: Scopes,
    constraints: Constraints,
    /// The arguments that its keys are about, where they have other names.
    arguments: BTreeMap<String, String>,
    host_counts: bool,
}

impl Delegation {
    /// draft-asor-wimse-agent-delegation-chain-02, section "Authority Representation": exactly one detail, of this type, and
    /// with no other members than these.
    pub(super) fn read(
        details: &Value,
        limits: &Limits,
        quantities: &BTreeMap<String, String>,
        host_counts: bool,
    ) -> Result<(Self, Scope), Denial> {
        let detail = match details {
            Value::Array(details) => match details.as_slice() {
                [Value::Object(detail)] => detail,
                [_] => return Err(malformed("the entry is no object")),
                _ => return Err(malformed("there is not exactly one entry")),
            },
            _ => return Err(malformed("they are no array")),
        };
        if !matches!(detail.get("type"), Some(Value::String(kind)) if kind == DETAIL_TYPE) {
            return Err(malformed("the entry is of another type"));
        }
        let known = |name: &String| matches!(name.as_str(), "type" | "scopes" | "constraints");
        if !detail.keys().all(known) {
            return Err(malformed("the entry has a member that the type has not"));
        }
        let scopes = detail.get("scopes");
        let scopes = scopes.ok_or_else(|| malformed("the entry has no `scopes`"))?;
        let (scopes, scope) = Scopes::read(scopes, limits.scope_tokens)?;
        let constraints = detail.get("constraints").map(Constraints::read);
        let constraints = constraints.transpose()?.unwrap_or_default();
        let delegation = Self {
            arguments: quantities
                .iter()
                .filter(|(key, _)| constraints.has(key))
                .map(|(key, argument)| (key.clone(), argument.clone()))
                .collect(),
            scopes,
            constraints,
            host_counts,
        };
        Ok((delegation, scope))
    }

    /// The first of these scopes that is not covered.
    pub(crate) fn first_uncovered<'a>(&self, scopes: &'a Scope) -> Option<&'a str> {
        self.scopes.first_uncovered(scopes.iter())
    }

    /// The first scope that `parent` does not cover.
    pub(in crate::chain::linked) fn scope_beyond(&self, parent: &Self) -> Option<&str> {
        parent.scopes.first_uncovered(self.scopes.iter())
    }

    /// What its constraints leave, and those of `parent` don't.
    pub(in crate::chain::linked) fn first_beyond(&self, parent: &Self) -> Option<String> {
        self.constraints.first_beyond(&parent.constraints)
    }

    /// Section "Offline Verification Algorithm", step 8: every constraint, by the arguments alone.
    pub(in crate::chain::linked) fn permits(&self, input: &Object) -> Result<(), Denial> {
        let argument = |key| self.arguments.get(key).map_or(key, String::as_str);
        self.constraints.permits(input, argument, self.host_counts)
    }

    /// What is limited over several calls: key, kind, and how much in all.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&str, LimitKind, f64)> {
        self.constraints.sums()
    }
}

/// Section "Authority Representation".
pub(crate) const DETAIL_TYPE: &str = "agent_delegation";
