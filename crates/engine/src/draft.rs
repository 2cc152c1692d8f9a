//! A decision in the making: a copy of the execution, and what has happened to it so far.
//!
//! Rules read and change the draft; nobody sees it until [`Draft::finish`]. To give a decision up, drop the draft.

use std::sync::Arc;

use everloop_proto::history::v1::HistoryEvent;

use crate::event::{self, Attributes, EventAttributes};
use crate::message::{Address, Body, Message};
use crate::snapshot;
use crate::state::{Child, Deadline, Execution, Table, TaskKind, bytes_after};
use crate::{Ack, Birth, Context, Decision, Effect, Reject, Reply, Timestamp, task, time_skipping};

/// A decision in the making.
pub(crate) struct Draft<'a, 'c> {
    base: Option<&'a Execution>,
    pub(crate) next: Execution,
    pub(crate) ctx: &'a mut Context<'c>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) new_execution: Option<Box<Birth>>,
    pub(crate) ack: Ack,
    events: Vec<HistoryEvent>,
    /// The children there were when the run closed.
    orphans: Table<Child>,
    /// Whether commands are being carried out: what they cause waits in the buffer until all of them are done.
    holding: bool,
    /// How many of the last events are such as wait in the buffer while a worker has the task.
    trailing: i64,
}

impl<'a, 'c> Draft<'a, 'c> {
    /// A draft of what becomes of an execution.
    pub(crate) fn of(base: &'a Execution, ctx: &'a mut Context<'c>) -> Self {
        Self::with(Some(base), base.clone(), ctx)
    }

    /// The bytes of the history without what is about to be written.
    pub(crate) fn history_bytes_before(&self) -> i64 {
        self.base.map_or(0, |base| base.recorded.history_bytes)
    }

    /// A draft of an execution that begins.
    pub(crate) fn new(blank: Execution, ctx: &'a mut Context<'c>) -> Self {
        Self::with(None, blank, ctx)
    }

    fn with(base: Option<&'a Execution>, next: Execution, ctx: &'a mut Context<'c>) -> Self {
        Self {
            base,
            next,
            ctx,
            effects: Vec::new(),
            new_execution: None,
            ack: Ack::AfterCommit,
            events: Vec::new(),
            orphans: Table::default(),
            holding: false,
            trailing: 0,
        }
    }

