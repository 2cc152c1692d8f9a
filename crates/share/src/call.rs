//! A call that goes to whoever is the owner, and to the next one if that one ends before it has answered.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use everloop_proto::{Call, Code, Reply, RpcError};
use prost::Message;
use tokio::time::{Instant, timeout, timeout_at};

use crate::{link::Link, member::Shared, route::Route};

/// How long a call waits for an owner. Elections take milliseconds; longer is a fault to be told of.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an owner may say that it is unavailable before its callers are told.
const UNAVAILABLE: Duration = Duration::from_secs(3);
/// After an error that a broken stream may have caused, the news of the stream comes within this time.
const NEWS: Duration = Duration::from_millis(100);
/// Between two attempts with the same owner.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) async fn typed<Q: Message, R: Message + Default>(
    shared: Arc<Shared>,
    path: &'static str,
    request: Q,
    call: Call,
) -> Reply<R> {
    let bytes = request.encode_to_vec().into();
    drop(request);
    let reply = bytes_of(shared, path, bytes, call).await?;
    R::decode(reply)
        .map_err(|error| RpcError::new(Code::Internal, format!("the reply of {path} cannot be read: {error}")))
}

pub(crate) async fn bytes_of(shared: Arc<Shared>, path: &'static str, request: Bytes, call: Call) -> Reply<Bytes> {
    let mut routes = shared.routes.subscribe();
    let began = Instant::now();
    let deadline = call.timeout.map(|timeout| began + timeout);
    // Since when there is no answer to be had, and the last error.
    let mut trouble: Option<(Instant, RpcError)> = None;
    loop {
        let route = routes.borrow_and_update().clone();
        let error = match route {
            Route::Closed => return Err(unavailable("the client is closed")),
            Route::Here => match shared.engines.running() {
                Some(engine) => return everloop_proto::invoke(engine, path, request, remaining(&call, deadline)).await,
                None => unavailable("the engine has stopped"),
            },
            Route::There(link) => {
                let mut fresh = routes.clone();
                let reply = tokio::select! {
                    biased;
                    reply = ask(&link, path, request.clone(), remaining(&call, deadline)) => Some(reply),
                    _ = fresh.changed() => None,
                };
                match reply {
                    Some(Ok(reply)) => return Ok(reply),
                    Some(Err(error)) => match suspicion(&error) {
                        Suspicion::None => return Err(error),
                        Suspicion::Owner => error,
                        Suspicion::Stream => match timeout(NEWS, routes.changed()).await {
                            Ok(_) => continue,
                            Err(_) => return Err(error),
                        },
                    },
                    None => continue,
                }
            }
            Route::Nowhere(reason) => {
                unavailable(&reason.unwrap_or_else(|| "the database has no owner yet".to_owned()))
            }
        };
        let is_nowhere = matches!(*routes.borrow(), Route::Nowhere(_));
        let (since, _) = trouble.get_or_insert((Instant::now(), error.clone()));
        let limit = if is_nowhere { PATIENCE } else { UNAVAILABLE };
        let end = (*since + limit).min(deadline.unwrap_or(*since + limit));
        trouble = Some((*since, error));
        if Instant::now() >= end {
            let error = trouble.map(|(_, error)| error);
            return Err(error.unwrap_or_else(|| unavailable("the database has no owner")));
        }
        if is_nowhere {
            // An error of this wait is the end of the member, which the next round sees.
            let _ = timeout_at(end, routes.changed()).await;
        } else {
            let _ = timeout(PAUSE, routes.changed()).await;
        }
    }
}

/// The call with the time that it has left. Polls and other waits keep theirs whole, for an answer that comes early is no answer.
fn remaining(call: &Call, deadline: Option<Instant>) -> Call {
    const FLOOR: Duration = Duration::from_secs(5);
    let timeout = match (call.timeout, deadline) {
        (Some(timeout), _) if timeout > FLOOR => Some(timeout),
        (Some(_), Some(deadline)) => Some(deadline.saturating_duration_since(Instant::now())),
        _ => call.timeout,
    };
    Call {
        timeout,
        metadata: call.metadata.clone(),
        connection: call.connection.clone(),
    }
}

async fn ask(link: &Arc<Link>, path: &'static str, request: Bytes, call: Call) -> Reply<Bytes> {
    let connection = match &call.connection {
        None => return link.connection.call_bytes(path, request, call, false).await,
        Some(guest) => link.guests.stream(guest).await,
    };
    let connection = connection.map_err(|error| unavailable(&error.to_string()))?;
    connection.call_bytes(path, request, call, false).await
}

enum Suspicion {
    None,
    /// The owner itself says that it cannot serve.
    Owner,
    /// The error may be that of a broken stream.
    Stream,
}

fn suspicion(error: &RpcError) -> Suspicion {
    match error.code {
        Code::Unavailable => Suspicion::Owner,
        Code::Unknown | Code::Internal | Code::Cancelled | Code::Aborted => Suspicion::Stream,
        _ => Suspicion::None,
    }
}

fn unavailable(reason: &str) -> RpcError {
    RpcError::new(Code::Unavailable, reason)
}
