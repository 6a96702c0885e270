//! Why a call was refused: [`Denial`], its [`Code`] and its [`Category`].
//!
//! This file holds the one list of codes. The README, the TypeScript types and the WIT world are
//! compared with it by a test.

use core::fmt;

use crate::approval::CallHash;
use crate::authentication::Required;
use crate::challenge::{Challenge, Challenger};
use crate::determining::{DeterminingPolicy, said};
use crate::explanation::Near;
use crate::proof::Replay;
use crate::record::DenialReport;
use crate::revocation::RevocationQuery;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $category:ident, $answer:ident;)+) => {
        /// What was wrong, as a stable name. Codes are only ever added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code, in the order of the README's table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable `snake_case` name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The group that this code belongs to.
            pub const fn category(self) -> Category {
                match self { $(Self::$variant => Category::$category,)+ }
            }

            pub(crate) const fn answer(self) -> Answer {
                match self { $(Self::$variant => Answer::$answer,)+ }
            }
        }
    };
}

codes! {
    /// No token was presented.
    TokenMissing = "token_missing", Malformed, NoCredentials;
    /// Not a compact JWS: other characters than base64url and dots, not three parts, a JWE, JSON serialisation.
    TokenMalformed = "token_malformed", Malformed, InvalidToken;
    /// A part is not canonical, unpadded base64url.
    Base64Invalid = "base64_invalid", Malformed, InvalidToken;
    /// The header or payload is not a UTF-8 JSON object.
    JsonInvalid = "json_invalid", Malformed, InvalidToken;
    /// A JSON object names a member twice.
    JsonDuplicateMember = "json_duplicate_member", Malformed, InvalidToken;
    /// A header parameter has the wrong type, or `alg` is absent.
    HeaderInvalid = "header_invalid", Malformed, InvalidToken;
    /// The header asks for something that is never done: `crit`, `b64`, `zip`, `cty`, `jwk`, `jku`, `x5u`, `x5c`.
    HeaderUnsupported = "header_unsupported", Malformed, InvalidToken;
    /// A claim that the profile requires is absent.
    ClaimMissing = "claim_missing", Malformed, InvalidToken;
    /// A claim has the wrong type or an impossible value.
    ClaimInvalid = "claim_invalid", Malformed, InvalidToken;
    /// `scope` is not a string of RFC 6749 scope tokens with single spaces between, or not of its issuer's `scopeRelation`.
    ScopeMalformed = "scope_malformed", Malformed, InvalidToken;
    /// `act` is not an object with a `sub`, somewhere in the chain.
    ActorMalformed = "actor_malformed", Malformed, InvalidToken;
    /// The tool call's arguments are not a JSON object without duplicates.
    InputInvalid = "input_invalid", Malformed, InvalidRequest;
    /// An entry of `authorization_details` has a member that its type does not have, or one of another form, or a type has too
    /// many entries; or a linked token's is not of its draft's form.
    DetailsMalformed = "details_malformed", Malformed, InvalidToken;
    /// `alg` is not on the issuer's list. `none` and HMAC can't be on any.
    AlgorithmNotAllowed = "algorithm_not_allowed", Untrusted, InvalidToken;
    /// `typ` is not the one of the issuer's profile: another kind of token was presented.
    TypeNotAccepted = "type_not_accepted", Untrusted, InvalidToken;
    /// `iss` is none of the configured issuers.
    IssuerUnknown = "issuer_unknown", Untrusted, InvalidToken;
    /// The issuer's key set has no key for this token. Fetch the set again, once, and retry.
    KeyUnknown = "key_unknown", Untrusted, InvalidToken;
    /// Several keys of the issuer fit; which one signed can't be told.
    KeyAmbiguous = "key_ambiguous", Untrusted, InvalidToken;
    /// The key that `kid` names is not for this algorithm.
    KeyUnsuitable = "key_unsuitable", Untrusted, InvalidToken;
    /// The signature does not verify.
    SignatureInvalid = "signature_invalid", Untrusted, InvalidToken;
    /// The token was issued for someone else.
    AudienceMismatch = "audience_mismatch", Untrusted, InvalidToken;
    /// The issuer's keys were not handed in yet. Fetch them and retry.
    KeysMissing = "keys_missing", Untrusted, Unavailable;
    /// An `act` names an actor of an issuer for which the token's issuer may not speak.
    ActorUntrusted = "actor_untrusted", Untrusted, InvalidToken;
    /// The token was revoked, by what the host handed in.
    TokenRevoked = "token_revoked", Untrusted, InvalidToken;
    /// Whether the token was revoked is not known, and has to be.
    RevocationUnknown = "revocation_unknown", Untrusted, Unavailable;
    /// An approval is none: its form, type, issuer, signature, audience or a claim is wrong, or it was presented twice.
    ApprovalInvalid = "approval_invalid", Untrusted, Forbidden;
    /// `exp` has passed.
    TokenExpired = "token_expired", Time, InvalidToken;
    /// `nbf` has not come yet.
    TokenNotYetValid = "token_not_yet_valid", Time, InvalidToken;
    /// `iat` lies in the future.
    TokenIssuedInFuture = "token_issued_in_future", Time, InvalidToken;
    /// `exp` minus `iat` is longer than the gate allows.
    LifetimeTooLong = "lifetime_too_long", Time, InvalidToken;
    /// The host handed in no usable time.
    ClockInvalid = "clock_invalid", Time, Unavailable;
    /// An approval has expired, is not valid yet, or lives longer than its issuer may let it.
    ApprovalNotCurrent = "approval_not_current", Time, Forbidden;
    /// The token is bound to a key (`cnf`), and possession was not proven.
    ProofRequired = "proof_required", Binding, InvalidToken;
    /// The token is bound and came as a bearer token, or is not bound and came as a bound one, or came in another
    /// header than its profile's.
    SchemeMismatch = "scheme_mismatch", Binding, InvalidToken;
    /// `cnf` asks for a proof that this gate can't check, or is not of the form of its RFC.
    ConfirmationUnsupported = "confirmation_unsupported", Binding, InvalidToken;
    /// The issuer is configured to bind its tokens to a key, and this one is bound to none.
    BindingRequired = "binding_required", Binding, InvalidToken;
    /// A transaction token says nothing of who presents it, and the caller was not proven.
    CallerUnproven = "caller_unproven", Binding, InvalidToken;
    /// There is no certificate of this connection, or it is not the one that the token is bound to.
    CertificateMismatch = "certificate_mismatch", Binding, InvalidToken;
    /// The proof is not one proof, not a JWT, or a header parameter or claim is absent or has the wrong type.
    ProofMalformed = "proof_malformed", Binding, InvalidProof;
    /// The proof's algorithm is not allowed, or its signature does not verify.
    ProofSignatureInvalid = "proof_signature_invalid", Binding, InvalidProof;
    /// The proof was signed with another key than the one that the token is bound to.
    ProofKeyMismatch = "proof_key_mismatch", Binding, InvalidProof;
    /// The proof was made for another method, another URI or another recipient.
    ProofRequestMismatch = "proof_request_mismatch", Binding, InvalidProof;
    /// The proof was made for another token, or leaves out one that it has to name.
    ProofTokenMismatch = "proof_token_mismatch", Binding, InvalidProof;
    /// The proof was made for another body, or its body can't be checked, or it names none where it has to.
    ProofBodyMismatch = "proof_body_mismatch", Binding, InvalidProof;
    /// The proof names a header field that is not there, has another value, or is not understood.
    ProofHeaderMismatch = "proof_header_mismatch", Binding, InvalidProof;
    /// The proof is too old, expired, or from the future.
    ProofNotCurrent = "proof_not_current", Binding, InvalidProof;
    /// The proof has not the nonce that was asked for.
    ProofNonceRequired = "proof_nonce_required", Binding, UseNonce;
    /// The proof was used before.
    ProofReplayed = "proof_replayed", Binding, InvalidProof;
    /// The replay store was not asked, and the gate requires it.
    ReplayUnchecked = "replay_unchecked", Binding, Unavailable;
    /// More actors than the gate allows stand between principal and current actor.
    DepthExceeded = "depth_exceeded", Delegation, InvalidToken;
    /// A token is on behalf of someone else than its parent.
    SubjectChanged = "subject_changed", Delegation, InvalidToken;
    /// A token's prior actors are not the actors of its parent.
    ActorChainBroken = "actor_chain_broken", Delegation, InvalidToken;
    /// A token has a scope that its parent has not.
    ScopeWidened = "scope_widened", Delegation, InvalidToken;
    /// A token is for an audience that its parent is not for.
    AudienceWidened = "audience_widened", Delegation, InvalidToken;
    /// A token is valid longer than its parent.
    ExpiryExtended = "expiry_extended", Delegation, InvalidToken;
    /// A token was issued before its parent.
    IssuedBeforeParent = "issued_before_parent", Delegation, InvalidToken;
    /// The same token stands twice in the chain.
    TokenRepeated = "token_repeated", Delegation, InvalidToken;
    /// A token of a linked chain is not the child of the one before it: hash, depth or issuer say so.
    LinkBroken = "link_broken", Delegation, InvalidToken;
    /// A token grants a tool, an argument, a detail or a depth that its parent does not grant.
    AuthorityWidened = "authority_widened", Delegation, InvalidToken;
    /// An actor that may not delegate has delegated.
    DelegationNotAllowed = "delegation_not_allowed", Delegation, InvalidToken;
    /// A party of the chain is not of the one issuer, tenant or trust domain, or nobody says of which.
    ChainOutOfBounds = "chain_out_of_bounds", Delegation, InvalidToken;
    /// A party is only asserted, and the gate asks for a token of its own.
    EvidenceInsufficient = "evidence_insufficient", Delegation, InvalidToken;
    /// A token is larger than the limit.
    TokenTooLarge = "token_too_large", Limit, InvalidToken;
    /// More tokens, or more bytes of tokens, than the limit.
    TooManyTokens = "too_many_tokens", Limit, InvalidToken;
    /// JSON is nested deeper than the limit.
    JsonTooDeep = "json_too_deep", Limit, InvalidToken;
    /// A JSON object or array has more members than the limit.
    JsonTooLarge = "json_too_large", Limit, InvalidToken;
    /// More scope tokens, or a longer one, than the limit.
    ScopeTooLarge = "scope_too_large", Limit, InvalidToken;
    /// The arguments of the call are larger, or deeper, than the limit.
    InputTooLarge = "input_too_large", Limit, InvalidRequest;
    /// More signatures than the gate is willing to check for one request.
    WorkExceeded = "work_exceeded", Limit, InvalidToken;
    /// The gate knows no tool of that name.
    ToolUnknown = "tool_unknown", Policy, Forbidden;
    /// An argument is not declared by the tool, is missing, or has another type than the tool declares.
    ArgumentsInvalid = "arguments_invalid", Policy, Forbidden;
    /// The tool requires a scope that was not granted.
    ScopeInsufficient = "scope_insufficient", Policy, InsufficientScope;
    /// No policy permits the call.
    PolicyDenied = "policy_denied", Policy, Forbidden;
    /// A policy forbids the call.
    PolicyForbidden = "policy_forbidden", Policy, Forbidden;
    /// A policy could not be evaluated; what could not be evaluated denies.
    PolicyError = "policy_error", Policy, Forbidden;
    /// The host handed in no facts of the call where its schema declares them, others than it declares, or some where it
    /// declares none.
    SessionInvalid = "session_invalid", Policy, Unavailable;
    /// The policy asks for a stronger, or a more recent, authentication of the user.
    AuthenticationInsufficient = "authentication_insufficient", Policy, InsufficientAuthentication;
    /// The tools, constraints or `authorization_details` that were granted do not cover the call.
    AuthorityInsufficient = "authority_insufficient", Policy, Forbidden;
    /// The token limits a sum over several calls, and the gate was not told that the host counts.
    LimitUncounted = "limit_uncounted", Policy, Forbidden;
    /// The policies permit the call, but for those that require an approval. `callHash` says of what.
    ApprovalRequired = "approval_required", Policy, Forbidden;
    /// An approval is for another call.
    ApprovalMismatch = "approval_mismatch", Policy, Forbidden;
    /// Who approves is an agent of the chain or the client that has the token, under whichever name, or could be one who is not named.
    ApproverNotAllowed = "approver_not_allowed", Policy, Forbidden;
    /// The approval was used before.
    ApprovalReplayed = "approval_replayed", Policy, Forbidden;
    /// What the host has to ask, a key server or a store of its own, did not answer. It denies.
    SourceUnavailable = "source_unavailable", Source, Unavailable;
    /// A fault of our own. It denies.
    Internal = "internal", Internal, Unavailable;
}

