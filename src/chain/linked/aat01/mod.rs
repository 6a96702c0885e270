//! Attenuating agent tokens (draft-niyikiza-oauth-attenuating-agent-tokens-01).

use crate::denial::Denial;
use crate::jose::json::Object;

/// What such a token grants: tools, and what their arguments may be.
#[derive(Debug)]
pub(crate) struct Tools {}

impl Tools {
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        core::iter::empty()
    }

    pub(super) fn first_beyond(&self, _parent: &Self) -> Option<String> {
        None
    }

    pub(super) fn permits(&self, _tool: &str, _input: &Object) -> Result<(), Denial> {
        Ok(())
    }
}
