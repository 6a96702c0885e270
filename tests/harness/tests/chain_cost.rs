//! What chains cost the component, in wasmtime's fuel: work, counted instead of timed, so the same on every machine.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

use std::path::PathBuf;

use conformance::case::Work;
use conformance::component::wit::exports::narrowgate::gate::gate::{Code, Presented};
use conformance::component::{FUEL, Host};
use conformance::fuel::{self, Cost};
use conformance::{files, root};
use serde_json::json;

/// One token and eight: by file, the cases that are alike but for that.
const CHAINS: [(&str, &str, &str); 3] = [
    ("aat.json", "one-token", "eight-tokens"),
    ("adc.json", "root-alone", "length-8"),
    ("chain.json", "one-token", "eight-tokens"),
];

/// Work grows with the number of hops, and no faster: a token that is new to the gate costs the same wherever it stands.
#[test]
fn eight_hops_cost_at_most_eight_and_a_half_times_one() {
    let host = Host::load(&Host::default_file(root())).expect("the component is there");
    for (file, one, eight) in CHAINS {
        let (mut cases, _) = files::read(&[vectors(file)]).expect("vectors");
        cases.retain(|case| [one, eight].contains(&case.id.as_str()));
        let costs = fuel::count(&host, &cases).expect("both are accepted");
        let first = |id: &str| {
            let named = |cost: &&Cost| cost.id == id;
            costs.iter().find(named).expect("it is there").first
        };
        let (one, eight) = (first(one), first(eight));
        println!(
            "{file}: one token {one}, eight {eight}, by {:.2}",
            ratio(eight, one)
        );
        assert!(
            u128::from(eight) * 10 <= u128::from(one) * 85,
            "{file}: eight tokens cost {eight}, one costs {one}"
        );
    }
}

/// 32 tokens of 64 KiB are refused by their number of bytes, before anything of them is read: with a good root, and every limit as
/// high as it goes.
#[test]
fn a_bomb_costs_less_than_the_signature_of_its_first_token() {
    let host = Host::load(&Host::default_file(root())).expect("the component is there");
    let (mut cases, _) = files::read(&[vectors("aat.json")]).expect("vectors");
    cases.retain(|case| case.id == "one-token");
    let one = fuel::count(&host, &cases).expect("it is accepted");
    let case = cases.first().expect("it is there");
    let Work::Authorize { config, now, .. } = &case.work else {
        unreachable!("it is a call");
    };
    let mut config = config.clone();
    config["limits"] = json!({ "tokenBytes": 65_536, "tokens": 32, "presentedBytes": 262_144, "signatureWork": 1_024 });
    let mut session = host.open(FUEL).expect("an instance");
    let gate = session
        .create(&config.to_string())
        .expect("no trap")
        .expect("a good configuration");
    let token = case.raw["presented"]["token"].as_str().expect("a text");
    let heavy = "e".repeat(65_536);
    let mut parents = vec![heavy.clone(); 31];
    parents[0] = token.to_owned();
    let bomb = Presented {
        token: heavy,
        parents,
        proofs: None,
    };
    let before = session.store.get_fuel().expect("fuel is counted");
    let denial = session
        .verify(gate, &bomb, *now)
        .expect("no trap")
        .expect_err("too much");
    let spent = before - session.store.get_fuel().expect("fuel is counted");
    assert_eq!(denial.code, Code::TooManyTokens);
    let first = one.first().expect("one cost").first;
    println!("a bomb {spent}, one token {first}");
    assert!(spent < first, "a bomb costs {spent}, one token {first}");
}

fn vectors(file: &str) -> PathBuf {
    root().join("tests/vectors").join(file)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "it is printed"
)]
fn ratio(more: u64, less: u64) -> f64 {
    more as f64 / less as f64
}
