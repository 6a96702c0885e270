//! What holds for every input: scopes against a model, lineages against a model, and tokens that were tampered with.

use std::collections::BTreeSet;

use crate::support::{alice, authorize, built, gate, key, remediator, verify, verify_all, with};
use mint::{AccessToken, Key, NOW, compact};
use narrowgate::{Algorithm, Gate, Jwks, Presented, Request, Scope, UnixTime, verify_jws};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Value, json};

/// Names that catch prefixes, stars and letter case.
fn scope_name() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "A", "a:b", "a:*", "*", "a:b:c", "ab", "b"])
}

fn scope_text() -> impl Strategy<Value = String> {
    vec(scope_name(), 0..5).prop_map(|names| names.join(" "))
}

fn model(scope: &str) -> BTreeSet<&str> {
    scope.split(' ').filter(|name| !name.is_empty()).collect()
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn scope_is_the_subset_relation(child in scope_text(), parent in scope_text()) {
        let (c, p): (Scope, Scope) = (child.parse()?, parent.parse()?);
        prop_assert_eq!(c.is_narrower_than(&p), model(&child).is_subset(&model(&parent)));
        prop_assert!(c.is_narrower_than(&c));
        prop_assert_eq!(c.is_empty(), child.is_empty());
    }

    #[test]
    fn scope_is_transitive(a in scope_text(), b in scope_text(), c in scope_text()) {
        let (a, b, c): (Scope, Scope, Scope) = (a.parse()?, b.parse()?, c.parse()?);
        if a.is_narrower_than(&b) && b.is_narrower_than(&c) {
            prop_assert!(a.is_narrower_than(&c));
        }
    }

    #[test]
    fn scope_prints_what_it_parses(names in vec("[!#-\\[\\]-~]{1,12}", 0..8)) {
        let scope: Scope = names.join(" ").parse()?;
        let printed = scope.to_string();
        prop_assert_eq!(&printed.parse::<Scope>()?, &scope);
        prop_assert_eq!(printed.parse::<Scope>()?.to_string(), printed);
        prop_assert_eq!(scope.iter().collect::<BTreeSet<_>>(), names.iter().map(String::as_str).collect());
    }

    #[test]
    fn scope_takes_nothing_but_its_grammar(text in any::<String>()) {
        let grammar = text.is_empty() || text.split(' ').all(|name| {
            (1..=256).contains(&name.len()) && name.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
        });
        prop_assert_eq!(text.parse::<Scope>().is_ok(), grammar);
    }
}

/// One token of a random lineage.
#[derive(Clone, Debug)]
struct Step {
    scope: String,
    subject: &'static str,
    expires: u64,
    issued: u64,
    wide: bool,
    actors: Vec<&'static str>,
}

