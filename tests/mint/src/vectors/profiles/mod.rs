//! Profiles: whose tokens they take, where everything stands, and what they refuse.

use serde_json::{Value, json};

mod auth0;
mod cross;
mod custom;
mod entra;
mod mcp;
mod okta;
mod workos;

use super::{Case, changed, now, parsed};
use crate::kinds::{self, ISSUER, KINDS, Kind, TENANT, named};
use crate::{AccessToken, dpop_proof, string};

pub(super) fn cases() -> Vec<Case> {
    [
        cross::cases(),
        mcp::cases(),
        entra::cases(),
        auth0::cases(),
        okta::cases(),
        workos::cases(),
        custom::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Cases of one profile, under its settings in the cross product unless they say otherwise.
struct Of {
    kind: &'static Kind,
    source: &'static str,
}

impl Of {
    fn case(&self, id: &str, description: &str, token: &AccessToken) -> Case {
        self.with(id, description, self.kind.profile(), token)
    }

    /// With other settings.
    fn with(&self, id: &str, description: &str, profile: Value, token: &AccessToken) -> Case {
        let config = kinds::config(self.kind.issuer(), profile);
        now(self
            .named("token", id, description)
            .with("config", config)
            .token(token.mint()))
    }

    /// A configuration that makes no gate.
    fn mistake(&self, id: &str, description: &str, profile: Value, path: &str) -> Case {
        self.mistake_in(
            id,
            description,
            kinds::config(self.kind.issuer(), profile),
            path,
        )
    }

    fn mistake_in(&self, id: &str, description: &str, config: Value, path: &str) -> Case {
        let token = self.token().mint();
        now(self
            .named("token", id, description)
            .with("config", config)
            .token(token))
        .config_error(path)
    }

    fn named(&self, kind: &str, id: &str, description: &str) -> Case {
        Case::new(
            kind,
            &format!("{}-{id}", self.kind.name),
            self.source,
            description,
        )
    }

    fn token(&self) -> AccessToken {
        self.kind.token()
    }

    /// `typ` is exact.
    fn types(&self, wrong: &[(&str, Option<&str>)]) -> Vec<Case> {
        wrong
            .iter()
            .map(|(id, typ)| {
                let token = match typ {
                    Some(json) => self.token().header("typ", *json),
                    None => self.token().without_header("typ"),
                };
                self.case(&format!("typ-{id}"), "Another `typ`.", &token)
                    .deny("type_not_accepted")
            })
            .collect()
    }

    /// Claims of other kinds of token.
    fn other_kinds(&self) -> Vec<Case> {
        [
            "nonce",
            "at_hash",
            "c_hash",
            "s_hash",
            "events",
            "htm",
            "htu",
            "wth",
            "req_wl",
            "status_list",
            "token_introspection",
        ]
        .into_iter()
        .map(|claim| {
            self.case(
                &format!("with-{}", claim.replace('_', "-")),
                &format!("`{claim}` is a claim of another kind of token."),
                &self.token().claim(claim, "\"x\""),
            )
            .deny("type_not_accepted")
        })
        .collect()
    }
}

fn identity(subject: &str) -> Value {
    json!({ "issuer": ISSUER, "subject": subject })
}
