//! The service: an open store and the thread that owns it.

use std::{io, path::PathBuf, sync::Arc, thread};

use crossbeam_channel::unbounded;
use everloop_store::{Store, memory::Memory, sqlite};

use crate::{Handle, Location, Options, handle::Shared, ids::Ids, owner::Owner, promise::promise, request::Request};

/// Why a service could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] everloop_store::Error),
    #[error("the {what} in the database cannot be read: {detail}")]
    Content { what: &'static str, detail: String },
    #[error("time can only be skipped in memory, not over the database {}", .0.display())]
    SkippingOverFile(PathBuf),
    #[error("the owner thread cannot be started: {0}")]
    Thread(#[from] io::Error),
}

/// A running engine. Dropping it closes it: what was decided is on disk, waiting calls end as unavailable.
pub struct Service {
    handle: Handle,
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Service {
    /// Opens the store and starts the owner thread.
    ///
    /// # Errors
    /// When the file cannot be used, or is not to be used with this clock; the message names it and says why.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        // The times of a skipping clock lie in a future that the next opening would wait for.
        if let (Location::File(path), Some(_)) = (&options.location, options.clock.skipping()) {
            return Err(OpenError::SkippingOverFile(path.clone()));
        }
        let store: Box<dyn Store> = match &options.location {
            Location::Memory => Box::new(Memory::new()),
            Location::File(path) => {
                let options = sqlite::Options {
                    path: path.clone(),
                    durability: options.durability,
                };
                Box::new(sqlite::Sqlite::open(&options)?)
            }
        };
        Self::with_store(store, options)
    }

    pub(crate) fn with_store(store: Box<dyn Store>, options: Options) -> Result<Self, OpenError> {
        let (tx, rx) = unbounded();
        let shared = Arc::new(Shared::new(tx, options.limits.id_bytes_max));
        let owner = Owner::new(rx, Arc::clone(&shared), store, Ids::system(), &options)?;
        let thread = thread::Builder::new()
            .name("everloop-owner".to_owned())
            .spawn(move || owner.run())?;
        Ok(Self {
            handle: Handle::new(Arc::clone(&shared)),
            shared,
            thread: Some(thread),
        })
    }

    /// A way to call the service.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Commits what is undone and closes the store. Blocks until that is done.
    pub fn close_blocking(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        let (promise, _pending) = promise();
        if self.handle.send(Request::Close(promise)).is_ok() || !thread.is_finished() {
            let _ = thread.join();
        }
        self.shared.stop("the engine is closed".to_owned());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::{
        Api as _, Call, Code,
        common::v1::WorkflowType,
        taskqueue::v1::TaskQueue,
        workflowservice::v1::{
            DescribeTaskQueueRequest, PollWorkflowTaskQueueRequest, RespondWorkflowTaskCompletedRequest,
            StartWorkflowExecutionRequest,
        },
    };

    use super::*;
    use crate::hooked::Hooked;

    fn start(workflow_id: &str) -> StartWorkflowExecutionRequest {
        StartWorkflowExecutionRequest {
            namespace: "default".to_owned(),
            workflow_id: workflow_id.to_owned(),
            workflow_type: Some(WorkflowType {
                name: "Order".to_owned(),
            }),
            task_queue: Some(queue()),
            ..Default::default()
        }
    }

    fn poll(queue: &str) -> PollWorkflowTaskQueueRequest {
        PollWorkflowTaskQueueRequest {
            namespace: "default".to_owned(),
            task_queue: Some(TaskQueue {
                name: queue.to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    fn queue() -> TaskQueue {
        TaskQueue {
            name: "work".to_owned(),
            ..Default::default()
        }
    }

    #[tokio::test]
    async fn a_failed_commit_acknowledges_nothing_and_stops() {
        // One commit for the namespaces, one for the first start.
        let store = Hooked::filling(2);
        let service = Service::with_store(Box::new(store), Options::default()).unwrap();
        let handle = service.handle();
        handle
            .start_workflow_execution(start("first"), Call::default())
            .await
            .unwrap();
        let polling = handle.clone();
        let poll = tokio::spawn(async move { polling.poll_workflow_task_queue(poll("other"), Call::default()).await });
        let refused = handle
            .start_workflow_execution(start("second"), Call::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code, Code::Unavailable);
        let reason = "the engine has stopped, its store failed: the disk that holds app.db is full";
        assert_eq!(refused.message, reason);
        assert_eq!(poll.await.unwrap().unwrap_err().message, reason, "who waits is told");
        let later = handle
            .start_workflow_execution(start("third"), Call::default())
            .await
            .unwrap_err();
        assert_eq!(later.message, reason, "and so is who comes later");
    }

    #[tokio::test]
    async fn a_workflow_task_goes_ahead_of_the_commit_and_what_comes_of_it_does_not() {
        let store = Hooked::filling(1);
        let service = Service::with_store(Box::new(store), Options::default()).unwrap();
        let handle = service.handle();
        let polling = handle.clone();
        let poll = tokio::spawn(async move { polling.poll_workflow_task_queue(poll("work"), Call::default()).await });
        let asked = DescribeTaskQueueRequest {
            namespace: "default".to_owned(),
            task_queue: Some(queue()),
            ..Default::default()
        };
        let is_polled = async || {
            let queue = handle.describe_task_queue(asked.clone(), Call::default()).await;
            !queue.unwrap().pollers.is_empty()
        };
        while !is_polled().await {}
        let refused = handle.start_workflow_execution(start("first"), Call::default()).await;
        assert_eq!(refused.unwrap_err().code, Code::Unavailable, "the commit failed");
        let task = poll.await.unwrap().unwrap();
        assert_eq!(task.started_event_id, 3, "the task has left");
        let completion = RespondWorkflowTaskCompletedRequest {
            namespace: "default".to_owned(),
            task_token: task.task_token,
            ..Default::default()
        };
        let answer = handle
            .respond_workflow_task_completed(completion, Call::default())
            .await;
        assert_eq!(
            answer.unwrap_err().code,
            Code::Unavailable,
            "its answer is lost with it"
        );
    }
}
