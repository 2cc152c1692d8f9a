//! One queue per asyncio loop of things to do on that loop, with one wake-up for many.
//!
//! Threads of the engine must never wait for the interpreter, so waking the loop is a byte written to
//! a pipe that the loop watches, as its own `call_soon_threadsafe` does, but without holding the GIL.
//! Whoever fills an empty, sleeping queue writes that byte; the loop then drains until nothing is left.

use std::{
    cell::RefCell,
    io::{ErrorKind, Read, Write},
    os::unix::net::UnixStream,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use parking_lot::Mutex;
use pyo3::{prelude::*, sync::PyOnceLock, types::PyDict};

use super::task::Task;

/// Rounds of one drain before the loop's other callbacks get their turn.
const ROUNDS_MAX: usize = 8;

pub(super) enum Item {
    Poll(Arc<Task>),
    Run(Box<dyn FnOnce(Python<'_>) + Send>),
}

struct Inbox {
    items: Vec<Item>,
    /// Whether a drain is on its way or under way, so that nobody else need wake the loop.
    awake: bool,
}

pub(super) struct Queue {
    inbox: Mutex<Inbox>,
    bell: UnixStream,
    ear: UnixStream,
}

impl Queue {
    fn new() -> PyResult<Self> {
        let (bell, ear) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ear.set_nonblocking(true)?;
        Ok(Self {
            inbox: Mutex::new(Inbox {
                items: Vec::new(),
                awake: false,
            }),
            bell,
            ear,
        })
    }

    pub(super) fn push(&self, item: Item) {
        let wake = {
            let mut inbox = self.inbox.lock();
            inbox.items.push(item);
            !std::mem::replace(&mut inbox.awake, true)
        };
        if wake {
            self.ring();
        }
    }

    /// A full pipe has rung already, and a loop that is gone needs no bell: neither is an error.
    fn ring(&self) {
        while let Err(error) = (&self.bell).write(&[0]) {
            if error.kind() != ErrorKind::Interrupted {
                return;
            }
        }
    }

    fn drain(&self, py: Python<'_>) {
        let mut rung = [0; 16];
        while matches!((&self.ear).read(&mut rung), Ok(read) if read == rung.len()) {}
        for _ in 0..ROUNDS_MAX {
            let items = {
                let mut inbox = self.inbox.lock();
                if inbox.items.is_empty() {
                    inbox.awake = false;
                    return;
                }
                std::mem::take(&mut inbox.items)
            };
            for item in items {
                match item {
                    Item::Poll(task) => task.poll(py),
                    // The panic hook has told; what waits behind it must run all the same.
                    Item::Run(run) => drop(catch_unwind(AssertUnwindSafe(|| run(py)))),
                }
            }
        }
        self.ring();
    }
}

/// The callback that asyncio runs when the queue's bell rang.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Drain(Arc<Queue>);

#[pymethods]
impl Drain {
    fn __call__(&self, py: Python<'_>) {
        self.0.drain(py);
    }
}

/// An asyncio loop as Rust threads may hold it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LoopHandle {
    queue: Arc<Queue>,
    event_loop: Arc<Py<PyAny>>,
    /// The loop as the keyword argument `loop`.
    option: Arc<Py<PyDict>>,
}

thread_local! {
    /// The handle of the loop that last ran on this thread: a loop belongs to one thread, and a thread
    /// rarely runs a second one.
    static LATEST: RefCell<Option<LoopHandle>> = const { RefCell::new(None) };
}

static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

impl LoopHandle {
    /// The loop running on this thread.
    ///
    /// # Errors
    /// A `RuntimeError` when no loop is running.
    pub(crate) fn current(py: Python<'_>) -> PyResult<Self> {
        let running = RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0()?;
        let known = LATEST.with_borrow(|latest| {
            latest
                .as_ref()
                .filter(|handle| handle.event_loop.as_ptr() == running.as_ptr())
                .cloned()
        });
        if let Some(handle) = known {
            return Ok(handle);
        }
        let option = PyDict::new(py);
        option.set_item("loop", &running)?;
        let handle = Self {
            queue: Arc::new(Queue::new()?),
            event_loop: Arc::new(running.clone().unbind()),
            option: Arc::new(option.unbind()),
        };
        let drain = Bound::new(py, Drain(handle.queue.clone()))?;
        running.call_method1("add_reader", (raw_fd(&handle.queue.ear), drain))?;
        // The replaced handle may run Python code as it is dropped: not while the cell is borrowed.
        let replaced = LATEST.with_borrow_mut(|latest| latest.replace(handle.clone()));
        drop(replaced);
        Ok(handle)
    }

    /// Runs `run` on the loop's thread soon, together with whatever else is waiting there.
    /// It may be called from any thread, with or without the interpreter. After the loop is closed
    /// nothing runs. `run` handles its own errors.
    pub(crate) fn post(&self, run: impl FnOnce(Python<'_>) + Send + 'static) {
        self.queue.push(Item::Run(Box::new(run)));
    }

    /// The loop as the keyword argument `loop`.
    pub(super) fn as_option<'py>(&self, py: Python<'py>) -> &Bound<'py, PyDict> {
        self.option.bind(py)
    }

    pub(super) fn queue(&self) -> &Arc<Queue> {
        &self.queue
    }
}

fn raw_fd(stream: &UnixStream) -> i32 {
    use std::os::fd::AsRawFd;
    stream.as_raw_fd()
}
