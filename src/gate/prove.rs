//! From what was presented to tokens that are proven each, and then held together.

use std::sync::Arc;

use super::{Gate, check_clock};
use crate::chain;
use crate::denial::{Code, Denial, Hop};
use crate::grant::Verified;
use crate::jose::budget::Budget;
use crate::limits::Limits;
use crate::possession::Possession;
use crate::presented::Presented;
use crate::profile::Carrier;
use crate::request::Request;
use crate::revocation;
use crate::time::UnixTime;
use crate::token::VerifiedToken;

/// What was found before the tokens were held together: they, the workload identity token beside them, the proofs.
pub(super) type Each = (
    Vec<Arc<VerifiedToken>>,
    Option<Arc<VerifiedToken>>,
    Possession,
);

impl Gate {
    /// Each token on its own, root first, or as the child of the one before it; and that the client holds the last one.
    pub(super) fn prove(
        &self,
        presented: &Presented<'_>,
        request: Option<&Request<'_>>,
        now: UnixTime,
        budget: &mut Budget,
    ) -> Result<Each, Denial> {
        check_clock(now)?;
        self.check_size(presented)?;
        let of = presented.count();
        let mut tokens: Vec<Arc<VerifiedToken>> = Vec::with_capacity(of);
        let mut fresh = Vec::new();
        for (index, token) in presented.tokens().enumerate() {
            let hop = Hop {
                token: index.saturating_add(1),
                of,
            };
            let verified = match tokens.last() {
                Some(parent) if parent.is_linked() => {
                    self.verify_child(token, parent, &mut fresh, budget, now)
                }
                _ => self.verify_token(token, budget, now),
            };
            tokens.push(verified.map_err(|denial| denial.at(hop))?);
        }
        // draft-niyikiza-oauth-attenuating-agent-tokens-01, section 5.3: a proof means nothing before the chain holds
        if tokens.first().is_some_and(|root| root.is_linked()) {
            chain::linked::check(&tokens)?;
        }
        let token = tokens.last().ok_or_else(nothing)?;
        let workload = presented
            .proofs()
            .workload_identity
            .map(|workload| self.verify_workload(workload, budget, now))
            .transpose()?;
        let possession =
            self.inspection(request, now)
                .check(presented, token, workload.as_deref(), budget)?;
        for (text, child) in &fresh {
            self.children.remember(text, child);
        }
        Ok((tokens, workload, possession))
    }

    /// Root first; the last one is the presented one. What is linked was held together before its proof was looked at.
    pub(super) fn hold_together(
        &self,
        (mut tokens, workload, possession): Each,
    ) -> Result<Verified, Denial> {
        let of = tokens.len();
        for (token, verified) in (1..).zip(&tokens) {
            let within = verified.check_depth(self.max_depth);
            within.map_err(|denial| denial.at(Hop { token, of }))?;
        }
        if !tokens.first().is_some_and(|root| root.is_linked()) {
            chain::check_lineage(&tokens)?;
        }
        let token = tokens.pop().ok_or_else(nothing)?;
        Ok(Verified::new(token, tokens, workload, possession))
    }

    /// What the operator asks of a chain, and what the host knows of it. Nothing is said of tools before: who holds a revoked
    /// token learns no more.
    pub(super) fn check_whole(
        &self,
        verified: Verified,
        presented: &Presented<'_>,
    ) -> Result<Verified, Denial> {
        self.shape.check(verified.token(), verified.parents())?;
        let answers = &presented.proofs().revocation;
        let found = revocation::check(&verified, answers, self.requires_revocation_check)?;
        Ok(verified.with_revocation(found))
    }

    /// A workload identity token beside the presented one.
    fn verify_workload(
        &self,
        token: &str,
        budget: &mut Budget,
        now: UnixTime,
    ) -> Result<Arc<VerifiedToken>, Denial> {
        let verified = self.verify_token(token, budget, now)?;
        match verified.carrier {
            Carrier::WorkloadIdentityToken => Ok(verified),
            Carrier::Authorization | Carrier::TransactionToken | Carrier::Approval => {
                Err(Denial::new(
                    Code::TypeNotAccepted,
                    "what stands beside the token is no workload identity token",
                ))
            }
        }
    }

    fn check_size(&self, presented: &Presented<'_>) -> Result<(), Denial> {
        let bytes: usize = presented.tokens().map(str::len).sum();
        let Limits {
            tokens,
            presented_bytes,
            ..
        } = self.limits;
        if presented.count() > tokens || (presented.count() > 1 && bytes > presented_bytes) {
            return Err(Denial::new(
                Code::TooManyTokens,
                format!(
                    "more than {tokens} tokens, or {presented_bytes} bytes of them, were presented"
                ),
            ));
        }
        Ok(())
    }

    fn verify_token(
        &self,
        token: &str,
        budget: &mut Budget,
        now: UnixTime,
    ) -> Result<Arc<VerifiedToken>, Denial> {
        let still_holds = VerifiedToken::is_proven_by_keys_of_now;
        let verified = self.cache.get_or_verify(token, still_holds, || {
            VerifiedToken::verify(
                token,
                &self.keyring,
                &self.details,
                &self.limits,
                budget,
                now,
            )
        })?;
        self.check_now(verified, now)
    }

    /// The next token of a linked chain. Agents sign as many of these as they like: what is remembered of them has a room of
    /// its own, and only what its holder has proven to hold comes into it. `fresh` are those that could.
    fn verify_child<'t>(
        &self,
        token: &'t str,
        parent: &VerifiedToken,
        fresh: &mut Vec<(&'t str, Arc<VerifiedToken>)>,
        budget: &mut Budget,
        now: UnixTime,
    ) -> Result<Arc<VerifiedToken>, Denial> {
        let still_holds =
            |known: &VerifiedToken| known.is_child_of(parent) && known.is_proven_by_keys_of_now();
        let verified = match self.children.get(token, still_holds) {
            Some(known) => known,
            None => {
                let verified = VerifiedToken::verify_child(token, parent, &self.limits, budget)?;
                let verified = Arc::new(verified);
                fresh.push((token, Arc::clone(&verified)));
                verified
            }
        };
        self.check_now(verified, now)
    }

    /// What no cache remembers.
    fn check_now(
        &self,
        verified: Arc<VerifiedToken>,
        now: UnixTime,
    ) -> Result<Arc<VerifiedToken>, Denial> {
        verified.check_audience(&self.audience)?;
        verified.check_time(now, self.leeway, self.max_lifetime)?;
        Ok(verified)
    }
}

fn nothing() -> Denial {
    Denial::new(Code::Internal, "no token was looked at")
}
