//! Lists, counts, and what removes executions from them: deletion, retention, the end of a namespace.

use std::{collections::BTreeMap, time::Duration};

use everloop_proto::{
    Api as _, Call, Code,
    common::v1::{Payload, SearchAttributes},
    enums::v1::WorkflowTaskFailedCause,
    operatorservice::v1::{AddSearchAttributesRequest, DeleteNamespaceRequest},
    workflowservice::v1::*,
};

use crate::scripted::*;

async fn register(engine: &Engine) {
    let request = AddSearchAttributesRequest {
        namespace: NAMESPACE.to_owned(),
        search_attributes: BTreeMap::from([("Tier".to_owned(), 2), ("Count".to_owned(), 3)]),
    };
    engine
        .handle
        .add_search_attributes(request, Call::default())
        .await
        .unwrap();
}

fn json(text: &str) -> Payload {
    Payload {
        metadata: [("encoding".to_owned(), "json/plain".into())].into(),
        data: text.to_owned().into(),
        ..Default::default()
    }
}

async fn start(engine: &Engine, workflow_id: &str, attributes: &[(&str, &str)]) {
    let fields = attributes.iter().map(|(name, value)| ((*name).to_owned(), json(value)));
    let request = StartWorkflowExecutionRequest {
        search_attributes: Some(SearchAttributes {
            indexed_fields: fields.collect(),
        }),
        ..start_request(workflow_id)
    };
    engine.try_start(request).await.unwrap();
}

async fn page(engine: &Engine, query: &str, size: i32, token: bytes::Bytes) -> ListWorkflowExecutionsResponse {
    let request = ListWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        query: query.to_owned(),
        page_size: size,
        next_page_token: token,
    };
    engine
        .handle
        .list_workflow_executions(request, Call::default())
        .await
        .unwrap()
}

fn ids(page: &ListWorkflowExecutionsResponse) -> Vec<String> {
    let ids = page.executions.iter().flat_map(|info| &info.execution);
    ids.map(|execution| execution.workflow_id.clone()).collect()
}

async fn list(engine: &Engine, query: &str) -> Vec<String> {
    ids(&page(engine, query, 0, bytes::Bytes::new()).await)
}

async fn count(engine: &Engine, query: &str) -> i64 {
    let request = CountWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        query: query.to_owned(),
    };
    let counted = engine.handle.count_workflow_executions(request, Call::default()).await;
    counted.unwrap().count
}

async fn terminate(engine: &Engine, workflow_id: &str) {
    let request = TerminateWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution(workflow_id)),
        ..Default::default()
    };
    engine
        .handle
        .terminate_workflow_execution(request, Call::default())
        .await
        .unwrap();
}

async fn delete(engine: &Engine, workflow_id: &str) -> Result<(), Code> {
    let request = DeleteWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution(workflow_id)),
    };
    let deleted = engine.handle.delete_workflow_execution(request, Call::default()).await;
    deleted.map(|_| ()).map_err(|error| error.code)
}

#[tokio::test]
async fn what_was_acknowledged_is_listed_in_memory_and_in_a_file() {
    let directory = tempfile::tempdir().unwrap();
    for engine in [
        Engine::in_memory(),
        Engine::in_file(&directory.path().join("app.db"), 1_700_000_000_000),
    ] {
        register(&engine).await;
        for (place, tier) in ["gold", "blue", "gold", "blue", "gold"].iter().enumerate() {
            let (tier, number) = (format!("\"{tier}\""), place.to_string());
            start(&engine, &format!("w{place}"), &[("Tier", &tier), ("Count", &number)]).await;
            engine.advance(Duration::from_secs(1));
        }
        terminate(&engine, "w1").await;
        engine.advance(Duration::from_secs(1));
        terminate(&engine, "w0").await;
        assert_eq!(list(&engine, "").await, ["w4", "w3", "w2", "w0", "w1"]);
        assert_eq!(list(&engine, "Tier = 'gold'").await, ["w4", "w2", "w0"]);
        assert_eq!(
            list(&engine, "Tier = 'gold' AND ExecutionStatus = 'Running'").await,
            ["w4", "w2"]
        );
        assert_eq!(
            list(&engine, "Count BETWEEN 1 AND 3 OR WorkflowId = 'w4'").await,
            ["w4", "w3", "w2", "w1"]
        );
        assert_eq!(
            list(&engine, "WorkflowId STARTS_WITH 'w' AND CloseTime IS NOT NULL").await,
            ["w0", "w1"]
        );
        assert_eq!(count(&engine, "Tier != 'gold'").await, 2);
        assert_eq!(list(&engine, "WorkflowType = 'none'").await, Vec::<String>::new());

        let first = page(&engine, "", 3, bytes::Bytes::new()).await;
        assert_eq!(ids(&first), ["w4", "w3", "w2"]);
        let second = page(&engine, "", 3, first.next_page_token).await;
        assert_eq!(
            (ids(&second), second.next_page_token.len()),
            (vec!["w0".to_owned(), "w1".to_owned()], 0)
        );

        assert_eq!(delete(&engine, "w4").await, Ok(()));
        assert_eq!(delete(&engine, "w0").await, Ok(()));
        assert_eq!(delete(&engine, "w0").await, Err(Code::NotFound));
        assert_eq!(list(&engine, "").await, ["w3", "w2", "w1"]);
        assert_eq!(list(&engine, "Tier = 'gold'").await, ["w2"]);
    }
}

