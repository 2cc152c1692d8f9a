//! The one entry for everything that happens to an execution.

use crate::draft::Draft;
use crate::{Context, Decision, Execution, Input, Reject, enforce, input};

/// Says what becomes of an execution through an input. A rejected input leaves no trace.
pub fn decide(execution: &Execution, input: Input, ctx: &mut Context<'_>) -> Result<Decision, Reject> {
    if let Input::WorkflowTaskCompleted(completed) = input {
        // The only input that may need two drafts: one for the commands, and one for their failure.
        return input::workflow_task_completed::decide(execution, completed, ctx);
    }
    let told = enforce::Told::of(&input);
    let mut draft = Draft::of(execution, ctx);
    let reply = match input {
        Input::Signal(request) => input::signal::apply(&mut draft, *request),
        Input::Cancel(request) => input::cancel::apply(&mut draft, *request),
        Input::Terminate(request) => input::terminate::apply(&mut draft, *request),
        Input::Update(request) => input::update::apply(&mut draft, *request),
        Input::Query(query) => input::query::apply(&mut draft, query),
        Input::QueryAbandoned { query_id } => input::query::abandon(&mut draft, &query_id),
        Input::WorkflowTaskStarted(started) => input::workflow_task_started::apply(&mut draft, started),
        Input::WorkflowTaskCompleted(_) => unreachable!("it was decided above"),
        Input::WorkflowTaskFailed(failed) => input::workflow_task_failed::apply(&mut draft, failed),
        Input::WorkflowTaskAbandoned(hand) => input::workflow_task_abandoned::apply(&mut draft, &hand),
        Input::StickyReset => input::sticky_reset::apply(&mut draft),
        Input::ActivityTaskStarted(started) => input::activity_task_started::apply(&mut draft, started),
        Input::ActivityTaskAbandoned(task) => input::activity_task_abandoned::apply(&mut draft, &task),
        Input::ActivityCompleted(completed) => input::activity_completed::apply(&mut draft, completed),
        Input::ActivityFailed(failed) => input::activity_failed::apply(&mut draft, failed),
        Input::ActivityCanceled(canceled) => input::activity_canceled::apply(&mut draft, canceled),
        Input::ActivityHeartbeat(beat) => input::activity_heartbeat::apply(&mut draft, beat),
        Input::UpdateOptions(request) => input::options::apply(&mut draft, *request),
        Input::PauseActivity(input) => input::activity_pause::pause(&mut draft, &input),
        Input::UnpauseActivity(request) => input::activity_pause::unpause(&mut draft, &request),
        Input::ResetActivity(request) => input::activity_reset::apply(&mut draft, &request),
        Input::UpdateActivityOptions(request) => input::activity_options::apply(&mut draft, *request),
        Input::Deadline => input::deadline::apply(&mut draft),
    }?;
    enforce::buffer(&mut draft);
    if let Some(reason) = enforce::outgrown(&draft) {
        drop(draft);
        return Ok(enforce::end(execution, reason, told, ctx));
    }
    Ok(draft.finish(Ok(reply)))
}
