//! Random workflows against a small server: whatever they do, every replay repeats what was lived,
//! and no rule complains.
//!
//! The server keeps a history as the real one does: it buffers what happens while a task is open,
//! refuses to close a run behind its back, and loses tasks now and then. The worker keeps its run or
//! loses it. A workflow is a function of its seed and of the jobs it saw, so a replay that shows it
//! other jobs, or at other times, leads it elsewhere and is found out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use everloop_machines::{
    Activation, Command, Completion, Fit, Job, Response, Run, RunOptions, Step, TaskInput,
    completion::{CancellationType, Done, ScheduleActivity},
};
use everloop_proto::{
    command::v1::{self as wire, command},
    enums::v1::{EventType, WorkflowTaskFailedCause},
    history::v1::{
        ActivityTaskCancelRequestedEventAttributes, ActivityTaskCanceledEventAttributes,
        UpsertWorkflowSearchAttributesEventAttributes, history_event::Attributes,
    },
};

use crate::story::{Story, activity, done, patch, timer};

/// Numbers that depend on the seed alone.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn stir(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A workflow that does at random what workflows do.
struct Workflow {
    random: Random,
    next: u32,
    signals: u32,
    closed: bool,
}

impl Workflow {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed),
            next: 1,
            signals: 0,
            closed: false,
        }
    }

    fn activate(&mut self, activation: &Activation) -> Vec<Command> {
        for job in &activation.jobs {
            if !matches!(job, Job::NotifyHasPatch { .. }) {
                self.random.stir(&format!("{job:?}"));
            }
            self.signals += u32::from(matches!(job, Job::Signal(_)));
        }
        self.random.stir(&format!("{:?}", activation.now));
        let mut commands = Vec::new();
        for _ in 0..self.random.below(4) {
            let seq = self.next;
            let any = 1 + u32::try_from(self.random.below(u64::from(self.next))).unwrap();
            match self.random.below(8) {
                0 | 1 => {
                    commands.push(timer(seq));
                    self.next += 1;
                }
                2 | 3 => {
                    commands.push(self.schedule(seq));
                    self.next += 1;
                }
                4 => commands.push(Command::CancelTimer { seq: any }),
                5 | 6 => commands.push(Command::CancelActivity { seq: any }),
                _ => commands.push(patch(&any.to_string())),
            }
        }
        if self.signals > 6 && !self.closed {
            self.closed = true;
            commands.push(done());
        }
        commands
    }

    fn schedule(&mut self, seq: u32) -> Command {
        let Command::ScheduleActivity(schedule) = activity(seq, "any") else {
            panic!()
        };
        let kinds = [
            CancellationType::TryCancel,
            CancellationType::WaitCancellationCompleted,
            CancellationType::Abandon,
        ];
        let cancellation_type = kinds[usize::try_from(self.random.below(3)).unwrap()];
        Command::ScheduleActivity(Box::new(ScheduleActivity {
            cancellation_type,
            ..*schedule
        }))
    }
}

/// What can still happen to the run.
#[derive(Default)]
struct Server {
    story: Story,
    timers: BTreeSet<String>,
    activities: BTreeMap<i64, bool>,
    /// What happens while a task is open.
    buffer: Vec<Buffered>,
    task_open: bool,
    closed: bool,
}

enum Buffered {
    TimerFired(String),
    ActivityClosed { scheduled: i64, canceled: bool },
    Signaled,
}

impl Server {
    fn new() -> Self {
        Self {
            story: Story::begin(),
            task_open: true,
            ..Self::default()
        }
    }

    fn told(&mut self, tell: impl FnOnce(Story) -> Story) {
        self.story = tell(std::mem::take(&mut self.story));
    }

    /// Something happens, now or in the buffer.
    fn happen(&mut self, random: &mut Random) {
        let event = match random.below(3) {
            0 => {
                let Some(id) = self.timers.iter().nth(pick(random, self.timers.len())).cloned() else {
                    return;
                };
                self.timers.remove(&id);
                Buffered::TimerFired(id)
            }
            1 => {
                let index = pick(random, self.activities.len());
                let Some((&scheduled, &asked)) = self.activities.iter().nth(index) else {
                    return;
                };
                self.activities.remove(&scheduled);
                Buffered::ActivityClosed {
                    scheduled,
                    canceled: asked && random.chance(70),
                }
            }
            _ => Buffered::Signaled,
        };
        if self.task_open {
            self.buffer.push(event);
        } else {
            self.write(event);
        }
    }

