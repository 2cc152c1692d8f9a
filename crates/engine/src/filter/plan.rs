//! Which rows a filter can hold for at all, so that others need not be looked at.

use std::ops::Bound;

use super::predicate::{Comparison, Predicate, Row, Test};
use super::{
    CLOSE_TIME, EXECUTION_STATUS, Field, Filter, RUN_ID, START_TIME, TASK_QUEUE, WORKFLOW_ID, WORKFLOW_TYPE, is_stored,
};
use crate::search_attributes::{Kind, Value};

/// The close time of a run that is open, in plans: later than all others.
pub const OPEN: i64 = i64::MAX;

/// A range of values.
pub type Span = (Bound<Value>, Bound<Value>);

/// How to find the rows that a filter may hold for; it must still be evaluated on each.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub access: Access,
    /// The earliest and the latest close time, both included.
    pub closed: (i64, i64),
    /// The earliest and the latest start time, both included.
    pub started: (i64, i64),
}

/// The index that finds the fewest.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    /// Whatever is within the close times.
    All,
    Runs(Vec<String>),
    WorkflowIds(Vec<Span>),
    /// By an attribute that executions carry, with its number.
    Attribute {
        number: u32,
        spans: Vec<Span>,
    },
}

impl Access {
    /// The smaller the better.
    fn rank(&self) -> u8 {
        match self {
            Self::Runs(_) => 0,
            Self::WorkflowIds(spans) if spans.iter().all(is_point) => 1,
            Self::Attribute { spans, .. } if spans.iter().all(is_point) => 2,
            Self::WorkflowIds(_) => 3,
            Self::Attribute { .. } => 4,
            Self::All => 5,
        }
    }
}

fn is_point(span: &Span) -> bool {
    matches!(span, (Bound::Included(from), Bound::Included(to)) if from == to)
}

impl Filter {
    /// The plan of the filter.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let mut plan = Plan {
            access: Access::All,
            closed: (i64::MIN, OPEN),
            started: (i64::MIN, i64::MAX),
        };
        for part in self.condition.iter().flat_map(Predicate::conjuncts) {
            let Predicate::Test { field, test } = part else {
                continue;
            };
            narrow(&mut plan.closed, field, test);
            if field.number == START_TIME
                && let Some((from, to)) = hull(test)
            {
                plan.started = (plan.started.0.max(from), plan.started.1.min(to));
            }
            if let Some(access) = access(field, test).filter(|access| access.rank() < plan.access.rank()) {
                plan.access = access;
            }
        }
        plan
    }

    /// Whether runs of a workflow type can meet the filter.
    #[must_use]
    pub fn admits_type(&self, name: &str) -> bool {
        self.admits(WORKFLOW_TYPE, name)
    }

    /// Whether runs with that task queue can meet the filter.
    #[must_use]
    pub fn admits_task_queue(&self, name: &str) -> bool {
        self.admits(TASK_QUEUE, name)
    }

    fn admits(&self, number: u32, name: &str) -> bool {
        let mut row = OneValue([Value::Text(name.to_owned())]);
        let parts = self.condition.iter().flat_map(Predicate::conjuncts);
        parts
            .filter(|part| part.is_about(number))
            .all(|part| part.evaluate(&mut row) == Some(true))
    }
}

struct OneValue([Value; 1]);

impl Row for OneValue {
    fn values(&mut self, _field: &Field) -> &[Value] {
        &self.0
    }
}

