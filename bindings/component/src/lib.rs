//! Narrowgate as a WebAssembly component: the core behind the WIT world of `wit/world.wit`. Conversions, and nothing else.

mod config;
mod denial;
mod gate;
mod grant;
mod names;
mod shown;

use narrowgate::{Algorithm, Jwks, Scope, ScopeRelation, SpiffeUse};

use config::{key_set, problem, problems};
use denial::refusal;
use gate::Gate;
use wit::exports::narrowgate::gate::gate as api;

/// What `wit-bindgen` makes of the world.
mod wit {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::allow_attributes,
        reason = "generated; the world is documented"
    )]
    use super::Component;
    wit_bindgen::generate!({ path: "wit", world: "narrowgate" });
    export!(Component with_types_in self);
}

struct Component;

impl api::Guest for Component {
    type Gate = Gate;

    fn verify_jws(
        token: String,
        keys: String,
        algorithms: Vec<String>,
    ) -> Result<Result<(), api::Denial>, api::Problem> {
        let keys = Jwks::parse(&keys).map_err(|error| problem("keys", &error))?;
        let algorithms = algorithms
            .iter()
            .map(|name| {
                name.parse::<Algorithm>()
                    .map_err(|error| problem("algorithms", &error))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(narrowgate::verify_jws(&token, &keys, &algorithms)
            .map_err(|denial| refusal(&denial, denial.challenge())))
    }

    fn read_keys(source: api::KeySource) -> Result<api::KeySet, api::Problem> {
        let keys = match &source {
            api::KeySource::Jwks(text) => Jwks::parse(text),
            api::KeySource::SpiffeJwtSvid(text) => {
                Jwks::from_spiffe_bundle(text, SpiffeUse::JwtSvid)
            }
            api::KeySource::SpiffeWitSvid(text) => {
                Jwks::from_spiffe_bundle(text, SpiffeUse::WitSvid)
            }
            api::KeySource::DidDocument((did, text)) => Jwks::from_did_document(did, text),
            api::KeySource::Did(did) => Jwks::from_did_key(did),
        };
        let keys = keys.map_err(|error| problem(error.place(), &error))?;
        Ok(key_set(&keys))
    }

    fn narrower(
        child: String,
        parent: String,
        relation: Option<String>,
    ) -> Result<Result<bool, api::Denial>, Vec<api::Problem>> {
        let relation = relation.as_deref().map(ScopeRelation::from_json);
        let relation = relation
            .transpose()
            .map_err(|error| problems(&error))?
            .unwrap_or_default();
        let narrower = || {
            let child: Scope = child.parse()?;
            child.is_narrower_by(&parent.parse()?, &relation)
        };
        Ok(narrower().map_err(|denial| refusal(&denial, denial.challenge())))
    }
}
