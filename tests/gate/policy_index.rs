//! A gate sorts its policies by tool and by effect, and evaluates only those that can apply. Its verdict must be the one that
//! plain Cedar gives for all of them together, with one rule on top: an error denies.

mod call;
mod generated;

use crate::support::{built, document};
use call::{Call, call, input};
use generated::{forbid, permit, policies, policies_and_approvable};
use narrowgate::{Denial, DeterminingPolicy, Gate, Permissible};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const TOOLS: [&str; 3] = ["read", "write", "files.read/é"];

fn gate(policies: &str) -> Gate {
    gate_of(policies.into())
}

fn gate_of(policies: Value) -> Gate {
    let tool = |name| {
        json!({ "name": name, "inputSchema": { "type": "object", "required": ["n", "tags"], "properties": {
        "n": { "type": "integer" }, "tags": { "type": "array", "items": { "type": "string" } }, "note": { "type": "string" },
    } } })
    };
    let mut document = document();
    document["tools"] = TOOLS.iter().map(tool).collect();
    document["requiredScopes"] = TOOLS
        .iter()
        .map(|name| (name.to_string(), json!([])))
        .collect();
    document["schema"] = SCHEMA.into();
    document["entities"] = folders().into();
    document["authorizationDetails"] = json!({ "types": { "files": {} } });
    document["policies"] = policies;
    built(&document)
}

const SCHEMA: &str = "
    entity Folder in [Folder] { level: Long, above?: Folder };
    type Place = { folder: Folder };
    type Session = { place: Place };
";

fn folder(id: &str) -> Value {
    json!({ "__entity": { "type": "Folder", "id": id } })
}

/// Of a third one, `lost`, nobody says anything.
fn folders() -> Vec<Value> {
    let uid = |id: &str| json!({ "type": "Folder", "id": id });
    vec![
        json!({ "uid": uid("root"), "attrs": { "level": 9 }, "parents": [] }),
        json!({ "uid": uid("a"), "attrs": { "level": 3, "above": folder("root") }, "parents": [uid("root")] }),
    ]
}

fn comparable(
    verdict: Result<Vec<String>, Denial>,
) -> Result<Vec<String>, (&'static str, Vec<String>)> {
    verdict.map_err(|denial| (denial.code().as_str(), ids(denial.policies())))
}

fn ids(policies: &[DeterminingPolicy]) -> Vec<String> {
    policies
        .iter()
        .map(|policy| policy.id().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(mint::cases(400))]

    #[test]
    fn the_index_changes_no_verdict(policies in policies(), calls in vec(call(), 1..6)) {
        let gate = gate(&policies);
        for call in calls {
            prop_assert_eq!(comparable(call.decide(&gate)), call.plainly(&policies), "{:?}\n{}", call, policies);
        }
    }

    /// A tool that is never permissible is denied whatever its arguments are, and one that always is, is never denied. A code is that
    /// of every denial.
    #[test]
    fn a_list_agrees_with_every_call(policies in policies_and_approvable(), calls in vec(call(), 1..8), inputs in vec(input(), 1..8)) {
        let gate = gate(&policies);
        for call in calls {
            for input in &inputs {
                let call = Call { input: input.clone(), ..call.clone() };
                let verdict = comparable(call.decide(&gate));
                let denied = verdict.as_ref().err().map(|(code, _)| *code);
                for (permissible, code) in call.lists(&gate) {
                    match (permissible, code) {
                        (Permissible::Never, None) => prop_assert!(verdict.is_err(), "{:?}\n{}", call, policies),
                        (Permissible::Never, Some(_)) | (Permissible::Depends, Some("approval_required")) => {
                            prop_assert_eq!(denied, code, "{:?}\n{}", call, policies);
                        }
                        (Permissible::Always, None) => prop_assert!(verdict.is_ok(), "{:?} {:?}\n{}", verdict, call, policies),
                        (Permissible::Depends, None) => {}
                        (Permissible::Depends | Permissible::Always, Some(_)) => prop_assert!(false, "{:?} {:?}\n{}", code, call, policies),
                    }
                }
            }
        }
    }

    /// Prepared policies decide as those that they were made of.
    #[test]
    fn preparing_changes_no_verdict(policies in policies(), calls in vec(call(), 1..6)) {
        let before = gate(&policies);
        let prepared = serde_json::to_value(before.prepare_policies().unwrap()).unwrap();
        let after = gate_of(json!([{ "prepared": prepared }]));
        for call in calls {
            prop_assert_eq!(comparable(call.decide(&before)), comparable(call.decide(&after)));
            prop_assert_eq!(call.lists(&before), call.lists(&after));
        }
    }

    /// Monotone: one forbid more, and what was denied stays denied.
    #[test]
    fn a_forbid_never_allows(policies in policies(), forbid in forbid(), calls in vec(call(), 1..6)) {
        let (before, after) = (gate(&policies), gate(&format!("{policies}{forbid}")));
        for call in calls {
            if call.decide(&before).is_err() {
                prop_assert!(call.decide(&after).is_err(), "{call:?}\n{policies}{forbid}");
            }
        }
    }

    /// A permit more changes nothing where a forbid applies.
    #[test]
    fn a_permit_never_lifts_a_forbid(policies in policies(), permit in permit(), call in call()) {
        let (before, after) = (gate(&policies), gate(&format!("{policies}{permit}")));
        if let Err(("policy_forbidden", _)) = comparable(call.decide(&before)) {
            prop_assert!(call.decide(&after).is_err());
        }
    }

    /// Who acted before may refuse a call, and never allow it: what is denied without history stays denied with any.
    #[test]
    fn history_never_allows(policies in policies(), mut call in call(), ghosts in vec(select(vec!["a", "b"]), 1..4)) {
        // A permit may ask how deep a chain is; that is not who was in it
        let policies = policies.replace("context.delegation.depth < 2", "context.input.n > 1");
        if call.actors.is_empty() {
            call.actors.push((mint::ISSUER, "a"));
        }
        call.actors.truncate(1);
        let mut longer = call.clone();
        longer.actors.extend(ghosts.into_iter().map(|ghost| (mint::ISSUER, ghost)));
        let gate = gate(&policies);
        if call.decide(&gate).is_err() {
            prop_assert!(longer.decide(&gate).is_err(), "{longer:?}\n{policies}");
        }
    }
}

#[test]
fn an_overflow_is_seen_by_both() {
    let call = Call {
        tool: "read",
        actors: Vec::new(),
        scopes: Vec::new(),
        input: json!({ "n": 1, "tags": [] }),
        now: mint::NOW,
        folder: "a",
        actions: Vec::new(),
    };
    let policies = "permit (principal, action, resource); forbid (principal, action, resource) when { context.input.n + 9223372036854775807 > 0 };";
    let expected = Err(("policy_error", vec!["policy1".to_owned()]));
    assert_eq!(call.plainly(policies), expected);
    assert_eq!(comparable(call.decide(&gate(policies))), expected);
}
