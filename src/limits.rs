//! [`Limits`]: how much of what is presented is looked at, and where each number comes from.

use crate::jose::budget;

/// Bounds on what is presented. Checked before the work that they bound: sizes before parsing,
/// depth while parsing, and all of it before Cedar sees anything (on Wasm a deep value would overflow the stack).
///
/// Every field has a ceiling, which [`GateBuilder::build`](crate::GateBuilder::build) enforces.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one compact token: 16 KiB, at most 64 KiB. The largest header line that common
    /// HTTP servers take is 8 to 16 KiB.
    pub token_bytes: usize,
    /// Tokens that one request presents, lineage included: 8, at most 32.
    pub tokens: usize,
    /// Bytes of all tokens of a request together: 64 KiB, at most 256 KiB (the chain limit of
    /// draft-niyikiza-oauth-attenuating-agent-tokens-01).
    pub presented_bytes: usize,
    /// Nesting of JSON in tokens and arguments: 32, at most 64. Cedar and serde recurse; a Wasm stack is 1 MiB.
    pub json_depth: usize,
    /// Members of one JSON object or array: 256, at most 1,024.
    pub json_members: usize,
    /// Scope tokens of one token: 256, at most 1,024. Each is at most 256 bytes long.
    pub scope_tokens: usize,
    /// Entries of `aud`: 16, at most 64.
    pub audiences: usize,
    /// Bytes of a call's arguments: 64 KiB, at most 1 MiB.
    pub input_bytes: usize,
    /// Work with signatures that one request may ask for, of tokens and proofs, in units of one Ed25519 verification: 160, at
    /// most 1,024. ES256 costs 4, RSA with 2,048 bits 2, with 8,192 bits 29: keys in proofs are the client's to choose.
    pub signature_work: u32,
    /// Verified tokens that are remembered: 1,024, at most 65,536; 0 remembers none. Besides them a quarter as many of those
    /// that agents have signed (linked chains), once their holder has proven to hold them. Signature and parsing are
    /// remembered, time and policy never.
    pub remembered_tokens: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            token_bytes: 16 * 1024,
            tokens: 8,
            presented_bytes: 64 * 1024,
            json_depth: 32,
            json_members: 256,
            scope_tokens: 256,
            audiences: 16,
            input_bytes: 64 * 1024,
            signature_work: budget::DEFAULT_WORK,
            remembered_tokens: 1024,
        }
    }
}

impl Limits {
    /// As much as any gate can be configured for.
    pub(crate) const CEILINGS: Self = Self {
        token_bytes: 64 * 1024,
        tokens: 32,
        presented_bytes: 256 * 1024,
        json_depth: 64,
        json_members: 1024,
        scope_tokens: 1024,
        audiences: 64,
        input_bytes: 1024 * 1024,
        signature_work: 1024,
        remembered_tokens: 65_536,
    };

    /// The members that are zero or above their ceiling, with that ceiling.
    pub(crate) fn mistakes(&self) -> impl Iterator<Item = (&'static str, usize)> {
        [
            ("tokenBytes", self.token_bytes, 64 * 1024, 1),
            ("tokens", self.tokens, 32, 1),
            ("presentedBytes", self.presented_bytes, 256 * 1024, 1),
            ("jsonDepth", self.json_depth, 64, 1),
            ("jsonMembers", self.json_members, 1024, 1),
            ("scopeTokens", self.scope_tokens, 1024, 1),
            ("audiences", self.audiences, 64, 1),
            ("inputBytes", self.input_bytes, 1024 * 1024, 1),
            ("rememberedTokens", self.remembered_tokens, 65_536, 0),
            (
                "signatureWork",
                usize::try_from(self.signature_work).unwrap_or(usize::MAX),
                1024,
                1,
            ),
        ]
        .into_iter()
        .filter(|(_, value, ceiling, floor)| value > ceiling || value < floor)
        .map(|(name, _, ceiling, _)| (name, ceiling))
    }
}
