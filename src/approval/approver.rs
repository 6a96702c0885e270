//! Who may approve: somebody else than those who act.

use crate::denial::{Code, Denial};
use crate::grant::Verified;
use crate::identity::Identity;
use crate::jose::jwk::named_thumbprint;
use crate::spiffe::SpiffeId;
use crate::token::VerifiedToken;

/// An agent approves no call of its chain, and no client one with a token of its own, under whichever of their names that tokens tell.
/// The user on whose behalf they act may: that is who is asked, mostly.
pub(super) fn check(approval: &VerifiedToken, verified: &Verified) -> Result<(), Denial> {
    let refused = |sentence| Err(Denial::new(Code::ApproverNotAllowed, sentence));
    let Some(approver) = &approval.claims.principal else {
        return Err(Denial::new(Code::Internal, "an approval names nobody"));
    };
    // Whose names an approval says is not known unless the operator does: then a name is the same one at every issuer
    let names = approval.names_subjects_of();
    let is_approver = |issuer: &str, subject: &str| {
        let is_everywhere =
            SpiffeId::parse_workload(subject).is_some() || named_thumbprint(subject).is_some();
        let is_known = names.is_some() && !is_everywhere;
        subject == approver.subject() && (!is_known || issuer == approver.issuer())
    };
    for (token, _) in verified.tokens() {
        let claims = &token.claims;
        let workload = claims.principal.as_ref().filter(|_| claims.is_workload);
        let mut agents = claims.actors.latest_first().iter().chain(workload);
        if agents.any(|agent: &Identity| is_approver(agent.issuer(), agent.subject())) {
            return refused("who approves is an agent of the chain");
        }
        let namers: Vec<&str> = core::iter::once(claims.issuer.as_str())
            .chain(token.names_subjects_of())
            .chain(claims.actors.latest_first().iter().map(Identity::issuer))
            .collect();
        let is_named = |name: &str| namers.iter().any(|namer| is_approver(namer, name));
        if token.other_names().any(|name| is_named(&name)) {
            return refused(
                "who approves is the client that has the token, or an agent of the chain under another name",
            );
        }
    }
    match verified.chain().unnamed() {
        0 => Ok(()),
        _ => refused("an actor is not named, and could be who approves"),
    }
}
