//! DPoP proofs (RFC 9449), as a resource server checks them.

use super::{HttpRequest, Kind, Replay, hash, uri};
use crate::denial::{Code, Denial};
use crate::jose::base64url;
use crate::jose::budget::Budget;
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::time::{NumericDate, UnixTime};
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
    let issued = claims.required_date("iat").map_err(malformed)?;
    check_time(&claims, issued, rules, now)?;
    // Section 4.2: with an access token, always
    if DPOP.optional_text(&claims, "ath")? != Some(hash(expected.token).as_str()) {
        return refused(Code::ProofTokenMismatch, "is for another token (`ath`)");
    }
    check_body(&claims, request, rules)?;

    let last = issued.as_secs().saturating_add(u64::from(rules.max_age));
    Ok(Replay::new(
        "dpop",
        &[expected.jkt, &target, jti],
        // Later than needed here, for other nodes whose clocks are behind
        last.saturating_add(u64::from(rules.max_future)),
    ))
}

fn check_time(
    claims: &Reader<'_>,
    issued: NumericDate,
    rules: &DpopRules,
    now: UnixTime,
) -> Result<(), Denial> {
    let refused = |what: String| Err(DPOP.refused(Code::ProofNotCurrent, &what));
    let date = |name| claims.date(name).map_err(|denial| DPOP.malformed(denial));
    let (expires, not_before) = (date("exp")?, date("nbf")?);
    let present = now.plus(0);
    let latest = now.plus(rules.max_future);
    // Section 11.1: a window around now
    if issued < now.minus(rules.max_age) {
        return refused(format!(
            "was made {} s ago, more than {} s",
            present.seconds_since(issued),
            rules.max_age
        ));
    }
    if issued > latest {
        return refused(format!(
            "was made {} s from now, more than {} s",
            issued.seconds_since(present),
            rules.max_future
        ));
    }
    // RFC 7519, sections 4.1.4 and 4.1.5: RFC 9449 needs neither, and who sends one means it
    if expires.is_some_and(|expires| expires <= present) {
        return refused("has expired".to_owned());
    }
    if not_before.is_some_and(|not_before| not_before > latest) {
        return refused("is not valid yet".to_owned());
    }
    Ok(())
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
