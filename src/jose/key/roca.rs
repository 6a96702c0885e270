//! ROCA: RSA keys that a library of smart cards made, and that can be factored (CVE-2017-15361; Nemec, Sys, Svenda,
//! Klinec and Matyas, "The Return of Coppersmith's Attack", CCS 2017).

use super::member::Unusable;

/// The primes of that library are k M + (65537^a mod M), M being the product of the first primes. So modulo each of
/// these, modulus and primes are powers of 65537. For a random modulus that holds with probability 2^-27.
pub(super) fn check(n: &[u8]) -> Result<(), Unusable> {
    if PRIMES.iter().all(|prime| is_power(n, *prime)) {
        Err(Unusable::Skip(
            "`n` has the fingerprint of keys that can be factored (ROCA, CVE-2017-15361)",
        ))
    } else {
        Ok(())
    }
}

/// Whether, modulo `prime`, `n` is a power of 65537.
fn is_power(n: &[u8], prime: u32) -> bool {
    let remainder = n
        .iter()
        .fold(0, |high, octet| ((high << 8) | u32::from(*octet)) % prime);
    let mut power = 1;
    (1..prime).any(|_| {
        power = power * 65537 % prime;
        power == remainder
    })
}

/// The authors' detection takes these 38; 2 says nothing.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

#[cfg(test)]
mod tests;
