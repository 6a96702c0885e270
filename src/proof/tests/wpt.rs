//! Workload proof tokens, one thing wrong at a time.

use mint::{Key, NOW, compact};
use serde_json::{Value, json};

use super::{patched, refusal};
use crate::Algorithm;
use crate::denial::Denial;
use crate::jose::budget::{Budget, DEFAULT_WORK};
use crate::jose::jwk::Jwk;
use crate::jose::jwks::Jwks;
use crate::limits::Limits;
use crate::proof::wpt::{Expected, WptRules, check};
use crate::proof::{Replay, hash};
use crate::time::UnixTime;

const WIT: &str = "eyJ0eXAiOiJ3aXQrand0In0.e30.c2lnbmF0dXJl";
const ACCESS: &str = "access.token";
const TRANSACTION: &str = "transaction.token";
const LEEWAY: u32 = 5;

fn claims() -> Value {
    json!({ "aud": "https://tools.example/mcp", "exp": NOW + 60, "jti": "__bwc4ESC3acc2LTC1-_x", "wth": hash(WIT) })
}

fn proof(key: &Key, header_patch: &Value, claims_patch: &Value) -> String {
    let header = json!({ "typ": "wpt+jwt", "alg": key.alg() });
    compact(
        patched(header, header_patch),
        patched(claims(), claims_patch),
        key,
    )
}

pub(super) fn good(key: &Key) -> String {
    proof(key, &json!({}), &json!({}))
}

fn with_claims(patch: Value) -> String {
    proof(&Key::es256(1), &json!({}), &patch)
}

/// The public key, as a confirmation has it.
fn public(jwk: &str) -> Jwk {
    let set = Jwks::parse(&format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
    set.keys()[0].clone()
}

fn run(fields: &[&str], expected: &Expected<'_>) -> Result<Replay, Denial> {
    let (rules, now) = (
        WptRules::new(LEEWAY, &[Algorithm::Ed25519, Algorithm::Es256]),
        UnixTime::from_secs(NOW),
    );
    let mut budget = Budget::new(DEFAULT_WORK);
    check(
        fields,
        expected,
        &rules,
        now,
        &Limits::default(),
        &mut budget,
    )
}

fn expected(key: &Jwk) -> Expected<'_> {
    Expected {
        wit: WIT,
        key,
        uri: Some("https://tools.example/mcp?session=1"),
        aliases: &[],
        access_token: None,
        transaction_token: None,
        other: &[],
    }
}

pub(super) fn verdict(fields: &[&str], key: &Key) -> Result<Replay, Denial> {
    run(fields, &expected(&public(&key.jwk())))
}

fn told(proof: &str) -> String {
    refusal(verdict(&[proof], &Key::es256(1)))
}

#[test]
fn a_good_proof_is_good_with_either_algorithm() {
    for key in [Key::es256(1), Key::ed25519(1)] {
        let replay = verdict(&[&good(&key)], &key).unwrap();
        assert!(replay.key.starts_with("wpt:") && replay.key.len() == 47);
        assert_eq!(replay.until, NOW + 65);
    }
    assert_eq!(told(&with_claims(json!({ "more": true }))), "accepted");
}

#[test]
fn there_is_one_field_with_one_proof() {
    let key = Key::es256(1);
    let one = good(&key);
    let list = format!("{one},{one}");
    let none =
        "proof_required: the token is bound to a key, and no workload proof token came with it";
    let several =
        "proof_malformed: there is more than one workload proof token in `Workload-Proof-Token`";
    for (fields, expected) in [
        (&[][..], none),
        (&[&*one, &*one], several),
        (&[&*list], several),
    ] {
        assert_eq!(refusal(verdict(fields, &key)), expected);
    }
}

