//! Keys that `act` names: the current actor's is the token's own, a prior one's is history.

use super::*;

const SOURCE: &str = "draft-mcguinness-oauth-actor-profile-00; RFC 7800, section 3.1";

pub(super) fn cases() -> Vec<Case> {
    [current(), prior()].into_iter().flatten().collect()
}

fn actor(members: &str) -> String {
    format!(r#""sub":"agent","cnf":{members}"#)
}

/// Bound to `cnf`, and by the actor to `act_cnf`; presented with a proof of [`holder`].
fn both(id: &str, description: &str, cnf: &str, act_cnf: &str) -> Case {
    let token = good().claim("cnf", cnf).actor_with(&actor(act_cnf)).mint();
    let proof = dpop_proof(&holder(), &token).mint();
    let proofs = changed(
        request(&[&proof]),
        json!({ "certificateSha256": confirmation::certificate() }),
    );
    present(case(id, SOURCE, description), &token, proofs)
}

fn current() -> Vec<Case> {
    let (own, other) = (jkt(&holder()), jkt(&Key::es256(4)));
    let jwk = json!({ "jwk": parsed(&holder().bare_jwk()) }).to_string();
    let thumbprint = holder().thumbprint();
    let certified = format!(
        r##"{{"jkt":"{thumbprint}","x5t#S256":"{}"}}"##,
        confirmation::certificate()
    );
    let turned = format!(
        r##"{{"x5t#S256":"{}","jkt":"{thumbprint}"}}"##,
        confirmation::certificate()
    );
    let refused = |id: &str, description: &str, cnf: &str, act_cnf: &str| {
        both(&format!("act-cnf-{id}"), description, cnf, act_cnf).deny("confirmation_unsupported")
    };
    let bearer = |id: &str, description: &str, act_cnf: &str| {
        let token = good().actor_with(&actor(act_cnf)).mint();
        case(&format!("act-cnf-{id}"), SOURCE, description)
            .token(token)
            .deny("confirmation_unsupported")
    };
    vec![
        both("act-cnf-same", "The current actor's key is the token's, and is proven.", &own, &own).accept_as(json!({
            "actor": { "issuer": ISSUER, "subject": "agent" },
            "chain": [
                { "issuer": ISSUER, "subject": "alice", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "agent", "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-1", "expiresAt": NOW + 600, "keyThumbprint": thumbprint },
            ],
        })),
        both("act-cnf-same-two", "A key and a certificate, whatever their order.", &certified, &turned).accept(),
        refused("other", "Another key: nobody proves it.", &own, &other),
        refused("one-of-two", "One of the two that the token asks for.", &certified, &own),
        refused("two-of-one", "One more than the token asks for.", &own, &certified),
        refused("key-for-thumbprint", "The same key, said in another way.", &own, &jwk),
        refused("unknown", "A member that can't be proven.", &own, &format!(r#"{{"jkt":"{thumbprint}","kid":"k-1"}}"#)),
        refused("empty", "Bound, and it is not said to what.", &own, "{}"),
        refused("null", "Null is not absent.", &own, "null"),
        refused("text", "A thumbprint without a name.", &own, &string(&thumbprint)),
        bearer("without", "The token itself is bound to nothing.", &own),
        bearer("without-certificate", "Nor to a certificate.", &confirmation::x5t()),
    ]
}

fn prior() -> Vec<Case> {
    let other = Key::es256(4);
    let jwk = json!({ "jwk": parsed(&other.bare_jwk()) }).to_string();
    let known = |subject: &str, key: Value| {
        let asserted = json!({ "issuer": ISSUER, "subject": subject, "evidence": "asserted" });
        match key {
            Value::Null => asserted,
            key => changed(asserted, json!({ "keyThumbprint": key })),
        }
    };
    let history = |id: &str, description: &str, members: &str, key: Value| {
        let token = good().actor_with(&actor(members)).actor("b").mint();
        case(&format!("prior-cnf-{id}"), SOURCE, description)
            .token(token)
            .accept_as(json!({ "chain": [
                known("alice", Value::Null), known("agent", key),
                { "issuer": ISSUER, "subject": "b", "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-2", "expiresAt": NOW + 600 },
            ], "possession": { "proofs": [], "replay": "not_checked" } }))
    };
    let refused = |id: &str, description: &str, members: &str| {
        let token = good().actor_with(&actor(members)).actor("b").mint();
        case(&format!("prior-cnf-{id}"), SOURCE, description)
            .token(token)
            .deny("confirmation_unsupported")
    };
    let bound = bound()
        .actor_with(&actor(&jkt(&other)))
        .actor_with(&actor(&jkt(&holder())))
        .mint();
    let proof = |key: &Key| request(&[&dpop_proof(key, &bound).mint()]);
    vec![
        history(
            "jkt",
            "What a prior actor was bound to is history: it binds nobody now.",
            &jkt(&other),
            json!(other.thumbprint()),
        ),
        history(
            "jwk",
            "The same, as a key.",
            &jwk,
            json!(other.thumbprint()),
        ),
        history(
            "certificate",
            "A certificate is no key.",
            &confirmation::x5t(),
            Value::Null,
        ),
        refused(
            "malformed",
            "History has to be well formed.",
            r#"{"jkt":"AAAA"}"#,
        ),
        refused("unknown", "And of known members.", r#"{"kid":"k-1"}"#),
        refused("null", "Null is not absent.", "null"),
        refused(
            "private",
            "A private key in the open.",
            &json!({ "jwk": changed(parsed(&other.bare_jwk()), json!({ "d": "AAAA" })) })
                .to_string(),
        ),
        present(
            case(
                "prior-cnf-beside",
                SOURCE,
                "Both had a key: the current actor's is proven.",
            ),
            &bound,
            proof(&holder()),
        )
        .accept(),
        present(
            case(
                "prior-cnf-proven",
                SOURCE,
                "A proof by the prior actor's key is none.",
            ),
            &bound,
            proof(&other),
        )
        .deny("proof_key_mismatch"),
    ]
}
