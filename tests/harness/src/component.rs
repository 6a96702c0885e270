//! Cases through the component, in wasmtime: each in an instance of its own, with a bound on work.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::json;
use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Config, Engine, OptLevel, Store};

use crate::case::{Case, Presented, RawSource, Request, Source, Work};
use crate::forms::{deny, key_set, permitted, problems, ruled, tools, verified, warnings};
use crate::outcome::Outcome;
use crate::proofs;
use wit::exports::narrowgate::gate::gate as api;

/// The component's types and calls, made from its WIT world.
pub mod wit {
    #![expect(
        missing_docs,
        reason = "generated from bindings/component/wit, which is documented"
    )]
    wasmtime::component::bindgen!({ path: "../../bindings/component/wit", world: "narrowgate" });
}

/// A compiled component.
pub struct Host {
    engine: Engine,
    component: Component,
    pre: wit::NarrowgatePre<()>,
}

/// One instance.
pub struct Session {
    /// Its memory and its fuel.
    pub store: Store<()>,
    world: wit::Narrowgate,
}

/// The work that one case may take, in wasmtime's fuel: about a minute.
pub const FUEL: u64 = 100_000_000_000;

impl Host {
    /// Compiles the component of this file.
    ///
    /// # Errors
    ///
    /// The file is missing, is not a component, or is one of another world.
    pub fn load(file: &Path) -> Result<Self, String> {
        if !file.exists() {
            return Err(format!(
                "the component is missing at {}: run `cargo xtask build`",
                file.display()
            ));
        }
        let load = || {
            let mut config = Config::new();
            // Compiled in a third of the time; what comes out is the same, and so is the fuel.
            config
                .consume_fuel(true)
                .cranelift_opt_level(OptLevel::None);
            let engine = Engine::new(&config)?;
            let component = Component::from_file(&engine, file)?;
            // An empty linker: a component that imports anything can't be instantiated.
            let pre = wit::NarrowgatePre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
            Ok(Self {
                engine,
                component,
                pre,
            })
        };
        load().map_err(|error: wasmtime::Error| format!("{}: {error:?}", file.display()))
    }

    /// Where `cargo xtask build` puts the component, or where `NARROWGATE_COMPONENT` says it is.
    pub fn default_file(root: &Path) -> PathBuf {
        env::var_os("NARROWGATE_COMPONENT")
            .map(PathBuf::from)
            .unwrap_or_else(|| {
                let target = env::var_os("CARGO_TARGET_DIR")
                    .map_or_else(|| root.join("target"), PathBuf::from);
                target.join("narrowgate/narrowgate.component.wasm")
            })
    }

    /// The names of what the component imports.
    pub fn imports(&self) -> Vec<String> {
        let of = self.component.component_type();
        of.imports(&self.engine)
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// A new instance, with `fuel` to spend.
    ///
    /// # Errors
    ///
    /// Instantiation traps.
    pub fn open(&self, fuel: u64) -> wasmtime::Result<Session> {
        let mut store = Store::new(&self.engine, ());
        store.set_fuel(fuel)?;
        let world = self.pre.instantiate(&mut store)?;
        Ok(Session { store, world })
    }

    /// What comes out of this case.
    pub fn run(&self, case: &Case) -> Outcome {
        let outcome = || self.open(FUEL)?.run(&case.work);
        outcome().unwrap_or_else(|trap| Outcome::fault(format!("{trap:?}")))
    }
}

impl Session {
    fn run(&mut self, work: &Work) -> wasmtime::Result<Outcome> {
        let api = self.world.narrowgate_gate_gate();
        Ok(match work {
            Work::Jws {
                token,
                keys,
                algorithms,
            } => match api.call_verify_jws(&mut self.store, &token.0, &keys.0, algorithms)? {
                Ok(Ok(())) => Outcome::Accept {
                    accept: true.into(),
                },
                Ok(Err(denial)) => deny(denial),
                Err(problem) => problems(vec![problem]),
            },
            Work::Jwk(source) => match api.call_read_keys(&mut self.store, &key_source(source)?)? {
                Ok(set) => Outcome::Accept {
                    accept: key_set(set),
                },
                Err(problem) => problems(vec![problem]),
            },
            Work::Scope {
                child,
                parent,
                relation,
            } => {
                let relation = relation.as_ref().map(ToString::to_string);
                let relation = relation.as_deref();
                match api.call_narrower(&mut self.store, &child.0, &parent.0, relation)? {
                    Ok(Ok(true)) => Outcome::Accept {
                        accept: true.into(),
                    },
                    Ok(Ok(false)) => Outcome::Reject { reject: true },
                    Ok(Err(denial)) => deny(denial),
                    Err(mistakes) => problems(mistakes),
                }
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
                let gate = match self.create(&config.to_string())? {
                    Ok(gate) => gate,
                    Err(mistakes) => return Ok(problems(mistakes)),
                };
                let Some(presented) = typed(presented) else {
                    return Ok(inexpressible());
                };
                match self.verify(gate, &presented, *now)? {
                    Ok(proven) => Outcome::Accept {
                        accept: verified(proven),
                    },
                    Err(denial) => deny(denial),
                }
            }
            Work::Call { parties, request } => {
                match api.call_call_hash(&mut self.store, &parties.to_string(), &request.into())? {
                    Ok(hash) => Outcome::Accept {
                        accept: json!({ "callHash": hash }),
                    },
                    Err(denial) => deny(denial),
                }
            }
            Work::Policy {
                config,
                facts,
                request,
                now,
            } => {
                let gate = match self.create(&config.to_string())? {
                    Ok(gate) => gate,
                    Err(mistakes) => return Ok(problems(mistakes)),
                };
                let api = self.world.narrowgate_gate_gate();
                match api.gate().call_simulate(
                    &mut self.store,
                    gate,
                    &facts.to_string(),
                    &request.into(),
                    *now,
                )? {
                    Ok(policies) => Outcome::Accept {
                        accept: permitted(&policies),
                    },
                    Err(denial) => deny(denial),
                }
            }
            Work::Config { config } => {
                let gate = match self.create(&config.to_string())? {
                    Ok(gate) => gate,
                    Err(mistakes) => return Ok(problems(mistakes)),
                };
                let api = self.world.narrowgate_gate_gate();
                let odd = api.gate().call_policy_warnings(&mut self.store, gate)?;
                Outcome::Accept {
                    accept: warnings(&odd),
                }
            }
            Work::List {
                config,
                presented,
                facts,
                session,
                now,
            } => {
                let gate = match self.create(&config.to_string())? {
                    Ok(gate) => gate,
                    Err(mistakes) => return Ok(problems(mistakes)),
                };
                let session = session.as_ref().map(|session| session.0.as_str());
                let api = self.world.narrowgate_gate_gate().gate();
                let store = &mut self.store;
                let listed = match presented {
                    Some(presented) => {
                        let Some(presented) = typed(presented) else {
                            return Ok(inexpressible());
                        };
                        api.call_list_tools(store, gate, &presented, session, *now)?
                    }
                    None => {
                        let facts = facts.clone().unwrap_or_default().to_string();
                        api.call_simulate_list(store, gate, &facts, session, *now)?
                    }
                };
                match listed {
                    Ok(listed) => Outcome::Accept {
                        accept: tools(&listed),
                    },
                    Err(denial) => deny(denial),
                }
            }
            Work::Authorize {
                config,
                presented,
                request,
                now,
            } => {
                let gate = match self.create(&config.to_string())? {
                    Ok(gate) => gate,
                    Err(mistakes) => return Ok(problems(mistakes)),
                };
                let Some(presented) = typed(presented) else {
                    return Ok(inexpressible());
                };
                let call = request.into();
                let decision = self.decide(gate, &presented, &call, *now)?;
                // The second time, what was proven is remembered.
                let verdict = self.authorize(gate, &presented, &call, *now)?;
                ruled(verdict).same_as(ruled(decision.verdict))
            }
        })
    }

