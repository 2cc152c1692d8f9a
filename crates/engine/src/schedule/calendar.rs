//! Calendars: from the text of their fields or of a cron string to the structured form, and from that to sets in
//! which the next match is looked up.

use everloop_proto::schedule::v1::{CalendarSpec, IntervalSpec, Range, StructuredCalendarSpec};
use jiff::civil::{Date, DateTime, Time};

use super::field::{self, DAY_OF_MONTH, DAY_OF_WEEK, HOUR, Kind, MINUTE, MONTH, SECOND, Set, YEAR};
use crate::Timestamp;
use crate::{cron, duration, zone::Zone};

/// Longest comment, in bytes.
const COMMENT_MAX: usize = 200;

/// What a cron string says.
#[derive(Debug, PartialEq)]
pub(super) enum Cron {
    Calendar(StructuredCalendarSpec),
    Interval(IntervalSpec),
}

/// Reads a calendar whose fields are text. All fields that are wrong are named.
pub(super) fn from_text(spec: &CalendarSpec) -> Result<StructuredCalendarSpec, String> {
    let mut wrong = Vec::new();
    let mut read = |text: &str, default: &str, kind: &Kind| {
        let text = if text.is_empty() { default } else { text };
        field::parse(text, kind).unwrap_or_else(|error| {
            wrong.push(error);
            Vec::new()
        })
    };
    let second = read(&spec.second, "0", &SECOND);
    let minute = read(&spec.minute, "0", &MINUTE);
    let hour = read(&spec.hour, "0", &HOUR);
    let day_of_week = read(&spec.day_of_week, "*", &DAY_OF_WEEK);
    let day_of_month = read(&spec.day_of_month, "*", &DAY_OF_MONTH);
    let month = read(&spec.month, "*", &MONTH);
    let year = match spec.year.as_str() {
        "" | "*" => Vec::new(),
        text => read(text, "*", &YEAR),
    };
    if spec.comment.len() > COMMENT_MAX {
        wrong.push("invalid calendar spec: comment is too long".to_owned());
    }
    if wrong.is_empty() {
        Ok(StructuredCalendarSpec {
            second,
            minute,
            hour,
            day_of_month,
            month,
            year,
            day_of_week,
            comment: spec.comment.clone(),
        })
    } else {
        Err(wrong.join(", "))
    }
}

/// Reads a cron string; returns the name of its time zone too, if it says one.
pub(super) fn from_cron(text: &str) -> Result<(Cron, Option<String>), String> {
    let mut text = text.trim();
    let mut zone = None;
    if let Some((name, rest)) = cron::split_zone(text) {
        zone = Some(name.to_owned());
        text = rest.ok_or_else(|| "CronString has time zone but missing fields".to_owned())?;
    }
    let (text, comment) = match text.split_once('#') {
        Some((text, comment)) => (text.trim(), comment.trim()),
        None => (text, ""),
    };
    if let Some(every) = text.strip_prefix("@every") {
        // Wire: an interval has no time zone, and one that is said does not count.
        return Ok((Cron::Interval(interval(every.trim())?), None));
    }
    let fields = cron::shorthand(text).unwrap_or(text);
    let parts: Vec<&str> = fields.split_whitespace().collect();
    let (second, rest, year) = match parts.as_slice() {
        rest if rest.len() == 5 => ("0", rest, "*"),
        [rest @ .., year] if rest.len() == 5 => ("0", rest, *year),
        [second, rest @ .., year] if rest.len() == 5 => (*second, rest, *year),
        _ => return Err("CronString does not have 5-7 fields".to_owned()),
    };
    let calendar = from_text(&CalendarSpec {
        second: second.to_owned(),
        minute: rest[0].to_owned(),
        hour: rest[1].to_owned(),
        day_of_month: rest[2].to_owned(),
        month: rest[3].to_owned(),
        day_of_week: rest[4].to_owned(),
        year: year.to_owned(),
        comment: comment.to_owned(),
    })?;
    Ok((Cron::Calendar(calendar), zone))
}

/// `every` and, after a slash, the phase.
fn interval(text: &str) -> Result<IntervalSpec, String> {
    if text.is_empty() {
        return Err("CronString does not have interval after @every".to_owned());
    }
    let (every, phase) = text.split_once('/').unwrap_or((text, ""));
    Ok(IntervalSpec {
        interval: Some(duration(every)?),
        phase: (!phase.is_empty()).then(|| duration(phase)).transpose()?,
    })
}

/// A duration such as `1d12h`, `90s` or `1.5h`. Negative ones are read as zero, which is too small.
fn duration(text: &str) -> Result<prost_types::Duration, String> {
    duration::parse(text, duration::Days::Known).map(crate::convert::wire)
}

/// Checks a structured calendar and fills in what its ranges leave out. All fields that are wrong are named.
pub(super) fn canonical(spec: &mut StructuredCalendarSpec) -> Result<(), String> {
    let mut wrong = Vec::new();
    for (ranges, kind) in fields(spec) {
        field::canonical(ranges, kind, &mut wrong);
    }
    if spec.comment.len() > COMMENT_MAX {
        wrong.push("comment is too long".to_owned());
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("invalid calendar spec: {}", wrong.join(", ")))
    }
}

