//! How a bound token is presented, and what stands beside it.

use super::confirmation::{certificate, x5t};
use super::*;

const SCHEME: &str = "RFC 9449, section 7.2";

pub(super) fn cases() -> Vec<Case> {
    [schemes(), required(), beside(), lineage(), work()]
        .into_iter()
        .flatten()
        .collect()
}

fn schemes() -> Vec<Case> {
    let (bound, bearer) = (bound().mint(), good().mint());
    let proof = dpop_proof(&holder(), &bound).mint();
    let of_bearer = dpop_proof(&holder(), &bearer).mint();
    let by = |id: &str, description: &str, token: &str, scheme: &str, dpop: &[&str]| {
        let proofs = changed(request(dpop), json!({ "scheme": scheme }));
        present(case(id, SCHEME, description), token, proofs)
    };
    vec![
        case(
            "bound-alone",
            SCHEME,
            "A bound token, and nothing beside it.",
        )
        .token(bound.as_str())
        .deny("scheme_mismatch"),
        by(
            "bound-as-bearer",
            "A bound token as a bearer token.",
            &bound,
            "Bearer",
            &[],
        )
        .deny("scheme_mismatch"),
        by(
            "bound-as-bearer-with-proof",
            "With its proof it is still the wrong scheme.",
            &bound,
            "Bearer",
            &[&proof],
        )
        .deny("scheme_mismatch"),
        by(
            "bound-as-txn-token",
            "In the header of another kind of token.",
            &bound,
            "Txn-Token",
            &[&proof],
        )
        .deny("scheme_mismatch"),
        by(
            "bearer-as-bound",
            "A token that is not bound, with a proof.",
            &bearer,
            "DPoP",
            &[&of_bearer],
        )
        .deny("scheme_mismatch"),
        by(
            "bearer-as-bound-alone",
            "And without one.",
            &bearer,
            "DPoP",
            &[],
        )
        .deny("scheme_mismatch"),
        by(
            "bearer-as-txn-token",
            "An access token is no transaction token.",
            &bearer,
            "Txn-Token",
            &[],
        )
        .deny("scheme_mismatch"),
        by(
            "bearer-as-workload-identity",
            "Nor a workload identity token.",
            &bearer,
            "Workload-Identity-Token",
            &[],
        )
        .deny("scheme_mismatch"),
        by(
            "bearer-with-proof",
            "A proof beside a token that asks for none is not looked at.",
            &bearer,
            "Bearer",
            &["nonsense"],
        )
        .accept_as(json!({ "possession": { "proofs": [], "replay": "not_checked" } })),
        by(
            "bound-expired",
            "A token that is no good is not looked at further.",
            &super::bound().expires(NOW - 31).mint(),
            "Bearer",
            &[],
        )
        .deny("token_expired"),
        by(
            "scheme-unknown",
            "The host's mistake denies.",
            &bearer,
            "dpop",
            &[],
        )
        .deny("proof_malformed"),
        present(
            case(
                "proofs-unknown",
                SCHEME,
                "A misspelt member would be an absent one.",
            ),
            &bearer,
            json!({ "certificateSHA256": certificate() }),
        )
        .deny("proof_malformed"),
        present(
            case(
                "proofs-type",
                SCHEME,
                "One text, and not the list of all header fields.",
            ),
            &bound,
            json!({ "scheme": "DPoP", "dpop": proof, "method": "POST", "target": "/mcp" }),
        )
        .deny("proof_malformed"),
        by(
            "gate-without-proofs",
            "A gate that takes no proofs.",
            &bound,
            "DPoP",
            &[&proof],
        )
        .with("config", config())
        .deny("confirmation_unsupported"),
        by(
            "gate-without-proofs-bearer",
            "Nor is it a bearer token there.",
            &bound,
            "Bearer",
            &[],
        )
        .with("config", config())
        .deny("scheme_mismatch"),
    ]
}

