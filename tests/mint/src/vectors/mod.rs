//! The vectors: every case of `tests/vectors`, one module per file.

mod aat;
mod adc;
mod authorize;
mod chain;
mod claims;
mod details;
mod jwk;
mod jws;
mod keys;
mod policies;
mod policy;
mod possession;
mod print;
mod profiles;
mod relations;
mod revocation;
mod scope;
mod shape;
mod token;
mod tools;
mod workload;
mod zeroid;

use serde_json::{Value, json};

use crate::{AUDIENCE, AccessToken, ISSUER, Key, NOW, access_token, jwks};

/// One file of the format `narrowgate-vectors/1`.
pub struct File {
    /// Its name, in `tests/vectors`.
    pub name: &'static str,
    description: &'static str,
    cases: Vec<Case>,
}

impl File {
    /// How many cases it has.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Is there no case?
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Its text.
    pub fn text(&self) -> String {
        print::file(
            self.description,
            self.cases.iter().map(|case| case.members.as_slice()),
        )
    }
}

/// All files.
///
/// # Panics
///
/// When two cases of a file have the same `id`.
pub fn files() -> Vec<File> {
    let file = |name, description, cases: Vec<Case>| {
        let ids: std::collections::BTreeSet<_> =
            cases.iter().map(|case| case.id.as_str()).collect();
        for case in &cases {
            assert!(
                case.members.iter().any(|(name, _)| *name == "expect"),
                "{}: no `expect`",
                case.id
            );
        }
        assert_eq!(ids.len(), cases.len(), "{name}: an id stands twice");
        File {
            name,
            description,
            cases,
        }
    };
    vec![
        file(
            "jws.json",
            "Compact JWS: form, header policy, choice of key, signature. The payload may be anything.",
            jws::cases(),
        ),
        file(
            "jwk.json",
            "JSON Web Key Sets: which keys are read, which are left out, which sets are refused.",
            jwk::cases(),
        ),
        file(
            "keys.json",
            "Other sources of keys than a key set: SPIFFE bundles, `did:key`, DID documents.",
            keys::cases(),
        ),
        file(
            "scope.json",
            "The scope relation, exact: is every scope of the child one of the parent?",
            scope::cases(),
        ),
        file(
            "scope-relations.json",
            "Relations of scopes, exact, by segments and by a table: comparing, deriving a token, calling a tool, configuring.",
            relations::cases(),
        ),
        file(
            "token.json",
            "One access token (RFC 9068): issuer, type, claims, time, actors.",
            token::cases(),
        ),
        file(
            "profiles.json",
            "Profiles: every kind of token offered to every profile, where each says what it says, and their settings.",
            profiles::cases(),
        ),
        file(
            "claims.json",
            "Every claim that a profile requires: absent, of wrong types, empty, in an array, huge, twice.",
            claims::cases(),
        ),
        file(
            "chain.json",
            "A token with its lineage: each verified alone, then held together, root first.",
            chain::cases(),
        ),
        file(
            "details.json",
            "`authorization_details` (RFC 9396): their form, what narrows them, what a tool requires of them.",
            details::cases(),
        ),
        file(
            "shape.json",
            "What a chain has to look like by the operator's wish: how deep, past whom, within what, known how.",
            shape::cases(),
        ),
        file(
            "policy.json",
            "Cedar policies on facts taken for proven, and the arguments of the call.",
            policy::cases(),
        ),
        file(
            "policies.json",
            "Policies and what surrounds them: sources, templates, the host's schema, entities and facts, groups, profiles, lists of tools, near misses.",
            policies::cases(),
        ),
        file(
            "tools.json",
            "What tools declare: JSON Schema and annotations, as policies see them, with the calls that fit and those that don't.",
            tools::cases(),
        ),
        file(
            "possession.json",
            "Tokens that are bound to a key, their proofs, replay; and where issuers' keys come from.",
            possession::cases(),
        ),
        file(
            "authorize.json",
            "The whole: tokens, tool, arguments, scope, policies. And configurations that make no gate.",
            authorize::cases(),
        ),
        file(
            "revocation.json",
            "What the host says of presented tokens: which ones were revoked, and which ones it has to look up.",
            revocation::cases(),
        ),
        file(
            "adc.json",
            "Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03), every token signed by its delegator.",
            adc::cases(),
        ),
        file(
            "zeroid.json",
            "Access tokens of ZeroID, of both generations: who acts and for whom, what must not pass for one.",
            zeroid::cases(),
        ),
        file(
            "workload.json",
            "Workloads: JWT-SVIDs (SPIFFE), workload identity tokens (WIMSE), transaction tokens.",
            workload::cases(),
        ),
        file(
            "aat.json",
            "Chains of attenuating agent tokens: every link, every constraint, and the proof of the call.",
            aat::cases(),
        ),
    ]
}

