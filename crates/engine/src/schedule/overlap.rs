//! Which of the actions that wait may start now, and what becomes of the others.
//!
//! At most one workflow of a schedule runs at a time, but for actions under ALLOW_ALL, which are started at once and not
//! followed. The buffer is gone through in order; the first action that may start does, and counts as running for those
//! after it.

use everloop_proto::enums::v1::ScheduleOverlapPolicy;

use super::record::{Asked, Cause, Waiting};
use super::{Schedule, Step};
use crate::Timestamp;

impl Schedule {
    /// Empties the buffer as far as the policies allow.
    pub(super) fn decide(&mut self, now: Timestamp) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut is_free = self.progress.running.is_empty();
        let mut next: Option<Waiting> = None;
        let mut kept: Vec<Waiting> = Vec::new();
        let mut ask = Asked::Nothing;
        for waiting in std::mem::take(&mut self.progress.buffer) {
            let policy = self.policy_of(&waiting);
            if policy == ScheduleOverlapPolicy::AllowAll {
                steps.extend(self.start(waiting, now));
                continue;
            }
            if is_free {
                is_free = false;
                next = Some(waiting);
                continue;
            }
            match policy {
                ScheduleOverlapPolicy::Unspecified | ScheduleOverlapPolicy::Skip | ScheduleOverlapPolicy::AllowAll => {
                    self.progress.overlap_skipped += 1;
                }
                ScheduleOverlapPolicy::BufferOne => {
                    if kept.is_empty() {
                        kept.push(waiting);
                    } else {
                        self.progress.overlap_skipped += 1;
                    }
                }
                ScheduleOverlapPolicy::BufferAll => kept.push(waiting),
                ScheduleOverlapPolicy::CancelOther | ScheduleOverlapPolicy::TerminateOther => {
                    // The latest takes the place of whatever was to run before it.
                    if next.is_some() {
                        next = Some(waiting);
                        self.progress.overlap_skipped += 1;
                        continue;
                    }
                    let is_cancel = policy == ScheduleOverlapPolicy::CancelOther;
                    ask = ask.max(if is_cancel { Asked::Cancel } else { Asked::Terminate });
                    self.progress.overlap_skipped += i64::try_from(kept.len()).unwrap_or(0);
                    kept = vec![waiting];
                }
            }
        }
        self.progress.buffer = kept;
        steps.extend(self.ask_others(ask));
        if let Some(waiting) = next {
            steps.extend(self.start(waiting, now));
        }
        steps
    }

    pub(super) fn policy_of(&self, waiting: &Waiting) -> ScheduleOverlapPolicy {
        let of_schedule = self.definition.policies.overlap_policy;
        let policy = if waiting.overlap_policy == 0 {
            of_schedule
        } else {
            waiting.overlap_policy
        };
        ScheduleOverlapPolicy::try_from(policy).unwrap_or(ScheduleOverlapPolicy::Skip)
    }

    /// Asks what is running to end, once.
    fn ask_others(&mut self, ask: Asked) -> Vec<Step> {
        let mut steps = Vec::new();
        for running in &mut self.progress.running {
            if running.asked() >= ask {
                continue;
            }
            running.set_asked(ask);
            let execution = running.execution.clone();
            steps.push(match ask {
                Asked::Terminate => Step::Terminate {
                    execution,
                    reason: "terminated by schedule overlap policy",
                },
                Asked::Cancel | Asked::Nothing => Step::Cancel {
                    execution,
                    reason: "cancelled by schedule overlap policy",
                },
            });
        }
        steps
    }

    /// The step that starts an action, unless the number of actions is used up.
    fn start(&mut self, waiting: Waiting, now: Timestamp) -> Option<Step> {
        if waiting.cause() == Cause::Spec && self.progress.limited_actions {
            if self.progress.remaining_actions == 0 {
                return None;
            }
            self.progress.remaining_actions -= 1;
            self.progress.conflict_token += 1;
        }
        self.start_step(waiting, now)
    }
}
