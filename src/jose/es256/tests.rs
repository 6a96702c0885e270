//! Every verdict is that of `p256` itself, and every sum too.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use p256::NistP256;
use p256::elliptic_curve::ff::Field as _;
use p256::elliptic_curve::hazmat::FieldArithmetic;
use p256::elliptic_curve::point::DecompressPoint as _;

use super::*;
use crate::jose::comb::{STRIDE, UNPREPARED};

/// An integer modulo p.
type Field = <NistP256 as FieldArithmetic>::FieldElement;

/// Scalars at which a carry, a sign or a digit is at its end.
fn edges() -> Vec<Scalar> {
    let small = [0, 1, 2, 3, 0xff, u64::MAX].map(Scalar::from);
    let powers = (31_u64..256)
        .step_by(32)
        .flat_map(|i| [i, i + 1])
        .filter(|i| *i < 256)
        .map(|i| Scalar::from(2_u64).pow([i]));
    let all = Scalar::reduce(&FieldBytes::from([0xff; 32]));
    let plus: Vec<_> = small
        .into_iter()
        .chain(powers)
        .chain([all, Scalar::TWO_INV])
        .collect();
    let minus: Vec<_> = plus.iter().map(|scalar| -*scalar).collect();
    [plus, minus].concat()
}

/// Octets that differ in every test, and are the same in every run.
struct Octets(u32);

impl Octets {
    fn next(&mut self) -> FieldBytes {
        self.0 += 1;
        FieldBytes::from(Sha256::digest(self.0.to_be_bytes()))
    }

    fn scalar(&mut self) -> Scalar {
        Scalar::reduce(&self.next())
    }
}

fn times(point: ProjectivePoint, scalar: Scalar) -> ProjectivePoint {
    point.mul_vartime(&scalar)
}

fn base() -> &'static Tables<ProjectivePoint> {
    static BASE: OnceLock<Tables<ProjectivePoint>> = OnceLock::new();
    BASE.get_or_init(|| Tables::new(ProjectivePoint::GENERATOR, Shape::BASE).unwrap())
}

/// A key as it is, and its tables.
struct Both(VerifyingKey, Tables<ProjectivePoint>);

impl Both {
    fn of(point: ProjectivePoint) -> Self {
        Self(
            VerifyingKey::from_affine(point.to_affine()).unwrap(),
            Tables::new(point, Shape::KEY).unwrap(),
        )
    }

    /// What both say.
    fn verdict(&self, hash: &FieldBytes, r: &FieldBytes, s: &FieldBytes) -> bool {
        let Ok(signature) = Signature::from_slice(&[r.as_slice(), s.as_slice()].concat()) else {
            return false;
        };
        let own = verifies(base(), &self.1, hash, &signature);
        let reference = self.0.verify_prehash(hash, &signature).is_ok();
        assert_eq!(own, reference, "{hash:x?} {signature}");
        own
    }
}

fn assert_sum(key: &Tables<ProjectivePoint>, point: ProjectivePoint, u1: Scalar, u2: Scalar) {
    let own = comb::sum(&[
        (base(), digits(u1, Shape::BASE)),
        (key, digits(u2, Shape::KEY)),
    ])
    .unwrap();
    let expected = times(ProjectivePoint::GENERATOR, u1) + times(point, u2);
    assert_eq!(own, expected);
}

/// What each digit of a scalar stands for, in the order of the sum.
fn shares(scalar: Scalar, shape: Shape) -> Vec<Scalar> {
    let digits = digits(scalar, shape);
    let mut shares = Vec::new();
    for place in (0..STRIDE).rev() {
        for first in (0..shape.places).step_by(STRIDE) {
            let share = (0..shape.words).rev().fold(Scalar::ZERO, |share, word| {
                let share = share * Scalar::from(1_u64 << shape.places);
                if digits.bit(word, first + place) {
                    share + Scalar::ONE
                } else {
                    share - Scalar::ONE
                }
            });
            let power = Scalar::from(1_u64 << (first + place));
            shares.push(share * power);
        }
    }
    assert_eq!(shares.iter().sum::<Scalar>(), scalar);
    shares
}

