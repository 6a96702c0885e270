//! `AKP`: ML-DSA (RFC 9964; FIPS 204).

use core::fmt;

use ml_dsa::{EncodedVerifyingKey, MlDsaParams, Signature, VerifyingKey};

use super::member::Unusable;

/// Boxed: with its matrix a key has tens of kilobytes.
#[derive(Clone)]
pub(in crate::jose) struct Akp<P: MlDsaParams>(Box<VerifyingKey<P>>);

impl<P: MlDsaParams> Akp<P> {
    pub(super) fn read(public: &[u8]) -> Result<Self, Unusable> {
        // FIPS 204, section 4, table 2: 1312 octets for ML-DSA-44, 1952 for ML-DSA-65
        let public: &EncodedVerifyingKey<P> = public
            .try_into()
            .map_err(|_| Unusable::Skip("`pub` has not the length of its `alg`"))?;
        Ok(Self(Box::new(VerifyingKey::decode(public))))
    }

    /// FIPS 204, algorithm 3, with the empty context that RFC 9964 asks for.
    #[inline(never)]
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::try_from(signature)
            .is_ok_and(|signature| self.0.verify_with_context(message, &[], &signature))
    }
}

impl<P: MlDsaParams> fmt::Debug for Akp<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Akp")
    }
}
