//! Which policies came near to permitting a call, and why they did not. For logs: the client is not told.

use super::*;

const SOURCE: &str =
    "A denial says which permits came nearest, and the first condition that does not hold";

pub(super) fn cases() -> Vec<Case> {
    let one = |policy: &str, unmet: u32, part: &str, condition: &str, outcome: &str| json!({ "policy": policy, "unmet": unmet, "part": part, "condition": condition, "outcome": outcome });
    let case = |id: &str, description: &str, policies: &str, near: Value| {
        call(
            &format!("near-{id}"),
            SOURCE,
            description,
            json!({ "policies": policies }),
            &clerk(),
        )
        .deny_with(
            "policy_denied",
            json!({ "near": near, "policies": [], "advice": [] }),
        )
    };
    let who = r#"principal == Agent::"https://as.example clark""#;
    let by_clark = format!(r#"@id("clark") permit ({who}, action, resource);"#);
    let there = r#"resource == Server::"https://other.example""#;
    let long = "x".repeat(300);
    let many: Vec<String> = (0..9)
        .map(|n| format!(r#"@id("p{n}") permit (principal, action, resource) when {{ context.input.amount == {n}00 }};"#))
        .collect();
    let counted = |parts: &[&str]| when(&parts.join(" && "));
    let (small, bob, deep) = (
        "context.input.amount < 5",
        r#"context.input.to == "carol""#,
        "context.delegation.depth > 1",
    );
    let unmet =
        |unmet: u32, condition: &str| json!([one("p", unmet, "condition", condition, "false")]);
    let rate = r#"context.input.rate.lessThan(decimal("2.0"))"#;
    vec![
        case("nothing", "There is no permit.", "", json!([])),
        case(
            "principal",
            "A name that was mistyped.",
            &by_clark,
            json!([one("clark", 1, "principal", who, "false")]),
        ),
        case(
            "resource",
            "Another server.",
            &format!(r#"@id("there") permit (principal, action, {there});"#),
            json!([one("there", 1, "resource", there, "false")]),
        ),
        case("condition", "A condition.", &when(small), unmet(1, small)),
        case(
            "condition-of-several",
            "The first of several that does not hold.",
            &counted(&["true", small, bob]),
            unmet(2, small),
        ),
        case(
            "condition-last",
            "The last one.",
            &counted(&["context.input.amount > 1", bob]),
            unmet(1, bob),
        ),
        case(
            "condition-three",
            "All of them.",
            &counted(&[small, bob, deep]),
            unmet(3, small),
        ),
        case(
            "two-whens",
            "Of a second `when`.",
            &format!(
                r#"@id("p") permit (principal, action, resource) when {{ context.input.amount > 1 }} when {{ {bob} }};"#
            ),
            unmet(1, bob),
        ),
        case(
            "unless",
            "What `unless` denies.",
            r#"@id("p") permit (principal, action, resource) unless { context.input.amount > 1 };"#,
            unmet(1, "!(context.input.amount > 1)"),
        ),
        case(
            "or",
            "An alternative is one condition.",
            &when(&format!("{small} || {bob}")),
            unmet(1, &format!("{small} || {bob}")),
        ),
        case(
            "absent-argument",
            "What is asked of an argument that is not there can't be evaluated on its own.",
            &when(&format!("context.input has rate && {rate}")),
            json!([one("p", 2, "condition", "context.input has rate", "false")]),
        ),
        case(
            "nearest-first",
            "The fewest unmet conditions first.",
            &format!("{} {by_clark}", counted(&[small, bob])),
            json!([
                one("clark", 1, "principal", who, "false"),
                one("p", 2, "condition", small, "false")
            ]),
        ),
        case(
            "three-at-most",
            "Three are named.",
            &many.join(" "),
            json!(
                (0..3)
                    .map(|n| one(
                        &format!("p{n}"),
                        1,
                        "condition",
                        &format!("context.input.amount == {n}00"),
                        "false"
                    ))
                    .collect::<Vec<_>>()
            ),
        ),
        case(
            "cut",
            "What is written is cut after 200 characters.",
            &when(&format!(r#"context.input.to == "{long}""#)),
            unmet(1, &format!("context.input.to == \"{}", "x".repeat(179))),
        ),
        case(
            "other-tool",
            "A permit for another tool is not near.",
            "",
            json!([]),
        )
        .with(
            "config",
            desk(
                json!({ "policies": r#"permit (principal, action == Action::"ping", resource);"# }),
            ),
        ),
        case(
            "forbid-is-not-near",
            "Nor is a forbid that does not apply.",
            &format!(r#"forbid (principal, action, resource) when {{ {small} }};"#),
            json!([]),
        ),
        case(
            "principal-and-condition",
            "The principal comes before conditions.",
            &format!(r#"@id("p") permit ({who}, action, resource) when {{ {small} }};"#),
            json!([one("p", 2, "principal", who, "false")]),
        ),
        case(
            "type",
            "A type.",
            r#"@id("u") permit (principal is User, action, resource);"#,
            json!([one("u", 1, "principal", "principal is User", "false")]),
        ),
        case(
            "lines",
            "As it is written, over lines.",
            "@id(\"p\") permit (principal, action, resource) when {\n  context.input.amount\n    < 5 };",
            unmet(1, "context.input.amount\n    < 5"),
        ),
        rehearse(
            "near-in-a-rehearsal",
            SOURCE,
            "A rehearsal says it, too.",
            json!({ "policies": by_clark }),
        )
        .deny_with(
            "policy_denied",
            json!({ "near": [one("clark", 1, "principal", who, "false")] }),
        ),
        call(
            "near-not-by-a-forbid",
            SOURCE,
            "Where a policy forbids, nothing was near.",
            json!({ "policies": format!("{by_clark} forbid (principal, action, resource);") }),
            &clerk(),
        )
        .deny_with("policy_forbidden", json!({ "near": [] })),
        call(
            "near-not-by-a-scope",
            SOURCE,
            "Nor where a scope is missing.",
            json!({}),
            &clerk().scope("other"),
        )
        .with("config", desk(json!({ "policies": by_clark })))
        .with(
            "request",
            json!({ "tool": "read", "input": { "path": "/" } }),
        )
        .deny_with("scope_insufficient", json!({ "near": [] })),
    ]
}
