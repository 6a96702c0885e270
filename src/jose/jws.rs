//! [`Jws`]: compact serialisation, header policy, signature (RFC 7515).

use sha2::{Digest as _, Sha256};

use super::base64url;
use super::budget::{self, Budget};
use super::jcs;
use super::json::{self, Bounds, Object, Value};
use super::jwa::Algorithm;
use super::jwk::Jwk;
use super::jwks::Jwks;
use crate::denial::{Code, Denial, shown};
use crate::limits::Limits;

/// A compact JWS that was taken apart. Nothing in it is trusted yet.
#[derive(Debug)]
pub(crate) struct Jws<'a> {
    header: Header,
    signing_input: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// Whether `jwk` is a parameter of this header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyFrom {
    Issuer,
    Header,
}

#[derive(Debug)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    members: Object,
}

impl<'a> Jws<'a> {
    /// Takes a token apart: size, characters, parts, header.
    pub(crate) fn parse(token: &'a str, limits: &Limits) -> Result<Self, Denial> {
        Self::take_apart(token, limits, KeyFrom::Issuer)
    }

    /// The same for a token whose header may bring the public key along, which [`Self::header_key`] reads.
    pub(crate) fn parse_bringing_key(token: &'a str, limits: &Limits) -> Result<Self, Denial> {
        Self::take_apart(token, limits, KeyFrom::Header)
    }

    /// The same for a proof that brings its own public key along (RFC 9449, section 4.2). The key is worth nothing
    /// until it is found to be one that somebody trusted has named.
    pub(crate) fn parse_with_key(token: &'a str, limits: &Limits) -> Result<(Self, Jwk), Denial> {
        let jws = Self::parse_bringing_key(token, limits)?;
        let key = jws
            .header_key()?
            .ok_or_else(|| invalid("the header has no `jwk`".to_owned()))?;
        Ok((jws, key))
    }

    /// `jwk`, where the header has it: it was let in only if it may be there. It is worth nothing until it is found to be one
    /// that somebody trusted has named.
    pub(crate) fn header_key(&self) -> Result<Option<Jwk>, Denial> {
        match self.header.members.get("jwk") {
            Some(Value::Object(member)) => Jwk::from_member(member).map(Some).map_err(|reason| {
                invalid(format!(
                    "the header parameter `jwk` is not usable: {reason}"
                ))
            }),
            Some(other) => Err(invalid(format!(
                "the header parameter `jwk` is {}, not an object",
                other.kind()
            ))),
            None => Ok(None),
        }
    }

    fn take_apart(token: &'a str, limits: &Limits, key: KeyFrom) -> Result<Self, Denial> {
        if token.len() > limits.token_bytes {
            return Err(Denial::new(
                Code::TokenTooLarge,
                format!("the token has more than {} bytes", limits.token_bytes),
            ));
        }
        let malformed = |sentence| Denial::new(Code::TokenMalformed, sentence);
        if token.is_empty() {
            return Err(Denial::new(Code::TokenMissing, "no token was presented"));
        }
        // RFC 7515, section 7.1, and draft-ietf-oauth-rfc8725bis, section 3.16: base64url and dots, nothing else
        if !token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        {
            return Err(malformed(
                "the token has characters that are not base64url or a dot",
            ));
        }
        let mut parts = token.splitn(4, '.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("the token does not have three parts"));
        };
        if header.is_empty() || payload.is_empty() || signature.is_empty() {
            return Err(malformed("a part of the token is empty"));
        }
        let members = read_object(&decode(header, "header")?, "header", Bounds::from(limits))?;
        let header = Header::read(members, key)?;
        let payload = decode(payload, "payload")?;
        let signature = decode(signature, "signature")?;
        Ok(Self {
            header,
            // RFC 7515, section 5.2: the signing input is what was received, never what could be written again
            signing_input: token.rsplit_once('.').map_or("", |(input, _)| input),
            payload,
            signature,
        })
    }

    /// The payload as a JSON object. Its signature need not have been checked: for choosing among configured
    /// issuers, and for [`Self::verify`]'s caller afterwards.
    pub(crate) fn untrusted_payload(&self, limits: &Limits) -> Result<Object, Denial> {
        read_object(&self.payload, "payload", Bounds::from(limits))
    }

    /// `typ`, in the two spellings that mean the same (RFC 7515, section 4.1.9).
    pub(crate) fn has_type(&self, expected: &str) -> bool {
        self.header.typ.as_deref().is_some_and(|typ| {
            typ == expected || typ.strip_prefix("application/") == Some(expected)
        })
    }

    /// `typ`, as it is written. Where two spellings mean the same, ask [`Self::has_type`].
    pub(crate) fn typ(&self) -> Option<&str> {
        self.header.typ.as_deref()
    }

    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// SHA-256 of what was signed, as it was received.
    pub(crate) fn signing_input_sha256(&self) -> [u8; 32] {
        Sha256::digest(self.signing_input.as_bytes()).into()
    }

    /// Has the header no other parameters than these?
    pub(crate) fn header_has_only(&self, names: &[&str]) -> bool {
        self.header
            .members
            .keys()
            .all(|name| names.contains(&name.as_str()))
    }

