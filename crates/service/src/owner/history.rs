//! Reading histories, at once or when there is news.
//!
//! Wire: a first call never waits, unless it asks for the close event. A call that waits in vain gets no events and
//! its token again. Of a closed run there is nothing more to wait for, and no token.

use bytes::Bytes;
use everloop_proto::{
    Reply, RpcError,
    history::v1::{History, HistoryEvent},
    workflowservice::v1::{GetWorkflowExecutionHistoryResponse, GetWorkflowExecutionHistoryReverseResponse},
};
use everloop_store::Key;
use prost::Message;

use crate::{
    errors,
    promise::Promise,
    request::{Address, Filter, HistoryToken as Token, Page, ReadHistory, VirtualEvents, Waiting},
};

use super::{
    Owner,
    fill::{Events, decode},
    waits::Wait,
};

type Response = GetWorkflowExecutionHistoryResponse;

/// A reader that waits for an execution's history to grow.
pub(super) struct Watcher {
    serial: u64,
    read: Box<ReadHistory>,
    promise: Promise<Response>,
}

fn read_token(page: &Page) -> Result<Option<Token>, RpcError> {
    if page.token.is_empty() {
        return Ok(None);
    }
    let token = Token::decode(page.token.clone())
        .ok()
        .filter(|token| !token.run_id.is_empty());
    token
        .map(Some)
        .ok_or_else(|| RpcError::invalid_argument("Invalid NextPageToken."))
}

/// The run that a token goes on with, which must be the one that is asked for.
fn addressed(address: &Address, token: Option<&Token>) -> Result<Address, RpcError> {
    let mut address = address.clone();
    if let Some(token) = token {
        if !address.run_id.is_empty() && address.run_id != token.run_id {
            return Err(RpcError::invalid_argument(
                "RunId in the request does not match the NextPageToken.",
            ));
        }
        address.run_id.clone_from(&token.run_id);
    }
    Ok(address)
}

impl Owner {
    pub(super) fn read_history(&mut self, read: Box<ReadHistory>, promise: Promise<Response>) {
        match self.try_read(&read) {
            Ok(Found::Response { key, response }) => {
                // A reader must not see what a crash could take back.
                self.must_save |= self.executions.is_unsaved(key);
                self.outbox.put(promise, Ok(*response));
                if read.awaits_result() {
                    self.note_told();
                }
            }
            Ok(Found::Nothing { key, patience }) => {
                if read.awaits_result() {
                    self.note_waiting();
                }
                let serial = self.waits.new_serial();
                self.waits.add(self.patience, patience, Wait::History { key, serial });
                if let Some(slot) = self.executions.touch(key) {
                    slot.watchers.push(Watcher { serial, read, promise });
                }
            }
            Err(error) => self.outbox.put(promise, Err(error)),
        }
    }

    fn try_read(&mut self, read: &ReadHistory) -> Result<Found, RpcError> {
        let token = read_token(&read.page)?;
        let address = addressed(&read.address, token.as_ref())?;
        let key = self.find(&address)?;
        match read.filter {
            Filter::CloseEvent => self.read_close(key, read),
            Filter::AllEvents => self.read_all(key, read, token),
        }
    }

    fn read_close(&self, key: Key, read: &ReadHistory) -> Result<Found, RpcError> {
        let (last, is_running) = self.extent(key);
        match read.waiting {
            _ if !is_running => {
                let Events { events, .. } = self.events(key, last, last, 1)?;
                Ok(Found::response(key, events, Bytes::new()))
            }
            Waiting::AtMost(patience) => Ok(Found::Nothing { key, patience }),
            Waiting::No => Ok(Found::response(key, Vec::new(), Bytes::new())),
        }
    }

