//! What the npm package's `narrowgate/agent` calls in WebAssembly. Its TypeScript (`pkg-template/`) is the public face; this is
//! `private` to it.
//!
//! Everything crosses as text but keys, signatures and randomness. Nothing here throws but what makes a key, and that throws a
//! string: any `Error` that reaches TypeScript is a fault. A token waits for its signature on the other side, since a fault
//! meanwhile ends all that lives here.

mod answer;
mod request;

use answer::{Answer, Failure, json};
use narrowgate::UnixTime;
use narrowgate::agent::{AgentError, AgentKey, Entropy, PublicKey, Unsigned};
use request::Request;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// A private key.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Key(AgentKey);

#[wasm_bindgen]
impl Key {
    /// # Errors
    ///
    /// `{"failure":…}`
    pub fn generate(key_type: &str, entropy: Vec<u8>) -> Result<Self, String> {
        let made = key_type
            .parse()
            .and_then(|key_type| AgentKey::generate(key_type, random(entropy)?));
        made.map(Self).map_err(|error| json(&failed(&error)))
    }

    /// # Errors
    ///
    /// `{"failure":…}`
    #[wasm_bindgen(js_name = fromJwk)]
    pub fn from_jwk(jwk: String) -> Result<Self, String> {
        let jwk = Zeroizing::new(jwk);
        let read = AgentKey::from_jwk(&jwk);
        read.map(Self).map_err(|error| json(&failed(&error)))
    }

    /// `{"key":…}`.
    pub fn public(&self) -> String {
        json(&Answer::Key(self.0.public().into()))
    }

    /// 64 octets.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_vec()
    }
}

/// `{"key":…}` or `{"failure":…}`, of a public JSON Web Key.
#[wasm_bindgen(js_name = readKey)]
pub fn read_key(jwk: &str) -> String {
    match PublicKey::from_jwk(jwk) {
        Ok(key) => json(&Answer::Key((&key).into())),
        Err(error) => json(&failed(&error)),
    }
}

/// `{"signingInput":…}`, `{"denial":…}` or `{"failure":…}`.
#[wasm_bindgen]
pub fn prepare(
    request: &str,
    jwk: &str,
    now: f64,
    entropy: Vec<u8>,
    body: Option<Vec<u8>>,
) -> String {
    let prepared = Request::from_json(request).and_then(|request| {
        let (key, entropy) = (PublicKey::from_jwk(jwk)?, random(entropy)?);
        request.prepare(&key, seconds(now), entropy, body.as_deref())
    });
    match prepared {
        Ok(unsigned) => match core::str::from_utf8(unsigned.signing_input()) {
            Ok(input) => json(&Answer::SigningInput(input)),
            Err(_) => String::new(),
        },
        Err(error) => json(&failed(&error)),
    }
}

/// `{"token":…}` or `{"failure":…}`.
#[wasm_bindgen]
pub fn finish(signing_input: &str, jwk: &str, signature: &[u8]) -> String {
    let finished = PublicKey::from_jwk(jwk)
        .and_then(|key| Unsigned::resume(signing_input, &key)?.signed(signature));
    match finished {
        Ok(token) => json(&Answer::Token(&token)),
        Err(error) => json(&failed(&error)),
    }
}

fn failed(error: &AgentError) -> Answer<'_> {
    match error {
        AgentError::Refused(denial) => Answer::Denial(denial.report()),
        AgentError::NoEntropy => Answer::Failure(Failure::new("entropy", error)),
        AgentError::WrongSignature => Answer::Failure(Failure::new("signature", error)),
        // The caller's, as what comes later will be
        _ => Answer::Failure(Failure::new("misuse", error)),
    }
}

fn random(octets: Vec<u8>) -> Result<Entropy, AgentError> {
    let octets = Zeroizing::new(octets);
    let octets = <[u8; 32]>::try_from(octets.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| AgentError::NoEntropy)?;
    Entropy::from_octets(*octets)
}

/// What is no time at all becomes 0, which the core refuses.
#[expect(
    clippy::as_conversions,
    reason = "saturates: NaN and what is negative become 0, what is too late the latest; there is no TryFrom<f64>"
)]
fn seconds(now: f64) -> UnixTime {
    UnixTime::from_secs(now as u64)
}
