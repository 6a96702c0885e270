//! Attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01).

mod constraint;
mod tools;
mod value;

pub(crate) use tools::{DETAIL_TYPE, Tools};

use std::collections::BTreeMap;

use super::{Draft, Grant, Linked, broken, linked, short_text};
use crate::chain::{Actors, Lineage};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::details::Details;
use crate::identity::Identity;
use crate::jose::base64url;
use crate::jose::jwk::{Jwk, named_thumbprint};
use crate::jose::jws::Jws;
use crate::profile::{Addressee, Reads, refuse_type, typ};
use crate::proof::Confirmation;
use crate::scope::Scope;
use crate::token::{Audience, Authentication, Claims, Reader, missing};

/// Attenuating agent tokens, as draft-niyikiza-oauth-attenuating-agent-tokens-01 has them. The issuer signs the first token of
/// a chain, and the holder of each token the next one, with the key that it confirms.
///
/// They grant tools and what their arguments may be, no scopes: tools that require scopes are denied to them, unless
/// [`Self::tools_instead_of_scopes`] says otherwise. They are worth nothing without a proof, by the last holder, of the very
/// call that is asked for. The holder of a token is the agent: its name is the thumbprint URI of its key (RFC 9278),
/// or what the operator calls it. The draft's claims say nothing of a principal.
///
/// ```
/// use narrowgate::{Aat01, Profile};
/// let profile = Profile::Aat01(
///     Aat01::new("aat+jwt")
///         .principal("alice")
///         .agent("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "monitoring-agent"),
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Aat01 {
    typ: String,
    #[serde(default)]
    pub(crate) principal: Option<String>,
    /// Name by thumbprint of the key.
    #[serde(default)]
    agents: BTreeMap<String, String>,
    #[serde(default)]
    tools_instead_of_scopes: bool,
}

impl Aat01 {
    /// Chains whose tokens have this `typ`. The draft defines none: it has to be one that no other token has, such as
    /// `aat+jwt`.
    pub fn new(typ: impl Into<String>) -> Self {
        Self {
            typ: typ.into(),
            principal: None,
            agents: BTreeMap::new(),
            tools_instead_of_scopes: false,
        }
    }

    /// On whose behalf the issuer issues its roots, all of them: one of its subjects. Without it nobody knows.
    #[must_use]
    pub fn principal(mut self, subject: impl Into<String>) -> Self {
        self.principal = Some(subject.into());
        self
    }

    /// What the holder of the key with this thumbprint (RFC 7638, SHA-256) is called, in policies and records.
    #[must_use]
    pub fn agent(mut self, thumbprint: impl Into<String>, name: impl Into<String>) -> Self {
        self.agents.insert(thumbprint.into(), name.into());
        self
    }

    /// A tool that these tokens name needs no scopes, whatever [`GateBuilder::require`](crate::GateBuilder::require) says of it:
    /// the issuer is believed to name only tools whose scopes the agent has. Without it, tools that require scopes are denied to
    /// these chains, which have none, as `scope_insufficient`.
    #[must_use]
    pub fn tools_instead_of_scopes(mut self) -> Self {
        self.tools_instead_of_scopes = true;
        self
    }
}

impl Reads for Aat01 {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        match jws.has_type(&self.typ) {
            true => Ok(()),
            false => Err(refuse_type(&self.typ)),
        }
    }

    /// Holders are named by their keys, or as the operator does.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    /// A root.
    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        let tools = tools(reader)?.ok_or_else(|| {
            Denial::new(
                Code::DetailsMalformed,
                "`authorization_details` of a root grants no tools",
            )
        })?;
        let claims = self.claims(reader, issuer, &[], tools)?;
        linked(&claims)?.check_root()?;
        // Section 4.4: a bound that is finite, 90 days is recommended
        let lifetime = claims.issued.map(|iat| claims.expires.seconds_since(iat));
        match lifetime.is_some_and(|seconds| seconds > MAX_LIFETIME) {
            true => Err(Denial::new(
                Code::LifetimeTooLong,
                "the token lives more than 90 days",
            )),
            false => Ok(claims),
        }
    }

    fn addressee(&self) -> Addressee<'_> {
        Addressee::Proof
    }

    fn linked(&self) -> Option<&dyn Draft> {
        Some(self)
    }

    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut mistake = |setting: &str, sentence: &str| {
            problems.push(Problem::new(format!("profile.aat-01.{setting}"), sentence));
        };
        if let Some(sentence) = typ::mistake(&self.typ) {
            mistake("typ", sentence);
        } else if typ::is_weak(&self.typ) || typ::is(&self.typ, "at+jwt") {
            mistake("typ", "the `typ` is that of other tokens, too");
        }
        let is_name = |name: &str| Identity::new(issuer, name, Code::ClaimInvalid).is_ok();
        if self.principal.as_deref().is_some_and(|name| !is_name(name)) {
            mistake("principal", "not a subject");
        }
        for (thumbprint, name) in &self.agents {
            if base64url::decode(thumbprint).is_none_or(|octets| octets.len() != 32) {
                mistake(
                    "agents",
                    "a thumbprint is not SHA-256 in canonical base64url",
                );
            }
            // Nobody is called what somebody's key is called
            if !is_name(name) || named_thumbprint(name).is_some() {
                mistake(
                    "agents",
                    "an agent's name is not a subject, or is the URI of a key",
                );
            }
        }
        problems
    }
}

