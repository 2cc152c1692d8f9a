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

use crate::{errors, rpc::history::BATCHES_MAX};

use super::{Owner, history::Token, slot::first_event_id};

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
        let mut page = Events {
            events: Vec::new(),
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
                let history = decode(key, &batch.events)?;
                page.take(&history.events, to);
                batches += 1;
            }
        }
        for batch in slot.recent.batches() {
            let is_wanted = page.next.is_some_and(|next| {
                first_event_id(batch).is_some_and(|first| first + to_id(batch.events.len()) > next)
            });
            if is_wanted && batches < batches_max {
                page.take(&batch.events, to);
                batches += 1;
            }
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
    fn take(&mut self, batch: &[HistoryEvent], to: i64) {
        for event in batch {
            if self.next == Some(event.event_id) {
                self.events.push(event.clone());
                self.next = Some(event.event_id + 1).filter(|next| *next <= to);
            }
        }
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

fn to_id(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
