//! A Nexus operation: work of another service, done at once or started and completed later.
//!
//! | State       | Cancel (try) | Cancel (wait) | Cancel (abandon) | Scheduled | Started | Closed | Cancel recorded | Cancel heard | Cancel heard, awaited |
//! |-------------|--------------|---------------|------------------|-----------|---------|--------|-----------------|--------------|-----------------------|
//! | `Issued`    | `Gone`, takes it back and resolves its start | same | same | `Scheduled` | | | | | |
//! | `Scheduled` | `Ignored`, requests and resolves its start | `CancelingStart`, requests | `Ignored`, resolves its start | | `Started`, resolves its start | `Gone`, resolves both | | | |
//! | `Started`   | `Ignored`, requests and resolves | `Canceling`, requests | `Ignored`, resolves | | | `Gone`, resolves | | | |
//! | `CancelingStart` | same | same | same | | `Canceling`, resolves its start | `Gone`, resolves both | same | same | `Ignored`, resolves its start |
//! | `Canceling` | same | same | same | | | `Gone`, resolves | same | same | `Ignored`, resolves |
//! | `Ignored`   | same | same | same | | same | `Gone` | same | same | same |
//!
//! *Heard* means that the handler of the operation was told of the cancellation, or could not be;
//! *awaited* that the workflow waits for just that. An operation that closes before it started was
//! done at once, or failed to start.

use everloop_proto::{
    command::v1::{
        RequestCancelNexusOperationCommandAttributes, ScheduleNexusOperationCommandAttributes, command::Attributes,
    },
    common::v1::Payload,
    enums::v1::CommandType,
    failure::v1::{Failure, NexusOperationFailureInfo, failure::FailureInfo},
};

use crate::{
    activation::{Job, NexusResolution, NexusStart},
    completion::{CancellationType, ScheduleNexus},
    core::{Core, Subject},
    error::Error,
    failures,
    outbox::Expected,
    trimmings::Kept,
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Issued,
    Scheduled,
    Started,
    CancelingStart,
    Canceling,
    Ignored,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    TryCancel,
    WaitCancel,
    Abandon,
    Scheduled,
    Started,
    Closed,
    CancelRecorded,
    CancelHeard,
    AwaitedCancelHeard,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    /// Take the command back and resolve the start as cancelled.
    TakeBack,
    RequestCancel,
    RequestCancelAndResolve,
    ResolveCanceled,
    RequestCancelAndResolveStart,
    ResolveCanceledStart,
    /// Resolve the start with what the event says.
    ResolveStart,
    /// Resolve with what the event says, and the start with what follows from it.
    ResolveBoth,
    /// Resolve with what the event says.
    Resolve,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    use Input::{
        Abandon, AwaitedCancelHeard, CancelHeard, CancelRecorded, Closed, Scheduled, Started, TryCancel, WaitCancel,
    };
    match (state, input) {
        (State::Issued, TryCancel | WaitCancel | Abandon) => Some((State::Gone, Effect::TakeBack)),
        (State::Issued, Scheduled) => Some((State::Scheduled, Effect::Nothing)),
        (State::Scheduled, TryCancel) => Some((State::Ignored, Effect::RequestCancelAndResolveStart)),
        (State::Scheduled, WaitCancel) => Some((State::CancelingStart, Effect::RequestCancel)),
        (State::Scheduled, Abandon) => Some((State::Ignored, Effect::ResolveCanceledStart)),
        (State::Scheduled, Started) => Some((State::Started, Effect::ResolveStart)),
        (State::Started, TryCancel) => Some((State::Ignored, Effect::RequestCancelAndResolve)),
        (State::Started, WaitCancel) => Some((State::Canceling, Effect::RequestCancel)),
        (State::Started, Abandon) => Some((State::Ignored, Effect::ResolveCanceled)),
        (State::CancelingStart, Started) => Some((State::Canceling, Effect::ResolveStart)),
        (State::Scheduled | State::CancelingStart, Closed) => Some((State::Gone, Effect::ResolveBoth)),
        (State::Started | State::Canceling, Closed) => Some((State::Gone, Effect::Resolve)),
        (State::Ignored, Closed) => Some((State::Gone, Effect::Nothing)),
        (State::CancelingStart, AwaitedCancelHeard) => Some((State::Ignored, Effect::ResolveStart)),
        (State::Canceling, AwaitedCancelHeard) => Some((State::Ignored, Effect::Resolve)),
        (
            State::CancelingStart | State::Canceling | State::Ignored,
            TryCancel | WaitCancel | Abandon | CancelRecorded | CancelHeard,
        )
        | (State::Ignored, Started | AwaitedCancelHeard) => Some((state, Effect::Nothing)),
        (State::Issued, Started | Closed)
        | (State::Scheduled | State::CancelingStart | State::Ignored, Scheduled)
        | (State::Started | State::Canceling, Scheduled | Started)
        | (State::Issued | State::Scheduled | State::Started, CancelRecorded | CancelHeard | AwaitedCancelHeard)
        | (
            State::Gone,
            TryCancel | WaitCancel | Abandon | Scheduled | Started | Closed | CancelRecorded | CancelHeard
            | AwaitedCancelHeard,
        ) => None,
    }
}

