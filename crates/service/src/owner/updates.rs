//! Updates: who waits for which to get how far.
//!
//! The engine holds the updates themselves; here are only the callers. An update that no workflow has accepted is in
//! memory alone, so that its execution stays there (`executions.rs`).

use std::{collections::HashMap, time::Duration};

use everloop_engine::{Input, Reject, Reply as Decided, UpdateStage, UpdateStatus};
use everloop_proto::{Code, Reply, RpcError};
use everloop_store::Key;

use crate::{
    errors,
    promise::Promise,
    request::{Ask, Update, UpdateAnswer},
};

use super::{Owner, waits::Wait};

#[derive(Default)]
pub(super) struct Updates {
    waiters: HashMap<(Key, String), Vec<Waiter>>,
}

struct Waiter {
    serial: u64,
    stage: UpdateStage,
    promise: Promise<UpdateAnswer>,
}

impl Owner {
    pub(super) fn update(&mut self, update: Update) {
        let Update {
            address,
            ask,
            stage,
            patience,
            promise,
        } = update;
        let (key, status) = match self.find(&address).and_then(|key| Ok((key, self.ask(key, ask)?))) {
            Ok(found) => found,
            Err(error) => return self.outbox.put(promise, Err(error)),
        };
        // What is said of an execution has to be on disk.
        self.must_save |= self.executions.is_unsaved(key);
        self.await_update(key, status, stage, patience, promise);
    }

    /// Answers when the update is far enough, or the caller's patience ends.
    pub(super) fn await_update(
        &mut self,
        key: Key,
        status: UpdateStatus,
        stage: Option<UpdateStage>,
        patience: Duration,
        promise: Promise<UpdateAnswer>,
    ) {
        match stage {
            Some(stage) if status.stage < stage => {
                let (serial, update_id) = (self.waits.new_serial(), status.update_id);
                let wait = Wait::Update {
                    key,
                    update_id: update_id.clone(),
                    serial,
                };
                self.waits.add(self.patience, patience, wait);
                let waiters = self.updates.waiters.entry((key, update_id)).or_default();
                waiters.push(Waiter { serial, stage, promise });
            }
            _ => {
                let answer = self.update_answer(key, status);
                self.outbox.put(promise, answer);
            }
        }
    }

    fn ask(&mut self, key: Key, ask: Ask) -> Reply<UpdateStatus> {
        let update_id = match ask {
            Ask::Admit(request) => {
                return match self.decide(key, Input::Update(request)).map_err(errors::from_reject)? {
                    Decided::Update(status) => Ok(status),
                    other => Err(RpcError::new(
                        Code::Internal,
                        format!("an update was answered with {other:?}"),
                    )),
                };
            }
            Ask::Known(update_id) => update_id,
        };
        let slot = self.executions.touch(key);
        slot.and_then(|slot| slot.execution.update_status(&update_id))
            .ok_or_else(|| errors::not_found(format!("update \"{update_id}\" not found")))
    }

    /// An update is further than it was, or given up: whoever waited for that is told.
    pub(super) fn update_moved(&mut self, key: Key, update_id: String, status: Result<UpdateStatus, Reject>) {
        let place = (key, update_id);
        let Some(waiters) = self.updates.waiters.remove(&place) else {
            return;
        };
        let reached = status.as_ref().map_or(UpdateStage::Completed, |status| status.stage);
        let (served, waiting): (Vec<_>, Vec<_>) = waiters.into_iter().partition(|waiter| waiter.stage <= reached);
        if !waiting.is_empty() {
            self.updates.waiters.insert(place, waiting);
        }
        for waiter in served {
            let answer = match &status {
                Ok(status) => self.update_answer(key, status.clone()),
                Err(reject) => Err(errors::from_reject(reject.clone())),
            };
            self.outbox.put(waiter.promise, answer);
        }
    }

    /// A caller has waited long enough, and is told how far the update is.
    pub(super) fn update_wait_ended(&mut self, key: Key, update_id: String, serial: u64) {
        let place = (key, update_id);
        let Some(waiters) = self.updates.waiters.get_mut(&place) else {
            return;
        };
        let Some(position) = waiters.iter().position(|waiter| waiter.serial == serial) else {
            return;
        };
        let waiter = waiters.remove(position);
        if waiters.is_empty() {
            self.updates.waiters.remove(&place);
        }
        let answer = self.load(key).and_then(|()| {
            let slot = self.executions.touch(key);
            slot.and_then(|slot| slot.execution.update_status(&place.1))
                .ok_or_else(|| RpcError::new(Code::Unavailable, "workflow update was aborted"))
        });
        let answer = answer.and_then(|status| self.update_answer(key, status));
        self.outbox.put(waiter.promise, answer);
    }

    fn update_answer(&self, key: Key, status: UpdateStatus) -> Reply<UpdateAnswer> {
        let slot = self.executions.get(key);
        let slot = slot.ok_or_else(|| RpcError::new(Code::Unavailable, "workflow update was aborted"))?;
        let run_id = slot.execution.identity().run_id.clone();
        Ok(UpdateAnswer { run_id, status })
    }
}
