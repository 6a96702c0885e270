//! Every claim that a profile requires, and everything that it can be instead.

use super::{Case, concat, now, parsed};
use crate::kinds::{Kind, key, named};
use crate::{AccessToken, compact, encode};

pub(super) fn cases() -> Vec<Case> {
    let common = [
        ("iss", Form::Issuer),
        ("aud", Form::Audience),
        ("exp", Form::Date),
    ];
    let profiles: [Profile; 8] = [
        (
            "rfc9068",
            "RFC 9068, section 2.2",
            &[
                ("iat", Form::Date),
                ("sub", Form::Text),
                ("client_id", Form::Text),
                ("jti", Form::Text),
            ],
        ),
        (
            "auth0",
            "Auth0, \"Access Token Profiles\"",
            &[
                ("iat", Form::Date),
                ("sub", Form::Text),
                ("azp", Form::Text),
                ("scope", Form::Scopes { empty: None }),
            ],
        ),
        (
            "auth0-rfc9068",
            "Auth0, \"Access Token Profiles\"",
            &[
                ("client_id", Form::Text),
                ("jti", Form::Text),
                ("scope", Form::Scopes { empty: None }),
            ],
        ),
        (
            "entra",
            "Microsoft, \"Access token claims reference\"",
            &[
                ("iat", Form::Date),
                ("sub", Form::Text),
                ("oid", Form::Text),
                ("tid", Form::Text),
                ("ver", Form::Text),
                ("azp", Form::Text),
                // Without scopes it is no user's, and has to say so
                (
                    "scp",
                    Form::Scopes {
                        empty: Some("claim_missing"),
                    },
                ),
            ],
        ),
        (
            "entra-v1",
            "Microsoft, \"Access token claims reference\"",
            &[("appid", Form::Text)],
        ),
        (
            "okta",
            "Okta, \"OpenID Connect & OAuth 2.0 API\", access token",
            &[
                ("iat", Form::Date),
                ("sub", Form::Text),
                ("cid", Form::Text),
                ("jti", Form::Text),
                ("ver", Form::Integer),
                ("scp", Form::ScopeArray),
            ],
        ),
        (
            "workos",
            "WorkOS Connect, \"Access token claims\"",
            &[
                ("iat", Form::Date),
                ("sub", Form::Text),
                ("client_id", Form::Text),
                ("jti", Form::Text),
                ("sid", Form::Text),
                ("scope", Form::Scopes { empty: None }),
            ],
        ),
        (
            "custom",
            "RFC 7519, section 4",
            &[
                ("user", Form::Text),
                ("agent", Form::Text),
                ("app", Form::Text),
                ("jti", Form::Text),
                ("use", Form::Text),
                ("may", Form::ScopeArray),
            ],
        ),
    ];
    let row = |(profile, source, own): &Profile| {
        let kind = named(profile);
        let claims = common.iter().chain(own.iter());
        claims
            .flat_map(|(name, form)| {
                Row {
                    kind,
                    source,
                    name,
                    form: *form,
                }
                .cases()
            })
            .collect::<Vec<_>>()
    };
    profiles.iter().flat_map(row).collect()
}

/// Its kind, where the claims come from, and those that not every profile requires.
type Profile = (&'static str, &'static str, &'static [(&'static str, Form)]);

#[derive(Clone, Copy)]
enum Form {
    /// Text that is compared before anything else.
    Issuer,
    Text,
    Date,
    Audience,
    Integer,
    /// One string; an empty one grants nothing, or is refused with this code.
    Scopes {
        empty: Option<&'static str>,
    },
    ScopeArray,
}

struct Row {
    kind: &'static Kind,
    source: &'static str,
    name: &'static str,
    form: Form,
}

impl Row {
    fn cases(&self) -> Vec<Case> {
        let mut cases = vec![
            self.case("absent", "Not there.")
                .token(self.token().without(self.name).mint())
                .deny("claim_missing"),
            self.case("twice", "There twice, the same each time.")
                .token(self.twice())
                .deny("json_duplicate_member"),
        ];
        if matches!(self.form, Form::Issuer | Form::Text | Form::Audience) {
            cases.push(
                self.case("huge", "24,000 characters.")
                    .token(self.huge())
                    .deny("token_too_large"),
            );
        }
        for (id, json, code) in self.values() {
            let case = self
                .case(id, &format!("`{}`.", shortened(&json)))
                .token(self.token().claim(self.name, json).mint());
            cases.push(match code {
                Some(code) => case.deny(code),
                None => case.accept(),
            });
        }
        cases
    }

