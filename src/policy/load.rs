//! Loading: sources to [`Policies`], validated against what they are about, with every mistake at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cedar_policy::{Schema, ValidationWarning};
use cedar_policy_core::ast::{Entity, EntityUID, Value};

use sha2::{Digest as _, Sha256};

use super::check::PolicyCheck;
use super::clock::Clock;
use super::context::{record, text};
use super::details::DetailTypes;
use super::engine::Policy;
use super::groups::Groups;
use super::host::{Host, literals};
use super::host_schema::HostSchema;
use super::index::Index;
use super::prepared::{self, Prepared, PreparedPolicies, Reader};
use super::read::Read;
use super::schema::{Plan, Sight};
use super::source::{PolicySource, TemplateLink};
use super::validate::validate;
use super::vocabulary::{PolicyProfile, Vocabulary};
use super::{KnownTool, Policies, Rules};
use crate::config::{Problem, Span};
use crate::details::DetailType;
use crate::profile::Guarantees;
use crate::tools::{Tool, Tools};

/// What policies are about: it stays when they are replaced.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(super) profile: PolicyProfile,
    tools: Tools,
    groups: Groups,
    server: String,
    always: Guarantees,
    host: HostSchema,
    details: DetailTypes,
    /// Issuers of approvals that name nobody of whom a token could be.
    pub(super) strangers: Vec<String>,
}

/// What is not wrong with policies, and not right either: a `permit` that can never match, names that look like others, a comparison
/// of who approves with a user who is named by another issuer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PolicyWarning {
    pub(super) policy: String,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) span: Option<Span>,
}

impl PolicyWarning {
    /// The policy's name.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// What is odd about it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where.
    pub fn span(&self) -> Option<&Span> {
        self.span.as_ref()
    }
}

impl Ground {
    pub(crate) fn new(
        profile: PolicyProfile,
        tools: &Tools,
        groups: &BTreeMap<String, Vec<String>>,
        server: &str,
        always: Guarantees,
        details: &BTreeMap<String, DetailType>,
        host_schema: Option<&str>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        if tools.names().next().is_none() {
            problems.push(problem(
                "without tools there is nothing that a policy could permit",
            ));
        }
        let groups = Groups::new(profile, tools, groups)
            .map_err(|sentence| problems.push(Problem::new("toolGroups", sentence)));
        let host = host_schema.map(|text| HostSchema::parse(text, profile));
        let host = host.transpose().map_err(|sentences| {
            let schema = sentences.into_iter();
            problems.extend(schema.map(|sentence| Problem::new("schema", sentence)));
        });
        match (groups, host) {
            (Ok(groups), Ok(host)) if problems.is_empty() => Ok(Self {
                profile,
                tools: tools.clone(),
                groups,
                server: server.to_owned(),
                always,
                host: host.unwrap_or_default(),
                details: DetailTypes::new(details),
                strangers: Vec::new(),
            }),
            _ => Err(problems),
        }
    }

    /// With issuers of approvals that name nobody of whom a token could be.
    pub(crate) fn with_strangers(self, issuers: Vec<String>) -> Self {
        Self {
            strangers: issuers,
            ..self
        }
    }

    /// Policies, and what is odd about them.
    pub(super) fn load(
        &self,
        sources: &[PolicySource],
        links: &[TemplateLink],
        generation: u64,
    ) -> Result<(Policies, Vec<PolicyWarning>), Vec<Problem>> {
        if let ([only], []) = (sources, links)
            && let Some(bytes) = only.as_prepared()
        {
            let policies = self.load_prepared(bytes, generation);
            return policies
                .map(|policies| (policies, Vec::new()))
                .map_err(|sentence| vec![problem(sentence)]);
        }
        let read = Read::new(sources, links)?;
        let PolicyCheck { errors, warnings } = self.validate(&read, sources);
        if !errors.is_empty() {
            return Err(errors);
        }
        let rules = self.rules(index(&read.permits), index(&read.forbids));
        let policies = Policies {
            rules: Arc::new(rules.map_err(|sentence| vec![problem(sentence)])?),
            host: Host::default(),
            generation,
        };
        Ok((policies, warnings))
    }

