//! What was prepared is what was written, and nothing else can be read.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use cedar_policy::PolicySet;
use proptest::prelude::*;

use super::super::engine::Policy;
use super::{Reader, write};

const EVERYTHING: &str = r#"
    @id("a") @reason("é \u{1F600}") permit (principal == Agent::"x \" y", action in [Action::"a", Action::"b/é"], resource is N::S in T::"1");
    permit (principal is Agent, action == Action::"a", resource in T::"1");
    permit (principal in T::"2", action, resource == T::"3") when {
        if context.a.b has c then -context.n + 1 * 2 - 9223372036854775807 <= 3 else !(context["x y"] like "a*\*b") || [1, "t", {k: principal}].contains(2)
    } unless {
        context has d.e.f && decimal("1.5").lessThan(decimal("2.0")) && principal is Agent && principal.hasTag("t") && principal.getTag("t") == "u"
        && context.s.containsAll([true]) && context.s.containsAny([false]) && context.s.isEmpty() && action in Action::"a" && 1 < 2 && resource != principal
    };
"#;

fn policies(text: &str) -> Vec<Arc<Policy>> {
    let set: PolicySet = text.parse().unwrap();
    let ast = |policy: &cedar_policy::Policy| {
        let policy: &cedar_policy_core::ast::Policy = policy.as_ref();
        Arc::new(Policy::new(policy.clone()))
    };
    set.policies().map(ast).collect()
}

fn prepared() -> (Vec<Arc<Policy>>, Vec<u8>) {
    let permits = policies(EVERYTHING);
    let bytes = write(&[7; 32], permits.iter(), [].iter()).unwrap();
    (permits, bytes)
}

#[test]
fn what_was_written_is_read() {
    let (permits, bytes) = prepared();
    let (ground, reader) = Reader::open(&bytes).unwrap();
    assert_eq!(ground, [7; 32]);
    let read = reader.policies().unwrap();
    assert_eq!((read.permits.len(), read.forbids.len()), (permits.len(), 0));
    for (read, written) in read.permits.iter().zip(&permits) {
        assert_eq!(read.id(), written.id());
        assert_eq!(read.condition(), written.condition());
        assert!(read.ast().annotations().eq(written.ast().annotations()));
    }
}

#[test]
fn what_is_too_deep_is_not_prepared() {
    let deep = format!(
        "permit (principal, action, resource) when {{ {} true }};",
        "context.a == 1 && ".repeat(300)
    );
    assert!(write(&[0; 32], policies(&deep).iter(), [].iter()).is_none());
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn what_was_changed_does_no_harm(at in 36..2000_usize, octet: u8, end in 0..2000_usize) {
        let (_, mut bytes) = prepared();
        bytes.truncate(end.max(36));
        if let Some(changed) = bytes.get_mut(at) {
            *changed = octet;
        }
        if let Some((_, reader)) = Reader::open(&bytes) {
            let _ = reader.policies();
        }
    }
}
