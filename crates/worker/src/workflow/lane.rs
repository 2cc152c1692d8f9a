//! A lane: one thread, the futures it drives, and the runs that are bound to it.
//!
//! The lane's state is behind a lock that nobody holds while workflow code runs. So when an activation blocks the
//! thread, another thread takes the lane over, futures and runs and all; the blocked one, when it comes
//! back, finds itself replaced, gives up its run and ends.

use std::{
    any::Any,
    collections::VecDeque,
    future::Future,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    pin::Pin,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Instant,
};

use everloop_machines::{Activation, Completion, RunOptions, TaskInput, task::LocalOutcome};
use everloop_proto::{Reply, workflowservice::v1::RespondWorkflowTaskCompletedResponse};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use parking_lot::Mutex;
use tokio::{runtime::Handle, sync::oneshot};

use super::{
    cache::Cache,
    history::Page,
    local::LocalActivities,
    open::{OpenTask, Polled, TaskNames},
    poll::{self, Queue},
};
use crate::{
    Error, Eviction, Passage, Passed, WorkflowRuntime,
    activity::Registry,
    connection::Connection,
    options::WorkflowOptions,
    scale::{Outcome, Scale},
    shutdown::Shutdown,
    slots::{Cover, Permit, Side, Slots},
};

/// What all lanes of a worker share.
pub(crate) struct Lanes {
    pub(crate) connection: Arc<Connection>,
    pub(crate) options: WorkflowOptions,
    pub(crate) run_options: Arc<RunOptions>,
    pub(crate) runtime: Arc<dyn WorkflowRuntime>,
    /// What payloads go through on their way to and from the runtime.
    pub(crate) passage: Option<Arc<dyn Passage>>,
    /// Where eager activities go; absent if this worker takes none.
    pub(crate) eager: Option<Arc<Registry>>,
    /// Where local activities go.
    pub(crate) activities: Option<Arc<Registry>>,
    pub(crate) slots: Slots,
    /// The slots held by open polls.
    pub(crate) cover: Arc<Cover>,
    pub(crate) shutdown: Shutdown,
    pub(crate) tokio: Handle,
    pub(crate) all: OnceLock<Vec<Weak<Lane>>>,
}

pub(crate) struct Lane {
    pub(super) lanes: Arc<Lanes>,
    pub(crate) sticky_queue: String,
    index: usize,
    pub(super) state: Mutex<State>,
    /// The thread that drives the lane now.
    thread: Mutex<Thread>,
    /// Which thread that is: they are counted.
    epoch: AtomicU64,
    /// The activation that runs now. Whoever takes it out decides: the thread that is done with it, or the
    /// watch that finds it blocked.
    pub(super) active: Mutex<Option<Active>>,
    normal_polls: Polls,
    sticky_polls: Polls,
}

pub(super) struct State {
    pub(super) cache: Cache,
    pub(super) local: LocalActivities,
    work: FuturesUnordered<Pin<Box<dyn Future<Output = Event> + Send>>>,
    pub(super) ready: VecDeque<Event>,
    pollers: usize,
    /// Runs in the hands of threads that were replaced.
    pub(super) blocked: usize,
    ended: Option<oneshot::Sender<()>>,
}

/// The polls of one queue.
struct Polls {
    scale: Scale,
    side: Arc<Side>,
}

impl Polls {
    fn of(scale: Scale) -> Self {
        Self {
            scale,
            side: Arc::default(),
        }
    }
}

/// An activation under way.
pub(super) struct Active {
    pub(super) names: Arc<TaskNames>,
    pub(super) since: Instant,
}

/// A lane whose thread was started.
pub(crate) struct RunningLane {
    pub(crate) lane: Arc<Lane>,
    /// Tells when the lane has ended.
    pub(crate) ended: oneshot::Receiver<()>,
}

/// What a lane's thread reacts to.
pub(super) enum Event {
    Polled {
        queue: Queue,
        failures: u32,
        outcome: Outcome,
        /// Absent if no task came in time, or the poll failed.
        reply: Option<Polled>,
    },
    PollerEnded,
    /// A task from another lane's poll.
    Task(Polled),
    /// A task whose run is taken already.
    Begin(Option<Box<everloop_machines::Run>>, Polled),
    FullHistory {
        open: Box<OpenTask>,
        input: Box<TaskInput>,
        reply: Reply<Page>,
    },
    History {
        run_id: Arc<str>,
        reply: Reply<Page>,
    },
    Completed {
        names: Arc<TaskNames>,
        permit: Permit,
        eager: Vec<Permit>,
        reply: Box<Reply<RespondWorkflowTaskCompletedResponse>>,
    },
    PassedIn {
        run_id: Arc<str>,
        passed: Box<Passed<Result<Activation, Completion>>>,
    },
    PassedOut {
        run_id: Arc<str>,
        passed: Box<Passed<Completion>>,
    },
    LocalEnded {
        run_id: Arc<str>,
        outcome: Box<LocalOutcome>,
    },
    /// Most of a task's time is over while it waits for local activities.
    TaskEndsSoon {
        names: Arc<TaskNames>,
    },
    /// Something was sent whose reply matters to nobody.
    Sent,
}

