//! What lists are read from: places in their order, and the values that executions can be found by.

use std::cmp::Ordering;

use crate::Key;

/// When an execution counts as closed that is open.
pub(crate) const OPEN: i64 = i64::MAX;

/// Where an execution stands in lists. The greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The greatest number while it is open.
    pub closed: i64,
    pub started: i64,
    pub key: Key,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// What comes after this place; everything if it is `None`.
    pub after: Option<Place>,
    /// The times of closing within which it lies, both included.
    pub closed_from: i64,
    pub closed_to: i64,
}

/// A row of a list: what is known of an execution without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub place: Place,
    pub status: u8,
    pub hidden: bool,
}

/// A value that an execution can be found by.
#[derive(Clone, Debug)]
pub enum Value {
    Int(i64),
    Double(f64),
    Text(String),
}

/// That an execution has a value of an attribute, or has it no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub key: Key,
    /// The caller's number of the attribute; all its values are of one type.
    pub number: u32,
    pub value: Value,
    pub present: bool,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Numbers by their value, before all texts.
impl Ord for Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of both kinds are compared as decimals"
    )]
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int(one), Self::Int(other)) => one.cmp(other),
            (Self::Int(one), Self::Double(other)) => (*one as f64).total_cmp(other),
            (Self::Double(one), Self::Int(other)) => one.total_cmp(&(*other as f64)),
            (Self::Double(one), Self::Double(other)) => one.total_cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Int(_) | Self::Double(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Int(_) | Self::Double(_)) => Ordering::Greater,
        }
    }
}
