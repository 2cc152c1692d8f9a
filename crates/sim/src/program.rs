//! Workflow code of a simulation: what it does is a function of its argument and of the jobs it saw, so a replay that
//! shows it other jobs, or in another order, leads it elsewhere and is found out.

use std::{collections::BTreeMap, time::Duration};

use everloop_machines::{
    Activation, Command, Job,
    activation::{ActivityResolution, ChildStart},
    completion::{
        CancelExternal, CancellationType, ContinueAsNew, QueryResult, ScheduleActivity, ScheduleLocalActivity,
        SignalExternal, StartChild, StartTimer, Target, UpdateResponse, UpdateStep,
    },
};
use everloop_proto::{
    common::v1::{Payload, RetryPolicy},
    enums::v1::{ParentClosePolicy, WorkflowIdReusePolicy},
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
};

use crate::random::{Random, stir};

/// The queue that all workflows and activities use.
pub(crate) const QUEUE: &str = "work";

/// How deep children have children, and how often a run is continued.
const DEPTH_MAX: u64 = 2;

/// The argument of a workflow.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Argument {
    pub(crate) seed: u64,
    pub(crate) depth: u64,
}

impl Argument {
    pub(crate) fn payload(self) -> Payload {
        payload(&format!("{} {}", self.seed, self.depth))
    }

    fn read(payload: Option<&Payload>) -> Self {
        let text = payload.map(text).unwrap_or_default();
        let mut numbers = text.split(' ').map(|number| number.parse().unwrap_or(0));
        Self {
            seed: numbers.next().unwrap_or(0),
            depth: numbers.next().unwrap_or(DEPTH_MAX),
        }
    }
}

pub(crate) fn payload(text: &str) -> Payload {
    Payload {
        data: text.to_owned().into(),
        ..Payload::default()
    }
}

pub(crate) fn text(payload: &Payload) -> String {
    String::from_utf8_lossy(&payload.data).into_owned()
}

pub(crate) fn failure(message: &str, retryable: bool) -> Failure {
    Failure {
        message: message.to_owned(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
            r#type: "Simulated".to_owned(),
            non_retryable: !retryable,
            ..ApplicationFailureInfo::default()
        })),
        ..Failure::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Timer,
    Activity,
    Local,
    Child,
    External,
}

