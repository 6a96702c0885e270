//! [`Clock`]: the time handed in, as policies see it.

use std::sync::{Mutex, PoisonError};

use cedar_policy::RestrictedExpression;
use chrono::{DateTime, Datelike as _, Timelike as _};

use super::internal;
use crate::denial::Denial;
use crate::time::UnixTime;

/// Keeps the last second: it changes once a second, and for Cedar to read the name `datetime` was a fifth of the time of a
/// decision.
#[derive(Debug, Default)]
pub(super) struct Clock(Mutex<Option<(UnixTime, RestrictedExpression)>>);

impl Clock {
    pub(super) fn read(&self, now: UnixTime) -> Result<RestrictedExpression, Denial> {
        // A panic elsewhere leaves the pair whole
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((time, read)) = last.as_ref()
            && *time == now
        {
            return Ok(read.clone());
        }
        let read = datetime(now)?;
        *last = Some((now, read.clone()));
        Ok(read)
    }
}

/// RFC 3339, as Cedar's `datetime` reads it.
pub(super) fn datetime(now: UnixTime) -> Result<RestrictedExpression, Denial> {
    let time = i64::try_from(now.as_secs())
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or_else(|| internal("a time that no calendar has"))?;
    Ok(RestrictedExpression::new_datetime(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )))
}
