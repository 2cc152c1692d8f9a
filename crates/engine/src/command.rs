//! What a workflow asks for with a completed task, one command per file.

mod cancel_timer;
mod cancel_workflow;
mod complete_workflow;
mod continue_as_new;
mod fail_workflow;
mod modify_properties;
mod record_marker;
mod request_cancel_activity;
mod request_cancel_external;
mod schedule_activity;
mod signal_external;
mod size;
mod start_child;
mod start_timer;
mod upsert_search_attributes;

use std::collections::BTreeSet;

use everloop_proto::command::v1::Command;
use everloop_proto::command::v1::command::Attributes;
use everloop_proto::common::v1::SearchAttributes;
use everloop_proto::enums::v1::{CommandType, WorkflowTaskFailedCause as Cause};
use everloop_proto::history::v1::HistoryEvent;
use everloop_proto::sdk::v1::UserMetadata;

use crate::draft::Draft;
use crate::event::{EventAttributes, event};
use crate::update::Answers;
use crate::{Limits, Reject, validate};

/// Why a command can't be carried out; the whole workflow task fails then.
#[derive(Debug)]
pub(crate) struct Bad {
    pub(crate) cause: Cause,
    pub(crate) message: String,
    /// Whether the run can't go on at all.
    pub(crate) is_fatal: bool,
}

impl Bad {
    pub(crate) fn new(cause: Cause, message: impl Into<String>) -> Self {
        Self {
            cause,
            message: message.into(),
            is_fatal: false,
        }
    }

    fn fatal(cause: Cause, message: impl Into<String>) -> Self {
        Self {
            is_fatal: true,
            ..Self::new(cause, message)
        }
    }

    fn rejected(cause: Cause, reject: &Reject) -> Self {
        Self::new(cause, reject.to_string())
    }

    /// The text of the error that the worker gets.
    pub(crate) fn text(&self) -> String {
        let mut text = camel(self.cause.as_str_name());
        if !self.message.is_empty() {
            text.push_str(": ");
            text.push_str(&self.message);
        }
        text
    }
}

/// The completion that commands belong to.
pub(crate) struct Completion {
    pub(crate) event_id: i64,
    pub(crate) identity: String,
    /// Activities that the worker wants at once, by scheduled event id.
    pub(crate) eager: Vec<i64>,
    /// The workflow ids of children that this completion initiates.
    pub(crate) children: BTreeSet<String>,
    /// What the completion says to updates.
    pub(crate) answers: Answers,
    /// How much waits in the buffer that happened while the worker had the task. What the completion's own
    /// commands cause does not count: the workflow knows what it does.
    pub(crate) unseen: usize,
    /// A run that closes with this completion says so here; nothing may follow.
    pub(crate) closed: bool,
}

/// What a command carries besides its attributes; it goes onto the command's event.
pub(crate) struct Trimmings(HistoryEvent);

impl Trimmings {
    /// The event of those attributes with what the command carried.
    pub(crate) fn on<A: EventAttributes>(self, draft: &Draft<'_, '_>, attributes: A) -> HistoryEvent {
        let Self(mut trimmed) = self;
        let plain = event(attributes, draft.now());
        trimmed.event_time = plain.event_time;
        trimmed.event_type = plain.event_type;
        trimmed.attributes = plain.attributes;
        trimmed
    }

    pub(crate) fn user_metadata(&self) -> Option<UserMetadata> {
        self.0.user_metadata.clone()
    }
}

/// The name of a command type or a cause without its prefix, in camel case, as texts have it.
pub fn camel(name: &str) -> String {
    let name = name
        .trim_start_matches("WORKFLOW_TASK_FAILED_CAUSE_")
        .trim_start_matches("COMMAND_TYPE_");
    name.split('_')
        .map(|word| format!("{}{}", &word[..1], word[1..].to_ascii_lowercase()))
        .collect()
}

/// Whether the commands are known and in a possible order.
pub(crate) fn check(commands: &[Command]) -> Result<(), Reject> {
    let last = commands.len().saturating_sub(1);
    for (place, command) in commands.iter().enumerate() {
        let Ok(kind) = CommandType::try_from(command.command_type) else {
            return Err(Reject::invalid(format!(
                "unknown command type: {}",
                command.command_type
            )));
        };
        if kind == CommandType::Unspecified {
            return Err(Reject::invalid("unknown command type: Unspecified"));
        }
        if closes(kind) && place < last {
            let names: Vec<_> = commands
                .iter()
                .map(|command| camel(command.command_type().as_str_name()))
                .collect();
            return Err(Reject::invalid(format!(
                "invalid command sequence: [{}], command {} must be the last command.",
                names.join(", "),
                camel(kind.as_str_name())
            )));
        }
    }
    Ok(())
}

