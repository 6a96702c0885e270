//! What holds for every proof and every URI.

use mint::Key;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{dpop, wpt};
use crate::proof::replay::Replay;
use crate::proof::uri;

/// `text` with another ASCII character somewhere.
fn changed(text: &str, at: Index, to: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let byte = bytes.get_mut(at.index(text.len()))?;
    let same = *byte == to;
    *byte = to;
    (!same).then(|| String::from_utf8(bytes).unwrap())
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn a_changed_proof_is_none(at: Index, to in 0_u8..0x80, elliptic: bool) {
        let key = if elliptic { Key::es256(1) } else { Key::ed25519(1) };
        if let Some(proof) = changed(&dpop::good(&key), at, to) {
            prop_assert!(dpop::verdict(&[&proof], &key).is_err(), "{proof}");
        }
        if let Some(proof) = changed(&wpt::good(&key), at, to) {
            prop_assert!(wpt::verdict(&[&proof], &key).is_err(), "{proof}");
        }
    }

    #[test]
    fn a_cut_proof_is_none(at: Index, twice: Index) {
        let key = Key::es256(1);
        let proof = dpop::good(&key);
        let (cut, from) = (at.index(proof.len()), twice.index(proof.len()));
        prop_assert!(dpop::verdict(&[&proof[..cut]], &key).is_err());
        let spliced = format!("{}{}", &proof[..cut], &proof[from..]);
        if spliced != proof {
            prop_assert!(dpop::verdict(&[&spliced], &key).is_err());
        }
    }

    #[test]
    fn normalising_twice_is_normalising_once(uri in "(https?|HTTP)://[a-zA-Z.0-9-]{1,9}(:[0-9]{0,5})?([/a-z.:@~-]|%[0-9a-fA-F]{2}){0,24}([?#][ -~]{0,9})?") {
        if let Some(once) = uri::normalised(&uri) {
            prop_assert_eq!(uri::normalised(&once), Some(once.clone()), "{}", uri);
            let dots = once.split('/').skip(3).any(|segment| matches!(segment, "." | ".."));
            prop_assert!(!dots && !once.contains(['?', '#']), "{}", once);
        }
    }

    #[test]
    fn whatever_is_no_uri_is_none(uri in "\\PC*", tail in "\\PC*") {
        let _ = uri::normalised(&uri);
        if let Some(normalised) = uri::normalised(&format!("https://a.example/{tail}")) {
            prop_assert!(normalised.is_ascii() && normalised.starts_with("https://a.example/"));
        }
    }

    /// Where one part ends and the next begins is part of the key.
    #[test]
    fn other_parts_are_another_key(one in "[a:]{0,4}", two in "[a:]{0,4}", three in "[a:]{0,4}", four in "[a:]{0,4}") {
        let replay = |parts: &[&str]| Replay::new("dpop", parts, 0).key;
        prop_assert_eq!(replay(&[&one, &two]) == replay(&[&three, &four]), (&one, &two) == (&three, &four));
        prop_assert_ne!(replay(&[&one, &two]), replay(&[&format!("{one}{two}")]));
    }
}