/// The groups of codes: who has to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Category {
    /// Not the syntax that the standards ask for.
    Malformed,
    /// Well formed, and nobody we trust says so.
    Untrusted,
    /// Too early, too late, too long.
    Time,
    /// Bound to a key that was not proven.
    Binding,
    /// The chain does not hold together, or authority grew on the way.
    Delegation,
    /// More than the gate is willing to look at.
    Limit,
    /// Proven, and not allowed to do this.
    Policy,
    /// What the host depends on did not answer. The core, which asks nobody, never says so: hosts do.
    Source,
    /// A fault of our own.
    Internal,
}

impl Category {
    /// The stable lower-case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Untrusted => "untrusted",
            Self::Time => "time",
            Self::Binding => "binding",
            Self::Delegation => "delegation",
            Self::Limit => "limit",
            Self::Policy => "policy",
            Self::Source => "source",
            Self::Internal => "internal",
        }
    }
}

/// What the client is told, by RFC 6750, section 3.1, RFC 9449, sections 7.1 and 9, and RFC 9470, section 3: less than
/// the operator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    NoCredentials,
    InvalidRequest,
    InvalidToken,
    /// 401 `invalid_dpop_proof`.
    InvalidProof,
    /// 401 `use_dpop_nonce`.
    UseNonce,
    InsufficientScope,
    /// 401 `insufficient_user_authentication`.
    InsufficientAuthentication,
    Forbidden,
    Unavailable,
}

