//! Activations and completions out of a seed, every kind of job and command among them.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use everloop_machines::{
    Activation, Command, Completion, Job,
    activation::{
        ActivityResolution, ChildResolution, ChildStart, Headers, Initialize, NexusResolution, NexusStart,
        ParentExecution, Query, Signal, Update,
    },
    completion::{
        CancelExternal, CancellationType, ContinueAsNew, Done, QueryResult, ScheduleActivity, ScheduleLocalActivity,
        ScheduleNexus, SignalExternal, StartChild, StartTimer, Target, TaskFailed, UpdateResponse, UpdateStep,
    },
};
use everloop_proto::{
    common::v1::{Memo, Payload, Payloads, Priority, RetryPolicy, SearchAttributes, WorkflowExecution},
    enums::v1::{
        ContinueAsNewInitiator, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy, WorkflowTaskFailedCause,
    },
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    sdk::v1::{EventGroupMarker, UserMetadata, event_group_marker},
    workflow::v1::{VersioningOverride, versioning_override},
};
use fastrand::Rng;

/// How many kinds of jobs and of commands [`Arbitrary::job`] and [`Arbitrary::command`] know.
pub(crate) const JOBS: usize = 15;
pub(crate) const COMMANDS: usize = 20;
pub(crate) const NAMESPACE: &str = "the namespace";
pub(crate) const TASK_QUEUE: &str = "the queue";

/// Makes values.
pub(crate) struct Arbitrary(pub(crate) Rng);

impl Arbitrary {
    pub(crate) fn activation(&mut self, jobs: Vec<Job>) -> Activation {
        Activation {
            run_id: "the run".to_owned(),
            now: self.time(),
            is_replaying: self.0.bool(),
            history_length: self.0.u32(..),
            history_size_bytes: self.0.u64(..),
            continue_as_new_suggested: self.0.bool(),
            continue_as_new_reasons: vec![self.0.i32(0..4)],
            target_worker_deployment_version_changed: self.0.bool(),
            build_id: self.text(),
            deployment_name: self.text(),
            lang_flags: vec![self.0.u32(..)],
            last_sdk_version: self.maybe(|it| it.0.char('1'..='9').to_string().into()),
            jobs,
        }
    }

    pub(crate) fn job(&mut self, kind: usize) -> Job {
        let seq = self.0.u32(..1000);
        match kind {
            0 => Job::Initialize(Box::new(self.start())),
            1 => Job::UpdateRandomSeed { seed: self.0.u64(..) },
            2 => Job::NotifyHasPatch { patch_id: self.text() },
            3 => Job::FireTimer { seq },
            4 => Job::ResolveActivity {
                seq,
                resolution: self.activity(),
            },
            5 => Job::ResolveChildStart {
                seq,
                outcome: self.child_start(),
            },
            6 => Job::ResolveChild {
                seq,
                resolution: match self.0.u8(..3) {
                    0 => ChildResolution::Completed {
                        result: self.maybe(Self::payload),
                    },
                    1 => ChildResolution::Failed {
                        failure: self.failure(),
                    },
                    _ => ChildResolution::Canceled {
                        failure: self.failure(),
                    },
                },
            },
            7 => Job::ResolveSignalExternal {
                seq,
                failure: self.maybe(Self::failure),
            },
            8 => Job::ResolveCancelExternal {
                seq,
                failure: self.maybe(Self::failure),
            },
            9 => Job::ResolveNexusStart {
                seq,
                outcome: match self.0.u8(..3) {
                    0 => NexusStart::Async {
                        operation_token: self.text(),
                    },
                    1 => NexusStart::Sync,
                    _ => NexusStart::Failed {
                        failure: self.failure(),
                    },
                },
            },
            10 => Job::ResolveNexus {
                seq,
                resolution: match self.0.u8(..4) {
                    0 => NexusResolution::Completed {
                        result: Some(self.payload()),
                    },
                    1 => NexusResolution::Failed {
                        failure: self.failure(),
                    },
                    2 => NexusResolution::Canceled {
                        failure: self.failure(),
                    },
                    _ => NexusResolution::TimedOut {
                        failure: self.failure(),
                    },
                },
            },
            11 => Job::Signal(Box::new(Signal {
                name: self.text(),
                input: self.payloads(),
                identity: self.text(),
                headers: self.headers(),
                event_id: self.0.i64(..),
            })),
            12 => Job::Update(Box::new(Update {
                id: self.text(),
                protocol_instance_id: self.text(),
                name: self.text(),
                input: self.payloads(),
                headers: self.headers(),
                identity: self.text(),
                run_validator: self.0.bool(),
            })),
            13 => Job::Cancel { reason: self.text() },
            _ => Job::Query(Box::new(Query {
                id: self.text(),
                query_type: self.text(),
                arguments: self.payloads(),
                headers: self.headers(),
            })),
        }
    }

