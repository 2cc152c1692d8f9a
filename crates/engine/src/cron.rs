//! Cron schedules: when a workflow that runs by one begins next.
//!
//! The language is the usual one of five fields (minute, hour, day of month, month, day of week) with lists, ranges,
//! steps and English names, and the shorthands `@hourly` to `@yearly` and `@every DURATION`. Times are UTC; other time
//! zones need a database of them, which the engine does not have, so that a schedule with one is refused by name.

mod calendar;
mod field;

use std::time::Duration;

use crate::Timestamp;
use field::Field;

/// Further than this, a schedule is taken never to match (30 February).
const YEARS_AHEAD_MAX: i64 = 5;

/// A schedule that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cron {
    Every(Duration),
    Fields(Box<Fields>),
}

/// The five fields, as sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    minute: Field,
    hour: Field,
    day: Field,
    month: Field,
    weekday: Field,
}

/// What is wrong with a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("expected 5 fields, found {0}")]
    FieldCount(usize),
    #[error("{value} is no {field}")]
    Field { field: &'static str, value: String },
    #[error("{0} is no duration")]
    Duration(String),
    #[error("{0} is no known shorthand")]
    Shorthand(String),
    #[error("time zone {0} is not supported, only UTC is")]
    Zone(String),
}

impl Cron {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = without_zone(text.trim())?;
        if let Some(duration) = text.strip_prefix("@every ") {
            return every(duration.trim()).map(Self::Every);
        }
        let fields = match text {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            other if other.starts_with('@') => return Err(Error::Shorthand(other.to_owned())),
            other => other,
        };
        let parts: Vec<&str> = fields.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = parts.as_slice() else {
            return Err(Error::FieldCount(parts.len()));
        };
        Ok(Self::Fields(Box::new(Fields {
            minute: Field::minute(minute)?,
            hour: Field::hour(hour)?,
            day: Field::day(day)?,
            month: Field::month(month)?,
            weekday: Field::weekday(weekday)?,
        })))
    }

    /// How long after `close` the run follows that takes the place of one begun at `start`.
    ///
    /// Wire: matches are counted from the start of the run that is over, and the wait is in whole seconds.
    pub(crate) fn wait(&self, start: Timestamp, close: Timestamp) -> Option<Duration> {
        let mut next = self.next(start)?;
        if next < close {
            next = match self {
                Self::Every(every) => {
                    let missed = close.since(next).as_nanos().div_ceil(every.as_nanos());
                    let missed = u32::try_from(missed).unwrap_or(u32::MAX);
                    next + every.saturating_mul(missed)
                }
                // The first match at or after the close.
                Self::Fields(_) => self.next(close - Duration::from_nanos(1))?,
            };
        }
        let wait = next.since(close);
        Some(Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
    }

    /// The first match after `time`.
    fn next(&self, time: Timestamp) -> Option<Timestamp> {
        let second = time.nanos().div_euclid(1_000_000_000);
        match self {
            Self::Every(every) => Some(Timestamp::from_millis(second * 1000) + *every),
            Self::Fields(fields) => fields
                .next_minute(second.div_euclid(60) + 1)
                .map(|minute| Timestamp::from_millis(minute * 60_000)),
        }
    }
}

impl Fields {
    /// The first minute since the epoch that matches, from that one on.
    fn next_minute(&self, from: i64) -> Option<i64> {
        let first_day = from.div_euclid(24 * 60);
        for day in first_day..first_day + YEARS_AHEAD_MAX * 366 {
            if !self.matches_day(day) {
                continue;
            }
            let begin = if day == first_day { from.rem_euclid(24 * 60) } else { 0 };
            for minute in begin..24 * 60 {
                if self.hour.has(minute / 60) && self.minute.has(minute % 60) {
                    return Some(day * 24 * 60 + minute);
                }
            }
        }
        None
    }

    fn matches_day(&self, day: i64) -> bool {
        let date = calendar::date(day);
        let (by_day, by_weekday) = (self.day.has(date.day), self.weekday.has(calendar::weekday(day)));
        // Either of the two may match if both are given.
        let days = if self.day.is_any() || self.weekday.is_any() {
            by_day && by_weekday
        } else {
            by_day || by_weekday
        };
        days && self.month.has(date.month)
    }
}

