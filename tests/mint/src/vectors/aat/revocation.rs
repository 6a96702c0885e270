//! `status` of a token of a linked chain: whoever is listed is looked up, whether or not the gate asks it of all tokens.

use super::*;

const STATUS: &str = "draft-ietf-oauth-status-list, section 6.1";
const LISTED: &str = r#"{"status_list":{"idx":7,"uri":"https://as.example/lists/1"}}"#;

/// Three tokens, of which these have a `status`; the last ones are made again, as they hold the hashes of those before.
fn listed(places: &[usize], status: &str) -> Vec<Linked> {
    let with = |token: Linked, place: usize| match places.contains(&place) {
        true => token.claim("status", status),
        false => token.without("status"),
    };
    let mut tokens = vec![with(root(), 1)];
    for (place, number) in [(2, 1), (3, 2)] {
        let parent = tokens.last().expect("a root");
        tokens.push(with(parent.child(&agent(number)), place));
    }
    tokens
}

/// With the host's word on these: place, and whether it was revoked.
fn said(id: &str, description: &str, tokens: &[Linked], words: &[(usize, bool)]) -> Case {
    let answers: Vec<_> = words
        .iter()
        .map(|(place, revoked)| {
            let token = tokens[place - 1].mint();
            let (signed, _) = token.rsplit_once('.').expect("a JWS");
            json!({ "token": hash(signed), "revoked": revoked })
        })
        .collect();
    let holder = tokens.last().expect("a token").holder();
    let id_of_last = format!("l-{}", tokens.len() - 1);
    let proof = call_proof(holder, &id_of_last, "ping", "{}");
    let proofs = json!({ "aat": [proof.mint()], "revocation": answers });
    presented(case(id, STATUS, description), tokens, proofs)
        .with("request", json!({ "tool": "ping", "input": {} }))
}

pub(super) fn cases() -> Vec<Case> {
    let of = |places: &[usize]| listed(places, LISTED);
    let all = [(1, false), (2, false), (3, false)];
    let mut cases = vec![
        said(
            "status-none",
            "No token is listed, and nothing is looked up.",
            &of(&[]),
            &[],
        )
        .accept_as(json!({ "revocation": "not_checked" })),
        said(
            "status-none-revoked",
            "Revoked all the same.",
            &of(&[]),
            &[(2, true)],
        )
        .deny_at(2, "token_revoked"),
        said(
            "status-root",
            "The root is listed, and was not looked up.",
            &of(&[1]),
            &[],
        )
        .deny_at(1, "revocation_unknown"),
        said(
            "status-root-answered",
            "It was looked up; the others need not be.",
            &of(&[1]),
            &[(1, false)],
        )
        .accept_as(json!({ "revocation": "not_checked" })),
        said(
            "status-middle",
            "A token that an agent made is listed.",
            &of(&[2]),
            &[(1, false), (3, false)],
        )
        .deny_at(2, "revocation_unknown"),
        said(
            "status-last",
            "The last one.",
            &of(&[3]),
            &[(1, false), (2, false)],
        )
        .deny_at(3, "revocation_unknown"),
        said(
            "status-every",
            "Every token is listed, and was looked up.",
            &of(&[1, 2, 3]),
            &all,
        )
        .accept_as(json!({ "revocation": "checked" })),
        said(
            "status-every-one-missing",
            "All but one.",
            &of(&[1, 2, 3]),
            &all[..2],
        )
        .deny_at(3, "revocation_unknown"),
        said(
            "status-middle-revoked",
            "The middle was revoked.",
            &of(&[1, 2, 3]),
            &[(1, false), (2, true), (3, false)],
        )
        .deny_at(2, "token_revoked"),
    ];
    let shapes = [
        ("string", r#""valid""#),
        ("null", "null"),
        ("empty", "{}"),
        (
            "other",
            r#"{"identifier_list":{"id":"a","uri":"https://as.example/1"}}"#,
        ),
        (
            "list-array",
            r#"{"status_list":[7,"https://as.example/1"]}"#,
        ),
        (
            "idx-text",
            r#"{"status_list":{"idx":"7","uri":"https://as.example/1"}}"#,
        ),
        (
            "idx-negative",
            r#"{"status_list":{"idx":-1,"uri":"https://as.example/1"}}"#,
        ),
        (
            "idx-fraction",
            r#"{"status_list":{"idx":7.0,"uri":"https://as.example/1"}}"#,
        ),
        (
            "idx-huge",
            r#"{"status_list":{"idx":4294967296,"uri":"https://as.example/1"}}"#,
        ),
        (
            "idx-absent",
            r#"{"status_list":{"uri":"https://as.example/1"}}"#,
        ),
        ("uri-absent", r#"{"status_list":{"idx":7}}"#),
        (
            "uri-relative",
            r#"{"status_list":{"idx":7,"uri":"/lists/1"}}"#,
        ),
        (
            "uri-space",
            r#"{"status_list":{"idx":7,"uri":"https://as.example/a b"}}"#,
        ),
    ];
    for (shape, status) in shapes {
        for (place, whose) in [(1, "root"), (2, "child")] {
            let id = format!("status-{whose}-{shape}");
            let words = all.map(|(place, _)| (place, false));
            cases.push(
                said(
                    &id,
                    "A status that can't be looked up, whatever the host says.",
                    &listed(&[place], status),
                    &words,
                )
                .deny_at(place, "claim_invalid"),
            );
        }
    }
    cases
}
