//! Task tokens: what a worker must bring back to answer a task. Opaque to workers, versioned for us.
//!
//! Wire: a token in a call for the other kind of task can be read, and names a task that is not there.

use prost::Message;

use crate::state::{Task, TaskStart};
use crate::{Identity, Reject};

const VERSION: u32 = 1;

/// The token of a workflow task.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WorkflowTask {
    #[prost(uint32, tag = "1")]
    pub version: u32,
    #[prost(string, tag = "2")]
    pub namespace: String,
    #[prost(string, tag = "3")]
    pub workflow_id: String,
    #[prost(string, tag = "4")]
    pub run_id: String,
    #[prost(int64, tag = "5")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "6")]
    pub started_event_id: i64,
    #[prost(int32, tag = "7")]
    pub attempt: i32,
    /// Names this handing over of the task. It may leave before it is on disk: after a crash, another may start under the
    /// same ids with another history, and an answer to the first must not pass for its answer.
    #[prost(string, tag = "8")]
    pub request_id: String,
}

/// The token of an activity task.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ActivityTask {
    #[prost(uint32, tag = "1")]
    pub version: u32,
    #[prost(string, tag = "2")]
    pub namespace: String,
    #[prost(string, tag = "3")]
    pub workflow_id: String,
    #[prost(string, tag = "4")]
    pub run_id: String,
    #[prost(int64, tag = "5")]
    pub scheduled_event_id: i64,
    #[prost(int32, tag = "6")]
    pub attempt: i32,
    #[prost(string, tag = "7")]
    pub activity_id: String,
}

impl WorkflowTask {
    /// Reads a token as a worker sent it.
    pub fn decode_token(bytes: &[u8]) -> Result<Self, Reject> {
        let token = decode(bytes).or_else(|error| decode(bytes).map(Self::of_activity).map_err(|_| error))?;
        check(token.version).map(|()| token)
    }

    fn of_activity(token: ActivityTask) -> Self {
        Self {
            version: token.version,
            namespace: token.namespace,
            workflow_id: token.workflow_id,
            run_id: token.run_id,
            scheduled_event_id: token.scheduled_event_id,
            ..Self::default()
        }
    }

    pub(crate) fn new(identity: &Identity, task: &Task, started: &TaskStart) -> Self {
        Self {
            version: VERSION,
            namespace: identity.namespace.clone(),
            workflow_id: identity.workflow_id.clone(),
            run_id: identity.run_id.clone(),
            scheduled_event_id: task.scheduled_event_id,
            started_event_id: started.event_id,
            attempt: task.attempt,
            request_id: started.request_id.clone(),
        }
    }
}

impl ActivityTask {
    /// Reads a token as a worker sent it.
    pub fn decode_token(bytes: &[u8]) -> Result<Self, Reject> {
        let token = decode(bytes).or_else(|error| decode(bytes).map(Self::of_workflow).map_err(|_| error))?;
        check(token.version).map(|()| token)
    }

    fn of_workflow(token: WorkflowTask) -> Self {
        Self {
            version: token.version,
            namespace: token.namespace,
            workflow_id: token.workflow_id,
            run_id: token.run_id,
            scheduled_event_id: token.scheduled_event_id,
            ..Self::default()
        }
    }

    pub(crate) fn new(identity: &Identity, scheduled_event_id: i64, attempt: i32, activity_id: &str) -> Self {
        Self {
            version: VERSION,
            namespace: identity.namespace.clone(),
            workflow_id: identity.workflow_id.clone(),
            run_id: identity.run_id.clone(),
            scheduled_event_id,
            attempt,
            activity_id: activity_id.to_owned(),
        }
    }
}

fn decode<T: Message + Default>(bytes: &[u8]) -> Result<T, Reject> {
    if bytes.is_empty() {
        return Err(Reject::invalid("Task token not set on request."));
    }
    T::decode(bytes).map_err(|_| Reject::invalid("Error deserializing task token."))
}

fn check(version: u32) -> Result<(), Reject> {
    if version == VERSION {
        Ok(())
    } else {
        Err(Reject::invalid("Error deserializing task token."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_another_kind_names_what_is_not_there() {
        let workflow = WorkflowTask {
            version: VERSION,
            namespace: "space".to_owned(),
            workflow_id: "flow".to_owned(),
            run_id: "run".to_owned(),
            scheduled_event_id: 2,
            started_event_id: 3,
            attempt: 1,
            request_id: "request".to_owned(),
        };
        let activity = ActivityTask {
            version: VERSION,
            namespace: "space".to_owned(),
            workflow_id: "flow".to_owned(),
            run_id: "run".to_owned(),
            scheduled_event_id: 5,
            attempt: 1,
            activity_id: "a".to_owned(),
        };
        let of_workflow = ActivityTask::decode_token(&workflow.encode_to_vec()).unwrap();
        assert_eq!((of_workflow.scheduled_event_id, of_workflow.attempt), (2, 0));
        let of_activity = WorkflowTask::decode_token(&activity.encode_to_vec()).unwrap();
        assert_eq!((of_activity.scheduled_event_id, of_activity.started_event_id), (5, 0));
        assert_eq!(WorkflowTask::decode_token(&workflow.encode_to_vec()).unwrap(), workflow);
        assert_eq!(ActivityTask::decode_token(&activity.encode_to_vec()).unwrap(), activity);
        for wrong in [&b"nonsense"[..], b""] {
            assert!(WorkflowTask::decode_token(wrong).is_err() && ActivityTask::decode_token(wrong).is_err());
        }
    }
}