/// Which thread of a lane is acting; an outdated one must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Epoch(u64);

/// The thread was replaced while it was blocked.
pub(super) struct Replaced;

impl Lane {
    /// Starts the threads of all lanes. Each reports on its receiver when it has ended.
    pub(crate) fn start_all(lanes: &Arc<Lanes>, sticky_queue: &str) -> Result<Vec<RunningLane>, Error> {
        let options = &lanes.options;
        let count = options.threads.get();
        let mut started = Vec::with_capacity(count);
        for index in 0..count {
            let suffix = if count == 1 { String::new() } else { format!("-{index}") };
            let (ended, receiver) = oneshot::channel();
            let lane = Arc::new(Self {
                lanes: Arc::clone(lanes),
                sticky_queue: format!("{sticky_queue}{suffix}"),
                index,
                state: Mutex::new(State {
                    cache: Cache::new(lanes.options.cached_max, lanes.connection.metrics.clone()),
                    local: LocalActivities::default(),
                    work: FuturesUnordered::new(),
                    ready: VecDeque::new(),
                    pollers: 0,
                    blocked: 0,
                    ended: Some(ended),
                }),
                thread: Mutex::new(thread::current()),
                epoch: AtomicU64::new(0),
                active: Mutex::new(None),
                normal_polls: Polls::of(Scale::new(options.pollers, options.nonsticky_pollers().div_ceil(count))),
                sticky_polls: Polls::of(match options.sticky_pollers() {
                    0 => Scale::none(),
                    share => Scale::new(options.pollers, share.div_ceil(count)),
                }),
            });
            started.push(RunningLane { lane, ended: receiver });
        }
        let weak = started.iter().map(|running| Arc::downgrade(&running.lane)).collect();
        lanes.all.set(weak).expect("lanes are started once");
        for RunningLane { lane, .. } in &started {
            for queue in [Queue::Normal, Queue::Sticky] {
                lane.open_polls(queue, lane.polls(queue).scale.missing(), 0);
            }
            lane.spawn_thread(Epoch(0))?;
            super::deadlock::watch(lane);
        }
        Ok(started)
    }

    /// Keeps that many more polls, which the lane's thread begins.
    fn open_polls(self: &Arc<Self>, queue: Queue, count: usize, failures: u32) {
        let mut state = self.state.lock();
        state.pollers += count;
        for _ in 0..count {
            state.work.push(Box::pin(poll::next(
                Arc::clone(&self.lanes),
                self.sticky_queue.clone(),
                queue,
                Arc::clone(&self.polls(queue).side),
                failures,
            )));
        }
    }

    fn polls(&self, queue: Queue) -> &Polls {
        match queue {
            Queue::Normal => &self.normal_polls,
            Queue::Sticky => &self.sticky_polls,
        }
    }

    fn spawn_thread(self: &Arc<Self>, epoch: Epoch) -> Result<(), Error> {
        let lane = Arc::clone(self);
        thread::Builder::new()
            .name(format!("everloop-workflow-{}", self.index))
            .spawn(move || lane.drive(epoch))
            .map(drop)
            .map_err(|error| Error::Thread(error.to_string()))
    }

    /// Gives the lane a fresh thread; the present one is blocked.
    pub(super) fn replace_thread(self: &Arc<Self>) -> Result<(), Error> {
        let epoch = self.epoch.fetch_add(1, Ordering::AcqRel) + 1;
        self.state.lock().blocked += 1;
        self.spawn_thread(Epoch(epoch))
    }

    /// The thread: reacts to events until the lane has ended or another thread took over.
    fn drive(self: Arc<Self>, epoch: Epoch) {
        *self.thread.lock() = thread::current();
        let tokio = self.lanes.tokio.clone();
        let _entered = tokio.enter();
        let known = self.lanes.runtime.enter_thread();
        let waker = Waker::from(Arc::clone(&self));
        let mut cx = Context::from_waker(&waker);
        loop {
            let (event, stays_awake) = {
                let mut state = self.state.lock();
                if self.epoch.load(Ordering::Acquire) != epoch.0 {
                    return;
                }
                let event = match state.ready.pop_front() {
                    Some(event) => Some(event),
                    None => match state.work.poll_next_unpin(&mut cx) {
                        Poll::Ready(event) => event,
                        Poll::Pending => None,
                    },
                };
                let stays_awake = event.is_none() && state.local.patience.stays_awake(Instant::now);
                (event, stays_awake)
            };
            match event {
                Some(event) => {
                    if self.handle(event).is_err() {
                        return;
                    }
                }
                None if stays_awake => thread::yield_now(),
                None if self.has_ended() => return self.end(known),
                None => thread::park(),
            }
        }
    }