/// One operation that is not gone.
#[derive(Debug)]
pub(crate) struct Operation {
    state: State,
    pub(crate) endpoint: Box<str>,
    pub(crate) service: Box<str>,
    pub(crate) name: Box<str>,
    token: Box<str>,
    cancellation: CancellationType,
    /// Its command's place in the outbox, while it is `Issued`.
    place: u32,
    pub(crate) scheduled_event_id: i64,
    /// For its cancellation.
    kept: Kept,
}

/// What an event says about an operation.
#[derive(Debug)]
pub(crate) enum Told {
    Nothing,
    Started {
        token: String,
    },
    Completed(Option<Payload>),
    Failed(Option<Failure>),
    Canceled(Option<Failure>),
    TimedOut(Option<Failure>),
    /// The handler was told of the cancellation, or could not be.
    CancelHeard {
        refusal: Option<Failure>,
    },
}

impl Core {
    pub(crate) fn schedule_nexus(&mut self, mut schedule: ScheduleNexus) -> Result<(), Error> {
        let seq = schedule.seq;
        if self.operations.contains_key(&seq) {
            return Err(self.malformed_completion(format!("nexus operation {seq} is scheduled twice")));
        }
        let trimmings = self.trimmings(schedule.user_metadata.take());
        let mut operation = Operation {
            state: State::Issued,
            endpoint: schedule.endpoint.as_str().into(),
            service: schedule.service.as_str().into(),
            name: schedule.operation.as_str().into(),
            token: Box::default(),
            cancellation: schedule.cancellation_type,
            place: 0,
            scheduled_event_id: 0,
            kept: trimmings.kept(),
        };
        let place = self.issue_trimmed(Expected::ScheduleNexus(seq), trimmings, |_| {
            let attributes = ScheduleNexusOperationCommandAttributes {
                endpoint: schedule.endpoint,
                service: schedule.service,
                operation: schedule.operation,
                input: schedule.input,
                schedule_to_close_timeout: wire::durations(schedule.schedule_to_close_timeout),
                schedule_to_start_timeout: wire::durations(schedule.schedule_to_start_timeout),
                start_to_close_timeout: wire::durations(schedule.start_to_close_timeout),
                nexus_header: schedule.headers,
            };
            (
                CommandType::ScheduleNexusOperation,
                Attributes::ScheduleNexusOperationCommandAttributes(attributes),
            )
        });
        operation.place = wire::place(place);
        self.operations.insert(seq, operation);
        Ok(())
    }

    /// Cancels an operation. One that is gone already is left alone.
    pub(crate) fn cancel_nexus(&mut self, seq: u32) {
        let Some(operation) = self.operations.get(&seq) else {
            return;
        };
        let input = match operation.cancellation {
            CancellationType::TryCancel => Input::TryCancel,
            CancellationType::WaitCancellationCompleted | CancellationType::WaitCancellationRequested => {
                Input::WaitCancel
            }
            CancellationType::Abandon => Input::Abandon,
        };
        // Every state but `Gone` takes a cancellation.
        let _known = self.tell_nexus(seq, input, Told::Nothing);
    }

    /// The command was recorded.
    pub(crate) fn nexus_scheduled(&mut self, seq: u32, event_id: i64) -> bool {
        if let Some(operation) = self.operations.get_mut(&seq) {
            operation.scheduled_event_id = event_id;
        }
        self.subjects.insert(event_id, Subject::Nexus(seq));
        self.tell_nexus(seq, Input::Scheduled, Told::Nothing)
    }

    /// Passes an input to an operation, with what an event says if that is the input; false if it has
    /// no use for it.
    pub(crate) fn tell_nexus(&mut self, seq: u32, input: Input, told: Told) -> bool {
        let Some(operation) = self.operations.get_mut(&seq) else {
            return false;
        };
        let awaited = operation.cancellation == CancellationType::WaitCancellationRequested;
        let input = if input == Input::CancelHeard && awaited {
            Input::AwaitedCancelHeard
        } else {
            input
        };
        let Some((state, effect)) = transition(operation.state, input) else {
            return false;
        };
        operation.state = state;
        let (place, scheduled_event_id) = (operation.place, operation.scheduled_event_id);
        let trimmings = operation.kept.again();
        self.jobs.extend(jobs(seq, operation, effect, told));
        if state == State::Gone {
            self.operations.remove(&seq);
            self.subjects.remove(&scheduled_event_id);
        }
        match effect {
            Effect::TakeBack => self.outbox.retract(place as usize),
            Effect::RequestCancel | Effect::RequestCancelAndResolve | Effect::RequestCancelAndResolveStart => {
                self.issue_trimmed(Expected::CancelNexus(seq), trimmings, |_| {
                    let attributes = RequestCancelNexusOperationCommandAttributes { scheduled_event_id };
                    let attributes = Attributes::RequestCancelNexusOperationCommandAttributes(attributes);
                    (CommandType::RequestCancelNexusOperation, attributes)
                });
            }
            Effect::Nothing
            | Effect::ResolveCanceled
            | Effect::ResolveCanceledStart
            | Effect::ResolveStart
            | Effect::ResolveBoth
            | Effect::Resolve => {}
        }
        true
    }
}

