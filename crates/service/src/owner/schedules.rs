//! The schedules. They are in the store; in memory are those that were used lately, and the times of those that are due soon.
//!
//! A schedule is driven when a caller changed it, when its deadline has come, and when a workflow that it started is over.
//! What it then starts is decided in the same turn, so that action and progress are one commit: no start is lost, and none
//! is made twice.
//!
//! What all know of each other is in the store's documents (`index.rs`), so that opening a database costs the same with one
//! schedule and with a hundred thousand.

mod drive;
mod index;
mod lists;
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
use everloop_proto::Reply;
use everloop_store::Store;

use crate::{OpenError, errors};

use super::{
    Owner,
    deadlines::{Deadlines, Place, WINDOW_MAX},
};

use index::{DEFINITION, PROGRESS};

/// Deleted schedules whose ids are remembered, to answer as the protocol does.
const DELETED_MAX: usize = 1000;

/// With more than this in memory, all leave after the next commit.
const CACHED_MAX: usize = 1000;

/// How many due ones are asked of the store at a time.
const DUE_CHUNK: usize = 256;

/// Number of a namespace, and id of a schedule in it.
pub(super) type Id = (u32, Arc<str>);

pub(super) struct Schedules {
    entries: BTreeMap<Id, Entry>,
    deadlines: Deadlines<Id>,
    /// Whose workflow it is, by the id of the workflow's first run: of those in memory, or started since the opening.
    running: HashMap<String, Id>,
    /// Whether the store knows of more.
    has_more_running: bool,
    /// Workflows that are over, of which their schedules have not heard.
    ended: VecDeque<(Id, String, End)>,
    deleted: VecDeque<Id>,
    /// Those that were deleted since the last commit: the store has them still.
    going: BTreeSet<Id>,
    lists: VecDeque<lists::Job>,
}

struct Entry {
    schedule: Schedule,
    /// The deadline by which the store knows it.
    deadline: Option<Timestamp>,
    /// The records as they were written last.
    definition: Bytes,
    progress: Bytes,
}

impl Entry {
    fn read(store: &dyn Store, id: &Id, now: Timestamp) -> Reply<Option<Self>> {
        let text = index::id(id);
        let read = |kind| store.document(kind, &text).map_err(|error| errors::unreadable(&error));
        let Some(definition) = read(DEFINITION)? else {
            return Ok(None);
        };
        let progress = read(PROGRESS)?.unwrap_or_default();
        let schedule = Schedule::from_records(definition.clone(), progress.clone())
            .map_err(|error| errors::unavailable(&format!("schedule {text}: {error}")))?;
        Ok(Some(Self {
            // The store may know it by an earlier one. It is then looked at for nothing, once.
            deadline: schedule.next_deadline(now),
            schedule,
            definition,
            progress,
        }))
    }
}

impl Schedules {
    /// Finds out as much as has to be known at once.
    pub(super) fn open(store: &mut dyn Store, is_whole: bool, now: Timestamp) -> Result<Self, OpenError> {
        index::ensure(store, now)?;
        Ok(Self {
            entries: BTreeMap::new(),
            deadlines: if is_whole {
                Deadlines::in_memory()
            } else {
                Deadlines::new()
            },
            running: HashMap::new(),
            has_more_running: index::has_running(store)?,
            ended: VecDeque::new(),
            deleted: VecDeque::new(),
            going: BTreeSet::new(),
            lists: VecDeque::new(),
        })
    }

    /// The first deadline that is known.
    pub(super) fn first_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first()
    }

    /// When the owner must wake next for their sake.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.deadlines.next()
    }

    /// Whether a schedule has to be told something.
    pub(super) fn has_news(&self) -> bool {
        !self.ended.is_empty()
    }

    pub(super) fn has_lists(&self) -> bool {
        !self.lists.is_empty()
    }

    /// What was written is in the store now, and need not be in memory.
    pub(super) fn saved(&mut self) {
        self.going.clear();
        if self.entries.len() > CACHED_MAX {
            self.entries.clear();
        }
    }

    fn note_running(&mut self, id: &Id, schedule: &Schedule) {
        for execution in schedule.running() {
            if !self.running.contains_key(&execution.run_id) {
                self.running.insert(execution.run_id.clone(), id.clone());
            }
        }
    }
}

impl Owner {
    /// Brings a schedule into memory; whether there is one of that id.
    fn load_schedule(&mut self, id: &Id) -> Reply<bool> {
        if self.schedules.entries.contains_key(id) {
            return Ok(true);
        }
        if self.schedules.going.contains(id) {
            return Ok(false);
        }
        let Some(entry) = Entry::read(self.store.as_ref(), id, self.now)? else {
            return Ok(false);
        };
        self.schedules.note_running(id, &entry.schedule);
        self.schedules.entries.insert(id.clone(), entry);
        Ok(true)
    }

