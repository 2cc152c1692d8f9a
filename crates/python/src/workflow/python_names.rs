//! The Python objects that the runtime calls on every activation, looked up once per process.

use pyo3::{prelude::*, sync::PyOnceLock, types::PyType};

/// Callables and classes of the standard library and of `everloop` itself.
pub(super) struct Names {
    pub(super) task: Py<PyType>,
    pub(super) future: Py<PyType>,
    pub(super) cancelled_error: Py<PyType>,
    pub(super) set_running_loop: Py<PyAny>,
    pub(super) copy_context: Py<PyAny>,
    pub(super) loop_class: Py<PyType>,
    pub(super) activity_handle: Py<PyType>,
    pub(super) child_handle: Py<PyType>,
    pub(super) continue_as_new_error: Py<PyType>,
    pub(super) read_only_error: Py<PyType>,
    pub(super) evicted_error: Py<PyType>,
    pub(super) deadlock_error: Py<PyType>,
    pub(super) not_in_workflow_error: Py<PyType>,
    pub(super) raw_value: Py<PyType>,
    pub(super) is_cancelled_exception: Py<PyAny>,
    pub(super) failure_cancelled_error: Py<PyType>,
    pub(super) unset: Py<PyAny>,
    /// The context variable that says which handler a task belongs to.
    pub(super) current_handler: Py<PyAny>,
    /// `everloop.workflow._event_groups`: those that a command belongs to, and how a handler leaves them.
    pub(super) event_groups_in_force: Py<PyAny>,
    pub(super) leave_event_groups: Py<PyAny>,
    /// `everloop.workflow._support`: what the runtime leaves to Python.
    pub(super) support: Py<PyAny>,
    /// `everloop.workflow._records`: what the log is told.
    pub(super) records: Py<PyAny>,
}

impl Names {
    /// The one instance.
    pub(super) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static NAMES: PyOnceLock<Names> = PyOnceLock::new();
        NAMES.get_or_try_init(py, || Self::look_up(py))
    }

    fn look_up(py: Python<'_>) -> PyResult<Self> {
        let object =
            |module: &str, name: &str| -> PyResult<Py<PyAny>> { Ok(py.import(module)?.getattr(name)?.unbind()) };
        let class = |module: &str, name: &str| -> PyResult<Py<PyType>> {
            Ok(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind())
        };
        Ok(Self {
            task: class("everloop.workflow._tasks", "Task")?,
            future: class("asyncio", "Future")?,
            cancelled_error: class("asyncio", "CancelledError")?,
            set_running_loop: object("asyncio", "_set_running_loop")?,
            copy_context: object("contextvars", "copy_context")?,
            loop_class: class("everloop.workflow._loop", "Loop")?,
            activity_handle: class("everloop.workflow._handles", "ActivityHandle")?,
            child_handle: class("everloop.workflow._handles", "ChildWorkflowHandle")?,
            continue_as_new_error: class("everloop.workflow._errors", "ContinueAsNewError")?,
            read_only_error: class("everloop.workflow._errors", "ReadOnlyContextError")?,
            evicted_error: class("everloop.workflow._errors", "EvictedError")?,
            deadlock_error: class("everloop.workflow._errors", "DeadlockError")?,
            not_in_workflow_error: class("everloop.workflow._errors", "NotInWorkflowEventLoopError")?,
            raw_value: class("everloop.common", "RawValue")?,
            is_cancelled_exception: object("everloop.exceptions", "is_cancelled_exception")?,
            failure_cancelled_error: class("everloop.exceptions", "CancelledError")?,
            current_handler: object("everloop.workflow._context", "current_handler")?,
            event_groups_in_force: object("everloop.workflow._event_groups", "in_force")?,
            leave_event_groups: object("everloop.workflow._event_groups", "leave")?,
            unset: object("everloop._args", "UNSET")?,
            support: py.import("everloop.workflow._support")?.into_any().unbind(),
            records: py.import("everloop.workflow._records")?.into_any().unbind(),
        })
    }
}