#[test]
fn sums_at_the_edges() {
    let g = ProjectivePoint::GENERATOR;
    let mut octets = Octets(0);
    let points = [
        g,
        -g,
        g.double(),
        times(g, Scalar::TWO_INV),
        times(g, Scalar::from(1_u64 << 32)),
        times(g, octets.scalar()),
    ];
    for point in points {
        let key = Tables::new(point, Shape::KEY).unwrap();
        for (at, u1) in edges().into_iter().enumerate() {
            for u2 in edges().into_iter().skip(at % 3).step_by(3) {
                assert_sum(&key, point, u1, u2);
            }
            assert_sum(&key, point, u1, u1);
            assert_sum(&key, point, u1, -u1);
            assert_sum(&key, point, u1, octets.scalar());
            assert_sum(&key, point, octets.scalar(), u1);
        }
    }
}

#[test]
fn sums_that_meet_an_equal_an_opposite_or_no_point() {
    let g = ProjectivePoint::GENERATOR;
    let mut octets = Octets(1000);
    for round in (0..24).map(|round| round % 4) {
        let (u1, u2) = (octets.scalar(), octets.scalar());
        let of_base: Scalar = shares(u1, Shape::BASE).into_iter().take(3).sum();
        let of_key: Scalar = shares(u2, Shape::KEY).into_iter().take(round + 1).sum();
        let last = shares(u2, Shape::KEY)[round];
        // the key's last digit of the first round meets its equal, its opposite; or the whole is nothing
        for scalar in [
            of_base * (last - (of_key - last)).invert().unwrap(),
            -of_base * of_key.invert().unwrap(),
            -u1 * u2.invert().unwrap(),
        ] {
            let point = times(g, scalar);
            assert_sum(&Tables::new(point, Shape::KEY).unwrap(), point, u1, u2);
        }
    }
}

#[test]
fn signatures_and_what_is_near_them() {
    let mut octets = Octets(3000);
    for _ in 0..40 {
        let secret = octets.scalar();
        let both = Both::of(times(ProjectivePoint::GENERATOR, secret));
        for _ in 0..8 {
            let (hash, k) = (octets.next(), octets.scalar());
            let point = times(ProjectivePoint::GENERATOR, k).to_affine();
            let r = Scalar::reduce(&point.x());
            let s = (Scalar::reduce(&hash) + r * secret) * k.invert().unwrap();
            let flip = |bytes: FieldBytes, at: FieldBytes| {
                let mut bytes = bytes;
                bytes[usize::from(at[0] & 31)] ^= 1 << (at[1] & 7);
                bytes
            };
            let (r, high, s) = (r.to_repr(), (-s).to_repr(), s.to_repr());
            // both values of s are a signature
            assert!(both.verdict(&hash, &r, &s));
            assert!(both.verdict(&hash, &r, &high));
            assert!(!both.verdict(&hash, &s, &r));
            assert!(!both.verdict(&flip(hash, octets.next()), &r, &s));
            assert!(!both.verdict(&hash, &flip(r, octets.next()), &s));
            assert!(!both.verdict(&hash, &r, &flip(s, octets.next())));
            assert!(!both.verdict(&hash, &(-Scalar::reduce(&r)).to_repr(), &s));
        }
    }
}

#[test]
fn numbers_at_the_edges_of_their_range() {
    let g = ProjectivePoint::GENERATOR;
    let order = {
        let mut order = (-Scalar::ONE).to_repr();
        order[31] += 1;
        order
    };
    let over = |by: u8| {
        let mut bytes = order;
        bytes[31] += by;
        bytes
    };
    let numbers = [
        FieldBytes::default(),
        Scalar::ONE.to_repr(),
        Scalar::from(2_u64).to_repr(),
        (-Scalar::ONE).to_repr(),
        order,
        over(1),
        FieldBytes::from([0xff; 32]),
        AffinePoint::GENERATOR.x(),
    ];
    for point in [g, -g, g.double(), times(g, Scalar::TWO_INV)] {
        let both = Both::of(point);
        for hash in &numbers {
            for r in &numbers {
                for s in &numbers {
                    let accepted = both.verdict(hash, r, s);
                    let outside =
                        |number: &FieldBytes| number >= &order || number == &FieldBytes::default();
                    assert!(!accepted || !(outside(r) || outside(s)));
                }
            }
        }
    }
}

