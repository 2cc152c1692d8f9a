//! Time that skips: what holds it, how far it goes, and TestService over it.

use std::{sync::Arc, time::Duration};

use everloop_engine::Timestamp;
use everloop_proto::{
    Api as _, Call, Code,
    command::v1::command::Attributes,
    enums::v1::EventType,
    history::v1::HistoryEvent,
    testservice::v1::{LockTimeSkippingRequest, SleepRequest, SleepUntilRequest, UnlockTimeSkippingRequest},
    workflowservice::v1::{
        PollActivityTaskQueueResponse, RespondActivityTaskFailedRequest, StartWorkflowExecutionRequest,
    },
};
use everloop_service::{Clock, Location, ManualClock, Options, Service, SkippingClock};

use crate::scripted::*;

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// An engine whose time skips. The calls of its [`Engine`] but for those that move a manual clock can be used.
pub(crate) fn skipping() -> Engine {
    skipping_by(Arc::new(SkippingClock::new()))
}

/// As [`skipping`], by a clock of one's own.
pub(crate) fn skipping_by(clock: Arc<dyn Clock>) -> Engine {
    let options = Options {
        clock,
        ..Options::default()
    };
    let service = Service::open(options).unwrap();
    Engine {
        handle: service.handle(),
        service,
        clock: Arc::new(ManualClock::starting_at(Timestamp::from_millis(0))),
    }
}

pub(crate) async fn now(engine: &Engine) -> Timestamp {
    let reply = engine.handle.get_current_time((), Call::default()).await.unwrap();
    reply.time.unwrap().into()
}

pub(crate) async fn lock(engine: &Engine) {
    let request = LockTimeSkippingRequest {};
    engine
        .handle
        .lock_time_skipping(request, Call::default())
        .await
        .unwrap();
}

pub(crate) async fn unlock(engine: &Engine) {
    let request = UnlockTimeSkippingRequest {};
    engine
        .handle
        .unlock_time_skipping(request, Call::default())
        .await
        .unwrap();
}

pub(crate) fn duration(duration: Duration) -> SleepRequest {
    SleepRequest {
        duration: Some(duration.try_into().unwrap()),
    }
}

pub(crate) async fn sleep_unlocked(engine: &Engine, length: Duration) {
    let request = duration(length);
    engine
        .handle
        .unlock_time_skipping_with_sleep(request, Call::default())
        .await
        .unwrap();
}

fn time_of(events: &[HistoryEvent], kind: EventType) -> Timestamp {
    let event = events.iter().find(|event| event.event_type() == kind).unwrap();
    event.event_time.unwrap().into()
}

/// A workflow that has begun to wait for a timer.
pub(crate) async fn asleep(engine: &Engine, workflow_id: &str, length: Duration) {
    engine.start(workflow_id).await;
    let task = engine.poll().await;
    let mut timer = start_timer("t", 0);
    if let Some(Attributes::StartTimerCommandAttributes(timer)) = &mut timer.attributes {
        timer.start_to_fire_timeout = Some(length.try_into().unwrap());
    }
    engine.complete(&task, vec![timer]).await;
}

