//! Whether an event records the command that the workflow produced at that point.
//!
//! Both must be of one kind. Beyond that, what identifies the subject is compared, as far as the
//! official SDK does so: a history that replays there replays here.

use everloop_proto::history::v1::{HistoryEvent, MarkerRecordedEventAttributes, history_event::Attributes};

use crate::{
    comparison::Row,
    core::Core,
    describe,
    error::Error,
    flags::Flag,
    machines::{local_activity, nexus, patch, timer},
    outbox::Expected,
};

impl Core {
    /// Takes an event that some command made: finds the command, and moves its machine on.
    pub(crate) fn match_command(&mut self, event: &HistoryEvent) -> Result<(), Error> {
        if self.skip_patches(event) {
            return Ok(());
        }
        let Some((expected, place)) = self.outbox.pop_awaited() else {
            return Err(mismatch(event, None));
        };
        if !event
            .attributes
            .as_ref()
            .is_some_and(|attributes| self.records(attributes, &expected))
        {
            return Err(mismatch(event, Some((describe::command(self, &expected), place))));
        }
        if !self.confirm(&expected, event.event_id) {
            return Err(self.malformed(event.event_id, format!("{} came twice", describe::event(event))));
        }
        self.outbox.found(event.event_id, (expected, place));
        Ok(())
    }

    /// Takes an event that no command made: commands still awaited were never recorded.
    pub(crate) fn expect_no_command(&mut self, event: &HistoryEvent) -> Result<(), Error> {
        self.drop_unmatched_patches();
        match self.outbox.next_awaited() {
            None => Ok(()),
            Some(_) => Err(mismatch(event, self.unrecorded())),
        }
    }

    /// Takes the end of the history.
    pub(crate) fn expect_no_more(&mut self, last_event_id: i64) -> Result<(), Error> {
        self.drop_unmatched_patches();
        match self.outbox.next_awaited() {
            None => Ok(()),
            Some(_) => Err(nondeterminism(
                last_event_id,
                "its last event".to_owned(),
                self.unrecorded(),
            )),
        }
    }

    /// Takes the next command that the history should have shown.
    fn unrecorded(&mut self) -> Option<(String, u64)> {
        let (expected, place) = self.outbox.pop_awaited()?;
        Some((describe::command(self, &expected), place))
    }

    fn records(&self, attributes: &Attributes, expected: &Expected) -> bool {
        // The command is older than the task being applied: what its own task recorded counts.
        let compares_ids = self.flags.on(Flag::IdAndTypeChecks, true);
        match (expected, attributes) {
            (Expected::StartTimer(seq), Attributes::TimerStartedEventAttributes(of)) => is_seq(&of.timer_id, *seq),
            (Expected::CancelTimer(seq), Attributes::TimerCanceledEventAttributes(of)) => is_seq(&of.timer_id, *seq),
            (Expected::ScheduleActivity(seq), Attributes::ActivityTaskScheduledEventAttributes(of)) => {
                let kind = of.activity_type.as_ref().map(|of| of.name.as_str()).unwrap_or_default();
                let activity = self.activities.get(seq);
                !compares_ids || activity.is_some_and(|known| *known.id == *of.activity_id && *known.kind == *kind)
            }
            (Expected::CancelActivity(seq), Attributes::ActivityTaskCancelRequestedEventAttributes(of)) => self
                .activities
                .get(seq)
                .is_none_or(|known| known.scheduled_event_id == of.scheduled_event_id),
            (Expected::StartChild(seq), Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(of)) => {
                let kind = of.workflow_type.as_ref().map(|of| of.name.as_str()).unwrap_or_default();
                let child = self.children.get(seq);
                !compares_ids
                    || child.is_some_and(|known| *known.workflow_id == *of.workflow_id && *known.workflow_type == *kind)
            }
            (Expected::ScheduleNexus(seq), Attributes::NexusOperationScheduledEventAttributes(of)) => {
                self.operations.get(seq).is_some_and(|known| {
                    (&*known.endpoint, &*known.service, &*known.name) == (&*of.endpoint, &*of.service, &*of.operation)
                })
            }
            (Expected::CancelNexus(seq), Attributes::NexusOperationCancelRequestedEventAttributes(of)) => {
                let operation = self.operations.get(seq);
                operation.is_none_or(|known| known.scheduled_event_id == of.scheduled_event_id)
            }
            (Expected::LocalActivity { seq, id, kind }, Attributes::MarkerRecordedEventAttributes(of)) => {
                is_local_activity(of, *seq, compares_ids.then_some((&**id, &**kind)))
            }
            (Expected::Patch { patch_id }, Attributes::MarkerRecordedEventAttributes(of)) => {
                patch::marker(of).is_some_and(|marker| *marker.id == **patch_id)
            }
            (Expected::AcceptUpdate(id), Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(of)) => {
                *of.protocol_instance_id == **id
            }
            (Expected::CompleteUpdate(id), Attributes::WorkflowExecutionUpdateCompletedEventAttributes(of)) => {
                of.meta.as_ref().is_some_and(|meta| *meta.update_id == **id)
            }
            (
                Expected::CancelChild(_) | Expected::CancelExternal(_),
                Attributes::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(_),
            )
            | (Expected::SignalExternal(_), Attributes::SignalExternalWorkflowExecutionInitiatedEventAttributes(_))
            | (
                Expected::PatchAttribute | Expected::UpsertSearchAttributes,
                Attributes::UpsertWorkflowSearchAttributesEventAttributes(_),
            )
            | (Expected::ModifyProperties, Attributes::WorkflowPropertiesModifiedEventAttributes(_))
            | (Expected::CompleteWorkflow, Attributes::WorkflowExecutionCompletedEventAttributes(_))
            | (Expected::FailWorkflow, Attributes::WorkflowExecutionFailedEventAttributes(_))
            | (Expected::CancelWorkflow, Attributes::WorkflowExecutionCanceledEventAttributes(_))
            | (Expected::ContinueAsNew, Attributes::WorkflowExecutionContinuedAsNewEventAttributes(_)) => true,
            _ => false,
        }
    }

