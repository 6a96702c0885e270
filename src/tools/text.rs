//! Numbers and texts as Cedar's extension types spell them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::kind::Ip;
use crate::jose::json::Value;

/// A number as Cedar's `decimal` spells it: at most four fractional digits, within ±922337203685477.5807.
pub(crate) fn decimal(value: &Value) -> Option<String> {
    match value {
        Value::Integer(whole) => {
            (whole.unsigned_abs() <= 922_337_203_685_477).then(|| format!("{whole}.0"))
        }
        // A double holds eleven digits before the point and four behind it; above that, two numbers would be one
        Value::Float(number) if number.abs() < 1e11 => {
            let text = number.to_string();
            match text.split_once('.') {
                None => Some(format!("{text}.0")),
                Some((_, fraction)) => (fraction.len() <= 4).then_some(text),
            }
        }
        _ => None,
    }
}

/// A date and time of RFC 3339 as Cedar's `datetime` spells it: milliseconds or none, and an offset without a colon.
///
/// `None` too for what Cedar has no value for: a leap second, a fraction of a millisecond.
pub(crate) fn date_time(text: &str) -> Option<String> {
    // RFC 3339, section 5.6: `T` and `Z` may be small
    let text = text.to_ascii_uppercase();
    let (date, time) = text.split_once('T')?;
    let (time, offset) = match time.strip_suffix('Z') {
        Some(time) => (time, "Z".to_owned()),
        None => {
            let (time, offset) = time.split_at_checked(time.len().checked_sub(6)?)?;
            (time, read_offset(offset)?)
        }
    };
    let (time, fraction) = match time.split_once('.') {
        None => (time, None),
        Some((time, fraction)) => (time, Some(fraction)),
    };
    if !is_date(date) || !is_time(time) {
        return None;
    }
    match fraction {
        None => Some(format!("{date}T{time}{offset}")),
        Some(fraction) => {
            let digits = fraction.trim_end_matches('0');
            let is_number = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            (is_number && digits.len() <= 3).then(|| format!("{date}T{time}.{digits:0<3}{offset}"))
        }
    }
}

/// Would somebody else read a date and time here, even where we don't?
pub(super) fn resembles_date_time(text: &str) -> bool {
    // `20200101T000000Z`, `2020/01/01` and `1577836800` are times to some
    let text = text.trim_start();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    unsigned.starts_with(char::is_numeric)
}

/// An address as Cedar's `ip` takes it. Another spelling of an IPv4 address, as `::ffff:10.0.0.1`, `::ffff:a00:1` or `010.0.0.1`, is none.
pub(crate) fn is_ip(text: &str, version: Ip) -> bool {
    match version {
        Ip::V4 => text.parse::<Ipv4Addr>().is_ok(),
        Ip::V6 => {
            let address = text.parse::<Ipv6Addr>();
            let is_mapped = |address: Ipv6Addr| address.to_ipv4_mapped().is_some();
            address.is_ok_and(|address| !is_mapped(address)) && !text.contains('.')
        }
        #[cfg(feature = "cedar")]
        Ip::Any => match text.split_once('/') {
            None => is_ip(text, Ip::V4) || is_ip(text, Ip::V6),
            Some((address, prefix)) => {
                let most = match (is_ip(address, Ip::V4), is_ip(address, Ip::V6)) {
                    (true, _) => 32,
                    (false, true) => 128,
                    (false, false) => return false,
                };
                let plain = prefix == "0" || !prefix.starts_with(['0', '+']);
                plain && prefix.parse::<u8>().is_ok_and(|bits| bits <= most)
            }
        },
    }
}

/// Would somebody else read such an address here, even where we don't?
pub(super) fn resembles_ip(text: &str, version: Ip) -> bool {
    let text = text.trim();
    // `127.1`, `0x7f.1`, `2130706433`, `127.0.0.1:80` and digits of full width are addresses to some
    let dotted = || text.starts_with(char::is_numeric) || text.parse::<Ipv6Addr>().is_ok();
    match version {
        Ip::V4 => dotted(),
        Ip::V6 => text.contains(':'),
        #[cfg(feature = "cedar")]
        Ip::Any => dotted() || text.contains(':'),
    }
}

/// `+01:00` as `+0100`.
fn read_offset(text: &str) -> Option<String> {
    let (sign, clock) = text.split_at_checked(1)?;
    let (hours, minutes) = clock.split_once(':')?;
    let is_offset = matches!(sign, "+" | "-")
        && number(hours, 2).is_some_and(|hours| hours < 24)
        && number(minutes, 2).is_some_and(|minutes| minutes < 60);
    is_offset.then(|| format!("{sign}{hours}{minutes}"))
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let mut below = |most: u16| {
        parts
            .next()
            .and_then(|part| number(part, 2))
            .is_some_and(|part| part < most)
    };
    below(24) && below(60) && below(60) && parts.next().is_none()
}

fn number(text: &str, digits: usize) -> Option<u16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}
