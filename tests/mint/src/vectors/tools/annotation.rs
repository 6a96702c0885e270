//! What a server says of its tools' ways.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let source = "MCP: ToolAnnotations";
    let annotated = |id: &str, description: &str, annotations: Value| {
        policy(id, source, description, "")
            .with(
                "config",
                gate(
                    &[json!({ "name": "call", "annotations": annotations })],
                    "permit (principal, action, resource);",
                ),
            )
            .with("request", json!({ "tool": "call", "input": {} }))
    };
    let mut cases = vec![
        annotated("annotations-none", "None of them.", json!({})).accept(),
        annotated(
            "annotations-all",
            "All of them.",
            json!({ "title": "Call", "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false }),
        )
        .accept(),
        annotated("annotations-others", "Others are not ours to read.", json!({ "com.example/cost": 3 })).accept(),
        annotated("annotations-null", "No object.", json!(null)).config_error("tools"),
        annotated("annotations-list", "A list.", json!([])).config_error("tools"),
        annotated("annotations-title", "A title that is no text.", json!({ "title": 1 })).config_error("tools"),
    ];
    for (id, hint) in [
        ("read-only", "readOnlyHint"),
        ("destructive", "destructiveHint"),
        ("idempotent", "idempotentHint"),
        ("open-world", "openWorldHint"),
    ] {
        for (form, value) in [
            ("text", json!("true")),
            ("number", json!(1)),
            ("null", json!(null)),
        ] {
            cases.push(
                annotated(
                    &format!("annotations-{id}-{form}"),
                    "A hint that is no truth.",
                    json!({ hint: value }),
                )
                .config_error("tools"),
            );
        }
    }
    cases
}
