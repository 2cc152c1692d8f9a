//! Specs of schedules, and cron strings of workflows: the times that they match.

use everloop_engine::Timestamp;
use everloop_proto::{
    Code,
    common::v1::WorkflowType,
    schedule::v1::{Schedule, ScheduleAction, ScheduleSpec, schedule_action::Action},
    taskqueue::v1::TaskQueue,
    workflow::v1::NewWorkflowExecutionInfo,
    workflowservice::v1 as ws,
};
use prost::Message as _;

use super::{
    bench::Bench,
    message::{Known, Maker},
    text,
};
use crate::random::Random;

const SPECS: usize = 12;
/// Matching times are asked for at most so long.
const SPAN_MAX: u64 = 4 * 366 * 86_400;

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed, "schedule");
    let mut bench = Bench::new(seed);
    for number in 0..SPECS {
        let spec = spec(&mut random);
        let start = 1_600_000_000 + random.below(1_000_000_000);
        let end = start + random.below(SPAN_MAX);
        schedule(&mut bench, &spec, number, start, end)?;
        workflow(&mut bench, &text::cron(&mut random), number)?;
    }
    bench.live(100)?;
    bench.check()
}

pub(super) fn spec(random: &mut Random) -> ScheduleSpec {
    let (known, fullness, wildness) = (
        Known::default(),
        [10, 30, 60][random.index(3)],
        [0, 50][random.index(2)],
    );
    let mut maker = Maker {
        random,
        known: &known,
        fullness,
        wildness,
    };
    let bytes = maker.message(".temporal.api.schedule.v1.ScheduleSpec", 0);
    let mut spec = ScheduleSpec::decode(bytes.as_slice()).unwrap_or_default();
    if random.percent(70) {
        // Zones from data are rarely whole.
        spec.timezone_data = bytes::Bytes::new();
    }
    if random.percent(60) {
        spec.cron_string.push(text::cron(random));
    }
    spec
}

/// Creates a schedule and asks for its times between two seconds.
pub(super) fn schedule(
    bench: &mut Bench,
    spec: &ScheduleSpec,
    number: usize,
    start: u64,
    end: u64,
) -> Result<(), String> {
    let (namespace, schedule_id) = ("default".to_owned(), format!("schedule-{number}"));
    let info = NewWorkflowExecutionInfo {
        workflow_id: format!("scheduled-{number}"),
        workflow_type: Some(WorkflowType { name: "Any".to_owned() }),
        task_queue: Some(TaskQueue {
            name: "queue".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let request = ws::CreateScheduleRequest {
        namespace: namespace.clone(),
        schedule_id: schedule_id.clone(),
        schedule: Some(Schedule {
            spec: Some(spec.clone()),
            action: Some(ScheduleAction {
                action: Some(Action::StartWorkflow(info)),
            }),
            ..Default::default()
        }),
        request_id: format!("request-{number}"),
        ..Default::default()
    };
    match bench.call("CreateSchedule", request.encode_to_vec().into())? {
        Ok(_) => {}
        Err(error) if error.code == Code::InvalidArgument => return Ok(()),
        Err(error) => return Err(format!("a schedule with {spec:?} is answered {error}")),
    }
    let times = ws::ListScheduleMatchingTimesRequest {
        namespace: namespace.clone(),
        schedule_id: schedule_id.clone(),
        start_time: Some(seconds(start)),
        end_time: Some(seconds(end)),
    };
    let reply = bench.call("ListScheduleMatchingTimes", times.encode_to_vec().into())?;
    let reply = reply.map_err(|error| format!("the times of {spec:?} are answered {error}"))?;
    let found = ws::ListScheduleMatchingTimesResponse::decode(reply).map_err(|error| error.to_string())?;
    let found: Vec<Timestamp> = found.start_time.into_iter().map(Timestamp::from).collect();
    let (first, last) = (Timestamp::from(seconds(start)), Timestamp::from(seconds(end)));
    let jitter = spec.jitter.is_none();
    if !found.is_sorted() || jitter && found.iter().any(|time| *time < first || *time > last) {
        return Err(format!(
            "the times of {spec:?} from {first:?} to {last:?} are {found:?}"
        ));
    }
    let describe = ws::DescribeScheduleRequest { namespace, schedule_id };
    let reply = bench.call("DescribeSchedule", describe.encode_to_vec().into())?;
    reply.map_err(|error| format!("{spec:?} cannot be described: {error}"))?;
    Ok(())
}

pub(super) fn workflow(bench: &mut Bench, cron_schedule: &str, number: usize) -> Result<(), String> {
    let request = ws::StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: format!("cron-{number}"),
        workflow_type: Some(WorkflowType { name: "Any".to_owned() }),
        task_queue: Some(TaskQueue {
            name: "queue".to_owned(),
            ..Default::default()
        }),
        cron_schedule: cron_schedule.to_owned(),
        ..Default::default()
    };
    match bench.call("StartWorkflowExecution", request.encode_to_vec().into())? {
        Err(error) if error.code != Code::InvalidArgument => {
            Err(format!("cron schedule {cron_schedule:?} is answered {error}"))
        }
        _ => Ok(()),
    }
}

fn seconds(seconds: u64) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: i64::try_from(seconds).unwrap_or(0),
        nanos: 0,
    }
}
