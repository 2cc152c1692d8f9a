//! What external storage moved for a workflow task, for the log.

use std::{collections::BTreeSet, time::Duration};

/// Payloads that drivers stored, or retrieved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    pub count: u64,
    pub size_bytes: u64,
    /// How long the task waited for them.
    pub duration: Duration,
    /// The names of the drivers.
    pub drivers: BTreeSet<String>,
}

impl Transfer {
    /// Adds what came later.
    pub(crate) fn add(&mut self, later: Self) {
        self.count += later.count;
        self.size_bytes += later.size_bytes;
        self.duration += later.duration;
        self.drivers.extend(later.drivers);
    }
}

/// All of one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transfers {
    pub(crate) download: Transfer,
    pub(crate) upload: Transfer,
}

/// What came through a passage, and what was moved for it, if anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed<T> {
    pub value: T,
    pub moved: Option<Box<Transfer>>,
}

impl<T> From<T> for Passed<T> {
    fn from(value: T) -> Self {
        Self { value, moved: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_moved_in_steps_adds_up() {
        let one = |driver: &str| Transfer {
            count: 2,
            size_bytes: 300,
            duration: Duration::from_millis(40),
            drivers: BTreeSet::from([driver.to_owned()]),
        };
        let mut sum = one("near");
        sum.add(one("far"));
        sum.add(one("near"));
        let drivers = BTreeSet::from(["far".to_owned(), "near".to_owned()]);
        assert_eq!(
            sum,
            Transfer {
                count: 6,
                size_bytes: 900,
                duration: Duration::from_millis(120),
                drivers
            }
        );
    }
}
