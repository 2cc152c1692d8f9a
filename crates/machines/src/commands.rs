//! Commands of a completion, given to the machines they concern.

use everloop_proto::{
    command::v1::{
        CancelWorkflowExecutionCommandAttributes, CompleteWorkflowExecutionCommandAttributes,
        ContinueAsNewWorkflowExecutionCommandAttributes, FailWorkflowExecutionCommandAttributes,
        ModifyWorkflowPropertiesCommandAttributes, UpsertWorkflowSearchAttributesCommandAttributes,
        command::Attributes,
    },
    common::v1::{Memo, SearchAttributes},
    enums::v1::{CommandType, TaskQueueKind},
    sdk::v1::EventGroupMarker,
    taskqueue::v1::TaskQueue,
};
use std::collections::BTreeMap;

use crate::{
    completion::{Command, ContinueAsNew},
    core::Core,
    error::Error,
    flags::Flag,
    outbox::Expected,
    wire,
};

impl Core {
    /// Takes the commands that one activation produced.
    pub(crate) fn take_commands(
        &mut self,
        commands: Vec<Command>,
        mut markers: BTreeMap<usize, Vec<EventGroupMarker>>,
        places: &[u64],
        activation: u32,
    ) -> Result<(), Error> {
        let keeps_all = self.flag(Flag::ClosingCommandLast);
        let mut closing = None;
        for (index, command) in commands.into_iter().enumerate() {
            self.outbox.place = places.get(index).copied().unwrap_or_default();
            if command.closes_workflow() {
                closing = closing.or(Some((index, command)));
            } else if closing.is_none() || keeps_all {
                self.take_marked(command, markers.remove(&index), activation)?;
            }
        }
        if let Some((index, command)) = closing {
            self.closed = true;
            self.outbox.place = places.get(index).copied().unwrap_or_default();
            self.take_marked(command, markers.remove(&index), activation)?;
            self.stop_local_activities();
        }
        self.outbox.place = 0;
        Ok(())
    }

    fn take_marked(
        &mut self,
        command: Command,
        markers: Option<Vec<EventGroupMarker>>,
        activation: u32,
    ) -> Result<(), Error> {
        self.markers = markers.unwrap_or_default();
        let taken = self.take_command(command, activation);
        self.markers.clear();
        taken
    }

    fn take_command(&mut self, command: Command, activation: u32) -> Result<(), Error> {
        match command {
            Command::StartTimer(start) => self.start_timer(start)?,
            Command::CancelTimer { seq } => self.cancel_timer(seq),
            Command::ScheduleActivity(schedule) => self.schedule_activity(*schedule)?,
            Command::ScheduleLocalActivity(schedule) => self.schedule_local_activity(*schedule)?,
            Command::CancelActivity { seq } if self.locals.contains(seq) => self.cancel_local_activity(seq, activation),
            Command::CancelActivity { seq } => self.cancel_activity(seq),
            Command::StartChild(start) => self.start_child(*start)?,
            Command::CancelChild { seq, reason } => self.cancel_child(seq, &reason),
            Command::SignalExternal(signal) => self.signal_external(*signal)?,
            Command::CancelSignalExternal { seq } => self.cancel_signal_external(seq),
            Command::CancelExternal(cancel) => self.cancel_external(*cancel)?,
            Command::SetPatch { patch_id, deprecated } => self.set_patch(patch_id, deprecated),
            Command::UpdateResponse(response) => self.respond_to_update(*response)?,
            Command::ScheduleNexus(schedule) => self.schedule_nexus(*schedule)?,
            Command::CancelNexus { seq } => self.cancel_nexus(seq),
            Command::QueryResult(result) => {
                let what = format!("it answers query {}, which was not asked", result.query_id);
                return Err(self.malformed_completion(what));
            }
            Command::UpsertSearchAttributes { .. }
            | Command::ModifyProperties { .. }
            | Command::CompleteWorkflow { .. }
            | Command::FailWorkflow { .. }
            | Command::CancelWorkflow { .. }
            | Command::ContinueAsNew(_) => self.issue_plain(command),
        }
        Ok(())
    }

