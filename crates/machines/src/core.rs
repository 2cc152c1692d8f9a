//! What the machines of one run share: the jobs they produce, the commands they issue, and who is
//! meant by an event that points back to another event. Each machine's file adds its own rules to
//! [`Core`].

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use everloop_proto::{
    command::v1::{self as wire, command::Attributes},
    common::v1::{Memo, Payload, RetryPolicy},
    enums::v1::CommandType,
    sdk::v1::{EventGroupMarker, UserMetadata},
};

use crate::{
    activation::{Initialize, Job},
    error::Error,
    flags::{Flag, Flags},
    machines::{
        activity::Activity, child::Child, external::ExternalRequest, local_activity::LocalActivities, nexus::Operation,
        patch::Patches, timer::Timer, update::Updates,
    },
    outbox::{Expected, Outbox},
    task::RunOptions,
    trimmings::Trimmings,
};

/// Who an event's `scheduled_event_id` or `initiated_event_id` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Activity(u32),
    Child(u32),
    /// The request to cancel a child.
    ChildCancel(u32),
    SignalExternal(u32),
    CancelExternal(u32),
    Nexus(u32),
}

/// What a run that continues this one inherits.
#[derive(Debug, Default)]
pub(crate) struct Heritage {
    pub(crate) workflow_type: Box<str>,
    /// As the run got it. Wire: what the workflow added since is not passed on.
    pub(crate) memo: Option<Memo>,
    /// As the workflow changed them.
    pub(crate) search_attributes: BTreeMap<String, Payload>,
    pub(crate) retry_policy: Option<Box<RetryPolicy>>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) options: Arc<RunOptions>,
    pub(crate) run_id: Box<str>,
    pub(crate) heritage: Heritage,
    /// Whether the history shows the task being applied completed.
    pub(crate) replaying: bool,
    /// Workflow time.
    pub(crate) now: SystemTime,
    /// When the run began, once its first event is applied.
    pub(crate) start_time: Option<SystemTime>,
    pub(crate) flags: Flags,
    /// Jobs of the next activation, in the order they came up.
    pub(crate) jobs: Vec<Job>,
    pub(crate) outbox: Outbox,
    pub(crate) subjects: BTreeMap<i64, Subject>,
    pub(crate) timers: BTreeMap<u32, Timer>,
    pub(crate) activities: BTreeMap<u32, Activity>,
    pub(crate) locals: LocalActivities,
    pub(crate) children: BTreeMap<u32, Child>,
    pub(crate) signals_external: BTreeMap<u32, ExternalRequest>,
    pub(crate) cancels_external: BTreeMap<u32, ExternalRequest>,
    pub(crate) operations: BTreeMap<u32, Operation>,
    pub(crate) patches: Patches,
    pub(crate) updates: Updates,
    /// Whether the workflow issued the command that closes the run.
    pub(crate) closed: bool,
    /// Of the command being taken.
    pub(crate) markers: Vec<EventGroupMarker>,
}

impl Core {
    pub(crate) fn new(options: Arc<RunOptions>) -> Self {
        Self {
            options,
            run_id: Box::default(),
            heritage: Heritage::default(),
            replaying: false,
            now: SystemTime::UNIX_EPOCH,
            start_time: None,
            flags: Flags::default(),
            jobs: Vec::new(),
            outbox: Outbox::default(),
            subjects: BTreeMap::new(),
            timers: BTreeMap::new(),
            activities: BTreeMap::new(),
            locals: LocalActivities::default(),
            children: BTreeMap::new(),
            signals_external: BTreeMap::new(),
            cancels_external: BTreeMap::new(),
            operations: BTreeMap::new(),
            patches: Patches::default(),
            updates: Updates::default(),
            closed: false,
            markers: Vec::new(),
        }
    }

    /// The run begins.
    pub(crate) fn initialize(&mut self, initialize: Initialize) {
        let attributes = initialize.search_attributes.as_ref();
        self.heritage = Heritage {
            workflow_type: initialize.workflow_type.as_str().into(),
            memo: initialize.memo.clone(),
            search_attributes: attributes
                .map(|attributes| attributes.indexed_fields.clone())
                .unwrap_or_default(),
            retry_policy: initialize.retry_policy.clone(),
        };
        self.jobs.push(Job::Initialize(Box::new(initialize)));
    }

    pub(crate) fn flag(&self, flag: Flag) -> bool {
        self.flags.on(flag, self.replaying)
    }

    /// What the command being taken carries besides its attributes.
    pub(crate) fn trimmings(&self, user_metadata: Option<UserMetadata>) -> Trimmings {
        Trimmings {
            user_metadata,
            event_group_markers: self.markers.clone(),
        }
    }

    /// Issues the command being taken if it has no metadata.
    pub(crate) fn issue(
        &mut self,
        expected: Expected,
        build: impl FnOnce(&RunOptions) -> (CommandType, Attributes),
    ) -> usize {
        let trimmings = self.trimmings(None);
        self.issue_trimmed(expected, trimmings, build)
    }

    /// Issues a command whose attributes are only built if somebody will see them.
    pub(crate) fn issue_trimmed(
        &mut self,
        expected: Expected,
        trimmings: Trimmings,
        build: impl FnOnce(&RunOptions) -> (CommandType, Attributes),
    ) -> usize {
        let wire = (!self.replaying).then(|| {
            let (command_type, attributes) = build(&self.options);
            wire::Command {
                command_type: command_type.into(),
                user_metadata: trimmings.user_metadata,
                event_group_markers: trimmings.event_group_markers,
                attributes: Some(attributes),
            }
        });
        self.outbox.issue(expected, wire)
    }

    pub(crate) fn malformed(&self, event_id: i64, what: impl Into<String>) -> Error {
        Error::MalformedHistory {
            run_id: self.run_id.to_string(),
            event_id,
            what: what.into(),
        }
    }

    pub(crate) fn malformed_completion(&self, what: impl Into<String>) -> Error {
        Error::MalformedCompletion {
            run_id: self.run_id.to_string(),
            what: what.into(),
        }
    }

    /// The jobs for the next activation, in the order a runtime must apply them: what the run is,
    /// which patches it has, its randomness, what was asked of it, what was resolved, and last the
    /// local activities. Within each of these, the order of history holds.
    pub(crate) fn take_jobs(&mut self) -> Vec<Job> {
        let mut jobs = std::mem::take(&mut self.jobs);
        jobs.append(&mut self.locals.jobs);
        jobs.sort_by_key(rank);
        jobs
    }

    pub(crate) fn has_jobs(&self) -> bool {
        !self.jobs.is_empty() || !self.locals.jobs.is_empty()
    }
}

fn rank(job: &Job) -> u8 {
    match job {
        Job::Initialize(_) => 0,
        Job::NotifyHasPatch { .. } => 1,
        Job::UpdateRandomSeed { .. } => 2,
        Job::Signal(_) | Job::Update(_) => 3,
        Job::FireTimer { .. }
        | Job::ResolveActivity { .. }
        | Job::ResolveChildStart { .. }
        | Job::ResolveChild { .. }
        | Job::ResolveSignalExternal { .. }
        | Job::ResolveCancelExternal { .. }
        | Job::ResolveNexusStart { .. }
        | Job::ResolveNexus { .. }
        | Job::Cancel { .. } => 4,
        Job::Query(_) => 5,
    }
}
