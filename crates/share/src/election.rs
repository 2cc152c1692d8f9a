//! How a member finds its place, and finds a new one when the old one is gone.

use std::{path::Path, sync::Arc, time::Duration};

use everloop_client::Broken;
use everloop_service::{OpenError, Service};
use everloop_store::{Error as StoreError, sqlite::Holder};
use tokio::{
    task::spawn_blocking,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

use crate::{
    Error,
    link::{self, Link},
    member::Shared,
    reign::Reign,
    route::Route,
};

/// How long an owner that cannot be reached is waited for when a database is opened.
const OPENING: Duration = Duration::from_secs(5);
/// Between two attempts during an election.
const PAUSE: Duration = Duration::from_millis(5);
/// Between two attempts when the file cannot be used.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How often a peer looks whether the lock is still its owner's. A broken stream tells at once; this is for streams that
/// outlive their process.
const LOOK: Duration = Duration::from_millis(400);

/// A member's place.
pub(crate) enum Seat {
    Owner(Box<Reign>),
    Peer(Link, Broken),
}

/// Finds the first place.
pub(crate) async fn first(path: &Path, options: &everloop_service::Options) -> Result<Seat, Error> {
    let began = Instant::now();
    loop {
        match attempt(path, options).await {
            Err(error) if error.passes() && began.elapsed() < OPENING => sleep(PAUSE).await,
            found => return found,
        }
    }
}

/// One attempt: takes the lock, or connects to who has it.
async fn attempt(path: &Path, options: &everloop_service::Options) -> Result<Seat, Error> {
    let (options, metrics) = (options.clone(), options.metrics.as_ref());
    let opened = spawn_blocking(move || Service::open(options)).await;
    let holder = match opened.map_err(|error| Error::Failed(error.to_string()))? {
        Ok(service) => return Ok(Seat::Owner(Box::new(Reign::begin(service, path, metrics)))),
        Err(OpenError::Store(StoreError::Held { holder, .. })) => holder,
        Err(error) => return Err(error.into()),
    };
    let unreachable = |reason: String| Error::Unreachable {
        path: path.to_owned(),
        holder: holder
            .as_ref()
            .map_or_else(|| "another process".to_owned(), Holder::to_string),
        reason,
    };
    match &holder {
        Some(owner) if owner.file.is_some() => {
            let connected = link::connect(path, owner.clone()).await;
            let (link, broken) = connected.map_err(|error| unreachable(error.to_string()))?;
            Ok(Seat::Peer(link, broken))
        }
        Some(_) => Err(unreachable("it has not finished opening it".to_owned())),
        None => Err(unreachable(
            "it has locked the file and shares it with nobody".to_owned(),
        )),
    }
}

/// Keeps a member in place until it is closed.
pub(crate) async fn keep(shared: Arc<Shared>, options: everloop_service::Options, mut seat: Seat) {
    loop {
        let reason = match seat {
            Seat::Owner(reign) => {
                let handle = reign.handle();
                if !shared.reign(*reign) {
                    return;
                }
                let reason = tokio::select! {
                    reason = handle.stopped() => reason,
                    () = shared.closed() => return,
                };
                let Some(reign) = shared.abdicate(&reason) else { return };
                // A panic in there has been told of by its hook.
                let _ = spawn_blocking(move || reign.end_blocking()).await;
                tracing::error!(database = %shared.path.display(), reason, "the engine has stopped and will be opened anew");
                Some(reason)
            }
            Seat::Peer(link, broken) => {
                let owner = link.owner.clone();
                if !shared.publish(Route::There(Arc::new(link))) {
                    return;
                }
                tokio::select! {
                    () = broken => {}
                    () = replaced(&shared.path, &owner) => {}
                    () = shared.closed() => return,
                }
                None
            }
        };
        if !shared.publish(Route::Nowhere(reason)) {
            return;
        }
        seat = tokio::select! {
            seat = again(&shared, &options) => seat,
            () = shared.closed() => return,
        };
    }
}

/// Tries until there is a place, and tells those who wait what is in the way.
async fn again(shared: &Shared, options: &everloop_service::Options) -> Seat {
    let mut pause = PAUSE;
    loop {
        let error = match attempt(&shared.path, options).await {
            Ok(seat) => return seat,
            Err(error) => error,
        };
        pause = if error.passes() {
            PAUSE
        } else {
            (pause * 2).min(PAUSE_MAX)
        };
        if !shared.publish(Route::Nowhere(Some(error.to_string()))) {
            // Closed; whoever runs this is about to end it.
            std::future::pending::<()>().await;
        }
        sleep(pause).await;
    }
}

/// Returns when the lock is not that owner's any more.
async fn replaced(path: &Path, owner: &Holder) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if Holder::current(path).as_ref() != Some(owner) {
            return;
        }
    }
}
