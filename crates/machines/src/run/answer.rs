//! The end of a task: its queries, its failure, and the answer that the server gets.

use super::{Phase, Run};
use crate::{
    completion::Command,
    error::Error,
    queries,
    task::{Response, Step, TaskCompleted, TaskFailure},
};

impl Run {
    /// Asks the queries that came with the task; `None` if there are none.
    pub(super) fn ask(&mut self) -> Option<Step> {
        let open = self.open.as_mut()?;
        let jobs = queries::jobs(open.query.as_ref(), std::mem::take(&mut open.queries));
        if jobs.is_empty() {
            return None;
        }
        self.task.history_length = self.applied;
        self.phase = Phase::Asked;
        Some(Step::Activate(self.activation(jobs, true)))
    }

    pub(super) fn take_answers(&mut self, commands: Vec<Command>) {
        for command in commands {
            let Command::QueryResult(result) = command else {
                let error = self.core.malformed_completion("it answers queries with commands");
                return self.fail(error);
            };
            if let Some(open) = &mut self.open {
                open.results.insert(result.query_id, queries::result(result.outcome));
            }
        }
    }

    pub(super) fn fail(&mut self, mut error: Error) {
        if let Error::Nondeterminism { rows, .. } = &mut error
            && let Some(differing) = rows.pop()
        {
            *rows = self.core.comparison(differing, self.pending.commands_next());
        }
        self.fail_task(TaskFailure {
            cause: error.cause(),
            failure: error.failure(),
            error: Some(error),
        });
    }

    pub(super) fn fail_task(&mut self, failure: TaskFailure) {
        self.broken = true;
        self.phase = Phase::Answering;
        if let Some(open) = &mut self.open {
            open.failure = Some(Box::new(failure));
        }
    }

    /// Closes the task.
    pub(super) fn answer(&mut self) -> Response {
        self.phase = Phase::Idle;
        self.pending.clear();
        self.task.activation = 0;
        let Some(mut open) = self.open.take() else {
            return Response::Nothing;
        };
        if open.started_event_id == 0 && self.core.outbox.issued_count() > 0 {
            // The workflow went on, and nobody will learn with what.
            self.broken = true;
        }
        if let Some(failure) = open.failure {
            return match open.query {
                Some(_) => Response::QueryAnswered {
                    outcome: Err(failure.failure),
                },
                None => Response::Failed(failure),
            };
        }
        if open.query.is_some() {
            return Response::QueryAnswered {
                outcome: queries::outcome(open.results.pop_first()),
            };
        }
        if open.started_event_id == 0 {
            return Response::Nothing;
        }
        let (commands, messages) = self.core.outbox.flush();
        let options = &self.core.options;
        Response::Completed(Box::new(TaskCompleted {
            commands,
            messages,
            query_results: open.results,
            sdk_metadata: self.core.flags.unrecorded((&options.sdk_name, &options.sdk_version)),
            versioning_behavior: open.versioning_behavior,
            force_create_new_workflow_task: open.heartbeat && self.core.locals.any_running(),
            nonfirst_local_activity_attempts: std::mem::take(&mut self.core.locals.retries),
            closes_run: self.core.closed,
        }))
    }
}
