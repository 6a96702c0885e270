//! [`Possession`]: that the client holds what the token is bound to, and what a gate asks of such proofs.

mod inspection;

pub(crate) use inspection::Inspection;

use crate::identity::Identity;
use crate::jose::jwa::Algorithm;
use crate::proof::Replay;
use crate::proof::dpop::DpopRules;

/// What a gate asks of proofs of possession. Without any, it takes none but client certificates.
#[derive(Clone, Debug)]
pub struct ProofRules {
    pub(crate) origin: String,
    pub(crate) dpop: DpopRules,
    pub(crate) aliases: Vec<String>,
    pub(crate) requires_replay_check: bool,
}

impl ProofRules {
    /// `origin` is the scheme and authority that clients use, `https://tools.example`: with the request's path it is what
    /// `htu` and the `aud` of workload proofs are compared with (RFC 9449, section 4.3).
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            dpop: DpopRules::default(),
            aliases: Vec::new(),
            requires_replay_check: false,
        }
    }

    /// What proofs may be signed with: `Ed25519` and `ES256` by default. DPoP clients are told (RFC 9449, section 7.1, `algs`).
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.dpop.algorithms = algorithms.into_iter().collect();
        self
    }

    /// How old a DPoP proof, or the proof of a call, may be, in seconds: 60 by default, at most 300 (RFC 9449, section 11.1: "seconds or minutes").
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.dpop.max_age = seconds;
        self
    }

    /// Refuses a DPoP proof without `bh`, the hash of the request's body.
    #[must_use]
    pub fn require_body_hash(mut self) -> Self {
        self.dpop.require_body_hash = true;
        self
    }

    /// Refuses what the host's replay store was not asked about: `replay_unchecked` names the key to look up.
    #[must_use]
    pub fn require_replay_check(mut self) -> Self {
        self.requires_replay_check = true;
        self
    }

    /// Another name than the request's URI that the `aud` of a workload proof may say; than the gate's that the `aat_aud` of the
    /// proof of a call may say.
    #[must_use]
    pub fn alias(mut self, audience: impl Into<String>) -> Self {
        self.aliases.push(audience.into());
        self
    }
}

/// How possession was proven, for the grant and the record.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Possession {
    proofs: Vec<ProofKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<Identity>,
    replay: ReplayCheck,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replay_keys: Vec<Replay>,
}

/// A kind of proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ProofKind {
    /// A DPoP proof (RFC 9449).
    Dpop,
    /// The certificate of the connection (RFC 8705).
    Mtls,
    /// A workload proof token (draft-ietf-wimse-wpt).
    Wpt,
    /// A proof of the call, of an attenuating agent token (draft-niyikiza-oauth-attenuating-agent-tokens).
    Aat,
}

/// Whether the same proof, or token, may have been seen before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReplayCheck {
    /// Nobody has looked. A bearer token can always be replayed.
    #[default]
    NotChecked,
    /// The host's store has not seen these proofs before.
    Checked,
    /// The proof is of this connection, and can't be replayed.
    NotNeeded,
}

impl Possession {
    /// What was proven, of the token and of the workload beside it.
    pub fn proofs(&self) -> &[ProofKind] {
        &self.proofs
    }

    /// The workload that presented another party's token, by its own workload identity token.
    pub fn caller(&self) -> Option<&Identity> {
        self.caller.as_ref()
    }

    /// Whether the host's replay store was asked.
    pub fn replay(&self) -> ReplayCheck {
        self.replay
    }

    /// The keys under which proofs are remembered, and until when. A host that was not asked may still look.
    pub fn replay_keys(&self) -> &[Replay] {
        &self.replay_keys
    }
}
