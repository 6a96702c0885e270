//! Who presents a chain, and to which gate.

use super::key::public;
use super::*;

/// Who presents it.
pub(super) fn cases() -> Vec<Case> {
    let source = "draft-asor-wimse-agent-delegation-chain-02, Holder Binding";
    let tokens = [root().mint(), child().mint()];
    let by = |id: &str, description: &str, holder: &Key, code: &str| {
        case(id, source, description)
            .with("presented", presented(&tokens, holder))
            .deny(code)
    };
    let without_proof = |scheme: &str| json!({ "token": tokens[1], "parents": [tokens[0]], "proofs": { "scheme": scheme, "method": "POST", "target": "/mcp" } });
    let issuer = json!({ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": { "adc-03-bound": {} }, "algorithms": ["Ed25519"] });
    vec![
        by("proof-of-parent", "The holder of the root presents its child.", &holder(0), "proof_key_mismatch"),
        by("proof-of-stranger", "Nobody's key.", &Key::ed25519(99), "proof_key_mismatch"),
        case("proof-absent", source, "No proof.").with("presented", without_proof("DPoP")).deny("proof_required"),
        case("proof-absent-bearer", source, "As a bearer token.").with("presented", without_proof("Bearer")).deny("scheme_mismatch"),
        {
            let proof = dpop_proof(&holder(1), &tokens[0]).mint();
            case("proof-for-parent", "RFC 9449, section 4.3, check 12", "The right key, and a proof for the root.").with("presented", json!({
                "token": tokens[1], "parents": [tokens[0]], "proofs": { "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/mcp" },
            })).deny("proof_token_mismatch")
        },
        pair("leaf-confirms-key-alone", source, "The last token has no thumbprint that a DPoP proof could show.", Delegation::confirming_the_key).deny("confirmation_unsupported"),
        chain("root-confirms-key-alone", source, "Nor has a root that is the last one.", &[&root().confirming_the_key()]).deny("confirmation_unsupported"),
        pair("confirmation-absent", FORMAT, "A child that drops `cnf`.", |child| child.without("cnf")).deny_at(2, "claim_missing"),
        chain("root-confirmation-absent", FORMAT, "A root without it.", &[&root().without("cnf")]).deny("claim_missing"),
        pair("confirmation-null", FORMAT, "Null.", |child| child.claim("cnf", Value::Null)).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-certificate-alone", source, "A certificate makes no child.", |child| child.claim("cnf", json!({ "x5t#S256": hash("certificate") }))).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-private", "RFC 7800, section 3.2", "A private key in `cnf`.", |child| {
            child.claim("cnf", json!({ "jwk": changed(public(&holder(1)), json!({ "d": "AAAA" })) }))
        }).deny_at(2, "confirmation_unsupported"),
        pair("confirmation-small-order", "RFC 8032, section 5.1.7", "A key with which everybody can sign.", |child| {
            child.claim("cnf", json!({ "jwk": { "kty": "OKP", "crv": "Ed25519", "x": crate::encode(crate::forge::NEUTRAL) } }))
        }).deny_at(2, "confirmation_unsupported"),
        Case::new("token", "configuration-without-proofs", source, "A gate that takes no proofs could take no chain.")
            .with("config", changed(config(), json!({ "issuers": [issuer] })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("proofs"),
        Case::new("token", "configuration-algorithm", "RFC 9864", "`EdDSA` is not fully specified.")
            .with("config", changed(takes(json!({})), json!({ "issuers": [{ "issuer": ISSUER, "jwks": key_set([&key()]), "profile": { "adc-03-bound": {} }, "algorithms": ["EdDSA"] }] })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("issuers[0].algorithms[0]"),
        Case::new("token", "configuration-quantity", "Narrowgate's configuration", "An argument has a name.")
            .with("config", takes(json!({ "quantities": { "max_rows": "" } })))
            .token(tokens[0].as_str())
            .with("now", NOW)
            .config_error("issuers[0].profile.adc-03-bound.quantities"),
        Case::new("token", "not-configured", "Off until configured", "To a gate that knows no chains, a root is an access token without scopes, and a child nothing.")
            .with("config", changed(takes(json!({})), json!({ "issuers": [super::super::issuer(ISSUER, &key())] })))
            .with("presented", of(&[&child()]))
            .with("now", NOW)
            .deny("header_unsupported"),
        case("limit-tokens", "Limit: tokens of one request", "Nine, and eight are looked at.").with("presented", {
            let mut tokens = vec![root()];
            for number in 1..9_u8 {
                let next = tokens.last().map(|last| last.child(&holder(number)));
                tokens.extend(next);
            }
            of(&tokens.iter().collect::<Vec<_>>())
        }).deny("too_many_tokens"),
        pair("limit-depth", "Limit: actors behind the principal", "Two actors, and one is allowed.", |child| child)
            .with("config", changed(takes(json!({})), json!({ "maxDepth": 1 })))
            .deny_at(2, "depth_exceeded"),
    ]
}
