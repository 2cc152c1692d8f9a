//! UpdateTaskQueueConfig: rates of queues and weights of fairness keys, set from outside.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    enums::v1::TaskQueueType,
    workflowservice::v1::{
        UpdateTaskQueueConfigRequest, UpdateTaskQueueConfigResponse, update_task_queue_config_request::RateLimitUpdate,
    },
};

use super::check_namespace;
use crate::{Handle, admin::Admin, request::Request};

/// Bytes of an identity or a reason.
const TEXT_MAX: usize = 1000;

/// Weights in one request.
const WEIGHTS_MAX: usize = 1000;

/// Bytes of a fairness key.
const KEY_MAX: usize = 64;

pub(crate) async fn update(
    handle: &Handle,
    request: UpdateTaskQueueConfigRequest,
    _call: Call,
) -> Reply<UpdateTaskQueueConfigResponse> {
    check_namespace(&request.namespace)?;
    check(&request).map_err(RpcError::invalid_argument)?;
    if request.task_queue_type() == TaskQueueType::Nexus {
        return Err(RpcError::new(Code::Unimplemented, "Nexus task queues are not served"));
    }
    let config = handle
        .ask(|promise| {
            let request = Box::new(request);
            Request::Admin(Box::new(Admin::UpdateQueueConfig { request, promise }))
        })
        .await?;
    Ok(UpdateTaskQueueConfigResponse { config: Some(config) })
}

/// What is wrong with a request, in the words of the protocol.
fn check(request: &UpdateTaskQueueConfigRequest) -> Result<(), String> {
    short("Identity", &request.identity)?;
    if request.task_queue.starts_with("/_sys/") {
        let name = &request.task_queue;
        return Err(format!("task queue family name cannot have prefix /_sys/ {name}"));
    }
    let is_workflow = request.task_queue_type() == TaskQueueType::Workflow;
    let limits = [
        ("UpdateQueueRateLimit", "rate limit", &request.update_queue_rate_limit),
        (
            "UpdateFairnessKeyRateLimitDefault",
            "fairness key rate limit",
            &request.update_fairness_key_rate_limit_default,
        ),
    ];
    for (field, what, update) in limits {
        let Some(update) = update else { continue };
        if is_workflow {
            return Err(format!("Setting {what} on workflow task queues is not allowed."));
        }
        rate(field, update)?;
    }
    weights(request)
}

fn rate(field: &str, update: &RateLimitUpdate) -> Result<(), String> {
    short(&format!("{field}.Reason"), &update.reason)?;
    let limit = update.rate_limit.unwrap_or_default();
    // Not a number is no rate either.
    if limit.requests_per_second >= 0.0 {
        return Ok(());
    }
    Err(format!(
        "RequestsPerSecond for {field} rate limit must be non-negative."
    ))
}

fn weights(request: &UpdateTaskQueueConfigRequest) -> Result<(), String> {
    let set = &request.set_fairness_weight_overrides;
    if set.len() > WEIGHTS_MAX {
        let count = set.len();
        return Err(format!(
            "too many fairness weight overrides in request: got {count}, maximum {WEIGHTS_MAX}"
        ));
    }
    for (key, weight) in set {
        if key.is_empty() {
            return Err("fairness weight override key must not be empty".to_owned());
        }
        if key.len() > KEY_MAX {
            return Err("fairness key length exceeds limit".to_owned());
        }
        if weight.is_nan() || *weight <= 0.0 {
            return Err(format!(
                "invalid fairness weight weight for key {key:?}: must be greater than zero"
            ));
        }
        if request.unset_fairness_weight_overrides.contains(key) {
            return Err(format!(
                "fairness weight override key {key:?} present in both set and unset lists"
            ));
        }
    }
    Ok(())
}

fn short(field: &str, text: &str) -> Result<(), String> {
    if text.len() <= TEXT_MAX {
        return Ok(());
    }
    Err(format!("{field} field too long (max {TEXT_MAX} characters)."))
}
