//! What a schedule does as time goes on and its workflows end.

use everloop_proto::common::v1::{Payloads, WorkflowType};
use everloop_proto::enums::v1::ScheduleOverlapPolicy as Overlap;
use everloop_proto::failure::v1::Failure;
use everloop_proto::schedule::v1::{
    BackfillRequest, IntervalSpec, Schedule as Wire, ScheduleAction, SchedulePatch, SchedulePolicies, ScheduleSpec,
    ScheduleState, TriggerImmediatelyRequest, schedule_action::Action,
};
use everloop_proto::taskqueue::v1::TaskQueue;
use everloop_proto::workflow::v1::NewWorkflowExecutionInfo;
use everloop_proto::workflowservice::v1::{CreateScheduleRequest, PatchScheduleRequest, UpdateScheduleRequest};

use crate::schedule::{Created, End, Outcome, Schedule, Step, create};
use crate::search_attributes::Registry;
use crate::{Context, IdSource, Limits, Reject, Status, Timestamp};

/// A minute that a schedule by the minute matches.
const BEGIN: i64 = 1_800_000_000;

pub(super) struct Ids;

impl IdSource for Ids {
    fn random(&mut self) -> String {
        "random".to_owned()
    }

    fn ordered(&mut self, _now: Timestamp) -> String {
        "ordered".to_owned()
    }
}

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis((BEGIN + second) * 1000)
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

pub(super) fn by_the_minute() -> Wire {
    let info = NewWorkflowExecutionInfo {
        workflow_id: "job".to_owned(),
        workflow_type: Some(WorkflowType { name: "Job".to_owned() }),
        task_queue: Some(TaskQueue {
            name: "work".to_owned(),
            ..TaskQueue::default()
        }),
        ..NewWorkflowExecutionInfo::default()
    };
    Wire {
        spec: Some(ScheduleSpec {
            interval: vec![IntervalSpec {
                interval: seconds(60),
                phase: None,
            }],
            ..ScheduleSpec::default()
        }),
        action: Some(ScheduleAction {
            action: Some(Action::StartWorkflow(info)),
        }),
        policies: Some(SchedulePolicies::default()),
        state: Some(ScheduleState::default()),
    }
}

fn with_overlap(policy: Overlap) -> Wire {
    let mut wire = by_the_minute();
    wire.policies.as_mut().unwrap().overlap_policy = policy.into();
    wire
}

/// A schedule together with the world around it.
pub(super) struct World {
    pub(super) schedule: Schedule,
    runs: usize,
}

impl World {
    /// A schedule that is created a second after a full minute.
    pub(super) fn new(wire: Wire) -> Self {
        let request = CreateScheduleRequest {
            namespace: "default".to_owned(),
            schedule_id: "daily".to_owned(),
            schedule: Some(wire),
            request_id: "create".to_owned(),
            ..CreateScheduleRequest::default()
        };
        match try_create(request, None).unwrap() {
            Created::New(schedule) => Self {
                schedule: *schedule,
                runs: 0,
            },
            Created::Known => panic!("it is new"),
        }
    }

    /// Lets the schedule act; returns what it does, in words.
    pub(super) fn advance(&mut self, second: i64) -> Vec<String> {
        let mut said = Vec::new();
        for step in self.schedule.advance(at(second)) {
            match step {
                Step::Start(start) => {
                    self.runs += 1;
                    let run_id = format!("run-{}", self.runs);
                    said.push(format!("start {}", start.request.workflow_id));
                    self.schedule.started(*start, Outcome::Started { run_id }, at(second));
                }
                Step::Cancel { execution, .. } => said.push(format!("cancel {}", execution.run_id)),
                Step::Terminate { execution, .. } => said.push(format!("terminate {}", execution.run_id)),
            }
        }
        // What is read back is what was written.
        let (definition, progress) = (self.schedule.definition_record(), self.schedule.progress_record());
        self.schedule = Schedule::from_records(definition, progress).unwrap();
        said
    }

