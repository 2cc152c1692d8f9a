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

    /// Forgets the oldest saved batches beyond the bound; of a closed execution only its close event is asked for.
    pub(super) fn trim(&mut self, is_open: bool) {
        let bytes_max = if is_open { BYTES_MAX } else { 0 };
        while self.batches.len() > 1 && self.bytes > bytes_max {
            match self.batches.front().map(|batch| &batch.content) {
                Some(Content::Saved(bytes)) => self.bytes -= bytes.len(),
                Some(Content::Events(_)) | None => return,
            }
            self.batches.pop_front();
        }
    }
}