impl Draft for Aat01 {
    fn check_child_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        self.check_header(jws)
    }

    /// Section 7, step 4b: the key that the parent confirms.
    fn child_key(&self, parent: &Claims, _: &Jws<'_>) -> Result<Jwk, Denial> {
        held_key(parent.confirmation.as_ref()).cloned()
    }

    fn read_child(&self, reader: &Reader<'_>, parent: &Claims) -> Result<Claims, Denial> {
        // Section 4.2 (I1)
        let signer = held_key(parent.confirmation.as_ref())?.thumbprint_uri();
        if reader.required_text("iss")? != signer {
            return Err(broken(
                "`iss` is not the thumbprint URI of the key that signed it",
            ));
        }
        if !reader.has("par_hash") {
            return Err(missing("par_hash"));
        }
        // Section 7, step 4n: without an entry it grants nothing
        let tools = tools(reader)?.unwrap_or_default();
        self.claims(reader, &parent.issuer, parent.actors.latest_first(), tools)
    }

    fn takes_tools_instead_of_scopes(&self) -> bool {
        self.tools_instead_of_scopes
    }

    /// Section 4.3 (I2).
    fn allows_depth(&self, depth: u64, most: u64) -> bool {
        depth <= most
    }

    fn detail_type(&self) -> &'static str {
        DETAIL_TYPE
    }
}

impl Aat01 {
    /// What root and children have alike (section 3.2). The issuer is the root's, and the holders so far delegated.
    fn claims(
        &self,
        reader: &Reader<'_>,
        issuer: &str,
        delegators: &[Identity],
        tools: Tools,
    ) -> Result<Claims, Denial> {
        let confirmation = reader.confirmation()?;
        let holder = self.holder(issuer, held_key(confirmation.as_ref())?)?;
        let max_depth = reader
            .count("del_max_depth")?
            .ok_or_else(|| missing("del_max_depth"))?;
        // Section 4.3: a bound that is finite, and none of the chain's is above it
        if max_depth > MAX_DEPTH {
            return Err(Denial::new(
                Code::DepthExceeded,
                format!("`del_max_depth` is more than {MAX_DEPTH}"),
            ));
        }
        let principal = self
            .principal
            .as_deref()
            .map(|subject| Identity::new(issuer, subject, Code::ClaimInvalid))
            .transpose()?;
        let actors = core::iter::once(holder).chain(delegators.iter().cloned());
        let claims = Claims {
            issuer: issuer.to_owned(),
            principal,
            is_workload: false,
            actors: Actors::known(actors.collect()),
            // The draft's tokens are for whoever the proof is for. RFC 7519, section 4.1.3: who has `aud` means it
            audience: Audience::default(),
            resource: reader.has("aud").then(|| reader.audience()).transpose()?,
            expires: reader.required_date("exp")?,
            not_before: reader.date("nbf")?,
            issued: Some(reader.required_date("iat")?),
            client_id: None,
            token_id: Some(short_text(reader, "jti")?.to_owned()),
            scope: Scope::default(),
            details: Details::default(),
            linked: Some(Linked::read(reader, max_depth, Grant::Tools(tools))?),
            confirmation,
            authentication: Authentication::default(),
            attributes: BTreeMap::new(),
            lineage: Lineage::default(),
        };
        claims.check_dates()?;
        Ok(claims)
    }

    fn holder(&self, issuer: &str, key: &Jwk) -> Result<Identity, Denial> {
        match self.agents.get(key.thumbprint()) {
            Some(name) => Identity::new(issuer, name, Code::ClaimInvalid),
            None => Identity::new(issuer, &key.thumbprint_uri(), Code::ClaimInvalid),
        }
    }
}

fn tools(reader: &Reader<'_>) -> Result<Option<Tools>, Denial> {
    let details = reader.value("authorization_details");
    Tools::read(details.ok_or_else(|| missing("authorization_details"))?)
}

/// Section 3.2: `cnf` has `jwk`. What it has besides would go unproven.
fn held_key(confirmation: Option<&Confirmation>) -> Result<&Jwk, Denial> {
    let unsupported = || {
        Denial::new(
            Code::ConfirmationUnsupported,
            "`cnf` has not `jwk` alone, the holder's key",
        )
    };
    let confirmation = confirmation.ok_or_else(|| missing("cnf"))?;
    confirmation.only_jwk().ok_or_else(unsupported)
}

/// One less than a request can present tokens: what can't be presented need not be delegated.
const MAX_DEPTH: u64 = 31;
const MAX_LIFETIME: u64 = 90 * 24 * 60 * 60;
