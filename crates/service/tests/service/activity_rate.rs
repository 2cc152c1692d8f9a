//! Activity queues whose workers bound how many tasks a second are handed out.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call,
    enums::v1::{RateLimitSource, TaskQueueType},
    taskqueue::v1::TaskQueueMetadata,
    workflowservice::v1::{
        DescribeTaskQueueRequest, PollActivityTaskQueueRequest, PollActivityTaskQueueResponse,
        describe_task_queue_response::EffectiveRateLimit,
    },
};
use tokio::task::JoinHandle;

use crate::scripted::*;

fn poll(engine: &Engine, per_second: Option<f64>) -> JoinHandle<PollActivityTaskQueueResponse> {
    let (handle, request) = (
        engine.handle.clone(),
        PollActivityTaskQueueRequest {
            namespace: NAMESPACE.to_owned(),
            task_queue: Some(normal(QUEUE)),
            identity: "worker".to_owned(),
            task_queue_metadata: Some(TaskQueueMetadata {
                max_tasks_per_second: per_second,
            }),
            ..Default::default()
        },
    );
    tokio::spawn(async move {
        let polled = handle.poll_activity_task_queue(request, Call::within(PATIENCE)).await;
        polled.unwrap()
    })
}

async fn effective_rate(engine: &Engine) -> EffectiveRateLimit {
    let request = DescribeTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        task_queue_type: TaskQueueType::Activity.into(),
        ..Default::default()
    };
    let described = engine.handle.describe_task_queue(request, Call::default()).await;
    described.unwrap().effective_rate_limit.unwrap()
}

#[tokio::test]
async fn the_rate_of_the_latest_poll_holds() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    let commands = ["a", "b", "c", "d"].map(schedule_activity);
    engine.complete(&task, commands.to_vec()).await;
    assert_eq!(poll(&engine, Some(0.5)).await.unwrap().activity_id, "a");
    let waiting = poll(&engine, Some(0.5));
    for _ in 0..2 {
        // The second time, the poll that was made before the first is there for sure.
        let rate = effective_rate(&engine).await;
        assert_eq!(
            (rate.requests_per_second, rate.rate_limit_source()),
            (0.5, RateLimitSource::Worker)
        );
    }
    engine.exhaust_patience(Duration::from_millis(1_999));
    effective_rate(&engine).await;
    assert!(!waiting.is_finished(), "its turn has not come");
    engine.exhaust_patience(Duration::from_millis(1));
    assert_eq!(waiting.await.unwrap().activity_id, "b");
    // Without a rate, nothing holds the rest.
    for id in ["c", "d"] {
        assert_eq!(poll(&engine, None).await.unwrap().activity_id, id);
    }
    assert_eq!(
        effective_rate(&engine).await.rate_limit_source(),
        RateLimitSource::System
    );
}
