//! Heartbeats: how a worker is, told to the server again and again, so that people see it in lists of workers.
//!
//! They are a service to people: one that is lost is not sent again, and a server that does not serve the call is not
//! asked twice. The last word goes with the message that the worker ends.

use std::{
    sync::{Arc, OnceLock, atomic::Ordering::Relaxed},
    time::{Duration, SystemTime},
};

use everloop_proto::{
    Code,
    deployment::v1::WorkerDeploymentVersion,
    enums::v1::WorkerStatus,
    worker::v1::{PluginInfo, StorageDriverInfo, WorkerHeartbeat, WorkerHostInfo, WorkerPollerInfo, WorkerSlotsInfo},
    workflowservice::v1::RecordWorkerHeartbeatRequest,
};
use parking_lot::Mutex;

use crate::{
    Options,
    connection::{Connection, short_call},
    environment,
    metrics::Poller,
    options::Pollers,
    slots::{HostUse, SlotKind},
};

/// Whether and what a worker tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeartbeatOptions {
    /// How often; `None` for never.
    pub interval: Option<Duration>,
    /// The names of the program's plugins.
    pub plugins: Vec<String>,
    /// The types of the drivers of external storage.
    pub drivers: Vec<String>,
    pub environment: EnvironmentTold,
}

/// Whether a worker tells where it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnvironmentTold {
    #[default]
    Told,
    Withheld,
}

/// What the workers of a process have in common.
fn grouping_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| uuid::Uuid::new_v4().to_string())
}

/// Says how a worker is.
pub(crate) struct Reporter {
    connection: Arc<Connection>,
    /// What every report has.
    constant: WorkerHeartbeat,
    scaled: Scaled,
    interval: Duration,
    before: Mutex<Before>,
}

/// Which pollers are scaled.
#[derive(Clone, Copy)]
struct Scaled {
    workflows: bool,
    activities: bool,
}

/// The last report.
struct Before {
    at: Option<SystemTime>,
    slots: [WorkerSlotsInfo; 3],
    host: HostUse,
}

impl Reporter {
    /// A reporter, if the options ask for reports.
    pub(crate) fn new(connection: &Arc<Connection>, options: &Options) -> Option<Self> {
        let interval = options.heartbeat.interval?;
        let is_scaled = |pollers: &Pollers| matches!(pollers, Pollers::Scaled { .. });
        let build_id = options.versioning.build_id();
        Some(Self {
            connection: Arc::clone(connection),
            constant: WorkerHeartbeat {
                worker_instance_key: connection.instance_key.clone(),
                worker_identity: connection.identity.clone(),
                task_queue: connection.task_queue.clone(),
                deployment_version: (!build_id.is_empty()).then(|| WorkerDeploymentVersion {
                    build_id: build_id.to_owned(),
                    deployment_name: String::new(),
                }),
                sdk_name: options.client_name.clone(),
                sdk_version: options.client_version.clone(),
                start_time: Some(SystemTime::now().into()),
                plugins: options.heartbeat.plugins.iter().map(|name| plugin(name)).collect(),
                drivers: options
                    .heartbeat
                    .drivers
                    .iter()
                    .map(|kind| StorageDriverInfo { r#type: kind.clone() })
                    .collect(),
                environment: match options.heartbeat.environment {
                    EnvironmentTold::Told => Some(environment::of_this_process()),
                    EnvironmentTold::Withheld => None,
                },
                ..WorkerHeartbeat::default()
            },
            scaled: Scaled {
                workflows: options.workflows.as_ref().is_some_and(|of| is_scaled(&of.pollers)),
                activities: options.activities.as_ref().is_some_and(|of| is_scaled(&of.pollers)),
            },
            interval,
            before: Mutex::new(Before {
                at: None,
                slots: Default::default(),
                host: HostUse::new(),
            }),
        })
    }

    /// How the worker is now.
    pub(crate) fn report(&self, status: WorkerStatus) -> WorkerHeartbeat {
        let vitals = &self.connection.metrics.vitals;
        let now = SystemTime::now();
        let mut before = self.before.lock();
        let elapsed = before.at.map(|at| now.duration_since(at).unwrap_or_default());
        before.at = Some(now);
        let kinds = [SlotKind::Workflow, SlotKind::Activity, SlotKind::LocalActivity];
        for (last, kind) in before.slots.iter_mut().zip(kinds) {
            *last = vitals.tasks(kind).told(Some(&*last));
        }
        let [workflow, activity, local] = before.slots.clone();
        // Wire: of Nexus tasks, which this worker does not do, the kind of supplier is told all the same.
        let nexus = WorkerSlotsInfo {
            slot_supplier_kind: workflow.slot_supplier_kind.clone(),
            ..WorkerSlotsInfo::default()
        };
        WorkerHeartbeat {
            host_info: Some(host(&mut before.host)),
            status: status as i32,
            heartbeat_time: Some(now.into()),
            elapsed_since_last_heartbeat: elapsed.and_then(|elapsed| elapsed.try_into().ok()),
            workflow_task_slots_info: Some(workflow),
            activity_task_slots_info: Some(activity),
            nexus_task_slots_info: Some(nexus),
            local_activity_slots_info: Some(local),
            workflow_poller_info: Some(vitals.polls(Poller::Workflow).told(self.scaled.workflows)),
            workflow_sticky_poller_info: Some(vitals.polls(Poller::Sticky).told(self.scaled.workflows)),
            activity_poller_info: Some(vitals.polls(Poller::Activity).told(self.scaled.activities)),
            nexus_poller_info: Some(WorkerPollerInfo::default()),
            total_sticky_cache_hit: vitals.cache_hits.load(Relaxed),
            total_sticky_cache_miss: vitals.cache_misses.load(Relaxed),
            current_sticky_cache_size: vitals.cached.load(Relaxed),
            ..self.constant.clone()
        }
    }

    /// Reports until the future is dropped, or until the server says that it does not serve the call.
    pub(crate) async fn run(&self) {
        let mut ticks = tokio::time::interval(self.interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let request = RecordWorkerHeartbeatRequest {
                namespace: self.connection.namespace.clone(),
                identity: self.connection.identity.clone(),
                worker_heartbeat: vec![self.report(WorkerStatus::Running)],
                resource_id: String::new(),
            };
            match self
                .connection
                .api()
                .record_worker_heartbeat(request, short_call())
                .await
            {
                Ok(_) => {}
                Err(error) if error.code == Code::Unimplemented => return,
                Err(error) => tracing::debug!(%error, "the server was not told how the worker is"),
            }
        }
    }
}

fn plugin(name: &str) -> PluginInfo {
    PluginInfo {
        name: name.to_owned(),
        version: String::new(),
    }
}

fn host(usage: &mut HostUse) -> WorkerHostInfo {
    let (memory, cpu) = usage.now();
    WorkerHostInfo {
        host_name: sysinfo::System::host_name().unwrap_or_default(),
        worker_grouping_key: grouping_key().to_owned(),
        process_id: std::process::id().to_string(),
        current_host_cpu_usage: cpu,
        current_host_mem_usage: memory,
    }
}
