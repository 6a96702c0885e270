//! Revocation: the host's word on each presented token, and what it is asked for.

mod form;
mod hop;
mod order;
mod status;

use serde_json::{Value, json};

use super::policy::tool;
use super::{Case, changed, config, good, issuer, key, key_set, now};
use crate::{AccessToken, ISSUER, Key, NOW, access_token, hash, string};

pub(super) fn cases() -> Vec<Case> {
    [
        answers(),
        hop::cases(),
        order::cases(),
        form::cases(),
        status::cases(),
        configuration(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const SOURCE: &str = "RFC 7009, section 2.1; the host's word on a token";

/// How an answer names a token: by what was signed.
fn name(token: &str) -> String {
    let (signed, _) = token.rsplit_once('.').expect("a JWS");
    hash(signed)
}

fn answer(token: &str, revoked: bool) -> Value {
    json!({ "token": name(token), "revoked": revoked })
}

fn asks(required: bool) -> Value {
    changed(config(), json!({ "requireRevocationCheck": required }))
}

/// One token, with these answers.
fn case(id: &str, description: &str, required: bool, token: &str, answers: &[Value]) -> Case {
    now(Case::new("token", id, SOURCE, description).with("config", asks(required))).with(
        "presented",
        json!({ "token": token, "proofs": { "revocation": answers } }),
    )
}

fn found(revocation: &str) -> Value {
    json!({ "revocation": revocation })
}

fn answers() -> Vec<Case> {
    let token = good().mint();
    let other = good().id("t-other").mint();
    let (no, yes) = (answer(&token, false), answer(&token, true));
    let own = |id: &str, description: &str, required: bool, answers: &[Value]| {
        case(id, description, required, &token, answers)
    };
    // ES256: both halves of the signature's second number verify
    let es256 = Key::es256(1);
    let first = access_token(&es256).mint();
    let (signed, signature) = first.rsplit_once('.').expect("a JWS");
    let second = crate::assemble(signed, crate::forge::other_s(&crate::decode(signature)));
    let ecdsa = |id: &str, description: &str, token: &str, answers: &[Value]| {
        let trusts = json!({ "issuers": [issuer(ISSUER, &es256)] });
        case(id, description, true, token, answers).with("config", changed(asks(true), trusts))
    };
    vec![
        own(
            "not-asked",
            "The host says nothing, and nothing asks it to.",
            false,
            &[],
        )
        .accept_as(found("not_checked")),
        own(
            "not-revoked",
            "It was not revoked.",
            false,
            std::slice::from_ref(&no),
        )
        .accept_as(found("checked")),
        own(
            "revoked",
            "It was revoked, whether or not anybody asked.",
            false,
            std::slice::from_ref(&yes),
        )
        .deny("token_revoked"),
        own(
            "other-not-revoked",
            "An answer about a token that was not presented says nothing.",
            false,
            &[answer(&other, false)],
        )
        .accept_as(found("not_checked")),
        own(
            "other-revoked",
            "Nor where that one was revoked.",
            false,
            &[answer(&other, true)],
        )
        .accept_as(found("not_checked")),
        own(
            "among-others",
            "Among answers about others.",
            false,
            &[answer(&other, true), no.clone()],
        )
        .accept_as(found("checked")),
        own(
            "twice",
            "Two answers that agree.",
            false,
            &[no.clone(), no.clone()],
        )
        .accept_as(found("checked")),
        own(
            "contradicted",
            "Of two answers that don't, the worse one counts.",
            false,
            &[no.clone(), yes.clone()],
        )
        .deny("token_revoked"),
        own(
            "contradicted-before",
            "Whatever their order.",
            false,
            &[yes.clone(), no.clone()],
        )
        .deny("token_revoked"),
        own("required-not-asked", "It has to be looked up.", true, &[]).deny("revocation_unknown"),
        own(
            "required-not-revoked",
            "It was looked up.",
            true,
            std::slice::from_ref(&no),
        )
        .accept_as(found("checked")),
        own(
            "required-revoked",
            "It was looked up, and had been revoked.",
            true,
            &[yes],
        )
        .deny("token_revoked"),
        own(
            "required-other",
            "Another one was looked up.",
            true,
            &[answer(&other, false)],
        )
        .deny("revocation_unknown"),
        own(
            "required-with-signature",
            "The hash of the whole text is not what names a token.",
            true,
            &[json!({ "token": hash(&token), "revoked": false })],
        )
        .deny("revocation_unknown"),
        own(
            "required-zeros",
            "32 octets that are nobody's.",
            true,
            &[json!({ "token": crate::encode([0; 32]), "revoked": false })],
        )
        .deny("revocation_unknown"),
        now(Case::new(
            "token",
            "required-bare",
            SOURCE,
            "The same without any proofs.",
        )
        .with("config", asks(true)))
        .token(token.clone())
        .deny("revocation_unknown"),
        ecdsa(
            "second-signature",
            "Another signature over the same is the same token.",
            &second,
            &[answer(&first, true)],
        )
        .deny("token_revoked"),
        ecdsa(
            "second-signature-not-revoked",
            "With that signature it is looked up like the first.",
            &second,
            &[answer(&first, false)],
        )
        .accept_as(found("checked")),
    ]
}

fn configuration() -> Vec<Case> {
    let source = "The README, section \"Configuration\"";
    [
        ("null", json!(null)),
        ("string", json!("true")),
        ("number", json!(1)),
        ("object", json!({})),
    ]
    .into_iter()
    .map(|(kind, value)| {
        let id = format!("setting-{kind}");
        let config = changed(config(), json!({ "requireRevocationCheck": value }));
        now(Case::new("token", &id, source, "The setting is true or false.").with("config", config))
            .token(good().mint())
            .config_error("requireRevocationCheck")
    })
    .collect()
}
