//! What tells the values of one metric apart: names with values, sorted by name, each name once.

use std::{cmp::Ordering, collections::BTreeMap, fmt, sync::Arc};

/// The value of an attribute.
#[derive(Clone, Debug)]
pub enum Value {
    Text(Arc<str>),
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl Value {
    /// An order among all values, for maps: numbers by their bits.
    fn key(&self) -> (u8, u64, &str) {
        match self {
            Self::Text(text) => (0, 0, text),
            Self::Int(int) => (1, int.cast_unsigned(), ""),
            Self::Float(float) => (2, float.to_bits(), ""),
            Self::Bool(flag) => (3, u64::from(*flag), ""),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Int(int) => int.fmt(out),
            Self::Float(float) => float.fmt(out),
            Self::Bool(flag) => flag.fmt(out),
        }
    }
}

/// A set of attributes. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attributes(Arc<[(Arc<str>, Value)]>);

impl Default for Attributes {
    fn default() -> Self {
        Self(Arc::new([]))
    }
}

impl Attributes {
    /// These, and `more`, which win where names are the same.
    #[must_use]
    pub fn with<N: AsRef<str>, V: Into<Value>>(&self, more: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut all: BTreeMap<Arc<str>, Value> = self.0.iter().cloned().collect();
        for (name, value) in more {
            all.insert(name.as_ref().into(), value.into());
        }
        Self(all.into_iter().collect())
    }

    /// Both sets; `other` wins where names are the same.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        if self.0.is_empty() {
            return other.clone();
        }
        if other.0.is_empty() {
            return self.clone();
        }
        let mut all: BTreeMap<Arc<str>, Value> = self.0.iter().cloned().collect();
        all.extend(other.0.iter().cloned());
        Self(all.into_iter().collect())
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Where they are in memory: equal for clones of one set.
    #[must_use]
    pub fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_values_win_and_names_are_sorted() {
        let first = Attributes::default().with([("b", "1"), ("a", "2")]);
        let both = first.and(&first.with([("b", "3"), ("c", "4")]));
        let text: Vec<_> = both.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(text, ["a=2", "b=3", "c=4"]);
    }
}
