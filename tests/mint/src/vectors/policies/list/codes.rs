//! What a list says of the denial: a code that is certain, or none.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let pay = |id: &str, description: &str, policies: &str, said: (&str, Option<&str>)| {
        let policies = policies.replace("PAY", r#"(principal, action == Action::"pay", resource)"#);
        list(
            &format!("code-{id}"),
            description,
            json!({ "policies": format!("{ALL} {policies}") }),
            &clerk(),
        )
        .accept_as(tools([said, ("always", None), ("always", None)]))
    };
    let never = |code| ("never", Some(code));
    let (uncertain, depends) = (("never", None), ("depends", None));
    let required = ("depends", Some("approval_required"));
    let details = json!({
        "authorizationDetails": { "types": { "payment": {} } },
        "requiredDetails": { "pay": [{ "type": "payment", "identifier": { "$argument": "to" } }] },
        "policies": format!(r#"{ALL} forbid (principal, action == Action::"pay", resource);"#),
    });
    vec![
        pay("approval", "Whatever the arguments are, somebody has to approve.", r#"@requires("approval") forbid PAY unless { context has approval };"#, required),
        pay("approval-of-somebody", "Somebody in particular.", r#"@requires("approval") forbid PAY unless { context has approval && context.approval.approver != context.delegation.principal };"#, required),
        pay("approval-large", "Only of large amounts: small ones need no approval.", r#"@requires("approval") forbid PAY when { context.input.amount > 100 } unless { context has approval };"#, depends),
        pay("approval-or-forbidden", "Large amounts are forbidden, whoever approves.", r#"@requires("approval") forbid PAY unless { context has approval }; forbid PAY when { context.input.amount > 100 };"#, depends),
        pay("approval-small", "It is of use for small amounts alone.", r#"@requires("approval") forbid PAY unless { context has approval && context.input.amount < 100 };"#, depends),
        pay("approval-overflow", "The forbid may not be evaluated.", r#"@requires("approval") forbid PAY when { context.input.amount + 1 > 0 || true } unless { context has approval };"#, depends),
        pay("approval-unsaid", "A forbid that does not say that an approval lifts it.", "forbid PAY unless { context has approval };", depends),
        pay("approval-in-vain", "Nobody is asked in vain.", r#"@requires("approval") forbid PAY unless { context has approval }; forbid PAY;"#, never("policy_forbidden")),
        pay("approval-forbidden", "Who is approved is forbidden, so no one code is that of all.", r#"@requires("approval") forbid PAY unless { context has approval }; forbid PAY when { context has approval };"#, uncertain),
        pay("forbid-and-argument", "Certainly forbidden, by one policy or by two.", "forbid PAY; forbid PAY when { context.input.amount > 100 };", never("policy_forbidden")),
        pay("forbid-and-overflow", "Forbidden, or a policy can't be evaluated.", "forbid PAY; forbid PAY when { context.input.amount + 1 > 100 };", uncertain),
        pay("forbid-either", "Two forbids, one of which applies to any argument.", "forbid PAY when { context.input.amount > 100 }; forbid PAY when { context.input.amount <= 100 };", depends),
        list("code-denied-or-forbidden", "No permit, and a forbid of some arguments.", json!({ "policies": r#"forbid (principal, action == Action::"pay", resource) when { context.input.amount > 100 };"# }), &clerk()).accept_as(tools([uncertain, never("policy_denied"), never("policy_denied")])),
        list("code-approval-of-a-permit", "A permit that an approval would make.", json!({ "policies": r#"@requires("approval") permit (principal, action, resource) when { context has approval };"# }), &clerk()).accept_as(tools([required; 3])),
        list("code-approval-of-a-permit-argument", "For some arguments.", json!({ "policies": r#"@requires("approval") permit (principal, action == Action::"pay", resource) when { context has approval && context.input.amount < 100 };"# }), &clerk()).accept_as(tools([depends, never("policy_denied"), never("policy_denied")])),
        list("code-details", "What is required of the details comes before policies, and is of the arguments.", details, &clerk()).accept_as(tools([uncertain, ("always", None), ("always", None)])),
    ]
}
