//! The same workflow id twice.

use everloop_proto::{
    Api as _, Call, Code,
    enums::v1::{WorkflowIdConflictPolicy, WorkflowIdReusePolicy},
    errordetails::v1::WorkflowExecutionAlreadyStartedFailure,
    workflowservice::v1::SignalWithStartWorkflowExecutionRequest,
};

use crate::scripted::*;

#[tokio::test]
async fn a_running_workflow_refuses_a_second_start() {
    let engine = Engine::in_memory();
    let first = engine.start("order").await;
    let error = engine.try_start(start_request("order")).await.unwrap_err();
    assert_eq!(error.code, Code::AlreadyExists);
    let text = format!(
        "Workflow execution is already running. WorkflowId: order, RunId: {}.",
        first.run_id
    );
    assert_eq!(error.message, text);
    assert_eq!(
        error.detail::<WorkflowExecutionAlreadyStartedFailure>().unwrap().run_id,
        first.run_id
    );
}

#[tokio::test]
async fn the_same_request_is_one_start() {
    let engine = Engine::in_memory();
    let request = start_request("order");
    let first = engine.try_start(request.clone()).await.unwrap();
    let again = engine.try_start(request).await.unwrap();
    assert_eq!(again.run_id, first.run_id);
    assert!(again.started);
}

#[tokio::test]
async fn policies_use_or_replace_the_running_one() {
    let engine = Engine::in_memory();
    let first = engine.start("order").await;
    let mut request = start_request("order");
    request.set_workflow_id_conflict_policy(WorkflowIdConflictPolicy::UseExisting);
    let used = engine.try_start(request).await.unwrap();
    assert_eq!((used.run_id.as_str(), used.started), (first.run_id.as_str(), false));
    let mut request = start_request("order");
    request.set_workflow_id_conflict_policy(WorkflowIdConflictPolicy::TerminateExisting);
    let replaced = engine.try_start(request).await.unwrap();
    assert_ne!(replaced.run_id, first.run_id);
    let task = engine.poll().await;
    assert_eq!(
        task.workflow_execution.unwrap().run_id,
        replaced.run_id,
        "the first one's task is stale"
    );
}

#[tokio::test]
async fn a_closed_workflow_is_followed_as_its_policy_says() {
    let engine = Engine::in_memory();
    let first = engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let mut request = start_request("order");
    request.set_workflow_id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate);
    let error = engine.try_start(request).await.unwrap_err();
    assert_eq!(error.code, Code::AlreadyExists);
    let second = engine.start("order").await;
    assert_ne!(second.run_id, first.run_id);
}

#[tokio::test]
async fn a_signal_starts_what_is_not_there() {
    let engine = Engine::in_memory();
    let request = SignalWithStartWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_id: "order".to_owned(),
        workflow_type: start_request("order").workflow_type,
        task_queue: Some(normal(QUEUE)),
        signal_name: "approve".to_owned(),
        ..Default::default()
    };
    let first = engine
        .handle
        .signal_with_start_workflow_execution(request.clone(), Call::default())
        .await
        .unwrap();
    assert!(first.started);
    let second = engine
        .handle
        .signal_with_start_workflow_execution(request, Call::default())
        .await
        .unwrap();
    assert_eq!((second.run_id, second.started), (first.run_id, false));
    let signals = engine.history("order").await.into_iter().filter(|event| {
        event.attributes.as_ref().is_some_and(|attributes| {
            matches!(
                attributes,
                everloop_proto::history::v1::history_event::Attributes::WorkflowExecutionSignaledEventAttributes(_)
            )
        })
    });
    assert_eq!(signals.count(), 2);
}
