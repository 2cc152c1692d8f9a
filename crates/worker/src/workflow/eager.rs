//! Workflow tasks that come with the reply to a start.
//!
//! Who starts a workflow for a task queue that a worker beside it serves may ask the server for the first task with the
//! reply. For that a slot is reserved before the request is sent.

use std::{
    mem,
    sync::{Arc, Weak},
};

use everloop_proto::workflowservice::v1::PollWorkflowTaskQueueResponse;
use parking_lot::Mutex;

use super::{
    lane::{Event, Lane},
    open::Polled,
};
use crate::slots::{Permit, SlotInfo, SlotUse};

/// Where such tasks go.
#[derive(Default)]
pub(crate) struct Entrance(Mutex<State>);

#[derive(Default)]
enum State {
    /// The worker is not about to run.
    #[default]
    Closed,
    /// It is: tasks wait until it does. They have no slots yet.
    Opening(Vec<PollWorkflowTaskQueueResponse>),
    Open(Weak<Lane>),
}

impl Entrance {
    /// Takes tasks from now on: the worker will run.
    pub(crate) fn announce(&self) {
        let mut state = self.0.lock();
        if matches!(*state, State::Closed) {
            *state = State::Opening(Vec::new());
        }
    }

    /// Hands over to a lane that runs now.
    pub(crate) fn open(&self, lane: &Arc<Lane>) {
        let before = mem::replace(&mut *self.0.lock(), State::Open(Arc::downgrade(lane)));
        if let State::Opening(tasks) = before {
            for task in tasks {
                enter(lane, task);
            }
        }
    }

    /// A slot, if one is free now and the worker goes on.
    pub(crate) fn reserve(self: &Arc<Self>) -> Option<EagerSlot> {
        let lane = match &*self.0.lock() {
            State::Closed => return None,
            State::Opening(_) => return Some(EagerSlot(Kind::Early(Arc::clone(self)))),
            State::Open(lane) => lane.upgrade()?,
        };
        let permit = lane.lanes.slots.try_reserve(SlotUse::Shared)?;
        // It counts as a poll: the lane waits for what comes of it.
        let expected = Expected::new(&lane)?;
        Some(EagerSlot(Kind::Kept(permit, expected)))
    }
}

/// A slot kept for the first task of a workflow that is about to be started. Dropping it gives the slot back.
pub struct EagerSlot(Kind);

enum Kind {
    Kept(Permit, Expected),
    Early(Arc<Entrance>),
}

impl EagerSlot {
    /// Works on the task that the reply brought.
    pub fn begin(self, task: PollWorkflowTaskQueueResponse) {
        match self.0 {
            Kind::Kept(permit, expected) => post(&expected.0, task, permit),
            Kind::Early(entrance) => {
                let lane = match &mut *entrance.0.lock() {
                    State::Opening(tasks) => return tasks.push(task),
                    State::Open(lane) => lane.upgrade(),
                    State::Closed => None,
                };
                if let Some(lane) = lane {
                    enter(&lane, task);
                }
            }
        }
    }
}

/// Gives a task that came before the lane ran its slot, as soon as there is one.
fn enter(lane: &Arc<Lane>, task: PollWorkflowTaskQueueResponse) {
    // A worker that ends takes no new task: the server gives it out again.
    let Some(expected) = Expected::new(lane) else { return };
    lane.lanes.tokio.spawn(async move {
        let permit = expected.0.lanes.slots.reserve(SlotUse::Shared).await;
        post(&expected.0, task, permit);
    });
}

fn post(lane: &Lane, poll: PollWorkflowTaskQueueResponse, permit: Permit) {
    permit.mark_used(SlotInfo::Workflow {
        workflow_type: poll.workflow_type.as_ref().map_or("", |named| &named.name),
        usage: SlotUse::Shared,
    });
    lane.post(Event::Task(Polled {
        poll: Box::new(poll),
        permit,
    }));
}

/// A task that a lane waits for, as it waits for its polls.
struct Expected(Arc<Lane>);

impl Expected {
    fn new(lane: &Arc<Lane>) -> Option<Self> {
        lane.expect_task().then(|| Self(Arc::clone(lane)))
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        self.0.post(Event::PollerEnded);
    }
}