    /// What it can be, and the code of that; none where it is accepted.
    fn values(&self) -> Vec<(&'static str, String, Option<&'static str>)> {
        let wrong = match self.form {
            Form::Scopes { .. } | Form::ScopeArray => "scope_malformed",
            Form::Issuer | Form::Text | Form::Date | Form::Audience | Form::Integer => {
                "claim_invalid"
            }
        };
        let mut values = vec![
            ("null", "null".to_owned(), Some(wrong)),
            ("boolean", "true".to_owned(), Some(wrong)),
            ("object", "{}".to_owned(), Some(wrong)),
        ];
        let mut value = |id, json: &str, code| values.push((id, json.to_owned(), code));
        match self.form {
            Form::Issuer | Form::Text | Form::Audience => {
                value("integer", "1", Some(wrong));
                value("fraction", "1.5", Some(wrong));
            }
            Form::Date => {
                value("string", "\"1760000600\"", Some(wrong));
                value("negative", "-1", Some(wrong));
                value("array", "[1760000600]", Some(wrong));
                value("empty", "\"\"", Some(wrong));
                value("huge", "1e308", Some(wrong));
                value("huge-integer", "9223372036854775808", Some(wrong));
            }
            Form::Integer => {
                value("string", "\"1\"", Some(wrong));
                value("fraction", "1.0", Some(wrong));
                value("array", "[1]", Some(wrong));
                value("empty", "\"\"", Some(wrong));
                value("huge", "9223372036854775808", Some(wrong));
            }
            Form::Scopes { empty } => {
                value("integer", "1", Some(wrong));
                value("fraction", "1.5", Some(wrong));
                value("array", r#"["files:read"]"#, Some(wrong));
                value("empty", "\"\"", empty);
                value(
                    "huge",
                    &format!("\"{}\"", "s".repeat(257)),
                    Some("scope_too_large"),
                );
            }
            Form::ScopeArray => {
                value("integer", "1", Some(wrong));
                value("fraction", "1.5", Some(wrong));
                value("string", "\"files:read\"", Some(wrong));
                value("empty", "[]", None);
                value("empty-entry", r#"[""]"#, Some(wrong));
                value(
                    "huge",
                    &format!("[\"{}\"]", "s".repeat(257)),
                    Some("scope_too_large"),
                );
            }
        }
        match self.form {
            Form::Issuer => {
                value("array", r#"["https://as.example"]"#, Some(wrong));
                value("empty", "\"\"", Some("issuer_unknown"));
            }
            Form::Text => {
                value("array", r#"["x"]"#, Some(wrong));
                value("empty", "\"\"", Some(wrong));
            }
            Form::Audience => {
                value("array-of-numbers", "[1]", Some(wrong));
                value("empty-array", "[]", Some(wrong));
                value("empty", "\"\"", Some(wrong));
            }
            Form::Date | Form::Integer | Form::Scopes { .. } | Form::ScopeArray => {}
        }
        values
    }

    fn case(&self, id: &str, description: &str) -> Case {
        let name = self.name.replace('_', "-");
        let id = format!("{}-{name}-{id}", self.kind.name);
        let description = format!("`{}`: {description}", self.name);
        now(Case::new("token", &id, self.source, &description).with("config", self.kind.config()))
    }

    fn token(&self) -> AccessToken {
        self.kind.token()
    }

    fn twice(&self) -> String {
        let payload = self.token().payload_text();
        let again = &parsed(&payload)[self.name];
        let rest = payload.strip_prefix('{').expect("an object");
        let twice = format!(r#"{{"{}":{again},{rest}"#, self.name);
        compact(self.token().header_text(), twice, &key())
    }

    /// Never signed: its size is looked at before. Three bytes of text are four of base64url.
    fn huge(&self) -> serde_json::Value {
        let before = format!(r#"{{"{}":"#, self.name);
        let pad = " ".repeat(2 - before.len() % 3);
        let payload = self.token().without(self.name).payload_text();
        let rest = payload.strip_prefix('{').expect("an object");
        let header = encode(self.token().header_text());
        concat(&[
            (
                &format!("{header}.{}", encode(format!("{before}{pad}\""))),
                1,
            ),
            (&encode("xxx"), 8_000),
            (
                &format!("{}.{}", encode(format!("\",{rest}")), encode([0; 64])),
                1,
            ),
        ])
    }
}

fn shortened(json: &str) -> &str {
    match json.len() {
        0..=40 => json,
        _ => "too long",
    }
}
