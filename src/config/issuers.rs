//! An issuer of the configuration document.

use serde::de::{Deserialize as _, Deserializer};

use super::{JsonText, OneOrMany, Problem};
use crate::issuer::{KeySource, TrustedIssuer};
use crate::jose::jwa::Algorithm;
use crate::jose::jwks::Jwks;
use crate::profile::{ActorClaim, Profile};
use crate::scope;

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct IssuerConfig {
    issuer: String,
    /// `null` says aloud that the keys come later.
    #[serde(default, deserialize_with = "said")]
    jwks: Option<Option<JsonText>>,
    #[serde(default, deserialize_with = "said")]
    spiffe_bundle: Option<Option<JsonText>>,
    #[serde(default, deserialize_with = "said")]
    did_document: Option<Option<JsonText>>,
    profile: Profile,
    algorithms: Vec<String>,
    #[serde(default)]
    audience: Option<OneOrMany>,
    #[serde(default)]
    require_binding: bool,
    #[serde(default)]
    actor_issuers: Vec<String>,
    #[serde(default)]
    scope_relation: scope::Document,
    actor: Option<ActorClaim>,
    #[serde(default)]
    max_depth: Option<usize>,
    #[serde(default)]
    may_not_delegate: Vec<String>,
}

impl IssuerConfig {
    pub(super) fn read(self, path: &str, problems: &mut Vec<Problem>) -> Option<TrustedIssuer> {
        let before = problems.len();
        let algorithms = algorithms(&self.algorithms, &format!("{path}.algorithms"), problems);
        let svid = self.profile.rules().svid();
        let sources = [
            ("jwks", KeySource::Jwks, self.jwks),
            (
                "spiffeBundle",
                KeySource::SpiffeBundle(svid),
                self.spiffe_bundle,
            ),
            ("didDocument", KeySource::DidDocument, self.did_document),
        ];
        let mut said = sources
            .into_iter()
            .filter_map(|(member, source, text)| Some((member, source, text?)));
        // The key is the issuer's name, and nothing else can be
        let is_own_key = self.issuer.starts_with("did:key:");
        let (member, source, keys) = match (said.next(), said.next()) {
            (Some((member, ..)), _) if is_own_key => {
                problems.push(Problem::new(
                    format!("{path}.{member}"),
                    "a `did:key` is its own key",
                ));
                return None;
            }
            (Some((member, source, text)), None) => {
                let read = |text: JsonText| source.read(&self.issuer, &text.0);
                (member, source, text.map(read).transpose())
            }
            (None, _) if is_own_key => {
                let keys = Jwks::from_did_key(&self.issuer);
                ("issuer", KeySource::DidKey, keys.map(Some))
            }
            (None, _) => {
                problems.push(Problem::new(
                    format!("{path}.jwks"),
                    "say where the keys are: `jwks`, `spiffeBundle` or `didDocument`; `null` says that they come later",
                ));
                return None;
            }
            (Some(_), Some((member, ..))) => {
                problems.push(Problem::new(
                    format!("{path}.{member}"),
                    "an issuer has one source of keys",
                ));
                return None;
            }
        };
        let keys = keys.unwrap_or_else(|error| {
            problems.push(Problem::new(format!("{path}.{member}"), error.to_string()));
            None
        });
        let mut issuer = match keys {
            Some(keys) => TrustedIssuer::new(self.issuer, keys),
            None => TrustedIssuer::without_keys(self.issuer),
        }
        .key_source(source)
        .profile(self.profile)
        .algorithms(algorithms);
        let names = self.audience.map(|names| names.0).unwrap_or_default();
        issuer = names.into_iter().fold(issuer, TrustedIssuer::audience);
        issuer = self
            .actor_issuers
            .into_iter()
            .fold(issuer, TrustedIssuer::actor_issuer);
        issuer = self
            .may_not_delegate
            .into_iter()
            .fold(issuer, TrustedIssuer::may_not_delegate);
        if let Some(claim) = self.actor {
            issuer = issuer.actor(claim);
        }
        if let Some(actors) = self.max_depth {
            issuer = issuer.max_depth(actors);
        }
        if self.require_binding {
            issuer = issuer.require_binding();
        }
        let relation = self
            .scope_relation
            .read_at(&format!("{path}.scopeRelation"), problems);
        issuer = issuer.scope_relation(relation);
        (problems.len() == before).then_some(issuer)
    }
}

/// A member that is there, be it `null`.
fn said<'de, D: Deserializer<'de>>(member: D) -> Result<Option<Option<JsonText>>, D::Error> {
    Option::deserialize(member).map(Some)
}

/// Those that the table has.
pub(super) fn algorithms(
    names: &[String],
    path: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Algorithm> {
    let mut algorithms = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match name.parse::<Algorithm>() {
            Ok(algorithm) => algorithms.push(algorithm),
            Err(error) => {
                problems.push(Problem::new(format!("{path}[{index}]"), error.to_string()))
            }
        }
    }
    algorithms
}
