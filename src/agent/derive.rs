//! [`Derivation`]: a narrower token, made from one that is held.

use core::fmt;

use super::held::{self, Held, Kind};
use super::unsigned::Unsigned;
use super::{AgentError, Entropy, PublicKey, check_now};
use crate::jose::json::{Object, Value};
use crate::jose::jwk::thumbprint_uri;
use crate::time::{NumericDate, UnixTime};

/// The next token of a linked chain, for somebody else's key. What is not narrowed stays as it is in the last token of the chain.
///
/// It is read back by the functions of the gate, and what a gate would refuse is not made: a child that would have more than its
/// parent is denied here as `authority_widened`, `expiry_extended` or what else a gate would say.
///
/// ```no_run
/// # fn main() -> Result<(), narrowgate::agent::AgentError> {
/// # let (root, now) = ("", narrowgate::UnixTime::from_secs(1_800_000_000));
/// use narrowgate::agent::{AgentKey, Derivation, Entropy, KeyType, PublicKey};
///
/// let mine = AgentKey::generate(KeyType::Ed25519, Entropy::system()?)?;
/// let theirs = PublicKey::from_jwk(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
/// let child = Derivation::new(&[root], &theirs)
///     .tools(r#"{"files.read":{"path":{"constraint_type":"exact","value":"/home/notes.txt"}}}"#)
///     .max_depth(1)
///     .unsigned(mine.public(), now, Entropy::system()?)?
///     .sign(&mine)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Derivation<'a> {
    chain: &'a [&'a str],
    holder: &'a PublicKey,
    tools: Option<&'a str>,
    scopes: Option<Vec<&'a str>>,
    constraints: Option<&'a str>,
    audience: Option<Vec<&'a str>>,
    client: Option<&'a str>,
    expires: Option<UnixTime>,
    max_depth: Option<u64>,
}

