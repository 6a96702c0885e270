//! What tools require of whoever calls them.

use std::collections::BTreeMap;

use super::GateBuilder;
use crate::authentication::Required;
use crate::challenge::is_quotable;
use crate::config::Problem;
use crate::scope::Scope;

impl GateBuilder {
    /// Whoever's token comes, what a tool requires can be compared with its scopes.
    fn check_form(&self, required: &Scope, path: &str, problems: &mut Vec<Problem>) {
        for (index, issuer) in self.issuers.iter().enumerate() {
            if let Some(scope) = issuer.scope_relation.first_malformed(required) {
                problems.push(Problem::new(
                    path,
                    format!(
                        "`{scope}` is neither segments, nor a wildcard, nor opaque by `issuers[{index}].scopeRelation`"
                    ),
                ));
            }
        }
    }

    pub(super) fn read_required(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, Required> {
        let mut required = BTreeMap::new();
        for (tool, scopes) in &self.required {
            let path = format!("requiredScopes.{tool}");
            if !self.tools.names().any(|name| name == tool) {
                problems.push(Problem::new(path.as_str(), "there is no tool of this name"));
            }
            match Scope::from_tokens(scopes) {
                // MCP authorization, 2026-07-28: it is between client and authorization server
                Ok(scope) if scope.iter().any(|scope| scope == "offline_access") => problems.push(
                    Problem::new(path, "`offline_access` is no scope of a resource"),
                ),
                Ok(scope) if scope.iter().count() == scopes.len() => {
                    self.check_form(&scope, &path, problems);
                    let step_up = self.step_up.get(tool).cloned();
                    required.insert(tool.clone(), Required { scope, step_up });
                }
                Ok(_) => problems.push(Problem::new(path, "a scope is listed twice")),
                Err(denial) => problems.push(Problem::new(path, denial.to_string())),
            }
        }
        for (tool, step_up) in &self.step_up {
            let path = format!("stepUp.{tool}");
            if !self.tools.names().any(|name| name == tool) {
                problems.push(Problem::new(path.as_str(), "there is no tool of this name"));
            }
            if step_up.acr_values.is_empty() && step_up.max_age.is_none() {
                problems.push(Problem::new(path.as_str(), "it asks for nothing"));
            }
            // They go into a header between quotes, with spaces between
            if !step_up.acr_values.iter().all(|acr| is_quotable(acr)) {
                problems.push(Problem::new(
                    path,
                    "an `acrValues` is not printable ASCII without quotes and spaces",
                ));
            }
        }
        for tool in self
            .tools
            .names()
            .filter(|name| !self.required.contains_key(*name))
        {
            problems.push(Problem::new(
                format!("requiredScopes.{tool}"),
                "say which scopes the tool requires; an empty list says none",
            ));
        }
        required
    }
}
