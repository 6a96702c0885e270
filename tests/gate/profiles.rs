//! Every kind of token for every profile: only the diagonal passes. `rfc9068` and `mcp`, and Auth0's token profile of the same
//! name, take the same tokens: they are one kind. ZeroID's newer tokens are access tokens of RFC 9068, too.

use mint::AccessToken;
use mint::kinds::{KINDS, Kind};
use narrowgate::{Config, Presented, ProofsDocument, UnixTime};

#[test]
fn only_the_diagonal_passes() {
    let mut wrong = Vec::new();
    for profile in KINDS.iter().filter(|kind| kind.is_taken()) {
        for kind in KINDS {
            let passes = passes(profile, &kind.token_for(profile));
            if passes != kind.is_taken_by(profile) {
                wrong.push((kind.name, profile.name, passes));
            }
        }
    }
    assert_eq!(wrong, []);
}

/// Where a `typ` tells nothing, claims keep the other kinds out, even with the same `typ`.
#[test]
fn weak_types_are_made_up_for_by_claims() {
    let weak = [
        ("auth0", Some("\"JWT\"")),
        ("entra", Some("\"JWT\"")),
        ("entra-v1", Some("\"JWT\"")),
        ("zeroid-legacy", Some("\"JWT\"")),
        ("okta", None),
        ("workos", None),
    ];
    let mut wrong = Vec::new();
    for (name, typ) in weak {
        let profile = mint::kinds::named(name);
        for kind in KINDS.iter().filter(|kind| !kind.is_taken_by(profile)) {
            let token = kind.token_for(profile).without_header("jwk");
            let token = match typ {
                Some(typ) => token.header("typ", typ),
                None => token.without_header("typ"),
            };
            if passes(profile, &token) {
                wrong.push((kind.name, profile.name));
            }
        }
    }
    assert_eq!(wrong, []);
}

/// Some tokens are worth nothing without a proof, which is asked for last, or for a call, and here is none.
fn passes(profile: &Kind, token: &AccessToken) -> bool {
    let gate = Config::from_json(&profile.config().to_string())
        .and_then(Config::build)
        .unwrap();
    let scheme = mint::string(profile.scheme());
    let document = format!(r#"{{"scheme":{scheme},"method":"POST","target":"/mcp"}}"#);
    let document = ProofsDocument::from_json(&document).unwrap();
    let (token, proofs) = (token.mint(), document.proofs());
    let presented = Presented::token(&token)
        .by(document.scheme())
        .with_proofs(&proofs);
    match gate.verify(&presented, UnixTime::from_secs(mint::NOW)) {
        Ok(_) => true,
        Err(denial) => {
            ["proof_required", "proof_request_mismatch"].contains(&denial.code().as_str())
        }
    }
}