#[tokio::test]
async fn closed_executions_go_when_their_retention_is_over() {
    let engine = Engine::in_memory();
    for workflow_id in ["old", "young", "open"] {
        engine.start(workflow_id).await;
    }
    engine.exhaust_patience(Duration::from_secs(1));
    terminate(&engine, "old").await;
    engine.advance(Duration::from_secs(23 * 3600));
    terminate(&engine, "young").await;
    engine.advance(Duration::from_secs(2 * 3600));
    engine.exhaust_patience(Duration::from_secs(30));
    // The answer comes after the turn that removed what had to go.
    engine.signal("open", "hello").await.unwrap();
    assert_eq!(list(&engine, "").await, ["open", "young"]);
}

#[tokio::test]
async fn a_deleted_namespace_leaves_nothing_behind() {
    let engine = Engine::in_memory();
    register(&engine).await;
    start(&engine, "order", &[("Tier", "\"gold\"")]).await;
    let delete = DeleteNamespaceRequest {
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    let deleted = engine
        .handle
        .delete_namespace(delete, Call::default())
        .await
        .unwrap()
        .deleted_namespace;
    assert!(deleted.starts_with("default-deleted-"), "{deleted}");
    let refused = engine.try_start(start_request("other")).await.unwrap_err();
    assert_eq!(refused.message, "Namespace default is not found.");
    let names = async |include_deleted| {
        let request = ListNamespacesRequest {
            namespace_filter: Some(everloop_proto::namespace::v1::NamespaceFilter { include_deleted }),
            ..Default::default()
        };
        let listed = engine.handle.list_namespaces(request, Call::default()).await.unwrap();
        let infos = listed
            .namespaces
            .into_iter()
            .filter_map(|described| described.namespace_info);
        infos.map(|info| info.name).collect::<Vec<_>>()
    };
    assert_eq!(names(false).await, ["temporal-system"]);
    assert_eq!(names(true).await, [deleted.as_str(), "temporal-system"]);
    // The first time, what is in it goes; the second time, itself.
    for _ in 0..3 {
        engine.exhaust_patience(Duration::from_secs(30));
        names(true).await;
    }
    assert_eq!(names(true).await, ["temporal-system"]);
}

#[tokio::test]
async fn workflows_whose_tasks_fail_are_found_by_their_problems() {
    let engine = Engine::in_memory();
    engine.start("fails").await;
    let by_category = "TemporalReportedProblems IN ('category=WorkflowTaskFailed')";
    for _ in 0..6 {
        let task = engine.poll().await;
        let request = RespondWorkflowTaskFailedRequest {
            namespace: NAMESPACE.to_owned(),
            task_token: task.task_token,
            cause: WorkflowTaskFailedCause::NonDeterministicError as i32,
            ..Default::default()
        };
        engine
            .handle
            .respond_workflow_task_failed(request, Call::default())
            .await
            .unwrap();
    }
    engine.start("well").await;
    assert_eq!(list(&engine, by_category).await, ["fails"]);
    let by_cause = "TemporalReportedProblems = 'cause=WorkflowTaskFailedCauseNonDeterministicError'";
    assert_eq!(list(&engine, by_cause).await, ["fails"]);
    let none = "TemporalReportedProblems IS NULL";
    assert_eq!(list(&engine, none).await, ["well"]);
    // Who does the task makes the problem go away; both wait on one queue.
    for _ in 0..2 {
        let task = engine.poll().await;
        engine.complete(&task, vec![start_timer("t", 100)]).await;
    }
    assert_eq!(count(&engine, by_category).await, 0);
    assert_eq!(count(&engine, none).await, 2);
}