/// Which of the presented tokens a denial is about: token `token` of `of`, root first, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hop {
    /// Position, from 1.
    pub token: usize,
    /// How many tokens were presented.
    pub of: usize,
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "token {} of {}", self.token, self.of)
    }
}

/// What the host can fetch before it asks again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Missing {
    /// The key set of this *configured* issuer was not handed in yet, or may have been rotated.
    Key {
        /// The issuer as configured, never as the token spells it.
        issuer: String,
        /// Seconds to wait before it is fetched: 0 for at once, more where it was replaced a moment ago.
        retry_after: u32,
    },
    /// The host did not say what its store knows of these, and has to: an approval that was needed, and proofs where the gate requires it.
    Replay(Vec<Replay>),
    /// The host did not say of these tokens whether they were revoked, and has to.
    Revocation(Vec<RevocationQuery>),
}

/// A refusal: a stable code, where, and one sentence. Holds no token byte that was not checked
/// against a harmless grammar, and no key.
#[derive(Clone, PartialEq, Eq)]
pub struct Denial(Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    code: Code,
    sentence: String,
    answer: Option<Answer>,
    hop: Option<Hop>,
    missing: Option<Missing>,
    call_hash: Option<CallHash>,
    required: Required,
    policies: Vec<DeterminingPolicy>,
    near: Vec<Near>,
}

