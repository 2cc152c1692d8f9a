//! A task on its way through the rules and the runtime, on its lane's thread.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use everloop_machines::{Activation, Completion, Fit, Run, Step, TaskInput, completion::TaskFailed, task::TaskFailure};
use everloop_proto::{Reply, enums::v1::WorkflowTaskFailedCause};

use super::{
    ending::application_failure,
    history::{self, Page},
    lane::{Active, Event, Lane, Replaced},
    open::{Kind, OpenTask, Polled, TaskNames},
};
use crate::Eviction;

impl Lane {
    /// Begins a task whose run, if it is known, was taken out of the cache.
    pub(super) fn begin(self: &Arc<Self>, run: Option<Box<Run>>, task: Polled) -> Result<(), Replaced> {
        let metrics = &self.lanes.connection.metrics;
        let (open, input) = OpenTask::new(task, metrics);
        let is_cached = run.is_some();
        let mut run = run.unwrap_or_else(|| self.new_run());
        match run.fit(&input) {
            Fit::Continues => {
                if is_cached && open.kind == Kind::WorkflowTask {
                    metrics.vitals.cache_hits.fetch_add(1, Ordering::Relaxed);
                }
                if let Some(counted) = open
                    .metrics
                    .as_ref()
                    .filter(|_| is_cached && open.kind == Kind::WorkflowTask)
                {
                    counted.cache_hit.add(1);
                }
            }
            Fit::Restarts => {
                self.evict_if(is_cached, &open.names, &Eviction::CacheMiss);
                run = self.new_run();
            }
            Fit::NeedsFullHistory => {
                metrics.cache_missed();
                self.evict_if(is_cached, &open.names, &Eviction::CacheMiss);
                let connection = Arc::clone(&self.lanes.connection);
                self.launch(async move {
                    let reply = history::fetch(&connection, &open.names, bytes::Bytes::new()).await;
                    Event::FullHistory {
                        open: Box::new(open),
                        input: Box::new(input),
                        reply,
                    }
                });
                return Ok(());
            }
        }
        self.apply(run, Box::new(open), input)
    }

    /// Goes on with a task whose history had to be fetched from its start.
    pub(super) fn begin_from_start(
        self: &Arc<Self>,
        mut open: Box<OpenTask>,
        mut input: TaskInput,
        reply: Reply<Page>,
    ) -> Result<(), Replaced> {
        match reply {
            Ok(page) => {
                input.history_complete = page.next.is_empty();
                input.history = page.events;
                open.page_token = page.next;
                self.apply(self.new_run(), open, input)
            }
            Err(error) => {
                self.drop_task(&open, &error);
                Ok(())
            }
        }
    }

    fn apply(self: &Arc<Self>, mut run: Box<Run>, open: Box<OpenTask>, input: TaskInput) -> Result<(), Replaced> {
        match run.apply_task(input) {
            Ok(()) => self.work(run, open),
            Err(error) => {
                let failure = TaskFailure {
                    cause: error.cause(),
                    failure: error.failure(),
                    error: Some(error),
                };
                self.give_up(run, *open, failure);
                Ok(())
            }
        }
    }

    /// Takes steps until the task is answered or waits for something.
    pub(super) fn work(self: &Arc<Self>, mut run: Box<Run>, mut open: Box<OpenTask>) -> Result<(), Replaced> {
        loop {
            match run.step() {
                Step::Activate(activation) => {
                    if !activation.is_replaying {
                        open.count_replay();
                    }
                    if let Some(passage) = &self.lanes.passage {
                        self.pass_in(passage, run, open, activation);
                        return Ok(());
                    }
                    let completion = self.activate(&open.names, activation)?;
                    run.complete(completion);
                }
                Step::NeedHistory => {
                    self.fetch_history(&mut open);
                    self.suspend(run, open);
                    return Ok(());
                }
                Step::Local(work) => self.local_work(&open.names, work),
                Step::AwaitLocal => {
                    self.watch_task_time(&mut open);
                    self.suspend(run, open);
                    return Ok(());
                }
                Step::Respond(response) => {
                    self.respond(run, *open, response);
                    return Ok(());
                }
                Step::Idle => {
                    self.release(&open.names.run_id, Some(run));
                    return Ok(());
                }
            }
        }
    }

    /// Runs workflow code. If it takes so long that the lane got another thread, the run is given up.
    pub(super) fn activate(
        self: &Arc<Self>,
        names: &Arc<TaskNames>,
        activation: Activation,
    ) -> Result<Completion, Replaced> {
        *self.active.lock() = Some(Active {
            names: Arc::clone(names),
            since: Instant::now(),
        });
        let runtime = &self.lanes.runtime;
        let completion = panic::catch_unwind(AssertUnwindSafe(|| runtime.activate(activation)));
        if self.active.lock().take().is_none() {
            self.give_up_blocked(names);
            return Err(Replaced);
        }
        Ok(completion.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no text");
            let message = format!("the runtime of workflow {} panicked: {text}", names.workflow_type);
            Completion::TaskFailed(TaskFailed {
                failure: application_failure(message, "RuntimePanic"),
                cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
            })
        }))
    }

    /// Called by a thread that was replaced while it was blocked; its task was failed meanwhile.
    fn give_up_blocked(self: &Arc<Self>, names: &TaskNames) {
        let why = Eviction::RuntimeFailed {
            failure: "workflow code held its thread for too long".to_owned(),
        };
        self.lanes.runtime.evict(&names.run_id, &why);
        self.state.lock().blocked -= 1;
        self.release(&names.run_id, None);
        self.wake_thread();
    }

    fn new_run(&self) -> Box<Run> {
        Box::new(Run::new(Arc::clone(&self.lanes.run_options)))
    }

    pub(super) fn evict_if(&self, condition: bool, names: &TaskNames, why: &Eviction) {
        if condition {
            self.lanes.runtime.evict(&names.run_id, why);
        }
    }
}
