//! A call, as a gate decides it and as plain Cedar does.

use super::{TOOLS, folder, folders, ids};
use cedar_policy::{
    AuthorizationError, Authorizer, Context, Effect, Entities, EntityUid, PolicySet,
};
use narrowgate::{Code, Denial, Facts, Gate, Permissible, Request, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) tool: &'static str,
    pub(super) actors: Vec<(&'static str, &'static str)>,
    pub(super) scopes: Vec<&'static str>,
    pub(super) input: Value,
    pub(super) now: u64,
    pub(super) folder: &'static str,
    /// Of each entry of `authorization_details`.
    pub(super) actions: Vec<Vec<&'static str>>,
}

pub(super) fn input() -> impl Strategy<Value = Value> {
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

pub(super) fn call() -> impl Strategy<Value = Call> {
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
        select(vec!["a", "root", "lost"]),
        vec(subsequence(vec!["read", "write"], 1..3), 0..3),
    )
        .prop_map(|(tool, actors, scopes, input, now, folder, actions)| Call {
            tool,
            actors,
            scopes,
            input,
            now,
            folder,
            actions,
        })
}

impl Call {
    pub(super) fn decide(&self, gate: &Gate) -> Result<Vec<String>, Denial> {
        gate.simulate(
            &self.facts(),
            &Request::tool(self.tool, &self.input.to_string()).with_session(&self.session()),
            UnixTime::from_secs(self.now),
        )
        .map(|policies| ids(&policies))
    }

    fn session(&self) -> String {
        json!({ "place": { "folder": self.folder } }).to_string()
    }

    /// Where the host says which folder it is, and where it does not yet.
    pub(super) fn lists(&self, gate: &Gate) -> [(Permissible, Option<&'static str>); 2] {
        let session = self.session();
        [Some(session.as_str()), None].map(|session| self.list(gate, session))
    }

    fn list(&self, gate: &Gate, session: Option<&str>) -> (Permissible, Option<&'static str>) {
        let listed = gate.simulate_list(&self.facts(), session, UnixTime::from_secs(self.now));
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
        let entries = self.actions.iter();
        facts["authorizationDetails"] = entries
            .map(|actions| json!({ "type": "files", "actions": actions }))
            .collect();
        if let Some(actor) = parties.next() {
            facts["actor"] = actor;
            facts["priorActors"] = parties.collect();
        }
        Facts::from_json(&facts.to_string()).unwrap()
    }

    /// The same through Cedar's own front door. A forbid counts that applies with the history or without it.
    pub(super) fn plainly(
        &self,
        policies: &str,
    ) -> Result<Vec<String>, (&'static str, Vec<String>)> {
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
        entities.extend(folders());
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
            "session": { "place": { "folder": folder(self.folder) } },
            "token": {
                "audience": [],
                "client_id": "",
                "details": { "files": { "any": { "actions": self.actions.concat() }, "entries": self.actions.len() } },
                "id": "",
                "issuer": mint::ISSUER,
                "scopes": self.scopes,
            },
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
