//! [`Ledger`]: what earlier commands of a run said, where messages tell apart what activations and commands do not.
//!
//! Messages say of a resolved or canceled activity whether it is a local one, of a child that could not start which
//! one it is, and nothing of whether the update that fails had been accepted. Both ends of the passage keep a ledger, by
//! the same commands.

use std::collections::{BTreeMap, BTreeSet};

use everloop_machines::{
    Command,
    completion::{StartChild, UpdateResponse, UpdateStep},
};

/// What is open of a run. It begins empty with the run, and must see each of its completions and activations once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    local_activities: BTreeSet<u32>,
    starting_children: BTreeMap<u32, Child>,
    accepted_updates: BTreeSet<String>,
}

/// A child that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Child {
    pub(crate) namespace: String,
    pub(crate) workflow_id: String,
    pub(crate) workflow_type: String,
}

impl Ledger {
    pub(crate) fn see_command(&mut self, command: &Command) {
        match command {
            Command::ScheduleLocalActivity(activity) => drop(self.local_activities.insert(activity.seq)),
            Command::StartChild(child) => drop(self.starting_children.insert(child.seq, Child::of(child))),
            Command::UpdateResponse(response) => self.see_update(response),
            _ => {}
        }
    }

    fn see_update(&mut self, response: &UpdateResponse) {
        match &response.response {
            UpdateStep::Accepted => drop(self.accepted_updates.insert(response.protocol_instance_id.clone())),
            UpdateStep::Rejected { .. } | UpdateStep::Completed { .. } | UpdateStep::Failed { .. } => {
                self.accepted_updates.remove(&response.protocol_instance_id);
            }
        }
    }

    pub(crate) fn is_local_activity(&self, seq: u32) -> bool {
        self.local_activities.contains(&seq)
    }

    pub(crate) fn is_accepted(&self, protocol_instance_id: &str) -> bool {
        self.accepted_updates.contains(protocol_instance_id)
    }

    /// An activity is over; whether it was a local one.
    pub(crate) fn resolve_activity(&mut self, seq: u32) -> bool {
        self.local_activities.remove(&seq)
    }

    /// It is known whether a child came to be; which one it is.
    pub(crate) fn resolve_child_start(&mut self, seq: u32) -> Child {
        self.starting_children.remove(&seq).unwrap_or_default()
    }
}

impl Child {
    fn of(start: &StartChild) -> Self {
        Self {
            namespace: start.namespace.clone(),
            workflow_id: start.workflow_id.clone(),
            workflow_type: start.workflow_type.clone(),
        }
    }
}
