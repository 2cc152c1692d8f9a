//! Reads what `tests/capture/capture.py` recorded of the official SDK, its activations and its
//! completions, as the types of this crate.

use std::{fs, path::PathBuf, str::FromStr, time::Duration, time::SystemTime};

use everloop_machines::{
    Activation, Command, Completion, Job,
    activation::{
        self, ActivityResolution, ChildResolution, ChildStart, Headers, Initialize, NexusResolution, NexusStart,
        ParentExecution, Query, Signal,
    },
    completion::{
        CancelExternal, CancellationType, ContinueAsNew, Done, QueryResult, ScheduleActivity, ScheduleLocalActivity,
        ScheduleNexus, SignalExternal, StartChild, StartTimer, Target, TaskFailed, UpdateResponse, UpdateStep,
    },
};
use everloop_proto::{
    common::v1::{Payload, SearchAttributes},
    enums::v1::{
        ContinueAsNewInitiator, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy, WorkflowTaskFailedCause,
    },
    history::v1::{History, HistoryEvent, history_event::Attributes},
    json,
};
use prost::{Message, Name};
use serde_json::Value;

/// One scenario.
pub(crate) struct Captured {
    pub(crate) history: Vec<HistoryEvent>,
    pub(crate) live: Vec<(Activation, Completion)>,
    pub(crate) replay: Vec<(Activation, Completion)>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/histories")
}

pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".tasks.json").map(str::to_owned))
        .collect();
    names.sort();
    names
}

pub(crate) fn captured(name: &str) -> Captured {
    let history = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    let history: History = json::from_str(&history).unwrap();
    let tasks = fs::read_to_string(folder().join(format!("{name}.tasks.json"))).unwrap();
    let tasks: Value = serde_json::from_str(&tasks).unwrap();
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = &history.events[0].attributes else {
        panic!("{name} does not begin with its start");
    };
    let queue = started.task_queue.clone().unwrap().name;
    let read = |mode: &str, namespace: &str, queue: &str| {
        let tasks = tasks[mode].as_array().unwrap().iter();
        tasks
            .map(|task| {
                (
                    activation(&task["activation"], namespace, queue),
                    completion(&task["completion"]),
                )
            })
            .collect()
    };
    Captured {
        history: history.events,
        live: read("live", "default", &queue),
        replay: read("replay", "ReplayNamespace", &queue),
    }
}

