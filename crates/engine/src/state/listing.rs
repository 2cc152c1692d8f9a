//! What lists show of an execution, and what filters find in it.

use std::collections::BTreeMap;

use everloop_proto::common::v1::Payload;
use everloop_proto::workflow::v1::WorkflowExecutionInfo;
use everloop_proto::workflow::v1::versioning_override::Override;

use super::Execution;
use crate::Timestamp;
use crate::event::options;
use crate::filter::{
    CLOSE_TIME, EXECUTION_DURATION, EXECUTION_STATUS, EXECUTION_TIME, HISTORY_LENGTH, HISTORY_SIZE_BYTES,
    PARENT_RUN_ID, PARENT_WORKFLOW_ID, ROOT_RUN_ID, ROOT_WORKFLOW_ID, RUN_ID, START_TIME, STATE_TRANSITION_COUNT,
    TASK_QUEUE, WORKFLOW_ID, WORKFLOW_TYPE,
};
use crate::payload::{keyword_list, search_attribute};
use crate::search_attributes::{Registry, Value, index_values, texts, type_marked};

const BINARY_CHECKSUMS: &str = "BinaryChecksums";
const BUILD_IDS: &str = "BuildIds";
const VERSIONING_BEHAVIOR: &str = "TemporalWorkflowVersioningBehavior";

impl Execution {
    /// The search attributes as readers get them: with their types, and with those that follow from the run itself.
    #[must_use]
    pub fn shown_search_attributes(&self, registry: &Registry) -> BTreeMap<String, Payload> {
        let mut shown = type_marked(registry, &self.identity.namespace, self.search_attributes());
        if self.recorded.completed_event_id > 0 {
            let given = shown.get(BUILD_IDS);
            // Wire: values that came with the start stay among those of workers, and later ones take their place.
            if given.is_none() || self.search_attributes().get(BUILD_IDS) == self.started_attribute(BUILD_IDS) {
                let given = given.map(texts).unwrap_or_default();
                shown.insert(BUILD_IDS.to_owned(), build_ids(given, self.build_ids()));
            }
        }
        if let Some(behavior) = self.versioning_behavior() {
            shown.insert(VERSIONING_BEHAVIOR.to_owned(), search_attribute("Keyword", behavior));
        }
        let checksums = self.binary_checksums();
        if !checksums.is_empty() && !shown.contains_key(BINARY_CHECKSUMS) {
            shown.insert(BINARY_CHECKSUMS.to_owned(), keyword_list(checksums));
        }
        shown.extend(self.noted_attributes());
        shown
    }

    /// A search attribute as the run began with it.
    fn started_attribute(&self, name: &str) -> Option<&Payload> {
        self.started().search_attributes.as_ref()?.indexed_fields.get(name)
    }

