//! How a worker is set up: plain records with the defaults of the protocol's other workers.
//!
//! A worker is given its `Api`, its runtime and its executor separately; here is only what is
//! chosen by value.

use std::{num::NonZeroUsize, time::Duration};

use everloop_metrics::Metrics;

use crate::{Error, HeartbeatOptions, SizeWarnings};

/// What the worker serves, how much of it at once, and how patiently.
#[derive(Clone, Debug)]
pub struct Options {
    pub namespace: String,
    pub task_queue: String,
    pub identity: String,
    /// Names the worker process to the server; open polls of a key end when it shuts down.
    pub instance_key: String,
    pub client_name: String,
    pub client_version: String,
    /// Goes with every poll and answer.
    pub versioning: Versioning,
    pub workflows: Option<WorkflowOptions>,
    pub activities: Option<ActivityOptions>,
    /// Whether payloads that the server would refuse fail their task or activity here.
    pub size_check: SizeCheck,
    pub size_warnings: SizeWarnings,
    /// How long activities may go on after shutdown began before they are cancelled.
    pub graceful_shutdown_timeout: Duration,
    /// Where the worker counts, if anywhere.
    pub metrics: Option<Metrics>,
    /// What the worker tells the server of itself.
    pub heartbeat: HeartbeatOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            namespace: "default".to_owned(),
            task_queue: String::new(),
            identity: String::new(),
            instance_key: String::new(),
            client_name: "everloop".to_owned(),
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
            versioning: Versioning::default(),
            workflows: Some(WorkflowOptions::default()),
            activities: Some(ActivityOptions::default()),
            size_check: SizeCheck::default(),
            size_warnings: SizeWarnings::NONE,
            graceful_shutdown_timeout: Duration::ZERO,
            metrics: None,
            heartbeat: HeartbeatOptions::default(),
        }
    }
}

/// Whether payloads are measured before they are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SizeCheck {
    /// By the limits that the namespace reports.
    #[default]
    Checked,
    LeftToServer,
}

/// Which version of the code this worker runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Versioning {
    /// The server takes no notice; the build id is for people who read histories.
    #[default]
    Unversioned,
    BuildId(String),
}

