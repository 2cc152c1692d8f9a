//! Which handler answers a signal, query or update, and which of them are still running.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use everloop_machines::activation::Signal;
use everloop_proto::common::v1::Payload;
use parking_lot::Mutex;
use pyo3::{exceptions::PyRuntimeError, prelude::*, types::PyList};

use super::{
    definition::{Handler, HandlerMap},
    event_loop::WorkflowLoop,
    python_names::Names,
};

/// What is raised for arguments that cannot be decoded; its cause says why.
pub(super) const CANNOT_DECODE: &str = "Failed decoding arguments";

/// The three kinds of handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HandlerKind {
    Signal,
    Query,
    Update,
}

impl HandlerKind {
    pub(super) fn parse(kind: &str) -> Option<Self> {
        match kind {
            "signal" => Some(Self::Signal),
            "query" => Some(Self::Query),
            "update" => Some(Self::Update),
            _ => None,
        }
    }
}

/// The handlers as changed at run time.
#[derive(Clone)]
struct Tables {
    signals: HandlerMap,
    queries: HandlerMap,
    updates: HandlerMap,
}

impl Tables {
    fn of_kind(&mut self, kind: HandlerKind) -> &mut HandlerMap {
        match kind {
            HandlerKind::Signal => &mut self.signals,
            HandlerKind::Query => &mut self.queries,
            HandlerKind::Update => &mut self.updates,
        }
    }
}

/// A signal or update handler that has begun and not ended.
pub(super) struct Running {
    id: u64,
    pub(super) name: String,
    /// Of updates.
    pub(super) update_id: Option<String>,
    pub(super) handler: Arc<Handler>,
}

/// The handlers of one run.
#[derive(Default)]
pub(super) struct Handlers {
    /// Only if any handler was set at run time; otherwise the class's own apply.
    changed: Mutex<Option<Box<Tables>>>,
    /// Signals that came before there was a handler for them.
    buffered: Mutex<Vec<Signal>>,
    running: Mutex<Vec<Running>>,
    next: AtomicU64,
}

impl Handlers {
    /// Notes that a handler begins; the number ends it.
    pub(super) fn begin(&self, name: &str, update_id: Option<String>, handler: Arc<Handler>) -> u64 {
        let id = self.next.fetch_add(1, Relaxed);
        self.running.lock().push(Running {
            id,
            name: name.to_owned(),
            update_id,
            handler,
        });
        id
    }

    pub(super) fn end(&self, id: u64) {
        let mut running = self.running.lock();
        if let Some(position) = running.iter().position(|one| one.id == id) {
            let one = running.remove(position);
            drop(running);
            drop(one);
        }
    }

    pub(super) fn all_finished(&self) -> bool {
        self.running.lock().is_empty()
    }

    /// Calls `visit` with each running handler whose end is worth a warning.
    pub(super) fn each_worth_warning(&self, mut visit: impl FnMut(&Running)) {
        self.running
            .lock()
            .iter()
            .filter(|one| one.handler.warn_if_unfinished)
            .for_each(&mut visit);
    }

    pub(super) fn buffer(&self, signal: Signal) {
        self.buffered.lock().push(signal);
    }

    /// Takes the buffered signals that a handler set for `name` is for; all of them for the dynamic one.
    fn take_buffered(&self, name: Option<&str>) -> Vec<Signal> {
        let mut buffered = self.buffered.lock();
        let (taken, left) = std::mem::take(&mut *buffered)
            .into_iter()
            .partition(|signal| name.is_none_or(|name| name == signal.name));
        *buffered = left;
        taken
    }

    /// Drops what refers to the workflow object, when the run ends.
    pub(super) fn clear(&self) {
        let all = (self.changed.lock().take(), std::mem::take(&mut *self.running.lock()));
        drop(all);
    }
}

impl WorkflowLoop {
    /// The handler of that very name.
    pub(super) fn exact_handler(&self, kind: HandlerKind, name: Option<&str>) -> Option<Arc<Handler>> {
        let key = name.map(str::to_owned);
        if let Some(tables) = &mut *self.handlers.changed.lock() {
            return tables.of_kind(kind).get(&key).cloned();
        }
        self.class_handlers(kind).get(&key).cloned()
    }

    /// The handler that answers `name`: its own, or the dynamic one.
    pub(super) fn handler(&self, kind: HandlerKind, name: &str) -> Option<Arc<Handler>> {
        self.exact_handler(kind, Some(name))
            .or_else(|| self.exact_handler(kind, None))
    }

