//! What operators do to pending activities, which history does not tell: find those that are meant, change how far they
//! are, and put on the queue or take off it what the change is about.

use std::collections::BTreeSet;
use std::time::Duration;

use super::put_on_queue;
use crate::draft::Draft;
use crate::state::{Deadline, Phase, Progress};
use crate::{IdSource, Reject};

/// The activities that an operator means: one by its id, those of a type, or all.
pub(crate) enum Which<'a> {
    Id(&'a str),
    Type(&'a str),
    All,
}

impl<'a> Which<'a> {
    /// From the two names of a request, empty where they are not given.
    fn of(id: &'a str, kind: &'a str, all: bool) -> Option<Self> {
        match (id, kind, all) {
            (_, _, true) => Some(Self::All),
            ("", "", false) => None,
            ("", kind, false) => Some(Self::Type(kind)),
            (id, _, false) => Some(Self::Id(id)),
        }
    }
}

/// The pending activities that a request names, by scheduled event id.
pub(crate) fn named(draft: &Draft<'_, '_>, id: &str, kind: &str, all: bool) -> Result<Vec<i64>, Reject> {
    let which = Which::of(id, kind, all)
        .ok_or_else(|| Reject::invalid("Either Activity.Id or Activity.Type should be set on request."))?;
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    let recorded = &draft.next.recorded;
    let rows = recorded.activities.iter().filter(|(_, activity)| match which {
        Which::Id(id) => activity.scheduled.activity_id == id,
        Which::Type(kind) => activity
            .scheduled
            .activity_type
            .as_ref()
            .is_some_and(|of| of.name == kind),
        Which::All => true,
    });
    let found: Vec<i64> = rows
        .map(|(id, _)| id)
        .filter(|id| draft.next.progress(*id).is_some())
        .collect();
    if found.is_empty() && !all {
        return Err(none_pending());
    }
    Ok(found)
}

/// Nothing is pending of what an operator means.
pub(crate) fn none_pending() -> Reject {
    Reject::NotFound(
        "Can't find pending activity with such ID. Invalid activityID or activity already completed".to_owned(),
    )
}

/// Changes how far an activity is. If no worker has it and nothing holds it back, it is announced anew: what was
/// announced before is stale.
pub(crate) fn change(draft: &mut Draft<'_, '_>, scheduled_event_id: i64, change: impl FnOnce(&mut Progress)) {
    let Some(mut progress) = draft.next.progress(scheduled_event_id) else {
        return;
    };
    let was_paused = progress.is_paused();
    change(&mut progress);
    let is_paused = progress.is_paused();
    progress.stamp += 1;
    let waits = !matches!(progress.phase, Phase::Started { .. }) && !is_paused;
    let due = progress.scheduled_at;
    if waits && due > draft.now() {
        progress.phase = Phase::Backoff;
    }
    draft.next.transient.progress.insert(scheduled_event_id, progress);
    if waits && due <= draft.now() {
        put_on_queue(draft, scheduled_event_id, due);
    }
    draft.refresh(Deadline::Activity(scheduled_event_id));
    if is_paused != was_paused {
        note_paused(draft);
    }
}

/// Notes which types of activities are paused, if any are or were.
pub(crate) fn note_paused(draft: &mut Draft<'_, '_>) {
    let paused = draft
        .next
        .transient
        .progress
        .iter()
        .filter(|(_, progress)| progress.is_paused());
    let types: BTreeSet<String> = paused
        .filter_map(|(id, _)| draft.next.recorded.activities.get(id))
        .filter_map(|activity| activity.scheduled.activity_type.as_ref().map(|kind| kind.name.clone()))
        .collect();
    draft.next.transient.paused_types = types.into_iter().collect();
}

/// A part of the span, by chance.
pub(crate) fn jitter(ids: &mut dyn IdSource, span: Duration) -> Duration {
    if span.is_zero() {
        return span;
    }
    let mixed = ids.random().bytes().fold(0_u32, |mixed, byte| {
        mixed.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    span.mul_f64(f64::from(mixed) / f64::from(u32::MAX))
}