/// One run of the workflow.
pub(crate) struct Program {
    argument: Argument,
    workflow_id: String,
    /// Everything seen so far, mixed.
    seen: u64,
    open: BTreeMap<u32, Open>,
    next: u32,
    budget: u64,
    canceled: bool,
    ended: bool,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self {
            argument: Argument::default(),
            workflow_id: String::new(),
            seen: 0,
            open: BTreeMap::new(),
            next: 1,
            budget: 0,
            canceled: false,
            ended: false,
        }
    }

    /// Applies the jobs and runs as far as it can.
    pub(crate) fn activate(&mut self, activation: &Activation) -> Vec<Command> {
        let mut commands = Vec::new();
        let mut anything = false;
        for job in &activation.jobs {
            anything |= self.take(job, &mut commands);
        }
        if !anything || self.ended {
            return commands;
        }
        self.seen = stir(self.seen, format!("{:?}", activation.now).as_bytes());
        let mut random = Random::new(self.seen, "program");
        self.go_on(&mut random, &mut commands);
        commands
    }

    /// Whether the job lets the workflow go on. Queries and rejected updates leave no trace, so they must not count.
    fn take(&mut self, job: &Job, commands: &mut Vec<Command>) -> bool {
        match job {
            Job::Query(query) => {
                commands.push(Command::QueryResult(Box::new(QueryResult {
                    query_id: query.id.clone(),
                    outcome: Ok(payload(&self.seen.to_string())),
                })));
                return false;
            }
            Job::NotifyHasPatch { .. } => return false,
            Job::Update(update) => return self.update(update, commands),
            Job::Initialize(start) => {
                self.argument = Argument::read(start.arguments.first());
                self.workflow_id.clone_from(&start.workflow_id);
                self.budget = 1 + stir(self.argument.seed, b"budget") % 8;
            }
            Job::FireTimer { seq }
            | Job::ResolveChild { seq, .. }
            | Job::ResolveSignalExternal { seq, .. }
            | Job::ResolveCancelExternal { seq, .. } => {
                self.open.remove(seq);
            }
            Job::ResolveActivity { seq, resolution } => {
                self.open.remove(seq);
                if let ActivityResolution::Backoff { backoff, .. } = resolution {
                    let wait = self.begin(Open::Timer);
                    commands.push(timer(wait, *backoff));
                }
            }
            Job::ResolveChildStart { seq, outcome } => {
                if !matches!(outcome, ChildStart::Started { .. }) {
                    self.open.remove(seq);
                }
            }
            Job::Cancel { .. } => self.canceled = true,
            Job::Signal(_)
            | Job::UpdateRandomSeed { .. }
            | Job::ResolveNexusStart { .. }
            | Job::ResolveNexus { .. } => {}
        }
        self.seen = stir(self.seen, format!("{job:?}").as_bytes());
        true
    }

    fn update(&mut self, update: &everloop_machines::activation::Update, commands: &mut Vec<Command>) -> bool {
        let mut answer = |response| {
            commands.push(Command::UpdateResponse(Box::new(UpdateResponse {
                protocol_instance_id: update.protocol_instance_id.clone(),
                response,
            })));
        };
        let fate = stir(self.argument.seed, update.id.as_bytes()) % 4;
        if fate == 0 {
            answer(UpdateStep::Rejected {
                failure: failure("rejected", true),
            });
            return false;
        }
        answer(UpdateStep::Accepted);
        answer(match fate {
            1 => UpdateStep::Failed {
                failure: failure("failed", true),
            },
            _ => UpdateStep::Completed {
                result: Some(payload(&update.id)),
            },
        });
        self.seen = stir(self.seen, update.id.as_bytes());
        true
    }

    fn go_on(&mut self, random: &mut Random, commands: &mut Vec<Command>) {
        if self.canceled && random.percent(60) {
            self.ended = true;
            commands.push(Command::CancelWorkflow { details: None });
            return;
        }
        let mut wanted = random.below(3);
        // Something must be open, or nothing would ever wake the workflow.
        while self.budget > 0 && (wanted > 0 || self.open.is_empty()) {
            self.budget -= 1;
            wanted = wanted.saturating_sub(1);
            commands.push(self.something(random));
        }
        if random.percent(25) {
            self.cancel_something(random, commands);
        }
        // Now and then it ends with things open, even those it has just cancelled.
        if self.open.is_empty() || (self.budget == 0 && random.percent(10)) {
            self.ended = true;
            commands.push(self.end(random));
        }
    }

    fn begin(&mut self, what: Open) -> u32 {
        let seq = self.next;
        self.next += 1;
        self.open.insert(seq, what);
        seq
    }

    fn something(&mut self, random: &mut Random) -> Command {
        match random.below(12) {
            0..=2 => {
                let duration = match random.below(3) {
                    0 => Duration::from_millis(1 + random.below(50)),
                    1 => Duration::from_secs(1 + random.below(30)),
                    _ => Duration::from_secs(60 * (1 + random.below(600))),
                };
                timer(self.begin(Open::Timer), duration)
            }
            3..=6 => activity(self.begin(Open::Activity), random),
            7 => local_activity(self.begin(Open::Local)),
            8 if self.argument.depth < DEPTH_MAX => self.child(random),
            9 => Command::SetPatch {
                patch_id: format!("patch-{}", random.below(3)),
                deprecated: false,
            },
            10 => Command::SignalExternal(Box::new(SignalExternal {
                seq: self.begin(Open::External),
                target: Target::External {
                    namespace: "default".to_owned(),
                    workflow_id: format!("w{}", random.below(5)),
                    run_id: String::new(),
                },
                signal_name: "from-workflow".to_owned(),
                arguments: vec![payload("hello")],
                headers: BTreeMap::new(),
            })),
            11 if random.percent(30) => Command::CancelExternal(Box::new(CancelExternal {
                seq: self.begin(Open::External),
                namespace: "default".to_owned(),
                workflow_id: format!("w{}", random.below(5)),
                run_id: String::new(),
                reason: "simulated".to_owned(),
            })),
            _ => Command::ModifyProperties {
                upserted_memo: BTreeMap::from([(format!("key-{}", random.below(3)), payload("value"))]),
            },
        }
    }

    fn child(&mut self, random: &mut Random) -> Command {
        let seq = self.begin(Open::Child);
        let argument = Argument {
            seed: stir(self.argument.seed, format!("child {seq}").as_bytes()),
            depth: self.argument.depth + 1,
        };
        let policies = [
            ParentClosePolicy::Terminate,
            ParentClosePolicy::Abandon,
            ParentClosePolicy::RequestCancel,
        ];
        Command::StartChild(Box::new(StartChild {
            seq,
            namespace: String::new(),
            workflow_id: format!("{}/{seq}", self.workflow_id),
            workflow_type: "Any".to_owned(),
            task_queue: String::new(),
            input: vec![argument.payload()],
            execution_timeout: None,
            run_timeout: None,
            task_timeout: None,
            parent_close_policy: policies[random.index(policies.len())],
            id_reuse_policy: WorkflowIdReusePolicy::AllowDuplicate,
            retry_policy: None,
            cron_schedule: String::new(),
            headers: BTreeMap::new(),
            memo: BTreeMap::new(),
            search_attributes: None,
            cancellation_type: cancellation_type(random),
            versioning_intent: 0,
            versioning_override: None,
            priority: None,
            user_metadata: None,
        }))
    }

    /// Cancels what is open; what it cancels may resolve at once, or never, or later, as the kind says.
    fn cancel_something(&mut self, random: &mut Random, commands: &mut Vec<Command>) {
        let Some((&seq, &what)) = self.open.iter().nth(random.index(self.open.len())) else {
            return;
        };
        match what {
            Open::Timer => {
                // A cancelled timer does not fire.
                self.open.remove(&seq);
                commands.push(Command::CancelTimer { seq });
            }
            Open::Activity | Open::Local => commands.push(Command::CancelActivity { seq }),
            Open::Child => commands.push(Command::CancelChild {
                seq,
                reason: "simulated".to_owned(),
            }),
            Open::External => {}
        }
    }

    fn end(&mut self, random: &mut Random) -> Command {
        match random.below(10) {
            0 => Command::FailWorkflow {
                failure: failure("the workflow failed", true),
            },
            1 | 2 if self.argument.depth < DEPTH_MAX => {
                let argument = Argument {
                    seed: stir(self.argument.seed, b"continued"),
                    depth: self.argument.depth + 1,
                };
                Command::ContinueAsNew(Box::new(ContinueAsNew {
                    workflow_type: String::new(),
                    task_queue: String::new(),
                    arguments: vec![argument.payload()],
                    run_timeout: None,
                    task_timeout: None,
                    backoff_start_interval: None,
                    memo: BTreeMap::new(),
                    headers: BTreeMap::new(),
                    search_attributes: None,
                    retry_policy: None,
                    versioning_intent: 0,
                    initial_versioning_behavior: 0,
                }))
            }
            _ => Command::CompleteWorkflow {
                result: Some(payload(&self.seen.to_string())),
            },
        }
    }
}

