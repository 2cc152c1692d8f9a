//! Workflow classes as the runtime needs them: read from their Python definitions once per worker.

use std::collections::BTreeMap;

use pyo3::{
    prelude::*,
    types::{PyTuple, PyType},
};

/// A handler of signals, queries or updates.
pub(super) struct Handler {
    /// Wire name; `None` for the dynamic handler.
    pub(super) name: Option<String>,
    pub(super) function: Py<PyAny>,
    /// Whether the function takes the workflow object first.
    pub(super) is_method: bool,
    pub(super) is_async: bool,
    /// Whether a dynamic handler takes its arguments one by one.
    pub(super) dynamic_vararg: bool,
    pub(super) arg_types: Option<Py<PyAny>>,
    /// How many there are.
    pub(super) arg_types_len: usize,
    pub(super) validator: Option<Py<PyAny>>,
    pub(super) description: Option<String>,
    /// Whether to warn when the workflow ends before the handler.
    pub(super) warn_if_unfinished: bool,
}

impl Handler {
    /// Reads a Python `HandlerDefinition`.
    pub(super) fn read(definition: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = definition.py();
        let function = definition.getattr("fn")?;
        let is_async = py
            .import("inspect")?
            .call_method1("iscoroutinefunction", (&function,))?
            .is_truthy()?;
        let validator = definition
            .getattr_opt("validator")?
            .filter(|validator| !validator.is_none());
        let (arg_types, arg_types_len) = hints(&definition.getattr("arg_types")?)?;
        Ok(Self {
            name: definition.getattr("name")?.extract()?,
            function: function.unbind(),
            is_method: definition.getattr("is_method")?.is_truthy()?,
            is_async,
            dynamic_vararg: definition.getattr("dynamic_vararg")?.is_truthy()?,
            arg_types,
            arg_types_len,
            validator: validator.map(Bound::unbind),
            description: definition.getattr("description")?.extract()?,
            warn_if_unfinished: definition
                .getattr("unfinished_policy")?
                .getattr("value")?
                .extract::<i32>()?
                == 1,
        })
    }
}

/// Handlers by wire name; the dynamic one, if any, under `None`.
pub(super) type HandlerMap = BTreeMap<Option<String>, std::sync::Arc<Handler>>;

/// A workflow class.
pub(super) struct WorkflowType {
    /// Workflow type on the wire; `None` for the dynamic workflow.
    pub(super) name: Option<String>,
    pub(super) class: Py<PyAny>,
    pub(super) run: Py<PyAny>,
    pub(super) arg_types: Option<Py<PyAny>>,
    pub(super) arg_types_len: usize,
    pub(super) init_takes_arguments: bool,
    pub(super) signals: HandlerMap,
    pub(super) queries: HandlerMap,
    pub(super) updates: HandlerMap,
    /// A tuple for `isinstance`: what fails the workflow instead of its task.
    pub(super) failure_types: Py<PyTuple>,
    /// Whether `NondeterminismError` is among what the user added there.
    pub(super) mismatch_fails: bool,
    pub(super) versioning_behavior: i32,
    pub(super) dynamic_config: Option<Py<PyAny>>,
    /// What is asked before a call that may break determinism; none if the code is not guarded.
    pub(super) guard: Option<Py<PyAny>>,
    /// What makes the instances of its runs: an `everloop.worker._instances.InstanceMaker`. None if they live in this
    /// runtime's loops, without instances and messages.
    pub(super) maker: Option<Py<PyAny>>,
}

impl WorkflowType {
    /// Reads a Python `Definition`; `worker_failure_types` are those of the worker's options.
    pub(super) fn read(
        definition: &Bound<'_, PyAny>,
        worker_failure_types: &[Py<PyAny>],
        guard: Option<Py<PyAny>>,
        maker: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let py = definition.py();
        let (arg_types, arg_types_len) = hints(&definition.getattr("arg_types")?)?;
        let own: Vec<Py<PyAny>> = definition.getattr("failure_exception_types")?.extract()?;
        let dynamic_config = definition.getattr("dynamic_config_fn")?;
        let is_sandboxed = definition.getattr("sandboxed")?.is_truthy()?;
        Ok(Self {
            name: definition.getattr("name")?.extract()?,
            class: definition.getattr("cls")?.unbind(),
            run: definition.getattr("run_fn")?.unbind(),
            arg_types,
            arg_types_len,
            init_takes_arguments: definition.getattr("init_takes_arguments")?.is_truthy()?,
            signals: handlers(&definition.getattr("signals")?)?,
            queries: handlers(&definition.getattr("queries")?)?,
            updates: handlers(&definition.getattr("updates")?)?,
            mismatch_fails: holds_mismatch(py, worker_failure_types.iter().chain(&own))?,
            failure_types: failure_types(py, worker_failure_types.iter().chain(&own))?,
            versioning_behavior: definition.getattr("versioning_behavior")?.extract()?,
            guard: guard.filter(|_| is_sandboxed),
            maker,
            dynamic_config: (!dynamic_config.is_none()).then(|| dynamic_config.unbind()),
        })
    }
}

/// Whether code that does not fit its history is among exceptions.
fn holds_mismatch<'a>(py: Python<'_>, mut classes: impl Iterator<Item = &'a Py<PyAny>>) -> PyResult<bool> {
    let changed = py.import("everloop.workflow._errors")?.getattr("NondeterminismError")?;
    let changed = changed.cast::<PyType>()?;
    classes.try_fold(false, |holds, class| Ok(holds || changed.is_subclass(class.bind(py))?))
}

/// The tuple of exceptions that fail a workflow: what always does, and what the user added.
pub(super) fn failure_types<'a>(py: Python<'_>, added: impl Iterator<Item = &'a Py<PyAny>>) -> PyResult<Py<PyTuple>> {
    let mut types = vec![
        py.import("everloop.exceptions")?.getattr("FailureError")?.unbind(),
        py.import("asyncio")?.getattr("TimeoutError")?.unbind(),
    ];
    types.extend(added.map(|class| class.clone_ref(py)));
    Ok(PyTuple::new(py, types)?.unbind())
}

fn handlers(mapping: &Bound<'_, PyAny>) -> PyResult<HandlerMap> {
    let mut found = BTreeMap::new();
    for definition in mapping.call_method0("values")?.try_iter()? {
        let handler = Handler::read(&definition?)?;
        found.insert(handler.name.clone(), std::sync::Arc::new(handler));
    }
    Ok(found)
}

fn hints(hints: &Bound<'_, PyAny>) -> PyResult<(Option<Py<PyAny>>, usize)> {
    if hints.is_none() {
        return Ok((None, 0));
    }
    Ok((Some(hints.clone().unbind()), hints.len()?))
}
