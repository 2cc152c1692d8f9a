//! The runs a lane knows: those being worked on, and, up to a limit, those waiting for their next task.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use everloop_machines::Run;

use super::{
    open::{OpenTask, Polled},
    passing::Passing,
};
use crate::metrics::WorkerMetrics;

/// What a lane knows of one run.
pub(super) struct Entry {
    pub(super) phase: Phase,
    /// Tasks that came while the run was busy.
    pub(super) waiting: VecDeque<Polled>,
    last_used: u64,
}

/// Where a run is.
pub(super) enum Phase {
    /// Waits for its next task.
    Idle(Box<Run>),
    /// In the hands of the lane's thread, or of a thread that it blocks.
    Active,
    /// Its task waits for a page of history, or for local activities.
    Suspended(Box<Run>, Box<OpenTask>),
    /// Its activation or completion is on its way through the passage.
    Passing(Box<Passing>),
    /// Its answer is on the way. Without a run it is evicted when the reply comes.
    Answering(Option<Box<Run>>),
}

/// All runs of a lane, the idle ones in the order of their last use.
pub(super) struct Cache {
    entries: HashMap<Arc<str>, Entry>,
    idle: BTreeMap<u64, Arc<str>>,
    clock: u64,
    idle_max: usize,
    metrics: WorkerMetrics,
}

impl Cache {
    pub(super) fn new(idle_max: usize, metrics: WorkerMetrics) -> Self {
        Self {
            entries: HashMap::new(),
            idle: BTreeMap::new(),
            clock: 0,
            idle_max,
            metrics,
        }
    }

    pub(super) fn get_mut(&mut self, run_id: &str) -> Option<&mut Entry> {
        self.entries.get_mut(run_id)
    }

    /// Takes the run, if there is one, for a task. If the run is busy, the task waits and `None` comes back.
    pub(super) fn take(&mut self, run_id: &Arc<str>, task: Polled) -> Option<(Option<Box<Run>>, Polled)> {
        let Some(entry) = self.entries.get_mut(run_id) else {
            let entry = Entry {
                phase: Phase::Active,
                waiting: VecDeque::new(),
                last_used: 0,
            };
            self.entries.insert(Arc::clone(run_id), entry);
            self.metrics.cached();
            return Some((None, task));
        };
        match std::mem::replace(&mut entry.phase, Phase::Active) {
            Phase::Idle(run) => {
                self.idle.remove(&entry.last_used);
                Some((Some(run), task))
            }
            busy @ (Phase::Active | Phase::Suspended(..) | Phase::Passing(_) | Phase::Answering(_)) => {
                entry.phase = busy;
                entry.waiting.push_back(task);
                None
            }
        }
    }

    /// The run's task is over. The next task that waited for it takes the run at once; else the run becomes
    /// idle, or is forgotten if there is none.
    pub(super) fn release(&mut self, run_id: &Arc<str>, run: Option<Box<Run>>) -> Released {
        let Some(entry) = self.entries.get_mut(run_id) else {
            return Released::default();
        };
        if let Some(task) = entry.waiting.pop_front() {
            entry.phase = Phase::Active;
            return Released {
                next: Some((run, task)),
                evict: None,
            };
        }
        match run {
            Some(run) => {
                self.clock += 1;
                entry.last_used = self.clock;
                entry.phase = Phase::Idle(run);
                self.idle.insert(self.clock, Arc::clone(run_id));
            }
            None => {
                self.entries.remove(run_id);
                self.metrics.uncached();
            }
        }
        Released {
            next: None,
            evict: self.overflow(),
        }
    }

    /// The run unused for longest, if there are too many.
    fn overflow(&mut self) -> Option<Arc<str>> {
        if self.idle.len() <= self.idle_max {
            return None;
        }
        let (_, run_id) = self.idle.pop_first()?;
        self.entries.remove(&run_id);
        self.metrics.uncached();
        self.metrics.evicted();
        Some(run_id)
    }

    /// Forgets every idle run and returns their ids.
    pub(super) fn drain_idle(&mut self) -> Vec<Arc<str>> {
        let run_ids: Vec<_> = std::mem::take(&mut self.idle).into_values().collect();
        for run_id in &run_ids {
            self.entries.remove(run_id);
            self.metrics.uncached();
        }
        run_ids
    }

    /// How many runs have a task open.
    pub(super) fn busy(&self) -> usize {
        self.entries.len() - self.idle.len()
    }
}

/// What follows from the end of a task.
#[derive(Default)]
pub(super) struct Released {
    pub(super) next: Option<(Option<Box<Run>>, Polled)>,
    pub(super) evict: Option<Arc<str>>,
}
