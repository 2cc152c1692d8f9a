//! What a worker says to updates with its completion: messages, in the order of the commands that name them.

use std::collections::BTreeMap;

use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::{
    WorkflowExecutionUpdateAcceptedEventAttributes, WorkflowExecutionUpdateCompletedEventAttributes,
};
use everloop_proto::protocol::v1::Message;
use everloop_proto::update::v1::{Acceptance, Outcome, Rejection, Response, outcome};
use prost::Name;

use super::{UpdateStage, check, moved, unprocessed_outcome};
use crate::command::Bad;
use crate::draft::Draft;
use crate::state::AdmittedUpdate;

/// The messages of a completion that are not dealt with yet.
pub(crate) struct Answers {
    by_id: BTreeMap<String, (usize, Message)>,
}

impl Answers {
    pub(crate) fn new(messages: Vec<Message>) -> Self {
        let mut by_id = BTreeMap::new();
        for (place, message) in messages.into_iter().enumerate() {
            // Wire: of two messages with one id the first counts.
            by_id.entry(message.id.clone()).or_insert((place, message));
        }
        Self { by_id }
    }

    /// Deals with the message that a command names.
    pub(crate) fn take(&mut self, draft: &mut Draft<'_, '_>, message_id: &str) -> Result<(), Bad> {
        if message_id.is_empty() {
            return Err(bad("MessageID is not set on ProtocolMessageCommand.".to_owned()));
        }
        match self.by_id.remove(message_id) {
            Some((_, message)) => apply(draft, &message),
            None => Err(bad(format!(
                "ProtocolMessageCommand referenced absent message ID {message_id}"
            ))),
        }
    }

    /// Deals with the messages that no command named, in their own order, and with updates that the worker ignored; a close
    /// has an answer of its own for those.
    pub(crate) fn finish(self, draft: &mut Draft<'_, '_>) -> Result<(), Bad> {
        let mut rest: Vec<(usize, Message)> = self.by_id.into_values().collect();
        rest.sort_by_key(|(place, _)| *place);
        for (_, message) in rest {
            apply(draft, &message)?;
        }
        if !draft.is_running() {
            return Ok(());
        }
        for (place, update) in draft
            .next
            .transient
            .updates
            .clone()
            .iter()
            .filter(|(_, update)| update.sent)
        {
            draft.next.transient.updates.remove(place);
            moved(draft, update.id(), UpdateStage::Completed, Some(unprocessed_outcome()));
        }
        Ok(())
    }
}

/// Whether the messages do nothing but reject.
pub(crate) fn only_rejections(messages: &[Message]) -> bool {
    messages.iter().all(|message| body::<Rejection>(message).is_some())
}

pub(super) fn bad(message: String) -> Bad {
    Bad::new(Cause::BadUpdateWorkflowExecutionMessage, message)
}

fn body<M: prost::Message + Name + Default>(message: &Message) -> Option<M> {
    let any = message.body.as_ref()?;
    let named = any.type_url.rsplit('/').next()? == M::full_name();
    named.then(|| M::decode(any.value.as_slice()).ok()).flatten()
}

fn apply(draft: &mut Draft<'_, '_>, message: &Message) -> Result<(), Bad> {
    let update_id = &message.protocol_instance_id;
    if let Some(acceptance) = body::<Acceptance>(message) {
        accept(draft, update_id, acceptance)
    } else if let Some(rejection) = body::<Rejection>(message) {
        reject(draft, update_id, rejection)
    } else if let Some(response) = body::<Response>(message) {
        respond(draft, update_id, response)
    } else {
        Err(check::not_supported(message))
    }
}

/// The admitted request of an update, which thereby is admitted no more.
fn take_admitted(draft: &mut Draft<'_, '_>, update_id: &str) -> Option<AdmittedUpdate> {
    let updates = &mut draft.next.transient.updates;
    let place = updates
        .iter()
        .find(|(_, update)| update.id() == update_id)
        .map(|(place, _)| *place)?;
    updates.remove(&place)
}

fn accept(draft: &mut Draft<'_, '_>, update_id: &str, acceptance: Acceptance) -> Result<(), Bad> {
    if !draft.is_running() {
        return Ok(());
    }
    check::acceptance(&acceptance)?;
    check::is_open(draft, update_id, "Acceptance")?;
    // An update that is not known here was admitted before a restart: the worker brings the request back.
    let accepted_request = match take_admitted(draft, update_id) {
        // Wire: its request is in the event that admitted it.
        Some(update) if update.is_written => None,
        Some(update) => Some((*update.request).clone()),
        None => Some(acceptance.accepted_request.ok_or_else(|| check::not_found(update_id))?),
    };
    draft.emit(WorkflowExecutionUpdateAcceptedEventAttributes {
        protocol_instance_id: update_id.to_owned(),
        accepted_request_message_id: acceptance.accepted_request_message_id,
        accepted_request_sequencing_event_id: acceptance.accepted_request_sequencing_event_id,
        accepted_request,
    });
    moved(draft, update_id, UpdateStage::Accepted, None);
    Ok(())
}

/// An update that is not known here was admitted before a restart, and is gone as it would be now.
fn reject(draft: &mut Draft<'_, '_>, update_id: &str, rejection: Rejection) -> Result<(), Bad> {
    check::is_open(draft, update_id, "Rejection")?;
    if take_admitted(draft, update_id).is_some() {
        let outcome = Outcome {
            value: Some(outcome::Value::Failure(rejection.failure.unwrap_or_default())),
        };
        moved(draft, update_id, UpdateStage::Completed, Some(outcome));
    }
    Ok(())
}

fn respond(draft: &mut Draft<'_, '_>, update_id: &str, response: Response) -> Result<(), Bad> {
    if !draft.is_running() {
        return Ok(());
    }
    check::response(update_id, &response)?;
    let accepted_event_id = check::accepted(draft, update_id)?;
    let outcome = response.outcome.clone();
    draft.emit(WorkflowExecutionUpdateCompletedEventAttributes {
        meta: response.meta,
        accepted_event_id,
        outcome: response.outcome,
    });
    moved(draft, update_id, UpdateStage::Completed, outcome);
    Ok(())
}
