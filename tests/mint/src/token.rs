//! Access tokens (RFC 9068), right unless told otherwise.

use crate::{Key, compact};

/// The issuer of [`access_token`].
pub const ISSUER: &str = "https://as.example";
/// The audience of [`access_token`].
pub const AUDIENCE: &str = "https://tools.example/mcp";
/// 2025-10-09T08:53:20Z: [`access_token`] was issued a minute before, and expires ten minutes later.
pub const NOW: u64 = 1_760_000_000;

/// A JSON string, quoted and escaped.
pub fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Starts a token that a gate which trusts `key` for [`ISSUER`] accepts at [`NOW`]: `alice`, no actor, no scope.
pub fn access_token(key: &Key) -> AccessToken {
    let mut token = AccessToken {
        key: key.clone(),
        header: Members::default(),
        claims: Members::default(),
        actors: Vec::new(),
        numbered: true,
    }
    .header("alg", string(key.alg()))
    .header("typ", string("at+jwt"));
    if let Some(kid) = key.kid() {
        token = token.header("kid", string(kid));
    }
    token
        .issuer(ISSUER)
        .subject("alice")
        .audience(AUDIENCE)
        .client("desk")
        .issued(NOW - 60)
        .expires(NOW + 600)
}

/// The changes that can be made to whatever has a header and a key that signs.
macro_rules! changed_by_header {
    ($name:ident) => {
        impl $name {
            /// Any header parameter, as JSON text. One that is there is replaced.
            #[must_use]
            pub fn header(mut self, name: &str, json: impl Into<String>) -> Self {
                self.header.set(name, json.into());
                self
            }

            /// Takes a header parameter away.
            #[must_use]
            pub fn without_header(mut self, name: &str) -> Self {
                self.header.remove(name);
                self
            }

            /// Signs with another key, the header left as it is: a forgery, if nobody trusts that key.
            #[must_use]
            pub fn signed_by(mut self, key: &Key) -> Self {
                self.key = key.clone();
                self
            }
        }
    };
}
pub(crate) use changed_by_header;

/// The same, and those of claims.
macro_rules! changed_by_members {
    ($name:ident) => {
        $crate::token::changed_by_header!($name);

        impl $name {
            /// Any claim, as JSON text. A claim that is there is replaced.
            #[must_use]
            pub fn claim(mut self, name: &str, json: impl Into<String>) -> Self {
                self.claims.set(name, json.into());
                self
            }

            /// Takes a claim away.
            #[must_use]
            pub fn without(mut self, name: &str) -> Self {
                self.claims.remove(name);
                self
            }
        }
    };
}
pub(crate) use changed_by_members;

/// A token in the making. Members stand in the order in which they were first named.
#[derive(Clone)]
pub struct AccessToken {
    key: Key,
    header: Members,
    claims: Members,
    actors: Vec<String>,
    numbered: bool,
}

changed_by_header!(AccessToken);

impl AccessToken {
    /// `iss`.
    #[must_use]
    pub fn issuer(self, issuer: &str) -> Self {
        self.claim("iss", string(issuer))
    }

    /// `sub`: on whose behalf.
    #[must_use]
    pub fn subject(self, subject: &str) -> Self {
        self.claim("sub", string(subject))
    }

    /// `aud`, as a string. For an array use [`Self::claim`].
    #[must_use]
    pub fn audience(self, audience: &str) -> Self {
        self.claim("aud", string(audience))
    }

    /// `client_id`.
    #[must_use]
    pub fn client(self, client: &str) -> Self {
        self.claim("client_id", string(client))
    }

    /// `scope`.
    #[must_use]
    pub fn scope(self, scope: &str) -> Self {
        self.claim("scope", string(scope))
    }

    /// `iat`.
    #[must_use]
    pub fn issued(self, seconds: u64) -> Self {
        self.claim("iat", seconds.to_string())
    }

    /// `nbf`.
    #[must_use]
    pub fn not_before(self, seconds: u64) -> Self {
        self.claim("nbf", seconds.to_string())
    }

    /// `exp`.
    #[must_use]
    pub fn expires(self, seconds: u64) -> Self {
        self.claim("exp", seconds.to_string())
    }

    /// `jti`. Without it a token is `t-` and the number of its actors, so that a lineage has different ones.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.numbered = false;
        self.claim("jti", string(id))
    }

    /// Whoever acted so far delegates to `subject`: the outermost `act` is now this one.
    #[must_use]
    pub fn actor(self, subject: &str) -> Self {
        self.actor_with(&format!(r#""sub":{}"#, string(subject)))
    }

    /// As [`Self::actor`], with the members of `act` as JSON text: `"sub":"a","iss":"https://b"`.
    #[must_use]
    pub fn actor_with(mut self, members: &str) -> Self {
        self.actors.push(members.to_owned());
        self
    }

    /// Forgets all actors.
    #[must_use]
    pub fn no_actors(mut self) -> Self {
        self.actors.clear();
        self
    }

    /// Any claim, as JSON text. A claim that is there is replaced.
    #[must_use]
    pub fn claim(mut self, name: &str, json: impl Into<String>) -> Self {
        self.numbered &= name != "jti";
        self.claims.set(name, json.into());
        self
    }

    /// Takes a claim away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.numbered &= name != "jti";
        self.claims.remove(name);
        self
    }

    /// With the members of header and payload in their order: canonical (RFC 8785), if their values are, and names are ASCII.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.header.sort();
        self.claims.sort();
        self
    }

    /// The header's text.
    pub fn header_text(&self) -> String {
        self.header.text()
    }

    /// The payload's text.
    pub fn payload_text(&self) -> String {
        let mut claims = self.claims.clone();
        if self.numbered {
            claims.set("jti", string(&format!("t-{}", self.actors.len())));
        }
        let act = self
            .actors
            .iter()
            .fold(None, |inner: Option<String>, members| {
                Some(match inner {
                    None => format!("{{{members}}}"),
                    Some(inner) => format!(r#"{{{members},"act":{inner}}}"#),
                })
            });
        if let Some(act) = act {
            claims.set("act", act);
        }
        claims.text()
    }

    /// The token.
    pub fn mint(&self) -> String {
        compact(self.header_text(), self.payload_text(), &self.key)
    }
}

/// An object's members, as JSON text, in order.
#[derive(Clone, Default)]
pub(crate) struct Members(Vec<(String, String)>);

impl Members {
    pub(crate) fn set(&mut self, name: &str, json: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => *value = json,
            None => self.0.push((name.to_owned(), json)),
        }
    }

    pub(crate) fn sort(&mut self) {
        self.0.sort();
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub(crate) fn text(&self) -> String {
        let members: Vec<_> = self
            .0
            .iter()
            .map(|(name, json)| format!("{}:{json}", string(name)))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}
