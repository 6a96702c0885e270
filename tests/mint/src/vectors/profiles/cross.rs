//! Each kind of token, offered to each profile: only its own takes it.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let profiles = KINDS.iter().filter(|kind| kind.is_taken());
    profiles
        .flat_map(|profile| KINDS.iter().map(move |kind| cross(kind, profile)))
        .collect()
}

fn cross(kind: &Kind, profile: &Kind) -> Case {
    let id = format!("cross-{}-as-{}", kind.name, profile.name);
    let description = format!(
        "A token of the kind `{}`, signed by the issuer itself, for a gate that takes `{}`.",
        kind.name, profile.name
    );
    let token = kind.token_for(profile).mint();
    let case = now(Case::new(
        "token",
        &id,
        "RFC 8725, section 3.12",
        &description,
    ))
    .with("config", profile.config());
    let case = match profile.scheme() {
        "Bearer" => case.token(token),
        "DPoP" => {
            let proof = dpop_proof(&kinds::held(), &token).mint();
            case.with(
                "presented",
                json!({ "token": token, "proofs": { "scheme": "DPoP", "dpop": [proof], "method": "POST", "target": "/mcp" } }),
            )
        }
        scheme => case.with(
            "presented",
            json!({ "token": token, "proofs": { "scheme": scheme, "method": "POST", "target": "/mcp" } }),
        ),
    };
    match (kind.is_taken_by(profile), profile.scheme()) {
        (true, "Workload-Identity-Token") => case.deny("proof_required"),
        // Its proof is of a call, and here is none
        (true, _) if profile.name == "attenuating-agent-token" => {
            case.deny("proof_request_mismatch")
        }
        (true, _) => case.accept(),
        (false, _) => case.deny(code(kind, profile)),
    }
}

fn code(kind: &Kind, profile: &Kind) -> &'static str {
    match (kind.name, profile.name) {
        // It names its own key
        ("dpop-proof", _) => "header_unsupported",
        _ if !types(profile.name).contains(&typ(kind).as_deref().unwrap_or_default()) => {
            "type_not_accepted"
        }
        // `principal_type` tells its two generations apart, and is looked for first
        (_, "zeroid") | ("zeroid", "zeroid-legacy") => "type_not_accepted",
        (_, "zeroid-legacy") => "claim_missing",
        (_, "jwt-svid") => "claim_invalid",
        // Told by a claim of theirs
        ("id-token" | "id-token-of-hybrid-flow" | "logout-token-without-own-type", _) => {
            "type_not_accepted"
        }
        // Both versions write the same claims, and say which they are
        ("entra", "entra-v1") | ("entra-v1", "entra") => "claim_invalid",
        ("id-token-without-nonce" | "id-token-with-azp", "entra-v1") => "claim_invalid",
        // A chain of actors where nobody is to act
        ("zeroid", "auth0-rfc9068") => "claim_invalid",
        // Of the same claims, for the authorization server
        ("refresh-token", "auth0") => "audience_mismatch",
        // Their members stand in any order
        (_, "agent-delegation") => "json_invalid",
        // An access token that is bound, and that grants nothing there
        ("agent-delegation", "rfc9068" | "mcp") => "scheme_mismatch",
        // They lack what access tokens have
        _ => "claim_missing",
    }
}

/// What a profile lets pass; `""` is none.
fn types(profile: &str) -> &'static [&'static str] {
    match profile {
        "rfc9068" | "mcp" | "auth0-rfc9068" | "agent-delegation" => &["at+jwt"],
        "auth0" | "entra" | "entra-v1" => &["JWT"],
        "okta" | "workos" => &[""],
        "custom" => &["desk-access+jwt"],
        "jwt-svid" => &["", "JWT", "JOSE"],
        "workload-identity" => &["wit+jwt"],
        "transaction-token" => &["txntoken+jwt"],
        "attenuating-agent-token" => &["aat+jwt"],
        "zeroid" | "zeroid-legacy" => &["JWT", "at+jwt"],
        _ => panic!("{profile}"),
    }
}

fn typ(kind: &Kind) -> Option<String> {
    let header = parsed(&kind.token_for(named("rfc9068")).header_text());
    header["typ"].as_str().map(str::to_owned)
}
