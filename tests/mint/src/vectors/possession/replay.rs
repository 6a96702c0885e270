//! Whether a proof was seen before: the host's answer, and what it is asked.

use super::super::policy;
use super::*;

const REPLAY: &str = "RFC 9449, section 11.1";

pub(super) fn cases() -> Vec<Case> {
    [answers(), keys(), order()].into_iter().flatten().collect()
}

fn answer(key: &str, is_new: bool) -> Value {
    json!({ "key": key, "isNew": is_new })
}

fn answered(id: &str, description: &str, required: bool, answers: &[Value]) -> Case {
    let case = case(id, REPLAY, description)
        .with("config", takes(json!({ "requireReplayCheck": required })));
    proven_with(case, json!({ "replay": answers }), |proof| proof)
}

fn possession(replay: &str) -> Value {
    json!({ "possession": {
        "proofs": ["dpop"],
        "replay": replay,
        "replayKeys": [{ "key": remembered(), "until": NOW + 90 }],
    } })
}

fn answers() -> Vec<Case> {
    let own = remembered();
    let other = replay_key("dpop", &[&holder().thumbprint(), AUDIENCE, "p-2"]);
    let thumbprint = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    vec![
        answered(
            "replay-not-asked",
            "Nobody has looked, and the result says so.",
            false,
            &[],
        )
        .accept_as(possession("not_checked")),
        answered(
            "replay-new",
            "The store has not seen it.",
            false,
            &[answer(&own, true)],
        )
        .accept_as(possession("checked")),
        answered(
            "replay-seen",
            "The store has seen it.",
            false,
            &[answer(&own, false)],
        )
        .deny("proof_replayed"),
        answered(
            "replay-other",
            "The store was asked about another proof.",
            false,
            &[answer(&other, true)],
        )
        .accept_as(possession("not_checked")),
        answered(
            "replay-other-seen",
            "And has seen that one.",
            false,
            &[answer(&other, false)],
        )
        .accept_as(possession("not_checked")),
        answered(
            "replay-among-others",
            "Among answers about others.",
            false,
            &[answer(&other, false), answer(&own, true)],
        )
        .accept_as(possession("checked")),
        answered(
            "replay-contradicted",
            "Two answers about it, and one has seen it.",
            false,
            &[answer(&own, true), answer(&own, false)],
        )
        .deny("proof_replayed"),
        answered(
            "replay-required-not-asked",
            "It has to be asked.",
            true,
            &[],
        )
        .deny("replay_unchecked"),
        answered(
            "replay-required-new",
            "It was asked.",
            true,
            &[answer(&own, true)],
        )
        .accept_as(possession("checked")),
        answered(
            "replay-required-seen",
            "It was asked, and has seen it.",
            true,
            &[answer(&own, false)],
        )
        .deny("proof_replayed"),
        answered(
            "replay-required-other",
            "It was asked about another proof.",
            true,
            &[answer(&other, true)],
        )
        .deny("replay_unchecked"),
        answered(
            "replay-required-prefix",
            "About the beginning of the key.",
            true,
            &[answer("dpop:", true)],
        )
        .deny("replay_unchecked"),
        answered(
            "replay-required-no-key",
            "About nothing.",
            true,
            &[answer("", true)],
        )
        .deny("replay_unchecked"),
        present(
            case(
                "replay-required-bearer",
                REPLAY,
                "A bearer token has no proof that could be looked up.",
            )
            .with("config", takes(json!({ "requireReplayCheck": true }))),
            &good().mint(),
            json!({ "scheme": "Bearer" }),
        )
        .accept_as(json!({ "possession": { "proofs": [], "replay": "not_checked" } })),
        present(
            case(
                "replay-required-certificate",
                REPLAY,
                "A certificate is of this connection.",
            )
            .with("config", takes(json!({ "requireReplayCheck": true }))),
            &good()
                .claim("cnf", json!({ "x5t#S256": thumbprint }).to_string())
                .mint(),
            json!({ "scheme": "Bearer", "certificateSha256": thumbprint }),
        )
        .accept_as(json!({ "possession": { "proofs": ["mtls"], "replay": "not_needed" } })),
    ]
}