#[test]
fn the_key_is_that_of_the_token() {
    let key = Key::es256(1);
    let jwk: Value = serde_json::from_str(&key.bare_jwk()).unwrap();
    let with_header = |patch: Value| proof(&key, &patch, &json!({}));
    let typ = "proof_malformed: the workload proof token has not the `typ` `wpt+jwt`";
    let invalid =
        "proof_signature_invalid: the workload proof token has a signature that does not verify";
    for (proof, expected) in [
        (with_header(json!({ "typ": null })), typ),
        (with_header(json!({ "typ": "wit+jwt" })), typ),
        (with_header(json!({ "typ": "dpop+jwt" })), typ),
        (
            with_header(json!({ "jwk": jwk })),
            "proof_malformed: workload proof token: the header parameter `jwk` is not supported",
        ),
        (
            with_header(json!({ "alg": "none" })),
            "proof_signature_invalid: workload proof token: the algorithm `none` is not allowed",
        ),
        (
            with_header(json!({ "alg": "Ed25519" })),
            "proof_key_mismatch: the workload proof token has another `alg` than the key that the token is bound to",
        ),
        (good(&Key::es256(2)), invalid),
    ] {
        assert_eq!(told(&proof), expected);
    }
    // draft-ietf-wimse-workload-creds: the key of a workload identity token has an `alg`
    let without = public(&key.bare_jwk());
    assert_eq!(
        refusal(run(&[&good(&key)], &expected(&without))),
        "confirmation_unsupported: `jwk` of `cnf` has no `alg`"
    );
}

#[test]
fn claims_are_there_and_of_their_type() {
    for (patch, expected) in [
        (json!({ "jti": null }), "the token has no `jti`"),
        (json!({ "jti": "" }), "`jti` is empty"),
        (json!({ "exp": null }), "the token has no `exp`"),
        (json!({ "exp": "soon" }), "`exp` is a string, not a number"),
        (json!({ "iat": "now" }), "`iat` is a string, not a number"),
        (json!({ "nbf": [] }), "`nbf` is an array, not a number"),
        (json!({ "aud": null }), "the token has no `aud`"),
        (
            json!({ "aud": 1 }),
            "`aud` is an integer, not a string or an array",
        ),
        (
            json!({ "aud": ["https://tools.example/mcp", "https://b.example"] }),
            "`aud` has several entries",
        ),
        (json!({ "wth": 1 }), "`wth` is an integer, not a string"),
        (json!({ "ath": 1 }), "`ath` is an integer, not a string"),
        (json!({ "tth": {} }), "`tth` is an object, not a string"),
    ] {
        let expected = format!("proof_malformed: workload proof token: {expected}");
        assert_eq!(told(&with_claims(patch)), expected);
    }
}

#[test]
fn it_is_for_this_server() {
    let mismatch = "proof_request_mismatch: the workload proof token is for someone else (`aud`)";
    let alias = ["urn:tools".to_owned()];
    let key = public(&Key::es256(1).jwk());
    for (aud, by_uri, by_alias) in [
        (json!("https://tools.example/mcp"), true, false),
        (json!(["https://tools.example/mcp"]), true, false),
        (json!("https://TOOLS.example:443/mcp?q#f"), true, false),
        (json!("urn:tools"), false, true),
        (json!("URN:tools"), false, false),
        (json!("https://tools.example/"), false, false),
        (json!("http://tools.example/mcp"), false, false),
        (json!("https://evil.example/mcp"), false, false),
    ] {
        let proof = with_claims(json!({ "aud": aud }));
        let own = expected(&key);
        for (expected, good) in [
            (own, by_uri),
            (Expected { uri: None, ..own }, false),
            (
                Expected {
                    uri: None,
                    aliases: &alias,
                    ..own
                },
                by_alias,
            ),
            (
                Expected {
                    aliases: &alias,
                    ..own
                },
                by_uri || by_alias,
            ),
        ] {
            let told = refusal(run(&[&proof], &expected));
            assert_eq!(told, if good { "accepted" } else { mismatch }, "{aud}");
        }
    }
}

#[test]
fn the_time_is_now() {
    let not_current = |what: &str| format!("proof_not_current: the workload proof token {what}");
    let accepted = || "accepted".to_owned();
    for (patch, expected) in [
        (json!({ "exp": NOW - 4 }), accepted()),
        (json!({ "exp": NOW - 5 }), not_current("expired 5 s ago")),
        (json!({ "exp": NOW + 300 }), accepted()),
        (
            json!({ "exp": NOW + 301 }),
            not_current("expires 301 s from now, more than 300 s"),
        ),
        (json!({ "iat": NOW - 9000 }), accepted()),
        (json!({ "iat": NOW + 5 }), accepted()),
        (json!({ "iat": NOW + 6 }), not_current("is not valid yet")),
        (json!({ "nbf": NOW + 5 }), accepted()),
        (json!({ "nbf": NOW + 6 }), not_current("is not valid yet")),
    ] {
        assert_eq!(told(&with_claims(patch.clone())), expected, "{patch}");
    }
}