fn message<M: Message + Name + Default>(value: &Value) -> M {
    json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn maybe<M: Message + Name + Default>(value: &Value) -> Option<M> {
    (!value.is_null()).then(|| message(value))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number<N: FromStr + Default>(value: &Value) -> N {
    match value {
        Value::String(text) => text.parse().unwrap_or_default(),
        value => value.to_string().parse().unwrap_or_default(),
    }
}

fn yes(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

fn time(value: &Value) -> Option<SystemTime> {
    let timestamp = prost_types::Timestamp::from_str(value.as_str()?).unwrap();
    Some(SystemTime::try_from(timestamp).unwrap())
}

fn length(value: &Value) -> Option<Duration> {
    let seconds: f64 = value.as_str()?.strip_suffix('s')?.parse().unwrap();
    Some(Duration::from_secs_f64(seconds))
}

fn payloads(value: &Value) -> Vec<Payload> {
    value
        .as_array()
        .map(|list| list.iter().map(message).collect())
        .unwrap_or_default()
}

fn named(value: &Value) -> Headers {
    let fields = value.as_object().into_iter().flatten();
    fields.map(|(name, payload)| (name.clone(), message(payload))).collect()
}

fn activation(value: &Value, namespace: &str, queue: &str) -> Activation {
    let run_id = text(&value["runId"]);
    let jobs = value["jobs"].as_array().unwrap();
    Activation {
        now: time(&value["timestamp"]).unwrap(),
        is_replaying: yes(&value["isReplaying"]),
        history_length: number(&value["historyLength"]),
        history_size_bytes: number(&value["historySizeBytes"]),
        continue_as_new_suggested: yes(&value["continueAsNewSuggested"]),
        continue_as_new_reasons: Vec::new(),
        target_worker_deployment_version_changed: false,
        build_id: text(&value["deploymentVersionForCurrentTask"]["buildId"]),
        deployment_name: text(&value["deploymentVersionForCurrentTask"]["deploymentName"]),
        lang_flags: value["availableInternalFlags"]
            .as_array()
            .into_iter()
            .flatten()
            .map(number)
            .collect(),
        last_sdk_version: value["lastSdkVersion"].as_str().map(Into::into),
        jobs: jobs
            .iter()
            .map(|job| self::job(job, &run_id, namespace, queue))
            .collect(),
        run_id,
    }
}

fn job(value: &Value, run_id: &str, namespace: &str, queue: &str) -> Job {
    let (kind, of) = value.as_object().unwrap().iter().next().unwrap();
    let seq = number(&of["seq"]);
    match kind.as_str() {
        "initializeWorkflow" => Job::Initialize(Box::new(initialize(of, run_id, namespace, queue))),
        "updateRandomSeed" => Job::UpdateRandomSeed {
            seed: number(&of["randomnessSeed"]),
        },
        "notifyHasPatch" => Job::NotifyHasPatch {
            patch_id: text(&of["patchId"]),
        },
        "fireTimer" => Job::FireTimer { seq },
        "cancelWorkflow" => Job::Cancel {
            reason: text(&of["reason"]),
        },
        "resolveActivity" => Job::ResolveActivity {
            seq,
            resolution: activity_resolution(&of["result"]),
        },
        "resolveChildWorkflowExecutionStart" => Job::ResolveChildStart {
            seq,
            outcome: child_start(of),
        },
        "resolveChildWorkflowExecution" => Job::ResolveChild {
            seq,
            resolution: child_resolution(&of["result"]),
        },
        "resolveSignalExternalWorkflow" => Job::ResolveSignalExternal {
            seq,
            failure: maybe(&of["failure"]),
        },
        "resolveRequestCancelExternalWorkflow" => Job::ResolveCancelExternal {
            seq,
            failure: maybe(&of["failure"]),
        },
        "resolveNexusOperationStart" => Job::ResolveNexusStart {
            seq,
            outcome: nexus_start(of),
        },
        "resolveNexusOperation" => Job::ResolveNexus {
            seq,
            resolution: nexus_resolution(&of["result"]),
        },
        "signalWorkflow" => Job::Signal(Box::new(Signal {
            name: text(&of["signalName"]),
            input: payloads(&of["input"]),
            identity: text(&of["identity"]),
            headers: named(&of["headers"]),
            event_id: number(&of["originatingEventId"]),
        })),
        "doUpdate" => Job::Update(Box::new(activation::Update {
            id: text(&of["id"]),
            protocol_instance_id: text(&of["protocolInstanceId"]),
            name: text(&of["name"]),
            input: payloads(&of["input"]),
            headers: named(&of["headers"]),
            identity: text(&of["meta"]["identity"]),
            run_validator: yes(&of["runValidator"]),
        })),
        "queryWorkflow" => Job::Query(Box::new(Query {
            id: text(&of["queryId"]),
            query_type: text(&of["queryType"]),
            arguments: payloads(&of["arguments"]),
            headers: named(&of["headers"]),
        })),
        other => panic!("a job of kind {other}"),
    }
}

fn initialize(of: &Value, run_id: &str, namespace: &str, queue: &str) -> Initialize {
    Initialize {
        workflow_type: text(&of["workflowType"]),
        workflow_id: text(&of["workflowId"]),
        run_id: run_id.to_owned(),
        namespace: namespace.to_owned(),
        task_queue: queue.to_owned(),
        arguments: payloads(&of["arguments"]),
        headers: named(&of["headers"]),
        random_seed: number(&of["randomnessSeed"]),
        identity: text(&of["identity"]),
        attempt: number(&of["attempt"]),
        start_time: time(&of["startTime"]).unwrap(),
        execution_timeout: length(&of["workflowExecutionTimeout"]),
        run_timeout: length(&of["workflowRunTimeout"]),
        task_timeout: length(&of["workflowTaskTimeout"]).unwrap_or_default(),
        execution_expiration_time: time(&of["workflowExecutionExpirationTime"]),
        parent: of.get("parentWorkflowInfo").map(|parent| {
            Box::new(ParentExecution {
                namespace: text(&parent["namespace"]),
                workflow_id: text(&parent["workflowId"]),
                run_id: text(&parent["runId"]),
            })
        }),
        root: maybe(&of["rootWorkflow"]),
        first_execution_run_id: text(&of["firstExecutionRunId"]),
        original_execution_run_id: text(&of["originalExecutionRunId"]),
        continued_run_id: of["continuedFromExecutionRunId"].as_str().map(str::to_owned),
        continued_initiator: of["continuedInitiator"]
            .as_str()
            .and_then(ContinueAsNewInitiator::from_str_name)
            .unwrap_or_default(),
        continued_failure: maybe(&of["continuedFailure"]).map(Box::new),
        last_completion_result: maybe(&of["lastCompletionResult"]),
        retry_policy: maybe(&of["retryPolicy"]).map(Box::new),
        cron_schedule: text(&of["cronSchedule"]),
        cron_schedule_to_schedule_interval: length(&of["cronScheduleToScheduleInterval"]),
        memo: maybe(&of["memo"]),
        search_attributes: maybe(&of["searchAttributes"]),
        priority: maybe(&of["priority"]),
    }
}

fn activity_resolution(of: &Value) -> ActivityResolution {
    let (kind, of) = of.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "completed" => ActivityResolution::Completed {
            result: maybe(&of["result"]),
        },
        "failed" => ActivityResolution::Failed {
            failure: message(&of["failure"]),
        },
        "cancelled" => ActivityResolution::Canceled {
            failure: message(&of["failure"]),
        },
        "backoff" => ActivityResolution::Backoff {
            attempt: number(&of["attempt"]),
            backoff: length(&of["backoffDuration"]).unwrap(),
            original_schedule_time: time(&of["originalScheduleTime"]),
        },
        other => panic!("an activity {other}"),
    }
}

fn child_start(of: &Value) -> ChildStart {
    if let Some(started) = of.get("succeeded") {
        return ChildStart::Started {
            run_id: text(&started["runId"]),
        };
    }
    if let Some(canceled) = of.get("cancelled") {
        return ChildStart::Canceled {
            failure: message(&canceled["failure"]),
        };
    }
    let failed = &of["failed"];
    ChildStart::AlreadyExists {
        workflow_id: text(&failed["workflowId"]),
        workflow_type: text(&failed["workflowType"]),
    }
}

fn nexus_start(of: &Value) -> NexusStart {
    if let Some(failure) = of.get("failed") {
        return NexusStart::Failed {
            failure: message(failure),
        };
    }
    match of["operationToken"].as_str() {
        Some(token) => NexusStart::Async {
            operation_token: token.to_owned(),
        },
        None => NexusStart::Sync,
    }
}

fn nexus_resolution(of: &Value) -> NexusResolution {
    let (kind, of) = of.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "completed" => NexusResolution::Completed { result: maybe(of) },
        "failed" => NexusResolution::Failed { failure: message(of) },
        "cancelled" => NexusResolution::Canceled { failure: message(of) },
        "timedOut" => NexusResolution::TimedOut { failure: message(of) },
        other => panic!("a nexus operation {other}"),
    }
}

fn child_resolution(of: &Value) -> ChildResolution {
    let (kind, of) = of.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "completed" => ChildResolution::Completed {
            result: maybe(&of["result"]),
        },
        "failed" => ChildResolution::Failed {
            failure: message(&of["failure"]),
        },
        "cancelled" => ChildResolution::Canceled {
            failure: message(&of["failure"]),
        },
        other => panic!("a child {other}"),
    }
}

