//! What came out of a case, and whether that was right.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::case::Expect;

/// What came out of one case, in one artifact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// Accepted, with the result or `true`.
    Accept {
        /// The result in its JSON form.
        accept: Value,
    },
    /// Not narrower.
    Reject {
        /// Always `true`.
        reject: bool,
    },
    /// Denied.
    Deny {
        /// The code's stable name.
        deny: String,
        /// Position of the token, root first, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hop: Option<u64>,
        /// The sentence.
        message: String,
        /// What an approval has to be of.
        #[serde(default, rename = "callHash", skip_serializing_if = "Option::is_none")]
        call_hash: Option<String>,
        /// Its other data: `policies`, `advice`, `near`.
        #[serde(default)]
        denial: Box<Value>,
    },
    /// The configuration or the key set was refused.
    #[serde(rename_all = "camelCase")]
    ConfigError {
        /// Every mistake.
        config_error: Vec<Problem>,
    },
    /// The artifact has no such layer.
    Skip {
        /// Why.
        skip: String,
    },
    /// No answer: a trap, a panic, an exception. Never right.
    Fault {
        /// What happened.
        fault: String,
    },
}

/// One mistake in a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub path: String,
    /// What.
    pub message: String,
    /// Where in a file of policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Value>,
}

impl Outcome {
    /// No answer, for this reason.
    pub fn fault(reason: impl ToString) -> Self {
        Self::Fault {
            fault: reason.to_string(),
        }
    }

    /// `authorize` and `decide` are one verdict; two are a fault.
    #[must_use]
    pub fn same_as(self, decided: Self) -> Self {
        if self == decided {
            self
        } else {
            Self::fault(format!("`authorize` says {self}, `decide` says {decided}"))
        }
    }

    /// Is this what was expected?
    ///
    /// # Errors
    ///
    /// The member that is different, where only one is.
    pub fn meets(&self, expect: &Expect) -> Result<(), Option<String>> {
        match (expect, self) {
            (Expect::Accept(None), Self::Accept { .. }) | (Expect::Reject, Self::Reject { .. }) => {
                Ok(())
            }
            (Expect::Accept(Some(members)), Self::Accept { accept }) => {
                contains(accept, members, "").map_err(Some)
            }
            (
                Expect::Deny {
                    code,
                    hop,
                    call_hash,
                    denial,
                },
                Self::Deny {
                    deny,
                    hop: at,
                    call_hash: of,
                    denial: said,
                    ..
                },
            ) if code == deny
                && (hop.is_none() || hop == at)
                && (call_hash.is_none() || call_hash == of) =>
            {
                match denial {
                    Some(members) => contains(said, members, "").map_err(Some),
                    None => Ok(()),
                }
            }
            (Expect::ConfigError { path, span }, Self::ConfigError { config_error })
                if config_error.iter().any(|problem| {
                    &problem.path == path && (span.is_none() || &problem.span == span)
                }) =>
            {
                Ok(())
            }
            _ => Err(None),
        }
    }
}

/// Objects are compared member by member, everything else whole.
fn contains(actual: &Value, expected: &Map<String, Value>, place: &str) -> Result<(), String> {
    for (name, wanted) in expected {
        let place = format!("{place}.{name}");
        match (wanted, actual.get(name)) {
            // What a profile vouches for is compared whole: one attribute too many is as wrong as one too few
            (Value::Object(inner), Some(found @ Value::Object(_))) if name != "attributes" => {
                contains(found, inner, &place)?
            }
            (wanted, Some(found)) if wanted == found => {}
            (_, found) => {
                let found = found.map_or("nothing".to_owned(), Value::to_string);
                return Err(format!(
                    "{} is {found}, not {wanted}",
                    place.trim_start_matches('.')
                ));
            }
        }
    }
    Ok(())
}

/// The verdict on one case in one artifact, by the names of x509-limbo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// As expected.
    Pass,
    /// The artifact has no such layer.
    Skip,
    /// Not as expected, and listed with a reason.
    KnownDivergence,
    /// Not as expected.
    UnexpectedFailure,
    /// Listed as a divergence, and as expected: the list must shrink.
    UnexpectedSuccess,
}

impl Status {
    /// `met` is whether the outcome was as expected; `listed`, whether it is a known divergence.
    pub fn of(outcome: &Outcome, met: bool, listed: bool) -> Self {
        match (outcome, met, listed) {
            (Outcome::Skip { .. }, _, _) => Self::Skip,
            (_, true, false) => Self::Pass,
            (_, true, true) => Self::UnexpectedSuccess,
            (_, false, false) => Self::UnexpectedFailure,
            (_, false, true) => Self::KnownDivergence,
        }
    }

    /// Does it fail the run?
    pub fn fails(self) -> bool {
        match self {
            Self::Pass | Self::Skip | Self::KnownDivergence => false,
            Self::UnexpectedFailure | Self::UnexpectedSuccess => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn accepted_members_are_compared_one_by_one_and_arrays_whole() {
        let outcome = Outcome::Accept {
            accept: json!({"a": {"b": 1, "c": 2}, "l": [1, 2]}),
        };
        let expect = |value: Value| Expect::Accept(value.as_object().cloned());
        assert_eq!(
            outcome.meets(&expect(json!({"a": {"b": 1}, "l": [1, 2]}))),
            Ok(())
        );
        assert_eq!(
            outcome.meets(&expect(json!({"l": [1]}))),
            Err(Some("l is [1,2], not [1]".to_owned()))
        );
        assert_eq!(
            outcome.meets(&expect(json!({"a": {"d": 1}}))),
            Err(Some("a.d is nothing, not 1".to_owned()))
        );
        assert!(outcome.meets(&Expect::Reject).is_err());
    }

    #[test]
    fn a_fault_meets_nothing() {
        let fault = Outcome::fault("trap");
        for expect in [
            Expect::Accept(None),
            Expect::Reject,
            Expect::ConfigError {
                path: String::new(),
                span: None,
            },
        ] {
            assert!(fault.meets(&expect).is_err());
        }
    }

    #[test]
    fn a_listed_case_that_passes_fails_the_run() {
        let outcome = Outcome::Reject { reject: true };
        assert_eq!(Status::of(&outcome, true, true), Status::UnexpectedSuccess);
        assert_eq!(Status::of(&outcome, false, true), Status::KnownDivergence);
        assert!(Status::UnexpectedSuccess.fails() && !Status::KnownDivergence.fails());
    }
}