    /// Are header and payload written in the one way of RFC 8785? `payload` is [`Self::untrusted_payload`].
    pub(crate) fn check_canonical(&self, payload: &Object) -> Result<(), Denial> {
        let header = self.signing_input.split('.').next().unwrap_or_default();
        for (name, bytes, object) in [
            ("header", &decode(header, "header")?, &self.header.members),
            ("payload", &self.payload, payload),
        ] {
            if jcs::canonical_object(object).is_none_or(|text| text.as_bytes() != bytes) {
                return Err(Denial::new(
                    Code::JsonInvalid,
                    format!("the {name} is not in canonical form (RFC 8785)"),
                ));
            }
        }
        Ok(())
    }

    /// Header `alg`, if it is on the list (RFC 8725, section 3.1).
    pub(crate) fn algorithm(&self, allowed: &[Algorithm]) -> Result<Algorithm, Denial> {
        self.header
            .alg
            .parse()
            .ok()
            .filter(|algorithm| allowed.contains(algorithm))
            .ok_or_else(|| {
                let alg = shown(&self.header.alg);
                Denial::new(
                    Code::AlgorithmNotAllowed,
                    format!("the algorithm `{alg}` is not allowed"),
                )
            })
    }

    /// Finds the one key and checks the signature with it.
    pub(crate) fn verify<'k>(
        &self,
        keys: &'k Jwks,
        algorithm: Algorithm,
        budget: &mut Budget,
    ) -> Result<&'k Jwk, Denial> {
        let key = keys.select(self.kid(), algorithm)?;
        self.verify_with(key, algorithm, budget)?;
        Ok(key)
    }

    /// Checks the signature with this key, whatever `kid` says.
    pub(crate) fn verify_with(
        &self,
        key: &Jwk,
        algorithm: Algorithm,
        budget: &mut Budget,
    ) -> Result<(), Denial> {
        budget.charge(key.signature_cost())?;
        if key.verifies(algorithm, self.signing_input.as_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(Denial::new(
                Code::SignatureInvalid,
                "the signature does not verify",
            ))
        }
    }
}

impl Header {
    fn read(header: Object, key: KeyFrom) -> Result<Self, Denial> {
        // RFC 7515, section 4.1.11: an extension that is not understood refuses, and none is understood here.
        // RFC 7797: `b64` changes what is signed. RFC 7515, sections 4.1.2 to 4.1.6: keys never come from a token.
        // RFC 7519, section 5.2: `cty` announces a token within a token.
        const REFUSED: [&str; 9] = [
            "crit", "b64", "zip", "enc", "cty", "jwk", "jku", "x5u", "x5c",
        ];
        let refused = REFUSED
            .iter()
            .filter(|name| **name != "jwk" || key == KeyFrom::Issuer)
            .find(|name| header.contains_key(**name));
        if let Some(name) = refused {
            return Err(Denial::new(
                Code::HeaderUnsupported,
                format!("the header parameter `{name}` is not supported"),
            ));
        }
        let string = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() <= MAX_HEADER_STRING => Ok(Some(text.clone())),
            Some(Value::String(_)) => Err(invalid(format!(
                "the header parameter `{name}` is too long"
            ))),
            Some(other) => Err(invalid(format!(
                "the header parameter `{name}` is {}, not a string",
                other.kind()
            ))),
        };
        Ok(Self {
            // RFC 7515, section 4.1.1: required
            alg: string("alg")?.ok_or_else(|| invalid("the header has no `alg`".to_owned()))?,
            kid: string("kid")?,
            typ: string("typ")?,
            members: header,
        })
    }
}

fn invalid(sentence: String) -> Denial {
    Denial::new(Code::HeaderInvalid, sentence)
}

/// RFC 7515, section 5.2, steps 2, 6 and 7.
fn decode(part: &str, name: &str) -> Result<Vec<u8>, Denial> {
    base64url::decode(part).ok_or_else(|| {
        Denial::new(
            Code::Base64Invalid,
            format!("the {name} is not canonical base64url"),
        )
    })
}

fn read_object(bytes: &[u8], name: &str, bounds: Bounds) -> Result<Object, Denial> {
    match json::parse(bytes, bounds) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(Denial::new(
            Code::JsonInvalid,
            format!("the {name} is {}, not an object", other.kind()),
        )),
        Err(fault) => {
            let (code, sentence) = match fault {
                json::Fault::Syntax => (Code::JsonInvalid, "is not JSON"),
                json::Fault::DuplicateMember => (Code::JsonDuplicateMember, "names a member twice"),
                json::Fault::TooDeep => (Code::JsonTooDeep, "is nested too deep"),
                json::Fault::TooLarge => (Code::JsonTooLarge, "has too many members"),
            };
            Err(Denial::new(code, format!("the {name} {sentence}")))
        }
    }
}

/// Checks one compact JWS against a key set: form, header policy and signature. What the payload says is
/// not looked at.
///
/// A layer for those who hold other tokens than access tokens; it knows no issuer, audience or time. For an
/// access token use [`Gate::verify`](crate::Gate::verify).
///
/// # Errors
///
/// Every denial of the header and of the signature, for example `algorithm_not_allowed` for `{"alg":"none"}`.
pub fn verify_jws(token: &str, keys: &Jwks, algorithms: &[Algorithm]) -> Result<(), Denial> {
    let jws = Jws::parse(token, &Limits::default())?;
    let algorithm = jws.algorithm(algorithms)?;
    let mut budget = Budget::new(budget::DEFAULT_WORK);
    jws.verify(keys, algorithm, &mut budget).map(|_| ())
}

/// The longest `kid` seen in the field is a URL; RFC 7515 gives no bound.
const MAX_HEADER_STRING: usize = 512;
