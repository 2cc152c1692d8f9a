//! The payloads of activations and completions, for whoever changes them on their way: codecs and external storage.
//!
//! Visiting is in the order of jobs and commands, and the same for the same message, so that what one visit takes out
//! the next can put back. Search attributes are not visited: the server must be able to read them.

use std::{collections::BTreeMap, mem};

use everloop_proto::{
    common::v1::{Payload, Payloads},
    failure::v1::{Failure, failure::FailureInfo},
    sdk::v1::{EventGroupMarker, UserMetadata, event_group_marker::Variant},
};

use crate::{
    activation::{
        Activation, ActivityResolution, ChildResolution, ChildStart, Headers, Initialize, Job, NexusResolution,
        NexusStart,
    },
    completion::{Command, Completion, ContinueAsNew, StartChild, UpdateStep},
};

/// Whom payloads belong to. The sequence numbers are those of the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    Workflow,
    /// A local activity too: both kinds share their numbers.
    Activity(u32),
    Child(u32),
    /// Who is signaled.
    Signaled(u32),
    Nexus(u32),
}

/// Whether headers are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderVisit {
    Skipped,
    Included,
}

/// Payloads that belong together, in their place.
#[derive(Debug, PartialEq)]
pub enum Place<'a> {
    /// Exactly one must be left.
    One(&'a mut Payload),
    /// Never visited while it is empty.
    Many(&'a mut Vec<Payload>),
}

impl Place<'_> {
    /// Takes the payloads out. An empty one stays behind, so that the next visit finds the place.
    #[must_use]
    pub fn take(self) -> Vec<Payload> {
        match self {
            Self::One(payload) => vec![mem::take(payload)],
            Self::Many(payloads) => mem::replace(payloads, vec![Payload::default()]),
        }
    }

    /// Puts payloads in. Of several for one place, the first counts.
    pub fn put(self, payloads: Vec<Payload>) {
        match self {
            Self::One(place) => *place = payloads.into_iter().next().unwrap_or_default(),
            Self::Many(place) => *place = payloads,
        }
    }
}

/// Calls `visit` for the payloads of an activation.
pub fn visit_activation(activation: &mut Activation, headers: HeaderVisit, visit: &mut dyn FnMut(Owner, Place<'_>)) {
    let mut walk = Walk { headers, visit };
    for job in &mut activation.jobs {
        walk.job(job);
    }
}

/// Calls `visit` for the payloads of a completion.
pub fn visit_completion(completion: &mut Completion, headers: HeaderVisit, visit: &mut dyn FnMut(Owner, Place<'_>)) {
    let mut walk = Walk { headers, visit };
    match completion {
        Completion::Done(done) => {
            done.commands.iter_mut().for_each(|command| walk.command(command));
            done.event_group_markers
                .values_mut()
                .flatten()
                .for_each(|marker| walk.marker(marker));
        }
        Completion::TaskFailed(failed) => walk.failure(Owner::Workflow, &mut failed.failure),
    }
}

struct Walk<'a> {
    headers: HeaderVisit,
    visit: &'a mut dyn FnMut(Owner, Place<'_>),
}