    fn start(&mut self) -> Initialize {
        Initialize {
            workflow_type: self.text(),
            workflow_id: self.text(),
            run_id: "the run".to_owned(),
            namespace: NAMESPACE.to_owned(),
            task_queue: TASK_QUEUE.to_owned(),
            arguments: self.payloads(),
            headers: self.headers(),
            random_seed: self.0.u64(..),
            identity: self.text(),
            attempt: self.0.u32(1..1000),
            start_time: self.time(),
            execution_timeout: self.maybe(Self::length),
            run_timeout: self.maybe(Self::length),
            task_timeout: self.length(),
            execution_expiration_time: self.maybe(Self::time),
            parent: self.maybe(|it| {
                Box::new(ParentExecution {
                    namespace: it.text(),
                    workflow_id: it.text(),
                    run_id: it.text(),
                })
            }),
            root: self.maybe(|it| WorkflowExecution {
                workflow_id: it.text(),
                run_id: it.text(),
            }),
            first_execution_run_id: self.text(),
            original_execution_run_id: self.text(),
            continued_run_id: self.maybe(|it| format!("run {}", it.0.u8(..))),
            continued_initiator: ContinueAsNewInitiator::try_from(self.0.i32(0..4)).unwrap_or_default(),
            continued_failure: self.maybe(|it| Box::new(it.failure())),
            last_completion_result: self.maybe(|it| Payloads {
                payloads: it.payloads(),
            }),
            retry_policy: self.maybe(|it| Box::new(it.retry_policy())),
            cron_schedule: self.text(),
            cron_schedule_to_schedule_interval: self.maybe(Self::length),
            memo: self.maybe(|it| Memo { fields: it.headers() }),
            search_attributes: self.maybe(Self::attributes),
            priority: self.maybe(Self::priority),
        }
    }

    fn activity(&mut self) -> ActivityResolution {
        match self.0.u8(..4) {
            0 => ActivityResolution::Completed {
                result: self.maybe(Self::payload),
            },
            1 => ActivityResolution::Failed {
                failure: self.failure(),
            },
            2 => ActivityResolution::Canceled {
                failure: self.failure(),
            },
            _ => ActivityResolution::Backoff {
                attempt: self.0.u32(..),
                backoff: self.length(),
                original_schedule_time: self.maybe(Self::time),
            },
        }
    }

    fn child_start(&mut self) -> ChildStart {
        match self.0.u8(..5) {
            0 => ChildStart::Started { run_id: self.text() },
            1 => ChildStart::AlreadyExists {
                workflow_id: self.text(),
                workflow_type: self.text(),
            },
            // That of a child whose command named none.
            2 => ChildStart::NamespaceNotFound {
                namespace: NAMESPACE.to_owned(),
            },
            3 => ChildStart::InvalidVersioningOverride,
            _ => ChildStart::Canceled {
                failure: self.failure(),
            },
        }
    }

    pub(crate) fn completion(&mut self, commands: Vec<Command>) -> Completion {
        let mut event_group_markers = BTreeMap::new();
        for index in 0..commands.len() {
            if self.0.bool() {
                let label = event_group_marker::Label {
                    id: self.text(),
                    label: self.maybe(Self::payload),
                };
                let variant = Some(event_group_marker::Variant::Label(label));
                event_group_markers.insert(index, vec![EventGroupMarker { variant }]);
            }
        }
        Completion::Done(Done {
            commands,
            used_lang_flags: vec![self.0.u32(..)],
            versioning_behavior: VersioningBehavior::try_from(self.0.i32(0..3)).unwrap_or_default(),
            event_group_markers,
            places: Vec::new(),
        })
    }

    pub(crate) fn task_failed(&mut self) -> Completion {
        Completion::TaskFailed(TaskFailed {
            failure: self.failure(),
            cause: WorkflowTaskFailedCause::NonDeterministicError,
        })
    }

