//! Activities of a simulated worker: they take a while, and then succeed, fail, obey a cancellation or fall silent.

use std::time::Duration;

use bytes::Bytes;
use everloop_proto::{
    Api as _, Call as CallOptions, Code,
    common::v1::Payloads,
    failure::v1::Failure,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        PollActivityTaskQueueRequest, PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest,
        RespondActivityTaskCanceledRequest, RespondActivityTaskCompletedRequest, RespondActivityTaskFailedRequest,
    },
};

use crate::{
    calls::Call,
    circumstances::{ActivityDone, Circumstances},
    program::{QUEUE, failure, payload, text},
};

const RUNNING_MAX: usize = 8;

struct Running {
    token: Bytes,
    workflow_id: String,
    run_id: String,
    activity_id: String,
    result: String,
    /// When it goes on, in time since the beginning.
    due: Duration,
    next: Next,
}

enum Next {
    Beat,
    Beating(Call<bool>),
    Answer(Answer),
    Answering(Call<()>, Answer),
}

#[derive(Clone)]
enum Answer {
    Completed,
    Failed(Box<Failure>),
    Canceled,
}

pub(crate) struct Activities {
    identity: String,
    poll: Option<Call<PollActivityTaskQueueResponse>>,
    running: Vec<Running>,
}

impl Activities {
    pub(crate) fn new(identity: &str) -> Self {
        Self {
            identity: identity.to_owned(),
            poll: None,
            running: Vec::new(),
        }
    }

    pub(crate) fn has_room(&self) -> bool {
        self.running.len() + 1 < RUNNING_MAX
    }

    pub(crate) fn next(&self) -> Option<Duration> {
        let waiting = self
            .running
            .iter()
            .filter(|activity| matches!(activity.next, Next::Beat | Next::Answer(_)));
        waiting.map(|activity| activity.due).min()
    }

    pub(crate) fn step(&mut self, world: &mut Circumstances<'_>) -> bool {
        let mut progress = self.poll(world);
        for activity in std::mem::take(&mut self.running) {
            progress |= self.go_on(activity, world);
        }
        progress
    }

    fn poll(&mut self, world: &mut Circumstances<'_>) -> bool {
        if self.poll.is_none() && self.running.len() < RUNNING_MAX {
            let request = PollActivityTaskQueueRequest {
                namespace: "default".to_owned(),
                task_queue: Some(TaskQueue {
                    name: QUEUE.to_owned(),
                    ..Default::default()
                }),
                identity: self.identity.clone(),
                ..Default::default()
            };
            self.poll = Some(Call::begin(world.handle, |handle| async move {
                handle.poll_activity_task_queue(request, CallOptions::default()).await
            }));
            return true;
        }
        let Some(reply) = self.poll.as_mut().and_then(Call::answer) else {
            return false;
        };
        self.poll = None;
        if let Ok(task) = reply
            && !task.task_token.is_empty()
        {
            self.start(task, world);
        }
        true
    }

    pub(crate) fn start(&mut self, task: PollActivityTaskQueueResponse, world: &mut Circumstances<'_>) {
        world.met.activities += 1;
        if world.mishap(80) {
            // It falls silent: the server's timeouts must find out.
            return;
        }
        let random = &mut *world.random;
        let time = match random.below(4) {
            0 => Duration::ZERO,
            1 => Duration::from_millis(random.below(500)),
            _ => Duration::from_millis(random.below(4000)),
        };
        let input = task.input.unwrap_or_default();
        let execution = task.workflow_execution.unwrap_or_default();
        let next = match random.below(10) {
            0 | 1 => Next::Answer(Answer::Failed(Box::new(failure("the activity failed", true)))),
            2 => Next::Answer(Answer::Failed(Box::new(failure("for good", random.percent(80))))),
            3 | 4 => Next::Beat,
            _ => Next::Answer(Answer::Completed),
        };
        self.running.push(Running {
            token: task.task_token,
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            activity_id: task.activity_id,
            result: format!("done {}", input.payloads.first().map(text).unwrap_or_default()),
            due: world.elapsed() + time,
            next,
        });
    }

