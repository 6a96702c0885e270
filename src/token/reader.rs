//! [`Reader`]: typed access to a payload. The wrong type is an error, never "absent".

use super::Audience;
use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::details::{Details, Registered};
use crate::identity::Identity;
use crate::jose::json::{Object, Value};
use crate::limits::Limits;
use crate::profile::ActorClaim;
use crate::proof::Confirmation;
use crate::revocation::Status;
use crate::scope::Scope;
use crate::time::NumericDate;

/// The members of an object that a profile reads, each by the rules of RFC 7519, sections 2 and 4.1.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    members: &'a Object,
    limits: &'a Limits,
    actor_issuers: &'a [String],
    details: Option<Registered<'a>>,
    actor_claim: ActorClaim,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(members: &'a Object, limits: &'a Limits) -> Self {
        Self {
            members,
            limits,
            actor_issuers: &[],
            details: None,
            actor_claim: ActorClaim::Act,
        }
    }

    /// Besides its own, the issuer may name actors of these.
    pub(crate) fn with_actor_issuers(self, actor_issuers: &'a [String]) -> Self {
        Self {
            actor_issuers,
            ..self
        }
    }

    /// The issuer may write details of these types.
    pub(crate) fn with_details(self, details: Registered<'a>) -> Self {
        Self {
            details: Some(details),
            ..self
        }
    }

    /// Where the issuer's tokens say who acts.
    pub(crate) fn with_actor_claim(self, actor_claim: ActorClaim) -> Self {
        Self {
            actor_claim,
            ..self
        }
    }

    pub(crate) fn actor_claim(&self) -> ActorClaim {
        self.actor_claim
    }

    /// How much is looked at.
    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// A string that is not empty.
    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, Denial> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// Each of these is a string that is not empty.
    pub(crate) fn require_texts(&self, names: &[&str]) -> Result<(), Denial> {
        names
            .iter()
            .try_for_each(|name| self.required_text(name).map(|_| ()))
    }

    /// A string that is not empty, where there is one.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Denial> {
        match self.text_or_empty(name)? {
            Some("") => Err(invalid(format!("`{name}` is empty"))),
            text => Ok(text),
        }
    }

    /// A string, where there is one. For claims that an issuer writes even where it has nothing to say.
    pub(crate) fn text_or_empty(&self, name: &str) -> Result<Option<&'a str>, Denial> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(invalid(format!(
                "`{name}` is {}, not a string",
                other.kind()
            ))),
        }
    }

    /// `iss` is the configured issuer, byte by byte (RFC 7519, section 4.1.1).
    pub(crate) fn issuer_is(&self, issuer: &str) -> Result<(), Denial> {
        match self.required_text("iss")? == issuer {
            true => Ok(()),
            false => Err(Denial::new(
                Code::IssuerUnknown,
                "`iss` is not the configured issuer",
            )),
        }
    }

    /// `sub`, which must be there, of this issuer.
    pub(crate) fn subject_of(&self, issuer: &str) -> Result<Identity, Denial> {
        Identity::new(issuer, self.required_text("sub")?, Code::ClaimInvalid)
    }

    /// The nested `act` (RFC 8693, section 4.1).
    pub(crate) fn actors(&self, issuer: &str) -> Result<Actors, Denial> {
        let (act, cnf) = (self.members.get("act"), self.members.get("cnf"));
        Actors::read(act, cnf, issuer, self.actor_issuers)
    }

    /// `authorization_details` (RFC 9396, section 2).
    pub(crate) fn details(&self) -> Result<Details, Denial> {
        match self.members.get("authorization_details") {
            Some(claim) => Details::read(claim, self.details),
            None => Ok(Details::default()),
        }
    }

    /// `cnf`, where there is one (RFC 7800, section 3.1).
    pub(crate) fn confirmation(&self) -> Result<Option<Confirmation>, Denial> {
        self.members.get("cnf").map(Confirmation::read).transpose()
    }

    /// `status`, where there is one (draft-ietf-oauth-status-list, section 6.1).
    pub(crate) fn status(&self) -> Result<Option<Status>, Denial> {
        let status = self.object("status")?;
        status.as_ref().map(Status::read).transpose()
    }

    pub(crate) fn required_date(&self, name: &str) -> Result<NumericDate, Denial> {
        self.date(name)?.ok_or_else(|| missing(name))
    }

    /// RFC 7519, section 2: a JSON number, which may have a fraction.
    pub(crate) fn date(&self, name: &str) -> Result<Option<NumericDate>, Denial> {
        let date = match self.members.get(name) {
            None => return Ok(None),
            Some(Value::Integer(seconds)) => NumericDate::from_integer(*seconds),
            Some(Value::Float(seconds)) => NumericDate::from_float(*seconds),
            Some(Value::Beyond(_)) => None,
            Some(other) => {
                return Err(invalid(format!(
                    "`{name}` is {}, not a number",
                    other.kind()
                )));
            }
        };
        date.map(Some)
            .ok_or_else(|| invalid(format!("`{name}` is not a time from 1970 to 9999")))
    }

    /// A whole number that is not negative.
    pub(crate) fn count(&self, name: &str) -> Result<Option<u64>, Denial> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::Integer(number)) => u64::try_from(*number)
                .map(Some)
                .map_err(|_| invalid(format!("`{name}` is negative"))),
            Some(other) => Err(invalid(format!(
                "`{name}` is {}, not a whole number",
                other.kind()
            ))),
        }
    }

    /// RFC 7519, section 4.1.3: `aud` is a string or an array of strings.
    pub(crate) fn audience(&self) -> Result<Audience, Denial> {
        if !self.has("aud") {
            return Err(missing("aud"));
        }
        self.names("aud", self.limits.audiences).map(Audience::new)
    }

    /// A string, or an array of at most `most` strings; none is empty, and there is at least one.
    pub(crate) fn names(&self, name: &str, most: usize) -> Result<Vec<String>, Denial> {
        let entries = match self.members.get(name) {
            None => return Ok(Vec::new()),
            Some(entry @ Value::String(_)) => core::slice::from_ref(entry),
            Some(Value::Array(entries)) => entries,
            Some(other) => {
                return Err(invalid(format!(
                    "`{name}` is {}, not a string or an array",
                    other.kind()
                )));
            }
        };
        if entries.is_empty() || entries.len() > most {
            let count = entries.len();
            return Err(invalid(format!(
                "`{name}` has {count} entries, not 1 to {most}"
            )));
        }
        entries
            .iter()
            .map(|entry| match entry {
                Value::String(text) if !text.is_empty() => Ok(text.clone()),
                Value::String(_) => Err(invalid(format!("an entry of `{name}` is empty"))),
                other => Err(invalid(format!(
                    "an entry of `{name}` is {}, not a string",
                    other.kind()
                ))),
            })
            .collect()
    }

    /// RFC 6749, section 3.3: one string with single spaces between. Absent and empty are no authority.
    pub(crate) fn scope_text(&self, name: &str) -> Result<Scope, Denial> {
        match self.members.get(name) {
            None => Ok(Scope::default()),
            Some(Value::String(text)) => Scope::parse(text, self.limits.scope_tokens),
            Some(other) => Err(malformed_scope(name, other, "a string")),
        }
    }

    /// An array of scope tokens, as some issuers write them. An entry with a space is malformed, not two.
    pub(crate) fn scope_array(&self, name: &str) -> Result<Scope, Denial> {
        let entries = match self.members.get(name) {
            None => return Ok(Scope::default()),
            Some(Value::Array(entries)) => entries,
            Some(other) => return Err(malformed_scope(name, other, "an array")),
        };
        let tokens = entries
            .iter()
            .map(|entry| match entry {
                Value::String(text) => Ok(text.as_str()),
                other => Err(malformed_scope(name, other, "strings")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Scope::from_at_most(&tokens, self.limits.scope_tokens)
    }

    /// A member that is an object, where there is one.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Denial> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self { members, ..*self })),
            Some(other) => Err(invalid(format!(
                "`{name}` is {}, not an object",
                other.kind()
            ))),
        }
    }

    /// None of these is there: they say what this kind of token can't mean.
    pub(crate) fn refuse(&self, names: &[&str]) -> Result<(), Denial> {
        match names.iter().find(|name| self.has(name)) {
            Some(name) => Err(invalid(format!(
                "`{name}` is no claim of this kind of token"
            ))),
            None => Ok(()),
        }
    }

    /// The names of all members.
    pub(crate) fn member_names(&self) -> impl Iterator<Item = &'a str> {
        self.members.keys().map(String::as_str)
    }

    /// A member as it is.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }
}

pub(crate) fn missing(name: &str) -> Denial {
    Denial::new(Code::ClaimMissing, format!("the token has no `{name}`"))
}

pub(crate) fn invalid(sentence: impl Into<String>) -> Denial {
    Denial::new(Code::ClaimInvalid, sentence)
}

fn malformed_scope(name: &str, value: &Value, expected: &str) -> Denial {
    let kind = value.kind();
    Denial::new(
        Code::ScopeMalformed,
        format!("`{name}` is {kind}, not {expected}"),
    )
}