    pub(crate) fn command(&mut self, kind: usize) -> Command {
        let seq = self.0.u32(..1000);
        match kind {
            0 => Command::StartTimer(StartTimer {
                seq,
                duration: self.length(),
                user_metadata: self.maybe(Self::metadata),
            }),
            1 => Command::CancelTimer { seq },
            2 => Command::ScheduleActivity(Box::new(self.schedule_activity(seq))),
            3 => Command::ScheduleLocalActivity(Box::new(self.schedule_local_activity(seq))),
            4 => Command::CancelActivity { seq },
            5 => Command::StartChild(Box::new(self.start_child(seq))),
            6 => Command::CancelChild {
                seq,
                reason: self.text(),
            },
            7 => Command::SignalExternal(Box::new(SignalExternal {
                seq,
                target: if self.0.bool() {
                    Target::Child {
                        workflow_id: self.text(),
                    }
                } else {
                    Target::External {
                        namespace: self.text(),
                        workflow_id: self.text(),
                        run_id: self.text(),
                    }
                },
                signal_name: self.text(),
                arguments: self.payloads(),
                headers: self.headers(),
            })),
            8 => Command::CancelSignalExternal { seq },
            9 => Command::CancelExternal(Box::new(CancelExternal {
                seq,
                namespace: self.text(),
                workflow_id: self.text(),
                run_id: self.text(),
                reason: self.text(),
            })),
            10 => Command::ScheduleNexus(Box::new(ScheduleNexus {
                seq,
                endpoint: self.text(),
                service: self.text(),
                operation: self.text(),
                input: self.maybe(Self::payload),
                schedule_to_close_timeout: self.maybe(Self::length),
                schedule_to_start_timeout: self.maybe(Self::length),
                start_to_close_timeout: self.maybe(Self::length),
                headers: BTreeMap::from([(self.text(), self.text())]),
                cancellation_type: self.cancellation(4),
                user_metadata: self.maybe(Self::metadata),
            })),
            11 => Command::CancelNexus { seq },
            12 => Command::SetPatch {
                patch_id: self.text(),
                deprecated: self.0.bool(),
            },
            13 => Command::UpsertSearchAttributes {
                search_attributes: self.attributes(),
            },
            14 => Command::ModifyProperties {
                upserted_memo: self.headers(),
            },
            15 => Command::UpdateResponse(Box::new(self.update_response(seq))),
            16 => Command::QueryResult(Box::new(QueryResult {
                query_id: self.text(),
                outcome: if self.0.bool() {
                    Ok(self.payload())
                } else {
                    Err(self.failure())
                },
            })),
            17 => Command::CompleteWorkflow {
                result: self.maybe(Self::payload),
            },
            18 => match self.0.bool() {
                true => Command::CancelWorkflow {
                    details: self.maybe(|it| Payloads {
                        payloads: it.payloads(),
                    }),
                },
                false => Command::FailWorkflow {
                    failure: self.failure(),
                },
            },
            _ => Command::ContinueAsNew(Box::new(self.again())),
        }
    }

    fn schedule_activity(&mut self, seq: u32) -> ScheduleActivity {
        ScheduleActivity {
            seq,
            activity_id: self.text(),
            activity_type: self.text(),
            task_queue: self.text(),
            headers: self.headers(),
            arguments: self.payloads(),
            schedule_to_close_timeout: self.maybe(Self::length),
            schedule_to_start_timeout: self.maybe(Self::length),
            start_to_close_timeout: self.maybe(Self::length),
            heartbeat_timeout: self.maybe(Self::length),
            retry_policy: self.maybe(Self::retry_policy),
            cancellation_type: self.cancellation(3),
            eager_execution_disabled: self.0.bool(),
            versioning_intent: self.0.i32(0..3),
            priority: self.maybe(Self::priority),
            user_metadata: self.maybe(Self::metadata),
        }
    }

    fn schedule_local_activity(&mut self, seq: u32) -> ScheduleLocalActivity {
        ScheduleLocalActivity {
            seq,
            activity_id: self.text(),
            activity_type: self.text(),
            headers: self.headers(),
            arguments: self.payloads(),
            attempt: self.0.u32(..),
            original_schedule_time: self.maybe(Self::time),
            schedule_to_close_timeout: self.maybe(Self::length),
            schedule_to_start_timeout: self.maybe(Self::length),
            start_to_close_timeout: self.maybe(Self::length),
            retry_policy: self.maybe(Self::retry_policy),
            local_retry_threshold: self.maybe(Self::length),
            cancellation_type: self.cancellation(3),
            include_arguments_in_marker: self.0.bool(),
            user_metadata: self.maybe(Self::metadata),
        }
    }

