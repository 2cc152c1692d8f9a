//! The worker: starts its parts, watches over them and ends them in order.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use everloop_machines::RunOptions;
use everloop_proto::{
    Api, Code,
    enums::v1::{TaskQueueType, WorkerStatus},
    namespace::v1::namespace_info::Capabilities,
    worker::v1::WorkerHeartbeat,
    workflowservice::v1::{DescribeNamespaceRequest, ShutdownWorkerRequest},
};
use futures_util::future::join_all;
use tokio::{runtime::Handle, task::JoinHandle};

use crate::{
    ActivityExecutor, Error, Options, WorkflowRuntime,
    activity::{self, Cancellation, Registry},
    connection::{Connection, short_call},
    heartbeat::Reporter,
    limits::PayloadLimits,
    options::{Remote, SizeCheck, Versioning},
    retry,
    shutdown::Shutdown,
    slots::{SlotKind, Slots, Suppliers},
    workflow::{EagerSlot, Entrance, Lane, Lanes, RunningLane},
};

/// How often the worker looks for activities that ran out of time.
const OVERDUE_PAUSE: Duration = Duration::from_secs(1);
/// How long after the last activity its workflow's task may take to come.
const LAST_TASKS: Duration = Duration::from_millis(200);
/// How long the server may take to acknowledge the end.
const TELL_SERVER: Duration = Duration::from_secs(5);
/// How often activities that began after the end did are cancelled.
const CANCEL_PAUSE: Duration = Duration::from_millis(50);
/// How long open polls may take to come back once the server was told to end them.
const POLLS_END: Duration = Duration::from_secs(5);
/// How often the figures of slot suppliers are shown.
const SHOW_EVERY: Duration = Duration::from_secs(1);

/// A worker. It runs once; [`Self::shutdown`] ends it from anywhere.
pub struct Worker {
    connection: Arc<Connection>,
    options: Options,
    runtime: Option<Arc<dyn WorkflowRuntime>>,
    executor: Option<Arc<dyn ActivityExecutor>>,
    shutdown: Shutdown,
    suppliers: Suppliers,
    was_run: AtomicBool,
    capabilities: OnceLock<Capabilities>,
    /// Takes tasks that come with the reply to a start.
    entrance: Arc<Entrance>,
}

impl Worker {
    /// A worker that is not running yet. Workflows need a runtime, activities an executor.
    ///
    /// # Errors
    /// [`Error::Options`] for options that no worker can serve.
    pub fn new(
        api: Arc<dyn Api>,
        mut options: Options,
        runtime: Option<Arc<dyn WorkflowRuntime>>,
        executor: Option<Arc<dyn ActivityExecutor>>,
    ) -> Result<Self, Error> {
        if runtime.is_none() {
            options.workflows = None;
        }
        if executor.is_none() {
            options.activities = None;
        }
        options.validate()?;
        if options.instance_key.is_empty() {
            options.instance_key = uuid::Uuid::new_v4().to_string();
        }
        Ok(Self {
            connection: Arc::new(Connection::new(api, &options)),
            options,
            runtime,
            executor,
            shutdown: Shutdown::new(),
            suppliers: Suppliers::default(),
            was_run: AtomicBool::new(false),
            capabilities: OnceLock::new(),
            entrance: Arc::default(),
        })
    }

    /// Takes slots from these suppliers instead of the fixed numbers in the options.
    #[must_use]
    pub fn with_suppliers(mut self, suppliers: Suppliers) -> Self {
        self.suppliers = suppliers;
        self
    }

    /// Makes all further calls through another connection.
    pub fn replace_api(&self, api: Arc<dyn Api>) {
        self.connection.replace(api);
    }

    /// Begins the end: no new tasks are taken, and [`Self::run`] returns once those taken are done. May be
    /// called before the worker runs, and more than once.
    pub fn shutdown(&self) {
        self.shutdown.begin();
    }

