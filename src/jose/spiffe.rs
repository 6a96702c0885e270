//! [`SpiffeUse`]: what a key of a SPIFFE bundle is for.

/// A kind of SVID. In a bundle each key is for one kind (SPIFFE Trust Domain and Bundle, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpiffeUse {
    /// Keys with `use` `jwt-svid`.
    JwtSvid,
    /// Keys with `use` `wit-svid`.
    WitSvid,
}

#[cfg(test)]
mod tests;