fn completion(value: &Value) -> Completion {
    if let Some(failed) = value.get("failed") {
        return Completion::TaskFailed(TaskFailed {
            failure: message(&failed["failure"]),
            cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
        });
    }
    let commands = value["successful"]["commands"].as_array();
    let mut done = Done {
        versioning_behavior: VersioningBehavior::Unspecified,
        ..Done::default()
    };
    for (index, value) in commands.into_iter().flatten().enumerate() {
        done.commands.push(command(value));
        if let Some(markers) = value["eventGroupMarkers"].as_array() {
            done.event_group_markers
                .insert(index, markers.iter().map(message).collect());
        }
    }
    Completion::Done(done)
}

fn cancellation(value: &Value, missing: CancellationType) -> CancellationType {
    match value.as_str() {
        Some("TRY_CANCEL") => CancellationType::TryCancel,
        Some("WAIT_CANCELLATION_COMPLETED") => CancellationType::WaitCancellationCompleted,
        Some("WAIT_CANCELLATION_REQUESTED") => CancellationType::WaitCancellationRequested,
        Some("ABANDON") => CancellationType::Abandon,
        _ => missing,
    }
}

fn command(value: &Value) -> Command {
    let user_metadata = maybe(&value["userMetadata"]);
    let besides = ["userMetadata", "eventGroupMarkers"];
    let (kind, of) = value
        .as_object()
        .unwrap()
        .iter()
        .find(|(key, _)| !besides.contains(&key.as_str()))
        .unwrap();
    let seq = number(&of["seq"]);
    match kind.as_str() {
        "startTimer" => Command::StartTimer(StartTimer {
            seq,
            duration: length(&of["startToFireTimeout"]).unwrap(),
            user_metadata,
        }),
        "cancelTimer" => Command::CancelTimer { seq },
        "scheduleActivity" => Command::ScheduleActivity(Box::new(ScheduleActivity {
            seq,
            activity_id: text(&of["activityId"]),
            activity_type: text(&of["activityType"]),
            task_queue: text(&of["taskQueue"]),
            headers: named(&of["headers"]),
            arguments: payloads(&of["arguments"]),
            schedule_to_close_timeout: length(&of["scheduleToCloseTimeout"]),
            schedule_to_start_timeout: length(&of["scheduleToStartTimeout"]),
            start_to_close_timeout: length(&of["startToCloseTimeout"]),
            heartbeat_timeout: length(&of["heartbeatTimeout"]),
            retry_policy: maybe(&of["retryPolicy"]),
            cancellation_type: cancellation(&of["cancellationType"], CancellationType::TryCancel),
            eager_execution_disabled: yes(&of["doNotEagerlyExecute"]),
            versioning_intent: 0,
            priority: maybe(&of["priority"]),
            user_metadata,
        })),
        "scheduleLocalActivity" => Command::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
            seq,
            activity_id: text(&of["activityId"]),
            activity_type: text(&of["activityType"]),
            headers: named(&of["headers"]),
            arguments: payloads(&of["arguments"]),
            attempt: number::<u32>(&of["attempt"]).max(1),
            original_schedule_time: time(&of["originalScheduleTime"]),
            schedule_to_close_timeout: length(&of["scheduleToCloseTimeout"]),
            schedule_to_start_timeout: length(&of["scheduleToStartTimeout"]),
            start_to_close_timeout: length(&of["startToCloseTimeout"]),
            retry_policy: maybe(&of["retryPolicy"]),
            local_retry_threshold: length(&of["localRetryThreshold"]),
            cancellation_type: cancellation(&of["cancellationType"], CancellationType::TryCancel),
            include_arguments_in_marker: yes(&of["includeArgumentsInMarker"]),
            user_metadata,
        })),
        "requestCancelActivity" | "requestCancelLocalActivity" => Command::CancelActivity { seq },
        "startChildWorkflowExecution" => {
            let mut start = start_child(of, seq);
            start.user_metadata = user_metadata;
            Command::StartChild(Box::new(start))
        }
        "cancelChildWorkflowExecution" => Command::CancelChild {
            seq: number(&of["childWorkflowSeq"]),
            reason: text(&of["reason"]),
        },
        "signalExternalWorkflowExecution" => Command::SignalExternal(Box::new(SignalExternal {
            seq,
            target: match of["childWorkflowId"].as_str() {
                Some(child) => Target::Child {
                    workflow_id: child.to_owned(),
                },
                None => Target::External {
                    namespace: text(&of["workflowExecution"]["namespace"]),
                    workflow_id: text(&of["workflowExecution"]["workflowId"]),
                    run_id: text(&of["workflowExecution"]["runId"]),
                },
            },
            signal_name: text(&of["signalName"]),
            arguments: payloads(&of["args"]),
            headers: named(&of["headers"]),
        })),
        "cancelSignalWorkflow" => Command::CancelSignalExternal { seq },
        "requestCancelExternalWorkflowExecution" => Command::CancelExternal(Box::new(CancelExternal {
            seq,
            namespace: text(&of["workflowExecution"]["namespace"]),
            workflow_id: text(&of["workflowExecution"]["workflowId"]),
            run_id: text(&of["workflowExecution"]["runId"]),
            reason: text(&of["reason"]),
        })),
        "scheduleNexusOperation" => Command::ScheduleNexus(Box::new(ScheduleNexus {
            seq,
            endpoint: text(&of["endpoint"]),
            service: text(&of["service"]),
            operation: text(&of["operation"]),
            input: maybe(&of["input"]),
            schedule_to_close_timeout: length(&of["scheduleToCloseTimeout"]),
            schedule_to_start_timeout: length(&of["scheduleToStartTimeout"]),
            start_to_close_timeout: length(&of["startToCloseTimeout"]),
            headers: Default::default(),
            cancellation_type: cancellation(&of["cancellationType"], CancellationType::WaitCancellationCompleted),
            user_metadata,
        })),
        "requestCancelNexusOperation" => Command::CancelNexus { seq },
        "setPatchMarker" => Command::SetPatch {
            patch_id: text(&of["patchId"]),
            deprecated: yes(&of["deprecated"]),
        },
        "upsertWorkflowSearchAttributes" => Command::UpsertSearchAttributes {
            search_attributes: message::<SearchAttributes>(&of["searchAttributes"]),
        },
        "modifyWorkflowProperties" => Command::ModifyProperties {
            upserted_memo: named(&of["upsertedMemo"]["fields"]),
        },
        "updateResponse" => Command::UpdateResponse(Box::new(update_response(of))),
        "respondToQuery" => Command::QueryResult(Box::new(QueryResult {
            query_id: text(&of["queryId"]),
            outcome: match of.get("succeeded") {
                Some(succeeded) => Ok(message(&succeeded["response"])),
                None => Err(message(&of["failed"])),
            },
        })),
        "completeWorkflowExecution" => Command::CompleteWorkflow {
            result: maybe(&of["result"]),
        },
        "failWorkflowExecution" => Command::FailWorkflow {
            failure: message(&of["failure"]),
        },
        "cancelWorkflowExecution" => Command::CancelWorkflow { details: None },
        "continueAsNewWorkflowExecution" => Command::ContinueAsNew(Box::new(ContinueAsNew {
            workflow_type: text(&of["workflowType"]),
            task_queue: text(&of["taskQueue"]),
            arguments: payloads(&of["arguments"]),
            run_timeout: length(&of["workflowRunTimeout"]),
            task_timeout: length(&of["workflowTaskTimeout"]),
            backoff_start_interval: length(&of["backoffStartInterval"]),
            memo: named(&of["memo"]),
            headers: named(&of["headers"]),
            search_attributes: maybe(&of["searchAttributes"]),
            retry_policy: maybe(&of["retryPolicy"]),
            versioning_intent: 0,
            initial_versioning_behavior: 0,
        })),
        other => panic!("a command of kind {other}"),
    }
}

