//! What an actor sees of the world when it acts, and the ledger of what it was promised.

use std::time::Duration;

use everloop_proto::{Code, RpcError};
use everloop_service::Handle;

use crate::{clock::SimClock, random::Random, report::Met};

pub(crate) struct SignalSent {
    pub(crate) workflow_id: String,
    pub(crate) text: String,
    /// How often the request was sent until it was answered.
    pub(crate) sent: u32,
}

pub(crate) struct ActivityDone {
    pub(crate) workflow_id: String,
    pub(crate) run_id: String,
    pub(crate) activity_id: String,
    pub(crate) result: String,
}

/// What was acknowledged.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) runs: Vec<String>,
    pub(crate) signals: Vec<SignalSent>,
    pub(crate) updates: Vec<(String, String)>,
    pub(crate) activities: Vec<ActivityDone>,
}

/// What an actor sees of the world.
pub(crate) struct Circumstances<'a> {
    pub(crate) handle: &'a Handle,
    pub(crate) random: &'a mut Random,
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) met: &'a mut Met,
    pub(crate) clock: &'a SimClock,
    pub(crate) violations: &'a mut Vec<String>,
    pub(crate) is_quiet: bool,
}

impl Circumstances<'_> {
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Whether something goes wrong that does so so many times in a thousand.
    pub(crate) fn mishap(&mut self, per_mille: u32) -> bool {
        let happens = !self.is_quiet && self.random.per_mille(per_mille);
        self.met.mishaps += u64::from(happens);
        happens
    }

    pub(crate) fn violation(&mut self, what: String) {
        self.violations.push(what);
    }

    /// Refusals are part of life, but not all of them.
    pub(crate) fn expect_refusal(&mut self, what: &str, error: &RpcError) {
        self.met.refused += 1;
        let usual = matches!(
            error.code,
            Code::NotFound
                | Code::AlreadyExists
                | Code::Unavailable
                | Code::DeadlineExceeded
                | Code::FailedPrecondition
                | Code::ResourceExhausted
                | Code::Aborted
        ) || error.message.starts_with("UnhandledCommand");
        if !usual {
            self.violation(format!("{what} was refused: {:?}: {}", error.code, error.message));
        }
    }
}
