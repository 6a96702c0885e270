use super::Challenger;
use crate::denial::{Code, Denial};

/// The table that operators read.
const README: &str = include_str!("../../README.md");

#[test]
fn every_code_is_answered_with_the_status_of_the_table() {
    for code in Code::ALL {
        let denial = Denial::new(*code, "");
        let answer = Challenger::PLAIN.answer(&denial);
        let row = format!(
            "\n| `{}` | {} | {} | ",
            code.as_str(),
            code.category().as_str(),
            answer.status()
        );
        assert!(README.contains(&row), "{row}");
        // RFC 9110, section 15.5.2: with 401 there is a challenge, always
        let silent = answer.www_authenticate().is_none();
        assert!(answer.status() != 401 || !silent, "{code:?}");
        assert!(answer.status() != 503 || silent, "{code:?}");
    }
}
