//! What a chain of delegations costs to verify and to use for one call, per number of hops: Narrowgate beside what else
//! verifies such chains, all of them natively, in one process, by turns.
//!
//! The call is the same for all: `refund` of an amount of 100, which every hop allows up to 500. What is not equivalent stands
//! in `benches/README.md`.

mod measure;
mod ours;
mod peers;

use measure::{Candidate, table};

/// One chain of `hops` tokens, ready to be presented again and again.
type Make = fn(hops: usize) -> Box<dyn FnMut() -> bool>;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let candidates: [(&'static str, Make); 6] = [
        ("narrowgate, aat-01", ours::unseen),
        ("narrowgate, aat-01, tokens seen", ours::seen),
        ("narrowgate, adc-03-bound", ours::delegations),
        ("tenuo 0.3.5", peers::tenuo),
        ("biscuit-auth 6.0.0", peers::biscuit),
        ("ed25519-dalek, signatures alone", peers::signatures),
    ];
    let rows: Vec<_> = [1, 2, 4, 8]
        .into_iter()
        .map(|hops| {
            let candidates = candidates
                .iter()
                .map(|(name, make)| Candidate::new(name, make(hops)))
                .collect();
            (hops, measure::by_turns(candidates, quick))
        })
        .collect();
    println!("{}", table(&rows));
}
