//! The loop. One turn: take what has come, decide it, match tasks, hand over workflow tasks, commit once, let the
//! answers leave.

use std::{sync::Arc, time::Duration};

use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use everloop_engine::{Input, Timestamp};

use crate::{errors, handle::Shared, promise::Promise, request::Request};

use super::{Owner, skipping::Skipping, waits::Wait};

/// Requests that one turn takes at most, so that answers are not held up for ever.
const REQUESTS_MAX: usize = 512;

/// The longest sleep: a system clock that is set forward is noticed within this time.
const SLEEP_MAX: Duration = Duration::from_secs(10);

/// After this time an execution whose deadline has come, but which the rules did not move, is looked at again.
const STUCK: Duration = Duration::from_secs(1);

/// Callers learn why there is no answer even if the reason is a mistake in here. A local of [`Owner::run`], it is
/// dropped before the owner and with it the promises.
struct TellOfPanic(Arc<Shared>);

impl Drop for TellOfPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0
                .stop("the engine has stopped: its owner thread has panicked".to_owned());
        }
    }
}

enum Woken {
    By(Request),
    ByTime,
    /// All handles are gone.
    ByEnd,
}

impl Owner {
    /// Runs until the service is closed or a commit fails.
    pub(crate) fn run(mut self) {
        let _told = TellOfPanic(Arc::clone(&self.shared));
        loop {
            let first = match self.sleep() {
                Woken::By(request) => Some(request),
                Woken::ByTime => None,
                Woken::ByEnd => return self.close(None),
            };
            let began = self.meters.start();
            let turned = self.turn(first);
            self.meters.turned(began);
            match turned {
                Ok(None) => {}
                Ok(Some(promise)) => return self.close(Some(promise)),
                Err(error) => return self.stop(&error),
            }
            self.skip_time();
        }
    }

    /// One turn. Returns the promise of who wants the service closed, or why the owner must stop.
    pub(crate) fn turn(&mut self, first: Option<Request>) -> Result<Option<Promise<()>>, String> {
        self.now = self.clock.now();
        self.patience = self.clock.patience();
        if let Some(promise) = self.take_requests(first) {
            return Ok(Some(promise));
        }
        self.take_time();
        self.offer_adrift();
        self.feed_hungry();
        self.take_back_tasks();
        self.batches.wake(self.patience);
        if !self.batches.is_idle() {
            self.work_on_batches();
        }
        self.settle();
        self.serve_watchers();
        self.remove_doomed();
        self.finish_turn()?;
        self.serve_lists();
        self.serve_schedule_lists();
        Ok(None)
    }

    /// Carries what was decided to whom it concerns, until all have heard.
    fn settle(&mut self) {
        loop {
            self.deliver_messages();
            self.dispatch();
            if !self.schedules.has_news() {
                return;
            }
            self.tell_schedules();
        }
    }

