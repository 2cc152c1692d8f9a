//! Patches: which of two versions of the code a run takes.

use everloop_machines::Command;
use pyo3::{exceptions::PyTypeError, intern, prelude::*, types::PyBool};

use crate::workflow::{event_loop::WorkflowLoop, instance::must_current, python_names::Names};

impl WorkflowLoop {
    fn takes_patch(slf: &Bound<'_, Self>, id: &str) -> PyResult<bool> {
        let this = slf.get();
        let is_replaying = this.turn.lock().is_replaying;
        if is_replaying || this.patches_ahead.lock().contains_key(id) {
            return Ok(this.patches_ahead.lock().contains_key(id));
        }
        let Some(callback) = &this.shared.patch_activation_callback else {
            return Ok(true);
        };
        let py = slf.py();
        let input = Names::get(py)?
            .support
            .bind(py)
            .call_method1(intern!(py, "patch_activation_input"), (id,))?;
        let answer = this.while_read_only(|| callback.bind(py).call1((input,)))?;
        match answer.cast::<PyBool>() {
            Ok(answer) => Ok(answer.is_true()),
            Err(_) => Err(PyTypeError::new_err(format!(
                "patch_activation_callback must return a bool, not {}",
                answer.get_type().name()?
            ))),
        }
    }
}

/// Whether the run takes the patched path; remembered for the rest of the run.
#[pyfunction]
pub(in crate::workflow) fn workflow_patched(
    py: Python<'_>,
    id: String,
    deprecated: bool,
    event_groups: Option<Bound<'_, PyAny>>,
) -> PyResult<bool> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "patch")?;
    let known = this.patches.lock().get(&id).copied();
    if let Some(taken) = known {
        return Ok(taken);
    }
    let taken = WorkflowLoop::takes_patch(&run, &id)?;
    this.patches.lock().insert(id.clone(), taken);
    if taken {
        let command = Command::SetPatch {
            patch_id: id,
            deprecated,
        };
        let markers = this.markers(py, event_groups.as_ref())?;
        this.command(py, command, markers)?;
    }
    Ok(taken)
}
