//! What a gate does with policies: in the module with Cedar alone.

use narrowgate::{CedarCase, Facts, PolicyCheck, PolicyDocument, Request};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{self, Answer, json};
use crate::{Gate, presented, problems, request, seconds};

#[wasm_bindgen]
impl Gate {
    /// `{"verdicts":[…]}` or `{"denial":…}`. `calls` is `[{"tool":…,"input":text,"session":text?}]`.
    #[wasm_bindgen(js_name = authorizeEach)]
    pub fn authorize_each(
        &self,
        token: &str,
        parents: Option<Vec<String>>,
        proofs: Option<String>,
        calls: &str,
        now: f64,
    ) -> String {
        let calls: Vec<answer::Call> = serde_json::from_str(calls).unwrap_or_default();
        let requests: Vec<Request<'_>> = calls.iter().map(answer::Call::request).collect();
        let judged = presented(token, parents.as_deref(), proofs.as_deref(), |presented| {
            self.gate.authorize_each(presented, &requests, seconds(now))
        });
        match judged.and_then(|judged| judged) {
            Ok(verdicts) => {
                let answers = verdicts.iter().map(|verdict| match verdict {
                    Ok(grant) => Answer::Grant(grant),
                    Err(denial) => Answer::denial(self.gate.report(denial)),
                });
                json(&Answer::Verdicts(answers.collect()))
            }
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// `{"tools":[…]}` or `{"denial":…}`.
    #[wasm_bindgen(js_name = listTools)]
    pub fn list_tools(
        &self,
        token: &str,
        parents: Option<Vec<String>>,
        proofs: Option<String>,
        session: Option<String>,
        now: f64,
    ) -> String {
        let listed = presented(token, parents.as_deref(), proofs.as_deref(), |presented| {
            self.gate
                .list_tools(presented, session.as_deref(), seconds(now))
        });
        match listed.and_then(|listed| listed) {
            Ok(tools) => json(&Answer::Tools(tools)),
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// The warnings, as the text of a JSON array. `document` is `{"policies":…,"templateLinks":…}`.
    ///
    /// # Errors
    ///
    /// The problems, as the text of a JSON array; then the old ones stay.
    #[wasm_bindgen(js_name = replacePolicies)]
    pub fn replace_policies(&self, document: &str) -> Result<String, String> {
        let replaced = PolicyDocument::from_json(document).and_then(|document| {
            self.gate
                .replace_policies(document.sources(), document.links())
        });
        replaced.map(|warnings| json(&warnings)).map_err(problems)
    }

    /// From now on, these are the host's entities.
    ///
    /// # Errors
    ///
    /// The problem, as the text of a JSON array; then the old ones stay.
    #[wasm_bindgen(js_name = replaceEntities)]
    pub fn replace_entities(&self, entities: &str) -> Result<(), String> {
        self.gate.replace_entities(entities).map_err(problems)
    }

    /// The policies of now, prepared: a JSON string of base64url.
    ///
    /// # Errors
    ///
    /// The problem, as the text of a JSON array.
    #[wasm_bindgen(js_name = preparePolicies)]
    pub fn prepare_policies(&self) -> Result<String, String> {
        let prepared = self.gate.prepare_policies().map_err(problems)?;
        Ok(json(&prepared))
    }

    /// What is odd about the policies that the gate was made with, as the text of a JSON array.
    #[wasm_bindgen(js_name = policyWarnings)]
    pub fn policy_warnings(&self) -> String {
        json(self.gate.policy_warnings())
    }

    /// The schema that policies of one effect are validated against, in Cedar's JSON form; `null` without policies.
    #[wasm_bindgen(js_name = policySchema)]
    pub fn policy_schema(&self, of_forbids: bool) -> String {
        self.gate
            .policy_schema(of_forbids)
            .unwrap_or_else(|| "null".to_owned())
    }

    /// `{"policies":[…]}` or `{"denial":…}`.
    pub fn simulate(
        &self,
        facts: &str,
        tool: &str,
        input: &str,
        session: Option<String>,
        now: f64,
    ) -> String {
        let request = request(tool, input, session.as_deref());
        let decided = Facts::from_json(facts)
            .and_then(|facts| self.gate.simulate(&facts, &request, seconds(now)));
        match decided {
            Ok(policies) => json(&Answer::Policies(policies)),
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }

    /// `{"tools":[…]}` or `{"denial":…}`.
    #[wasm_bindgen(js_name = simulateList)]
    pub fn simulate_list(&self, facts: &str, session: Option<String>, now: f64) -> String {
        let listed = Facts::from_json(facts).and_then(|facts| {
            self.gate
                .simulate_list(&facts, session.as_deref(), seconds(now))
        });
        match listed {
            Ok(tools) => json(&Answer::Tools(tools)),
            Err(denial) => json(&Answer::denial(self.gate.report(&denial))),
        }
    }
}

/// `{"errors":[…],"warnings":[…]}`, of the policies of a configuration.
#[wasm_bindgen(js_name = checkPolicies)]
pub fn check_policies(config: &str) -> String {
    json(&PolicyCheck::of_config(config))
}

/// `{"validates":…,"answers":[…]}`, of one of Cedar's own tests. Only `cargo xtask cedar-corpus` calls it.
///
/// # Errors
///
/// The problem, as the text of a JSON array.
#[wasm_bindgen(js_name = evaluateCedar)]
pub fn evaluate_cedar(case: &str) -> Result<String, String> {
    let outcome = CedarCase::from_json(case).and_then(|case| case.run());
    outcome.map(|outcome| json(&outcome)).map_err(problems)
}
