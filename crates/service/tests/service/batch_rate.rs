//! Batch operations that are to go no faster than so many items a second.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call,
    batch::v1::BatchOperationTermination,
    enums::v1::BatchOperationState,
    workflowservice::v1::{
        DescribeBatchOperationRequest, DescribeBatchOperationResponse, StartBatchOperationRequest,
        StopBatchOperationRequest, start_batch_operation_request::Operation,
    },
};

use crate::scripted::*;

#[expect(deprecated, reason = "it is how clients of today list executions")]
async fn start(engine: &Engine, job_id: &str, operations_per_second: f32) {
    let names = ["a", "b", "c", "d"].map(|name| format!("{job_id}-{name}"));
    for name in &names {
        engine.start(name).await;
    }
    let request = StartBatchOperationRequest {
        namespace: NAMESPACE.to_owned(),
        job_id: job_id.to_owned(),
        reason: "tidy".to_owned(),
        executions: names.iter().map(|name| execution(name)).collect(),
        max_operations_per_second: operations_per_second,
        operation: Some(Operation::TerminationOperation(BatchOperationTermination::default())),
        ..Default::default()
    };
    engine
        .handle
        .start_batch_operation(request, Call::default())
        .await
        .unwrap();
}

/// The job once so many of its items are done; never more are.
async fn done(engine: &Engine, job_id: &str, count: i64) -> DescribeBatchOperationResponse {
    loop {
        let request = DescribeBatchOperationRequest {
            namespace: NAMESPACE.to_owned(),
            job_id: job_id.to_owned(),
        };
        let described = engine.handle.describe_batch_operation(request, Call::default()).await;
        let described = described.unwrap();
        assert!(described.complete_operation_count <= count, "it goes too fast");
        if described.complete_operation_count == count {
            return described;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_batch_rests_between_its_items() {
    let engine = Engine::in_memory();
    start(&engine, "job", 0.5).await;
    for count in 1..4 {
        let described = done(&engine, "job", count).await;
        assert_eq!(described.state(), BatchOperationState::Running);
        engine.exhaust_patience(Duration::from_millis(1_999));
        done(&engine, "job", count).await;
        engine.exhaust_patience(Duration::from_millis(1));
    }
    let described = done(&engine, "job", 4).await;
    assert_eq!(described.state(), BatchOperationState::Completed);
}

#[tokio::test]
async fn a_resting_batch_is_stopped_and_makes_room_for_another() {
    let engine = Engine::in_memory();
    start(&engine, "slow", 0.01).await;
    done(&engine, "slow", 1).await;
    let request = StopBatchOperationRequest {
        namespace: NAMESPACE.to_owned(),
        job_id: "slow".to_owned(),
        reason: "enough".to_owned(),
        identity: "operator".to_owned(),
    };
    engine
        .handle
        .stop_batch_operation(request, Call::default())
        .await
        .unwrap();
    start(&engine, "fast", 0.0).await;
    done(&engine, "fast", 4).await;
    engine.exhaust_patience(Duration::from_secs(1_000));
    let described = done(&engine, "slow", 1).await;
    assert_eq!(described.state(), BatchOperationState::Failed);
}
