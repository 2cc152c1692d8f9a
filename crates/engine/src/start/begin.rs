//! The first events of a run.

use std::time::Duration;

use everloop_proto::common::v1::Link;
use everloop_proto::enums::v1::TaskQueueKind;
use everloop_proto::history::v1::WorkflowExecutionStartedEventAttributes;
use everloop_proto::sdk::v1::UserMetadata;
use everloop_proto::taskqueue::v1::TaskQueue;
use everloop_proto::workflowservice::v1::{SignalWorkflowExecutionRequest, UpdateWorkflowExecutionRequest};

use crate::draft::Draft;
use crate::event::event;
use crate::input::Polled;
use crate::state::{Execution, Identity, ahead};
use crate::{Birth, Context, HandedWorkflowTask, Limits, Reject, UpdateStatus, convert, input, task};

/// What a run begins with.
pub(crate) struct Beginning {
    pub(crate) identity: Identity,
    pub(crate) started: WorkflowExecutionStartedEventAttributes,
    /// How long the first workflow task waits; as in `started`.
    pub(crate) backoff: Duration,
    pub(crate) request_id: String,
    pub(crate) user_metadata: Option<UserMetadata>,
    pub(crate) links: Vec<Link>,
    /// A signal that comes with the start.
    pub(crate) signal: Option<Box<SignalWorkflowExecutionRequest>>,
}

/// Begins a run. Its first workflow task is announced, or waits for its time.
pub(crate) fn begin(beginning: Beginning, ctx: &mut Context<'_>) -> Birth {
    let backoff = beginning.backoff;
    let mut draft = first_events(beginning, ctx);
    if backoff.is_zero() {
        task::schedule(&mut draft);
        task::announce(&mut draft);
    }
    draft.birth()
}

/// Begins a run with an update, which its first workflow task carries.
pub(super) fn begin_with_update(
    beginning: Beginning,
    update: UpdateWorkflowExecutionRequest,
    ctx: &mut Context<'_>,
) -> Result<(Birth, UpdateStatus), Reject> {
    let mut draft = first_events(beginning, ctx);
    task::schedule(&mut draft);
    let status = super::with_update::status(input::update::apply(&mut draft, update)?);
    task::announce(&mut draft);
    Ok((draft.birth(), status))
}

/// Begins a run and hands its first workflow task to who asked for the start.
pub(super) fn begin_eagerly(mut beginning: Beginning, ctx: &mut Context<'_>) -> (Birth, HandedWorkflowTask) {
    beginning.started.eager_execution_accepted = true;
    let (identity, request_id) = (beginning.started.identity.clone(), beginning.request_id.clone());
    let mut draft = first_events(beginning, ctx);
    task::schedule(&mut draft);
    let taker = task::Taker {
        identity,
        request_id,
        ..task::Taker::default()
    };
    task::start(&mut draft, taker);
    let handed = task::hand_over(&mut draft, Polled::Normal);
    (draft.birth(), handed)
}

fn first_events<'a, 'c>(beginning: Beginning, ctx: &'a mut Context<'c>) -> Draft<'a, 'c> {
    let mut draft = Draft::new(Execution::new(beginning.identity), ctx);
    draft.next.transient.start_request_id = beginning.request_id;
    let now = draft.now() + ahead(beginning.started.time_skipping_state_propagation.as_ref());
    let mut started = event(beginning.started, now);
    started.user_metadata = beginning.user_metadata;
    started.links = beginning.links;
    draft.append(started);
    if let Some(signal) = beginning.signal {
        input::signal::record(&mut draft, *signal);
    }
    draft
}

/// A task queue as the first event names it.
pub(crate) fn normal(queue: TaskQueue) -> TaskQueue {
    TaskQueue {
        name: queue.name,
        kind: TaskQueueKind::Normal as i32,
        normal_name: String::new(),
    }
}

/// A timeout as the first event of a client's start has it: absent if there is none.
pub(super) fn some(timeout: Duration) -> Option<prost_types::Duration> {
    (!timeout.is_zero()).then(|| convert::wire(timeout))
}

/// The timeout of workflow tasks with its default and its bounds.
pub(crate) fn task_timeout(given: Option<&prost_types::Duration>, run: Duration, limits: &Limits) -> Duration {
    let timeout = convert::timeout(given)
        .unwrap_or(limits.workflow_task_timeout)
        .min(limits.workflow_task_timeout_max);
    if run.is_zero() { timeout } else { timeout.min(run) }
}