    fn class_handlers(&self, kind: HandlerKind) -> &HandlerMap {
        match kind {
            HandlerKind::Signal => &self.workflow.signals,
            HandlerKind::Query => &self.workflow.queries,
            HandlerKind::Update => &self.workflow.updates,
        }
    }

    /// All handlers of a kind, by name, for messages and for the metadata query.
    pub(super) fn all_handlers(&self, kind: HandlerKind) -> BTreeMap<Option<String>, Arc<Handler>> {
        match &mut *self.handlers.changed.lock() {
            Some(tables) => tables.of_kind(kind).clone(),
            None => self.class_handlers(kind).clone(),
        }
    }

    /// The names of the handlers of a kind, for messages.
    pub(super) fn known_names(&self, kind: HandlerKind) -> Vec<String> {
        self.all_handlers(kind).into_keys().flatten().collect()
    }

    /// Sets or removes a handler; signals that were waiting for it are handled now.
    pub(super) fn set_handler(
        slf: &Bound<'_, Self>,
        kind: HandlerKind,
        name: Option<String>,
        handler: Option<Handler>,
    ) -> PyResult<()> {
        let this = slf.get();
        let is_set = handler.is_some();
        let old = {
            let mut changed = this.handlers.changed.lock();
            let tables = changed.get_or_insert_with(|| {
                Box::new(Tables {
                    signals: this.workflow.signals.clone(),
                    queries: this.workflow.queries.clone(),
                    updates: this.workflow.updates.clone(),
                })
            });
            let table = tables.of_kind(kind);
            match handler {
                Some(handler) => table.insert(name.clone(), Arc::new(handler)),
                None => table.remove(&name),
            }
        };
        drop(old);
        if is_set && kind == HandlerKind::Signal {
            for signal in this.handlers.take_buffered(name.as_deref()) {
                Self::apply_signal(slf, signal)?;
            }
        }
        Ok(())
    }

    /// The handler as a callable, bound to the workflow object if it is a method.
    pub(super) fn bind_handler<'py>(
        &self,
        py: Python<'py>,
        function: &Py<PyAny>,
        is_method: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let function = function.bind(py).clone();
        if !is_method {
            return Ok(function);
        }
        function.call_method1("__get__", (self.workflow_object(py)?,))
    }

    /// The arguments of a handler: decoded by its hints, or raw if it is dynamic.
    pub(super) fn handler_arguments<'py>(
        &self,
        py: Python<'py>,
        handler: &Handler,
        name: &str,
        payloads: &[Payload],
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        if handler.name.is_some() {
            return self.decode_arguments(py, payloads, handler.arg_types.as_ref(), handler.arg_types_len);
        }
        let mut args = vec![name.into_pyobject(py)?.into_any()];
        if handler.dynamic_vararg {
            args.extend(self.converter.decode(py, payloads, None)?);
        } else {
            args.push(self.raw_arguments(py, payloads)?);
        }
        Ok(args)
    }

    /// The payloads as one list of `RawValue`.
    pub(super) fn raw_arguments<'py>(&self, py: Python<'py>, payloads: &[Payload]) -> PyResult<Bound<'py, PyAny>> {
        let class = Names::get(py)?.raw_value.bind(py);
        let list = PyList::empty(py);
        for payload in payloads {
            list.append(self.converter.decode_one(py, payload, Some(class.as_any()))?)?;
        }
        Ok(list.into_any())
    }

    /// The values of `payloads`. Hints count only if there is one for each. Who takes nothing is given nothing, so that
    /// senders may know more arguments than an old handler does.
    ///
    /// # Errors
    /// What went wrong if that fails workflows, else `RuntimeError` with it as its cause.
    pub(super) fn decode_arguments<'py>(
        &self,
        py: Python<'py>,
        payloads: &[Payload],
        hints: Option<&Py<PyAny>>,
        hints_len: usize,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        if hints.is_some() && hints_len == 0 {
            return Ok(Vec::new());
        }
        let hints = hints
            .filter(|_| hints_len == payloads.len())
            .map(|hints| hints.bind(py));
        self.converter
            .decode(py, payloads, hints)
            .map_err(|cause| self.cannot_decode(py, cause))
    }

    /// What is raised for values that cannot be decoded: the failure that a converter raised, or an error of ours.
    pub(super) fn cannot_decode(&self, py: Python<'_>, cause: PyErr) -> PyErr {
        if self.is_failure(py, &cause).unwrap_or(false) {
            return cause;
        }
        let error = PyRuntimeError::new_err(CANNOT_DECODE);
        error.set_cause(py, Some(cause));
        error
    }
}