    /// The time by the run's own clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.ctx.now + self.next.ahead()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.next.recorded.status.is_running()
    }

    /// How large the execution has become besides its history.
    pub(crate) fn bytes(&self) -> usize {
        bytes_after(self.base, &self.next)
    }

    /// The id of the last event but for those that have just happened to the workflow, which the official server numbers last.
    pub(crate) fn last_settled_event_id(&self) -> i64 {
        self.next.recorded.last_event_id - self.trailing
    }

    /// The id that the next event will have.
    pub(crate) fn next_event_id(&self) -> i64 {
        self.next.recorded.last_event_id + 1
    }

    /// Appends an event of those attributes, now.
    pub(crate) fn emit<A: EventAttributes>(&mut self, attributes: A) -> i64 {
        let now = self.now();
        self.append(event::event(attributes, now))
    }

    /// Appends an event, or puts it in the buffer while a worker has the workflow task. The id is 0 in the buffer.
    pub(crate) fn emit_or_buffer(&mut self, event: HistoryEvent) -> i64 {
        if !self.holding {
            // What happens now comes after the task that only carried updates until now.
            task::write_down(self);
        }
        if self.must_buffer() {
            let closed = crate::state::closed_activity(&event);
            let fired = match &event.attributes {
                Some(Attributes::TimerFiredEventAttributes(fired)) => Some(fired.started_event_id),
                _ => None,
            };
            self.next.transient.buffer.push(event);
            if let Some(scheduled_event_id) = closed {
                self.forget_progress(scheduled_event_id);
                self.refresh(Deadline::Activity(scheduled_event_id));
            }
            if let Some(started_event_id) = fired {
                self.refresh(Deadline::Timer(started_event_id));
            }
            return 0;
        }
        self.append_trailing(event)
    }

    pub(crate) fn must_buffer(&self) -> bool {
        self.holding
            || self
                .next
                .transient
                .task
                .as_ref()
                .is_some_and(|task| task.started.is_some())
    }

    /// From here on, what commands cause waits in the buffer; [`Draft::flush`] ends it.
    pub(crate) fn hold(&mut self) {
        self.holding = true;
    }

    pub(crate) fn is_holding(&self) -> bool {
        self.holding
    }

    /// Appends an event, folds it, and keeps what follows from it up to date.
    pub(crate) fn append(&mut self, mut event: HistoryEvent) -> i64 {
        let id = self.next_event_id();
        event.event_id = id;
        event.task_id = id;
        if event::closes_run(event.event_type()) {
            self.orphans = self.next.recorded.children.clone();
        }
        event::evolve(&mut self.next.recorded, &event);
        self.follow(&event);
        self.events.push(event);
        self.trailing = 0;
        id
    }

    fn append_trailing(&mut self, event: HistoryEvent) -> i64 {
        let before = self.trailing;
        let id = self.append(event);
        self.trailing = before + 1;
        id
    }

    /// The children there were when the run closed.
    pub(crate) fn take_orphans(&mut self) -> Table<Child> {
        std::mem::take(&mut self.orphans)
    }

    /// The event appended last.
    pub(crate) fn last_event(&self) -> Option<&HistoryEvent> {
        self.events.last()
    }

    /// Sends a message, after the commit of what it follows from.
    pub(crate) fn send(&mut self, to: Address, body: Body) {
        let from = (*self.next.identity).clone();
        self.effects.push(Effect::Send(Box::new(Message { from, to, body })));
    }

    /// Drops what waits in the buffer: the run has closed, and nothing follows its last event.
    pub(crate) fn drop_buffer(&mut self) {
        self.holding = false;
        self.next.transient.buffer.drain();
    }

    /// Appends what waits in the buffer, in the order the protocol wants, and says whether there was anything.
    pub(crate) fn flush(&mut self) -> bool {
        self.holding = false;
        let events = self.next.transient.buffer.drain();
        let any = !events.is_empty();
        let mut started: Vec<(i64, i64)> = Vec::new();
        for mut event in events {
            let scheduled = match &event.attributes {
                Some(Attributes::ActivityTaskStartedEventAttributes(attributes)) => Some(attributes.scheduled_event_id),
                Some(Attributes::ChildWorkflowExecutionStartedEventAttributes(attributes)) => {
                    Some(attributes.initiated_event_id)
                }
                _ => None,
            };
            wire_started(&mut event, &started);
            let id = self.append_trailing(event);
            if let Some(scheduled) = scheduled {
                started.push((scheduled, id));
            }
        }
        any
    }

    /// Brings one entry of the agenda up to date.
    pub(crate) fn refresh(&mut self, key: Deadline) {
        let time = self.next.deadline(key);
        self.next.agenda.set(key, time);
        if let Deadline::Activity(id) = key {
            let waits = self.next.waits(id);
            self.next.agenda.set_waiting(id, waits);
        }
        if key == Deadline::Task && self.next.recorded.time_skipping.is_some() {
            self.refresh(Deadline::FastForward);
        }
    }

    /// Keeps agenda and transient rows up to date with an event.
    fn follow(&mut self, event: &HistoryEvent) {
        match &event.attributes {
            Some(Attributes::WorkflowExecutionStartedEventAttributes(_)) => {
                self.refresh(Deadline::Run);
                self.refresh(Deadline::FirstTask);
                self.refresh(Deadline::FastForward);
            }
            Some(
                Attributes::WorkflowExecutionOptionsUpdatedEventAttributes(_)
                | Attributes::WorkflowExecutionTimeSkippingTransitionedEventAttributes(_),
            ) => self.refresh(Deadline::FastForward),
            Some(Attributes::WorkflowTaskScheduledEventAttributes(_)) => self.refresh(Deadline::FirstTask),
            Some(Attributes::TimerStartedEventAttributes(_)) => self.refresh(Deadline::Timer(event.event_id)),
            Some(Attributes::TimerFiredEventAttributes(fired)) => {
                self.refresh(Deadline::Timer(fired.started_event_id));
            }
            Some(Attributes::TimerCanceledEventAttributes(canceled)) => {
                self.refresh(Deadline::Timer(canceled.started_event_id));
            }
            Some(Attributes::ActivityTaskScheduledEventAttributes(_)) => {
                self.refresh(Deadline::Activity(event.event_id));
            }
            Some(Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(admitted)) => {
                let request = admitted.request.clone().unwrap_or_default();
                crate::update::take_up(&mut self.next.transient.updates, Arc::new(request));
            }
            _ => {
                if let Some(scheduled_event_id) = crate::state::closed_activity(event) {
                    self.forget_progress(scheduled_event_id);
                    self.refresh(Deadline::Activity(scheduled_event_id));
                }
            }
        }
        if !self.is_running() {
            self.next.agenda.clear();
        }
    }

    /// Forgets how far an activity was that has ended.
    fn forget_progress(&mut self, scheduled_event_id: i64) {
        let progress = self.next.transient.progress.remove(scheduled_event_id);
        if progress.is_some_and(|progress| progress.is_paused()) {
            crate::activity::note_paused(self);
        }
    }

    /// The decision with that reply.
    pub(crate) fn finish(mut self, reply: Result<Reply, Reject>) -> Decision {
        time_skipping::settle(&mut self);
        self.check();
        self.next.bytes = self.bytes();
        let writes = snapshot::writes(self.base, &mut self.next);
        Decision {
            execution: self.next,
            events: self.events,
            new_execution: self.new_execution,
            writes,
            effects: self.effects,
            reply,
            ack: self.ack,
        }
    }

    /// The run that begins.
    pub(crate) fn birth(self) -> Birth {
        let decision = self.finish(Ok(Reply::Done));
        Birth {
            execution: decision.execution,
            events: decision.events,
            writes: decision.writes,
            effects: decision.effects,
        }
    }

    /// What must hold of every decision.
    fn check(&self) {
        let Execution {
            recorded, transient, ..
        } = &self.next;
        assert!(!self.holding, "commands were carried out and their effects not flushed");
        if let Some(task) = &transient.task {
            assert!(recorded.status.is_running(), "a closed run has no workflow task");
            let written = recorded.task.map(|task| task.scheduled_event_id);
            let expected = (task.kind == TaskKind::Normal).then_some(task.scheduled_event_id);
            assert_eq!(written, expected, "history and the current workflow task differ");
        }
        let started = transient.task.as_ref().is_some_and(|task| task.started.is_some());
        assert!(
            started || transient.buffer.is_empty(),
            "the buffer outlives its workflow task"
        );
    }
}