impl Step {
    fn mint(&self, number: usize) -> String {
        let aud = if self.wide {
            format!(r#"["{}","https://other.example"]"#, mint::AUDIENCE)
        } else {
            format!("\"{}\"", mint::AUDIENCE)
        };
        let token = alice()
            .subject(self.subject)
            .scope(&self.scope)
            .expires(self.expires)
            .issued(self.issued)
            .claim("aud", aud)
            .id(&number.to_string());
        self.actors
            .iter()
            .fold(token, |token, actor| token.actor(actor))
            .mint()
    }

    fn follows(&self, parent: &Self) -> bool {
        let (last, earlier) = (
            self.actors.last(),
            &self.actors[..self.actors.len().saturating_sub(1)],
        );
        model(&self.scope).is_subset(&model(&parent.scope))
            && self.subject == parent.subject
            && self.expires <= parent.expires
            && self.issued >= parent.issued
            && (!self.wide || parent.wide)
            && last.is_some()
            && earlier == parent.actors
    }
}

/// Mostly right: a step from its parent, with at most one thing wrong.
fn lineage() -> impl Strategy<Value = Vec<Step>> {
    let scopes = ["", "a", "a b", "a b c"];
    let step = (0..4_usize, 0..3_u64, select(vec!["a", "b"]), 0..12_u8);
    (vec(step, 1..5), any::<bool>()).prop_map(move |steps| {
        let (steps, wide) = steps;
        let mut line = vec![Step {
            scope: "a b c".to_owned(),
            subject: "alice",
            expires: NOW + 600,
            issued: NOW - 60,
            wide,
            actors: Vec::new(),
        }];
        for (scope, shorter, actor, wrong) in steps {
            let mut next = line[line.len() - 1].clone();
            let kept = model(&next.scope).len().min(scope);
            next.scope = scopes[kept].to_owned();
            next.expires -= shorter;
            next.issued += shorter;
            next.wide &= shorter == 0;
            next.actors.push(actor);
            match wrong {
                0 => next.scope = "a b c".to_owned(),
                1 => next
                    .scope
                    .push_str(if next.scope.is_empty() { "d" } else { " d" }),
                2 => next.subject = "bob",
                3 => next.expires += 3,
                4 => next.issued -= 3,
                5 => next.wide = true,
                6 => next.actors.insert(0, "ghost"),
                7 => drop(next.actors.pop()),
                _ => {}
            }
            line.push(next);
        }
        line
    })
}

proptest! {
    #![proptest_config(mint::cases(256))]

    /// The model has both directions: nothing widens, and nothing that narrows is refused.
    #[test]
    fn a_lineage_is_accepted_exactly_if_it_only_narrows(line in lineage()) {
        let tokens: Vec<String> = line.iter().enumerate().map(|(number, step)| step.mint(number)).collect();
        let narrows = line.windows(2).all(|pair| pair[1].follows(&pair[0]));
        let shallow = line.iter().all(|step| step.actors.len() <= 5);
        let verdict = verify_all(&gate(), &tokens);
        prop_assert_eq!(verdict.is_ok(), narrows && shallow, "{:?}", verdict.err());
    }

    /// A hop that is named is the first that is wrong.
    #[test]
    fn the_first_hop_that_widens_is_named(line in lineage()) {
        let tokens: Vec<String> = line.iter().enumerate().map(|(number, step)| step.mint(number)).collect();
        let wrong = line.windows(2).position(|pair| !pair[1].follows(&pair[0]));
        if let (Some(wrong), Err(denial)) = (wrong, verify_all(&gate(), &tokens)) {
            let deep = denial.code().as_str() == "depth_exceeded";
            prop_assert!(deep || denial.hop().map(|hop| hop.token) == Some(wrong + 2), "{denial:?}");
        }
    }
}

/// Every byte of header, payload and signature. ECDSA's second signature, (r, n - s), is further away than one byte.
#[test]
fn no_change_of_one_byte_is_accepted() {
    for key in [
        key(),
        Key::es256(1),
        Key::rs256(),
        Key::rs256().for_algorithm("PS256"),
    ] {
        let token = mint::access_token(&key).scope("read:logs").mint();
        no_change_is_accepted(&trusting(&key), &token);
    }
}

fn trusting(key: &Key) -> Gate {
    let keys: Value = serde_json::from_str(&mint::jwks([key])).unwrap();
    let issuer = json!({ "issuer": mint::ISSUER, "jwks": keys, "profile": "rfc9068", "algorithms": [key.alg()] });
    built(&with("issuers", json!([issuer])))
}

fn no_change_is_accepted(gate: &Gate, token: &str) {
    assert!(verify(gate, token).is_ok());
    for (index, byte) in token.bytes().enumerate() {
        for other in [
            byte ^ 1,
            byte ^ 2,
            byte ^ 32,
            b'A',
            b'_',
            b'.',
            b'=',
            b'+',
            b' ',
            0,
        ] {
            if other != byte && other.is_ascii() {
                let mut changed = token.to_owned().into_bytes();
                changed[index] = other;
                let changed = String::from_utf8(changed).unwrap();
                assert!(verify(gate, &changed).is_err(), "byte {index} is {other}");
            }
        }
        let (before, after) = token.split_at(index);
        assert!(
            verify(gate, &format!("{before}{}", &after[1..])).is_err(),
            "without byte {index}"
        );
        assert!(
            verify(gate, &format!("{before}A{after}")).is_err(),
            "one more at {index}"
        );
        assert!(verify(gate, before).is_err(), "only {index} bytes");
    }
}

/// The members of a good payload, as JSON text.
fn members(token: &AccessToken) -> Vec<String> {
    let payload: Value = serde_json::from_str(&token.payload_text()).unwrap();
    payload
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("{}:{value}", mint::string(name)))
        .collect()
}

