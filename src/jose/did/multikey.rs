//! Multikeys: a public key behind the number of its type, in base58 (Controlled Identifiers 1.0, section 2.2.2).

use p256::ecdsa::VerifyingKey;

use crate::jose::base64url;
use crate::jose::json::{Object, Value};

/// The members of the JSON Web Key that the multikey is.
pub(super) fn read(multikey: &str) -> Result<Object, &'static str> {
    // Section 2.4: `z` is base58 with the alphabet of Bitcoin
    let base58 = multikey.strip_prefix('z').ok_or(NOT_BASE58)?;
    let mut octets = [0; OCTETS];
    let octets = match bs58::decode(base58).onto(&mut octets) {
        Ok(length) => octets.get(..length).unwrap_or_default(),
        Err(bs58::decode::Error::BufferTooSmall) => return Err(OTHER),
        Err(_) => return Err(NOT_BASE58),
    };
    // One key, one spelling
    let mut again = [0; CHARACTERS];
    let length = bs58::encode(octets).onto(&mut again[..]);
    if length.ok().and_then(|length| again.get(..length)) != Some(base58.as_bytes()) {
        return Err("the base58 is not canonical");
    }
    // The numbers of the multicodec registry, 0xed and 0x1200, as varints
    match octets {
        [0xed, 0x01, x @ ..] if x.len() == 32 => Ok(jwk("OKP", "Ed25519", [("x", x)])),
        [0x80, 0x24, point @ ..] => p256(point).ok_or("not a compressed point on P-256"),
        [0xed, 0x01, ..] => Err("an Ed25519 key is not 32 octets"),
        _ => Err(OTHER),
    }
}

/// SEC 1, section 2.3.4: 02 or 03, and 32 octets.
fn p256(point: &[u8]) -> Option<Object> {
    if !matches!(point, [0x02 | 0x03, x @ ..] if x.len() == 32) {
        return None;
    }
    let key = VerifyingKey::from_sec1_bytes(point).ok()?;
    let uncompressed = key.to_sec1_point(false);
    let (x, y) = uncompressed.as_bytes().get(1..)?.split_at_checked(32)?;
    Some(jwk("EC", "P-256", [("x", x), ("y", y)]))
}

fn jwk<const N: usize>(kty: &str, crv: &str, coordinates: [(&str, &[u8]); N]) -> Object {
    [("kty", kty.to_owned()), ("crv", crv.to_owned())]
        .into_iter()
        .chain(coordinates.map(|(name, octets)| (name, base64url::encode(octets))))
        .map(|(name, text)| (name.to_owned(), Value::String(text)))
        .collect()
}

const NOT_BASE58: &str = "not a multikey in base58 (`z…`)";
const OTHER: &str = "neither an Ed25519 nor a P-256 key";

/// The longest multikey is a P-256 key's.
const OCTETS: usize = 35;
const CHARACTERS: usize = 48;
