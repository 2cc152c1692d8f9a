//! What operators have told of task queues: their rates, and the weights of fairness keys. Few, all in memory, each a document in
//! the store. Rates of queues hold from then on, before what workers ask for; the rest is kept and shown.

use std::collections::BTreeMap;

use everloop_engine::matching::{Kind, QueueId};
use everloop_proto::{
    Reply, RpcError,
    enums::v1::TaskQueueType,
    taskqueue::v1::{ConfigMetadata, RateLimitConfig, TaskQueueConfig},
    workflowservice::v1::{UpdateTaskQueueConfigRequest, update_task_queue_config_request::RateLimitUpdate},
};
use everloop_store::{Document, Store};
use prost::Message as _;

use crate::OpenError;

use super::Owner;

/// The kind of the documents.
const KIND: u8 = 42;

/// Weights of one queue.
const WEIGHTS_MAX: usize = 1000;

/// Namespace, type and name of a queue.
type Id = (u32, i32, String);

#[derive(Default)]
pub(super) struct QueueConfigs {
    by_queue: BTreeMap<Id, TaskQueueConfig>,
}

impl QueueConfigs {
    pub(super) fn load(store: &dyn Store) -> Result<Self, OpenError> {
        let mut configs = Self::default();
        for Document { id, value, .. } in store.documents(KIND, "", usize::MAX)? {
            let unreadable = |detail: String| OpenError::Content {
                what: "configurations of task queues",
                detail,
            };
            let queue = parse(&id).ok_or_else(|| unreadable(format!("'{id}' names no queue")))?;
            let config = TaskQueueConfig::decode(value.unwrap_or_default());
            let config = config.map_err(|error| unreadable(error.to_string()))?;
            configs.by_queue.insert(queue, config);
        }
        Ok(configs)
    }

    /// What was told of a queue, if anything was.
    pub(super) fn get(&self, queue: &QueueId) -> Option<&TaskQueueConfig> {
        let kind = match queue.kind {
            Kind::Workflow => TaskQueueType::Workflow,
            Kind::Activity => TaskQueueType::Activity,
        };
        self.by_queue
            .get(&(queue.namespace, kind.into(), queue.name.as_ref().to_owned()))
    }

    /// The queues with a rate, which only queues of activities can have.
    pub(super) fn rates(&self) -> impl Iterator<Item = (QueueId, f64)> {
        self.by_queue.iter().filter_map(|((namespace, _, name), config)| {
            let id = activity_queue(*namespace, name);
            rate(config).map(|rate| (id, rate))
        })
    }
}

/// How a document is called that tells of a queue.
fn document_id((namespace, kind, name): &Id) -> String {
    format!("{namespace}/{kind}/{name}")
}

fn parse(id: &str) -> Option<Id> {
    let mut parts = id.splitn(3, '/');
    let namespace = parts.next()?.parse().ok()?;
    let kind = parts.next()?.parse().ok()?;
    Some((namespace, kind, parts.next()?.to_owned()))
}

fn activity_queue(namespace: u32, name: &str) -> QueueId {
    QueueId {
        namespace,
        kind: Kind::Activity,
        name: name.into(),
    }
}

fn rate(config: &TaskQueueConfig) -> Option<f64> {
    let limit = config.queue_rate_limit.as_ref()?.rate_limit?;
    Some(f64::from(limit.requests_per_second))
}

impl Owner {
    /// Changes what is told of a queue, and returns all of it.
    pub(super) fn update_queue_config(&mut self, request: UpdateTaskQueueConfigRequest) -> Reply<TaskQueueConfig> {
        let namespace = self.namespaces.number(&request.namespace)?;
        let id: Id = (namespace, request.task_queue_type, request.task_queue);
        let mut config = self.queue_configs.by_queue.get(&id).cloned().unwrap_or_default();
        let now = self.now;
        let limit = |update: RateLimitUpdate| RateLimitConfig {
            rate_limit: update.rate_limit,
            metadata: Some(ConfigMetadata {
                reason: update.reason,
                update_identity: request.identity.clone(),
                update_time: Some(now.into()),
            }),
        };
        let is_rate = request.update_queue_rate_limit.is_some();
        if let Some(update) = request.update_queue_rate_limit {
            config.queue_rate_limit = Some(limit(update));
        }
        if let Some(update) = request.update_fairness_key_rate_limit_default {
            config.fairness_keys_rate_limit_default = Some(limit(update));
        }
        let weights = &mut config.fairness_weight_overrides;
        for key in &request.unset_fairness_weight_overrides {
            weights.remove(key);
        }
        weights.extend(request.set_fairness_weight_overrides);
        if weights.len() > WEIGHTS_MAX {
            let text = format!(
                "too many fairness weight overrides: got {}, maximum {WEIGHTS_MAX}",
                weights.len()
            );
            return Err(RpcError::invalid_argument(text));
        }
        if is_rate {
            let queue = activity_queue(namespace, &id.2);
            self.matching.configure(&queue, rate(&config), self.patience);
            // What was held may go now.
            self.backlog.is_hungry(&queue);
        }
        self.save_document(Document {
            kind: KIND,
            id: document_id(&id),
            value: Some(config.encode_to_vec().into()),
        });
        self.queue_configs.by_queue.insert(id, config.clone());
        Ok(config)
    }

    /// Forgets what was told of the queues of a namespace.
    pub(super) fn forget_queue_configs(&mut self, namespace: u32) {
        let theirs = (namespace, i32::MIN, String::new())..(namespace + 1, i32::MIN, String::new());
        let theirs: Vec<Id> = self
            .queue_configs
            .by_queue
            .range(theirs)
            .map(|(id, _)| id.clone())
            .collect();
        for id in theirs {
            self.queue_configs.by_queue.remove(&id);
            if id.1 == i32::from(TaskQueueType::Activity) {
                self.matching
                    .configure(&activity_queue(namespace, &id.2), None, self.patience);
            }
            self.save_document(Document {
                kind: KIND,
                id: document_id(&id),
                value: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_called_by_their_queues() {
        let id = (7, 2, "a/b queue".to_owned());
        assert_eq!(parse(&document_id(&id)), Some(id));
        assert_eq!(parse("7/x/q"), None);
    }
}
