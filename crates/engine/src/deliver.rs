//! A message from one execution arrives at another.

use everloop_proto::common::v1::WorkflowExecution;
use everloop_proto::history::v1::{
    WorkflowExecutionCancelRequestedEventAttributes, WorkflowExecutionSignaledEventAttributes,
    WorkflowExecutionTerminatedEventAttributes,
};

use crate::draft::Draft;
use crate::event::event;
use crate::message::{Address, Body, ExternalDelivery, Message, ParentAsks, Signal, StartChild};
use crate::task::ENGINE_IDENTITY;
use crate::{
    Birth, Context, Decision, Execution, Identity, Namespace, Reply, child, close, enforce, external, start, task,
};

/// What a message leads to. All of it belongs into the commit of the decision that sent the message.
#[derive(Debug, Default)]
pub struct Delivery {
    /// What becomes of the recipient.
    pub existing: Option<Box<Decision>>,
    /// The run that begins, if the message was to begin one.
    pub new: Option<Box<Birth>>,
    /// The answer, to be delivered in turn. Effects of `existing` may hold more messages.
    pub answer: Option<Box<Message>>,
}

/// Delivers a message to the run that its address names, which may not exist, in the namespace of that run.
pub fn deliver(
    message: Message,
    recipient: Option<&Execution>,
    namespace: &Namespace,
    ctx: &mut Context<'_>,
) -> Delivery {
    let Message { from, to, body } = message;
    match body {
        Body::StartChild(child) => start_child(&from, &to, *child, namespace, recipient, ctx),
        Body::Signal(signal) => signaled(&from, &to, *signal, recipient, ctx),
        Body::Cancel {
            initiated_event_id,
            reason,
            child_only,
        } => cancel(&from, &to, (initiated_event_id, reason, child_only), recipient, ctx),
        Body::ParentClosed { first_run_id, ask } => change(recipient, ctx, |draft| {
            if draft.next.recorded.started.first_execution_run_id == first_run_id {
                parent_closed(draft, &from, ask);
            }
        }),
        Body::ChildStarted {
            initiated_event_id,
            run_id,
        } => change(recipient, ctx, |draft| {
            child::started(draft, initiated_event_id, run_id);
        }),
        Body::ChildExists { initiated_event_id } => change(recipient, ctx, |draft| {
            child::exists(draft, initiated_event_id);
        }),
        Body::ChildClosed {
            initiated_event_id,
            first_run_id,
            close,
        } => change(recipient, ctx, |draft| {
            if child::first_run_id(&draft.next, initiated_event_id) == Some(&first_run_id) {
                child::closed(draft, initiated_event_id, from.run_id, *close);
            }
        }),
        Body::SignalAnswer {
            initiated_event_id,
            delivery,
        } => change(recipient, ctx, |draft| {
            external::signal_answered(draft, initiated_event_id, delivery);
        }),
        Body::CancelAnswer {
            initiated_event_id,
            delivery,
        } => change(recipient, ctx, |draft| {
            external::cancel_answered(draft, initiated_event_id, delivery);
        }),
    }
}

/// Changes an open recipient; a closed or missing one stays as it is.
fn change(recipient: Option<&Execution>, ctx: &mut Context<'_>, apply: impl FnOnce(&mut Draft<'_, '_>)) -> Delivery {
    let Some(recipient) = recipient.filter(|recipient| recipient.status().is_running()) else {
        return Delivery::default();
    };
    let mut draft = Draft::of(recipient, ctx);
    apply(&mut draft);
    enforce::buffer(&mut draft);
    if let Some(reason) = enforce::outgrown(&draft) {
        // Who sent the message is told that it has arrived, and so it has.
        enforce::terminate(&mut draft, reason);
    }
    Delivery {
        existing: Some(Box::new(draft.finish(Ok(Reply::Done)))),
        ..Delivery::default()
    }
}

