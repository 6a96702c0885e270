//! Access tokens of WorkOS Connect (AuthKit), for APIs and MCP servers.

use super::access::{Access, attributes, check_type, refuse_other_kinds};
use super::{ActorSource, Reads};
use crate::denial::Denial;
use crate::jose::jws::Jws;
use crate::token::{Claims, Reader, invalid, missing};

/// Access tokens of WorkOS Connect, after "Access token claims" of its documentation.
///
/// They have no `typ`, as ID tokens have none; `client_id` and `scope` are then asked for, because no ID token has
/// them, and in a user's token the consent, `sid`, because no grant has one. AuthKit's session tokens, which are for the application that the user signed in to, have neither and are refused.
///
/// The principal is `sub`: a user, or in a token of an M2M application the client itself, a workload. After a token
/// exchange `act` names the application that exchanged.
///
/// What the profile vouches for besides: `organization` (`org_id`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workos {
    actor: ActorSource,
}

impl Workos {
    /// Tokens whose actor stands there.
    pub fn new(actor: ActorSource) -> Self {
        Self { actor }
    }
}

impl Reads for Workos {
    /// "Token", authorization code grant: the header of the access token shown there has `alg` and `kid`.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(jws, None)
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        refuse_other_kinds(reader)?;
        // "Access token claims"
        let client = reader.required_text("client_id")?;
        let token_id = reader.required_text("jti")?;
        reader.required_date("iat")?;
        if !reader.has("scope") {
            return Err(missing("scope"));
        }
        // A user has consented (`sid`); an M2M application is the subject itself, and nobody has
        let is_workload = reader.required_text("sub")? == client;
        match (is_workload, reader.text("sid")?) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => return Err(invalid("a consent (`sid`) without a user to give it")),
            (false, None) => return Err(missing("sid")),
        }
        let access = Access {
            principal: reader.subject_of(issuer)?,
            is_workload,
            actors: self.actor.read(reader, issuer, client, is_workload)?,
            client_id: Some(client),
            token_id: Some(token_id),
            scope: reader.scope_text("scope")?,
            attributes: attributes([("organization", reader.text("org_id")?)]),
            tenant: TENANT,
        };
        access.claims(reader, issuer)
    }

    /// A client has one name, which is its subject.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    fn tenant(&self) -> &'static [&'static str] {
        TENANT
    }
}

const TENANT: &[&str] = &["organization"];
