//! Policies in the style of the vendor's documentation, unchanged.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let source = "Amazon Bedrock AgentCore, Policy: examples";
    let action = |name: &str| format!(r#"action == AgentCore::Action::"{name}""#);
    let amount = format!(
        r#"permit ({USER}, {}, {GATEWAY}) when {{ principal.hasTag("username") && principal.getTag("username") == "refund-agent" && context.input.amount < 500 }};"#,
        action("RefundTool___process_refund")
    );
    let scope = format!(
        r#"permit ({USER}, {}, {GATEWAY}) when {{ principal.hasTag("scope") && principal.getTag("scope") like "*refund:write*" }};"#,
        action("RefundTool___process_refund")
    );
    let target =
        format!(r#"permit ({USER}, action in AgentCore::Action::"RefundTool", {GATEWAY});"#);
    let any = format!(r#"permit ({USER}, action in AgentCore::Action::"CallTool", {GATEWAY});"#);
    let hours = format!(
        r#"permit ({USER}, {}, {GATEWAY}) when {{ duration("8h") <= context.system.now.toTime() && context.system.now.toTime() <= duration("17h") }};"#,
        action("RefundTool___list")
    );
    let cheap = format!(
        r#"permit ({USER}, {}, {GATEWAY}) when {{ context.input.price.lessThan(decimal("99.95")) }};"#,
        action("PriceTool___quote")
    );
    let shutdown = format!(r#"{any} forbid (principal, action, {GATEWAY});"#);
    let agent = good().claim("username", r#""refund-agent""#);
    let scoped = good().scope("orders:read refund:write");
    let table: [Row<'_>; 20] = [
        (
            "amount-below",
            "By user and amount: below.",
            &amount,
            &agent,
            refund(499),
            None,
        ),
        (
            "amount-at",
            "At the bound.",
            &amount,
            &agent,
            refund(500),
            Some("policy_denied"),
        ),
        (
            "amount-other-user",
            "Another user.",
            &amount,
            &good().claim("username", r#""alice""#),
            refund(1),
            Some("policy_denied"),
        ),
        (
            "amount-no-user",
            "A token without the claim.",
            &amount,
            &good(),
            refund(1),
            Some("policy_denied"),
        ),
        (
            "amount-other-tool",
            "Another tool.",
            &amount,
            &agent,
            listing(),
            Some("policy_denied"),
        ),
        (
            "scope",
            "By scope, which is one text.",
            &scope,
            &scoped,
            refund(1),
            None,
        ),
        (
            "scope-other",
            "Without it.",
            &scope,
            &good().scope("orders:read"),
            refund(1),
            Some("policy_denied"),
        ),
        (
            "scope-substring",
            "A part of the text is enough, there as here: a scope that merely contains it.",
            &scope,
            &good().scope("norefund:writeall"),
            refund(1),
            None,
        ),
        (
            "scope-absent",
            "No scope at all.",
            &scope,
            &good().without("scope"),
            refund(1),
            Some("policy_denied"),
        ),
        (
            "target",
            "By the group of the target.",
            &target,
            &good(),
            listing(),
            None,
        ),
        (
            "target-other",
            "A tool of another target.",
            &target,
            &good(),
            price(1.0),
            Some("policy_denied"),
        ),
        ("call-tool", "Every tool.", &any, &good(), price(1.0), None),
        (
            "mcp",
            "`Mcp` is above it.",
            &any.replace("CallTool", "Mcp"),
            &good(),
            refund(1),
            None,
        ),
        (
            "time",
            "By the time of day.",
            &hours,
            &good(),
            listing(),
            None,
        ),
        (
            "time-after",
            "Later that day.",
            &hours.replace("17h", "8h"),
            &good(),
            listing(),
            Some("policy_denied"),
        ),
        (
            "time-other-tool",
            "Another tool at that time.",
            &hours,
            &good(),
            refund(1),
            Some("policy_denied"),
        ),
        (
            "decimal-below",
            "By a decimal: below.",
            &cheap,
            &good(),
            price(99.9499),
            None,
        ),
        (
            "decimal-at",
            "At the bound.",
            &cheap,
            &good(),
            price(99.95),
            Some("policy_denied"),
        ),
        (
            "shutdown",
            "A forbid of everything.",
            &shutdown,
            &good(),
            listing(),
            Some("policy_forbidden"),
        ),
        (
            "other-gateway",
            "A policy for another gateway.",
            r#"permit (principal, action, resource == AgentCore::Gateway::"arn:aws:other");"#,
            &good(),
            listing(),
            Some("policy_denied"),
        ),
    ];
    table
        .into_iter()
        .map(|(id, description, policies, token, request, code)| {
            let case = asked(id, source, description, policies, token, request);
            match code {
                Some(code) => case.deny(code),
                None => case.accept(),
            }
        })
        .collect()
}

/// Id, description, policies, token, request, and the code of a denial.
type Row<'a> = (
    &'static str,
    &'static str,
    &'a str,
    &'a AccessToken,
    Value,
    Option<&'static str>,
);