    fn go_on(&mut self, mut activity: Running, world: &mut Circumstances<'_>) -> bool {
        let is_due = activity.due <= world.elapsed();
        match &mut activity.next {
            Next::Beat if is_due => {
                let call = beat(world, &activity.token, &self.identity);
                activity.next = Next::Beating(call);
            }
            Next::Answer(answer) if is_due => {
                let answer = answer.clone();
                let call = send(world, &activity, &answer, &self.identity);
                activity.next = Next::Answering(call, answer);
            }
            Next::Beat | Next::Answer(_) => {
                self.running.push(activity);
                return false;
            }
            Next::Beating(call) => match call.answer() {
                None => {
                    self.running.push(activity);
                    return false;
                }
                Some(Ok(true)) => activity.next = Next::Answer(Answer::Canceled),
                Some(Ok(false)) => {
                    activity.due = world.elapsed() + Duration::from_millis(world.random.below(2000));
                    activity.next = if world.random.percent(50) {
                        Next::Beat
                    } else {
                        Next::Answer(Answer::Completed)
                    };
                }
                Some(Err(error)) if error.code == Code::Unavailable => activity.next = Next::Beat,
                Some(Err(error)) => {
                    world.expect_refusal("a heartbeat", &error);
                    return true;
                }
            },
            Next::Answering(call, answer) => match call.answer() {
                None => {
                    self.running.push(activity);
                    return false;
                }
                Some(Err(error)) if error.code == Code::Unavailable => {
                    activity.next = Next::Answer(answer.clone());
                }
                Some(Err(error)) => {
                    world.expect_refusal("an activity's answer", &error);
                    return true;
                }
                Some(Ok(())) => {
                    if matches!(answer, Answer::Completed) {
                        world.ledger.activities.push(ActivityDone {
                            workflow_id: activity.workflow_id,
                            run_id: activity.run_id,
                            activity_id: activity.activity_id,
                            result: activity.result,
                        });
                    }
                    return true;
                }
            },
        }
        self.running.push(activity);
        true
    }
}

fn beat(world: &Circumstances<'_>, token: &Bytes, identity: &str) -> Call<bool> {
    let request = RecordActivityTaskHeartbeatRequest {
        task_token: token.clone(),
        namespace: "default".to_owned(),
        identity: identity.to_owned(),
        details: Some(Payloads {
            payloads: vec![payload("beat")],
        }),
        ..Default::default()
    };
    Call::begin(world.handle, |handle| async move {
        let reply = handle
            .record_activity_task_heartbeat(request, CallOptions::default())
            .await?;
        Ok(reply.cancel_requested)
    })
}

fn send(world: &Circumstances<'_>, activity: &Running, answer: &Answer, identity: &str) -> Call<()> {
    let (task_token, namespace, identity) = (activity.token.clone(), "default".to_owned(), identity.to_owned());
    match answer {
        Answer::Completed => {
            let request = RespondActivityTaskCompletedRequest {
                task_token,
                namespace,
                identity,
                result: Some(Payloads {
                    payloads: vec![payload(&activity.result)],
                }),
                ..Default::default()
            };
            Call::begin(world.handle, |handle| async move {
                let reply = handle.respond_activity_task_completed(request, CallOptions::default());
                reply.await.map(drop)
            })
        }
        Answer::Failed(failure) => {
            let request = RespondActivityTaskFailedRequest {
                task_token,
                namespace,
                identity,
                failure: Some((**failure).clone()),
                ..Default::default()
            };
            Call::begin(world.handle, |handle| async move {
                let reply = handle.respond_activity_task_failed(request, CallOptions::default());
                reply.await.map(drop)
            })
        }
        Answer::Canceled => {
            let request = RespondActivityTaskCanceledRequest {
                task_token,
                namespace,
                identity,
                ..Default::default()
            };
            Call::begin(world.handle, |handle| async move {
                let reply = handle.respond_activity_task_canceled(request, CallOptions::default());
                reply.await.map(drop)
            })
        }
    }
}
