//! ES256 by prepared tables. A verification is one multiple of the base point and one of the key; both points stay, so
//! what depends on them alone is worked out once. All of it is public, so time may depend on it.
//!
//! All arithmetic is `p256`'s: its formulas are for all points, equal, opposite and at infinity. (Formulas that are faster
//! because nothing is secret were tried, and took a third off again; but a curve's formulas are a library's.) The tests
//! hold every verdict to that of `p256` itself.

use std::fmt;
use std::iter;
use std::sync::atomic::{AtomicU32, Ordering};
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

#[cfg(test)]
mod tests;

/// A scalar is 8 words of 32 bits, and a digit one bit from each, at the same place.
const WORDS: usize = 8;
const PLACES: usize = 32;

/// How many places one table serves. By 8, a sum takes 64 additions and 7 doublings, and a key's tables 36 KiB. By 4,
/// it would take 3 doublings, and the tables 72 KiB and twice the time to make: measured in Wasm, not worth it.
const STRIDE: usize = 8;

/// Half of the 256 digits: the others are their negatives.
const ENTRIES: usize = 128;

/// How many verifications a key does without tables: in Wasm, making its tables takes as long as 3 or 4 of these. So
/// a key costs at most some twice what the better choice would have, and one that is not used costs nothing.
const UNPREPARED: u32 = 4;

/// A key for ES256. Clones share their tables.
#[derive(Clone, Debug)]
pub(super) struct Es256Key {
    key: VerifyingKey,
    prepared: Arc<Prepared>,
}

#[derive(Default)]
struct Prepared {
    used: AtomicU32,
    tables: OnceLock<Option<Tables>>,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared")
    }
}

impl Es256Key {
    /// SEC 1, section 2.3.4: a point as octets; none if it is not on the curve.
    pub(super) fn from_sec1(point: &[u8]) -> Option<Self> {
        Some(Self {
            key: VerifyingKey::from_sec1_bytes(point).ok()?,
            prepared: Arc::default(),
        })
    }

    /// Whether `signature`, r and s of 32 octets each, is this key's over `message`.
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

    /// The tables of the base point and of the key, as soon as they pay.
    fn tables(&self) -> Option<(&Tables, &Tables)> {
        static BASE: OnceLock<Option<Tables>> = OnceLock::new();
        let Prepared { used, tables } = self.prepared.as_ref();
        if tables.get().is_none() && used.fetch_add(1, Ordering::Relaxed) < UNPREPARED {
            return None;
        }
        let base = BASE.get_or_init(|| Tables::new(AffinePoint::GENERATOR));
        let key = tables.get_or_init(|| Tables::new(*self.key.as_affine()));
        base.as_ref().zip(key.as_ref())
    }
}

/// FIPS 186-5, section 6.4.2, steps 3 to 8. The key is a point on the curve, and not at infinity, by its type.
fn verifies(base: &Tables, key: &Tables, hash: &FieldBytes, signature: &Signature) -> bool {
    let (r, s) = signature.split_scalars();
    let inverse = s.invert_vartime();
    let terms = [
        (base, Digits::new(Scalar::reduce(hash) * *inverse)),
        (key, Digits::new(*r * *inverse)),
    ];
    // step 6: not at infinity
    sum(&terms)
        .filter(|sum| *sum != ProjectivePoint::IDENTITY)
        .is_some_and(|sum| Scalar::reduce(&sum.to_affine().x()) == *r)
}

/// The sum of the terms. `None` cannot be: an entry would be missing.
fn sum(terms: &[(&Tables, Digits); 2]) -> Option<ProjectivePoint> {
    (0..STRIDE)
        .rev()
        .try_fold(ProjectivePoint::IDENTITY, |sum, place| {
            let mut sum = sum.double();
            for (tables, digits) in terms {
                for (table, first) in tables.0.iter().zip((0..PLACES).step_by(STRIDE)) {
                    let (entry, negative) = digits.at(first.saturating_add(place));
                    let point = table.get(usize::from(entry))?;
                    sum = if negative { sum - point } else { sum + point };
                }
            }
            Some(sum)
        })
}

/// A scalar as a sum of +2^i and -2^i, for every i from 0 to 255: no digit is zero, and half of them are enough.
/// With bits c, that sum is 2c - (2^256 - 1), so c is half of the scalar and 2^256 - 1, modulo n
/// (after Hedabou, Pinel and Bénéteau, 2005).
struct Digits([u32; WORDS]);

impl Digits {
    fn new(scalar: Scalar) -> Self {
        let all = Scalar::reduce(&FieldBytes::from([0xff; 32]));
        let bytes = ((scalar + all) * Scalar::TWO_INV).to_repr();
        let mut words = [0; WORDS];
        for (word, octets) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = octets
                .iter()
                .fold(0, |word, octet| (word << 8) | u32::from(*octet));
        }
        Self(words)
    }

    /// The entry for the digit at a place, and whether its negative is meant: where the highest word has a 0.
    fn at(&self, place: usize) -> (u8, bool) {
        let digit = self.0.iter().fold(0_u8, |digit, word| {
            (digit << 1) | u8::from((word >> place) & 1 == 1)
        });
        if digit & 0x80 == 0 {
            (!digit & 0x7f, true)
        } else {
            (digit & 0x7f, false)
        }
    }
}

/// One table for each place in eight. An entry is the sum of 2^(32 w + place) times the point, for every word w: added
/// for the highest word, and for the others by the bits of the entry's number. It is not at infinity, since a power of
/// two times an odd number below 2^226 is no multiple of n.
struct Tables(Vec<[AffinePoint; ENTRIES]>);

impl Tables {
    /// `None` cannot be: there would be fewer powers than places.
    fn new(point: AffinePoint) -> Option<Self> {
        let powers: Vec<_> = iter::successors(Some(ProjectivePoint::from(point)), |power| {
            Some(power.double())
        })
        .take(WORDS.saturating_mul(PLACES))
        .collect();
        (0..PLACES)
            .step_by(STRIDE)
            .map(|place| Self::table(powers.get(place..)?))
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The table for the place whose powers of two times the point come first.
    fn table(powers: &[ProjectivePoint]) -> Option<[AffinePoint; ENTRIES]> {
        let mut powers = powers.iter().step_by(PLACES);
        let lower: Vec<_> = powers.by_ref().take(7).collect();
        let least = lower
            .iter()
            .fold(*powers.next()?, |least, power| least - **power);
        let mut entries = [least; ENTRIES];
        let mut made = 1;
        for power in lower {
            let (old, new) = entries.split_at_mut_checked(made)?;
            let twice = power.double();
            for (new, old) in new.iter_mut().zip(old) {
                *new = *old + twice;
            }
            made = made.saturating_mul(2);
        }
        Some(ProjectivePoint::batch_normalize(&entries))
    }
}
