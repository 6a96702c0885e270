//! The keys of a DID document (DID Core 1.0, section 5).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::multikey;
use crate::jose::json::{self, Bounds, Fault, Object, Value};
use crate::jose::jwk::Jwk;
use crate::jose::jwks::{Jwks, JwksError};
use crate::jose::key::member::{Unusable, required};

pub(super) fn read(did: &str, text: &str) -> Result<Jwks, JwksError> {
    let document = parse(text)?;
    // Section 5.1.1: the document is about the DID that it names
    if !is_text(&document, "id", did) {
        return Err(JwksError::DidDocument("`id` is not the DID"));
    }
    let listed = array(&document, "verificationMethod")?;
    let asserting = array(&document, "assertionMethod")?;
    if listed.len().saturating_add(asserting.len()) > MAX_METHODS {
        return Err(TOO_LARGE);
    }
    if asserting.is_empty() {
        return Err(JwksError::DidDocument("`assertionMethod` names no key"));
    }
    let (methods, urls) = methods(did, listed, asserting)?;
    let mut seen = BTreeSet::new();
    Jwks::collect(urls.into_iter().map(|url| {
        let method = methods
            .get(&url)
            .ok_or(Unusable::Skip("refers to nothing in the document"))?;
        if !seen.insert(url.clone()) {
            return Err(Unusable::Skip("stands twice in `assertionMethod`"));
        }
        key(did, method, url)
    }))
}

fn parse(text: &str) -> Result<Object, JwksError> {
    if text.len() > MAX_BYTES {
        return Err(TOO_LARGE);
    }
    match json::parse(text.as_bytes(), Bounds::CONFIGURATION) {
        Ok(Value::Object(document)) => Ok(document),
        Ok(_) => Err(JwksError::DidDocument("not an object")),
        Err(Fault::Syntax) => Err(JwksError::DidDocument("not JSON")),
        Err(Fault::DuplicateMember) => Err(JwksError::DidDocument("a member stands twice")),
        Err(Fault::TooDeep | Fault::TooLarge) => Err(TOO_LARGE),
    }
}

/// A member that is an array, or is absent and has no elements.
fn array<'d>(document: &'d Object, name: &str) -> Result<&'d [Value], JwksError> {
    match document.get(name) {
        None => Ok(&[]),
        Some(Value::Array(elements)) => Ok(elements),
        Some(_) => Err(JwksError::DidDocument(
            "`verificationMethod` or `assertionMethod` is not an array",
        )),
    }
}

/// Every verification method that `assertionMethod` may mean, by its DID URL, and the DID URLs that stand there.
fn methods<'d>(
    did: &str,
    listed: &'d [Value],
    asserting: &'d [Value],
) -> Result<(BTreeMap<String, &'d Object>, Vec<String>), JwksError> {
    let mut methods = BTreeMap::new();
    let mut add = |method: &'d Value| {
        let Value::Object(method) = method else {
            return Err(JwksError::DidDocument(
                "a verification method is not an object",
            ));
        };
        let Some(Value::String(id)) = method.get("id") else {
            return Err(JwksError::DidDocument(
                "a verification method has no string `id`",
            ));
        };
        let url = absolute(did, id);
        match methods.insert(url.clone(), method) {
            None => Ok(url),
            Some(_) => Err(JwksError::DidDocument(
                "two verification methods have one `id`",
            )),
        }
    };
    for method in listed {
        add(method)?;
    }
    // Section 5.2.2: the whole method, or a reference to one
    let urls = asserting
        .iter()
        .map(|entry| match entry {
            Value::String(reference) => Ok(absolute(did, reference)),
            method => add(method),
        })
        .collect::<Result<_, _>>()?;
    Ok((methods, urls))
}

/// Section 3.2.2: a relative DID URL is relative to the document's DID.
fn absolute(did: &str, url: &str) -> String {
    if url.starts_with('#') {
        format!("{did}{url}")
    } else {
        url.to_owned()
    }
}

fn key(did: &str, method: &Object, url: String) -> Result<Jwk, Unusable> {
    // Controlled Identifiers 1.0, sections 2.2.2 and 2.2.3: `secretKeyJwk` and `secretKeyMultibase`
    if method
        .keys()
        .any(|name| name.starts_with("secretKey") || name.starts_with("privateKey"))
    {
        return Err(Unusable::Private);
    }
    // Section 3.2: a fragment that is one to every reader
    let fragment = url
        .strip_prefix(did)
        .and_then(|rest| rest.strip_prefix('#'));
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    if !fragment.is_some_and(|text| !text.is_empty() && is_plain(text)) {
        return Err(Unusable::Skip("`id` is not a fragment of the DID"));
    }
    // Section 5.2: who else controls the key can sign for the subject
    if !is_text(method, "controller", did) {
        return Err(Unusable::Skip("`controller` is not the DID"));
    }
    // Controlled Identifiers 1.0, section 2.2: not to be used after that time
    if method.contains_key("revoked") || method.contains_key("expires") {
        return Err(Unusable::Skip("`revoked` or `expires` limits its time"));
    }
    // Section 5.2.1: the key once, in the form that belongs to the type
    let mut material = method
        .iter()
        .filter(|(name, _)| name.starts_with("publicKey"));
    let (Some((form, material)), None) = (material.next(), material.next()) else {
        return Err(Unusable::Skip("not exactly one public key"));
    };
    let member = match (required(method, "type")?, form.as_str(), material) {
        ("JsonWebKey" | "JsonWebKey2020", "publicKeyJwk", Value::Object(jwk)) => Cow::Borrowed(jwk),
        (
            "Multikey" | "Ed25519VerificationKey2020",
            "publicKeyMultibase",
            Value::String(multikey),
        ) => Cow::Owned(multikey::read(multikey).map_err(Unusable::Skip)?),
        _ => {
            return Err(Unusable::Skip(
                "`type` is not supported, or not with this form of key",
            ));
        }
    };
    if is_text(method, "type", "Ed25519VerificationKey2020") && !is_text(&member, "crv", "Ed25519")
    {
        return Err(Unusable::Skip("`type` says Ed25519, and the key is none"));
    }
    Jwk::named(&member, url)
}

fn is_text(object: &Object, name: &str, text: &str) -> bool {
    matches!(object.get(name), Some(Value::String(value)) if value == text)
}

/// A document has a handful of keys and services.
const MAX_BYTES: usize = 64 * 1024;
const MAX_METHODS: usize = 64;
const TOO_LARGE: JwksError =
    JwksError::DidDocument("more than 64 KiB, 64 verification methods or 64 levels");

#[cfg(test)]
mod tests;
