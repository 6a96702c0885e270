//! ES256 by prepared tables: a verification is one multiple of the base point and one of the key.
//!
//! All arithmetic is `p256`'s. (Formulas that are faster because nothing is secret were tried, and took a third off again;
//! but a curve's formulas are a library's.) The tests hold every verdict to that of `p256` itself.

use std::sync::{Arc, OnceLock};

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::BatchNormalize as _;
use p256::elliptic_curve::Group as _;
use p256::elliptic_curve::ff::PrimeField as _;
use p256::elliptic_curve::ops::{Invert as _, Reduce as _};
use p256::elliptic_curve::point::AffineCoordinates as _;
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use sha2::{Digest as _, Sha256};

use super::comb::{self, Digits, Point, Prepared, Shape, Tables};

#[cfg(test)]
mod tests;

/// A key for ES256. Clones share their tables.
#[derive(Clone, Debug)]
pub(super) struct Es256Key {
    key: VerifyingKey,
    prepared: Arc<Prepared<ProjectivePoint>>,
}

impl Es256Key {
    /// SEC 1, section 2.3.4: a point as octets; none if it is not on the curve.
    pub(super) fn from_sec1(point: &[u8]) -> Option<Self> {
        Some(Self {
            key: VerifyingKey::from_sec1_bytes(point).ok()?,
            prepared: Arc::default(),
        })
    }

    pub(super) fn without_tables(self) -> Self {
        Self {
            prepared: Arc::new(Prepared::never()),
            ..self
        }
    }

    /// Whether `signature`, r and s of 32 octets each, is this key's over `message`.
    #[inline(never)]
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // FIPS 186-5, section 6.4.2, step 1: r and s are from 1 to n - 1
        let Ok(signature) = Signature::from_slice(signature) else {
            return false;
        };
        let hash = FieldBytes::from(Sha256::digest(message));
        match self.tables() {
            Some((base, key)) => verifies(base, key, &hash, &signature),
            None => self.key.verify_prehash(&hash, &signature).is_ok(),
        }
    }

    fn tables(&self) -> Option<(&Tables<ProjectivePoint>, &Tables<ProjectivePoint>)> {
        static BASE: OnceLock<Option<Tables<ProjectivePoint>>> = OnceLock::new();
        let key = self
            .prepared
            .tables(|| Tables::new((*self.key.as_affine()).into(), Shape::KEY))?;
        let base = BASE.get_or_init(|| Tables::new(ProjectivePoint::GENERATOR, Shape::BASE));
        Some((base.as_ref()?, key))
    }
}

/// FIPS 186-5, section 6.4.2, steps 3 to 8. The key is a point on the curve, and not at infinity, by its type.
fn verifies(
    base: &Tables<ProjectivePoint>,
    key: &Tables<ProjectivePoint>,
    hash: &FieldBytes,
    signature: &Signature,
) -> bool {
    let (r, s) = signature.split_scalars();
    let inverse = s.invert_vartime();
    let terms = [
        (base, digits(Scalar::reduce(hash) * *inverse, Shape::BASE)),
        (key, digits(*r * *inverse, Shape::KEY)),
    ];
    // step 6: not at infinity
    comb::sum(&terms)
        .filter(|sum| *sum != ProjectivePoint::IDENTITY)
        .is_some_and(|sum| Scalar::reduce(&sum.to_affine().x()) == *r)
}

fn digits(scalar: Scalar, shape: Shape) -> Digits {
    let beyond = Scalar::from(1_u64 << shape.bits().saturating_sub(256));
    let all = Scalar::reduce(&FieldBytes::from([0xff; 32])) * beyond + (beyond - Scalar::ONE);
    let mut half: [u8; 32] = ((scalar + all) * Scalar::TWO_INV).to_repr().into();
    half.reverse();
    Digits::new(half, shape)
}

/// No entry is at infinity, since a power of two times an odd number below 2^241 is no multiple of n.
impl Point for ProjectivePoint {
    type Entry = AffinePoint;

    fn neutral() -> Self {
        Self::IDENTITY
    }

    fn twice(&self) -> Self {
        self.double()
    }

    fn add(&self, other: &Self) -> Self {
        self + other
    }

    fn subtract(&self, other: &Self) -> Self {
        self - other
    }

    fn add_entry(&self, entry: &AffinePoint) -> Self {
        self + entry
    }

    fn subtract_entry(&self, entry: &AffinePoint) -> Self {
        self - entry
    }

    fn entries(points: Vec<Self>) -> Vec<AffinePoint> {
        Self::batch_normalize(points.as_slice())
    }
}