    /// What [`Self::prepare`] made, on the same ground.
    fn load_prepared(&self, bytes: &[u8], generation: u64) -> Result<Policies, String> {
        let unreadable = "not prepared policies, or prepared by another version";
        let (ground, reader) = Reader::open(bytes).ok_or(unreadable)?;
        if ground != self.fingerprint() {
            return Err(
                "prepared for other tools, issuers, groups or types of details, or another schema or profile: prepare them again".to_owned(),
            );
        }
        let Prepared { permits, forbids } = reader.policies().ok_or(unreadable)?;
        Ok(Policies {
            rules: Arc::new(self.rules(Index::new(permits), Index::new(forbids))?),
            host: Host::default(),
            generation,
        })
    }

    /// `None` where a policy is too deep.
    pub(super) fn prepare(&self, policies: &Policies) -> Option<PreparedPolicies> {
        let Rules {
            permits, forbids, ..
        } = policies.rules.as_ref();
        prepared::write(&self.fingerprint(), permits.all(), forbids.all())
            .map(PreparedPolicies::new)
    }

    /// What policies were validated against: all that the schemas are made of.
    fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // Another version may validate otherwise, or make another schema of the same
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(self.plan().ground());
        hash.finalize().into()
    }

    /// Entities of the host, which have to be what the schema says.
    pub(super) fn entities(&self, text: &str) -> Result<Vec<Entity>, Vec<Problem>> {
        let schema = self.schema(Sight::Forbid)?;
        Host::parse(text, &schema).map_err(|sentence| vec![Problem::new("entities", sentence)])
    }

    /// The schema, in Cedar's JSON form: for editors and other tools.
    pub(super) fn schema_json(&self, sight: Sight) -> serde_json::Value {
        self.plan().json(sight)
    }

    pub(super) fn schema(&self, sight: Sight) -> Result<Schema, Vec<Problem>> {
        self.plan().typed(sight).map_err(|sentence| {
            let place = match self.host.is_empty() {
                true => "tools",
                false => "schema",
            };
            vec![Problem::new(place, sentence)]
        })
    }

    #[cfg(test)]
    pub(super) fn tools(&self) -> &Tools {
        &self.tools
    }

    fn plan(&self) -> Plan<'_> {
        Plan {
            profile: self.profile,
            tools: &self.tools,
            groups: &self.groups,
            always: self.always,
            host: &self.host,
            details: &self.details,
        }
    }

    /// Both effects, each against the schema that it sees.
    pub(super) fn validate(&self, read: &Read, sources: &[PolicySource]) -> PolicyCheck {
        let mut check = PolicyCheck::default();
        for sight in [Sight::Permit, Sight::Forbid] {
            if let Err(problems) = self.validate_one(read, sight, sources, &mut check) {
                return PolicyCheck::failed(problems);
            }
        }
        self.warn_of_comparisons(read, sources, &mut check);
        // In Cedar's order, which is that of a hash map, two artifacts would say it in two ways
        let PolicyCheck { errors, warnings } = &mut check;
        errors.sort_by(|a, b| (a.path(), a.message()).cmp(&(b.path(), b.message())));
        errors.dedup();
        warnings.sort_by(|a, b| (&a.policy, &a.message).cmp(&(&b.policy, &b.message)));
        check
    }

    /// Of policies of one effect; where there are none, the schema is not even made.
    fn validate_one(
        &self,
        read: &Read,
        sight: Sight,
        sources: &[PolicySource],
        check: &mut PolicyCheck,
    ) -> Result<(), Vec<Problem>> {
        let set = match sight {
            Sight::Permit => &read.permits,
            Sight::Forbid => &read.forbids,
        };
        if set.is_empty() {
            return Ok(());
        }
        let Some(result) = validate(self.schema(sight)?, set) else {
            return Ok(());
        };
        for error in result.validation_errors() {
            let (path, span) = read.place(error.policy_id(), error, sources);
            let problem = Problem::new(path, error.to_string()).spanning(span);
            check.errors.push(problem);
        }
        for warning in result.validation_warnings() {
            let (path, span) = read.place(warning.policy_id(), warning, sources);
            match is_harmful(warning, sight) {
                true => {
                    let problem = Problem::new(path, warning.to_string()).spanning(span);
                    check.errors.push(problem);
                }
                false => check.warnings.push(PolicyWarning {
                    policy: warning.policy_id().to_string(),
                    message: warning.to_string(),
                    span,
                }),
            }
        }
        Ok(())
    }

    fn rules(&self, permits: Index, forbids: Index) -> Result<Rules, String> {
        let vocabulary = Vocabulary::new(self.profile, &self.server)?;
        let tools = self.tools.iter().map(|(name, tool)| {
            let known = KnownTool {
                action: Arc::new(self.action(&vocabulary, name)),
                value: hints(name, tool),
            };
            (name.to_owned(), known)
        });
        let named_actions = self.named_actions(&vocabulary, permits.all().chain(forbids.all()));
        Ok(Rules {
            tools: tools.collect(),
            named_actions,
            permits,
            forbids,
            session: self.host.session().cloned(),
            clock: Clock::default(),
            details: self.details.clone(),
            vocabulary,
        })
    }

    /// As in Cedar, a condition may ask which groups any action is in.
    fn named_actions<'p>(
        &self,
        vocabulary: &Vocabulary,
        policies: impl Iterator<Item = &'p Arc<Policy>>,
    ) -> Vec<Arc<Entity>> {
        let named: HashSet<EntityUID> = policies
            .flat_map(|policy| literals(policy.ast().non_scope_constraints()))
            .filter(EntityUID::is_action)
            .collect();
        if named.is_empty() {
            return Vec::new();
        }
        let actions = self.groups.iter().map(|(name, _)| name);
        actions
            .filter(|name| named.contains(&vocabulary.action(name)))
            .map(|name| Arc::new(self.action(vocabulary, name)))
            .collect()
    }

    fn action(&self, vocabulary: &Vocabulary, name: &str) -> Entity {
        let (direct, indirect) = self.groups.of(name);
        let uids = |names: std::collections::BTreeSet<&str>| -> HashSet<EntityUID> {
            names
                .into_iter()
                .map(|name| vocabulary.action(name))
                .collect()
        };
        Entity::new_with_attr_partial_value(
            vocabulary.action(name),
            [],
            uids(indirect),
            uids(direct),
            [],
        )
    }
}