    /// What becomes of the run when its worker's version changes, if an override says so.
    fn versioning_behavior(&self) -> Option<&'static str> {
        let options = &options::with_buffered(self).options;
        let wanted = options.versioning_override.as_ref()?.r#override.as_ref()?;
        matches!(wanted, Override::AutoUpgrade(true)).then_some("AutoUpgrade")
    }

    /// The search attributes that the engine sets itself when something is wrong with the run, or held back. Few runs
    /// have any, and an index has them.
    #[must_use]
    pub fn noted_attributes(&self) -> BTreeMap<String, Payload> {
        let mut noted = BTreeMap::new();
        if let Some(problems) = self.reported_problems() {
            noted.insert("TemporalReportedProblems".to_owned(), keyword_list(problems));
        }
        if !self.transient.paused_types.is_empty() {
            let paused = self.transient.paused_types.iter();
            let properties = paused.map(|kind| format!("property:activityType={kind}"));
            noted.insert("TemporalPauseInfo".to_owned(), keyword_list(properties));
        }
        noted
    }

    /// The checksums that workers have told, in the runs before this one too.
    fn binary_checksums(&self) -> Vec<String> {
        let mut checksums = Vec::new();
        // Wire: what the runs before had is an attribute as soon as this one adds to it.
        if self.new_points().any(|point| !point.binary_checksum.is_empty()) {
            let points = self.reset_points().points.into_iter();
            for checksum in points.map(|point| point.binary_checksum) {
                if !checksum.is_empty() && !checksums.contains(&checksum) {
                    checksums.push(checksum);
                }
            }
        }
        checksums
    }

    /// The entry of the run in a list. Counts are there only once it is closed.
    #[must_use]
    pub fn list_entry(&self, registry: &Registry) -> WorkflowExecutionInfo {
        let info = self.info(registry);
        let is_open = self.status().is_running();
        WorkflowExecutionInfo {
            execution: info.execution,
            r#type: info.r#type,
            start_time: info.start_time.map(micros),
            execution_time: info.execution_time.map(micros),
            close_time: info.close_time.map(micros),
            status: info.status,
            history_length: if is_open { 0 } else { info.history_length },
            state_transition_count: if is_open { 0 } else { info.state_transition_count },
            history_size_bytes: if is_open { 0 } else { info.history_size_bytes },
            parent_execution: info.parent_execution,
            memo: info.memo,
            search_attributes: info.search_attributes,
            task_queue: info.task_queue,
            execution_duration: info.execution_duration,
            root_execution: info.root_execution,
            ..WorkflowExecutionInfo::default()
        }
    }

    /// The values that filters compare, by the number of their field.
    #[must_use]
    pub fn filter_values(&self, registry: &Registry) -> BTreeMap<u32, Vec<Value>> {
        let started = self.started();
        let text = |text: &str| Value::Text(text.to_owned());
        let mut values: BTreeMap<u32, Vec<Value>> = BTreeMap::from([
            (WORKFLOW_ID, vec![text(&self.identity.workflow_id)]),
            (RUN_ID, vec![text(&self.identity.run_id)]),
            (WORKFLOW_TYPE, vec![text(self.workflow_type())]),
            (TASK_QUEUE, vec![text(self.task_queue())]),
            (EXECUTION_STATUS, vec![Value::Int(self.status().to_wire() as i64)]),
            (START_TIME, vec![Value::Int(self.start_time().nanos())]),
            (EXECUTION_TIME, vec![Value::Int(self.execution_time().nanos())]),
        ]);
        let own = self.identity.to_wire();
        let root = started.root_workflow_execution.as_ref().unwrap_or(&own);
        values.insert(ROOT_WORKFLOW_ID, vec![text(&root.workflow_id)]);
        values.insert(ROOT_RUN_ID, vec![text(&root.run_id)]);
        if let Some(parent) = &started.parent_workflow_execution {
            values.insert(PARENT_WORKFLOW_ID, vec![text(&parent.workflow_id)]);
            values.insert(PARENT_RUN_ID, vec![text(&parent.run_id)]);
        }
        if let Some(close) = self.close_time() {
            let duration = i64::try_from(close.since(self.execution_time()).as_nanos()).unwrap_or(i64::MAX);
            values.insert(CLOSE_TIME, vec![Value::Int(close.nanos())]);
            values.insert(EXECUTION_DURATION, vec![Value::Int(duration)]);
            values.insert(HISTORY_LENGTH, vec![Value::Int(self.last_event_id())]);
            values.insert(STATE_TRANSITION_COUNT, vec![Value::Int(self.last_event_id())]);
            values.insert(HISTORY_SIZE_BYTES, vec![Value::Int(self.recorded.history_bytes)]);
        }
        let shown = self.shown_search_attributes(registry);
        for (number, value) in index_values(registry, &self.identity.namespace, &shown) {
            values.entry(number).or_default().push(value);
        }
        values
    }
}

/// Wire: workers without a version are named by their build id, after a word that says so and what was given.
fn build_ids<'a>(given: Vec<String>, ids: impl Iterator<Item = &'a str>) -> Payload {
    let named = ids.map(|id| format!("unversioned:{id}"));
    let first = std::iter::once("unversioned".to_owned());
    keyword_list(first.chain(given).chain(named))
}

/// Lists show times in microseconds.
fn micros(time: prost_types::Timestamp) -> prost_types::Timestamp {
    let nanos = Timestamp::from(time).nanos();
    Timestamp::from_nanos(nanos - nanos.rem_euclid(1_000)).into()
}
