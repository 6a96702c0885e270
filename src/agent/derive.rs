//! [`Derivation`]: a narrower token, made from one that is held.

use super::held::{self, Held};
use super::unsigned::Unsigned;
use super::{AgentError, Entropy, PublicKey, check_now};
use crate::jose::json::{Object, Value};
use crate::profile::Profile;
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
///     .tools(r#"{"files.read":{"path":{"type":"exact","value":"/home/notes.txt"}}}"#)
///     .max_depth(1)
///     .unsigned(mine.public(), now, Entropy::system()?)?
///     .sign(&mine)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Derivation<'a> {
    chain: &'a [&'a str],
    holder: &'a PublicKey,
    tools: Option<&'a str>,
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

    /// `exp`.
    #[must_use]
    pub fn expires(mut self, time: UnixTime) -> Self {
        self.expires = Some(time);
        self
    }

    /// `del_max_depth`: how many tokens may stand before the last one. The depth of this one says that it is the last.
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
    /// [`AgentError::Misuse`]: another key, text that is not JSON, a chain of no draft that is known here.
    pub fn unsigned(
        &self,
        signer: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        let held = Held::read(self.chain)?;
        let signer = held.signer(signer)?;
        let mut payload = Object::new();
        let mut set = |name: &str, value: Value| payload.insert(name.to_owned(), value);
        set("jti", Value::String(entropy.into_identifier()));
        set("iat", held::count(self.issued(&held, now)?));
        set("par_hash", Value::String(held.hash()));
        let linked = held.linked()?;
        set("del_depth", held::count(linked.depth.saturating_add(1)));
        let max_depth = self.max_depth.unwrap_or(linked.max_depth);
        set("del_max_depth", held::count(max_depth));
        // What is said of the whole chain
        for name in ["nbf", "aud", "exp"] {
            if let Some(value) = held.payload.get(name) {
                set(name, value.clone());
            }
        }
        if let Some(expires) = self.expires {
            set("exp", held::count(expires.as_secs()));
        }
        let header = match held.profile() {
            Profile::Aat01(_) => self.tool_token(&held, &signer, &mut payload)?,
            _ => return Err(AgentError::misuse("the token is of no linked chain")),
        };
        let unsigned = Unsigned::canonical(&header, &payload, &signer)?;
        held.check_child(&unsigned)?;
        Ok(unsigned)
    }

    /// draft-niyikiza-oauth-attenuating-agent-tokens-01, section 3.2; gives the header.
    fn tool_token(
        &self,
        held: &Held,
        signer: &PublicKey,
        payload: &mut Object,
    ) -> Result<Object, AgentError> {
        let uri = format!(
            "urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}",
            signer.thumbprint()
        );
        payload.insert("iss".to_owned(), Value::String(uri));
        let jwk = Object::from([("jwk".to_owned(), self.holder.value())]);
        payload.insert("cnf".to_owned(), Value::Object(jwk));
        let details = match self.tools {
            Some(tools) => Value::Array(vec![Value::Object(Object::from([
                ("type".to_owned(), Value::String(held::AAT.to_owned())),
                ("tools".to_owned(), held::json(tools)?),
            ]))]),
            None => held
                .payload
                .get("authorization_details")
                .cloned()
                .unwrap_or(Value::Null),
        };
        payload.insert("authorization_details".to_owned(), details);
        Ok(Object::from([
            (
                "alg".to_owned(),
                Value::String(signer.algorithm().to_string()),
            ),
            ("typ".to_owned(), Value::String(held.typ.clone())),
        ]))
    }

    /// Not before its parent, whose clock may have been ahead of ours.
    fn issued(&self, held: &Held, now: UnixTime) -> Result<u64, AgentError> {
        let now = check_now(now)?;
        let parent = held
            .claims
            .issued
            .map(|iat| iat.seconds_since(NumericDate::EPOCH));
        Ok(parent.map_or(now, |parent| parent.max(now)))
    }
}
