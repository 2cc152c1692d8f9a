//! Values kept one by one until the program takes them.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;

use crate::{Attributes, Kind};

/// A metric as its updates name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    pub name: String,
    pub description: Option<String>,
    pub unit: Option<String>,
    pub kind: Kind,
}

/// A recorded value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Int(u64),
    Float(f64),
}

/// One value that was recorded.
#[derive(Clone, Debug)]
pub struct Update {
    pub metric: Arc<Metric>,
    pub value: Number,
    pub attributes: Attributes,
}

/// The values recorded since they were last taken; those beyond its size are dropped. Cheap to clone.
#[derive(Clone)]
pub struct Buffer(Arc<Inner>);

struct Inner {
    updates: Mutex<VecDeque<Update>>,
    size: usize,
    has_dropped: AtomicBool,
}

impl Buffer {
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self(Arc::new(Inner {
            updates: Mutex::default(),
            size,
            has_dropped: AtomicBool::new(false),
        }))
    }

    pub(crate) fn push(&self, update: Update) {
        let mut updates = self.0.updates.lock();
        if updates.len() < self.0.size {
            updates.push_back(update);
        } else {
            self.0.has_dropped.store(true, Ordering::Release);
        }
    }

    /// Takes what was recorded, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Update> {
        std::mem::take(&mut *self.0.updates.lock()).into()
    }

    /// Whether values were dropped since this was last asked, because the buffer was full.
    #[must_use]
    pub fn has_dropped(&self) -> bool {
        self.0.has_dropped.swap(false, Ordering::AcqRel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_dropped_and_told() {
        let buffer = Buffer::new(2);
        let metric = Arc::new(Metric {
            name: "m".to_owned(),
            description: None,
            unit: None,
            kind: Kind::Counter,
        });
        for value in 0..3 {
            buffer.push(Update {
                metric: Arc::clone(&metric),
                value: Number::Int(value),
                attributes: Attributes::default(),
            });
        }
        let values: Vec<_> = buffer.take().iter().map(|update| update.value).collect();
        assert_eq!(values, [Number::Int(0), Number::Int(1)]);
        assert!(buffer.has_dropped() && !buffer.has_dropped());
        assert!(buffer.take().is_empty());
    }
}
