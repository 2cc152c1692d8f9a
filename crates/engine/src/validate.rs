//! What a request must satisfy, with the texts callers see.

use everloop_proto::common::v1::{Link, Payloads, SearchAttributes};
use prost::Message as _;

use crate::{Execution, Limits, Reject, search_attributes as attributes};

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

/// A duration must not be negative.
pub(crate) fn duration(field: &str, value: Option<&prost_types::Duration>) -> Result<(), Reject> {
    match value {
        Some(value) if value.seconds < 0 || value.nanos < 0 => Err(Reject::invalid(format!(
            "An invalid {field} is set on request. cause: negative duration"
        ))),
        _ => Ok(()),
    }
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

pub(crate) fn links(links: &[Link], limits: &Limits) -> Result<(), Reject> {
    let (count, most) = (links.len(), limits.links_max);
    if count > most {
        return Err(Reject::invalid(format!(
            "cannot attach more than {most} links per request, got {count}"
        )));
    }
    Ok(())
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