impl<'a> Derivation<'a> {
    /// From this chain, root first, for the holder of this key.
    pub fn new(chain: &'a [&'a str], holder: &'a PublicKey) -> Self {
        Self {
            chain,
            holder,
            tools: None,
            scopes: None,
            constraints: None,
            audience: None,
            client: None,
            expires: None,
            max_depth: None,
        }
    }

    /// Of an attenuating agent token: the tools, each with the constraints of its arguments, as the JSON text of `tools`.
    #[must_use]
    pub fn tools(mut self, json: &'a str) -> Self {
        self.tools = Some(json);
        self
    }

    /// Of an agent delegation chain: the scopes.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = &'a str>) -> Self {
        self.scopes = Some(scopes.into_iter().collect());
        self
    }

    /// Of an agent delegation chain: the constraints, all of them, as the JSON text of `constraints`. One that the parent has, and
    /// that is left out here, would widen it.
    #[must_use]
    pub fn constraints(mut self, json: &'a str) -> Self {
        self.constraints = Some(json);
        self
    }

    /// Of an agent delegation chain: `aud`.
    #[must_use]
    pub fn audience(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.audience = Some(names.into_iter().collect());
        self
    }

    /// Of an agent delegation chain, and required there: `client_id`, what the agent is called that the token is for. A gate takes
    /// it for a name only where its operator believes delegators.
    #[must_use]
    pub fn client(mut self, agent: &'a str) -> Self {
        self.client = Some(agent);
        self
    }

    /// `exp`.
    #[must_use]
    pub fn expires(mut self, time: UnixTime) -> Self {
        self.expires = Some(time);
        self
    }

    /// `del_max_depth`: how long the chain may become, as its draft counts.
    #[must_use]
    pub fn max_depth(mut self, depth: u64) -> Self {
        self.max_depth = Some(depth);
        self
    }

    /// The token, to be signed by this key, which is the one that the last token of the chain confirms.
    ///
    /// # Errors
    ///
    /// [`AgentError::Refused`] with the gate's denial, where the chain can't be read or the child would have more than it.
    /// [`AgentError::Misuse`]: another key, text that is not JSON, a chain of no draft that is known here, scopes where it has tools.
    pub fn unsigned(
        &self,
        signer: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        let held = Held::read(self.chain)?;
        let signer = held.signer(signer)?;
        let linked = held.linked()?;
        let mut payload = members([
            ("jti", Value::String(entropy.into_identifier())),
            // Who delegates, by the key
            ("iss", Value::String(thumbprint_uri(signer.thumbprint()))),
            ("iat", held::count(issued(&held, now)?)),
            ("par_hash", Value::String(held.hash())),
            ("del_depth", held::count(linked.depth.saturating_add(1))),
            (
                "del_max_depth",
                held::count(self.max_depth.unwrap_or(linked.max_depth)),
            ),
        ]);
        held.hand_on(&["exp", "nbf", "aud"], &mut payload);
        if let Some(expires) = self.expires {
            payload.insert("exp".to_owned(), held::count(expires.as_secs()));
        }
        let (header, own) = match &held.kind {
            Kind::Tools(_) => self.of_tools(&held, &signer)?,
            Kind::Scopes(_) => self.of_scopes(&held, &signer)?,
        };
        payload.extend(own);
        let unsigned = Unsigned::canonical(&header, &payload, &signer)?;
        held.check_child(&unsigned)?;
        Ok(unsigned)
    }

    /// draft-niyikiza-oauth-attenuating-agent-tokens-01, section 3.2: the header, and what the payload has of its own.
    fn of_tools(&self, held: &Held, signer: &PublicKey) -> Result<(Object, Object), AgentError> {
        let others = [
            self.scopes.is_some(),
            self.constraints.is_some(),
            self.audience.is_some(),
            self.client.is_some(),
        ];
        if others.contains(&true) {
            return Err(AgentError::misuse(
                "attenuating agent tokens have tools: no scopes, constraints, audience or client",
            ));
        }
        let mut detail = held.detail();
        if let Some(tools) = self.tools {
            detail.insert("tools".to_owned(), held::json(tools)?);
        }
        let header = [
            ("alg", text(signer.algorithm().as_str())),
            ("typ", text(held.typ())),
        ];
        let own = [
            (
                "cnf",
                Value::Object(members([("jwk", self.holder.value())])),
            ),
            (
                "authorization_details",
                Value::Array(vec![Value::Object(detail)]),
            ),
        ];
        Ok((members(header), members(own)))
    }

    /// draft-asor-wimse-agent-delegation-chain-02, section "Token Format": the same.
    fn of_scopes(&self, held: &Held, signer: &PublicKey) -> Result<(Object, Object), AgentError> {
        if self.tools.is_some() {
            return Err(AgentError::misuse(
                "agent delegation chains have scopes, no tools",
            ));
        }
        let client = self.client.ok_or_else(|| {
            AgentError::misuse("the token has to name the agent that it is for, its client")
        })?;
        let mut detail = held.detail();
        if let Some(scopes) = &self.scopes {
            detail.insert("scopes".to_owned(), texts(scopes));
        }
        if let Some(constraints) = self.constraints {
            detail.insert("constraints".to_owned(), held::json(constraints)?);
        }
        let header = [
            ("alg", text(signer.algorithm().as_str())),
            ("typ", text("at+jwt")),
            // The token before it may confirm it by its thumbprint alone
            ("jwk", signer.bare_value()),
        ];
        let mut own = members([
            ("client_id", text(client)),
            // The last token of a chain is presented with DPoP
            (
                "cnf",
                Value::Object(members([("jkt", text(self.holder.thumbprint()))])),
            ),
            (
                "authorization_details",
                Value::Array(vec![Value::Object(detail)]),
            ),
        ]);
        held.hand_on(&["sub", "acr", "auth_time"], &mut own);
        if let Some(names) = &self.audience {
            own.insert("aud".to_owned(), texts(names));
        }
        Ok((members(header), own))
    }
}

/// How many tokens, and none of them.
impl fmt::Debug for Derivation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derivation")
            .field("tokens", &self.chain.len())
            .field("holder", &self.holder.thumbprint())
            .finish_non_exhaustive()
    }
}

/// Not before its parent, whose clock may have been ahead of ours.
fn issued(held: &Held, now: UnixTime) -> Result<u64, AgentError> {
    let now = check_now(now)?;
    let parent = held.claims.issued;
    Ok(parent.map_or(now, |iat| iat.seconds_since(NumericDate::EPOCH).max(now)))
}

pub(super) fn members<const N: usize>(members: [(&str, Value); N]) -> Object {
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

pub(super) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn texts(texts: &[&str]) -> Value {
    Value::Array(texts.iter().copied().map(text).collect())
}
