//! Points and lengths of time, on the wire and off it.

use std::time::{Duration, SystemTime};

use crate::Error;

/// A length of time. One too long for the wire becomes the longest there is.
pub(crate) fn duration(length: Duration) -> prost_types::Duration {
    prost_types::Duration::try_from(length).unwrap_or(prost_types::Duration {
        seconds: i64::MAX,
        nanos: 999_999_999,
    })
}

pub(crate) fn durations(length: Option<Duration>) -> Option<prost_types::Duration> {
    length.map(duration)
}

/// A length of time from the wire, for a field that may be missing.
pub(crate) fn read_duration(
    length: Option<prost_types::Duration>,
    message: &'static str,
    field: &'static str,
) -> Result<Option<Duration>, Error> {
    length
        .map(|length| Duration::try_from(length).map_err(|_| Error::OutOfRange { message, field }))
        .transpose()
}

/// A point in time from the wire, for a field that may be missing.
pub(crate) fn read_time(
    time: Option<prost_types::Timestamp>,
    message: &'static str,
    field: &'static str,
) -> Result<Option<SystemTime>, Error> {
    time.map(|time| SystemTime::try_from(time).map_err(|_| Error::OutOfRange { message, field }))
        .transpose()
}