    /// Commits if something has to be on disk, and lets the answers leave.
    fn finish_turn(&mut self) -> Result<(), String> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        self.outbox.release_ahead();
        let is_time = self.save_by.is_some_and(|end| end <= self.patience);
        if self.must_save || is_time {
            self.save().map_err(|error| error.to_string())?;
        } else {
            self.save_later();
        }
        self.outbox.release();
        Ok(())
    }

    fn sleep(&self) -> Woken {
        let request = match self.time_to_sleep() {
            Some(Duration::ZERO) => match self.requests.try_recv() {
                Ok(request) => Ok(request),
                Err(TryRecvError::Empty) => Err(RecvTimeoutError::Timeout),
                Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
            },
            Some(duration) => self.requests.recv_timeout(duration),
            None => self.requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match request {
            Ok(request) => Woken::By(request),
            Err(RecvTimeoutError::Timeout) => Woken::ByTime,
            Err(RecvTimeoutError::Disconnected) => Woken::ByEnd,
        }
    }

    /// How long nothing is to do but to wait for requests; `None` if time alone brings nothing.
    pub(crate) fn time_to_sleep(&self) -> Option<Duration> {
        let has_lists = !self.lists.is_empty() || self.schedules.has_lists();
        let has_tasks = self.backlog.has_work() || self.outbox.has_returned() || self.hands.has_work();
        if has_tasks || has_lists || !self.batches.is_idle() {
            return Some(Duration::ZERO);
        }
        let (courtesy, sleeper) = self.skipping.as_ref().map_or((None, None), Skipping::next);
        let patience = [
            self.matching.next_expiry(),
            self.waits.next(),
            self.save_by,
            courtesy,
            self.removal.next(),
            self.batches.next(),
            self.backlog.next(),
        ]
        .into_iter()
        .flatten()
        .min();
        let patience = patience.and_then(|end| self.clock.patience_until(end));
        let deadline = [self.deadlines.next(), self.schedules.next()]
            .into_iter()
            .flatten()
            .min();
        let deadline = deadline.and_then(|end| self.clock.until(end));
        let sleeper = sleeper.and_then(|end| self.clock.until(end));
        [patience, deadline, sleeper]
            .into_iter()
            .flatten()
            .min()
            .map(|duration| duration.min(SLEEP_MAX))
    }

    /// A request that has come, if one has.
    pub(crate) fn next_request(&self) -> Option<Request> {
        self.requests.try_recv().ok()
    }

    /// Takes requests until there are none; returns the promise of who wants the service closed.
    fn take_requests(&mut self, first: Option<Request>) -> Option<Promise<()>> {
        let mut next = first;
        for _ in 0..REQUESTS_MAX {
            match next.or_else(|| self.requests.try_recv().ok())? {
                Request::Close(promise) => return Some(promise),
                request => self.take(request),
            }
            next = None;
        }
        None
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Start {
                request,
                connection,
                promise,
            } => {
                let reply = self.start(*request, connection.as_ref());
                self.outbox.put(promise, reply);
            }
            Request::SignalWithStart { request, promise } => {
                let reply = self.signal_with_start(*request);
                self.outbox.put(promise, reply);
            }
            Request::Input {
                address,
                input,
                connection,
                promise,
            } => {
                let (reply, tasks) = match self.input(&address, *input, connection.as_ref()) {
                    Ok((answer, tasks)) => (Ok(answer), tasks),
                    Err(error) => (Err(error), Vec::new()),
                };
                self.outbox.put_with_activities(tasks, promise, reply);
            }
            Request::Describe { address, promise } => {
                let reply = self.describe(&address);
                self.outbox.put(promise, reply);
            }
            Request::Update(update) => self.update(*update),
            Request::Query(query) => self.query(*query),
            Request::AnswerQuery { answer, promise } => {
                let reply = self.answer_query(*answer);
                self.outbox.put(promise, reply);
            }
            Request::PollWorkflowTask { poll, promise } => self.poll_workflow_task(*poll, promise),
            Request::PollActivityTask { poll, promise } => self.poll_activity_task(*poll, promise),
            Request::ReadHistory { read, promise } => self.read_history(read, promise),
            Request::ReadHistoryReverse { address, page, promise } => {
                let reply = self.read_history_reverse(&address, &page);
                self.outbox.put(promise, reply);
            }
            Request::Namespace(request) => self.namespace_request(request),
            Request::Schedule(request) => self.schedule_request(request),
            Request::SearchAttributes(request) => self.search_attributes_request(request),
            Request::List(list) => self.list(list),
            Request::Delete {
                address,
                identity,
                promise,
            } => {
                let reply = self.delete(&address, identity);
                self.outbox.put(promise, reply);
            }
            Request::DescribeQueue {
                namespace,
                kind,
                name,
                promise,
            } => {
                let reply = self.describe_queue(&namespace, kind, &name);
                self.outbox.put(promise, reply);
            }
            Request::TimeSkipping(request) => self.time_skipping(request),
            Request::Admin(request) => self.administer(*request),
            Request::ConnectionClosed(connection) => self.connection_closed(connection),
            Request::ClockMoved => {}
            Request::Close(_) => {}
        }
    }

    /// Does what the time asks for: deadlines of executions, and the end of callers' patience.
    fn take_time(&mut self) {
        self.sweep();
        self.wake_sleepers();
        self.move_window();
        for (deadline, key) in self.deadlines.take_due(self.now) {
            self.deadline_reached(deadline, key);
        }
        self.move_schedules_window();
        self.drive_schedules();
        while let Some(poll) = self.matching.take_expired(self.patience) {
            self.expire_poll(poll);
        }
        while let Some(wait) = self.waits.take_ended(self.patience) {
            match wait {
                Wait::History { key, serial } => self.history_wait_ended(key, serial),
                Wait::Query { id } => self.query_wait_ended(&id),
                Wait::Update { key, update_id, serial } => self.update_wait_ended(key, update_id, serial),
                Wait::Connection(connection) => self.give_out_again(&connection),
                Wait::Former => self.look_for_orphans(),
                Wait::QueryOnSticky { id } => self.query_leaves_sticky(&id),
            }
        }
    }

    fn deadline_reached(&mut self, deadline: Timestamp, key: everloop_store::Key) {
        if let Err(error) = self.load(key) {
            tracing::error!(key, %error, "an execution whose deadline has come cannot be loaded");
            return;
        }
        self.forget_deadline(key);
        if let Err(reject) = self.decide(key, Input::Deadline) {
            tracing::error!(key, %reject, "a deadline was rejected");
        }
        self.renew_deadline(key, Some(deadline + STUCK));
    }

    fn close(mut self, promise: Option<Promise<()>>) {
        self.settle();
        if let Err(error) = self.save() {
            return self.stop(&error.to_string());
        }
        self.outbox.release();
        self.shared.stop("the engine is closed".to_owned());
        drop(self);
        if let Some(promise) = promise {
            promise.keep(Ok(()));
        }
    }

    /// The store has failed: nothing that depends on it leaves, and nothing more is taken.
    pub(crate) fn stop(mut self, error: &str) {
        let reason = format!("the engine has stopped, its store failed: {error}");
        tracing::error!("{reason}");
        self.outbox.fail(&errors::unavailable(&reason));
        self.shared.stop(reason);
    }
}
