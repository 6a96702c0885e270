//! Whose session it is. MCP asks servers to bind a session to its user; behind this proxy the upstream can't, as
//! it sees no token.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hyper::header::HeaderValue;

use crate::door::gate::Identity;

/// The sessions that the upstream opened, oldest first.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<VecDeque<(HeaderValue, Party)>>);

/// The principal and the agent that acts: another agent of the same user is another party.
pub(crate) type Party = (Option<Identity>, Option<Identity>);

impl Sessions {
    /// Is this session known, and this party's?
    pub(crate) fn owns(&self, party: &Party, session: &HeaderValue) -> bool {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions
            .iter()
            .any(|(id, owner)| id == session && owner == party)
    }

    /// The first who is given a session keeps it. The oldest is forgotten when there are too many; its client is told
    /// 404, and opens a new one (MCP, "Session Management").
    pub(crate) fn opened(&self, party: Party, session: &HeaderValue) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.iter().any(|(id, _)| id == session) {
            return;
        }
        if sessions.len() >= MOST_SESSIONS {
            sessions.pop_front();
        }
        sessions.push_back((session.clone(), party));
    }
}

const MOST_SESSIONS: usize = 1024;
