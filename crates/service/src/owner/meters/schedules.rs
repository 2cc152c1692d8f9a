//! What schedules did, and what they had to leave.

use everloop_engine::schedule::Outcome;
use everloop_metrics::{Attributes, Instrument, Metrics};

use crate::owner::{Owner, schedules::Id};

use super::counter;

pub(super) struct Schedules {
    started: Instrument,
    refused: Instrument,
    missed: Instrument,
    dropped: Instrument,
}

impl Schedules {
    pub(super) fn new(metrics: &Metrics) -> Self {
        let counter = |name, description| counter(metrics, name, description);
        Self {
            started: counter("schedule_action_success", "Workflows that schedules started"),
            refused: counter("schedule_action_errors", "Workflows that schedules could not start"),
            missed: counter("schedule_missed_catchup_window", "Actions too late to be made up for"),
            dropped: counter("schedule_buffer_overruns", "Actions that found no place to wait"),
        }
    }
}

impl Owner {
    /// A schedule wanted to start a workflow.
    pub(in crate::owner) fn note_scheduled(&self, id: &Id, outcome: &Outcome) {
        let Some(on) = &self.meters.0 else { return };
        let instrument = match outcome {
            Outcome::Started { .. } => &on.schedules.started,
            Outcome::Exists | Outcome::Refused => &on.schedules.refused,
        };
        self.count(id, instrument, 1);
    }

    /// What a schedule has passed over grew from one pair of numbers to another.
    pub(in crate::owner) fn note_passed_over(&self, id: &Id, before: (i64, i64), after: (i64, i64)) {
        let Some(on) = &self.meters.0 else { return };
        self.count(id, &on.schedules.missed, after.0 - before.0);
        self.count(id, &on.schedules.dropped, after.1 - before.1);
    }

    fn count(&self, id: &Id, instrument: &Instrument, count: i64) {
        if let Ok(count @ 1..) = u64::try_from(count) {
            let namespace = self.namespaces.name(id.0).unwrap_or_default();
            let attributes = [("service_name", "worker"), ("namespace", namespace.as_str())];
            instrument.bind(&Attributes::default().with(attributes)).add(count);
        }
    }
}