    fn ends(&mut self, run: usize, status: Status) {
        let failure = (status == Status::Failed).then(|| Failure {
            message: "boom".to_owned(),
            ..Failure::default()
        });
        let result = (status == Status::Completed).then(Payloads::default);
        let end = End {
            status,
            result,
            failure,
        };
        assert!(self.schedule.closed(&format!("run-{run}"), end));
    }

    pub(super) fn patch(&mut self, second: i64, patch: SchedulePatch) {
        let request = PatchScheduleRequest {
            patch: Some(patch),
            ..PatchScheduleRequest::default()
        };
        self.schedule.patch(request, at(second)).unwrap();
    }

    /// Actions, overlaps skipped, missed and dropped.
    #[track_caller]
    fn check_counts(&self, expected: [i64; 4]) {
        let info = self.schedule.describe(at(0), &Registry::default()).info.unwrap();
        let counts = [
            info.action_count,
            info.overlap_skipped,
            info.missed_catchup_window,
            info.buffer_dropped,
        ];
        assert_eq!(counts, expected);
    }
}

pub(super) fn try_create(request: CreateScheduleRequest, existing: Option<&Schedule>) -> Result<Created, Reject> {
    let limits = Limits::default();
    let mut ctx = Context {
        now: at(1),
        ids: &mut Ids,
        limits: &limits,
    };
    create(request, existing, &mut ctx)
}

fn trigger() -> SchedulePatch {
    SchedulePatch {
        trigger_immediately: Some(TriggerImmediatelyRequest::default()),
        ..SchedulePatch::default()
    }
}

#[test]
fn it_starts_when_the_time_has_come_and_not_before() {
    let mut world = World::new(by_the_minute());
    assert_eq!(world.schedule.next_deadline(at(1)), Some(at(60)));
    assert!(world.advance(59).is_empty());
    assert_eq!(world.advance(60), ["start job-2027-01-15T08:01:00Z"]);
    world.ends(1, Status::Completed);
    assert_eq!(world.schedule.next_deadline(at(60)), Some(at(120)));
    assert_eq!(world.advance(125), ["start job-2027-01-15T08:02:00Z"]);
    world.check_counts([2, 0, 0, 0]);
}

#[test]
fn skip_counts_what_it_skips() {
    let mut world = World::new(with_overlap(Overlap::Skip));
    world.advance(60);
    assert!(world.advance(120).is_empty());
    assert!(world.advance(180).is_empty());
    world.check_counts([1, 2, 0, 0]);
}

#[test]
fn buffers_hold_one_or_all() {
    let mut world = World::new(with_overlap(Overlap::BufferOne));
    world.advance(60);
    world.advance(180);
    world.check_counts([1, 1, 0, 0]);
    world.ends(1, Status::Completed);
    assert_eq!(world.advance(181), ["start job-2027-01-15T08:02:00Z"]);

    let mut world = World::new(with_overlap(Overlap::BufferAll));
    world.advance(60);
    world.advance(180);
    world.ends(1, Status::Completed);
    assert_eq!(world.advance(181), ["start job-2027-01-15T08:02:00Z"]);
    world.ends(2, Status::Completed);
    assert_eq!(world.advance(182), ["start job-2027-01-15T08:03:00Z"]);
    world.check_counts([3, 0, 0, 0]);
}

#[test]
fn others_are_asked_to_end_once() {
    for (policy, word) in [(Overlap::CancelOther, "cancel"), (Overlap::TerminateOther, "terminate")] {
        let mut world = World::new(with_overlap(policy));
        world.advance(60);
        assert_eq!(world.advance(120), [format!("{word} run-1")]);
        assert!(world.advance(130).is_empty());
        assert!(
            world.advance(180).is_empty(),
            "it was asked already, and the later takes the place"
        );
        world.check_counts([1, 1, 0, 0]);
        world.ends(1, Status::Canceled);
        assert_eq!(world.advance(181), ["start job-2027-01-15T08:03:00Z"]);
    }
}