    /// Whether [`Self::shutdown`] was called, or a fatal error began the end.
    #[must_use]
    pub fn is_shutting_down(&self) -> bool {
        self.shutdown.has_begun()
    }

    /// Waits until the end begins.
    pub async fn shutdown_begun(&self) {
        self.shutdown.begun().await;
    }

    /// A slot for the first task of a workflow that is about to be started, if this worker serves its queue, works, and
    /// has one free.
    #[must_use]
    pub fn eager_slot(&self, namespace: &str, task_queue: &str) -> Option<EagerSlot> {
        let serves = self.connection.namespace == namespace && self.connection.task_queue == task_queue;
        (serves && !self.shutdown.has_begun())
            .then(|| self.entrance.reserve())
            .flatten()
    }

    /// Says that the worker is about to run, so that it can take first tasks from now on.
    pub fn announce(&self) {
        if self.runtime.is_some() {
            self.entrance.announce();
        }
    }

    /// Makes sure that the namespace is there.
    ///
    /// # Errors
    /// [`Error::Namespace`] if it isn't, or if the server can't be asked.
    pub async fn check_namespace(&self) -> Result<(), Error> {
        let connection = &self.connection;
        let request = DescribeNamespaceRequest {
            namespace: connection.namespace.clone(),
            ..Default::default()
        };
        let reply = retry::answer(|| {
            let (api, request) = (connection.api(), request.clone());
            async move { api.describe_namespace(request, short_call()).await }
        })
        .await;
        match reply {
            Ok(reply) => {
                let info = reply.namespace_info.unwrap_or_default();
                if let (SizeCheck::Checked, Some(limits)) = (self.options.size_check, &info.limits) {
                    let _ = connection
                        .limits
                        .set(PayloadLimits::of(limits, self.options.size_warnings));
                } else {
                    let _ = connection.limits.set(PayloadLimits::none(self.options.size_warnings));
                }
                let capabilities = info.capabilities.unwrap_or_default();
                // The first answer counts if a worker is checked more than once.
                let _ = self.capabilities.set(capabilities);
                Ok(())
            }
            // Wire: old servers do not serve this call.
            Err(error) if error.code == Code::Unimplemented => Ok(()),
            Err(source) => Err(Error::Namespace {
                namespace: connection.namespace.clone(),
                source,
            }),
        }
    }

