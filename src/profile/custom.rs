//! Tokens of an issuer of one's own, as the operator describes them.

use std::collections::BTreeMap;

use super::access::{Access, refuse_other_kinds};
use super::actor::{nobody, only};
use super::names::said;
use super::{Reads, typ};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::json::Value;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::token::{Claims, Reader, invalid, missing};

/// JWTs whose issuer follows no document: the operator names the `typ`, the claims that tell them from the issuer's other
/// tokens, and the claims where everything stands. `iss`, `aud`, `exp`, `nbf`, `iat` and `cnf` stand where RFC 7519 and RFC 7800
/// put them. Every claim that is named has to be there.
///
/// ```
/// use narrowgate::{Custom, CustomActor, Profile, RequiredClaim};
/// let profile = Profile::Custom(
///     Custom::new([Some("JWT"), None], "sub", CustomActor::Claim("agent".to_owned()))
///         .require("token_use", RequiredClaim::Is("access".to_owned())),
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Custom {
    /// `null` is a header without `typ`.
    typ: Vec<Option<String>>,
    principal: String,
    actor: CustomActor,
    #[serde(default)]
    workload: bool,
    #[serde(default)]
    required: BTreeMap<String, RequiredClaim>,
    #[serde(default)]
    pub(super) client: Option<String>,
    #[serde(default)]
    pub(super) token_id: Option<String>,
    #[serde(default)]
    scopes: Option<Scopes>,
}

/// Where such tokens say who acts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CustomActor {
    /// Nowhere: whoever the token is about acts. A token with `act` is refused.
    None,
    /// The nested `act` (RFC 8693, section 4.1).
    Act,
    /// A claim with the actor's name, a string, which has to be there. A token with `act` is refused.
    Claim(String),
}

/// What a claim has to be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RequiredClaim {
    /// There, and not null.
    Present,
    /// Exactly this string.
    Is(String),
}

/// How scopes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ScopeForm {
    /// One string with spaces between (RFC 6749, section 3.3).
    String,
    /// An array of strings, a scope each.
    Array,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Scopes {
    claim: String,
    form: ScopeForm,
}

impl Custom {
    /// Tokens with one of these values of `typ`, exactly, or without any where `None` says so; on behalf of the one whom the
    /// claim `principal` names.
    pub fn new<'a>(
        typ: impl IntoIterator<Item = Option<&'a str>>,
        principal: impl Into<String>,
        actor: CustomActor,
    ) -> Self {
        Self {
            typ: typ.into_iter().map(|typ| typ.map(str::to_owned)).collect(),
            principal: principal.into(),
            actor,
            workload: false,
            required: BTreeMap::new(),
            client: None,
            token_id: None,
            scopes: None,
        }
    }

    /// A claim that tells these tokens from the issuer's other ones. Where `typ` does not, because it is `JWT` or may be
    /// missing, there has to be one that no ID token has.
    #[must_use]
    pub fn require(mut self, claim: impl Into<String>, what: RequiredClaim) -> Self {
        self.required.insert(claim.into(), what);
        self
    }

    /// The principals are workloads: where nobody acts for them, they are the agents.
    #[must_use]
    pub fn workloads(mut self) -> Self {
        self.workload = true;
        self
    }

    /// The claim that names the client.
    #[must_use]
    pub fn client(mut self, claim: impl Into<String>) -> Self {
        self.client = Some(claim.into());
        self
    }

    /// The claim that is the token's id.
    #[must_use]
    pub fn token_id(mut self, claim: impl Into<String>) -> Self {
        self.token_id = Some(claim.into());
        self
    }

    /// The claim that holds the scopes, and how. Without it tokens have none.
    #[must_use]
    pub fn scopes(mut self, claim: impl Into<String>, form: ScopeForm) -> Self {
        self.scopes = Some(Scopes {
            claim: claim.into(),
            form,
        });
        self
    }

    /// RFC 8725, section 3.11: `JWT` is the type of everything, none that of nothing.
    fn is_weakly_typed(&self) -> bool {
        let weak = |typ: &Option<String>| typ.as_deref().is_none_or(typ::is_weak);
        self.typ.iter().any(weak)
    }

    fn check_required(&self, reader: &Reader<'_>) -> Result<(), Denial> {
        self.required.iter().try_for_each(|(claim, what)| {
            let text = match what {
                RequiredClaim::Present if !reader.has(claim) => return Err(missing(claim)),
                RequiredClaim::Present if reader.value(claim) == Some(&Value::Null) => {
                    return Err(invalid(format!("`{claim}` is null")));
                }
                RequiredClaim::Present => return Ok(()),
                RequiredClaim::Is(text) => text,
            };
            match reader.required_text(claim)? == text {
                true => Ok(()),
                false => Err(invalid(format!("`{claim}` is not what is configured"))),
            }
        })
    }

    fn scope(&self, reader: &Reader<'_>) -> Result<Scope, Denial> {
        let Some(scopes) = &self.scopes else {
            return Ok(Scope::default());
        };
        if !reader.has(&scopes.claim) {
            return Err(missing(&scopes.claim));
        }
        match scopes.form {
            ScopeForm::String => reader.scope_text(&scopes.claim),
            ScopeForm::Array => reader.scope_array(&scopes.claim),
        }
    }

    /// The claims that it names, and the settings that name them.
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let actor = match &self.actor {
            CustomActor::Claim(claim) => Some(claim),
            CustomActor::None | CustomActor::Act => None,
        };
        let scopes = self.scopes.as_ref().map(|scopes| &scopes.claim);
        [
            ("principal", Some(&self.principal)),
            ("actor", actor),
            ("client", self.client.as_ref()),
            ("tokenId", self.token_id.as_ref()),
            ("scopes", scopes),
        ]
        .into_iter()
        .filter_map(|(setting, claim)| Some((setting, claim?.as_str())))
        .chain(
            self.required
                .keys()
                .map(|claim| ("required", claim.as_str())),
        )
    }
}