impl Denial {
    pub(crate) fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            sentence: sentence.into(),
            answer: None,
            hop: None,
            missing: None,
            call_hash: None,
            required: Required::default(),
            policies: Vec::new(),
            near: Vec::new(),
        }))
    }

    /// What was wrong.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Which group the code belongs to.
    pub fn category(&self) -> Category {
        self.0.code.category()
    }

    /// Which of several presented tokens it is about. `None` where only one was presented, or where
    /// the denial is about the call and not about a token.
    pub fn hop(&self) -> Option<Hop> {
        self.0.hop
    }

    /// What the host may fetch before it asks again, once.
    pub fn missing(&self) -> Option<&Missing> {
        self.0.missing.as_ref()
    }

    /// With `approval_required`, what an approval has to be of. `None` where no approval can be: the call has a number that readers
    /// take for another one. [`Gate::simulate`](crate::Gate::simulate) never says it.
    pub fn call_hash(&self) -> Option<&CallHash> {
        self.0.call_hash.as_ref()
    }

    /// The policies that forbade the call, or that could not be evaluated.
    pub fn policies(&self) -> &[DeterminingPolicy] {
        &self.0.policies
    }

    /// What these policies give as `@reason`.
    pub fn advice(&self) -> Vec<String> {
        said(self.policies(), "reason")
    }

    /// Where no policy permits the call, those that came nearest. For logs: it quotes policies, and the client is never told.
    pub fn near(&self) -> &[Near] {
        &self.0.near
    }

    /// The HTTP answer, where no gate is at hand; [`Gate::challenge`](crate::Gate::challenge) adds the resource metadata.
    pub fn challenge(&self) -> Challenge {
        Challenger::PLAIN.answer(self)
    }

    /// The denial with its HTTP answer, ready to be serialised, where no gate is at hand.
    pub fn report(&self) -> DenialReport {
        DenialReport::new(self, self.challenge())
    }

    pub(crate) fn required(&self) -> &Required {
        &self.0.required
    }

    /// Names the token, when there were several.
    pub(crate) fn at(mut self, hop: Hop) -> Self {
        if hop.of > 1 {
            self.0.hop = Some(hop);
        }
        self
    }

    /// What the client is told: what the code says, or another answer where the same fault of another credential is
    /// answered in another way.
    pub(crate) fn answer(&self) -> Answer {
        self.0.answer.unwrap_or_else(|| self.code().answer())
    }

    pub(crate) fn answered(mut self, answer: Answer) -> Self {
        self.0.answer = Some(answer);
        self
    }

    pub(crate) fn lacking(mut self, missing: Missing) -> Self {
        self.0.missing = Some(missing);
        self
    }

    pub(crate) fn requiring(mut self, required: &Required) -> Self {
        self.0.required = required.clone();
        self
    }

    /// The same fault, of what is not a token: under its own code, and named.
    pub(crate) fn of_another(mut self, code: Code, what: &str) -> Self {
        self.0.sentence = format!("{what}: {}", self.0.sentence);
        self.0.code = code;
        self
    }

    /// These policies forbid the call, and say that an approval is all that it lacks. Which call that is, [`Self::for_call`] says.
    #[cfg(feature = "cedar")]
    pub(crate) fn approval_required(sentence: String, policies: Vec<DeterminingPolicy>) -> Self {
        Self::new(Code::ApprovalRequired, sentence).by(policies)
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn for_call(mut self, hash: CallHash) -> Self {
        self.0.call_hash = Some(hash);
        self
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn because(mut self, reason: &str) -> Self {
        self.0.sentence = format!("{}, and {reason}", self.0.sentence);
        self
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn by(mut self, policies: Vec<DeterminingPolicy>) -> Self {
        self.0.policies = policies;
        self
    }

    #[cfg(feature = "cedar")]
    pub(crate) fn nearly(mut self, near: Vec<Near>) -> Self {
        self.0.near = near;
        self
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(hop) = self.0.hop {
            write!(f, "{hop}: ")?;
        }
        f.write_str(&self.0.sentence)
    }
}

// The sentence, so that an `unwrap` in a test reads well.
impl fmt::Debug for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Denial({}: {self})", self.0.code.as_str())
    }
}

impl core::error::Error for Denial {}

/// A string out of a token, made safe to print: short, and of harmless characters, or not shown.
pub(crate) fn shown(untrusted: &str) -> &str {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%|".contains(c);
    if untrusted.len() <= 128 && !untrusted.is_empty() && untrusted.chars().all(harmless) {
        untrusted
    } else {
        "(not shown)"
    }
}
