//! Time.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [expiry(), other_times(), lifetime(), clock()]
        .into_iter()
        .flatten()
        .collect()
}

/// `exp` is 1760000600 unless said otherwise, and the leeway 30 s.
fn expiry() -> Vec<Case> {
    let source = "RFC 7519, section 4.1.4";
    let date = "RFC 7519, section 2, NumericDate";
    let at = |id: &str, description: &str, now: u64| {
        token(id, source, description)
            .with("now", now)
            .token(good().mint())
    };
    let strict = |id: &str, description: &str, now: u64| {
        at(id, description, now).with("config", changed(config(), json!({ "leeway": 0 })))
    };
    let exp =
        |id: &str, description: &str, exp: &str| claims(id, date, description, &[("exp", exp)]);
    let end = NOW + 600;
    vec![
        at(
            "exp-last-second",
            "One second before `exp` and leeway.",
            end + 29,
        )
        .accept(),
        at(
            "exp-reached",
            "At `exp` and leeway: on or after it is too late.",
            end + 30,
        )
        .deny("token_expired"),
        at("exp-passed", "One second later.", end + 31).deny("token_expired"),
        strict(
            "exp-last-second-without-leeway",
            "One second before `exp`.",
            end - 1,
        )
        .accept(),
        strict("exp-reached-without-leeway", "At `exp`.", end).deny("token_expired"),
        strict("exp-passed-without-leeway", "One second later.", end + 1).deny("token_expired"),
        exp(
            "exp-fraction",
            "A fraction of a second after now, without leeway.",
            "1760000000.5",
        )
        .with("config", changed(config(), json!({ "leeway": 0 })))
        .accept(),
        exp(
            "exp-fraction-before",
            "A fraction of a second before now, without leeway.",
            "1759999999.75",
        )
        .with("config", changed(config(), json!({ "leeway": 0 })))
        .deny("token_expired"),
        exp(
            "exp-exponent",
            "A number may be written with an exponent.",
            "1.7600006e9",
        )
        .accept_as(json!({ "expiresAt": end })),
        exp("exp-negative", "Before it.", "-1").deny("claim_invalid"),
        exp("exp-negative-zero", "Zero, from below.", "-0.0").deny("claim_invalid"),
        exp("exp-1e308", "A number beyond all calendars.", "1e308").deny("claim_invalid"),
        exp("exp-1e400", "A number beyond all machines.", "1e400").deny("json_invalid"),
        exp("exp-milliseconds", "Milliseconds.", "1760000600000").deny("claim_invalid"),
        exp(
            "exp-year-9999",
            "The last second that RFC 3339 can write.",
            "253402300799",
        )
        .accept(),
        exp("exp-year-10000", "The next one.", "253402300800").deny("claim_invalid"),
        exp(
            "exp-year-10000-fraction",
            "The next one, as a fraction.",
            "253402300800.5",
        )
        .deny("claim_invalid"),
        exp(
            "exp-2-53",
            "An integer that doubles can't tell from its neighbour.",
            "9007199254740993",
        )
        .deny("claim_invalid"),
        exp(
            "exp-2-63",
            "An integer of 64 bits without sign.",
            "9223372036854775808",
        )
        .deny("claim_invalid"),
        exp(
            "exp-2-64",
            "An integer of more than 64 bits.",
            "18446744073709551616",
        )
        .deny("claim_invalid"),
        exp(
            "exp-before-iat",
            "A token that was dead when it was born.",
            "1759999930",
        )
        .with("now", NOW - 65)
        .deny("claim_invalid"),
        exp(
            "exp-is-iat",
            "A token that lived for no time.",
            "1759999940",
        )
        .with("now", NOW - 60)
        .deny("claim_invalid"),
    ]
}

fn other_times() -> Vec<Case> {
    let (nbf, iat) = ("RFC 7519, section 4.1.5", "RFC 7519, section 4.1.6");
    let from =
        |id: &str, description: &str, value: &str| claims(id, nbf, description, &[("nbf", value)]);
    let issued =
        |id: &str, description: &str, value: &str| claims(id, iat, description, &[("iat", value)]);
    let strict = |case: Case| case.with("config", changed(config(), json!({ "leeway": 0 })));
    vec![
        from("nbf-now", "Valid from now.", "1760000000").accept(),
        from("nbf-within-leeway", "30 s from now.", "1760000030").accept(),
        from("nbf-beyond-leeway", "31 s from now.", "1760000031").deny("token_not_yet_valid"),
        from(
            "nbf-fraction-beyond-leeway",
            "30.5 s from now.",
            "1760000030.5",
        )
        .deny("token_not_yet_valid"),
        strict(from(
            "nbf-now-without-leeway",
            "Valid from now.",
            "1760000000",
        ))
        .accept(),
        strict(from(
            "nbf-next-second-without-leeway",
            "Valid from the next second.",
            "1760000001",
        ))
        .deny("token_not_yet_valid"),
        from("nbf-null", "Null is not absent.", "null").deny("claim_invalid"),
        from("nbf-string", "A string is not absent.", "\"1760000000\"").deny("claim_invalid"),
        from("nbf-negative", "Before the beginning of time.", "-1").deny("claim_invalid"),
        from("nbf-1e308", "After its end.", "1e308").deny("claim_invalid"),
        claims(
            "nbf-after-exp",
            nbf,
            "Valid at no time: leeway on both sides must not make one.",
            &[("nbf", "1760000020"), ("exp", "1760000010")],
        )
        .deny("claim_invalid"),
        issued("iat-now", "Issued now.", "1760000000").accept(),
        issued("iat-within-leeway", "Issued in 30 s.", "1760000030").accept(),
        issued("iat-beyond-leeway", "Issued in 31 s.", "1760000031").deny("token_issued_in_future"),
        issued("iat-milliseconds", "Milliseconds.", "1759999940000").deny("claim_invalid"),
        issued("iat-negative", "Before the beginning of time.", "-60").deny("claim_invalid"),
        issued("iat-fraction", "A fraction.", "1759999940.25").accept(),
        strict(issued(
            "iat-next-second-without-leeway",
            "Issued in the next second.",
            "1760000001",
        ))
        .deny("token_issued_in_future"),
    ]
}

fn lifetime() -> Vec<Case> {
    let source = "RFC 8725, section 3.10; maxLifetime";
    let limited =
        |case: Case| case.with("config", changed(config(), json!({ "maxLifetime": 660 })));
    let lives = |id: &str, description: &str, exp: &str| {
        limited(token(id, source, description)).token(good().claim("exp", exp).mint())
    };
    vec![
        lives(
            "lifetime-at-limit",
            "660 s from `iat` to `exp`.",
            "1760000600",
        )
        .accept(),
        lives("lifetime-over", "661 s.", "1760000601").deny("lifetime_too_long"),
        lives("lifetime-over-by-a-fraction", "660.5 s.", "1760000600.5").deny("lifetime_too_long"),
        lives("lifetime-year-9999", "Forever.", "253402300799").deny("lifetime_too_long"),
    ]
}

fn clock() -> Vec<Case> {
    let source = "The host's clock is an argument";
    let at = |id: &str, description: &str, now: u64| {
        token(id, source, description)
            .with("now", now)
            .token(good().mint())
            .deny("clock_invalid")
    };
    vec![
        at("clock-zero", "A clock that was never set.", 0),
        at(
            "clock-year-10000",
            "A clock in milliseconds, or in a far future.",
            253_402_300_800,
        ),
        at("clock-milliseconds", "Milliseconds.", NOW * 1000),
    ]
}
