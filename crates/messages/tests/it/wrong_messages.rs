//! Messages that instances of users' own may get wrong.

use everloop_messages::{
    Error, Ledger,
    activation::{self, Surroundings},
    completion,
    workflow_activation::{WorkflowActivation, WorkflowActivationJob},
    workflow_commands::{FailWorkflowExecution, StartTimer, WorkflowCommand, workflow_command::Variant},
    workflow_completion::{Success, WorkflowActivationCompletion, workflow_activation_completion::Status},
};

fn error_of(variant: Option<Variant>) -> String {
    let command = WorkflowCommand {
        variant,
        ..WorkflowCommand::default()
    };
    let success = Success {
        commands: vec![command],
        ..Success::default()
    };
    let message = WorkflowActivationCompletion {
        status: Some(Status::Successful(success)),
        ..WorkflowActivationCompletion::default()
    };
    let read = completion::read(&mut Ledger::default(), message);
    read.expect_err("the command is wrong").to_string()
}

#[test]
fn commands() {
    assert_eq!(error_of(None), "WorkflowCommand has no variant");
    assert_eq!(
        error_of(Some(Variant::StartTimer(StartTimer::default()))),
        "StartTimer has no start_to_fire_timeout"
    );
    let negative = StartTimer {
        seq: 1,
        start_to_fire_timeout: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
    };
    assert_eq!(
        error_of(Some(Variant::StartTimer(negative))),
        "start_to_fire_timeout of StartTimer is out of range"
    );
    assert_eq!(
        error_of(Some(Variant::FailWorkflowExecution(FailWorkflowExecution::default()))),
        "FailWorkflowExecution has no failure"
    );
}

#[test]
fn a_completion_without_a_status() {
    let read = completion::read(&mut Ledger::default(), WorkflowActivationCompletion::default());
    let error = Error::Missing {
        message: "WorkflowActivationCompletion",
        field: "status",
    };
    assert_eq!(read, Err(error));
}

#[test]
fn a_job_without_a_variant() {
    let around = Surroundings {
        namespace: "n",
        task_queue: "q",
    };
    let message = WorkflowActivation {
        jobs: vec![WorkflowActivationJob::default()],
        ..WorkflowActivation::default()
    };
    let error = Error::Missing {
        message: "WorkflowActivationJob",
        field: "variant",
    };
    assert_eq!(activation::read(&mut Ledger::default(), around, message), Err(error));
}
