//! Workload proof tokens (draft-ietf-wimse-wpt-01).

use super::{Kind, Replay, hash, uri};
use crate::denial::{Code, Denial, shown};
use crate::jose::budget::Budget;
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::time::{NumericDate, UnixTime};
use crate::token::{Reader, invalid};

const WPT: Kind = Kind {
    name: "workload proof token",
    field: "Workload-Proof-Token",
    typ: "wpt+jwt",
};

/// What an operator can choose.
#[derive(Clone, Debug)]
pub(crate) struct WptRules {
    pub(crate) algorithms: Vec<Algorithm>,
    /// Seconds from now to the latest `exp` that is taken. Section 2: on the order of minutes or seconds.
    pub(crate) max_lifetime: u32,
    /// Seconds by which the workload's clock may differ.
    pub(crate) leeway: u32,
}

impl WptRules {
    /// With the leeway that the gate has for tokens.
    pub(crate) fn new(leeway: u32, algorithms: &[Algorithm]) -> Self {
        Self {
            algorithms: algorithms.to_vec(),
            max_lifetime: 300,
            leeway,
        }
    }
}

/// What the one proof has to be about.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    /// The workload identity token as it was presented.
    pub(crate) wit: &'a str,
    /// `cnf.jwk` of that token, once verified.
    pub(crate) key: &'a Jwk,
    /// The target URI, from configuration and never from `Host`, where there is one.
    pub(crate) uri: Option<&'a str>,
    /// What else this server is called, byte by byte.
    pub(crate) aliases: &'a [String],
    pub(crate) access_token: Option<&'a str>,
    pub(crate) transaction_token: Option<&'a str>,
    /// Name in lower case and value of each other header field that `oth` may name.
    pub(crate) other: &'a [(&'a str, &'a str)],
}

/// All that section 2 asks for. `fields` are the values of every header field `Workload-Proof-Token` of the request.
pub(crate) fn check(
    fields: &[&str],
    expected: &Expected<'_>,
    rules: &WptRules,
    now: UnixTime,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Replay, Denial> {
    let malformed = |denial| WPT.malformed(denial);
    let proof = WPT.only(fields)?;
    let jws = Jws::parse(proof, limits).map_err(malformed)?;
    WPT.check_type(&jws)?;
    let algorithm = WPT.algorithm(&jws, &rules.algorithms)?;
    // `alg` of the proof is that of the key, which has to have one
    match expected.key.algorithm() {
        Some(own) if own == algorithm => {}
        Some(_) => {
            return Err(WPT.refused(
                Code::ProofKeyMismatch,
                "has another `alg` than the key that the token is bound to",
            ));
        }
        None => {
            return Err(Denial::new(
                Code::ConfirmationUnsupported,
                "`jwk` of `cnf` has no `alg`",
            ));
        }
    }
    WPT.check_signature(&jws, expected.key, algorithm, budget)?;

    let payload = jws.untrusted_payload(limits).map_err(malformed)?;
    let claims = Reader::new(&payload, limits);
    let jti = WPT.identifier(&claims)?;
    let audience = check_audience(&claims, expected)?;
    let expires = check_time(&claims, rules, now)?;
    for (name, token) in [
        ("wth", Some(expected.wit)),
        ("ath", expected.access_token),
        ("tth", expected.transaction_token),
    ] {
        check_token(&claims, name, token)?;
    }
    if let Some(others) = payload.get("oth") {
        check_others(others, expected.other)?;
    }

    Ok(Replay::new(
        "wpt",
        &[expected.key.thumbprint(), &audience, jti],
        // A fraction of a second is one more
        expires
            .seconds_since(NumericDate::EPOCH)
            .saturating_add(u64::from(rules.leeway)),
    ))
}

/// The target URI, or an alias: the one audience, as it counts for a replay.
fn check_audience(claims: &Reader<'_>, expected: &Expected<'_>) -> Result<String, Denial> {
    let audience = claims.audience().map_err(|denial| WPT.malformed(denial))?;
    let [name] = audience.names() else {
        return Err(WPT.malformed(invalid("`aud` has several entries")));
    };
    if expected.aliases.contains(name) {
        return Ok(name.clone());
    }
    uri::normalised(name)
        .filter(|aud| expected.uri.and_then(uri::normalised).as_ref() == Some(aud))
        .ok_or_else(|| WPT.refused(Code::ProofRequestMismatch, "is for someone else (`aud`)"))
}

fn check_time(claims: &Reader<'_>, rules: &WptRules, now: UnixTime) -> Result<NumericDate, Denial> {
    let refused = |what: String| Err(WPT.refused(Code::ProofNotCurrent, &what));
    let date = |name| claims.date(name).map_err(|denial| WPT.malformed(denial));
    let expires = claims
        .required_date("exp")
        .map_err(|denial| WPT.malformed(denial))?;
    let (not_before, issued) = (date("nbf")?, date("iat")?);
    let present = now.plus(0);
    if expires <= now.minus(rules.leeway) {
        return refused(format!("expired {} s ago", present.seconds_since(expires)));
    }
    let lifetime = expires.seconds_since(present);
    if lifetime > u64::from(rules.max_lifetime) {
        return refused(format!(
            "expires {lifetime} s from now, more than {} s",
            rules.max_lifetime
        ));
    }
    // RFC 7519, sections 4.1.5 and 4.1.6: the draft needs neither, and who sends one means it
    let latest = now.plus(rules.leeway);
    if [not_before, issued]
        .into_iter()
        .flatten()
        .any(|date| date > latest)
    {
        return refused("is not valid yet".to_owned());
    }
    Ok(expires)
}

/// Named if and only if it is there: what a proof does not cover must not count, and what it covers must not be taken
/// away.
fn check_token(claims: &Reader<'_>, name: &str, token: Option<&str>) -> Result<(), Denial> {
    let mismatch = |what: String| Err(WPT.refused(Code::ProofTokenMismatch, &what));
    match (WPT.optional_text(claims, name)?, token) {
        (None, None) => Ok(()),
        (Some(named), Some(token)) if named == hash(token) => Ok(()),
        (Some(_), Some(_)) => mismatch(format!("is for another token (`{name}`)")),
        (None, Some(_)) => mismatch(format!(
            "does not name the token that it came with (`{name}`)"
        )),
        (Some(_), None) => mismatch(format!(
            "names a token that did not come with it (`{name}`)"
        )),
    }
}

/// Every entry is a condition: one that can't be checked refuses.
fn check_others(others: &Value, present: &[(&str, &str)]) -> Result<(), Denial> {
    let others: &Object = match others {
        Value::Object(others) => others,
        other => {
            let what = format!("has an `oth` that is {}, not an object", other.kind());
            return Err(WPT.refused(Code::ProofMalformed, &what));
        }
    };
    for (name, named) in others {
        let Value::String(named) = named else {
            let what = format!(
                "has an entry of `oth` that is {}, not a string",
                named.kind()
            );
            return Err(WPT.refused(Code::ProofMalformed, &what));
        };
        let mismatch = |what: &str| {
            let what = format!("{what} (`{}` of `oth`)", shown(name));
            Err(WPT.refused(Code::ProofHeaderMismatch, &what))
        };
        let mut values = present.iter().filter(|(field, _)| field == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) if *named == hash(value.trim_matches([' ', '\t'])) => {}
            (Some(_), None) => return mismatch("is for another value of a header field"),
            (Some(_), Some(_)) => return mismatch("names a header field that came more than once"),
            (None, _) => return mismatch("names a header field that is not known here"),
        }
    }
    Ok(())
}
