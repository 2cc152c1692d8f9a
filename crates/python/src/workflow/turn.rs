//! [`Turn`]: what is true for the length of one activation.

use everloop_machines::{Activation, completion::Done};

/// The parts of an activation that workflow code can ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn {
    pub(super) is_replaying: bool,
    pub(super) history_length: u32,
    pub(super) history_size_bytes: u64,
    pub(super) continue_as_new_suggested: bool,
    pub(super) build_id: String,
    pub(super) deployment_name: String,
    pub(super) target_version_changed: bool,
    known_flags: Vec<u32>,
    used_flags: Vec<u32>,
}

/// Behaviour that changed after it had been recorded: an old history must be replayed as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flag {
    /// A cancellation that reaches the awaiting code after the operation was resolved, in the same
    /// activation, is raised there. Without the flag it is lost.
    RaiseOnCancellingCompleted = 1,
    /// All jobs but queries are applied before any code runs. Nothing here is recorded so, but histories of other
    /// workers may be.
    SingleBatch = 2,
}

impl Turn {
    pub(super) fn of(activation: &mut Activation) -> Self {
        Self {
            is_replaying: activation.is_replaying,
            history_length: activation.history_length,
            history_size_bytes: activation.history_size_bytes,
            continue_as_new_suggested: activation.continue_as_new_suggested,
            build_id: std::mem::take(&mut activation.build_id),
            deployment_name: std::mem::take(&mut activation.deployment_name),
            target_version_changed: activation.target_worker_deployment_version_changed,
            known_flags: std::mem::take(&mut activation.lang_flags),
            used_flags: Vec::new(),
        }
    }

    /// Whether the history was recorded in the way of `flag`.
    pub(super) fn has_flag(&self, flag: Flag) -> bool {
        self.known_flags.contains(&(flag as u32))
    }

    /// Whether to behave in the way of `flag`; notes that it was relied on.
    pub(super) fn use_flag(&mut self, flag: Flag) -> bool {
        let flag = flag as u32;
        if self.known_flags.contains(&flag) || self.used_flags.contains(&flag) {
            return true;
        }
        if self.is_replaying {
            return false;
        }
        self.used_flags.push(flag);
        true
    }

    /// Hands the flags relied on for the first time to the answer.
    pub(super) fn finish(&mut self, done: &mut Done) {
        done.used_lang_flags = std::mem::take(&mut self.used_flags);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(is_replaying: bool, known_flags: Vec<u32>) -> Turn {
        Turn {
            is_replaying,
            known_flags,
            ..Turn::default()
        }
    }

    #[test]
    fn a_flag_is_noted_when_it_is_relied_on_for_the_first_time() {
        let mut turn = turn(false, Vec::new());
        assert!(turn.use_flag(Flag::RaiseOnCancellingCompleted));
        assert!(turn.use_flag(Flag::RaiseOnCancellingCompleted));
        let mut done = Done::default();
        turn.finish(&mut done);
        assert_eq!(done.used_lang_flags, [1]);
    }

    #[test]
    fn only_a_history_makes_a_single_batch() {
        assert!(!turn(false, vec![1]).has_flag(Flag::SingleBatch));
        assert!(turn(false, vec![2]).has_flag(Flag::SingleBatch));
    }

    #[test]
    fn a_flag_that_history_does_not_know_is_not_used_in_a_replay() {
        assert!(!turn(true, Vec::new()).use_flag(Flag::RaiseOnCancellingCompleted));
        let mut known = turn(true, vec![1]);
        assert!(known.use_flag(Flag::RaiseOnCancellingCompleted));
        let mut done = Done::default();
        known.finish(&mut done);
        assert_eq!(done.used_lang_flags, Vec::<u32>::new());
    }
}
