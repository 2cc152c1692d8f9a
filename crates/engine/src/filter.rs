//! The language of list filters: the condition of a SQL statement over search attributes, as the official server reads it.
//!
//! ```text
//! text ── token.rs ──► tokens ── parse.rs ──► tree ── resolve.rs, literal.rs ──► Filter ── predicate.rs ──► a row's outcome
//!                                                      (names, types)             └─ plan.rs ──► which rows to look at
//! ```
//!
//! The parser is our own. What is wanted is not SQL but what one server makes of it: its errors name places in a statement
//! that nobody wrote, kinds of nodes of its parser, and values as its language prints them, and tools show these texts
//! to people. A general SQL parser accepts more, errs otherwise, and would have to be narrowed node by node.
//!
//! Which names there are is said by a [`Schema`], so that the same language serves lists of other things than workflows.

mod literal;
mod parse;
mod plan;
mod predicate;
mod resolve;
pub mod schedules;
pub(crate) mod time;
mod token;
mod tree;
pub mod workers;
mod workflows;

#[cfg(test)]
mod tests;

pub use plan::{Access, OPEN, Plan, Span};
pub use predicate::{Comparison, Predicate, Row, Test};
pub use workflows::{
    CLOSE_TIME, EXECUTION_DURATION, EXECUTION_STATUS, EXECUTION_TIME, HISTORY_LENGTH, HISTORY_SIZE_BYTES,
    PARENT_RUN_ID, PARENT_WORKFLOW_ID, ROOT_RUN_ID, ROOT_WORKFLOW_ID, RUN_ID, START_TIME, STATE_TRANSITION_COUNT,
    TASK_QUEUE, WORKFLOW_ID, WORKFLOW_TYPE, Workflows, is_stored,
};

use crate::search_attributes::Kind;

/// What is wrong with a filter, as callers are told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid query: {0}")]
pub struct Error(String);

impl Error {
    fn invalid(what: impl std::fmt::Display) -> Self {
        Self(format!("invalid expression: {what}"))
    }

    fn unsupported(what: impl std::fmt::Display) -> Self {
        Self(format!("operation is not supported: {what}"))
    }
}

/// A name that filters may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// What rows know it by.
    pub number: u32,
    pub kind: Kind,
    pub special: Special,
}

/// How values are written beside a field, if not as its type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    None,
    /// By the name or number of a status; rows have the number.
    Status,
    /// As a duration; rows have nanoseconds.
    Duration,
}

/// The names there are.
pub trait Schema {
    fn field(&self, name: &str) -> Option<Field>;
}

/// A filter that can be evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    condition: Option<Predicate>,
    group_by: Option<Field>,
    /// The numbers of all fields it names.
    named: Vec<u32>,
}

impl Filter {
    /// Reads a filter; an empty one holds for everything.
    ///
    /// # Errors
    /// With the text that the caller is to be told.
    pub fn parse(text: &str, schema: &dyn Schema) -> Result<Self, Error> {
        let statement = parse::statement(text).map_err(|error| Error(format!("malformed SQL query: {}", error.0)))?;
        resolve::filter(&statement, schema)
    }

    /// Whether the filter holds for a row.
    #[must_use]
    pub fn holds(&self, row: &mut dyn Row) -> bool {
        self.condition
            .as_ref()
            .is_none_or(|condition| condition.evaluate(row) == Some(true))
    }

    /// The field to count by, if counts are to be grouped by the one that they can be.
    ///
    /// # Errors
    /// When it is another one.
    pub fn groups(&self) -> Result<Option<&Field>, Error> {
        match &self.group_by {
            Some(field) if field.special != Special::Status => Err(Error::unsupported(format!(
                "'GROUP BY' clause is not supported for search attribute {}",
                field.name
            ))),
            group_by => Ok(group_by.as_ref()),
        }
    }

    /// Whether the filter names the field of that number.
    #[must_use]
    pub fn names(&self, number: u32) -> bool {
        self.named.contains(&number)
    }

    /// Adds a condition that must hold too.
    #[must_use]
    pub fn and(mut self, other: Predicate) -> Self {
        self.condition = Some(match self.condition {
            Some(condition) => Predicate::And(vec![condition, other]),
            None => other,
        });
        self
    }
}

/// The name of a status, as filters and groups have it.
#[must_use]
pub fn status_name(number: u8) -> &'static str {
    literal::STATUSES.get(usize::from(number)).map_or("", |(name, _)| name)
}
