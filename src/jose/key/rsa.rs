//! `RSA`: RSASSA-PSS and RSASSA-PKCS1-v1_5 (RFC 7518, sections 3.3, 3.5 and 6.3; RFC 8017).

use crypto_bigint::modular::BoxedMontyForm;
use crypto_bigint::{BoxedUint, MontyForm, MontyMultiplier as _};
use rsa::RsaPublicKey;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pss::Pss;
use rsa::traits::PublicKeyParts as _;
use sha2::Digest;
use sha2::digest::FixedOutputReset;
use sha2::digest::const_oid::AssociatedOid;

use super::member::Unusable;

#[cfg(test)]
mod tests;

/// The bare key: its `alg`, or the caller's list, says which scheme it serves.
#[derive(Clone, Debug)]
pub(in crate::jose) struct Rsa(Box<RsaPublicKey>);

impl Rsa {
    pub(super) fn read(n: &[u8], e: &[u8]) -> Result<Self, Unusable> {
        // RFC 7518, section 6.3.1.1: no leading zero octet. Section 3.3: 2048 bits or more; above 8192 the
        // work is an attack
        let bits = match n.first() {
            None | Some(0) => return Err(Unusable::Skip("`n` is not minimal")),
            Some(first) => n
                .len()
                .saturating_mul(8)
                .saturating_sub(leading_zeros(*first)),
        };
        if !(2048..=8192).contains(&bits) {
            return Err(Unusable::Skip("`n` is not of 2048 to 8192 bits"));
        }
        if n.last().is_none_or(|last| last & 1 == 0) {
            return Err(Unusable::Skip("`n` is even"));
        }
        super::roca::check(n)?;
        // SP 800-89, section 5.3.3: 65537 or more; odd. Above 32 bits nobody means it
        let exponent = e
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let minimal = e.len() <= 4 && e.first().is_some_and(|first| *first != 0);
        if !minimal || exponent < 65537 || exponent & 1 == 0 {
            return Err(Unusable::Skip(
                "`e` is not an odd number from 65537 to 2^32",
            ));
        }
        RsaPublicKey::new(
            BoxedUint::from_be_slice_vartime(n),
            BoxedUint::from(exponent),
        )
        .map(|key| Self(Box::new(key)))
        .map_err(|_| Unusable::Skip("not an RSA key"))
    }

    /// RFC 7518, section 3.3; RFC 8017, section 8.2.2: as long as the modulus, and the whole encoded block compared.
    #[inline(never)]
    pub(super) fn verifies_pkcs1<H: Digest + AssociatedOid>(
        &self,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let expected = self.encoded::<H>(message);
        expected.is_some() && self.opened(signature) == expected
    }

    /// RFC 8017, section 5.2.2: RSAVP1. The library's takes twice the time, as if the exponent were secret.
    fn opened(&self, signature: &[u8]) -> Option<BoxedUint> {
        let (params, exponent) = (self.0.n_params(), self.0.e());
        // RFC 8017, section 8.2.2, step 1
        if signature.len() != self.0.size() {
            return None;
        }
        let signature = BoxedUint::from_be_slice(signature, self.0.n_bits_precision()).ok()?;
        // step 1 of section 5.2.2
        if signature >= **self.0.n() {
            return None;
        }
        let base = BoxedMontyForm::new(signature, params);
        let mut multiplier = <BoxedMontyForm as MontyForm>::Multiplier::from(params);
        let mut power = base.clone();
        for bit in (0..exponent.bits().saturating_sub(1)).rev() {
            multiplier.square_assign(&mut power);
            if exponent.bit_vartime(bit) {
                multiplier.mul_assign(&mut power, &base);
            }
        }
        Some(power.retrieve())
    }

    /// RFC 8017, section 9.2: EMSA-PKCS1-v1_5, as a number. None where the modulus is too short, which ours are not.
    fn encoded<H: Digest + AssociatedOid>(&self, message: &[u8]) -> Option<BoxedUint> {
        let prefix = Pkcs1v15Sign::new::<H>().prefix;
        let hash = H::digest(message);
        let rest = prefix.len().saturating_add(hash.len());
        let padding = self.0.size().checked_sub(rest)?.checked_sub(3)?;
        let padding = vec![0xff; padding];
        let block = [&[0, 1], padding.as_slice(), &[0], &prefix, &hash].concat();
        BoxedUint::from_be_slice(&block, self.0.n_bits_precision()).ok()
    }

    /// RFC 7518, section 3.5: MGF1 with the same hash, and a salt exactly as long as the hash.
    #[inline(never)]
    pub(super) fn verifies_pss<H: Digest + FixedOutputReset>(
        &self,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.0
            .verify(Pss::<H>::new(), &H::digest(message), signature)
            .is_ok()
    }
}

#[expect(clippy::as_conversions, reason = "at most 8; `usize` has no From<u32>")]
fn leading_zeros(byte: u8) -> usize {
    byte.leading_zeros() as usize
}
