//! What no tool and no host changes: the entities that are ours, and what every context has.

use super::super::shape::{Attribute, Shape};
use super::super::vocabulary::PolicyProfile;
use super::{Plan, Sight};
use crate::profile::{ATTRIBUTES, Guarantees};

/// A type of entity that is ours.
pub(super) struct Own {
    pub(super) namespace: &'static str,
    pub(super) name: &'static str,
    pub(super) attributes: Vec<Attribute>,
    /// Has it texts as tags?
    pub(super) tagged: bool,
    /// Is what the host says of it heard?
    pub(super) open: bool,
}

impl Own {
    fn new(namespace: &'static str, name: &'static str, texts: &[&'static str]) -> Self {
        let attributes = texts.iter();
        Self {
            namespace,
            name,
            attributes: attributes
                .map(|name| Attribute::required(name, Shape::Text))
                .collect(),
            tagged: false,
            open: true,
        }
    }

    fn closed(self) -> Self {
        Self {
            open: false,
            ..self
        }
    }

    fn tagged(self) -> Self {
        Self {
            tagged: true,
            ..self
        }
    }
}

pub(super) fn entities(profile: PolicyProfile) -> Vec<Own> {
    let party = ["issuer", "subject"];
    let mut own = vec![
        Own::new("", "Agent", &party),
        Own::new("", "User", &party),
        Own::new("", "Server", &[]),
        Own::new("", "HistoryIsForForbidOnly", &[]).closed(),
    ];
    if profile == PolicyProfile::AgentCore {
        own.extend([
            Own::new(AGENT_CORE, "OAuthUser", &["id"]).tagged(),
            Own::new(AGENT_CORE, "IamEntity", &["id"]),
            Own::new(AGENT_CORE, "UnauthenticatedUser", &[]).closed(),
            Own::new(AGENT_CORE, "Gateway", &[]),
        ]);
    }
    own
}

/// What a request is about: the namespace of the actions, the types of principals, and that of the resource.
pub(super) fn parties(
    profile: PolicyProfile,
) -> (&'static str, &'static [&'static str], &'static str) {
    match profile {
        PolicyProfile::Narrowgate => ("", &["Agent", "User"], "Server"),
        PolicyProfile::AgentCore => (
            AGENT_CORE,
            &["OAuthUser", "IamEntity", "UnauthenticatedUser"],
            "Gateway",
        ),
    }
}

/// The context, but for the tool's own `input`.
pub(super) fn context(plan: &Plan<'_>, sight: Sight) -> Vec<Attribute> {
    let now = Attribute::required("now", Shape::DateTime);
    let mut own = own_context(plan, sight);
    match plan.profile {
        PolicyProfile::Narrowgate => {
            own.push(now);
            own
        }
        // One optional attribute more breaks no policy that was written without it
        PolicyProfile::AgentCore => vec![
            Attribute::required("system", Shape::Record(vec![now])),
            Attribute::optional("narrowgate", Shape::Record(own)),
        ],
    }
}

fn own_context(plan: &Plan<'_>, sight: Sight) -> Vec<Attribute> {
    let Guarantees {
        principal,
        client_id,
        token_id,
    } = plan.always;
    let always = Attribute::required;
    let text = |name| always(name, Shape::Text);
    let flag = |name| always(name, Shape::Bool);
    let agents = Shape::set(Shape::Agent);
    let texts = Shape::set(Shape::Text);
    let history = match sight {
        Sight::Permit => Shape::Hidden,
        Sight::Forbid => agents.clone(),
    };
    let attributes = ATTRIBUTES.map(|name| Attribute::optional(name, Shape::Text));
    let approval = vec![
        always("approver", Shape::User),
        always("expires", Shape::DateTime),
        text("id"),
        text("issuer"),
    ];
    let delegation = vec![
        Attribute::optional("actor", Shape::Agent),
        always("depth", Shape::Long),
        text("evidence"),
        Attribute::new("principal", Shape::User, principal),
        always("prior_actors", history),
        always("signed_actors", agents),
        always("unnamed", Shape::Long),
    ];
    let caller = Shape::Record(vec![text("issuer"), text("subject")]);
    let proof = vec![
        Attribute::optional("caller", caller),
        always("kinds", texts.clone()),
    ];
    let token = vec![
        Attribute::optional("acr", Shape::Text),
        always("attributes", Shape::Record(attributes.to_vec())),
        always("audience", texts.clone()),
        Attribute::new("client_id", Shape::Text, client_id),
        always("details", plan.details.shape()),
        always("expires", Shape::DateTime),
        Attribute::new("id", Shape::Text, token_id),
        text("issuer"),
        always("scopes", texts.clone()),
        Attribute::optional("tools", texts),
    ];
    let tool = vec![
        flag("destructiveHint"),
        flag("idempotentHint"),
        text("name"),
        flag("openWorldHint"),
        flag("readOnlyHint"),
    ];
    let mut own = vec![
        Attribute::optional("approval", Shape::Record(approval)),
        always("delegation", Shape::Record(delegation)),
        always("proof", Shape::Record(proof)),
        always("token", Shape::Record(token)),
        always("tool", Shape::Record(tool)),
    ];
    if plan.host.session().is_some() {
        own.push(always("session", Shape::Session));
    }
    own
}

const AGENT_CORE: &str = "AgentCore";
