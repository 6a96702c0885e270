//! [`CedarCase`]: Cedar as Cedar defines it, over the index and the engine that gates use. For Cedar's public test corpus, which
//! knows nothing of tokens and tools.

use std::sync::Arc;

use cedar_policy::{EntityUid, ParseErrors, PolicySet, Schema, ValidationMode, Validator};
use cedar_policy_core::ast::{Context, Effect, EntityUID};
use cedar_policy_core::entities::Entities;
use serde_json::Value;

use super::engine::{Outcome, Policy, World};
use super::facts::ancestors;
use super::index::{Index, Party};
use crate::config::ConfigError;

/// Policies, a schema, entities, and requests.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CedarCase {
    policies: Written,
    schema: Written,
    entities: Value,
    requests: Vec<CedarRequest>,
}

/// Policies, or a schema.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged, expecting = "Cedar's syntax as a string, or its JSON form")]
enum Written {
    Cedar(String),
    Json(Value),
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct CedarRequest {
    principal: Value,
    action: Value,
    resource: Value,
    context: Value,
    #[serde(default)]
    validate_request: bool,
}

/// What became of a [`CedarCase`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CedarOutcome {
    /// Whether the policies are what the schema says.
    pub validates: bool,
    /// One for each request, in their order.
    pub answers: Vec<CedarAnswer>,
}

/// What Cedar answers: a policy that errs is skipped and named, which a gate would never do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CedarAnswer {
    /// `allow` or `deny`.
    pub decision: &'static str,
    /// The policies that decided, sorted.
    pub reason: Vec<String>,
    /// The policies that could not be evaluated, sorted.
    pub errors: Vec<String>,
}

impl CedarCase {
    /// Reads a case from JSON.
    ///
    /// # Errors
    ///
    /// A member that is unknown, missing or of another type.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        // Cedar's own rules alone: its tests have names with a NUL, which no document of ours may have
        serde_json::from_str(text).map_err(|error| ConfigError::one("", error.to_string()))
    }

    /// Decides every request.
    ///
    /// # Errors
    ///
    /// Policies, schema, entities or a request that Cedar does not take.
    pub fn run(&self) -> Result<CedarOutcome, ConfigError> {
        let set = self.policies.policies();
        let set = set.map_err(|sentence| ConfigError::one("policies", sentence))?;
        let schema = self.schema.schema();
        let schema = schema.map_err(|sentence| ConfigError::one("schema", sentence))?;
        let entities =
            cedar_policy::Entities::from_json_value(self.entities.clone(), Some(&schema))
                .map_err(|error| ConfigError::one("entities", whole(&error)))?;
        let policies = set.policies().map(|policy| {
            let policy: &cedar_policy_core::ast::Policy = policy.as_ref();
            Policy::new(policy.clone())
        });
        let index = Index::new(policies);
        let answers = self.requests.iter().enumerate().map(|(place, request)| {
            let answer = request.decide(&index, &schema, entities.as_ref());
            answer.map_err(|sentence| ConfigError::one(&format!("requests[{place}]"), sentence))
        });
        Ok(CedarOutcome {
            answers: answers.collect::<Result<_, _>>()?,
            validates: Validator::new(schema.clone())
                .validate(&set, ValidationMode::Strict)
                .validation_passed(),
        })
    }
}

impl Written {
    fn policies(&self) -> Result<PolicySet, String> {
        match self {
            Self::Cedar(text) => text.parse().map_err(|error: ParseErrors| whole(&error)),
            Self::Json(value) => {
                PolicySet::from_json_value(value.clone()).map_err(|error| whole(&error))
            }
        }
    }

    fn schema(&self) -> Result<Schema, String> {
        match self {
            Self::Cedar(text) => {
                let parsed = Schema::from_cedarschema_str(text).map_err(|error| whole(&error));
                parsed.map(|(schema, _)| schema)
            }
            Self::Json(value) => {
                Schema::from_json_value(value.clone()).map_err(|error| whole(&error))
            }
        }
    }
}

impl CedarRequest {
    fn decide(
        &self,
        index: &Index,
        schema: &Schema,
        entities: &Entities,
    ) -> Result<CedarAnswer, String> {
        let uid = |json: &Value| EntityUid::from_json(json.clone()).map_err(|error| whole(&error));
        let (principal, action, resource) = (
            uid(&self.principal)?,
            uid(&self.action)?,
            uid(&self.resource)?,
        );
        let context =
            cedar_policy::Context::from_json_value(self.context.clone(), Some((schema, &action)));
        let context = context.map_err(|error| whole(&error))?;
        if self.validate_request {
            cedar_policy::Request::new(
                principal.clone(),
                action.clone(),
                resource.clone(),
                context.clone(),
                Some(schema),
            )
            .map_err(|error| whole(&error))?;
        }
        let Context::Value(context) = context.as_ref() else {
            return Err("the context has an unknown".to_owned());
        };
        let (principal, action, resource): (&EntityUID, &EntityUID, &EntityUID) =
            (principal.as_ref(), action.as_ref(), resource.as_ref());
        let world = World::new(principal, action, resource, Arc::clone(context), entities);
        let party = |uid| Party {
            uid,
            ancestors: ancestors(entities, uid),
        };
        let (mut permits, mut forbids, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for policy in index.matching(&party(principal), &party(action), &party(resource)) {
            let id = policy.id().to_owned();
            match (world.ask(&policy), policy.ast().effect()) {
                (Outcome::Satisfied, Effect::Permit) => permits.push(id),
                (Outcome::Satisfied, Effect::Forbid) => forbids.push(id),
                (Outcome::Unsatisfied, _) => {}
                (Outcome::Failed | Outcome::Depends(_), _) => errors.push(id),
            }
        }
        let is_permitted = forbids.is_empty() && !permits.is_empty();
        let mut reason = match forbids.is_empty() {
            true => permits,
            false => forbids,
        };
        reason.sort();
        errors.sort();
        Ok(CedarAnswer {
            decision: if is_permitted { "allow" } else { "deny" },
            reason,
            errors,
        })
    }
}

/// Cedar's outermost sentence often is that there was an error; which one it was is in its causes.
fn whole(error: &dyn core::error::Error) -> String {
    let causes = core::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |said, cause| format!("{said}: {cause}"))
}
