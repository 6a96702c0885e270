//! What the README shows of policies loads, all of it.

use crate::support::{built, document};
use serde_json::{Value, json};

const README: &str = include_str!("../../README.md");

fn block(language: &str) -> &'static str {
    let start = format!("```{language}\n");
    let (_, rest) = README.split_once(&start).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn its_policies_validate() {
    let mut document = document();
    let path = json!({ "type": "object", "required": ["path"], "properties": { "path": { "type": "string" } } });
    let tools = ["files.read", "files.write", "files.delete"];
    document["tools"] = tools
        .map(|name| json!({ "name": name, "inputSchema": path }))
        .as_slice()
        .into();
    document["requiredScopes"] = tools
        .iter()
        .map(|name| (name.to_string(), json!([])))
        .collect();
    document["toolGroups"] = json!({ "writes": ["files.write", "files.delete"] });
    document["authorizationDetails"] = json!({ "types": { "payment": {} } });
    document["schema"] = block("cedar-schema").into();
    let (_, host) = README.split_once("### What the host knows").unwrap();
    let (_, entities) = host.split_once("```json\n").unwrap();
    document["entities"] = entities.split_once("```").unwrap().0.into();
    let policies = block("cedar");
    document["policies"] = policies.into();
    let gate = built(&document);
    assert_eq!(gate.policy_warnings(), []);
    let prepared: Value = serde_json::to_value(gate.prepare_policies().unwrap()).unwrap();
    document["policies"] = json!([{ "prepared": prepared }]);
    built(&document);
    // Prepared for these tools, and for no others
    document["toolGroups"] = json!({ "writes": ["files.write"] });
    let error = narrowgate::Config::from_json(&document.to_string())
        .unwrap()
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "policies: prepared for other tools, issuers, groups or types of details, or another schema or profile: prepare them again"
    );
}
