//! Which times follow from a spec.

use everloop_proto::schedule::v1::{CalendarSpec, IntervalSpec, ScheduleSpec};

use super::super::spec::{Times, canonical};
use crate::Timestamp;
use crate::schedule::action::rfc3339;

/// 2026-11-21 00:00:00 UTC, a Saturday.
const DAY: i64 = 20_778 * 86_400;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn cron(text: &str) -> ScheduleSpec {
    ScheduleSpec {
        cron_string: vec![text.to_owned()],
        ..ScheduleSpec::default()
    }
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

#[track_caller]
fn check(spec: ScheduleSpec, from: i64, expected: &[&str]) {
    let times = Times::of(&canonical(spec).unwrap(), "seed");
    let found: Vec<_> = times
        .after(at(from))
        .take(expected.len())
        .map(|next| rfc3339(next.nominal))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn cron_strings_match_all_of_their_fields() {
    check(
        cron("0 12 * * MON-WED,FRI"),
        DAY,
        &["2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z"],
    );
    check(
        cron("*/20 9 * * *"),
        DAY,
        &["2026-11-21T09:00:00Z", "2026-11-21T09:20:00Z", "2026-11-21T09:40:00Z"],
    );
    // Other than with workflows by cron, day of month and weekday must both match.
    check(
        cron("0 0 1 * 1"),
        DAY,
        &["2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"],
    );
    check(cron("30 0 0 1 1 * 2030"), DAY, &["2030-01-01T00:00:30Z"]);
    check(cron("@weekly"), DAY, &["2026-11-22T00:00:00Z"]);
    check(
        cron("@every 1h/5m"),
        DAY,
        &["2026-11-21T00:05:00Z", "2026-11-21T01:05:00Z"],
    );
}

#[test]
fn local_times_that_clocks_skip_do_not_come_and_repeated_ones_come_twice() {
    // Summer time begins on 28 March 2027 at 02:00 and ends on 31 October 2027 at 03:00.
    check(
        cron("CRON_TZ=Europe/Paris 30 2 27-29 3 *"),
        DAY,
        &["2027-03-27T01:30:00Z", "2027-03-29T00:30:00Z", "2028-03-27T00:30:00Z"],
    );
    check(
        cron("CRON_TZ=Europe/Paris 30 2 31 10 *"),
        DAY,
        &["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2028-10-31T01:30:00Z"],
    );
}

#[test]
fn intervals_are_aligned_to_the_epoch_and_exclusions_left_out() {
    let spec = ScheduleSpec {
        interval: vec![IntervalSpec {
            interval: seconds(6 * 3600),
            phase: seconds(3600),
        }],
        exclude_calendar: vec![CalendarSpec {
            second: "*".to_owned(),
            minute: "*".to_owned(),
            hour: "7-8".to_owned(),
            ..CalendarSpec::default()
        }],
        ..ScheduleSpec::default()
    };
    check(
        spec,
        DAY,
        &["2026-11-21T01:00:00Z", "2026-11-21T13:00:00Z", "2026-11-21T19:00:00Z"],
    );
}

#[test]
fn start_and_end_belong_to_the_time() {
    let mut spec = cron("0 * * * *");
    spec.start_time = Some(at(DAY + 7200).into());
    spec.end_time = Some(at(DAY + 3 * 3600).into());
    let times = Times::of(&canonical(spec).unwrap(), "seed");
    let found: Vec<_> = times.after(at(DAY - 86_400)).map(|next| next.nominal).collect();
    assert_eq!(found, [at(DAY + 7200), at(DAY + 3 * 3600)]);
}

#[test]
fn jitter_delays_but_never_beyond_the_next() {
    let mut spec = cron("* * * * *");
    spec.jitter = seconds(3600);
    let times = Times::of(&canonical(spec).unwrap(), "seed");
    let found: Vec<_> = times.after(at(DAY)).take(100).collect();
    let mut delayed = 0;
    for pair in found.windows(2) {
        assert!(pair[0].nominal <= pair[0].actual && pair[0].actual <= pair[1].nominal);
        delayed += u32::from(pair[0].actual > pair[0].nominal);
    }
    assert!(delayed > 90, "the delays are spread: {delayed}");
    assert_eq!(
        found,
        times.after(at(DAY)).take(100).collect::<Vec<_>>(),
        "and the same again"
    );
}

#[test]
fn what_excludes_everything_ends() {
    let spec = ScheduleSpec {
        exclude_calendar: vec![CalendarSpec {
            second: "*".to_owned(),
            minute: "*".to_owned(),
            hour: "*".to_owned(),
            ..CalendarSpec::default()
        }],
        ..cron("@every 1s")
    };
    check(spec, DAY, &[]);
    check(cron("0 0 30 2 *"), DAY, &[]);
}

#[test]
fn wrong_specs_say_what_is_wrong() {
    for (text, error) in [
        ("zz", "CronString does not have 5-7 fields"),
        ("60 * * * *", "Minute is not in range [0-59]"),
        ("*/0 * * * *", "Minute has invalid Step"),
        ("10-5 * * * *", "Minute End is before Start or not in range [0-59]"),
        ("* * * * FOO", "DayOfWeek is not in range [0-7]"),
        (
            "? ? 1 * *",
            "Minute is not in range [0-59], Hour is not in range [0-23]",
        ),
        ("@every 10", "time: missing unit in duration \"10\""),
        ("@every 500ms", "interval is too small"),
        ("CRON_TZ=Nowhere/City * * * * *", "unknown time zone Nowhere/City"),
    ] {
        assert_eq!(canonical(cron(text)).unwrap_err(), error, "{text}");
    }
}

/// Every time of a random spec matches it by a plain reading of the fields, and no second between two of them does.
#[test]
fn times_are_exactly_the_seconds_that_match() {
    let mut dice = Dice(7);
    for _ in 0..200 {
        let field = |dice: &mut Dice, last: u64| match dice.roll(4) {
            0 => "*".to_owned(),
            1 => dice.roll(last).to_string(),
            2 => {
                let first = dice.roll(last);
                format!("{first}-{}", first + dice.roll(last - first))
            }
            _ => format!("*/{}", 1 + dice.roll(20)),
        };
        let (second, minute, hour) = (field(&mut dice, 59), field(&mut dice, 59), field(&mut dice, 23));
        let spec = ScheduleSpec {
            calendar: vec![CalendarSpec {
                second,
                minute,
                hour,
                ..CalendarSpec::default()
            }],
            ..ScheduleSpec::default()
        };
        let spec = canonical(spec).unwrap();
        let matches = |second: i64| {
            let calendar = &spec.structured_calendar[0];
            let has = |ranges: &[everloop_proto::schedule::v1::Range], number: i64| {
                ranges.iter().any(|range| {
                    let number = i32::try_from(number).unwrap();
                    (range.start..=range.end).contains(&number) && (number - range.start) % range.step == 0
                })
            };
            has(&calendar.second, second % 60)
                && has(&calendar.minute, second / 60 % 60)
                && has(&calendar.hour, second / 3600 % 24)
        };
        let from = DAY + i64::try_from(dice.roll(86_400)).unwrap();
        let times = Times::of(&spec, "");
        let found: Vec<_> = times
            .after(at(from))
            .take_while(|next| next.nominal <= at(from + 7200))
            .collect();
        let found: Vec<_> = found.into_iter().map(|next| next.nominal).collect();
        let expected: Vec<_> = (from + 1..=from + 7200)
            .filter(|second| matches(*second))
            .map(at)
            .collect();
        assert_eq!(found, expected, "{spec:?} from {from}");
    }
}

/// Repeatable randomness.
struct Dice(u64);

impl Dice {
    /// A number from 0 to `last`.
    fn roll(&mut self, last: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (last + 1)
    }
}
