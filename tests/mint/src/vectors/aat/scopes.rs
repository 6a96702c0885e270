//! Tools that require scopes, which these tokens have not: denied, unless the operator takes the name of the tool for them.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let source = "Configuration: `toolsInsteadOfScopes` of the profile";
    let file = |path: &str| json!({ "path": path });
    let with = |id: &str, description: &str, profile: Value, tool: &str, input: Value| {
        let issuer = changed(
            trusted(json!({})),
            json!({ "profile": { "aat-01": profile } }),
        );
        let config = changed(gate(json!({})), json!({ "issuers": [issuer] }));
        called(
            &format!("scopes-{id}"),
            source,
            description,
            &chain(2),
            tool,
            input,
        )
        .with("config", config)
    };
    let silent = || json!({ "typ": "aat+jwt" });
    let said = |setting: Value| json!({ "typ": "aat+jwt", "toolsInsteadOfScopes": setting });
    let narrow = chain(2)
        .pop()
        .expect("a child")
        .claim("authorization_details", details(json!({ "ping": {} })));
    let mistaken = |id: &str, setting: Value| {
        with(id, "No boolean.", said(setting), "ping", json!({}))
            .config_error("issuers[0].profile.aat-01.toolsInsteadOfScopes")
    };
    vec![
        with(
            "required",
            "The tool requires a scope, and nobody said anything.",
            silent(),
            "read-file",
            file("/a"),
        )
        .deny("scope_insufficient"),
        with(
            "refused",
            "The operator says no.",
            said(json!(false)),
            "read-file",
            file("/a"),
        )
        .deny("scope_insufficient"),
        with(
            "replaced",
            "The name of the tool stands for its scopes.",
            said(json!(true)),
            "read-file",
            file("/a"),
        )
        .accept_as(json!({ "scopes": [] })),
        with(
            "replaced-beyond",
            "Its arguments still have to be granted.",
            said(json!(true)),
            "read-file",
            file("/c"),
        )
        .deny("authority_insufficient"),
        with(
            "none-required",
            "A tool that requires none.",
            silent(),
            "ping",
            json!({}),
        )
        .accept(),
        with(
            "before-arguments",
            "Who lacks the scope can't probe the arguments.",
            silent(),
            "read-file",
            json!({ "nope": 1 }),
        )
        .deny("scope_insufficient"),
        with(
            "tool-first",
            "A tool that is not named is that first.",
            silent(),
            "read-file",
            file("/a"),
        )
        .with("presented", unnamed(&narrow))
        .deny("authority_insufficient"),
        mistaken("null", Value::Null),
        mistaken("text", json!("true")),
        mistaken("number", json!(1)),
    ]
}

/// What is presented for a call of `read-file` with a leaf that does not name it.
fn unnamed(leaf: &Linked) -> Value {
    let proof = call_proof(&agent(1), "l-1", "read-file", r#"{"path":"/a"}"#).mint();
    json!({ "token": leaf.mint(), "parents": [root().mint()], "proofs": { "aat": [proof] } })
}
