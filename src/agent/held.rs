//! [`Held`]: a chain as its holder sees it. It is read as a gate reads it, but for the root's signature: the agent has no keys of
//! issuers, and has nothing to gain by fooling itself.

use super::{AgentError, PublicKey, Unsigned};
use crate::chain::linked::{Linked, Parent, aat01, adc03};
use crate::denial::{Denial, Hop};
use crate::jose::base64url;
use crate::jose::budget::Budget;
use crate::jose::json::{self, Bounds, Object, Value};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::profile::{Aat01, Adc03Bound, Reads};
use crate::proof::Confirmation;
use crate::token::{Claims, Reader};

/// The drafts, told apart by what the root grants. Not a [`Profile`](crate::Profile): that has all profiles in it, which agents never read.
pub(super) enum Kind {
    Tools(Aat01),
    Scopes(Adc03Bound),
}

impl Kind {
    /// By the chain's own word.
    fn of(root: &Object, typ: &str) -> Result<Self, AgentError> {
        let has = |kind| detail(root, kind).is_some();
        match (has(aat01::DETAIL_TYPE), has(adc03::DETAIL_TYPE)) {
            (true, false) => Ok(Self::Tools(Aat01::new(typ))),
            (false, true) => Ok(Self::Scopes(Adc03Bound::new())),
            (false, false) | (true, true) => Err(AgentError::misuse(
                "the first token is the root of no chain that is known here",
            )),
        }
    }

    fn rules(&self) -> &dyn Reads {
        match self {
            Self::Tools(rules) => rules,
            Self::Scopes(rules) => rules,
        }
    }
}

/// The last token of a chain.
pub(super) struct Held {
    /// Where it stands.
    number: usize,
    pub(super) kind: Kind,
    pub(super) claims: Claims,
    payload: Object,
    typ: String,
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
        let at = |denial: Denial, token| {
            denial.at(Hop {
                token,
                of: chain.len(),
            })
        };
        let mut held = Self::root(root).map_err(|error| match error {
            AgentError::Refused(denial) => at(denial, 1).into(),
            other => other,
        })?;
        let mut budget = Budget::new(u32::MAX);
        for (number, child) in (2..).zip(children) {
            held = held
                .then(child, &mut budget)
                .map_err(|denial| at(denial, number))?;
        }
        Ok(held)
    }

    fn root(token: &str) -> Result<Self, AgentError> {
        let limits = limits();
        let jws = Jws::parse(token, &limits)?;
        let payload = jws.untrusted_payload(&limits)?;
        let typ = jws.typ().unwrap_or_default().to_owned();
        let kind = Kind::of(&payload, &typ)?;
        let rules = kind.rules();
        rules.check_header(&jws)?;
        rules.check_form(&jws, &payload)?;
        let reader = Reader::new(&payload, &limits);
        let claims = rules.read(&reader, reader.required_text("iss")?)?;
        Ok(Self {
            number: 1,
            algorithm: jws.algorithm(Algorithm::ALL)?,
            hash: jws.signing_input_sha256(),
            kind,
            claims,
            payload,
            typ,
        })
    }

    /// The next token, signed by whoever holds this one.
    fn then(self, token: &str, budget: &mut Budget) -> Result<Self, Denial> {
        let (limits, parent) = (limits(), self.as_parent()?);
        let jws = parent.parse(token, &limits)?;
        let algorithm = jws.algorithm(Algorithm::ALL)?;
        jws.verify_with(&parent.key_of(&jws)?, algorithm, budget)?;
        let payload = jws.untrusted_payload(&limits)?;
        Ok(Self {
            number: self.number.saturating_add(1),
            claims: parent.read(&jws, &payload, &limits)?,
            typ: jws.typ().unwrap_or_default().to_owned(),
            hash: jws.signing_input_sha256(),
            kind: self.kind,
            algorithm,
            payload,
        })
    }

    /// Would a gate take this child, once it is signed? As it will be read, not as it was meant.
    pub(super) fn check_child(&self, unsigned: &Unsigned) -> Result<(), Denial> {
        let number = self.number.saturating_add(1);
        self.read_child(unsigned).map_err(|denial| {
            denial.at(Hop {
                token: number,
                of: number,
            })
        })
    }

    fn read_child(&self, unsigned: &Unsigned) -> Result<(), Denial> {
        let (limits, parent) = (limits(), self.as_parent()?);
        // In the place of a signature: what is read does not depend on it
        let token = unsigned.with_signature(&[0; 64]);
        let jws = parent.parse(&token, &limits)?;
        parent.key_of(&jws)?;
        parent.read(&jws, &jws.untrusted_payload(&limits)?, &limits)?;
        Ok(())
    }

    fn as_parent(&self) -> Result<Parent<'_>, Denial> {
        Parent::new(self.kind.rules(), &self.claims, &self.hash)
    }

    pub(super) fn typ(&self) -> &str {
        &self.typ
    }

    pub(super) fn linked(&self) -> Result<&Linked, AgentError> {
        let linked = self.claims.linked.as_ref();
        linked.ok_or_else(|| AgentError::misuse("the token is of no linked chain"))
    }

    /// What it grants: the one entry of its `authorization_details` that its draft reads. None grants nothing.
    pub(super) fn detail(&self) -> Object {
        let draft = self.kind.rules().linked();
        let entry = draft.and_then(|draft| detail(&self.payload, draft.detail_type()));
        entry.cloned().unwrap_or_default()
    }

    /// These claims, where it has them, as it has them.
    pub(super) fn hand_on(&self, names: &[&str], payload: &mut Object) {
        for name in names {
            if let Some(value) = self.payload.get(*name) {
                payload.insert((*name).to_owned(), value.clone());
            }
        }
    }

    /// What a child holds of it.
    pub(super) fn hash(&self) -> String {
        base64url::encode(&self.hash)
    }

    /// The signer's key, if it is the one that the token confirms, with the algorithm that a child has to be signed by.
    pub(super) fn signer(&self, key: &PublicKey) -> Result<PublicKey, AgentError> {
        let confirmation = self.claims.confirmation.as_ref();
        let key = confirmed_by(confirmation, key)?;
        match confirmation
            .and_then(Confirmation::jwk)
            .and_then(Jwk::algorithm)
        {
            Some(_) => Ok(key),
            None => Ok(key.spelt_as(self.algorithm)),
        }
    }
}

/// The first entry of `authorization_details` of this type.
fn detail<'a>(payload: &'a Object, kind: &str) -> Option<&'a Object> {
    let Some(Value::Array(entries)) = payload.get("authorization_details") else {
        return None;
    };
    entries.iter().find_map(|entry| match entry {
        Value::Object(entry) => match entry.get("type") {
            Some(Value::String(own)) if own == kind => Some(entry),
            _ => None,
        },
        _ => None,
    })
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
    i64::try_from(number).map_or(Value::Beyond(number), Value::Integer)
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
