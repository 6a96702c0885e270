//! RSASSA with the development key, step by step, so that any step can be wrong.

use std::convert::Infallible;
use std::marker::PhantomData;

use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::rand_core::TryCryptoRng;
use rsa::{BoxedUint, RsaPrivateKey, hazmat};
use sha2::{Digest, Sha256};

use crate::decode;
use crate::rsa_numbers::{D, N, P, Q};

/// RSASSA-PKCS1-v1_5 of 00 01 ff … ff 00 `digest_info` `hash` (RFC 8017, section 9.2), whatever these are.
pub(crate) fn pkcs1(digest_info: &[u8], hash: &[u8]) -> Vec<u8> {
    private_key()
        .sign(
            Pkcs1v15Sign {
                hash_len: None,
                prefix: digest_info.into(),
            },
            hash,
        )
        .expect("the message fits")
}

/// RSASSA-PSS (RFC 8017, section 9.1.1) with a salt that is always the same.
pub(crate) struct Pss<H, M = H> {
    pub(crate) salt: Vec<u8>,
    /// The octet between padding and salt.
    pub(crate) separator: u8,
    pub(crate) trailer: u8,
    hash: PhantomData<(H, M)>,
}

impl<H: Digest, M: Digest> Default for Pss<H, M> {
    /// As JWS wants it (RFC 7518, section 3.5), with MGF1 over `M`.
    fn default() -> Self {
        Self {
            salt: salt(<H as Digest>::output_size()),
            separator: 1,
            trailer: 0xbc,
            hash: PhantomData,
        }
    }
}

impl<H: Digest, M: Digest> Pss<H, M> {
    pub(crate) fn with_salt(octets: usize) -> Self {
        Self {
            salt: salt(octets),
            ..Self::default()
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let key = private_key();
        let hash = H::new()
            .chain_update([0; 8])
            .chain_update(H::digest(message))
            .chain_update(&self.salt)
            .finalize();
        let mut block = vec![0; OCTETS - hash.len() - 1];
        let salt_at = block.len() - self.salt.len();
        block[salt_at - 1] = self.separator;
        block[salt_at..].copy_from_slice(&self.salt);
        let mask = (0_u32..).flat_map(|counter| {
            M::new()
                .chain_update(&hash)
                .chain_update(counter.to_be_bytes())
                .finalize()
        });
        block
            .iter_mut()
            .zip(mask)
            .for_each(|(byte, mask)| *byte ^= mask);
        // of 2048 bits one is left over
        block[0] &= 0x7f;
        block.extend(hash);
        block.push(self.trailer);
        let number = BoxedUint::from_be_slice_vartime(&block);
        let signature = hazmat::rsa_decrypt_and_check(
            &key,
            None::<&mut dyn TryCryptoRng<Error = Infallible>>,
            &number,
        )
        .expect("below the modulus");
        signature.to_be_bytes().to_vec()
    }
}

/// Random for the eye, and the same on every day.
fn salt(octets: usize) -> Vec<u8> {
    (0_u8..)
        .flat_map(|block| Sha256::digest([block]))
        .take(octets)
        .collect()
}

fn private_key() -> RsaPrivateKey {
    let number = |text| BoxedUint::from_be_slice_vartime(&decode(text));
    let exponent = BoxedUint::from(65_537_u64);
    RsaPrivateKey::from_components(number(N), exponent, number(D), vec![number(P), number(Q)])
        .expect("an RSA key")
}

/// Of the modulus.
const OCTETS: usize = 256;

/// RFC 8017, section 9.2, note 1.
pub(crate) const SHA256_DIGEST_INFO: &[u8] = &digest_info(1, 32);
/// RFC 8017, section 9.2, note 1.
pub(crate) const SHA384_DIGEST_INFO: &[u8] = &digest_info(2, 48);
/// RFC 8017, section 9.2, note 1.
pub(crate) const SHA512_DIGEST_INFO: &[u8] = &digest_info(3, 64);

const fn digest_info(arc: u8, octets: u8) -> [u8; 19] {
    [
        0x30,
        17 + octets,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x60,
        0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x02,
        arc,
        0x05,
        0x00,
        0x04,
        octets,
    ]
}
