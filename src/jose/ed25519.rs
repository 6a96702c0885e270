//! Ed25519, verified strictly (RFC 8032, section 5.1.7), by prepared tables: R is one multiple of the base point less one
//! of the key. The tests hold every verdict to that of `ed25519-dalek` itself.

use std::sync::{Arc, OnceLock};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::Identity as _;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha512};

use super::comb::{self, Digits, Point, Prepared, Shape, Tables};

#[cfg(test)]
mod tests;

/// A key for Ed25519. Clones share their tables.
#[derive(Clone, Debug)]
pub(super) struct Ed25519Key {
    key: VerifyingKey,
    prepared: Arc<Prepared<EdwardsPoint>>,
}

impl Ed25519Key {
    pub(super) fn new(key: VerifyingKey) -> Self {
        Self {
            key,
            prepared: Arc::default(),
        }
    }

    pub(super) fn without_tables(self) -> Self {
        Self {
            prepared: Arc::new(Prepared::never()),
            ..self
        }
    }

    /// Whether `signature`, R and S of 32 octets each, is this key's over `message`.
    #[inline(never)]
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else {
            return false;
        };
        match self.tables() {
            Some((base, key)) => verifies(base, key, self.key.as_bytes(), message, &signature),
            None => self.key.verify_strict(message, &signature).is_ok(),
        }
    }

    fn tables(&self) -> Option<(&Tables<EdwardsPoint>, &Tables<EdwardsPoint>)> {
        static BASE: OnceLock<Option<Tables<EdwardsPoint>>> = OnceLock::new();
        let key = self.prepared.tables(|| prepare(&self.key.to_edwards()))?;
        let base = BASE.get_or_init(|| Tables::new(ED25519_BASEPOINT_POINT, Shape::KEY));
        Some((base.as_ref()?, key))
    }
}

/// Digits are modulo the order of the base point. A key that is not a multiple of the base point has another order: it
/// is left to the library.
fn prepare(key: &EdwardsPoint) -> Option<Tables<EdwardsPoint>> {
    key.is_torsion_free()
        .then(|| Tables::new(*key, Shape::KEY))
        .flatten()
}

/// RFC 8032, section 5.1.7, with the equation that has no cofactor.
fn verifies(
    base: &Tables<EdwardsPoint>,
    key: &Tables<EdwardsPoint>,
    x: &[u8; 32],
    message: &[u8],
    signature: &Signature,
) -> bool {
    // step 1: S is below the order
    let Some(s) = Scalar::from_canonical_bytes(*signature.s_bytes()).into_option() else {
        return false;
    };
    let hash = Sha512::new()
        .chain_update(signature.r_bytes())
        .chain_update(x)
        .chain_update(message)
        .finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    // step 3, for R: as octets, so that R has one encoding only. A small-order R would fit many messages
    comb::sum(&[(base, digits(s)), (key, digits(-k))])
        .filter(|r| !r.is_small_order())
        .is_some_and(|r| r.compress() == CompressedEdwardsY(*signature.r_bytes()))
}

fn digits(scalar: Scalar) -> Digits {
    let all = Scalar::from_bytes_mod_order([0xff; 32]);
    Digits::new((scalar + all).div_by_2().to_bytes(), Shape::KEY)
}

impl Point for EdwardsPoint {
    type Entry = Self;

    fn neutral() -> Self {
        Self::identity()
    }

    fn twice(&self) -> Self {
        self + self
    }

    fn add(&self, other: &Self) -> Self {
        self + other
    }

    fn subtract(&self, other: &Self) -> Self {
        self - other
    }

    fn add_entry(&self, entry: &Self) -> Self {
        self + entry
    }

    fn subtract_entry(&self, entry: &Self) -> Self {
        self - entry
    }

    fn entries(points: Vec<Self>) -> Vec<Self> {
        points
    }
}
