//! Payloads of workflow tasks on their way through Python's codec and external storage.
//!
//! The Python class `everloop.worker._passage.PayloadPassage` does the work, as tasks of the loop that the worker runs
//! on. Here payloads are taken out of activations and completions, and put back.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use everloop_machines::{
    Activation, Command, Completion,
    completion::Done,
    payloads::{self, HeaderVisit, Owner},
};
use everloop_proto::common::v1::Payload;
use everloop_worker::{Passage, Passed, Transfer};
use parking_lot::Mutex;
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyList, PyType},
};
use tokio::sync::oneshot;

use super::owners::{Owners, Whom};
use crate::{
    bridge::LoopHandle,
    convert::{Converter, message},
    workflow::{plain_failure, task_failed},
};

/// The passage of one worker or replayer. Cheap to clone.
#[derive(Clone)]
pub(super) struct PythonPassage(Arc<Inner>);

struct Inner {
    /// A `PayloadPassage`.
    host: Py<PyAny>,
    converter: Converter,
    headers: HeaderVisit,
    /// Whether the host wants to know whom payloads belong to.
    wants_whom: bool,
    event_loop: Mutex<Option<LoopHandle>>,
    owners: Mutex<Owners>,
}

/// What is there later.
type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// The payloads of one place, and whom they belong to.
type Group = (Option<Whom>, Vec<Payload>);
/// The payloads of all places, or what answers the task instead.
type Reply = Result<Passed<Vec<Vec<Payload>>>, Box<Completion>>;
/// What external storage moved: how many payloads and bytes, in how many seconds, by which drivers.
type Moved = (u64, u64, f64, Vec<String>);

impl PythonPassage {
    pub(super) fn new(host: &Bound<'_, PyAny>, converter: Converter) -> PyResult<Self> {
        let includes_headers: bool = host.getattr("includes_headers")?.extract()?;
        Ok(Self(Arc::new(Inner {
            converter,
            headers: if includes_headers {
                HeaderVisit::Included
            } else {
                HeaderVisit::Skipped
            },
            wants_whom: host.getattr("wants_whom")?.extract()?,
            event_loop: Mutex::new(None),
            owners: Mutex::default(),
            host: host.clone().unbind(),
        })))
    }

    /// Names the loop to work on.
    pub(super) fn run_on(&self, event_loop: LoopHandle) {
        *self.0.event_loop.lock() = Some(event_loop);
    }

    pub(super) fn forget(&self, run_id: &str) {
        if self.0.wants_whom {
            self.0.owners.lock().forget(run_id);
        }
    }

    /// Hands groups to the host; what comes of them arrives at the receiver.
    fn post(&self, run_id: &str, way: Way, groups: Vec<Group>) -> oneshot::Receiver<Reply> {
        let (reply, receiver) = oneshot::channel();
        let inner = Arc::clone(&self.0);
        let passing = Passing {
            way,
            run_id: run_id.to_owned(),
            converter: inner.converter.clone(),
            reply: Mutex::new(Some(reply)),
        };
        // Without a loop the reply is dropped, and the receiver hears of it.
        if let Some(event_loop) = self.0.event_loop.lock().as_ref() {
            event_loop.post(move |py| {
                if let Err(error) = begin(py, &inner.host, passing, &groups) {
                    error.write_unraisable(py, Some(inner.host.bind(py)));
                }
            });
        }
        receiver
    }
}

impl Passage for PythonPassage {
    fn inbound(&self, mut activation: Activation) -> Later<Passed<Result<Activation, Completion>>> {
        let headers = self.0.headers;
        let mut groups = Vec::new();
        {
            let mut owners = self.0.owners.lock();
            if self.0.wants_whom {
                owners.see_start(&activation);
            }
            let run_id = activation.run_id.clone();
            payloads::visit_activation(&mut activation, headers, &mut |owner: Owner, place| {
                groups.push((owners.whom(&run_id, owner), place.take()));
            });
            if self.0.wants_whom {
                owners.see_answers(&activation);
            }
        }
        if groups.is_empty() {
            return Box::pin(std::future::ready(Ok(activation).into()));
        }
        let receiver = self.post(&activation.run_id, Way::In, groups);
        Box::pin(async move {
            match receiver.await.unwrap_or_else(|_| Err(lost())) {
                Ok(Passed { value, moved }) => {
                    let mut passed = value.into_iter();
                    payloads::visit_activation(&mut activation, headers, &mut |_, place| {
                        place.put(passed.next().unwrap_or_default());
                    });
                    Passed {
                        value: Ok(activation),
                        moved,
                    }
                }
                Err(instead) => Err(*instead).into(),
            }
        })
    }

