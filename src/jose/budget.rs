//! [`Budget`]: how much work with signatures one request may ask for.

use crate::denial::{Code, Denial};

/// Spent by every signature that is checked, of tokens and of proofs alike, before it is checked: who presents many, or
/// brings expensive keys, is refused by a number and not by a clock.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u32,
}

impl Budget {
    /// `work` in the unit of [`Jwk::signature_cost`](super::jwk::Jwk::signature_cost).
    pub(crate) fn new(work: u32) -> Self {
        Self { left: work }
    }

    pub(crate) fn charge(&mut self, cost: u32) -> Result<(), Denial> {
        self.left = self.left.checked_sub(cost).ok_or_else(|| {
            Denial::new(
                Code::WorkExceeded,
                "the signatures of the request are more work than the limit",
            )
        })?;
        Ok(())
    }
}

/// What a request may cost where nothing is configured: as many tokens as the default limit takes, each signed with
/// RSA of 4,096 bits, and two proofs besides. In Wasm some 10 ms.
pub(crate) const DEFAULT_WORK: u32 = 160;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn is_spent_to_the_last_unit_and_not_beyond() {
        let mut budget = Budget::new(5);
        budget.charge(3).unwrap();
        budget.charge(2).unwrap();
        budget.charge(0).unwrap();
        assert_eq!(budget.charge(1).unwrap_err().code(), Code::WorkExceeded);
    }

    /// What was too much takes nothing, and says so again.
    #[test]
    fn what_is_refused_is_not_spent() {
        let mut budget = Budget::new(2);
        assert!(budget.charge(u32::MAX).is_err());
        budget.charge(2).unwrap();
        assert!(budget.charge(1).is_err());
    }
}
