//! Workload identity tokens: WIMSE's, and WIT-SVIDs of SPIFFE.

use super::spiffe_jwt_svid::{SVID_ALGORITHMS, check_workload, of_workload};
use super::{Addressee, Carrier, Reads, refuse_type};
use crate::config::Problem;
use crate::denial::{Code, Denial};
use crate::identity::is_issuer;
use crate::jose::json::{Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jws::Jws;
use crate::jose::spiffe::SpiffeUse;
use crate::proof::Confirmation;
use crate::spiffe::SpiffeId;
use crate::token::{Audience, Claims, Reader, invalid, missing};

/// Workload identity tokens (draft-ietf-wimse-workload-creds-02), and WIT-SVIDs (SPIFFE). The issuer of the configuration
/// is the trust domain of `sub`: `wimse://example.org` or `spiffe://example.org`.
///
/// They are worth nothing without a proof by the key that they name, and are for whoever the proof is for. Refused are
/// tokens with `aud` or with the identifier of a second workload. Other claims grant nothing, `scope` neither.
///
/// ```
/// use narrowgate::{Profile, WimseWit};
/// let profile = Profile::WimseWit(WimseWit::new().issuer("https://identity.example.org"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WimseWit {
    #[serde(default)]
    issuers: Vec<String>,
}

impl WimseWit {
    /// Takes tokens of any identity server that signs with the trust domain's keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes no token with an `iss` but of this identity server, and others that are named in the same way. It need not be
    /// there: keys are of the trust domain, and `iss` finds none.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }
}

impl Reads for WimseWit {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        // draft-ietf-wimse-workload-creds-02, section 5.1: `wit+jwt`
        match jws.has_type("wit+jwt") {
            true => Ok(()),
            false => Err(refuse_type("wit+jwt")),
        }
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        // draft-ietf-wimse-workload-creds-02, section 5.1: sub, exp and cnf.jwk are required, iss and jti are not
        let principal = reader.subject_of(issuer)?;
        check_workload(SpiffeId::parse_workload(principal.subject()), issuer)?;
        self.check_issuer(reader)?;
        // RFC 7519, section 4.1.3: who is not in `aud` must refuse, and nobody can be in it (WIT-SVID)
        reader.refuse(&["aud"])?;
        check_one_workload(reader)?;
        let claims = of_workload(reader, issuer, principal, Audience::default())?;
        check_key(claims.confirmation.as_ref().ok_or_else(|| missing("cnf"))?)?;
        Ok(claims)
    }

    /// draft-ietf-wimse-workload-creds-02, section 4: no second workload identifier is in such a token.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    fn selects(&self, issuer: &str, payload: &Object) -> bool {
        // draft-ietf-wimse-workload-creds-02, section 3: keys are those of the trust domain in `sub`
        let Some(Value::String(sub)) = payload.get("sub") else {
            return false;
        };
        SpiffeId::parse_workload(sub).is_some_and(|id| id.domain_uri() == issuer)
    }

    fn names_issuer(&self) -> bool {
        false
    }

    /// WIT-SVID, section 2.1: required. draft-ietf-wimse-workload-creds-02, section 3: else only where it is clear without.
    fn requires_kid(&self, issuer: &str) -> bool {
        is_spiffe(issuer)
    }

    fn carrier(&self) -> Carrier {
        Carrier::WorkloadIdentityToken
    }

    fn svid(&self) -> SpiffeUse {
        SpiffeUse::WitSvid
    }

    fn addressee(&self) -> Addressee<'_> {
        Addressee::Proof
    }

    fn has_scopes(&self) -> bool {
        false
    }

    fn algorithms(&self, issuer: &str) -> &'static [Algorithm] {
        match is_spiffe(issuer) {
            true => SVID_ALGORITHMS,
            false => Algorithm::ALL,
        }
    }

    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !SpiffeId::parse_workload(issuer).is_some_and(|id| id.path().is_empty()) {
            problems.push(Problem::new(
                "issuer",
                "the issuer of workload identity tokens is a trust domain, `wimse://example.org` or \
                 `spiffe://example.org` in lower case and without a path",
            ));
        }
        if !self.issuers.iter().all(|issuer| is_issuer(issuer)) {
            problems.push(Problem::new(
                "profile.wimse-wit.issuers",
                "an issuer is not empty and holds no white space",
            ));
        }
        problems
    }
}

impl WimseWit {
    /// draft-ietf-wimse-workload-creds-02, section 3: the issuers of a trust domain are configured.
    fn check_issuer(&self, reader: &Reader<'_>) -> Result<(), Denial> {
        match reader.text("iss")? {
            Some(iss) if !self.issuers.is_empty() && !self.issuers.iter().any(|own| own == iss) => {
                Err(Denial::new(
                    Code::IssuerUnknown,
                    "`iss` is none of the trust domain's issuers",
                ))
            }
            _ => Ok(()),
        }
    }
}

fn is_spiffe(issuer: &str) -> bool {
    SpiffeId::parse(issuer).is_some()
}

/// draft-ietf-wimse-workload-creds-02, section 4: a second workload identifier must not be in the same token, wherever it
/// is. `iss` is the identity server's own.
fn check_one_workload(reader: &Reader<'_>) -> Result<(), Denial> {
    let mut values: Vec<&Value> = reader
        .member_names()
        .filter(|name| !matches!(*name, "sub" | "iss"))
        .filter_map(|name| reader.value(name))
        .collect();
    while let Some(value) = values.pop() {
        match value {
            Value::String(text) if SpiffeId::parse_workload(text).is_some() => {
                return Err(invalid("the token names a second workload"));
            }
            Value::Array(entries) => values.extend(entries),
            Value::Object(members) => values.extend(members.values()),
            _ => {}
        }
    }
    Ok(())
}

/// draft-ietf-wimse-workload-creds-02, section 5.1: `jwk`, and in it the one `alg` of proofs. [`Algorithm`] has none that is
/// symmetric.
fn check_key(confirmation: &Confirmation) -> Result<(), Denial> {
    match confirmation.jwk().map(|key| key.algorithm()) {
        Some(Some(_)) => Ok(()),
        Some(None) => Err(Denial::new(
            Code::ConfirmationUnsupported,
            "`jwk` of `cnf` has no `alg`",
        )),
        None => Err(Denial::new(
            Code::ConfirmationUnsupported,
            "`cnf` has no `jwk`",
        )),
    }
}
