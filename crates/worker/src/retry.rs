//! Calls that are tried again: with growing pauses while the server cannot be reached, and polls also when it said no.

use std::{future::Future, time::Duration};

use everloop_proto::{Code, Reply, RpcError};

/// How often and how long to try.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    initial: Duration,
    maximum: Duration,
    factor: f64,
    attempts_max: Option<u32>,
}

impl Policy {
    /// For answers: what is lost is repaired by the server's timeouts.
    pub(crate) const ANSWER: Self = Self {
        initial: Duration::from_millis(100),
        maximum: Duration::from_secs(5),
        factor: 1.7,
        attempts_max: Some(10),
    };
    /// For polls: a worker outlives its server.
    pub(crate) const POLL: Self = Self {
        initial: Duration::from_millis(200),
        maximum: Duration::from_secs(10),
        factor: 2.0,
        attempts_max: None,
    };

    /// The pause after that many failures, at most 20 % more or less than the plan.
    pub(crate) fn pause(&self, failures: u32) -> Duration {
        let exponent = i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX).min(64);
        let planned = (self.initial.as_secs_f64() * self.factor.powi(exponent)).min(self.maximum.as_secs_f64());
        Duration::from_secs_f64(planned * (0.8 + 0.4 * jitter()))
    }

    fn is_spent(&self, failures: u32) -> bool {
        self.attempts_max.is_some_and(|attempts| failures >= attempts)
    }
}

/// Some number from 0 to 1. Jitter must differ between workers and need not be good.
fn jitter() -> f64 {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos());
    f64::from(nanos % 1000) / 1000.0
}

/// Whether an answer may succeed when it is sent again.
pub(crate) fn is_transient(error: &RpcError) -> bool {
    let too_large = error.message.starts_with("grpc: received message larger than max")
        || error
            .message
            .starts_with("grpc: received message after decompression larger than max");
    match error.code {
        Code::ResourceExhausted => !too_large,
        Code::DataLoss | Code::Internal | Code::Unknown | Code::Aborted | Code::OutOfRange | Code::Unavailable => true,
        Code::Cancelled
        | Code::InvalidArgument
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Unimplemented
        | Code::Unauthenticated => false,
    }
}

/// Notes that a poll failed for the `failures`th time in a row. It will be made again, whatever the error: a namespace may
/// still be made, a permission given, a key exchanged, and until then the other polls of the worker go on.
pub(crate) fn note_failed_poll(error: &RpcError, task_queue: &str, failures: u32) {
    let is_refused = !is_transient(error) && !matches!(error.code, Code::Cancelled | Code::DeadlineExceeded);
    if is_refused && failures == 1 {
        tracing::warn!(task_queue, %error, "the server refused a poll; it will be made again and again");
    } else {
        tracing::debug!(task_queue, %error, failures, "a poll failed and will be made again");
    }
}

/// Calls until it succeeds, is refused for good, or the attempts are spent.
pub(crate) async fn answer<T, F, Fut>(mut call: F) -> Reply<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Reply<T>>,
{
    let mut failures = 0;
    loop {
        match call().await {
            Ok(reply) => return Ok(reply),
            Err(error) => {
                failures += 1;
                if !is_transient(&error) || Policy::ANSWER.is_spent(failures) {
                    return Err(error);
                }
                tracing::debug!(%error, failures, "a call failed and will be tried again");
                tokio::time::sleep(Policy::ANSWER.pause(failures)).await;
            }
        }
    }
}
