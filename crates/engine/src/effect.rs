//! Everything a decision can ask of the world. Effects are released after the commit, in order.

use everloop_proto::query::v1::{WorkflowQuery, WorkflowQueryResult};

use crate::{Message, Reject, Status, UpdateStatus};

/// Where a workflow task or a query can be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The sticky queue, if a worker keeps the workflow in memory. Without a poller there, `queue` serves.
    pub sticky: Option<String>,
    /// The normal queue.
    pub queue: String,
}

/// One thing to do after the commit.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Match a workflow task with a poller and feed back [`crate::input::WorkflowTaskStarted`].
    WorkflowTaskReady {
        target: Target,
        scheduled_event_id: i64,
        attempt: i32,
    },
    /// Match an activity task with a poller and feed back [`crate::input::ActivityTaskStarted`].
    ActivityTaskReady {
        queue: String,
        scheduled_event_id: i64,
        attempt: i32,
        /// Belongs to the attempt: another says that somebody interfered since.
        stamp: u32,
        priority: i32,
    },
    /// Send a query to a worker directly, without a workflow task.
    QueryReady {
        query_id: String,
        target: Target,
        query: Box<WorkflowQuery>,
    },
    /// A query that waited for a workflow task has its answer.
    QueryAnswered {
        query_id: String,
        result: Box<WorkflowQueryResult>,
    },
    /// A query that waited for a workflow task can't be answered.
    QueryFailed { query_id: String, reject: Reject },
    /// An update is further than it was, or given up.
    UpdateMoved {
        update_id: String,
        status: Result<UpdateStatus, Reject>,
    },
    /// The run is closed.
    Closed { status: Status },
    /// A message to another execution: give it to [`crate::deliver`] within the same commit.
    Send(Box<Message>),
}
