//! Filters of lists and counts.

use everloop_proto::{Code, workflowservice::v1 as ws};
use prost::Message as _;

use super::{bench::Bench, text};
use crate::random::Random;

const FILTERS: usize = 60;

/// Ways to ask with a filter.
pub(super) const WAYS: u64 = 4;

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed, "filter");
    let mut bench = Bench::new(seed);
    fill(&mut bench)?;
    for _ in 0..FILTERS {
        let query = if random.percent(10) {
            text::any(&mut random)
        } else {
            text::filter(&mut random)
        };
        ask(&mut bench, &query, random.below(WAYS))?;
    }
    Ok(())
}

/// Starts workflows that filters may find.
pub(super) fn fill(bench: &mut Bench) -> Result<(), String> {
    for workflow_id in ["a", "b", "it's"] {
        let start = ws::StartWorkflowExecutionRequest {
            namespace: "default".to_owned(),
            workflow_id: workflow_id.to_owned(),
            workflow_type: Some(everloop_proto::common::v1::WorkflowType { name: "Any".to_owned() }),
            task_queue: Some(everloop_proto::taskqueue::v1::TaskQueue {
                name: "queue".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let started = bench.call("StartWorkflowExecution", start.encode_to_vec().into())?;
        started.map_err(|error| error.to_string())?;
    }
    Ok(())
}

pub(super) fn ask(bench: &mut Bench, query: &str, way: u64) -> Result<(), String> {
    let namespace = "default".to_owned();
    let request = match way {
        0 => (
            "CountWorkflowExecutions",
            ws::CountWorkflowExecutionsRequest {
                namespace,
                query: query.to_owned(),
            }
            .encode_to_vec(),
        ),
        1 => (
            "ListSchedules",
            ws::ListSchedulesRequest {
                namespace,
                query: query.to_owned(),
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        2 => (
            "ListWorkers",
            ws::ListWorkersRequest {
                namespace,
                query: query.to_owned(),
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        _ => (
            "ListWorkflowExecutions",
            ws::ListWorkflowExecutionsRequest {
                namespace,
                query: query.to_owned(),
                ..Default::default()
            }
            .encode_to_vec(),
        ),
    };
    match bench.call(request.0, request.1.into())? {
        Err(error) if error.code != Code::InvalidArgument => {
            return Err(format!(
                "{} with {query:?} is answered {:?}: {}",
                request.0, error.code, error.message
            ));
        }
        _ => {}
    }
    Ok(())
}
