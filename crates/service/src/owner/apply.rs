//! How a decision takes effect: the execution, its unsaved changes, its deadline, and what it asks of the world.

use std::time::Duration;

use bytes::Bytes;
use everloop_engine::{Ack, Birth, Decision, Effect, Input, Reject, Reply, Timestamp, decide};
use everloop_store::Key;

use super::{
    Owner,
    dispatch::Task,
    meters::{Failed, Named},
    slot::Slot,
};

impl Owner {
    /// Decides an input of an execution in memory, and applies the decision.
    pub(super) fn decide(&mut self, key: Key, input: Input) -> Result<Reply, Reject> {
        let Some(slot) = self.executions.touch(key) else {
            return Err(Reject::Stale);
        };
        let mut ctx = everloop_engine::Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let failed = Failed::by(&input);
        let decision = decide(&slot.execution, input, &mut ctx)?;
        if let Some(failed) = failed {
            let named = Named {
                number: slot.kind,
                kinds: &self.kinds,
                namespace: slot.namespace,
                execution: &slot.execution,
            };
            self.meters.failed(&named, failed, &decision.events);
        }
        self.apply(key, decision)
    }

    /// Applies a decision; its reply may be an error that does not undo it.
    pub(super) fn apply(&mut self, key: Key, decision: Decision) -> Result<Reply, Reject> {
        let is_change = !decision.changes_nothing();
        let Decision {
            execution,
            events,
            new_execution,
            writes,
            effects,
            reply,
            ack,
        } = decision;
        if is_change && ack == Ack::AfterCommit {
            self.must_save = true;
        }
        let Some(slot) = self.executions.get_mut(key) else {
            return Err(Reject::Stale);
        };
        let namespace = slot.namespace;
        if !events.is_empty() && !slot.watchers.is_empty() {
            self.watched.insert(key);
        }
        let named = Named {
            number: slot.kind,
            kinds: &self.kinds,
            namespace,
            execution: &execution,
        };
        self.meters.appended(&named, &events);
        slot.record(execution, events, writes);
        self.hands.note(key, &slot.execution);
        if slot.unsaved.is_some() {
            self.executions.note_unsaved(key);
        }
        self.renew_deadline(key, None);
        self.note_work(key);
        if let Some(birth) = new_execution {
            self.bear(namespace, *birth);
        }
        for effect in effects {
            self.release(key, effect);
        }
        reply
    }

    /// Takes in a run that begins; it is the latest of its workflow id.
    pub(super) fn bear(&mut self, namespace: u32, birth: Birth) -> Key {
        let Birth {
            execution,
            events,
            writes,
            effects,
        } = birth;
        let key = self.executions.new_key();
        let kind = self.kind(namespace, execution.workflow_type(), execution.task_queue());
        self.meters.born(&Named {
            number: kind,
            kinds: &self.kinds,
            namespace,
            execution: &execution,
        });
        let mut slot = Slot::new(namespace, kind, execution.clone(), Bytes::new(), None);
        slot.record(execution, events, writes);
        self.executions.insert(key, slot);
        self.executions.set_current(key);
        self.executions.note_unsaved(key);
        self.must_save = true;
        self.renew_deadline(key, None);
        self.note_work(key);
        for effect in effects {
            self.release(key, effect);
        }
        key
    }

    /// Sets an effect on its way. What others can see of it is kept back by the outbox until the commit.
    pub(super) fn release(&mut self, key: Key, effect: Effect) {
        match effect {
            Effect::WorkflowTaskReady {
                target,
                scheduled_event_id,
                attempt,
            } => {
                self.tasks.push_back(Task::Workflow {
                    key,
                    target,
                    scheduled_event_id,
                    attempt,
                    adrift: None,
                });
            }
            Effect::ActivityTaskReady {
                queue,
                scheduled_event_id,
                attempt,
                stamp,
                priority,
            } => {
                let queue = queue.into();
                self.tasks.push_back(Task::Activity {
                    key,
                    queue,
                    scheduled_event_id,
                    attempt,
                    stamp,
                    priority,
                });
            }
            Effect::QueryReady {
                query_id,
                target,
                query: _,
            } => self.query_goes_direct(query_id, target),
            Effect::QueryAnswered { query_id, result } => self.query_answered(&query_id, *result),
            Effect::QueryFailed { query_id, reject } => self.query_failed(&query_id, reject),
            // Watchers see the last event, which came with the same decision.
            Effect::Closed { status } => self.note_end_of_scheduled(key, status),
            Effect::UpdateMoved { update_id, status } => self.update_moved(key, update_id, status),
            Effect::Send(message) => self.messages.push_back(message),
        }
    }

    /// Takes an execution out of the queue of deadlines.
    pub(super) fn forget_deadline(&mut self, key: Key) {
        if let Some(slot) = self.executions.get_mut(key) {
            let old = slot.deadline.take();
            self.deadlines.replace(key, old, None);
        }
    }

    /// Puts an execution into the queue of deadlines by its next one, but not before `not_before`.
    pub(super) fn renew_deadline(&mut self, key: Key, not_before: Option<Timestamp>) {
        let Some(slot) = self.executions.get_mut(key) else {
            return;
        };
        let mut next = slot.execution.next_deadline();
        // That of a speculative task is not written down, nor is that of one which is put off.
        let mut is_written = slot.unsaved.is_some();
        if let (Some(deadline), Some(stuck)) = (next, not_before) {
            // Only what is overdue still is held back.
            if deadline <= self.now {
                next = Some(stuck.max(self.now + Duration::from_millis(1)));
                is_written = false;
            }
        }
        match next {
            Some(next) if !is_written => self.deadlines.keep(key, slot.deadline, next),
            _ => self.deadlines.replace(key, slot.deadline, next),
        }
        slot.deadline = next;
    }
}