    /// Serves the task queue until [`Self::shutdown`]. When it returns nothing of the worker runs any more. Must be called
    /// within a tokio runtime.
    ///
    /// # Errors
    /// What ended the worker, if it wasn't [`Self::shutdown`]; [`Error::RunTwice`] the second time.
    pub async fn run(&self) -> Result<(), Error> {
        if self.was_run.swap(true, Ordering::AcqRel) {
            return Err(Error::RunTwice);
        }
        self.check_namespace().await?;
        let _ends = EndOnDrop(&self.shutdown);
        self.connection.metrics.started();
        self.show_suppliers();
        let activities = self.activities();
        let sticky_queue = format!("{}-{}", self.connection.identity, self.connection.instance_key);
        let lanes = self.start_lanes(activities.as_ref(), &sticky_queue)?;
        let polls = activities.as_ref().filter(|_| self.polls_activities()).map(|registry| {
            let (registry, shutdown) = (Arc::clone(registry), self.shutdown.clone());
            tokio::spawn(activity::poll(registry, shutdown))
        });
        let watch = activities
            .as_ref()
            .map(|registry| tokio::spawn(watch_overdue(Arc::clone(registry))));

        let reporter = self.reporter().inspect(|reporter| {
            let (beating, shutdown) = (Arc::clone(reporter), self.shutdown.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = shutdown.begun() => {}
                    () = beating.run() => {}
                }
            });
        });

        self.shutdown.begun().await;
        let last_beat = reporter.map(|reporter| reporter.report(WorkerStatus::ShuttingDown));
        let sticky_queues = lanes.iter().map(|running| running.lane.sticky_queue.clone()).collect();
        let ended = self
            .end(activities.as_ref(), lanes, polls, sticky_queues, last_beat)
            .await;
        if let Some(watch) = watch {
            watch.abort();
        }
        ended
    }

    /// Shows what the suppliers of slots go by, as long as the worker runs.
    fn show_suppliers(&self) {
        let Some(metrics) = self.options.metrics.clone() else {
            return;
        };
        if self.suppliers.is_empty() {
            return;
        }
        let (suppliers, shutdown) = (self.suppliers.clone(), self.shutdown.clone());
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(SHOW_EVERY);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let showing = async {
                loop {
                    ticks.tick().await;
                    suppliers.show(&metrics);
                }
            };
            tokio::select! {
                () = shutdown.begun() => {}
                () = showing => {}
            }
        });
    }

    /// What tells the server of this worker, if the server wants to know.
    fn reporter(&self) -> Option<Arc<Reporter>> {
        let is_wanted = self.capabilities.get().is_some_and(|it| it.worker_heartbeats);
        let reporter = is_wanted.then(|| Reporter::new(&self.connection, &self.options))?;
        reporter.map(Arc::new)
    }

    fn activities(&self) -> Option<Arc<Registry>> {
        let options = self.options.activities.clone()?;
        let executor = Arc::clone(self.executor.as_ref()?);
        Some(Registry::new(
            Arc::clone(&self.connection),
            options,
            executor,
            &self.suppliers,
        ))
    }

    fn polls_activities(&self) -> bool {
        self.options
            .activities
            .as_ref()
            .is_some_and(|options| options.remote == Remote::Polled)
    }

    fn start_lanes(&self, activities: Option<&Arc<Registry>>, sticky_queue: &str) -> Result<Vec<RunningLane>, Error> {
        let (Some(runtime), Some(options)) = (&self.runtime, &self.options.workflows) else {
            return Ok(Vec::new());
        };
        let build_id = match &self.options.versioning {
            Versioning::Unversioned => String::new(),
            Versioning::BuildId(build_id) => build_id.clone(),
        };
        let lanes = Lanes {
            connection: Arc::clone(&self.connection),
            run_options: Arc::new(RunOptions {
                namespace: self.options.namespace.clone(),
                task_queue: self.options.task_queue.clone(),
                sdk_name: self.options.client_name.clone(),
                sdk_version: self.options.client_version.as_str().into(),
                build_id,
                deployment_name: String::new(),
            }),
            passage: runtime.passage(),
            runtime: Arc::clone(runtime),
            eager: activities.filter(|_| self.polls_activities()).cloned(),
            activities: activities.cloned(),
            slots: Slots::of(
                self.suppliers.workflow.as_ref(),
                options.slots,
                &self.connection.metrics,
                SlotKind::Workflow,
            ),
            cover: Arc::default(),
            shutdown: self.shutdown.clone(),
            tokio: Handle::current(),
            all: OnceLock::new(),
            options: options.clone(),
        };
        let started = Lane::start_all(&Arc::new(lanes), sticky_queue)?;
        if let Some(first) = started.first() {
            self.entrance.open(&first.lane);
        }
        Ok(started)
    }

    async fn end(
        &self,
        activities: Option<&Arc<Registry>>,
        lanes: Vec<RunningLane>,
        polls: Option<JoinHandle<()>>,
        sticky_queues: Vec<String>,
        last_beat: Option<WorkerHeartbeat>,
    ) -> Result<(), Error> {
        self.tell_server(sticky_queues, last_beat).await;
        let abandon = tokio::spawn(abandon_polls(
            self.shutdown.clone(),
            activities.cloned(),
            self.capabilities
                .get()
                .is_some_and(|it| it.worker_poll_complete_on_shutdown),
        ));
        let cancel = async {
            tokio::time::sleep(self.options.graceful_shutdown_timeout).await;
            loop {
                // Again and again: the last polls may still bring a task.
                if let Some(activities) = activities {
                    activities.cancel_all(Cancellation {
                        worker_shutdown: true,
                        ..Cancellation::default()
                    });
                }
                tokio::time::sleep(CANCEL_PAUSE).await;
            }
        };
        let drain = async {
            let mut result = Ok(());
            if let Some(polls) = polls {
                polls
                    .await
                    .expect("the activity pollers do not panic and are not aborted");
            }
            for RunningLane { lane, ended } in lanes {
                // Dropped unsent only if the lane's thread panicked, which ends the process's trust in it anyway.
                let panicked = |_| Error::Thread("a workflow thread panicked".to_owned());
                result = result.and(ended.await.map_err(panicked));
                drop(lane);
            }
            if let Some(activities) = activities {
                activities.idle().await;
            }
            result
        };
        let result = tokio::select! {
            biased;
            result = drain => result,
            () = cancel => unreachable!("cancelling goes on until all has ended"),
        };
        abandon.abort();
        result
    }

    /// Tells the server that the worker ends: open polls come back, and what waits in sticky queues
    /// goes to other workers at once.
    async fn tell_server(&self, sticky_queues: Vec<String>, last_beat: Option<WorkerHeartbeat>) {
        let connection = &self.connection;
        let mut types = Vec::new();
        if !sticky_queues.is_empty() {
            types.push(TaskQueueType::Workflow as i32);
        }
        if self.polls_activities() {
            types.push(TaskQueueType::Activity as i32);
        }
        let sticky_queues = if sticky_queues.is_empty() {
            vec![String::new()]
        } else {
            sticky_queues
        };
        // Polls that were opened before the client was exchanged are another server's, which need not be there any more.
        join_all(connection.all_apis().into_iter().map(|api| {
            let requests = sticky_queues.iter().map(|sticky_task_queue| ShutdownWorkerRequest {
                namespace: connection.namespace.clone(),
                sticky_task_queue: sticky_task_queue.clone(),
                identity: connection.identity.clone(),
                reason: "graceful shutdown".to_owned(),
                worker_instance_key: connection.instance_key.clone(),
                task_queue: connection.task_queue.clone(),
                task_queue_types: types.clone(),
                worker_heartbeat: last_beat.clone(),
            });
            tell_one_server(api, requests.collect())
        }))
        .await;
    }
}

