//! Children and parents, in one store.

use everloop_proto::{
    command::v1::{
        Command, SignalExternalWorkflowExecutionCommandAttributes, StartChildWorkflowExecutionCommandAttributes,
        command::Attributes,
    },
    common::v1::WorkflowType,
    enums::v1::{CommandType, EventType::*},
};

use crate::scripted::*;

#[expect(deprecated, reason = "the official SDKs set the namespace")]
fn start_child(workflow_id: &str) -> Command {
    let attributes = StartChildWorkflowExecutionCommandAttributes {
        namespace: NAMESPACE.to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Child".to_owned(),
        }),
        task_queue: Some(normal(QUEUE)),
        ..Default::default()
    };
    Command {
        command_type: CommandType::StartChildWorkflowExecution.into(),
        attributes: Some(Attributes::StartChildWorkflowExecutionCommandAttributes(attributes)),
        ..Default::default()
    }
}

#[expect(deprecated, reason = "the official SDKs set the namespace")]
fn signal_external(workflow_id: &str) -> Command {
    let attributes = SignalExternalWorkflowExecutionCommandAttributes {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution(workflow_id)),
        signal_name: "hello".to_owned(),
        ..Default::default()
    };
    Command {
        command_type: CommandType::SignalExternalWorkflowExecution.into(),
        attributes: Some(Attributes::SignalExternalWorkflowExecutionCommandAttributes(attributes)),
        ..Default::default()
    }
}

/// The next task of one workflow, while others may have tasks too.
async fn task_of(engine: &Engine, workflow_id: &str, aside: &mut Vec<Task>) -> Task {
    let is_wanted = |task: &Task| task.workflow_execution.as_ref().unwrap().workflow_id == workflow_id;
    if let Some(place) = aside.iter().position(is_wanted) {
        return aside.remove(place);
    }
    loop {
        let task = engine.poll().await;
        if is_wanted(&task) {
            return task;
        }
        aside.push(task);
    }
}

#[tokio::test]
async fn a_parent_hears_of_its_child() {
    let engine = Engine::in_memory();
    let mut aside = Vec::new();
    engine.start("parent").await;
    let task = task_of(&engine, "parent", &mut aside).await;
    engine.complete(&task, vec![start_child("child")]).await;
    let task = task_of(&engine, "parent", &mut aside).await;
    assert!(event_types(&task).contains(&ChildWorkflowExecutionStarted));
    engine.complete(&task, vec![]).await;
    let task = task_of(&engine, "child", &mut aside).await;
    engine.complete(&task, vec![complete_workflow("grown")]).await;
    let task = task_of(&engine, "parent", &mut aside).await;
    assert!(event_types(&task).contains(&ChildWorkflowExecutionCompleted));
    engine.complete(&task, vec![complete_workflow("done")]).await;
    assert_eq!(
        engine.close_event("parent").await.event_type(),
        WorkflowExecutionCompleted
    );
}

#[tokio::test]
async fn a_child_ends_with_its_parent() {
    let engine = Engine::in_memory();
    let mut aside = Vec::new();
    engine.start("parent").await;
    let task = task_of(&engine, "parent", &mut aside).await;
    engine.complete(&task, vec![start_child("child")]).await;
    let task = task_of(&engine, "parent", &mut aside).await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    assert_eq!(
        engine.close_event("child").await.event_type(),
        WorkflowExecutionTerminated
    );
}

#[tokio::test]
async fn workflows_signal_each_other() {
    let engine = Engine::in_memory();
    engine.start("sender").await;
    let task = engine.poll().await;
    engine.start("other").await;
    let other = engine.poll().await;
    engine.complete(&other, vec![]).await;
    engine
        .complete(&task, vec![signal_external("other"), signal_external("nobody")])
        .await;
    assert!(engine.types("other").await.contains(&WorkflowExecutionSignaled));
    let types = engine.types("sender").await;
    assert!(types.contains(&ExternalWorkflowExecutionSignaled), "{types:?}");
    assert!(types.contains(&SignalExternalWorkflowExecutionFailed), "{types:?}");
}
