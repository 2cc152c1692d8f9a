//! Time that skips, per run: with nothing under way, a run's clock jumps to what is due next.
//!
//! A run's clock is the world's and what was skipped so far ([`crate::state::TimeSkipping`]); all its times are of that
//! clock. Children and the runs that follow begin where it stands.

use everloop_proto::common::v1::{TimeSkippingConfig, TimeSkippingStatePropagation};
use everloop_proto::history::v1::WorkflowExecutionTimeSkippingTransitionedEventAttributes;

use crate::draft::Draft;
use crate::event::event;
use crate::state::{Execution, Phase, SKIPS_MAX};
use crate::{Reject, Timestamp, convert};

/// What must hold of a configuration.
pub(crate) fn check(config: Option<&TimeSkippingConfig>) -> Result<(), Reject> {
    let invalid = |what| Err(Reject::invalid(format!("Time skipping config invalid: {what}")));
    if let Some(fast_forward) = config.and_then(|config| config.fast_forward_config.as_ref()) {
        if fast_forward.id.is_empty() {
            return invalid("fast_forward_id must be set");
        }
        if convert::timeout(fast_forward.duration.as_ref()).is_none() {
            return invalid("fast_forward duration must be positive");
        }
    }
    Ok(())
}

/// The configuration with its defaults.
pub(crate) fn filled(config: TimeSkippingConfig) -> TimeSkippingConfig {
    let most = Some(config.max_session_skip_count).filter(|most| *most > 0);
    TimeSkippingConfig {
        max_session_skip_count: most.unwrap_or(SKIPS_MAX),
        ..config
    }
}

/// Skips if nothing is under way, or notes that a fast-forward has ended. Done when all else is decided.
pub(crate) fn settle(draft: &mut Draft<'_, '_>) {
    let Some(clock) = &draft.next.recorded.time_skipping else {
        return;
    };
    if !clock.config.enabled || !draft.is_running() || draft.must_buffer() {
        return;
    }
    let (now, destination) = (draft.now(), clock.destination());
    if destination.is_some_and(|destination| destination <= now) {
        arrive(draft);
    } else if !is_busy(&draft.next)
        && let Some((next, _)) = draft.next.agenda.next()
        && next > now
    {
        let target = destination.map_or(next, |destination| destination.min(next));
        transition(draft, Some(target), destination == Some(target));
    }
}

/// The fast-forward has come to its end in the run of time.
pub(crate) fn arrive(draft: &mut Draft<'_, '_>) {
    transition(draft, None, true);
}

fn transition(draft: &mut Draft<'_, '_>, target: Option<Timestamp>, has_arrived: bool) {
    let moved = WorkflowExecutionTimeSkippingTransitionedEventAttributes {
        target_time: target.map(Into::into),
        disabled_after_fast_forward: has_arrived,
        wall_clock_time: Some(draft.ctx.now.into()),
    };
    let mut moved = event(moved, draft.now());
    moved.worker_may_ignore = true;
    draft.append(moved);
}

/// Whether somebody is at work for the run: then time must not skip. An activity between two attempts is not work.
fn is_busy(execution: &Execution) -> bool {
    let (recorded, transient) = (&execution.recorded, &execution.transient);
    let rests = |id| {
        execution
            .progress(id)
            .is_none_or(|progress| progress.phase == Phase::Backoff && !progress.is_paused())
    };
    transient.task.is_some()
        || !transient.updates.is_empty()
        || !recorded.children.is_empty()
        || !recorded.externals.is_empty()
        || recorded.activities.iter().any(|(id, _)| !rests(id))
}

/// What a child has of its parent's clock: where it stands, and whether it skips.
pub(crate) fn for_child(parent: &Execution) -> (Option<TimeSkippingConfig>, Option<TimeSkippingStatePropagation>) {
    let Some(clock) = &parent.recorded.time_skipping else {
        return (None, None);
    };
    let config = &clock.config;
    let skips = config.enabled && !config.disable_propagation;
    let config = TimeSkippingConfig {
        enabled: true,
        max_session_skip_count: config.max_session_skip_count,
        ..TimeSkippingConfig::default()
    };
    let state = TimeSkippingStatePropagation {
        initial_skipped_duration: Some(convert::wire(clock.ahead)),
        ..TimeSkippingStatePropagation::default()
    };
    (skips.then_some(config), (!clock.ahead.is_zero()).then_some(state))
}

/// What the run that follows has of this one's clock: all of it.
pub(crate) fn for_successor(run: &Execution) -> (Option<TimeSkippingConfig>, Option<TimeSkippingStatePropagation>) {
    let Some(clock) = &run.recorded.time_skipping else {
        return (None, None);
    };
    let state = TimeSkippingStatePropagation {
        initial_skipped_duration: Some(convert::wire(clock.ahead)),
        fast_forward_target_time: clock.target.map(Into::into),
        initial_skip_count: clock.skips,
    };
    (Some(clock.config.clone()), Some(state))
}
