//! [`Groups`]: which groups a tool's action is in.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::PolicyProfile;
use crate::tools::Tools;

/// Actions and the groups that each is directly in. Groups are actions too.
#[derive(Clone, Debug)]
pub(super) struct Groups(BTreeMap<String, BTreeSet<String>>);

impl Groups {
    /// `named` are the operator's own.
    pub(super) fn new(
        profile: PolicyProfile,
        tools: &Tools,
        named: &BTreeMap<String, Vec<String>>,
    ) -> Result<Self, String> {
        let mut groups = match profile {
            PolicyProfile::Narrowgate => Self(BTreeMap::from([(CALL.to_owned(), BTreeSet::new())])),
            PolicyProfile::AgentCore => Self::of_agentcore(),
        };
        let root = groups.root(profile);
        for name in named.keys() {
            groups.add(name, root)?;
        }
        let mut targets = BTreeSet::new();
        for tool in tools.names() {
            match (profile, tool.split_once(TARGET_SEPARATOR)) {
                (PolicyProfile::AgentCore, Some((target, _))) if !target.is_empty() => {
                    // Another group of this name, or a tool, would get members that nobody gave it
                    if targets.insert(target) {
                        groups.add(target, root)?;
                    }
                    groups.add(tool, target)?;
                }
                _ => groups.add(tool, root)?,
            }
        }
        for (name, members) in named {
            for member in members {
                if !tools.names().any(|tool| tool == member) {
                    return Err(format!(
                        "the group `{name}` has `{member}`, which is no tool"
                    ));
                }
                if let Some(parents) = groups.0.get_mut(member) {
                    parents.insert(name.clone());
                }
            }
        }
        Ok(groups)
    }

    fn of_agentcore() -> Self {
        let within = |name: &str| BTreeSet::from([name.to_owned()]);
        Self(BTreeMap::from([
            ("Mcp".to_owned(), BTreeSet::new()),
            (CALL_TOOL.to_owned(), within("Mcp")),
        ]))
    }

    fn root(&self, profile: PolicyProfile) -> &'static str {
        match profile {
            PolicyProfile::Narrowgate => CALL,
            PolicyProfile::AgentCore => CALL_TOOL,
        }
    }

    fn add(&mut self, name: &str, parent: &str) -> Result<(), String> {
        let parents = BTreeSet::from([parent.to_owned()]);
        match self.0.insert(name.to_owned(), parents) {
            None => Ok(()),
            Some(_) => Err(format!(
                "`{name}` is a group, and can't be another one or a tool"
            )),
        }
    }

    /// Every action with the groups that it is directly in.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0
            .iter()
            .map(|(name, parents)| (name.as_str(), parents))
    }

    /// The groups that it is directly in, and those that these are in.
    pub(super) fn of(&self, name: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let parents = |name: &str| self.0.get(name).into_iter().flatten().map(String::as_str);
        let direct: BTreeSet<&str> = parents(name).collect();
        let mut indirect = BTreeSet::new();
        let mut open: Vec<&str> = direct.iter().copied().collect();
        while let Some(group) = open.pop() {
            let above = parents(group).filter(|above| !direct.contains(above));
            open.extend(above.filter(|above| indirect.insert(*above)));
        }
        (direct, indirect)
    }
}

/// The group of all tools.
const CALL: &str = "call_tool";
const CALL_TOOL: &str = "CallTool";
/// Between the name of a target and that of its tool.
const TARGET_SEPARATOR: &str = "___";