/// Says what each range leaves open: that it ends where it starts, and has each value.
pub(super) fn fill(spec: &mut StructuredCalendarSpec) {
    for range in fields(spec).into_iter().flat_map(|(ranges, _)| ranges) {
        range.end = range.end.max(range.start);
        if range.step == 0 {
            range.step = 1;
        }
    }
}

/// Every field of a calendar, with what its numbers may be.
fn fields(spec: &mut StructuredCalendarSpec) -> [(&mut [Range], &'static Kind); 7] {
    [
        (&mut spec.second, &SECOND),
        (&mut spec.minute, &MINUTE),
        (&mut spec.hour, &HOUR),
        (&mut spec.day_of_month, &DAY_OF_MONTH),
        (&mut spec.month, &MONTH),
        (&mut spec.year, &YEAR),
        (&mut spec.day_of_week, &DAY_OF_WEEK),
    ]
}

/// A calendar to look up in.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    second: Set,
    minute: Set,
    hour: Set,
    day_of_month: Set,
    month: Set,
    /// `None` matches every year.
    year: Option<Set>,
    day_of_week: Set,
}

/// The years that calendars know.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

impl Calendar {
    pub(super) fn of(spec: &StructuredCalendarSpec) -> Self {
        Self {
            second: Set::of(&spec.second, &SECOND),
            minute: Set::of(&spec.minute, &MINUTE),
            hour: Set::of(&spec.hour, &HOUR),
            day_of_month: Set::of(&spec.day_of_month, &DAY_OF_MONTH),
            month: Set::of(&spec.month, &MONTH),
            year: (!spec.year.is_empty()).then(|| Set::of(&spec.year, &YEAR)),
            day_of_week: Set::of(&spec.day_of_week, &DAY_OF_WEEK),
        }
    }

    /// The first match after `after`.
    pub(super) fn next(&self, after: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let end = Date::new(*YEARS.end(), 12, 31).ok()?;
        zone.first_after(after, end, |from, last| self.at_or_after(from, last))
    }

    /// The first civil time of the calendar that is not before `from`, on no later day than `last`.
    fn at_or_after(&self, from: DateTime, last: Date) -> Option<DateTime> {
        let mut date = from.date();
        if date.year() < *YEARS.start() {
            date = Date::new(*YEARS.start(), 1, 1).ok()?;
        }
        let mut earliest = if date == from.date() {
            from.time()
        } else {
            Time::midnight()
        };
        while date.year() <= *YEARS.end() && date <= last {
            if self.year.is_some_and(|years| !years.has(i32::from(date.year()) - 2000)) {
                date = Date::new(date.year() + 1, 1, 1).ok()?;
            } else if !self.month.has(date.month().into()) {
                date = date.last_of_month().tomorrow().ok()?;
            } else if let Some(time) = self.has_day(date).then(|| self.time_from(earliest)).flatten() {
                return Some(date.to_datetime(time));
            } else {
                date = date.tomorrow().ok()?;
            }
            earliest = Time::midnight();
        }
        None
    }

    fn has_day(&self, date: Date) -> bool {
        let weekday = date.weekday().to_sunday_zero_offset();
        self.day_of_month.has(date.day().into()) && self.day_of_week.has(weekday.into())
    }

    fn time_from(&self, from: Time) -> Option<Time> {
        let (hour, minute, second) = (from.hour().into(), from.minute().into(), from.second().into());
        let first_minute = self.minute.from(0)?;
        let first_second = self.second.from(0)?;
        let found = if self.hour.has(hour) {
            let within = self.minute.has(minute).then(|| self.second.from(second)).flatten();
            let within = within.map(|second| (hour, minute, second));
            within.or_else(|| self.minute.from(minute + 1).map(|minute| (hour, minute, first_second)))
        } else {
            None
        };
        let (hour, minute, second) =
            found.or_else(|| self.hour.from(hour + 1).map(|hour| (hour, first_minute, first_second)))?;
        let part = |number: i32| i8::try_from(number).ok();
        Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
    }

    pub(super) fn matches(&self, civil: DateTime) -> bool {
        let date = civil.date();
        self.second.has(civil.second().into())
            && self.minute.has(civil.minute().into())
            && self.hour.has(civil.hour().into())
            && self.has_day(date)
            && self.month.has(date.month().into())
            && YEARS.contains(&date.year())
            && self.year.is_none_or(|years| years.has(i32::from(date.year()) - 2000))
    }

    /// For how many seconds from a match on the calendar goes on matching, at least.
    pub(super) fn stretch(&self, civil: DateTime) -> i64 {
        let second = i64::from(civil.second());
        if self.second.len() < 60 {
            1
        } else if self.minute.len() < 60 {
            60 - second
        } else {
            3600 - i64::from(civil.minute()) * 60 - second
        }
    }
}
