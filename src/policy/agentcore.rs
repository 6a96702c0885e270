//! What a token says in the terms of Amazon Bedrock AgentCore: every claim a string tag of the user.

use std::sync::Arc;

use cedar_policy_core::ast::{Entity, Value as CedarValue};
use smol_str::SmolStr;

use super::Policies;
use super::context::text;
use super::internal;
use super::parties::Parties;
use crate::denial::Denial;
use crate::identity::Identity;
use crate::jose::jcs;
use crate::jose::json::{Object, Value};
use crate::token::invalid;

/// Whom AgentCore takes for the user: the subject of the token.
pub(super) fn subject<'a>(parties: &Parties<'a>) -> Option<&'a Identity> {
    parties.principal.or(parties.agent)
}

/// `AgentCore::OAuthUser` with `id` and the claims as tags. In `act` history is left out where it is not to be seen.
pub(super) fn user(
    policies: &Policies,
    parties: &Parties<'_>,
    sees_history: bool,
) -> Result<Arc<Entity>, Denial> {
    let who = subject(parties).ok_or_else(|| internal("the token names nobody"))?;
    let mut tags = Vec::new();
    for (name, value) in parties.claims.into_iter().flatten() {
        let shown = match (name.as_str(), value) {
            (name, Value::Object(act)) if name == "act" && !sees_history => {
                match is_current(act, parties) {
                    true => tag(&Value::Object(outermost(act)))?,
                    // Older issuers write there who delegated
                    false => None,
                }
            }
            (name, _) if OF_HISTORY.contains(&name) && !sees_history => None,
            _ => tag(value)?,
        };
        tags.extend(shown.map(|shown| (SmolStr::new(name), text(&shown))));
    }
    Ok(policies.host().entity(
        policies.vocabulary().oauth_user(who),
        [(SmolStr::new_static("id"), text(who.subject()))],
        tags,
    ))
}

/// Numbers and booleans as text, arrays and objects as JSON text, `null` left out.
fn tag(claim: &Value) -> Result<Option<String>, Denial> {
    Ok(match claim {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Bool(_)
        | Value::Beyond(_)
        | Value::Float(_)
        | Value::Array(_)
        | Value::Object(_) => {
            let written = jcs::canonical(claim);
            Some(
                written
                    .ok_or_else(|| invalid("a claim holds a number that has no one spelling"))?,
            )
        }
    })
}

/// Does it name who acts now?
fn is_current(act: &Object, parties: &Parties<'_>) -> bool {
    let named = parties.agent.map(Identity::subject);
    matches!(act.get("sub"), Some(Value::String(sub)) if named == Some(sub.as_str()))
}

fn outermost(act: &Object) -> Object {
    let own = act.iter().filter(|(name, _)| *name != "act");
    own.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The system's part of the context.
pub(super) fn system(now: CedarValue) -> CedarValue {
    super::context::record([("now", Some(now))])
}

/// Claims of several drafts and issuers that say who acted before.
const OF_HISTORY: [&str; 6] = [
    "act",
    "actc",
    "actor_proofs",
    "actor_receipts",
    "delegation_chain",
    "delegation_depth",
];