/// An issuer that is to bind its tokens.
fn required() -> Vec<Case> {
    let binds = || {
        let issuer = changed(issuer(ISSUER, &key()), json!({ "requireBinding": true }));
        changed(takes(json!({})), json!({ "issuers": [issuer] }))
    };
    let source = "RFC 9728, section 2, `dpop_bound_access_tokens_required`";
    let case = |id: &str, description: &str| case(id, source, description).with("config", binds());
    vec![
        case("binding-required", "A token that is bound to nothing.")
            .token(good().mint())
            .deny("binding_required"),
        present(
            case("binding-required-with-proof", "A proof does not bind it."),
            &good().mint(),
            request(&[&dpop_proof(&holder(), &good().mint()).mint()]),
        )
        .deny("binding_required"),
        proven(case("binding-required-bound", "A bound one."), |proof| {
            proof
        })
        .accept(),
        present(
            case(
                "binding-required-certificate",
                "One that is bound to a certificate.",
            ),
            &good().claim("cnf", x5t()).mint(),
            json!({ "certificateSha256": certificate() }),
        )
        .accept(),
    ]
}

/// A workload identity token beside the access token.
fn beside() -> Vec<Case> {
    let source = "draft-ietf-wimse-wpt, section 2: a workload identity token beside another one";
    let by = |id: &str, description: &str, workload: &str| {
        let proofs = json!({ "workloadIdentity": workload, "method": "POST", "target": "/mcp" });
        present(case(id, source, description), &good().mint(), proofs)
    };
    vec![
        by(
            "workload-none",
            "What stands there is no token.",
            "nonsense",
        )
        .deny("token_malformed"),
        by(
            "workload-empty",
            "An empty header field is not an absent one.",
            "",
        )
        .deny("token_missing"),
        by(
            "workload-access-token",
            "An access token is no workload identity token.",
            &good().mint(),
        )
        .deny("type_not_accepted"),
        by(
            "workload-unknown",
            "Of an issuer that nobody trusts.",
            &good().issuer("https://evil.example").mint(),
        )
        .deny("issuer_unknown"),
    ]
}

fn lineage() -> Vec<Case> {
    let source = "Whoever presents the tokens that theirs was derived from gains nothing by them";
    let chain = |id: &str, description: &str, token: &AccessToken, parent: &AccessToken| {
        let (token, parent) = (token.mint(), parent.mint());
        let proof = dpop_proof(&holder(), &token).mint();
        now(Case::new("chain", id, source, description).with("config", takes(json!({})))).with(
            "presented",
            json!({ "token": token, "parents": [parent], "proofs": request(&[&proof]) }),
        )
    };
    let bound_to_other = good().claim("cnf", jkt(&Key::es256(4)));
    vec![
        chain(
            "parent-bound",
            "A parent needs no proof.",
            &bound().actor("agent"),
            &bound_to_other,
        )
        .accept_as(json!({ "possession": { "proofs": ["dpop"] } })),
        chain(
            "parent-bound-child-not",
            "A child of a bound token may be a bearer token, and is presented as one.",
            &good().actor("agent"),
            &bound(),
        )
        .deny("scheme_mismatch"),
        chain(
            "parent-unknown-method",
            "A parent's method of which nothing is known.",
            &bound().actor("agent"),
            &good().claim("cnf", "{}"),
        )
        .deny_at(1, "confirmation_unsupported"),
    ]
}

/// An Ed25519 signature and an ES256 one.
fn work() -> Vec<Case> {
    let limited = |id: &str, description: &str, work: u32| {
        let config = changed(
            takes(json!({})),
            json!({ "limits": { "signatureWork": work } }),
        );
        let source = "Limit: work with signatures, in units of one Ed25519 verification";
        proven(
            case(id, source, description).with("config", config),
            |proof| proof,
        )
    };
    vec![
        limited("work", "Just as much as both cost.", 5).accept(),
        limited("work-of-proof", "Less: the proof is not checked.", 4).deny("work_exceeded"),
        limited("work-of-token", "Hardly the token.", 1).deny("work_exceeded"),
        limited("work-zero", "No signature at all.", 0).config_error("limits.signatureWork"),
    ]
}
