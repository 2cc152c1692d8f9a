//! When a schedule acts: the spec made canonical, and the times that follow from it.
//!
//! A time is matched as its nominal time, by any calendar or interval and by no exclusion, within start and end. It
//! happens up to `jitter` later, but before the next; by how much is a function of the schedule and the nominal time, so
//! that whoever asks is told the same.

use std::time::Duration;

use everloop_proto::schedule::v1::{IntervalSpec, ScheduleSpec, StructuredCalendarSpec};

use super::calendar::{self, Calendar, Cron};
use crate::zone::Zone;
use crate::{Timestamp, convert};

/// After this many excluded times there is taken to be no other: nobody else is served while they are looked through.
const EXCLUDED_MAX: usize = 20_000;

const SECOND: i64 = 1_000_000_000;

/// Brings a spec into the form that is stored and shown: cron strings and text calendars become structured ones.
pub(super) fn canonical(mut spec: ScheduleSpec) -> Result<ScheduleSpec, String> {
    let mut calendars = Vec::new();
    // All cron strings name the same zone, or none does.
    let mut cron_zone: Option<String> = None;
    for text in std::mem::take(&mut spec.calendar) {
        calendars.push(calendar::from_text(&text)?);
    }
    for text in std::mem::take(&mut spec.cron_string) {
        let (cron, zone) = calendar::from_cron(&text)?;
        let zone = zone.unwrap_or_default();
        if cron_zone.as_ref().is_some_and(|other| *other != zone) {
            return Err("conflicting timezone names".to_owned());
        }
        cron_zone = Some(zone);
        match cron {
            Cron::Calendar(calendar) => calendars.push(calendar),
            Cron::Interval(interval) => spec.interval.push(interval),
        }
    }
    if let Some(zone) = cron_zone.filter(|zone| !zone.is_empty()) {
        if !spec.timezone_name.is_empty() && spec.timezone_name != zone {
            return Err("conflicting timezone names".to_owned());
        }
        spec.timezone_name = zone;
    }
    spec.structured_calendar.append(&mut calendars);
    let excluded = std::mem::take(&mut spec.exclude_calendar);
    for text in excluded {
        spec.exclude_structured_calendar.push(calendar::from_text(&text)?);
    }
    for calendar in &mut spec.structured_calendar {
        calendar::canonical(calendar)?;
    }
    // Wire: what is out of range in structured exclusions is no error; it excludes nothing.
    for calendar in &mut spec.exclude_structured_calendar {
        calendar::fill(calendar);
    }
    for interval in &spec.interval {
        check_interval(interval)?;
    }
    zone(&spec)?;
    Ok(spec)
}

fn check_interval(spec: &IntervalSpec) -> Result<(), String> {
    let nanos = |wire: Option<prost_types::Duration>| {
        wire.map_or(0, |wire| {
            i128::from(wire.seconds) * i128::from(SECOND) + i128::from(wire.nanos)
        })
    };
    let (interval, phase) = (nanos(spec.interval), nanos(spec.phase));
    if interval < SECOND.into() {
        return Err("interval is too small".to_owned());
    }
    if phase < 0 {
        return Err("phase is negative".to_owned());
    }
    if phase >= interval {
        return Err("phase cannot be greater than Interval".to_owned());
    }
    Ok(())
}

fn zone(spec: &ScheduleSpec) -> Result<Zone, String> {
    if !spec.timezone_data.is_empty() {
        return Zone::from_data(&spec.timezone_name, &spec.timezone_data)
            .ok_or_else(|| "malformed time zone information".to_owned());
    }
    Zone::named(&spec.timezone_name).ok_or_else(|| format!("unknown time zone {}", spec.timezone_name))
}

/// A time at which a schedule acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// As the spec says it.
    pub(super) nominal: Timestamp,
    /// With its jitter.
    pub(super) actual: Timestamp,
}

/// A spec to look up in.
#[derive(Clone, Debug)]
pub(super) struct Times {
    calendars: Vec<Calendar>,
    /// Interval and phase, in seconds.
    intervals: Vec<(i64, i64)>,
    excluded: Vec<Calendar>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    jitter: Duration,
    zone: Zone,
    seed: u64,
}

impl Times {
    /// Of a canonical spec; `seed` tells schedules with the same spec apart.
    pub(super) fn of(spec: &ScheduleSpec, seed: &str) -> Self {
        let calendars = |specs: &[StructuredCalendarSpec]| specs.iter().map(Calendar::of).collect();
        // Wire: fractions of a second in interval and phase are ignored.
        let seconds = |wire: Option<prost_types::Duration>| wire.map_or(0, |wire| wire.seconds);
        Self {
            calendars: calendars(&spec.structured_calendar),
            intervals: spec
                .interval
                .iter()
                .map(|spec| (seconds(spec.interval).max(1), seconds(spec.phase)))
                .collect(),
            excluded: calendars(&spec.exclude_structured_calendar),
            start: spec.start_time.map(Timestamp::from),
            end: spec.end_time.map(Timestamp::from),
            jitter: convert::duration(spec.jitter.as_ref()),
            zone: zone(spec).unwrap_or_else(|_| Zone::utc()),
            seed: hash(0xcbf2_9ce4_8422_2325, seed.as_bytes()),
        }
    }

