//! The answers in `tests/cedar-corpus` were written by hand. Here Cedar's own authorizer gives them too, so that the sample and the
//! engine of gates can't be wrong in the same way.
#![cfg(feature = "cedar")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request,
    Schema, ValidationMode, Validator,
};
use narrowgate::CedarCase;
use serde_json::{Value, json};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cedar-corpus");

#[test]
fn cedar_answers_as_the_sample_says() {
    let tests = tests();
    let requests: usize = tests
        .iter()
        .map(|test| list(&test.file, "requests").len())
        .sum();
    assert!(
        (tests.len(), requests) >= (18, 135),
        "{} with {requests}",
        tests.len()
    );
    for test in tests {
        let schema = test.schema();
        let policies = test.policies();
        let entities = Entities::from_json_value(test.json("entities"), Some(&schema)).unwrap();
        let validated = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        // Both ways: the sample has nothing that validates by chance
        assert_eq!(
            json!(validated.validation_passed()),
            test.file["shouldValidate"],
            "{}",
            test.name
        );
        for request in list(&test.file, "requests") {
            let response =
                Authorizer::new().is_authorized(&asked(request, &schema), &policies, &entities);
            let diagnostics = response.diagnostics();
            let answer = json!({
                "decision": match response.decision() {
                    Decision::Allow => "allow",
                    Decision::Deny => "deny",
                },
                "reason": diagnostics.reason().map(ToString::to_string).collect::<BTreeSet<_>>(),
                "errors": diagnostics.errors().map(failed).collect::<BTreeSet<_>>(),
            });
            assert_eq!(
                answer,
                expected(request),
                "{}: {}",
                test.name,
                request["description"]
            );
        }
    }
}

#[test]
fn the_engine_of_gates_answers_as_the_sample_says() {
    for test in tests() {
        let requests = list(&test.file, "requests").iter().map(|request| {
            json!({
                "principal": request["principal"],
                "action": request["action"],
                "resource": request["resource"],
                "context": request["context"],
                "validateRequest": request.get("validateRequest").unwrap_or(&json!(true)),
            })
        });
        let case = json!({
            "policies": test.written("policies"),
            "schema": test.written("schema"),
            "entities": test.json("entities"),
            "requests": requests.collect::<Vec<_>>(),
        });
        let outcome = CedarCase::from_json(&case.to_string()).unwrap().run();
        let outcome = outcome.unwrap_or_else(|error| panic!("{}: {error}", test.name));
        assert_eq!(
            json!(outcome.validates),
            test.file["shouldValidate"],
            "{}",
            test.name
        );
        for (answer, request) in outcome.answers.iter().zip(list(&test.file, "requests")) {
            assert_eq!(
                json!(answer),
                expected(request),
                "{}: {}",
                test.name,
                request["description"]
            );
        }
    }
}

#[test]
fn a_case_that_cedar_does_not_take_is_refused() {
    let whole = json!({ "policies": "", "schema": "entity A; action a appliesTo { principal: A, resource: A };", "entities": [], "requests": [] });
    let asked = json!({ "principal": {"type": "A", "id": ""}, "action": {"type": "Action", "id": "a"}, "resource": {"type": "A", "id": ""}, "context": {}, "validateRequest": true });
    let with = |request: &Value, member: &str, value: Value| {
        let mut request = request.clone();
        request[member] = value;
        json!([request])
    };
    for (member, value, path) in [
        ("policies", json!("permit"), "policies"),
        ("policies", json!({"staticPolicies": 1}), "policies"),
        ("schema", json!("entity"), "schema"),
        ("schema", json!([]), "schema"),
        ("entities", json!({}), "entities"),
        (
            "entities",
            json!([{"uid": {"type": "B", "id": ""}, "attrs": {}, "parents": []}]),
            "entities",
        ),
        (
            "requests",
            with(&asked, "principal", json!("A")),
            "requests[0]",
        ),
        (
            "requests",
            with(&asked, "principal", json!({"type": "B", "id": ""})),
            "requests[0]",
        ),
        (
            "requests",
            with(&asked, "context", json!({"extra": 1})),
            "requests[0]",
        ),
        (
            "requests",
            with(&asked, "context", json!(9_223_372_036_854_775_808_u64)),
            "requests[0]",
        ),
    ] {
        let mut case = whole.clone();
        case[member] = value;
        let error = CedarCase::from_json(&case.to_string())
            .unwrap()
            .run()
            .unwrap_err();
        assert_eq!(error.problems().first().unwrap().path(), path, "{error}");
    }
    for text in [
        "",
        "[]",
        "{}",
        r#"{"policies":"","schema":"","entities":[],"requests":[],"x":1}"#,
    ] {
        CedarCase::from_json(text).unwrap_err();
    }
}

struct Test {
    name: String,
    file: Value,
}

impl Test {
    fn written(&self, member: &str) -> Value {
        let path = self.path(member);
        match path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            true => self.json(member),
            false => fs::read_to_string(path).unwrap().into(),
        }
    }

    fn json(&self, member: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path(member)).unwrap()).unwrap()
    }

    fn path(&self, member: &str) -> PathBuf {
        Path::new(ROOT).join(self.file[member].as_str().unwrap())
    }

    fn policies(&self) -> PolicySet {
        match self.written("policies") {
            Value::String(text) => text.parse().unwrap(),
            json => PolicySet::from_json_value(json).unwrap(),
        }
    }

    fn schema(&self) -> Schema {
        match self.written("schema") {
            Value::String(text) => Schema::from_cedarschema_str(&text).unwrap().0,
            json => Schema::from_json_value(json).unwrap(),
        }
    }
}

fn tests() -> Vec<Test> {
    let mut tests = Vec::new();
    for folder in fs::read_dir(Path::new(ROOT).join("tests")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.display().to_string();
            if name.ends_with(".json") && !name.contains("policies_") {
                let file = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
                tests.push(Test { name, file });
            }
        }
    }
    tests
}

fn failed(AuthorizationError::PolicyEvaluationError(error): &AuthorizationError) -> String {
    error.policy_id().to_string()
}

fn asked(request: &Value, schema: &Schema) -> Request {
    let uid = |member: &str| EntityUid::from_json(request[member].clone()).unwrap();
    let action = uid("action");
    let context = Context::from_json_value(request["context"].clone(), Some((schema, &action)));
    let schema = (request.get("validateRequest") != Some(&json!(false))).then_some(schema);
    Request::new(
        uid("principal"),
        action,
        uid("resource"),
        context.unwrap(),
        schema,
    )
    .unwrap()
}

fn expected(request: &Value) -> Value {
    let sorted = |member: &str| {
        let mut ids: Vec<&str> = list(request, member)
            .iter()
            .map(|id| id.as_str().unwrap())
            .collect();
        ids.sort_unstable();
        json!(ids)
    };
    json!({ "decision": request["decision"], "reason": sorted("reason"), "errors": sorted("errors") })
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().unwrap()
}
