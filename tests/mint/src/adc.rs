//! Agent delegation chains, right unless told otherwise: each token is signed by the holder of the one before it, and written in
//! the one way of RFC 8785.

use serde_json::{Map, Value, json};

use crate::{AUDIENCE, ISSUER, Key, NOW, compact, hash, signing_input, thumbprint_uri};

/// A token of a chain in the making.
#[derive(Clone)]
pub struct Delegation {
    signer: Key,
    holder: Key,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// Starts a chain: the issuer's token for `orchestrator`, who holds `holder`, on behalf of `alice`. It grants no scope, may be
/// followed by nine tokens, and expires ten minutes after [`NOW`].
pub fn delegation_root(issuer: &Key, holder: &Key) -> Delegation {
    Delegation {
        signer: issuer.clone(),
        holder: holder.clone(),
        header: Map::new(),
        claims: Map::new(),
    }
    .header("alg", issuer.alg())
    .header("typ", "at+jwt")
    .header("c14n", "JCS")
    .header("kid", issuer.kid())
    .claim("iss", ISSUER)
    .claim("sub", "alice")
    .claim("aud", AUDIENCE)
    .claim("client_id", "orchestrator")
    .claim("iat", NOW - 60)
    .claim("exp", NOW + 600)
    .claim("jti", "d-0")
    .claim("cnf", json!({ "jkt": holder.thumbprint() }))
    .claim("del_depth", 0)
    .claim("del_max_depth", 10)
    .scopes(&[])
}

impl Delegation {
    /// The next token, which the holder of this one signs, for `agent-1` and so on, who holds `holder`: the same authority, ten
    /// seconds less.
    #[must_use]
    pub fn child(&self, holder: &Key) -> Self {
        let depth = self.number("del_depth") + 1;
        let mut child = self.clone();
        child.header.remove("kid");
        child.claims.remove("del_max_depth");
        child.signer = self.holder.clone();
        child.holder = holder.clone();
        let signer = &self.holder;
        child
            .header("alg", signer.alg())
            .header("jwk", public(signer))
            .claim("iss", thumbprint_uri(signer))
            .claim("client_id", format!("agent-{depth}"))
            .claim("jti", format!("d-{depth}"))
            .claim("exp", self.number("exp") - 10)
            .claim("cnf", json!({ "jkt": holder.thumbprint() }))
            .claim("del_depth", depth)
            .claim("par_hash", self.hash())
    }

    /// What a child holds of it.
    pub fn hash(&self) -> String {
        hash(signing_input(self.header_text(), self.payload_text()))
    }

    /// Any claim. One that is there is replaced.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Takes a claim away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Any header parameter. One that is there is replaced.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Takes a header parameter away.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// The one detail, with these scopes and no constraints.
    #[must_use]
    pub fn scopes(self, scopes: &[&str]) -> Self {
        self.claim(
            "authorization_details",
            json!([{ "type": "agent_delegation", "scopes": scopes }]),
        )
    }

    /// Constraints, beside the scopes that it has.
    #[must_use]
    pub fn constraints(mut self, constraints: Value) -> Self {
        self.claims["authorization_details"][0]["constraints"] = constraints;
        self
    }

    /// Signs with another key, the rest left as it is.
    #[must_use]
    pub fn signed_by(mut self, key: &Key) -> Self {
        self.signer = key.clone();
        self
    }

    /// The holder's key is in `cnf` itself, and its thumbprint is not.
    #[must_use]
    pub fn confirming_the_key(self) -> Self {
        let jwk = public(&self.holder);
        self.claim("cnf", json!({ "jwk": jwk }))
    }

    /// Whose key `cnf` names.
    pub fn holder(&self) -> &Key {
        &self.holder
    }

    /// The header's text, canonical.
    pub fn header_text(&self) -> String {
        canonical(&Value::Object(self.header.clone()))
    }

    /// The payload's text, canonical.
    pub fn payload_text(&self) -> String {
        canonical(&Value::Object(self.claims.clone()))
    }

    /// The token.
    pub fn mint(&self) -> String {
        self.mint_as(&self.header_text(), &self.payload_text())
    }

    /// A token with this header and payload, signed all the same.
    pub fn mint_as(&self, header: &str, payload: &str) -> String {
        compact(header, payload, &self.signer)
    }

    fn number(&self, name: &str) -> u64 {
        self.claims[name].as_u64().expect("a whole number")
    }
}

fn public(key: &Key) -> Value {
    serde_json::from_str(&key.bare_jwk()).expect("a key is JSON")
}

/// RFC 8785, as far as tokens of tests need it: no number that JSON writers print in different ways.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            let members: Vec<_> = members
                .into_iter()
                .map(|(name, value)| format!("{}:{}", crate::string(name), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}
