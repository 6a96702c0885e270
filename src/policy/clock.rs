//! [`Clock`]: the time handed in, as policies see it.

use std::sync::{Mutex, PoisonError};

use cedar_policy_core::ast::Value;
use chrono::{DateTime, Datelike as _, Timelike as _};

use super::{internal, value};
use crate::denial::Denial;
use crate::time::UnixTime;

/// Keeps the last second: it changes once a second, and calls are many.
#[derive(Debug, Default)]
pub(super) struct Clock(Mutex<Option<(UnixTime, Value)>>);

impl Clock {
    pub(super) fn read(&self, now: UnixTime) -> Result<Value, Denial> {
        // A panic elsewhere leaves the pair whole
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((time, read)) = last.as_ref()
            && *time == now
        {
            return Ok(read.clone());
        }
        let read = datetime(now.as_secs())?;
        *last = Some((now, read.clone()));
        Ok(read)
    }
}

/// Seconds since 1970, in RFC 3339 as Cedar's `datetime` reads it.
pub(super) fn datetime(seconds: u64) -> Result<Value, Denial> {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or_else(|| internal("a time that no calendar has"))?;
    value::datetime(&format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    ))
}
