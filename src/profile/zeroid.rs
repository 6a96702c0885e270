//! ZeroID (Highflame): its two generations of access token.

mod grant;
mod identity;
mod legacy;
mod parties;
mod rfc8693;

use super::Reads;
use super::names::said;
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::details::Details;
use crate::identity::is_issuer;
use crate::jose::json::Value;
use crate::jose::jws::Jws;
use crate::time::NumericDate;
use crate::token::{Audience, Authentication, Claims, Reader, invalid, missing};
use grant::{Grant, Origin};
use identity::is_trust_domain;
use parties::{Kind, Token};

/// Access tokens of ZeroID, by its "ZeroID OAuth extensions" and what the server writes.
///
/// ZeroID signs more than access tokens with the same key: proof tokens for workloads (WPT) and assertions for other
/// providers. They are refused, and so are tokens of which ZeroID has lost the delegation (a rotated exchange), and API
/// keys that are linked to no identity (`sub` is empty).
///
/// `aud` is ZeroID's own name, or the resources that a client has named: an issuer's
/// [`audience`](crate::TrustedIssuer::audience) lists both. It says little; see [`Self::require_resource`].
///
/// Roles, client, mission and authentication are taken over only from tokens whose claims ZeroID writes itself, never
/// where a broker, or whoever redeems an ID token, may add claims.
///
/// A token and its parents, presented root first, hold together within one account, project and mission, and within one
/// generation. In the older one each token names the one before it; together they are the only thing that names all of them.
///
/// ```
/// use narrowgate::{Profile, Zeroid, ZeroidToken};
/// let profile = Profile::Zeroid(Zeroid::new("agents.example.com", [ZeroidToken::Legacy]).require_resource());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Zeroid {
    trust_domain: String,
    tokens: Vec<ZeroidToken>,
    #[serde(default)]
    grant_types: Vec<String>,
    #[serde(default)]
    user_issuers: Vec<String>,
    #[serde(default)]
    require_resource: bool,
    #[serde(default)]
    ignore_authorization_details: bool,
    #[serde(default)]
    enforce_authorization_details: bool,
}

/// A generation of ZeroID's tokens. `principal_type` tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ZeroidToken {
    /// `sub` is the agent that acts now and `act` the one that delegated to it. On whose behalf is not said once a token
    /// was exchanged, so there is no principal then.
    Legacy,
    /// `sub` is the principal, and `act` nests the actors (RFC 8693, section 4.1).
    Rfc8693,
}

impl Zeroid {
    /// `trust_domain` is the server's `wimse_domain`: a DNS name in lower case that has nothing to do with the issuer's
    /// host. No generation is accepted that is not listed.
    pub fn new(
        trust_domain: impl Into<String>,
        tokens: impl IntoIterator<Item = ZeroidToken>,
    ) -> Self {
        Self {
            trust_domain: trust_domain.into(),
            tokens: tokens.into_iter().collect(),
            grant_types: Vec::new(),
            user_issuers: Vec::new(),
            require_resource: false,
            ignore_authorization_details: false,
            enforce_authorization_details: false,
        }
    }

    /// A grant type of this deployment's own. Those that ZeroID documents are known.
    #[must_use]
    pub fn grant_type(mut self, name: impl Into<String>) -> Self {
        self.grant_types.push(name.into());
        self
    }

    /// A provider whose users ZeroID may speak for (`user_id_iss`). They are subjects of that provider, so that two
    /// providers' `alice` are two. Users of providers that are not listed are refused; ZeroID's own need no entry.
    #[must_use]
    pub fn user_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.user_issuers.push(issuer.into());
        self
    }

    /// Refuses tokens without `resource`. Any client of ZeroID can have any `aud`; only `resource` is the server's word.
    #[must_use]
    pub fn require_resource(mut self) -> Self {
        self.require_resource = true;
        self
    }

    /// Accepts tokens whose authority a user has limited by `authorization_details` (RFC 9396), and does not look at the
    /// limits: they are the host's to enforce. Without it such tokens are refused.
    #[must_use]
    pub fn ignore_authorization_details(mut self) -> Self {
        self.ignore_authorization_details = true;
        self
    }

    /// Accepts tokens whose authority a user has limited by `authorization_details`, for the tools that
    /// [require details](crate::GateBuilder::require_details) and no others: the scopes are good for what was approved.
    /// ZeroID leaves the limits out when it exchanges such a token; beside its parent the new one is refused, alone it can't be
    /// told from others.
    #[must_use]
    pub fn enforce_authorization_details(mut self) -> Self {
        self.enforce_authorization_details = true;
        self
    }

    fn generation(&self, reader: &Reader<'_>) -> Result<ZeroidToken, Denial> {
        // ZeroID OAuth extensions, section 4.4: `principal_type` is in every token of the RFC 8693 profile
        let generation = match reader.has("principal_type") {
            true => ZeroidToken::Rfc8693,
            false => ZeroidToken::Legacy,
        };
        match self.tokens.contains(&generation) {
            true => Ok(generation),
            false => Err(Denial::new(
                Code::TypeNotAccepted,
                format!(
                    "tokens of the generation `{}` are not accepted from this issuer",
                    generation.as_str()
                ),
            )),
        }
    }

    fn resource(&self, reader: &Reader<'_>) -> Result<Option<Audience>, Denial> {
        match reader.value("resource") {
            None if self.require_resource => Err(missing("resource")),
            None => Ok(None),
            // RFC 8707, section 2, as ZeroID records it: an array of absolute URIs, eight at most
            Some(Value::Array(_)) => reader
                .names("resource", MOST_RESOURCES)
                .map(|names| Some(Audience::new(names))),
            Some(other) => Err(invalid(format!(
                "`resource` is {}, not an array",
                other.kind()
            ))),
        }
    }

    /// ZeroID OAuth extensions, section 4.7: the limits that a user has approved (RFC 9396, section 2). On other grants
    /// anybody may have written them.
    fn details(&self, reader: &Reader<'_>, grant: &Grant<'_>) -> Result<Details, Denial> {
        let none = Details::default();
        if grant.origin() != Origin::Backchannel {
            return Ok(none);
        }
        match reader.value("authorization_details") {
            None => Ok(none),
            Some(Value::Array(details)) if details.is_empty() => Ok(none),
            Some(Value::Array(_)) if self.enforce_authorization_details => {
                reader.details().map(Details::limiting)
            }
            Some(Value::Array(_)) if self.ignore_authorization_details => Ok(none),
            Some(Value::Array(_)) => Err(invalid(
                "`authorization_details` limit the token, and nothing here enforces them",
            )),
            Some(other) => Err(invalid(format!(
                "`authorization_details` is {}, not an array",
                other.kind()
            ))),
        }
    }
}

