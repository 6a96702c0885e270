//! Medians of calls that were timed alone, candidates by turns.

use std::time::{Duration, Instant};

/// Something to time.
pub(crate) struct Candidate {
    name: &'static str,
    call: Box<dyn FnMut() -> bool>,
    times: Vec<Duration>,
}

impl Candidate {
    /// `call` says whether the call was allowed; one that is not is a mistake of the bench.
    pub(crate) fn new(name: &'static str, mut call: Box<dyn FnMut() -> bool>) -> Self {
        assert!(call(), "{name}: the call is not allowed");
        Self {
            name,
            call,
            times: Vec::new(),
        }
    }
}

/// The median of each, in microseconds.
pub(crate) fn by_turns(mut candidates: Vec<Candidate>, quick: bool) -> Vec<(&'static str, f64)> {
    let (rounds, calls) = if quick { (3, 20) } else { (25, 100) };
    for _ in 0..rounds {
        for candidate in &mut candidates {
            for _ in 0..calls {
                let start = Instant::now();
                let allowed = (candidate.call)();
                candidate.times.push(start.elapsed());
                assert!(allowed, "{}: the call is not allowed", candidate.name);
            }
        }
    }
    candidates
        .into_iter()
        .map(|mut candidate| {
            candidate.times.sort();
            let median = candidate.times[candidate.times.len() / 2];
            (candidate.name, median.as_secs_f64() * 1e6)
        })
        .collect()
}

/// Microseconds, and beside them how many times one hop that is.
pub(crate) fn table(rows: &[(usize, Vec<(&'static str, f64)>)]) -> String {
    let mut text = format!("{:<34}", "median µs (× one hop)");
    for (hops, _) in rows {
        text += &format!("{:>18}", format!("{hops} hops"));
    }
    let first = &rows[0].1;
    for (index, (name, one)) in first.iter().enumerate() {
        text += &format!("\n{name:<34}");
        for (_, medians) in rows {
            let median = medians[index].1;
            text += &format!("{:>18}", format!("{median:.1} (×{:.1})", median / one));
        }
    }
    text
}
