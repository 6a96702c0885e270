//! [`Claims`], and the [`Reader`] that takes them out of a payload: the wrong type is an error, never "absent".

use super::Audience;
use crate::chain::Actors;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::json::{Object, Value};
use crate::scope::Scope;
use crate::time::NumericDate;

/// What a profile makes of a payload: the same members, whatever the issuer calls them.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) principal: Identity,
    pub(crate) actors: Actors,
    pub(crate) audience: Audience,
    pub(crate) expires: NumericDate,
    pub(crate) not_before: Option<NumericDate>,
    pub(crate) issued: NumericDate,
    pub(crate) client_id: String,
    pub(crate) token_id: String,
    pub(crate) scope: Scope,
}

impl Claims {
    /// A token that is never valid is a mistake of its issuer's, whatever the time.
    pub(crate) fn check_dates(&self) -> Result<(), Denial> {
        if self.expires <= self.issued {
            return Err(Denial::new(Code::ClaimInvalid, "`exp` is not after `iat`"));
        }
        if self.not_before.is_some_and(|nbf| self.expires <= nbf) {
            return Err(Denial::new(Code::ClaimInvalid, "`exp` is not after `nbf`"));
        }
        Ok(())
    }

    /// What policies can see of them.
    #[cfg(feature = "cedar")]
    pub(crate) fn parties(&self) -> Parties<'_> {
        Parties {
            principal: &self.principal,
            actor: self.actors.current(),
            prior_actors: self.actors.prior(),
            audience: self.audience.names(),
            client_id: &self.client_id,
            token_id: &self.token_id,
            scope: &self.scope,
        }
    }
}

/// Who takes part, and with what: the part of a token that policies can see.
#[cfg(feature = "cedar")]
pub(crate) struct Parties<'a> {
    pub(crate) principal: &'a Identity,
    pub(crate) actor: Option<&'a Identity>,
    pub(crate) prior_actors: &'a [Identity],
    pub(crate) audience: &'a [String],
    pub(crate) client_id: &'a str,
    pub(crate) token_id: &'a str,
    pub(crate) scope: &'a Scope,
}

#[cfg(feature = "cedar")]
impl Parties<'_> {
    pub(crate) fn depth(&self) -> usize {
        self.prior_actors
            .len()
            .saturating_add(usize::from(self.actor.is_some()))
    }
}

/// Typed access to a payload.
pub(crate) struct Reader<'a>(&'a Object);

impl<'a> Reader<'a> {
    pub(crate) fn new(payload: &'a Object) -> Self {
        Self(payload)
    }

    /// A string that is not empty.
    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, Denial> {
        match self.text_or_empty(name, Code::ClaimInvalid)? {
            None => Err(missing(name)),
            Some("") => Err(Denial::new(
                Code::ClaimInvalid,
                format!("`{name}` is empty"),
            )),
            Some(text) => Ok(text),
        }
    }

    pub(crate) fn text_or_empty(&self, name: &str, code: Code) -> Result<Option<&'a str>, Denial> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(Denial::new(
                code,
                format!("`{name}` is {}, not a string", other.kind()),
            )),
        }
    }

    pub(crate) fn required_date(&self, name: &str) -> Result<NumericDate, Denial> {
        self.date(name)?.ok_or_else(|| missing(name))
    }

    /// RFC 7519, section 2: a JSON number, which may have a fraction.
    pub(crate) fn date(&self, name: &str) -> Result<Option<NumericDate>, Denial> {
        let date = match self.0.get(name) {
            None => return Ok(None),
            Some(Value::Integer(seconds)) => NumericDate::from_integer(*seconds),
            Some(Value::Float(seconds)) => NumericDate::from_float(*seconds),
            Some(Value::Beyond) => None,
            Some(other) => {
                return Err(Denial::new(
                    Code::ClaimInvalid,
                    format!("`{name}` is {}, not a number", other.kind()),
                ));
            }
        };
        date.map(Some).ok_or_else(|| {
            Denial::new(
                Code::ClaimInvalid,
                format!("`{name}` is not a time from 1970 to 9999"),
            )
        })
    }

    /// RFC 7519, section 4.1.3: a string or an array of strings.
    pub(crate) fn audience(&self, most: usize) -> Result<Audience, Denial> {
        let invalid = |sentence: String| Denial::new(Code::ClaimInvalid, sentence);
        let entries = match self.0.get("aud") {
            None => return Err(missing("aud")),
            Some(entry @ Value::String(_)) => core::slice::from_ref(entry),
            Some(Value::Array(entries)) => entries,
            Some(other) => {
                return Err(invalid(format!(
                    "`aud` is {}, not a string or an array",
                    other.kind()
                )));
            }
        };
        if entries.is_empty() || entries.len() > most {
            return Err(invalid(format!(
                "`aud` has {} entries, not 1 to {most}",
                entries.len()
            )));
        }
        entries
            .iter()
            .map(|entry| match entry {
                Value::String(name) if !name.is_empty() => Ok(name.clone()),
                Value::String(_) => Err(invalid("an entry of `aud` is empty".to_owned())),
                other => Err(invalid(format!(
                    "an entry of `aud` is {}, not a string",
                    other.kind()
                ))),
            })
            .collect::<Result<_, _>>()
            .map(Audience::new)
    }
}

fn missing(name: &str) -> Denial {
    Denial::new(Code::ClaimMissing, format!("the token has no `{name}`"))
}
