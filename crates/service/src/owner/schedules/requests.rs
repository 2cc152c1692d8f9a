//! What callers ask about schedules.

use bytes::Bytes;
use everloop_engine::{
    Context,
    schedule::{Created, FIRST_CONFLICT_TOKEN, Schedule, check_patch, check_update, create},
};
use everloop_proto::{
    Reply, RpcError,
    errordetails::v1::QueryFailedFailure,
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    workflowservice::v1::{
        CreateScheduleRequest, DeleteScheduleRequest, DescribeScheduleRequest, DescribeScheduleResponse,
        ListScheduleMatchingTimesRequest, PatchScheduleRequest, UpdateScheduleRequest,
    },
};

use crate::{errors, request::ScheduleRequest};

use super::{super::Owner, Entry, Id};

/// What the official server calls the workflow behind a schedule; it shows in its texts.
const PREFIX: &str = "temporal-sys-scheduler:";

/// Wire: the official server asks a workflow for the times, and passes on what that says.
fn no_range() -> RpcError {
    let message = "missing or invalid query";
    let failure = Failure {
        message: message.to_owned(),
        source: "GoSDK".to_owned(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo::default())),
        ..Failure::default()
    };
    RpcError::invalid_argument(message).with_detail(&QueryFailedFailure { failure: Some(failure) })
}

impl Owner {
    pub(in crate::owner) fn schedule_request(&mut self, request: ScheduleRequest) {
        // What is due belongs to what a caller sees.
        self.move_schedules_window();
        self.drive_schedules();
        match request {
            ScheduleRequest::Create { request, promise } => {
                let reply = self.create_schedule(*request);
                self.outbox.put(promise, reply);
            }
            ScheduleRequest::Describe { request, promise } => {
                let reply = self.describe_schedule(&request);
                self.outbox.put(promise, reply);
            }
            ScheduleRequest::Update { request, promise } => {
                let reply = self.update_schedule(*request);
                self.outbox.put(promise, reply);
            }
            ScheduleRequest::Patch { request, promise } => {
                let reply = self.patch_schedule(*request);
                self.outbox.put(promise, reply);
            }
            ScheduleRequest::Delete { request, promise } => {
                let reply = self.delete_schedule(&request);
                self.outbox.put(promise, reply);
            }
            ScheduleRequest::List { list, promise } => self.list_schedules(list, promise),
            ScheduleRequest::Count {
                namespace,
                query,
                promise,
            } => self.count_schedules(namespace, &query, promise),
            ScheduleRequest::MatchingTimes { request, promise } => {
                let reply = self.matching_times(&request);
                self.outbox.put(promise, reply);
            }
        }
    }

    fn create_schedule(&mut self, request: CreateScheduleRequest) -> Reply<Bytes> {
        let (number, _) = self.namespaces.find(&request.namespace)?;
        let id: Id = (number, request.schedule_id.as_str().into());
        self.load_schedule(&id)?;
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let existing = self.schedules.entries.get(&id).map(|entry| &entry.schedule);
        match create(request, existing, &mut ctx).map_err(errors::from_reject)? {
            Created::Known => {}
            Created::New(schedule) => {
                let entry = Entry {
                    schedule: *schedule,
                    deadline: None,
                    definition: Bytes::new(),
                    progress: Bytes::new(),
                };
                self.put_back(id.clone(), entry);
                self.drive_schedule(&id);
            }
        }
        Ok(FIRST_CONFLICT_TOKEN.to_be_bytes().to_vec().into())
    }

    fn describe_schedule(&mut self, request: &DescribeScheduleRequest) -> Reply<DescribeScheduleResponse> {
        let id = self.schedule_id(&request.namespace, &request.schedule_id)?;
        let now = self.now;
        // With a great many that are due, its turn may not have come.
        if self
            .schedule(&id, "schedule not found")?
            .next_deadline(now)
            .is_some_and(|deadline| deadline <= now)
        {
            self.drive_schedule(&id);
        }
        let schedule = self.loaded_schedule(&id, "schedule not found")?;
        Ok(schedule.describe(now, &self.limits.search_attributes))
    }

    fn update_schedule(&mut self, request: UpdateScheduleRequest) -> Reply<()> {
        let id = self.schedule_id(&request.namespace, &request.schedule_id)?;
        check_update(&request, &self.limits).map_err(errors::from_reject)?;
        self.change(&id, |schedule, ctx| schedule.update(request, ctx))
    }

    fn patch_schedule(&mut self, request: PatchScheduleRequest) -> Reply<()> {
        let id = self.schedule_id(&request.namespace, &request.schedule_id)?;
        check_patch(&request, &self.limits).map_err(errors::from_reject)?;
        self.change(&id, |schedule, ctx| schedule.patch(request, ctx.now))
    }

    /// Brings a schedule up to date, changes it, and lets it act on that.
    fn change(
        &mut self,
        id: &Id,
        change: impl FnOnce(&mut Schedule, &Context<'_>) -> Result<(), everloop_engine::Reject>,
    ) -> Reply<()> {
        self.schedule(id, "workflow execution already completed")?;
        self.drive_schedule(id);
        let missing = || errors::not_found("workflow execution already completed");
        let entry = self.schedules.entries.get(id).ok_or_else(missing)?;
        // On a copy: what is refused leaves no trace.
        let mut schedule = entry.schedule.clone();
        let ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        change(&mut schedule, &ctx).map_err(errors::from_reject)?;
        if let Some(mut entry) = self.schedules.entries.remove(id) {
            entry.schedule = schedule;
            self.put_back(id.clone(), entry);
        }
        self.drive_schedule(id);
        Ok(())
    }

    fn delete_schedule(&mut self, request: &DeleteScheduleRequest) -> Reply<()> {
        let id = self.schedule_id(&request.namespace, &request.schedule_id)?;
        self.schedule(&id, "workflow execution already completed")?;
        if let Some(entry) = self.schedules.entries.remove(&id) {
            self.forget_schedule(&id, entry);
        }
        Ok(())
    }

    fn matching_times(&mut self, request: &ListScheduleMatchingTimesRequest) -> Reply<Vec<prost_types::Timestamp>> {
        let id = self.schedule_id(&request.namespace, &request.schedule_id)?;
        let schedule = self.schedule(&id, "schedule not found")?;
        let (Some(start), Some(end)) = (request.start_time, request.end_time) else {
            return Err(no_range());
        };
        Ok(schedule.matching_times(start.into(), end.into()))
    }

    fn schedule_id(&self, namespace: &str, schedule_id: &str) -> Reply<Id> {
        if schedule_id.is_empty() {
            return Err(RpcError::invalid_argument(
                "Can't load workflow execution.  WorkflowId not set.",
            ));
        }
        Ok((self.namespaces.number(namespace)?, schedule_id.into()))
    }

    fn schedule(&mut self, id: &Id, deleted: &str) -> Reply<&Schedule> {
        self.load_schedule(id)?;
        self.loaded_schedule(id, deleted)
    }

    fn loaded_schedule(&self, id: &Id, deleted: &str) -> Reply<&Schedule> {
        let found = self.schedules.entries.get(id).map(|entry| &entry.schedule);
        found.ok_or_else(|| {
            if self.schedules.deleted.contains(id) {
                errors::not_found(deleted)
            } else {
                errors::workflow_not_found(&format!("{PREFIX}{}", id.1), "")
            }
        })
    }
}
