//! The clock of a run whose time can skip: how far it is ahead of the world's, and how far it may still go.

use std::time::Duration;

use everloop_proto::common::v1::{
    TimeSkippingConfig, TimeSkippingFastForwardInfo, TimeSkippingInfo, TimeSkippingStatePropagation,
};
use everloop_proto::history::v1::WorkflowExecutionStartedEventAttributes;

use crate::{Timestamp, convert};

/// How often time skips in a row unless the configuration says otherwise, as on the official server.
pub(crate) const SKIPS_MAX: i32 = 200;

/// The clock of a run whose time can skip.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeSkipping {
    /// As it holds now: `enabled` ends with the fast-forward, or with the last skip that is allowed.
    pub(crate) config: TimeSkippingConfig,
    /// How far it is ahead of the world's clock.
    pub(crate) ahead: Duration,
    /// How often it has skipped since it was configured.
    pub(crate) skips: i32,
    /// Where the fast-forward ends, if there is one.
    pub(crate) target: Option<Timestamp>,
    /// Whether it has ended.
    pub(crate) has_arrived: bool,
}

impl TimeSkipping {
    /// The clock that a run begins with, unless it is the world's.
    pub(crate) fn begin(started: &WorkflowExecutionStartedEventAttributes, start: Timestamp) -> Option<Self> {
        let inherited = started.time_skipping_state_propagation;
        if started.time_skipping_config.is_none() && inherited.is_none() {
            return None;
        }
        let inherited = inherited.unwrap_or_default();
        let config = started.time_skipping_config.clone().unwrap_or_default();
        let target = inherited
            .fast_forward_target_time
            .map(Timestamp::from)
            .or_else(|| target(&config, start));
        Some(Self {
            has_arrived: !config.enabled && target.is_some_and(|target| target <= start),
            config,
            ahead: ahead(Some(&inherited)),
            skips: inherited.initial_skip_count,
            target,
        })
    }

    /// Is configured anew; what was skipped stays so.
    pub(crate) fn configure(&mut self, config: Option<&TimeSkippingConfig>, now: Timestamp) {
        self.config = config.cloned().unwrap_or_default();
        self.target = target(&self.config, now);
        self.has_arrived = false;
        self.skips = 0;
    }

    /// Skips from one moment to another.
    pub(crate) fn skip(&mut self, from: Timestamp, to: Timestamp) {
        self.ahead += to.since(from);
        self.skips += 1;
        if self.skips >= self.config.max_session_skip_count {
            self.config.enabled = false;
        }
    }

    /// The fast-forward has ended.
    pub(crate) fn arrive(&mut self) {
        self.has_arrived = true;
        self.config.enabled = false;
    }

    /// Where the fast-forward that is under way ends.
    pub(crate) fn destination(&self) -> Option<Timestamp> {
        self.target.filter(|_| self.config.enabled)
    }

    /// The fast-forward, as the wire has it.
    #[must_use]
    pub fn fast_forward(&self) -> Option<TimeSkippingFastForwardInfo> {
        let config = self.config.fast_forward_config.as_ref()?;
        Some(TimeSkippingFastForwardInfo {
            fast_forward_duration: config.duration,
            fast_forward_id: config.id.clone(),
            target_time: self.target.map(Into::into),
            has_completed: self.has_arrived,
        })
    }

    pub(crate) fn describe(&self, now: Timestamp) -> TimeSkippingInfo {
        TimeSkippingInfo {
            current_time: Some(now.into()),
            effective_config: Some(self.config.clone()),
            fast_forward_info: self.fast_forward(),
            current_session_skip_count: self.skips,
        }
    }
}

/// How far ahead of the world's clock a run begins that inherits so much.
pub(crate) fn ahead(inherited: Option<&TimeSkippingStatePropagation>) -> Duration {
    convert::duration(inherited.and_then(|inherited| inherited.initial_skipped_duration.as_ref()))
}

fn target(config: &TimeSkippingConfig, from: Timestamp) -> Option<Timestamp> {
    let fast_forward = config.fast_forward_config.as_ref()?;
    Some(from + convert::duration(fast_forward.duration.as_ref()))
}
