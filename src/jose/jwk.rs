//! [`Jwk`]: one public key, read once and ready to verify (RFC 7517, section 4).

use super::json::{Object, Value};
use super::jwa::{Algorithm, KeyType};
use super::key::PublicKey;
use super::key::member::{Unusable, optional, required};
use super::spiffe::SpiffeUse;

#[cfg(test)]
mod tests;

/// RFC 9278, section 3: the name of the key with this thumbprint (RFC 7638, SHA-256).
pub(crate) fn thumbprint_uri(thumbprint: &str) -> String {
    format!("{THUMBPRINT_URI}{thumbprint}")
}

/// The thumbprint, where a name is one of a key.
pub(crate) fn named_thumbprint(name: &str) -> Option<&str> {
    name.strip_prefix(THUMBPRINT_URI)
}

const THUMBPRINT_URI: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

/// A public key, ready to verify.
#[derive(Clone, Debug)]
pub struct Jwk {
    kid: Option<String>,
    algorithm: Option<Algorithm>,
    key: PublicKey,
    thumbprint: String,
    cost: u32,
}

impl Jwk {
    /// `kid`, if the set gives one. For a key out of a DID document it is the DID URL of the verification method.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `alg`, if the set gives one. A key with it verifies nothing else.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }

    /// RFC 7638 thumbprint with SHA-256, of the decoded key: one key, one thumbprint, however it was written.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The name of the key where a URI has to stand (RFC 9278).
    pub(crate) fn thumbprint_uri(&self) -> String {
        thumbprint_uri(&self.thumbprint)
    }

    /// One key, one algorithm: `alg` of the key where it has one, else what its type allows.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        match self.algorithm {
            Some(own) => own == algorithm,
            None => self.key.key_type() == algorithm.key_type(),
        }
    }

    /// Whether `signature` over `message` is this key's, by `algorithm`.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.fits(algorithm) && self.key.verifies(algorithm, message, signature)
    }

    /// How much work one verification is, by what was measured: about as much as this many with Ed25519.
    pub(crate) fn signature_cost(&self) -> u32 {
        self.cost
    }

    /// Reads a key that is not the issuer's: a proof brings it along, or a token confirms it. What would only be left
    /// out of a set refuses here (RFC 9449, section 4.3: no private key; RFC 7800, section 3.2: no secret one). There are as many
    /// such keys as clients like, so none gets tables, which take a hundred times its room.
    ///
    /// # Errors
    ///
    /// Why, as a phrase: `{"kty":"oct",…}` is a secret key, `{"kty":"EC",…,"d":"…"}` a private one.
    pub(crate) fn from_member(member: &Object) -> Result<Self, &'static str> {
        let key = Self::from_object(member, None).map(|jwk| Self {
            key: jwk.key.without_tables(),
            ..jwk
        });
        key.map_err(|unusable| match unusable {
            Unusable::Symmetric => "a secret key (`kty` is `oct`)",
            Unusable::Private => "a private key",
            Unusable::Skip(reason) => reason,
        })
    }

    /// A key of a set, or of a SPIFFE bundle: then for one kind of SVID.
    pub(super) fn read(member: &Value, svid: Option<SpiffeUse>) -> Result<Self, Unusable> {
        match member {
            Value::Object(member) => Self::from_object(member, svid),
            _ => Err(Unusable::Skip("not an object")),
        }
    }

    /// A key that its DID URL names, whatever `kid` it has of its own.
    pub(super) fn named(member: &Object, url: String) -> Result<Self, Unusable> {
        let key = Self::from_object(member, None)?;
        match key.key.key_type() {
            KeyType::OkpEd25519 | KeyType::EcP256 => Ok(Self {
                kid: Some(url),
                ..key
            }),
            _ => Err(Unusable::Skip("neither an Ed25519 nor a P-256 key")),
        }
    }

    fn from_object(member: &Object, svid: Option<SpiffeUse>) -> Result<Self, Unusable> {
        if matches!(member.get("kty"), Some(Value::String(kty)) if kty == "oct") {
            return Err(Unusable::Symmetric);
        }
        // Before anything else can be wrong with it: a key that everybody can sign with must not go unnoticed
        if PRIVATE.iter().any(|name| member.contains_key(*name)) {
            return Err(Unusable::Private);
        }
        let kty = required(member, "kty")?;
        check_use(member, svid)?;
        check_operations(member)?;
        let kid = optional(member, "kid")?.map(str::to_owned);
        // SPIFFE JWT-SVID, section 6.1, and WIT-SVID, section 6.1: required in a bundle
        if svid.is_some() && kid.is_none() {
            return Err(Unusable::Skip("a key of a bundle has no `kid`"));
        }
        let key = PublicKey::read(kty, member)?;
        let algorithm = match optional(member, "alg")? {
            None => None,
            Some(name) => {
                let algorithm: Algorithm = name
                    .parse()
                    .map_err(|_| Unusable::Skip("`alg` is not supported"))?;
                if algorithm.key_type() != key.key_type() {
                    return Err(Unusable::Skip("`alg` is not for this type of key"));
                }
                Some(algorithm)
            }
        };
        let thumbprint = key.thumbprint(member)?;
        let cost = key.signature_cost(member)?;
        Ok(Self {
            kid,
            algorithm,
            key,
            thumbprint,
            cost,
        })
    }
}

/// RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2; RFC 9964: what only the owner of a key may know.
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// RFC 7517, section 4.2: what the key is meant for, where a set says so. SPIFFE Trust Domain and Bundle, section
/// 4.2.2: a bundle has to say so, and case counts.
fn check_use(member: &Object, svid: Option<SpiffeUse>) -> Result<(), Unusable> {
    match (optional(member, "use")?, svid) {
        (None | Some("sig"), None) => Ok(()),
        (Some("jwt-svid" | "wit-svid" | "x509-svid"), None) => Err(Unusable::Skip(
            "`use` is that of a SPIFFE bundle, and this is a key set",
        )),
        (_, None) => Err(Unusable::Skip("`use` is not `sig`")),
        (Some("jwt-svid"), Some(SpiffeUse::JwtSvid))
        | (Some("wit-svid"), Some(SpiffeUse::WitSvid)) => Ok(()),
        (_, Some(SpiffeUse::JwtSvid)) => Err(Unusable::Skip("`use` is not `jwt-svid`")),
        (_, Some(SpiffeUse::WitSvid)) => Err(Unusable::Skip("`use` is not `wit-svid`")),
    }
}

/// RFC 7517, section 4.3.
fn check_operations(member: &Object) -> Result<(), Unusable> {
    let Some(operations) = member.get("key_ops") else {
        return Ok(());
    };
    let Value::Array(operations) = operations else {
        return Err(Unusable::Skip("`key_ops` is not an array"));
    };
    let mut seen: Vec<&str> = Vec::new();
    for operation in operations {
        match operation {
            Value::String(name) if seen.contains(&name.as_str()) => {
                return Err(Unusable::Skip("`key_ops` repeats an operation"));
            }
            Value::String(name) if name == "verify" || name == "sign" => seen.push(name),
            Value::String(_) => {
                return Err(Unusable::Skip("`key_ops` is not for signatures alone"));
            }
            _ => {
                return Err(Unusable::Skip(
                    "`key_ops` holds something else than strings",
                ));
            }
        }
    }
    if seen.contains(&"verify") {
        Ok(())
    } else {
        Err(Unusable::Skip("`key_ops` does not hold `verify`"))
    }
}