    fn start_child(&mut self, seq: u32) -> StartChild {
        StartChild {
            seq,
            namespace: self.text(),
            workflow_id: self.text(),
            workflow_type: self.text(),
            task_queue: self.text(),
            input: self.payloads(),
            execution_timeout: self.maybe(Self::length),
            run_timeout: self.maybe(Self::length),
            task_timeout: self.maybe(Self::length),
            parent_close_policy: ParentClosePolicy::try_from(self.0.i32(0..4)).unwrap_or_default(),
            id_reuse_policy: WorkflowIdReusePolicy::try_from(self.0.i32(0..5)).unwrap_or_default(),
            retry_policy: self.maybe(Self::retry_policy),
            cron_schedule: self.text(),
            headers: self.headers(),
            memo: self.headers(),
            search_attributes: self.maybe(Self::attributes),
            cancellation_type: self.cancellation(4),
            versioning_intent: self.0.i32(0..3),
            versioning_override: self.maybe(Self::versioning_override),
            priority: self.maybe(Self::priority),
            user_metadata: self.maybe(Self::metadata),
        }
    }

    fn versioning_override(&mut self) -> VersioningOverride {
        VersioningOverride {
            r#override: self.maybe(|_| versioning_override::Override::AutoUpgrade(true)),
            ..VersioningOverride::default()
        }
    }

    /// One that can come first: whether an update failed or was rejected depends on what came before.
    fn update_response(&mut self, number: u32) -> UpdateResponse {
        UpdateResponse {
            protocol_instance_id: format!("update {number}"),
            response: match self.0.u8(..3) {
                0 => UpdateStep::Accepted,
                1 => UpdateStep::Rejected {
                    failure: self.failure(),
                },
                _ => UpdateStep::Completed {
                    result: Some(self.payload()),
                },
            },
        }
    }

    fn again(&mut self) -> ContinueAsNew {
        ContinueAsNew {
            workflow_type: self.text(),
            task_queue: self.text(),
            arguments: self.payloads(),
            run_timeout: self.maybe(Self::length),
            task_timeout: self.maybe(Self::length),
            backoff_start_interval: self.maybe(Self::length),
            memo: self.headers(),
            headers: self.headers(),
            search_attributes: self.maybe(Self::attributes),
            retry_policy: self.maybe(Self::retry_policy),
            versioning_intent: self.0.i32(0..3),
            initial_versioning_behavior: self.0.i32(0..3),
        }
    }

    fn cancellation(&mut self, kinds: usize) -> CancellationType {
        let all = [
            CancellationType::TryCancel,
            CancellationType::WaitCancellationCompleted,
            CancellationType::Abandon,
            // Not of activities.
            CancellationType::WaitCancellationRequested,
        ];
        all[self.0.usize(..kinds)]
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.0.bool().then(|| make(self))
    }

    fn text(&mut self) -> String {
        match self.0.u8(..4) {
            0 => String::new(),
            number => format!("text {number}{}", self.0.char('a'..='z')),
        }
    }

    fn payload(&mut self) -> Payload {
        Payload {
            metadata: BTreeMap::from([("encoding".to_owned(), self.text().into())]),
            data: self.text().into(),
            ..Payload::default()
        }
    }

    fn payloads(&mut self) -> Vec<Payload> {
        (0..self.0.usize(..3)).map(|_| self.payload()).collect()
    }

    fn headers(&mut self) -> Headers {
        (0..self.0.usize(..3)).map(|_| (self.text(), self.payload())).collect()
    }

    fn failure(&mut self) -> Failure {
        let kinds = ["", "ExternalWorkflowExecutionNotFound", "NamespaceNotFound"];
        Failure {
            message: self.text(),
            cause: self.maybe(|it| Box::new(it.failure())),
            failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                r#type: kinds[self.0.usize(..3)].to_owned(),
                details: self.maybe(|it| Payloads {
                    payloads: it.payloads(),
                }),
                ..ApplicationFailureInfo::default()
            })),
            ..Failure::default()
        }
    }

    fn attributes(&mut self) -> SearchAttributes {
        SearchAttributes {
            indexed_fields: self.headers(),
        }
    }

    fn retry_policy(&mut self) -> RetryPolicy {
        RetryPolicy {
            maximum_attempts: self.0.i32(..),
            non_retryable_error_types: vec![self.text()],
            ..RetryPolicy::default()
        }
    }

    fn priority(&mut self) -> Priority {
        Priority {
            priority_key: self.0.i32(1..6),
            fairness_key: self.text(),
            fairness_weight: 1.5,
        }
    }

    fn metadata(&mut self) -> UserMetadata {
        UserMetadata {
            summary: self.maybe(Self::payload),
            details: self.maybe(Self::payload),
        }
    }

    fn time(&mut self) -> SystemTime {
        UNIX_EPOCH + Duration::new(self.0.u64(..4_000_000_000), self.0.u32(..1_000_000_000))
    }

    fn length(&mut self) -> Duration {
        Duration::new(self.0.u64(..1_000_000), self.0.u32(..1_000_000_000))
    }
}