/// The range of values that a test allows, if it is one range.
fn span(test: &Test) -> Option<Vec<Span>> {
    let (operator, value) = match test {
        Test::Compare { operator, value } => (*operator, value.clone()),
        Test::In { negated: false, values } => return Some(values.iter().cloned().map(point).collect()),
        Test::Between {
            negated: false,
            from,
            to,
        } => return Some(vec![(Bound::Included(from.clone()), Bound::Included(to.clone()))]),
        Test::StartsWith { negated: false, prefix } => {
            let last = format!("{prefix}{}", char::MAX);
            let from = Bound::Included(Value::Text(prefix.clone()));
            return Some(vec![(from, Bound::Included(Value::Text(last)))]);
        }
        Test::HasPhrase {
            negated: false,
            phrases,
        } => {
            let first_words = phrases.iter().filter_map(|phrase| phrase.first());
            return Some(first_words.cloned().map(point).collect());
        }
        _ => return None,
    };
    Some(vec![match operator {
        Comparison::Equal => point(value),
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(value)),
        Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(value)),
        Comparison::Greater => (Bound::Excluded(value), Bound::Unbounded),
        Comparison::GreaterOrEqual => (Bound::Included(value), Bound::Unbounded),
        Comparison::NotEqual => return None,
    }])
}

fn point(value: Value) -> Span {
    (Bound::Included(value.clone()), Bound::Included(value))
}

fn access(field: &Field, test: &Test) -> Option<Access> {
    match field.number {
        RUN_ID => {
            let points = span(test)?.into_iter().map(|span| match span {
                (Bound::Included(Value::Text(from)), Bound::Included(Value::Text(to))) if from == to => Some(from),
                _ => None,
            });
            points.collect::<Option<_>>().map(Access::Runs)
        }
        WORKFLOW_ID => span(test).map(Access::WorkflowIds),
        number if is_stored(number) => {
            let mut spans = span(test)?;
            if field.kind == Kind::Datetime {
                spans = spans.into_iter().map(widened).collect();
            }
            Some(Access::Attribute { number, spans })
        }
        _ => None,
    }
}

/// Times are compared in whole microseconds, and an index holds them whole.
fn widened((from, to): Span) -> Span {
    let to = match to {
        Bound::Included(Value::Int(nanos)) => Bound::Included(Value::Int(nanos.saturating_add(999))),
        to => to,
    };
    (from, to)
}

fn narrow(closed: &mut (i64, i64), field: &Field, test: &Test) {
    let last_closed = OPEN - 1;
    match (field.number, test) {
        (CLOSE_TIME, Test::IsNull { negated: false }) => closed.0 = OPEN,
        (CLOSE_TIME, Test::IsNull { negated: true }) => closed.1 = closed.1.min(last_closed),
        (EXECUTION_STATUS, test) => match test {
            Test::Compare {
                operator: Comparison::Equal,
                value: Value::Int(status),
            } => {
                if *status == 1 {
                    closed.0 = OPEN;
                } else {
                    closed.1 = closed.1.min(last_closed);
                }
            }
            Test::In { negated: false, values } if !values.contains(&Value::Int(1)) => {
                closed.1 = closed.1.min(last_closed);
            }
            _ => {}
        },
        (CLOSE_TIME, test) => {
            if let Some((from, to)) = hull(test) {
                closed.0 = closed.0.max(from);
                closed.1 = closed.1.min(to.min(last_closed));
            }
        }
        // Nothing closes before it starts.
        (START_TIME, test) => {
            if let Some((from, _)) = hull(test) {
                closed.0 = closed.0.max(from);
            }
        }
        _ => {}
    }
}

/// The nanoseconds within which all times lie that a test allows.
fn hull(test: &Test) -> Option<(i64, i64)> {
    let mut hull: Option<(i64, i64)> = None;
    for (from, to) in span(test)? {
        let from = match from {
            // Times are compared in whole microseconds.
            Bound::Included(Value::Int(nanos)) | Bound::Excluded(Value::Int(nanos)) => {
                nanos.saturating_sub(nanos.rem_euclid(1000))
            }
            _ => i64::MIN,
        };
        let to = match to {
            Bound::Included(Value::Int(nanos)) | Bound::Excluded(Value::Int(nanos)) => nanos.saturating_add(999),
            _ => OPEN,
        };
        hull = Some(hull.map_or((from, to), |hull| (hull.0.min(from), hull.1.max(to))));
    }
    hull
}
