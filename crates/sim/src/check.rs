//! What must hold, whatever happened.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    ops::Bound,
    sync::Arc,
};

use everloop_engine::{Execution, ItemKey, ItemKind, Timestamp, evolve, state::Recorded};
use everloop_machines::{Completion, Response, Run, RunOptions, Step, TaskInput, completion::Done};
use everloop_proto::{
    enums::v1::WorkflowExecutionStatus,
    history::v1::{History, HistoryEvent, history_event::Attributes},
};
use everloop_store::{Key, Range, Store};
use prost::Message as _;

use crate::{
    circumstances::Ledger,
    disk::Disk,
    operator::DELETED,
    program::{Program, QUEUE, text},
};

/// The history of one run.
pub(crate) struct RunHistory {
    pub(crate) workflow_id: String,
    pub(crate) run_id: String,
    pub(crate) events: Vec<HistoryEvent>,
}

/// Those that are always there; nothing in them is removed by time.
const KEPT_NAMESPACES: u32 = 2;

/// More than there are namespaces, kinds of executions, or search attributes.
const NUMBERS_MAX: u32 = 64;

type Checked<T = ()> = Result<T, String>;

fn executions(disk: &Disk) -> Checked<Vec<(Key, Execution, RunHistory)>> {
    let last = disk.last_key().map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    for key in 1..=last {
        let Some(stored) = disk.execution(key).map_err(|error| error.to_string())? else {
            continue;
        };
        let mut items = Vec::new();
        for (kind, id, value) in &stored.items {
            let kind = ItemKind::from_number(*kind).ok_or_else(|| format!("unknown item kind {kind}"))?;
            items.push((ItemKey { kind, id: *id }, value.as_ref()));
        }
        let execution = Execution::from_records(&stored.state.core, items).map_err(|error| error.to_string())?;
        let mut events = Vec::new();
        for batch in disk.history(key, 1, usize::MAX).map_err(|error| error.to_string())? {
            events.extend(History::decode(batch.events).map_err(|error| error.to_string())?.events);
        }
        let history = RunHistory {
            workflow_id: stored.name.workflow_id,
            run_id: stored.name.run_id,
            events,
        };
        found.push((key, execution, history));
    }
    Ok(found)
}

/// What is on the disk is whole: the fold of each history is the state recorded beside it.
pub(crate) fn records(disk: &Disk) -> Checked {
    for (_, execution, history) in executions(disk)? {
        let mut folded = Recorded::default();
        for event in &history.events {
            evolve(&mut folded, event);
        }
        // A number that is none is not equal to itself; written out it is.
        let recorded = execution.recorded();
        if folded != *recorded && format!("{folded:?}") != format!("{recorded:?}") {
            return Err(format!(
                "run {}: the state is not the fold of its history",
                history.run_id
            ));
        }
    }
    Ok(())
}

pub(crate) fn histories(disk: &Disk) -> Checked<Vec<RunHistory>> {
    Ok(executions(disk)?.into_iter().map(|(_, _, history)| history).collect())
}

/// Looks at no more than the rows, because it is asked often.
pub(crate) fn all_closed(disk: &Disk) -> bool {
    let running = u8::try_from(WorkflowExecutionStatus::Running as i32).unwrap_or(0);
    let last = disk.last_key().unwrap_or(0);
    (1..=last).all(|key| {
        let stored = disk.execution(key).ok().flatten();
        stored.is_none_or(|stored| stored.state.status != running)
    })
}

/// Whether all is gone whose time is over: what is in namespaces that do not keep it.
pub(crate) fn all_removed(disk: &Disk) -> bool {
    let last = disk.last_key().unwrap_or(0);
    (1..=last).all(|key| {
        let stored = disk.execution(key).ok().flatten();
        stored.is_none_or(|stored| stored.name.namespace <= KEPT_NAMESPACES)
    })
}

/// Whether no task waits whose run has ended or gone.
pub(crate) fn no_task_is_stale(disk: &Disk) -> bool {
    let rows = disk.tasks_after(None, usize::MAX).unwrap_or_default();
    rows.iter().all(|(_, waiting)| {
        let stored = disk.execution(waiting.key).ok().flatten();
        stored.is_some_and(|stored| stored.state.closed.is_none())
    })
}

