//! What workers say of themselves, for a while after they have said it. Nothing of it is stored.

use std::collections::BTreeMap;

use everloop_engine::Timestamp;
use everloop_proto::{
    Reply, RpcError,
    worker::v1::{WorkerHeartbeat, WorkerInfo, WorkerListInfo},
    workflowservice::v1::{DescribeWorkerResponse, ListWorkersResponse, ShutdownWorkerRequest},
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
            self.workers.said.insert(place, (now, heartbeat));
        }
        Ok(())
    }

    /// The workers that a query is about; all without one.
    pub(super) fn list_workers(&mut self, namespace: &str, query: &str) -> Reply<ListWorkersResponse> {
        let namespace = self.namespaces.number(namespace)?;
        let conditions = conditions(query)?;
        self.workers.forget(self.patience);
        let said = self.workers.said.iter().filter(|((of, _), _)| *of == namespace);
        let mut response = ListWorkersResponse::default();
        for (_, (_, heartbeat)) in said {
            if conditions.iter().all(|condition| condition.holds(heartbeat)) {
                response.workers.push(summary(heartbeat));
                #[expect(deprecated, reason = "older tools read it")]
                response.workers_info.push(WorkerInfo {
                    worker_heartbeat: Some(heartbeat.clone()),
                });
            }
        }
        Ok(response)
    }

    pub(super) fn describe_worker(&mut self, namespace: &str, key: &str) -> Reply<DescribeWorkerResponse> {
        let namespace = self.namespaces.number(namespace)?;
        self.workers.forget(self.patience);
        let said = self.workers.said.get(&(namespace, key.to_owned()));
        let (_, heartbeat) = said.ok_or_else(|| errors::not_found(format!("Worker {key} not found")))?;
        Ok(DescribeWorkerResponse {
            worker_info: Some(WorkerInfo {
                worker_heartbeat: Some(heartbeat.clone()),
            }),
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

/// One comparison of a field with a text.
struct Condition {
    field: fn(&WorkerHeartbeat) -> String,
    is_equal: bool,
    value: String,
}

impl Condition {
    fn holds(&self, heartbeat: &WorkerHeartbeat) -> bool {
        ((self.field)(heartbeat) == self.value) == self.is_equal
    }
}

/// Reads comparisons that are joined by AND, which is what queries about workers are.
fn conditions(query: &str) -> Result<Vec<Condition>, RpcError> {
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    query
        .split(" AND ")
        .flat_map(|part| part.split(" and "))
        .map(condition)
        .collect()
}

fn condition(text: &str) -> Result<Condition, RpcError> {
    let invalid = || RpcError::invalid_argument(format!("invalid query: cannot compare workers by {}", text.trim()));
    let (name, is_equal, value) = match (text.split_once("!="), text.split_once('=')) {
        (Some((name, value)), _) => (name, false, value),
        (None, Some((name, value))) => (name, true, value),
        (None, None) => return Err(invalid()),
    };
    let field = field(name.trim().trim_matches('`')).ok_or_else(invalid)?;
    let value = value.trim();
    let quoted = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let value = quoted('\'').or_else(|| quoted('"')).ok_or_else(invalid)?;
    Ok(Condition {
        field,
        is_equal,
        value: value.to_owned(),
    })
}

fn field(name: &str) -> Option<fn(&WorkerHeartbeat) -> String> {
    Some(match name {
        "WorkerInstanceKey" => |heartbeat| heartbeat.worker_instance_key.clone(),
        "WorkerIdentity" => |heartbeat| heartbeat.worker_identity.clone(),
        "HostName" => |heartbeat| heartbeat.host_info.clone().unwrap_or_default().host_name,
        "TaskQueue" => |heartbeat| heartbeat.task_queue.clone(),
        "DeploymentName" => |heartbeat| heartbeat.deployment_version.clone().unwrap_or_default().deployment_name,
        "BuildId" => |heartbeat| heartbeat.deployment_version.clone().unwrap_or_default().build_id,
        "SdkName" => |heartbeat| heartbeat.sdk_name.clone(),
        "SdkVersion" => |heartbeat| heartbeat.sdk_version.clone(),
        "WorkerStatus" | "Status" => |heartbeat| {
            let name = heartbeat.status().as_str_name().trim_start_matches("WORKER_STATUS_");
            format!("{}{}", &name[..1], name[1..].to_ascii_lowercase())
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(queue: &str) -> WorkerHeartbeat {
        WorkerHeartbeat {
            task_queue: queue.to_owned(),
            status: 1,
            ..WorkerHeartbeat::default()
        }
    }

    fn matches(query: &str) -> Option<Vec<bool>> {
        let conditions = conditions(query).ok()?;
        let holds = |worker: &WorkerHeartbeat| conditions.iter().all(|condition| condition.holds(worker));
        Some([worker("a"), worker("b")].iter().map(holds).collect())
    }

    #[test]
    fn queries_compare_fields_with_texts() {
        assert_eq!(matches(""), Some(vec![true, true]));
        assert_eq!(matches("TaskQueue = 'a'"), Some(vec![true, false]));
        assert_eq!(
            matches("TaskQueue!=\"a\" AND Status = 'Running'"),
            Some(vec![false, true])
        );
        assert_eq!(
            matches("`TaskQueue` = 'a' and Status = 'ShuttingDown'"),
            Some(vec![false, false])
        );
        assert_eq!(matches("Colour = 'red'"), None);
        assert_eq!(matches("TaskQueue = a"), None);
        assert_eq!(matches("TaskQueue"), None);
    }
}
