//! What of an execution is in somebody's hands, which is what holds a clock that could skip.

use super::{Execution, Phase};

/// How many tasks of an execution wait for a worker or are with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// All of them.
    pub total: usize,
    /// The activities that a worker has.
    pub activities_running: usize,
}

impl Execution {
    /// What is in hand. An activity between two attempts waits for time alone, and one that is paused for an operator.
    #[must_use]
    pub fn work_in_hand(&self) -> Work {
        if !self.recorded.status.is_running() {
            return Work::default();
        }
        let mut work = Work {
            total: usize::from(self.transient.task.is_some()),
            activities_running: 0,
        };
        let closed = self.transient.buffer.closed_activities();
        for (id, _) in self.recorded.activities.iter().filter(|(id, _)| !closed.contains(id)) {
            let progress = self.transient.progress.get(id);
            match progress.map(|progress| (&progress.phase, progress.is_paused())) {
                Some((Phase::Started { .. }, _)) => {
                    work.total += 1;
                    work.activities_running += 1;
                }
                Some((Phase::Scheduled, false)) | None => work.total += 1,
                Some((Phase::Scheduled, true) | (Phase::Backoff, _)) => {}
            }
        }
        work
    }
}
