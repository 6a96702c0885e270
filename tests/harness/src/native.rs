//! Cases through the core, linked in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use narrowgate::{
    Algorithm, CallHash, Config, ConfigError, Denial, Facts, Gate, Jwks, JwksError, ListedTool,
    ProofsDocument, Scope, ScopeRelation, SpiffeUse, UnixTime,
};
use serde_json::{Value, json};

use crate::case::{Case, Presented, Request, Source, Work};
use crate::forms::permitting;
use crate::outcome::{Outcome, Problem};

/// What comes out of this case. A panic is no answer.
pub fn run(case: &Case) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| {
        work(&case.work).unwrap_or_else(|refused| refused)
    }))
    .unwrap_or_else(|_| Outcome::fault("the core panicked"))
}

fn work(work: &Work) -> Result<Outcome, Outcome> {
    match work {
        Work::Jws {
            token,
            keys,
            algorithms,
        } => {
            let keys = Jwks::parse(&keys.0).map_err(|error| key_problem(&error))?;
            let algorithms = algorithms
                .iter()
                .map(|name| {
                    name.parse::<Algorithm>()
                        .map_err(|error| problem("algorithms", &error))
                })
                .collect::<Result<Vec<_>, _>>()?;
            narrowgate::verify_jws(&token.0, &keys, &algorithms).map_err(deny)?;
            Ok(accept(&true))
        }
        Work::Jwk(source) => {
            let keys = match source.read().map_err(Outcome::fault)? {
                Source::Jwks(text) => Jwks::parse(text),
                Source::SpiffeJwtSvid(text) => Jwks::from_spiffe_bundle(text, SpiffeUse::JwtSvid),
                Source::SpiffeWitSvid(text) => Jwks::from_spiffe_bundle(text, SpiffeUse::WitSvid),
                Source::DidDocument(did, text) => Jwks::from_did_document(did, text),
                Source::Did(did) => Jwks::from_did_key(did),
            };
            Ok(accept(&key_set(
                &keys.map_err(|error| key_problem(&error))?,
            )))
        }
        Work::Scope {
            child,
            parent,
            relation,
        } => {
            let relation = match relation {
                Some(document) => ScopeRelation::from_json(&document.to_string())
                    .map_err(|error| problems(&error))?,
                None => ScopeRelation::Exact,
            };
            let child: Scope = child.0.parse().map_err(deny)?;
            let parent: Scope = parent.0.parse().map_err(deny)?;
            Ok(if child.is_narrower_by(&parent, &relation).map_err(deny)? {
                accept(&true)
            } else {
                Outcome::Reject { reject: true }
            })
        }
        Work::Token {
            config,
            presented,
            now,
        }
        | Work::Chain {
            config,
            presented,
            now,
        } => {
            let gate = gate(config)?;
            with(presented, |presented| {
                gate.verify(presented, UnixTime::from_secs(*now))
                    .map(|verified| accept(&verified))
                    .map_err(deny)
            })
        }
        Work::Call { parties, request } => {
            let hash = CallHash::of(&parties.to_string(), &call(request)).map_err(deny)?;
            Ok(accept(&json!({ "callHash": hash })))
        }
        Work::Policy {
            config,
            facts,
            request,
            now,
        } => {
            let gate = gate(config)?;
            let facts = Facts::from_json(&facts.to_string()).map_err(deny)?;
            let policies = gate
                .simulate(&facts, &call(request), UnixTime::from_secs(*now))
                .map_err(deny)?;
            Ok(accept(&permitting(policies.iter().map(|policy| {
                (policy.id(), policy.annotations().collect())
            }))))
        }
        Work::Config { config } => {
            let gate = gate(config)?;
            Ok(accept(&json!({ "warnings": gate.policy_warnings() })))
        }
        Work::List {
            config,
            presented,
            facts,
            session,
            now,
        } => {
            let gate = gate(config)?;
            let session = session.as_ref().map(|session| session.0.as_str());
            let now = UnixTime::from_secs(*now);
            let listed = |tools: Vec<ListedTool>| accept(&json!({ "tools": tools }));
            if let Some(presented) = presented {
                return with(presented, |presented| {
                    let tools = gate.list_tools(presented, session, now);
                    tools.map(listed).map_err(deny)
                });
            }
            let facts = Facts::from_json(&facts.clone().unwrap_or_default().to_string());
            let tools = facts.and_then(|facts| gate.simulate_list(&facts, session, now));
            tools.map(listed).map_err(deny)
        }
        Work::Authorize {
            config,
            presented,
            request,
            now,
        } => {
            let gate = gate(config)?;
            let now = UnixTime::from_secs(*now);
            with(presented, |presented| {
                let decision = gate.decide(presented, &call(request), now);
                let decided = decision
                    .verdict()
                    .map_or_else(|denial| deny(denial.clone()), accept);
                // The second time, what was proven is remembered.
                let outcome = gate.authorize(presented, &call(request), now);
                Ok(outcome
                    .map_or_else(deny, |grant| accept(&grant))
                    .same_as(decided))
            })
        }
    }
}

