//! Requests of every RPC.

use bytes::Bytes;
use everloop_proto::{Code, Reply, workflowservice::v1 as ws};
use prost::Message;

use super::{
    bench::Bench,
    message::{Known, Maker, descriptors},
    text,
};
use crate::random::Random;

const REQUESTS: usize = 60;

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed, "rpc");
    let mut bench = Bench::new(seed);
    let mut known = Known::default();
    for _ in 0..REQUESTS {
        let (number, body) = request(&mut random, &known);
        let path = path(number);
        let reply = bench.call(path, body.clone())?;
        judge(path, &body, &reply)?;
        learn(path, &reply, &mut known);
        bench.check()?;
    }
    bench.live(200)?;
    bench.check()?;
    goes_on(&mut bench)
}

/// The number of an RPC, and a request of it.
pub(super) fn request(random: &mut Random, known: &Known) -> (usize, Bytes) {
    let all = &descriptors().rpcs;
    // Starts and tasks come often, so that there is something that the others can be about.
    let wanted = match random.below(6) {
        0 => "StartWorkflowExecution",
        1 => "PollWorkflowTaskQueue",
        2 => "RespondWorkflowTaskCompleted",
        3 => "PollActivityTaskQueue",
        _ => "",
    };
    let number = all
        .iter()
        .position(|(path, _)| path.rsplit('/').next() == Some(wanted))
        .unwrap_or_else(|| random.index(all.len()));
    let body = body(random, known, &all[number].1);
    (number, body)
}

pub(super) fn path(number: usize) -> &'static str {
    &descriptors().rpcs[number].0
}

fn body(random: &mut Random, known: &Known, request: &str) -> Bytes {
    if random.percent(5) {
        return text::any(random).into_bytes().into();
    }
    let (fullness, wildness) = ([20, 50, 80][random.index(3)], [0, 30, 200][random.index(3)]);
    let mut maker = Maker {
        random: &mut *random,
        known,
        fullness,
        wildness,
    };
    let mut bytes = maker.message(request, 0);
    if random.percent(10) && !bytes.is_empty() {
        let place = random.index(bytes.len());
        bytes[place] ^= 1 << random.below(8);
    }
    bytes.into()
}

pub(super) fn judge(path: &str, body: &Bytes, reply: &Reply<Bytes>) -> Result<(), String> {
    match reply {
        Err(error) if error.message.contains("grpc: error unmarshalling") => Ok(()),
        Err(error)
            if matches!(
                error.code,
                Code::Internal | Code::Unknown | Code::DataLoss | Code::Unavailable
            ) =>
        {
            Err(format!(
                "{path} with {body:?} is answered {:?}: {}",
                error.code, error.message
            ))
        }
        _ => Ok(()),
    }
}

/// Remembers what later requests can be about.
pub(super) fn learn(path: &str, reply: &Reply<Bytes>, known: &mut Known) {
    let Ok(bytes) = reply else { return };
    match path.rsplit('/').next() {
        Some("StartWorkflowExecution") => {
            if let Ok(reply) = ws::StartWorkflowExecutionResponse::decode(bytes.clone()) {
                known.run_ids.push(reply.run_id);
            }
        }
        Some("PollWorkflowTaskQueue") => {
            if let Ok(reply) = ws::PollWorkflowTaskQueueResponse::decode(bytes.clone()) {
                known.tokens.push(reply.task_token.to_vec());
            }
        }
        Some("PollActivityTaskQueue") => {
            if let Ok(reply) = ws::PollActivityTaskQueueResponse::decode(bytes.clone()) {
                known.tokens.push(reply.task_token.to_vec());
            }
        }
        _ => {}
    }
    known.tokens.retain(|token| !token.is_empty());
    if known.tokens.len() > 4 {
        known.tokens.remove(0);
    }
}

/// The engine still does its work.
pub(super) fn goes_on(bench: &mut Bench) -> Result<(), String> {
    let request = ws::RegisterNamespaceRequest {
        namespace: "afterwards".to_owned(),
        workflow_execution_retention_period: Some(prost_types::Duration {
            seconds: 86_400,
            nanos: 0,
        }),
        ..Default::default()
    };
    let registered = bench.call("RegisterNamespace", request.encode_to_vec().into())?;
    registered.map_err(|error| format!("no namespace can be registered afterwards: {error}"))?;
    let start = ws::StartWorkflowExecutionRequest {
        namespace: "afterwards".to_owned(),
        workflow_id: "afterwards".to_owned(),
        workflow_type: Some(everloop_proto::common::v1::WorkflowType { name: "Any".to_owned() }),
        task_queue: Some(everloop_proto::taskqueue::v1::TaskQueue {
            name: "afterwards".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let started = bench.call("StartWorkflowExecution", start.encode_to_vec().into())?;
    started.map_err(|error| format!("nothing can be started afterwards: {error}"))?;
    let poll = ws::PollWorkflowTaskQueueRequest {
        namespace: "afterwards".to_owned(),
        task_queue: start.task_queue.clone(),
        ..Default::default()
    };
    let polled = bench.call("PollWorkflowTaskQueue", poll.encode_to_vec().into())?;
    let polled = polled.map_err(|error| format!("no task can be polled afterwards: {error}"))?;
    let task = ws::PollWorkflowTaskQueueResponse::decode(polled).map_err(|error| error.to_string())?;
    if task.task_token.is_empty() {
        return Err("there is no task for a workflow that was started afterwards".to_owned());
    }
    Ok(())
}
