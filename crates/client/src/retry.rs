//! Which failures pass by themselves, and how long to wait for that.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use everloop_proto::{Code, RpcError, workflowservice::v1::GetWorkflowExecutionHistoryRequest};
use prost::Message as _;

use crate::options::Retry;

const TOO_LARGE: [&str; 2] = [
    "grpc: received message larger than max",
    "grpc: received message after decompression larger than max",
];

/// What an RPC is to its caller, which decides its deadline and its retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A worker waits for work, for as long as it lives.
    Poll,
    /// A client waits for something to happen.
    LongPoll,
    Plain,
}

impl Kind {
    pub(crate) fn of(path: &str) -> Self {
        match path.rsplit('/').next() {
            Some("PollWorkflowTaskQueue" | "PollActivityTaskQueue" | "PollNexusTaskQueue") => Self::Poll,
            Some(
                "GetWorkflowExecutionHistory"
                | "UpdateWorkflowExecution"
                | "PollWorkflowExecutionUpdate"
                | "PollActivityExecution"
                | "PollNexusOperationExecution"
                | "UnlockTimeSkippingWithSleep"
                | "Sleep"
                | "SleepUntil",
            ) => Self::LongPoll,
            _ => Self::Plain,
        }
    }

    /// How long one attempt may take if the caller does not say.
    pub(crate) fn timeout(self) -> Duration {
        match self {
            Self::Poll | Self::LongPoll => Duration::from_secs(70),
            Self::Plain => Duration::from_secs(30),
        }
    }
}

/// Whether an encoded request of a call that may wait for something asks to.
#[must_use]
pub fn waits(path: &str, request: &[u8]) -> bool {
    !path.ends_with("/GetWorkflowExecutionHistory")
        || GetWorkflowExecutionHistoryRequest::decode(request).is_ok_and(|request| request.wait_new_event)
}

/// Whether the same call may succeed later.
fn passing(kind: Kind, error: &RpcError) -> bool {
    match error.code {
        Code::ResourceExhausted => !TOO_LARGE.iter().any(|prefix| error.message.starts_with(prefix)),
        Code::DataLoss | Code::Internal | Code::Unknown | Code::Aborted | Code::OutOfRange | Code::Unavailable => true,
        Code::Cancelled | Code::DeadlineExceeded => kind == Kind::Poll,
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Unimplemented
        | Code::Unauthenticated => false,
    }
}

/// How long to wait before the next attempt, if there is to be one. `attempt` counts from 1 and is
/// the one that failed.
pub(crate) fn delay(retry: &Retry, kind: Kind, error: &RpcError, attempt: u32, elapsed: Duration) -> Option<Duration> {
    if !passing(kind, error) {
        return None;
    }
    let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
    let nominal = retry.interval_initial.as_secs_f64() * retry.multiplier.powi(exponent);
    let jitter = 1.0 + retry.jitter * (2.0 * random_fraction() - 1.0);
    let seconds = nominal.min(retry.interval_max.as_secs_f64()) * jitter;
    let delay = Duration::try_from_secs_f64(seconds).unwrap_or(retry.interval_max);
    if kind == Kind::Poll {
        return Some(delay);
    }
    let in_time = retry.elapsed_max.is_none_or(|limit| elapsed + delay <= limit);
    (attempt < retry.attempts_max && in_time).then_some(delay)
}

/// A number in 0..1. Spreading retries needs no better randomness than the one that seeds hash maps.
fn random_fraction() -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit a f64")]
    let bits = (RandomState::new().build_hasher().finish() >> 11) as f64;
    bits / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(code: Code, kind: Kind, attempt: u32, elapsed_s: u64) -> Option<Duration> {
        let error = RpcError::new(code, "no");
        delay(&Retry::default(), kind, &error, attempt, Duration::from_secs(elapsed_s))
    }

    #[test]
    fn delays_grow_within_their_jitter() {
        for (attempt, nominal_ms) in [(1, 100.0), (2, 170.0), (3, 289.0), (9, 5000.0)] {
            let delay = after(Code::Unavailable, Kind::Plain, attempt, 0).unwrap().as_secs_f64() * 1e3;
            assert!(
                (nominal_ms * 0.8..=nominal_ms * 1.2).contains(&delay),
                "attempt {attempt}: {delay} ms"
            );
        }
    }

    #[test]
    fn plain_calls_give_up_and_polls_do_not() {
        assert_eq!(after(Code::Unavailable, Kind::Plain, 10, 0), None);
        assert_eq!(after(Code::Unavailable, Kind::Plain, 3, 10), None);
        assert_eq!(after(Code::DeadlineExceeded, Kind::Plain, 1, 0), None);
        assert!(after(Code::DeadlineExceeded, Kind::Poll, 1000, 100_000).is_some());
        assert_eq!(after(Code::NotFound, Kind::Poll, 1, 0), None);
    }

    #[test]
    fn a_message_too_large_stays_too_large() {
        let error = RpcError::new(
            Code::ResourceExhausted,
            "grpc: received message larger than max (5 vs. 4)",
        );
        assert_eq!(delay(&Retry::default(), Kind::Plain, &error, 1, Duration::ZERO), None);
    }
}
