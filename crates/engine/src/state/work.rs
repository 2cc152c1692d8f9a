//! What of an execution is in somebody's hands, which is what holds a clock that could skip.

use super::{Execution, Phase};

impl Execution {
    /// How many tasks wait for a worker or are with one. An activity between two attempts waits for time alone.
    #[must_use]
    pub fn work_in_hand(&self) -> usize {
        if !self.recorded.status.is_running() {
            return 0;
        }
        let closed = self.transient.buffer.closed_activities();
        let activities = self.recorded.activities.iter().filter(|(id, _)| {
            let progress = self.transient.progress.get(*id);
            let is_backing_off = progress.is_some_and(|progress| progress.phase == Phase::Backoff);
            !is_backing_off && !closed.contains(id)
        });
        usize::from(self.transient.task.is_some()) + activities.count()
    }
}