fn start_child(of: &Value, seq: u32) -> StartChild {
    let policy = of["parentClosePolicy"]
        .as_str()
        .and_then(ParentClosePolicy::from_str_name);
    let reuse = of["workflowIdReusePolicy"]
        .as_str()
        .and_then(WorkflowIdReusePolicy::from_str_name);
    StartChild {
        seq,
        namespace: text(&of["namespace"]),
        workflow_id: text(&of["workflowId"]),
        workflow_type: text(&of["workflowType"]),
        task_queue: text(&of["taskQueue"]),
        input: payloads(&of["input"]),
        execution_timeout: length(&of["workflowExecutionTimeout"]),
        run_timeout: length(&of["workflowRunTimeout"]),
        task_timeout: length(&of["workflowTaskTimeout"]),
        parent_close_policy: policy.unwrap_or_default(),
        id_reuse_policy: reuse.unwrap_or_default(),
        retry_policy: maybe(&of["retryPolicy"]),
        cron_schedule: text(&of["cronSchedule"]),
        headers: named(&of["headers"]),
        memo: named(&of["memo"]),
        search_attributes: maybe(&of["searchAttributes"]),
        cancellation_type: cancellation(&of["cancellationType"], CancellationType::Abandon),
        versioning_intent: 0,
        versioning_override: maybe(&of["versioningOverride"]),
        priority: maybe(&of["priority"]),
        user_metadata: None,
    }
}

fn update_response(of: &Value) -> UpdateResponse {
    let response = if of.get("accepted").is_some() {
        UpdateStep::Accepted
    } else if let Some(failure) = of.get("rejected") {
        UpdateStep::Rejected {
            failure: message(failure),
        }
    } else {
        UpdateStep::Completed {
            result: maybe(&of["completed"]),
        }
    };
    UpdateResponse {
        protocol_instance_id: text(&of["protocolInstanceId"]),
        response,
    }
}
