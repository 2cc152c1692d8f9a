//! One execution in memory: its value, its latest events, and what of it is not on disk yet.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use everloop_engine::{
    Execution, ItemKey, ItemWrite, Timestamp, Writes,
    search_attributes::{DIVISION, Registry},
};
use everloop_proto::{
    common::v1::Payload,
    history::v1::{History as Events, HistoryEvent},
};
use everloop_store::{Batch, Current, History, Item, Key, Name, NewExecution, State};
use prost::Message as _;

use super::{history::Watcher, recent::Recent, search_attributes::attributes};

pub(super) struct Slot {
    pub(super) namespace: u32,
    /// The number of its workflow type.
    pub(super) kind: u32,
    pub(super) execution: Execution,
    /// The last core record that was decided.
    pub(super) core: Bytes,
    pub(super) recent: Recent,
    pub(super) unsaved: Option<Unsaved>,
    /// The row as it is on disk, but for its core; `None` before the first commit.
    pub(super) saved: Option<State>,
    /// The search attributes that the store knows it by.
    saved_attributes: Arc<BTreeMap<String, Payload>>,
    /// The same for those that the engine notes itself.
    saved_notes: BTreeMap<String, Payload>,
    pub(super) watchers: Vec<Watcher>,
    /// The deadline under which the execution is in the queue of deadlines.
    pub(super) deadline: Option<Timestamp>,
    /// Its place in the order of last use.
    pub(super) age: u64,
}

/// What decisions have changed since the last commit.
#[derive(Default)]
pub(super) struct Unsaved {
    pub(super) core_changed: bool,
    pub(super) items: BTreeMap<ItemKey, Option<Vec<u8>>>,
    pub(super) batches: Vec<Arc<Events>>,
}

impl Slot {
    pub(super) fn new(namespace: u32, kind: u32, execution: Execution, core: Bytes, saved: Option<State>) -> Self {
        let saved_attributes = match &saved {
            Some(_) => execution.search_attributes_shared(),
            None => Arc::default(),
        };
        let saved_notes = saved.iter().flat_map(|_| execution.noted_attributes()).collect();
        Self {
            namespace,
            kind,
            saved_attributes,
            saved_notes,
            execution,
            core,
            recent: Recent::default(),
            unsaved: None,
            saved,
            watchers: Vec::new(),
            deadline: None,
            age: 0,
        }
    }

    /// Takes over what a decision made of the execution.
    pub(super) fn record(&mut self, execution: Execution, events: Vec<HistoryEvent>, writes: Writes) {
        self.execution = execution;
        if events.is_empty() && writes.is_empty() {
            return;
        }
        let unsaved = self.unsaved.get_or_insert_default();
        if let Some(core) = writes.core {
            self.core = core.into();
            unsaved.core_changed = true;
        }
        for write in writes.items {
            match write {
                ItemWrite::Put { key, value } => unsaved.items.insert(key, Some(value)),
                ItemWrite::Delete { key } => unsaved.items.insert(key, None),
            };
        }
        if !events.is_empty() {
            let batch = Arc::new(Events { events });
            unsaved.batches.push(Arc::clone(&batch));
            self.recent.push(batch);
        }
    }

    /// The row that the next commit should write; its core is left out if nothing of the row has changed.
    pub(super) fn state(&self) -> State {
        State {
            status: u8::try_from(self.execution.status().to_wire() as i32).unwrap_or(0),
            started: self.execution.start_time().nanos(),
            closed: self.execution.close_time().map(Timestamp::nanos),
            hidden: self.execution.search_attributes().contains_key(DIVISION),
            deadline: self.execution.next_deadline().map(Timestamp::nanos),
            core: self.core.clone(),
        }
    }

    /// What the store must learn of changed search attributes, which most executions do not have.
    fn write_attributes(&mut self, key: Key, registry: &Registry, batch: &mut Batch) {
        let notes = self.execution.noted_attributes();
        let namespace = &self.execution.identity().namespace;
        if notes != self.saved_notes {
            for (fields, present) in [(&self.saved_notes, false), (&notes, true)] {
                batch
                    .attributes
                    .extend(attributes(key, registry, namespace, fields, present));
            }
            self.saved_notes = notes;
        }
        let now = self.execution.search_attributes_shared();
        if Arc::ptr_eq(&now, &self.saved_attributes) || now.is_empty() && self.saved_attributes.is_empty() {
            return;
        }
        for (fields, present) in [(&self.saved_attributes, false), (&now, true)] {
            batch
                .attributes
                .extend(attributes(key, registry, namespace, fields, present));
        }
        self.saved_attributes = now;
    }

    /// Moves what is unsaved into a batch.
    pub(super) fn write(&mut self, key: Key, registry: &Registry, batch: &mut Batch) {
        let Some(unsaved) = self.unsaved.take() else { return };
        let mut state = self.state();
        let row = State {
            core: Bytes::new(),
            ..state.clone()
        };
        match &self.saved {
            None => {
                let identity = self.execution.identity();
                let (namespace, workflow_id) = (self.namespace, identity.workflow_id.clone());
                batch.currents.push(Current {
                    namespace,
                    workflow_id: workflow_id.clone(),
                    key,
                });
                let name = Name {
                    namespace,
                    workflow_id,
                    run_id: identity.run_id.clone(),
                    kind: self.kind,
                };
                batch.created.push(NewExecution {
                    key,
                    name,
                    state: std::mem::take(&mut state),
                });
            }
            Some(saved) if unsaved.core_changed || *saved != row => batch.updated.push((key, state)),
            Some(_) => {}
        }
        self.saved = Some(row);
        self.write_attributes(key, registry, batch);
        for (ItemKey { kind, id }, value) in unsaved.items {
            batch.items.push(Item {
                key,
                kind: kind as u8,
                id,
                value: value.map(Bytes::from),
            });
        }
        for history in unsaved.batches {
            let Some(first_event_id) = history.events.first().map(|event| event.event_id) else {
                continue;
            };
            let events = Bytes::from(history.encode_to_vec());
            self.recent.saved(first_event_id, events.clone());
            batch.history.push(History {
                key,
                first_event_id,
                events,
            });
        }
        // The worker that has the workflow in memory is not told again what its last task said.
        let known = self.execution.previous_started_event_id();
        let known = if self.execution.is_sticky() { known } else { 0 };
        self.recent.trim(self.execution.status().is_running(), known);
    }
}