    fn outbound(&self, run_id: &str, mut completion: Completion) -> Later<Passed<Completion>> {
        let headers = self.0.headers;
        let mut groups = Vec::new();
        {
            let mut owners = self.0.owners.lock();
            if self.0.wants_whom {
                owners.see_commands(run_id, &completion);
            }
            payloads::visit_completion(&mut completion, headers, &mut |owner, place| {
                groups.push((owners.whom(run_id, owner), place.take()));
            });
        }
        if groups.is_empty() {
            return Box::pin(std::future::ready(completion.into()));
        }
        let receiver = self.post(run_id, Way::Out, groups);
        Box::pin(async move {
            match receiver.await.unwrap_or_else(|_| Err(lost())) {
                Ok(Passed { value, moved }) => {
                    let mut passed = value.into_iter();
                    payloads::visit_completion(&mut completion, headers, &mut |_, place| {
                        place.put(passed.next().unwrap_or_default());
                    });
                    Passed {
                        value: completion,
                        moved,
                    }
                }
                Err(instead) => (*instead).into(),
            }
        })
    }
}

fn transfer((count, size_bytes, seconds, drivers): Moved) -> Box<Transfer> {
    Box::new(Transfer {
        count,
        size_bytes,
        duration: Duration::try_from_secs_f64(seconds).unwrap_or_default(),
        drivers: drivers.into_iter().collect(),
    })
}

fn lost() -> Box<Completion> {
    let message = "the event loop of the worker ended before the payloads passed the codec";
    Box::new(task_failed(plain_failure(message.to_owned())))
}

fn begin(py: Python<'_>, host: &Py<PyAny>, passing: Passing, groups: &[Group]) -> PyResult<()> {
    let given = PyList::empty(py);
    for (whom, payloads) in groups {
        let whom = whom.as_ref().map(|whom| whom.to_py(py)).transpose()?;
        let payloads = payloads.iter().map(|payload| message::payload_to_py(py, payload));
        given.append((whom, PyList::new(py, payloads.collect::<PyResult<Vec<_>>>()?)?))?;
    }
    let method = match passing.way {
        Way::In => "pass_in",
        Way::Out => "pass_out",
    };
    host.bind(py).call_method1(method, (given, passing)).map(drop)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// The payloads of one task while Python has them. It is told once what became of them.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Passing {
    way: Way,
    run_id: String,
    converter: Converter,
    reply: Mutex<Option<oneshot::Sender<Reply>>>,
}

#[pymethods]
impl Passing {
    #[getter]
    fn run_id(&self) -> &str {
        &self.run_id
    }

    /// The payloads have passed: one list for each that was given.
    #[pyo3(signature = (groups, moved, /))]
    fn done(&self, groups: Vec<Vec<Bound<'_, PyAny>>>, moved: Option<Moved>) -> PyResult<()> {
        let read = |payloads: &Vec<Bound<'_, PyAny>>| payloads.iter().map(message::payload_from_py).collect();
        let groups = groups.iter().map(read).collect::<PyResult<Vec<Vec<_>>>>()?;
        self.reply(Ok(Passed {
            value: groups,
            moved: moved.map(transfer),
        }));
        Ok(())
    }

    /// The payloads cannot pass: the task fails, and so does the workflow if the exception says that trying again is of
    /// no use.
    fn fail(&self, error: &Bound<'_, PyAny>) -> PyResult<()> {
        let completion = match self.way {
            Way::Out => task_failed(plain_failure(format!("Failed encoding completion: {}", error.str()?))),
            Way::In => {
                let failure = self.converter.failure_from_exception(error);
                let failure = failure.unwrap_or_else(|second| {
                    plain_failure(format!(
                        "failed converting activation exception: {second} (it was: {error})"
                    ))
                });
                if is_final(error)? {
                    let commands = vec![Command::FailWorkflow { failure }];
                    Completion::Done(Done {
                        commands,
                        ..Done::default()
                    })
                } else {
                    task_failed(failure)
                }
            }
        };
        self.reply(Err(Box::new(completion)));
        Ok(())
    }
}

impl Passing {
    fn reply(&self, passed: Reply) {
        if let Some(reply) = self.reply.lock().take() {
            // Nobody waits if the worker is gone.
            let _ = reply.send(passed);
        }
    }
}

/// Whether an exception is an `ApplicationError` that must not be retried.
fn is_final(error: &Bound<'_, PyAny>) -> PyResult<bool> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = CLASS.import(error.py(), "everloop.exceptions", "ApplicationError")?;
    Ok(error.is_instance(class)? && error.getattr("non_retryable")?.is_truthy()?)
}
