//! What chains of every kind ask of a token and of those before it.

use std::sync::Arc;

use crate::denial::{Code, Denial};
use crate::token::{Claims, VerifiedToken};

/// For whom, how long, and since when: nothing of it is more than in `parent`, which sentences call `before`.
pub(super) fn check_bounds(child: &Claims, parent: &Claims, before: &str) -> Result<(), Denial> {
    if !child.audience.is_within(&parent.audience) {
        return Err(Denial::new(
            Code::AudienceWidened,
            format!("it is for an audience that {before} is not for"),
        ));
    }
    if child.expires > parent.expires.plus(child.lineage.rounding) {
        return Err(Denial::new(
            Code::ExpiryExtended,
            format!(
                "it expires at {}, {} s after {before}",
                child.expires,
                child.expires.seconds_since(parent.expires)
            ),
        ));
    }
    match child.issued < parent.issued || child.issued.is_none() {
        true => Err(Denial::new(
            Code::IssuedBeforeParent,
            format!("it was issued before {before}"),
        )),
        false => Ok(()),
    }
}

/// An issuer gives an identifier once (RFC 7519, section 4.1.7). Of tokens without one nothing says that they are one.
pub(super) fn check_not_repeated(
    child: &Claims,
    earlier: &[Arc<VerifiedToken>],
) -> Result<(), Denial> {
    let is_child = |one: &Arc<VerifiedToken>| {
        one.claims.token_id == child.token_id && one.claims.issuer == child.issuer
    };
    match child.token_id.is_some() && earlier.iter().any(is_child) {
        true => Err(Denial::new(
            Code::TokenRepeated,
            "an earlier token of the chain has the same `jti`",
        )),
        false => Ok(()),
    }
}