fn closes(kind: CommandType) -> bool {
    matches!(
        kind,
        CommandType::CompleteWorkflowExecution
            | CommandType::FailWorkflowExecution
            | CommandType::CancelWorkflowExecution
            | CommandType::ContinueAsNewWorkflowExecution
    )
}

/// Carries out one command.
pub(crate) fn carry_out(draft: &mut Draft<'_, '_>, command: Command, completion: &mut Completion) -> Result<(), Bad> {
    let kind = command.command_type();
    if closes(kind) && completion.unseen > 0 {
        return Err(Bad::new(Cause::UnhandledCommand, ""));
    }
    let trimmings = Trimmings(HistoryEvent {
        user_metadata: command.user_metadata,
        event_group_markers: command.event_group_markers,
        ..HistoryEvent::default()
    });
    let Some(attributes) = command.attributes.filter(|attributes| type_of(attributes) == kind) else {
        return Err(Bad::new(bad_attributes(kind), missing(kind)));
    };
    size::check(&attributes, draft.ctx.limits)?;
    match attributes {
        Attributes::ScheduleActivityTaskCommandAttributes(attributes) => {
            schedule_activity::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::RequestCancelActivityTaskCommandAttributes(attributes) => {
            request_cancel_activity::carry_out(draft, &attributes, trimmings, completion)
        }
        Attributes::StartTimerCommandAttributes(attributes) => {
            start_timer::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::CancelTimerCommandAttributes(attributes) => {
            cancel_timer::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::RecordMarkerCommandAttributes(attributes) => {
            record_marker::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::UpsertWorkflowSearchAttributesCommandAttributes(attributes) => {
            upsert_search_attributes::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::ModifyWorkflowPropertiesCommandAttributes(attributes) => {
            modify_properties::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::CompleteWorkflowExecutionCommandAttributes(attributes) => {
            complete_workflow::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::FailWorkflowExecutionCommandAttributes(attributes) => {
            fail_workflow::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::CancelWorkflowExecutionCommandAttributes(attributes) => {
            cancel_workflow::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::ContinueAsNewWorkflowExecutionCommandAttributes(attributes) => {
            continue_as_new::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::StartChildWorkflowExecutionCommandAttributes(attributes) => {
            start_child::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::SignalExternalWorkflowExecutionCommandAttributes(attributes) => {
            signal_external::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::RequestCancelExternalWorkflowExecutionCommandAttributes(attributes) => {
            request_cancel_external::carry_out(draft, attributes, trimmings, completion)
        }
        Attributes::ProtocolMessageCommandAttributes(attributes) => {
            completion.answers.take(draft, &attributes.message_id)
        }
        Attributes::ScheduleNexusOperationCommandAttributes(_)
        | Attributes::RequestCancelNexusOperationCommandAttributes(_) => Err(Bad::new(
            bad_attributes(kind),
            format!("everloop does not carry out {} yet", kind.as_str_name()),
        )),
    }
}

/// The type of a command with these attributes.
fn type_of(attributes: &Attributes) -> CommandType {
    match attributes {
        Attributes::ScheduleActivityTaskCommandAttributes(_) => CommandType::ScheduleActivityTask,
        Attributes::RequestCancelActivityTaskCommandAttributes(_) => CommandType::RequestCancelActivityTask,
        Attributes::StartTimerCommandAttributes(_) => CommandType::StartTimer,
        Attributes::CompleteWorkflowExecutionCommandAttributes(_) => CommandType::CompleteWorkflowExecution,
        Attributes::FailWorkflowExecutionCommandAttributes(_) => CommandType::FailWorkflowExecution,
        Attributes::CancelTimerCommandAttributes(_) => CommandType::CancelTimer,
        Attributes::CancelWorkflowExecutionCommandAttributes(_) => CommandType::CancelWorkflowExecution,
        Attributes::RequestCancelExternalWorkflowExecutionCommandAttributes(_) => {
            CommandType::RequestCancelExternalWorkflowExecution
        }
        Attributes::RecordMarkerCommandAttributes(_) => CommandType::RecordMarker,
        Attributes::ContinueAsNewWorkflowExecutionCommandAttributes(_) => CommandType::ContinueAsNewWorkflowExecution,
        Attributes::StartChildWorkflowExecutionCommandAttributes(_) => CommandType::StartChildWorkflowExecution,
        Attributes::SignalExternalWorkflowExecutionCommandAttributes(_) => CommandType::SignalExternalWorkflowExecution,
        Attributes::UpsertWorkflowSearchAttributesCommandAttributes(_) => CommandType::UpsertWorkflowSearchAttributes,
        Attributes::ProtocolMessageCommandAttributes(_) => CommandType::ProtocolMessage,
        Attributes::ModifyWorkflowPropertiesCommandAttributes(_) => CommandType::ModifyWorkflowProperties,
        Attributes::ScheduleNexusOperationCommandAttributes(_) => CommandType::ScheduleNexusOperation,
        Attributes::RequestCancelNexusOperationCommandAttributes(_) => CommandType::RequestCancelNexusOperation,
    }
}

/// What is said of a command without the attributes of its type. Wire: Nexus has words of its own.
fn missing(kind: CommandType) -> String {
    match kind {
        CommandType::ScheduleNexusOperation => "empty ScheduleNexusOperationCommandAttributes".to_owned(),
        CommandType::RequestCancelNexusOperation => "empty CancelNexusOperationCommandAttributes".to_owned(),
        _ => {
            let name = camel(kind.as_str_name());
            format!("{name}CommandAttributes is not set on {name}Command.")
        }
    }
}

/// A name in a command must not be too long; `place` is the command, `before` and `after` are what else the text tells.
fn short_enough(
    (field, value): (&str, &str),
    place: &str,
    (before, after): (&str, &str),
    limits: &Limits,
) -> Result<(), String> {
    let (length, most) = (value.len(), limits.id_bytes_max);
    if length <= most {
        return Ok(());
    }
    Err(format!(
        "{field} on {place} exceeds length limit. {before}{field}={value} Length={length} Limit={most}{after}"
    ))
}

/// A queue as texts about it show it.
fn queue_text(name: &str) -> String {
    format!("name:\"{name}\"  kind:TASK_QUEUE_KIND_NORMAL")
}

/// The cause of failure for wrong attributes of a command of that type.
fn bad_attributes(kind: CommandType) -> Cause {
    match kind {
        CommandType::Unspecified => Cause::UnhandledCommand,
        CommandType::ScheduleActivityTask => Cause::BadScheduleActivityAttributes,
        CommandType::RequestCancelActivityTask => Cause::BadRequestCancelActivityAttributes,
        CommandType::StartTimer => Cause::BadStartTimerAttributes,
        CommandType::CompleteWorkflowExecution => Cause::BadCompleteWorkflowExecutionAttributes,
        CommandType::FailWorkflowExecution => Cause::BadFailWorkflowExecutionAttributes,
        CommandType::CancelTimer => Cause::BadCancelTimerAttributes,
        CommandType::CancelWorkflowExecution => Cause::BadCancelWorkflowExecutionAttributes,
        CommandType::RequestCancelExternalWorkflowExecution => {
            Cause::BadRequestCancelExternalWorkflowExecutionAttributes
        }
        CommandType::RecordMarker => Cause::BadRecordMarkerAttributes,
        CommandType::ContinueAsNewWorkflowExecution => Cause::BadContinueAsNewAttributes,
        CommandType::StartChildWorkflowExecution => Cause::BadStartChildExecutionAttributes,
        CommandType::SignalExternalWorkflowExecution => Cause::BadSignalWorkflowExecutionAttributes,
        CommandType::UpsertWorkflowSearchAttributes => Cause::BadSearchAttributes,
        CommandType::ProtocolMessage => Cause::BadUpdateWorkflowExecutionMessage,
        CommandType::ModifyWorkflowProperties => Cause::BadModifyWorkflowPropertiesAttributes,
        CommandType::ScheduleNexusOperation => Cause::BadScheduleNexusOperationAttributes,
        CommandType::RequestCancelNexusOperation => Cause::BadRequestCancelNexusOperationAttributes,
    }
}

/// Commands reach no further than their own namespace.
fn same_namespace(draft: &Draft<'_, '_>, namespace: &str) -> Result<(), String> {
    if namespace.is_empty() || namespace == draft.next.identity.namespace {
        Ok(())
    } else {
        Err("cross namespace commands are not allowed".to_owned())
    }
}

/// What a command sets must be settable.
fn check_search_attributes(draft: &Draft<'_, '_>, wanted: Option<&SearchAttributes>) -> Result<(), Bad> {
    let namespace = &draft.next.identity.namespace;
    validate::search_attributes(namespace, wanted, draft.ctx.limits)
        .map_err(|message| Bad::new(Cause::BadSearchAttributes, message))
}

/// Whether a text can name a run: empty for the latest, else a UUID.
fn is_run_id(text: &str) -> bool {
    let shape = |(place, letter): (usize, char)| match place {
        8 | 13 | 18 | 23 => letter == '-',
        _ => letter.is_ascii_hexdigit(),
    };
    text.is_empty() || (text.len() == 36 && text.char_indices().all(shape))
}