fn without_zone(text: &str) -> Result<&str, Error> {
    let Some(rest) = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ=")) else {
        return Ok(text);
    };
    let (zone, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    match zone {
        "UTC" | "Etc/UTC" | "GMT" | "Etc/GMT" => Ok(rest.trim()),
        other => Err(Error::Zone(other.to_owned())),
    }
}

/// A duration such as `1h30m` or `10s`, of at least a second.
fn every(text: &str) -> Result<Duration, Error> {
    let wrong = || Error::Duration(text.to_owned());
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .ok_or_else(wrong)?;
        let number: f64 = rest[..end].parse().map_err(|_| wrong())?;
        let unit_end = rest[end..]
            .find(|letter: char| letter.is_ascii_digit())
            .map_or(rest.len(), |at| end + at);
        seconds += number
            * match &rest[end..unit_end] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 0.001,
                _ => return Err(wrong()),
            };
        rest = &rest[unit_end..];
    }
    if text.is_empty() {
        return Err(wrong());
    }
    let whole = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?.as_secs();
    Ok(Duration::from_secs(whole.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 00:00:00 UTC, a Saturday.
    const DAY: i64 = 20_778;

    fn at(day: i64, hour: i64, minute: i64, second: i64) -> Timestamp {
        Timestamp::from_millis((((day * 24 + hour) * 60 + minute) * 60 + second) * 1000)
    }

    #[track_caller]
    fn check(cron: &str, from: Timestamp, next: Timestamp) {
        let cron = Cron::parse(cron).unwrap();
        assert_eq!(cron.next(from), Some(next));
    }

    #[test]
    fn matches_follow_the_fields() {
        check("* * * * *", at(DAY, 10, 0, 0), at(DAY, 10, 1, 0));
        check("*/15 * * * *", at(DAY, 10, 50, 1), at(DAY, 11, 0, 0));
        check("30 9 * * *", at(DAY, 10, 0, 0), at(DAY + 1, 9, 30, 0));
        check("0 0 * * MON-FRI", at(DAY, 0, 0, 0), at(DAY + 2, 0, 0, 0));
        check("0 0 * * 7", at(DAY, 0, 0, 0), at(DAY + 1, 0, 0, 0));
        check("0 0 1 jan *", at(DAY, 0, 0, 0), at(DAY + 41, 0, 0, 0));
        check("0 0 22 * MON", at(DAY, 0, 0, 0), at(DAY + 1, 0, 0, 0));
        check("0,20-22/2 * * * *", at(DAY, 0, 20, 0), at(DAY, 0, 22, 0));
        check("@hourly", at(DAY, 0, 20, 0), at(DAY, 1, 0, 0));
        check("CRON_TZ=UTC @daily", at(DAY, 0, 20, 0), at(DAY + 1, 0, 0, 0));
        check("@every 1m30s", at(DAY, 0, 20, 0), at(DAY, 0, 21, 30));
        assert_eq!(Cron::parse("0 0 30 2 *").unwrap().next(at(DAY, 0, 0, 0)), None);
    }

    #[test]
    fn waits_are_counted_from_the_start_and_in_whole_seconds() {
        let cron = Cron::parse("@every 2s").unwrap();
        let start = at(DAY, 0, 0, 0);
        let wait = |millis| {
            cron.wait(start, start + Duration::from_millis(millis))
                .unwrap()
                .as_secs()
        };
        assert_eq!(
            [wait(0), wait(500), wait(2_000), wait(2_100), wait(9_999)],
            [2, 2, 0, 2, 1]
        );
        let cron = Cron::parse("* * * * *").unwrap();
        assert_eq!(cron.wait(start, at(DAY, 0, 7, 0)).unwrap().as_secs(), 0);
        assert_eq!(cron.wait(start, at(DAY, 0, 7, 1)).unwrap().as_secs(), 59);
    }

    #[test]
    fn wrong_schedules_say_what_is_wrong() {
        for (text, error) in [
            ("zz", "expected 5 fields, found 1"),
            ("60 * * * *", "60 is no minute"),
            ("* * * * FOO", "FOO is no day of week"),
            ("*/0 * * * *", "*/0 is no minute"),
            ("@sometimes", "@sometimes is no known shorthand"),
            ("@every often", "often is no duration"),
            (
                "CRON_TZ=Europe/Paris * * * * *",
                "time zone Europe/Paris is not supported, only UTC is",
            ),
        ] {
            assert_eq!(Cron::parse(text).unwrap_err().to_string(), error);
        }
    }
}
