//! One field of a cron schedule, as the set of numbers it matches.

use super::Error;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The numbers that match, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    bits: u64,
    any: bool,
}

/// What a field may hold.
struct Range {
    name: &'static str,
    first: u32,
    last: u32,
    names: &'static [&'static str],
    /// The number of the first name.
    names_from: u32,
}

impl Field {
    pub(super) fn minute(text: &str) -> Result<Self, Error> {
        parse(
            text,
            &Range {
                name: "minute",
                first: 0,
                last: 59,
                names: &[],
                names_from: 0,
            },
        )
    }

    pub(super) fn hour(text: &str) -> Result<Self, Error> {
        parse(
            text,
            &Range {
                name: "hour",
                first: 0,
                last: 23,
                names: &[],
                names_from: 0,
            },
        )
    }

    pub(super) fn day(text: &str) -> Result<Self, Error> {
        parse(
            text,
            &Range {
                name: "day of month",
                first: 1,
                last: 31,
                names: &[],
                names_from: 0,
            },
        )
    }

    pub(super) fn month(text: &str) -> Result<Self, Error> {
        parse(
            text,
            &Range {
                name: "month",
                first: 1,
                last: 12,
                names: &MONTHS,
                names_from: 1,
            },
        )
    }

    /// Sunday is 0. Wire: it is not 7, other than in schedules.
    pub(super) fn weekday(text: &str) -> Result<Self, Error> {
        parse(
            text,
            &Range {
                name: "day of week",
                first: 0,
                last: 6,
                names: &WEEKDAYS,
                names_from: 0,
            },
        )
    }

    pub(super) fn has(self, number: i64) -> bool {
        u32::try_from(number).is_ok_and(|number| number < 64 && self.bits >> number & 1 == 1)
    }

    /// Whether the field was left open.
    pub(super) fn is_any(self) -> bool {
        self.any
    }
}

fn parse(text: &str, range: &Range) -> Result<Field, Error> {
    let mut field = Field { bits: 0, any: false };
    for part in text.split(',') {
        let (bits, any) = parse_part(part, range).ok_or_else(|| Error::Field {
            field: range.name,
            value: part.to_owned(),
        })?;
        field.bits |= bits;
        field.any |= any;
    }
    Ok(field)
}

/// `*`, `?`, `n`, `n-m`, each with an optional `/step`.
fn parse_part(part: &str, range: &Range) -> Option<(u64, bool)> {
    let (span, step) = match part.split_once('/') {
        Some((span, step)) => (span, Some(step.parse::<u32>().ok().filter(|step| *step > 0)?)),
        None => (part, None),
    };
    let any = matches!(span, "*" | "?");
    let (first, last) = if any {
        (range.first, range.last)
    } else if let Some((first, last)) = span.split_once('-') {
        (number(first, range)?, number(last, range)?)
    } else {
        let first = number(span, range)?;
        (first, if step.is_some() { range.last } else { first })
    };
    if first > last || first < range.first || last > range.last {
        return None;
    }
    let step_by = usize::try_from(step.unwrap_or(1)).ok()?;
    let bits = (first..=last)
        .step_by(step_by)
        .fold(0, |bits, number| bits | 1 << number);
    Some((bits, any && step.is_none_or(|step| step == 1)))
}

fn number(text: &str, range: &Range) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let place = range.names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    Some(u32::try_from(place).ok()? + range.names_from)
}
