//! Linked chains, right unless told otherwise: every token after the first is signed with the key that the one before it confirms.

use crate::token::{Members, changed_by_members};
use crate::{ISSUER, Key, NOW, compact, hash, string};

/// How `cnf` names the holder's key.
#[derive(Clone, Copy)]
pub enum Confirms {
    /// `jwk`: the key itself.
    Jwk,
    /// `jkt`: its thumbprint.
    Jkt,
}

/// Starts a chain: a root of [`ISSUER`], signed with `key`, for whoever holds `holder`. It may be delegated three times.
pub fn linked_root(key: &Key, typ: &str, holder: &Key, confirms: Confirms) -> Linked {
    let mut root = Linked {
        key: key.clone(),
        holder: holder.clone(),
        confirms,
        depth: 0,
        header: Members::default(),
        claims: Members::default(),
    };
    root.header.set("alg", string(key.alg()));
    root.header.set("typ", string(typ));
    if let Some(kid) = key.kid() {
        root.header.set("kid", string(kid));
    }
    root.claim("iss", string(ISSUER))
        .claim("jti", string("l-0"))
        .claim("iat", (NOW - 60).to_string())
        .claim("exp", (NOW + 600).to_string())
        .claim("del_depth", "0")
        .claim("del_max_depth", "3")
        .held_by(holder)
}

/// A token of a linked chain in the making. Members stand in the order in which they were first named.
#[derive(Clone)]
pub struct Linked {
    key: Key,
    holder: Key,
    confirms: Confirms,
    depth: u64,
    header: Members,
    claims: Members,
}

changed_by_members!(Linked);

impl Linked {
    /// The next token, as the holder of this one makes it for whoever holds `holder`: every claim is this one's but `jti`,
    /// `cnf`, `del_depth`, `par_hash`, and `iss`, which is the thumbprint URI of the key that signs it (RFC 9278).
    #[must_use]
    pub fn child(&self, holder: &Key) -> Self {
        let mut child = self.clone();
        child.key = self.holder.clone();
        child.depth += 1;
        child.header.set("alg", string(child.key.alg()));
        child.header.remove("kid");
        let depth = child.depth.to_string();
        child
            .claim("iss", string(&thumbprint_uri(&self.holder)))
            .claim("jti", string(&format!("l-{depth}")))
            .claim("del_depth", depth)
            .claim("par_hash", string(&self.link_hash()))
            .held_by(holder)
    }

    /// For whoever holds this key: they make the children.
    #[must_use]
    pub fn held_by(mut self, holder: &Key) -> Self {
        self.holder = holder.clone();
        let cnf = match self.confirms {
            Confirms::Jwk => format!(r#"{{"jwk":{}}}"#, holder.bare_jwk()),
            Confirms::Jkt => format!(r#"{{"jkt":{}}}"#, string(&holder.thumbprint())),
        };
        self.claim("cnf", cnf)
    }

    /// Who makes the children, and proves the last token.
    pub fn holder(&self) -> &Key {
        &self.holder
    }

    /// What the children of this token hold of it: SHA-256 of its signing input.
    pub fn link_hash(&self) -> String {
        let token = self.mint();
        hash(token.rsplit_once('.').expect("three parts").0)
    }

    /// The payload's text.
    pub fn payload_text(&self) -> String {
        self.claims.text()
    }

    /// The token.
    pub fn mint(&self) -> String {
        compact(self.header.text(), self.claims.text(), &self.key)
    }
}

/// How a key is named where a URI has to stand (RFC 9278).
pub fn thumbprint_uri(key: &Key) -> String {
    format!(
        "urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}",
        key.thumbprint()
    )
}
