//! Queries: at once when the workflow is idle, with the workflow task when one is pending.

use everloop_proto::enums::v1::QueryResultType;
use everloop_proto::query::v1::{WorkflowQuery, WorkflowQueryResult};
use everloop_proto::workflowservice::v1::{RespondWorkflowTaskCompletedRequest, StartWorkflowExecutionRequest};

use super::world::{World, complete_workflow, completion, request, seconds, sticky};
use crate::input::Query;
use crate::{Effect, Input, Reject, Reply, Status};

fn query(id: &str) -> Input {
    let query = WorkflowQuery {
        query_type: "state".to_owned(),
        ..WorkflowQuery::default()
    };
    Input::Query(Query {
        query_id: id.to_owned(),
        query,
        reject_condition: 0,
    })
}

fn answers(id: &str, kind: QueryResultType) -> RespondWorkflowTaskCompletedRequest {
    let result = WorkflowQueryResult {
        result_type: kind as i32,
        error_message: "no".to_owned(),
        ..WorkflowQueryResult::default()
    };
    RespondWorkflowTaskCompletedRequest {
        query_results: [(id.to_owned(), result)].into(),
        ..completion(vec![])
    }
}

#[test]
fn a_query_waits_for_the_pending_task_and_is_answered_with_it() {
    let mut world = World::started();
    assert_eq!(world.give(query("a")), Ok(Reply::QueryWaits));
    let task = world.take_task();
    assert!(task.response.queries.contains_key("a"));
    world
        .complete_with(&task.response, answers("a", QueryResultType::Answered))
        .unwrap();
    assert!(matches!(world.effects.as_slice(), [Effect::QueryAnswered { query_id, .. }] if query_id == "a"));
}

#[test]
fn a_failed_query_is_told() {
    let mut world = World::started();
    world.give(query("a")).unwrap();
    let task = world.take_task();
    world
        .complete_with(&task.response, answers("a", QueryResultType::Failed))
        .unwrap();
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::QueryFailed { reject: Reject::QueryFailed { message, .. }, .. }] if message == "no"
    ));
}

#[test]
fn an_idle_workflow_is_asked_directly() {
    let mut world = World::started();
    let task = world.take_task();
    world.complete_with(&task.response, sticky(vec![])).unwrap();
    let Ok(Reply::QueryDirect(target)) = world.give(query("a")) else {
        panic!("not asked directly")
    };
    assert_eq!(target.sticky.as_deref(), Some("sticky"));
    world.signal("go", "a").unwrap();
    assert_eq!(world.give(query("b")), Ok(Reply::QueryWaits), "it must see the signal");
}

#[test]
fn a_query_that_came_too_late_for_its_task_is_sent_directly() {
    let mut world = World::started();
    let task = world.take_task();
    world.give(query("a")).unwrap();
    world.complete(&task.response, vec![]).unwrap();
    assert!(matches!(world.effects.as_slice(), [Effect::QueryReady { query_id, .. }] if query_id == "a"));
    assert!(world.execution.transient().queries.is_empty());
}

#[test]
fn a_query_survives_the_failure_of_its_task() {
    let mut world = World::started();
    world.give(query("a")).unwrap();
    let task = world.take_task();
    world.fail_task(&task.response).unwrap();
    let task = world.take_task();
    assert!(task.response.queries.contains_key("a"));
    world.fail_task(&task.response).unwrap();
    assert!(
        matches!(world.give(query("b")), Err(Reject::NotReady(_))),
        "the task fails again and again"
    );
}

#[test]
fn closed_runs_can_be_asked_if_they_ever_ran() {
    let mut world = World::started();
    world.give(query("a")).unwrap();
    let task = world.take_task();
    world.complete(&task.response, vec![complete_workflow()]).unwrap();
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::QueryReady { .. }, Effect::Closed { .. }]
    ));
    assert!(matches!(world.give(query("b")), Ok(Reply::QueryDirect(_))));
    let Input::Query(mut open_only) = query("c") else {
        unreachable!()
    };
    open_only.reject_condition = 2;
    assert_eq!(
        world.give(Input::Query(open_only)),
        Ok(Reply::QueryRejected(Status::Completed))
    );
}

#[test]
fn there_is_nothing_to_ask_before_the_first_task() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        workflow_start_delay: seconds(5),
        ..request()
    });
    assert_eq!(
        world.give(query("a")),
        Err(Reject::NotReady("Workflow task is not scheduled yet.".to_owned()))
    );
    world.give(Input::Terminate(Box::default())).unwrap();
    assert!(matches!(world.give(query("a")), Err(Reject::NotReady(_))));
}
