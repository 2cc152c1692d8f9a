//! What a commit writes and what reads return: plain rows.

use bytes::Bytes;

use crate::{Attribute, Task};

/// The number of an execution (one run) in its store. Later runs have greater keys.
pub type Key = i64;

/// The names of an execution; they never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub namespace: u32,
    pub workflow_id: String,
    pub run_id: String,
    /// The caller's number for its namespace and type: lists are kept by it.
    pub kind: u32,
}

/// The part of an execution that every transition may rewrite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The caller's number for open, completed, failed and so on.
    pub status: u8,
    /// When the execution was started and closed, in the caller's unit.
    pub started: i64,
    pub closed: Option<i64>,
    /// Whether it has to be asked for by those who list.
    pub hidden: bool,
    /// When the execution must next be looked at, in the caller's unit.
    pub deadline: Option<i64>,
    /// The rest, which only the caller can read.
    pub core: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExecution {
    pub key: Key,
    pub name: Name,
    pub state: State,
}

/// A part of an execution that changes on its own, such as one pending activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub key: Key,
    /// Below 32.
    pub kind: u8,
    /// From 0, below 2^20.
    pub id: i64,
    /// `None` removes the item.
    pub value: Option<Bytes>,
}

/// Events that were written together, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub key: Key,
    pub first_event_id: i64,
    pub events: Bytes,
}

/// Makes a run one of those of its workflow id; the one with the greatest key is the latest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    pub namespace: u32,
    pub workflow_id: String,
    pub key: Key,
}

/// Something that belongs to no execution, such as a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub kind: u8,
    pub id: String,
    /// `None` removes the document.
    pub value: Option<Bytes>,
}

/// An execution as it was last committed, with its items in the order of kind and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    pub name: Name,
    pub state: State,
    pub items: Vec<(u8, i64, Bytes)>,
}

/// Everything one commit writes, in this order: new executions, current runs, updates, items, history, tasks,
/// attributes, documents, removals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub created: Vec<NewExecution>,
    pub currents: Vec<Current>,
    /// Only executions that exist or are created in the same batch.
    pub updated: Vec<(Key, State)>,
    pub items: Vec<Item>,
    pub history: Vec<History>,
    /// They may be of executions that do not exist.
    pub tasks: Vec<Task>,
    pub attributes: Vec<Attribute>,
    /// Numbers of attributes that no execution is to be found by any more.
    pub attributes_dropped: Vec<u32>,
    pub documents: Vec<Document>,
    /// Executions to forget, with their items and history, and with their place among the runs of their workflow id. Their attributes are
    /// to be removed by name.
    pub removed: Vec<Key>,
}

impl Batch {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created.is_empty()
            && self.currents.is_empty()
            && self.updated.is_empty()
            && self.items.is_empty()
            && self.history.is_empty()
            && self.tasks.is_empty()
            && self.attributes.is_empty()
            && self.attributes_dropped.is_empty()
            && self.documents.is_empty()
            && self.removed.is_empty()
    }

    /// Empties the batch and keeps its memory for the next.
    pub fn clear(&mut self) {
        self.created.clear();
        self.currents.clear();
        self.updated.clear();
        self.items.clear();
        self.history.clear();
        self.tasks.clear();
        self.attributes.clear();
        self.attributes_dropped.clear();
        self.documents.clear();
        self.removed.clear();
    }
}
