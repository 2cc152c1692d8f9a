//! An update: a request that the workflow accepts or rejects, and answers.
//!
//! | State      | Accept               | Reject                 | Complete                |
//! |------------|----------------------|------------------------|-------------------------|
//! | `Asked`    | `Accepted`, says so  | `Gone`, says so        |                         |
//! | `Accepted` |                      |                        | `Gone`, says so         |
//!
//! An update comes as a protocol message of an open task, or out of the acceptance that a replayed
//! task recorded. Acceptance and completion are messages that a command gives their place among the
//! other commands; a rejection is a message alone, so that it leaves no trace in the history.

use std::collections::{BTreeMap, VecDeque};

use everloop_proto::{
    command::v1::{ProtocolMessageCommandAttributes, command::Attributes},
    common::v1::Payload,
    enums::v1::CommandType,
    history::v1::WorkflowExecutionUpdateAcceptedEventAttributes,
    protocol::v1::{Message, message::SequencingId},
    update::v1::{Acceptance, Meta, Outcome, Rejection, Request, Response, outcome},
};
use prost::{Message as _, Name};

use crate::{
    activation::{self, Job},
    completion::{UpdateResponse, UpdateStep},
    core::Core,
    error::Error,
    outbox::Expected,
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Asked,
    Accepted,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Accept,
    Reject,
    Complete,
}

/// The message to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Acceptance,
    Rejection,
    Completion,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    match (state, input) {
        (State::Asked, Input::Accept) => Some((State::Accepted, Effect::Acceptance)),
        (State::Asked, Input::Reject) => Some((State::Gone, Effect::Rejection)),
        (State::Accepted, Input::Complete) => Some((State::Gone, Effect::Completion)),
        (State::Asked, Input::Complete)
        | (State::Accepted, Input::Accept | Input::Reject)
        | (State::Gone, Input::Accept | Input::Reject | Input::Complete) => None,
    }
}

/// One update that is not gone.
#[derive(Debug)]
struct Update {
    state: State,
    message_id: Box<str>,
    sequencing_event_id: i64,
    meta: Meta,
    /// To be echoed when it is accepted or rejected; not kept when replaying.
    request: Option<Box<Request>>,
}

/// Those of one run.
#[derive(Debug, Default)]
pub(crate) struct Updates {
    open: BTreeMap<Box<str>, Update>,
    /// Requests to deliver behind the event of that id.
    pending: VecDeque<Pending>,
    /// Requests that a reset carried over, by update id.
    admitted: BTreeMap<Box<str>, Request>,
}

#[derive(Debug)]
struct Pending {
    sequencing_event_id: i64,
    message_id: String,
    protocol_instance_id: String,
    /// `None`: an event holds it that a reset left behind.
    request: Option<Request>,
}

impl Core {
    /// Takes the messages of an open task.
    pub(crate) fn take_messages(&mut self, messages: Vec<Message>) -> Result<(), Error> {
        for message in messages {
            let malformed = |core: &Self, what: &str| core.malformed(0, format!("the message {} {what}", message.id));
            let Some(body) = &message.body else {
                return Err(malformed(self, "has no body"));
            };
            if body.type_url.rsplit('/').next() != Some(&*Request::full_name()) {
                return Err(malformed(
                    self,
                    &format!("is a {}, not an update request", body.type_url),
                ));
            }
            let Ok(request) = Request::decode(body.value.as_slice()) else {
                return Err(malformed(self, "does not hold an update request"));
            };
            let sequencing_event_id = match message.sequencing_id {
                Some(SequencingId::EventId(event_id)) => event_id,
                Some(SequencingId::CommandIndex(_)) | None => 0,
            };
            self.updates.pending.push_back(Pending {
                sequencing_event_id,
                message_id: message.id,
                protocol_instance_id: message.protocol_instance_id,
                request: Some(request),
            });
        }
        Ok(())
    }

    /// A reset carried a request over.
    pub(crate) fn update_admitted(&mut self, request: Request) {
        let id = request
            .meta
            .as_ref()
            .map(|meta| meta.update_id.as_str().into())
            .unwrap_or_default();
        self.updates.admitted.insert(id, request);
    }

    /// An acceptance lies ahead, in the answer to the task being replayed.
    pub(crate) fn update_ahead(&mut self, accepted: &WorkflowExecutionUpdateAcceptedEventAttributes) {
        self.updates.pending.push_back(Pending {
            sequencing_event_id: accepted.accepted_request_sequencing_event_id,
            message_id: accepted.accepted_request_message_id.clone(),
            protocol_instance_id: accepted.protocol_instance_id.clone(),
            request: accepted.accepted_request.clone(),
        });
    }

    /// Delivers the requests that come before the event of that id.
    pub(crate) fn deliver_updates(&mut self, before_event_id: i64) {
        while self
            .updates
            .pending
            .front()
            .is_some_and(|pending| pending.sequencing_event_id < before_event_id)
        {
            let Some(pending) = self.updates.pending.pop_front() else {
                return;
            };
            self.deliver_update(pending);
        }
    }

