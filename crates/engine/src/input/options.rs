//! Options of a run that can be changed while it is open: the versioning override, the priority, and how time skips. What
//! is attached to a run after its start goes into the same event.

use everloop_proto::common::v1::Link;
use everloop_proto::history::v1::WorkflowExecutionOptionsUpdatedEventAttributes;
use everloop_proto::workflow::v1::versioning_override::{Override, PinnedOverride};
use everloop_proto::workflow::v1::{VersioningOverride, WorkflowExecutionOptions};
use everloop_proto::workflowservice::v1::UpdateWorkflowExecutionOptionsRequest;

use super::activity_options::{merge_priority, snake_case};
use crate::draft::Draft;
use crate::event::{event, options};
use crate::state::Options;
use crate::{Reject, Reply, time_skipping, validate, versioning};

pub(crate) fn apply(
    draft: &mut Draft<'_, '_>,
    request: UpdateWorkflowExecutionOptionsRequest,
) -> Result<Reply, Reject> {
    let mask = request
        .update_mask
        .ok_or_else(|| Reject::invalid("UpdateMask is required"))?;
    let paths: Vec<String> = mask.paths.into_iter().filter(|path| !path.is_empty()).collect();
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    let wanted = request.workflow_execution_options.unwrap_or_default();
    let next = change(draft, &wanted, &paths, request.identity)?;
    let now = options::with_buffered(&draft.next);
    Ok(Reply::Options(Box::new(WorkflowExecutionOptions {
        versioning_override: next.versioning_override,
        priority: next.priority,
        time_skipping_config: now.time_skipping.as_ref().map(|clock| clock.config.clone()),
    })))
}

/// Changes what the paths name; returns the options as they were asked to be. Wire: a priority that is taken away stays
/// in force, though the caller is told that there is none. Nothing is written if nothing changes.
pub(crate) fn change(
    draft: &mut Draft<'_, '_>,
    wanted: &WorkflowExecutionOptions,
    paths: &[String],
    identity: String,
) -> Result<Options, Reject> {
    let current = Options::clone(&options::with_buffered(&draft.next).options);
    let (asked, reconfigures_time) = merged(&current, wanted, paths)?;
    if asked.versioning_override != current.versioning_override {
        check_override(draft, asked.versioning_override.as_ref())?;
    }
    let mut next = asked.clone();
    next.versioning_override = next.versioning_override.map(versioning::newer);
    validate::priority(next.priority.as_ref())?;
    let time_skipping_config = wanted.time_skipping_config.clone().filter(|_| reconfigures_time);
    time_skipping::check(time_skipping_config.as_ref())?;
    // Wire: an override in its older form is another one than the same in the newer form, in which it is written.
    if asked == current && !reconfigures_time {
        return Ok(asked);
    }
    let updated = WorkflowExecutionOptionsUpdatedEventAttributes {
        // Wire: said also if there was none.
        unset_versioning_override: next.versioning_override.is_none(),
        versioning_override: next.versioning_override,
        priority: next.priority,
        time_skipping_config: time_skipping_config.map(time_skipping::filled),
        time_skipping_config_updated: reconfigures_time,
        identity,
        ..WorkflowExecutionOptionsUpdatedEventAttributes::default()
    };
    write(draft, updated, Vec::new());
    Ok(asked)
}

/// The options with the changes that the paths name, and whether these name the clock.
fn merged(current: &Options, wanted: &WorkflowExecutionOptions, paths: &[String]) -> Result<(Options, bool), Reject> {
    let mut next = current.clone();
    let mut reconfigures_time = false;
    for path in paths {
        match snake_case(path).as_str() {
            "priority" => next.priority.clone_from(&wanted.priority),
            path if path.starts_with("priority.") => {
                let field = path.trim_start_matches("priority.");
                let from = wanted.priority.clone().unwrap_or_default();
                merge_priority(next.priority.get_or_insert_default(), from, field);
            }
            path if path == "versioning_override" || path.starts_with("versioning_override.") => {
                next.versioning_override.clone_from(&wanted.versioning_override);
            }
            "time_skipping_config" => reconfigures_time = true,
            path if path.starts_with("time_skipping_config.") => {
                return Err(Reject::invalid(
                    "error applying update_options: time_skipping_config doesn't support partial update",
                ));
            }
            _ => {
                return Err(Reject::invalid(format!(
                    "error parsing UpdateMask: proto: invalid path \"{path}\" for message \"temporal.api.workflow.v1.WorkflowExecutionOptions\""
                )));
            }
        }
    }
    Ok((next, reconfigures_time))
}

fn check_override(draft: &Draft<'_, '_>, given: Option<&VersioningOverride>) -> Result<(), Reject> {
    // Wire: a run that has no version cannot be pinned to the one it has.
    let pins_its_own = matches!(
        given.and_then(|given| given.r#override.as_ref()),
        Some(Override::Pinned(PinnedOverride {
            behavior: 1..,
            version: None
        }))
    );
    if pins_its_own {
        return Err(Reject::Precondition(format!(
            "must specify a specific pinned override version because workflow with id {} has behavior {} and is not yet pinned to any version",
            draft.next.identity.workflow_id,
            if draft.next.recorded.options.versioning_override.is_some() {
                "AutoUpgrade"
            } else {
                "Unspecified"
            },
        )));
    }
    versioning::check(given, draft.next.task_queue())
}

/// Attaches a request id, if it is not empty, and links to an open run.
/// Wire: who did is not said.
pub(crate) fn attach(draft: &mut Draft<'_, '_>, request_id: String, links: Vec<Link>) {
    let updated = WorkflowExecutionOptionsUpdatedEventAttributes {
        attached_request_id: request_id,
        ..WorkflowExecutionOptionsUpdatedEventAttributes::default()
    };
    write(draft, updated, links);
}

fn write(draft: &mut Draft<'_, '_>, updated: WorkflowExecutionOptionsUpdatedEventAttributes, links: Vec<Link>) {
    let mut updated = event(updated, draft.now());
    updated.links = links;
    updated.worker_may_ignore = true;
    draft.emit_or_buffer(updated);
}
