//! The worker's way to its server: an `Api` that can be exchanged while the worker runs, and what every
//! request has in common.

use std::{
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};

use everloop_proto::{
    Api, Call,
    deployment::v1::WorkerDeploymentOptions,
    enums::v1::{TaskQueueKind, WorkerVersioningMode},
    taskqueue::v1::TaskQueue,
};
use parking_lot::{Mutex, RwLock};

use crate::{Options, limits::PayloadLimits, metrics::WorkerMetrics, options::Versioning};

/// Shared by everything that calls the server.
pub(crate) struct Connection {
    api: RwLock<Arc<dyn Api>>,
    /// Those exchanged for others, of which polls may still be open.
    former: Mutex<Vec<Weak<dyn Api>>>,
    pub(crate) namespace: String,
    pub(crate) task_queue: String,
    pub(crate) identity: String,
    pub(crate) instance_key: String,
    pub(crate) deployment: Option<WorkerDeploymentOptions>,
    pub(crate) metrics: WorkerMetrics,
    /// What the server refuses, once it is known; nothing if the worker is told to leave it to the server.
    pub(crate) limits: OnceLock<PayloadLimits>,
}

impl Connection {
    pub(crate) fn new(api: Arc<dyn Api>, options: &Options) -> Self {
        Self {
            api: RwLock::new(api),
            former: Mutex::default(),
            namespace: options.namespace.clone(),
            task_queue: options.task_queue.clone(),
            identity: options.identity.clone(),
            instance_key: options.instance_key.clone(),
            deployment: deployment(&options.versioning),
            metrics: WorkerMetrics::new(options.metrics.as_ref(), &options.namespace, &options.task_queue),
            limits: OnceLock::new(),
        }
    }

    pub(crate) fn api(&self) -> Arc<dyn Api> {
        Arc::clone(&self.api.read())
    }

    pub(crate) fn replace(&self, api: Arc<dyn Api>) {
        let before = std::mem::replace(&mut *self.api.write(), api);
        let mut former = self.former.lock();
        former.retain(|one| one.strong_count() > 0);
        former.push(Arc::downgrade(&before));
    }

    /// The present way, and those before it that are still open.
    pub(crate) fn all_apis(&self) -> Vec<Arc<dyn Api>> {
        let mut all = vec![self.api()];
        for one in self.former.lock().iter().filter_map(Weak::upgrade) {
            if !all.iter().any(|known| Arc::ptr_eq(known, &one)) {
                all.push(one);
            }
        }
        all
    }

    /// The queue that all workers of this kind share.
    pub(crate) fn normal_queue(&self) -> TaskQueue {
        TaskQueue {
            name: self.task_queue.clone(),
            kind: TaskQueueKind::Normal as i32,
            normal_name: String::new(),
        }
    }

    /// The queue of one workflow thread of this worker.
    pub(crate) fn sticky_queue(&self, name: &str) -> TaskQueue {
        TaskQueue {
            name: name.to_owned(),
            kind: TaskQueueKind::Sticky as i32,
            normal_name: self.task_queue.clone(),
        }
    }
}

fn deployment(versioning: &Versioning) -> Option<WorkerDeploymentOptions> {
    match versioning {
        Versioning::Unversioned => None,
        Versioning::BuildId(build_id) => Some(WorkerDeploymentOptions {
            deployment_name: String::new(),
            build_id: build_id.clone(),
            worker_versioning_mode: WorkerVersioningMode::Unversioned as i32,
        }),
    }
}

/// A poll waits a minute at the server; the rest is for the way.
pub(crate) fn poll_call() -> Call {
    Call::within(Duration::from_secs(70))
}

pub(crate) fn short_call() -> Call {
    Call::within(Duration::from_secs(30))
}