/// Of executions that were removed nothing is left by which they could be found, or that takes up room.
pub(crate) fn traces(disk: &Disk) -> Checked {
    let failed = |error: everloop_store::Error| error.to_string();
    let last = disk.last_key().map_err(failed)?;
    let gone = |key: Key| -> Checked<bool> { Ok(disk.execution(key).map_err(failed)?.is_none()) };
    for key in 1..=last {
        if gone(key)? && !disk.history(key, 1, 1).map_err(failed)?.is_empty() {
            return Err(format!("execution {key} is gone and its history is not"));
        }
    }
    let all = Range {
        after: None,
        closed_from: i64::MIN,
        closed_to: i64::MAX,
    };
    let due = disk.due((i64::MIN, 0), i64::MAX, usize::MAX).map_err(failed)?;
    let mut found: Vec<(&str, Key)> = due.into_iter().map(|(_, key)| ("deadlines", key)).collect();
    for number in 0..NUMBERS_MAX {
        let listed = disk.listed(number, &all, usize::MAX).map_err(failed)?;
        found.extend(listed.iter().map(|row| ("lists", row.place.key)));
        let attributed = disk.attributed(number, Bound::Unbounded, Bound::Unbounded, usize::MAX);
        found.extend(attributed.map_err(failed)?.into_iter().map(|key| ("attributes", key)));
        let runs = disk.runs(number, Bound::Unbounded, Bound::Unbounded, usize::MAX);
        found.extend(runs.map_err(failed)?.into_iter().map(|key| ("workflow ids", key)));
    }
    for (place, key) in found {
        if gone(key)? {
            return Err(format!("execution {key} is gone and is found among the {place}"));
        }
    }
    Ok(())
}

/// For a report: which runs are open, and their last events.
pub(crate) fn open_runs(disk: &Disk) -> String {
    let all = executions(disk).unwrap_or_default();
    let open = all.iter().filter(|(_, execution, _)| execution.status().is_running());
    let described = open.map(|(_, _, history)| {
        let tail = history.events.len().saturating_sub(8);
        let last: Vec<_> = history.events[tail..]
            .iter()
            .map(|event| event.event_type().as_str_name().trim_start_matches("EVENT_TYPE_"))
            .collect();
        format!("{} ({}): {}", history.workflow_id, history.run_id, last.join(", "))
    });
    described.collect::<Vec<_>>().join("; ")
}

/// All histories, for whoever looks for the reason of a violation.
pub(crate) fn story(disk: &Disk) -> String {
    let mut story = String::new();
    for history in histories(disk).unwrap_or_default() {
        let _ = writeln!(story, "{} {}", history.workflow_id, history.run_id);
        for event in history.events {
            let name = event.event_type().as_str_name().trim_start_matches("EVENT_TYPE_");
            let _ = writeln!(story, "  {:3} {name} {:?}", event.event_id, event.attributes);
        }
    }
    story
}

/// The history of a closed run makes sense by itself.
pub(crate) fn history(history: &RunHistory) -> Checked {
    let wrong = |event: &HistoryEvent, what: &str| {
        let name = event.event_type().as_str_name();
        Err(format!(
            "run {}, event {} {name}: {what}",
            history.run_id, event.event_id
        ))
    };
    let mut opened: BTreeMap<i64, &HistoryEvent> = BTreeMap::new();
    let mut ended = BTreeSet::new();
    for (index, event) in history.events.iter().enumerate() {
        if event.event_id != i64::try_from(index).unwrap_or(0) + 1 {
            return wrong(event, "event ids have gaps");
        }
        let at = nanos(event.event_time.as_ref());
        let is_last = index + 1 == history.events.len();
        if is_close(event) != is_last {
            return wrong(event, "a run ends with its only closing event");
        }
        if begins(event) {
            opened.insert(event.event_id, event);
        }
        let Some(beginning) = ends(event) else { continue };
        let Some(begun) = opened.get(&beginning) else {
            return wrong(event, "it ends what has not begun");
        };
        if !ended.insert(beginning) {
            return wrong(event, "it ends what has ended already");
        }
        if let Some(Attributes::TimerStartedEventAttributes(timer)) = &begun.attributes
            && let Some(Attributes::TimerFiredEventAttributes(_)) = &event.attributes
        {
            let length = timer.start_to_fire_timeout.unwrap_or_default();
            let due = nanos(begun.event_time.as_ref()) + length.seconds * 1_000_000_000 + i64::from(length.nanos);
            if at < due {
                return wrong(event, "the timer fired early");
            }
        }
    }
    Ok(())
}

