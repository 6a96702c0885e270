use super::{PRIMES, check, is_power};

/// The masks of the authors' detection, as far as they fit: bit r says that a modulus with remainder r has the form.
const MASKS: [u64; 17] = [
    6,
    30,
    126,
    1026,
    5658,
    107286,
    199410,
    8388606,
    536870910,
    2147483646,
    67109890,
    2199023255550,
    8796093022206,
    140737488355326,
    5310023542746834,
    576460752303423486,
    1455791217086302986,
];

#[test]
fn remainders_as_published() {
    for (prime, mask) in PRIMES.into_iter().zip(MASKS) {
        for remainder in 0..=255_u8 {
            let expected = mask >> (u32::from(remainder) % prime) & 1 == 1;
            assert_eq!(
                is_power(&[remainder], prime),
                expected,
                "{remainder} mod {prime}"
            );
            assert_eq!(is_power(&[1, remainder], prime), {
                let number = 256 + u32::from(remainder);
                mask >> (number % prime) & 1 == 1
            });
        }
    }
}

#[test]
fn a_modulus_of_the_form_is_found_and_its_neighbours_are_not() {
    let n = mint::decode(mint::N_ROCA);
    assert!(check(&n).is_err());
    for bit in 0..n.len() * 8 {
        let neighbour: Vec<u8> = (0..)
            .zip(&n)
            .map(|(at, octet)| {
                if at == bit / 8 {
                    octet ^ (1 << (bit % 8))
                } else {
                    *octet
                }
            })
            .collect();
        assert_eq!(check(&neighbour), Ok(()), "bit {bit}");
    }
}