impl Versioning {
    /// The build id, empty without one.
    #[must_use]
    pub fn build_id(&self) -> &str {
        match self {
            Self::Unversioned => "",
            Self::BuildId(build_id) => build_id,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowOptions {
    /// Runs kept in memory between their tasks; with 0 every task replays its history.
    pub cached_max: usize,
    /// Workflow tasks worked on at once.
    pub slots: NonZeroUsize,
    pub pollers: Pollers,
    /// The part of the pollers that serves the shared queue, the rest serves the sticky one.
    pub nonsticky_ratio: f64,
    pub sticky_schedule_to_start_timeout: Duration,
    /// OS threads that run workflow code. Each serves its own share of the runs.
    pub threads: NonZeroUsize,
    /// An activation that takes longer fails its task; `None` never.
    pub deadlock_timeout: Option<Duration>,
    /// A task that takes longer is worth a line in the log.
    pub long_task: Duration,
    /// Activities that a task may ask to get back with its reply; `None` for none.
    pub eager_activities_max: Option<NonZeroUsize>,
}

impl Default for WorkflowOptions {
    fn default() -> Self {
        Self {
            cached_max: 1000,
            slots: nonzero(100),
            pollers: Pollers::default(),
            nonsticky_ratio: 0.2,
            sticky_schedule_to_start_timeout: Duration::from_secs(10),
            threads: nonzero(1),
            deadlock_timeout: Some(Duration::from_secs(2)),
            long_task: Duration::from_secs(5),
            eager_activities_max: Some(nonzero(3)),
        }
    }
}

impl WorkflowOptions {
    /// How many pollers serve the shared queue.
    #[must_use]
    pub fn nonsticky_pollers(&self) -> usize {
        let all = self.pollers.initial();
        if self.cached_max == 0 {
            return all;
        }
        // The product is small and positive: validate() bounds both factors.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let share = (all as f64 * self.nonsticky_ratio) as usize;
        share.max(1)
    }

    /// How many pollers serve the sticky queue.
    #[must_use]
    pub fn sticky_pollers(&self) -> usize {
        if self.cached_max == 0 {
            0
        } else {
            self.pollers.initial().saturating_sub(self.nonsticky_pollers()).max(1)
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ActivityOptions {
    /// Activities running at once.
    pub slots: NonZeroUsize,
    /// Local activities running at once.
    pub local_slots: NonZeroUsize,
    pub pollers: Pollers,
    /// Whether the task queue is polled; without it only local activities run.
    pub remote: Remote,
    /// Starts per second of this worker.
    pub per_second_max: Option<f64>,
    /// Starts per second of the whole task queue, as the server enforces it; the last poller's word holds.
    pub queue_per_second_max: Option<f64>,
    pub heartbeat_throttle_max: Duration,
    /// For activities without a heartbeat timeout.
    pub heartbeat_throttle_default: Duration,
    /// How much later than the server this worker gives up an activity that ran out of time.
    pub local_timeout_slack: Duration,
}

impl Default for ActivityOptions {
    fn default() -> Self {
        Self {
            slots: nonzero(100),
            local_slots: nonzero(100),
            pollers: Pollers::default(),
            remote: Remote::Polled,
            per_second_max: None,
            queue_per_second_max: None,
            heartbeat_throttle_max: Duration::from_secs(60),
            heartbeat_throttle_default: Duration::from_secs(30),
            local_timeout_slack: Duration::from_secs(5),
        }
    }
}

/// Whether activities of the task queue are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remote {
    #[default]
    Polled,
    Off,
}

/// How many polls of one kind are open at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pollers {
    Fixed(NonZeroUsize),
    /// As many as the server's hints ask for, for each queue.
    Scaled {
        minimum: NonZeroUsize,
        maximum: NonZeroUsize,
        initial: NonZeroUsize,
    },
}

impl Default for Pollers {
    fn default() -> Self {
        Self::Fixed(nonzero(5))
    }
}

impl Pollers {
    /// How many are open at first.
    #[must_use]
    pub fn initial(&self) -> usize {
        match self {
            Self::Fixed(number) => number.get(),
            Self::Scaled { initial, .. } => initial.get(),
        }
    }
}

impl Options {
    /// Refuses options that no worker can serve.
    ///
    /// # Errors
    /// [`Error::Options`], naming the option and its value.
    pub fn validate(&self) -> Result<(), Error> {
        let refuse = |what: String| Err(Error::Options(what));
        if self.task_queue.is_empty() {
            return refuse("task_queue is empty".to_owned());
        }
        if self.namespace.is_empty() {
            return refuse("namespace is empty".to_owned());
        }
        if self.workflows.is_none() && self.activities.is_none() {
            return refuse("neither workflows nor activities are served".to_owned());
        }
        if let Some(workflows) = &self.workflows {
            let ratio = workflows.nonsticky_ratio;
            if !(0.0..=1.0).contains(&ratio) {
                return refuse(format!("nonsticky_ratio must be between 0 and 1, it is {ratio}"));
            }
            if workflows.cached_max > 0 && workflows.pollers == Pollers::Fixed(NonZeroUsize::MIN) {
                return refuse("pollers.maximum must be at least 2 when workflows are cached, it is 1".to_owned());
            }
        }
        if let Some(activities) = &self.activities {
            let rates = [
                ("per_second_max", activities.per_second_max),
                ("queue_per_second_max", activities.queue_per_second_max),
            ];
            for (name, rate) in rates {
                if rate.is_some_and(|rate| !rate.is_finite() || rate <= 0.0) {
                    return refuse(format!("{name} must be positive, it is {}", rate.unwrap_or_default()));
                }
            }
        }
        Ok(())
    }
}

const fn nonzero(value: usize) -> NonZeroUsize {
    NonZeroUsize::new(value).expect("the defaults are not zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pollers_are_shared_out() {
        let mut options = WorkflowOptions::default();
        assert_eq!((options.nonsticky_pollers(), options.sticky_pollers()), (1, 4));
        options.cached_max = 0;
        assert_eq!((options.nonsticky_pollers(), options.sticky_pollers()), (5, 0));
    }

    #[test]
    fn a_bad_option_is_named() {
        let mut options = Options {
            task_queue: "q".to_owned(),
            ..Options::default()
        };
        assert_eq!(options.validate(), Ok(()));
        options.activities = Some(ActivityOptions {
            per_second_max: Some(-1.0),
            ..ActivityOptions::default()
        });
        assert_eq!(
            options.validate().unwrap_err().to_string(),
            "bad worker options: per_second_max must be positive, it is -1"
        );
    }
}