fn is_close(event: &HistoryEvent) -> bool {
    matches!(
        event.attributes,
        Some(
            Attributes::WorkflowExecutionCompletedEventAttributes(_)
                | Attributes::WorkflowExecutionFailedEventAttributes(_)
                | Attributes::WorkflowExecutionTimedOutEventAttributes(_)
                | Attributes::WorkflowExecutionCanceledEventAttributes(_)
                | Attributes::WorkflowExecutionTerminatedEventAttributes(_)
                | Attributes::WorkflowExecutionContinuedAsNewEventAttributes(_)
        )
    )
}

fn begins(event: &HistoryEvent) -> bool {
    matches!(
        event.attributes,
        Some(
            Attributes::TimerStartedEventAttributes(_)
                | Attributes::ActivityTaskScheduledEventAttributes(_)
                | Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(_)
                | Attributes::SignalExternalWorkflowExecutionInitiatedEventAttributes(_)
                | Attributes::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(_)
                | Attributes::WorkflowTaskScheduledEventAttributes(_)
        )
    )
}

/// Which event's matter comes to its one end.
fn ends(event: &HistoryEvent) -> Option<i64> {
    Some(match event.attributes.as_ref()? {
        Attributes::TimerFiredEventAttributes(of) => of.started_event_id,
        Attributes::TimerCanceledEventAttributes(of) => of.started_event_id,
        Attributes::ActivityTaskCompletedEventAttributes(of) => of.scheduled_event_id,
        Attributes::ActivityTaskFailedEventAttributes(of) => of.scheduled_event_id,
        Attributes::ActivityTaskTimedOutEventAttributes(of) => of.scheduled_event_id,
        Attributes::ActivityTaskCanceledEventAttributes(of) => of.scheduled_event_id,
        Attributes::StartChildWorkflowExecutionFailedEventAttributes(of) => of.initiated_event_id,
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(of) => of.initiated_event_id,
        Attributes::ChildWorkflowExecutionFailedEventAttributes(of) => of.initiated_event_id,
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(of) => of.initiated_event_id,
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(of) => of.initiated_event_id,
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(of) => of.initiated_event_id,
        Attributes::ExternalWorkflowExecutionSignaledEventAttributes(of) => of.initiated_event_id,
        Attributes::SignalExternalWorkflowExecutionFailedEventAttributes(of) => of.initiated_event_id,
        Attributes::ExternalWorkflowExecutionCancelRequestedEventAttributes(of) => of.initiated_event_id,
        Attributes::RequestCancelExternalWorkflowExecutionFailedEventAttributes(of) => of.initiated_event_id,
        Attributes::WorkflowTaskCompletedEventAttributes(of) => of.scheduled_event_id,
        Attributes::WorkflowTaskFailedEventAttributes(of) => of.scheduled_event_id,
        Attributes::WorkflowTaskTimedOutEventAttributes(of) => of.scheduled_event_id,
        _ => return None,
    })
}

/// A new worker that replays the history finds its code unchanged.
pub(crate) fn replay(history: &RunHistory) -> Checked {
    let options = RunOptions {
        namespace: "default".to_owned(),
        task_queue: QUEUE.to_owned(),
        ..RunOptions::default()
    };
    let mut run = Run::new(Arc::new(options));
    let mut program = Program::new();
    let wrong = |what: String| Err(format!("run {}: {what}", history.run_id));
    let input = TaskInput {
        workflow_id: history.workflow_id.clone(),
        run_id: history.run_id.clone(),
        workflow_type: "Any".to_owned(),
        history: history.events.clone(),
        history_complete: true,
        attempt: 1,
        ..TaskInput::default()
    };
    if let Err(error) = run.apply_task(input) {
        return wrong(format!("its history is not accepted: {error}"));
    }
    loop {
        match run.step() {
            Step::Activate(activation) => run.complete(Completion::Done(Done {
                commands: program.activate(&activation),
                ..Done::default()
            })),
            Step::Local(_) => {}
            Step::Respond(Response::Nothing) | Step::Idle => return Ok(()),
            Step::Respond(Response::Failed(failed)) => {
                return wrong(format!("it cannot be replayed: {}", failed.failure.message));
            }
            other => return wrong(format!("a replay ends with {other:?}")),
        }
    }
}

