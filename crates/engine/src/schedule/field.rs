//! One field of a calendar: its ranges as they are on the wire, read from text, checked, and as a set to look up.

use everloop_proto::schedule::v1::Range;

/// What a field is called and what it may hold.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    first: i32,
    last: i32,
    /// The last number in text: Sunday is 7 too.
    last_in_text: i32,
    names: &'static [&'static str],
    /// How much of a name is enough.
    name_bytes_min: usize,
}

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: &[&str] = &[
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

const fn kind(name: &'static str, first: i32, last: i32) -> Kind {
    Kind {
        name,
        first,
        last,
        last_in_text: last,
        names: &[],
        name_bytes_min: 3,
    }
}

pub(super) static SECOND: Kind = kind("Second", 0, 59);
pub(super) static MINUTE: Kind = kind("Minute", 0, 59);
pub(super) static HOUR: Kind = kind("Hour", 0, 23);
pub(super) static DAY_OF_MONTH: Kind = kind("DayOfMonth", 1, 31);
pub(super) static YEAR: Kind = kind("Year", 2000, 2100);
pub(super) static MONTH: Kind = Kind {
    names: MONTHS,
    ..kind("Month", 1, 12)
};
pub(super) static DAY_OF_WEEK: Kind = Kind {
    last_in_text: 7,
    names: WEEKDAYS,
    name_bytes_min: 2,
    ..kind("DayOfWeek", 0, 6)
};

/// The numbers that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set(u128);

impl Set {
    /// Years count from 2000; all other fields fit as they are.
    const YEARS_FROM: i32 = 2000;

    pub(super) fn of(ranges: &[Range], kind: &Kind) -> Self {
        let base = if kind.first == Self::YEARS_FROM { kind.first } else { 0 };
        let mut bits = 0;
        for range in ranges {
            // Ranges of exclusions are not checked and may be of any size: no more is walked than the field can hold.
            let (start, step) = (i64::from(range.start), i64::from(range.step.max(1)));
            let first = i64::from(kind.first);
            let end = i64::from(range.end.max(range.start).min(kind.last));
            let skipped = (first - start).max(0).div_euclid(step) + i64::from((first - start).max(0) % step > 0);
            let mut number = start + skipped * step;
            while number <= end {
                bits |= 1 << (number - i64::from(base));
                number += step;
            }
        }
        Self(bits)
    }

    pub(super) fn has(self, number: i32) -> bool {
        (0..128).contains(&number) && self.0 >> number & 1 == 1
    }

    /// The first number of the set that is at least `from`.
    pub(super) fn from(self, from: i32) -> Option<i32> {
        let from = u32::try_from(from.max(0)).ok().filter(|from| *from < 128)?;
        let rest = self.0 >> from << from;
        (rest != 0).then(|| i32::try_from(rest.trailing_zeros()).unwrap_or(i32::MAX))
    }

    /// How many numbers are in the set.
    pub(super) fn len(self) -> u32 {
        self.0.count_ones()
    }
}

/// Reads `*`, `n`, `n-m`, each with an optional `/step`, in a list with commas.
pub(super) fn parse(text: &str, kind: &Kind) -> Result<Vec<Range>, String> {
    let mut ranges = Vec::new();
    for part in text.split(',') {
        let (span, step) = match part.split_once('/') {
            Some((span, step)) => {
                let step = step.parse().ok().filter(|step: &i32| *step > 0);
                (
                    span,
                    Some(step.ok_or_else(|| format!("{} has invalid Step", kind.name))?),
                )
            }
            None => (part, None),
        };
        let (start, end) = if span == "*" {
            (kind.first, end_of_step(step, kind))
        } else if let Some((start, end)) = span.split_once('-') {
            let start = number(start, kind).ok_or_else(|| out_of_range(kind))?;
            let end = number(end, kind).filter(|end| *end >= start);
            (start, end.ok_or_else(|| bad_end(kind, kind.last_in_text))?)
        } else {
            let start = number(span, kind).ok_or_else(|| out_of_range(kind))?;
            (start, step.map_or(start, |_| kind.last_in_text))
        };
        push(&mut ranges, start, end, step.unwrap_or(1), kind);
    }
    Ok(ranges)
}

/// Where `*` ends. Wire: with a step, weekdays go on to 7, which is Sunday again.
fn end_of_step(step: Option<i32>, kind: &Kind) -> i32 {
    step.map_or(kind.last, |_| kind.last_in_text)
}

/// Adds a range; a Sunday that is written as 7 becomes a range of its own.
fn push(ranges: &mut Vec<Range>, start: i32, end: i32, step: i32, kind: &Kind) {
    let mut end = end;
    if end > kind.last {
        if (end - start) % step == 0 {
            ranges.push(Range {
                start: kind.first,
                end: kind.first,
                step: 1,
            });
        }
        end = kind.last;
    }
    if start <= end {
        ranges.push(Range { start, end, step });
    }
}

fn number(text: &str, kind: &Kind) -> Option<i32> {
    if let Ok(number) = text.parse() {
        return (kind.first..=kind.last_in_text).contains(&number).then_some(number);
    }
    let lower = text.to_ascii_lowercase();
    let is_name = |name: &&str| lower.len() >= kind.name_bytes_min && name.starts_with(&lower);
    let place = kind.names.iter().position(is_name)?;
    Some(i32::try_from(place).ok()? + kind.first)
}

fn out_of_range(kind: &Kind) -> String {
    format!("{} is not in range [{}-{}]", kind.name, kind.first, kind.last_in_text)
}

fn bad_end(kind: &Kind, last: i32) -> String {
    format!(
        "{} End is before Start or not in range [{}-{last}]",
        kind.name, kind.first
    )
}

/// Checks ranges from the wire and fills in what they leave out; says what is wrong with them.
pub(super) fn canonical(ranges: &mut [Range], kind: &Kind, wrong: &mut Vec<String>) {
    let Kind { name, first, last, .. } = kind;
    for range in ranges {
        if range.start < *first || range.start > *last {
            wrong.push(format!("{name} Start is not in range [{first}-{last}]"));
        }
        if range.end == 0 {
            range.end = range.start;
        } else if range.end < range.start || range.end > *last {
            wrong.push(bad_end(kind, *last));
        }
        if range.step == 0 {
            range.step = 1;
        } else if range.step < 0 {
            wrong.push(format!("{name} has invalid Step"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_their_field_can() {
        let set = |start, end, step| Set::of(&[Range { start, end, step }], &HOUR);
        let numbers = |set: Set| (0..128).filter(|number| set.has(*number)).collect::<Vec<_>>();
        assert_eq!(numbers(set(6, i32::MAX, 6)), [6, 12, 18]);
        assert_eq!(numbers(set(i32::MIN, i32::MAX, 1)).len(), 24);
        assert_eq!(numbers(set(-5, 10, 4)), [3, 7]);
        assert_eq!(numbers(set(22, 0, 0)), [22]);
        assert_eq!(numbers(set(24, 30, 1)).len(), 0);
    }
}
