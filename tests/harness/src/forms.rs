//! The JSON forms of the README, which the core writes by serde, of what the component's types say.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::component::wit::exports::narrowgate::gate::gate as api;
use crate::outcome::{Outcome, Problem};

pub(crate) fn ruled(verdict: Result<api::Grant, api::Denial>) -> Outcome {
    match verdict {
        Ok(granted) => Outcome::Accept {
            accept: grant(granted),
        },
        Err(denial) => deny(denial),
    }
}

pub(crate) fn deny(denial: api::Denial) -> Outcome {
    Outcome::Deny {
        deny: code(denial.code),
        hop: denial.position.map(|position| position.token.into()),
        message: denial.message,
        call_hash: denial.call_hash,
        denial: Box::new(json!({
            "policies": ids(&denial.policies),
            "advice": denial.advice,
            "near": denial.near.iter().map(near).collect::<Vec<_>>(),
        })),
    }
}

fn near(near: &api::Near) -> Value {
    let part = match near.part {
        api::PolicyPart::Principal => "principal",
        api::PolicyPart::Resource => "resource",
        api::PolicyPart::Condition => "condition",
    };
    let outcome = match near.outcome {
        api::Unmet::False => "false",
        api::Unmet::Error => "error",
    };
    json!({ "policy": near.policy, "unmet": near.unmet, "part": part, "condition": near.condition, "outcome": outcome })
}

fn ids(policies: &[api::DeterminingPolicy]) -> Vec<&str> {
    policies.iter().map(|policy| policy.id.as_str()).collect()
}

/// Policies by name, and the annotations of those that have any, as a grant has them.
pub(crate) fn permitting<'a>(
    policies: impl Iterator<Item = (&'a str, BTreeMap<&'a str, &'a str>)>,
) -> Value {
    let (mut ids, mut annotated) = (Vec::new(), BTreeMap::new());
    for (id, annotations) in policies {
        ids.push(id);
        if !annotations.is_empty() {
            annotated.insert(id, annotations);
        }
    }
    json!({ "policies": ids, "annotations": annotated })
}

pub(crate) fn permitted(policies: &[api::DeterminingPolicy]) -> Value {
    let policies = policies.iter();
    permitting(policies.map(|policy| (policy.id.as_str(), attributes(&policy.annotations))))
}

pub(crate) fn tools(listed: &[api::ListedTool]) -> Value {
    let tool = |tool: &api::ListedTool| {
        let permissible = match tool.permissible {
            api::Permissible::Never => "never",
            api::Permissible::Depends => "depends",
            api::Permissible::Always => "always",
        };
        without_nulls(
            json!({ "name": tool.name, "permissible": permissible, "code": tool.code.map(code) }),
        )
    };
    json!({ "tools": listed.iter().map(tool).collect::<Vec<_>>() })
}

pub(crate) fn warnings(odd: &[api::PolicyWarning]) -> Value {
    let warning = |warning: &api::PolicyWarning| {
        without_nulls(json!({
            "policy": warning.policy,
            "message": warning.message,
            "span": warning.span.as_ref().map(span),
        }))
    };
    json!({ "warnings": odd.iter().map(warning).collect::<Vec<_>>() })
}

fn span(span: &api::Span) -> Value {
    json!({ "source": span.source, "line": span.line, "column": span.column, "offset": span.offset, "length": span.length })
}

