//! [`Confirmation`]: the claim `cnf` (RFC 7800, section 3.1).

use crate::denial::{Code, Denial, shown};
use crate::jose::base64url;
use crate::jose::json::{Object, Value};
use crate::jose::jwk::Jwk;

/// What a token is bound to. Every member that is there has to be proven, not one of them.
#[derive(Clone, Debug)]
pub(crate) struct Confirmation {
    jkt: Option<String>,
    x5t_s256: Option<String>,
    jwk: Option<Box<Jwk>>,
}

impl Confirmation {
    /// Takes the members that a proof is known for. Any other is a condition that would go unchecked: `jwe`, `kid` and
    /// `jku` name keys that are not at hand, and `x5t` is SHA-1, which RFC 8705 has no use for.
    pub(crate) fn read(cnf: &Value) -> Result<Self, Denial> {
        let Value::Object(members) = cnf else {
            return Err(unsupported(format!(
                "`cnf` is {}, not an object",
                cnf.kind()
            )));
        };
        if members.is_empty() {
            return Err(unsupported("`cnf` is empty"));
        }
        let mut confirmation = Self {
            jkt: None,
            x5t_s256: None,
            jwk: None,
        };
        for (name, value) in members {
            match name.as_str() {
                // RFC 9449, section 6.1
                "jkt" => confirmation.jkt = Some(thumbprint(name, value)?),
                // RFC 8705, section 3.1
                "x5t#S256" => confirmation.x5t_s256 = Some(thumbprint(name, value)?),
                // RFC 7800, section 3.2
                "jwk" => confirmation.jwk = Some(Box::new(public_key(value)?)),
                _ => {
                    return Err(unsupported(format!(
                        "`cnf` asks for `{}`, which can't be proven here",
                        shown(name)
                    )));
                }
            }
        }
        Ok(confirmation)
    }

    /// Thumbprint of the key that signs DPoP proofs.
    pub(crate) fn jkt(&self) -> Option<&str> {
        self.jkt.as_deref()
    }

    /// Thumbprint of the client's certificate.
    pub(crate) fn x5t_s256(&self) -> Option<&str> {
        self.x5t_s256.as_deref()
    }

    /// The key itself.
    pub(crate) fn jwk(&self) -> Option<&Jwk> {
        self.jwk.as_deref()
    }

    /// The key itself, where nothing else has to be proven.
    pub(crate) fn only_jwk(&self) -> Option<&Jwk> {
        let others = [&self.jkt, &self.x5t_s256];
        self.jwk()
            .filter(|_| others.iter().all(|other| other.is_none()))
    }

    /// RFC 7638 thumbprint of the key, whichever member names it. A certificate is no key.
    pub(crate) fn key_thumbprint(&self) -> Option<&str> {
        self.jkt().or(self.jwk().map(Jwk::thumbprint))
    }
}

/// The same members, with the same values.
impl PartialEq for Confirmation {
    fn eq(&self, other: &Self) -> bool {
        let key = |of: &Self| {
            let key = of.jwk()?;
            Some((
                key.thumbprint().to_owned(),
                key.algorithm(),
                key.kid().map(str::to_owned),
            ))
        };
        self.jkt == other.jkt && self.x5t_s256 == other.x5t_s256 && key(self) == key(other)
    }
}

/// 32 octets in the one spelling that they have.
fn thumbprint(name: &str, value: &Value) -> Result<String, Denial> {
    let Value::String(text) = value else {
        return Err(unsupported(format!(
            "`{name}` of `cnf` is {}, not a string",
            value.kind()
        )));
    };
    match base64url::decode(text) {
        Some(octets) if octets.len() == 32 => Ok(text.clone()),
        _ => Err(unsupported(format!(
            "`{name}` of `cnf` is not SHA-256 in canonical base64url"
        ))),
    }
}

fn public_key(value: &Value) -> Result<Jwk, Denial> {
    let member: &Object = match value {
        Value::Object(member) => member,
        other => {
            return Err(unsupported(format!(
                "`jwk` of `cnf` is {}, not an object",
                other.kind()
            )));
        }
    };
    Jwk::from_member(member)
        .map_err(|reason| unsupported(format!("`jwk` of `cnf` is not usable: {reason}")))
}

fn unsupported(sentence: impl Into<String>) -> Denial {
    Denial::new(Code::ConfirmationUnsupported, sentence)
}
