//! The schedules: all in memory, each two documents in the store.
//!
//! A schedule is driven when a caller changed it, when its deadline has come, and when a workflow that it started is over.
//! What it then starts is decided in the same turn, so that action and progress are one commit: no start is lost, and none
//! is made twice.

mod drive;
mod requests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use everloop_engine::{
    Timestamp,
    schedule::{End, Schedule},
};
use everloop_store::{Document, Store};

use crate::OpenError;

use super::Owner;

/// The kinds of the documents.
const DEFINITION: u8 = 16;
const PROGRESS: u8 = 17;

/// Deleted schedules whose ids are remembered, to answer as the protocol does.
const DELETED_MAX: usize = 1000;

/// Number of a namespace, and id of a schedule in it.
type Id = (u32, Arc<str>);

#[derive(Default)]
pub(super) struct Schedules {
    entries: BTreeMap<Id, Entry>,
    deadlines: BTreeSet<(Timestamp, Id)>,
    /// Whose workflow it is, by the id of the workflow's first run.
    running: HashMap<String, Id>,
    /// Workflows that are over, of which their schedules have not heard.
    ended: VecDeque<(Id, String, End)>,
    deleted: VecDeque<Id>,
}

struct Entry {
    schedule: Schedule,
    deadline: Option<Timestamp>,
    /// The records as they were written last.
    definition: Bytes,
    progress: Bytes,
}

impl Schedules {
    /// Reads all schedules.
    pub(super) fn load(store: &dyn Store, now: Timestamp) -> Result<Self, OpenError> {
        let unreadable = |detail: String| OpenError::Content {
            what: "schedules",
            detail,
        };
        let mut schedules = Self::default();
        let mut progress: BTreeMap<String, Bytes> = store
            .documents(PROGRESS, "", usize::MAX)?
            .into_iter()
            .map(|document| (document.id, document.value.unwrap_or_default()))
            .collect();
        for document in store.documents(DEFINITION, "", usize::MAX)? {
            let id = parse_id(&document.id).ok_or_else(|| unreadable(format!("id {:?}", document.id)))?;
            let definition = document.value.unwrap_or_default();
            let progress = progress.remove(&document.id).unwrap_or_default();
            let schedule = Schedule::from_records(definition.clone(), progress.clone())
                .map_err(|error| unreadable(error.to_string()))?;
            let entry = Entry {
                schedule,
                deadline: None,
                definition,
                progress,
            };
            schedules.insert(id, entry, now);
        }
        Ok(schedules)
    }

    /// When the next schedule has something to do.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Whether a schedule has to be told something.
    pub(super) fn has_news(&self) -> bool {
        !self.ended.is_empty()
    }

    fn take_due(&mut self, now: Timestamp) -> Vec<Id> {
        let due: Vec<_> = self
            .deadlines
            .iter()
            .take_while(|(deadline, _)| *deadline <= now)
            .cloned()
            .collect();
        due.into_iter().map(|(_, id)| id).collect()
    }

    fn insert(&mut self, id: Id, mut entry: Entry, now: Timestamp) {
        for execution in entry.schedule.running() {
            if !self.running.contains_key(&execution.run_id) {
                self.running.insert(execution.run_id.clone(), id.clone());
            }
        }
        entry.deadline = entry.schedule.next_deadline(now);
        if let Some(deadline) = entry.deadline {
            self.deadlines.insert((deadline, id.clone()));
        }
        self.entries.insert(id, entry);
    }

    /// Takes a schedule out, to be changed and put back.
    fn remove(&mut self, id: &Id) -> Option<Entry> {
        let mut entry = self.entries.remove(id)?;
        if let Some(deadline) = entry.deadline.take() {
            self.deadlines.remove(&(deadline, id.clone()));
        }
        Some(entry)
    }

    fn forget(&mut self, id: &Id, entry: &Entry) {
        for execution in entry.schedule.running() {
            self.running.remove(&execution.run_id);
        }
        if self.deleted.len() == DELETED_MAX {
            self.deleted.pop_front();
        }
        self.deleted.push_back(id.clone());
    }
}

impl Owner {
    /// Puts a schedule back, and sees to it that what changed is written with the turn's commit.
    fn put_back(&mut self, id: Id, mut entry: Entry) {
        let definition = entry.schedule.definition_record();
        let progress = entry.schedule.progress_record();
        if definition != entry.definition {
            self.save_document(document(DEFINITION, &id, Some(definition.clone())));
            entry.definition = definition;
        }
        if progress != entry.progress {
            self.save_document(document(PROGRESS, &id, Some(progress.clone())));
            entry.progress = progress;
        }
        self.schedules.insert(id, entry, self.now);
    }

    fn forget_schedule(&mut self, id: &Id, entry: &Entry) {
        self.schedules.forget(id, entry);
        self.save_document(document(DEFINITION, id, None));
        self.save_document(document(PROGRESS, id, None));
    }
}

fn document(kind: u8, (namespace, schedule_id): &Id, value: Option<Bytes>) -> Document {
    let id = format!("{namespace}/{schedule_id}");
    Document { kind, id, value }
}

fn parse_id(text: &str) -> Option<Id> {
    let (namespace, schedule_id) = text.split_once('/')?;
    Some((namespace.parse().ok()?, schedule_id.into()))
}
