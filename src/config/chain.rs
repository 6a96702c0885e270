//! What the configuration document asks of whole chains.

use super::apply;
use crate::chain::{Boundary, Evidence};
use crate::gate::GateBuilder;

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ChainConfig {
    #[serde(default)]
    within: Option<Boundary>,
    #[serde(default)]
    evidence: Option<Evidence>,
}

impl ChainConfig {
    pub(super) fn apply(self, builder: GateBuilder) -> GateBuilder {
        let builder = apply(builder, self.within, GateBuilder::within);
        apply(builder, self.evidence, GateBuilder::evidence)
    }
}
