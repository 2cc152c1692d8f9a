//! What a worker's messages to updates must satisfy, and what it is told when they do not.
//!
//! Messages of one completion take effect together. What an update became by an earlier one of them it is
//! provisionally, which the texts say.

use everloop_proto::protocol::v1::Message;
use everloop_proto::update::v1::{Acceptance, Request, Response};
use prost::Name as _;

use super::UpdateStage;
use super::answer::bad;
use crate::command::Bad;
use crate::draft::Draft;
use crate::{Effect, Reject};

/// That all messages hold something. Wire: one that does not is refused alone, and the task stays with the worker.
pub(crate) fn messages(messages: &[Message]) -> Result<(), Reject> {
    match messages.iter().all(|message| message.body.is_some()) {
        true => Ok(()),
        false => Err(Reject::invalid("nil message body")),
    }
}

pub(super) fn acceptance(acceptance: &Acceptance) -> Result<(), Bad> {
    let unset = |field| Err(bad(format!("invalid *update.Acceptance: {field} is not set")));
    if acceptance.accepted_request_sequencing_event_id == 0 {
        return unset("accepted_request_sequencing_event_id");
    }
    if acceptance.accepted_request_message_id.is_empty() {
        return unset("accepted_request_message_id");
    }
    Ok(())
}

pub(super) fn response(update_id: &str, response: &Response) -> Result<(), Bad> {
    let invalid = |what: &str| Err(bad(format!("invalid *update.Response: {what}")));
    match &response.meta {
        None => return invalid("meta is not set"),
        Some(meta) if meta.update_id.is_empty() => return invalid("meta.update_id is not set"),
        Some(meta) if meta.update_id != update_id => return invalid(&format!("meta.update_id != {update_id}")),
        Some(_) => {}
    }
    if response.outcome.is_none() {
        return invalid("outcome is not set");
    }
    Ok(())
}

/// That an update is neither accepted nor completed.
pub(super) fn is_open(draft: &Draft<'_, '_>, update_id: &str, kind: &str) -> Result<(), Bad> {
    match state(draft, update_id) {
        Some(State::Admitted | State::Sent) | None => Ok(()),
        Some(state) => Err(wrong_state(update_id, kind, state)),
    }
}

/// The event by which an update was accepted, if it is not completed.
pub(super) fn accepted(draft: &Draft<'_, '_>, update_id: &str) -> Result<i64, Bad> {
    match state(draft, update_id) {
        Some(State::Accepted | State::ProvisionallyAccepted) => draft
            .next
            .recorded
            .update_ids
            .get(update_id)
            .copied()
            .ok_or_else(|| not_found(update_id)),
        Some(state) => Err(wrong_state(update_id, "Response", state)),
        None => Err(not_found(update_id)),
    }
}

pub(super) fn not_found(update_id: &str) -> Bad {
    bad(format!(
        "update {update_id} wasn't found on the server. This is most likely a transient error which will be resolved \
         automatically by retries"
    ))
}

pub(super) fn not_supported(message: &Message) -> Bad {
    let kind = message.body.as_ref().map_or("", |body| body.type_url.as_str());
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let kind = if kind == Request::full_name() {
        "*update.Request"
    } else {
        kind
    };
    bad(format!("Message type {kind} not supported"))
}

/// The states of the wire.
#[derive(Clone, Copy, Debug)]
enum State {
    Admitted,
    Sent,
    ProvisionallyAccepted,
    Accepted,
    ProvisionallyCompleted,
    Completed,
}

fn wrong_state(update_id: &str, kind: &str, state: State) -> Bad {
    bad(format!(
        "invalid state transition attempted for Update {update_id}: received *update.{kind} message while in state \
         {state:?}"
    ))
}

fn state(draft: &Draft<'_, '_>, update_id: &str) -> Option<State> {
    let moved = draft.effects.iter().rev().find_map(|effect| match effect {
        Effect::UpdateMoved {
            update_id: id,
            status: Ok(status),
        } if id == update_id => Some(status.stage),
        _ => None,
    });
    match moved {
        Some(UpdateStage::Completed) => return Some(State::ProvisionallyCompleted),
        Some(UpdateStage::Accepted) => return Some(State::ProvisionallyAccepted),
        Some(UpdateStage::Admitted) | None => {}
    }
    let recorded = &draft.next.recorded;
    if let Some(accepted) = recorded.update_ids.get(update_id) {
        let update = recorded.updates.get(*accepted)?;
        return Some(match update.outcome {
            Some(_) => State::Completed,
            None => State::Accepted,
        });
    }
    let (_, admitted) = draft
        .next
        .transient
        .updates
        .iter()
        .find(|(_, update)| update.id() == update_id)?;
    Some(if admitted.sent { State::Sent } else { State::Admitted })
}