/// From the sum backwards: hash and s for any u1, u2 and key.
#[test]
fn signatures_made_from_their_sum() {
    let g = ProjectivePoint::GENERATOR;
    let mut octets = Octets(4000);
    for secret in [
        Scalar::ONE,
        -Scalar::ONE,
        Scalar::from(2_u64),
        octets.scalar(),
    ] {
        let both = Both::of(times(g, secret));
        for (u1, u2) in edges().into_iter().zip(edges().into_iter().rev()) {
            if bool::from(u2.is_zero()) {
                continue;
            }
            let point = times(g, u1) + times(g, secret * u2);
            let is_sum = point != ProjectivePoint::IDENTITY;
            let r = if is_sum {
                Scalar::reduce(&point.to_affine().x())
            } else {
                octets.scalar()
            };
            let s = r * u2.invert().unwrap();
            let verdict = both.verdict(&(u1 * s).to_repr(), &r.to_repr(), &s.to_repr());
            assert_eq!(verdict, is_sum);
        }
        // at infinity, whatever r is
        for r in [Scalar::ONE, -Scalar::ONE, octets.scalar()] {
            let u2 = octets.scalar();
            let s = r * u2.invert().unwrap();
            let hash = (-(secret * u2) * s).to_repr();
            assert!(!both.verdict(&hash, &r.to_repr(), &s.to_repr()));
        }
    }
}

/// There are points whose x is n or more: then r is x - n.
#[test]
fn r_is_reduced() {
    let mut octets = Octets(5000);
    let order = Field::from_repr((-Scalar::ONE).to_repr()).unwrap() + Field::ONE;
    let mut found = 0;
    for r in 1..40_u64 {
        let x = (order + Field::from(r)).to_repr();
        let Some(point) = AffinePoint::decompress(&x, 0.into()).into_option() else {
            continue;
        };
        found += 1;
        let (u1, u2) = (octets.scalar(), octets.scalar());
        let rest = ProjectivePoint::from(point) - times(ProjectivePoint::GENERATOR, u1);
        let both = Both::of(times(rest, u2.invert().unwrap()));
        let r = Scalar::from(r);
        let s = r * u2.invert().unwrap();
        assert!(both.verdict(&(u1 * s).to_repr(), &r.to_repr(), &s.to_repr()));
        assert!(!both.verdict(
            &(u1 * s).to_repr(),
            &(r + Scalar::ONE).to_repr(),
            &s.to_repr()
        ));
    }
    assert!(found > 10);
}

#[test]
fn a_key_says_the_same_before_and_after_it_is_prepared() {
    let mut octets = Octets(6000);
    let (secret, k, message) = (octets.scalar(), octets.scalar(), b"a message");
    let g = ProjectivePoint::GENERATOR;
    let key = VerifyingKey::from_affine(times(g, secret).to_affine()).unwrap();
    let key = Es256Key::from_sec1(key.to_sec1_point(false).as_bytes()).unwrap();
    let r = Scalar::reduce(&times(g, k).to_affine().x());
    let hash = Scalar::reduce(&FieldBytes::from(Sha256::digest(message)));
    let s = (hash + r * secret) * k.invert().unwrap();
    let signature = [r.to_repr(), s.to_repr()].concat();
    let clone = key.clone();
    for round in 0..2 * UNPREPARED {
        assert_eq!(clone.prepared.is_made(), round > UNPREPARED);
        assert!(key.verifies(message, &signature));
    }
    for _ in 0..2 {
        assert!(!clone.verifies(b"another", &signature));
        assert!(!clone.verifies(message, &signature[..63]));
        assert!(!clone.verifies(message, &[&signature, &[0][..]].concat()));
        assert!(!clone.verifies(message, &[]));
        assert!(!clone.verifies(message, &[0; 64]));
    }
    assert!(Es256Key::from_sec1(&[0x04; 65]).is_none());
    assert!(Es256Key::from_sec1(&[0]).is_none());
}
