//! The executions in memory, found by key, by run id, and by workflow id; the least recently used leave first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use everloop_store::Key;

use super::slot::Slot;

pub(super) struct Executions {
    slots: HashMap<Key, Box<Slot>>,
    runs: HashMap<String, Key>,
    /// The latest runs by namespace and workflow id, as far as they are in memory.
    currents: HashMap<u32, HashMap<String, Key>>,
    ages: BTreeMap<u64, Key>,
    age: u64,
    /// Those with something to write.
    unsaved: BTreeSet<Key>,
    cached_max: usize,
    last_key: Key,
}

impl Executions {
    pub(super) fn new(last_key: Key, cached_max: usize) -> Self {
        Self {
            slots: HashMap::new(),
            runs: HashMap::new(),
            currents: HashMap::new(),
            ages: BTreeMap::new(),
            age: 0,
            unsaved: BTreeSet::new(),
            cached_max,
            last_key,
        }
    }

    pub(super) fn new_key(&mut self) -> Key {
        self.last_key += 1;
        self.last_key
    }

    /// Whether no execution has a greater key.
    pub(super) fn is_last(&self, key: Key) -> bool {
        key == self.last_key
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn cached_max(&self) -> usize {
        self.cached_max
    }

    pub(super) fn contains(&self, key: Key) -> bool {
        self.slots.contains_key(&key)
    }

    pub(super) fn get(&self, key: Key) -> Option<&Slot> {
        self.slots.get(&key).map(Box::as_ref)
    }

    /// The slot of that key, which thereby becomes the most recently used.
    pub(super) fn touch(&mut self, key: Key) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(&key)?;
        if slot.age != self.age {
            self.ages.remove(&slot.age);
            self.age += 1;
            slot.age = self.age;
            self.ages.insert(self.age, key);
        }
        Some(slot)
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Slot> {
        self.slots.get_mut(&key).map(Box::as_mut)
    }

    pub(super) fn insert(&mut self, key: Key, mut slot: Slot) {
        self.age += 1;
        slot.age = self.age;
        self.ages.insert(self.age, key);
        self.runs.insert(slot.execution.identity().run_id.clone(), key);
        self.slots.insert(key, Box::new(slot));
    }

    pub(super) fn run(&self, run_id: &str) -> Option<Key> {
        self.runs.get(run_id).copied()
    }

    pub(super) fn current(&self, namespace: u32, workflow_id: &str) -> Option<Key> {
        self.currents.get(&namespace)?.get(workflow_id).copied()
    }

    /// Notes that an execution in memory is the latest run of its workflow id.
    pub(super) fn set_current(&mut self, key: Key) {
        let Some(slot) = self.slots.get(&key) else { return };
        let workflow_id = slot.execution.identity().workflow_id.clone();
        self.currents
            .entry(slot.namespace)
            .or_default()
            .insert(workflow_id, key);
    }

    pub(super) fn note_unsaved(&mut self, key: Key) {
        self.unsaved.insert(key);
    }

    pub(super) fn has_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    pub(super) fn is_unsaved(&self, key: Key) -> bool {
        self.unsaved.contains(&key)
    }

    /// Those with something to write, in the order of their keys.
    pub(super) fn take_unsaved(&mut self) -> BTreeSet<Key> {
        std::mem::take(&mut self.unsaved)
    }

    /// Lets the least recently used leave, as long as there are too many. Who has watchers, is unsaved, or
    /// holds what is in memory alone stays.
    pub(super) fn shrink(&mut self) {
        let mut excess = self.slots.len().saturating_sub(self.cached_max);
        if excess == 0 {
            return;
        }
        let mut leaving = Vec::new();
        for (age, key) in &self.ages {
            if excess == 0 {
                break;
            }
            if self
                .slots
                .get(key)
                .is_some_and(|slot| slot.watchers.is_empty() && slot.unsaved.is_none() && !slot.execution.is_volatile())
            {
                leaving.push((*age, *key));
                excess -= 1;
            }
        }
        for (age, key) in leaving {
            self.ages.remove(&age);
            self.remove(key);
        }
    }

    /// Drops an execution that is gone for good.
    pub(super) fn forget(&mut self, key: Key) {
        if let Some(slot) = self.slots.get(&key) {
            self.ages.remove(&slot.age);
        }
        self.unsaved.remove(&key);
        self.remove(key);
    }

    fn remove(&mut self, key: Key) {
        let Some(slot) = self.slots.remove(&key) else { return };
        let identity = slot.execution.identity();
        self.runs.remove(&identity.run_id);
        if let Some(currents) = self.currents.get_mut(&slot.namespace)
            && currents.get(&identity.workflow_id) == Some(&key)
        {
            currents.remove(&identity.workflow_id);
        }
    }
}
