//! A gate sorts its policies by tool and by effect, and evaluates only those that can apply. Its verdict must be the one that
//! plain Cedar gives for all of them together, with one rule on top: an error denies.

mod generated;

use crate::support::{built, document};
use cedar_policy::{
    AuthorizationError, Authorizer, Context, Effect, Entities, EntityUid, PolicySet,
};
use generated::{forbid, permit, policies, policies_and_approvable};
use narrowgate::{Code, Denial, DeterminingPolicy, Facts, Gate, Permissible, Request, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
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
    document["policies"] = policies;
    built(&document)
}

#[derive(Clone, Debug)]
struct Call {
    tool: &'static str,
    actors: Vec<(&'static str, &'static str)>,
    scopes: Vec<&'static str>,
    input: Value,
    now: u64,
}

fn input() -> impl Strategy<Value = Value> {
    (
        select(vec![-3_i64, 0, 1, 2, 3]),
        select(vec![vec![], vec!["x"], vec!["y", "x", "x"]]),
        select(vec![None, Some("x"), Some("y")]),
    )
        .prop_map(|(n, tags, note)| {
            let mut input = json!({ "n": n, "tags": tags });
            if let Some(note) = note {
                input["note"] = note.into();
            }
            input
        })
}

fn call() -> impl Strategy<Value = Call> {
    let actor = (
        select(vec!["https://as.example", "https://other.example"]),
        select(vec!["a", "b"]),
    );
    (
        select(TOOLS.to_vec()),
        vec(actor, 0..3),
        subsequence(vec!["s", "t"], 0..3),
        input(),
        select(vec![mint::NOW, mint::NOW + 400]),
    )
        .prop_map(|(tool, actors, scopes, input, now)| Call {
            tool,
            actors,
            scopes,
            input,
            now,
        })
}

impl Call {
    fn decide(&self, gate: &Gate) -> Result<Vec<String>, Denial> {
        gate.simulate(
            &self.facts(),
            &Request::tool(self.tool, &self.input.to_string()),
            UnixTime::from_secs(self.now),
        )
        .map(|policies| ids(&policies))
    }

    fn list(&self, gate: &Gate) -> (Permissible, Option<&'static str>) {
        let listed = gate.simulate_list(&self.facts(), None, UnixTime::from_secs(self.now));
        let listed = listed.unwrap();
        let own = listed.iter().find(|tool| tool.name() == self.tool);
        let own = own.unwrap();
        (own.permissible(), own.code().map(Code::as_str))
    }

    fn facts(&self) -> Facts {
        let mut parties = self
            .actors
            .iter()
            .map(|(issuer, subject)| json!({ "issuer": issuer, "subject": subject }));
        let mut facts = json!({ "principal": { "issuer": mint::ISSUER, "subject": "alice" }, "scopes": self.scopes });
        if let Some(actor) = parties.next() {
            facts["actor"] = actor;
            facts["priorActors"] = parties.collect();
        }
        Facts::from_json(&facts.to_string()).unwrap()
    }

    /// The same through Cedar's own front door. A forbid counts that applies with the history or without it.
    fn plainly(&self, policies: &str) -> Result<Vec<String>, (&'static str, Vec<String>)> {
        let set: PolicySet = policies.parse().unwrap();
        let is_forbid = |id: &String| {
            let id = cedar_policy::PolicyId::new(id);
            set.policy(&id).unwrap().effect() == Effect::Forbid
        };
        match self.once(policies, true) {
            Err((code, ids)) if !ids.is_empty() && ids.iter().all(is_forbid) => Err((code, ids)),
            _ => self.once(policies, false),
        }
    }

