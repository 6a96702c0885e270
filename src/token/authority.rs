//! What a token grants, asked in one way whether it is of a linked chain or of none.

use std::sync::Arc;

use super::VerifiedToken;
use crate::authentication::Required;
use crate::chain::linked::aat01::Tools;
use crate::chain::linked::{Draft, Grant};
use crate::counted::{CountedLimit, LimitKind};
use crate::denial::{Code, Denial};
use crate::jose::json::Object;
use crate::proof::Confirmation;

impl VerifiedToken {
    /// Does it grant the scopes that a tool requires? Tokens that name tools have no scopes: the tool has to be one of theirs, and
    /// has to require none, unless the operator takes its name instead of them. What its arguments may be is asked later, by
    /// [`Self::check_authority`].
    pub(crate) fn check_scope(&self, tool: &str, required: &Required) -> Result<(), Denial> {
        match self.grant() {
            Some(Grant::Tools(tools)) => {
                tools.check(tool)?;
                let draft = self.trusted.issuer.profile.rules().linked();
                match draft.is_some_and(Draft::takes_tools_instead_of_scopes) {
                    true => Ok(()),
                    false => required.check_scope(required.scope.first_beyond(&self.claims.scope)),
                }
            }
            // Enforced as it is delegated: by the draft's own relation
            Some(Grant::Delegation(delegation)) => {
                required.check_scope(delegation.first_uncovered(&required.scope))
            }
            None => {
                let relation = &self.trusted.issuer.scope_relation;
                required.check_scope(relation.first_beyond(&required.scope, &self.claims.scope))
            }
        }
    }

    /// The first of its scopes that the token before it does not grant.
    pub(crate) fn first_scope_beyond(&self, parent: &Self) -> Option<&str> {
        let relation = &self.trusted.issuer.scope_relation;
        let (own, granted) = (&self.claims.scope, &parent.claims.scope);
        match Arc::ptr_eq(&self.trusted, &parent.trusted) {
            true => relation.first_beyond(own, granted),
            false => relation.first_beyond_other(own, granted),
        }
    }

    /// Does what it grants besides scopes cover this call?
    pub(crate) fn check_authority(&self, tool: &str, input: &Object) -> Result<(), Denial> {
        match self.grant() {
            Some(grant) => grant.permits(tool, input),
            None => Ok(()),
        }
    }

    /// The tools that it grants by name, with what their arguments may be. A proof of such a token is of one call.
    pub(crate) fn tools(&self) -> Option<&Tools> {
        match self.grant() {
            Some(Grant::Tools(tools)) => Some(tools),
            Some(Grant::Delegation(_)) | None => None,
        }
    }

    /// What it limits over several calls: those with this token, or with one that descends from it.
    pub(crate) fn counted_limits(&self, is_presented: bool) -> impl Iterator<Item = CountedLimit> {
        let delegation = match self.grant() {
            Some(Grant::Delegation(delegation)) => Some(delegation),
            Some(Grant::Tools(_)) | None => None,
        };
        let token_id = self.claims.token_id.as_deref().unwrap_or_default();
        delegation
            .into_iter()
            .flat_map(|delegation| delegation.sums())
            .filter(move |(_, kind, _)| is_presented || *kind == LimitKind::Subtree)
            .map(|(key, kind, most)| CountedLimit::new(&self.hash, token_id, key, kind, most))
    }

    /// Can who presents it prove to hold it? The tokens before it need not be.
    pub(crate) fn check_provable(&self) -> Result<(), Denial> {
        let confirmation = self.claims.confirmation.as_ref();
        let names_proof_key = confirmation.and_then(Confirmation::jkt).is_some();
        match self.grant() {
            // draft-asor-wimse-agent-delegation-chain-02, section "Holder Binding": by DPoP
            Some(Grant::Delegation(_)) if !names_proof_key => Err(Denial::new(
                Code::ConfirmationUnsupported,
                "`cnf` of the last token has no `jkt`, which names the key of its DPoP proof",
            )),
            _ => Ok(()),
        }
    }

    /// What it grants in its draft's terms, where it is of a linked chain.
    fn grant(&self) -> Option<&Grant> {
        self.claims.linked.as_ref().map(|linked| &linked.grant)
    }
}