pub(crate) async fn fail(engine: &Engine, task: &PollActivityTaskQueueResponse) {
    let request = RespondActivityTaskFailedRequest {
        task_token: task.task_token.clone(),
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    engine
        .handle
        .respond_activity_task_failed(request, Call::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_month_passes_at_once_while_nobody_locks() {
    let engine = skipping();
    asleep(&engine, "flow", 30 * DAY).await;
    unlock(&engine).await;
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let events = engine.history("flow").await;
    let started = time_of(&events, EventType::TimerStarted);
    let fired = time_of(&events, EventType::TimerFired);
    assert!(fired.since(started) >= 30 * DAY);
    assert!(fired.since(started) < 30 * DAY + HOUR);
    assert!(now(&engine).await >= fired);
}

#[tokio::test]
async fn a_lock_keeps_the_pace_of_the_wall() {
    let engine = skipping();
    let began = now(&engine).await;
    asleep(&engine, "flow", Duration::from_millis(30)).await;
    asleep(&engine, "later", DAY).await;
    let _ = engine.poll().await;
    let passed = now(&engine).await.since(began);
    assert!(passed >= Duration::from_millis(30) && passed < HOUR, "{passed:?}");
}

#[tokio::test]
async fn a_workflow_task_and_an_activity_hold_time() {
    let engine = skipping();
    let began = now(&engine).await;
    asleep(&engine, "sleeper", DAY).await;
    engine.start("flow").await;
    unlock(&engine).await;
    let task = engine.poll().await;
    assert!(now(&engine).await.since(began) < HOUR, "a task is under way");
    engine.complete(&task, vec![schedule_activity("a")]).await;
    assert!(now(&engine).await.since(began) < HOUR, "an activity waits for a worker");
    let activity = engine.poll_activity().await;
    assert!(now(&engine).await.since(began) < HOUR, "an activity runs");
    engine.complete_activity(&activity, "1").await.unwrap();
    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().workflow_id, "flow");
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().workflow_id, "sleeper");
    assert!(now(&engine).await.since(began) >= DAY, "and then nothing holds it");
}

#[tokio::test]
async fn an_activity_between_attempts_does_not_hold_time() {
    let engine = skipping();
    engine.start("flow").await;
    unlock(&engine).await;
    let began = now(&engine).await;
    let task = engine.poll().await;
    engine.complete(&task, vec![schedule_activity("a")]).await;
    for _ in 0..3 {
        let activity = engine.poll_activity().await;
        fail(&engine, &activity).await;
    }
    let fourth = engine.poll_activity().await;
    assert_eq!(fourth.attempt, 4);
    let passed = now(&engine).await.since(began);
    assert!(passed >= Duration::from_secs(1 + 2 + 4), "{passed:?}");
}

#[tokio::test]
async fn a_sleep_unlocks_for_its_time_alone() {
    let engine = skipping();
    let began = now(&engine).await;
    asleep(&engine, "flow", HOUR).await;
    let worker = async {
        let task = engine.poll().await;
        engine.complete(&task, vec![complete_workflow("done")]).await;
    };
    tokio::join!(sleep_unlocked(&engine, DAY), worker);
    let passed = now(&engine).await.since(began);
    assert!(passed >= DAY && passed < DAY + HOUR, "{passed:?}");
    let fired = time_of(&engine.history("flow").await, EventType::TimerFired).since(began);
    assert!(
        fired >= HOUR && fired < 2 * HOUR,
        "the timer came on the way: {fired:?}"
    );
    asleep(&engine, "later", DAY).await;
    assert!(now(&engine).await.since(began) < 2 * DAY, "and it is locked again");
}

#[tokio::test]
async fn sleeps_at_the_same_time_all_end() {
    let engine = skipping();
    let began = now(&engine).await;
    tokio::join!(
        sleep_unlocked(&engine, DAY),
        sleep_unlocked(&engine, HOUR),
        sleep_unlocked(&engine, Duration::ZERO)
    );
    let passed = now(&engine).await.since(began);
    assert!(passed >= DAY && passed < DAY + HOUR, "{passed:?}");
    asleep(&engine, "flow", HOUR).await;
    assert!(now(&engine).await.since(began) < DAY + HOUR, "and it is locked again");
}

#[tokio::test]
async fn an_activity_can_outsleep_its_own_timeout() {
    let engine = skipping();
    engine.start("flow").await;
    unlock(&engine).await;
    let task = engine.poll().await;
    engine.complete(&task, vec![schedule_activity("a")]).await;
    let activity = engine.poll_activity().await;
    sleep_unlocked(&engine, DAY).await;
    let late = engine.complete_activity(&activity, "1").await.unwrap_err();
    assert_eq!(late.code, Code::NotFound);
}

#[tokio::test]
async fn two_that_wait_at_once_do_not_skip_over_work() {
    let engine = skipping();
    asleep(&engine, "sleeper", DAY).await;
    let began = now(&engine).await;
    unlock_while_busy(&engine).await;
    assert!(now(&engine).await.since(began) < HOUR);
    lock(&engine).await;
    lock(&engine).await;
    lock(&engine).await;
    assert!(
        now(&engine).await.since(began) < HOUR,
        "as many locks as unlocks are one again"
    );
}

async fn unlock_while_busy(engine: &Engine) {
    engine.start("busy").await;
    let _held = engine.poll().await;
    for _ in 0..3 {
        unlock(engine).await;
    }
}

#[tokio::test]
async fn sleep_until_waits_for_a_moment_and_the_past_is_at_once() {
    let engine = skipping();
    let began = now(&engine).await;
    let until = |moment: Option<Timestamp>| SleepUntilRequest {
        timestamp: moment.map(Into::into),
    };
    for past in [None, Some(Timestamp::from_millis(5)), Some(began)] {
        engine.handle.sleep_until(until(past), Call::default()).await.unwrap();
    }
    let negative = SleepRequest {
        duration: Some(prost_types::Duration { seconds: -5, nanos: 0 }),
    };
    engine.handle.sleep(negative, Call::default()).await.unwrap();
    assert!(now(&engine).await.since(began) < HOUR);
    unlock(&engine).await;
    engine
        .handle
        .sleep_until(until(Some(began + DAY)), Call::default())
        .await
        .unwrap();
    assert!(now(&engine).await >= began + DAY);
    let before = now(&engine).await;
    engine.handle.sleep(duration(HOUR), Call::default()).await.unwrap();
    assert!(now(&engine).await >= before + HOUR);
}

#[tokio::test]
async fn who_is_told_a_result_can_lock_before_time_goes_on() {
    let engine = skipping();
    asleep(&engine, "sleeper", DAY).await;
    let began = now(&engine).await;
    engine.start("flow").await;
    let task = engine.poll().await;
    let told = async {
        engine.close_event("flow").await;
        lock(&engine).await;
    };
    let ended = async {
        unlock(&engine).await;
        engine.complete(&task, vec![complete_workflow("done")]).await;
    };
    tokio::join!(told, ended);
    assert!(now(&engine).await.since(began) < HOUR);
}

#[tokio::test]
async fn a_run_timeout_is_skipped_to() {
    let engine = skipping();
    let request = StartWorkflowExecutionRequest {
        workflow_execution_timeout: Some(DAY.try_into().unwrap()),
        ..start_request("flow")
    };
    engine.try_start(request).await.unwrap();
    let task = engine.poll().await;
    engine.complete(&task, Vec::new()).await;
    unlock(&engine).await;
    let close = engine.close_event("flow").await;
    assert_eq!(close.event_type(), EventType::WorkflowExecutionTimedOut);
}

#[tokio::test]
async fn other_clocks_have_no_test_service() {
    let engine = Engine::in_memory();
    let refused = engine.handle.get_current_time((), Call::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::Unimplemented);
    let refused = engine.handle.sleep(duration(HOUR), Call::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::Unimplemented);
}

#[test]
fn a_file_is_not_filled_with_times_of_the_future() {
    let options = Options {
        location: Location::File("app.db".into()),
        clock: Arc::new(SkippingClock::new()),
        ..Options::default()
    };
    let refused = Service::open(options).err().unwrap().to_string();
    assert_eq!(
        refused,
        "time can only be skipped in memory, not over the database app.db"
    );
}
