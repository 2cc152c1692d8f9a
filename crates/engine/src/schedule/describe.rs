//! What callers see of a schedule.

use everloop_proto::common::v1::{Memo, SearchAttributes};
use everloop_proto::enums::v1::TaskQueueKind;
use everloop_proto::schedule::v1::{
    Schedule as Wire, ScheduleAction, ScheduleInfo, ScheduleListEntry, ScheduleListInfo, ScheduleState,
    schedule_action::Action,
};
use everloop_proto::workflowservice::v1::DescribeScheduleResponse;

use super::Schedule;
use crate::Timestamp;
use crate::search_attributes::{Registry, type_marked};

/// Times that a description and a list entry show.
const FUTURE_DESCRIBED: usize = 10;
const SHOWN_IN_LIST: usize = 5;

/// Times that one call returns at most.
const MATCHING_MAX: usize = 1000;

impl Schedule {
    /// What DescribeSchedule returns.
    #[must_use]
    pub fn describe(&self, now: Timestamp, registry: &Registry) -> DescribeScheduleResponse {
        let progress = &self.progress;
        let info = ScheduleInfo {
            action_count: progress.action_count,
            missed_catchup_window: progress.missed_catchup_window,
            overlap_skipped: progress.overlap_skipped,
            buffer_dropped: progress.buffer_dropped,
            buffer_size: i64::try_from(progress.buffer.len()).unwrap_or(i64::MAX),
            running_workflows: self.running().cloned().collect(),
            recent_actions: progress.recent.clone(),
            future_action_times: self.future(now, FUTURE_DESCRIBED),
            create_time: Some(Timestamp::from_nanos(self.definition.created).into()),
            update_time: self.definition.updated.map(|at| Timestamp::from_nanos(at).into()),
            ..ScheduleInfo::default()
        };
        let schedule = Wire {
            spec: self.definition.spec.clone(),
            action: Some(self.definition.action.clone().map(shown).unwrap_or_default()),
            policies: Some(self.definition.policies),
            state: Some(self.state()),
        };
        DescribeScheduleResponse {
            schedule: Some(schedule),
            info: Some(info),
            memo: self.definition.memo.clone(),
            search_attributes: self.shown_attributes(registry),
            conflict_token: self.conflict_token(),
        }
    }

    /// What ListSchedules says of it.
    #[must_use]
    pub fn list_entry(&self, now: Timestamp, registry: &Registry) -> ScheduleListEntry {
        let recent = &self.progress.recent;
        let spec = self.definition.spec.clone().map(|mut spec| {
            spec.timezone_data = bytes::Bytes::new();
            spec
        });
        let info = ScheduleListInfo {
            spec,
            workflow_type: self.workflow().and_then(|info| info.workflow_type.clone()),
            notes: self.progress.notes.clone(),
            paused: self.progress.paused,
            recent_actions: recent[recent.len().saturating_sub(SHOWN_IN_LIST)..].to_vec(),
            future_action_times: self.future(now, SHOWN_IN_LIST),
            ..ScheduleListInfo::default()
        };
        ScheduleListEntry {
            schedule_id: self.id().to_owned(),
            memo: Some(self.definition.memo.clone().unwrap_or_default()),
            search_attributes: self.shown_attributes(registry),
            info: Some(info),
        }
    }

    /// The times after `start` until `end` at which it acts.
    #[must_use]
    pub fn matching_times(&self, start: Timestamp, end: Timestamp) -> Vec<prost_types::Timestamp> {
        let times = self.times.after(start).map(|next| next.actual);
        times
            .take_while(|at| *at <= end)
            .take(MATCHING_MAX)
            .map(Into::into)
            .collect()
    }

    /// As the reply to a request that created or changed it.
    #[must_use]
    pub fn conflict_token(&self) -> bytes::Bytes {
        self.progress.conflict_token.to_be_bytes().to_vec().into()
    }

    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.progress.paused
    }

    #[must_use]
    pub fn created(&self) -> Timestamp {
        Timestamp::from_nanos(self.definition.created)
    }

    #[must_use]
    pub fn memo(&self) -> Option<&Memo> {
        self.definition.memo.as_ref()
    }

    #[must_use]
    pub fn search_attributes(&self) -> Option<&SearchAttributes> {
        let attributes = self.definition.search_attributes.as_ref();
        attributes.filter(|attributes| !attributes.indexed_fields.is_empty())
    }

    /// With the type of each, as readers expect them.
    fn shown_attributes(&self, registry: &Registry) -> Option<SearchAttributes> {
        let fields = &self.search_attributes()?.indexed_fields;
        Some(SearchAttributes {
            indexed_fields: type_marked(registry, &self.definition.namespace, fields),
        })
    }

    fn future(&self, now: Timestamp, most: usize) -> Vec<prost_types::Timestamp> {
        let left = match self.progress.limited_actions {
            true => usize::try_from(self.progress.remaining_actions).unwrap_or(0),
            false => most,
        };
        let after = self.definition.updated.unwrap_or(self.definition.created);
        let after = Timestamp::from_nanos(after).max(now);
        self.times
            .to_come(after)
            .take(most.min(left))
            .map(|next| next.actual.into())
            .collect()
    }

    fn state(&self) -> ScheduleState {
        ScheduleState {
            notes: self.progress.notes.clone(),
            paused: self.progress.paused,
            limited_actions: self.progress.limited_actions,
            remaining_actions: self.progress.remaining_actions,
        }
    }
}

/// Wire: the task queue is shown with its kind.
fn shown(mut action: ScheduleAction) -> ScheduleAction {
    if let Some(Action::StartWorkflow(info)) = &mut action.action
        && let Some(queue) = &mut info.task_queue
        && queue.kind == TaskQueueKind::Unspecified as i32
    {
        queue.kind = TaskQueueKind::Normal.into();
    }
    action
}