async fn tell_one_server(api: Arc<dyn Api>, requests: Vec<ShutdownWorkerRequest>) {
    for request in requests {
        match tokio::time::timeout(TELL_SERVER, api.shutdown_worker(request, short_call())).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the server was not told of the worker's end"),
            Err(_) => tracing::debug!("the server did not acknowledge the worker's end in time"),
        }
    }
}

/// Ends the worker's parts when nobody waits for them any more: the future of [`Worker::run`] was dropped.
struct EndOnDrop<'a>(&'a Shutdown);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.begin();
        self.0.abandon_polls();
    }
}

/// Gives up open polls once they bring nothing any more, so that no task is handed to a poll that nobody waits for.
///
/// Wire: some servers end the polls of a worker that shuts down. With others a poll is dropped, and a task just handed
/// to it is lost until it times out. The likeliest such task is that of a workflow whose activity ended last.
async fn abandon_polls(shutdown: Shutdown, activities: Option<Arc<Registry>>, server_ends_polls: bool) {
    let wait = async {
        if server_ends_polls {
            std::future::pending::<()>().await;
        }
        if let Some(activities) = activities
            && !activities.is_idle()
        {
            activities.idle().await;
            tokio::time::sleep(LAST_TASKS).await;
        }
    };
    let _ = tokio::time::timeout(POLLS_END, wait).await;
    shutdown.abandon_polls();
}

async fn watch_overdue(registry: Arc<Registry>) {
    loop {
        tokio::time::sleep(OVERDUE_PAUSE).await;
        registry.cancel_overdue();
    }
}
