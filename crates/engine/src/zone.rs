//! Time zones by name, from the database that is compiled in: rules must not read files.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

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
        let instant = jiff::Timestamp::from_second(at.nanos().div_euclid(1_000_000_000)).ok()?;
        Some(self.0.to_datetime(instant))
    }

    /// When clocks in the zone first show that time; `None` if they skip it.
    pub(crate) fn instant(&self, civil: DateTime) -> Option<Timestamp> {
        let offset = match self.0.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Fold { before, .. } => before,
            AmbiguousOffset::Gap { .. } => return None,
        };
        let instant = offset.to_timestamp(civil).ok()?;
        Some(Timestamp::from_millis(instant.as_second().checked_mul(1000)?))
    }
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
    fn skipped_times_are_none_and_repeated_ones_the_first() {
        let paris = Zone::named("Europe/Paris").unwrap();
        assert_eq!(paris.instant(date(2026, 3, 29).at(2, 30, 0, 0)), None);
        let fold = paris.instant(date(2026, 10, 25).at(2, 30, 0, 0)).unwrap();
        // 00:30 UTC, while summer time lasts.
        assert_eq!(fold, Timestamp::from_millis(1_792_888_200_000));
        assert_eq!(paris.civil(fold), Some(date(2026, 10, 25).at(2, 30, 0, 0)));
        let later = Timestamp::from_millis(fold.nanos() / 1_000_000 + 3_600_000);
        assert_eq!(paris.civil(later), Some(date(2026, 10, 25).at(2, 30, 0, 0)));
    }
}
