//! Access tokens of the Microsoft identity platform (Microsoft Entra ID), of users, applications and agent identities.

use super::access::{Access, attributes, check_type, refuse_other_kinds};
use super::names::said;
use super::{ActorSource, Reads};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::token::{Claims, Reader, invalid, missing};

/// Access tokens of one Microsoft Entra tenant, after "Access token claims reference" and "Token claims reference for
/// agents".
///
/// The principal is `oid`, in this tenant: `sub` is another one for each API. Where clients are agents and an application acts
/// for itself, it is the client, so that an agent has one name. The client is `azp` (`appid` in tokens of
/// version 1.0), the token's id `uti`, scopes are those of `scp`. `typ` is `JWT`, as it is in ID tokens, so the client is
/// asked for: no ID token has it.
///
/// Users' tokens have `scp`; an application's own have `idtyp`, which is an optional claim that the API's registration
/// has to ask for, with the value `app`. Tokens that are neither, or both, are refused. Refused, too, are the tokens of
/// other tenants and of the other version, and those for Microsoft's own APIs.
///
/// What the profile vouches for besides: `tenant`; `object`, the `oid` of a client that is the principal itself; `agent`, where the client is an agent identity, and `subjectAgent`, where the
/// subject is one or is an agent's user account (`identity` and `user`); `parentApplication`, the blueprint, which is for
/// records, not for access.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entra {
    tenant: String,
    version: EntraVersion,
    actor: ActorSource,
    #[serde(default)]
    app_roles_as_scopes: bool,
    #[serde(default)]
    agents_only: bool,
}

/// The version of an API's access tokens: `requestedAccessTokenVersion` of its registration. It decides `iss`, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub enum EntraVersion {
    /// Of `https://sts.windows.net/TENANT/`.
    #[serde(rename = "1.0")]
    V1,
    /// Of `https://login.microsoftonline.com/TENANT/v2.0`.
    #[serde(rename = "2.0")]
    V2,
}

impl Entra {
    /// Tokens of this tenant, a GUID in lower case, and of this version.
    pub fn new(tenant: impl Into<String>, version: EntraVersion, actor: ActorSource) -> Self {
        Self {
            tenant: tenant.into(),
            version,
            actor,
            app_roles_as_scopes: false,
            agents_only: false,
        }
    }

    /// The `roles` of an application's own token, its app roles, are its scopes. Without this, such a token has none. The
    /// `roles` of a user's token are the user's, and never scopes.
    #[must_use]
    pub fn app_roles_as_scopes(mut self) -> Self {
        self.app_roles_as_scopes = true;
        self
    }

    /// Refuses tokens whose client is no agent identity.
    #[must_use]
    pub fn agents_only(mut self) -> Self {
        self.agents_only = true;
        self
    }

    fn check_tenant_and_version(&self, reader: &Reader<'_>) -> Result<(), Denial> {
        // "Secure applications and APIs by validating claims": validate the tenant
        if reader.required_text("tid")? != self.tenant {
            return Err(invalid("`tid` is not the configured tenant"));
        }
        if reader.required_text("ver")? != self.version.as_str() {
            return Err(invalid("`ver` is not the configured version"));
        }
        Ok(())
    }

    fn scope(&self, reader: &Reader<'_>, is_application: bool) -> Result<Scope, Denial> {
        match (is_application, self.app_roles_as_scopes) {
            (false, _) => reader.scope_text("scp"),
            (true, true) => reader.scope_array("roles"),
            (true, false) => Ok(Scope::default()),
        }
    }

    fn check_agent(&self, reader: &Reader<'_>) -> Result<(), Denial> {
        match self.agents_only && !has_facet(reader, "xms_act_fct", AGENT_IDENTITY)? {
            true => Err(invalid(
                "`xms_act_fct` does not say that the client is an agent identity",
            )),
            false => Ok(()),
        }
    }
}

impl EntraVersion {
    const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }

    const fn client(self) -> &'static str {
        match self {
            Self::V1 => "appid",
            Self::V2 => "azp",
        }
    }

    fn issuer_ends_with(self, tenant: &str) -> String {
        match self {
            Self::V1 => format!("/{tenant}/"),
            Self::V2 => format!("/{tenant}/v2.0"),
        }
    }
}

