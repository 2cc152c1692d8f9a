//! The names that filters of workflow lists may use: all search attributes of their namespace.

use super::{Field, Schema, Special};
use crate::search_attributes::{Kind, Registry, SYSTEM};

const fn number(name: &str) -> u32 {
    let mut place = 0;
    while place < SYSTEM.len() {
        if same(SYSTEM[place].0.as_bytes(), name.as_bytes()) {
            return SYSTEM[place].1.number;
        }
        place += 1;
    }
    panic!("no system attribute has this name")
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

pub const CLOSE_TIME: u32 = number("CloseTime");
pub const EXECUTION_DURATION: u32 = number("ExecutionDuration");
pub const EXECUTION_STATUS: u32 = number("ExecutionStatus");
pub const EXECUTION_TIME: u32 = number("ExecutionTime");
pub const HISTORY_LENGTH: u32 = number("HistoryLength");
pub const HISTORY_SIZE_BYTES: u32 = number("HistorySizeBytes");
pub const PARENT_RUN_ID: u32 = number("ParentRunId");
pub const PARENT_WORKFLOW_ID: u32 = number("ParentWorkflowId");
pub const ROOT_RUN_ID: u32 = number("RootRunId");
pub const ROOT_WORKFLOW_ID: u32 = number("RootWorkflowId");
pub const RUN_ID: u32 = number("RunId");
pub const START_TIME: u32 = number("StartTime");
pub const STATE_TRANSITION_COUNT: u32 = number("StateTransitionCount");
pub const TASK_QUEUE: u32 = number("TaskQueue");
pub const WORKFLOW_ID: u32 = number("WorkflowId");
pub const WORKFLOW_TYPE: u32 = number("WorkflowType");

/// The last number of an attribute that no execution carries: `ScheduleId`, which is an alias of another list.
const SCHEDULE_ID: u32 = 34;

/// Whether executions carry the attribute of that number, set by clients or workflows, so that an index has it.
#[must_use]
pub fn is_stored(number: u32) -> bool {
    // These may also follow from the worker that served the run, which the index does not know.
    const BUILD_IDS: u32 = self::number("BuildIds");
    const BINARY_CHECKSUMS: u32 = self::number("BinaryChecksums");
    if matches!(number, BUILD_IDS | BINARY_CHECKSUMS) {
        return false;
    }
    match SYSTEM.iter().find(|(_, attribute)| attribute.number == number) {
        Some((_, attribute)) => attribute.settable,
        None => number != SCHEDULE_ID,
    }
}

/// The schema of workflow lists in one namespace.
#[derive(Clone, Copy, Debug)]
pub struct Workflows<'a> {
    pub namespace: &'a str,
    pub registry: &'a Registry,
}

impl Schema for Workflows<'_> {
    fn field(&self, name: &str) -> Option<Field> {
        let (number, kind) = match self.registry.find(self.namespace, name) {
            Some(attribute) => (attribute.number, attribute.kind),
            // Wire: it is known everywhere, and no workflow has it.
            None if name == "ScheduleId" => (SCHEDULE_ID, Kind::Keyword),
            None => return None,
        };
        let special = match number {
            EXECUTION_STATUS => Special::Status,
            EXECUTION_DURATION => Special::Duration,
            _ => Special::None,
        };
        Some(Field {
            name: name.to_owned(),
            number,
            kind,
            special,
        })
    }
}
