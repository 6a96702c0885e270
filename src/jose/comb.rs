//! Multiples of points that stay, by prepared tables: what depends on the points alone is worked out once. All of it is
//! public, so time may depend on it. The arithmetic is the curve's library's, and holds for all points, equal, opposite
//! and neutral.

use std::fmt;
use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A scalar is some words of as many bits as there are places, and a digit one bit from each word, at the same place.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) words: usize,
    pub(super) places: usize,
}

impl Shape {
    /// 512 entries, which a key has to earn.
    pub(super) const KEY: Self = Self {
        words: 8,
        places: 32,
    };

    /// 3072 entries, for a point that all keys have in common: a quarter of its additions less.
    pub(super) const BASE: Self = Self {
        words: 11,
        places: 24,
    };

    pub(super) const fn bits(self) -> usize {
        self.words.saturating_mul(self.places)
    }
}

/// How many places one table serves, and how often a sum is doubled. By 4, a key's tables would take twice the room and
/// the time to make: measured in Wasm, not worth it.
pub(super) const STRIDE: usize = 8;

/// How many verifications a key does without tables: as many as a request presents tokens by default, so that what a chain costs
/// grows with its length, the first time too. In Wasm, making a key's tables takes as long as 3 to 5 of these: a key costs at
/// most some twice what the better choice would have, and one that is not used costs nothing.
pub(super) const UNPREPARED: u32 = 8;

/// A point of a curve, and the operations of its library.
pub(super) trait Point: Copy {
    /// The form in which tables hold it: the one that is quickest to add.
    type Entry: Copy;

    fn neutral() -> Self;

    fn twice(&self) -> Self;
    fn add(&self, other: &Self) -> Self;
    fn subtract(&self, other: &Self) -> Self;
    fn add_entry(&self, entry: &Self::Entry) -> Self;
    fn subtract_entry(&self, entry: &Self::Entry) -> Self;
    fn entries(points: Vec<Self>) -> Vec<Self::Entry>;
}

/// The tables of one key, as soon as they pay.
pub(super) struct Prepared<P: Point> {
    used: AtomicU32,
    tables: OnceLock<Option<Tables<P>>>,
}

impl<P: Point> Prepared<P> {
    /// No tables, however often it is used.
    pub(super) fn never() -> Self {
        Self {
            used: AtomicU32::new(0),
            tables: OnceLock::from(None),
        }
    }

    /// None in the first uses, and where `make` makes none.
    pub(super) fn tables(&self, make: impl FnOnce() -> Option<Tables<P>>) -> Option<&Tables<P>> {
        let Self { used, tables } = self;
        if tables.get().is_none() && used.fetch_add(1, Ordering::Relaxed) < UNPREPARED {
            return None;
        }
        tables.get_or_init(make).as_ref()
    }

    #[cfg(test)]
    pub(super) fn is_made(&self) -> bool {
        self.tables.get().is_some()
    }
}

impl<P: Point> Default for Prepared<P> {
    fn default() -> Self {
        Self {
            used: AtomicU32::new(0),
            tables: OnceLock::new(),
        }
    }
}

impl<P: Point> fmt::Debug for Prepared<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared")
    }
}

/// A scalar as a sum of +2^i and -2^i, for every i below the shape's bits: no digit is zero, and half of them are enough,
/// as the others are their negatives. With bits c, that sum is 2c - (2^bits - 1), so c is half of the scalar and
/// 2^bits - 1, modulo the order (after Hedabou, Pinel and Bénéteau, 2005).
pub(super) struct Digits {
    half: [u8; 32],
    shape: Shape,
}

impl Digits {
    /// From c, in little-endian order.
    pub(super) fn new(half: [u8; 32], shape: Shape) -> Self {
        Self { half, shape }
    }

    pub(super) fn bit(&self, word: usize, place: usize) -> bool {
        let at = word.saturating_mul(self.shape.places).saturating_add(place);
        self.half
            .get(at >> 3)
            .is_some_and(|octet| (octet >> (at & 7)) & 1 == 1)
    }

    /// The entry for the digit at a place, and whether its negative is meant: where the highest word has a 0.
    fn at(&self, place: usize) -> (usize, bool) {
        let highest = self.shape.words.saturating_sub(1);
        let negative = !self.bit(highest, place);
        let entry = (0..highest).rev().fold(0, |entry, word| {
            (entry << 1) | usize::from(self.bit(word, place) != negative)
        });
        (entry, negative)
    }
}

/// The sum of two multiples, of points whose tables have the digits' shape. `None` cannot be: an entry would be missing.
pub(super) fn sum<P: Point>(terms: &[(&Tables<P>, Digits); 2]) -> Option<P> {
    (0..STRIDE).rev().try_fold(P::neutral(), |sum, place| {
        let mut sum = sum.twice();
        for (tables, digits) in terms {
            let places = (0..digits.shape.places).step_by(STRIDE);
            for (table, first) in tables.0.iter().zip(places) {
                let (entry, negative) = digits.at(first.saturating_add(place));
                let entry = table.get(entry)?;
                sum = if negative {
                    sum.subtract_entry(entry)
                } else {
                    sum.add_entry(entry)
                };
            }
        }
        Some(sum)
    })
}

/// One table for each place in eight. An entry is the sum of 2^(places w + place) times the point, for every word w: added
/// for the highest word, and for the others by the bits of the entry's number.
pub(super) struct Tables<P: Point>(Vec<Vec<P::Entry>>);

impl<P: Point> Tables<P> {
    /// `None` cannot be: there would be fewer powers than places.
    pub(super) fn new(point: P, shape: Shape) -> Option<Self> {
        let powers: Vec<_> = iter::successors(Some(point), |power| Some(power.twice()))
            .take(shape.bits())
            .collect();
        (0..shape.places)
            .step_by(STRIDE)
            .map(|place| Self::table(powers.get(place..)?, shape))
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The table for the place whose powers of two times the point come first.
    fn table(powers: &[P], shape: Shape) -> Option<Vec<P::Entry>> {
        let mut powers = powers.iter().step_by(shape.places);
        let lower: Vec<_> = powers
            .by_ref()
            .take(shape.words.saturating_sub(1))
            .collect();
        let least = lower
            .iter()
            .fold(*powers.next()?, |least, power| least.subtract(power));
        let mut entries = vec![least];
        for power in lower {
            let twice = power.twice();
            for made in 0..entries.len() {
                entries.push(entries.get(made)?.add(&twice));
            }
        }
        Some(P::entries(entries))
    }
}
