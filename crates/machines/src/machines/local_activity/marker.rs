//! The marker in which a local activity's outcome is kept: how it is written, and how it is read.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use everloop_proto::{
    command::v1::{RecordMarkerCommandAttributes, command::Attributes},
    common::v1::Payloads,
    enums::v1::CommandType,
    failure::v1::Failure,
    history::v1::MarkerRecordedEventAttributes,
};
use serde::{Deserialize, Serialize};

use super::Local;
use crate::{core::Core, outbox::Expected, trimmings::Trimmings, wire};

/// Wire: the name that such markers have.
const MARKER: &str = "core_local_activity";

/// Wire: the JSON in the `data` detail of a marker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MarkerData {
    pub(crate) seq: u32,
    pub(super) attempt: u32,
    pub(crate) activity_id: String,
    pub(crate) activity_type: String,
    pub(super) complete_time: Option<MarkerTime>,
    pub(super) backoff: Option<MarkerTime>,
    pub(super) original_schedule_time: Option<MarkerTime>,
    #[serde(default)]
    pub(super) activation_index: Option<u32>,
}

impl MarkerData {
    /// What is to be recorded of a local activity that was resolved before that activation.
    pub(super) fn of(
        seq: u32,
        local: &Local,
        attempt: u32,
        complete_time: Option<SystemTime>,
        backoff: Option<Duration>,
        activation: u32,
    ) -> Self {
        Self {
            seq,
            attempt,
            activity_id: local.id.to_string(),
            activity_type: local.kind.to_string(),
            complete_time: complete_time.map(MarkerTime::of),
            backoff: backoff.map(MarkerTime::of_length),
            original_schedule_time: Some(MarkerTime::of(
                local.original_schedule_time.unwrap_or(local.scheduled_at),
            )),
            activation_index: Some(activation),
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct MarkerTime {
    seconds: i64,
    nanos: i32,
}

impl MarkerTime {
    fn of(time: SystemTime) -> Self {
        let prost_types::Timestamp { seconds, nanos } = time.into();
        Self { seconds, nanos }
    }

    fn of_length(length: Duration) -> Self {
        let prost_types::Duration { seconds, nanos } = wire::duration(length);
        Self { seconds, nanos }
    }

    pub(super) fn time(self) -> SystemTime {
        wire::from_timestamp(prost_types::Timestamp {
            seconds: self.seconds,
            nanos: self.nanos,
        })
    }

    pub(super) fn length(self) -> Duration {
        wire::from_duration(prost_types::Duration {
            seconds: self.seconds,
            nanos: self.nanos,
        })
    }
}

/// What a marker holds besides its data.
pub(super) struct Told {
    pub(super) arguments: Option<Box<Payloads>>,
    pub(super) result: Option<Payloads>,
    pub(super) failure: Option<Failure>,
}

/// What a local activity's marker says of it, if it is one's.
pub(crate) fn marker(attributes: &MarkerRecordedEventAttributes) -> Option<MarkerData> {
    if attributes.marker_name != MARKER {
        return None;
    }
    let payload = attributes.details.get("data")?.payloads.first()?;
    serde_json::from_slice(&payload.data).ok()
}

impl Core {
    /// Records how a local activity ended.
    pub(super) fn record_local(&mut self, data: MarkerData, trimmings: Trimmings, told: Told) {
        let expected = Expected::LocalActivity {
            seq: data.seq,
            id: data.activity_id.as_str().into(),
            kind: data.activity_type.as_str().into(),
        };
        self.issue_trimmed(expected, trimmings, |_| {
            let data = serde_json::to_string(&data).expect("marker data has text keys");
            let mut details = BTreeMap::from([(
                "data".to_owned(),
                Payloads {
                    payloads: vec![wire::json(data)],
                },
            )]);
            if let Some(result) = told.result {
                details.insert("result".to_owned(), result);
            }
            if let Some(arguments) = told.arguments {
                details.insert("input".to_owned(), *arguments);
            }
            let attributes = RecordMarkerCommandAttributes {
                marker_name: MARKER.to_owned(),
                details,
                header: None,
                failure: told.failure,
            };
            (
                CommandType::RecordMarker,
                Attributes::RecordMarkerCommandAttributes(attributes),
            )
        });
    }
}
