//! What a user has approved, enforced: `authorization_details` that limit the token.

use super::super::policy::tool;
use super::*;

pub(super) fn cases() -> Vec<Case> {
    [calls(), lineage()].into_iter().flatten().collect()
}

/// A gate with this tool and a tool that requires nothing of what was approved.
fn config(settings: Value) -> Value {
    changed(
        config_with(settings),
        json!({
            "tools": [
                tool("transfer", json!({ "amount": { "type": "integer" }, "currency": { "type": "string" } })),
                tool("balance", json!({})),
            ],
            "requiredScopes": { "transfer": ["payments:initiate"], "balance": ["payments:initiate"] },
            "authorizationDetails": { "types": { "tool_call": {
                "members": { "tool": "equal", "amount": "atMost", "currency": "equal", "approval_id": "informative", "approver_auth": "informative" },
            } } },
            "requiredDetails": { "transfer": [{
                "type": "tool_call", "tool": "transfer_funds", "amount": { "$argument": "amount" }, "currency": { "$argument": "currency" },
            }] },
            "policies": "permit (principal, action, resource);",
        }),
    )
}

fn enforced() -> Value {
    config(json!({ "enforceAuthorizationDetails": true }))
}

fn limited(more: Value) -> Value {
    let entry = json!({ "type": "tool_call", "tool": "transfer_funds", "amount": 50000, "currency": "EUR" });
    json!({ "authorization_details": [changed(entry, more)] })
}

fn call(id: &str, description: &str, tool: &str, input: Value, token: &AccessToken) -> Case {
    let source = format!("{SPEC}, section 4.7");
    at(
        Case::new("authorize", &format!("limit-{id}"), &source, description),
        NOW,
    )
    .with("config", enforced())
    .token(token.mint())
    .with("request", json!({ "tool": tool, "input": input }))
}

fn calls() -> Vec<Case> {
    let transfer = |id: &str, description: &str, amount: u64, claims: Value| {
        let input = json!({ "amount": amount, "currency": "EUR" });
        call(
            id,
            description,
            "transfer",
            input,
            &but(&plainly_approved(), claims),
        )
    };
    let denied = |case: Case| case.deny("authority_insufficient");
    let balance = |id: &str, description: &str, claims: Value| {
        call(
            id,
            description,
            "balance",
            json!({}),
            &but(&plainly_approved(), claims),
        )
    };
    vec![
        transfer("approved", "What was approved.", 50000, limited(json!({})))
            .accept_as(json!({ "details": ["tool_call"] })),
        transfer("less", "Less.", 49999, limited(json!({}))).accept(),
        denied(transfer("more", "More.", 50001, limited(json!({})))),
        denied(transfer(
            "other-tool",
            "Another tool was approved.",
            1,
            limited(json!({ "tool": "book_flight" })),
        )),
        transfer(
            "stamped",
            "What ZeroID writes beside the limits restricts nothing.",
            1,
            limited(json!({ "approval_id": "a-1", "approver_auth": { "acr": "mfa" } })),
        )
        .accept(),
        transfer(
            "not-understood",
            "A limit that is not registered.",
            1,
            limited(json!({ "until": "noon" })),
        )
        .deny("details_malformed"),
        denied(transfer(
            "other-type",
            "A limit of another type.",
            1,
            limited(json!({ "type": "flight" })),
        )),
        denied(transfer(
            "none",
            "A token that was not limited has no such detail.",
            1,
            json!({}),
        )),
        denied(balance(
            "unrequired",
            "The scope is for what was approved, and nothing says that this tool is part of it.",
            limited(json!({})),
        )),
        denied(balance(
            "unrequired-other-type",
            "Nor with limits that nobody registered.",
            limited(json!({ "type": "flight" })),
        )),
        balance("not-limited", "A token that is not limited.", json!({})).accept(),
        balance(
            "ignored",
            "Limits that the operator leaves to the host.",
            limited(json!({})),
        )
        .with(
            "config",
            config(json!({ "ignoreAuthorizationDetails": true })),
        )
        .accept_as(json!({ "details": [] })),
        balance(
            "refused",
            "By default such tokens are refused.",
            limited(json!({})),
        )
        .with("config", config(json!({})))
        .deny("claim_invalid"),
        denied(call(
            "injected",
            "Limits grant nothing where anybody may have written them.",
            "transfer",
            json!({ "amount": 1, "currency": "EUR" }),
            &but(&signed_in(), limited(json!({}))),
        )),
    ]
}

fn lineage() -> Vec<Case> {
    let approved = |token: &AccessToken, claims: Value| {
        let token = but(
            token,
            json!({ "grant_type": CIBA, "token_exchange": "ciba" }),
        );
        but(&token, claims)
    };
    let parent = but(
        &researcher(),
        json!({ "jti": "p-1", "delegation_depth": 1, "client_id": "planner-1", "act": actor("planner-1", Value::Null) }),
    );
    let chain = |id: &str, description: &str, limits: Value, child: AccessToken| {
        let tokens = [approved(&parent, limits).mint(), child.mint()];
        let source = format!("{SPEC}, section 4.7");
        at(
            Case::new("chain", &format!("limit-{id}"), &source, description),
            NOW,
        )
        .with("config", enforced())
        .lineage(&tokens)
    };
    let unlimited = json!({ "authorization_details": [] });
    vec![
        chain(
            "kept",
            "Lower limits.",
            limited(json!({})),
            approved(&researcher(), limited(json!({ "amount": 5 }))),
        )
        .accept(),
        chain(
            "raised",
            "Higher limits.",
            limited(json!({})),
            approved(&researcher(), limited(json!({ "amount": 50001 }))),
        )
        .deny_at(2, "authority_widened"),
        chain(
            "emptied",
            "No limits any more.",
            limited(json!({})),
            approved(&researcher(), unlimited.clone()),
        )
        .deny_at(2, "authority_widened"),
        chain(
            "dropped",
            "ZeroID leaves them out when it exchanges a token.",
            limited(json!({})),
            researcher(),
        )
        .deny_at(2, "authority_widened"),
        chain(
            "never",
            "A parent that was not limited.",
            unlimited,
            researcher(),
        )
        .accept(),
    ]
}
