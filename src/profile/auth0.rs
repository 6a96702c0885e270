//! Access tokens of Auth0, in both of its token profiles.

use super::access::{Access, attributes, check_type, is_machine, refuse_other_kinds};
use super::names::said;
use super::{ActorSource, Reads};
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::token::{Claims, Reader, missing};

/// Access tokens of an Auth0 tenant, after "Access Token Profiles" and "Agent Identity in Tokens".
///
/// In the `auth0` token profile `typ` is `JWT`, as it is in ID tokens; the claim that holds the authority is then asked
/// for, because no ID token has it. Tokens of the other token profile are refused.
///
/// The principal is `sub`, and where clients are agents `ID@clients` is the client `ID`, so that an agent has one name. It is a workload where the token was issued to a client without a user: the grant is
/// `client-credentials`, `sub` is the client's, or `sub_profile` says so. A chain of actors is in `act`, where the
/// on-behalf-of token exchange or an agent's client put it.
///
/// What the profile vouches for besides: `organization` (`org_id`), `subjectProfile` and `clientProfile`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Auth0 {
    pub(super) token_profile: Auth0TokenProfile,
    authority: Auth0Authority,
    actor: ActorSource,
}

/// The token profile of an API at Auth0: its "JSON Web Token Profile".
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Auth0TokenProfile {
    /// `typ` is `JWT`, the client `azp`, and a token has no id.
    Auth0,
    /// `typ` is `at+jwt`, the client `client_id`, the token's id `jti`.
    Rfc9068,
}

/// Which claim says what a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Auth0Authority {
    /// `scope`: what was asked for and granted.
    Scope,
    /// `permissions`: what the principal may do by its roles ("Enable Role-Based Access Control for APIs").
    Permissions,
}

impl Auth0 {
    /// Tokens of this token profile, whose authority is this claim.
    pub fn new(
        token_profile: Auth0TokenProfile,
        authority: Auth0Authority,
        actor: ActorSource,
    ) -> Self {
        Self {
            token_profile,
            authority,
            actor,
        }
    }

    /// "Access Token Profiles" and "ID Token Structure": access tokens have it, ID tokens don't.
    fn scope(&self, reader: &Reader<'_>) -> Result<Scope, Denial> {
        match self.authority {
            Auth0Authority::Scope if reader.has("scope") => reader.scope_text("scope"),
            Auth0Authority::Scope => Err(missing("scope")),
            Auth0Authority::Permissions if reader.has("permissions") => {
                reader.scope_array("permissions")
            }
            Auth0Authority::Permissions => Err(missing("permissions")),
        }
    }
}

impl Reads for Auth0 {
    /// "Access Token Profiles", header.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(
            jws,
            Some(match self.token_profile {
                Auth0TokenProfile::Auth0 => "JWT",
                Auth0TokenProfile::Rfc9068 => "at+jwt",
            }),
        )
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        refuse_other_kinds(reader)?;
        // "Access Token Profiles", claims
        let (client, token_id) = match self.token_profile {
            Auth0TokenProfile::Auth0 => (reader.required_text("azp")?, None),
            Auth0TokenProfile::Rfc9068 => (
                reader.required_text("client_id")?,
                Some(reader.required_text("jti")?),
            ),
        };
        reader.required_date("iat")?;
        let is_workload = is_workload(reader, client)?;
        let subject = reader.subject_of(issuer)?;
        // One name for an agent, whether it acts for a user or for itself: `sub` has a suffix that the client's id has not. A
        // subject of another name is another one
        let is_client = subject_is_client(reader, client)? && self.actor == ActorSource::Client;
        let principal = match is_client {
            true => Identity::new(issuer, client, Code::ClaimInvalid)?,
            false => subject,
        };
        let access = Access {
            principal,
            is_workload,
            actors: self.actor.read(reader, issuer, client, is_workload)?,
            client_id: Some(client),
            token_id,
            scope: self.scope(reader)?,
            attributes: attributes([
                ("organization", reader.text("org_id")?),
                ("subjectProfile", reader.text("sub_profile")?),
                ("clientProfile", reader.text("client_profile")?),
            ]),
            tenant: TENANT,
        };
        access.claims(reader, issuer)
    }

    /// "Access Token Profiles", `sub`: in tokens of its own the client `ID` is `ID@clients`, and in those of users it is not.
    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial> {
        let mut names = said(reader, &["azp", "client_id"]);
        if claims.is_workload {
            names.extend(said(reader, &["sub"]));
        }
        let actors = claims.actors.latest_first().iter();
        names.extend(actors.map(|actor| actor.subject().to_owned()));
        names.extend_from_slice(claims.actors.clients());
        let others = names.iter().map(|name| match name.strip_suffix(OF_CLIENT) {
            Some(client) => client.to_owned(),
            None => format!("{name}{OF_CLIENT}"),
        });
        let others: Vec<String> = others.collect();
        Ok([names, others].concat())
    }

    fn tenant(&self) -> &'static [&'static str] {
        TENANT
    }
}

/// "Access Token Profiles", `sub`: the client's id with the suffix `@clients`.
fn subject_is_client(reader: &Reader<'_>, client: &str) -> Result<bool, Denial> {
    Ok(reader.required_text("sub")?.strip_suffix(OF_CLIENT) == Some(client))
}

fn is_workload(reader: &Reader<'_>, client: &str) -> Result<bool, Denial> {
    let of_client = subject_is_client(reader, client)?;
    let grant = reader.text("gty")? == Some("client-credentials");
    // "Agent Identity in Tokens", client credentials flow
    Ok(of_client || grant || is_machine(reader)?)
}

const OF_CLIENT: &str = "@clients";
const TENANT: &[&str] = &["organization"];
