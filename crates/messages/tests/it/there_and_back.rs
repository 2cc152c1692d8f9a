//! What is written as a message, sent as bytes and read again is what it was.

use everloop_machines::{
    Activation, Command, Completion, Job,
    activation::{ActivityResolution, ChildStart},
    completion::{Done, StartChild, UpdateResponse, UpdateStep},
};
use everloop_messages::{
    Ledger,
    activation::{self, Read, Surroundings},
    completion,
    workflow_activation::{WorkflowActivation, remove_from_cache::EvictionReason, workflow_activation_job},
    workflow_commands::workflow_command,
    workflow_completion::{WorkflowActivationCompletion, workflow_activation_completion::Status},
};
use everloop_proto::failure::v1::Failure;
use prost::Message as _;

use crate::arbitrary::{Arbitrary, COMMANDS, JOBS, NAMESPACE, TASK_QUEUE};

const AROUND: Surroundings<'static> = Surroundings {
    namespace: NAMESPACE,
    task_queue: TASK_QUEUE,
};

/// Both ends of the passage of one run.
#[derive(Default)]
struct Ends {
    outer: Ledger,
    inner: Ledger,
}

impl Ends {
    fn activation(&mut self, activation: Activation) -> Read {
        let bytes = activation::write(&mut self.outer, activation).encode_to_vec();
        let message = WorkflowActivation::decode(bytes.as_slice()).expect("what was encoded");
        activation::read(&mut self.inner, AROUND, message).expect("a whole message")
    }

    fn completion(&mut self, completion: Completion) -> (WorkflowActivationCompletion, Completion) {
        let bytes = completion::write(&mut self.inner, completion).encode_to_vec();
        let message = WorkflowActivationCompletion::decode(bytes.as_slice()).expect("what was encoded");
        let read = completion::read(&mut self.outer, message.clone()).expect("a whole message");
        assert_eq!(self.outer, self.inner, "both ends know the same");
        (message, read)
    }
}

fn done(commands: Vec<Command>) -> Completion {
    Completion::Done(Done {
        commands,
        ..Done::default()
    })
}

#[test]
fn activations_of_every_job() {
    for seed in 0..60 {
        let mut make = Arbitrary(fastrand::Rng::with_seed(seed));
        for kind in 0..JOBS {
            let jobs = vec![make.job(kind), make.job((kind + 1) % JOBS)];
            let activation = make.activation(jobs);
            let read = Ends::default().activation(activation.clone());
            assert_eq!(read, Read::Activation(Box::new(activation)), "seed {seed}");
        }
    }
}

#[test]
fn completions_of_every_command() {
    for seed in 0..60 {
        let mut make = Arbitrary(fastrand::Rng::with_seed(seed));
        for kind in 0..COMMANDS {
            let commands = vec![make.command(kind), make.command((kind + 1) % COMMANDS)];
            let completion = make.completion(commands);
            assert_eq!(
                Ends::default().completion(completion.clone()).1,
                completion,
                "seed {seed}"
            );
        }
        let failed = make.task_failed();
        assert_eq!(Ends::default().completion(failed.clone()).1, failed, "seed {seed}");
    }
}

#[test]
fn local_activities_are_known_as_such_until_they_are_resolved() {
    let mut make = Arbitrary(fastrand::Rng::with_seed(7));
    let mut ends = Ends::default();
    let Command::ScheduleLocalActivity(mut local) = make.command(3) else {
        panic!("the third kind of command is a local activity");
    };
    local.seq = 5;
    let cancel = Command::CancelActivity { seq: 5 };
    let commands = vec![Command::ScheduleLocalActivity(local), cancel.clone()];
    let (message, read) = ends.completion(done(commands.clone()));
    assert_eq!(read, done(commands));
    let Some(Status::Successful(success)) = message.status else {
        panic!("a completion with commands succeeded");
    };
    let variants: Vec<_> = success.commands.into_iter().filter_map(|one| one.variant).collect();
    assert!(matches!(
        variants[1],
        workflow_command::Variant::RequestCancelLocalActivity(_)
    ));

    let resolve = |seq| Job::ResolveActivity {
        seq,
        resolution: ActivityResolution::Completed { result: None },
    };
    let activation = make.activation(vec![resolve(5), resolve(5)]);
    let message = activation::write(&mut ends.outer, activation);
    let locals: Vec<_> = message
        .jobs
        .iter()
        .map(|job| match &job.variant {
            Some(workflow_activation_job::Variant::ResolveActivity(resolve)) => resolve.is_local,
            _ => panic!("only activities are resolved"),
        })
        .collect();
    assert_eq!(locals, [true, false]);
}

#[test]
fn a_child_that_cannot_start_is_named() {
    let mut make = Arbitrary(fastrand::Rng::with_seed(8));
    let mut ends = Ends::default();
    let Command::StartChild(child) = make.command(5) else {
        panic!("the fifth kind of command is a child");
    };
    let child = StartChild {
        seq: 3,
        namespace: "elsewhere".to_owned(),
        workflow_id: "the child".to_owned(),
        ..*child
    };
    ends.completion(done(vec![Command::StartChild(Box::new(child))]));
    let refused = make.activation(vec![Job::ResolveChildStart {
        seq: 3,
        outcome: ChildStart::NamespaceNotFound {
            namespace: "elsewhere".to_owned(),
        },
    }]);
    let message = activation::write(&mut ends.outer.clone(), refused.clone());
    assert!(format!("{message:?}").contains("the child"));
    assert_eq!(ends.activation(refused.clone()), Read::Activation(Box::new(refused)));
    assert_eq!(ends.outer, ends.inner);
}

#[test]
fn an_update_that_was_accepted_fails() {
    let mut ends = Ends::default();
    let step = |response| {
        Command::UpdateResponse(Box::new(UpdateResponse {
            protocol_instance_id: "u".to_owned(),
            response,
        }))
    };
    let failure = Failure::default();
    let accepted = done(vec![step(UpdateStep::Accepted)]);
    let failed = done(vec![step(UpdateStep::Failed {
        failure: failure.clone(),
    })]);
    assert_eq!(ends.completion(accepted.clone()).1, accepted);
    assert_eq!(ends.completion(failed.clone()).1, failed);
    assert_eq!(ends.outer, Ledger::default(), "nothing is kept of what is over");
    let rejected = done(vec![step(UpdateStep::Rejected { failure })]);
    assert_eq!(ends.completion(rejected.clone()).1, rejected);
}

#[test]
fn a_removal_is_read_as_such() {
    let message = activation::removal("the run", "the cache is full".to_owned(), EvictionReason::CacheFull);
    let read = activation::read(&mut Ledger::default(), AROUND, message);
    assert_eq!(read, Ok(Read::Removal));
}
