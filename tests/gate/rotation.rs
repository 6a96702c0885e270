//! Keys that are replaced while the gate lives.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{alice, built, document, with};
use mint::{AccessToken, Key, NOW};
use narrowgate::{Denial, Gate, Jwks, Missing, Presented, UnixTime};
use serde_json::{Value, json};

const OTHER: &str = "https://other.example";

fn at(gate: &Gate, token: &AccessToken, now: u64) -> Result<(), Denial> {
    let token = token.mint();
    let verified = gate.verify(&Presented::token(&token), UnixTime::from_secs(now));
    verified.map(drop)
}

#[track_caller]
fn accepted(gate: &Gate, token: &AccessToken) {
    at(gate, token, NOW).unwrap();
}

/// The code, and for how long the host is to wait before it fetches the keys.
#[track_caller]
fn lacks_keys(gate: &Gate, token: &AccessToken, now: u64, code: &str, wait: u32) {
    let denial = at(gate, token, now).err().unwrap();
    assert_eq!(denial.code().as_str(), code);
    let missing = Missing::Key {
        issuer: mint::ISSUER.to_owned(),
        retry_after: wait,
    };
    assert_eq!(denial.missing(), Some(&missing));
}

fn replace(gate: &Gate, issuer: &str, keys: &[&Key], now: u64) {
    let keys = Jwks::parse(&mint::jwks(keys.iter().copied())).unwrap();
    gate.replace_keys(issuer, keys, UnixTime::from_secs(now))
        .unwrap();
}

fn by(key: &Key) -> AccessToken {
    mint::access_token(key)
}

fn issuer(name: &str, keys: Value) -> Value {
    json!({ "issuer": name, "jwks": keys, "profile": "rfc9068", "algorithms": ["Ed25519"] })
}

fn keys(keys: &[&Key]) -> Value {
    serde_json::from_str(&mint::jwks(keys.iter().copied())).unwrap()
}

#[test]
fn a_key_that_is_new_is_fetched_and_then_known() {
    let (gate, new) = (built(&document()), Key::ed25519(2));
    lacks_keys(&gate, &by(&new), NOW, "key_unknown", 0);
    replace(&gate, mint::ISSUER, &[&Key::ed25519(1), &new], NOW);
    accepted(&gate, &by(&new));
    accepted(&gate, &alice());
}

#[test]
fn keys_are_not_fetched_more_often_than_every_half_minute() {
    let gate = built(&document());
    let unknown = by(&Key::ed25519(9));
    replace(&gate, mint::ISSUER, &[&Key::ed25519(1)], NOW);
    for (now, wait) in [
        (NOW, 30),
        (NOW + 1, 29),
        (NOW + 29, 1),
        (NOW + 30, 0),
        (NOW + 500, 0),
        // A clock that was set back
        (NOW - 5, 30),
    ] {
        lacks_keys(&gate, &unknown, now, "key_unknown", wait);
    }
}

/// Issuers with a static `kid` change what is behind it.
#[test]
fn a_key_that_has_changed_under_its_name_is_fetched() {
    let gate = built(&document());
    let changed = Key::ed25519(2).named(Some("ed-1"));
    lacks_keys(&gate, &by(&changed), NOW, "signature_invalid", 0);
    replace(&gate, mint::ISSUER, &[&changed], NOW);
    accepted(&gate, &by(&changed));
    lacks_keys(&gate, &alice(), NOW, "signature_invalid", 30);
}

#[test]
fn keys_that_come_later_are_missing_until_then() {
    let gate = built(&with("issuers", json!([issuer(mint::ISSUER, Value::Null)])));
    lacks_keys(&gate, &alice(), NOW, "keys_missing", 0);
    replace(&gate, mint::ISSUER, &[&Key::ed25519(1)], NOW);
    accepted(&gate, &alice());
}

#[test]
fn keys_that_are_taken_away_prove_nothing_any_more() {
    let gate = built(&document());
    accepted(&gate, &alice());
    gate.remove_keys(mint::ISSUER).unwrap();
    assert!(gate.remove_keys(OTHER).is_err());
    lacks_keys(&gate, &alice(), NOW, "keys_missing", 0);
    replace(&gate, mint::ISSUER, &[&Key::ed25519(1)], NOW);
    accepted(&gate, &alice());
}

#[test]
fn what_a_key_has_proven_goes_with_it_and_nothing_else() {
    let (first, second) = (Key::ed25519(1), Key::ed25519(2));
    let gate = built(&with(
        "issuers",
        json!([
            issuer(mint::ISSUER, keys(&[&first])),
            issuer(OTHER, keys(&[&first])),
        ]),
    ));
    let other = alice().issuer(OTHER);
    accepted(&gate, &alice());
    accepted(&gate, &other);
    let remembered = format!("{gate:?}").contains("remembered: 2");
    assert!(remembered, "{gate:?}");
    replace(&gate, mint::ISSUER, &[&second], NOW);
    lacks_keys(&gate, &alice(), NOW, "key_unknown", 30);
    accepted(&gate, &other);
    // Back again: it is proven again, not remembered
    replace(&gate, mint::ISSUER, &[&first], NOW);
    accepted(&gate, &alice());
}

#[test]
fn nobody_else_has_keys() {
    let gate = built(&document());
    let keys = Jwks::parse(&mint::jwks([&Key::ed25519(2)])).unwrap();
    for name in ["https://evil.example", "https://as.example/", ""] {
        let error = gate
            .replace_keys(name, keys.clone(), UnixTime::from_secs(NOW))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "issuer: no issuer of this name is configured"
        );
        assert!(
            gate.read_keys(name, &mint::jwks([&Key::ed25519(2)]))
                .is_err()
        );
    }
    accepted(&gate, &alice());
    lacks_keys(&gate, &by(&Key::ed25519(2)), NOW, "key_unknown", 0);
}

#[test]
fn keys_are_read_in_the_form_of_the_configuration() {
    let gate = built(&document());
    let read = gate
        .read_keys(mint::ISSUER, &mint::jwks([&Key::ed25519(2)]))
        .unwrap();
    assert_eq!(read.keys().len(), 1);
    for text in ["", "{}", r#"{"keys":[]}"#] {
        assert!(gate.read_keys(mint::ISSUER, text).is_err(), "{text}");
    }
}

/// While the keys change, who has neither the old ones nor the new ones stays out, and after each change so does who
/// has only the ones before.
#[test]
fn keys_change_between_calls_and_never_within_one() {
    let (gate, over) = (built(&document()), AtomicBool::new(false));
    let (even, odd) = (Key::ed25519(1), Key::ed25519(2));
    let forged = by(&Key::ed25519(3));
    let disguised = alice().signed_by(&Key::ed25519(3));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    assert!(at(&gate, &forged, NOW).is_err());
                    assert!(at(&gate, &disguised, NOW).is_err());
                    let _ = at(&gate, &by(&even), NOW);
                    let _ = at(&gate, &by(&odd), NOW);
                }
            });
        }
        let wrong = (0..100).find(|round| {
            let (new, old) = if round % 2 == 0 {
                (&odd, &even)
            } else {
                (&even, &odd)
            };
            replace(&gate, mint::ISSUER, &[new], NOW);
            at(&gate, &by(new), NOW).is_err() || at(&gate, &by(old), NOW).is_ok()
        });
        // First, or the threads would never end
        over.store(true, Ordering::Relaxed);
        assert_eq!(wrong, None);
    });
}
