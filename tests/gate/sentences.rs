//! What an operator reads, verbatim. Sentences may change; then this table does.

use crate::support::{
    alice, authorize, built, document, gate, key, remediator, verify, verify_all, with,
};
use mint::{AccessToken, Key, NOW, compact};
use narrowgate::{Denial, Presented, Request, UnixTime};
use serde_json::json;

#[track_caller]
fn says<T>(verdict: Result<T, Denial>, code: &str, sentence: &str) {
    let denial = verdict.err().unwrap();
    assert_eq!(denial.to_string(), sentence);
    assert_eq!(denial.code().as_str(), code);
}

#[track_caller]
fn token(token: &AccessToken, code: &str, sentence: &str) {
    says(verify(&gate(), &token.mint()), code, sentence);
}

#[track_caller]
fn text(token: &str, code: &str, sentence: &str) {
    says(verify(&gate(), token), code, sentence);
}

#[test]
fn form() {
    let good = alice().mint();
    text("", "token_missing", "no token was presented");
    text(
        "a.b",
        "token_malformed",
        "the token does not have three parts",
    );
    text("a..c", "token_malformed", "a part of the token is empty");
    text(
        &format!("{good}="),
        "token_malformed",
        "the token has characters that are not base64url or a dot",
    );
    text(
        &"A".repeat(16_385),
        "token_too_large",
        "the token has more than 16384 bytes",
    );
    text(
        &good[..good.len() - 1],
        "base64_invalid",
        "the signature is not canonical base64url",
    );
    text(
        &compact("alg", "{}", &key()),
        "json_invalid",
        "the header is not JSON",
    );
    let payload = |payload: &str| compact(alice().header_text(), payload, &key());
    text(
        &payload("[]"),
        "json_invalid",
        "the payload is an array, not an object",
    );
    text(
        &payload(r#"{"a":1,"a":2}"#),
        "json_duplicate_member",
        "the payload names a member twice",
    );
    text(
        &payload(&"[".repeat(33)),
        "json_too_deep",
        "the payload is nested too deep",
    );
}

#[test]
fn header_and_key() {
    token(
        &alice().header("crit", "[]"),
        "header_unsupported",
        "the header parameter `crit` is not supported",
    );
    token(
        &alice().header("alg", "null"),
        "header_invalid",
        "the header parameter `alg` is null, not a string",
    );
    token(
        &alice().without_header("alg"),
        "header_invalid",
        "the header has no `alg`",
    );
    token(
        &alice().header("alg", "\"none\""),
        "algorithm_not_allowed",
        "the algorithm `none` is not allowed",
    );
    token(
        &alice().header("typ", "\"JWT\""),
        "type_not_accepted",
        "`typ` is not `at+jwt`, so this is another kind of token",
    );
    token(
        &alice().issuer("https://evil.example"),
        "issuer_unknown",
        "`iss` is none of the configured issuers",
    );
    token(
        &alice().header("kid", "\"ed-9\""),
        "key_unknown",
        "no key has the kid `ed-9`",
    );
    token(
        &alice().signed_by(&Key::ed25519(2)),
        "signature_invalid",
        "the signature does not verify",
    );
}

#[test]
fn what_could_harm_a_log_is_not_shown() {
    token(
        &alice().header("kid", r#""a\nb""#),
        "key_unknown",
        "no key has the kid `(not shown)`",
    );
    token(
        &alice().header("alg", r#""\u001b[2J""#),
        "algorithm_not_allowed",
        "the algorithm `(not shown)` is not allowed",
    );
    says(
        authorize(&gate(), &remediator().mint(), "a\"b", "{}"),
        "tool_unknown",
        "there is no tool `(not shown)`",
    );
}

#[test]
fn claims() {
    token(
        &alice().without("jti"),
        "claim_missing",
        "the token has no `jti`",
    );
    token(
        &alice().claim("sub", "1"),
        "claim_invalid",
        "`sub` is an integer, not a string",
    );
    token(&alice().subject(""), "claim_invalid", "`sub` is empty");
    token(
        &alice().claim("exp", "\"1\""),
        "claim_invalid",
        "`exp` is a string, not a number",
    );
    token(
        &alice().claim("exp", "-1"),
        "claim_invalid",
        "`exp` is not a time from 1970 to 9999",
    );
    token(
        &alice().claim("aud", "[]"),
        "claim_invalid",
        "`aud` has 0 entries, not 1 to 16",
    );
    token(
        &alice().claim("scope", "[]"),
        "scope_malformed",
        "`scope` is an array, not a string",
    );
    token(
        &alice().scope("a  b"),
        "scope_malformed",
        "`scope` is not RFC 6749 scope tokens with one space between",
    );
    token(
        &alice().audience("https://other.example"),
        "audience_mismatch",
        "the token is for another audience",
    );
    token(
        &alice().claim("cnf", "{}"),
        "confirmation_unsupported",
        "`cnf` is empty",
    );
}

#[test]
fn time() {
    token(
        &alice().expires(NOW - 31),
        "token_expired",
        "the token expired at 1759999969, 31 s ago",
    );
    token(
        &alice().not_before(NOW + 31),
        "token_not_yet_valid",
        "the token is not valid before 1760000031, 31 s from now",
    );
    token(
        &alice().issued(NOW + 31),
        "token_issued_in_future",
        "the token was issued at 1760000031, 31 s from now",
    );
    let short = built(&with("maxLifetime", json!(659)));
    says(
        verify(&short, &alice().mint()),
        "lifetime_too_long",
        "the token lives 660 s, more than 659 s",
    );
    let unset = gate().verify(&Presented::token(""), UnixTime::from_secs(0));
    says(
        unset,
        "clock_invalid",
        "the host's clock is not set, or later than the year 9999",
    );
}

#[test]
fn actors() {
    token(
        &alice().claim("act", "null"),
        "actor_malformed",
        "an `act` is null, not an object",
    );
    token(
        &alice().claim("act", "{}"),
        "actor_malformed",
        "an `act` has no `sub`",
    );
    let six = (0..6).fold(alice(), |token, number| {
        token.actor(&format!("agent-{number}"))
    });
    token(
        &six,
        "depth_exceeded",
        "6 actors stand behind the principal, more than 5",
    );
}

#[test]
fn lineage() {
    let root = || alice().scope("files:read");
    let child = || root().actor("a");
    let pair = |child: AccessToken, code: &str, sentence: &str| {
        says(
            verify_all(&gate(), &[root().mint(), child.mint()]),
            code,
            sentence,
        )
    };
    let grandchild = child().actor("b").mint();
    says(
        verify_all(
            &gate(),
            &[
                root().mint(),
                child().scope("files:read files:write").mint(),
                grandchild,
            ],
        ),
        "scope_widened",
        "token 2 of 3: scope `files:write` is not granted by token 1",
    );
    pair(
        child().expires(NOW + 601),
        "expiry_extended",
        "token 2 of 2: it expires at 1760000601, 1 s after token 1",
    );
    pair(
        child().subject("bob"),
        "subject_changed",
        "token 2 of 2: it is on behalf of someone else than token 1",
    );
    pair(
        root().id("b"),
        "actor_chain_broken",
        "token 2 of 2: its prior actors are not the actors of token 1",
    );
    pair(
        root(),
        "token_repeated",
        "token 2 of 2: an earlier token of the chain has the same `jti`",
    );
    pair(
        child().issued(NOW - 61),
        "issued_before_parent",
        "token 2 of 2: it was issued before token 1",
    );
    let two = format!(r#"["{}","https://other.example"]"#, mint::AUDIENCE);
    pair(
        child().claim("aud", two),
        "audience_widened",
        "token 2 of 2: it is for an audience that token 1 is not for",
    );
    pair(
        child().signed_by(&Key::ed25519(2)),
        "signature_invalid",
        "token 2 of 2: the signature does not verify",
    );
    let nine: Vec<String> = (0..9).map(|_| "A".to_owned()).collect();
    says(
        verify_all(&gate(), &nine),
        "too_many_tokens",
        "more than 8 tokens, or 65536 bytes of them, were presented",
    );
}

#[test]
fn calls() {
    let call = |tool: &str, input: &str, code: &str, sentence: &str| {
        says(
            authorize(&gate(), &remediator().mint(), tool, input),
            code,
            sentence,
        )
    };
    call("nope", "{}", "tool_unknown", "there is no tool `nope`");
    call(
        "block",
        "[]",
        "input_invalid",
        "the arguments are an array, not an object",
    );
    call(
        "block",
        r#"{"minutes":1,"minutes":2}"#,
        "input_invalid",
        "the arguments name a member twice",
    );
    call(
        "block",
        r#"{"address":"a","minutes":"1"}"#,
        "arguments_invalid",
        "argument `$.minutes` is a string, not an integer of 64 bits",
    );
    call(
        "block",
        r#"{"address":"a"}"#,
        "arguments_invalid",
        "argument `$.minutes` is missing",
    );
    call(
        "block",
        r#"{"address":"a","minutes":1,"x":1}"#,
        "arguments_invalid",
        "argument `$.x` is not declared by the tool",
    );
    call(
        "block",
        r#"{"address":"a","minutes":61}"#,
        "policy_forbidden",
        "the call is forbidden by policy `an-hour-at-most`",
    );
    call(
        "block",
        r#"{"address":"a","minutes":-3}"#,
        "policy_error",
        "policy `sum` could not be evaluated",
    );
    let without = authorize(&gate(), &remediator().scope("a").mint(), "block", "{}");
    says(
        without,
        "scope_insufficient",
        "the tool requires scope `write:rules`, which was not granted",
    );
    says(
        authorize(&gate(), &alice().mint(), "ping", "{}"),
        "policy_denied",
        "no policy permits the call",
    );
    let mut bare = document();
    bare.as_object_mut().unwrap().remove("policies");
    says(
        authorize(&built(&bare), &remediator().mint(), "ping", "{}"),
        "policy_denied",
        "no policies are configured, and nothing is permitted by default",
    );
}

#[test]
fn positions_are_one_based_and_root_first() {
    let tokens = [alice().mint(), remediator().mint()];
    let parents = [tokens[0].as_str()];
    let presented = Presented::token(&tokens[1]).with_parents(&parents);
    let denial = gate()
        .authorize(
            &presented,
            &Request::tool("ping", "{}"),
            crate::support::NOW,
        )
        .err()
        .unwrap();
    let hop = denial.hop().unwrap();
    assert_eq!((hop.token, hop.of), (2, 2));
}
