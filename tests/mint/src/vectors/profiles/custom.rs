//! What an operator describes.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    let of = Of {
        kind: named("custom"),
        source: "RFC 8725, sections 3.11 and 3.12",
    };
    [
        parties(&of),
        refused(&of),
        mistakes(&of),
        of.types(&[
            ("absent", None),
            ("jwt", Some("\"JWT\"")),
            ("media-type", Some("\"application/desk-access+jwt\"")),
            ("upper-case", Some("\"DESK-ACCESS+JWT\"")),
        ]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn settings(change: Value) -> Value {
    json!({ "custom": changed(named("custom").profile()["custom"].take(), change) })
}

fn without_scopes() -> Value {
    let mut profile = settings(json!({}));
    let members = profile["custom"].as_object_mut().expect("an object");
    members.remove("scopes");
    profile
}

fn parties(of: &Of) -> Vec<Case> {
    let weak = settings(json!({ "typ": ["JWT", null] }));
    vec![
        of.case("accept", "Everything where the operator says.", &of.token()).accept_as(json!({
            "principal": identity("alice"), "actor": identity("investigation-agent"), "clientId": "desk", "tokenId": "t-0", "scopes": ["files:read"],
        })),
        of.with("accept-act", "`act`, because the setting says so.", settings(json!({ "actor": "act" })), &of.token().claim("act", r#"{"sub":"agent"}"#)).accept_as(json!({ "actor": identity("agent") })),
        of.with("accept-nobody", "No actor, whatever `agent` says.", settings(json!({ "actor": "none" })), &of.token()).accept_as(json!({ "actor": null })),
        of.with("accept-workload", "Principals that are workloads.", settings(json!({ "actor": "none", "workload": true })), &of.token()).accept_as(json!({ "principal": identity("alice") })),
        of.with("accept-scope-string", "Scopes as a string.", settings(json!({ "scopes": { "claim": "may", "form": "string" } })), &of.token().claim("may", "\"a b\"")).accept_as(json!({ "scopes": ["a", "b"] })),
        of.with("accept-no-scopes", "No claim holds scopes.", without_scopes(), &of.token().scope("files:read")).accept_as(json!({ "scopes": [] })),
        of.with("accept-typ-jwt", "`JWT`, told by a claim.", weak.clone(), &of.token().header("typ", "\"JWT\"")).accept(),
        of.with("accept-typ-absent", "No `typ`, said aloud, told by a claim.", weak.clone(), &of.token().without_header("typ")).accept(),
        of.with("weak-typ-other", "Still another.", weak.clone(), &of.token()).deny("type_not_accepted"),
        of.with("weak-id-token", "An ID token with everything else.", weak.clone(), &of.token().header("typ", "\"JWT\"").claim("nonce", "\"x\"")).deny("type_not_accepted"),
        of.with("weak-without-claim", "Without the claim that tells it.", weak, &of.token().header("typ", "\"JWT\"").without("use")).deny("claim_missing"),
    ]
}

fn refused(of: &Of) -> Vec<Case> {
    let claim = |id: &str, description: &str, name: &str, json: Option<&str>, code: &str| {
        let token = match json {
            Some(json) => of.token().claim(name, json),
            None => of.token().without(name),
        };
        of.case(id, description, &token).deny(code)
    };
    vec![
        claim(
            "required-other",
            "Not the value.",
            "use",
            Some("\"refresh\""),
            "claim_invalid",
        ),
        claim(
            "required-longer",
            "Not exactly the value.",
            "use",
            Some("\"access \""),
            "claim_invalid",
        ),
        claim(
            "required-number",
            "Not a string.",
            "use",
            Some("1"),
            "claim_invalid",
        ),
        claim(
            "required-absent",
            "Not there.",
            "use",
            None,
            "claim_missing",
        ),
        claim(
            "present-absent",
            "Not there.",
            "desk",
            None,
            "claim_missing",
        ),
        claim(
            "present-null",
            "There, and nothing.",
            "desk",
            Some("null"),
            "claim_invalid",
        ),
        claim(
            "actor-absent",
            "Nobody else takes the actor's place.",
            "agent",
            None,
            "claim_missing",
        ),
        claim(
            "actor-object",
            "The wrong type.",
            "agent",
            Some(r#"{"sub":"agent"}"#),
            "claim_invalid",
        ),
        claim(
            "act",
            "The actor stands elsewhere.",
            "act",
            Some(r#"{"sub":"agent"}"#),
            "claim_invalid",
        ),
        claim(
            "scopes-absent",
            "The claim that is named.",
            "may",
            None,
            "claim_missing",
        ),
        claim(
            "scopes-string",
            "The other form.",
            "may",
            Some("\"files:read\""),
            "scope_malformed",
        ),
        claim(
            "client-absent",
            "The claim that is named.",
            "app",
            None,
            "claim_missing",
        ),
        claim(
            "token-id-absent",
            "The claim that is named.",
            "jti",
            None,
            "claim_missing",
        ),
        of.case(
            "principal-absent",
            "`sub` does not take its place.",
            &of.token().without("user").subject("alice"),
        )
        .deny("claim_missing"),
    ]
}

fn mistakes(of: &Of) -> Vec<Case> {
    let mistake = |id: &str, description: &str, change: Value, setting: &str| {
        of.mistake(
            &format!("mistake-{id}"),
            description,
            settings(change),
            &format!("issuers[0].profile.custom.{setting}"),
        )
    };
    vec![
        mistake("no-typ", "No `typ` at all.", json!({ "typ": [] }), "typ"),
        mistake("typ-empty", "An empty one.", json!({ "typ": [""] }), "typ"),
        mistake(
            "typ-twice",
            "One of them twice.",
            json!({ "typ": ["a", "a"] }),
            "typ",
        ),
        mistake(
            "null-twice",
            "None of them twice.",
            json!({ "typ": [null, null] }),
            "typ",
        ),
        mistake(
            "typ-space",
            "Not printable ASCII.",
            json!({ "typ": ["a b"] }),
            "typ",
        ),
        mistake(
            "typ-dpop",
            "DPoP proofs.",
            json!({ "typ": ["dpop+jwt"] }),
            "typ",
        ),
        mistake(
            "typ-logout",
            "Logout tokens.",
            json!({ "typ": ["application/logout+jwt"] }),
            "typ",
        ),
        mistake(
            "typ-event",
            "Security events, in upper case.",
            json!({ "typ": ["SECEVENT+JWT"] }),
            "typ",
        ),
        mistake(
            "typ-id-jag",
            "Grants.",
            json!({ "typ": ["oauth-id-jag+jwt"] }),
            "typ",
        ),
        mistake(
            "weak-jwt",
            "`JWT`, and nothing tells it.",
            json!({ "typ": ["JWT"], "required": {} }),
            "required",
        ),
        mistake(
            "weak-jwt-small",
            "The same type in small letters.",
            json!({ "typ": ["jwt"], "required": {} }),
            "required",
        ),
        mistake(
            "weak-jose",
            "`JOSE`, the type of any JWS.",
            json!({ "typ": ["application/JOSE"], "required": {} }),
            "required",
        ),
        mistake(
            "weak-absent",
            "No `typ`, and what every token has.",
            json!({ "typ": [null], "required": { "jti": "present", "azp": "present" } }),
            "required",
        ),
        mistake(
            "required-nothing",
            "An empty value.",
            json!({ "required": { "use": { "is": "" } } }),
            "required",
        ),
        mistake(
            "required-nameless",
            "A claim without a name.",
            json!({ "required": { "": "present", "use": "present" } }),
            "required",
        ),
        mistake(
            "principal-nameless",
            "A claim without a name.",
            json!({ "principal": "" }),
            "principal",
        ),
        mistake(
            "principal-audience",
            "A claim that is nobody's name.",
            json!({ "principal": "aud" }),
            "principal",
        ),
        mistake(
            "actor-may-act",
            "Who may act does not act.",
            json!({ "actor": { "claim": "may_act" } }),
            "actor",
        ),
        mistake(
            "actor-principal",
            "The same claim twice.",
            json!({ "actor": { "claim": "user" } }),
            "actor",
        ),
        mistake(
            "client-time",
            "A time is no client.",
            json!({ "client": "iat" }),
            "client",
        ),
    ]
}
