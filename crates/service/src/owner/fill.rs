//! Pages of history, from memory where possible, and the history that goes with a workflow task.

use bytes::Bytes;
use everloop_engine::HandedWorkflowTask;
use everloop_proto::{
    Code, Reply, RpcError,
    history::v1::{History, HistoryEvent},
    workflowservice::v1::PollWorkflowTaskQueueResponse,
};
use everloop_store::Key;
use prost::Message as _;

use crate::{errors, request::HistoryToken as Token, rpc::history::BATCHES_MAX};

use super::{Owner, recent::Content};

/// How many events a page is prepared for at most.
const CAPACITY_MAX: usize = 1000;

/// Events of a range, and where to go on if it did not fit.
pub(super) struct Events {
    pub(super) events: Vec<HistoryEvent>,
    pub(super) next: Option<i64>,
}

impl Owner {
    /// Events `from..=to` of an execution in memory, at most so many batches.
    pub(super) fn events(&self, key: Key, from: i64, to: i64, batches_max: usize) -> Result<Events, RpcError> {
        let Some(slot) = self.executions.get(key) else {
            return Err(errors::not_found("the execution has gone"));
        };
        // Two more, for the events of a transient task that may follow.
        let count = usize::try_from(to - from + 3).unwrap_or(0);
        let mut page = Events {
            // Events are large: to grow step by step would move them many times.
            events: Vec::with_capacity(count.min(CAPACITY_MAX)),
            next: Some(from).filter(|from| *from <= to),
        };
        let mut batches = 0;
        let in_memory = slot.recent.first_event_id().unwrap_or(i64::MAX);
        if from < in_memory && from <= to {
            let stored = self
                .store
                .history(key, from, batches_max)
                .map_err(|error| errors::unreadable(&error))?;
            for batch in stored.into_iter().take_while(|batch| batch.first_event_id < in_memory) {
                page.take(decode(key, &batch.events)?.events, to);
                batches += 1;
            }
        }
        for batch in slot.recent.batches() {
            let holds_next = |next| batch.first_event_id <= next && next <= batch.last_event_id;
            if !page.next.is_some_and(holds_next) || batches == batches_max {
                continue;
            }
            match &batch.content {
                Content::Events(history) => page.take_from(&history.events, to),
                Content::Saved(bytes) => page.take(decode(key, bytes)?.events, to),
            }
            batches += 1;
        }
        Ok(page)
    }

    /// Completes a workflow task by its history.
    pub(super) fn fill(&self, key: Key, task: HandedWorkflowTask) -> Reply<PollWorkflowTaskQueueResponse> {
        let HandedWorkflowTask {
            mut response,
            history_from,
            history_to,
            virtual_events,
        } = task;
        let Events { mut events, next } = self.events(key, history_from, history_to, BATCHES_MAX)?;
        match next {
            Some(next) => response.next_page_token = self.token(key, next, history_to),
            None => events.extend(virtual_events),
        }
        response.history = Some(History { events });
        Ok(response)
    }

    pub(super) fn token(&self, key: Key, next: i64, end: i64) -> Bytes {
        let run_id = self
            .executions
            .get(key)
            .map(|slot| slot.execution.identity().run_id.clone());
        Token {
            run_id: run_id.unwrap_or_default(),
            next,
            end,
        }
        .encode_to_vec()
        .into()
    }
}

impl Events {
    /// Takes what is wanted of a batch.
    fn take(&mut self, batch: impl IntoIterator<Item = HistoryEvent>, to: i64) {
        for event in batch {
            if self.next == Some(event.event_id) {
                self.next = Some(event.event_id + 1).filter(|next| *next <= to);
                self.events.push(event);
            }
        }
    }

    /// Copies what is wanted of a batch.
    fn take_from(&mut self, batch: &[HistoryEvent], to: i64) {
        let Some(next) = self.next else { return };
        self.take(batch.iter().filter(|event| event.event_id >= next).cloned(), to);
    }
}

pub(super) fn decode(key: Key, batch: &Bytes) -> Result<History, RpcError> {
    History::decode(batch.clone()).map_err(|error| {
        RpcError::new(
            Code::DataLoss,
            format!("history of execution {key} cannot be read: {error}"),
        )
    })
}
