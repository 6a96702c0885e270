//! What authors write beside policies: obligations, reasons, anything.

use super::*;

const SOURCE: &str =
    "Annotations: `@obligation` is what the host has to do, `@reason` what a person may be told";

pub(super) fn cases() -> Vec<Case> {
    let permit = |annotations: &str| format!("{annotations} permit (principal, action, resource);");
    let granted = |id: &str, description: &str, policies: &str, grant: Value| {
        call(
            &format!("said-{id}"),
            SOURCE,
            description,
            json!({ "policies": policies }),
            &clerk(),
        )
        .accept_as(grant)
    };
    let denied = |id: &str, description: &str, policies: &str, code: &str, denial: Value| {
        call(
            &format!("said-{id}"),
            SOURCE,
            description,
            json!({ "policies": policies }),
            &clerk(),
        )
        .deny_with(code, denial)
    };
    let two = format!(
        "{} {}",
        permit(r#"@id("b") @obligation("log") @reason("why not")"#),
        permit(r#"@id("a") @obligation("redact") @reason("why not")"#)
    );
    let unmet = r#"@id("x") @obligation("never") permit (principal, action, resource) when { context.input.amount > 5 };"#;
    let overflow = "context.input.amount + 9223372036854775807 > 0";
    vec![
        granted(
            "nothing",
            "Nothing is written beside it.",
            ALL,
            json!({ "policies": ["all"], "annotations": {}, "obligations": [], "advice": [] }),
        ),
        granted(
            "obligation",
            "An obligation.",
            &permit(r#"@id("a") @obligation("log")"#),
            json!({ "obligations": ["log"], "advice": [], "annotations": { "a": { "obligation": "log" } } }),
        ),
        granted(
            "reason",
            "A reason.",
            &permit(r#"@id("a") @reason("clerks may")"#),
            json!({ "obligations": [], "advice": ["clerks may"] }),
        ),
        granted(
            "both-of-two",
            "Of two policies that permit: sorted, and each text once.",
            &two,
            json!({ "policies": ["a", "b"], "obligations": ["log", "redact"], "advice": ["why not"] }),
        ),
        granted(
            "anything",
            "Any other annotation is there, too.",
            &permit(r#"@id("a") @owner("ops") @severity("3")"#),
            json!({ "annotations": { "a": { "owner": "ops", "severity": "3" } }, "obligations": [] }),
        ),
        granted(
            "unnamed",
            "Of a policy without a name.",
            &permit(r#"@obligation("log")"#),
            json!({ "policies": ["policy0"], "annotations": { "policy0": { "obligation": "log" } } }),
        ),
        granted(
            "without-a-value",
            "An annotation without a value is the empty text.",
            &permit(r#"@id("a") @beta"#),
            json!({ "annotations": { "a": { "beta": "" } } }),
        ),
        granted(
            "of-one-that-does-not-permit",
            "Those of a permit that does not apply oblige nobody.",
            &format!("{ALL} {unmet}"),
            json!({ "policies": ["all"], "obligations": [], "annotations": {} }),
        ),
        granted(
            "of-a-forbid-that-does-not-apply",
            "Nor do those of a forbid.",
            &format!(
                r#"{ALL} @id("f") @obligation("never") forbid (principal, action, resource) when {{ context.input.amount > 5 }};"#
            ),
            json!({ "obligations": [] }),
        ),
        denied(
            "by-a-forbid",
            "Why a forbid applies.",
            &format!(
                r#"{ALL} @id("f") @reason("not today") @obligation("log") forbid (principal, action, resource);"#
            ),
            "policy_forbidden",
            json!({ "policies": ["f"], "advice": ["not today"], "near": [] }),
        ),
        denied(
            "by-two-forbids",
            "By two: both are named.",
            &format!(
                r#"{ALL} @id("g") @reason("b") forbid (principal, action, resource); @id("f") @reason("a") forbid (principal, action, resource);"#
            ),
            "policy_forbidden",
            json!({ "policies": ["f", "g"], "advice": ["a", "b"] }),
        ),
        denied(
            "by-an-error",
            "By one that can't be evaluated.",
            &format!(
                r#"@id("e") @reason("sums") permit (principal, action, resource) when {{ {overflow} }};"#
            ),
            "policy_error",
            json!({ "policies": ["e"], "advice": ["sums"], "near": [] }),
        ),
        rehearse(
            "said-in-a-rehearsal",
            SOURCE,
            "A rehearsal has them, too.",
            json!({ "policies": permit(r#"@id("a") @reason("r")"#) }),
        )
        .accept_as(json!({ "policies": ["a"], "annotations": { "a": { "reason": "r" } } })),
    ]
}
