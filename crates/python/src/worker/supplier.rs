//! Slot suppliers as Python gives them: by the machine's figures, or a `SlotHost` around a supplier of the program's own.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use everloop_worker::{
    Machine, Reservation, ResourceSlots, ResourceTargets, Slot, SlotInfo, SlotSupplier, SlotUse, Suppliers,
};
use parking_lot::Mutex;
use pyo3::{intern, prelude::*};
use tokio::sync::oneshot;

use crate::bridge::LoopHandle;

/// Pause before a supplier that failed is asked again.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// A supplier that watches the machine: minimum, maximum, pause, and the targets of memory and processors.
#[derive(FromPyObject)]
struct ByResources(usize, usize, Duration, f64, f64);

/// The suppliers of a worker, and where those of the program run.
pub(super) struct PythonSuppliers {
    pub(super) suppliers: Suppliers,
    hosts: Vec<Arc<Host>>,
}

impl PythonSuppliers {
    /// Reads `(workflow, activity, local activity)`, each `None`, a tuple of numbers or a `SlotHost`.
    pub(super) fn new(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (workflow, activity, local): (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>) = given.extract()?;
        let mut machine = None;
        let mut hosts = Vec::new();
        let mut read = |given: Bound<'_, PyAny>| -> PyResult<Option<Arc<dyn SlotSupplier>>> {
            if given.is_none() {
                return Ok(None);
            }
            if let Ok(ByResources(minimum, maximum, pause, memory, cpu)) = given.extract() {
                let machine = machine.get_or_insert_with(|| Arc::new(Machine::new(ResourceTargets { memory, cpu })));
                return Ok(Some(Arc::new(ResourceSlots::new(
                    Arc::clone(machine),
                    minimum,
                    maximum,
                    pause,
                ))));
            }
            let host = Arc::new(Host {
                object: given.unbind(),
                event_loop: OnceLock::new(),
            });
            hosts.push(Arc::clone(&host));
            Ok(Some(Arc::new(Custom(host))))
        };
        let suppliers = Suppliers {
            workflow: read(workflow)?,
            activity: read(activity)?,
            local_activity: read(local)?,
        };
        Ok(Self { suppliers, hosts })
    }

    /// Names the loop that the program's suppliers run on. Only the first one counts.
    pub(super) fn run_on(&self, event_loop: &LoopHandle) {
        for host in &self.hosts {
            let _ = host.event_loop.set(event_loop.clone());
        }
    }
}

struct Host {
    object: Py<PyAny>,
    event_loop: OnceLock<LoopHandle>,
}

impl Host {
    /// Runs something on the program's loop. Never waits: locks of the worker may be held.
    fn post(self: &Arc<Self>, action: impl FnOnce(Python<'_>, &Bound<'_, PyAny>) -> PyResult<()> + Send + 'static) {
        let Some(event_loop) = self.event_loop.get() else {
            return;
        };
        let host = Arc::clone(self);
        event_loop.post(move |py| {
            let object = host.object.bind(py);
            if let Err(error) = action(py, object) {
                error.write_unraisable(py, Some(object));
            }
        });
    }
}

/// A supplier of the program's own.
struct Custom(Arc<Host>);

impl Custom {
    fn held(&self, permit: Py<PyAny>) -> Box<dyn Slot> {
        Box::new(Held {
            host: Arc::clone(&self.0),
            permit: Arc::new(permit),
        })
    }
}

impl SlotSupplier for Custom {
    fn reserve(&self, usage: SlotUse) -> Reservation<'_> {
        Box::pin(async move {
            loop {
                let permit = Pending::begin(&self.0, usage).granted().await;
                if let Some(permit) = permit {
                    return self.held(permit);
                }
                tokio::time::sleep(RETRY_PAUSE).await;
            }
        })
    }

    fn try_reserve(&self, usage: SlotUse) -> Option<Box<dyn Slot>> {
        Python::attach(|py| {
            let host = self.0.object.bind(py);
            let given = host.call_method1(intern!(py, "try_reserve"), (usage == SlotUse::Sticky,));
            match given {
                Ok(permit) if permit.is_none() => None,
                Ok(permit) => Some(self.held(permit.unbind())),
                Err(error) => {
                    error.write_unraisable(py, Some(host));
                    None
                }
            }
        })
    }
}

/// A wish for a slot, as the program's loop holds it.
#[pyclass(frozen, module = "everloop._core")]
pub(super) struct Wish(Mutex<Option<oneshot::Sender<Option<Py<PyAny>>>>>);

#[pymethods]
impl Wish {
    /// Gives the slot: a permit, or `None` if the supplier failed. False if nobody waits for it any more.
    fn grant(&self, permit: Option<Py<PyAny>>) -> bool {
        let waiting = self.0.lock().take();
        waiting.is_some_and(|waiting| waiting.send(permit).is_ok())
    }
}

/// A wish that was not granted yet. Dropping it cancels the program's task.
struct Pending {
    host: Arc<Host>,
    task: Arc<Mutex<Option<Py<PyAny>>>>,
    waiting: oneshot::Receiver<Option<Py<PyAny>>>,
    is_over: bool,
}

impl Pending {
    fn begin(host: &Arc<Host>, usage: SlotUse) -> Self {
        let (granted, waiting) = oneshot::channel();
        let task = Arc::new(Mutex::new(None));
        let begun = Arc::clone(&task);
        host.post(move |py, host| {
            let wish = Bound::new(py, Wish(Mutex::new(Some(granted))))?;
            let made = host.call_method1(intern!(py, "begin"), (wish, usage == SlotUse::Sticky))?;
            *begun.lock() = Some(made.unbind());
            Ok(())
        });
        Self {
            host: Arc::clone(host),
            task,
            waiting,
            is_over: false,
        }
    }

    /// The permit, or `None` if the supplier failed.
    async fn granted(mut self) -> Option<Py<PyAny>> {
        let permit = (&mut self.waiting).await;
        self.is_over = true;
        permit.ok().flatten()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        self.waiting.close();
        if let Ok(Some(permit)) = self.waiting.try_recv() {
            // Granted when nobody waited any more: it goes back as a used one does.
            drop(Held {
                host: Arc::clone(&self.host),
                permit: Arc::new(permit),
            });
            return;
        }
        let task = Arc::clone(&self.task);
        self.host.post(move |py, _host| {
            let task = task.lock().take();
            if let Some(task) = task {
                task.bind(py).call_method0(intern!(py, "cancel"))?;
            }
            Ok(())
        });
    }
}

/// A permit of a supplier of the program's own.
struct Held {
    host: Arc<Host>,
    permit: Arc<Py<PyAny>>,
}

impl Slot for Held {
    fn mark_used(&self, info: SlotInfo<'_>) {
        let (kind, name, is_sticky) = match info {
            SlotInfo::Workflow { workflow_type, usage } => ("workflow", workflow_type, usage == SlotUse::Sticky),
            SlotInfo::Activity { activity_type } => ("activity", activity_type, false),
            SlotInfo::LocalActivity { activity_type } => ("local-activity", activity_type, false),
        };
        let (permit, name) = (Arc::clone(&self.permit), name.to_owned());
        self.host.post(move |py, host| {
            host.call_method1(intern!(py, "mark_used"), (permit.bind(py), kind, name, is_sticky))?;
            Ok(())
        });
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let permit = Arc::clone(&self.permit);
        self.host.post(move |py, host| {
            host.call_method1(intern!(py, "release"), (permit.bind(py),))?;
            Ok(())
        });
    }
}
