//! What callers change: create, update, patch, with the texts they see when it is refused.

use std::time::Duration;

use everloop_proto::common::v1::SearchAttributes;
use everloop_proto::schedule::v1::{
    BackfillRequest, Schedule as Wire, ScheduleAction, SchedulePatch, SchedulePolicies, ScheduleState,
    TriggerImmediatelyRequest, schedule_action::Action,
};
use everloop_proto::workflowservice::v1::{CreateScheduleRequest, PatchScheduleRequest, UpdateScheduleRequest};

use super::action::SUFFIX_BYTES;
use super::record::{Backfill, Cause, Definition, Progress, Waiting};
use super::{CATCHUP_DEFAULT, CATCHUP_MIN, Schedule, spec};
use crate::start::check_start;
use crate::{Context, Limits, Reject, Timestamp, convert, validate};

/// Longest notes of a patch, in bytes. Wire: those of a patch that comes with the schedule may be longer.
const NOTES_MAX: usize = 1000;

/// Request ids of updates and patches that are remembered.
const REQUEST_IDS_MAX: usize = 20;

/// What is put before a schedule's id where the official server has a workflow for it; ids may be that much shorter.
const ID_PREFIX_BYTES: usize = "temporal-sys-scheduler:".len();

/// What a request to create leads to.
#[derive(Debug)]
pub enum Created {
    New(Box<Schedule>),
    /// The request was answered before.
    Known,
}

/// The conflict token of a schedule that is new. Wire: whoever creates one is told this, whatever came of it meanwhile.
pub const FIRST_CONFLICT_TOKEN: i64 = 1;

/// Decides on a request to create a schedule; `existing` is the one of that id.
///
/// # Errors
/// When the request is not valid, or the id is taken.
pub fn create(
    request: CreateScheduleRequest,
    existing: Option<&Schedule>,
    ctx: &mut Context<'_>,
) -> Result<Created, Reject> {
    let id_bytes = request.schedule_id.len();
    if request.schedule_id.is_empty() {
        return Err(Reject::invalid("Can't load workflow execution.  WorkflowId not set."));
    }
    check_length(id_bytes + ID_PREFIX_BYTES, ctx.limits)?;
    let wire = checked(request.schedule.unwrap_or_default(), &request.namespace, ctx.limits)?;
    validate::search_attributes(&request.namespace, request.search_attributes.as_ref(), ctx.limits)
        .map_err(Reject::Invalid)?;
    validate::memo(request.memo.as_ref(), ctx.limits)?;
    validate::required("RequestId", &request.request_id)?;
    validate::id("RequestId", &request.request_id, ctx.limits)?;
    if let Some(existing) = existing {
        if existing.definition.request_id == request.request_id {
            return Ok(Created::Known);
        }
        return Err(Reject::AlreadyStarted {
            message: format!("schedule \"{}\" is already registered", request.schedule_id),
            // Wire: there is no run whose ids could be told.
            start_request_id: String::new(),
            run_id: String::new(),
            first_execution_run_id: String::new(),
        });
    }
    let definition = Definition {
        namespace: request.namespace,
        schedule_id: request.schedule_id,
        spec: wire.spec,
        action: wire.action,
        policies: wire.policies.unwrap_or_default(),
        memo: request.memo.filter(|memo| !memo.fields.is_empty()),
        search_attributes: request.search_attributes.map(without_nulls),
        request_id: request.request_id,
        created: ctx.now.nanos(),
        updated: None,
    };
    let mut schedule = Schedule::new(
        definition,
        Progress {
            conflict_token: FIRST_CONFLICT_TOKEN,
            processed: ctx.now.nanos(),
            ..Progress::default()
        },
    );
    schedule.set_state(wire.state.unwrap_or_default());
    if let Some(patch) = request.initial_patch {
        schedule.apply(patch, ctx.now);
    }
    Ok(Created::New(Box::new(schedule)))
}

