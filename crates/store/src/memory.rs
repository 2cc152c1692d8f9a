//! A store that forgets everything with its process: for `:memory:` and for tests.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
};

use bytes::Bytes;

use crate::{
    Batch, Document, Error, Execution, History, Key, Listed, Name, NewExecution, Place, Placed, Queue, Range, State,
    Store, Value, Waiting, list::OPEN,
};

#[derive(Default)]
pub struct Memory {
    rows: BTreeMap<Key, Row>,
    runs: HashMap<String, Key>,
    /// All runs of a workflow id.
    workflows: BTreeMap<(u32, String), BTreeSet<Key>>,
    /// By kind, time of closing and time of starting.
    listed: BTreeSet<(u32, i64, i64, Key)>,
    attributes: BTreeSet<(u32, Value, Key)>,
    deadlines: BTreeSet<(i64, Key)>,
    tasks: BTreeMap<(Queue, i64), Waiting>,
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
        self.list(key);
    }

    fn update(&mut self, key: Key, state: State) {
        let Some(row) = self.rows.get_mut(&key) else { return };
        if let Some(deadline) = row.state.deadline {
            self.deadlines.remove(&(deadline, key));
        }
        if let Some(deadline) = state.deadline {
            self.deadlines.insert((deadline, key));
        }
        row.state = state;
    }

    fn place_in_lists(&self, key: Key) -> Option<(u32, i64, i64, Key)> {
        let row = self.rows.get(&key)?;
        let closed = row.state.closed.unwrap_or(OPEN);
        Some((row.name.kind, closed, row.state.started, key))
    }

    fn unlist(&mut self, key: Key) {
        if let Some(place) = self.place_in_lists(key) {
            self.listed.remove(&place);
        }
    }

    fn list(&mut self, key: Key) {
        self.listed.extend(self.place_in_lists(key));
    }

    fn remove(&mut self, key: Key) {
        self.unlist(key);
        self.update(key, State::default());
        let Some(row) = self.rows.remove(&key) else { return };
        self.runs.remove(&row.name.run_id);
        let place = (row.name.namespace, row.name.workflow_id);
        if let Some(runs) = self.workflows.get_mut(&place) {
            runs.remove(&key);
            if runs.is_empty() {
                self.workflows.remove(&place);
            }
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
            let place = (current.namespace, current.workflow_id.clone());
            self.workflows.entry(place).or_default().insert(current.key);
        }
        for (key, state) in &batch.updated {
            self.unlist(*key);
            self.update(*key, state.clone());
            self.list(*key);
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
        for task in &batch.tasks {
            let place = (task.queue.clone(), task.place);
            match task.value {
                Some(waiting) => self.tasks.insert(place, waiting),
                None => self.tasks.remove(&place),
            };
        }
        for number in &batch.attributes_dropped {
            self.attributes.retain(|(found, _, _)| found != number);
        }
        for attribute in &batch.attributes {
            let place = (attribute.number, attribute.value.clone(), attribute.key);
            if attribute.present {
                self.attributes.insert(place);
            } else {
                self.attributes.remove(&place);
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

    fn reclaim(&mut self, _pages: usize) -> Result<bool, Error> {
        Ok(false)
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
        let runs = self.workflows.get(&(namespace, workflow_id.to_owned()));
        Ok(runs.and_then(|runs| runs.last().copied()))
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

    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        let later = self.deadlines.range((Bound::Excluded(after), Bound::Unbounded));
        let due = later.take_while(|(deadline, _)| *deadline < until);
        Ok(due.take(limit).copied().collect())
    }

    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error> {
        let from = Bound::Excluded((queue.clone(), after));
        let rows = self.tasks.range((from, Bound::Unbounded));
        let found = rows.take_while(|((of, _), _)| of == queue).take(limit);
        Ok(found.map(|((_, place), waiting)| (*place, *waiting)).collect())
    }

    fn tasks_after(&self, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>, Error> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.tasks.range::<(Queue, i64), _>((from, Bound::Unbounded));
        let found = rows.take(limit);
        Ok(found.map(|(place, waiting)| (place.clone(), *waiting)).collect())
    }

    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error> {
        self.tasks(queue, after, usize::MAX).map(|tasks| tasks.len())
    }

    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error> {
        let rows = self.tasks.range((queue.clone(), i64::MIN)..=(queue.clone(), until));
        Ok(rows.last().map(|((_, place), _)| *place))
    }

    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error> {
        let mut execution = self.execution(key)?;
        if let Some(execution) = &mut execution {
            execution.items.retain(|(kind, _, _)| *kind < kinds_end);
        }
        Ok(execution)
    }

    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error> {
        let first = Place {
            closed: range.closed_to,
            started: i64::MAX,
            key: Key::MAX,
        };
        let after = range.after.map_or(first, |after| after.min(first));
        let from = (kind, range.closed_from, i64::MIN, Key::MIN);
        let to = (kind, after.closed, after.started, after.key);
        if from >= to {
            return Ok(Vec::new());
        }
        let found = self.listed.range(from..to).rev();
        let rows = found.take(limit).filter_map(|(_, closed, started, key)| {
            let state = &self.rows.get(key)?.state;
            let place = Place {
                closed: *closed,
                started: *started,
                key: *key,
            };
            Some(Listed {
                place,
                status: state.status,
                hidden: state.hidden,
            })
        });
        Ok(rows.collect())
    }

    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error> {
        let places = self.listed.range((kind, i64::MIN, i64::MIN, Key::MIN)..);
        let closed = places.take_while(|place| place.0 == kind && place.1 < before && place.1 != OPEN);
        Ok(closed.take(limit).map(|place| place.3).collect())
    }

    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error> {
        let place = |id: &str| (namespace, id.to_owned());
        let from = match from {
            Bound::Unbounded => Bound::Included(place("")),
            bound => bound.map(place),
        };
        let to = match to {
            Bound::Unbounded => Bound::Excluded((namespace + 1, String::new())),
            bound => bound.map(place),
        };
        if is_void(&from, &to) {
            return Ok(Vec::new());
        }
        let within = self.workflows.range((from, to));
        Ok(within.flat_map(|(_, keys)| keys).copied().take(limit).collect())
    }

    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error> {
        const LEAST: Value = Value::Double(f64::NEG_INFINITY);
        let from = match from {
            Bound::Included(value) => Bound::Included((number, value.clone(), Key::MIN)),
            Bound::Excluded(value) => Bound::Excluded((number, value.clone(), Key::MAX)),
            Bound::Unbounded => Bound::Included((number, LEAST, Key::MIN)),
        };
        let to = match to {
            Bound::Included(value) => Bound::Included((number, value.clone(), Key::MAX)),
            Bound::Excluded(value) => Bound::Excluded((number, value.clone(), Key::MIN)),
            Bound::Unbounded => Bound::Excluded((number + 1, LEAST, Key::MIN)),
        };
        if is_void(&from, &to) {
            return Ok(Vec::new());
        }
        Ok(self
            .attributes
            .range((from, to))
            .take(limit)
            .map(|(_, _, key)| *key)
            .collect())
    }

    fn document(&self, kind: u8, id: &str) -> Result<Option<Bytes>, Error> {
        Ok(self.documents.get(&(kind, id.to_owned())).cloned())
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

/// Whether nothing lies between two bounds; ordered sets do not take such bounds.
fn is_void<T: Ord>(from: &Bound<T>, to: &Bound<T>) -> bool {
    match (from, to) {
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => from >= to,
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
    }
}
