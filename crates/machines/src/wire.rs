//! Small conversions to and from wire types.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use bytes::Bytes;

use everloop_proto::common::v1::{ActivityType, Header, Payload, Payloads, WorkflowType};

use crate::activation::Headers;

/// A length of time. One too long for the wire becomes the longest there is.
pub(crate) fn duration(duration: Duration) -> prost_types::Duration {
    prost_types::Duration::try_from(duration).unwrap_or(prost_types::Duration {
        seconds: 315_576_000_000,
        nanos: 999_999_999,
    })
}

pub(crate) fn durations(from: Option<Duration>) -> Option<prost_types::Duration> {
    from.map(duration)
}

/// A length of time from the wire. Negative ones count as none.
pub(crate) fn from_duration(duration: prost_types::Duration) -> Duration {
    Duration::try_from(duration).unwrap_or_default()
}

/// A point in time from the wire. One out of range counts as the epoch.
pub(crate) fn from_timestamp(timestamp: prost_types::Timestamp) -> SystemTime {
    SystemTime::try_from(timestamp).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// No payloads are no message.
pub(crate) fn payloads(payloads: Vec<Payload>) -> Option<Payloads> {
    (!payloads.is_empty()).then_some(Payloads { payloads })
}

pub(crate) fn from_payloads(payloads: Option<Payloads>) -> Vec<Payload> {
    payloads.map(|payloads| payloads.payloads).unwrap_or_default()
}

/// The one payload that a result consists of.
pub(crate) fn first_payload(payloads: Option<Payloads>) -> Option<Payload> {
    from_payloads(payloads).into_iter().next()
}

pub(crate) fn header(fields: Headers) -> Header {
    Header { fields }
}

/// A header for messages where the official SDK leaves an empty one out.
pub(crate) fn header_or_none(fields: Headers) -> Option<Header> {
    (!fields.is_empty()).then_some(Header { fields })
}

pub(crate) fn activity_type(name: String) -> ActivityType {
    ActivityType { name }
}

pub(crate) fn workflow_type(name: String) -> WorkflowType {
    WorkflowType { name }
}

/// A place in the outbox, as machines keep it.
pub(crate) fn place(place: usize) -> u32 {
    u32::try_from(place).expect("one task issues fewer commands than four billion")
}

/// Whether activities and children of a workflow stay on its build: as asked, and otherwise if they
/// stay on its task queue.
pub(crate) fn same_build(versioning_intent: i32, own_queue: bool) -> bool {
    match versioning_intent {
        1 => true,
        2 => false,
        _ => own_queue,
    }
}

/// A payload of JSON text.
pub(crate) fn json(text: String) -> Payload {
    Payload {
        metadata: BTreeMap::from([("encoding".to_owned(), Bytes::from_static(b"json/plain"))]),
        data: text.into(),
        ..Payload::default()
    }
}
