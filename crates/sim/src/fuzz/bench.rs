//! An engine that answers one call after the other, and whose time passes when it has nothing else to do.

use std::time::Duration;

use bytes::Bytes;
use everloop_proto::{Call as CallOptions, Reply, invoke};
use everloop_service::{Options, Stepped, Worked};

use crate::{
    calls::Call,
    check,
    clock::SimClock,
    disk::Disk,
    random::{Ids, Random},
};

/// More turns than any call needs.
const TURNS_MAX: usize = 20_000;
/// Time passes in steps of at most this, so that what recurs every second does not take for ever.
const STEP_MAX: Duration = Duration::from_secs(30);

pub(super) struct Bench {
    pub(super) disk: Disk,
    clock: SimClock,
    engine: Stepped,
}

impl Bench {
    pub(super) fn new(seed: u64) -> Self {
        let (disk, clock) = (Disk::default(), SimClock::new());
        let options = Options {
            clock: std::sync::Arc::new(clock.clone()),
            executions_cached_max: 3,
            ..Options::default()
        };
        let ids = Ids(Random::new(seed, "ids"));
        match Stepped::open(Box::new(disk.clone()), Box::new(ids), &options) {
            Ok(engine) => Self { disk, clock, engine },
            Err(error) => panic!("an engine opens on an empty disk: {error}"),
        }
    }

    /// Calls the RPC of that path, by name alone for those of WorkflowService.
    ///
    /// # Errors
    /// When there is never an answer, or the engine stops.
    pub(super) fn call(&mut self, path: &str, request: Bytes) -> Result<Reply<Bytes>, String> {
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/temporal.api.workflowservice.v1.WorkflowService/{path}")
        };
        let name = path.clone();
        let options = CallOptions::within(Duration::from_secs(3));
        let mut call = Call::begin(&self.engine.handle(), |handle| async move {
            invoke(&handle, &path, request, options).await
        });
        for _ in 0..TURNS_MAX {
            if let Some(reply) = call.answer() {
                return Ok(reply);
            }
            match self.engine.turn() {
                Worked::Turn => {}
                Worked::Nothing => self.pass_time(),
                Worked::Stopped => return Err(format!("the engine has stopped after {name}")),
            }
        }
        Err(format!("{name} has no answer after {TURNS_MAX} turns"))
    }

    fn pass_time(&mut self) {
        let idle = self.engine.idle_for().unwrap_or(STEP_MAX).min(STEP_MAX);
        self.clock.advance(idle.max(Duration::from_nanos(1)));
    }

    /// Lets time pass and the engine do what it has to.
    pub(super) fn live(&mut self, turns: usize) -> Result<(), String> {
        for _ in 0..turns {
            match self.engine.turn() {
                Worked::Turn => {}
                Worked::Nothing => self.pass_time(),
                Worked::Stopped => return Err("the engine has stopped".to_owned()),
            }
        }
        Ok(())
    }

    /// What is on the disk makes sense.
    pub(super) fn check(&self) -> Result<(), String> {
        check::records(&self.disk)
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::{
        common::v1::{FastForwardConfig, TimeSkippingConfig, WorkflowExecution, WorkflowType},
        enums::v1::FastForwardPollingResult,
        taskqueue::v1::TaskQueue,
        workflowservice::v1 as ws,
    };
    use prost::Message as _;

    use super::Bench;

    #[test]
    fn a_wait_for_a_fast_forward_ends_by_the_clock_of_the_engine() {
        let mut bench = Bench::new(0);
        // Its first workflow task waits for a worker, so the run's time stands.
        let start = ws::StartWorkflowExecutionRequest {
            namespace: "default".to_owned(),
            workflow_id: "waits".to_owned(),
            workflow_type: Some(WorkflowType { name: "Any".to_owned() }),
            task_queue: Some(TaskQueue {
                name: "unpolled".to_owned(),
                ..Default::default()
            }),
            time_skipping_config: Some(TimeSkippingConfig {
                enabled: true,
                fast_forward_config: Some(FastForwardConfig {
                    id: "a day".to_owned(),
                    duration: Some(prost_types::Duration {
                        seconds: 86_400,
                        nanos: 0,
                    }),
                }),
                ..Default::default()
            }),
            ..Default::default()
        };
        bench
            .call("StartWorkflowExecution", start.encode_to_vec().into())
            .unwrap()
            .unwrap();
        let poll = ws::PollWorkflowExecutionTimeSkippingRequest {
            namespace: "default".to_owned(),
            workflow_execution: Some(WorkflowExecution {
                workflow_id: "waits".to_owned(),
                run_id: String::new(),
            }),
            fast_forward_id: "a day".to_owned(),
        };
        let reply = bench
            .call("PollWorkflowExecutionTimeSkipping", poll.encode_to_vec().into())
            .unwrap()
            .unwrap();
        let reply = ws::PollWorkflowExecutionTimeSkippingResponse::decode(reply).unwrap();
        assert_eq!(
            reply.fast_forward_polling_result(),
            FastForwardPollingResult::PollTimeout
        );
    }
}
