//! [`CallHash`]: the name of exactly one call, which an approval is bound to.

use core::fmt;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::denial::{Code, Denial, shown};
use crate::document;
use crate::identity::Identity;
use crate::jose::base64url;
use crate::jose::jcs;
use crate::jose::json::{Object, Value};
use crate::limits::Limits;
use crate::request::Request;
use crate::tools;

/// What an approval says in `call_hash`: base64url(SHA-256) of the canonical text (RFC 8785) of this object, which always has all of
/// its members.
///
/// ```json
/// {
///   "version": "narrowgate-call/1",
///   "audience": "https://tools.example/mcp",
///   "tool": "payments.send",
///   "arguments": { "amount": 500, "to": "bob" },
///   "actor": { "issuer": "https://as.example", "subject": "shopping-agent" },
///   "principal": { "issuer": "https://as.example", "subject": "alice" },
///   "task": { "name": "missionId", "value": "m-7" }
/// }
/// ```
///
/// `version` keeps hashes of anything else out. `audience` is the first one of the gate. `arguments` is the object that was parsed.
/// `actor` is who acts, and where nobody acts for the principal, the principal. `principal` is null where the tokens don't say on
/// whose behalf. `task` is the attribute that the profile vouches for as the task, `missionId` of ZeroID and `txn` of transaction
/// tokens, and null where there is none.
///
/// Nothing of the token itself is in it, so that an approval outlives a refresh. A call with a whole number beyond 2^53 - 1 has no hash:
/// who approves it could be shown its neighbour (RFC 7493, section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct CallHash(String);

impl CallHash {
    /// The hash of a call, for who gives approvals: of what is shown to whoever decides. `parties` is JSON text with the members
    /// `audience`, `actor`, `principal` and `task` of the object above, all of them.
    ///
    /// ```
    /// use narrowgate::{CallHash, Request};
    /// let parties = r#"{
    ///     "audience": "https://tools.example/mcp",
    ///     "actor": { "issuer": "https://as.example", "subject": "shopping-agent" },
    ///     "principal": { "issuer": "https://as.example", "subject": "alice" },
    ///     "task": null
    /// }"#;
    /// let hash = CallHash::of(parties, &Request::tool("payments.send", r#"{ "amount": 500, "to": "bob" }"#))?;
    /// assert_eq!(hash.as_str(), "1l7Rx-JyljNF0GYfP8JRb-NxHNwxxbuHejMBzb9P-d8");
    /// # Ok::<(), narrowgate::Denial>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `input_invalid`: `parties` or the tool's name has another form, or the arguments are no JSON object, or hold a number that readers take for
    /// another one; `input_too_large`.
    pub fn of(parties: &str, request: &Request<'_>) -> Result<Self, Denial> {
        let parties = Parties::from_json(parties)?;
        if request.name().is_empty() || request.name().len() > MAX_NAME_BYTES {
            let sentence = format!("the name of a tool has 1 to {MAX_NAME_BYTES} bytes");
            return Err(Denial::new(Code::InputInvalid, sentence));
        }
        let principal = parties.principal.as_ref().map(Party::read).transpose()?;
        let arguments = tools::parse_object(request.input(), &Limits::CEILINGS)?;
        let call = Call {
            audience: &parties.audience,
            tool: request.name(),
            arguments: &arguments,
            actor: &parties.actor.read()?,
            principal: principal.as_ref(),
            task: parties.task.as_ref().map(Task::read).transpose()?,
        };
        call.hash()
            .ok_or_else(|| Denial::new(Code::InputInvalid, format!("the call has {BEYOND}")))
    }

    /// base64url.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything that a hash is of.
pub(crate) struct Call<'a> {
    pub(crate) audience: &'a str,
    pub(crate) tool: &'a str,
    pub(crate) arguments: &'a Object,
    pub(crate) actor: &'a Identity,
    pub(crate) principal: Option<&'a Identity>,
    /// Name and value.
    pub(crate) task: Option<(&'a str, &'a str)>,
}

impl Call<'_> {
    /// `None` where the arguments have a number that readers take for another one.
    pub(crate) fn hash(&self) -> Option<CallHash> {
        let text = |text: &str| Value::String(text.to_owned());
        let object = |members: [(&str, &str); 2]| {
            let members = members.map(|(name, value)| (name.to_owned(), text(value)));
            Value::Object(Object::from(members))
        };
        let party = |who: &Identity| object([("issuer", who.issuer()), ("subject", who.subject())]);
        let task = |(name, value)| object([("name", name), ("value", value)]);
        let members = [
            ("version", text(VERSION)),
            ("audience", text(self.audience)),
            ("tool", text(self.tool)),
            ("arguments", Value::Object(self.arguments.clone())),
            ("actor", party(self.actor)),
            ("principal", self.principal.map_or(Value::Null, party)),
            ("task", self.task.map_or(Value::Null, task)),
        ];
        let members = members.map(|(name, value)| (name.to_owned(), value));
        let canonical = jcs::canonical_object(&Object::from(members))?;
        Some(CallHash(base64url::encode(&Sha256::digest(
            canonical.as_bytes(),
        ))))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parties {
    audience: String,
    actor: Party,
    // Null says that there is none; what is left out says nothing
    #[serde(deserialize_with = "Option::deserialize")]
    principal: Option<Party>,
    #[serde(deserialize_with = "Option::deserialize")]
    task: Option<Task>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    issuer: String,
    subject: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    name: String,
    value: String,
}

impl Parties {
    fn from_json(text: &str) -> Result<Self, Denial> {
        let document = document::parse(text).map_err(|_| unreadable(""))?;
        let parties: Self = document::read(&document).map_err(|mistake| match mistake.path() {
            "" => unreadable(""),
            path => unreadable(&format!(": `{}` is of the wrong form", shown(path))),
        })?;
        match parties.audience.as_str() {
            "" => Err(unreadable(": `audience` is empty")),
            _ => Ok(parties),
        }
    }
}

impl Party {
    fn read(&self) -> Result<Identity, Denial> {
        Identity::new(&self.issuer, &self.subject, Code::InputInvalid)
    }
}

impl Task {
    fn read(&self) -> Result<(&str, &str), Denial> {
        match (self.name.as_str(), self.value.as_str()) {
            ("", _) | (_, "") => Err(unreadable(": a member of `task` is empty")),
            pair => Ok(pair),
        }
    }
}

fn unreadable(place: &str) -> Denial {
    let sentence = format!("the parties of the call can't be read{place}");
    Denial::new(Code::InputInvalid, sentence)
}

/// What keeps a call from having a hash.
pub(crate) const BEYOND: &str = "a whole number beyond 2^53 - 1, which readers take for another";

const VERSION: &str = "narrowgate-call/1";
/// No tool of a gate has a longer one.
const MAX_NAME_BYTES: usize = 512;
