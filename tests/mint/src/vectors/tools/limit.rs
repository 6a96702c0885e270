//! How deep types and arguments nest.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let nested = |levels: usize| {
        (0..levels).fold(
            json!({ "type": "string" }),
            |inner, _| json!({ "type": "object", "properties": { "a": inner } }),
        )
    };
    let any = of_v("{}");
    let deep = |levels: usize| format!("{{\"v\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
    let members = |levels: usize| {
        format!(
            "{{\"v\":{}1{}}}",
            "{\"a\":".repeat(levels),
            "}".repeat(levels)
        )
    };
    let within = |levels: usize| format!("{}\"x\"{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let input = call(
        "any-deep",
        "Anything, as deep as arguments may be.",
        any.clone(),
        r#"context.input.v like "[[*""#,
        &deep(31),
    );
    vec![
        input.accept(),
        call(
            "any-deeper",
            "One level more.",
            any.clone(),
            "true",
            &deep(32),
        )
        .deny("input_too_large"),
        call(
            "any-deep-1000",
            "A thousand lists in each other.",
            any.clone(),
            "true",
            &deep(1000),
        )
        .deny("input_too_large"),
        call(
            "any-deep-members-1000",
            "A thousand objects in each other.",
            any.clone(),
            "true",
            &members(1000),
        )
        .deny("input_too_large"),
        call(
            "any-deep-10000",
            "Ten thousand.",
            any,
            "true",
            &deep(10_000),
        )
        .deny("input_too_large"),
        call(
            "types-deep",
            "Sixteen types in each other.",
            nested(16),
            r#"context.input has a"#,
            &within(16),
        )
        .accept(),
        refused("types-deeper", "Seventeen.", nested(17)),
        refused("types-deep-25", "Twenty-five.", nested(25)),
    ]
}
