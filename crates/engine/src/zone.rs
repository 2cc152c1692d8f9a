//! Time zones by name, from the database that is compiled in: rules must not read files.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use crate::Timestamp;

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    pub(crate) fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of that IANA name; the empty name is UTC.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if matches!(name, "" | "UTC") {
            return Some(Self::utc());
        }
        // Wire: names are case-sensitive, which those of the database are not.
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        (zone.iana_name() == Some(name)).then_some(Self(zone))
    }

    /// A zone from the content of a zone information file.
    pub(crate) fn from_data(name: &str, data: &[u8]) -> Option<Self> {
        TimeZone::tzif(name, data).ok().map(Self)
    }

    /// What clocks in the zone show, without the fraction of the second.
    pub(crate) fn civil(&self, at: Timestamp) -> Option<DateTime> {
        Some(self.0.to_datetime(instant(at)?))
    }

    /// The first time after `after`, in whole seconds, at which clocks in the zone show what `find` looks for: given a
    /// civil time and a day, the first match from that time on that is on no later day. Times that clocks skip when
    /// they are set do not come, and those that they show twice come twice. Nothing is looked for after `end`.
    pub(crate) fn first_after(
        &self,
        after: Timestamp,
        end: Date,
        find: impl Fn(DateTime, Date) -> Option<DateTime>,
    ) -> Option<Timestamp> {
        let mut from = after + Duration::from_secs(1);
        loop {
            let stretch = self.stretch(from)?;
            let civil = stretch.civil(from)?;
            if civil.date() > end {
                return None;
            }
            let last = match stretch.end {
                Some(set) => stretch.civil(set)?.date().min(end),
                None => end,
            };
            let found = find(civil, last);
            let found = found.and_then(|found| stretch.instant(found));
            match (found, stretch.end) {
                (Some(found), Some(end)) if found >= end => from = end,
                (Some(found), _) => return Some(found),
                (None, end) => from = end?,
            }
        }
    }

    /// The stretch of time around a moment in which clocks in the zone are not set.
    pub(crate) fn stretch(&self, at: Timestamp) -> Option<Stretch> {
        let instant = instant(at)?;
        let end = self
            .0
            .following(instant)
            .next()
            .map(|transition| transition.timestamp());
        Some(Stretch {
            offset: self.0.to_offset(instant),
            end: end.map(timestamp),
        })
    }
}

/// A stretch of time with one offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    offset: Offset,
    /// When clocks are set next.
    pub(crate) end: Option<Timestamp>,
}

impl Stretch {
    /// What clocks show at a moment of the stretch, without the fraction of the second.
    pub(crate) fn civil(&self, at: Timestamp) -> Option<DateTime> {
        Some(self.offset.to_datetime(instant(at)?))
    }

    /// When clocks show that time, or would if they were not set.
    pub(crate) fn instant(&self, civil: DateTime) -> Option<Timestamp> {
        self.offset.to_timestamp(civil).ok().map(timestamp)
    }
}

fn instant(at: Timestamp) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(at.nanos().div_euclid(1_000_000_000)).ok()
}

fn timestamp(instant: jiff::Timestamp) -> Timestamp {
    Timestamp::from_nanos(instant.as_second().saturating_mul(1_000_000_000))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_are_those_of_the_database() {
        assert_eq!(Zone::named(""), Some(Zone::utc()));
        assert!(Zone::named("Europe/Paris").is_some());
        assert!(Zone::named("US/Eastern").is_some());
        assert_eq!(Zone::named("europe/paris"), None);
        assert_eq!(Zone::named("Nowhere/City"), None);
    }

    #[test]
    fn clocks_are_set_at_the_ends_of_stretches() {
        let paris = Zone::named("Europe/Paris").unwrap();
        // 00:30 UTC on the day on which summer time ends at 01:00 UTC.
        let before = Timestamp::from_millis(1_792_888_200_000);
        let end = Timestamp::from_millis(1_792_890_000_000);
        let stretch = paris.stretch(before).unwrap();
        let half_past_two = date(2026, 10, 25).at(2, 30, 0, 0);
        assert_eq!(stretch.end, Some(end));
        assert_eq!(stretch.civil(before), Some(half_past_two));
        assert_eq!(stretch.instant(half_past_two), Some(before));
        let winter = paris.stretch(end).unwrap();
        assert_eq!(winter.instant(half_past_two), Some(before + Duration::from_secs(3600)));
        assert_eq!(Zone::utc().stretch(before).unwrap().end, None);
    }
}