    /// The first occurrence whose nominal time is after `after`.
    pub(super) fn next(&self, after: Timestamp) -> Option<Occurrence> {
        let nominal = self.nominal(after)?;
        Some(Occurrence {
            nominal,
            actual: nominal + self.delay(nominal),
        })
    }

    /// Occurrences whose nominal times are after `after`, in their order.
    pub(super) fn after(&self, after: Timestamp) -> impl Iterator<Item = Occurrence> {
        let mut last = after;
        let mut excluded_left = EXCLUDED_MAX;
        std::iter::from_fn(move || {
            let nominal = self.nominal_within(last, &mut excluded_left)?;
            last = nominal;
            Some(Occurrence {
                nominal,
                actual: nominal + self.delay(nominal),
            })
        })
    }

    /// Occurrences that happen after `now`, in their order.
    pub(super) fn to_come(&self, now: Timestamp) -> impl Iterator<Item = Occurrence> {
        self.after(self.shortly_before_last(now))
            .filter(move |next| next.actual > now)
    }

    /// A time within a second of the last nominal time before `now`, as far as jitter can make that happen later. No
    /// other before it does: an occurrence is delayed to the next one at most.
    fn shortly_before_last(&self, now: Timestamp) -> Timestamp {
        let is_before = |time: Timestamp| self.nominal(time).is_some_and(|next| next <= now);
        let mut back = Duration::from_secs(1);
        while back < self.jitter && !is_before(now - back) {
            back = back.saturating_mul(2);
        }
        let (mut before, mut behind) = (now - back.min(self.jitter), now - back / 2);
        while behind.since(before) > Duration::from_secs(1) {
            let middle = before + behind.since(before) / 2;
            if is_before(middle) {
                before = middle;
            } else {
                behind = middle;
            }
        }
        before
    }

    /// How much earlier than now an occurrence may have been that happens now.
    pub(super) fn jitter(&self) -> Duration {
        self.jitter
    }

    fn nominal(&self, after: Timestamp) -> Option<Timestamp> {
        self.nominal_within(after, &mut { EXCLUDED_MAX })
    }

    /// The first nominal time after `after`, unless so many that are excluded come before it.
    fn nominal_within(&self, after: Timestamp, excluded_left: &mut usize) -> Option<Timestamp> {
        let mut after = self
            .start
            .map_or(after, |start| after.max(start - Duration::from_nanos(1)));
        while *excluded_left > 0 {
            let next = self.matched(after)?;
            if self.end.is_some_and(|end| next > end) {
                return None;
            }
            let civil = self.zone.civil(next)?;
            let Some(excluding) = self.excluded.iter().find(|calendar| calendar.matches(civil)) else {
                return Some(next);
            };
            *excluded_left -= 1;
            // All seconds of the stretch are excluded.
            let second = next.nanos().div_euclid(SECOND);
            after = Timestamp::from_nanos((second + excluding.stretch(civil) - 1) * SECOND);
        }
        None
    }

    fn matched(&self, after: Timestamp) -> Option<Timestamp> {
        let by_calendar = self
            .calendars
            .iter()
            .filter_map(|calendar| calendar.next(after, &self.zone));
        let second = after.nanos().div_euclid(SECOND);
        let by_interval = self.intervals.iter().filter_map(|(interval, phase)| {
            let passed = (second - phase).div_euclid(*interval);
            let next = passed.checked_add(1)?.checked_mul(*interval)?.checked_add(*phase)?;
            Some(Timestamp::from_nanos(next.checked_mul(SECOND)?))
        });
        by_calendar.chain(by_interval).min()
    }

    /// In whole milliseconds, so that it survives every client's representation of time.
    fn delay(&self, nominal: Timestamp) -> Duration {
        if self.jitter.is_zero() {
            return Duration::ZERO;
        }
        let room = self.nominal(nominal).map_or(self.jitter, |next| next.since(nominal));
        let most = self.jitter.min(room).as_millis();
        let dice = u128::from(mix(self.seed ^ nominal.nanos().unsigned_abs()));
        Duration::from_millis(u64::try_from((most * dice) >> 64).unwrap_or(0))
    }
}

/// FNV-1a.
fn hash(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Spreads neighbouring numbers over all of them.
fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}