fn timer(seq: u32, duration: Duration) -> Command {
    Command::StartTimer(StartTimer {
        seq,
        duration,
        user_metadata: None,
    })
}

fn cancellation_type(random: &mut Random) -> CancellationType {
    let kinds = [
        CancellationType::TryCancel,
        CancellationType::WaitCancellationCompleted,
        CancellationType::Abandon,
    ];
    kinds[random.index(kinds.len())]
}

fn activity(seq: u32, random: &mut Random) -> Command {
    let seconds = |count| Some(Duration::from_secs(count));
    Command::ScheduleActivity(Box::new(ScheduleActivity {
        seq,
        activity_id: String::new(),
        activity_type: "any".to_owned(),
        task_queue: String::new(),
        headers: BTreeMap::new(),
        arguments: vec![payload(&seq.to_string())],
        schedule_to_close_timeout: if random.percent(30) { seconds(300) } else { None },
        schedule_to_start_timeout: if random.percent(10) { seconds(60) } else { None },
        start_to_close_timeout: seconds(10),
        heartbeat_timeout: if random.percent(30) { seconds(3) } else { None },
        retry_policy: random.percent(40).then(|| RetryPolicy {
            initial_interval: prost_types::Duration::try_from(Duration::from_millis(200)).ok(),
            backoff_coefficient: 2.0,
            maximum_attempts: 1 + i32::try_from(random.below(4)).unwrap_or(0),
            ..RetryPolicy::default()
        }),
        cancellation_type: cancellation_type(random),
        eager_execution_disabled: random.percent(50),
        versioning_intent: 0,
        priority: None,
        user_metadata: None,
    }))
}

fn local_activity(seq: u32) -> Command {
    Command::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
        seq,
        activity_id: seq.to_string(),
        activity_type: "any".to_owned(),
        headers: BTreeMap::new(),
        arguments: Vec::new(),
        attempt: 1,
        original_schedule_time: None,
        schedule_to_close_timeout: Some(Duration::from_secs(60)),
        schedule_to_start_timeout: None,
        start_to_close_timeout: None,
        retry_policy: None,
        local_retry_threshold: None,
        cancellation_type: CancellationType::TryCancel,
        include_arguments_in_marker: false,
        user_metadata: None,
    }))
}
