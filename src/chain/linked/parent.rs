//! [`Parent`]: a token whose child is read. What gates verify and what agents derive goes through here.

use super::{Draft, check_hash, check_link};
use crate::denial::{Code, Denial};
use crate::jose::json::Object;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::profile::Reads;
use crate::token::{Claims, Reader};

/// A token, by what its children depend on.
#[derive(Clone, Copy)]
pub(crate) struct Parent<'a> {
    rules: &'a dyn Reads,
    draft: &'a dyn Draft,
    claims: &'a Claims,
    hash: &'a [u8; 32],
}

impl<'a> Parent<'a> {
    /// `rules` are those of its issuer's profile, and `hash` is that of its signing input.
    pub(crate) fn new(
        rules: &'a dyn Reads,
        claims: &'a Claims,
        hash: &'a [u8; 32],
    ) -> Result<Self, Denial> {
        let internal = || Denial::new(Code::Internal, "the issuer has no linked chains");
        Ok(Self {
            draft: rules.linked().ok_or_else(internal)?,
            rules,
            claims,
            hash,
        })
    }

    /// Takes the child apart.
    pub(crate) fn parse<'t>(&self, token: &'t str, limits: &Limits) -> Result<Jws<'t>, Denial> {
        match self.draft.brings_key() {
            true => Jws::parse_bringing_key(token, limits),
            false => Jws::parse(token, limits),
        }
    }

    /// The key that has to verify it.
    pub(crate) fn key_of(&self, child: &Jws<'_>) -> Result<Jwk, Denial> {
        self.draft.check_child_header(child)?;
        self.draft.child_key(self.claims, child)
    }

    /// What it says, and that this is no more than the parent grants. Its signature has been verified.
    pub(crate) fn read(
        &self,
        child: &Jws<'_>,
        payload: &Object,
        limits: &Limits,
    ) -> Result<Claims, Denial> {
        self.rules.check_form(child, payload)?;
        let claims = self
            .draft
            .read_child(&Reader::new(payload, limits), self.claims)?;
        check_hash(Some(self.hash), &claims)?;
        check_link(self.draft, self.claims, &claims)?;
        Ok(claims)
    }
}
