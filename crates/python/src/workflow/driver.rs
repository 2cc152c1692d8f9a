//! [`Driver`]: the coroutine that the loop's own tasks run: the workflow's body, a signal, an update.
//!
//! It begins the user's function in its first step, passes every later step on to the user's coroutine, and
//! turns the way that one ends into commands, in that very step. It never raises anything of its own.

use std::sync::Arc;

use everloop_machines::{
    Command,
    activation::Update,
    completion::{UpdateResponse, UpdateStep},
};
use parking_lot::Mutex;
use pyo3::{exceptions::PyStopIteration, prelude::*, types::PyTuple};

use super::{
    coroutine::{Resumed, send, throw},
    definition::Handler,
    event_loop::WorkflowLoop,
    operation::thrown,
};

/// What a driver drives.
pub(super) enum Role {
    Main {
        args: Vec<Py<PyAny>>,
    },
    Signal {
        handler: Arc<Handler>,
        running: u64,
        input: SignalInput,
    },
    Update(Box<Update>),
}

/// A signal's decoded arguments, and its headers for interceptors.
pub(super) struct SignalInput {
    pub(super) name: String,
    pub(super) args: Vec<Py<PyAny>>,
    pub(super) headers: everloop_machines::activation::Headers,
    pub(super) event_id: i64,
}

/// How far the user's function is when it has been called.
pub(super) enum Begun<'py> {
    Waiting(Bound<'py, PyAny>),
    Returned(Bound<'py, PyAny>),
}

enum State {
    Waiting(Role),
    Running { coroutine: Py<PyAny>, ending: Ending },
    Over,
}

/// What is left of the role once the function runs.
pub(super) enum Ending {
    Main,
    Signal { running: u64 },
    Update { running: u64, protocol_instance_id: String },
}

/// The coroutine.
#[pyclass(frozen, module = "everloop._core", name = "WorkflowDriver")]
pub(super) struct Driver {
    owner: Py<WorkflowLoop>,
    state: Mutex<State>,
}

impl Driver {
    pub(super) fn new(owner: &Bound<'_, WorkflowLoop>, role: Role) -> Self {
        Self {
            owner: owner.clone().unbind(),
            state: Mutex::new(State::Waiting(role)),
        }
    }

    fn begin<'py>(&self, py: Python<'py>, role: Role) -> PyResult<Bound<'py, PyAny>> {
        let owner = self.owner.bind(py);
        let (begun, ending) = match role {
            Role::Main { args } => (WorkflowLoop::begin_main(owner, args), Ending::Main),
            Role::Signal {
                handler,
                running,
                input,
            } => (
                WorkflowLoop::begin_signal(owner, &handler, input),
                Ending::Signal { running },
            ),
            Role::Update(update) => match WorkflowLoop::begin_update(owner, *update) {
                Some((begun, ending)) => (begun, ending),
                None => return finished(),
            },
        };
        match begun {
            Ok(Begun::Waiting(coroutine)) => {
                let resumed = send(&coroutine);
                self.after(py, coroutine, ending, resumed)
            }
            Ok(Begun::Returned(value)) => {
                owner.get().ended(py, ending, Ok(value));
                finished()
            }
            Err(error) => {
                owner.get().ended(py, ending, Err(error));
                finished()
            }
        }
    }

    fn after<'py>(
        &self,
        py: Python<'py>,
        coroutine: Bound<'py, PyAny>,
        ending: Ending,
        resumed: Resumed<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match resumed {
            Resumed::Yielded(waited_for) => {
                *self.state.lock() = State::Running {
                    coroutine: coroutine.unbind(),
                    ending,
                };
                Ok(waited_for)
            }
            Resumed::Returned(value) => {
                self.owner.get().ended(py, ending, Ok(value));
                finished()
            }
            Resumed::Raised(error) => {
                self.owner.get().ended(py, ending, Err(error));
                finished()
            }
        }
    }
}

/// How a coroutine says that it is done.
fn finished<'py>() -> PyResult<Bound<'py, PyAny>> {
    Err(PyStopIteration::new_err(()))
}

