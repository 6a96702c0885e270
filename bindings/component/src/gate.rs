//! A gate's questions and answers.

use narrowgate::{Config, Facts, ListedTool, Permissible, PolicyDocument, Request, UnixTime};

use crate::api;
use crate::config::{first, problems, warnings};
use crate::denial::refusal;
use crate::grant::{determining, grant, proven};
use crate::names::code;
use crate::shown::{asking, request};

pub(crate) struct Gate(narrowgate::Gate);

impl api::GuestGate for Gate {
    fn create(config: String) -> Result<api::Gate, Vec<api::Problem>> {
        match Config::from_json(&config).and_then(Config::build) {
            Ok(gate) => Ok(api::Gate::new(Self(gate))),
            Err(error) => Err(problems(&error)),
        }
    }

    fn verify(&self, presented: api::Presented, now: u64) -> Result<api::Verified, api::Denial> {
        asking(&presented, |presented| {
            self.0.verify(presented, UnixTime::from_secs(now))
        })
        .and_then(|verified| verified)
        .map(|verified| proven(&verified))
        .map_err(|denial| self.refusal(&denial))
    }

    fn authorize(
        &self,
        presented: api::Presented,
        call: api::ToolCall,
        now: u64,
    ) -> Result<api::Grant, api::Denial> {
        asking(&presented, |presented| {
            self.0
                .authorize(presented, &request(&call), UnixTime::from_secs(now))
        })
        .and_then(|granted| granted)
        .map(|granted| grant(&granted))
        .map_err(|denial| self.refusal(&denial))
    }

    fn decide(&self, presented: api::Presented, call: api::ToolCall, now: u64) -> api::Decision {
        let decision = asking(&presented, |presented| {
            self.0
                .decide(presented, &request(&call), UnixTime::from_secs(now))
        });
        let decision = match decision {
            Ok(decision) => decision,
            Err(denial) => {
                return api::Decision {
                    verdict: Err(self.refusal(&denial)),
                    record: String::new(),
                };
            }
        };
        api::Decision {
            verdict: decision
                .verdict()
                .map(grant)
                .map_err(|denial| self.refusal(denial)),
            // Strings and numbers always serialise; were it otherwise, an empty record says so.
            record: serde_json::to_string(decision.record()).unwrap_or_default(),
        }
    }

    fn replace_keys(&self, issuer: String, keys: String, now: u64) -> Result<(), api::Problem> {
        let keys = self
            .0
            .read_keys(&issuer, &keys)
            .map_err(|error| first(&error))?;
        self.0
            .replace_keys(&issuer, keys, UnixTime::from_secs(now))
            .map_err(|error| first(&error))
    }

    fn remove_keys(&self, issuer: String) -> Result<(), api::Problem> {
        let removed = self.0.remove_keys(&issuer);
        removed.map_err(|error| first(&error))
    }

    fn metadata(&self) -> String {
        serde_json::to_string(&self.0.metadata()).unwrap_or_default()
    }

    fn simulate(
        &self,
        facts: String,
        call: api::ToolCall,
        now: u64,
    ) -> Result<Vec<api::DeterminingPolicy>, api::Denial> {
        Facts::from_json(&facts)
            .and_then(|facts| {
                self.0
                    .simulate(&facts, &request(&call), UnixTime::from_secs(now))
            })
            .map(|policies| policies.iter().map(determining).collect())
            .map_err(|denial| self.refusal(&denial))
    }

    fn simulate_list(
        &self,
        facts: String,
        session: Option<String>,
        now: u64,
    ) -> Result<Vec<api::ListedTool>, api::Denial> {
        Facts::from_json(&facts)
            .and_then(|facts| {
                self.0
                    .simulate_list(&facts, session.as_deref(), UnixTime::from_secs(now))
            })
            .map(|listed| listed.iter().map(listed_tool).collect())
            .map_err(|denial| self.refusal(&denial))
    }

    fn list_tools(
        &self,
        presented: api::Presented,
        session: Option<String>,
        now: u64,
    ) -> Result<Vec<api::ListedTool>, api::Denial> {
        asking(&presented, |presented| {
            self.0
                .list_tools(presented, session.as_deref(), UnixTime::from_secs(now))
        })
        .and_then(|listed| listed)
        .map(|listed| listed.iter().map(listed_tool).collect())
        .map_err(|denial| self.refusal(&denial))
    }

    fn authorize_each(
        &self,
        presented: api::Presented,
        calls: Vec<api::ToolCall>,
        now: u64,
    ) -> Result<Vec<Result<api::Grant, api::Denial>>, api::Denial> {
        let requests: Vec<Request<'_>> = calls.iter().map(request).collect();
        let judged = asking(&presented, |presented| {
            self.0
                .authorize_each(presented, &requests, UnixTime::from_secs(now))
        });
        let judged = judged
            .and_then(|judged| judged)
            .map_err(|denial| self.refusal(&denial))?;
        let mut verdicts = Vec::with_capacity(judged.len());
        for verdict in &judged {
            verdicts.push(match verdict {
                Ok(granted) => Ok(grant(granted)),
                Err(denial) => Err(self.refusal(denial)),
            });
        }
        Ok(verdicts)
    }

    fn replace_policies(
        &self,
        document: String,
    ) -> Result<Vec<api::PolicyWarning>, Vec<api::Problem>> {
        PolicyDocument::from_json(&document)
            .and_then(|document| {
                self.0
                    .replace_policies(document.sources(), document.links())
            })
            .map(|odd| warnings(&odd))
            .map_err(|error| problems(&error))
    }

    fn replace_entities(&self, entities: String) -> Result<(), Vec<api::Problem>> {
        let replaced = self.0.replace_entities(&entities);
        replaced.map_err(|error| problems(&error))
    }

    fn prepare_policies(&self) -> Result<String, api::Problem> {
        let prepared = self.0.prepare_policies().map_err(|error| first(&error))?;
        Ok(prepared.to_string())
    }

    fn policy_warnings(&self) -> Vec<api::PolicyWarning> {
        warnings(self.0.policy_warnings())
    }

    fn policy_schema(&self, of_forbids: bool) -> Option<String> {
        self.0.policy_schema(of_forbids)
    }
}

impl Gate {
    fn refusal(&self, denial: &narrowgate::Denial) -> api::Denial {
        refusal(denial, self.0.challenge(denial))
    }
}

fn listed_tool(tool: &ListedTool) -> api::ListedTool {
    api::ListedTool {
        name: tool.name().to_owned(),
        permissible: match tool.permissible() {
            Permissible::Never => api::Permissible::Never,
            Permissible::Depends => api::Permissible::Depends,
            Permissible::Always => api::Permissible::Always,
        },
        code: tool.code().map(code),
    }
}
