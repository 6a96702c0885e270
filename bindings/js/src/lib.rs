//! What the npm package calls in WebAssembly. Its TypeScript (`pkg-template/`) is the public face; this is `private` to it.
//!
//! Everything crosses as text, so 64-bit integers survive, and what the core serialises is what JavaScript parses. Nothing
//! here throws but configuration, and that throws a string: any `Error` that reaches TypeScript is a fault.

mod answer;
#[cfg(feature = "cedar")]
mod policies;

use std::cell::RefCell;

use answer::{Answer, json, serials};
use narrowgate::{
    Algorithm, CallHash, Config, ConfigError, Denial, Jwks, JwksError, Presented, ProofsDocument,
    Request, Scope, ScopeRelation, SpiffeUse, UnixTime, Verified,
};
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "cedar")]
pub use policies::{check_policies, evaluate_cedar};

/// A gate, built once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Gate {
    gate: narrowgate::Gate,
    /// What the tokens of the last grant prove.
    proven: RefCell<Option<Verified>>,
}

#[wasm_bindgen]
impl Gate {
    /// # Errors
    ///
    /// The problems, as the text of a JSON array.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<Self, String> {
        Config::from_json(config)
            .and_then(Config::build)
            .map(|gate| Self {
                gate,
                proven: RefCell::default(),
            })
            .map_err(problems)
    }

    /// `{"grant":…}` and, on a line of its own, the numbers of the tokens: what these prove, TypeScript knows, or asks for by
    /// [`Self::proven`]. Or `{"denial":…}`, alone.
    #[expect(
        clippy::too_many_arguments,
        reason = "strings cross faster than objects"
    )]
    pub fn authorize(
        &self,
        token: &str,
        parents: Option<Vec<String>>,
        proofs: Option<String>,
        tool: &str,
        input: &str,
        session: Option<String>,
        now: f64,
    ) -> String {
        let (request, now) = (request(tool, input, session.as_deref()), seconds(now));
        let granted = presented(token, parents.as_deref(), proofs.as_deref(), |presented| {
            self.gate.authorize(presented, &request, now)
        });
        match granted.and_then(|granted| granted) {
            Ok(grant) => {
                let of_call = json(&Answer::OfCall(grant.of_call()));
                let answer = format!("{of_call}\n{}", serials(grant.verified()));
                self.proven.replace(Some(grant.into_verified()));
                answer
            }
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// What the tokens of the last grant prove, once: `null` where it was of tokens with other numbers.
    pub fn proven(&self, numbers: &str) -> String {
        let last = self.proven.take();
        json(&last.filter(|verified| serials(verified) == numbers))
    }

    /// `{"decision":"allow","grant":…,"record":…}` or `{"decision":"deny","denial":…,"record":…}`; `{"denial":…}` where the
    /// proofs can't be read.
    #[expect(
        clippy::too_many_arguments,
        reason = "strings cross faster than objects"
    )]
    pub fn decide(
        &self,
        token: &str,
        parents: Option<Vec<String>>,
        proofs: Option<String>,
        tool: &str,
        input: &str,
        session: Option<String>,
        now: f64,
    ) -> String {
        let (request, now) = (request(tool, input, session.as_deref()), seconds(now));
        let decided = presented(token, parents.as_deref(), proofs.as_deref(), |presented| {
            self.gate.decide(presented, &request, now)
        });
        match decided {
            Ok(decision) => json(&answer::Decision::new(&self.gate, &decision)),
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// `{"verified":…}` or `{"denial":…}`.
    pub fn verify(
        &self,
        token: &str,
        parents: Option<Vec<String>>,
        proofs: Option<String>,
        now: f64,
    ) -> String {
        let verified = presented(token, parents.as_deref(), proofs.as_deref(), |presented| {
            self.gate.verify(presented, seconds(now))
        });
        match verified.and_then(|verified| verified) {
            Ok(verified) => json(&Answer::Verified(&verified)),
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// From now on, these are the issuer's keys.
    ///
    /// # Errors
    ///
    /// The problem, as the text of a JSON array.
    #[wasm_bindgen(js_name = replaceKeys)]
    pub fn replace_keys(&self, issuer: &str, keys: &str, now: f64) -> Result<(), String> {
        let keys = self.gate.read_keys(issuer, keys).map_err(problems)?;
        self.gate
            .replace_keys(issuer, keys, seconds(now))
            .map_err(problems)
    }

    /// From now on, the issuer has no keys.
    ///
    /// # Errors
    ///
    /// The problem, as the text of a JSON array.
    #[wasm_bindgen(js_name = removeKeys)]
    pub fn remove_keys(&self, issuer: &str) -> Result<(), String> {
        self.gate.remove_keys(issuer).map_err(problems)
    }

    /// The protected resource metadata, as JSON.
    pub fn metadata(&self) -> String {
        json(&self.gate.metadata())
    }
}

/// `{"accepted":true}` or `{"denial":…}`.
///
/// # Errors
///
/// The problems of the key set or of the algorithms, as the text of a JSON array.
#[wasm_bindgen(js_name = verifyJws)]
pub fn verify_jws(token: &str, keys: &str, algorithms: Vec<String>) -> Result<String, String> {
    let keys = Jwks::parse(keys).map_err(|error| problem("keys", &error))?;
    let algorithms = algorithms
        .iter()
        .map(|name| {
            name.parse::<Algorithm>()
                .map_err(|error| problem("algorithms", &error))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json(
        &match narrowgate::verify_jws(token, &keys, &algorithms) {
            Ok(()) => Answer::Accepted(true),
            Err(denial) => Answer::denial(denial.report()),
        },
    ))
}

/// `{"keys":[…],"skipped":[…]}`. `from` is `jwks`, `spiffe-jwt-svid` or `spiffe-wit-svid`.
///
/// # Errors
///
/// The problem, as the text of a JSON array.
#[wasm_bindgen(js_name = readKeys)]
pub fn read_keys(keys: &str, from: &str) -> Result<String, String> {
    key_set(match from {
        "spiffe-jwt-svid" => Jwks::from_spiffe_bundle(keys, SpiffeUse::JwtSvid),
        "spiffe-wit-svid" => Jwks::from_spiffe_bundle(keys, SpiffeUse::WitSvid),
        _ => Jwks::parse(keys),
    })
}

/// `{"keys":[…],"skipped":[…]}`, of a DID with its document, or of a `did:key` without.
///
/// # Errors
///
/// The problem, as the text of a JSON array.
#[wasm_bindgen(js_name = readDid)]
pub fn read_did(did: &str, document: Option<String>) -> Result<String, String> {
    key_set(match document {
        Some(document) => Jwks::from_did_document(did, &document),
        None => Jwks::from_did_key(did),
    })
}

fn key_set(keys: Result<Jwks, JwksError>) -> Result<String, String> {
    let keys = keys.map_err(|error| problem(error.place(), &error))?;
    Ok(json(&answer::KeySet::from(&keys)))
}

/// `{"narrower":…}` or `{"denial":…}`. `relation` is the JSON text of an issuer's `scopeRelation`; without it, the exact one.
///
/// # Errors
///
/// The problems of the relation, as the text of a JSON array.
#[wasm_bindgen]
pub fn narrower(child: &str, parent: &str, relation: Option<String>) -> Result<String, String> {
    let relation = relation.as_deref().map(ScopeRelation::from_json);
    let relation = relation.transpose().map_err(problems)?.unwrap_or_default();
    let narrower = || {
        let child: Scope = child.parse()?;
        child.is_narrower_by(&parent.parse()?, &relation)
    };
    Ok(match narrower() {
        Ok(narrower) => json(&Answer::Narrower(narrower)),
        Err(denial) => json(&Answer::denial(denial.report())),
    })
}

fn request<'a>(tool: &'a str, input: &'a str, session: Option<&'a str>) -> Request<'a> {
    let request = Request::tool(tool, input);
    match session {
        Some(session) => request.with_session(session),
        None => request,
    }
}

/// `{"callHash":…}` or `{"denial":…}`. `parties` is JSON text.
#[wasm_bindgen(js_name = callHash)]
pub fn call_hash(parties: &str, tool: &str, input: &str) -> String {
    match CallHash::of(parties, &Request::tool(tool, input)) {
        Ok(hash) => json(&Answer::CallHash(hash)),
        Err(denial) => json(&Answer::denial(denial.report())),
    }
}

/// What was presented, borrowed for the core.
fn presented<T>(
    token: &str,
    parents: Option<&[String]>,
    proofs: Option<&str>,
    ask: impl FnOnce(&Presented<'_>) -> T,
) -> Result<T, Denial> {
    let parents: Vec<&str> = parents
        .unwrap_or_default()
        .iter()
        .map(String::as_str)
        .collect();
    let presented = Presented::token(token).with_parents(&parents);
    let Some(proofs) = proofs else {
        return Ok(ask(&presented));
    };
    let document = ProofsDocument::from_json(proofs)?;
    let proofs = document.proofs();
    Ok(ask(&presented.by(document.scheme()).with_proofs(&proofs)))
}

/// What is no time at all becomes 0, which the core refuses as `clock_invalid`.
#[expect(
    clippy::as_conversions,
    reason = "saturates: NaN and what is negative become 0, what is too late the latest; there is no TryFrom<f64>"
)]
fn seconds(now: f64) -> UnixTime {
    UnixTime::from_secs(now as u64)
}

fn problems(error: ConfigError) -> String {
    json(error.problems())
}

fn problem(path: &str, error: &impl ToString) -> String {
    json(&[answer::Problem {
        path,
        message: error.to_string(),
    }])
}
