//! Updates: requests that a workflow accepts or rejects, and answers.
//!
//! | stage | what | then |
//! |---|---|---|
//! | none | a client asks | admitted: in memory only, and a workflow task to carry it |
//! | admitted | the worker accepts it | accepted: an event |
//! | admitted | the worker rejects it, or ignores it | gone, without trace |
//! | admitted | the run closes, the task fails for good | gone; the client is told |
//! | accepted | the worker answers | completed: an event, remembered for ever |
//! | accepted | the run closes | completed with a failure, without event |
//!
//! When nothing else asks for a workflow task, the one that carries an update is speculative: it is written only if its
//! completion says more than that the update is rejected.

mod answer;
mod check;

use std::sync::Arc;

use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{ApplicationFailureInfo, Failure};
use everloop_proto::protocol::v1::Message;
use everloop_proto::protocol::v1::message::SequencingId;
use everloop_proto::update::v1::{Outcome, Request, outcome};
use imbl::OrdMap;
use prost::Name as _;

use crate::draft::Draft;
use crate::state::AdmittedUpdate;
use crate::{Effect, Execution, Reject};

pub(crate) use answer::{Answers, only_rejections};
pub(crate) use check::messages as check_messages;

/// What callers are told whose update no worker has taken before its run closed.
pub const ABORTED_BY_CLOSE: &str = "workflow update was aborted by closing workflow";

/// How far an update is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateStage {
    Admitted,
    Accepted,
    Completed,
}

/// What is known of an update.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateStatus {
    pub update_id: String,
    pub stage: UpdateStage,
    /// There when it is completed.
    pub outcome: Option<Box<Outcome>>,
}

impl Execution {
    /// What is known of the update of that id; nothing if there is no such update.
    #[must_use]
    pub fn update_status(&self, update_id: &str) -> Option<UpdateStatus> {
        let status = |stage, outcome: Option<Outcome>| {
            Some(UpdateStatus {
                update_id: update_id.to_owned(),
                stage,
                outcome: outcome.map(Box::new),
            })
        };
        if let Some(accepted) = self.recorded.update_ids.get(update_id) {
            let update = self.recorded.updates.get(*accepted)?;
            return match &update.outcome {
                Some(outcome) => status(UpdateStage::Completed, Some((**outcome).clone())),
                None if self.status().is_running() => status(UpdateStage::Accepted, None),
                None => status(UpdateStage::Completed, Some(closed_outcome())),
            };
        }
        let admitted = self
            .transient
            .updates
            .iter()
            .any(|(_, update)| update.id() == update_id);
        if admitted {
            status(UpdateStage::Admitted, None)
        } else {
            None
        }
    }
}

/// The messages that carry the admitted updates to the worker with the task that is started, which has them from now on.
pub(crate) fn deliver(draft: &mut Draft<'_, '_>, started_event_id: i64) -> Vec<Message> {
    let updates = draft.next.transient.updates.clone();
    let mut messages = Vec::with_capacity(updates.len());
    for (place, update) in &updates {
        messages.push(Message {
            id: format!("{}/request", update.id()),
            protocol_instance_id: update.id().to_owned(),
            sequencing_id: Some(SequencingId::EventId(started_event_id - 1)),
            body: Some(prost_types::Any {
                // Wire: the prefix that protobuf libraries write.
                type_url: format!("type.googleapis.com/{}", Request::full_name()),
                value: prost::Message::encode_to_vec(&*update.request),
            }),
        });
        let sent = AdmittedUpdate {
            sent: true,
            ..update.clone()
        };
        draft.next.transient.updates.insert(*place, sent);
    }
    messages
}

/// Whether an update waits that no worker has.
pub(crate) fn any_unsent(draft: &Draft<'_, '_>) -> bool {
    draft.next.transient.updates.iter().any(|(_, update)| !update.sent)
}

