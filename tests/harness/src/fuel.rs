//! What decisions cost the component, in wasmtime's fuel: work, counted instead of timed, and so the same everywhere.

use serde::Serialize;

use crate::case::{Case, Work};
use crate::component::{FUEL, Host, Session, typed};

/// The cost of one case.
#[derive(Debug, Serialize)]
pub struct Cost {
    /// The case.
    pub id: String,
    /// Making the gate.
    pub create: u64,
    /// The decision, on a token that is new to the gate.
    pub first: u64,
    /// The same decision once more.
    pub again: u64,
}

/// Counts each case on an instance of its own.
///
/// # Errors
///
/// A case is of another kind, its configuration is refused, the call is denied, or the component traps.
pub fn count(host: &Host, cases: &[Case]) -> Result<Vec<Cost>, String> {
    cases
        .iter()
        .map(|case| cost(host, case).map_err(|mistake| format!("{}: {mistake}", case.id)))
        .collect()
}

fn cost(host: &Host, case: &Case) -> Result<Cost, String> {
    let (config, presented, request, now) = match &case.work {
        Work::Authorize {
            config,
            presented,
            request,
            now,
        } => (config, presented, Some(request), now),
        Work::Token {
            config,
            presented,
            now,
        }
        | Work::Chain {
            config,
            presented,
            now,
        } => (config, presented, None, now),
        _ => return Err("only `authorize`, `token` and `chain` are counted".to_owned()),
    };
    let mut session = host.open(FUEL).map_err(|trap| format!("{trap:?}"))?;
    let mut spent = left(&session)?;
    let gate = session
        .create(&config.to_string())
        .map_err(|trap| format!("{trap:?}"))?
        .map_err(|problems| format!("{problems:?}"))?;
    let create = step(&session, &mut spent)?;
    let presented = typed(presented).ok_or("the types of the component can't say its proofs")?;
    let call = request.map(Into::into);
    let mut decide = || {
        let denial = match &call {
            Some(call) => session
                .authorize(gate, &presented, call, *now)
                .map(Result::err),
            None => session.verify(gate, &presented, *now).map(Result::err),
        };
        if let Some(denial) = denial.map_err(|trap| format!("{trap:?}"))? {
            return Err(denial.message);
        }
        step(&session, &mut spent)
    };
    Ok(Cost {
        id: case.id.clone(),
        create,
        first: decide()?,
        again: decide()?,
    })
}

fn step(session: &Session, before: &mut u64) -> Result<u64, String> {
    let after = left(session)?;
    let cost = before.saturating_sub(after);
    *before = after;
    Ok(cost)
}

fn left(session: &Session) -> Result<u64, String> {
    session
        .store
        .get_fuel()
        .map_err(|error| format!("{error:?}"))
}
