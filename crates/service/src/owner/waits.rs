//! Who waits for how long, besides polls: history readers, updates and queries.

use std::{collections::BTreeMap, time::Duration};

use everloop_engine::Timestamp;
use everloop_proto::Connection;
use everloop_store::Key;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// A watcher of an execution's history gives up.
    History { key: Key, serial: u64 },
    /// Who waits for an update is told how far it is.
    Update { key: Key, update_id: String, serial: u64 },
    /// A query's caller gives up.
    Query { id: String },
    /// Who had a connection that was closed has had the time to come back.
    Connection(Connection),
    /// Workers that had tasks of the engine before this one have had the time to come.
    Former,
    /// A query that a sticky worker has not answered goes to the normal queue.
    QueryOnSticky { id: String },
}

#[derive(Debug, Default)]
pub(super) struct Waits {
    by_end: BTreeMap<(Timestamp, u64), Wait>,
    serial: u64,
}

impl Waits {
    /// A number for something that waits, unique in this process.
    pub(super) fn new_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(super) fn add(&mut self, now: Timestamp, patience: Duration, wait: Wait) {
        let serial = self.new_serial();
        self.by_end.insert((now + patience, serial), wait);
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.by_end.first_key_value().map(|((end, _), _)| *end)
    }

    /// Takes what has come to its end; it may have been served long ago.
    pub(super) fn take_ended(&mut self, now: Timestamp) -> Option<Wait> {
        let first = self.by_end.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}