proptest! {
    #![proptest_config(mint::cases(256))]

    #[test]
    fn order_and_white_space_mean_nothing(order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(), space in "[ \t\r\n]{0,3}") {
        let token = remediator();
        let members = members(&token);
        prop_assert_eq!(members.len(), order.len());
        let shuffled: Vec<&str> = order.iter().map(|index| members[*index].as_str()).collect();
        let payload = format!("{space}{{{space}{}{space}}}{space}", shuffled.join(&format!("{space},{space}")));
        let gate = gate();
        let same = |token: &str| serde_json::to_value(verify(&gate, token).unwrap()).unwrap();
        prop_assert_eq!(same(&compact(token.header_text(), payload, &key())), same(&token.mint()));
    }

    #[test]
    fn a_member_that_stands_twice_denies(which in any::<Index>(), at in any::<Index>(), other in select(vec!["same", "null", "1", "\"x\"", "{}"]), header in any::<bool>()) {
        let token = remediator();
        let text = if header { token.header_text() } else { token.payload_text() };
        let object: Value = serde_json::from_str(&text).unwrap();
        let mut members: Vec<(String, String)> = object.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
        let mut again = members[which.index(members.len())].clone();
        if other != "same" {
            again.1 = other.to_owned();
        }
        members.insert(at.index(members.len() + 1), again);
        let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", mint::string(name))).collect();
        let text = format!("{{{}}}", members.join(","));
        let (header, payload) = if header { (text, token.payload_text()) } else { (token.header_text(), text) };
        let denial = verify(&gate(), &compact(header, payload, &key())).err().unwrap();
        prop_assert_eq!(denial.code().as_str(), "json_duplicate_member");
    }

    #[test]
    fn a_required_claim_that_is_absent_denies(names in subsequence(vec!["iss", "sub", "aud", "exp", "iat", "jti", "client_id"], 1..=7), others in subsequence(vec!["scope", "act", "nbf"], 0..=3)) {
        // Taken away once `act` has been built in
        let without = |names: &[&str]| {
            let mut payload: Value = serde_json::from_str(&remediator().not_before(NOW).payload_text()).unwrap();
            payload.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
            compact(remediator().header_text(), payload.to_string(), &key())
        };
        let gate = gate();
        prop_assert!(verify(&gate, &without(&others)).is_ok());
        let denial = verify(&gate, &without(&[names, others].concat())).err().unwrap();
        prop_assert_eq!(denial.code().as_str(), "claim_missing");
    }

    #[test]
    fn a_required_header_parameter_that_is_absent_denies(names in subsequence(vec!["alg", "typ"], 1..=2), kid in any::<bool>()) {
        let token = if kid { remediator() } else { remediator().without_header("kid") };
        prop_assert!(verify(&gate(), &token.mint()).is_ok());
        let token = names.iter().fold(token, |token, name| token.without_header(name));
        prop_assert!(verify(&gate(), &token.mint()).is_err());
    }

    #[test]
    fn an_earlier_end_never_helps(exp in 0..700_u64, earlier in 0..700_u64, now in 0..1400_u64) {
        let gate = gate();
        let at = UnixTime::from_secs(NOW - 700 + now);
        let accepted = |exp: u64| gate.verify(&Presented::token(&alice().issued(NOW - 1000).expires(exp).mint()), at).is_ok();
        if accepted(NOW + exp - earlier.min(exp)) {
            prop_assert!(accepted(NOW + exp));
        }
    }

    #[test]
    fn fewer_scopes_never_help(more in scope_text()) {
        let gate = gate();
        let input = r#"{"address":"a","minutes":1}"#;
        let with = authorize(&gate, &remediator().scope(&more).mint(), "block", input).is_ok();
        prop_assert!(!with);
        let both = format!("write:rules {more}");
        prop_assert!(authorize(&gate, &remediator().scope(both.trim_end()).mint(), "block", input).is_ok());
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), tool in any::<String>(), input in any::<String>()) {
        let gate = gate();
        prop_assert!(verify(&gate, &text).is_err());
        prop_assert!(gate.decide(&Presented::token(&text), &Request::tool(&tool, &input), crate::support::NOW).verdict().is_err());
        let _ = authorize(&gate, &remediator().mint(), &tool, &input);
        let _ = authorize(&gate, &remediator().mint(), "block", &input);
    }

    #[test]
    fn any_three_parts_are_answered(text in "[A-Za-z0-9_.-]{0,200}", header in any::<Vec<u8>>(), payload in any::<Vec<u8>>()) {
        let gate = gate();
        prop_assert!(verify(&gate, &text).is_err());
        prop_assert!(verify(&gate, &compact(&header, &payload, &key())).is_err());
        prop_assert!(verify(&gate, &compact(alice().header_text(), &payload, &key())).is_err());
    }

    #[test]
    fn any_jws_and_any_key_set_are_answered(text in any::<String>(), bytes in any::<Vec<u8>>(), keys in vec((select(vec!["kty", "crv", "x", "y", "n", "e", "alg", "kid", "use", "key_ops", "d"]), key_member()), 0..6)) {
        let algorithms: Vec<Algorithm> = vec!["Ed25519".parse()?, "ES256".parse()?, "RS256".parse()?];
        let keys: Vec<String> = keys.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let known = Jwks::parse(&mint::jwks([&key()])).unwrap();
        prop_assert!(verify_jws(&text, &known, &algorithms).is_err());
        prop_assert!(verify_jws(&compact(&bytes, &bytes, &key()), &known, &algorithms).is_err());
        prop_assert!(Jwks::parse(&text).is_err());
        let token = alice().without_header("kid").mint();
        if let Ok(set) = Jwks::parse(&format!("{{\"keys\":[{{{}}}]}}", keys.join(","))) {
            prop_assert_eq!(verify_jws(&token, &set, &algorithms).is_ok(), set.keys()[0].thumbprint() == key().thumbprint());
        }
    }

    /// Signed, and every claim anything.
    #[test]
    fn any_claims_are_answered(name in select(vec!["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "act", "cnf"]), value in json()) {
        let token = alice().claim(name, value).mint();
        let gate = gate();
        if let Ok(verified) = verify(&gate, &token) {
            prop_assert_eq!(verified.issuer(), mint::ISSUER);
            prop_assert!(verified.audience().iter().any(|name| name == mint::AUDIENCE));
            prop_assert!(verified.expires_at() + 30 > NOW);
        }
        let _ = authorize(&gate, &token, "ping", "{}");
    }
}

/// What stands in a key, in the right place or not.
fn key_member() -> impl Strategy<Value = String> {
    let known = select(vec!["OKP", "EC", "RSA", "Ed25519", "P-256", "sig", "AQAB"]);
    prop_oneof![
        known.prop_map(mint::string),
        Just(mint::string(&key().x())),
        any::<[u8; 32]>().prop_map(|bytes| mint::string(&mint::encode(bytes))),
        vec(any::<u8>(), 255..258).prop_map(|bytes| mint::string(&mint::encode(bytes))),
        json(),
    ]
}

/// JSON text of any shape.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(vec![
            "null",
            "true",
            "-1",
            "0",
            "1760000300",
            "1e308",
            "-0.0",
            "9223372036854775808",
            "\"\"",
            "\"https://tools.example/mcp\""
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| mint::string(&text)),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            vec((select(vec!["sub", "iss", "act", "cnf", "x"]), inner), 0..3).prop_map(
                |members| format!(
                    "{{{}}}",
                    members
                        .iter()
                        .map(|(name, value)| format!("\"{name}\":{value}"))
                        .collect::<Vec<_>>()
                        .join(",")
                )
            ),
        ]
    })
}
