//! Removing executions: by request, when their time of retention is over, and with their namespace.
//!
//! What is to go is noted while a turn decides and removed in that turn's commit, after those who watch it were told.
//! Retention is looked after now and then, a few executions at a time, so that nobody waits for it.

use std::{collections::BTreeSet, time::Duration};

use everloop_engine::{
    Execution, Input, Timestamp, filter::OPEN, search_attributes::index_values, snapshot::LISTED_KINDS_END,
};
use everloop_proto::{Reply, workflowservice::v1::TerminateWorkflowExecutionRequest};
use everloop_store::{Attribute, Key, Range};

use crate::{errors, request::Address};

use super::{Owner, key_mark, load, search_attributes::stored};

/// How often retention is looked after.
const SWEEP_EVERY: Duration = Duration::from_secs(20);

/// How soon again as long as there is more to remove.
const SWEEP_AGAIN: Duration = Duration::from_millis(20);

/// How many executions one turn removes.
const PER_TURN: usize = 128;

/// How many pages of free space one turn gives back.
const PAGES_PER_TURN: usize = 512;

#[derive(Default)]
pub(super) struct Removal {
    doomed: BTreeSet<Key>,
    /// What the next commit removes.
    pub(super) keys: Vec<Key>,
    pub(super) attributes: Vec<Attribute>,
    swept_at: Option<Timestamp>,
    has_more: bool,
}

impl Removal {
    /// When to look again for what has to go, if there is more of it already.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.swept_at.filter(|_| self.has_more).map(|swept| swept + SWEEP_AGAIN)
    }
}

impl Owner {
    /// Removes a run; one that is open is terminated first.
    pub(super) fn delete(&mut self, address: &Address, identity: String) -> Reply<()> {
        let key = self.find(address)?;
        let is_open = self
            .executions
            .get(key)
            .is_some_and(|slot| slot.execution.status().is_running());
        if is_open {
            let request = TerminateWorkflowExecutionRequest {
                reason: "Delete workflow execution".to_owned(),
                identity,
                ..Default::default()
            };
            self.decide(key, Input::Terminate(Box::new(request)))
                .map_err(errors::from_reject)?;
        }
        self.removal.doomed.insert(key);
        self.must_save = true;
        Ok(())
    }

    /// Takes what is to go out of memory, and notes it for the commit of this turn.
    pub(super) fn remove_doomed(&mut self) {
        for key in std::mem::take(&mut self.removal.doomed) {
            let attributes = self.attributes_of(key);
            self.removal.attributes.extend(attributes);
            self.removal.keys.push(key);
            if self.executions.is_last(key) {
                self.save_document(key_mark::note(key));
            }
            self.forget_deadline(key);
            self.executions.forget(key);
            self.must_save = true;
        }
    }

    /// What the store finds an execution by.
    fn attributes_of(&self, key: Key) -> Vec<Attribute> {
        let Ok(Some(head)) = self.store.head(key, LISTED_KINDS_END) else {
            return Vec::new();
        };
        let execution = load::items(&head).and_then(|items| Execution::from_records(&head.state.core, items).ok());
        let Some(execution) = execution else { return Vec::new() };
        let namespace = &execution.identity().namespace;
        let registry = &self.limits.search_attributes;
        let mut values = index_values(registry, namespace, execution.search_attributes());
        values.extend(index_values(registry, namespace, &execution.noted_attributes()));
        let attributes = values.into_iter().map(|(number, value)| Attribute {
            key,
            number,
            value: stored(&value),
            present: false,
        });
        attributes.collect()
    }

    /// Looks for executions that have to go, if it is time to.
    pub(super) fn sweep(&mut self) {
        let wait = if self.removal.has_more {
            SWEEP_AGAIN
        } else {
            SWEEP_EVERY
        };
        let Some(swept) = self.removal.swept_at else {
            self.removal.swept_at = Some(self.patience);
            return;
        };
        if self.patience < swept + wait {
            return;
        }
        self.removal.swept_at = Some(self.patience);
        let has_stale = self.sweep_tasks();
        match self.find_expired() {
            Ok(keys) => {
                self.removal.has_more = keys.len() >= PER_TURN;
                self.removal.doomed.extend(keys);
                match self.store.reclaim(PAGES_PER_TURN) {
                    Ok(is_more) => self.removal.has_more |= is_more,
                    Err(error) => tracing::warn!(%error, "free space cannot be given back"),
                }
            }
            Err(error) => tracing::error!(%error, "what is to be removed cannot be found"),
        }
        match has_stale {
            Ok(has_stale) => self.removal.has_more |= has_stale,
            Err(error) => tracing::error!(%error, "tasks that wait cannot be looked at"),
        }
    }

    fn find_expired(&mut self) -> Result<Vec<Key>, everloop_store::Error> {
        let mut found = Vec::new();
        for (number, retention, is_deleted) in self.namespaces.retentions() {
            let kinds: Vec<u32> = self.kinds.of(number).map(|kind| kind.number).collect();
            let before = found.len();
            // Before they start anything more there.
            let had_schedules = is_deleted && self.remove_schedules(number, PER_TURN)?;
            for kind in kinds {
                let limit = PER_TURN.saturating_sub(found.len());
                if limit == 0 {
                    return Ok(found);
                }
                if is_deleted {
                    let all = Range {
                        after: None,
                        closed_from: i64::MIN,
                        closed_to: OPEN,
                    };
                    let rows = self.store.listed(kind, &all, limit)?;
                    found.extend(rows.iter().map(|row| row.place.key));
                } else if self.skipping.is_none() {
                    // Where time skips it goes by in a moment, and the test that let it still wants to see its runs.
                    let end = (self.now - retention).nanos();
                    found.extend(self.store.closed_before(kind, end, limit)?);
                }
            }
            if is_deleted && !had_schedules && found.len() == before {
                self.forget_namespace(number);
            }
        }
        Ok(found)
    }
}