/// Lets the next attempt carry what the failed one carried.
pub(crate) fn resend(draft: &mut Draft<'_, '_>) {
    for (place, update) in &draft.next.transient.updates.clone() {
        draft.next.transient.updates.insert(
            *place,
            AdmittedUpdate {
                sent: false,
                ..update.clone()
            },
        );
    }
}

/// Gives up the updates that the worker has, since the engine could not take its answer.
pub(crate) fn abort_sent(draft: &mut Draft<'_, '_>) {
    let text = "Unable to perform workflow execution update due to unexpected workflow task failure.";
    abort(draft, |update| update.sent, &Reject::NotReady(text.to_owned()));
}

/// Answers all updates of a run that has closed.
pub(crate) fn settle(draft: &mut Draft<'_, '_>) {
    let reject = if draft.new_execution.is_some() {
        Reject::closing()
    } else {
        Reject::NotFound(ABORTED_BY_CLOSE.to_owned())
    };
    abort(draft, |_| true, &reject);
    if draft.next.recorded.updates_open == 0 {
        return;
    }
    let open: Vec<String> = draft
        .next
        .recorded
        .updates
        .iter()
        .filter(|(_, update)| update.outcome.is_none())
        .map(|(_, update)| update.update_id.clone())
        .collect();
    for update_id in open {
        moved(draft, &update_id, UpdateStage::Completed, Some(closed_outcome()));
    }
}

fn abort(draft: &mut Draft<'_, '_>, which: impl Fn(&AdmittedUpdate) -> bool, reject: &Reject) {
    for (place, update) in draft
        .next
        .transient
        .updates
        .clone()
        .iter()
        .filter(|(_, update)| which(update))
    {
        draft.next.transient.updates.remove(place);
        let update_id = update.id().to_owned();
        draft.effects.push(Effect::UpdateMoved {
            update_id,
            status: Err(reject.clone()),
        });
    }
}

/// Tells how far an update is. Wire: who waits for its acceptance is told what came of it, if that is known at once.
fn moved(draft: &mut Draft<'_, '_>, update_id: &str, stage: UpdateStage, outcome: Option<Outcome>) {
    draft
        .effects
        .retain(|effect| !matches!(effect, Effect::UpdateMoved { update_id: id, .. } if id == update_id));
    let status = UpdateStatus {
        update_id: update_id.to_owned(),
        stage,
        outcome: outcome.map(Box::new),
    };
    draft.effects.push(Effect::UpdateMoved {
        update_id: update_id.to_owned(),
        status: Ok(status),
    });
}

/// Admits an update.
pub(crate) fn admit(draft: &mut Draft<'_, '_>, request: Request) {
    let updates = &mut draft.next.transient.updates;
    let place = updates.get_max().map_or(0, |(place, _)| place + 1);
    updates.insert(
        place,
        AdmittedUpdate {
            request: Arc::new(request),
            sent: false,
            is_written: false,
        },
    );
}

/// Takes up an update that history says is admitted.
pub(crate) fn take_up(updates: &mut OrdMap<u64, AdmittedUpdate>, request: Arc<Request>) {
    let place = updates.get_max().map_or(0, |(place, _)| place + 1);
    updates.insert(
        place,
        AdmittedUpdate {
            request,
            sent: false,
            is_written: true,
        },
    );
}

fn closed_outcome() -> Outcome {
    failed(
        "Workflow Update failed because the Workflow completed before the Update completed.",
        "AcceptedUpdateCompletedWorkflow",
    )
}

fn unprocessed_outcome() -> Outcome {
    failed(
        "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.",
        "UnprocessedUpdate",
    )
}

fn failed(message: &str, kind: &str) -> Outcome {
    let info = ApplicationFailureInfo {
        r#type: kind.to_owned(),
        non_retryable: true,
        ..ApplicationFailureInfo::default()
    };
    let failure = Failure {
        message: message.to_owned(),
        source: "Server".to_owned(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
        ..Failure::default()
    };
    Outcome {
        value: Some(outcome::Value::Failure(failure)),
    }
}
