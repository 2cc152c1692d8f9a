//! What a filter means: tests of fields, joined, and their outcome for a row.

use std::cmp::Ordering;

use super::Field;
use crate::search_attributes::{Kind, Value};

/// A condition whose names and values are known.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    Test { field: Field, test: Test },
}

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Compare {
        operator: Comparison,
        value: Value,
    },
    In {
        negated: bool,
        values: Vec<Value>,
    },
    Between {
        negated: bool,
        from: Value,
        to: Value,
    },
    StartsWith {
        negated: bool,
        prefix: String,
    },
    /// Of a text: it has any of the phrases, whose words follow each other.
    HasPhrase {
        negated: bool,
        phrases: Vec<Vec<Value>>,
    },
    IsNull {
        negated: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// What a filter is evaluated on.
pub trait Row {
    /// The values of a field: none if it is null, several for a keyword list, the words of a text.
    fn values(&mut self, field: &Field) -> &[Value];
}

impl Predicate {
    /// Whether the row meets the condition; `None` where SQL would say null.
    pub fn evaluate(&self, row: &mut dyn Row) -> Option<bool> {
        match self {
            Self::And(parts) => {
                let mut outcome = Some(true);
                for part in parts {
                    match part.evaluate(row) {
                        Some(false) => return Some(false),
                        None => outcome = None,
                        Some(true) => {}
                    }
                }
                outcome
            }
            Self::Or(parts) => {
                let mut outcome = Some(false);
                for part in parts {
                    match part.evaluate(row) {
                        Some(true) => return Some(true),
                        None => outcome = None,
                        Some(false) => {}
                    }
                }
                outcome
            }
            Self::Not(inner) => inner.evaluate(row).map(|outcome| !outcome),
            Self::Test { field, test } => test.evaluate(field.kind, row.values(field)),
        }
    }

    /// The conditions that all must hold.
    pub(super) fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// Whether all tests are of that field.
    pub(super) fn is_about(&self, number: u32) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().all(|part| part.is_about(number)),
            Self::Not(inner) => inner.is_about(number),
            Self::Test { field, .. } => field.number == number,
        }
    }
}

impl Test {
    fn evaluate(&self, kind: Kind, values: &[Value]) -> Option<bool> {
        // Lists and texts are asked for what they contain, and what is null contains nothing.
        let contains = |wanted: &Value| values.contains(wanted);
        match (self, kind) {
            (Self::IsNull { negated }, _) => return Some(values.is_empty() != *negated),
            (Self::HasPhrase { negated, phrases }, _) => {
                let has = |phrase: &Vec<Value>| values.windows(phrase.len()).any(|words| words == phrase.as_slice());
                return Some(phrases.iter().any(has) != *negated);
            }
            (Self::Compare { operator, value }, Kind::KeywordList) => {
                return Some(contains(value) == (*operator == Comparison::Equal));
            }
            (Self::In { negated, values }, Kind::KeywordList) => return Some(values.iter().any(contains) != *negated),
            _ => {}
        }
        let is = rounded(values.first()?, kind);
        let compare = |value: &Value| compare(&is, value);
        Some(match self {
            Self::Compare { operator, value } => operator.holds(compare(value)?),
            Self::In { negated, values } => {
                values.iter().any(|value| compare(value) == Some(Ordering::Equal)) != *negated
            }
            Self::Between { negated, from, to } => (compare(from)?.is_ge() && compare(to)?.is_le()) != *negated,
            Self::StartsWith { negated, prefix } => match &is {
                Value::Text(text) => text.starts_with(prefix.as_str()) != *negated,
                Value::Int(_) | Value::Double(_) => return None,
            },
            Self::HasPhrase { .. } | Self::IsNull { .. } => return None,
        })
    }
}

/// Times are compared in whole microseconds, which is how precise lists show them.
pub(super) fn rounded(value: &Value, kind: Kind) -> Value {
    match value {
        Value::Int(nanos) if kind == Kind::Datetime => Value::Int(nanos.saturating_sub(nanos.rem_euclid(1_000))),
        value => value.clone(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "SQL compares integers with decimals as decimals too"
)]
fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
        (Value::Int(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
        (Value::Double(one), Value::Int(other)) => one.partial_cmp(&(*other as f64)),
        (Value::Text(_), Value::Int(_) | Value::Double(_)) | (Value::Int(_) | Value::Double(_), Value::Text(_)) => None,
    }
}
