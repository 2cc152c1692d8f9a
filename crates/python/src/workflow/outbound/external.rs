//! Signals and cancel requests to other workflows.

use everloop_machines::{
    Command,
    completion::{CancelExternal, SignalExternal, Target},
};
use pyo3::prelude::*;

use super::headers;
use crate::workflow::{
    instance::must_current,
    operation::{Kind, Operation},
};

/// Signals a child, or any workflow if a namespace is given. Returns an `Operation` to await.
#[pyfunction]
#[pyo3(signature = (workflow_id, signal, args, *, namespace=None, run_id=None, header_payloads=None, event_groups=None))]
#[allow(
    clippy::too_many_arguments,
    reason = "the public signature's options, passed on without a record in between"
)]
pub(in crate::workflow) fn workflow_signal_external<'py>(
    py: Python<'py>,
    workflow_id: String,
    signal: String,
    args: Vec<Bound<'py, PyAny>>,
    namespace: Option<String>,
    run_id: Option<String>,
    header_payloads: Option<Bound<'py, PyAny>>,
    event_groups: Option<Bound<'py, PyAny>>,
) -> PyResult<Py<Operation>> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "signal external handle")?;
    let converter = this.workflow_converter(py, namespace.as_deref().unwrap_or_default(), &workflow_id)?;
    let arguments = converter.encode(py, &args)?;
    let seq = this.pending.next_signal();
    let target = match namespace {
        Some(namespace) => Target::External {
            namespace,
            workflow_id,
            run_id: run_id.unwrap_or_default(),
        },
        None => Target::Child { workflow_id },
    };
    let command = SignalExternal {
        seq,
        target,
        signal_name: signal,
        arguments,
        headers: headers(header_payloads.as_ref())?,
    };
    let markers = this.markers(py, event_groups.as_ref())?;
    this.command(py, Command::SignalExternal(Box::new(command)), markers)?;
    let operation = Operation::new(&run, Kind::SignalExternal, seq, None, converter)?;
    this.pending.signals.lock().insert(seq, operation.clone_ref(py));
    Ok(operation)
}

/// Asks another workflow to cancel. Returns an `Operation` to await.
#[pyfunction]
pub(in crate::workflow) fn workflow_cancel_external(
    py: Python<'_>,
    workflow_id: String,
    run_id: Option<String>,
    reason: String,
    event_groups: Option<Bound<'_, PyAny>>,
) -> PyResult<Py<Operation>> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "cancel external handle")?;
    let seq = this.pending.next_cancel();
    let namespace = this.start.namespace.clone();
    let command = CancelExternal {
        seq,
        namespace,
        workflow_id,
        run_id: run_id.unwrap_or_default(),
        reason,
    };
    let markers = this.markers(py, event_groups.as_ref())?;
    this.command(py, Command::CancelExternal(Box::new(command)), markers)?;
    let operation = Operation::new(&run, Kind::CancelExternal, seq, None, this.converter.clone())?;
    this.pending.cancels.lock().insert(seq, operation.clone_ref(py));
    Ok(operation)
}
