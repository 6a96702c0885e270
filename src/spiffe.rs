//! [`SpiffeId`]: the names of workloads, `spiffe://example.org/agent/7`. One spelling each, so that comparing bytes is
//! comparing names.

#[cfg(test)]
mod tests;

/// A SPIFFE ID (SPIFFE-ID, section 2), or a workload identifier of the same form, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpiffeId<'a> {
    domain_uri: &'a str,
    path: &'a str,
}

impl<'a> SpiffeId<'a> {
    /// None unless it is a SPIFFE ID in its canonical form. Upper case in the scheme or in the trust domain would be
    /// another spelling of the same name (SPIFFE-ID, section 2.4), and must not be written (section 2.1).
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        Self::of_scheme(text, "spiffe://")
    }

    /// The same, or an identifier of the scheme `wimse` (draft-ietf-wimse-identifier-02, section 4.4), which leaves the path
    /// open: here it is that of a SPIFFE ID.
    pub(crate) fn parse_workload(text: &'a str) -> Option<Self> {
        Self::parse(text).or_else(|| Self::of_scheme(text, "wimse://"))
    }

    fn of_scheme(text: &'a str, scheme: &str) -> Option<Self> {
        // SPIFFE-ID, section 2.3: 2048 bytes in all, 255 of them the trust domain
        let rest = Some(text)
            .filter(|text| text.len() <= 2048)?
            .strip_prefix(scheme)?;
        let (trust_domain, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // Section 2.1: no user, no port, no percent-encoding
        let is_domain = (1..=255).contains(&trust_domain.len())
            && trust_domain
                .bytes()
                .all(|b| b.is_ascii_lowercase() || is_plain(b));
        // Section 2.2: no segment is empty or relative, so no slash ends the path either
        let is_path = path.is_empty() || path.split('/').skip(1).all(is_segment);
        (is_domain && is_path).then_some(Self {
            domain_uri: text.strip_suffix(path)?,
            path,
        })
    }

    /// `spiffe://example.org`, the identifier of the trust domain itself.
    pub(crate) fn domain_uri(&self) -> &'a str {
        self.domain_uri
    }

    /// `/agent/7`. Empty where the trust domain itself is named.
    pub(crate) fn path(&self) -> &'a str {
        self.path
    }
}

fn is_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
        && segment
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || is_plain(b))
}

fn is_plain(b: u8) -> bool {
    b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_')
}