impl Reads for Custom {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        match self.typ.iter().any(|typ| typ.as_deref() == jws.typ()) {
            true => Ok(()),
            false => Err(Denial::new(
                Code::TypeNotAccepted,
                "`typ` is none of the configured ones, so this is another kind of token",
            )),
        }
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        if self.is_weakly_typed() {
            refuse_other_kinds(reader)?;
        }
        self.check_required(reader)?;
        let named = |claim: &Option<String>| {
            let claim = claim.as_deref();
            claim.map(|claim| reader.required_text(claim)).transpose()
        };
        let principal = reader.required_text(&self.principal)?;
        let access = Access {
            principal: Identity::new(issuer, principal, Code::ClaimInvalid)?,
            is_workload: self.workload,
            actors: match &self.actor {
                CustomActor::None => nobody(reader)?,
                CustomActor::Act => reader.actors(issuer)?,
                CustomActor::Claim(claim) => only(reader, issuer, reader.required_text(claim)?)?,
            },
            client_id: named(&self.client)?,
            token_id: named(&self.token_id)?,
            scope: self.scope(reader)?,
            attributes: BTreeMap::new(),
            tenant: &[],
        };
        access.claims(reader, issuer)
    }

    /// RFC 7519, section 4.1.2, RFC 8693, section 4.3, and OpenID Connect Core 1.0, section 2, where the issuer uses them so.
    fn other_names(&self, reader: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        let mut names = said(reader, &["client_id", "azp"]);
        if self.workload {
            names.extend(said(reader, &["sub"]));
        }
        Ok(names)
    }

    fn has_scopes(&self) -> bool {
        self.scopes.is_some()
    }

    fn mistakes(&self, _issuer: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut mistake = |setting: &str, sentence: String| {
            problems.push(Problem::new(format!("profile.custom.{setting}"), sentence));
        };
        if self.typ.is_empty() {
            mistake(
                "typ",
                "no `typ` is accepted, so no token could pass".to_owned(),
            );
        }
        for (index, typ) in self.typ.iter().enumerate() {
            if let Some(sentence) = typ.as_deref().and_then(typ::mistake) {
                mistake("typ", sentence.to_owned());
            }
            if self.typ.iter().take(index).any(|other| other == typ) {
                mistake("typ", "a `typ` stands there twice".to_owned());
            }
        }
        // RFC 8725, section 3.12: rules that exclude each other need something to tell kinds apart by
        let told = |claim: &str| !COMMON_CLAIMS.contains(&claim);
        if self.is_weakly_typed() && !self.required.keys().any(|claim| told(claim)) {
            mistake(
                "required",
                "`JWT` and no `typ` tell nothing: require a claim that the issuer's other tokens don't have".to_owned(),
            );
        }
        for (setting, claim) in self.names() {
            if claim.is_empty() {
                mistake(setting, "a claim has a name".to_owned());
            } else if setting != "required" && HAVE_A_PLACE.contains(&claim) {
                mistake(
                    setting,
                    format!("`{claim}` is read for what it is registered for"),
                );
            }
        }
        let empty = |what: &RequiredClaim| *what == RequiredClaim::Is(String::new());
        if self.required.values().any(empty) {
            mistake(
                "required",
                "a claim that has to be empty says nothing".to_owned(),
            );
        }
        if matches!(&self.actor, CustomActor::Claim(claim) if *claim == self.principal) {
            mistake("actor", "principal and actor are the same claim".to_owned());
        }
        problems
    }
}

/// Claims that other tokens of the same issuer have, too (RFC 7519, section 4.1; OpenID Connect Core 1.0, section 2).
const COMMON_CLAIMS: [&str; 14] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
];

/// Claims that are never somebody's name (RFC 7519, section 4.1; RFC 7800, section 3.1; RFC 8693, section 4).
const HAVE_A_PLACE: [&str; 8] = ["iss", "aud", "exp", "nbf", "iat", "cnf", "act", "may_act"];
