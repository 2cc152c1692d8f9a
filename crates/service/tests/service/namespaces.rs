//! Namespaces that are deleted while somebody is at work there.

use everloop_proto::{
    Api as _, Call, Code,
    operatorservice::v1::DeleteNamespaceRequest,
    workflowservice::v1::{
        DescribeTaskQueueRequest, PollActivityTaskQueueRequest, PollWorkflowTaskQueueRequest, RegisterNamespaceRequest,
    },
};

use crate::scripted::*;

const GONE: &str = "gone";

#[tokio::test]
async fn open_polls_end_with_their_namespace() {
    let engine = Engine::in_memory();
    let request = RegisterNamespaceRequest {
        namespace: GONE.to_owned(),
        workflow_execution_retention_period: Some(prost_types::Duration {
            seconds: 86_400,
            nanos: 0,
        }),
        ..Default::default()
    };
    engine
        .handle
        .register_namespace(request, Call::default())
        .await
        .unwrap();
    let workflow = PollWorkflowTaskQueueRequest {
        namespace: GONE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        identity: "one".to_owned(),
        ..Default::default()
    };
    let activity = PollActivityTaskQueueRequest {
        namespace: GONE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        identity: "two".to_owned(),
        ..Default::default()
    };
    let (first, second) = (engine.handle.clone(), engine.handle.clone());
    let again = workflow.clone();
    let workflow = tokio::spawn(async move { first.poll_workflow_task_queue(workflow, Call::within(PATIENCE)).await });
    let activity = tokio::spawn(async move { second.poll_activity_task_queue(activity, Call::within(PATIENCE)).await });
    for kind in [1, 2] {
        let describe = DescribeTaskQueueRequest {
            namespace: GONE.to_owned(),
            task_queue: Some(normal(QUEUE)),
            task_queue_type: kind,
            ..Default::default()
        };
        // Both polls are there.
        while engine
            .handle
            .describe_task_queue(describe.clone(), Call::default())
            .await
            .unwrap()
            .pollers
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
    }
    let delete = DeleteNamespaceRequest {
        namespace: GONE.to_owned(),
        ..Default::default()
    };
    engine.handle.delete_namespace(delete, Call::default()).await.unwrap();
    assert!(workflow.await.unwrap().unwrap().task_token.is_empty());
    assert!(activity.await.unwrap().unwrap().task_token.is_empty());
    let refused = engine
        .handle
        .poll_workflow_task_queue(again, Call::within(PATIENCE))
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (Code::NotFound, "Namespace gone is not found.")
    );
}
