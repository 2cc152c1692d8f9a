//! What remains to be done when a run has closed.

use std::collections::BTreeSet;

use crate::draft::Draft;
use crate::{Effect, Reject, Target, child, update};

/// Drops what can't outlive the run and tells the world. The close event is written.
pub(crate) fn settle(draft: &mut Draft<'_, '_>) {
    settle_but(draft, None);
}

/// The same for a run that goes on elsewhere: the parent is not told, and the children named stay.
pub(crate) fn settle_but(draft: &mut Draft<'_, '_>, kept_children: Option<&BTreeSet<i64>>) {
    assert!(!draft.is_running(), "a run settles after its close event");
    let orphans = draft.take_orphans();
    child::release(draft, &orphans, |id| {
        kept_children.is_some_and(|kept| kept.contains(&id))
    });
    if kept_children.is_none()
        && draft.next.recorded.started.parent_workflow_execution.is_some()
        && let Some(closed) = draft.last_event().cloned()
    {
        child::tell_parent(draft, &closed);
    }
    update::settle(draft);
    let asked = draft.next.recorded.previous_started_event_id > 0;
    let transient = &mut draft.next.transient;
    transient.task = None;
    transient.sticky = None;
    transient.progress.clear();
    let queries = std::mem::take(&mut transient.queries);
    for (query_id, pending) in queries {
        // A closed run can be queried, if it ever ran.
        let effect = if asked {
            let target = Target {
                sticky: None,
                queue: draft.next.task_queue().to_owned(),
            };
            Effect::QueryReady {
                query_id,
                target,
                query: Box::new((*pending.query).clone()),
            }
        } else {
            let text = "Workflow execution closed before WorkflowTaskStarted event";
            Effect::QueryFailed {
                query_id,
                reject: Reject::NotReady(text.to_owned()),
            }
        };
        draft.effects.push(effect);
    }
    draft.effects.push(Effect::Closed {
        status: draft.next.status(),
    });
}
