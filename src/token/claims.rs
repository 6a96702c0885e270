//! [`Claims`]: what a profile makes of a payload. The same members, whatever the issuer calls them.

use std::collections::BTreeMap;

use super::Audience;
use super::reader::{Reader, invalid};
use crate::chain::linked::Linked;
use crate::chain::{Actors, Lineage, Succession};
use crate::denial::Denial;
use crate::details::Details;
use crate::identity::Identity;
use crate::profile::Acting;
use crate::proof::Confirmation;
use crate::scope::Scope;
use crate::time::NumericDate;

/// The claims of a token, read.
#[derive(Debug)]
pub(crate) struct Claims {
    /// The configured issuer.
    pub(crate) issuer: String,
    /// On whose behalf; none where the issuer's tokens do not say.
    pub(crate) principal: Option<Identity>,
    /// The principal is a workload: where nobody acts for it, it is the agent.
    pub(crate) is_workload: bool,
    pub(crate) actors: Actors,
    /// Empty where the profile's tokens are for whoever the proof beside them is for.
    pub(crate) audience: Audience,
    /// The resources that the issuer recorded, where it says more than in `aud`.
    pub(crate) resource: Option<Audience>,
    pub(crate) expires: NumericDate,
    pub(crate) not_before: Option<NumericDate>,
    pub(crate) issued: Option<NumericDate>,
    pub(crate) client_id: Option<String>,
    pub(crate) token_id: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) details: Details,
    /// Its place in a linked chain, where it is of one.
    pub(crate) linked: Option<Linked>,
    pub(crate) confirmation: Option<Confirmation>,
    pub(crate) authentication: Authentication,
    /// What the profile vouches for besides, under names of ours.
    pub(crate) attributes: BTreeMap<&'static str, String>,
    /// What its parents have to have in common with it, where they are shown.
    pub(crate) lineage: Lineage,
}

/// How and when the user was authenticated (RFC 9068, section 2.2.1).
#[derive(Debug, Default)]
pub(crate) struct Authentication {
    pub(crate) acr: Option<String>,
    pub(crate) time: Option<NumericDate>,
}

impl Authentication {
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self, Denial> {
        Ok(Self {
            acr: reader.text("acr")?.map(str::to_owned),
            time: reader.date("auth_time")?,
        })
    }
}

impl Claims {
    /// What most issuers write alike: `aud`, `exp`, `nbf`, `iat`, `client_id`, `jti`, `scope`, `cnf`, `acr`.
    /// Only `aud` and `exp` must be there; a profile asks for more.
    pub(crate) fn common(
        reader: &Reader<'_>,
        issuer: &str,
        principal: Identity,
        acting: Acting,
    ) -> Result<Self, Denial> {
        let owned = |name| Ok::<_, Denial>(reader.text(name)?.map(str::to_owned));
        let claims = Self {
            actors: acting.actors,
            issuer: issuer.to_owned(),
            principal: Some(principal),
            is_workload: acting.is_workload,
            audience: reader.audience()?,
            resource: None,
            expires: reader.required_date("exp")?,
            not_before: reader.date("nbf")?,
            issued: reader.date("iat")?,
            client_id: owned("client_id")?,
            token_id: owned("jti")?,
            // RFC 9068, section 2.2.3: a string, never an array
            scope: reader.scope_text("scope")?,
            details: reader.details()?,
            linked: None,
            confirmation: reader.confirmation()?,
            authentication: Authentication::read(reader)?,
            attributes: BTreeMap::new(),
            lineage: Lineage::default(),
        };
        claims.check_dates()?;
        Ok(claims)
    }

    /// A token that is never valid is a mistake of its issuer's, whatever the time.
    pub(crate) fn check_dates(&self) -> Result<(), Denial> {
        if self.issued.is_some_and(|iat| self.expires <= iat) {
            return Err(invalid("`exp` is not after `iat`"));
        }
        if self.not_before.is_some_and(|nbf| self.expires <= nbf) {
            return Err(invalid("`exp` is not after `nbf`"));
        }
        Ok(())
    }

    /// The agent that acts now: the current actor, or a workload for which nobody else acts.
    pub(crate) fn agent(&self) -> Option<&Identity> {
        let workload = self.principal.as_ref().filter(|_| self.is_workload);
        self.actors.current().or(workload)
    }

    /// Whose token it is: the current actor's, or the principal's where nobody acts for it.
    pub(crate) fn holder(&self) -> Option<&Identity> {
        self.actors.current().or(self.principal.as_ref())
    }

    /// How many actors stand behind the principal: those whom the issuer counts, or those whom it names, where they are more.
    pub(crate) fn depth(&self) -> usize {
        match self.lineage.succession {
            Succession::Actors { .. } => {
                let named = self.actors.latest_first().len();
                self.actors.depth().max(named)
            }
            // The one who delegated may be the principal
            Succession::Delegators { .. } => self.actors.depth(),
        }
    }
}