/// What the workflow is told.
fn jobs(seq: u32, operation: &mut Operation, effect: Effect, told: Told) -> Vec<Job> {
    let canceled_start = |operation: &Operation, message| {
        let failure = canceled(operation, message);
        vec![Job::ResolveNexusStart {
            seq,
            outcome: NexusStart::Failed { failure },
        }]
    };
    match effect {
        Effect::Nothing | Effect::RequestCancel => Vec::new(),
        Effect::TakeBack => canceled_start(operation, "Nexus Operation cancelled before scheduled"),
        Effect::RequestCancelAndResolveStart | Effect::ResolveCanceledStart => {
            canceled_start(operation, "Nexus operation cancelled before it was started")
        }
        Effect::RequestCancelAndResolve | Effect::ResolveCanceled => {
            let failure = canceled(operation, "Nexus operation cancelled after starting");
            vec![Job::ResolveNexus {
                seq,
                resolution: NexusResolution::Canceled { failure },
            }]
        }
        Effect::ResolveStart => match told {
            Told::Started { token } => {
                operation.token = token.as_str().into();
                vec![Job::ResolveNexusStart {
                    seq,
                    outcome: NexusStart::Async { operation_token: token },
                }]
            }
            told => failure_of(operation, told)
                .map(|failure| Job::ResolveNexusStart {
                    seq,
                    outcome: NexusStart::Failed { failure },
                })
                .into_iter()
                .collect(),
        },
        Effect::ResolveBoth => match told {
            Told::Completed(result) => vec![
                Job::ResolveNexusStart {
                    seq,
                    outcome: NexusStart::Sync,
                },
                Job::ResolveNexus {
                    seq,
                    resolution: NexusResolution::Completed { result },
                },
            ],
            told => failure_of(operation, told)
                .map(|failure| Job::ResolveNexusStart {
                    seq,
                    outcome: NexusStart::Failed { failure },
                })
                .into_iter()
                .collect(),
        },
        Effect::Resolve => resolution(operation, told)
            .map(|resolution| Job::ResolveNexus { seq, resolution })
            .into_iter()
            .collect(),
    }
}

fn resolution(operation: &Operation, told: Told) -> Option<NexusResolution> {
    match told {
        Told::Completed(result) => Some(NexusResolution::Completed { result }),
        Told::Failed(failure) => Some(NexusResolution::Failed {
            failure: failure.unwrap_or_default(),
        }),
        Told::Canceled(failure) => Some(NexusResolution::Canceled {
            failure: failure.unwrap_or_default(),
        }),
        Told::TimedOut(failure) => Some(NexusResolution::TimedOut {
            failure: failure.unwrap_or_default(),
        }),
        Told::CancelHeard { refusal: None } => Some(NexusResolution::Canceled {
            failure: heard(operation),
        }),
        Told::CancelHeard { refusal: Some(refusal) } => Some(NexusResolution::Failed {
            failure: refused(operation, refusal),
        }),
        Told::Nothing | Told::Started { .. } => None,
    }
}

/// The failure of an operation that did not start.
fn failure_of(operation: &Operation, told: Told) -> Option<Failure> {
    match told {
        Told::Failed(failure) | Told::Canceled(failure) | Told::TimedOut(failure) => Some(failure.unwrap_or_default()),
        Told::CancelHeard { refusal: None } => Some(heard(operation)),
        Told::CancelHeard { refusal: Some(refusal) } => Some(refused(operation, refusal)),
        Told::Nothing | Told::Started { .. } | Told::Completed(_) => None,
    }
}

fn heard(operation: &Operation) -> Failure {
    canceled(operation, "Nexus operation cancellation request completed")
}

fn refused(operation: &Operation, refusal: Failure) -> Failure {
    wrapped(operation, "Nexus operation cancellation request failed", refusal)
}

fn canceled(operation: &Operation, message: &str) -> Failure {
    wrapped(operation, message, failures::canceled("", None))
}

/// The failure around another one, for an operation.
fn wrapped(operation: &Operation, message: &str, cause: Failure) -> Failure {
    let info = NexusOperationFailureInfo {
        scheduled_event_id: operation.scheduled_event_id,
        endpoint: operation.endpoint.to_string(),
        service: operation.service.to_string(),
        operation: operation.name.to_string(),
        operation_token: operation.token.to_string(),
        ..NexusOperationFailureInfo::default()
    };
    failures::around(
        message,
        Some(cause),
        FailureInfo::NexusOperationExecutionFailureInfo(info),
    )
}
