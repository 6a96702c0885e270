//! Agent delegation chains (draft-asor-wimse-agent-delegation-chain-03), whose children are signed by their delegators
//! (delegator-bound-chains-00).

use crate::denial::Denial;
use crate::jose::json::Object;

/// What such a token grants: scopes, which are the claims', and bounds on what is done with them.
#[derive(Debug)]
pub(crate) struct Delegation {}

impl Delegation {
    pub(super) fn first_beyond(&self, _parent: &Self) -> Option<String> {
        None
    }

    pub(super) fn permits(&self, _input: &Object) -> Result<(), Denial> {
        Ok(())
    }
}
