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