/// One case: `id`, `description`, `source`, `kind`, and what the kind needs.
struct Case {
    id: String,
    members: Vec<(&'static str, Value)>,
}

impl Case {
    fn new(kind: &str, id: &str, source: &str, description: &str) -> Self {
        assert!(
            id.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{id}"
        );
        Self {
            id: id.to_owned(),
            members: Vec::new(),
        }
        .with("id", id)
        .with("description", description)
        .with("source", source)
        .with("kind", kind)
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.members.push((name, value)),
        }
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.members.retain(|(known, _)| *known != name);
        self
    }

    /// One token, no lineage: text, or the parts of a long one.
    fn token(self, token: impl Into<Value>) -> Self {
        self.with("presented", json!({ "token": token.into() }))
    }

    /// Root first, the presented one last.
    fn lineage(self, tokens: &[String]) -> Self {
        let (token, parents) = tokens.split_last().expect("a token");
        self.with("presented", json!({ "token": token, "parents": parents }))
    }

    fn accept(self) -> Self {
        self.with("expect", json!({ "accept": true }))
    }

    fn accept_as(self, members: Value) -> Self {
        self.with("expect", json!({ "accept": members }))
    }

    fn reject(self) -> Self {
        self.with("expect", json!({ "reject": true }))
    }

    fn deny(self, code: &str) -> Self {
        self.with("expect", json!({ "deny": code }))
    }

    fn deny_at(self, hop: usize, code: &str) -> Self {
        self.with("expect", json!({ "deny": code, "hop": hop }))
    }

    /// A denial with these members.
    fn deny_with(self, code: &str, members: Value) -> Self {
        self.with("expect", json!({ "deny": code, "denial": members }))
    }

    /// A mistake at this place in a file of policies.
    fn config_error_at(self, path: &str, span: Value) -> Self {
        self.with("expect", json!({ "configError": path, "span": span }))
    }

    fn config_error(self, path: &str) -> Self {
        self.with("expect", json!({ "configError": path }))
    }
}

/// The key of nearly every case.
fn key() -> Key {
    Key::ed25519(1)
}

/// A token that [`config`] accepts at [`NOW`].
fn good() -> AccessToken {
    access_token(&key()).scope("files:read")
}

fn key_set<'k>(keys: impl IntoIterator<Item = &'k Key>) -> Value {
    parsed(&jwks(keys))
}

fn issuer(name: &str, key: &Key) -> Value {
    json!({ "issuer": name, "jwks": key_set([key]), "profile": "rfc9068", "algorithms": [key.alg()] })
}

/// Trusts [`ISSUER`] with [`key`], and is [`AUDIENCE`].
fn config() -> Value {
    json!({ "issuers": [issuer(ISSUER, &key())], "audience": AUDIENCE })
}

/// `base` with the members of `change` in place of its own.
fn changed(mut base: Value, change: Value) -> Value {
    let Value::Object(change) = change else {
        panic!("an object")
    };
    for (name, value) in change {
        base[name] = value;
    }
    base
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// A string too long to be written out: `parts` are strings, or a string and how often it is repeated.
fn concat(parts: &[(&str, usize)]) -> Value {
    let parts: Vec<Value> = parts
        .iter()
        .map(|(text, times)| match times {
            1 => json!(text),
            _ => json!({ "repeat": text, "times": times }),
        })
        .collect();
    json!({ "concat": parts })
}

/// A token whose payload nests `act` 3 × `times` deep, never signed: its size is looked at before. Repeated text of 21 and
/// of 3 bytes is repeated text in base64url, too.
fn deep_act(times: usize) -> Value {
    let header = crate::encode(good().header_text());
    concat(&[
        (&format!("{header}."), 1),
        (&crate::encode(r#"{"act":{"act":{"act":"#), times),
        (&crate::encode(r#"{"sub":"ab"}"#), 1),
        (&crate::encode("}}}"), times),
        (&format!(".{}", crate::encode([0; 64])), 1),
    ])
}

/// When what is verified in a case is verified.
fn at(case: Case, now: u64) -> Case {
    case.with("now", now)
}

fn now(case: Case) -> Case {
    at(case, NOW)
}