    /// Moves the machine on; false if it has no use for that.
    fn confirm(&mut self, expected: &Expected, event_id: i64) -> bool {
        use crate::machines::activity;
        match expected {
            Expected::StartTimer(seq) => self.tell_timer(*seq, timer::Input::Started),
            Expected::CancelTimer(seq) => self.tell_timer(*seq, timer::Input::Canceled),
            Expected::ScheduleActivity(seq) => self.activity_scheduled(*seq, event_id),
            Expected::CancelActivity(seq) => self.tell_activity(*seq, activity::Input::CancelRequested, None),
            Expected::StartChild(seq) => self.child_initiated(*seq, event_id),
            Expected::CancelChild(seq) => {
                self.child_cancel_initiated(*seq, event_id);
                true
            }
            Expected::ScheduleNexus(seq) => self.nexus_scheduled(*seq, event_id),
            Expected::CancelNexus(seq) => self.tell_nexus(*seq, nexus::Input::CancelRecorded, nexus::Told::Nothing),
            Expected::SignalExternal(seq) => self.signal_external_initiated(*seq, event_id),
            Expected::CancelExternal(seq) => self.cancel_external_initiated(*seq, event_id),
            Expected::LocalActivity { .. }
            | Expected::Patch { .. }
            | Expected::PatchAttribute
            | Expected::UpsertSearchAttributes
            | Expected::ModifyProperties
            | Expected::AcceptUpdate(_)
            | Expected::CompleteUpdate(_)
            | Expected::CompleteWorkflow
            | Expected::FailWorkflow
            | Expected::CancelWorkflow
            | Expected::ContinueAsNew => true,
        }
    }
}

fn is_seq(id: &str, seq: u32) -> bool {
    id.parse() == Ok(seq)
}

fn is_local_activity(marker: &MarkerRecordedEventAttributes, seq: u32, names: Option<(&str, &str)>) -> bool {
    local_activity::marker(marker).is_some_and(|data| {
        let named = names.is_none_or(|(id, kind)| *id == *data.activity_id && *kind == *data.activity_type);
        data.seq == seq && named
    })
}

fn mismatch(event: &HistoryEvent, produced: Option<(String, u64)>) -> Error {
    nondeterminism(event.event_id, describe::event(event), produced)
}

fn nondeterminism(event_id: i64, expected: String, produced: Option<(String, u64)>) -> Error {
    let (text, place) = produced.map_or((None, 0), |(text, place)| (Some(text), place));
    let differing = Row {
        event_id: Some(event_id),
        recorded: Some(expected.clone()),
        produced: text.clone(),
        place,
        differs: true,
    };
    Error::Nondeterminism {
        event_id,
        expected,
        produced: text.unwrap_or_else(|| "no such command".to_owned()),
        rows: vec![differing],
    }
}
