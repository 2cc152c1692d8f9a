//! What the newer RPC checks of an update of an activity's options before it looks for the activity: that the mask names
//! options, and that what it names of retry policy and priority can be.

use everloop_proto::activity::v1::ActivityOptions;
use everloop_proto::history::v1::ActivityTaskScheduledEventAttributes;

use super::activity_options::{merge, snake_case};
use crate::{Reject, retry, validate};

/// The paths that a mask may hold.
const PATHS: [&str; 15] = [
    "task_queue.name",
    "schedule_to_close_timeout",
    "schedule_to_start_timeout",
    "start_to_close_timeout",
    "heartbeat_timeout",
    "start_delay",
    "retry_policy",
    "retry_policy.initial_interval",
    "retry_policy.backoff_coefficient",
    "retry_policy.maximum_interval",
    "retry_policy.maximum_attempts",
    "priority",
    "priority.priority_key",
    "priority.fairness_key",
    "priority.fairness_weight",
];

/// The paths of a mask in snake case; they come in camel case too.
///
/// # Errors
/// When there is no such option.
pub fn paths(mask: &[String]) -> Result<Vec<String>, Reject> {
    let paths: Vec<String> = mask.iter().map(|path| snake_case(path)).collect();
    match paths.iter().find(|path| !PATHS.contains(&path.as_str())) {
        Some(path) => Err(Reject::invalid(format!("unsupported update_mask path: \"{path}\""))),
        None => Ok(paths),
    }
}

/// That what those paths name of retry policy and priority can be.
///
/// # Errors
/// With what is wrong.
pub fn check_policies(options: &ActivityOptions, paths: &[String]) -> Result<(), Reject> {
    // Wire: that they are given at all is looked at later.
    let given = ActivityOptions {
        task_queue: Some(options.task_queue.clone().unwrap_or_default()),
        retry_policy: Some(options.retry_policy.clone().unwrap_or_default()),
        priority: Some(options.priority.clone().unwrap_or_default()),
        ..ActivityOptions::default()
    };
    let mut named = ActivityTaskScheduledEventAttributes::default();
    for path in paths {
        merge(&mut named, &given, path)?;
    }
    retry::check(&named.retry_policy.unwrap_or_default()).map_err(Reject::Invalid)?;
    validate::priority(named.priority.as_ref())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use everloop_proto::common::v1::{Priority, RetryPolicy};

    use super::*;

    #[test]
    fn masks_name_options_in_both_spellings() {
        let mask = ["taskQueue.name".to_owned(), "retry_policy.maximumAttempts".to_owned()];
        assert_eq!(
            paths(&mask).unwrap(),
            ["task_queue.name", "retry_policy.maximum_attempts"]
        );
        for unknown in [
            "taskQueue",
            "taskQueue.kind",
            "retryPolicy.nonRetryableErrorTypes",
            "zz",
        ] {
            let error = paths(&[unknown.to_owned()]).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("unsupported update_mask path: \"{}\"", snake_case(unknown))
            );
        }
    }

    #[test]
    fn only_what_is_named_must_be_possible() {
        let options = ActivityOptions {
            retry_policy: Some(RetryPolicy {
                initial_interval: Some(prost_types::Duration::try_from(Duration::from_secs(5)).unwrap()),
                maximum_interval: Some(prost_types::Duration::try_from(Duration::from_secs(1)).unwrap()),
                maximum_attempts: -1,
                ..RetryPolicy::default()
            }),
            priority: Some(Priority {
                priority_key: -1,
                ..Priority::default()
            }),
            ..ActivityOptions::default()
        };
        let check = |path: &str| check_policies(&options, &[path.to_owned()]).map_err(|error| error.to_string());
        for fine in [
            "retry_policy.maximum_interval",
            "priority.fairness_key",
            "start_to_close_timeout",
        ] {
            assert_eq!(check(fine), Ok(()), "{fine}");
        }
        for (wrong, text) in [
            ("priority", "priority key can't be negative"),
            (
                "retry_policy.maximum_attempts",
                "MaximumAttempts cannot be negative on retry policy.",
            ),
            (
                "retry_policy.backoff_coefficient",
                "BackoffCoefficient cannot be less than 1 on retry policy.",
            ),
        ] {
            assert_eq!(check(wrong), Err(text.to_owned()), "{wrong}");
        }
        // Nothing is given, and nothing is wrong with it.
        let nothing = ActivityOptions::default();
        assert_eq!(
            check_policies(&nothing, &["retry_policy.maximum_attempts".to_owned()]),
            Ok(())
        );
    }
}