impl Reads for Entra {
    /// "Access token claims reference", header claims: always `JWT`.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(jws, Some("JWT"))
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        refuse_other_kinds(reader)?;
        self.check_tenant_and_version(reader)?;
        // "Access token claims reference" and "ID token claims reference": access tokens have a client, ID tokens none
        let client = reader.required_text(self.version.client())?;
        reader.require_texts(&["sub"])?;
        reader.required_date("iat")?;
        let is_application = is_application(reader)?;
        self.check_agent(reader)?;
        let agent = has_facet(reader, "xms_act_fct", AGENT_IDENTITY)?.then_some("identity");
        // "ID token claims reference", use claims to reliably identify a user: `oid`, with `tid`
        let object = reader.required_text("oid")?;
        // One name for an agent, whether it acts for a user or for itself
        let is_client = is_application && self.actor == ActorSource::Client;
        let principal = if is_client { client } else { object };
        let access = Access {
            principal: Identity::new(issuer, principal, Code::ClaimInvalid)?,
            is_workload: is_application,
            actors: self.actor.read(reader, issuer, client, is_application)?,
            client_id: Some(client),
            token_id: reader.text("uti")?,
            scope: self.scope(reader, is_application)?,
            attributes: attributes([
                ("tenant", Some(&self.tenant)),
                ("agent", agent),
                // Who looks for it in the tenant needs it
                ("object", is_client.then_some(object)),
                ("subjectAgent", subject_agent(reader)?),
                ("parentApplication", reader.text("xms_par_app_azp")?),
            ]),
            tenant: TENANT,
        };
        access.claims(reader, issuer)
    }

    /// "Access token claims reference": `oid` and `sub` name an application that acts for itself, `azp` or `appid` its registration. "Token
    /// claims reference for agents": so they do an agent identity and an agent's user account, and its blueprint signs in for it.
    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial> {
        let mut names = said(reader, &["azp", "appid", "xms_par_app_azp"]);
        if claims.is_workload || subject_agent(reader)?.is_some() {
            names.extend(said(reader, &["oid", "sub"]));
        }
        Ok(names)
    }

    fn tenant(&self) -> &'static [&'static str] {
        TENANT
    }

    /// `uti` may be left out.
    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !is_guid(&self.tenant) {
            problems.push(Problem::new(
                "profile.entra.tenant",
                "a tenant is a GUID in lower case; `common` and `organizations` are none",
            ));
        } else if !issuer.ends_with(&self.version.issuer_ends_with(&self.tenant)) {
            let version = self.version.as_str();
            problems.push(Problem::new(
                "issuer",
                format!("not the issuer of this tenant's tokens of version {version}"),
            ));
        }
        if self.actor == ActorSource::Act {
            problems.push(Problem::new(
                "profile.entra.actor",
                "these tokens have no `act`; their agent is the client",
            ));
        }
        problems
    }
}

/// An application's own token, or a user's.
fn is_application(reader: &Reader<'_>) -> Result<bool, Denial> {
    // "Access token claims reference": only included for user tokens. "Token claims reference for agents": empty or `/` in
    // app-only scenarios
    let scope = reader.scope_text("scp")?;
    let delegated = !scope.is_empty() && !scope.iter().eq(["/"]);
    match (reader.text("idtyp")?, delegated) {
        (Some("app"), false) => Ok(true),
        (Some("user") | None, true) => Ok(false),
        // "Secure applications and APIs by validating claims": that it is an application's own, `idtyp` says
        (None, false) => Err(missing("idtyp")),
        (Some(_), _) => Err(invalid(
            "`idtyp` and `scp` together say neither a user nor an application",
        )),
    }
}

fn subject_agent(reader: &Reader<'_>) -> Result<Option<&'static str>, Denial> {
    if has_facet(reader, "xms_sub_fct", AGENT_IDENTITY)? {
        return Ok(Some("identity"));
    }
    Ok(has_facet(reader, "xms_sub_fct", AGENT_USER)?.then_some("user"))
}

/// "Token claims reference for agents": numbers with spaces between, in no order; those that nobody asks for are ignored.
fn has_facet(reader: &Reader<'_>, claim: &str, facet: &str) -> Result<bool, Denial> {
    let facets = reader.text_or_empty(claim)?.unwrap_or_default();
    Ok(facets.split(' ').any(|known| known == facet))
}

fn is_guid(text: &str) -> bool {
    let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|b| b == b'-' || digits(b))
}

const TENANT: &[&str] = &["tenant"];
const AGENT_IDENTITY: &str = "11";
const AGENT_USER: &str = "13";
