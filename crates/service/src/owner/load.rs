//! Bringing executions from the store into memory: those that are asked for, and those that are due.

use everloop_engine::{Execution, ItemKey, ItemKind, Timestamp};
use everloop_proto::{Code, RpcError};
use everloop_store::{Key, State};

use crate::{errors, request::Address};

use super::{Owner, deadlines::WINDOW_MAX, slot::Slot};

impl Owner {
    /// The execution that a caller means, brought into memory.
    pub(super) fn find(&mut self, address: &Address) -> Result<Key, RpcError> {
        let namespace = self.namespaces.number(&address.namespace)?;
        let Address {
            workflow_id, run_id, ..
        } = address;
        let missing = || errors::workflow_not_found(workflow_id, run_id);
        let key = if run_id.is_empty() {
            self.current(namespace, workflow_id)?
        } else {
            self.run_by_id(run_id)?
        };
        let key = key.ok_or_else(missing)?;
        self.load(key)?;
        let slot = self.executions.get(key).ok_or_else(missing)?;
        if slot.namespace == namespace && slot.execution.identity().workflow_id == *workflow_id {
            Ok(key)
        } else {
            Err(missing())
        }
    }

    pub(super) fn run_by_id(&self, run_id: &str) -> Result<Option<Key>, RpcError> {
        match self.executions.run(run_id) {
            Some(key) => Ok(Some(key)),
            None => self.store.run(run_id).map_err(|error| errors::unreadable(&error)),
        }
    }

    /// The latest run of a workflow id, brought into memory.
    pub(super) fn current(&mut self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, RpcError> {
        if let Some(key) = self.executions.current(namespace, workflow_id) {
            return Ok(Some(key));
        }
        let found = self
            .store
            .current(namespace, workflow_id)
            .map_err(|error| errors::unreadable(&error))?;
        if let Some(key) = found {
            self.load(key)?;
            self.executions.set_current(key);
        }
        Ok(found)
    }

    /// Brings an execution into memory, if it is not there.
    pub(super) fn load(&mut self, key: Key) -> Result<(), RpcError> {
        self.meters.needed();
        if self.executions.contains(key) {
            return Ok(());
        }
        let began = self.meters.start();
        let stored = self.store.execution(key).map_err(|error| errors::unreadable(&error))?;
        let stored = stored.ok_or_else(|| errors::not_found(format!("execution {key} not found")))?;
        self.meters.read(began);
        let broken = |detail: String| {
            let name = &stored.name;
            let (workflow_id, run_id) = (&name.workflow_id, &name.run_id);
            RpcError::new(
                Code::DataLoss,
                format!("workflow {workflow_id}, run {run_id} cannot be read: {detail}"),
            )
        };
        let mut items = Vec::with_capacity(stored.items.len());
        for (number, id, value) in &stored.items {
            let kind = ItemKind::from_number(*number).ok_or_else(|| broken(format!("unknown item kind {number}")))?;
            items.push((ItemKey { kind, id: *id }, value.as_ref()));
        }
        let execution =
            Execution::from_records(&stored.state.core, items).map_err(|error| broken(error.to_string()))?;
        let saved = State {
            core: bytes::Bytes::new(),
            ..stored.state.clone()
        };
        let name = &stored.name;
        let slot = Slot::new(
            name.namespace,
            name.kind,
            execution,
            stored.state.core.clone(),
            Some(saved),
        );
        self.executions.insert(key, slot);
        self.adopt_deadline(key);
        Ok(())
    }

    /// An execution from the store may be in the queue of deadlines already.
    fn adopt_deadline(&mut self, key: Key) {
        if let Some(slot) = self.executions.get_mut(key) {
            let next = slot.execution.next_deadline();
            self.deadlines.replace(key, None, next);
            slot.deadline = next;
        }
    }

    /// Takes the next part of the future into memory, when it is time to.
    pub(super) fn move_window(&mut self) {
        let Some(((after, key), until)) = self.deadlines.wanted(self.now) else {
            return;
        };
        self.matching.prune(self.patience);
        // The store must know what is decided, or a deadline could fall between memory and store.
        if self.executions.has_unsaved() {
            self.must_save = true;
            return;
        }
        let after = (after.nanos(), key.unwrap_or(Key::MIN));
        match self.store.due(after, until.nanos(), WINDOW_MAX) {
            Ok(found) => {
                let found = found.into_iter();
                let found = found.map(|(nanos, key)| (Timestamp::from_nanos(nanos), key));
                self.deadlines.take_in(until, found.collect());
            }
            Err(error) => self.broken = Some(error.to_string()),
        }
    }
}

/// The items of an execution with the kinds that the engine knows them by; `None` if it does not.
pub(super) fn items(stored: &everloop_store::Execution) -> Option<Vec<(ItemKey, &[u8])>> {
    let items = stored.items.iter().map(|(number, id, value)| {
        let kind = ItemKind::from_number(*number)?;
        Some((ItemKey { kind, id: *id }, value.as_ref()))
    });
    items.collect()
}