    /// Issues a command without a machine: nothing follows its event.
    fn issue_plain(&mut self, command: Command) {
        match command {
            Command::UpsertSearchAttributes { search_attributes } => {
                self.inherit(&search_attributes);
                self.issue(Expected::UpsertSearchAttributes, |_| {
                    let search_attributes = Some(search_attributes);
                    let attributes = UpsertWorkflowSearchAttributesCommandAttributes { search_attributes };
                    let attributes = Attributes::UpsertWorkflowSearchAttributesCommandAttributes(attributes);
                    (CommandType::UpsertWorkflowSearchAttributes, attributes)
                });
            }
            Command::ModifyProperties { upserted_memo } => {
                self.issue(Expected::ModifyProperties, |_| {
                    let upserted_memo = Some(Memo { fields: upserted_memo });
                    let attributes = ModifyWorkflowPropertiesCommandAttributes { upserted_memo };
                    let attributes = Attributes::ModifyWorkflowPropertiesCommandAttributes(attributes);
                    (CommandType::ModifyWorkflowProperties, attributes)
                });
            }
            Command::CompleteWorkflow { result } => {
                self.issue(Expected::CompleteWorkflow, |_| {
                    let result = wire::payloads(result.into_iter().collect());
                    let attributes = CompleteWorkflowExecutionCommandAttributes { result };
                    let attributes = Attributes::CompleteWorkflowExecutionCommandAttributes(attributes);
                    (CommandType::CompleteWorkflowExecution, attributes)
                });
            }
            Command::FailWorkflow { failure } => {
                self.issue(Expected::FailWorkflow, |_| {
                    let attributes = FailWorkflowExecutionCommandAttributes { failure: Some(failure) };
                    let attributes = Attributes::FailWorkflowExecutionCommandAttributes(attributes);
                    (CommandType::FailWorkflowExecution, attributes)
                });
            }
            Command::CancelWorkflow { details } => {
                self.issue(Expected::CancelWorkflow, |_| {
                    let attributes = CancelWorkflowExecutionCommandAttributes { details };
                    let attributes = Attributes::CancelWorkflowExecutionCommandAttributes(attributes);
                    (CommandType::CancelWorkflowExecution, attributes)
                });
            }
            Command::ContinueAsNew(again) => self.continue_as_new(*again),
            // Commands with machines are taken elsewhere.
            _ => {}
        }
    }

    /// Remembers changed search attributes for the run that continues this one.
    fn inherit(&mut self, changed: &SearchAttributes) {
        for (name, payload) in &changed.indexed_fields {
            if payload
                .metadata
                .get("encoding")
                .is_some_and(|encoding| *encoding == "binary/null")
            {
                self.heritage.search_attributes.remove(name);
            } else {
                self.heritage.search_attributes.insert(name.clone(), payload.clone());
            }
        }
    }

    fn continue_as_new(&mut self, again: ContinueAsNew) {
        let workflow_type = match again.workflow_type {
            kind if kind.is_empty() => self.heritage.workflow_type.to_string(),
            kind => kind,
        };
        let own_queue = again.task_queue.is_empty() || again.task_queue == self.options.task_queue;
        let memo = self.heritage.memo.clone();
        let retry_policy = again
            .retry_policy
            .or_else(|| self.heritage.retry_policy.as_deref().cloned());
        let indexed_fields = self.heritage.search_attributes.clone();
        let inherited = (!indexed_fields.is_empty()).then_some(SearchAttributes { indexed_fields });
        self.issue(Expected::ContinueAsNew, |options| {
            let name = if own_queue {
                options.task_queue.clone()
            } else {
                again.task_queue
            };
            let attributes = ContinueAsNewWorkflowExecutionCommandAttributes {
                workflow_type: Some(wire::workflow_type(workflow_type)),
                task_queue: Some(TaskQueue {
                    name,
                    kind: TaskQueueKind::Normal.into(),
                    normal_name: String::new(),
                }),
                input: wire::payloads(again.arguments),
                workflow_run_timeout: wire::durations(again.run_timeout),
                workflow_task_timeout: wire::durations(again.task_timeout),
                backoff_start_interval: wire::durations(again.backoff_start_interval),
                retry_policy,
                header: wire::header_or_none(again.headers),
                memo: if again.memo.is_empty() {
                    memo
                } else {
                    Some(Memo { fields: again.memo })
                },
                search_attributes: again.search_attributes.or(inherited),
                inherit_build_id: wire::same_build(again.versioning_intent, own_queue),
                initial_versioning_behavior: again.initial_versioning_behavior,
                ..ContinueAsNewWorkflowExecutionCommandAttributes::default()
            };
            let attributes = Attributes::ContinueAsNewWorkflowExecutionCommandAttributes(attributes);
            (CommandType::ContinueAsNewWorkflowExecution, attributes)
        });
    }
}
