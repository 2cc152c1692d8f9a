//! What a request must satisfy, with the texts callers see.

mod links;

use everloop_proto::common::v1::callback::{Nexus, Variant};
use everloop_proto::common::v1::{Callback, Memo, Payloads, Priority, SearchAttributes};
use everloop_proto::taskqueue::v1::TaskQueue;
use prost::Message as _;

pub(crate) use links::links;

use crate::{Execution, Limits, Reject, convert, search_attributes as attributes};

/// Queues of that prefix are the engine's own.
const RESERVED_PREFIX: &str = "/_sys/";
const FAIRNESS_KEY_BYTES_MAX: usize = 64;
const CALLBACK_URL_BYTES_MAX: usize = 1000;

/// The field must not be empty.
pub(crate) fn required(field: &str, value: &str) -> Result<(), Reject> {
    if value.is_empty() {
        Err(Reject::invalid(format!("{field} is not set on request.")))
    } else {
        Ok(())
    }
}

/// An id or name must not be too long.
pub(crate) fn id(field: &str, value: &str, limits: &Limits) -> Result<(), Reject> {
    if value.len() > limits.id_bytes_max {
        return Err(Reject::invalid(format!("{field} length exceeds limit.")));
    }
    Ok(())
}

/// A queue must be named, by a name that can be used.
pub(crate) fn queue(queue: Option<&TaskQueue>, limits: &Limits) -> Result<(), Reject> {
    match queue {
        None => Err(Reject::invalid("taskQueue is not set")),
        Some(queue) if queue.name.is_empty() => Err(Reject::invalid("missing task queue name")),
        Some(queue) => queue_name(&queue.name, limits),
    }
}

/// Where a queue may be left out, its name must be usable.
pub(crate) fn queue_name(name: &str, limits: &Limits) -> Result<(), Reject> {
    if name.len() > limits.id_bytes_max {
        return Err(Reject::invalid("taskQueue length exceeds limit"));
    }
    if name.starts_with(RESERVED_PREFIX) {
        return Err(Reject::invalid(format!(
            "task queue name cannot start with reserved prefix {RESERVED_PREFIX}"
        )));
    }
    Ok(())
}

/// A duration must not be negative.
pub(crate) fn duration(field: &str, value: Option<&prost_types::Duration>) -> Result<(), Reject> {
    if convert::is_negative(value) {
        return Err(Reject::invalid(format!(
            "An invalid {field} is set on request. cause: negative duration"
        )));
    }
    Ok(())
}

pub(crate) fn payloads(payloads: Option<&Payloads>, limits: &Limits) -> Result<(), Reject> {
    match payloads {
        Some(payloads) if payloads.encoded_len() > limits.payload_bytes_max => {
            Err(Reject::invalid("Blob data size exceeds limit."))
        }
        _ => Ok(()),
    }
}

/// Search attributes must be registered, settable and of their types.
pub(crate) fn search_attributes(
    namespace: &str,
    wanted: Option<&SearchAttributes>,
    limits: &Limits,
) -> Result<(), String> {
    match wanted {
        Some(wanted) => attributes::check(&limits.search_attributes, namespace, &wanted.indexed_fields),
        None => Ok(()),
    }
}

pub(crate) fn memo(memo: Option<&Memo>, limits: &Limits) -> Result<(), Reject> {
    if memo.is_some_and(|memo| memo.encoded_len() > limits.memo_bytes_max) {
        return Err(Reject::invalid("Memo size exceeds limit."));
    }
    Ok(())
}

/// A priority must be usable. Wire: a key that is too large is taken for the default.
pub(crate) fn priority(priority: Option<&Priority>) -> Result<(), Reject> {
    let Some(priority) = priority else { return Ok(()) };
    if priority.priority_key < 0 {
        return Err(Reject::invalid("priority key can't be negative"));
    }
    if priority.fairness_key.len() > FAIRNESS_KEY_BYTES_MAX {
        return Err(Reject::invalid("fairness key length exceeds limit"));
    }
    if priority.fairness_weight < 0.0 {
        return Err(Reject::invalid("must be greater than zero"));
    }
    Ok(())
}

/// Callbacks go to addresses that are configured, and none can be.
pub(crate) fn callbacks(callbacks: &[Callback]) -> Result<(), Reject> {
    match callbacks.first().map(|callback| &callback.variant) {
        None => Ok(()),
        Some(Some(Variant::Nexus(Nexus { url, .. }))) if url.len() > CALLBACK_URL_BYTES_MAX => Err(Reject::invalid(
            format!("invalid url: url length longer than max length allowed of {CALLBACK_URL_BYTES_MAX}"),
        )),
        Some(Some(Variant::Nexus(Nexus { url, .. }))) => Err(Reject::invalid(format!(
            "invalid url: url does not match any configured callback address: {url}"
        ))),
        Some(Some(Variant::Internal(_))) => Err(Reject::invalid(
            "unsupported callback variant: *common.Callback_Internal_",
        )),
        Some(Some(Variant::NexusHandler(_)) | None) => Err(Reject::invalid("unknown callback variant")),
    }
}

/// The chain that a caller expects must be the one this run is of.
pub(crate) fn chain(first_execution_run_id: &str, execution: &Execution) -> Result<(), Reject> {
    let of_chain = &execution.recorded.started.first_execution_run_id;
    if first_execution_run_id.is_empty() || first_execution_run_id == of_chain {
        Ok(())
    } else {
        Err(Reject::NotFound("workflow execution not found".to_owned()))
    }
}
