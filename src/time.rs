//! [`UnixTime`], which is always handed in, and [`NumericDate`] (RFC 7519, section 2).

use core::fmt;

/// Seconds since 1970-01-01T00:00:00Z, as the host's clock says.
///
/// The core reads no clock. Zero is what an unset clock says, and is refused by the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(u64);

impl UnixTime {
    /// `seconds` since 1970. Later than the year 9999 is kept, and refused by the gate.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// Is this a time that a working clock can show?
    pub(crate) const fn is_plausible(self) -> bool {
        self.0 != 0 && self.0 <= LAST_SECOND
    }

    pub(crate) const fn plus(self, seconds: u32) -> NumericDate {
        NumericDate {
            seconds: self.0.saturating_add(widen(seconds)),
            nanos: 0,
        }
    }

    pub(crate) const fn minus(self, seconds: u32) -> NumericDate {
        NumericDate {
            seconds: self.0.saturating_sub(widen(seconds)),
            nanos: 0,
        }
    }
}

/// A point in time out of a token: whole seconds and a fraction, compared exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericDate {
    seconds: u64,
    nanos: u32,
}

impl NumericDate {
    pub(crate) const EPOCH: Self = Self {
        seconds: 0,
        nanos: 0,
    };

    pub(crate) fn from_integer(seconds: i64) -> Option<Self> {
        let seconds = u64::try_from(seconds).ok().filter(|s| *s <= LAST_SECOND)?;
        Some(Self { seconds, nanos: 0 })
    }

    /// `None` for what is negative, not finite, or later than the year 9999.
    #[expect(
        clippy::as_conversions,
        reason = "both casts are of values that were just bounded; there is no TryFrom<f64>"
    )]
    pub(crate) fn from_float(seconds: f64) -> Option<Self> {
        let in_range =
            seconds.is_finite() && seconds.is_sign_positive() && seconds < 253_402_300_800.0;
        in_range.then(|| Self {
            seconds: seconds.trunc() as u64,
            nanos: (seconds.fract() * 1e9) as u32,
        })
    }

    pub(crate) const fn plus(self, seconds: u32) -> Self {
        Self {
            seconds: self.seconds.saturating_add(widen(seconds)),
            nanos: self.nanos,
        }
    }

    /// Whole seconds since 1970; a fraction is dropped.
    pub const fn as_secs(self) -> u64 {
        self.seconds
    }

    /// Whole seconds from `earlier` to here, rounded up; zero if it is later.
    pub(crate) fn seconds_since(self, earlier: Self) -> u64 {
        if self <= earlier {
            return 0;
        }
        let whole = self.seconds.saturating_sub(earlier.seconds);
        whole.saturating_add(u64::from(self.nanos > earlier.nanos))
    }
}

impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seconds)
    }
}

#[expect(
    clippy::as_conversions,
    reason = "`u64::from` is not const yet; widening loses nothing"
)]
const fn widen(seconds: u32) -> u64 {
    seconds as u64
}

/// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write.
const LAST_SECOND: u64 = 253_402_300_799;