/// What was acknowledged is there, once.
pub(crate) fn ledger(ledger: &Ledger, histories: &[RunHistory]) -> Checked {
    let by_run: BTreeMap<&str, &RunHistory> = histories.iter().map(|run| (run.run_id.as_str(), run)).collect();
    for run_id in &ledger.runs {
        if !by_run.contains_key(run_id.as_str()) {
            return Err(format!("run {run_id} was acknowledged and is not there"));
        }
    }
    for signal in &ledger.signals {
        let count = |run: &RunHistory| run.events.iter().filter(|event| is_signal(event, &signal.text)).count();
        let counts: Vec<usize> = histories
            .iter()
            .filter(|run| run.workflow_id == signal.workflow_id)
            .map(count)
            .collect();
        let total: usize = counts.iter().sum();
        // Sent again after its run had closed, it may have reached the next run too, but none twice.
        let allowed = usize::try_from(signal.sent).unwrap_or(usize::MAX);
        if total == 0 || total > allowed || counts.iter().any(|count| *count > 1) {
            return Err(format!(
                "signal {} to {} was sent {} times, acknowledged, and is there {counts:?} times",
                signal.text, signal.workflow_id, signal.sent
            ));
        }
    }
    for (run_id, update_id) in &ledger.updates {
        let run = by_run
            .get(run_id.as_str())
            .ok_or_else(|| format!("run {run_id} of update {update_id} is not there"))?;
        let count = run.events.iter().filter(|event| is_update(event, update_id)).count();
        if count != 1 {
            return Err(format!(
                "update {update_id} was acknowledged and completed {count} times"
            ));
        }
    }
    for done in &ledger.activities {
        let run = match by_run.get(done.run_id.as_str()) {
            Some(run) => run,
            None if done.workflow_id == DELETED => continue,
            None => return Err(format!("run {} of an activity is not there", done.run_id)),
        };
        let count = activity_results(run, &done.activity_id)
            .filter(|result| *result == done.result)
            .count();
        // A run that was closed meanwhile has dropped what was in its buffer for good.
        if count > 1 || (count == 0 && !closed_by_force(run)) {
            return Err(format!(
                "run {}: the result of activity {} was acknowledged and is there {count} times",
                done.run_id, done.activity_id
            ));
        }
    }
    Ok(())
}

fn is_signal(event: &HistoryEvent, wanted: &str) -> bool {
    match &event.attributes {
        Some(Attributes::WorkflowExecutionSignaledEventAttributes(of)) => of
            .input
            .as_ref()
            .and_then(|input| input.payloads.first())
            .is_some_and(|payload| text(payload) == wanted),
        _ => false,
    }
}

fn is_update(event: &HistoryEvent, wanted: &str) -> bool {
    match &event.attributes {
        Some(Attributes::WorkflowExecutionUpdateCompletedEventAttributes(of)) => {
            of.meta.as_ref().is_some_and(|meta| meta.update_id == wanted)
        }
        _ => false,
    }
}

fn activity_results<'a>(run: &'a RunHistory, activity_id: &'a str) -> impl Iterator<Item = String> + 'a {
    let scheduled = run.events.iter().filter_map(move |event| match &event.attributes {
        Some(Attributes::ActivityTaskScheduledEventAttributes(of)) if of.activity_id == activity_id => {
            Some(event.event_id)
        }
        _ => None,
    });
    scheduled.flat_map(move |id| {
        run.events.iter().filter_map(move |event| match &event.attributes {
            Some(Attributes::ActivityTaskCompletedEventAttributes(of)) if of.scheduled_event_id == id => Some(
                of.result
                    .as_ref()
                    .and_then(|result| result.payloads.first())
                    .map(text)
                    .unwrap_or_default(),
            ),
            _ => None,
        })
    })
}

fn closed_by_force(run: &RunHistory) -> bool {
    matches!(
        run.events.last().and_then(|event| event.attributes.as_ref()),
        Some(
            Attributes::WorkflowExecutionTerminatedEventAttributes(_)
                | Attributes::WorkflowExecutionTimedOutEventAttributes(_)
        )
    )
}

/// Nanoseconds of a wire time.
fn nanos(time: Option<&prost_types::Timestamp>) -> i64 {
    time.map_or(0, |time| Timestamp::from(*time).nanos())
}
