//! History on its way into the machines, stretch by stretch (`crate::history` says what a stretch is).

use std::time::SystemTime;

use everloop_proto::{
    enums::v1::EventType,
    history::v1::{
        HistoryEvent, WorkflowTaskCompletedEventAttributes, WorkflowTaskStartedEventAttributes,
        history_event::Attributes,
    },
};

use super::{Phase, Run};
use crate::{
    core::Core,
    error::Error,
    history::{Stretch, is_command},
    machines::{local_activity, patch},
    wire,
};

impl Run {
    /// Applies the next stretch of history, if there is one; false if more of it must be fetched.
    pub(super) fn advance(&mut self) -> Result<bool, Error> {
        let (stretch, replaying) = match self.pending.stretch() {
            Stretch::Unknown => return Ok(false),
            Stretch::End => {
                self.phase = Phase::Asking;
                return Ok(true);
            }
            Stretch::Completed(stretch) => (stretch, true),
            Stretch::Open(stretch) => (stretch, false),
        };
        self.core.replaying = replaying;
        self.core.locals.forget_ahead();
        if replaying {
            self.look_ahead(stretch);
        } else {
            self.task.build_id = self.core.options.build_id.as_str().into();
            self.task.deployment_name = self.core.options.deployment_name.as_str().into();
            let messages = self
                .open
                .as_mut()
                .map(|open| std::mem::take(&mut open.messages))
                .unwrap_or_default();
            self.core.take_messages(messages)?;
        }
        for remaining in (0..stretch).rev() {
            let Some(event) = self.pending.pop() else { break };
            self.apply(event, remaining == 0)?;
        }
        if !replaying {
            self.core.expect_no_more(self.applied)?;
        }
        self.core.deliver_updates(i64::MAX);
        self.task.history_length = self.applied;
        self.task.activation = 0;
        self.phase = Phase::Working;
        Ok(true)
    }

    /// Learns what the answer to the task at the end of the stretch will be.
    fn look_ahead(&mut self, stretch: usize) {
        if let Some(completed) = self.pending.completion(stretch) {
            absorb(&mut self.core, completed);
            let (build_id, deployment_name) = version(completed);
            self.task.build_id = build_id.into();
            self.task.deployment_name = deployment_name.into();
        }
        for event in self.pending.commands_ahead(stretch) {
            match &event.attributes {
                Some(Attributes::MarkerRecordedEventAttributes(marker)) => {
                    if let Some(patch) = patch::marker(marker) {
                        self.core.patch_ahead(patch);
                    } else if let Some(data) = local_activity::marker(marker) {
                        self.core.locals.ahead(marker, data);
                    }
                }
                Some(Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) => {
                    self.core.update_ahead(accepted);
                }
                _ => {}
            }
        }
    }

    fn apply(&mut self, event: HistoryEvent, last: bool) -> Result<(), Error> {
        let event_id = event.event_id;
        if event_id != self.applied + 1 {
            let run_id = self.core.run_id.to_string();
            return Err(Error::HistoryGap {
                run_id,
                wanted: self.applied + 1,
                found: event_id,
            });
        }
        self.applied = event_id;
        self.core.deliver_updates(event_id);
        let event_type = event.event_type();
        if is_command(event_type) {
            return self.core.match_command(&event);
        }
        if event_type == EventType::WorkflowTaskCompleted {
            if let Some(Attributes::WorkflowTaskCompletedEventAttributes(completed)) = &event.attributes {
                absorb(&mut self.core, completed);
            }
            return Ok(());
        }
        self.core.expect_no_command(&event)?;
        match event.attributes {
            Some(Attributes::WorkflowTaskStartedEventAttributes(started)) => {
                if last {
                    self.begin(event_id, event.event_time.map(wire::from_timestamp), started);
                }
                Ok(())
            }
            _ => self.core.apply(event),
        }
    }

    /// The workflow task at the end of a stretch begins.
    fn begin(&mut self, event_id: i64, time: Option<SystemTime>, started: WorkflowTaskStartedEventAttributes) {
        self.started = event_id;
        // Local activities move workflow time on, maybe past the time at which the server started this.
        self.core.now = time.map_or(self.core.now, |time| self.core.now.max(time));
        self.task.history_size_bytes = started.history_size_bytes;
        self.task.continue_as_new_suggested = started.suggest_continue_as_new;
        self.task.continue_as_new_reasons = started.suggest_continue_as_new_reasons;
        self.task.target_worker_deployment_version_changed = started.target_worker_deployment_version_changed;
    }
}

fn absorb(core: &mut Core, completed: &WorkflowTaskCompletedEventAttributes) {
    if let Some(metadata) = &completed.sdk_metadata {
        let options = core.options.clone();
        core.flags.absorb(metadata, (&options.sdk_name, &options.sdk_version));
    }
}

/// The build id and the deployment of the worker that completed a task.
fn version(completed: &WorkflowTaskCompletedEventAttributes) -> (&str, &str) {
    if let Some(version) = &completed.deployment_version {
        return (&version.build_id, &version.deployment_name);
    }
    let build_id = completed
        .worker_version
        .as_ref()
        .map(|version| version.build_id.as_str())
        .unwrap_or_default();
    (build_id, "")
}
