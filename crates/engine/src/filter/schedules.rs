//! The names that filters of schedule lists may use: the schedule's id, whether it is paused, and custom search attributes.

use super::{Error, Field, Filter, Row, Workflows};
use crate::schedule::Schedule;
use crate::search_attributes::{Registry, SYSTEM, Value, index_values};

/// Those of the system's attributes that schedules have, and what rows know the id by.
const PAUSED: &str = "TemporalSchedulePaused";

/// What is wrong with a filter of schedules, as callers are told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error(transparent)]
    Filter(#[from] Error),
    /// Workflows have it, schedules do not.
    #[error("invalid query filter for schedules: cannot filter on \"{0}\"")]
    Field(&'static str),
}

/// Reads a filter of a list of schedules.
///
/// # Errors
/// With the text that the caller is to be told.
pub fn parse(text: &str, namespace: &str, registry: &Registry) -> Result<Filter, Wrong> {
    let filter = Filter::parse(text, &Workflows { namespace, registry })?;
    for (name, attribute) in &SYSTEM {
        if filter.names(attribute.number) && *name != PAUSED {
            return Err(Wrong::Field(name));
        }
    }
    Ok(filter)
}

/// A schedule as filters see it.
pub struct ScheduleRow {
    id: [Value; 1],
    paused: [Value; 1],
    custom: Vec<(u32, Vec<Value>)>,
}

impl ScheduleRow {
    #[must_use]
    pub fn new(schedule: &Schedule, namespace: &str, registry: &Registry) -> Self {
        let mut custom: Vec<(u32, Vec<Value>)> = Vec::new();
        if let Some(attributes) = schedule.search_attributes() {
            for (number, value) in index_values(registry, namespace, &attributes.indexed_fields) {
                match custom.last_mut() {
                    Some((last, values)) if *last == number => values.push(value),
                    _ => custom.push((number, vec![value])),
                }
            }
        }
        Self {
            id: [Value::Text(schedule.id().to_owned())],
            paused: [Value::Int(schedule.is_paused().into())],
            custom,
        }
    }
}

impl Row for ScheduleRow {
    fn values(&mut self, field: &Field) -> &[Value] {
        match field.name.as_str() {
            "ScheduleId" => &self.id,
            PAUSED => &self.paused,
            _ => {
                let found = self.custom.iter().find(|(number, _)| *number == field.number);
                found.map_or(&[], |(_, values)| values.as_slice())
            }
        }
    }
}