/// Each token that is there is named, and none that is not.
#[test]
fn it_covers_the_tokens_that_came_with_it() {
    let key = public(&Key::es256(1).jwk());
    let told = |patch: Value, access_token, transaction_token| {
        let expected = Expected {
            access_token,
            transaction_token,
            ..expected(&key)
        };
        refusal(run(&[&with_claims(patch)], &expected))
    };
    let mismatch = |what: &str| format!("proof_token_mismatch: the workload proof token {what}");
    let unnamed = |name| {
        mismatch(&format!(
            "does not name the token that it came with (`{name}`)"
        ))
    };
    let absent = |name| {
        mismatch(&format!(
            "names a token that did not come with it (`{name}`)"
        ))
    };
    let other = |name| mismatch(&format!("is for another token (`{name}`)"));
    let (access, transaction) = (Some(ACCESS), Some(TRANSACTION));
    let both = json!({ "ath": hash(ACCESS), "tth": hash(TRANSACTION) });
    for (patch, access_token, transaction_token, expected) in [
        (both.clone(), access, transaction, "accepted".to_owned()),
        (both.clone(), access, None, absent("tth")),
        (both.clone(), None, transaction, absent("ath")),
        (both, transaction, access, other("ath")),
        (json!({}), access, None, unnamed("ath")),
        (json!({}), None, transaction, unnamed("tth")),
        (json!({ "wth": null }), None, None, unnamed("wth")),
        (json!({ "wth": hash("") }), None, None, other("wth")),
        (json!({ "ath": "" }), access, None, other("ath")),
    ] {
        assert_eq!(told(patch, access_token, transaction_token), expected);
    }
}

#[test]
fn it_covers_the_header_fields_that_it_names() {
    let key = public(&Key::es256(1).jwk());
    let told = |oth: Value, other: &[(&str, &str)]| {
        let expected = Expected {
            other,
            ..expected(&key)
        };
        refusal(run(&[&with_claims(json!({ "oth": oth }))], &expected))
    };
    let field = ("x-user-token", " user.token\t");
    let named = json!({ "x-user-token": hash("user.token") });
    let malformed = |what: &str| format!("proof_malformed: the workload proof token has an {what}");
    let mismatch = |what: &str| format!("proof_header_mismatch: the workload proof token {what}");
    let unknown = mismatch("names a header field that is not known here (`x-user-token` of `oth`)");
    for (oth, other, expected) in [
        (named.clone(), &[field][..], "accepted".to_owned()),
        (json!({}), &[field], "accepted".to_owned()),
        (
            named.clone(),
            &[("x-more", ""), field],
            "accepted".to_owned(),
        ),
        (named.clone(), &[], unknown.clone()),
        (named.clone(), &[("X-User-Token", "user.token")], unknown),
        (
            named.clone(),
            &[field, field],
            mismatch("names a header field that came more than once (`x-user-token` of `oth`)"),
        ),
        (
            named,
            &[("x-user-token", "user.token2")],
            mismatch("is for another value of a header field (`x-user-token` of `oth`)"),
        ),
        (
            json!({ "x-user-token": hash("user.token"), "new\n": "" }),
            &[field],
            mismatch("names a header field that is not known here (`(not shown)` of `oth`)"),
        ),
        (
            json!("x-user-token"),
            &[field],
            malformed("`oth` that is a string, not an object"),
        ),
        (
            json!({ "x-user-token": { "sha-512": "" } }),
            &[field],
            malformed("entry of `oth` that is an object, not a string"),
        ),
    ] {
        assert_eq!(told(oth, other), expected);
    }
}

#[test]
fn a_replay_is_known_by_what_the_proof_says() {
    let key = Key::es256(1);
    let replay = |patch: Value| verdict(&[&with_claims(patch)], &key).unwrap().key;
    let own = replay(json!({}));
    assert_eq!(replay(json!({ "exp": NOW + 61 })), own);
    assert_eq!(replay(json!({ "aud": "HTTPS://tools.example/mcp" })), own);
    assert_ne!(replay(json!({ "jti": "another" })), own);
    let ed25519 = Key::ed25519(1);
    let other = verdict(&[&good(&ed25519)], &ed25519).unwrap().key;
    assert_ne!(other, own);
}
