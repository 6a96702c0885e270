//! When: now, and not for long.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [current(), lifetime()].into_iter().flatten().collect()
}

fn dated(id: &str, source: &str, description: &str, issued: u64, expires: u64) -> Case {
    let approval = good()
        .claim("iat", issued.to_string())
        .claim("exp", expires.to_string());
    with(&format!("time-{id}"), source, description, &approval)
}

fn accepted(case: Case) -> Case {
    case.accept_as(json!({ "approval": { "id": "ap-1" } }))
}

fn current() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.4";
    let at = |id: &str, description: &str, issued: u64, expires: u64| {
        dated(id, source, description, issued, expires)
    };
    let fraction = good().claim("exp", format!("{}.5", NOW - 30));
    let not_before = |seconds: u64| good().claim("nbf", seconds.to_string());
    let of_nbf = "RFC 7519, section 4.1.5";
    vec![
        at("expired", "Expired.", NOW - 300, NOW - 60).deny("approval_not_current"),
        at(
            "expired-now",
            "Within what clocks may differ by, to the last second.",
            NOW - 300,
            NOW - 30,
        )
        .deny("approval_not_current"),
        accepted(at("expired-just", "A second less.", NOW - 300, NOW - 29)),
        accepted(with(
            "time-expired-fraction",
            source,
            "Half a second less.",
            &fraction,
        )),
        at("long-ago", "In 1970.", 1, 2).deny("approval_not_current"),
        at("future", "Given in the future.", NOW + 31, NOW + 300).deny("approval_not_current"),
        accepted(at(
            "future-just",
            "By a clock that is ahead.",
            NOW + 30,
            NOW + 300,
        )),
        at("never", "Never valid.", NOW, NOW).deny("approval_invalid"),
        with(
            "time-not-yet",
            of_nbf,
            "Not valid yet.",
            &not_before(NOW + 31),
        )
        .deny("approval_not_current"),
        accepted(with(
            "time-not-yet-just",
            of_nbf,
            "By a clock that is ahead.",
            &not_before(NOW + 30),
        )),
        with(
            "time-nbf-after-exp",
            of_nbf,
            "Never valid.",
            &not_before(NOW + 240),
        )
        .deny("approval_invalid"),
    ]
}

fn lifetime() -> Vec<Case> {
    let source = "An approval lives as long as a person may take, and the call after it";
    let lives = |id: &str, description: &str, seconds: u64| {
        dated(id, source, description, NOW - 60, NOW - 60 + seconds)
    };
    let own =
        |seconds: u64| config_of(json!({ "profile": { "approval": { "maxLifetime": seconds } } }));
    let by_gate = changed(config_of(json!({})), json!({ "maxLifetime": 700 }));
    vec![
        accepted(lives("quarter", "A quarter of an hour.", 900)),
        lives("quarter-more", "A second more.", 901).deny("approval_not_current"),
        accepted(lives("own", "As long as is configured.", 3600).with("config", own(3600))),
        lives("own-more", "A second more.", 3601)
            .with("config", own(3600))
            .deny("approval_not_current"),
        lives(
            "own-less",
            "More than is configured, and less than by default.",
            301,
        )
        .with("config", own(300))
        .deny("approval_not_current"),
        lives("gate", "More than the gate allows any token.", 701)
            .with("config", by_gate)
            .deny("approval_not_current"),
    ]
}
