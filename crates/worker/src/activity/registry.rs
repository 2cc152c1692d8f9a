//! The activities that run now, and all they share.

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use everloop_proto::workflowservice::v1::PollActivityTaskQueueResponse;
use parking_lot::Mutex;
use tokio::{
    runtime::Handle,
    sync::{Notify, oneshot},
};

use super::{ActivityContext, ActivityExecutor, ActivityOutcome, ActivityTask, Cancellation};
use crate::{
    connection::Connection,
    launch::launch,
    metrics::Where,
    options::ActivityOptions,
    slots::{Permit, SlotInfo, SlotKind, Slots, Suppliers},
};

/// What all activities of a worker share.
pub(crate) struct Registry {
    pub(crate) connection: Arc<Connection>,
    pub(super) options: ActivityOptions,
    pub(crate) slots: Slots,
    pub(crate) local_slots: Slots,
    executor: Arc<dyn ActivityExecutor>,
    runtime: Handle,
    running: Mutex<HashMap<Bytes, ActivityContext>>,
    /// Reports and heartbeats on their way.
    in_flight: AtomicUsize,
    changed: Notify,
}

impl Registry {
    /// Must be called within a tokio runtime.
    pub(crate) fn new(
        connection: Arc<Connection>,
        options: ActivityOptions,
        executor: Arc<dyn ActivityExecutor>,
        suppliers: &Suppliers,
    ) -> Arc<Self> {
        Arc::new(Self {
            slots: Slots::of(
                suppliers.activity.as_ref(),
                options.slots,
                &connection.metrics,
                SlotKind::Activity,
            ),
            local_slots: Slots::of(
                suppliers.local_activity.as_ref(),
                options.local_slots,
                &connection.metrics,
                SlotKind::LocalActivity,
            ),
            connection,
            options,
            executor,
            runtime: Handle::current(),
            running: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            changed: Notify::new(),
        })
    }

    /// Hands a task to the executor.
    pub(crate) fn start(self: &Arc<Self>, task: PollActivityTaskQueueResponse, permit: Permit, came: Where) {
        permit.mark_used(SlotInfo::Activity {
            activity_type: type_name(&task),
        });
        self.connection
            .metrics
            .activity_waited(task.current_attempt_scheduled_time.as_ref(), task.started_time.as_ref());
        let context = ActivityContext::new(self, &task, permit, self.throttle(&task), None, came);
        self.running.lock().insert(context.token().clone(), context.clone());
        self.executor.start(
            ActivityTask {
                task: Box::new(task),
                is_local: false,
            },
            context,
        );
    }

    /// Hands a local activity to the executor and its outcome to the receiver.
    pub(crate) fn start_local(
        self: &Arc<Self>,
        task: PollActivityTaskQueueResponse,
        permit: Permit,
    ) -> (ActivityContext, oneshot::Receiver<ActivityOutcome>) {
        permit.mark_used(SlotInfo::LocalActivity {
            activity_type: type_name(&task),
        });
        let (outcome, receiver) = oneshot::channel();
        let context = ActivityContext::new(self, &task, permit, Duration::ZERO, Some(outcome), Where::Local);
        self.running.lock().insert(context.token().clone(), context.clone());
        self.executor.start(
            ActivityTask {
                task: Box::new(task),
                is_local: true,
            },
            context.clone(),
        );
        (context, receiver)
    }

    fn throttle(&self, task: &PollActivityTaskQueueResponse) -> Duration {
        let timeout = task
            .heartbeat_timeout
            .and_then(|timeout| Duration::try_from(timeout).ok())
            .unwrap_or_default();
        let interval = if timeout.is_zero() {
            self.options.heartbeat_throttle_default
        } else {
            timeout.mul_f64(0.8)
        };
        interval.min(self.options.heartbeat_throttle_max)
    }

    pub(crate) fn cancel(&self, context: &ActivityContext, reasons: Cancellation) {
        if context.add_reasons(reasons) {
            self.executor.cancel(context);
        }
    }

    pub(super) fn ended(&self, token: &Bytes) {
        self.running.lock().remove(token);
        self.changed.notify_waiters();
    }

    /// Begins `work` on this thread and leaves the rest to the runtime. [`Self::idle`] does not wait for it.
    pub(super) fn launch(&self, work: impl Future<Output = ()> + Send + 'static) {
        launch(&self.runtime, work);
    }

    /// Like [`Self::launch`], for what must not be lost when the worker stops: [`Self::idle`] waits for it.
    pub(super) fn launch_counted(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
        let registry = Arc::clone(self);
        self.launch(async move {
            work.await;
            registry.in_flight.fetch_sub(1, Ordering::AcqRel);
            registry.changed.notify_waiters();
        });
    }

    /// Asks every running activity to stop.
    pub(crate) fn cancel_all(&self, reasons: Cancellation) {
        let running: Vec<_> = self.running.lock().values().cloned().collect();
        for context in running {
            self.cancel(&context, reasons);
        }
    }

    /// Asks activities to stop that ran out of time by this worker's clock: their worker may have been cut off
    /// from the server, which would have told them.
    pub(crate) fn cancel_overdue(&self) {
        let now = Instant::now();
        let slack = self.options.local_timeout_slack;
        let overdue: Vec<_> = self
            .running
            .lock()
            .values()
            .filter(|context| context.is_overdue(now, slack))
            .cloned()
            .collect();
        for context in overdue {
            self.cancel(
                &context,
                Cancellation {
                    timed_out: true,
                    ..Cancellation::default()
                },
            );
        }
    }

    /// Whether nothing runs and every outcome is reported.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.lock().is_empty() && self.in_flight.load(Ordering::Acquire) == 0
    }

    /// Waits until nothing runs and every outcome is reported.
    pub(crate) async fn idle(&self) {
        loop {
            let changed = self.changed.notified();
            if self.is_idle() {
                return;
            }
            changed.await;
        }
    }
}

fn type_name(task: &PollActivityTaskQueueResponse) -> &str {
    task.activity_type.as_ref().map_or("", |named| &named.name)
}