    /// `gate.create`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn create(
        &mut self,
        config: &str,
    ) -> wasmtime::Result<Result<ResourceAny, Vec<api::Problem>>> {
        self.world
            .narrowgate_gate_gate()
            .gate()
            .call_create(&mut self.store, config)
    }

    /// `gate.verify`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn verify(
        &mut self,
        gate: ResourceAny,
        presented: &api::Presented,
        now: u64,
    ) -> wasmtime::Result<Result<api::Verified, api::Denial>> {
        self.world
            .narrowgate_gate_gate()
            .gate()
            .call_verify(&mut self.store, gate, presented, now)
    }

    /// `gate.authorize`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn authorize(
        &mut self,
        gate: ResourceAny,
        presented: &api::Presented,
        call: &api::ToolCall,
        now: u64,
    ) -> wasmtime::Result<Result<api::Grant, api::Denial>> {
        self.world.narrowgate_gate_gate().gate().call_authorize(
            &mut self.store,
            gate,
            presented,
            call,
            now,
        )
    }

    /// `gate.remove-keys`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn remove_keys(
        &mut self,
        gate: ResourceAny,
        issuer: &str,
    ) -> wasmtime::Result<Result<(), api::Problem>> {
        let api = self.world.narrowgate_gate_gate();
        api.gate().call_remove_keys(&mut self.store, gate, issuer)
    }

    /// `gate.prepare-policies`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn prepare_policies(
        &mut self,
        gate: ResourceAny,
    ) -> wasmtime::Result<Result<String, api::Problem>> {
        let api = self.world.narrowgate_gate_gate();
        api.gate().call_prepare_policies(&mut self.store, gate)
    }

    /// `gate.decide`.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn decide(
        &mut self,
        gate: ResourceAny,
        presented: &api::Presented,
        call: &api::ToolCall,
        now: u64,
    ) -> wasmtime::Result<api::Decision> {
        self.world.narrowgate_gate_gate().gate().call_decide(
            &mut self.store,
            gate,
            presented,
            call,
            now,
        )
    }
}

pub(crate) fn typed(presented: &Presented) -> Option<api::Presented> {
    let proofs = match &presented.proofs {
        Some(document) => Some(proofs::typed(document)?),
        None => None,
    };
    let parents = presented.parents.iter();
    Some(api::Presented {
        token: presented.token.0.clone(),
        parents: parents.map(|parent| parent.0.clone()).collect(),
        proofs,
    })
}

fn key_source(source: &RawSource) -> wasmtime::Result<api::KeySource> {
    let source = source.read().map_err(wasmtime::Error::msg)?;
    Ok(match source {
        Source::Jwks(text) => api::KeySource::Jwks(text.to_owned()),
        Source::SpiffeJwtSvid(text) => api::KeySource::SpiffeJwtSvid(text.to_owned()),
        Source::SpiffeWitSvid(text) => api::KeySource::SpiffeWitSvid(text.to_owned()),
        Source::DidDocument(did, text) => {
            api::KeySource::DidDocument((did.to_owned(), text.to_owned()))
        }
        Source::Did(did) => api::KeySource::Did(did.to_owned()),
    })
}

fn inexpressible() -> Outcome {
    Outcome::Skip {
        skip: "the types of the component can't say these proofs".to_owned(),
    }
}

impl From<&Request> for api::ToolCall {
    fn from(request: &Request) -> Self {
        Self {
            tool: request.tool.clone(),
            input: request.input.clone(),
            session: request.session.clone(),
        }
    }
}
