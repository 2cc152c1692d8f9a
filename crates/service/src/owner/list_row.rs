//! A row of a list, as filters see it: what the list itself says at once, and the rest when it is asked for.

use std::collections::BTreeMap;

use everloop_engine::{
    Execution,
    filter::{CLOSE_TIME, EXECUTION_STATUS, Field, Row, START_TIME, TASK_QUEUE, WORKFLOW_TYPE},
    search_attributes::{Registry, Value},
    snapshot::LISTED_KINDS_END,
};
use everloop_proto::RpcError;
use everloop_store::{Key, Listed, Store};

use crate::errors;

use super::{lists::Admitted, load};

pub(super) struct ListRow<'a> {
    store: &'a dyn Store,
    registry: &'a Registry,
    key: Key,
    kind: &'a Admitted,
    status: [Value; 1],
    started: [Value; 1],
    /// Empty while it is open.
    closed: Vec<Value>,
    rest: Option<Rest>,
    /// Why the execution could not be read.
    pub(super) failed: Option<RpcError>,
}

struct Rest {
    execution: Execution,
    values: BTreeMap<u32, Vec<Value>>,
}

impl<'a> ListRow<'a> {
    pub(super) fn new(store: &'a dyn Store, registry: &'a Registry, listed: &Listed, kind: &'a Admitted) -> Self {
        let place = listed.place;
        let is_open = place.closed == everloop_engine::filter::OPEN;
        Self {
            store,
            registry,
            key: place.key,
            kind,
            status: [Value::Int(listed.status.into())],
            started: [Value::Int(place.started)],
            closed: if is_open {
                Vec::new()
            } else {
                vec![Value::Int(place.closed)]
            },
            rest: None,
            failed: None,
        }
    }

    /// The execution, read if it was not yet; `None` if it is gone or cannot be read.
    pub(super) fn execution(&mut self) -> Option<&Execution> {
        self.read().map(|rest| &rest.execution)
    }

    /// Whether more had to be read than the list.
    pub(super) fn was_read(&self) -> bool {
        self.rest.is_some()
    }

    fn read(&mut self) -> Option<&Rest> {
        if self.rest.is_none() {
            match read(self.store, self.key) {
                Ok(execution) => {
                    self.rest = execution.map(|execution| Rest {
                        values: execution.filter_values(self.registry),
                        execution,
                    });
                }
                Err(error) => self.failed = Some(error),
            }
        }
        self.rest.as_ref()
    }
}

impl Row for ListRow<'_> {
    fn values(&mut self, field: &Field) -> &[Value] {
        match field.number {
            TASK_QUEUE if self.kind.task_queue.is_some() => {
                self.kind.task_queue.as_ref().map_or(&[], <[Value; 1]>::as_slice)
            }
            WORKFLOW_TYPE => &self.kind.workflow_type,
            EXECUTION_STATUS => &self.status,
            START_TIME => &self.started,
            CLOSE_TIME => &self.closed,
            number => {
                let values = self.read().and_then(|rest| rest.values.get(&number));
                values.map_or(&[], Vec::as_slice)
            }
        }
    }
}

/// As much of an execution as lists show.
fn read(store: &dyn Store, key: Key) -> Result<Option<Execution>, RpcError> {
    let found = store.head(key, LISTED_KINDS_END);
    let Some(head) = found.map_err(|error| errors::unreadable(&error))? else {
        return Ok(None);
    };
    let Some(items) = load::items(&head) else {
        return Err(errors::unavailable(&format!(
            "execution {key} has items that are not known"
        )));
    };
    let execution = Execution::from_records(&head.state.core, items);
    execution
        .map(Some)
        .map_err(|error| errors::unavailable(&format!("execution {key} cannot be read: {error}")))
}
