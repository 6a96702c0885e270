//! What chains cost the component, in wasmtime's fuel: work, counted instead of timed, so the same on every machine.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

use conformance::component::Host;
use conformance::fuel::{self, Cost};
use conformance::{files, root};

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
        let path = root().join("tests/vectors").join(file);
        let (mut cases, _) = files::read(&[path]).expect("vectors");
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

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "it is printed"
)]
fn ratio(more: u64, less: u64) -> f64 {
    more as f64 / less as f64
}
