//! Workloads that prove their key: alone, beside an access token, and beside a transaction token.

use sha2::{Digest as _, Sha256};

use super::*;
use crate::encode;

const WPT: &str = "draft-ietf-wimse-wpt, section 2";
const CALLER: &str = "draft-ietf-oauth-transaction-tokens-10, section 13.12";

pub(super) fn cases() -> Vec<Case> {
    [alone(), beside(), callers()]
        .into_iter()
        .flatten()
        .collect()
}

/// A workload proof token by `key`, that covers these tokens by the claims named.
fn proof(key: &Key, covered: &[(&str, &str)]) -> String {
    let header = format!(r#"{{"typ":"wpt+jwt","alg":"{}"}}"#, key.alg());
    let hashes: String = covered
        .iter()
        .map(|(name, token)| format!(r#","{name}":"{}""#, encode(Sha256::digest(token))))
        .collect();
    let payload = format!(
        r#"{{"aud":"https://tools.example/mcp","exp":{},"jti":"p-1"{hashes}}}"#,
        NOW + 60
    );
    compact(header, payload, key)
}

fn case(
    id: &str,
    source: &str,
    description: &str,
    issuers: impl IntoIterator<Item = Value>,
) -> Case {
    let case = Case::new("token", &format!("proven-{id}"), source, description);
    now(case.with("config", gate(issuers)))
}

fn present(case: Case, scheme: &str, token: &str, workload: Option<&str>, proof: &str) -> Case {
    let mut proofs =
        json!({ "scheme": scheme, "workloadProof": [proof], "method": "POST", "target": "/mcp" });
    if let Some(workload) = workload {
        proofs["workloadIdentity"] = json!(workload);
    }
    case.with("presented", json!({ "token": token, "proofs": proofs }))
}

fn alone() -> Vec<Case> {
    let wit = wit::wit().id("w-1").mint();
    let case = |id: &str, what: &str| {
        case(
            &format!("wit-{id}"),
            WPT,
            what,
            [wit::trusts(DOMAIN, json!({}))],
        )
    };
    let by = |case: Case, wit: &str, proof: String| present(case, wit::FIELD, wit, None, &proof);
    let other = wit::wit().id("w-2").mint();
    let ed = wit::wit()
        .claim("cnf", wit::confirmation(&Key::ed25519(7)))
        .mint();
    let twice = proof(&wit::held(), &[("wth", &wit)]);
    vec![
        present(
            case("twice", "It stands beside itself."),
            wit::FIELD,
            &wit,
            Some(&wit),
            &twice,
        )
        .deny("scheme_mismatch"),
        by(
            case(
                "accept",
                "The workload holds the key: it is principal and agent.",
            ),
            &wit,
            proof(&wit::held(), &[("wth", &wit)]),
        )
        .accept_as(json!({
            "principal": { "issuer": DOMAIN, "subject": WORKLOAD },
            "actor": { "issuer": DOMAIN, "subject": WORKLOAD },
            "issuer": DOMAIN,
            "audience": [],
            "scopes": [],
            "clientId": null,
            "tokenId": "w-1",
            "possession": { "proofs": ["wpt"], "replay": "not_checked" },
        })),
        by(
            case("accept-ed25519", "An Ed25519 key."),
            &ed,
            proof(&Key::ed25519(7), &[("wth", &ed)]),
        )
        .accept(),
        by(
            case("other-key", "Another key."),
            &wit,
            proof(&Key::es256(8), &[("wth", &wit)]),
        )
        .deny("proof_signature_invalid"),
        by(
            case("issuer-key", "The key of the identity server."),
            &wit,
            proof(&key(), &[("wth", &wit)]),
        )
        .deny("proof_signature_invalid"),
        by(
            case(
                "other-alg",
                "A key of another algorithm than the token names.",
            ),
            &wit,
            proof(&Key::ed25519(7), &[("wth", &wit)]),
        )
        .deny("proof_key_mismatch"),
        by(
            case(
                "other-token",
                "A proof for another token of the same workload.",
            ),
            &wit,
            proof(&wit::held(), &[("wth", &other)]),
        )
        .deny("proof_token_mismatch"),
        by(
            case("no-token", "A proof for no token."),
            &wit,
            proof(&wit::held(), &[]),
        )
        .deny("proof_token_mismatch"),
        by(
            case("as-token", "The token as its own proof."),
            &wit,
            wit.clone(),
        )
        .deny("proof_malformed"),
    ]
}

/// A workload presents a user's access token: the user is the principal, the workload the caller.
fn beside() -> Vec<Case> {
    let issuers = || {
        [
            issuer(ISSUER, &Key::ed25519(1)),
            wit::trusts(DOMAIN, json!({})),
        ]
    };
    let case = |id: &str, what: &str| case(&format!("access-{id}"), WPT, what, issuers());
    let (access, wit) = (access_token(&Key::ed25519(1)).mint(), wit::wit().mint());
    let by = |case: Case, proof: String| present(case, "Bearer", &access, Some(&wit), &proof);
    vec![
        by(case("accept", "The proof covers both."), proof(&wit::held(), &[("wth", &wit), ("ath", &access)])).accept_as(json!({
            "principal": { "issuer": ISSUER, "subject": "alice" },
            "actor": null,
            "possession": { "proofs": ["wpt"], "caller": { "issuer": DOMAIN, "subject": WORKLOAD } },
        })),
        by(case("uncovered", "The proof does not cover the access token."), proof(&wit::held(), &[("wth", &wit)])).deny("proof_token_mismatch"),
        by(case("covered-as-txn", "The proof covers it as a transaction token."), proof(&wit::held(), &[("wth", &wit), ("tth", &access)])).deny("proof_token_mismatch"),
    ]
}

/// A workload presents a transaction token.
fn callers() -> Vec<Case> {
    let own = json!({ "trustDomain": "trust-domain.example" });
    let issuers = |callers: &[&str]| {
        let settings = crate::vectors::changed(own.clone(), json!({ "callers": callers }));
        [txn::trusts(settings), wit::trusts(DOMAIN, json!({}))]
    };
    let foreign = case(
        "txn-foreign",
        CALLER,
        "A workload of a domain whose workloads may not.",
        issuers(&[]),
    );
    let case = |id: &str, what: &str| case(&format!("txn-{id}"), CALLER, what, issuers(&[DOMAIN]));
    let (txn, wit) = (txn::txn().mint(), wit::wit().mint());
    let other = txn::txn().claim("txn", r#""another""#).mint();
    let by = |case: Case, proof: String| present(case, txn::FIELD, &txn, Some(&wit), &proof);
    vec![
        by(case("accept", "The proof covers both."), proof(&wit::held(), &[("wth", &wit), ("tth", &txn)])).accept_as(json!({
            "principal": { "issuer": "trust-domain.example", "subject": "alice" },
            "issuer": SERVICE,
            "possession": { "proofs": ["wpt"], "caller": { "issuer": DOMAIN, "subject": WORKLOAD } },
        })),
        by(foreign, proof(&wit::held(), &[("wth", &wit), ("tth", &txn)])).deny("caller_unproven"),
        by(case("uncovered", "The proof does not cover the transaction token."), proof(&wit::held(), &[("wth", &wit)])).deny("proof_token_mismatch"),
        by(case("other", "The proof covers another transaction token."), proof(&wit::held(), &[("wth", &wit), ("tth", &other)])).deny("proof_token_mismatch"),
        by(case("covered-as-access", "The proof covers it as an access token."), proof(&wit::held(), &[("wth", &wit), ("ath", &txn)])).deny("proof_token_mismatch"),
        by(case("other-key", "The workload does not hold its key."), proof(&Key::es256(8), &[("wth", &wit), ("tth", &txn)])).deny("proof_signature_invalid"),
        present(case("as-workload", "The transaction token of a workload is no identity of the caller."), txn::FIELD, &txn, Some(&txn), &proof(&wit::held(), &[("wth", &txn), ("tth", &txn)])).deny("type_not_accepted"),
    ]
}
