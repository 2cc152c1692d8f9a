//! The globals of a module whose state is each run's own: what its rewritten functions find them through.
//!
//! A workflow uses such a global as often as any other, so the way to a value that the run has used before is short and
//! all here. A run's first use of a name, its changes, and modules that the run's guard does not isolate are for the
//! object's Python side, a `_State` of `everloop.worker.workflow_sandbox._isolation`.

use pyo3::{
    exceptions::PyNameError,
    ffi, intern,
    prelude::*,
    types::{PyDict, PyString},
};

use crate::workflow::{self, Global};

/// Stands in the place of one module's globals. All its attributes are globals, but for what every object must have.
#[pyclass(frozen, module = "everloop._core", name = "SandboxGlobals")]
pub(super) struct Globals {
    module: Py<PyString>,
    namespace: Py<PyDict>,
    state: Py<PyAny>,
}

#[pymethods]
impl Globals {
    /// The globals of the module of that name; `state` has `load`, `store` and `delete`, which take a name.
    #[new]
    fn new(module: Py<PyString>, namespace: Py<PyDict>, state: Py<PyAny>) -> Self {
        Self {
            module,
            namespace,
            state,
        }
    }

    fn __getattribute__<'py>(slf: &Bound<'py, Self>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        // `isinstance` asks for it.
        if name.is(intern!(py, "__class__")) {
            return Ok(slf.get_type().into_any());
        }
        let found = slf.get().find(name);
        match found {
            Err(error) if error.is_instance_of::<PyNameError>(py) && is_special(name) => attribute(slf, name),
            found => found,
        }
    }

    fn __setattr__(&self, name: &Bound<'_, PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let store = intern!(name.py(), "store");
        self.state.bind(name.py()).call_method1(store, (name, value)).map(drop)
    }

    fn __delattr__(&self, name: &Bound<'_, PyString>) -> PyResult<()> {
        let delete = intern!(name.py(), "delete");
        self.state.bind(name.py()).call_method1(delete, (name,)).map(drop)
    }
}

impl Globals {
    fn find<'py>(&self, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        let py = name.py();
        match workflow::global_of_run(self.module.bind(py), name)? {
            Global::Used(value) => Ok(value),
            Global::Unused => self.state.bind(py).call_method1(intern!(py, "load"), (name,)),
            Global::Shared => match self.namespace.bind(py).get_item(name)? {
                Some(value) => Ok(value),
                None => Err(PyNameError::new_err(format!("name '{name}' is not defined"))),
            },
        }
    }
}

/// Whether a name is one of those that Python itself asks objects for.
fn is_special(name: &Bound<'_, PyString>) -> bool {
    name.to_str().is_ok_and(|name| name.starts_with("__"))
}

/// The attribute that the object has as any other object has.
fn attribute<'py>(object: &Bound<'py, Globals>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: both are live objects, and the interpreter is attached; a new reference or an exception comes back.
    unsafe {
        let found = ffi::PyObject_GenericGetAttr(object.as_ptr(), name.as_ptr());
        Bound::from_owned_ptr_or_err(object.py(), found)
    }
}
