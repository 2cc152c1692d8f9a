//! The points that a reset can go back to: where each build completed its first workflow task.
//!
//! They tell a run that a bad build has touched where the good ones ended. A run has those of the runs before it, too: of
//! a chain of runs, each build has one point.

use std::sync::Arc;

use everloop_proto::history::v1::WorkflowTaskCompletedEventAttributes;
use everloop_proto::workflow::v1::{ResetPointInfo, ResetPoints as WirePoints};

use super::Execution;
use crate::Timestamp;

/// Wire: of a chain of runs, the latest points are kept.
const POINTS_MAX: usize = 20;

/// The first workflow task that a build completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetPoint {
    pub event_id: i64,
    pub at: Timestamp,
    pub binary_checksum: String,
    pub build_id: String,
}

/// The points of one run, oldest first. Most runs have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResetPoints(Option<Arc<Vec<ResetPoint>>>);

impl ResetPoints {
    pub(crate) fn new(points: Vec<ResetPoint>) -> Self {
        Self((!points.is_empty()).then(|| Arc::new(points)))
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &ResetPoint> {
        self.0.iter().flat_map(|points| points.iter())
    }

    /// Takes note of a completed workflow task, if its build is new to the run.
    pub(crate) fn note(&mut self, event_id: i64, at: Timestamp, completed: &WorkflowTaskCompletedEventAttributes) {
        let build_id = completed
            .worker_version
            .as_ref()
            .map_or("", |version| &version.build_id);
        let checksum = &completed.binary_checksum;
        // The latest build is the likeliest.
        if self
            .iter()
            .rev()
            .any(|point| point.build_id == build_id && point.binary_checksum == *checksum)
        {
            return;
        }
        let points = Arc::make_mut(self.0.get_or_insert_default());
        if points.len() == POINTS_MAX {
            points.remove(0);
        }
        points.push(ResetPoint {
            event_id,
            at,
            binary_checksum: checksum.clone(),
            build_id: build_id.to_owned(),
        });
    }
}

impl Execution {
    /// The points of the runs before this one, and those of builds that are new in it.
    #[must_use]
    pub fn reset_points(&self) -> WirePoints {
        let mut points: Vec<ResetPointInfo> = self.points_before().cloned().collect();
        points.extend(self.new_points().map(|point| ResetPointInfo {
            binary_checksum: point.binary_checksum.clone(),
            build_id: point.build_id.clone(),
            run_id: self.identity.run_id.clone(),
            first_workflow_task_completed_id: point.event_id,
            create_time: Some(point.at.into()),
            resettable: true,
            ..ResetPointInfo::default()
        }));
        let surplus = points.len().saturating_sub(POINTS_MAX);
        points.drain(..surplus);
        WirePoints { points }
    }

    fn points_before(&self) -> impl Iterator<Item = &ResetPointInfo> {
        let before = self.started().prev_auto_reset_points.iter();
        before.flat_map(|points| points.points.iter())
    }

    /// The points of builds that had none in the runs before.
    pub(crate) fn new_points(&self) -> impl Iterator<Item = &ResetPoint> {
        self.recorded.reset_points.iter().filter(|point| {
            let same = |before: &ResetPointInfo| {
                before.build_id == point.build_id && before.binary_checksum == point.binary_checksum
            };
            !self.points_before().any(same)
        })
    }

    /// The build ids that workers of this run have told, oldest first.
    pub(crate) fn build_ids(&self) -> impl Iterator<Item = &str> {
        let ids = self.recorded.reset_points.iter().map(|point| point.build_id.as_str());
        ids.filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::common::v1::WorkerVersionStamp;

    use super::*;

    fn completed(checksum: &str, build_id: &str) -> WorkflowTaskCompletedEventAttributes {
        WorkflowTaskCompletedEventAttributes {
            binary_checksum: checksum.to_owned(),
            worker_version: (!build_id.is_empty()).then(|| WorkerVersionStamp {
                build_id: build_id.to_owned(),
                use_versioning: false,
            }),
            ..WorkflowTaskCompletedEventAttributes::default()
        }
    }

    fn noted(builds: &[(&str, &str)]) -> Vec<i64> {
        let mut points = ResetPoints::default();
        for (place, (checksum, build_id)) in builds.iter().enumerate() {
            let event_id = i64::try_from(place).unwrap() + 1;
            points.note(event_id, Timestamp::from_nanos(0), &completed(checksum, build_id));
        }
        points.iter().map(|point| point.event_id).collect()
    }

    #[test]
    fn each_build_has_the_first_task_it_completed() {
        assert_eq!(noted(&[]), [] as [i64; 0]);
        assert_eq!(noted(&[("", ""), ("", "")]), [1]);
        assert_eq!(
            noted(&[("", ""), ("a", ""), ("a", ""), ("", "b"), ("a", "b")]),
            [1, 2, 4, 5]
        );
        assert_eq!(noted(&[("a", ""), ("b", ""), ("a", "")]), [1, 2]);
    }

    #[test]
    fn the_oldest_points_make_room() {
        let names: Vec<String> = (0..25).map(|number| number.to_string()).collect();
        let builds: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(noted(&builds), (6..=25).collect::<Vec<i64>>());
    }
}