    fn read_all(&self, key: Key, read: &ReadHistory, token: Option<Token>) -> Result<Found, RpcError> {
        let (last, is_running) = self.extent(key);
        let is_first = token.is_none();
        let Token { next, end, .. } = token.unwrap_or(Token {
            run_id: String::new(),
            next: 1,
            end: 0,
        });
        if let Waiting::AtMost(patience) = read.waiting {
            if next > last && is_running && !is_first {
                return Ok(Found::Nothing { key, patience });
            }
            let Events { events, next } = self.events(key, next, last, read.page.batches_max)?;
            let goes_on = next.or_else(|| is_running.then_some(last + 1));
            let token = goes_on.map(|next| self.token(key, next, 0)).unwrap_or_default();
            return Ok(Found::response(key, events, token));
        }
        let end = if end == 0 { last } else { end.min(last) };
        let Events { mut events, next } = self.events(key, next, end, read.page.batches_max)?;
        if next.is_none() && end == last && is_running && read.virtual_events == VirtualEvents::Shown {
            events.extend(
                self.executions
                    .get(key)
                    .into_iter()
                    .flat_map(|slot| slot.execution.virtual_events()),
            );
        }
        let token = next.map(|next| self.token(key, next, end)).unwrap_or_default();
        Ok(Found::response(key, events, token))
    }

    /// The last event of an execution, and whether there will be more.
    fn extent(&self, key: Key) -> (i64, bool) {
        self.executions.get(key).map_or((0, false), |slot| {
            (slot.execution.last_event_id(), slot.execution.status().is_running())
        })
    }

    /// Answers those who waited for what this turn has brought.
    pub(super) fn serve_watchers(&mut self) {
        while let Some(key) = self.watched.pop_first() {
            let (_, is_running) = self.extent(key);
            let Some(slot) = self.executions.get_mut(key) else {
                continue;
            };
            let is_served = |watcher: &mut Watcher| !is_running || watcher.read.filter == Filter::AllEvents;
            let served: Vec<_> = slot.watchers.extract_if(.., is_served).collect();
            for Watcher { read, promise, .. } in served {
                if promise.is_awaited() {
                    self.read_history(read, promise);
                }
            }
        }
    }

    /// A reader's patience has ended; it may have been served before.
    pub(super) fn history_wait_ended(&mut self, key: Key, serial: u64) {
        let Some(slot) = self.executions.get_mut(key) else {
            return;
        };
        let Some(place) = slot.watchers.iter().position(|watcher| watcher.serial == serial) else {
            return;
        };
        let Watcher { read, promise, .. } = slot.watchers.swap_remove(place);
        let token = if read.page.token.is_empty() {
            self.token(key, 1, 0)
        } else {
            read.page.token
        };
        let history = Some(History::default());
        self.outbox.put(
            promise,
            Ok(Response {
                history,
                next_page_token: token,
                ..Response::default()
            }),
        );
    }

    pub(super) fn read_history_reverse(
        &mut self,
        address: &Address,
        page: &Page,
    ) -> Reply<GetWorkflowExecutionHistoryReverseResponse> {
        let token = read_token(page)?;
        let address = addressed(address, token.as_ref())?;
        let key = self.find(&address)?;
        if self.executions.is_unsaved(key) {
            // The disk is read, so everything has to be there.
            self.broken = self.save().err().map(|error| error.to_string());
        }
        let (last, _) = self.extent(key);
        let from = token.map_or(last, |token| token.next);
        let batches = self
            .store
            .history_descending(key, from, page.batches_max)
            .map_err(|error| errors::unreadable(&error))?;
        let mut events = Vec::new();
        let mut next = 0;
        for batch in batches {
            next = batch.first_event_id - 1;
            let history = decode(key, &batch.events)?;
            events.extend(history.events.into_iter().rev().filter(|event| event.event_id <= from));
        }
        let next_page_token = if next > 0 {
            self.token(key, next, 0)
        } else {
            Bytes::new()
        };
        Ok(GetWorkflowExecutionHistoryReverseResponse {
            history: Some(History { events }),
            next_page_token,
        })
    }
}

enum Found {
    Response {
        key: Key,
        response: Box<Response>,
    },
    /// Nothing yet: the reader waits.
    Nothing {
        key: Key,
        patience: std::time::Duration,
    },
}

impl Found {
    fn response(key: Key, events: Vec<HistoryEvent>, next_page_token: Bytes) -> Self {
        let history = Some(History { events });
        let response = Box::new(Response {
            history,
            next_page_token,
            ..Response::default()
        });
        Self::Response { key, response }
    }
}
