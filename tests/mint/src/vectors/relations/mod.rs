//! How scopes compare, by each relation.

use serde_json::{Value, json};

mod call;
mod configuration;
mod form;
mod lineage;
mod table;
mod trap;

use super::policy::tool;
use super::{Case, changed, concat, config, key, now};
use crate::{AccessToken, NOW, access_token};

pub(super) fn cases() -> Vec<Case> {
    [
        trap::cases(),
        table::cases(),
        form::cases(),
        lineage::cases(),
        call::cases(),
        configuration::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn colon() -> Value {
    json!({ "segments": { "separator": ":", "opaque": ["openid"] } })
}

/// Nothing that a trap is about is in it.
fn roles() -> Value {
    json!({ "implies": { "owner": ["editor", "billing"], "editor": ["viewer"] } })
}

/// Tokens of segments, where `admin` has all of `files:*` and who may write may search.
fn both() -> Value {
    json!({ "segments": { "separator": ":" }, "implies": { "admin": ["files:*"], "files:write": ["search"] } })
}

/// The configuration whose issuer has this relation.
fn trusting(relation: Value) -> Value {
    let mut config = config();
    config["issuers"][0]["scopeRelation"] = relation;
    config
}

/// Is `child` within `parent`?
fn compare(
    id: &str,
    description: &str,
    relation: Value,
    child: impl Into<Value>,
    parent: impl Into<Value>,
) -> Case {
    Case::new("scope", id, SOURCE, description)
        .with("child", child)
        .with("parent", parent)
        .with("relation", relation)
}

/// No document has a relation but the exact one: what another one means is the operator's setting.
const SOURCE: &str = "RFC 6749, section 3.3; setting `scopeRelation`";