    fn deliver_update(&mut self, pending: Pending) {
        let Pending {
            sequencing_event_id,
            message_id,
            protocol_instance_id,
            request,
        } = pending;
        let admitted = self.updates.admitted.remove(protocol_instance_id.as_str());
        let Some(mut request) = request.or(admitted) else {
            return;
        };
        let kept = (!self.replaying).then(|| Box::new(request.clone()));
        let meta = request.meta.take().unwrap_or_default();
        let input = request.input.take().unwrap_or_default();
        let update = Update {
            state: State::Asked,
            message_id: message_id.into(),
            sequencing_event_id,
            meta: meta.clone(),
            request: kept,
        };
        self.updates.open.insert(protocol_instance_id.as_str().into(), update);
        self.jobs.push(Job::Update(Box::new(activation::Update {
            id: meta.update_id,
            protocol_instance_id,
            name: input.name,
            input: wire::from_payloads(input.args),
            headers: activation::headers(input.header),
            identity: meta.identity,
            run_validator: !self.replaying,
        })));
    }

    pub(crate) fn respond_to_update(&mut self, response: UpdateResponse) -> Result<(), Error> {
        let UpdateResponse {
            protocol_instance_id: id,
            response,
        } = response;
        let accepted = self
            .updates
            .open
            .get(id.as_str())
            .is_some_and(|update| update.state == State::Accepted);
        let input = match response {
            UpdateStep::Accepted => Input::Accept,
            // Once it is accepted, a handler that rejects has failed.
            UpdateStep::Rejected { .. } if accepted => Input::Complete,
            UpdateStep::Rejected { .. } => Input::Reject,
            UpdateStep::Completed { .. } | UpdateStep::Failed { .. } => Input::Complete,
        };
        let known = self.updates.open.get_mut(id.as_str());
        let Some((update, (state, effect))) =
            known.and_then(|update| transition(update.state, input).map(|next| (update, next)))
        else {
            return Err(self.malformed_completion(format!("update {id} has no use for {input:?}")));
        };
        update.state = state;
        match effect {
            Effect::Acceptance => self.say_accepted(&id),
            Effect::Rejection => self.say_rejected(&id, response),
            Effect::Completion => self.say_completed(&id, response),
        }
        Ok(())
    }

    fn say_accepted(&mut self, id: &str) {
        let Some(update) = self.updates.open.get_mut(id) else {
            return;
        };
        let acceptance = Acceptance {
            accepted_request_message_id: update.message_id.to_string(),
            accepted_request_sequencing_event_id: update.sequencing_event_id,
            accepted_request: update.request.take().map(|request| *request),
        };
        self.send_update(id, "accept", &acceptance);
        self.place_update(Expected::AcceptUpdate(id.into()), id, "accept");
    }

    fn say_rejected(&mut self, id: &str, response: UpdateStep) {
        let Some(update) = self.updates.open.remove(id) else {
            return;
        };
        let failure = match response {
            UpdateStep::Rejected { failure } | UpdateStep::Failed { failure } => Some(failure),
            UpdateStep::Accepted | UpdateStep::Completed { .. } => None,
        };
        let rejection = Rejection {
            rejected_request_message_id: update.message_id.to_string(),
            rejected_request_sequencing_event_id: update.sequencing_event_id,
            rejected_request: update.request.map(|request| *request),
            failure,
        };
        self.send_update(id, "reject", &rejection);
    }

    fn say_completed(&mut self, id: &str, response: UpdateStep) {
        let Some(update) = self.updates.open.remove(id) else {
            return;
        };
        let response = Response {
            meta: Some(update.meta),
            outcome: Some(outcome(response)),
        };
        self.send_update(id, "complete", &response);
        self.place_update(Expected::CompleteUpdate(id.into()), id, "complete");
    }

    fn send_update<M: prost::Message + Name>(&mut self, id: &str, step: &str, body: &M) {
        if self.replaying {
            return;
        }
        let type_url = format!("type.googleapis.com/{}", M::full_name());
        self.outbox.send(Message {
            id: format!("{id}/{step}"),
            protocol_instance_id: id.to_owned(),
            body: Some(prost_types::Any {
                type_url,
                value: body.encode_to_vec(),
            }),
            sequencing_id: None,
        });
    }

    /// Gives a message its place among the commands.
    fn place_update(&mut self, expected: Expected, id: &str, step: &str) {
        self.issue(expected, |_| {
            let attributes = ProtocolMessageCommandAttributes {
                message_id: format!("{id}/{step}"),
            };
            (
                CommandType::ProtocolMessage,
                Attributes::ProtocolMessageCommandAttributes(attributes),
            )
        });
    }
}

fn outcome(response: UpdateStep) -> Outcome {
    let value = match response {
        UpdateStep::Failed { failure } | UpdateStep::Rejected { failure } => outcome::Value::Failure(failure),
        UpdateStep::Completed { result } => {
            let payloads: Vec<Payload> = result.into_iter().collect();
            outcome::Value::Success(everloop_proto::common::v1::Payloads { payloads })
        }
        UpdateStep::Accepted => outcome::Value::Success(everloop_proto::common::v1::Payloads::default()),
    };
    Outcome { value: Some(value) }
}
