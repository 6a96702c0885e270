//! The rules for proofs of the configuration document.

use super::Problem;
use super::issuers::algorithms;
use crate::possession::ProofRules;

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProofsConfig {
    origin: String,
    #[serde(default)]
    algorithms: Option<Vec<String>>,
    #[serde(default)]
    max_age: Option<u32>,
    #[serde(default)]
    require_body_hash: bool,
    #[serde(default)]
    require_replay_check: bool,
    #[serde(default)]
    aliases: Vec<String>,
}

impl ProofsConfig {
    pub(super) fn read(self, problems: &mut Vec<Problem>) -> Option<ProofRules> {
        let before = problems.len();
        let mut rules = ProofRules::new(self.origin);
        if let Some(names) = self.algorithms {
            rules = rules.algorithms(algorithms(&names, "proofs.algorithms", problems));
        }
        if let Some(seconds) = self.max_age {
            rules = rules.max_age(seconds);
        }
        if self.require_body_hash {
            rules = rules.require_body_hash();
        }
        if self.require_replay_check {
            rules = rules.require_replay_check();
        }
        rules = self.aliases.into_iter().fold(rules, ProofRules::alias);
        (problems.len() == before).then_some(rules)
    }
}
