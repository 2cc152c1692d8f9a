//! Retry policies: how they are filled in and checked, and whether a failure is tried again.

use std::time::Duration;

use everloop_proto::common::v1::RetryPolicy;
use everloop_proto::enums::v1::{RetryState, TimeoutType};
use everloop_proto::failure::v1::Failure;
use everloop_proto::failure::v1::failure::FailureInfo;

use crate::{Reject, Timestamp, convert};

const INITIAL_INTERVAL: Duration = Duration::from_secs(1);
const BACKOFF_COEFFICIENT: f64 = 2.0;
/// The maximum interval, in initial intervals.
const MAXIMUM_INTERVAL_FACTOR: u32 = 100;
const LOW_COEFFICIENT: &str = "BackoffCoefficient cannot be less than 1 on retry policy.";
/// How timeouts are named in a list of errors that are not retried.
const TIMEOUT_PREFIX: &str = "TemporalTimeout:";

/// Whether there is another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Again { interval: Duration },
    Stop(RetryState),
}

/// The policy with its gaps filled.
pub(crate) fn filled(policy: Option<RetryPolicy>) -> RetryPolicy {
    let mut policy = policy.unwrap_or_default();
    if convert::timeout(policy.initial_interval.as_ref()).is_none() {
        policy.initial_interval = Some(convert::wire(INITIAL_INTERVAL));
    }
    if policy.backoff_coefficient == 0.0 {
        policy.backoff_coefficient = BACKOFF_COEFFICIENT;
    }
    if convert::timeout(policy.maximum_interval.as_ref()).is_none() {
        let initial = convert::duration(policy.initial_interval.as_ref());
        policy.maximum_interval = Some(convert::wire(initial.saturating_mul(MAXIMUM_INTERVAL_FACTOR)));
    }
    policy
}

/// What is wrong with a policy as it was given.
pub(crate) fn check(policy: &RetryPolicy) -> Result<(), String> {
    let interval = |name: &str, wire: Option<&prost_types::Duration>| {
        if convert::is_negative(wire) {
            return Err(format!("invalid {name} set on retry policy: negative duration"));
        }
        Ok(())
    };
    interval("InitialInterval", policy.initial_interval.as_ref())?;
    if policy.backoff_coefficient != 0.0 && policy.backoff_coefficient < 1.0 {
        return Err(LOW_COEFFICIENT.to_owned());
    }
    interval("MaximumInterval", policy.maximum_interval.as_ref())?;
    let initial = convert::duration(policy.initial_interval.as_ref());
    let maximum = convert::duration(policy.maximum_interval.as_ref());
    if !maximum.is_zero() && maximum < initial {
        return Err("MaximumInterval cannot be less than InitialInterval on retry policy.".to_owned());
    }
    if policy.maximum_attempts < 0 {
        return Err("MaximumAttempts cannot be negative on retry policy.".to_owned());
    }
    for name in &policy.non_retryable_error_types {
        if let Some(timeout) = name.strip_prefix(TIMEOUT_PREFIX)
            && !matches!(
                timeout,
                "StartToClose" | "ScheduleToStart" | "ScheduleToClose" | "Heartbeat"
            )
        {
            return Err(format!("Invalid timeout type value: {timeout}."));
        }
    }
    Ok(())
}

/// The coefficient of a policy in which it alone is meant: there is no default for one that is not given.
pub(crate) fn named_coefficient(policy: &RetryPolicy) -> Result<f64, Reject> {
    if policy.backoff_coefficient < 1.0 {
        return Err(Reject::invalid(LOW_COEFFICIENT));
    }
    Ok(policy.backoff_coefficient)
}

/// Whether attempt `attempt`, failed at `now`, is followed by another that begins before `until`.
pub(crate) fn verdict(
    policy: &RetryPolicy,
    attempt: i32,
    failure: &Failure,
    now: Timestamp,
    until: Option<Timestamp>,
) -> Verdict {
    if !is_retryable(failure, &policy.non_retryable_error_types) {
        return Verdict::Stop(RetryState::NonRetryableFailure);
    }
    if policy.maximum_attempts > 0 && attempt >= policy.maximum_attempts {
        return Verdict::Stop(RetryState::MaximumAttemptsReached);
    }
    let interval = asked_delay(failure).unwrap_or_else(|| interval(policy, attempt));
    if until.is_some_and(|until| now + interval > until) {
        return Verdict::Stop(RetryState::Timeout);
    }
    Verdict::Again { interval }
}

/// How long to wait after that attempt.
pub(crate) fn interval(policy: &RetryPolicy, attempt: i32) -> Duration {
    let initial = convert::duration(policy.initial_interval.as_ref());
    let maximum = convert::timeout(policy.maximum_interval.as_ref()).unwrap_or(Duration::MAX);
    let seconds = initial.as_secs_f64() * policy.backoff_coefficient.powi(attempt - 1);
    Duration::try_from_secs_f64(seconds)
        .unwrap_or(Duration::MAX)
        .min(maximum)
}

/// The delay that the failure itself asks for.
pub(crate) fn asked_delay(failure: &Failure) -> Option<Duration> {
    match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => convert::timeout(info.next_retry_delay.as_ref()),
        _ => None,
    }
}

fn is_retryable(failure: &Failure, excluded: &[String]) -> bool {
    let is_excluded = |name: &str| excluded.iter().any(|excluded| excluded == name);
    match &failure.failure_info {
        Some(FailureInfo::TerminatedFailureInfo(_) | FailureInfo::CanceledFailureInfo(_)) => false,
        Some(FailureInfo::TimeoutFailureInfo(info)) => match info.timeout_type() {
            TimeoutType::StartToClose => !is_excluded("TemporalTimeout:StartToClose"),
            TimeoutType::Heartbeat => !is_excluded("TemporalTimeout:Heartbeat"),
            TimeoutType::ScheduleToStart | TimeoutType::ScheduleToClose | TimeoutType::Unspecified => false,
        },
        Some(FailureInfo::ServerFailureInfo(info)) => !info.non_retryable,
        Some(FailureInfo::ApplicationFailureInfo(info)) => !info.non_retryable && !is_excluded(&info.r#type),
        _ => true,
    }
}
