//! Workers are told with their tasks when they poll too little or too much.

use std::time::Duration;

use everloop_proto::taskqueue::v1::PollerScalingDecision;

use crate::scripted::*;

fn hint(delta: i32) -> Option<PollerScalingDecision> {
    Some(PollerScalingDecision {
        poll_request_delta_suggestion: delta,
    })
}

#[tokio::test]
async fn tasks_that_have_waited_want_more_polls() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    assert_eq!(task.poller_scaling_decision, None, "it has not waited");
    engine.complete(&task, vec![schedule_activity("a")]).await;
    engine.start("other").await;
    engine.exhaust_patience(Duration::from_millis(200));
    assert_eq!(engine.poll_activity().await.poller_scaling_decision, hint(1));
    assert_eq!(engine.poll().await.poller_scaling_decision, hint(1));
}

#[tokio::test]
async fn a_poll_that_has_waited_is_one_too_many() {
    let engine = Engine::in_memory();
    let handle = engine.handle.clone();
    let waiting = tokio::spawn(async move { poll_with(handle, normal(QUEUE)).await });
    while engine.pollers(QUEUE).await == 0 {
        tokio::task::yield_now().await;
    }
    engine.exhaust_patience(Duration::from_secs(1));
    engine.start("order").await;
    assert_eq!(waiting.await.unwrap().poller_scaling_decision, hint(-1));
}
