//! [`Jwk`]: one public key, read once and ready to verify (RFC 7517, section 4; RFC 7518, section 6; RFC 7638; RFC 8037).

use rsa::pkcs1v15;
use rsa::signature::Verifier as _;
use rsa::{BoxedUint, RsaPublicKey};
use sha2::{Digest as _, Sha256};

use super::base64url;
use super::json::{Object, Value};
use super::jwa::{Algorithm, KeyType};

/// A public key, ready to verify.
#[derive(Clone, Debug)]
pub struct Jwk {
    kid: Option<String>,
    algorithm: Option<Algorithm>,
    key: PublicKey,
    thumbprint: String,
}

#[derive(Clone, Debug)]
enum PublicKey {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
    Rsa(Box<pkcs1v15::VerifyingKey<Sha256>>),
}

/// Why one member of a set is not used.
pub(super) enum Unusable {
    Symmetric,
    Skip(&'static str),
}

impl Jwk {
    /// `kid`, if the set gives one.
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

    /// One key, one algorithm: `alg` of the key where it has one, else what its type allows.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        match self.algorithm {
            Some(own) => own == algorithm,
            None => self.key.key_type() == algorithm.key_type(),
        }
    }

    /// Whether `signature` over `message` is this key's, by `algorithm`.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (algorithm, &self.key) {
            // RFC 8032, section 5.1.7, and strictly: no small-order point, one encoding only
            (Algorithm::Ed25519 | Algorithm::EdDsa, PublicKey::Ed25519(key)) => {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }
            // RFC 7518, section 3.4: r and s, 32 octets each, never DER
            (Algorithm::Es256, PublicKey::P256(key)) => {
                p256::ecdsa::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            // RFC 7518, section 3.3; RFC 8017, section 8.2.2, step 1: as long as the modulus
            (Algorithm::Rs256, PublicKey::Rsa(key)) => pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|parsed| key.verify(message, &parsed).is_ok()),
            (Algorithm::Ed25519 | Algorithm::EdDsa | Algorithm::Es256 | Algorithm::Rs256, _) => {
                false
            }
        }
    }

    pub(super) fn read(member: &Value) -> Result<Self, Unusable> {
        let Value::Object(member) = member else {
            return Err(Unusable::Skip("not an object"));
        };
        let kty = required(member, "kty")?;
        if kty == "oct" {
            return Err(Unusable::Symmetric);
        }
        // RFC 7517, section 4: private members in a published set are an incident; the key is not used
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]
            .iter()
            .any(|name| member.contains_key(*name))
        {
            return Err(Unusable::Skip("holds private key material"));
        }
        check_use(member)?;
        let kid = optional(member, "kid")?.map(str::to_owned);
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
        Ok(Self {
            kid,
            algorithm,
            key,
            thumbprint,
        })
    }
}

impl PublicKey {
    fn key_type(&self) -> KeyType {
        match self {
            Self::Ed25519(_) => KeyType::OkpEd25519,
            Self::P256(_) => KeyType::EcP256,
            Self::Rsa(_) => KeyType::Rsa,
        }
    }

    fn read(kty: &str, member: &Object) -> Result<Self, Unusable> {
        match kty {
            // RFC 8037, section 2
            "OKP" => match required(member, "crv")? {
                "Ed25519" => Self::ed25519(&octets(member, "x")?),
                _ => Err(Unusable::Skip("`crv` is not supported")),
            },
            // RFC 7518, section 6.2
            "EC" => match required(member, "crv")? {
                "P-256" => Self::p256(&octets(member, "x")?, &octets(member, "y")?),
                _ => Err(Unusable::Skip("`crv` is not supported")),
            },
            // RFC 7518, section 6.3
            "RSA" => Self::rsa(&octets(member, "n")?, &octets(member, "e")?),
            _ => Err(Unusable::Skip("`kty` is not supported")),
        }
    }

