//! [`HostSchema`]: what the host's own Cedar schema adds to ours: groups and attributes of agents, users and servers, entities of
//! its own, and the type of the facts that it hands in with each call.

use cedar_policy::SchemaFragment;
use serde_json::{Map, Value, json};

use super::session::Session;
use super::vocabulary::PolicyProfile;
use super::{cedar_json, declared};

/// Read once, merged into every schema.
#[derive(Clone, Debug, Default)]
pub(super) struct HostSchema {
    /// Namespace to its declarations, in Cedar's JSON form.
    namespaces: Map<String, Value>,
    session: Option<Session>,
}

impl HostSchema {
    /// Of Cedar's schema syntax, or of its JSON form.
    pub(super) fn parse(text: &str, profile: PolicyProfile) -> Result<Self, Vec<String>> {
        let fragment = match text.trim_start().starts_with('{') && text.trim_end().ends_with('}') {
            true => cedar_json::parse(text).and_then(|json| {
                SchemaFragment::from_json_value(json).map_err(|error| error.to_string())
            }),
            false => match SchemaFragment::from_cedarschema_str(text) {
                Ok((fragment, _)) => Ok(fragment),
                Err(error) => Err(error.to_string()),
            },
        };
        let json =
            fragment.and_then(|read| read.to_json_value().map_err(|error| error.to_string()));
        let Value::Object(namespaces) = json.map_err(|error| vec![error])? else {
            return Err(vec!["not a schema".to_owned()]);
        };
        let mut host = Self {
            namespaces,
            session: None,
        };
        let mut mistakes = host.mistakes(profile);
        match declared::session(&host).map(|read| read.and_then(Session::new)) {
            Some(Ok(session)) => host.session = Some(session),
            Some(Err(sentence)) => mistakes.push(format!("Session: {sentence}")),
            None => {}
        }
        match mistakes.is_empty() {
            true => Ok(host),
            false => Err(mistakes),
        }
    }

    #[cfg(test)]
    pub(super) fn of(namespaces: Map<String, Value>) -> Self {
        Self {
            namespaces,
            session: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.namespaces.is_empty()
    }

    /// All that it says.
    pub(super) fn namespaces(&self) -> &Map<String, Value> {
        &self.namespaces
    }

    /// The type of `context.session`.
    pub(super) fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// An entity type of ours with what the host says of it.
    pub(super) fn entity(&self, namespace: &str, name: &str, mut own: Map<String, Value>) -> Value {
        let declared = self.declared(namespace, "entityTypes", name);
        for (name, attribute) in declared.into_iter().flat_map(attributes) {
            own.insert(name.clone(), attribute.clone());
        }
        let mut entity = Map::from_iter([(
            "shape".to_owned(),
            json!({ "type": "Record", "attributes": own }),
        )]);
        for kept in ["memberOfTypes", "tags"] {
            if let Some(value) = declared.and_then(|declared| declared.get(kept)) {
                entity.insert(kept.to_owned(), value.clone());
            }
        }
        Value::Object(entity)
    }

    /// Adds what is the host's alone.
    pub(super) fn complete(&self, schema: &mut Map<String, Value>) {
        for (namespace, declared) in &self.namespaces {
            let into = schema
                .entry(namespace.clone())
                .or_insert_with(|| json!({ "entityTypes": {}, "actions": {} }));
            for kind in ["entityTypes", "commonTypes"] {
                let members = declared.get(kind).and_then(Value::as_object);
                let (Value::Object(into), Some(members)) = (&mut *into, members) else {
                    continue;
                };
                let known = into.entry(kind).or_insert_with(|| json!({}));
                for (name, declaration) in members {
                    if let (Value::Object(known), false) = (&mut *known, is_ours(namespace, name)) {
                        known.insert(name.clone(), declaration.clone());
                    }
                }
            }
        }
    }

    fn mistakes(&self, profile: PolicyProfile) -> Vec<String> {
        let mut mistakes = Vec::new();
        for (namespace, declared) in &self.namespaces {
            let actions = declared.get("actions").and_then(Value::as_object);
            if actions.is_some_and(|actions| !actions.is_empty()) {
                mistakes.push("actions are the tools', and can't be declared here".to_owned());
            }
            let entities = declared.get("entityTypes").and_then(Value::as_object);
            for (name, declaration) in entities.into_iter().flatten() {
                if is_ours(namespace, name) {
                    mistakes.extend(mistakes_of_party(name, declaration));
                }
                if (namespace.as_str(), name.as_str()) == ("", "HistoryIsForForbidOnly") {
                    mistakes.push(format!("`{name}` is not to be declared"));
                }
            }
            let common = declared.get("commonTypes").and_then(Value::as_object);
            let mut reserved = common.into_iter().flatten().map(|(name, _)| name);
            let types = entities.into_iter().chain(common).flatten();
            for (name, _) in types.filter(|(name, _)| EXTENSIONS.contains(&name.as_str())) {
                mistakes.push(format!("`{name}` is a type of Cedar's"));
            }
            if reserved.any(|name| is_ours(namespace, name)) {
                mistakes.push("a type has the name of one of Narrowgate's entities".to_owned());
            }
            if namespace == "AgentCore" && profile == PolicyProfile::Narrowgate {
                mistakes
                    .push("`AgentCore` is declared by the profile `agentcore` alone".to_owned());
            }
        }
        mistakes
    }

    /// What it says of a type, of `kind` `commonTypes` or `entityTypes`.
    pub(super) fn declared(&self, namespace: &str, kind: &str, name: &str) -> Option<&Value> {
        self.namespaces.get(namespace)?.get(kind)?.get(name)
    }
}

/// A token names parties that the host's entities don't: of those nothing is known but what tokens say.
fn mistakes_of_party(name: &str, declaration: &Value) -> Vec<String> {
    let mut mistakes: Vec<String> = attributes(declaration)
        .filter_map(|(attribute, kind)| {
            let optional = kind.get("required") == Some(&Value::Bool(false));
            match (attribute.as_str(), optional) {
                ("issuer" | "subject" | "id", _) => {
                    Some(format!("`{name}.{attribute}` is Narrowgate's own"))
                }
                (_, false) => Some(format!(
                    "`{name}.{attribute}` has to be optional: it is unknown of those whom the entities don't name"
                )),
                (_, true) => None,
            }
        })
        .collect();
    if declaration.get("enum").is_some() {
        mistakes.push(format!("`{name}` can't be an enumeration"));
    }
    mistakes
}

fn attributes(declaration: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let shape = declaration
        .get("shape")
        .and_then(|shape| shape.get("attributes"));
    shape.and_then(Value::as_object).into_iter().flatten()
}

/// Is it an entity of ours, whatever the host adds to it?
pub(super) fn is_ours(namespace: &str, name: &str) -> bool {
    matches!(
        (namespace, name),
        ("", "Agent" | "User" | "Server" | "HistoryIsForForbidOnly")
            | (
                "AgentCore",
                "OAuthUser" | "IamEntity" | "UnauthenticatedUser" | "Gateway"
            )
    )
}

/// A type of the host's with such a name would be read as Cedar's in one place, and as the host's in another.
const EXTENSIONS: [&str; 4] = ["datetime", "decimal", "duration", "ipaddr"];