/// `Code::TokenMissing`, as generated, to `token_missing`.
fn code(code: api::Code) -> String {
    let printed = format!("{code:?}");
    let name = printed.rsplit("::").next().unwrap_or_default();
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

pub(crate) fn problems(mistakes: Vec<api::Problem>) -> Outcome {
    let problem = |mistake: api::Problem| Problem {
        path: mistake.path,
        message: mistake.message,
        span: mistake.span.as_ref().map(span),
    };
    Outcome::ConfigError {
        config_error: mistakes.into_iter().map(problem).collect(),
    }
}

fn grant(granted: api::Grant) -> Value {
    let mut value = verified(granted.verified);
    if let Value::Object(members) = &mut value {
        members.insert("tool".to_owned(), granted.tool.into());
        if let Value::Object(policies) = permitted(&granted.policies) {
            members.extend(policies);
        }
        members.insert("obligations".to_owned(), granted.obligations.into());
        members.insert("advice".to_owned(), granted.advice.into());
        if let Some(used) = &granted.approval {
            members.insert("approval".to_owned(), approval(used));
        }
        members.insert(
            "limits".to_owned(),
            granted.limits.iter().map(counted_limit).collect(),
        );
    }
    value
}

fn approval(used: &api::Approval) -> Value {
    json!({
        "issuer": used.issuer,
        "approver": identity(&used.approver),
        "id": used.id,
        "issuedAt": used.issued_at,
        "expiresAt": used.expires_at,
    })
}

fn counted_limit(limit: &api::CountedLimit) -> Value {
    let kind = match limit.kind {
        api::LimitKind::MaxLifetime => "max_lifetime",
        api::LimitKind::MaxSubtree => "max_subtree",
    };
    // Its text is shorter than `5.0`, which is how a whole number would be printed
    let most: Value = serde_json::from_str(&limit.most.to_string()).unwrap_or_default();
    json!({ "token": URL_SAFE_NO_PAD.encode(&limit.token), "tokenId": limit.token_id, "key": limit.key, "kind": kind, "most": most })
}

pub(crate) fn verified(proven: api::Verified) -> Value {
    json!({
        "principal": proven.principal.as_ref().map(identity),
        "actor": proven.actor.as_ref().map(identity),
        "chain": proven.chain.iter().map(hop).collect::<Vec<_>>(),
        "depth": proven.depth,
        "unnamed": proven.unnamed,
        "scopes": proven.scopes,
        "details": proven.details,
        "issuer": proven.issuer,
        "audience": proven.audience,
        "clientId": proven.client_id,
        "tokenId": proven.token_id,
        "expiresAt": proven.expires_at,
        "keyThumbprint": proven.key_thumbprint,
        "attributes": attributes(&proven.attributes),
        "possession": possession(&proven.possession),
        "revocation": match proven.revocation {
            api::RevocationCheck::NotChecked => "not_checked",
            api::RevocationCheck::Checked => "checked",
        },
    })
}

fn possession(possession: &api::Possession) -> Value {
    let kind = |kind: &api::ProofKind| match kind {
        api::ProofKind::Dpop => "dpop",
        api::ProofKind::Mtls => "mtls",
        api::ProofKind::Wpt => "wpt",
        api::ProofKind::Aat => "aat",
    };
    let key = |key: &api::ReplayKey| json!({ "key": key.key, "until": key.until });
    let keys: Vec<_> = possession.replay_keys.iter().map(key).collect();
    without_nulls(json!({
        "proofs": possession.proofs.iter().map(kind).collect::<Vec<_>>(),
        "caller": possession.caller.as_ref().map(identity),
        "replay": match possession.replay {
            api::ReplayCheck::NotChecked => "not_checked",
            api::ReplayCheck::Checked => "checked",
            api::ReplayCheck::NotNeeded => "not_needed",
        },
        "replayKeys": (!keys.is_empty()).then_some(keys),
    }))
}

fn identity(who: &api::Identity) -> Value {
    json!({ "issuer": who.issuer, "subject": who.subject })
}

fn hop(hop: &api::Hop) -> Value {
    let evidence = match hop.evidence {
        api::Evidence::Signed => "signed",
        api::Evidence::Asserted => "asserted",
    };
    without_nulls(json!({
        "issuer": hop.identity.issuer,
        "subject": hop.identity.subject,
        "evidence": evidence,
        "scopes": hop.scopes,
        "tools": hop.tools,
        "tokenId": hop.token_id,
        "expiresAt": hop.expires_at,
        "keyThumbprint": hop.key_thumbprint,
        "attributes": (!hop.attributes.is_empty()).then(|| attributes(&hop.attributes)),
    }))
}

fn attributes(pairs: &[(String, String)]) -> BTreeMap<&str, &str> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

pub(crate) fn key_set(set: api::KeySet) -> Value {
    let key = |key: &api::KeyInfo| {
        without_nulls(
            json!({ "kid": key.kid, "algorithm": key.algorithm, "thumbprint": key.thumbprint }),
        )
    };
    json!({
        "keys": set.keys.iter().map(key).collect::<Vec<_>>(),
        "skipped": set.skipped.iter().map(|key| json!({ "index": key.index, "reason": key.reason })).collect::<Vec<_>>(),
    })
}

fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}
