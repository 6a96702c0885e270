//! [`Algorithm`]: one row per signature algorithm. A header's string resolves here or nowhere.

use core::fmt;
use core::str::FromStr;

/// A signature algorithm (RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 9864).
///
/// `none` and HMAC have no row, so no configuration can allow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `Ed25519` (RFC 9864), verified strictly: canonical encodings, no small-order points.
    Ed25519,
    /// `EdDSA` (RFC 8037, deprecated by RFC 9864), with curve Ed25519 only. For lists and keys it is
    /// another algorithm than `Ed25519`.
    EdDsa,
    /// `ES256`: ECDSA on P-256 with SHA-256.
    Es256,
    /// `RS256`: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

/// What kind of key an algorithm takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyType {
    OkpEd25519,
    EcP256,
    Rsa,
}

struct Row {
    algorithm: Algorithm,
    name: &'static str,
    key_type: KeyType,
}

const TABLE: [Row; 4] = [
    Row {
        algorithm: Algorithm::Ed25519,
        name: "Ed25519",
        key_type: KeyType::OkpEd25519,
    },
    Row {
        algorithm: Algorithm::EdDsa,
        name: "EdDSA",
        key_type: KeyType::OkpEd25519,
    },
    Row {
        algorithm: Algorithm::Es256,
        name: "ES256",
        key_type: KeyType::EcP256,
    },
    Row {
        algorithm: Algorithm::Rs256,
        name: "RS256",
        key_type: KeyType::Rsa,
    },
];

impl Algorithm {
    /// The name in the IANA registry, as `alg` spells it.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    pub(crate) const fn key_type(self) -> KeyType {
        self.row().key_type
    }

    const fn row(self) -> &'static Row {
        match self {
            Self::Ed25519 => &TABLE[0],
            Self::EdDsa => &TABLE[1],
            Self::Es256 => &TABLE[2],
            Self::Rs256 => &TABLE[3],
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Case-sensitive (RFC 7515, section 4.1.1): `es256` is unknown.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        TABLE
            .iter()
            .find(|row| row.name == name)
            .map(|row| row.algorithm)
            .ok_or(UnknownAlgorithm(()))
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that no row of the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm(());

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of")?;
        TABLE
            .iter()
            .try_for_each(|row| write!(f, " `{}`", row.name))
    }
}

impl core::error::Error for UnknownAlgorithm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_match_their_variants() {
        for row in &TABLE {
            assert_eq!(row.algorithm.as_str(), row.name);
            assert_eq!(row.name.parse(), Ok(row.algorithm));
        }
        for name in ["none", "None", "HS256", "es256", "ES384", "", "Ed448"] {
            assert!(name.parse::<Algorithm>().is_err(), "{name}");
        }
    }
}
