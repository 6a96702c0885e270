//! [`Algorithm`]: one row per signature algorithm. A header's string resolves here or nowhere.

use core::fmt;
use core::str::FromStr;

macro_rules! algorithms {
    ($($(#[doc = $doc:literal])* $(#[cfg($condition:meta)])? $variant:ident = $name:literal, $key_type:ident;)+) => {
        /// A signature algorithm (RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 8812; RFC 9864; RFC 9964).
        ///
        /// `none` and HMAC have no row, so no configuration can allow them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Algorithm { $($(#[doc = $doc])* $(#[cfg($condition)])? $variant,)+ }

        impl Algorithm {
            /// Every algorithm of this build, in the order of the README.
            pub(crate) const ALL: &'static [Self] = &[$($(#[cfg($condition)])? Self::$variant,)+];

            /// The name in the IANA registry, as `alg` spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $($(#[cfg($condition)])? Self::$variant => $name,)+ }
            }

            pub(crate) const fn key_type(self) -> KeyType {
                match self { $($(#[cfg($condition)])? Self::$variant => KeyType::$key_type,)+ }
            }
        }
    };
}

algorithms! {
    /// `Ed25519` (RFC 9864), verified strictly: canonical encodings, no small-order points.
    Ed25519 = "Ed25519", OkpEd25519;
    /// `EdDSA` (RFC 8037, deprecated by RFC 9864), with curve Ed25519 only. For lists and keys it is
    /// another algorithm than `Ed25519`.
    EdDsa = "EdDSA", OkpEd25519;
    /// `ES256`: ECDSA on P-256 with SHA-256.
    Es256 = "ES256", EcP256;
    /// `ES384`: ECDSA on P-384 with SHA-384.
    Es384 = "ES384", EcP384;
    /// `ES512`: ECDSA on P-521 with SHA-512.
    Es512 = "ES512", EcP521;
    /// `PS256`: RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 octets.
    Ps256 = "PS256", Rsa;
    /// `PS384`: RSASSA-PSS with SHA-384, MGF1 with SHA-384, and a salt of 48 octets.
    Ps384 = "PS384", Rsa;
    /// `PS512`: RSASSA-PSS with SHA-512, MGF1 with SHA-512, and a salt of 64 octets.
    Ps512 = "PS512", Rsa;
    /// `RS256`: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = "RS256", Rsa;
    /// `RS384`: RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384 = "RS384", Rsa;
    /// `RS512`: RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512 = "RS512", Rsa;
    /// `ES256K`: ECDSA on secp256k1 with SHA-256 (RFC 8812). With the feature `es256k`.
    #[cfg(feature = "es256k")]
    Es256k = "ES256K", EcSecp256k1;
    /// `ML-DSA-44` with an empty context (RFC 9964). With the feature `ml-dsa`.
    #[cfg(feature = "ml-dsa")]
    MlDsa44 = "ML-DSA-44", AkpMlDsa44;
    /// `ML-DSA-65` with an empty context (RFC 9964). With the feature `ml-dsa`.
    #[cfg(feature = "ml-dsa")]
    MlDsa65 = "ML-DSA-65", AkpMlDsa65;
}

/// What kind of key an algorithm takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyType {
    OkpEd25519,
    EcP256,
    EcP384,
    EcP521,
    Rsa,
    #[cfg(feature = "es256k")]
    EcSecp256k1,
    #[cfg(feature = "ml-dsa")]
    AkpMlDsa44,
    #[cfg(feature = "ml-dsa")]
    AkpMlDsa65,
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Case-sensitive (RFC 7515, section 4.1.1): `es256` is unknown.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL
            .iter()
            .find(|algorithm| algorithm.as_str() == name)
            .copied()
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
        Algorithm::ALL
            .iter()
            .try_for_each(|algorithm| write!(f, " `{algorithm}`"))
    }
}

impl core::error::Error for UnknownAlgorithm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_row_or_nothing() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.as_str().parse(), Ok(*algorithm));
        }
        for name in [
            "none",
            "None",
            "HS256",
            "es256",
            "ES521",
            "PS1",
            "RS1",
            "",
            "Ed448",
            "ML-DSA-87",
        ] {
            assert!(name.parse::<Algorithm>().is_err(), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_the_table() {
        let mut expected = "not one of `Ed25519` `EdDSA` `ES256` `ES384` `ES512` `PS256` `PS384` \
                            `PS512` `RS256` `RS384` `RS512`"
            .to_owned();
        if cfg!(feature = "es256k") {
            expected += " `ES256K`";
        }
        if cfg!(feature = "ml-dsa") {
            expected += " `ML-DSA-44` `ML-DSA-65`";
        }
        assert_eq!(UnknownAlgorithm(()).to_string(), expected);
    }

    /// The features' rows come last, and the npm package is built without them.
    #[test]
    fn the_package_and_the_readme_list_the_table() {
        let shipped: Vec<_> = Algorithm::ALL
            .iter()
            .map(|algorithm| algorithm.as_str())
            .filter(|name| !matches!(*name, "ES256K" | "ML-DSA-44" | "ML-DSA-65"))
            .collect();
        let types = include_str!("../../pkg-template/src/types/config.ts");
        let union: String = shipped
            .iter()
            .map(|name| format!("\n  | '{name}'"))
            .collect();
        assert!(types.contains(&format!("export type Algorithm ={union}\n")));
        let row = format!("| those allowed, of `{}`. ", shipped.join("`, `"));
        assert!(include_str!("../../README.md").contains(&row));
    }
}
