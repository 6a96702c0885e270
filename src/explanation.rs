//! [`Near`]: why a policy that could have permitted a call did not. For logs: the client is never told.

/// A policy that came near to permitting a call that none permitted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Near {
    policy: String,
    /// How many of its conditions did not hold.
    unmet: usize,
    part: Part,
    /// The first condition that did not hold, as it is written; cut after 200 characters.
    condition: String,
    outcome: Unmet,
}

/// Where in a policy a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Part {
    /// The scope: `principal`.
    Principal,
    /// The scope: `resource`.
    Resource,
    /// A conjunct of a `when`, or of what `unless` denies.
    Condition,
}

/// What became of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unmet {
    /// It was evaluated, and does not hold.
    False,
    /// On its own it can't be evaluated: it asks for something that is not there.
    Error,
}

impl Near {
    #[cfg(feature = "cedar")]
    pub(crate) fn new(
        policy: &str,
        unmet: usize,
        part: Part,
        condition: &str,
        outcome: Unmet,
    ) -> Self {
        Self {
            policy: policy.to_owned(),
            unmet,
            part,
            condition: condition.chars().take(MAX_CHARS).collect(),
            outcome,
        }
    }

    /// The policy's name.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// How many of its conditions did not hold.
    pub fn unmet(&self) -> usize {
        self.unmet
    }

    /// Where the first one of them stands.
    pub fn part(&self) -> Part {
        self.part
    }

    /// The first one of them, as it is written.
    pub fn condition(&self) -> &str {
        &self.condition
    }

    /// What became of it.
    pub fn outcome(&self) -> Unmet {
        self.outcome
    }
}

impl core::fmt::Display for Near {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            policy, condition, ..
        } = self;
        match self.outcome {
            Unmet::False => write!(
                f,
                "`{policy}` would permit it, but `{condition}` does not hold"
            ),
            Unmet::Error => write!(
                f,
                "`{policy}` would permit it, but `{condition}` can't be evaluated"
            ),
        }
    }
}

#[cfg(feature = "cedar")]
const MAX_CHARS: usize = 200;