    fn write(&mut self, event: Buffered) {
        self.told(|story| match event {
            Buffered::TimerFired(id) => story.timer_fired(&id),
            Buffered::Signaled => story.signaled("more"),
            Buffered::ActivityClosed {
                scheduled,
                canceled: false,
            } => story.activity_completed(scheduled),
            Buffered::ActivityClosed {
                scheduled,
                canceled: true,
            } => {
                let attributes = ActivityTaskCanceledEventAttributes {
                    scheduled_event_id: scheduled,
                    ..Default::default()
                };
                let attributes = Attributes::ActivityTaskCanceledEventAttributes(attributes);
                story.with(EventType::ActivityTaskCanceled, attributes)
            }
        });
    }

    /// Closes of activities come last.
    fn flush(&mut self) {
        let (last, first): (Vec<_>, Vec<_>) = std::mem::take(&mut self.buffer)
            .into_iter()
            .partition(|event| matches!(event, Buffered::ActivityClosed { .. }));
        first.into_iter().chain(last).for_each(|event| self.write(event));
    }

    /// Takes the answer to the open task; false if it is refused.
    fn complete(&mut self, commands: Vec<wire::Command>) -> bool {
        self.task_open = false;
        let closes = commands.iter().any(|command| {
            matches!(
                command.attributes,
                Some(command::Attributes::CompleteWorkflowExecutionCommandAttributes(_))
            )
        });
        if closes && !self.buffer.is_empty() {
            self.told(|story| story.task_failed(WorkflowTaskFailedCause::UnhandledCommand, ""));
            self.flush();
            return false;
        }
        self.told(Story::answered);
        commands.into_iter().for_each(|command| self.execute(command));
        self.flush();
        true
    }

    fn execute(&mut self, command: wire::Command) {
        match command.attributes.unwrap() {
            command::Attributes::StartTimerCommandAttributes(of) => {
                self.timers.insert(of.timer_id.clone());
                self.told(|story| story.timer_started(&of.timer_id));
            }
            command::Attributes::CancelTimerCommandAttributes(of) => {
                self.buffer
                    .retain(|event| !matches!(event, Buffered::TimerFired(id) if *id == of.timer_id));
                self.timers.remove(&of.timer_id);
                self.told(|story| story.timer_canceled(&of.timer_id));
            }
            command::Attributes::ScheduleActivityTaskCommandAttributes(of) => {
                self.told(|story| story.activity_scheduled(&of.activity_id, "any"));
                self.activities.insert(self.story.last(), false);
            }
            command::Attributes::RequestCancelActivityTaskCommandAttributes(of) => {
                if let Some(asked) = self.activities.get_mut(&of.scheduled_event_id) {
                    assert!(!*asked, "an activity is cancelled once");
                    *asked = true;
                }
                let attributes = ActivityTaskCancelRequestedEventAttributes {
                    scheduled_event_id: of.scheduled_event_id,
                    ..Default::default()
                };
                let attributes = Attributes::ActivityTaskCancelRequestedEventAttributes(attributes);
                self.told(|story| story.with(EventType::ActivityTaskCancelRequested, attributes));
            }
            command::Attributes::RecordMarkerCommandAttributes(of) => {
                let data: serde_json::Value =
                    serde_json::from_slice(&of.details["patch-data"].payloads[0].data).unwrap();
                self.told(|story| story.patch_marked(data["id"].as_str().unwrap(), false));
            }
            command::Attributes::UpsertWorkflowSearchAttributesCommandAttributes(of) => {
                let attributes = UpsertWorkflowSearchAttributesEventAttributes {
                    search_attributes: of.search_attributes,
                    ..Default::default()
                };
                let attributes = Attributes::UpsertWorkflowSearchAttributesEventAttributes(attributes);
                self.told(|story| story.with(EventType::UpsertWorkflowSearchAttributes, attributes));
            }
            command::Attributes::CompleteWorkflowExecutionCommandAttributes(_) => {
                self.closed = true;
                self.told(Story::completed);
            }
            other => panic!("{other:?}"),
        }
    }
}