/// Two kinds of warning are mistakes: a `forbid` that can never apply forbids nothing, and its author does not know; text that runs
/// right to left shows another policy than the one that is evaluated.
fn is_harmful(warning: &ValidationWarning, sight: Sight) -> bool {
    match (warning, sight) {
        // Names in other scripts than Latin are names
        (
            ValidationWarning::MixedScriptString(_)
            | ValidationWarning::MixedScriptIdentifier(_)
            | ValidationWarning::ConfusableIdentifier(_),
            _,
        )
        | (ValidationWarning::ImpossiblePolicy(_), Sight::Permit) => false,
        _ => true,
    }
}

fn index(set: &cedar_policy::PolicySet) -> Index {
    let mut policies: Vec<Policy> = set
        .policies()
        .map(|policy| {
            let policy: &cedar_policy_core::ast::Policy = policy.as_ref();
            Policy::new(policy.clone())
        })
        .collect();
    policies.sort_by(|a, b| a.id().cmp(b.id()));
    Index::new(policies)
}

/// What a server says of its tool.
fn hints(name: &str, tool: &Tool) -> Value {
    let hints = tool.annotations();
    record([
        ("destructiveHint", Some(Value::from(hints.destructive))),
        ("idempotentHint", Some(Value::from(hints.idempotent))),
        ("name", Some(text(name))),
        ("openWorldHint", Some(Value::from(hints.open_world))),
        ("readOnlyHint", Some(Value::from(hints.read_only))),
    ])
}

fn problem(message: impl Into<String>) -> Problem {
    Problem::new("policies", message)
}
