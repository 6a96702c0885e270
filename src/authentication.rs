//! [`Required`]: what a tool requires of whoever calls it: scopes, and how the user was authenticated (RFC 9470).

use crate::denial::{Code, Denial};
use crate::scope::Scope;
use crate::time::UnixTime;
use crate::token::Authentication;

/// A tool's requirements. They are configuration, so a challenge may quote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Required {
    pub(crate) scope: Scope,
    pub(crate) step_up: Option<StepUp>,
}

/// How, or how recently, the user must have been authenticated (RFC 9470, section 3).
///
/// ```
/// # use narrowgate::StepUp;
/// let recently = StepUp::default().acr_value("urn:example:two-factor").max_age(300);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StepUp {
    pub(crate) acr_values: Vec<String>,
    pub(crate) max_age: Option<u32>,
}

impl StepUp {
    /// One of these must be the token's `acr`.
    #[must_use]
    pub fn acr_value(mut self, acr: impl Into<String>) -> Self {
        self.acr_values.push(acr.into());
        self
    }

    /// Seconds since `auth_time`, at most.
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }
}

impl Required {
    /// `beyond` is a scope that the tool requires, and that was not granted.
    pub(crate) fn check_scope(&self, beyond: Option<&str>) -> Result<(), Denial> {
        match beyond {
            None => Ok(()),
            Some(scope) => Err(Denial::new(
                Code::ScopeInsufficient,
                format!("the tool requires scope `{scope}`, which was not granted"),
            )
            .requiring(self)),
        }
    }

    /// RFC 9470, section 5: what the token does not say was not done.
    pub(crate) fn check_authentication(
        &self,
        authentication: &Authentication,
        now: UnixTime,
        leeway: u32,
    ) -> Result<(), Denial> {
        let Some(step_up) = &self.step_up else {
            return Ok(());
        };
        let acr = authentication.acr.as_ref();
        let strong = step_up.acr_values.is_empty()
            || acr.is_some_and(|acr| step_up.acr_values.contains(acr));
        let recent = step_up.max_age.is_none_or(|age| {
            let since = authentication.time;
            let oldest = now.minus(age.saturating_add(leeway));
            since.is_some_and(|time| time <= now.plus(leeway) && oldest <= time)
        });
        if strong && recent {
            return Ok(());
        }
        Err(Denial::new(
            Code::AuthenticationInsufficient,
            match strong {
                true => {
                    "the user was authenticated too long ago for this tool, or it is not known when"
                }
                false => "the user was not authenticated in the way that this tool requires",
            },
        )
        .requiring(self))
    }
}