/// Fills in the started event of an activity's or child's end that waited in the buffer together with it.
fn wire_started(event: &mut HistoryEvent, started: &[(i64, i64)]) {
    let id_of = |scheduled: i64| {
        started
            .iter()
            .find(|(id, _)| *id == scheduled)
            .map(|(_, started)| *started)
    };
    let (scheduled, started_event_id) = match &mut event.attributes {
        Some(Attributes::ActivityTaskCompletedEventAttributes(closed)) => {
            (closed.scheduled_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ActivityTaskFailedEventAttributes(closed)) => {
            (closed.scheduled_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ActivityTaskTimedOutEventAttributes(closed)) => {
            (closed.scheduled_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ActivityTaskCanceledEventAttributes(closed)) => {
            (closed.scheduled_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ChildWorkflowExecutionCompletedEventAttributes(closed)) => {
            (closed.initiated_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ChildWorkflowExecutionFailedEventAttributes(closed)) => {
            (closed.initiated_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ChildWorkflowExecutionCanceledEventAttributes(closed)) => {
            (closed.initiated_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ChildWorkflowExecutionTimedOutEventAttributes(closed)) => {
            (closed.initiated_event_id, &mut closed.started_event_id)
        }
        Some(Attributes::ChildWorkflowExecutionTerminatedEventAttributes(closed)) => {
            (closed.initiated_event_id, &mut closed.started_event_id)
        }
        _ => return,
    };
    if let Some(id) = id_of(scheduled) {
        *started_event_id = id;
    }
}
