//! [`WorkloadId`]: ZeroID's name of an agent.

use crate::spiffe::SpiffeId;

/// `spiffe://{trust domain}/{account}/{project}/{identity type}/{external id}`.
#[derive(Clone, Copy)]
pub(super) struct WorkloadId<'a> {
    pub(super) account: &'a str,
    pub(super) project: &'a str,
    pub(super) identity_type: &'a str,
    pub(super) external_id: &'a str,
}

impl<'a> WorkloadId<'a> {
    /// ZeroID OAuth extensions, section 3.1: a SPIFFE ID whose path has four segments.
    pub(super) fn parse(text: &'a str, trust_domain: &str) -> Option<Self> {
        let id = SpiffeId::parse(text)?;
        let domain = id.domain_uri().strip_prefix("spiffe://")?;
        let mut segments = id.path().split('/').skip(1);
        let agent = Self {
            account: segments.next()?,
            project: segments.next()?,
            identity_type: segments.next()?,
            external_id: segments.next()?,
        };
        (segments.next().is_none() && domain == trust_domain).then_some(agent)
    }
}

/// Is it, or could somebody take it for, a SPIFFE ID of any trust domain? Schemes are the same in any letter case (RFC
/// 3986, section 3.1).
pub(super) fn is_spiffe(text: &str) -> bool {
    text.get(..SCHEME.len())
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

/// A DNS name in lower case: labels of letters, digits and hyphens (RFC 1123, section 2.1).
pub(super) fn is_trust_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

const SCHEME: &str = "spiffe:";
