//! From what was presented to approvals of one call.

use super::Gate;
use crate::approval::{Approval, Approvals, BEYOND, Call, CallHash, MOST_APPROVALS};
use crate::denial::{Code, Denial};
use crate::grant::Verified;
use crate::jose::budget::Budget;
use crate::jose::json::Object;
use crate::presented::Presented;
use crate::request::Request;
use crate::time::UnixTime;
use crate::token::VerifiedToken;

impl Gate {
    /// Each one on its own: who can't show that it is good, and of this call, is refused, also where no policy needs it.
    pub(super) fn read_approvals(
        &self,
        verified: &Verified,
        presented: &Presented<'_>,
        request: &Request<'_>,
        input: &Object,
        now: UnixTime,
        budget: &mut Budget,
    ) -> Result<Approvals, Denial> {
        let texts = &presented.proofs().approvals;
        let mut approvals = Approvals::default();
        if texts.is_empty() {
            return Ok(approvals);
        }
        if texts.len() > MOST_APPROVALS {
            return Err(Denial::new(
                Code::TooManyTokens,
                format!("more than {MOST_APPROVALS} approvals were presented"),
            ));
        }
        let hash = self.call_hash(verified, request, input)?.ok_or_else(|| {
            Denial::new(
                Code::ApprovalMismatch,
                format!("no approval is of this call: it has {BEYOND}"),
            )
        })?;
        for (place, text) in (1..).zip(texts) {
            let approval = self.verify_approval(text, now, budget);
            approval
                .and_then(|approval| Approval::of(&approval, &hash, verified, self.leeway))
                .and_then(|approval| approvals.push(approval))
                .map_err(|denial| refused(denial, place, texts.len()))?;
        }
        Ok(approvals)
    }

    /// Never remembered: it is used once.
    fn verify_approval(
        &self,
        text: &str,
        now: UnixTime,
        budget: &mut Budget,
    ) -> Result<VerifiedToken, Denial> {
        let approval = VerifiedToken::verify(
            text,
            &self.approvers,
            &self.details,
            &self.limits,
            budget,
            now,
        )?;
        approval.check_audience(&self.audience)?;
        approval.check_time(now, self.leeway, self.max_lifetime)?;
        Ok(approval)
    }

    /// What an approval of this call has to say. `None` where none can.
    fn call_hash(
        &self,
        verified: &Verified,
        request: &Request<'_>,
        input: &Object,
    ) -> Result<Option<CallHash>, Denial> {
        let nobody = || Denial::new(Code::Internal, "the token names nobody");
        let principal = verified.principal();
        let call = Call {
            audience: &self.server,
            tool: request.name(),
            arguments: input,
            actor: verified.actor().or(principal).ok_or_else(nobody)?,
            principal,
            task: verified.token().task(),
        };
        Ok(call.hash())
    }

    /// Says of which call, where an approval is all that a call lacks.
    #[cfg(feature = "cedar")]
    pub(super) fn naming_call(
        &self,
        denial: Denial,
        verified: &Verified,
        request: &Request<'_>,
        input: &Object,
    ) -> Denial {
        if denial.code() != Code::ApprovalRequired {
            return denial;
        }
        match self.call_hash(verified, request, input) {
            Ok(Some(hash)) => denial.for_call(hash),
            Ok(None) => denial.because(&format!("none can be given: it has {BEYOND}")),
            Err(internal) => internal,
        }
    }
}

/// What is wrong with a token is wrong with an approval in its own way: no other token would help. What the host can do about it stays.
fn refused(denial: Denial, place: usize, of: usize) -> Denial {
    let code = match denial.code() {
        Code::TokenExpired
        | Code::TokenNotYetValid
        | Code::TokenIssuedInFuture
        | Code::LifetimeTooLong => Code::ApprovalNotCurrent,
        own @ (Code::ApprovalMismatch
        | Code::ApproverNotAllowed
        | Code::KeysMissing
        | Code::WorkExceeded
        | Code::Internal) => own,
        _ => Code::ApprovalInvalid,
    };
    denial.of_another(code, &format!("approval {place} of {of}"))
}
