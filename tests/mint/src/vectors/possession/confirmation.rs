//! What a token is bound to: `cnf`, a key, a certificate, or both.

use super::*;

const CNF: &str = "RFC 7800, section 3.1";
const MTLS: &str = "RFC 8705, section 3";

pub(super) fn cases() -> Vec<Case> {
    [confirmations(), certificates(), both()]
        .into_iter()
        .flatten()
        .collect()
}

/// SHA-256 of a certificate.
pub(super) fn certificate() -> String {
    hash("certificate")
}

pub(super) fn x5t() -> String {
    json!({ "x5t#S256": certificate() }).to_string()
}

fn confirmations() -> Vec<Case> {
    let thumbprint = holder().thumbprint();
    let jwk = holder().bare_jwk();
    let refused = |id: &str, description: &str, cnf: &str| {
        let token = good().claim("cnf", cnf).mint();
        let proof = dpop_proof(&holder(), &token).mint();
        let proofs = changed(
            request(&[&proof]),
            json!({ "certificateSha256": certificate() }),
        );
        present(case(id, CNF, description), &token, proofs).deny("confirmation_unsupported")
    };
    let jkt = |members: &str| format!(r#"{{"jkt":"{thumbprint}"{members}}}"#);
    vec![
        refused("cnf-empty", "Bound, and it is not said to what.", "{}"),
        refused("cnf-null", "Null is not absent.", "null"),
        refused(
            "cnf-text",
            "A thumbprint without a name.",
            &string(&thumbprint),
        ),
        refused("cnf-array", "An array.", "[]"),
        refused(
            "cnf-kid",
            "The name of a key that is not at hand.",
            r#"{"kid":"k-1"}"#,
        ),
        refused("cnf-jwe", "An encrypted key.", r#"{"jwe":"a.b.c.d.e"}"#),
        refused(
            "cnf-jku",
            "A key to be fetched.",
            r#"{"jku":"https://evil.example/jwks","kid":"k-1"}"#,
        ),
        refused("cnf-osc", "RFC 9203: another protocol's.", r#"{"osc":{}}"#),
        refused(
            "cnf-x5t",
            "SHA-1 confirms nothing.",
            r#"{"x5t":"bwcK0esc3ACC3DB2Y5_lESsXE8o"}"#,
        ),
        refused(
            "cnf-x5t-s256-lower-case",
            "Names are case-sensitive.",
            &x5t().replace("S256", "s256"),
        ),
        refused(
            "cnf-unknown-beside",
            "One method that is known, and one that is not.",
            &jkt(r#","new":"x""#),
        ),
        refused(
            "cnf-kid-beside",
            "A name for the key is a condition, too.",
            &jkt(r#","kid":"k-1""#),
        ),
        refused("cnf-jkt-null", "The thumbprint is null.", r#"{"jkt":null}"#),
        refused(
            "cnf-jkt-array",
            "An array of one.",
            &format!(r#"{{"jkt":["{thumbprint}"]}}"#),
        ),
        refused(
            "cnf-jkt-short",
            "31 octets.",
            r#"{"jkt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
        ),
        refused(
            "cnf-jkt-padded",
            "Padded.",
            &format!(r#"{{"jkt":"{thumbprint}="}}"#),
        ),
        refused("cnf-jkt-empty", "Empty.", r#"{"jkt":""}"#),
        refused(
            "cnf-x5t-s256-hexadecimal",
            "Hexadecimal.",
            &format!(r##"{{"x5t#S256":"{}"}}"##, "ab".repeat(32)),
        ),
        refused("cnf-jwk-text", "A key that is none.", r#"{"jwk":"k"}"#),
        refused(
            "cnf-jwk-symmetric",
            "A secret in the open.",
            r#"{"jwk":{"kty":"oct","k":"AQ"}}"#,
        ),
        present(
            case(
                "cnf-jwk",
                "RFC 7800, section 3.2",
                "A key, in an access token: no proof is defined for it.",
            ),
            &good().claim("cnf", format!(r#"{{"jwk":{jwk}}}"#)).mint(),
            json!({ "scheme": "Bearer" }),
        )
        .deny("confirmation_unsupported"),
    ]
}

fn certificates() -> Vec<Case> {
    let token = good().claim("cnf", x5t()).mint();
    let own = certificate();
    let by = |id: &str, description: &str, proofs: Value| {
        present(case(id, MTLS, description), &token, proofs)
    };
    let accepted = json!({ "possession": { "proofs": ["mtls"], "replay": "not_needed" } });
    vec![
        by(
            "mtls",
            "The certificate of the connection.",
            json!({ "certificateSha256": own }),
        )
        .accept_as(accepted.clone()),
        by(
            "mtls-gate-without-proofs",
            "It needs no rules.",
            json!({ "certificateSha256": own }),
        )
        .with("config", config())
        .accept_as(accepted),
        by(
            "mtls-other",
            "Another certificate: that of the authority, say.",
            json!({ "certificateSha256": hash("authority") }),
        )
        .deny("certificate_mismatch"),
        by("mtls-none", "A connection without one.", json!({})).deny("certificate_mismatch"),
        case("mtls-alone", MTLS, "Nothing beside the token.")
            .token(token.as_str())
            .deny("certificate_mismatch"),
        by(
            "mtls-header",
            "A header is no connection.",
            json!({ "headers": [["client-cert-sha256", own]] }),
        )
        .deny("certificate_mismatch"),
        by(
            "mtls-as-dpop",
            "It is presented as a bearer token.",
            json!({ "scheme": "DPoP", "certificateSha256": own }),
        )
        .deny("scheme_mismatch"),
        by(
            "mtls-short",
            "The host hands in 31 octets.",
            json!({ "certificateSha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
        )
        .deny("proof_malformed"),
        by(
            "mtls-hexadecimal",
            "The host hands in hexadecimal.",
            json!({ "certificateSha256": "ab".repeat(32) }),
        )
        .deny("proof_malformed"),
        present(
            case(
                "mtls-not-bound",
                MTLS,
                "A token that is bound to no certificate, on a connection with one.",
            ),
            &good().mint(),
            json!({ "certificateSha256": own }),
        )
        .accept_as(json!({ "possession": { "proofs": [], "replay": "not_checked" } })),
    ]
}

/// Every member of `cnf` has to be proven.
fn both() -> Vec<Case> {
    let cnf = json!({ "jkt": holder().thumbprint(), "x5t#S256": certificate() });
    let token = good().claim("cnf", cnf.to_string()).mint();
    let proof = dpop_proof(&holder(), &token).mint();
    let by = |id: &str, description: &str, dpop: &[&str], besides: Value| {
        present(
            case(id, CNF, description),
            &token,
            changed(request(dpop), besides),
        )
    };
    let own = json!({ "certificateSha256": certificate() });
    vec![
        by("two-methods", "Both are proven.", &[&proof], own.clone()).accept_as(
            json!({ "possession": { "proofs": ["dpop", "mtls"], "replay": "not_checked" } }),
        ),
        by(
            "two-methods-without-certificate",
            "Only the key is.",
            &[&proof],
            json!({}),
        )
        .deny("certificate_mismatch"),
        by(
            "two-methods-other-certificate",
            "The certificate is another one.",
            &[&proof],
            json!({ "certificateSha256": hash("other") }),
        )
        .deny("certificate_mismatch"),
        by(
            "two-methods-without-proof",
            "Only the certificate is.",
            &[],
            own.clone(),
        )
        .deny("proof_required"),
        by(
            "two-methods-as-bearer",
            "Only the certificate is, as a bearer token.",
            &[],
            changed(own, json!({ "scheme": "Bearer" })),
        )
        .deny("scheme_mismatch"),
    ]
}