fn pick(random: &mut Random, count: usize) -> usize {
    usize::try_from(random.below(u64::try_from(count.max(1)).unwrap())).unwrap()
}

/// A cached run with its workflow, and how far it got.
struct Cached {
    run: Run,
    workflow: Workflow,
    seen_event_id: i64,
}

impl Cached {
    fn new(seed: u64) -> Self {
        let options = RunOptions {
            task_queue: "queue".to_owned(),
            ..RunOptions::default()
        };
        Self {
            run: Run::new(Arc::new(options)),
            workflow: Workflow::new(seed),
            seen_event_id: 0,
        }
    }

    /// Takes a task to its end; the activations of completed tasks are compared with those lived.
    fn play(&mut self, seed: u64, input: TaskInput, lived: &mut Vec<Activation>) -> Response {
        assert_eq!(self.run.fit(&input), Fit::Continues, "seed {seed}");
        self.run.apply_task(input).unwrap();
        let mut replayed = lived.iter();
        loop {
            match self.run.step() {
                Step::Activate(mut activation) => {
                    let commands = self.workflow.activate(&activation);
                    self.run.complete(Completion::Done(Done {
                        commands,
                        ..Done::default()
                    }));
                    activation.jobs.retain(|job| !matches!(job, Job::NotifyHasPatch { .. }));
                    if activation.is_replaying {
                        activation.is_replaying = false;
                        assert_eq!(Some(&activation), replayed.next(), "seed {seed}: replayed as lived");
                    } else {
                        let rest = replayed.len();
                        assert!(
                            rest == 0 || self.seen_event_id > 0,
                            "seed {seed}: everything lived was replayed"
                        );
                        lived.push(activation);
                        replayed = [].iter();
                    }
                }
                Step::Respond(response) => return response,
                step => panic!("seed {seed}: {step:?}"),
            }
        }
    }
}

/// What a simulated run met, so that the simulation is known to reach what it is for.
#[derive(Debug, Default)]
struct Met {
    closed: u32,
    refused: u32,
    lost: u32,
    evicted: u32,
    events: usize,
    activations: usize,
}

fn live(seed: u64, met: &mut Met) {
    let mut random = Random(seed ^ 0x5bd1_e995);
    let mut server = Server::new();
    let mut cached = Cached::new(seed);
    let mut lived = Vec::new();
    for _ in 0..200 {
        if server.closed {
            break;
        }
        if random.chance(20) {
            met.evicted += 1;
            cached = Cached::new(seed);
        }
        let before = lived.len();
        let input = server.story.input_after(cached.seen_event_id);
        let started = input.started_event_id;
        let Response::Completed(answer) = cached.play(seed, input, &mut lived) else {
            panic!("seed {seed}: a task was not completed")
        };
        (0..random.below(4)).for_each(|_| server.happen(&mut random));
        let lost = random.chance(5);
        if lost {
            // The answer never arrives.
            server.task_open = false;
            server.told(Story::task_timed_out);
            server.flush();
        }
        met.lost += u32::from(lost);
        let accepted = !lost && server.complete(answer.commands);
        met.refused += u32::from(!lost && !accepted);
        if !accepted {
            lived.truncate(before);
            cached = Cached::new(seed);
        } else {
            cached.seen_event_id = started;
        }
        if !server.closed {
            (0..random.below(3)).for_each(|_| server.happen(&mut random));
            server.told(Story::task);
            server.task_open = true;
        }
    }
    let mut fresh = Cached::new(seed);
    let count = lived.len();
    let response = fresh.play(seed, server.story.replay(), &mut lived);
    met.closed += u32::from(server.closed);
    met.events += server.story.events.len();
    met.activations += count;
    if server.closed {
        assert_eq!((response, lived.len()), (Response::Nothing, count), "seed {seed}");
    }
}

#[test]
fn whatever_is_lived_is_replayed() {
    let mut met = Met::default();
    (0..600).for_each(|seed| live(seed, &mut met));
    assert!(
        met.closed > 500 && met.refused > 50 && met.lost > 100 && met.evicted > 500,
        "{met:?}"
    );
    assert!(met.events > 20_000 && met.activations > 4_000, "{met:?}");
}
