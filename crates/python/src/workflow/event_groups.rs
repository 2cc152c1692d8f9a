//! What ties commands together for those who read a history: the handler that makes a command, and the event groups
//! that are in force where it is made or named by the call.
//!
//! A context variable of Python holds the groups in force, so tasks inherit them. A run that never used a group never
//! asks for it.

use std::sync::atomic::Ordering::Relaxed;

use everloop_proto::sdk::v1::{EventGroupMarker, event_group_marker};
use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyString};

use super::{event_loop::WorkflowLoop, instance::must_current, python_names::Names};
use crate::convert::Converter;

impl WorkflowLoop {
    /// The markers of a command that is made now.
    ///
    /// # Errors
    /// `TypeError` if the call names something that is no event group.
    pub(super) fn markers(&self, py: Python<'_>, named: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<EventGroupMarker>> {
        let mut markers: Vec<_> = self.handler_marker(py)?.into_iter().collect();
        if !self.had_groups.load(Relaxed) && named.is_none() {
            return Ok(markers);
        }
        let groups = Names::get(py)?.event_groups_in_force.bind(py).call1((named,))?;
        for group in groups.try_iter()? {
            let (id, label): (String, Option<Bound<'_, PyString>>) = group?.extract()?;
            let label = label
                .map(|label| label_converter(py)?.encode_one(label.as_any()))
                .transpose()?;
            let variant = event_group_marker::Variant::Label(event_group_marker::Label { id, label });
            markers.push(EventGroupMarker { variant: Some(variant) });
        }
        Ok(markers)
    }

    /// What ties a command to the signal or update whose handler, or whose handler's tasks, make it.
    fn handler_marker(&self, py: Python<'_>) -> PyResult<Option<EventGroupMarker>> {
        if !self.had_handlers.load(Relaxed) {
            return Ok(None);
        }
        let current = Names::get(py)?
            .current_handler
            .bind(py)
            .call_method1(intern!(py, "get"), (py.None(),))?;
        let variant = if current.is_none() {
            return Ok(None);
        } else if let Ok(inbound_event_id) = current.extract::<i64>() {
            event_group_marker::Variant::InboundEvent(event_group_marker::InboundEvent { inbound_event_id })
        } else {
            let (inbound_update_id, _name): (String, String) = current.extract()?;
            event_group_marker::Variant::InboundUpdate(event_group_marker::InboundUpdate { inbound_update_id })
        };
        Ok(Some(EventGroupMarker { variant: Some(variant) }))
    }

    /// Marks the current task as that of a handler: of a signal by its event, of an update by id and name. Groups
    /// that were in force where the handler was set are not in force inside it.
    pub(super) fn enter_handler<'py>(&self, py: Python<'py>, origin: impl IntoPyObject<'py>) -> PyResult<()> {
        self.had_handlers.store(true, Relaxed);
        let names = Names::get(py)?;
        if self.had_groups.load(Relaxed) {
            names.leave_event_groups.call0(py)?;
        }
        let set = names.current_handler.bind(py).getattr(intern!(py, "set"))?;
        set.call1((origin,)).map(drop)
    }
}

/// Labels are for user interfaces, which do not know the user's own converter.
fn label_converter(py: Python<'_>) -> PyResult<&'static Converter> {
    static CONVERTER: PyOnceLock<Converter> = PyOnceLock::new();
    CONVERTER.get_or_try_init(py, || {
        let class = py.import("everloop.converter")?.getattr("DataConverter")?;
        Converter::of(&class.getattr("default")?)
    })
}

/// Tells the run that a group is put in force.
///
/// # Errors
/// An error that says so outside of workflows.
#[pyfunction]
pub(super) fn workflow_use_event_groups(py: Python<'_>) -> PyResult<()> {
    must_current(py)?.get().had_groups.store(true, Relaxed);
    Ok(())
}
