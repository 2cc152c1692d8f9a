//! Whether, when and where a failed local activity is tried again.

use std::time::Duration;

use everloop_machines::completion::ScheduleLocalActivity;
use everloop_proto::{
    common::v1::RetryPolicy,
    failure::v1::{Failure, failure::FailureInfo},
};

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    GiveUp,
    /// Another attempt, by the worker.
    Here(Duration),
    /// Another attempt, after a timer of the workflow.
    Later(Duration),
}

const LOCAL_THRESHOLD: Duration = Duration::from_secs(60);

/// What follows the failure of the schedule's present attempt.
pub(super) fn next(schedule: &ScheduleLocalActivity, failure: &Failure, time_left: Option<Duration>) -> Next {
    let default = RetryPolicy::default();
    let policy = schedule.retry_policy.as_ref().unwrap_or(&default);
    let attempts_max = u32::try_from(policy.maximum_attempts).unwrap_or(0);
    if (attempts_max > 0 && schedule.attempt >= attempts_max) || !is_retryable(policy, failure) {
        return Next::GiveUp;
    }
    let pause = asked_pause(failure).unwrap_or_else(|| planned_pause(policy, schedule.attempt));
    if time_left.is_some_and(|left| pause >= left) {
        return Next::GiveUp;
    }
    if pause > schedule.local_retry_threshold.unwrap_or(LOCAL_THRESHOLD) {
        Next::Later(pause)
    } else {
        Next::Here(pause)
    }
}

fn is_retryable(policy: &RetryPolicy, failure: &Failure) -> bool {
    match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => {
            !info.non_retryable && !policy.non_retryable_error_types.contains(&info.r#type)
        }
        Some(FailureInfo::CanceledFailureInfo(_) | FailureInfo::TerminatedFailureInfo(_)) => false,
        Some(FailureInfo::ServerFailureInfo(info)) => !info.non_retryable,
        _ => true,
    }
}

/// The pause that the failure itself asks for.
fn asked_pause(failure: &Failure) -> Option<Duration> {
    match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => Duration::try_from(info.next_retry_delay?).ok(),
        _ => None,
    }
}

/// The pause of the policy; unset fields have the server's defaults.
fn planned_pause(policy: &RetryPolicy, attempt: u32) -> Duration {
    let positive = |duration: Option<prost_types::Duration>| {
        duration
            .and_then(|it| Duration::try_from(it).ok())
            .filter(|it| !it.is_zero())
    };
    let initial = positive(policy.initial_interval).unwrap_or(Duration::from_secs(1));
    let coefficient = if policy.backoff_coefficient < 1.0 {
        2.0
    } else {
        policy.backoff_coefficient
    };
    let maximum = positive(policy.maximum_interval).unwrap_or(initial * 100);
    let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
    let seconds = initial.as_secs_f64() * coefficient.powi(exponent);
    Duration::from_secs_f64(seconds.min(maximum.as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use everloop_proto::failure::v1::ApplicationFailureInfo;

    use super::*;

    fn schedule(attempt: u32, policy: Option<RetryPolicy>) -> ScheduleLocalActivity {
        ScheduleLocalActivity {
            seq: 1,
            activity_id: String::new(),
            activity_type: "a".to_owned(),
            headers: Default::default(),
            arguments: Vec::new(),
            attempt,
            original_schedule_time: None,
            schedule_to_close_timeout: None,
            schedule_to_start_timeout: None,
            start_to_close_timeout: None,
            retry_policy: policy,
            local_retry_threshold: None,
            cancellation_type: Default::default(),
            include_arguments_in_marker: false,
            user_metadata: None,
        }
    }

    fn failure(non_retryable: bool) -> Failure {
        let info = ApplicationFailureInfo {
            non_retryable,
            ..Default::default()
        };
        Failure {
            failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
            ..Default::default()
        }
    }

    #[test]
    fn pauses_grow_and_then_move_to_the_workflow() {
        let retryable = failure(false);
        let after = |attempt| next(&schedule(attempt, None), &retryable, None);
        assert_eq!(after(1), Next::Here(Duration::from_secs(1)));
        assert_eq!(after(3), Next::Here(Duration::from_secs(4)));
        assert_eq!(after(7), Next::Later(Duration::from_secs(64)));
        assert_eq!(after(20), Next::Later(Duration::from_secs(100)));
    }

    #[test]
    fn limits_end_the_attempts() {
        let two = RetryPolicy {
            maximum_attempts: 2,
            ..RetryPolicy::default()
        };
        assert_eq!(next(&schedule(2, Some(two)), &failure(false), None), Next::GiveUp);
        assert_eq!(next(&schedule(1, None), &failure(true), None), Next::GiveUp);
        assert_eq!(
            next(&schedule(1, None), &failure(false), Some(Duration::from_millis(900))),
            Next::GiveUp
        );
    }
}
