//! Patches: points where a workflow's code was changed and asks which way a run goes.
//!
//! A patch is recorded once per run by a marker, together with the search attribute
//! `TemporalChangeVersion` that names all patches of the run. There are no states: the runtime is told
//! of markers that lie ahead, and decides with that what the workflow sees.
//!
//! Patches may come and go in code, so their matching is lenient: a command whose marker is not there
//! is skipped (it was added to code that ran before), and a marker whose command is not there is
//! skipped if it was recorded as deprecated. The search attribute may be missing on either side.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use everloop_proto::{
    command::v1::{
        RecordMarkerCommandAttributes, UpsertWorkflowSearchAttributesCommandAttributes, command::Attributes,
    },
    common::v1::{Payload, Payloads, SearchAttributes},
    enums::v1::CommandType,
    history::v1::{HistoryEvent, MarkerRecordedEventAttributes, history_event},
};

use serde::{Deserialize, Serialize};

use crate::{activation::Job, core::Core, flags::Flag, outbox::Expected, wire};

const MARKER: &str = "core_patch";
const DETAIL: &str = "patch-data";
const ATTRIBUTE: &str = "TemporalChangeVersion";
/// The server refuses longer search attributes.
const ATTRIBUTE_BYTES_MAX: usize = 2048;

#[derive(Debug, Default)]
pub(crate) struct Patches {
    /// Those whose command was issued.
    issued: BTreeSet<Box<str>>,
    /// Set: a marker was skipped, and its search attribute comes next.
    skip_attribute: bool,
}

/// What a patch's marker says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Marker {
    pub(crate) id: String,
    pub(crate) deprecated: bool,
}

/// The patch that a marker records, if it is one's.
pub(crate) fn marker(attributes: &MarkerRecordedEventAttributes) -> Option<Marker> {
    if attributes.marker_name != MARKER {
        return None;
    }
    let payload = attributes.details.get(DETAIL)?.payloads.first()?;
    serde_json::from_slice(&payload.data).ok()
}

fn marker_of(event: &HistoryEvent) -> Option<Marker> {
    match &event.attributes {
        Some(history_event::Attributes::MarkerRecordedEventAttributes(attributes)) => marker(attributes),
        _ => None,
    }
}

impl Core {
    /// A patch's marker lies ahead.
    pub(crate) fn patch_ahead(&mut self, marker: Marker) {
        self.jobs.push(Job::NotifyHasPatch { patch_id: marker.id });
    }

    pub(crate) fn set_patch(&mut self, patch_id: String, deprecated: bool) {
        if !self.patches.issued.insert(patch_id.as_str().into()) {
            return;
        }
        let expected = Expected::Patch {
            patch_id: patch_id.as_str().into(),
        };
        self.issue(expected, |_| {
            let data = serde_json::to_string(&Marker {
                id: patch_id,
                deprecated,
            })
            .expect("a marker has text keys");
            let attributes = RecordMarkerCommandAttributes {
                marker_name: MARKER.to_owned(),
                details: BTreeMap::from([(
                    DETAIL.to_owned(),
                    Payloads {
                        payloads: vec![wire::json(data)],
                    },
                )]),
                ..RecordMarkerCommandAttributes::default()
            };
            (
                CommandType::RecordMarker,
                Attributes::RecordMarkerCommandAttributes(attributes),
            )
        });
        if self.flag(Flag::PatchSearchAttribute) {
            self.upsert_patches();
        }
    }

    fn upsert_patches(&mut self) {
        let ids: Vec<&str> = self.patches.issued.iter().map(AsRef::as_ref).collect();
        let data = serde_json::json!(ids).to_string();
        if data.len() > ATTRIBUTE_BYTES_MAX {
            return;
        }
        self.issue(Expected::PatchAttribute, |_| {
            let mut payload: Payload = wire::json(data);
            // Wire: a search attribute says its type, by which servers index it.
            payload
                .metadata
                .insert("type".to_owned(), Bytes::from_static(b"KeywordList"));
            let search_attributes = Some(SearchAttributes {
                indexed_fields: BTreeMap::from([(ATTRIBUTE.to_owned(), payload)]),
            });
            let attributes = UpsertWorkflowSearchAttributesCommandAttributes { search_attributes };
            let attributes = Attributes::UpsertWorkflowSearchAttributesCommandAttributes(attributes);
            (CommandType::UpsertWorkflowSearchAttributes, attributes)
        });
    }

    /// Skips commands and markers that need no counterpart; true if the event is one of those.
    pub(crate) fn skip_patches(&mut self, event: &HistoryEvent) -> bool {
        if std::mem::take(&mut self.patches.skip_attribute) && is_patch_attribute(event) {
            return true;
        }
        let marker = marker_of(event);
        loop {
            match (self.outbox.next_awaited(), &marker) {
                (Some(Expected::Patch { patch_id }), Some(marker)) if **patch_id == *marker.id => return false,
                (_, Some(Marker { deprecated: true, .. })) => {
                    self.patches.skip_attribute = true;
                    return true;
                }
                (Some(Expected::PatchAttribute), None) if is_patch_attribute(event) => return false,
                (Some(Expected::Patch { .. } | Expected::PatchAttribute), None) => self.drop_patch_command(),
                _ => return false,
            }
        }
    }

    /// Skips patches whose task the history shows finished.
    pub(crate) fn drop_unmatched_patches(&mut self) {
        while let Some(Expected::Patch { .. } | Expected::PatchAttribute) = self.outbox.next_awaited() {
            self.drop_patch_command();
        }
    }

    fn drop_patch_command(&mut self) {
        self.outbox.pop_awaited();
        if self.outbox.next_awaited() == Some(&Expected::PatchAttribute) {
            self.outbox.pop_awaited();
        }
    }
}

fn is_patch_attribute(event: &HistoryEvent) -> bool {
    match &event.attributes {
        Some(history_event::Attributes::UpsertWorkflowSearchAttributesEventAttributes(upsert)) => upsert
            .search_attributes
            .as_ref()
            .is_some_and(|upserted| upserted.indexed_fields.contains_key(ATTRIBUTE)),
        _ => false,
    }
}