#[test]
fn allow_all_starts_all_and_follows_none() {
    let mut world = World::new(with_overlap(Overlap::AllowAll));
    assert_eq!(world.advance(130).len(), 2);
    assert_eq!(world.schedule.running().count(), 0);
}

#[test]
fn what_is_too_late_is_counted_as_missed() {
    let mut wire = with_overlap(Overlap::AllowAll);
    wire.policies.as_mut().unwrap().catchup_window = seconds(90);
    let mut world = World::new(wire);
    assert_eq!(world.advance(600).len(), 2);
    world.check_counts([2, 0, 8, 0]);
}

#[test]
fn a_full_buffer_drops_and_counts() {
    let mut world = World::new(with_overlap(Overlap::BufferAll));
    world.advance(60);
    while world
        .schedule
        .next_deadline(at(60 * 1100))
        .is_some_and(|next| next <= at(60 * 1100))
    {
        world.advance(60 * 1100);
    }
    world.check_counts([1, 0, 0, 99]);
}

#[test]
fn a_pause_passes_over_and_a_trigger_does_not_care() {
    let mut world = World::new(by_the_minute());
    world.patch(
        2,
        SchedulePatch {
            pause: "rest".to_owned(),
            ..SchedulePatch::default()
        },
    );
    assert_eq!(world.schedule.next_deadline(at(600)), None);
    assert!(world.advance(600).is_empty());
    world.patch(601, trigger());
    assert_eq!(world.advance(601), ["start job-2027-01-15T08:10:01Z"]);
    world.ends(1, Status::Completed);
    world.patch(
        610,
        SchedulePatch {
            unpause: "go".to_owned(),
            ..SchedulePatch::default()
        },
    );
    assert!(
        world.advance(611).is_empty(),
        "what was due in the pause is not made up for"
    );
    assert_eq!(world.advance(660).len(), 1);
    world.check_counts([2, 0, 0, 0]);
}

#[test]
fn backfills_include_their_ends_and_take_turns() {
    let mut world = World::new(by_the_minute());
    let request = BackfillRequest {
        start_time: Some(at(-3600).into()),
        end_time: Some(at(-3480).into()),
        overlap_policy: Overlap::BufferAll.into(),
    };
    world.patch(
        2,
        SchedulePatch {
            backfill_request: vec![request],
            ..SchedulePatch::default()
        },
    );
    assert_eq!(world.schedule.next_deadline(at(2)), Some(at(2)));
    assert_eq!(world.advance(2), ["start job-2027-01-15T07:00:00Z"]);
    world.ends(1, Status::Completed);
    assert_eq!(world.advance(3), ["start job-2027-01-15T07:01:00Z"]);
    world.ends(2, Status::Completed);
    assert_eq!(world.advance(4), ["start job-2027-01-15T07:02:00Z"]);
}

#[test]
fn long_backfills_lose_nothing() {
    let mut world = World::new(by_the_minute());
    let request = BackfillRequest {
        start_time: Some(at(-60 * 2999).into()),
        end_time: Some(at(0).into()),
        overlap_policy: Overlap::AllowAll.into(),
    };
    world.patch(
        2,
        SchedulePatch {
            backfill_request: vec![request],
            ..SchedulePatch::default()
        },
    );
    let mut started = 0;
    while world.schedule.next_deadline(at(2)) == Some(at(2)) {
        started += world.advance(2).len();
    }
    assert_eq!(started, 3000);
}