fn gate(config: &Value) -> Result<Gate, Outcome> {
    Config::from_json(&config.to_string())
        .and_then(Config::build)
        .map_err(|error| problems(&error))
}

fn problems(error: &ConfigError) -> Outcome {
    Outcome::ConfigError {
        config_error: error
            .problems()
            .iter()
            .map(|p| Problem {
                span: p.span().and_then(|span| serde_json::to_value(span).ok()),
                ..one(p.path(), &p.message())
            })
            .collect(),
    }
}

fn with(
    presented: &Presented,
    work: impl FnOnce(&narrowgate::Presented<'_>) -> Result<Outcome, Outcome>,
) -> Result<Outcome, Outcome> {
    let parents: Vec<&str> = presented
        .parents
        .iter()
        .map(|parent| parent.0.as_str())
        .collect();
    let token = narrowgate::Presented::token(&presented.token.0).with_parents(&parents);
    let Some(document) = &presented.proofs else {
        return work(&token);
    };
    let document = ProofsDocument::from_json(&document.to_string()).map_err(deny)?;
    work(&token.by(document.scheme()).with_proofs(&document.proofs()))
}

fn call(request: &Request) -> narrowgate::Request<'_> {
    let call = narrowgate::Request::tool(&request.tool, &request.input);
    match &request.session {
        Some(session) => call.with_session(session),
        None => call,
    }
}

fn accept<T: serde::Serialize>(result: &T) -> Outcome {
    serde_json::to_value(result).map_or_else(Outcome::fault, |accept| Outcome::Accept { accept })
}

fn deny(denial: Denial) -> Outcome {
    let policies: Vec<&str> = denial.policies().iter().map(|policy| policy.id()).collect();
    Outcome::Deny {
        denial: Box::new(
            json!({ "policies": policies, "advice": denial.advice(), "near": denial.near() }),
        ),
        deny: denial.code().as_str().to_owned(),
        hop: denial.hop().and_then(|hop| u64::try_from(hop.token).ok()),
        message: denial.to_string(),
        call_hash: denial.call_hash().map(ToString::to_string),
    }
}

fn key_set(set: &Jwks) -> Value {
    let key = |key: &narrowgate::Jwk| {
        let mut value = json!({ "thumbprint": key.thumbprint() });
        if let Value::Object(members) = &mut value {
            members.extend(key.kid().map(|kid| ("kid".to_owned(), kid.into())));
            members.extend(
                key.algorithm()
                    .map(|algorithm| ("algorithm".to_owned(), algorithm.as_str().into())),
            );
        }
        value
    };
    json!({
        "keys": set.keys().iter().map(key).collect::<Vec<_>>(),
        "skipped": set.skipped().iter().map(|key| json!({ "index": key.index(), "reason": key.reason() })).collect::<Vec<_>>(),
    })
}

fn key_problem(error: &JwksError) -> Outcome {
    problem(error.place(), error)
}

fn problem(path: &str, message: &impl ToString) -> Outcome {
    Outcome::ConfigError {
        config_error: vec![one(path, message)],
    }
}

fn one(path: &str, message: &impl ToString) -> Problem {
    Problem {
        path: path.to_owned(),
        message: message.to_string(),
        span: None,
    }
}
