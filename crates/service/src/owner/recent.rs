//! The latest history of one execution, so that a worker which follows it never makes the disk be read.
//!
//! Batches are kept as events until they are saved, and as their bytes from then on: an event is a large struct, its
//! bytes are few.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use everloop_proto::history::v1::{History, HistoryEvent};

/// How many bytes of saved history stay in memory for an open execution.
const BYTES_MAX: usize = 64 << 10;

/// Batches without a gap, up to the last event.
#[derive(Default)]
pub(super) struct Recent {
    batches: VecDeque<Batch>,
    /// The bytes of those that are saved.
    bytes: usize,
}

pub(super) struct Batch {
    pub(super) first_event_id: i64,
    pub(super) last_event_id: i64,
    pub(super) content: Content,
}

pub(super) enum Content {
    Events(Arc<History>),
    Saved(Bytes),
}

impl Recent {
    /// The first event that is in memory.
    pub(super) fn first_event_id(&self) -> Option<i64> {
        self.batches.front().map(|batch| batch.first_event_id)
    }

    pub(super) fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter()
    }

    /// The last event, if it is not saved yet.
    pub(super) fn last_event(&self) -> Option<&HistoryEvent> {
        match &self.batches.back()?.content {
            Content::Events(history) => history.events.last(),
            Content::Saved(_) => None,
        }
    }

    pub(super) fn push(&mut self, history: Arc<History>) {
        let (Some(first), Some(last)) = (history.events.first(), history.events.last()) else {
            return;
        };
        self.batches.push_back(Batch {
            first_event_id: first.event_id,
            last_event_id: last.event_id,
            content: Content::Events(history),
        });
    }

    /// Keeps the bytes of a batch in place of its events.
    pub(super) fn saved(&mut self, first_event_id: i64, bytes: Bytes) {
        let found = self
            .batches
            .iter_mut()
            .rev()
            .find(|batch| batch.first_event_id == first_event_id);
        if let Some(batch) = found {
            self.bytes += bytes.len();
            batch.content = Content::Saved(bytes);
        }
    }

    /// Forgets the oldest saved batches: those that end with event `known`, and those beyond the bound. Of a closed
    /// execution only its close event is asked for.
    pub(super) fn trim(&mut self, is_open: bool, known: i64) {
        let bytes_max = if is_open { BYTES_MAX } else { 0 };
        while self.batches.len() > 1 {
            let Some(Batch {
                last_event_id,
                content: Content::Saved(bytes),
                ..
            }) = self.batches.front()
            else {
                return;
            };
            if self.bytes <= bytes_max && *last_event_id > known {
                return;
            }
            self.bytes -= bytes.len();
            self.batches.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history in batches of two events, saved up to an event.
    fn recent(events: i64, saved: i64) -> Recent {
        let mut recent = Recent::default();
        for first in (1..events).step_by(2) {
            let events = [first, first + 1].map(|event_id| HistoryEvent {
                event_id,
                ..HistoryEvent::default()
            });
            recent.push(Arc::new(History { events: events.into() }));
            if first < saved {
                recent.saved(first, Bytes::from(vec![0; BYTES_MAX / 2]));
            }
        }
        recent
    }

    #[test]
    fn what_a_worker_knows_is_forgotten() {
        let mut recent = recent(8, 4);
        recent.trim(true, 3);
        assert_eq!(
            recent.first_event_id(),
            Some(3),
            "the bound is not reached, and event 4 is news"
        );
        recent.trim(true, 4);
        assert_eq!(recent.first_event_id(), Some(5));
    }

    #[test]
    fn what_is_not_saved_stays() {
        let mut recent = recent(8, 4);
        recent.trim(false, 8);
        assert_eq!(recent.first_event_id(), Some(5));
    }

    #[test]
    fn the_bound_is_kept_and_the_end_stays() {
        let mut long = recent(8, 8);
        long.trim(true, 0);
        assert_eq!(long.first_event_id(), Some(5));
        long.trim(false, 0);
        assert_eq!(long.first_event_id(), Some(7));
    }
}
