//! The examples of RFC 9449, and of the draft of workload proof tokens.

use super::refusal;
use crate::jose::budget::{Budget, DEFAULT_WORK};
use crate::jose::jws::Jws;
use crate::limits::Limits;
use crate::proof::dpop::{self, DpopRules};
use crate::proof::wpt::{self, WptRules};
use crate::proof::{Confirmation, HttpRequest, hash};
use crate::time::UnixTime;

/// RFC 9449, section 6.1.
const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

/// RFC 9449, section 4.1, figure 2: for a token endpoint, so without `ath`.
const TOKEN_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

/// RFC 9449, section 7.1, figure 13.
const ACCESS_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
const RESOURCE_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

#[test]
fn rfc_9449() {
    let told = |proof: &str, method, uri, token, now| {
        let request = HttpRequest {
            method,
            uri,
            body_sha256: None,
        };
        let expected = dpop::Expected {
            request,
            token,
            jkt: JKT,
            nonces: &[],
        };
        let (now, rules) = (UnixTime::from_secs(now), DpopRules::default());
        let mut budget = Budget::new(DEFAULT_WORK);
        let limits = Limits::default();
        refusal(dpop::check(
            &[proof],
            &expected,
            &rules,
            now,
            &limits,
            &mut budget,
        ))
    };
    let resource = "https://resource.example.org/protectedresource";
    let at = 1_562_262_618;
    assert_eq!(
        hash(ACCESS_TOKEN),
        "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    );
    assert_eq!(
        told(RESOURCE_REQUEST, "GET", resource, ACCESS_TOKEN, at),
        "accepted"
    );
    for (method, uri, token, now, code) in [
        ("POST", resource, ACCESS_TOKEN, at, "proof_request_mismatch"),
        (
            "GET",
            "https://resource.example.org/",
            ACCESS_TOKEN,
            at,
            "proof_request_mismatch",
        ),
        ("GET", resource, "another", at, "proof_token_mismatch"),
        ("GET", resource, ACCESS_TOKEN, at + 61, "proof_not_current"),
    ] {
        assert!(told(RESOURCE_REQUEST, method, uri, token, now).starts_with(code));
    }
    let token = "https://server.example.com/token";
    assert!(
        told(TOKEN_REQUEST, "POST", token, ACCESS_TOKEN, 1_562_262_616)
            .starts_with("proof_token_mismatch")
    );
}

/// draft-ietf-wimse-wpt, as of April 2026, figure 5.
const WIT: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6Ikp1bmUgNSIsInR5cCI6IndpdCtqd3QifQ.eyJjbmYiOnsiandrIjp7ImFsZyI6IkVkRFNBIiwiY3J2IjoiRWQyNTUxOSIsImt0eSI6Ik9LUCIsIngiOiIxQ1hYdmZsTl9MVlZzSXNZWHNVdkIwM0ptbEdXZUNIcVFWdW91Q0Y5MmJnIn19LCJleHAiOjE3NDU1MTI1MTAsImlhdCI6MTc0NTUwODkxMCwianRpIjoieC1fMUNUTDJjY2EzQ1NFNGN3Yl9sIiwic3ViIjoid2ltc2U6Ly9leGFtcGxlLmNvbS9zcGVjaWZpYy13b3JrbG9hZCJ9.6KraSQUxWdl9dxFQ3Fj6dPY0Vi88OkwFwZpAIOhLeq6AbXAnLLQgOp8U9UDGcBuYF3KiNv6oKQD1ZWAzrMZOJw";
const WPT: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IndwdCtqd3QifQ.eyJhdGgiOiJDTDR3amZwUm1OZi1iZFlJYllMblY5ZDVyTUFSR3dLWUUxMHdVd3pDMGpJIiwiYXVkIjoiaHR0cHM6Ly93b3JrbG9hZC5leGFtcGxlLmNvbS9wYXRoIiwiZXhwIjoxNzQ1NTEwMDE2LCJqdGkiOiJfX2J3YzRFU0MzYWNjMkxUQzEtX3giLCJ3dGgiOiJBYVlVZkMzNEQxZGkyRnhRTHBpSUpKN1NnOFZaNm84T0Nkd1NmOUlUb0xnIn0.PI7d9AcYhLoEgPgbJvcM132lkBKnM1NXU-5hZUzVTIyj2dRJaTLFs6e5NYv5gg6AqcV7NvkYCwfgMgWasWQzCA";

/// The same, figure 8, with `oth`.
const OTHER_WIT: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6Ikp1bmUgNSIsInR5cCI6IndpdCtqd3QifQ.eyJjbmYiOnsiandrIjp7ImFsZyI6IkVkRFNBIiwiY3J2IjoiRWQyNTUxOSIsImt0eSI6Ik9LUCIsIngiOiIxQ1hYdmZsTl9MVlZzSXNZWHNVdkIwM0ptbEdXZUNIcVFWdW91Q0Y5MmJnIn19LCJleHAiOjE3NDU1MTI1MTAsImlhdCI6MTc0NTUwODkxMCwianRpIjoieC1fMUNUTDJjY2EzQ1NFNGN3Yl9sIiwic3ViIjoid2ltc2U6Ly9leGFtcGxlLmNvbS9zcGVjaWZpYy13b3JrbG9hZCJ9.lRMvg6aDnk4ua2tI427zRw8fUKK8S9AOP7nWn20uo2XQx4JlTDOlXn-tXffvz5tEZuKH46QRJcPKxCs-mgzebw";
const OTHER_WPT: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IndwdCtqd3QifQ.eyJhdGgiOiJDTDR3amZwUm1OZi1iZFlJYllMblY5ZDVyTUFSR3dLWUUxMHdVd3pDMGpJIiwiYXVkIjoiaHR0cHM6Ly93b3JrbG9hZC5leGFtcGxlLmNvbS9wYXRoIiwiZXhwIjoxNzQ1NTEwMDE2LCJqdGkiOiJDYjFmQ2EzY0ZFU0NfeC0yNENMVEwiLCJvdGgiOnsieC1jdXN0b20tdG9rZW4iOiJ4LVV5NkNoX3huM0FiVVZLRGpQTVFRdWd0Y24yZXJMV3JrdlZXQW1LbDFrIn0sInd0aCI6IjFWNGhQQ1ZEbWI2M2dQc1BEVDEwZGtnRWVkdlNfTXZrT19DQnQwSHV5ak0ifQ.DLKlhONV8XpR96t39CnD-kUgVTaN5UHXZM8iC6CvqvCwbMDIrAwD861DC1e3AStZ4v32x6waN97m2g29HuSVBw";

#[test]
fn workload_proof_tokens() {
    let limits = Limits::default();
    let told = |wit: &str, wpt: &str, access_token, other: &[(&str, &str)], algorithm: &str| {
        let payload = Jws::parse(wit, &limits).unwrap();
        let payload = payload.untrusted_payload(&limits).unwrap();
        let confirmation = Confirmation::read(&payload["cnf"]).unwrap();
        let expected = wpt::Expected {
            wit,
            key: confirmation.jwk().unwrap(),
            uri: Some("https://workload.example.com/path?query"),
            aliases: &[],
            access_token,
            transaction_token: None,
            other,
        };
        let rules = WptRules::new(0, &[algorithm.parse().unwrap()]);
        let now = UnixTime::from_secs(1_745_510_000);
        let mut budget = Budget::new(DEFAULT_WORK);
        refusal(wpt::check(
            &[wpt],
            &expected,
            &rules,
            now,
            &limits,
            &mut budget,
        ))
    };
    let access_token = Some("16_mAd0GiwaZokU26_0902100");
    let custom = [("x-custom-token", "some-example-other-token")];
    assert_eq!(told(WIT, WPT, access_token, &[], "EdDSA"), "accepted");
    assert_eq!(
        told(OTHER_WIT, OTHER_WPT, access_token, &custom, "EdDSA"),
        "accepted"
    );
    for (wit, access_token, other, algorithm, code) in [
        // Its key is the same
        (
            WIT,
            access_token,
            &custom[..],
            "EdDSA",
            "proof_token_mismatch",
        ),
        (OTHER_WIT, None, &custom, "EdDSA", "proof_token_mismatch"),
        (
            OTHER_WIT,
            access_token,
            &[],
            "EdDSA",
            "proof_header_mismatch",
        ),
        (
            OTHER_WIT,
            access_token,
            &custom,
            "Ed25519",
            "proof_signature_invalid",
        ),
    ] {
        assert!(told(wit, OTHER_WPT, access_token, other, algorithm).starts_with(code));
    }
}
