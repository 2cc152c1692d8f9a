//! What workers say of themselves, for a while after they have said it. Nothing of it is stored.

use std::{collections::BTreeMap, ops::Bound};

use bytes::Bytes;
use everloop_engine::{Timestamp, filter::workers::Filter};
use everloop_proto::{
    Reply, RpcError,
    enums::v1::WorkerStatus,
    worker::v1::{WorkerHeartbeat, WorkerInfo, WorkerListInfo},
    workflowservice::v1::{DescribeWorkerResponse, ListWorkersRequest, ListWorkersResponse, ShutdownWorkerRequest},
};

use crate::errors;

use super::Owner;

/// How long what a worker said is told.
const MEMORY: std::time::Duration = std::time::Duration::from_secs(300);

#[derive(Default)]
pub(super) struct Workers {
    /// By namespace and instance key.
    said: BTreeMap<(u32, String), (Timestamp, WorkerHeartbeat)>,
    /// Instances that have shut down: their polls get nothing any more.
    gone: BTreeMap<String, Timestamp>,
}

impl Workers {
    /// Whether the worker of that instance key has shut down.
    pub(super) fn is_gone(&self, key: &str) -> bool {
        !self.gone.is_empty() && self.gone.contains_key(key)
    }

    fn forget(&mut self, now: Timestamp) {
        self.said.retain(|_, (at, _)| now.since(*at) < MEMORY);
        self.gone.retain(|_, at| now.since(*at) < MEMORY);
    }
}

impl Owner {
    pub(super) fn record_heartbeats(&mut self, namespace: &str, heartbeats: Vec<WorkerHeartbeat>) -> Reply<()> {
        let namespace = self.namespaces.number(namespace)?;
        let now = self.patience;
        self.workers.forget(now);
        for heartbeat in heartbeats {
            let place = (namespace, heartbeat.worker_instance_key.clone());
            if heartbeat.status() == WorkerStatus::Shutdown {
                self.workers.said.remove(&place);
            } else {
                self.workers.said.insert(place, (now, heartbeat));
            }
        }
        Ok(())
    }

    /// A page of the workers that a query is about, by their keys; all without a query, on one page without a size.
    pub(super) fn list_workers(&mut self, request: &ListWorkersRequest) -> Reply<ListWorkersResponse> {
        let namespace = self.namespaces.number(&request.namespace)?;
        let filter = Filter::parse(&request.query).map_err(|error| RpcError::invalid_argument(error.to_string()))?;
        let after = parse(&request.next_page_token)?;
        self.workers.forget(self.patience);
        let begin = match after {
            Some(key) => Bound::Excluded((namespace, key.to_owned())),
            None => Bound::Included((namespace, String::new())),
        };
        let said = self.workers.said.range((begin, Bound::Unbounded));
        let mut found = said
            .take_while(|((of, _), _)| *of == namespace)
            .map(|(_, (_, heartbeat))| heartbeat)
            .filter(|heartbeat| filter.holds(heartbeat));
        let size = usize::try_from(request.page_size).ok().filter(|size| *size > 0);
        let page: Vec<_> = found.by_ref().take(size.unwrap_or(usize::MAX)).collect();
        let last = page.last().filter(|_| found.next().is_some());
        #[expect(deprecated, reason = "older tools read it")]
        Ok(ListWorkersResponse {
            workers: page.iter().map(|heartbeat| summary(heartbeat)).collect(),
            workers_info: page.iter().map(|heartbeat| info(heartbeat)).collect(),
            next_page_token: last.map(|last| token_of(&last.worker_instance_key)).unwrap_or_default(),
        })
    }

    pub(super) fn describe_worker(&mut self, namespace: &str, key: &str) -> Reply<DescribeWorkerResponse> {
        let namespace = self.namespaces.number(namespace)?;
        self.workers.forget(self.patience);
        let said = self.workers.said.get(&(namespace, key.to_owned()));
        let (_, heartbeat) = said.ok_or_else(|| errors::not_found(format!("Worker {key} not found")))?;
        Ok(DescribeWorkerResponse {
            worker_info: Some(info(heartbeat)),
        })
    }

    /// A worker is gone: what waits on its sticky queue goes to the normal ones, and its polls are answered.
    pub(super) fn shut_down_worker(&mut self, request: ShutdownWorkerRequest) -> Reply<()> {
        let now = self.patience;
        self.workers.forget(now);
        let key = request.worker_instance_key;
        if !request.sticky_task_queue.is_empty() {
            self.unload_queue(&request.namespace, &request.sticky_task_queue)?;
        }
        if let Some(heartbeat) = request.worker_heartbeat {
            self.record_heartbeats(&request.namespace, vec![heartbeat])?;
        }
        if !key.is_empty() {
            for poll in self.matching.take_polls_of(&key) {
                self.expire_poll(poll);
            }
            self.workers.gone.insert(key, now);
        }
        Ok(())
    }
}

fn info(heartbeat: &WorkerHeartbeat) -> WorkerInfo {
    WorkerInfo {
        worker_heartbeat: Some(heartbeat.clone()),
    }
}

fn summary(heartbeat: &WorkerHeartbeat) -> WorkerListInfo {
    let host = heartbeat.host_info.clone().unwrap_or_default();
    WorkerListInfo {
        worker_instance_key: heartbeat.worker_instance_key.clone(),
        worker_identity: heartbeat.worker_identity.clone(),
        task_queue: heartbeat.task_queue.clone(),
        deployment_version: heartbeat.deployment_version.clone(),
        sdk_name: heartbeat.sdk_name.clone(),
        sdk_version: heartbeat.sdk_version.clone(),
        status: heartbeat.status,
        start_time: heartbeat.start_time,
        host_name: host.host_name,
        worker_grouping_key: host.worker_grouping_key,
        process_id: host.process_id,
        plugins: heartbeat.plugins.clone(),
        drivers: heartbeat.drivers.clone(),
    }
}

/// A token is the key of the last worker of a page.
const TOKEN: &[u8] = b"after:";

fn token_of(key: &str) -> Bytes {
    [TOKEN, key.as_bytes()].concat().into()
}

/// The key after which a page begins.
fn parse(token: &[u8]) -> Result<Option<&str>, RpcError> {
    if token.is_empty() {
        return Ok(None);
    }
    let key = token.strip_prefix(TOKEN).and_then(|key| std::str::from_utf8(key).ok());
    key.map(Some)
        .ok_or_else(|| RpcError::invalid_argument("invalid next_page_token"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        assert_eq!(parse(&token_of("key")), Ok(Some("key")));
        assert_eq!(parse(b""), Ok(None));
        assert_eq!(parse(b"key").unwrap_err().message, "invalid next_page_token");
    }
}