    /// Puts a schedule back, and sees to it that what changed is written with the turn's commit.
    fn put_back(&mut self, id: Id, mut entry: Entry) {
        let definition = entry.schedule.definition_record();
        let progress = entry.schedule.progress_record();
        if entry.definition.is_empty() {
            self.schedules.going.remove(&id);
            let created = entry.schedule.created();
            self.save_document(index::listed(created, &id, true));
            self.save_document(index::version());
        }
        if definition != entry.definition {
            self.save_document(index::record(DEFINITION, &id, Some(definition.clone())));
            entry.definition = definition;
        }
        if progress != entry.progress {
            self.save_document(index::record(PROGRESS, &id, Some(progress.clone())));
            entry.progress = progress;
        }
        let deadline = entry.schedule.next_deadline(self.now);
        self.move_deadline(&id, &mut entry, deadline);
        self.schedules.note_running(&id, &entry.schedule);
        self.schedules.entries.insert(id, entry);
    }

    fn move_deadline(&mut self, id: &Id, entry: &mut Entry, deadline: Option<Timestamp>) {
        let old = std::mem::replace(&mut entry.deadline, deadline);
        if old == deadline {
            return;
        }
        for (time, is_due) in [(old, false), (deadline, true)] {
            if let Some(time) = time {
                self.save_document(index::due(time, id, is_due));
            }
        }
        self.schedules.deadlines.replace(id.clone(), old, deadline);
    }

    fn forget_schedule(&mut self, id: &Id, mut entry: Entry) {
        self.move_deadline(id, &mut entry, None);
        for execution in entry.schedule.running() {
            self.schedules.running.remove(&execution.run_id);
            self.save_document(index::running(&execution.run_id, None));
        }
        self.save_document(index::listed(entry.schedule.created(), id, false));
        self.save_document(index::record(DEFINITION, id, None));
        self.save_document(index::record(PROGRESS, id, None));
        self.schedules.going.insert(id.clone());
        if self.schedules.deleted.len() == DELETED_MAX {
            self.schedules.deleted.pop_front();
        }
        self.schedules.deleted.push_back(id.clone());
    }

    /// Removes some schedules of a namespace that is deleted, and says whether there were any.
    pub(super) fn remove_schedules(&mut self, namespace: u32, limit: usize) -> Result<bool, everloop_store::Error> {
        let list = index::list_of(namespace);
        let found = self.store.documents(index::LISTED, &list, limit)?;
        let places = found.iter().map_while(|document| document.id.strip_prefix(&list));
        let ids: Vec<Id> = places
            .filter_map(index::parse_place)
            .map(|schedule_id| (namespace, schedule_id.into()))
            .collect();
        for id in &ids {
            match self.load_schedule(id) {
                Ok(_) => {}
                Err(error) => tracing::error!(schedule = &*id.1, %error, "a schedule to remove cannot be read"),
            }
            if let Some(entry) = self.schedules.entries.remove(id) {
                self.forget_schedule(id, entry);
                self.must_save = true;
            }
        }
        Ok(!ids.is_empty())
    }

    /// Takes the next part of the schedules' future into memory, when it is time to.
    pub(super) fn move_schedules_window(&mut self) {
        let Some((after, until)) = self.schedules.deadlines.wanted(self.now) else {
            return;
        };
        // The store must know what is decided, or a deadline could fall between memory and store.
        if !self.documents.is_empty() {
            self.must_save = true;
            return;
        }
        match due_within(self.store.as_ref(), &after, until) {
            Ok(found) => self.schedules.deadlines.take_in(until, found),
            Err(error) => self.broken = Some(error.to_string()),
        }
    }
}

/// Deadlines after a place and before a time, as many as one move of the window takes in.
fn due_within(
    store: &dyn Store,
    after: &Place<Id>,
    until: Timestamp,
) -> Result<Vec<(Timestamp, Id)>, everloop_store::Error> {
    let mut found = Vec::new();
    let mut after = index::due_place(after);
    while found.len() < WINDOW_MAX {
        let chunk = store.documents(index::DUE, &after, DUE_CHUNK.min(WINDOW_MAX - found.len()))?;
        let Some(last) = chunk.last() else { break };
        after.clone_from(&last.id);
        let due = chunk.iter().filter_map(|document| index::parse_due(&document.id));
        let before = found.len();
        found.extend(due.take_while(|(time, _)| *time < until));
        if found.len() - before < chunk.len() {
            break;
        }
    }
    Ok(found)
}