impl ZeroidToken {
    fn as_str(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Rfc8693 => "rfc8693",
        }
    }
}

impl Reads for Zeroid {
    /// ZeroID OAuth extensions, section 4: `at+jwt`, or `JWT` from older servers and by policy. Claims tell the rest of
    /// its tokens apart.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        match jws.has_type("at+jwt") || jws.has_type("JWT") {
            true => Ok(()),
            false => Err(Denial::new(
                Code::TypeNotAccepted,
                "`typ` is neither `at+jwt` nor `JWT`, so this is another kind of token",
            )),
        }
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        // ZeroID's workload identity federation: an assertion for another provider, signed with the same key
        if reader.has("token_use") {
            return Err(Denial::new(
                Code::TypeNotAccepted,
                "`token_use` says that this is not an access token",
            ));
        }
        let generation = self.generation(reader)?;
        let grant = Grant::read(reader, &self.grant_types)?;
        let token = Token {
            settings: self,
            reader,
            issuer,
            subject: reader.required_text("sub")?,
            account: reader.required_text("account_id")?,
            project: reader.required_text("project_id")?,
            depth: grant.depth(reader)?,
            scope: reader.scope_array("scopes")?,
            grant,
        };
        let parties = match generation {
            ZeroidToken::Legacy => legacy::parties(&token)?,
            ZeroidToken::Rfc8693 => rfc8693::parties(&token)?,
        };
        let details = self.details(reader, &token.grant)?;
        let id = reader.required_text("jti")?;
        let client_id = reader.text("client_id")?;
        let claims = Claims {
            attributes: token.attributes(&parties, generation)?,
            lineage: token.lineage(&parties, generation)?,
            issuer: issuer.to_owned(),
            principal: parties.principal,
            is_workload: parties.kind == Kind::Workload,
            actors: parties.actors,
            audience: reader.audience()?,
            resource: self.resource(reader)?,
            expires: whole_seconds(reader, "exp")?,
            not_before: reader.date("nbf")?,
            issued: Some(whole_seconds(reader, "iat")?),
            client_id: client_id
                .filter(|_| !token.grant.takes_claims())
                .map(str::to_owned),
            token_id: Some(id.to_owned()),
            scope: token.scope,
            details,
            linked: None,
            confirmation: reader.confirmation()?,
            // Elsewhere `acr` and `auth_time` may be the caller's
            authentication: match token.grant.origin() {
                Origin::Assertion => Authentication::read(reader)?,
                _ => Authentication::default(),
            },
        };
        claims.check_dates()?;
        Ok(claims)
    }

    /// ZeroID OAuth extensions, sections 3.1 and 4.4: an agent's `external_id`, which is its client id, too.
    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial> {
        let mut names = said(reader, &["client_id"]);
        names.extend(claims.attributes.get("externalId").cloned());
        Ok(names)
    }

    fn user_issuers(&self) -> &[String] {
        &self.user_issuers
    }

    /// Accounts and projects are separate from each other, and every token says both.
    fn task(&self) -> Option<&'static str> {
        Some("missionId")
    }

    fn tenant(&self) -> &'static [&'static str] {
        &["accountId", "projectId"]
    }

    fn mistakes(&self, _: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut mistake = |member: String, sentence: &str| {
            problems.push(Problem::new(format!("profile.zeroid.{member}"), sentence));
        };
        if !is_trust_domain(&self.trust_domain) {
            mistake(
                "trustDomain".to_owned(),
                "not a DNS name in lower case, without a scheme",
            );
        }
        if self.ignore_authorization_details && self.enforce_authorization_details {
            mistake(
                "enforceAuthorizationDetails".to_owned(),
                "what is ignored is not enforced",
            );
        }
        if self.tokens.is_empty() {
            mistake("tokens".to_owned(), "no generation of tokens is accepted");
        }
        for (index, name) in self.grant_types.iter().enumerate() {
            if name.is_empty() || grant::is_documented(name) {
                mistake(
                    format!("grantTypes[{index}]"),
                    "empty, or a grant type that is known already",
                );
            }
        }
        for (index, name) in self.user_issuers.iter().enumerate() {
            if !is_issuer(name) {
                mistake(
                    format!("userIssuers[{index}]"),
                    "an issuer is not empty and holds no white space",
                );
            }
        }
        problems
    }
}

/// ZeroID writes whole seconds.
fn whole_seconds(reader: &Reader<'_>, name: &str) -> Result<NumericDate, Denial> {
    reader.count(name)?;
    reader.required_date(name)
}

/// ZeroID takes no more in a request.
const MOST_RESOURCES: usize = 8;
