//! [`Held`]: a chain as its holder sees it. It is read as a gate reads it, but for the root's signature: the agent has no keys of
//! issuers, and has nothing to gain by fooling itself.

use super::{AgentError, PublicKey, Unsigned};
use crate::chain::linked::{self, Draft, Linked};
use crate::denial::{Denial, Hop};
use crate::jose::base64url;
use crate::jose::budget::Budget;
use crate::jose::json::{self, Bounds, Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::profile::{Aat01, Profile};
use crate::proof::Confirmation;
use crate::token::{Claims, Reader, missing};

/// The last token of a chain.
pub(super) struct Held {
    profile: Profile,
    pub(super) claims: Claims,
    pub(super) payload: Object,
    pub(super) typ: String,
    algorithm: Algorithm,
    hash: [u8; 32],
}

impl Held {
    /// Root first.
    pub(super) fn read(chain: &[&str]) -> Result<Self, AgentError> {
        let (root, children) = chain
            .split_first()
            .ok_or_else(|| AgentError::misuse("there is no token to derive from"))?;
        // One more has to fit beside them
        if chain.len() >= limits().tokens {
            return Err(AgentError::misuse("the chain is as long as gates take"));
        }
        let at = |index: usize, denial: Denial| {
            denial.at(Hop {
                token: index.saturating_add(1),
                of: chain.len(),
            })
        };
        let mut held = Self::root(root)?;
        let mut budget = Budget::new(u32::MAX);
        for (index, child) in children.iter().enumerate() {
            held = held
                .then(child, &mut budget)
                .map_err(|denial| at(index.saturating_add(1), denial))?;
        }
        Ok(held)
    }

    fn root(token: &str) -> Result<Self, AgentError> {
        let limits = limits();
        let jws = Jws::parse(token, &limits)?;
        let payload = jws.untrusted_payload(&limits)?;
        let typ = jws.typ().unwrap_or_default().to_owned();
        let profile = profile(&payload, &typ)?;
        let rules = profile.rules();
        rules.check_header(&jws)?;
        let reader = Reader::new(&payload, &limits);
        let claims = rules.read(&reader, reader.required_text("iss")?)?;
        Ok(Self {
            algorithm: jws.algorithm(Algorithm::ALL)?,
            hash: jws.signing_input_sha256(),
            profile,
            claims,
            payload,
            typ,
        })
    }

    /// The next token, signed by whoever holds this one.
    fn then(self, token: &str, budget: &mut Budget) -> Result<Self, Denial> {
        let limits = limits();
        let jws = Jws::parse(token, &limits)?;
        let draft = self.draft()?;
        draft.check_child_header(&jws)?;
        let algorithm = jws.algorithm(Algorithm::ALL)?;
        let key = draft.child_key(&self.claims, &jws)?;
        jws.verify_with(&key, algorithm, budget)?;
        let payload = jws.untrusted_payload(&limits)?;
        let claims = self.child(&payload)?;
        Ok(Self {
            typ: jws.typ().unwrap_or_default().to_owned(),
            hash: jws.signing_input_sha256(),
            profile: self.profile,
            algorithm,
            claims,
            payload,
        })
    }

    /// Would a gate take this child, once it is signed? As it will be read, not as it was meant.
    pub(super) fn check_child(&self, unsigned: &Unsigned) -> Result<(), AgentError> {
        let limits = limits();
        // In the place of a signature: what is read does not depend on it
        let token = unsigned.with_signature(&[0; 64]);
        let jws = Jws::parse(&token, &limits)?;
        let draft = self.draft()?;
        draft.check_child_header(&jws)?;
        draft.child_key(&self.claims, &jws)?;
        self.child(&jws.untrusted_payload(&limits)?)?;
        Ok(())
    }

    /// The same functions that a gate asks.
    fn child(&self, payload: &Object) -> Result<Claims, Denial> {
        let (limits, draft) = (limits(), self.draft()?);
        let claims = draft.read_child(&Reader::new(payload, &limits), &self.claims)?;
        linked::check_link(draft, &self.claims, &claims)?;
        linked::check_hash(&self.hash, &claims)?;
        Ok(claims)
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn linked(&self) -> Result<&Linked, AgentError> {
        let linked = self.claims.linked.as_ref();
        linked.ok_or_else(|| AgentError::misuse("the token is of no linked chain"))
    }

    /// What a child holds of it.
    pub(super) fn hash(&self) -> String {
        base64url::encode(&self.hash)
    }

    /// The signer's key, if it is the one that the token confirms, with the algorithm that a child has to be signed by.
    pub(super) fn signer(&self, key: &PublicKey) -> Result<PublicKey, AgentError> {
        let key = confirmed_by(self.claims.confirmation.as_ref(), key)?;
        let confirmed = self
            .claims
            .confirmation
            .as_ref()
            .and_then(Confirmation::jwk);
        match confirmed.and_then(Jwk::algorithm) {
            Some(_) => Ok(key),
            None => Ok(key.spelt_as(self.algorithm)),
        }
    }

    fn draft(&self) -> Result<&dyn Draft, Denial> {
        let draft = self.profile.rules().linked();
        draft.ok_or_else(|| missing("del_depth"))
    }
}

/// Which draft the chain is of, by its own word.
fn profile(payload: &Object, typ: &str) -> Result<Profile, AgentError> {
    let is = |entry: &Value, kind: &str| match entry {
        Value::Object(entry) => {
            matches!(entry.get("type"), Some(Value::String(own)) if own == kind)
        }
        _ => false,
    };
    match payload.get("authorization_details") {
        Some(Value::Array(entries)) if entries.iter().any(|entry| is(entry, AAT)) => {
            Ok(Profile::Aat01(Aat01::new(typ)))
        }
        _ => Err(AgentError::misuse(
            "the first token is the root of no chain that is known here",
        )),
    }
}

/// `jti` of a token, and the key with the algorithm that the token confirms it for.
pub(super) fn confirmed(token: &str, key: &PublicKey) -> Result<(String, PublicKey), AgentError> {
    let limits = limits();
    let payload = Jws::parse(token, &limits)?.untrusted_payload(&limits)?;
    let reader = Reader::new(&payload, &limits);
    let key = confirmed_by(reader.confirmation()?.as_ref(), key)?;
    Ok((reader.required_text("jti")?.to_owned(), key))
}

fn confirmed_by(
    confirmation: Option<&Confirmation>,
    key: &PublicKey,
) -> Result<PublicKey, AgentError> {
    let confirmed: Option<&Jwk> = confirmation.and_then(Confirmation::jwk);
    let thumbprint = match confirmed {
        Some(jwk) => Some(jwk.thumbprint()),
        None => confirmation.and_then(Confirmation::jkt),
    };
    if thumbprint != Some(key.thumbprint()) {
        return Err(AgentError::misuse(
            "the signer's key is not the one that the token is bound to",
        ));
    }
    match confirmed.and_then(Jwk::algorithm) {
        Some(algorithm) => Ok(key.for_algorithm(algorithm)),
        None => Ok(key.clone()),
    }
}

/// JSON text that a caller wrote.
pub(super) fn json(text: &str) -> Result<Value, AgentError> {
    json::parse(text.as_bytes(), Bounds::from(&limits()))
        .map_err(|_| AgentError::misuse("an argument is not JSON that gates take"))
}

/// A number of JSON.
pub(super) fn count(number: u64) -> Value {
    i64::try_from(number).map_or(Value::Beyond, Value::Integer)
}

/// The most that a gate can be configured to take, so that none is kept from its agents.
fn limits() -> Limits {
    Limits {
        token_bytes: 64 * 1024,
        tokens: 32,
        json_depth: 64,
        json_members: 1024,
        scope_tokens: 1024,
        audiences: 64,
        ..Limits::default()
    }
}

pub(super) const AAT: &str = "attenuating_agent_token";