#[pymethods]
impl Driver {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let state = std::mem::replace(&mut *self.state.lock(), State::Over);
        match state {
            State::Waiting(role) => self.begin(py, role),
            State::Running { coroutine, ending } => {
                let coroutine = coroutine.into_bound(py);
                let resumed = send(&coroutine);
                self.after(py, coroutine, ending, resumed)
            }
            State::Over => finished(),
        }
    }

    fn send<'py>(&self, py: Python<'py>, _value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.__next__(py)
    }

    #[pyo3(signature = (exception, value=None, _traceback=None))]
    fn throw<'py>(
        &self,
        py: Python<'py>,
        exception: Bound<'py, PyAny>,
        value: Option<Bound<'py, PyAny>>,
        _traceback: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let error = thrown(exception, value)?;
        let state = std::mem::replace(&mut *self.state.lock(), State::Over);
        match state {
            State::Running { coroutine, ending } => {
                let coroutine = coroutine.into_bound(py);
                let resumed = throw(&coroutine, error);
                self.after(py, coroutine, ending, resumed)
            }
            // Canceled before its first step.
            State::Waiting(Role::Main { .. }) => {
                self.owner.get().ended(py, Ending::Main, Err(error));
                finished()
            }
            State::Waiting(Role::Signal { running, .. }) => {
                self.owner.get().ended(py, Ending::Signal { running }, Err(error));
                finished()
            }
            State::Waiting(Role::Update(_)) | State::Over => Err(error),
        }
    }

    /// Takes the user's coroutine down with the run; what it does about that is of no consequence.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let state = std::mem::replace(&mut *self.state.lock(), State::Over);
        match state {
            State::Running { coroutine, .. } => coroutine.bind(py).call_method0("close").map(drop),
            State::Waiting(_) | State::Over => Ok(()),
        }
    }

    #[getter(__name__)]
    fn name(&self) -> &'static str {
        "workflow"
    }

    #[getter(__qualname__)]
    fn qualified_name(&self) -> &'static str {
        "workflow"
    }

    /// Where the user's code is; what shows stacks of tasks looks here.
    #[getter]
    fn cr_frame(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let coroutine = match &*self.state.lock() {
            State::Running { coroutine, .. } => coroutine.clone_ref(py),
            State::Waiting(_) | State::Over => return Ok(None),
        };
        coroutine.bind(py).getattr("cr_frame").map(|frame| Some(frame.unbind()))
    }
}

impl WorkflowLoop {
    fn begin_main<'py>(slf: &Bound<'py, Self>, args: Vec<Py<PyAny>>) -> PyResult<Begun<'py>> {
        let py = slf.py();
        let this = slf.get();
        if let Some(interception) = this.interception() {
            let coroutine = interception.execute_workflow(py, this, args)?;
            return Ok(Begun::Waiting(coroutine));
        }
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(this.workflow_object(py)?);
        all.extend(args.into_iter().map(|arg| arg.into_bound(py)));
        this.workflow
            .run
            .bind(py)
            .call1(PyTuple::new(py, all)?)
            .map(Begun::Waiting)
    }

    fn begin_signal<'py>(slf: &Bound<'py, Self>, handler: &Handler, input: SignalInput) -> PyResult<Begun<'py>> {
        let py = slf.py();
        let this = slf.get();
        if input.event_id > 0 {
            this.enter_handler(py, input.event_id)?;
        }
        if let Some(interception) = this.interception() {
            return interception.handle_signal(py, input).map(Begun::Waiting);
        }
        this.call_handler(
            py,
            handler,
            input.args.into_iter().map(|arg| arg.into_bound(py)).collect(),
        )
    }

    /// Calls a handler; one that is `async` has then to be resumed.
    pub(super) fn call_handler<'py>(
        &self,
        py: Python<'py>,
        handler: &Handler,
        args: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Begun<'py>> {
        let function = handler.function.bind(py);
        let result = if handler.is_method {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(self.workflow_object(py)?);
            all.extend(args);
            function.call1(PyTuple::new(py, all)?)?
        } else {
            function.call1(PyTuple::new(py, args)?)?
        };
        Ok(if handler.is_async {
            Begun::Waiting(result)
        } else {
            Begun::Returned(result)
        })
    }

    /// Turns the end of a task of the loop into commands.
    fn ended(&self, py: Python<'_>, ending: Ending, outcome: PyResult<Bound<'_, PyAny>>) {
        match ending {
            Ending::Main => match outcome {
                Ok(result) => self.main_returned(py, &result),
                Err(error) => self.raised_at_top(py, error),
            },
            Ending::Signal { running } => {
                self.handlers.end(running);
                if let Err(error) = outcome {
                    self.raised_at_top(py, error);
                }
            }
            Ending::Update {
                running,
                protocol_instance_id,
            } => {
                self.handlers.end(running);
                self.update_ended(py, protocol_instance_id, outcome);
            }
        }
    }

    fn main_returned(&self, py: Python<'_>, result: &Bound<'_, PyAny>) {
        match self.converter.encode_one(result) {
            Ok(payload) => self
                .commands
                .lock()
                .push(Command::CompleteWorkflow { result: Some(payload) }),
            Err(error) => self.raised_at_top(py, error),
        }
    }

    fn update_ended(&self, py: Python<'_>, protocol_instance_id: String, outcome: PyResult<Bound<'_, PyAny>>) {
        let step = match outcome.and_then(|result| self.converter.encode_one(&result)) {
            Ok(result) => Ok(UpdateStep::Completed { result: Some(result) }),
            Err(error) => self
                .update_failure(py, error)
                .map(|failure| UpdateStep::Failed { failure }),
        };
        match step {
            Ok(response) => self.respond_to_update(protocol_instance_id, response),
            Err(error) => self.fail_activation(error),
        }
    }

    pub(super) fn respond_to_update(&self, protocol_instance_id: String, response: UpdateStep) {
        let response = UpdateResponse {
            protocol_instance_id,
            response,
        };
        self.commands.lock().push(Command::UpdateResponse(Box::new(response)));
    }
}