    /// JSON, one policy set, no index.
    fn once(
        &self,
        policies: &str,
        history: bool,
    ) -> Result<Vec<String>, (&'static str, Vec<String>)> {
        let reference = |kind: &str, issuer: &str, subject: &str| json!({ "type": kind, "id": format!("{issuer} {subject}") });
        let user = reference("User", mint::ISSUER, "alice");
        let mut actors = self
            .actors
            .iter()
            .map(|(issuer, subject)| (reference("Agent", issuer, subject), *issuer, *subject));
        let current = actors.next();
        let party = |uid: &Value, issuer: &str, subject: &str| json!({ "uid": uid, "attrs": { "issuer": issuer, "subject": subject }, "parents": [] });
        let mut entities = vec![
            party(&user, mint::ISSUER, "alice"),
            json!({ "uid": { "type": "Server", "id": mint::AUDIENCE }, "attrs": {}, "parents": [] }),
        ];
        entities.extend(
            current
                .iter()
                .map(|(uid, issuer, subject)| party(uid, issuer, subject)),
        );
        entities.extend(TOOLS.map(|name| json!({ "uid": { "type": "Action", "id": name }, "attrs": {}, "parents": [{ "type": "Action", "id": "call_tool" }] })));
        let prior: Vec<Value> = actors
            .filter(|_| history)
            .map(|(uid, _, _)| json!({ "__entity": uid }))
            .collect();
        let now = if self.now == mint::NOW {
            "2025-10-09T08:53:20Z"
        } else {
            "2025-10-09T09:00:00Z"
        };
        let context = json!({
            "delegation": { "depth": self.actors.len(), "principal": { "__entity": user }, "prior_actors": prior },
            "input": self.input,
            "now": { "__extn": { "fn": "datetime", "arg": now } },
            "token": { "audience": [], "client_id": "", "id": "", "issuer": mint::ISSUER, "scopes": self.scopes },
        });
        let principal = current.map_or(user, |(uid, _, _)| uid);
        let uid = |json: Value| EntityUid::from_json(json).unwrap();
        let request = cedar_policy::Request::new(
            uid(principal),
            uid(json!({ "type": "Action", "id": self.tool })),
            uid(json!({ "type": "Server", "id": mint::AUDIENCE })),
            Context::from_json_value(context, None).unwrap(),
            None,
        )
        .unwrap();
        let set: PolicySet = policies.parse().unwrap();
        let entities = Entities::from_json_value(Value::from(entities), None).unwrap();
        let response = Authorizer::new().is_authorized(&request, &set, &entities);
        let of = |effect: Effect, ids: Vec<cedar_policy::PolicyId>| {
            let mut ids: Vec<String> = ids
                .iter()
                .filter(|id| set.policy(id).unwrap().effect() == effect)
                .map(ToString::to_string)
                .collect();
            ids.sort();
            ids
        };
        let reasons: Vec<_> = response.diagnostics().reason().cloned().collect();
        let errors: Vec<_> = response
            .diagnostics()
            .errors()
            .map(|AuthorizationError::PolicyEvaluationError(error)| error.policy_id().clone())
            .collect();
        // Forbids first, and each side's errors before its verdict. Where nothing is forbidden, Cedar's reasons are the permits'
        let failed = |effect| Some(of(effect, errors.clone())).filter(|ids| !ids.is_empty());
        let forbidding = of(Effect::Forbid, reasons.clone());
        match (
            failed(Effect::Forbid),
            forbidding.is_empty(),
            failed(Effect::Permit),
        ) {
            (Some(ids), _, _) => Err(("policy_error", ids)),
            (None, false, _) => Err(("policy_forbidden", forbidding)),
            (None, true, Some(ids)) => Err(("policy_error", ids)),
            (None, true, None) => match of(Effect::Permit, reasons) {
                ids if ids.is_empty() => Err(("policy_denied", ids)),
                ids => Ok(ids),
            },
        }
    }
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
    #![proptest_config(ProptestConfig::with_cases(400))]

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
            let (permissible, code) = call.list(&gate);
            for input in &inputs {
                let call = Call { input: input.clone(), ..call.clone() };
                let verdict = comparable(call.decide(&gate));
                let denied = verdict.as_ref().err().map(|(code, _)| *code);
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

    /// Prepared policies decide as those that they were made of.
    #[test]
    fn preparing_changes_no_verdict(policies in policies(), calls in vec(call(), 1..6)) {
        let before = gate(&policies);
        let prepared = serde_json::to_value(before.prepare_policies().unwrap()).unwrap();
        let after = gate_of(json!([{ "prepared": prepared }]));
        for call in calls {
            prop_assert_eq!(comparable(call.decide(&before)), comparable(call.decide(&after)));
            prop_assert_eq!(call.list(&before), call.list(&after));
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
    };
    let policies = "permit (principal, action, resource); forbid (principal, action, resource) when { context.input.n + 9223372036854775807 > 0 };";
    let expected = Err(("policy_error", vec!["policy1".to_owned()]));
    assert_eq!(call.plainly(policies), expected);
    assert_eq!(comparable(call.decide(&gate(policies))), expected);
}