impl Walk<'_> {
    fn one(&mut self, owner: Owner, payload: &mut Payload) {
        (self.visit)(owner, Place::One(payload));
    }

    fn option(&mut self, owner: Owner, payload: &mut Option<Payload>) {
        if let Some(payload) = payload {
            self.one(owner, payload);
        }
    }

    fn many(&mut self, owner: Owner, payloads: &mut Vec<Payload>) {
        if !payloads.is_empty() {
            (self.visit)(owner, Place::Many(payloads));
        }
    }

    fn wrapped(&mut self, owner: Owner, payloads: &mut Option<Payloads>) {
        if let Some(payloads) = payloads {
            self.many(owner, &mut payloads.payloads);
        }
    }

    fn headers(&mut self, owner: Owner, headers: &mut Headers) {
        if self.headers == HeaderVisit::Included {
            self.fields(owner, headers);
        }
    }

    fn fields(&mut self, owner: Owner, fields: &mut BTreeMap<String, Payload>) {
        for payload in fields.values_mut() {
            self.one(owner, payload);
        }
    }

    fn metadata(&mut self, owner: Owner, metadata: &mut Option<UserMetadata>) {
        if let Some(metadata) = metadata {
            self.option(owner, &mut metadata.summary);
            self.option(owner, &mut metadata.details);
        }
    }

    fn marker(&mut self, marker: &mut EventGroupMarker) {
        if let Some(Variant::Label(group)) = &mut marker.variant {
            self.option(Owner::Workflow, &mut group.label);
        }
    }

    /// A failure and its causes.
    fn failure(&mut self, owner: Owner, failure: &mut Failure) {
        self.option(owner, &mut failure.encoded_attributes);
        match &mut failure.failure_info {
            Some(FailureInfo::ApplicationFailureInfo(info)) => self.wrapped(owner, &mut info.details),
            Some(FailureInfo::TimeoutFailureInfo(info)) => self.wrapped(owner, &mut info.last_heartbeat_details),
            Some(FailureInfo::CanceledFailureInfo(info)) => self.wrapped(owner, &mut info.details),
            Some(FailureInfo::ResetWorkflowFailureInfo(info)) => self.wrapped(owner, &mut info.last_heartbeat_details),
            // The other kinds hold no payloads.
            _ => {}
        }
        if let Some(cause) = &mut failure.cause {
            self.failure(owner, cause);
        }
    }

    fn job(&mut self, job: &mut Job) {
        match job {
            Job::Initialize(start) => self.start(start),
            Job::ResolveActivity { seq, resolution } => {
                let owner = Owner::Activity(*seq);
                match resolution {
                    ActivityResolution::Completed { result } => self.option(owner, result),
                    ActivityResolution::Failed { failure } | ActivityResolution::Canceled { failure } => {
                        self.failure(owner, failure);
                    }
                    ActivityResolution::Backoff { .. } => {}
                }
            }
            Job::ResolveChildStart { seq, outcome } => match outcome {
                ChildStart::Canceled { failure } => self.failure(Owner::Child(*seq), failure),
                ChildStart::Started { .. }
                | ChildStart::AlreadyExists { .. }
                | ChildStart::NamespaceNotFound { .. }
                | ChildStart::InvalidVersioningOverride => {}
            },
            Job::ResolveChild { seq, resolution } => match resolution {
                ChildResolution::Completed { result } => self.option(Owner::Child(*seq), result),
                ChildResolution::Failed { failure } | ChildResolution::Canceled { failure } => {
                    self.failure(Owner::Child(*seq), failure);
                }
            },
            Job::ResolveSignalExternal { seq, failure } => {
                failure
                    .iter_mut()
                    .for_each(|it| self.failure(Owner::Signaled(*seq), it));
            }
            Job::ResolveCancelExternal { failure, .. } => {
                failure.iter_mut().for_each(|it| self.failure(Owner::Workflow, it));
            }
            Job::ResolveNexusStart { seq, outcome } => match outcome {
                NexusStart::Failed { failure } => self.failure(Owner::Nexus(*seq), failure),
                NexusStart::Async { .. } | NexusStart::Sync => {}
            },
            Job::ResolveNexus { seq, resolution } => match resolution {
                NexusResolution::Completed { result } => self.option(Owner::Nexus(*seq), result),
                NexusResolution::Failed { failure }
                | NexusResolution::Canceled { failure }
                | NexusResolution::TimedOut { failure } => self.failure(Owner::Nexus(*seq), failure),
            },
            Job::Signal(signal) => {
                self.many(Owner::Workflow, &mut signal.input);
                self.headers(Owner::Workflow, &mut signal.headers);
            }
            Job::Update(update) => {
                self.many(Owner::Workflow, &mut update.input);
                self.headers(Owner::Workflow, &mut update.headers);
            }
            Job::Query(query) => {
                self.many(Owner::Workflow, &mut query.arguments);
                self.headers(Owner::Workflow, &mut query.headers);
            }
            Job::UpdateRandomSeed { .. } | Job::NotifyHasPatch { .. } | Job::FireTimer { .. } | Job::Cancel { .. } => {}
        }
    }

    fn start(&mut self, start: &mut Initialize) {
        let owner = Owner::Workflow;
        self.many(owner, &mut start.arguments);
        self.headers(owner, &mut start.headers);
        if let Some(failure) = &mut start.continued_failure {
            self.failure(owner, failure);
        }
        self.wrapped(owner, &mut start.last_completion_result);
        if let Some(memo) = &mut start.memo {
            self.fields(owner, &mut memo.fields);
        }
    }

    fn command(&mut self, command: &mut Command) {
        match command {
            Command::StartTimer(timer) => self.metadata(Owner::Workflow, &mut timer.user_metadata),
            Command::ScheduleActivity(activity) => {
                let owner = Owner::Activity(activity.seq);
                self.headers(owner, &mut activity.headers);
                self.many(owner, &mut activity.arguments);
                self.metadata(Owner::Workflow, &mut activity.user_metadata);
            }
            Command::ScheduleLocalActivity(activity) => {
                let owner = Owner::Activity(activity.seq);
                self.headers(owner, &mut activity.headers);
                self.many(owner, &mut activity.arguments);
                self.metadata(Owner::Workflow, &mut activity.user_metadata);
            }
            Command::StartChild(child) => self.child(child),
            Command::SignalExternal(signal) => {
                let owner = Owner::Signaled(signal.seq);
                self.many(owner, &mut signal.arguments);
                self.headers(owner, &mut signal.headers);
            }
            Command::ScheduleNexus(nexus) => {
                self.option(Owner::Nexus(nexus.seq), &mut nexus.input);
                self.metadata(Owner::Workflow, &mut nexus.user_metadata);
            }
            Command::ModifyProperties { upserted_memo } => self.fields(Owner::Workflow, upserted_memo),
            Command::UpdateResponse(response) => match &mut response.response {
                UpdateStep::Completed { result } => self.option(Owner::Workflow, result),
                UpdateStep::Rejected { failure } | UpdateStep::Failed { failure } => {
                    self.failure(Owner::Workflow, failure);
                }
                UpdateStep::Accepted => {}
            },
            Command::QueryResult(result) => match &mut result.outcome {
                Ok(result) => self.one(Owner::Workflow, result),
                Err(failure) => self.failure(Owner::Workflow, failure),
            },
            Command::CompleteWorkflow { result } => self.option(Owner::Workflow, result),
            Command::FailWorkflow { failure } => self.failure(Owner::Workflow, failure),
            Command::CancelWorkflow { details } => self.wrapped(Owner::Workflow, details),
            Command::ContinueAsNew(again) => self.again(again),
            Command::CancelTimer { .. }
            | Command::CancelActivity { .. }
            | Command::CancelChild { .. }
            | Command::CancelSignalExternal { .. }
            | Command::CancelExternal(_)
            | Command::CancelNexus { .. }
            | Command::SetPatch { .. }
            | Command::UpsertSearchAttributes { .. } => {}
        }
    }

    fn child(&mut self, child: &mut StartChild) {
        let owner = Owner::Child(child.seq);
        self.many(owner, &mut child.input);
        self.headers(owner, &mut child.headers);
        self.fields(owner, &mut child.memo);
        self.metadata(Owner::Workflow, &mut child.user_metadata);
    }

    fn again(&mut self, again: &mut ContinueAsNew) {
        let owner = Owner::Workflow;
        self.many(owner, &mut again.arguments);
        self.fields(owner, &mut again.memo);
        self.headers(owner, &mut again.headers);
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::{failure::v1::ApplicationFailureInfo, sdk::v1::event_group_marker::Label};

    use super::*;
    use crate::completion::{Done, QueryResult, TaskFailed};

    fn payload(text: &str) -> Payload {
        Payload {
            data: text.to_owned().into(),
            ..Payload::default()
        }
    }

    fn failure(detail: &str, cause: Option<Failure>) -> Failure {
        Failure {
            failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                details: Some(Payloads {
                    payloads: vec![payload(detail)],
                }),
                ..ApplicationFailureInfo::default()
            })),
            cause: cause.map(Box::new),
            ..Failure::default()
        }
    }

    /// What a visit takes out, as text; the next visit leaves a mark in each place.
    fn seen(completion: &mut Completion) -> Vec<String> {
        let mut seen = Vec::new();
        visit_completion(completion, HeaderVisit::Skipped, &mut |owner, place| {
            let texts: Vec<_> = place
                .take()
                .iter()
                .map(|payload| String::from_utf8_lossy(&payload.data).into_owned())
                .collect();
            seen.push(format!("{owner:?} {}", texts.join(",")));
        });
        visit_completion(completion, HeaderVisit::Skipped, &mut |_, place| {
            place.put(vec![payload("marked")]);
        });
        seen
    }

    #[test]
    fn causes_of_failures_are_visited() {
        let mut completion = Completion::TaskFailed(TaskFailed {
            failure: failure("outer", Some(failure("inner", None))),
            cause: Default::default(),
        });
        assert_eq!(seen(&mut completion), ["Workflow outer", "Workflow inner"]);
        assert_eq!(seen(&mut completion), ["Workflow marked", "Workflow marked"]);
    }

    #[test]
    fn labels_of_event_groups_are_visited() {
        let marker = |label: Option<&str>| EventGroupMarker {
            variant: Some(Variant::Label(Label {
                id: "g".to_owned(),
                label: label.map(payload),
            })),
        };
        let mut completion = Completion::Done(Done {
            event_group_markers: [
                (0, vec![marker(Some("first")), marker(None)]),
                (2, vec![marker(Some("last"))]),
            ]
            .into(),
            ..Done::default()
        });
        assert_eq!(seen(&mut completion), ["Workflow first", "Workflow last"]);
        assert_eq!(seen(&mut completion), ["Workflow marked", "Workflow marked"]);
    }

    #[test]
    fn commands_are_visited_in_their_order() {
        let mut completion = Completion::Done(Done {
            commands: vec![
                Command::QueryResult(Box::new(QueryResult {
                    query_id: "q".to_owned(),
                    outcome: Ok(payload("answer")),
                })),
                Command::ModifyProperties {
                    upserted_memo: [("b".to_owned(), payload("2")), ("a".to_owned(), payload("1"))].into(),
                },
                Command::CompleteWorkflow { result: None },
                Command::FailWorkflow {
                    failure: failure("why", None),
                },
            ],
            ..Done::default()
        });
        let expected = ["Workflow answer", "Workflow 1", "Workflow 2", "Workflow why"];
        assert_eq!(seen(&mut completion), expected);
    }
}