impl Schedule {
    /// Replaces spec, action, policies and state, and the search attributes if they are given. Occurrences up to now are
    /// those of the old spec: call [`Schedule::advance`] before.
    ///
    /// # Errors
    /// When the request is not valid. That its conflict token is an old one is no error: nothing is done then.
    pub fn update(&mut self, request: UpdateScheduleRequest, ctx: &Context<'_>) -> Result<(), Reject> {
        check_update(&request, ctx.limits)?;
        let wire = checked(request.schedule.unwrap_or_default(), &request.namespace, ctx.limits)?;
        validate::search_attributes(&request.namespace, request.search_attributes.as_ref(), ctx.limits)
            .map_err(Reject::Invalid)?;
        if request.memo.is_some() {
            return Err(Reject::Precondition(
                "memo updates are not supported on workflow-backed schedules".to_owned(),
            ));
        }
        if self.is_repeated(request.request_id) {
            return Ok(());
        }
        // Wire: whose token is old is not told so. What is no token at all counts as none.
        let token = <[u8; 8]>::try_from(&request.conflict_token[..]).map_or(0, i64::from_be_bytes);
        if token != 0 && token != self.progress.conflict_token {
            return Ok(());
        }
        let mut definition = self.definition.clone();
        definition.spec = wire.spec;
        definition.action = wire.action;
        definition.policies = wire.policies.unwrap_or_default();
        if let Some(attributes) = request.search_attributes {
            definition.search_attributes = Some(without_nulls(attributes));
        }
        definition.updated = Some(ctx.now.nanos());
        *self = Self::new(definition, std::mem::take(&mut self.progress));
        self.set_state(wire.state.unwrap_or_default());
        self.progress.processed = ctx.now.nanos();
        self.progress.conflict_token += 1;
        Ok(())
    }

    /// Triggers, backfills, pauses or unpauses. Call [`Schedule::advance`] before, and after.
    ///
    /// # Errors
    /// When the request is not valid.
    pub fn patch(&mut self, request: PatchScheduleRequest, now: Timestamp) -> Result<(), Reject> {
        let Some(patch) = request.patch else {
            return Err(Reject::invalid("Patch is not set on request."));
        };
        check_notes(&patch)?;
        if !self.is_repeated(request.request_id) {
            self.apply(patch, now);
        }
        Ok(())
    }

    /// Whether a request came before, which is noted: updates and patches are told apart by their request ids.
    fn is_repeated(&mut self, request_id: String) -> bool {
        let known = &mut self.progress.request_ids;
        if request_id.is_empty() {
            return false;
        }
        if known.contains(&request_id) {
            return true;
        }
        if known.len() == REQUEST_IDS_MAX {
            known.remove(0);
        }
        known.push(request_id);
        false
    }

    fn apply(&mut self, patch: SchedulePatch, now: Timestamp) {
        if let Some(trigger) = patch.trigger_immediately {
            self.trigger(&trigger, now);
        }
        for backfill in patch.backfill_request {
            self.backfill(&backfill);
        }
        if !patch.pause.is_empty() {
            self.set_paused(patch.pause, Pause::On, now);
        }
        if !patch.unpause.is_empty() {
            self.set_paused(patch.unpause, Pause::Off, now);
        }
    }

    fn trigger(&mut self, trigger: &TriggerImmediatelyRequest, now: Timestamp) {
        let at = trigger.scheduled_time.map_or(now, Timestamp::from).nanos();
        self.enqueue(Waiting {
            nominal: at,
            actual: at,
            overlap_policy: trigger.overlap_policy,
            cause: Cause::Manual.into(),
        });
    }

    fn backfill(&mut self, backfill: &BackfillRequest) {
        // Wire: both ends belong to the range. A missing end is the epoch, to which nothing belongs.
        let start = Timestamp::from(backfill.start_time.unwrap_or_default());
        let end = Timestamp::from(backfill.end_time.unwrap_or_default());
        self.progress.backfills.push(Backfill {
            after: (start - Duration::from_nanos(1)).nanos().max(0),
            end: end.nanos(),
            overlap_policy: backfill.overlap_policy,
        });
    }

    fn set_paused(&mut self, notes: String, pause: Pause, now: Timestamp) {
        if self.progress.paused && pause == Pause::Off {
            // What was due in the pause is not made up for.
            self.progress.processed = self.progress.processed.max(now.nanos());
        }
        self.progress.paused = pause == Pause::On;
        self.progress.notes = notes;
        self.progress.conflict_token += 1;
    }

