//! The door: the component in wasmtime, which fails closed.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Config, Engine, Store, StoreLimits, StoreLimitsBuilder};

use crate::sessions::Party;
use gate::{Decision, Denial, Presented, ToolCall};
pub(crate) use wit::exports::narrowgate::gate::gate;

mod wit {
    wasmtime::component::bindgen!({
        path: "../../bindings/component/wit",
        world: "narrowgate",
        additional_derives: [PartialEq],
    });
}

/// What one instance of the component may use.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Work to make the gate, in wasmtime's deterministic fuel.
    pub making: u64,
    /// Work per question.
    pub asking: u64,
    /// Bytes of linear memory.
    pub memory: usize,
}

impl Default for Bounds {
    /// A question takes a few million; making a gate with thousands of policies a thousand times that.
    fn default() -> Self {
        Self {
            making: 20_000_000_000,
            asking: 500_000_000,
            memory: 256 << 20,
        }
    }
}

/// A component, and the one instance of it that answers.
pub struct Door {
    engine: Engine,
    pre: wit::NarrowgatePre<StoreLimits>,
    config: String,
    bounds: Bounds,
    session: Mutex<Option<Session>>,
}

struct Session {
    store: Store<StoreLimits>,
    world: wit::Narrowgate,
    gate: ResourceAny,
}

/// Why the component gave no answer.
#[derive(Debug)]
pub(crate) struct Broken;

impl Door {
    /// Compiles the component, and makes a gate from the configuration document.
    ///
    /// # Errors
    ///
    /// The component can't be used, or every mistake in the configuration.
    pub fn open(component: &Path, config: String, bounds: Bounds) -> Result<Self, String> {
        let open = || {
            let engine = Engine::new(Config::new().consume_fuel(true))?;
            let component = Component::from_file(&engine, component)?;
            // Nothing is linked: the component has no way out.
            let pre = wit::NarrowgatePre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
            let session = Mutex::new(None);
            let mut door = Self {
                engine,
                pre,
                config,
                bounds,
                session,
            };
            door.session = Mutex::new(Some(door.enter()?));
            Ok(door)
        };
        open().map_err(|error: wasmtime::Error| format!("{error:#}"))
    }

    /// Whose token is this, if it holds?
    pub(crate) fn verify(&self, token: &str) -> Result<Result<Party, Denial>, Broken> {
        self.ask(|session, now| {
            let gate = session.world.narrowgate_gate_gate().gate();
            let verified =
                gate.call_verify(&mut session.store, session.gate, &presented(token), now)?;
            Ok(verified.map(|verified| (verified.principal, verified.actor)))
        })
    }

    /// May this call be made? With its record.
    pub(crate) fn decide(&self, token: &str, call: &ToolCall) -> Result<Decision, Broken> {
        self.ask(|session, now| {
            let gate = session.world.narrowgate_gate_gate().gate();
            gate.call_decide(
                &mut session.store,
                session.gate,
                &presented(token),
                call,
                now,
            )
        })
    }

    /// An instance that trapped is never asked again: what its memory holds is unknown.
    fn ask<T>(
        &self,
        question: impl FnOnce(&mut Session, u64) -> wasmtime::Result<T>,
    ) -> Result<T, Broken> {
        let mut slot = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = || {
            // Taken out, and put back after an answer only: a panic on the way loses it too.
            let mut session = slot.take().map_or_else(|| self.enter(), Ok)?;
            session.store.set_fuel(self.bounds.asking)?;
            // A clock before 1970 is shown as 0, which the gate refuses.
            let now = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            let answer = question(&mut session, now.as_secs())?;
            *slot = Some(session);
            Ok(answer)
        };
        answer().map_err(|error: wasmtime::Error| {
            eprintln!("the component gave no answer, and is started anew: {error:#}");
            Broken
        })
    }

    fn enter(&self) -> wasmtime::Result<Session> {
        let limits = StoreLimitsBuilder::new().memory_size(self.bounds.memory);
        let mut store = Store::new(&self.engine, limits.trap_on_grow_failure(true).build());
        store.limiter(|limits| limits);
        store.set_fuel(self.bounds.making)?;
        let world = self.pre.instantiate(&mut store)?;
        let gate = world.narrowgate_gate_gate().gate();
        let gate = gate
            .call_create(&mut store, &self.config)?
            .map_err(|problems| {
                let line =
                    |problem: &gate::Problem| format!("{}: {}", problem.path, problem.message);
                wasmtime::Error::msg(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
            })?;
        Ok(Session { store, world, gate })
    }
}

fn presented(token: &str) -> Presented {
    Presented {
        token: token.to_owned(),
        parents: Vec::new(),
        proofs: None,
    }
}
