//! [`CallProof`]: the proof of one call by the holder of an attenuating agent token
//! (draft-niyikiza-oauth-attenuating-agent-tokens-01, section 5).

use core::fmt;

use super::derive::{members, text};
use super::held::{self, confirmed};
use super::unsigned::Unsigned;
use super::{AgentError, Entropy, PublicKey, check_now};
use crate::jose::json::Value;
use crate::proof;
use crate::time::UnixTime;

/// A proof for one call of one tool: with it a chain of attenuating agent tokens counts, and without it never.
///
/// It also has `ath` (RFC 9449, section 4.2), which the draft has not: it is of this very token, not of any with the same `jti`.
#[derive(Clone, Copy)]
pub struct CallProof<'a> {
    token: &'a str,
    tool: &'a str,
    arguments: &'a str,
    audience: &'a str,
}

impl<'a> CallProof<'a> {
    /// For a call of `tool` with `arguments`, which is the text of a JSON object, at the server that is called `audience`. `token`
    /// is the last one of the chain.
    pub fn new(token: &'a str, tool: &'a str, arguments: &'a str, audience: &'a str) -> Self {
        Self {
            token,
            tool,
            arguments,
            audience,
        }
    }

    /// The proof, to be signed by this key, which is the one that the token confirms.
    ///
    /// # Errors
    ///
    /// [`AgentError::Refused`] where the token can't be read. [`AgentError::Misuse`]: another key; `""` as tool or audience; the arguments
    /// `"[1]"`, or `{"n":9007199254740993}`, a whole number beyond 2^53 - 1, which readers take for another; the time 0.
    pub fn unsigned(
        &self,
        key: &PublicKey,
        now: UnixTime,
        entropy: Entropy,
    ) -> Result<Unsigned, AgentError> {
        if self.tool.is_empty() || self.audience.is_empty() {
            return Err(AgentError::misuse("the tool or the audience is empty"));
        }
        let (id, key) = confirmed(self.token, key)?;
        let arguments = match held::json(self.arguments)? {
            arguments @ Value::Object(_) => arguments,
            other => {
                return Err(AgentError::misuse(format!(
                    "the arguments are {}, not an object",
                    other.kind()
                )));
            }
        };
        let payload = members([
            ("jti", Value::String(entropy.into_identifier())),
            ("iat", held::count(check_now(now)?)),
            ("aat_id", Value::String(id)),
            ("aat_tool", text(self.tool)),
            ("aat_aud", text(self.audience)),
            ("ath", Value::String(proof::hash(self.token))),
            ("hta", arguments),
        ]);
        let header = members([
            ("typ", text("aat-pop+jwt")),
            ("alg", text(key.algorithm().as_str())),
        ]);
        Unsigned::canonical(&header, &payload, &key)
    }
}

/// Neither the token nor the arguments.
impl fmt::Debug for CallProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallProof")
            .field("tool", &self.tool)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}
