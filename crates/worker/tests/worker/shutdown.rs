//! How a worker ends, and how it fails to begin.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use everloop_proto::{Code, RpcError};
use everloop_worker::{ActivityOutcome, Error, Options, Pollers, Worker};

use crate::{
    activities::Fixture,
    server::{Sent, Server, activity},
};

#[tokio::test]
async fn activities_are_cancelled_after_the_grace() {
    let mut fixture = Fixture::new(|options| options.graceful_shutdown_timeout = Duration::from_millis(50));
    fixture.server.give_activity(activity("a", "echo"));
    let context = fixture.started().await;
    fixture.worker.shutdown();
    assert_eq!(context.cancellation(), None);
    let cancelled = fixture.cancelled().await;
    assert!(cancelled.cancellation().unwrap().worker_shutdown);
    assert!(!fixture.running.is_finished());
    cancelled.complete(ActivityOutcome::Canceled { details: None });
    let server = Arc::clone(&fixture.server);
    fixture.end().await;
    // Wire: the server takes a cancellation only if it asked for one, so this one is a failure to retry.
    let failed = server.sent().into_iter().find_map(|sent| match sent {
        Sent::ActivityFailed(request) => Some(request.failure.unwrap().message),
        _ => None,
    });
    assert_eq!(
        failed.as_deref(),
        Some("Worker is shutting down and this activity did not complete in time")
    );
}

#[tokio::test]
async fn the_server_is_told_of_the_end() {
    let fixture = Fixture::new(|_| {});
    let server = Arc::clone(&fixture.server);
    fixture.end().await;
    assert!(
        server
            .sent()
            .iter()
            .any(|sent| matches!(sent, Sent::Shutdown(request) if request.task_queue == "q"))
    );
}

#[tokio::test]
async fn a_missing_namespace_is_named() {
    let server = Server::new();
    *server.namespace.lock() = Some(RpcError::new(Code::NotFound, "Namespace nope is not found."));
    let fixture = Fixture::new(|_| {});
    let options = Options {
        task_queue: "q".to_owned(),
        namespace: "nope".to_owned(),
        ..Options::default()
    };
    let worker = Worker::new(server, options, None, Some(fixture.executor())).unwrap();
    let error = worker.run().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "namespace nope cannot be used: Namespace nope is not found."
    );
    assert_eq!(worker.run().await, Err(Error::RunTwice));
    fixture.end().await;
}

#[tokio::test]
async fn a_server_that_was_exchanged_for_another_is_told_too() {
    let fixture = Fixture::new(|_| {});
    let (first, second) = (Arc::clone(&fixture.server), Server::new());
    first.polled().await;
    fixture.worker.replace_api(second.clone());
    // Its polls would otherwise be waited for.
    fixture.end().await;
    for server in [first, second] {
        assert!(server.sent().iter().any(|sent| matches!(sent, Sent::Shutdown(_))));
    }
}

/// Whatever the server says: what it misses may still come.
#[tokio::test]
async fn a_refused_poll_is_made_again() {
    let mut fixture = Fixture::new(|options| {
        options.activities.as_mut().unwrap().pollers = Pollers::Fixed(NonZeroUsize::MIN);
    });
    fixture.server.polled().await;
    let codes = [
        Code::PermissionDenied,
        Code::NotFound,
        Code::Unauthenticated,
        Code::InvalidArgument,
    ];
    *fixture.server.refusals.lock() = codes.map(|code| RpcError::new(code, "no")).to_vec();
    for token in ["first", "second"] {
        // The first one is in the hands of the poll that is open; the next poll is refused, four times.
        fixture.server.give_activity(activity(token, "echo"));
        fixture
            .started()
            .await
            .complete(ActivityOutcome::Completed { result: None });
    }
    assert!(fixture.server.refusals.lock().is_empty());
    fixture.end().await;
}
