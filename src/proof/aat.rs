//! Proofs of attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01, section 5): of one call.

use super::{Kind, Replay, Window, hash};
use crate::denial::{Code, Denial};
use crate::jose::budget::Budget;
use crate::jose::jcs;
use crate::jose::json::Value;
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::request::Request;
use crate::time::UnixTime;
use crate::token::Reader;
use crate::tools;

const AAT: Kind = Kind {
    name: "proof of the call",
    field: "aat",
    typ: "aat-pop+jwt",
};

/// What an operator can choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AatRules<'a> {
    pub(crate) algorithms: &'a [Algorithm],
    /// Seconds for which a proof is good after its `iat`.
    pub(crate) max_age: u32,
    /// Seconds by which the agent's clock may be ahead.
    pub(crate) leeway: u32,
}

/// What the one proof has to be about.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    /// `cnf.jwk` of the last token, once verified.
    pub(crate) key: &'a Jwk,
    /// That token, as it was sent.
    pub(crate) token: &'a str,
    /// Its `jti`.
    pub(crate) token_id: &'a str,
    pub(crate) request: &'a Request<'a>,
    /// What this server is called, byte by byte.
    pub(crate) audience: [&'a [String]; 2],
}

/// All that section 7, step 7, asks for. The chain has been verified (section 5.3).
pub(crate) fn check(
    proofs: &[&str],
    expected: &Expected<'_>,
    rules: AatRules<'_>,
    now: UnixTime,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Replay, Denial> {
    let malformed = |denial| AAT.malformed(denial);
    let mismatch = |code, what| Err(AAT.refused(code, what));
    let proof = AAT.only(proofs)?;
    let jws = Jws::parse(proof, limits).map_err(malformed)?;
    // The draft defines no `typ`, later ones do. What keeps other tokens out are claims that only such proofs have.
    if !matches!(jws.typ(), None | Some("JWT")) {
        AAT.check_type(&jws)?;
    }
    let algorithm = AAT.algorithm(&jws, rules.algorithms)?;
    AAT.check_signature(&jws, expected.key, algorithm, budget)?;

    let payload = jws.untrusted_payload(limits).map_err(malformed)?;
    let claims = Reader::new(&payload, limits);
    let jti = AAT.identifier(&claims)?;
    if AAT.text(&claims, "aat_id")? != expected.token_id {
        return mismatch(Code::ProofTokenMismatch, "is for another token (`aat_id`)");
    }
    // RFC 9449, section 4.2: the draft has no `ath`, and who writes it means it
    if let Some(ath) = AAT.optional_text(&claims, "ath")?
        && ath != hash(expected.token)
    {
        return mismatch(Code::ProofTokenMismatch, "is for another token (`ath`)");
    }
    // Required here: the tokens say nothing of whom they are for
    let audience = AAT.text(&claims, "aat_aud")?;
    if !expected
        .audience
        .iter()
        .any(|own| own.iter().any(|own| own == audience))
    {
        return mismatch(
            Code::ProofRequestMismatch,
            "is for someone else (`aat_aud`)",
        );
    }
    let window = Window {
        max_age: rules.max_age,
        max_future: rules.leeway,
    };
    let last = AAT.last_use(&claims, window, now)?;
    // Byte by byte (section 3.3.1)
    if AAT.text(&claims, "aat_tool")? != expected.request.name() {
        return mismatch(
            Code::ProofRequestMismatch,
            "is for another tool (`aat_tool`)",
        );
    }
    let Some(Value::Object(arguments)) = payload.get("hta") else {
        return mismatch(Code::ProofMalformed, "has no `hta` that is an object");
    };
    let called = tools::parse_object(expected.request.input(), limits)?;
    // Equal in their canonical form (RFC 8785), which they have to have
    match (
        jcs::canonical_object(arguments),
        jcs::canonical_object(&called),
    ) {
        (Some(proven), Some(called)) if proven == called => {}
        (Some(_), Some(_)) => {
            return mismatch(Code::ProofRequestMismatch, "is for other arguments (`hta`)");
        }
        (None, _) | (_, None) => {
            return mismatch(
                Code::ProofRequestMismatch,
                "is for arguments with a whole number beyond 2^53 - 1, which readers take for another",
            );
        }
    }
    Ok(Replay::new("aat", &[expected.key.thumbprint(), jti], last))
}
