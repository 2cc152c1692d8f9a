//! Between the wire's durations and those of the language.

use std::time::Duration;

use prost_types::Duration as Wire;

/// The duration; nothing and what is negative are zero.
pub(crate) fn duration(wire: Option<&Wire>) -> Duration {
    wire.map_or(Duration::ZERO, |wire| {
        let nanos = i128::from(wire.seconds) * 1_000_000_000 + i128::from(wire.nanos);
        let nanos = nanos.clamp(0, i128::from(i64::MAX));
        Duration::from_nanos(u64::try_from(nanos).expect("it was clamped to what fits"))
    })
}

/// Nothing in a workflow lasts longer than a hundred years.
pub(crate) const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// A duration of a command, as its event has it.
pub(crate) fn capped(wire: Option<Wire>) -> Option<Wire> {
    match wire {
        Some(long) if duration(Some(&long)) > LONGEST => Some(self::wire(LONGEST)),
        usual => usual,
    }
}

/// Whether a duration is set and negative: each place says so in a text of its own.
pub(crate) fn is_negative(wire: Option<&Wire>) -> bool {
    wire.is_some_and(|wire| wire.seconds < 0 || wire.nanos < 0)
}

/// The duration on the wire.
pub(crate) fn wire(duration: Duration) -> Wire {
    Wire {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(duration.subsec_nanos()).expect("less than a second of nanoseconds fits"),
    }
}

/// The duration, if it is set and not zero: in timeouts, zero means none.
pub(crate) fn timeout(wire: Option<&Wire>) -> Option<Duration> {
    Some(duration(wire)).filter(|duration| !duration.is_zero())
}
