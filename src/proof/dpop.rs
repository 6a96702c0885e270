//! DPoP proofs (RFC 9449), as a resource server checks them.

use super::{HttpRequest, Kind, Replay, Window, hash, uri};
use crate::denial::{Code, Denial};
use crate::jose::base64url;
use crate::jose::budget::Budget;
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::time::UnixTime;
use crate::token::Reader;

const DPOP: Kind = Kind {
    name: "DPoP proof",
    field: "DPoP",
    typ: "dpop+jwt",
};

/// What an operator can choose.
#[derive(Clone, Debug)]
pub(crate) struct DpopRules {
    pub(crate) algorithms: Vec<Algorithm>,
    /// Seconds for which a proof is good after its `iat`. RFC 9449, section 11.1, asks for seconds or minutes.
    pub(crate) max_age: u32,
    /// Seconds by which the client's clock may be ahead.
    pub(crate) max_future: u32,
    /// Whether a proof has to have `bh`, the hash of the body, which is an extension of some issuers' clients.
    pub(crate) require_body_hash: bool,
}

impl Default for DpopRules {
    fn default() -> Self {
        Self {
            algorithms: vec![Algorithm::Ed25519, Algorithm::Es256],
            max_age: 60,
            max_future: 30,
            require_body_hash: false,
        }
    }
}

/// What the one proof has to be about.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) request: HttpRequest<'a>,
    /// The access token as it was presented.
    pub(crate) token: &'a str,
    /// `cnf.jkt` of that token, once verified.
    pub(crate) jkt: &'a str,
    /// The nonces that this server gave out and still takes: none if it gives out none.
    pub(crate) nonces: &'a [&'a str],
}

/// All that RFC 9449, section 4.3, asks for. `fields` are the values of every header field `DPoP` of the request.
pub(crate) fn check(
    fields: &[&str],
    expected: &Expected<'_>,
    rules: &DpopRules,
    now: UnixTime,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Replay, Denial> {
    let refused = |code, what: &str| Err(DPOP.refused(code, what));
    let malformed = |denial| DPOP.malformed(denial);
    let proof = DPOP.only(fields)?;
    let (jws, key) = Jws::parse_with_key(proof, limits).map_err(malformed)?;
    DPOP.check_type(&jws)?;
    let algorithm = DPOP.algorithm(&jws, &rules.algorithms)?;
    // Section 7.1, and before the signature, since it costs less: anybody has some key
    if key.thumbprint() != expected.jkt {
        return refused(
            Code::ProofKeyMismatch,
            "brings another key than the one that the token is bound to",
        );
    }
    DPOP.check_signature(&jws, &key, algorithm, budget)?;

    let payload = jws.untrusted_payload(limits).map_err(malformed)?;
    let claims = Reader::new(&payload, limits);
    let jti = DPOP.identifier(&claims)?;
    let request = &expected.request;
    // RFC 9110, section 9.1: methods are case-sensitive
    if DPOP.text(&claims, "htm")? != request.method {
        return refused(Code::ProofRequestMismatch, "is for another method (`htm`)");
    }
    let target = uri::normalised(DPOP.text(&claims, "htu")?);
    let Some(target) = target.filter(|htu| uri::normalised(request.uri).as_ref() == Some(htu))
    else {
        return refused(Code::ProofRequestMismatch, "is for another URI (`htu`)");
    };
    // Section 9: before the time, so that a client whose clock is wrong still gets its nonce
    let nonce = DPOP.optional_text(&claims, "nonce")?;
    if !expected.nonces.is_empty() && !nonce.is_some_and(|nonce| expected.nonces.contains(&nonce)) {
        return refused(
            Code::ProofNonceRequired,
            "has not the `nonce` that was asked for",
        );
    }
    let window = Window {
        max_age: rules.max_age,
        max_future: rules.max_future,
    };
    let last = DPOP.last_use(&claims, window, now)?;
    // Section 4.2: with an access token, always
    if DPOP.optional_text(&claims, "ath")? != Some(hash(expected.token).as_str()) {
        return refused(Code::ProofTokenMismatch, "is for another token (`ath`)");
    }
    check_body(&claims, request, rules)?;

    Ok(Replay::new("dpop", &[expected.jkt, &target, jti], last))
}

fn check_body(
    claims: &Reader<'_>,
    request: &HttpRequest<'_>,
    rules: &DpopRules,
) -> Result<(), Denial> {
    let refused = |what| Err(DPOP.refused(Code::ProofBodyMismatch, what));
    match (DPOP.optional_text(claims, "bh")?, request.body_sha256) {
        (None, _) if rules.require_body_hash => refused("does not name its body (`bh`)"),
        (None, _) => Ok(()),
        (Some(_), None) => refused("is for one body (`bh`), and the body's hash is not known here"),
        (Some(bh), Some(body)) if bh == base64url::encode(&body) => Ok(()),
        (Some(_), Some(_)) => refused("is for another body (`bh`)"),
    }
}
