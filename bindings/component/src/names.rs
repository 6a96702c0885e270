//! The lists that the core and the world both have: codes and categories.

use crate::api;

/// Positions are bounded by the limits, far below.
pub(crate) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Core to WIT by name. The core's enums may grow, so its own match can't be exhaustive; the one over WIT is, and
/// a test of the conformance harness holds the WIT list against the core's.
macro_rules! same_names {
    ($(fn $convert:ident($name:ident) { $($case:ident)+ })+) => {$(
        pub(crate) fn $convert(from: narrowgate::$name) -> api::$name {
            const _: fn(api::$name) = |every| match every { $(api::$name::$case => (),)+ };
            match from {
                $(narrowgate::$name::$case => api::$name::$case,)+
                _ => api::$name::Internal,
            }
        }
    )+};
}

same_names! {
    fn category(Category) { Malformed Untrusted Time Binding Delegation Limit Policy Source Internal }
    fn code(Code) {
        TokenMissing TokenMalformed Base64Invalid JsonInvalid JsonDuplicateMember HeaderInvalid HeaderUnsupported
        ClaimMissing ClaimInvalid ScopeMalformed ActorMalformed InputInvalid DetailsMalformed
        AlgorithmNotAllowed TypeNotAccepted IssuerUnknown KeyUnknown KeyAmbiguous KeyUnsuitable SignatureInvalid
        AudienceMismatch KeysMissing ActorUntrusted TokenRevoked RevocationUnknown ApprovalInvalid
        TokenExpired TokenNotYetValid TokenIssuedInFuture LifetimeTooLong ClockInvalid ApprovalNotCurrent
        ProofRequired SchemeMismatch ConfirmationUnsupported BindingRequired CallerUnproven CertificateMismatch
        ProofMalformed ProofSignatureInvalid ProofKeyMismatch ProofRequestMismatch ProofTokenMismatch
        ProofBodyMismatch ProofHeaderMismatch ProofNotCurrent ProofNonceRequired ProofReplayed ReplayUnchecked
        DepthExceeded SubjectChanged ActorChainBroken ScopeWidened AudienceWidened ExpiryExtended IssuedBeforeParent
        TokenRepeated LinkBroken AuthorityWidened DelegationNotAllowed ChainOutOfBounds EvidenceInsufficient
        TokenTooLarge TooManyTokens JsonTooDeep JsonTooLarge ScopeTooLarge InputTooLarge WorkExceeded
        ToolUnknown ArgumentsInvalid ScopeInsufficient PolicyDenied PolicyForbidden PolicyError SessionInvalid
        AuthenticationInsufficient AuthorityInsufficient LimitUncounted
        ApprovalRequired ApprovalMismatch ApproverNotAllowed ApprovalReplayed
        SourceUnavailable Internal
    }
}
