//! [`Approval`]: the signed word of somebody whom the operator trusts with it, that one call may be made, once.

mod approver;
mod call;

pub use call::CallHash;
pub(crate) use call::{BEYOND, Call};

use crate::denial::{Code, Denial};
use crate::grant::Verified;
use crate::identity::Identity;
use crate::proof::Replay;
#[cfg(feature = "cedar")]
use crate::time::UnixTime;
use crate::token::VerifiedToken;

/// An approval that was verified, and is of this call.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    issuer: String,
    approver: Identity,
    id: String,
    issued_at: u64,
    expires_at: u64,
    #[serde(skip)]
    replay: Replay,
}

impl Approval {
    /// `approval` was verified by the rules of its issuer, and is for this gate and this time.
    pub(crate) fn of(
        approval: &VerifiedToken,
        hash: &CallHash,
        verified: &Verified,
        leeway: u32,
    ) -> Result<Self, Denial> {
        let claims = &approval.claims;
        let (Some(approver), Some(id), Some(issued), Some(call)) = (
            &claims.principal,
            &claims.token_id,
            claims.issued,
            claims.attributes.get(CALL_HASH),
        ) else {
            return Err(Denial::new(Code::Internal, "an approval lacks a claim"));
        };
        if call != hash.as_str() {
            return Err(Denial::new(
                Code::ApprovalMismatch,
                "it is for another call (`call_hash`)",
            ));
        }
        approver::check(approval, verified)?;
        // Later than is needed here, for other nodes whose clocks are behind; a fraction of a second counts as one
        let until = claims.expires.plus(leeway).plus(leeway).plus(1).as_secs();
        Ok(Self {
            issuer: claims.issuer.clone(),
            approver: approver.clone(),
            id: id.clone(),
            issued_at: issued.as_secs(),
            expires_at: claims.expires.as_secs(),
            replay: Replay::new("approval", &[&claims.issuer, id], until),
        })
    }

    /// One that nobody has signed.
    #[cfg(all(test, feature = "cedar"))]
    #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    pub(crate) fn by(issuer: &str, subject: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            approver: Identity::new(issuer, subject, Code::Internal).unwrap(),
            id: "ap-1".to_owned(),
            issued_at: 1_800_000_000,
            expires_at: 1_800_000_300,
            replay: Replay::new("approval", &[issuer], 0),
        }
    }

    /// Who signed it: an issuer of approvals, as configured.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Who approves. The issuer of this identity is that of the approval, unless
    /// [`ApprovalTokens::subjects_of`](crate::ApprovalTokens::subjects_of) says whose subject it is.
    pub fn approver(&self) -> &Identity {
        &self.approver
    }

    /// `jti`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `iat`, in seconds since 1970.
    pub fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// `exp`, in seconds since 1970.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Its one use.
    pub(crate) fn replay(&self) -> &Replay {
        &self.replay
    }

    /// `exp`, for policies.
    #[cfg(feature = "cedar")]
    pub(crate) fn expires(&self) -> UnixTime {
        UnixTime::from_secs(self.expires_at)
    }
}

/// Those that were presented: each verified, each of this call. None is used yet.
#[derive(Debug, Default)]
pub(crate) struct Approvals(Vec<Approval>);

impl Approvals {
    /// # Errors
    ///
    /// It is there already: one approval is no two.
    pub(crate) fn push(&mut self, approval: Approval) -> Result<(), Denial> {
        let is_same = |known: &Approval| known.replay.key() == approval.replay.key();
        if self.0.iter().any(is_same) {
            let sentence = "it was presented twice";
            return Err(Denial::new(Code::ApprovalInvalid, sentence));
        }
        self.0.push(approval);
        Ok(())
    }

    /// The verdict, and the approval that it needed. Policies are asked without any first, and then with one after the other: who
    /// presents an approval that is not needed keeps it, and one is used up only where the call was permitted with it in sight.
    ///
    /// # Errors
    ///
    /// With none of them is the call permitted: the last verdict.
    #[cfg(feature = "cedar")]
    pub(crate) fn decide<T>(
        self,
        ask: impl Fn(Option<&Approval>) -> Result<T, Denial>,
    ) -> Result<(T, Option<Approval>), Denial> {
        let mut verdict = ask(None).map(|granted| (granted, None));
        for approval in self.0 {
            if verdict.is_ok() {
                break;
            }
            verdict = ask(Some(&approval)).map(|granted| (granted, Some(approval)));
        }
        verdict
    }
}

/// The attribute in which the profile keeps the claim `call_hash`.
pub(crate) const CALL_HASH: &str = "callHash";
/// Two persons, or three: more have never to approve one call.
pub(crate) const MOST_APPROVALS: usize = 4;
