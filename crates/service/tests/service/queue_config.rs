//! What operators tell of task queues holds before what workers ask for, and outlives the engine.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call,
    enums::v1::{RateLimitSource, TaskQueueType},
    taskqueue::v1::RateLimit,
    workflowservice::v1::{
        DescribeTaskQueueRequest, DescribeTaskQueueResponse, UpdateTaskQueueConfigRequest,
        update_task_queue_config_request::RateLimitUpdate,
    },
};

use crate::scripted::*;

const BEGINNING: i64 = 1_700_000_000_000;

fn request(per_second: Option<f32>) -> UpdateTaskQueueConfigRequest {
    UpdateTaskQueueConfigRequest {
        namespace: NAMESPACE.to_owned(),
        identity: "operator".to_owned(),
        task_queue: QUEUE.to_owned(),
        task_queue_type: TaskQueueType::Activity.into(),
        update_queue_rate_limit: Some(RateLimitUpdate {
            rate_limit: per_second.map(|requests_per_second| RateLimit { requests_per_second }),
            reason: "because".to_owned(),
        }),
        ..Default::default()
    }
}

async fn tell(engine: &Engine, request: UpdateTaskQueueConfigRequest) {
    let told = engine.handle.update_task_queue_config(request, Call::default()).await;
    assert!(told.unwrap().config.is_some());
}

async fn describe(engine: &Engine) -> DescribeTaskQueueResponse {
    let request = DescribeTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        task_queue_type: TaskQueueType::Activity.into(),
        report_config: true,
        ..Default::default()
    };
    let described = engine.handle.describe_task_queue(request, Call::default()).await;
    described.unwrap()
}

async fn rate(engine: &Engine) -> (f32, RateLimitSource) {
    let rate = describe(engine).await.effective_rate_limit.unwrap();
    (rate.requests_per_second, rate.rate_limit_source())
}

#[tokio::test]
async fn a_rate_holds_and_is_taken_back() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    let commands = ["a", "b", "c"].map(schedule_activity);
    engine.complete(&task, commands.to_vec()).await;
    tell(&engine, request(Some(0.5))).await;
    assert_eq!(rate(&engine).await, (0.5, RateLimitSource::Api));
    assert_eq!(engine.poll_activity().await.activity_id, "a");
    let handle = engine.handle.clone();
    let waiting = tokio::spawn(async move { poll_activity_with(handle).await });
    while describe(&engine).await.pollers.is_empty() {
        tokio::task::yield_now().await;
    }
    engine.exhaust_patience(Duration::from_millis(1_999));
    rate(&engine).await;
    assert!(!waiting.is_finished(), "its turn has not come");
    // Nothing is held any more.
    tell(&engine, request(None)).await;
    assert_eq!(waiting.await.unwrap().activity_id, "b");
    assert_eq!(engine.poll_activity().await.activity_id, "c");
    assert_eq!(rate(&engine).await.1, RateLimitSource::System);
}

#[tokio::test]
async fn what_was_told_outlives_the_engine() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    let weights = [("gold".to_owned(), 2.5), ("lead".to_owned(), 0.5)].into();
    tell(
        &engine,
        UpdateTaskQueueConfigRequest {
            set_fairness_weight_overrides: weights,
            ..request(Some(7.0))
        },
    )
    .await;
    let before = describe(&engine).await.config;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING + 1_000);
    assert_eq!(describe(&engine).await.config, before);
    assert_eq!(rate(&engine).await, (7.0, RateLimitSource::Api));
    tell(
        &engine,
        UpdateTaskQueueConfigRequest {
            update_queue_rate_limit: None,
            unset_fairness_weight_overrides: vec!["lead".to_owned()],
            ..request(None)
        },
    )
    .await;
    let config = describe(&engine).await.config.unwrap();
    assert_eq!(config.fairness_weight_overrides, [("gold".to_owned(), 2.5)].into());
    let limit = config.queue_rate_limit.unwrap();
    assert_eq!(limit.metadata.unwrap().reason, "because");
    assert_eq!(limit.rate_limit.unwrap().requests_per_second, 7.0);
}
