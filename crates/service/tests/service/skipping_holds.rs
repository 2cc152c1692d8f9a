//! What else holds time or does not: sleeps at once, pauses, queries, the ends of the clock and of retention.

use std::{sync::Arc, time::Duration};

use everloop_engine::Timestamp;
use everloop_proto::{
    Api as _, Call, Code,
    enums::v1::EventType,
    query::v1::WorkflowQuery,
    testservice::v1::{SleepRequest, SleepUntilRequest},
    workflowservice::v1::{
        PauseActivityRequest, QueryWorkflowRequest, RespondQueryTaskCompletedRequest, pause_activity_request,
    },
};
use everloop_service::{Clock, ManualClock, SkippingClock};

use crate::{
    scripted::*,
    skipping::{DAY, HOUR, asleep, duration, now, skipping, skipping_by, sleep_unlocked, unlock},
};

/// Executions' time skips; callers' patience is moved by the test.
struct DrivenPatience {
    time: SkippingClock,
    patience: Arc<ManualClock>,
}

impl Clock for DrivenPatience {
    fn now(&self) -> Timestamp {
        self.time.now()
    }

    fn until(&self, moment: Timestamp) -> Option<Duration> {
        self.time.until(moment)
    }

    fn patience(&self) -> Timestamp {
        self.patience.patience()
    }

    fn patience_until(&self, moment: Timestamp) -> Option<Duration> {
        self.patience.patience_until(moment)
    }

    fn skipping(&self) -> Option<&SkippingClock> {
        Some(&self.time)
    }
}

#[tokio::test]
async fn runs_are_kept_however_far_time_skips() {
    let patience = Arc::new(ManualClock::starting_at(Timestamp::from_millis(0)));
    let engine = skipping_by(Arc::new(DrivenPatience {
        time: SkippingClock::new(),
        patience: Arc::clone(&patience),
    }));
    engine.start("flow").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    sleep_unlocked(&engine, 400 * DAY).await;
    for _ in 0..3 {
        patience.advance_patience(Duration::from_secs(60));
        engine.handle.clock_moved();
        let events = engine.types("flow").await;
        assert_eq!(events.last(), Some(&EventType::WorkflowExecutionCompleted));
    }
}

#[tokio::test]
async fn a_second_sleep_does_not_skip_over_work_that_comes_later() {
    let engine = skipping();
    let began = now(&engine).await;
    asleep(&engine, "flow", HOUR).await;
    let worker = async {
        let task = engine.poll().await;
        let held = now(&engine).await.since(began);
        assert!(held < 2 * HOUR, "a task is under way, so time stands: {held:?}");
        engine.complete(&task, vec![complete_workflow("done")]).await;
    };
    tokio::join!(sleep_unlocked(&engine, DAY), sleep_unlocked(&engine, 2 * DAY), worker);
    let passed = now(&engine).await.since(began);
    assert!(passed >= 2 * DAY && passed < 3 * DAY, "{passed:?}");
    asleep(&engine, "later", HOUR).await;
    assert!(now(&engine).await.since(began) < 3 * DAY, "and it is locked again");
}

#[tokio::test]
async fn a_sleep_beside_a_caller_that_waits_does_not_skip_over_a_task() {
    let engine = skipping();
    let began = now(&engine).await;
    unlock(&engine).await;
    engine.start("flow").await;
    let worker = async {
        let task = engine.poll().await;
        let held = now(&engine).await.since(began);
        assert!(held < HOUR, "a task is under way, so time stands: {held:?}");
        engine.complete(&task, vec![complete_workflow("done")]).await;
    };
    tokio::join!(sleep_unlocked(&engine, DAY), worker);
    assert!(now(&engine).await.since(began) >= DAY);
}

#[tokio::test]
async fn a_sleep_that_the_clock_cannot_reach_is_refused() {
    let engine = skipping();
    unlock(&engine).await;
    let began = now(&engine).await;
    let long = SleepRequest {
        duration: Some(prost_types::Duration {
            seconds: 315_576_000_000,
            nanos: 0,
        }),
    };
    let late = SleepUntilRequest {
        timestamp: Some(prost_types::Timestamp {
            seconds: 253_402_300_799,
            nanos: 0,
        }),
    };
    let handle = &engine.handle;
    for refused in [
        handle.sleep(long, Call::default()).await,
        handle.unlock_time_skipping_with_sleep(long, Call::default()).await,
        handle.sleep_until(late, Call::default()).await,
    ] {
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, Code::InvalidArgument);
        assert_eq!(
            refused.message,
            "the sleep would end after the year 2262, where the clock ends"
        );
    }
    let request = duration(200 * 365 * DAY);
    engine.handle.sleep(request, Call::default()).await.unwrap();
    assert!(now(&engine).await.since(began) >= 200 * 365 * DAY);
}

#[tokio::test]
async fn a_paused_activity_holds_nothing_but_one_that_runs_does() {
    let engine = skipping();
    engine.start("flow").await;
    let task = engine.poll().await;
    engine
        .complete(&task, vec![schedule_activity("a"), schedule_activity("b")])
        .await;
    let held = engine.poll_activity().await;
    let (running, waiting) = if held.activity_id == "a" {
        ("a", "b")
    } else {
        ("b", "a")
    };
    pause(&engine, waiting).await;
    pause(&engine, running).await;
    unlock(&engine).await;
    let began = now(&engine).await;
    asleep(&engine, "sleeper", DAY).await;
    assert!(now(&engine).await.since(began) < HOUR, "a worker has one of them");
    engine.complete_activity(&held, "1").await.unwrap();
    let task = engine.poll().await;
    engine.complete(&task, vec![]).await;
    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().workflow_id, "sleeper");
    assert!(now(&engine).await.since(began) >= DAY);
}

async fn pause(engine: &Engine, activity_id: &str) {
    let request = PauseActivityRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution("flow")),
        activity: Some(pause_activity_request::Activity::Id(activity_id.to_owned())),
        ..Default::default()
    };
    engine.handle.pause_activity(request, Call::default()).await.unwrap();
}

#[tokio::test]
async fn a_query_is_answered_before_time_goes_on() {
    let engine = skipping();
    asleep(&engine, "flow", DAY).await;
    let began = now(&engine).await;
    let request = QueryWorkflowRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution("flow")),
        query: Some(WorkflowQuery {
            query_type: "state".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let asked = engine.handle.query_workflow(request, Call::within(PATIENCE));
    let worker = async {
        let task = engine.poll().await;
        unlock(&engine).await;
        assert!(now(&engine).await.since(began) < HOUR, "a worker has the query");
        let answer = RespondQueryTaskCompletedRequest {
            namespace: NAMESPACE.to_owned(),
            task_token: task.task_token,
            completed_type: 1,
            ..Default::default()
        };
        engine
            .handle
            .respond_query_task_completed(answer, Call::default())
            .await
            .unwrap();
        let _ = engine.poll().await;
        assert!(now(&engine).await.since(began) >= DAY);
    };
    let (answer, ()) = tokio::join!(asked, worker);
    answer.unwrap();
}
