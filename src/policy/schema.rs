//! The schema that policies are validated against: of the tools, the profile, and what the host declares besides.

use serde_json::{Map, Value, json};

use super::details::DetailTypes;
use super::groups::Groups;
use super::host_schema::HostSchema;
use super::types;
use super::vocabulary::PolicyProfile;
use crate::profile::{ATTRIBUTES, Guarantees};
use crate::tools::Tools;

/// What policies of one effect may look at.
#[derive(Clone, Copy)]
pub(super) enum Sight {
    /// Everything but what is only asserted. The attribute is there, of a type that nothing can be done with:
    /// a policy that tries does not validate, and none can branch on who is in it.
    Permit,
    /// Everything.
    Forbid,
}

/// What the schema is made of, whatever policies may look at.
pub(super) struct Plan<'a> {
    pub(super) profile: PolicyProfile,
    pub(super) tools: &'a Tools,
    pub(super) groups: &'a Groups,
    /// What every token of every trusted issuer says. The rest has to be asked for with `has`.
    pub(super) always: Guarantees,
    pub(super) host: &'a HostSchema,
    pub(super) details: &'a DetailTypes,
}

impl Plan<'_> {
    /// All that the schemas are made of, each thing once: where this is the same, so are they. A schema says the context of each tool
    /// anew.
    pub(super) fn ground(&self) -> Value {
        let Self {
            profile,
            tools,
            groups,
            always,
            host,
            details,
        } = self;
        let Guarantees {
            principal,
            client_id,
            token_id,
        } = always;
        let profile = match profile {
            PolicyProfile::Narrowgate => "narrowgate",
            PolicyProfile::AgentCore => "agentcore",
        };
        let tools = tools.iter();
        let inputs = tools.map(|(name, tool)| (name.to_owned(), types::record(&tool.input)));
        let groups = groups.iter();
        let groups = groups.map(|(name, parents)| (name.to_owned(), json!(parents)));
        json!({
            "profile": profile,
            "tools": Map::from_iter(inputs),
            "groups": Map::from_iter(groups),
            "always": [principal, client_id, token_id],
            "host": host.namespaces(),
            "details": details.ground(),
        })
    }

    /// In Cedar's JSON form.
    pub(super) fn schema(&self, sight: Sight) -> Value {
        let ours = json!({
            "Agent": self.party("Agent"),
            "User": self.party("User"),
            "Server": self.host.entity("", "Server", Map::new()),
            "HistoryIsForForbidOnly": {},
        });
        let (principals, resource) = match self.profile {
            PolicyProfile::Narrowgate => (vec!["Agent", "User"], "Server"),
            PolicyProfile::AgentCore => (
                vec!["OAuthUser", "IamEntity", "UnauthenticatedUser"],
                "Gateway",
            ),
        };
        let mut actions = Map::new();
        for (name, parents) in self.groups.iter() {
            let parents: Vec<Value> = parents.iter().map(|id| json!({ "id": id })).collect();
            let mut action = json!({ "memberOf": parents });
            if let (Ok(tool), Value::Object(action)) = (self.tools.named(name), &mut action) {
                let applies = json!({
                    "principalTypes": principals,
                    "resourceTypes": [resource],
                    "context": object(self.context(types::record(&tool.input), sight)),
                });
                action.insert("appliesTo".to_owned(), applies);
            }
            actions.insert(name.to_owned(), action);
        }
        let mut schema = Map::new();
        let namespace = |entities: Value, actions: Map<String, Value>| json!({ "entityTypes": entities, "actions": actions });
        match self.profile {
            PolicyProfile::Narrowgate => {
                schema.insert(String::new(), namespace(ours, actions));
            }
            PolicyProfile::AgentCore => {
                schema.insert(String::new(), namespace(ours, Map::new()));
                schema.insert("AgentCore".to_owned(), namespace(self.agentcore(), actions));
            }
        }
        self.host.complete(&mut schema);
        Value::Object(schema)
    }

    fn party(&self, name: &str) -> Value {
        let own = json!({ "issuer": { "type": "String" }, "subject": { "type": "String" } });
        match own {
            Value::Object(own) => self.host.entity("", name, own),
            other => other,
        }
    }

    fn agentcore(&self) -> Value {
        let named = |name: &str| match json!({ "id": { "type": "String" } }) {
            Value::Object(own) => self.host.entity("AgentCore", name, own),
            other => other,
        };
        let mut user = named("OAuthUser");
        if let Value::Object(user) = &mut user {
            user.insert("tags".to_owned(), json!({ "type": "String" }));
        }
        json!({
            "OAuthUser": user,
            "IamEntity": named("IamEntity"),
            "UnauthenticatedUser": {},
            "Gateway": self.host.entity("AgentCore", "Gateway", Map::new()),
        })
    }

    fn context(&self, input: Value, sight: Sight) -> Map<String, Value> {
        let now = json!({ "type": "Extension", "name": "datetime" });
        let mut own = self.own_context(sight);
        match self.profile {
            PolicyProfile::Narrowgate => {
                own.insert("input".to_owned(), input);
                own.insert("now".to_owned(), now);
                own
            }
            // One optional attribute more breaks no policy that was written without it
            PolicyProfile::AgentCore => {
                let mut narrowgate = object(own);
                if let Value::Object(narrowgate) = &mut narrowgate {
                    narrowgate.insert("required".to_owned(), Value::Bool(false));
                }
                Map::from_iter([
                    ("input".to_owned(), input),
                    (
                        "system".to_owned(),
                        object(Map::from_iter([("now".to_owned(), now)])),
                    ),
                    ("narrowgate".to_owned(), narrowgate),
                ])
            }
        }
    }

    fn own_context(&self, sight: Sight) -> Map<String, Value> {
        let always = self.always;
        let user =
            |required: bool| json!({ "type": "Entity", "name": "User", "required": required });
        let agents = json!({ "type": "Set", "element": { "type": "Entity", "name": "Agent" } });
        let strings = json!({ "type": "Set", "element": { "type": "String" } });
        let text = |required: bool| json!({ "type": "String", "required": required });
        let time = |required: bool| json!({ "type": "Extension", "name": "datetime", "required": required });
        let history = match sight {
            Sight::Permit => json!({ "type": "Entity", "name": "HistoryIsForForbidOnly" }),
            Sight::Forbid => agents.clone(),
        };
        let attributes = ATTRIBUTES.map(|name| (name.to_owned(), text(false)));
        let own = json!({
            "approval": { "type": "Record", "required": false, "attributes": {
                "approver": user(true),
                "expires": time(true),
                "id": text(true),
                "issuer": text(true),
            } },
            "delegation": { "type": "Record", "attributes": {
                "actor": { "type": "Entity", "name": "Agent", "required": false },
                "depth": { "type": "Long" },
                "evidence": text(true),
                "principal": user(always.principal),
                "prior_actors": history,
                "signed_actors": agents,
                "unnamed": { "type": "Long" },
            } },
            "proof": { "type": "Record", "attributes": {
                "caller": { "type": "Record", "required": false, "attributes": {
                    "issuer": text(true),
                    "subject": text(true),
                } },
                "kinds": strings,
            } },
            "token": { "type": "Record", "attributes": {
                "acr": text(false),
                "attributes": object(Map::from_iter(attributes)),
                "audience": strings,
                "client_id": text(always.client_id),
                "details": self.details.schema(),
                "expires": time(true),
                "id": text(always.token_id),
                "issuer": text(true),
                "scopes": strings,
                "tools": { "type": "Set", "element": { "type": "String" }, "required": false },
            } },
            "tool": { "type": "Record", "attributes": {
                "destructiveHint": { "type": "Boolean" },
                "idempotentHint": { "type": "Boolean" },
                "name": text(true),
                "openWorldHint": { "type": "Boolean" },
                "readOnlyHint": { "type": "Boolean" },
            } },
        });
        let mut own = match own {
            Value::Object(own) => own,
            _ => Map::new(),
        };
        if self.host.session().is_some() {
            own.insert(
                "session".to_owned(),
                json!({ "type": "EntityOrCommon", "name": "Session" }),
            );
        }
        own
    }
}

fn object(attributes: Map<String, Value>) -> Value {
    json!({ "type": "Record", "attributes": attributes })
}