    fn set_state(&mut self, state: ScheduleState) {
        self.progress.notes = state.notes;
        self.progress.paused = state.paused;
        self.progress.limited_actions = state.limited_actions;
        self.progress.remaining_actions = state.remaining_actions;
    }
}

/// What can be wrong with an update whatever its schedule is. Wire: said also if there is no such schedule.
///
/// # Errors
/// When the request is not valid.
pub fn check_update(request: &UpdateScheduleRequest, limits: &Limits) -> Result<(), Reject> {
    let action = request.schedule.as_ref().and_then(|schedule| schedule.action.as_ref());
    if action.is_none_or(|action| action.action.is_none()) {
        return Err(Reject::invalid("Only StartWorkflow action is supported for schedules"));
    }
    validate::id("RequestId", &request.request_id, limits)?;
    checked(request.schedule.clone().unwrap_or_default(), &request.namespace, limits)?;
    Ok(())
}

/// What can be wrong with a patch whatever its schedule is. Wire: said also if there is no such schedule.
///
/// # Errors
/// When the request is not valid.
pub fn check_patch(request: &PatchScheduleRequest, limits: &Limits) -> Result<(), Reject> {
    validate::id("RequestId", &request.request_id, limits)?;
    match &request.patch {
        Some(patch) => check_notes(patch),
        None => Err(Reject::invalid("Patch is not set on request.")),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    On,
    Off,
}

/// The schedule with its spec and policies in canonical form.
fn checked(mut wire: Wire, namespace: &str, limits: &Limits) -> Result<Wire, Reject> {
    if let Some(action) = &wire.action {
        check_action(action, namespace, limits)?;
    }
    let spec = wire.spec.take().unwrap_or_default();
    let spec = spec::canonical(spec).map_err(|error| Reject::invalid(format!("Invalid schedule spec: {error}")))?;
    wire.spec = Some(spec);
    let policies = wire.policies.get_or_insert_with(SchedulePolicies::default);
    if policies.overlap_policy == 0 {
        policies.overlap_policy = 1;
    }
    let window = match &policies.catchup_window {
        None => CATCHUP_DEFAULT,
        Some(window) => convert::duration(Some(window)).max(CATCHUP_MIN),
    };
    policies.catchup_window = Some(convert::wire(window));
    wire.state.get_or_insert_with(ScheduleState::default);
    Ok(wire)
}

fn check_action(action: &ScheduleAction, namespace: &str, limits: &Limits) -> Result<(), Reject> {
    let Some(Action::StartWorkflow(info)) = &action.action else {
        return Ok(());
    };
    check_length(info.workflow_id.len() + SUFFIX_BYTES, limits)?;
    if !info.cron_schedule.is_empty() {
        return Err(Reject::invalid("Scheduled workflow must not contain CronSchedule"));
    }
    // Wire: to allow duplicates, which is the default, is not refused.
    if info.workflow_id_reuse_policy > 1 {
        return Err(Reject::invalid(
            "Scheduled workflow must not contain WorkflowIDReusePolicy",
        ));
    }
    check_start(info, namespace, limits)
}

/// Wire: an attribute that is null is none.
fn without_nulls(mut attributes: SearchAttributes) -> SearchAttributes {
    attributes.indexed_fields.retain(|_, value| {
        let encoding = value.metadata.get("encoding");
        encoding.is_none_or(|encoding| encoding.as_ref() != b"binary/null")
    });
    attributes
}

fn check_length(length: usize, limits: &Limits) -> Result<(), Reject> {
    let most = limits.id_bytes_max;
    if length > most {
        return Err(Reject::invalid(format!(
            "WorkflowId exceeds maximum allowed length ({length}/{most})"
        )));
    }
    Ok(())
}

fn check_notes(patch: &SchedulePatch) -> Result<(), Reject> {
    if patch.pause.len() > NOTES_MAX || patch.unpause.len() > NOTES_MAX {
        return Err(Reject::invalid("Schedule notes exceeds limit."));
    }
    Ok(())
}
