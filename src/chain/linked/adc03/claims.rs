//! The claims of root and child.

use super::{Adc03Bound, Delegation, confirms_no_key};
use crate::chain::linked::{Grant, Linked, broken, linked, short_text, widened};
use crate::chain::{Actors, Lineage};
use crate::denial::{Code, Denial};
use crate::details::Details;
use crate::identity::Identity;
use crate::jose::jwk::{Jwk, thumbprint_uri};
use crate::profile::refuse_user;
use crate::proof::Confirmation;
use crate::token::{Authentication, Claims, Reader, invalid, missing};

/// Who stands where: what root and child say in different ways.
struct Place {
    principal: Identity,
    is_workload: bool,
    actors: Actors,
    max_depth: u64,
    /// Is `client_id` the word of somebody who may name the agent?
    is_named: bool,
    confirmation: Confirmation,
}

impl Adc03Bound {
    /// The first token: the issuer's.
    pub(super) fn root(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        let principal = reader.subject_of(issuer)?;
        let agent = agent(reader, issuer)?;
        let is_workload = agent == principal;
        if is_workload {
            refuse_user(reader)?;
        }
        let max_depth = max_depth(reader)?.ok_or_else(|| missing("del_max_depth"))?;
        let place = Place {
            is_workload,
            // Nobody was delegated to where a workload acts itself
            actors: Actors::known(match is_workload {
                true => Vec::new(),
                false => vec![agent],
            }),
            principal,
            max_depth,
            is_named: true,
            confirmation: confirmation(reader)?,
        };
        let claims = self.claims(reader, issuer, place)?;
        linked(&claims)?.check_root()?;
        Ok(claims)
    }

    /// Any later token, whose signature by the key that `parent` confirms was verified.
    pub(super) fn child(&self, reader: &Reader<'_>, parent: &Claims) -> Result<Claims, Denial> {
        let before = parent.confirmation.as_ref().ok_or_else(confirms_no_key)?;
        check_issuer(reader, parent, &thumbprint_uri(holder_key(before)?))?;
        let confirmation = confirmation(reader)?;
        let issuer = parent.issuer.as_str();
        let claimed = agent(reader, issuer)?;
        // `cnf` is proven: by the proof of who presents the token, or by the signature of the next one
        let agent = match self.believe_agent_names {
            true => claimed,
            false => {
                let key = thumbprint_uri(holder_key(&confirmation)?);
                Identity::new(issuer, &key, Code::ClaimInvalid)?
            }
        };
        let actors = core::iter::once(agent)
            .chain(parent.actors.latest_first().iter().cloned())
            .collect();
        let place = Place {
            principal: reader.subject_of(issuer)?,
            is_workload: parent.is_workload,
            actors: Actors::known(actors),
            max_depth: max_depth(reader)?.unwrap_or(linked(parent)?.max_depth),
            is_named: self.believe_agent_names,
            confirmation,
        };
        let claims = self.claims(reader, issuer, place)?;
        check_authentication(&claims.authentication, &parent.authentication)?;
        Ok(claims)
    }

    fn claims(&self, reader: &Reader<'_>, issuer: &str, place: Place) -> Result<Claims, Denial> {
        // What the one detail says is the whole authority, and `client_id` the actor: nothing is merged with it
        reader.refuse(&["scope", "act"])?;
        let details = reader.value("authorization_details");
        let details = details.ok_or_else(|| missing("authorization_details"))?;
        let (delegation, scope) =
            Delegation::read(details, reader.limits(), &self.quantities, self.host_counts)?;
        let grant = Grant::Delegation(delegation);
        let client_id = short_text(reader, "client_id")?.to_owned();
        let claims = Claims {
            issuer: issuer.to_owned(),
            principal: Some(place.principal),
            is_workload: place.is_workload,
            actors: place.actors,
            audience: reader.audience()?,
            resource: None,
            expires: reader.required_date("exp")?,
            not_before: reader.date("nbf")?,
            issued: Some(reader.required_date("iat")?),
            client_id: place.is_named.then(|| client_id.clone()),
            token_id: Some(short_text(reader, "jti")?.to_owned()),
            scope,
            details: Details::default(),
            linked: Some(Linked {
                called: Some(client_id),
                ..Linked::read(reader, place.max_depth, grant)?
            }),
            confirmation: Some(place.confirmation),
            authentication: Authentication::read(reader)?,
            attributes: Default::default(),
            lineage: Lineage::default(),
        };
        claims.check_dates()?;
        Ok(claims)
    }
}

/// `client_id`, as a subject of the root's issuer.
fn agent(reader: &Reader<'_>, issuer: &str) -> Result<Identity, Denial> {
    Identity::new(issuer, short_text(reader, "client_id")?, Code::ClaimInvalid)
}

fn max_depth(reader: &Reader<'_>) -> Result<Option<u64>, Denial> {
    match reader.count("del_max_depth")? {
        Some(0) => Err(invalid("`del_max_depth` is not positive")),
        most => Ok(most),
    }
}

/// RFC 9068, section 2.2: `iss` is required. delegator-bound-chains-00: of a child it is the delegator, under one of the two
/// names that the parent gives it. The root's issuer did not sign it.
fn check_issuer(reader: &Reader<'_>, parent: &Claims, key: &str) -> Result<(), Denial> {
    let iss = reader.required_text("iss")?;
    match iss == key || linked(parent)?.called.as_deref() == Some(iss) {
        true => Ok(()),
        false => Err(broken("`iss` is not the delegator, whose key signed it")),
    }
}

fn confirmation(reader: &Reader<'_>) -> Result<Confirmation, Denial> {
    let confirmation = reader.confirmation()?.ok_or_else(|| missing("cnf"))?;
    holder_key(&confirmation)?;
    Ok(confirmation)
}

/// draft-asor-wimse-agent-delegation-chain-02, section "Holder Binding": every token of a chain is bound, and to one key.
fn holder_key(confirmation: &Confirmation) -> Result<&str, Denial> {
    let unsupported = |sentence| Denial::new(Code::ConfirmationUnsupported, sentence);
    match (confirmation.jkt(), confirmation.jwk().map(Jwk::thumbprint)) {
        (Some(jkt), Some(jwk)) if jkt != jwk => {
            Err(unsupported("`jkt` and `jwk` of `cnf` are two keys"))
        }
        (Some(key), _) | (None, Some(key)) => Ok(key),
        (None, None) => Err(unsupported("`cnf` has neither `jkt` nor `jwk`")),
    }
}

/// RFC 9068, section 2.2.1: how the user was authenticated only the issuer has seen. An agent may hand it on, or leave it out.
fn check_authentication(child: &Authentication, parent: &Authentication) -> Result<(), Denial> {
    let same_acr = child.acr.is_none() || child.acr == parent.acr;
    match same_acr && (child.time.is_none() || child.time == parent.time) {
        true => Ok(()),
        false => Err(widened(
            "it says of the user's authentication what the token before it does not",
        )),
    }
}
