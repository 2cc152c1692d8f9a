//! Cron schedules: when a workflow that runs by one begins next.
//!
//! The language is the usual one of five fields (minute, hour, day of month, month, day of week) with lists, ranges,
//! steps and English names, and the shorthands `@hourly` to `@yearly` and `@every DURATION`, after a time zone in front
//! (`CRON_TZ=Europe/Paris 30 9 * * *`); without one, times are UTC. What clocks do when they are set is told in
//! [`Zone::first_after`]. The cron strings of schedules have more fields and other rules for days; what both have in
//! common is here.

mod field;

use std::time::Duration;

use jiff::{ToSpan as _, civil::Date, civil::DateTime, civil::Time};

use crate::zone::Zone;
use crate::{Timestamp, duration};
use field::Field;

/// Further than this, a schedule is taken never to match (30 February).
const YEARS_AHEAD_MAX: i16 = 5;

/// A schedule that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cron {
    Every(Duration),
    Fields(Box<Fields>),
}

/// The five fields, as sets, and where clocks show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    zone: Zone,
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
    #[error("{0} is no known time zone")]
    Zone(String),
}

impl Cron {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let (zone, text) = match split_zone(text) {
            Some((name, rest)) => {
                let zone = Zone::named(name).ok_or_else(|| Error::Zone(name.to_owned()))?;
                (zone, rest.unwrap_or_default())
            }
            None => (Zone::utc(), text),
        };
        if let Some(duration) = text.strip_prefix("@every ") {
            return every(duration.trim()).map(Self::Every);
        }
        let fields = match shorthand(text) {
            Some(fields) => fields,
            None if text.starts_with('@') => return Err(Error::Shorthand(text.to_owned())),
            None => text,
        };
        let parts: Vec<&str> = fields.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = parts.as_slice() else {
            return Err(Error::FieldCount(parts.len()));
        };
        Ok(Self::Fields(Box::new(Fields {
            zone,
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
        match self {
            Self::Every(every) => {
                let second = time.nanos().div_euclid(1_000_000_000);
                Some(Timestamp::from_millis(second.saturating_mul(1000)) + *every)
            }
            Self::Fields(fields) => fields.next(time),
        }
    }
}

impl Fields {
    fn next(&self, time: Timestamp) -> Option<Timestamp> {
        let limit = self
            .zone
            .civil(time)?
            .date()
            .checked_add(YEARS_AHEAD_MAX.years())
            .ok()?;
        self.zone
            .first_after(time, limit, |from, last| self.at_or_after(from, last))
    }

    /// The first minute that matches and does not begin before `from`, on no later day than `last`.
    fn at_or_after(&self, from: DateTime, last: Date) -> Option<DateTime> {
        let mut date = from.date();
        let mut earliest = from.time();
        while date <= last {
            if self.matches_day(date)
                && let Some(time) = self.time_from(earliest)
            {
                return Some(date.to_datetime(time));
            }
            date = date.tomorrow().ok()?;
            earliest = Time::midnight();
        }
        None
    }

    fn time_from(&self, from: Time) -> Option<Time> {
        let first = i64::from(from.hour()) * 60 + i64::from(from.minute()) + i64::from(from.second() > 0);
        let found = (first..24 * 60).find(|minute| self.hour.has(minute / 60) && self.minute.has(minute % 60))?;
        let part = |number: i64| i8::try_from(number).ok();
        Time::new(part(found / 60)?, part(found % 60)?, 0, 0).ok()
    }

    fn matches_day(&self, date: Date) -> bool {
        if !self.month.has(date.month().into()) {
            return false;
        }
        let by_day = self.day.has(date.day().into());
        let by_weekday = self.weekday.has(date.weekday().to_sunday_zero_offset().into());
        // Either of the two may match if both are given.
        if self.day.is_any() || self.weekday.is_any() {
            by_day && by_weekday
        } else {
            by_day || by_weekday
        }
    }
}

/// The zone in front of a cron string, if it says one, and what follows if something does.
pub(crate) fn split_zone(text: &str) -> Option<(&str, Option<&str>)> {
    let rest = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="))?;
    Some(match rest.split_once(char::is_whitespace) {
        Some((zone, rest)) => (zone, Some(rest.trim())),
        None => (rest, None),
    })
}

/// The fields that a shorthand such as `@daily` stands for.
pub(crate) fn shorthand(text: &str) -> Option<&'static str> {
    Some(match text {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => return None,
    })
}

/// A duration such as `1h30m` or `10s`. Wire: less than a second, and less than nothing, is a second.
fn every(text: &str) -> Result<Duration, Error> {
    let duration = duration::parse(text, duration::Days::Unknown);
    let whole = duration.map_err(|_| Error::Duration(text.to_owned()))?.as_secs();
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
        check("0 0 * * 0", at(DAY, 0, 0, 0), at(DAY + 1, 0, 0, 0));
        check("0 0 1 jan *", at(DAY, 0, 0, 0), at(DAY + 41, 0, 0, 0));
        check("0 0 22 * MON", at(DAY, 0, 0, 0), at(DAY + 1, 0, 0, 0));
        check("0,20-22/2 * * * *", at(DAY, 0, 20, 0), at(DAY, 0, 22, 0));
        check("@hourly", at(DAY, 0, 20, 0), at(DAY, 1, 0, 0));
        check("CRON_TZ=UTC @daily", at(DAY, 0, 20, 0), at(DAY + 1, 0, 0, 0));
        // Winter in Paris, an hour before UTC; the days on which clocks are set are 2027-03-28 and 2027-10-31.
        check(
            "CRON_TZ=Europe/Paris 30 9 * * *",
            at(DAY, 10, 0, 0),
            at(DAY + 1, 8, 30, 0),
        );
        check("TZ=Europe/Paris @daily", at(DAY, 10, 0, 0), at(DAY, 23, 0, 0));
        let (spring, autumn) = (DAY + 127, DAY + 344);
        let skipped = "CRON_TZ=Europe/Paris 30 2 * * *";
        check(skipped, at(spring - 1, 1, 30, 0), at(spring + 1, 0, 30, 0));
        check(skipped, at(autumn - 1, 0, 30, 0), at(autumn, 0, 30, 0));
        check(skipped, at(autumn, 0, 30, 0), at(autumn, 1, 30, 0));
        check("CRON_TZ=Asia/Kolkata 0 * * * *", at(DAY, 0, 0, 0), at(DAY, 0, 30, 0));
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
            ("* * * * 7", "7 is no day of week"),
            ("* * * * FOO", "FOO is no day of week"),
            ("*/0 * * * *", "*/0 is no minute"),
            ("@sometimes", "@sometimes is no known shorthand"),
            ("@every often", "often is no duration"),
            ("CRON_TZ=Nowhere/City * * * * *", "Nowhere/City is no known time zone"),
        ] {
            assert_eq!(Cron::parse(text).unwrap_err().to_string(), error);
        }
    }
}
