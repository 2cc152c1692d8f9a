//! Whom the payloads of a run belong to, in the words of serialization contexts.
//!
//! A result's payloads say less than the command that asked for it, so what a command said is kept until the result is
//! there.

use std::collections::{BTreeMap, HashMap};

use everloop_machines::{
    Activation, Command, Completion, Job,
    activation::{ActivityResolution, Initialize},
    completion::Target,
    payloads::Owner,
};
use pyo3::{IntoPyObjectExt as _, prelude::*};

/// A serialization context before Python sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Whom {
    Workflow {
        namespace: String,
        workflow_id: String,
        /// Known of the running workflow and its children.
        workflow_type: Option<String>,
        run_id: Option<String>,
    },
    Activity {
        namespace: String,
        activity_id: Option<String>,
        activity_type: String,
        task_queue: String,
        workflow_id: String,
        workflow_type: String,
        is_local: bool,
    },
    Nexus {
        endpoint: String,
        service: String,
        operation: String,
    },
}

impl Whom {
    /// A tuple that begins with the kind.
    pub(crate) fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Workflow {
                namespace,
                workflow_id,
                workflow_type,
                run_id,
            } => ("workflow", namespace, workflow_id, workflow_type, run_id).into_bound_py_any(py),
            Self::Activity {
                namespace,
                activity_id,
                activity_type,
                task_queue,
                workflow_id,
                workflow_type,
                is_local,
            } => (
                "activity",
                namespace,
                activity_id,
                activity_type,
                task_queue,
                workflow_id,
                workflow_type,
                is_local,
            )
                .into_bound_py_any(py),
            Self::Nexus {
                endpoint,
                service,
                operation,
            } => ("nexus", endpoint, service, operation).into_bound_py_any(py),
        }
    }
}

/// The runs that a worker holds.
#[derive(Default)]
pub(crate) struct Owners(HashMap<String, Run>);

struct Run {
    namespace: String,
    workflow_id: String,
    workflow_type: String,
    task_queue: String,
    asked: BTreeMap<Owner, Whom>,
}

impl Owners {
    /// Learns of a run that starts.
    pub(crate) fn see_start(&mut self, activation: &Activation) {
        for job in &activation.jobs {
            if let Job::Initialize(start) = job {
                self.0.insert(activation.run_id.clone(), Run::new(start));
            }
        }
    }

    /// Forgets what was answered.
    pub(crate) fn see_answers(&mut self, activation: &Activation) {
        let Some(run) = self.0.get_mut(&activation.run_id) else {
            return;
        };
        for job in &activation.jobs {
            match job {
                Job::ResolveActivity {
                    resolution: ActivityResolution::Backoff { .. },
                    ..
                } => {}
                Job::ResolveActivity { seq, .. } => drop(run.asked.remove(&Owner::Activity(*seq))),
                Job::ResolveChild { seq, .. } => drop(run.asked.remove(&Owner::Child(*seq))),
                Job::ResolveSignalExternal { seq, .. } => drop(run.asked.remove(&Owner::Signaled(*seq))),
                Job::ResolveNexus { seq, .. } => drop(run.asked.remove(&Owner::Nexus(*seq))),
                _ => {}
            }
        }
    }

    /// Learns what a run asks for.
    pub(crate) fn see_commands(&mut self, run_id: &str, completion: &Completion) {
        let (Some(run), Completion::Done(done)) = (self.0.get_mut(run_id), completion) else {
            return;
        };
        for command in &done.commands {
            if let Some((owner, whom)) = run.asked_by(command) {
                run.asked.insert(owner, whom);
            }
        }
    }

    pub(crate) fn forget(&mut self, run_id: &str) {
        self.0.remove(run_id);
    }

    /// Whom payloads belong to. What is not known belongs to the workflow.
    pub(crate) fn whom(&self, run_id: &str, owner: Owner) -> Option<Whom> {
        let run = self.0.get(run_id)?;
        Some(run.asked.get(&owner).cloned().unwrap_or_else(|| run.itself(run_id)))
    }
}

impl Run {
    fn new(start: &Initialize) -> Self {
        Self {
            namespace: start.namespace.clone(),
            workflow_id: start.workflow_id.clone(),
            workflow_type: start.workflow_type.clone(),
            task_queue: start.task_queue.clone(),
            asked: BTreeMap::new(),
        }
    }

    fn itself(&self, run_id: &str) -> Whom {
        Whom::Workflow {
            namespace: self.namespace.clone(),
            workflow_id: self.workflow_id.clone(),
            workflow_type: Some(self.workflow_type.clone()),
            run_id: Some(run_id.to_owned()),
        }
    }

    fn asked_by(&self, command: &Command) -> Option<(Owner, Whom)> {
        match command {
            Command::ScheduleActivity(it) => {
                let task_queue = or(&it.task_queue, &self.task_queue);
                let whom = self.activity(&it.activity_id, &it.activity_type, task_queue, false);
                Some((Owner::Activity(it.seq), whom))
            }
            Command::ScheduleLocalActivity(it) => {
                let whom = self.activity(&it.activity_id, &it.activity_type, &self.task_queue, true);
                Some((Owner::Activity(it.seq), whom))
            }
            Command::StartChild(it) => {
                let whom = Whom::Workflow {
                    namespace: or(&it.namespace, &self.namespace).to_owned(),
                    workflow_id: it.workflow_id.clone(),
                    workflow_type: Some(it.workflow_type.clone()),
                    run_id: None,
                };
                Some((Owner::Child(it.seq), whom))
            }
            Command::SignalExternal(it) => Some((Owner::Signaled(it.seq), self.target(&it.target))),
            Command::ScheduleNexus(it) => {
                let whom = Whom::Nexus {
                    endpoint: it.endpoint.clone(),
                    service: it.service.clone(),
                    operation: it.operation.clone(),
                };
                Some((Owner::Nexus(it.seq), whom))
            }
            _ => None,
        }
    }

    fn activity(&self, id: &str, activity_type: &str, task_queue: &str, is_local: bool) -> Whom {
        Whom::Activity {
            namespace: self.namespace.clone(),
            activity_id: (!id.is_empty()).then(|| id.to_owned()),
            activity_type: activity_type.to_owned(),
            task_queue: task_queue.to_owned(),
            workflow_id: self.workflow_id.clone(),
            workflow_type: self.workflow_type.clone(),
            is_local,
        }
    }

    fn target(&self, target: &Target) -> Whom {
        let (namespace, workflow_id, run_id) = match target {
            Target::External {
                namespace,
                workflow_id,
                run_id,
            } => (or(namespace, &self.namespace), workflow_id, run_id.as_str()),
            Target::Child { workflow_id } => (self.namespace.as_str(), workflow_id, ""),
        };
        Whom::Workflow {
            namespace: namespace.to_owned(),
            workflow_id: workflow_id.clone(),
            workflow_type: None,
            run_id: (!run_id.is_empty()).then(|| run_id.to_owned()),
        }
    }
}

fn or<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}