    /// Begins a future now, so that its request is on its way, and keeps it until it ends.
    pub(super) fn launch(&self, work: impl Future<Output = Event> + Send + 'static) {
        let mut work: Pin<Box<dyn Future<Output = Event> + Send>> = Box::pin(work);
        // It is polled again, with the lane's waker, as soon as the thread looks for events.
        let begun = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let mut state = self.state.lock();
        match begun {
            Poll::Ready(event) => state.ready.push_back(event),
            Poll::Pending => state.work.push(work),
        }
    }

    /// Leaves an event for the lane's thread, from any thread.
    pub(super) fn post(&self, event: Event) {
        self.state.lock().ready.push_back(event);
        self.wake_thread();
    }

    /// Counts a task that may come from elsewhere than from a poll, unless the end has begun. It ends as a poll does.
    pub(super) fn expect_task(&self) -> bool {
        let mut state = self.state.lock();
        // Seen under the lock: a lane that ended before took note of all it waits for.
        let goes_on = !self.lanes.shutdown.has_begun();
        state.pollers += usize::from(goes_on);
        goes_on
    }

    /// Lets the lane's thread look for events; needed after what another thread did.
    pub(super) fn wake_thread(&self) {
        self.thread.lock().unpark();
    }

    fn handle(self: &Arc<Self>, event: Event) -> Result<(), Replaced> {
        match event {
            Event::Polled {
                queue,
                failures,
                outcome,
                reply,
            } => self.polled(queue, failures, outcome, reply),
            Event::PollerEnded => {
                self.state.lock().pollers -= 1;
                Ok(())
            }
            Event::Task(task) => self.accept(task),
            Event::Begin(run, task) => self.begin(run, task),
            Event::FullHistory { open, input, reply } => self.begin_from_start(open, *input, reply),
            Event::History { run_id, reply } => self.add_history(&run_id, reply),
            Event::Completed {
                names,
                permit,
                eager,
                reply,
            } => {
                self.completed(&names, permit, eager, *reply);
                Ok(())
            }
            Event::PassedIn { run_id, passed } => self.passed_in(&run_id, *passed),
            Event::PassedOut { run_id, passed } => self.passed_out(&run_id, *passed),
            Event::LocalEnded { run_id, outcome } => self.local_ended(&run_id, *outcome),
            Event::TaskEndsSoon { names } => self.task_ends_soon(&names),
            Event::Sent => Ok(()),
        }
    }

    fn polled(
        self: &Arc<Self>,
        queue: Queue,
        failures: u32,
        outcome: Outcome,
        reply: Option<Polled>,
    ) -> Result<(), Replaced> {
        // Not begun yet: the task comes first, and the answer to it wakes the server for both. Whichever thread has the
        // lane then begins the poll.
        let again = self.polls(queue).scale.ended(outcome);
        self.open_polls(queue, again, failures);
        self.state.lock().pollers -= 1;
        match reply {
            Some(task) => self.accept(task),
            None => Ok(()),
        }
    }

    /// Takes a task in, or hands it to the lane that its run is bound to.
    fn accept(self: &Arc<Self>, task: Polled) -> Result<(), Replaced> {
        let run_id = task.run_id();
        if self.lanes.options.threads.get() > 1 {
            let home = self.lanes.home(&run_id);
            if let Some(other) = self.lanes.all.get().and_then(|all| all[home].upgrade())
                && other.index != self.index
            {
                other.post(Event::Task(task));
                return Ok(());
            }
        }
        let taken = self.state.lock().cache.take(&run_id, task);
        match taken {
            Some((run, task)) => self.begin(run, task),
            None => Ok(()),
        }
    }

    fn has_ended(&self) -> bool {
        if !self.lanes.shutdown.has_begun() {
            return false;
        }
        let state = self.state.lock();
        state.pollers == 0 && state.cache.busy() <= state.blocked && state.work.is_empty() && state.ready.is_empty()
    }

    /// Frees everything and reports the end. By then the thread has left the runtime: once the end is known, the process
    /// may go.
    fn end(&self, known: Box<dyn Any>) {
        let (runs, ended) = {
            let mut state = self.state.lock();
            // The futures hold the lane's waker, and with it the lane.
            state.work = FuturesUnordered::new();
            (state.cache.drain_idle(), state.ended.take())
        };
        for run_id in runs {
            self.lanes.runtime.evict(&run_id, &Eviction::Shutdown);
        }
        drop(known);
        if let Some(ended) = ended {
            // Nobody listens if the worker was dropped.
            let _ = ended.send(());
        }
    }
}

impl Lanes {
    /// The lane that a run is bound to.
    fn home(&self, run_id: &str) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(run_id);
        usize::try_from(hash % self.options.threads.get() as u64).expect("less than the number of threads")
    }
}

impl Wake for Lane {
    fn wake(self: Arc<Self>) {
        self.wake_thread();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wake_thread();
    }
}
