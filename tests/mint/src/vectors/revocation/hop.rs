//! Every presented token is asked about: parents, and the workload identity token beside them.

use super::*;
use crate::workload_proof;

pub(super) fn cases() -> Vec<Case> {
    [lineage(), workload()].into_iter().flatten().collect()
}

/// Alice's token, and those of two agents.
pub(super) fn tokens() -> Vec<String> {
    let root = access_token(&key()).scope("files:read");
    let first = root
        .clone()
        .actor("first-agent")
        .expires(NOW + 500)
        .issued(NOW - 50);
    let second = first
        .clone()
        .actor("second-agent")
        .expires(NOW + 400)
        .issued(NOW - 40);
    [root, first, second]
        .iter()
        .map(AccessToken::mint)
        .collect()
}

pub(super) fn presented(tokens: &[String], answers: &[Value]) -> Value {
    let (token, parents) = tokens.split_last().expect("a token");
    json!({ "token": token, "parents": parents, "proofs": { "revocation": answers } })
}

/// `known`: of which tokens the host says that they were not revoked; `revoked`: that they were.
fn case(id: &str, description: &str, required: bool, known: &[usize], revoked: &[usize]) -> Case {
    let tokens = tokens();
    let say = |places: &[usize], word: bool| {
        let answers = places.iter().map(|place| answer(&tokens[place - 1], word));
        answers.collect::<Vec<_>>()
    };
    let answers = [say(known, false), say(revoked, true)].concat();
    now(Case::new("chain", id, SOURCE, description).with("config", asks(required)))
        .with("presented", presented(&tokens, &answers))
}

fn lineage() -> Vec<Case> {
    vec![
        case(
            "lineage-not-asked",
            "Three tokens, and nobody asks.",
            false,
            &[],
            &[],
        )
        .accept_as(found("not_checked")),
        case(
            "lineage-partly",
            "Of one nothing is known.",
            false,
            &[1, 3],
            &[],
        )
        .accept_as(found("not_checked")),
        case(
            "lineage-checked",
            "Each was looked up.",
            false,
            &[1, 2, 3],
            &[],
        )
        .accept_as(found("checked")),
        case(
            "lineage-required",
            "Each was looked up, as has to be.",
            true,
            &[3, 2, 1],
            &[],
        )
        .accept_as(found("checked")),
        case(
            "lineage-root-unknown",
            "Of the root nothing is known.",
            true,
            &[2, 3],
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        case(
            "lineage-middle-unknown",
            "Of the middle.",
            true,
            &[1, 3],
            &[],
        )
        .deny_at(2, "revocation_unknown"),
        case(
            "lineage-last-unknown",
            "Of the presented token.",
            true,
            &[1, 2],
            &[],
        )
        .deny_at(3, "revocation_unknown"),
        case(
            "lineage-all-unknown",
            "Of none: the first is named, and `missing` has all.",
            true,
            &[],
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        case(
            "lineage-root-revoked",
            "What Alice withdrew, nobody acts with.",
            false,
            &[],
            &[1],
        )
        .deny_at(1, "token_revoked"),
        case(
            "lineage-middle-revoked",
            "What an agent gave on is withdrawn with its own token.",
            false,
            &[1, 3],
            &[2],
        )
        .deny_at(2, "token_revoked"),
        case(
            "lineage-last-revoked",
            "The presented token itself.",
            false,
            &[1, 2],
            &[3],
        )
        .deny_at(3, "token_revoked"),
        case(
            "lineage-two-revoked",
            "The first one is named.",
            false,
            &[],
            &[2, 3],
        )
        .deny_at(2, "token_revoked"),
        case(
            "lineage-revoked-and-unknown",
            "A token that was revoked is not asked about any further.",
            true,
            &[],
            &[3],
        )
        .deny_at(3, "token_revoked"),
    ]
}

const DOMAIN: &str = "spiffe://example.org";

/// A workload presents a user's token.
fn workload() -> Vec<Case> {
    let own = Key::es256(7);
    let wit = ["iss", "aud", "client_id"]
        .into_iter()
        .fold(access_token(&Key::es256(1)), AccessToken::without)
        .header("typ", string("wit+jwt"))
        .subject("spiffe://example.org/agent/7")
        .claim("cnf", format!(r#"{{"jwk":{}}}"#, own.jwk()))
        .mint();
    let token = good().mint();
    let case = |id: &str, description: &str, required: bool, answers: &[Value]| {
        let domain = json!({ "issuer": DOMAIN, "jwks": key_set([&Key::es256(1)]), "profile": { "wimse-wit": {} }, "algorithms": ["ES256"] });
        let config = changed(
            asks(required),
            json!({ "issuers": [issuer(ISSUER, &key()), domain], "proofs": { "origin": "https://tools.example" } }),
        );
        let proof = workload_proof(&own, &wit).claim("ath", string(&hash(&token)));
        let proofs = json!({
            "workloadIdentity": wit,
            "workloadProof": [proof.mint()],
            "method": "POST",
            "target": "/mcp",
            "revocation": answers,
        });
        now(Case::new("token", id, SOURCE, description).with("config", config))
            .with("presented", json!({ "token": token, "proofs": proofs }))
    };
    let of_token = answer(&token, false);
    vec![
        case(
            "workload-checked",
            "The workload's token was looked up, too.",
            true,
            &[of_token.clone(), answer(&wit, false)],
        )
        .accept_as(found("checked")),
        case(
            "workload-partly",
            "Of the workload's nothing is known.",
            false,
            std::slice::from_ref(&of_token),
        )
        .accept_as(found("not_checked")),
        case(
            "workload-unknown",
            "And it has to be.",
            true,
            std::slice::from_ref(&of_token),
        )
        .deny("revocation_unknown"),
        case(
            "workload-token-unknown",
            "Of the user's nothing is known.",
            true,
            &[answer(&wit, false)],
        )
        .deny("revocation_unknown"),
        case(
            "workload-revoked",
            "The workload's was revoked.",
            false,
            &[of_token, answer(&wit, true)],
        )
        .deny("token_revoked"),
    ]
}
