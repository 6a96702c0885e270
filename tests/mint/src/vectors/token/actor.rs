//! Who acts: `act`.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [actors(), depth()].into_iter().flatten().collect()
}

fn actors() -> Vec<Case> {
    let act = |id: &str, description: &str, act: &str, code: &str| {
        token(id, "RFC 8693, section 4.1", description)
            .token(good().claim("act", act).mint())
            .deny(code)
    };
    let bad =
        |id: &str, description: &str, text: &str| act(id, description, text, "actor_malformed");
    vec![
        bad("act-null", "Null.", "null"),
        bad("act-array", "An array that holds a good one.", r#"[{"sub":"a"}]"#),
        bad("act-string", "A name.", r#""a""#),
        bad("act-true", "A truth.", "true"),
        bad("act-empty", "An object without `sub`.", "{}"),
        bad("act-no-sub", "Other members, and no `sub`.", r#"{"client_id":"a"}"#),
        bad("act-sub-null", "`sub` is null.", r#"{"sub":null}"#),
        bad("act-sub-number", "`sub` is a number.", r#"{"sub":1}"#),
        bad("act-sub-array", "`sub` is an array.", r#"{"sub":["a"]}"#),
        bad("act-sub-empty", "`sub` is empty.", r#"{"sub":""}"#),
        bad("act-sub-control", "`sub` has a line break.", r#"{"sub":"a\nb"}"#),
        bad("act-sub-reordered", "`sub` turns the text behind it round.", r#"{"sub":"a\u202eb"}"#),
        bad("act-iss-reordered", "`iss` does.", r#"{"sub":"a","iss":"https://as.example\u2066"}"#),
        bad("act-iss-number", "`iss` is a number.", r#"{"sub":"a","iss":1}"#),
        bad("act-iss-null", "`iss` is null.", r#"{"sub":"a","iss":null}"#),
        bad("act-iss-empty", "`iss` is empty.", r#"{"sub":"a","iss":""}"#),
        bad("act-iss-space", "`iss` has a space, which parts issuer from subject in an identity.", r#"{"sub":"c","iss":"https://as.example b"}"#),
        bad("act-inner-null", "The inner one is null.", r#"{"sub":"a","act":null}"#),
        bad("act-inner-string", "The inner one is a name.", r#"{"sub":"a","act":"b"}"#),
        bad("act-inner-no-sub", "The inner one has no `sub`.", r#"{"sub":"a","act":{"iss":"https://as.example"}}"#),
        act("act-cnf", "RFC 7800: an actor that is bound to a key.", r#"{"sub":"a","cnf":{"jkt":"AAAA"}}"#, "confirmation_unsupported"),
        act("act-inner-cnf", "RFC 7800: a prior actor that is bound to a key.", r#"{"sub":"a","act":{"sub":"b","cnf":{}}}"#, "confirmation_unsupported"),
        token("act-order", "RFC 8693, section 4.1: the least recent is the innermost", "`act` is read from outside in: the chain starts with the innermost.")
            .token(good().claim("act", r#"{"sub":"third","act":{"sub":"second","act":{"sub":"first"}}}"#).mint())
            .accept_as(json!({ "actor": { "issuer": ISSUER, "subject": "third" }, "chain": [
                { "issuer": ISSUER, "subject": "alice", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "first", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "second", "evidence": "asserted" },
                { "issuer": ISSUER, "subject": "third", "evidence": "signed", "scopes": ["files:read"], "tokenId": "t-0", "expiresAt": NOW + 600 },
            ] })),
        token("act-other-issuer", "RFC 8693, section 4.1", "An actor of another issuer: nobody said that this one may speak for it.").token(good().actor_with(r#""sub":"agent","iss":"https://agents.example""#).mint()).deny("actor_untrusted"),
        token("act-inner-other-issuer", "RFC 8693, section 4.1", "The same of a prior actor.").token(good().actor_with(r#""sub":"agent","iss":"https://agents.example""#).actor("b").mint()).deny("actor_untrusted"),
        token("act-listed-issuer", "RFC 8693, section 4.1", "An actor of another issuer, for which this one may speak.").token(good().actor_with(r#""sub":"agent","iss":"https://agents.example""#).mint()).with("config", speaks_for("https://agents.example")).accept_as(json!({ "actor": { "issuer": "https://agents.example", "subject": "agent" } })),
        token("act-issuer-beside-the-listed", "RFC 8693, section 4.1", "And of one for which it may not.").token(good().actor_with(r#""sub":"agent","iss":"https://agents.example/""#).mint()).with("config", speaks_for("https://agents.example")).deny("actor_untrusted"),
        token("act-repeated", "RFC 8693, section 4.1", "One actor may act twice.").token(good().actor("a").actor("b").actor("a").mint()).accept_as(json!({ "actor": { "issuer": ISSUER, "subject": "a" } })),
        token("act-is-principal", "RFC 8693, section 1.1", "One may act for oneself.").token(good().actor("alice").mint()).accept_as(json!({ "actor": { "issuer": ISSUER, "subject": "alice" } })),
        token("act-other-claims", "RFC 8693, section 4.1: no meaning in `act`", "`exp`, `aud` and `scope` within `act` say nothing.").token(good().actor_with(r#""sub":"a","exp":1,"aud":"https://x","scope":"admin""#).mint()).accept_as(json!({ "scopes": ["files:read"] })),
        token("may-act", "RFC 8693, section 4.4", "`may_act` makes nobody an actor.").token(good().claim("may_act", r#"{"sub":"admin-agent"}"#).mint()).accept_as(json!({ "actor": null })),
        token("may-act-malformed", "RFC 8693, section 4.4", "And is not looked at.").token(good().claim("may_act", "7").mint()).accept(),
        token("azp", "RFC 8693, section 4.3", "Neither `client_id` nor `azp` makes an actor.").token(good().claim("azp", "\"agent\"").mint()).accept_as(json!({ "actor": null, "clientId": "desk" })),
    ]
}

fn depth() -> Vec<Case> {
    let draft = "draft-mcguinness-oauth-actor-profile: more than 5 must be rejected";
    let chain = |actors: usize| {
        (0..actors)
            .fold(good(), |token: AccessToken, number| {
                token.actor(&format!("agent-{number}"))
            })
            .mint()
    };
    let limited = |most: usize| changed(config(), json!({ "maxDepth": most }));
    let mut cases: Vec<Case> = (0..=12)
        .map(|actors| {
            let case = token(
                &format!("depth-{actors}"),
                draft,
                &format!("{actors} actors, 5 allowed."),
            )
            .token(chain(actors));
            if actors <= 5 {
                case.accept()
            } else {
                case.deny("depth_exceeded")
            }
        })
        .collect();
    cases.extend([
        token("depth-10-of-10", draft, "The most that can be allowed.")
            .with("config", limited(10))
            .token(chain(10))
            .accept(),
        token("depth-11-of-10", draft, "One more.")
            .with("config", limited(10))
            .token(chain(11))
            .deny("depth_exceeded"),
        token("depth-2-of-1", draft, "One actor allowed, two there.")
            .with("config", limited(1))
            .token(chain(2))
            .deny("depth_exceeded"),
        token("depth-1-of-0", draft, "No delegation allowed.")
            .with("config", limited(0))
            .token(chain(1))
            .deny("depth_exceeded"),
        token(
            "depth-0-of-0",
            draft,
            "No delegation allowed, and none there.",
        )
        .with("config", limited(0))
        .token(chain(0))
        .accept(),
    ]);
    cases
}

/// The issuer may name actors of this one.
fn speaks_for(other: &str) -> Value {
    let mut config = config();
    config["issuers"][0]["actorIssuers"] = json!([other]);
    config
}