/// The same for every spelling of one proof, and another for every other one.
fn keys() -> Vec<Case> {
    let asked = |id: &str,
                 description: &str,
                 parts: &[&str],
                 until: u64,
                 change: &dyn Fn(Proof) -> Proof| {
        proven(case(id, REPLAY, description), change).accept_as(json!({ "possession": {
            "replayKeys": [{ "key": replay_key("dpop", parts), "until": until }],
        } }))
    };
    let seen = |id: &str, description: &str, change: &dyn Fn(Proof) -> Proof| {
        let answers = json!({ "replay": [answer(&remembered(), false)] });
        proven_with(case(id, REPLAY, description), answers, change).deny("proof_replayed")
    };
    let jkt = holder().thumbprint();
    vec![
        seen(
            "replay-other-bytes",
            "Other bytes, and so another signature, with the same `jti`.",
            &|proof| proof.claim("x", "1"),
        ),
        seen(
            "replay-other-spelling",
            "The same URI in another spelling.",
            &|proof| proof.claim("htu", string("HTTPS://tools.example:443/m%63p?again")),
        ),
        seen(
            "replay-other-time",
            "The same `jti` a moment later.",
            &|proof| proof.claim("iat", (NOW - 1).to_string()),
        ),
        asked(
            "replay-key-id",
            "Another `jti` is another use.",
            &[&jkt, AUDIENCE, "p-2"],
            NOW + 90,
            &|proof| proof.claim("jti", string("p-2")),
        ),
        asked(
            "replay-key-empty-looking",
            "A `jti` that looks like parts of the key.",
            &[&jkt, AUDIENCE, "p-1|p-1"],
            NOW + 90,
            &|proof| proof.claim("jti", string("p-1|p-1")),
        ),
        asked(
            "replay-until-old",
            "An old proof is remembered until nobody takes it.",
            &[&jkt, AUDIENCE, "p-1"],
            NOW + 30,
            &|proof| proof.claim("iat", (NOW - 60).to_string()),
        ),
        asked(
            "replay-until-early",
            "One of a clock that is ahead, longer.",
            &[&jkt, AUDIENCE, "p-1"],
            NOW + 120,
            &|proof| proof.claim("iat", (NOW + 30).to_string()),
        ),
        asked(
            "replay-until-exp",
            "`exp` does not make it shorter.",
            &[&jkt, AUDIENCE, "p-1"],
            NOW + 90,
            &|proof| proof.claim("exp", (NOW + 1).to_string()),
        ),
    ]
}

/// A proof is looked at before the call, and the store last, so that a call that is refused anyway uses nothing up.
fn order() -> Vec<Case> {
    let source = "Replay is checked last: nothing is remembered of a request that is refused for another reason";
    let gate = || {
        let tools = [tool("ping", json!({})), tool("stop", json!({}))];
        let policies = r#"@id("pings") permit (principal, action == Action::"ping", resource);"#;
        changed(
            policy::gate(&tools, policies),
            json!({ "proofs": { "origin": ORIGIN, "requireReplayCheck": true } }),
        )
    };
    let call = |id: &str,
                description: &str,
                name: &str,
                answers: &[Value],
                change: &dyn Fn(Proof) -> Proof| {
        let case = now(Case::new("authorize", id, source, description).with("config", gate()));
        proven_with(case, json!({ "replay": answers }), change)
            .with("request", json!({ "tool": name, "input": {} }))
    };
    let own = remembered();
    let same = |proof| proof;
    let old = |proof: Proof| proof.claim("iat", "1");
    vec![
        call("call", "A call with its proof, which was looked up.", "ping", &[answer(&own, true)], &same).accept_as(json!({
            "tool": "ping",
            "policies": ["pings"],
            "possession": { "proofs": ["dpop"], "replay": "checked" },
        })),
        call("call-not-asked", "Permitted, and not looked up.", "ping", &[], &same).deny("replay_unchecked"),
        call("call-replayed", "Permitted, and seen before.", "ping", &[answer(&own, false)], &same).deny("proof_replayed"),
        call("call-denied", "Not permitted, and not looked up.", "stop", &[], &same).deny("policy_denied"),
        call("call-denied-replayed", "Not permitted, and seen before.", "stop", &[answer(&own, false)], &same).deny("policy_denied"),
        call("call-unknown", "No such tool, and not looked up.", "nope", &[], &same).deny("tool_unknown"),
        call("call-unknown-unproven", "No such tool, and a proof that is too old: who proves nothing learns nothing of tools.", "nope", &[], &old).deny("proof_not_current"),
        call("call-denied-unproven", "Not permitted, and a proof that is too old.", "stop", &[], &old).deny("proof_not_current"),
        call("call-old-replayed", "Too old, and seen before.", "ping", &[answer(&own, false)], &old).deny("proof_not_current"),
    ]
}