    fn ed25519(x: &[u8]) -> Result<Self, Unusable> {
        let x: [u8; 32] = x
            .try_into()
            .map_err(|_| Unusable::Skip("`x` is not 32 octets"))?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&x)
            .map_err(|_| Unusable::Skip("not a point on the curve"))?;
        // RFC 8032, section 5.1.3: y is below 2^255 - 19. With a small-order key one signature fits many messages
        let [first, middle @ .., last] = x;
        let above_field = first >= 0xed && middle.iter().all(|b| *b == 0xff) && last & 0x7f == 0x7f;
        if above_field || key.is_weak() {
            return Err(Unusable::Skip("not a canonical point of large order"));
        }
        Ok(Self::Ed25519(key))
    }

    fn p256(x: &[u8], y: &[u8]) -> Result<Self, Unusable> {
        // RFC 7518, section 6.2.1.2: full length, leading zeros kept
        if x.len() != 32 || y.len() != 32 {
            return Err(Unusable::Skip("`x` and `y` are not 32 octets each"));
        }
        let point = [&[0x04], x, y].concat();
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&point)
            .map(Self::P256)
            .map_err(|_| Unusable::Skip("not a point on the curve"))
    }

    fn rsa(n: &[u8], e: &[u8]) -> Result<Self, Unusable> {
        // RFC 7518, section 6.3.1.1: no leading zero octet. Section 3.3: 2048 bits or more; above 8192 the
        // work is an attack
        let bits = match n.first() {
            None | Some(0) => return Err(Unusable::Skip("`n` is not minimal")),
            Some(first) => n
                .len()
                .saturating_mul(8)
                .saturating_sub(leading_zeros(*first)),
        };
        if !(2048..=8192).contains(&bits) {
            return Err(Unusable::Skip("`n` is not of 2048 to 8192 bits"));
        }
        if n.last().is_none_or(|last| last & 1 == 0) {
            return Err(Unusable::Skip("`n` is even"));
        }
        // SP 800-89, section 5.3.3: 65537 or more; odd. Above 32 bits nobody means it
        let exponent = e
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let minimal = e.len() <= 4 && e.first().is_some_and(|first| *first != 0);
        if !minimal || exponent < 65537 || exponent & 1 == 0 {
            return Err(Unusable::Skip(
                "`e` is not an odd number from 65537 to 2^32",
            ));
        }
        let key = RsaPublicKey::new(
            BoxedUint::from_be_slice_vartime(n),
            BoxedUint::from(exponent),
        )
        .map_err(|_| Unusable::Skip("not an RSA key"))?;
        Ok(Self::Rsa(Box::new(pkcs1v15::VerifyingKey::new(key))))
    }

    /// RFC 7638, section 3: the required members, sorted, without white space. They are re-encoded from what was
    /// decoded, and decoding took the canonical spelling only.
    fn thumbprint(&self, member: &Object) -> Result<String, Unusable> {
        let text = |name| required(member, name);
        let canonical = match self {
            Self::Ed25519(_) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text("x")?),
            Self::P256(_) => {
                format!(
                    r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
                    text("x")?,
                    text("y")?
                )
            }
            Self::Rsa(_) => format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                text("e")?,
                text("n")?
            ),
        };
        Ok(base64url::encode(&Sha256::digest(canonical.as_bytes())))
    }
}

/// RFC 7517, sections 4.2 and 4.3: what the key is meant for, where the set says so.
fn check_use(member: &Object) -> Result<(), Unusable> {
    match optional(member, "use")? {
        None | Some("sig") => {}
        Some(_) => return Err(Unusable::Skip("`use` is not `sig`")),
    }
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

fn optional<'a>(member: &'a Object, name: &str) -> Result<Option<&'a str>, Unusable> {
    match member.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Unusable::Skip(
            "a member that is a string by RFC 7517 is none",
        )),
    }
}

fn required<'a>(member: &'a Object, name: &str) -> Result<&'a str, Unusable> {
    optional(member, name)?.ok_or(Unusable::Skip(
        "a member that the key type requires is absent",
    ))
}

fn octets(member: &Object, name: &str) -> Result<Vec<u8>, Unusable> {
    base64url::decode(required(member, name)?)
        .ok_or(Unusable::Skip("a number is not canonical base64url"))
}

#[expect(clippy::as_conversions, reason = "at most 8; `usize` has no From<u32>")]
fn leading_zeros(byte: u8) -> usize {
    byte.leading_zeros() as usize
}
