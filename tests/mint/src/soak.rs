//! How many cases a property is tried with.

use std::env;

use proptest::test_runner::Config;

/// `cases`, times the environment variable `NARROWGATE_SOAK`.
///
/// # Panics
///
/// Where that variable is no number above 0: a soak that was not one would pass.
pub fn cases(cases: u32) -> Config {
    let factor = match env::var_os("NARROWGATE_SOAK") {
        None => 1,
        Some(text) => text
            .to_str()
            .and_then(|text| text.parse().ok())
            .filter(|factor| *factor > 0)
            .expect("NARROWGATE_SOAK is a whole number above 0"),
    };
    let config = Config::default();
    Config {
        cases: cases.saturating_mul(factor),
        // Of all cases together
        max_local_rejects: config.max_local_rejects.saturating_mul(factor),
        max_global_rejects: config.max_global_rejects.saturating_mul(factor),
        ..config
    }
}
