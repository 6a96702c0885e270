//! Approvals of single calls.

use super::{Carrier, Reads, refuse_type};
use crate::approval::CALL_HASH;
use crate::chain::{Actors, Lineage};
use crate::config::Problem;
use crate::denial::Code;
use crate::denial::Denial;
use crate::details::Details;
use crate::identity::{Identity, is_issuer};
use crate::jose::base64url;
use crate::jose::jws::Jws;
use crate::scope::Scope;
use crate::token::{Authentication, Claims, Reader, invalid};

/// Approvals: JWTs with the `typ` `approval+jwt`, of one call each, by an issuer that is trusted for nothing else.
///
/// Required are `iss`, `sub` (who approves), `aud` (the gate), `iat`, `exp`, `jti` and `call_hash` (a [`CallHash`](crate::CallHash)). With `act`,
/// `cnf` or `status` an approval is refused: what they say would not be looked at.
///
/// ```
/// use narrowgate::{ApprovalTokens, Profile};
/// let profile = Profile::Approval(ApprovalTokens::default().max_lifetime(300).subjects_of("https://as.example"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ApprovalTokens {
    max_lifetime: Option<u32>,
    subjects_of: Option<String>,
}

impl ApprovalTokens {
    /// The longest life, `exp` minus `iat`, in seconds: 900 by default, at most 86,400. Where the gate's
    /// [`max_lifetime`](crate::GateBuilder::max_lifetime) is less, that one counts.
    #[must_use]
    pub fn max_lifetime(mut self, seconds: u32) -> Self {
        self.max_lifetime = Some(seconds);
        self
    }

    /// Whose subjects approve: `sub` is that of this issuer's, spelled as `iss` of its tokens, and policies can compare it with the principal.
    /// Without it `sub` is a name that only the issuer of approvals knows, and whoever acts under the same name at any issuer is taken for the one
    /// who approves, which is refused; policies that compare are warned of (`policy_warnings` of the gate).
    #[must_use]
    pub fn subjects_of(mut self, issuer: impl Into<String>) -> Self {
        self.subjects_of = Some(issuer.into());
        self
    }
}

impl Reads for ApprovalTokens {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        // RFC 8725, section 3.11: in one spelling, so that nothing else passes for one
        match jws.typ() {
            Some(TYP) => Ok(()),
            _ => Err(refuse_type(TYP)),
        }
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        reader.issuer_is(issuer)?;
        // RFC 7800, section 3.1, and RFC 8693, section 4.1: nobody proves a key here, and nobody approves for another one
        reader.refuse(&["act", "cnf", "status"])?;
        let named_by = self.subjects_of.as_deref().unwrap_or(issuer);
        let approver = Identity::new(named_by, reader.required_text("sub")?, Code::ClaimInvalid)?;
        let id = reader.required_text("jti")?;
        if id.chars().count() > MAX_IDENTIFIER {
            return Err(invalid(format!(
                "`jti` has more than {MAX_IDENTIFIER} characters"
            )));
        }
        let call = reader.required_text("call_hash")?;
        if base64url::decode(call).is_none_or(|octets| octets.len() != 32) {
            return Err(invalid("`call_hash` is not 32 octets in base64url"));
        }
        let claims = Claims {
            issuer: issuer.to_owned(),
            principal: Some(approver),
            is_workload: false,
            actors: Actors::default(),
            audience: reader.audience()?,
            resource: None,
            expires: reader.required_date("exp")?,
            not_before: reader.date("nbf")?,
            issued: Some(reader.required_date("iat")?),
            client_id: None,
            token_id: Some(id.to_owned()),
            scope: Scope::default(),
            details: Details::default(),
            linked: None,
            confirmation: None,
            authentication: Authentication::default(),
            attributes: [(CALL_HASH, call.to_owned())].into(),
            lineage: Lineage::default(),
        };
        claims.check_dates()?;
        Ok(claims)
    }

    /// Nobody acts.
    fn other_names(&self, _: &Reader<'_>, _: &Claims) -> Result<Vec<String>, Denial> {
        Ok(Vec::new())
    }

    fn carrier(&self) -> Carrier {
        Carrier::Approval
    }

    fn names_subjects_of(&self) -> Option<&str> {
        self.subjects_of.as_deref()
    }

    fn has_scopes(&self) -> bool {
        false
    }

    fn max_lifetime(&self) -> Option<u32> {
        Some(self.max_lifetime.unwrap_or(DEFAULT_LIFETIME))
    }

    fn mistakes(&self, _: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut mistake = |setting: &str, sentence: String| {
            problems.push(Problem::new(
                format!("profile.approval.{setting}"),
                sentence,
            ));
        };
        if self
            .max_lifetime
            .is_some_and(|most| most == 0 || most > LONGEST_LIFETIME)
        {
            let sentence = format!("not 0, and at most {LONGEST_LIFETIME} seconds");
            mistake("maxLifetime", sentence);
        }
        if self
            .subjects_of
            .as_deref()
            .is_some_and(|issuer| !is_issuer(issuer))
        {
            let sentence = "an issuer is not empty and holds no white space";
            mistake("subjectsOf", sentence.to_owned());
        }
        problems
    }
}

const TYP: &str = "approval+jwt";
/// A person was asked a moment ago, and the call is made when the answer is there.
const DEFAULT_LIFETIME: u32 = 15 * 60;
const LONGEST_LIFETIME: u32 = 24 * 60 * 60;
/// As of proofs: a host hashes it, and others choose it.
const MAX_IDENTIFIER: usize = 512;
