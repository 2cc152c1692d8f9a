//! The fold of what happens to the run as a whole: start, signals, memo and search attributes.

use std::collections::BTreeMap;
use std::sync::Arc;

use everloop_proto::common::v1::Payload;
use everloop_proto::history::v1 as wire;

use crate::state::{Options, Recorded, TimeSkipping};

pub(super) fn started(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    started: &wire::WorkflowExecutionStartedEventAttributes,
) {
    state.start_time = super::time(event);
    state.user_metadata = event.user_metadata.clone().map(Arc::new);
    state.memo = Arc::new(started.memo.clone().unwrap_or_default().fields);
    state.search_attributes = Arc::new(search_attributes_of(started));
    if started.versioning_override.is_some() || started.priority.is_some() {
        state.options = Arc::new(Options {
            versioning_override: started.versioning_override.as_deref().cloned(),
            priority: started.priority.clone(),
        });
    }
    state.time_skipping = TimeSkipping::begin(started, state.start_time).map(Arc::new);
    state.started = Arc::new(started.clone());
}

/// The search attributes that a run begins with: those of the request that say something.
pub(crate) fn search_attributes_of(
    started: &wire::WorkflowExecutionStartedEventAttributes,
) -> BTreeMap<String, Payload> {
    let mut fields = started.search_attributes.clone().unwrap_or_default().indexed_fields;
    fields.retain(|_, payload| !is_null(payload));
    fields
}

pub(super) fn signaled(state: &mut Recorded, signaled: &wire::WorkflowExecutionSignaledEventAttributes) {
    state.signals += 1;
    if !signaled.request_id.is_empty() {
        state.signal_requests.insert(state.signals, signaled.request_id.clone());
        state.signal_request_ids.insert(signaled.request_id.clone());
    }
}

pub(super) fn memo_upserted(state: &mut Recorded, modified: &wire::WorkflowPropertiesModifiedEventAttributes) {
    if let Some(memo) = &modified.upserted_memo {
        upsert(Arc::make_mut(&mut state.memo), &memo.fields);
    }
}

pub(super) fn search_attributes_upserted(
    state: &mut Recorded,
    upserted: &wire::UpsertWorkflowSearchAttributesEventAttributes,
) {
    if let Some(attributes) = &upserted.search_attributes {
        upsert(Arc::make_mut(&mut state.search_attributes), &attributes.indexed_fields);
    }
}

/// A null payload removes its key.
fn upsert(current: &mut BTreeMap<String, Payload>, news: &BTreeMap<String, Payload>) {
    for (key, payload) in news {
        if is_null(payload) {
            current.remove(key);
        } else {
            current.insert(key.clone(), payload.clone());
        }
    }
}

/// Nothing in either of the two encodings that SDKs write: `binary/null`, or JSON's null or empty list.
fn is_null(payload: &Payload) -> bool {
    match payload.metadata.get("encoding").map(|encoding| &encoding[..]) {
        Some(b"json/plain") => matches!(&payload.data[..], b"null" | b"[]"),
        _ => payload.data.is_empty(),
    }
}
