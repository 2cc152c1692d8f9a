//! A store that forgets everything with its process: for `:memory:` and for tests.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
};

use bytes::Bytes;

use crate::{Batch, Document, Error, Execution, History, Key, Name, NewExecution, State, Store};

#[derive(Default)]
pub struct Memory {
    rows: BTreeMap<Key, Row>,
    runs: HashMap<String, Key>,
    currents: HashMap<(u32, String), Key>,
    deadlines: BTreeSet<(i64, Key)>,
    ready: BTreeSet<Key>,
    documents: BTreeMap<(u8, String), Bytes>,
}

struct Row {
    name: Name,
    state: State,
    items: BTreeMap<(u8, i64), Bytes>,
    history: BTreeMap<i64, Bytes>,
}

impl Memory {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds what would fail before anything is changed, so that a failed commit leaves no trace.
    fn check(&self, batch: &Batch) -> Result<(), Error> {
        let mut created = BTreeSet::new();
        for new in &batch.created {
            if self.rows.contains_key(&new.key) || !created.insert(new.key) {
                return Err(Error::Duplicate {
                    what: format!("execution {}", new.key),
                });
            }
            if self.runs.contains_key(&new.name.run_id) {
                return Err(Error::Duplicate {
                    what: format!("run {}", new.name.run_id),
                });
            }
        }
        let keys = (batch.updated.iter().map(|(key, _)| key))
            .chain(batch.items.iter().map(|item| &item.key))
            .chain(batch.history.iter().map(|history| &history.key))
            .chain(batch.currents.iter().map(|current| &current.key));
        for key in keys {
            if !self.rows.contains_key(key) && !created.contains(key) {
                return Err(Error::NoExecution { key: *key });
            }
        }
        for history in &batch.history {
            if self
                .rows
                .get(&history.key)
                .is_some_and(|row| row.history.contains_key(&history.first_event_id))
            {
                return Err(Error::Duplicate {
                    what: format!("event {} of execution {}", history.first_event_id, history.key),
                });
            }
        }
        Ok(())
    }

    fn create(&mut self, new: &NewExecution) {
        let NewExecution { key, name, state } = new.clone();
        self.runs.insert(name.run_id.clone(), key);
        self.rows.insert(
            key,
            Row {
                name,
                state: State::default(),
                items: BTreeMap::default(),
                history: BTreeMap::default(),
            },
        );
        self.update(key, state);
    }

    fn update(&mut self, key: Key, state: State) {
        let Some(row) = self.rows.get_mut(&key) else { return };
        if let Some(deadline) = row.state.deadline {
            self.deadlines.remove(&(deadline, key));
        }
        if let Some(deadline) = state.deadline {
            self.deadlines.insert((deadline, key));
        }
        if state.ready {
            self.ready.insert(key);
        } else {
            self.ready.remove(&key);
        }
        row.state = state;
    }

    fn remove(&mut self, key: Key) {
        self.update(key, State::default());
        let Some(row) = self.rows.remove(&key) else { return };
        self.runs.remove(&row.name.run_id);
        let place = (row.name.namespace, row.name.workflow_id);
        if self.currents.get(&place) == Some(&key) {
            self.currents.remove(&place);
        }
    }
}

impl Store for Memory {
    fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        self.check(batch)?;
        for new in &batch.created {
            self.create(new);
        }
        for current in &batch.currents {
            self.currents
                .insert((current.namespace, current.workflow_id.clone()), current.key);
        }
        for (key, state) in &batch.updated {
            self.update(*key, state.clone());
        }
        for item in &batch.items {
            if let Some(row) = self.rows.get_mut(&item.key) {
                match &item.value {
                    Some(value) => row.items.insert((item.kind, item.id), value.clone()),
                    None => row.items.remove(&(item.kind, item.id)),
                };
            }
        }
        for history in &batch.history {
            if let Some(row) = self.rows.get_mut(&history.key) {
                row.history.insert(history.first_event_id, history.events.clone());
            }
        }
        for document in &batch.documents {
            let id = (document.kind, document.id.clone());
            match &document.value {
                Some(value) => self.documents.insert(id, value.clone()),
                None => self.documents.remove(&id),
            };
        }
        for key in &batch.removed {
            self.remove(*key);
        }
        Ok(())
    }

    fn last_key(&self) -> Result<Key, Error> {
        Ok(self.rows.last_key_value().map_or(0, |(key, _)| *key))
    }

    fn execution(&self, key: Key) -> Result<Option<Execution>, Error> {
        Ok(self.rows.get(&key).map(|row| Execution {
            name: row.name.clone(),
            state: row.state.clone(),
            items: row
                .items
                .iter()
                .map(|((kind, id), value)| (*kind, *id, value.clone()))
                .collect(),
        }))
    }

    fn run(&self, run_id: &str) -> Result<Option<Key>, Error> {
        Ok(self.runs.get(run_id).copied())
    }

    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error> {
        Ok(self.currents.get(&(namespace, workflow_id.to_owned())).copied())
    }

    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        let Some(row) = self.rows.get(&key) else {
            return Ok(Vec::new());
        };
        let first = row
            .history
            .range(..=from_event_id)
            .next_back()
            .map_or(from_event_id, |(id, _)| *id);
        let batches = row.history.range(first..).take(limit);
        Ok(batches
            .map(|(id, events)| History {
                key,
                first_event_id: *id,
                events: events.clone(),
            })
            .collect())
    }

    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        let Some(row) = self.rows.get(&key) else {
            return Ok(Vec::new());
        };
        let batches = row.history.range(..=from_event_id).rev().take(limit);
        Ok(batches
            .map(|(id, events)| History {
                key,
                first_event_id: *id,
                events: events.clone(),
            })
            .collect())
    }

    fn due(&self, from: i64, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        let range = (
            Bound::Included((from, Key::MIN)),
            Bound::Excluded((until.max(from), Key::MIN)),
        );
        Ok(self.deadlines.range(range).take(limit).copied().collect())
    }

    fn ready(&self, after: Key, limit: usize) -> Result<Vec<Key>, Error> {
        Ok(self
            .ready
            .range((Bound::Excluded(after), Bound::Unbounded))
            .take(limit)
            .copied()
            .collect())
    }

    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error> {
        let range = (Bound::Excluded((kind, after.to_owned())), Bound::Unbounded);
        let documents = self
            .documents
            .range(range)
            .take_while(|((found, _), _)| *found == kind)
            .take(limit);
        Ok(documents
            .map(|((kind, id), value)| Document {
                kind: *kind,
                id: id.clone(),
                value: Some(value.clone()),
            })
            .collect())
    }
}
