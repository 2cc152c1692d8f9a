//! Random walks: whatever happens in whatever order, the history folds to the state, the records are the state, and no
//! rule's assertion fails. The number that a failure prints as its seed brings the walk back.

use everloop_proto::command::v1::{Command, ScheduleActivityTaskCommandAttributes};
use everloop_proto::common::v1::TimeSkippingConfig;
use everloop_proto::workflowservice::v1::{
    PollActivityTaskQueueResponse, PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest,
    StartWorkflowExecutionRequest,
};

use everloop_proto::enums::v1::CommandType;
use everloop_proto::workflowservice::v1::respond_workflow_task_completed_request::Capabilities;

use super::updates::{accept, protocol_message, reject, respond};
use super::world::{
    World, activity, application_failure, attempts, by_token, cancel_activity, cancel_timer, complete_workflow,
    completion, continue_as_new, fail_workflow, request, schedule, seconds, start_timer, sticky,
};
use crate::{Input, Reject, Reply, input};

/// A small generator of numbers that look random enough.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

struct Walk {
    world: World,
    dice: Dice,
    tasks: Vec<PollWorkflowTaskQueueResponse>,
    activities: Vec<PollActivityTaskQueueResponse>,
    names: u64,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let world = World::started_with(StartWorkflowExecutionRequest {
            workflow_run_timeout: seconds(if dice.roll(4) == 0 { 60 } else { 0 }),
            retry_policy: (dice.roll(3) == 0).then(|| attempts(3)),
            workflow_start_delay: seconds(dice.roll(3)),
            time_skipping_config: (dice.roll(3) == 0).then(|| TimeSkippingConfig {
                enabled: true,
                ..TimeSkippingConfig::default()
            }),
            ..request()
        });
        Self {
            world,
            dice,
            tasks: Vec::new(),
            activities: Vec::new(),
            names: 0,
        }
    }

    fn name(&mut self) -> String {
        self.names += 1;
        self.names.to_string()
    }

    fn command(&mut self) -> Command {
        let pending: Vec<i64> = self
            .world
            .execution
            .recorded()
            .activities
            .iter()
            .map(|(id, _)| id)
            .collect();
        let timer = self
            .world
            .execution
            .recorded()
            .timers
            .iter()
            .next()
            .map(|(_, timer)| timer.timer_id.clone());
        match (self.dice.roll(9), timer) {
            (0..=2, _) => {
                let command = ScheduleActivityTaskCommandAttributes {
                    heartbeat_timeout: seconds(self.dice.roll(3)),
                    schedule_to_close_timeout: seconds(self.dice.roll(2) * 15),
                    schedule_to_start_timeout: seconds(self.dice.roll(2) * 5),
                    retry_policy: Some(attempts(i32::try_from(self.dice.roll(4)).unwrap())),
                    request_eager_execution: self.dice.roll(3) == 0,
                    ..activity(&self.name())
                };
                schedule(command)
            }
            (3..=4, _) => start_timer(&self.name(), self.dice.roll(4_000)),
            (5..=6, Some(timer)) => cancel_timer(&timer),
            (7, _) if !pending.is_empty() => {
                cancel_activity(pending[usize::try_from(self.dice.roll(pending.len() as u64)).unwrap()])
            }
            _ => cancel_timer("none"),
        }
    }

    fn completion(&mut self) -> RespondWorkflowTaskCompletedRequest {
        let mut commands: Vec<_> = (0..self.dice.roll(4)).map(|_| self.command()).collect();
        match self.dice.roll(60) {
            0 => commands.push(complete_workflow()),
            1 => commands.push(fail_workflow(application_failure("no", "Declined"))),
            2 => commands.push(continue_as_new()),
            _ => {}
        }
        let request = if self.dice.roll(2) == 0 {
            sticky(commands)
        } else {
            completion(commands)
        };
        RespondWorkflowTaskCompletedRequest {
            force_create_new_workflow_task: self.dice.roll(8) == 0,
            return_new_workflow_task: self.dice.roll(2) == 0,
            ..request
        }
    }

    fn step(&mut self) {
        match self.dice.roll(14) {
            0..=3 => self.tasks.extend(self.world.try_take_task().map(|task| task.response)),
            4..=5 => {
                let Some(task) = self.tasks.pop() else { return };
                let mut request = self.completion();
                self.answer_updates(&task, &mut request);
                if let Ok(Reply::WorkflowTaskCompleted {
                    workflow_task,
                    activity_tasks,
                    ..
                }) = self.world.complete_with(&task, request)
                {
                    self.tasks.extend(workflow_task.map(|task| task.response));
                    self.activities
                        .extend(activity_tasks.into_iter().map(|task| task.response));
                }
            }
            6 => {
                if let Some(task) = self.tasks.pop() {
                    let _ = self.world.fail_task(&task);
                }
            }
            7 if self.dice.roll(2) == 0 => {
                let name = format!("u{}", self.dice.roll(9));
                let _ = self.world.update(&name);
            }
            7 => {
                let name = format!("s{}", self.dice.roll(20));
                let _ = self.world.signal("go", &name);
            }
            8 => {
                let millis = self.dice.roll(3_000);
                self.world.pass_millis(millis);
            }
            9..=10 => {
                let pending: Vec<i64> = self
                    .world
                    .execution
                    .recorded()
                    .activities
                    .iter()
                    .map(|(id, _)| id)
                    .collect();
                for id in pending {
                    self.activities.extend(self.world.take_activity(id));
                }
            }
            11 => self.answer_activity(),
            12 => {
                let rare = self.dice.roll(20);
                let _ = match rare {
                    0 => self.world.give(Input::Cancel(Box::default())),
                    1 => self.world.give(Input::Terminate(Box::default())),
                    2 => self.world.give(Input::StickyReset),
                    3..=6 => {
                        let hand = self.world.execution.task_in_hand();
                        hand.map_or(Ok(Reply::Done), |hand| {
                            self.world.give(Input::WorkflowTaskAbandoned(hand))
                        })
                    }
                    7..=9 => self.lose_activity(),
                    _ => Ok(Reply::Done),
                };
            }
            _ => self.world.execution = self.world.restored(),
        }
    }

    /// Accepts, rejects or ignores the updates that came with the task, and answers those accepted before.
    fn answer_updates(
        &mut self,
        task: &PollWorkflowTaskQueueResponse,
        request: &mut RespondWorkflowTaskCompletedRequest,
    ) {
        let mut messages = Vec::new();
        for message in &task.messages {
            messages.extend(match self.dice.roll(4) {
                0 => None,
                1 => Some(reject(message)),
                _ => Some(accept(message)),
            });
        }
        let open = self
            .world
            .execution
            .recorded()
            .updates
            .iter()
            .find(|(_, update)| update.outcome.is_none());
        if self.dice.roll(2) == 0 {
            messages.extend(open.map(|(_, update)| respond(&update.update_id)));
        }
        let last_closes = request.commands.last().is_some_and(|command| {
            !matches!(
                command.command_type(),
                CommandType::ScheduleActivityTask
                    | CommandType::StartTimer
                    | CommandType::CancelTimer
                    | CommandType::RequestCancelActivityTask
            )
        });
        if !last_closes {
            request
                .commands
                .extend(messages.iter().map(|message| protocol_message(&message.id)));
        }
        request.messages = messages;
        request.capabilities = Some(Capabilities {
            discard_speculative_workflow_task_with_events: true,
        });
    }

    /// The activity handed out last found nobody.
    fn lose_activity(&mut self) -> Result<Reply, Reject> {
        let Some(task) = self.activities.pop() else {
            return Ok(Reply::Done);
        };
        let input::Activity::Token(token) = by_token(&task) else {
            return Ok(Reply::Done);
        };
        self.world
            .give(Input::ActivityTaskAbandoned(input::ActivityTaskAbandoned {
                scheduled_event_id: token.scheduled_event_id,
                attempt: task.attempt,
            }))
    }

    fn answer_activity(&mut self) {
        let Some(task) = self.activities.pop() else { return };
        let world = &mut self.world;
        let _ = match self.dice.roll(4) {
            0 => world.complete_activity(&task),
            1 => world.fail_activity(&task, application_failure("no", "Declined")),
            2 => world.beat(&task, "half").inspect(|_| self.activities.push(task)),
            _ => world.give(Input::ActivityCanceled(input::ActivityCanceled {
                activity: by_token(&task),
                identity: "worker".to_owned(),
                details: None,
            })),
        };
    }
}

#[test]
fn every_walk_keeps_what_must_hold() {
    for seed in 0..150 {
        let walk = std::panic::catch_unwind(|| {
            let mut walk = Walk::new(seed);
            for _ in 0..120 {
                walk.step();
            }
        });
        assert!(walk.is_ok(), "the walk of seed {seed} failed");
    }
}

#[test]
fn a_decision_costs_the_same_with_two_thousand_activities() {
    let mut world = World::started();
    world.run_task((0..1990).map(|n| schedule(activity(&n.to_string()))).collect());
    let task = world.take_activity(700).unwrap();
    let mut ctx = crate::Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    let input = Input::ActivityCompleted(input::ActivityCompleted {
        activity: by_token(&task),
        identity: "worker".to_owned(),
        result: None,
    });
    let decision = crate::decide(&world.execution, input, &mut ctx).unwrap();
    assert_eq!(
        decision.writes.items.len(),
        2,
        "the schedule and the progress of one activity go"
    );
    assert!(decision.writes.core.is_some_and(|core| core.len() < 400));
}
