//! Access tokens of Okta's custom authorization servers.

use super::access::{Access, attributes, check_type, is_machine, refuse_other_kinds};
use super::names::said;
use super::{ActorSource, Reads};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::jws::Jws;
use crate::token::{Claims, Reader, invalid, missing};

/// Access tokens of an Okta custom authorization server, after "OpenID Connect & OAuth 2.0 API", access token.
///
/// They have no `typ`, as ID tokens have none; the client `cid` and the scopes `scp` are then asked for, because no ID
/// token has them. Tokens with a `typ` are refused: ID-JAGs, and those of the org authorization server, which are for Okta
/// alone.
///
/// The principal of a user's token is `uid`: `sub` is a name that the user, or a claim of the operator's, may change. Without
/// `uid` the token is of a client without a user, and the principal is that client, `sub`. In a chain of agents the actors
/// stand in `act`.
///
/// What the profile vouches for besides: `subjectProfile` (`sub_profile`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Okta {
    actor: ActorSource,
}

impl Okta {
    /// Tokens whose actor stands there.
    pub fn new(actor: ActorSource) -> Self {
        Self { actor }
    }
}

impl Reads for Okta {
    /// Okta's help centre, "The typ field is missing from the access token header": with one it is for Okta alone.
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        check_type(jws, None)
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        refuse_other_kinds(reader)?;
        // "OpenID Connect & OAuth 2.0 API", reserved claims of the access token's payload
        let client = reader.required_text("cid")?;
        let token_id = reader.required_text("jti")?;
        let subject = reader.required_text("sub")?;
        reader.required_date("iat")?;
        match reader.count("ver")? {
            Some(1) => {}
            Some(_) => return Err(invalid("`ver` is not 1")),
            None => return Err(missing("ver")),
        }
        if !reader.has("scp") {
            return Err(missing("scp"));
        }
        // "It isn't included in the access token if there is no user bound to it"
        let (name, is_workload) = match reader.text("uid")? {
            Some(user) => (user, false),
            None => (subject, true),
        };
        let actors = self.actor.read(reader, issuer, client, is_workload)?;
        if is_workload && subject != client && actors.current().is_none() {
            return Err(invalid(
                "`sub` is neither a user nor the client, and nobody acts for it",
            ));
        }
        let access = Access {
            principal: Identity::new(issuer, name, Code::ClaimInvalid)?,
            is_workload,
            actors,
            client_id: Some(client),
            token_id: Some(token_id),
            scope: reader.scope_array("scp")?,
            attributes: attributes([("subjectProfile", reader.text("sub_profile")?)]),
            tenant: &[],
        };
        access.claims(reader, issuer)
    }

    /// "OpenID Connect & OAuth 2.0 API": `sub` of a token without a user is the client's, and `sub_profile` says where a subject is an agent.
    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial> {
        let is_agent = claims.is_workload || is_machine(reader)?;
        match is_agent {
            true => Ok(said(reader, &["sub", "uid"])),
            false => Ok(Vec::new()),
        }
    }

    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        // "Composing Your Base URL": the org authorization server has no path
        let (_, id) = issuer.split_once("/oauth2/").unwrap_or_default();
        match id.is_empty() {
            true => vec![Problem::new(
                "issuer",
                "not a custom authorization server: its issuer ends with `/oauth2/` and an id",
            )],
            false => Vec::new(),
        }
    }
}