fn start_child(
    from: &Identity,
    to: &Address,
    child: StartChild,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Delivery {
    let initiated_event_id = child.initiated_event_id;
    match start::start_child(from, child, namespace, current, ctx) {
        Ok((replaced, birth)) => {
            let begun = Body::ChildStarted {
                initiated_event_id,
                run_id: birth.execution.identity.run_id.clone(),
            };
            Delivery {
                existing: replaced.map(Box::new),
                new: Some(Box::new(birth)),
                answer: Some(answer(from, to, begun)),
            }
        }
        Err(_) => Delivery {
            answer: Some(answer(from, to, Body::ChildExists { initiated_event_id })),
            ..Delivery::default()
        },
    }
}

fn signaled(
    from: &Identity,
    to: &Address,
    signal: Signal,
    recipient: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Delivery {
    let initiated_event_id = signal.initiated_event_id;
    let with = |delivery| {
        Some(answer(
            from,
            to,
            Body::SignalAnswer {
                initiated_event_id,
                delivery,
            },
        ))
    };
    let open = recipient.filter(|recipient| recipient.status().is_running());
    let Some(recipient) = reachable(from, signal.child_only, open) else {
        return Delivery {
            answer: with(ExternalDelivery::NotFound),
            ..Delivery::default()
        };
    };
    let count = recipient.recorded.signals + recipient.transient.buffer.signals();
    if u64::try_from(count).unwrap_or(0) >= ctx.limits.signals_max {
        return Delivery {
            answer: with(ExternalDelivery::TooMany),
            ..Delivery::default()
        };
    }
    let delivery = change(Some(recipient), ctx, |draft| {
        let signaled = WorkflowExecutionSignaledEventAttributes {
            signal_name: signal.name,
            input: signal.input,
            identity: ENGINE_IDENTITY.to_owned(),
            header: signal.header,
            external_workflow_execution: Some(sender(from)),
            request_id: signal.request_id,
            ..WorkflowExecutionSignaledEventAttributes::default()
        };
        let signaled = event(signaled, draft.now());
        draft.emit_or_buffer(signaled);
        task::need(draft);
    });
    Delivery {
        answer: with(ExternalDelivery::Done),
        ..delivery
    }
}

fn cancel(
    from: &Identity,
    to: &Address,
    (initiated_event_id, reason, child_only): (i64, String, bool),
    recipient: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Delivery {
    let with = |delivery| {
        Some(answer(
            from,
            to,
            Body::CancelAnswer {
                initiated_event_id,
                delivery,
            },
        ))
    };
    let Some(recipient) = reachable(from, child_only, recipient) else {
        return Delivery {
            answer: with(ExternalDelivery::NotFound),
            ..Delivery::default()
        };
    };
    // Wire: a run that has closed takes the request, without effect, as it does from clients.
    let delivery = change(Some(recipient), ctx, |draft| {
        request_cancel(draft, from, initiated_event_id, reason);
    });
    Delivery {
        answer: with(ExternalDelivery::Done),
        ..delivery
    }
}

/// The recipient, if it is not the sender itself, and the sender's child if only that may be reached.
fn reachable<'e>(from: &Identity, child_only: bool, recipient: Option<&'e Execution>) -> Option<&'e Execution> {
    recipient.filter(|recipient| {
        let is_child = recipient.recorded.started.parent_workflow_execution.as_ref() == Some(&sender(from));
        *recipient.identity != *from && (is_child || !child_only)
    })
}

fn parent_closed(draft: &mut Draft<'_, '_>, from: &Identity, ask: ParentAsks) {
    match ask {
        ParentAsks::Cancel => request_cancel(draft, from, 0, String::new()),
        ParentAsks::Terminate => {
            task::close_started(draft);
            draft.emit(WorkflowExecutionTerminatedEventAttributes {
                reason: "by parent close policy".to_owned(),
                details: None,
                identity: ENGINE_IDENTITY.to_owned(),
            });
            close::settle(draft);
        }
    }
}

fn request_cancel(draft: &mut Draft<'_, '_>, from: &Identity, initiated_event_id: i64, reason: String) {
    if draft.next.recorded.cancel_requested || draft.next.transient.buffer.cancel_requested() {
        return;
    }
    let requested = WorkflowExecutionCancelRequestedEventAttributes {
        cause: reason,
        external_initiated_event_id: initiated_event_id,
        external_workflow_execution: Some(sender(from)),
        identity: ENGINE_IDENTITY.to_owned(),
    };
    let requested = event(requested, draft.now());
    draft.emit_or_buffer(requested);
    task::need_at_once(draft);
}

fn sender(from: &Identity) -> WorkflowExecution {
    from.to_wire()
}

/// The answer to a message, to the run that sent it.
fn answer(from: &Identity, to: &Address, body: Body) -> Box<Message> {
    Box::new(Message {
        from: Identity {
            namespace: to.namespace.clone(),
            namespace_id: String::new(),
            workflow_id: to.workflow_id.clone(),
            run_id: to.run_id.clone(),
        },
        to: Address {
            namespace: from.namespace.clone(),
            workflow_id: from.workflow_id.clone(),
            run_id: from.run_id.clone(),
        },
        body,
    })
}
