//! A map that is cheap to clone and remembers which keys were touched, so that a decision writes only those.

use std::borrow::Cow;

use imbl::OrdMap;

/// Rows by number. Equality is that of the rows.
#[derive(Clone, Debug)]
pub struct Table<V: Clone> {
    rows: OrdMap<i64, V>,
    touched: Vec<i64>,
}

impl<V: Clone> Default for Table<V> {
    fn default() -> Self {
        Self {
            rows: OrdMap::new(),
            touched: Vec::new(),
        }
    }
}

impl<V: Clone + PartialEq> PartialEq for Table<V> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<V: Clone> Table<V> {
    #[must_use]
    pub fn get(&self, key: i64) -> Option<&V> {
        self.rows.get(&key)
    }

    #[must_use]
    pub fn contains(&self, key: i64) -> bool {
        self.rows.contains_key(&key)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &V)> {
        self.rows.iter().map(|(key, value)| (*key, value))
    }

    pub(crate) fn get_mut(&mut self, key: i64) -> Option<&mut V> {
        let value = self.rows.get_mut(&key);
        if value.is_some() {
            self.touched.push(key);
        }
        value
    }

    pub(crate) fn insert(&mut self, key: i64, value: V) {
        self.touched.push(key);
        self.rows.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: i64) -> Option<V> {
        let value = self.rows.remove(&key);
        if value.is_some() {
            self.touched.push(key);
        }
        value
    }

    pub(crate) fn clear(&mut self) {
        self.touched.extend(self.rows.keys());
        self.rows.clear();
    }

    /// The touched keys as they came, some perhaps more than once.
    pub(crate) fn touched(&self) -> Cow<'_, [i64]> {
        Cow::Borrowed(&self.touched)
    }

    /// The touched keys, each once, in order; forgets them.
    pub(crate) fn take_touched(&mut self) -> Vec<i64> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}

impl<V: Clone> FromIterator<(i64, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (i64, V)>>(rows: I) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            touched: Vec::new(),
        }
    }
}
