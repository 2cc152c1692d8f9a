//! Tasks that wait for a worker: rows in the order in which they are handed out.

use std::sync::Arc;

use crate::Key;

/// What tasks wait in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Queue {
    pub namespace: u32,
    /// The caller's number for its type.
    pub kind: u8,
    pub name: Arc<str>,
}

/// A task at its place in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub queue: Queue,
    /// The least comes first.
    pub place: i64,
    /// `None` removes the task.
    pub value: Option<Waiting>,
}

/// What is known of a task without reading its execution. The execution may have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub key: Key,
    /// When it came, in the caller's unit.
    pub since: i64,
    /// Which of the execution's tasks it is, and which attempt at it.
    pub id: i64,
    pub attempt: i32,
    pub stamp: u32,
}

/// A task with the place in a queue where it waits.
pub type Placed = ((Queue, i64), Waiting);