#[test]
fn limited_actions_count_down() {
    let mut wire = by_the_minute();
    wire.state = Some(ScheduleState {
        limited_actions: true,
        remaining_actions: 1,
        ..ScheduleState::default()
    });
    let mut world = World::new(wire);
    assert_eq!(
        world
            .schedule
            .describe(at(1), &Registry::default())
            .info
            .unwrap()
            .future_action_times
            .len(),
        1
    );
    assert_eq!(world.advance(60).len(), 1);
    world.ends(1, Status::Completed);
    assert!(world.advance(120).is_empty());
    let described = world.schedule.describe(at(120), &Registry::default());
    assert_eq!(described.conflict_token[..], 2_i64.to_be_bytes());
    assert!(described.info.unwrap().future_action_times.is_empty());
    world.patch(121, trigger());
    assert_eq!(world.advance(121).len(), 1, "triggers do not count");
    world.ends(2, Status::Completed);
    world.advance(122);
    let day = 24 * 3600;
    assert_eq!(
        world.schedule.next_deadline(at(122)),
        Some(at(122 + 7 * day)),
        "and then it is kept for a while"
    );
    assert!(!world.schedule.is_over(at(7 * day)));
    assert!(world.schedule.is_over(at(122 + 7 * day)));
}

#[test]
fn a_failure_pauses_and_is_passed_on() {
    let mut wire = by_the_minute();
    wire.policies.as_mut().unwrap().pause_on_failure = true;
    let mut world = World::new(wire);
    world.advance(60);
    world.ends(1, Status::Failed);
    let state = world
        .schedule
        .describe(at(61), &Registry::default())
        .schedule
        .unwrap()
        .state
        .unwrap();
    assert!(state.paused);
    assert_eq!(
        state.notes,
        "paused due to workflow failure: job-2027-01-15T08:01:00Z: boom"
    );
    world.patch(70, trigger());
    let steps = world.schedule.advance(at(70));
    let [Step::Start(start)] = &steps[..] else {
        panic!("one start is due: {steps:?}");
    };
    assert_eq!(start.request.continued_failure.as_ref().unwrap().message, "boom");
}

#[test]
fn an_update_counts_from_now_and_an_old_token_does_nothing() {
    let mut world = World::new(by_the_minute());
    let limits = Limits::default();
    let update = |schedule: &mut Schedule, token: i64| {
        let request = UpdateScheduleRequest {
            schedule: Some(Wire {
                state: Some(ScheduleState {
                    notes: "changed".to_owned(),
                    ..ScheduleState::default()
                }),
                ..by_the_minute()
            }),
            conflict_token: token.to_be_bytes().to_vec().into(),
            ..UpdateScheduleRequest::default()
        };
        let ctx = Context {
            now: at(90),
            ids: &mut Ids,
            limits: &limits,
        };
        schedule.update(request, &ctx).unwrap();
        schedule
            .describe(at(90), &Registry::default())
            .schedule
            .unwrap()
            .state
            .unwrap()
            .notes
    };
    assert_eq!(update(&mut world.schedule, 7), "");
    assert_eq!(update(&mut world.schedule, 1), "changed");
    assert!(world.advance(119).is_empty());
    assert_eq!(world.advance(120).len(), 1);
}

#[test]
fn a_taken_id_and_wrong_actions_are_refused() {
    let world = World::new(by_the_minute());
    let request = |request_id: &str, wire: Wire| CreateScheduleRequest {
        schedule_id: "daily".to_owned(),
        request_id: request_id.to_owned(),
        schedule: Some(wire),
        ..CreateScheduleRequest::default()
    };
    let again = try_create(request("create", by_the_minute()), Some(&world.schedule));
    assert!(matches!(again, Ok(Created::Known)));
    let taken = try_create(request("other", by_the_minute()), Some(&world.schedule)).unwrap_err();
    assert_eq!(taken.to_string(), "schedule \"daily\" is already registered");
    let mut wire = by_the_minute();
    if let Some(Action::StartWorkflow(info)) = &mut wire.action.as_mut().unwrap().action {
        info.cron_schedule = "* * * * *".to_owned();
    }
    let refused = try_create(request("other", wire), None).unwrap_err();
    assert_eq!(refused.to_string(), "Scheduled workflow must not contain CronSchedule");
}
