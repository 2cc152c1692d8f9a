//! One process's part in a shared database.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use everloop_proto::{Call, Connection, Reply};
use everloop_service::{Handle, Location, OpenError, Service};
use everloop_store::sqlite;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    call, election,
    reign::Reign,
    route::{Engines, Route},
};

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{} is held by {holder}, which cannot be reached: {reason}", path.display())]
    Unreachable {
        path: PathBuf,
        holder: String,
        reason: String,
    },
    #[error("opening the database failed: {0}")]
    Failed(String),
}

impl Error {
    /// Whether this may be a moment of somebody else's start or end.
    pub(crate) fn passes(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

/// The engine of a database, wherever it runs; an [`Api`](everloop_proto::Api). When it is dropped, this process's part
/// ends: as the owner, what was decided is on disk and another process takes over; calls under way end as unavailable.
pub struct Member {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) path: PathBuf,
    pub(crate) engines: Engines,
    pub(crate) routes: watch::Sender<Route>,
    /// Threads do not survive a fork, so that only this process can do anything with the rest.
    process: u32,
    place: Mutex<Place>,
}

/// What changes together.
#[derive(Default)]
struct Place {
    reign: Option<Reign>,
    is_closed: bool,
}

impl Member {
    /// Opens a database, or joins the processes that have it open. Needs a tokio runtime, which then serves the others.
    ///
    /// # Errors
    /// When the file cannot be used, or its owner not be reached. The message names the file and what is in the way.
    pub async fn open(options: everloop_service::Options) -> Result<Self, Error> {
        let Location::File(path) = &options.location else {
            return Self::private(options);
        };
        let path = sqlite::resolve(path);
        let options = everloop_service::Options {
            location: Location::File(path.clone()),
            ..options
        };
        let member = Self::new(path.clone());
        let seat = election::first(&path, &options).await?;
        // Its place is taken before this returns, so that the first call need not wait.
        let shared = Arc::clone(&member.shared);
        let taken = shared.routes.subscribe();
        tokio::spawn(election::keep(shared, options, seat));
        let mut taken = taken;
        // The sender lives as long as the member.
        let _ = taken.wait_for(|route| !matches!(route, Route::Nowhere(None))).await;
        Ok(member)
    }

    fn private(options: everloop_service::Options) -> Result<Self, Error> {
        let member = Self::new(PathBuf::from(":memory:"));
        member.shared.reign(Reign::private(Service::open(options)?));
        Ok(member)
    }

    fn new(path: PathBuf) -> Self {
        let (routes, _) = watch::channel(Route::Nowhere(None));
        Self {
            shared: Arc::new(Shared {
                path,
                engines: Engines::default(),
                routes,
                process: std::process::id(),
                place: Mutex::default(),
            }),
        }
    }

    /// Whether the engine runs in this process at this moment.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.engine().is_some()
    }

    /// Who owns the database at this moment, in words.
    #[must_use]
    pub fn owner(&self) -> String {
        match &*self.shared.routes.borrow() {
            Route::Here => "this process".to_owned(),
            Route::There(link) => link.owner.to_string(),
            Route::Nowhere(_) | Route::Closed => "nobody".to_owned(),
        }
    }

    /// The database, all links followed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Makes one call by its gRPC path, messages as bytes.
    ///
    /// # Errors
    /// What the engine answers.
    pub async fn call_bytes(&self, path: &'static str, request: Bytes, call: Call) -> Reply<Bytes> {
        match self.engine() {
            Some(engine) => everloop_proto::invoke(engine, path, request, call).await,
            None => call::bytes_of(self.shared(), path, request, call).await,
        }
    }

    /// Brings those metrics up to date that are states of the engine; of one in another process, there are none here.
    ///
    /// # Errors
    /// When the engine has stopped.
    pub async fn measure(&self) -> Reply<()> {
        match self.engine() {
            Some(engine) => engine.measure().await,
            None => Ok(()),
        }
    }

    /// Ends this process's part. Blocks until what was decided is on disk and the database is free.
    pub fn close_blocking(&self) {
        if self.shared.process != std::process::id() {
            return;
        }
        if let Some(reign) = self.shared.close() {
            reign.end_blocking();
        }
    }

    pub(crate) fn engine(&self) -> Option<&Handle> {
        self.shared.engines.running()
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if self.shared.process != std::process::id() {
            // In a forked child: the parent's threads hold this together, and locks may be as they left them.
            Box::leak(Box::new(Arc::clone(&self.shared)));
            return;
        }
        self.close_blocking();
    }
}

impl Shared {
    /// Makes this process the owner; refused when the member has been closed meanwhile.
    pub(crate) fn reign(&self, reign: Reign) -> bool {
        let mut place = self.place.lock();
        if place.is_closed {
            drop(place);
            reign.end_blocking();
            return false;
        }
        self.engines.add(reign.handle());
        place.reign = Some(reign);
        self.routes.send_replace(Route::Here);
        true
    }

    /// Ends the ownership whose engine has stopped. `None` if the member was closed, who then ends it.
    pub(crate) fn abdicate(&self, reason: &str) -> Option<Reign> {
        let mut place = self.place.lock();
        let reign = place.reign.take()?;
        self.engines.end();
        self.routes.send_replace(Route::Nowhere(Some(reason.to_owned())));
        Some(reign)
    }

    /// A connection of this process is closed: the owner shall learn it.
    pub(crate) fn forget(&self, connection: &Connection) {
        if let Route::There(link) = &*self.routes.borrow() {
            link.guests.close(connection);
        }
    }

    /// Tells calls where to go; refused when the member is closed.
    pub(crate) fn publish(&self, route: Route) -> bool {
        let place = self.place.lock();
        if place.is_closed {
            return false;
        }
        self.routes.send_replace(route);
        true
    }

    /// Waits for the end of the member.
    pub(crate) async fn closed(&self) {
        // `self` has the sender, so that the channel cannot end first.
        let _ = self
            .routes
            .subscribe()
            .wait_for(|route| matches!(route, Route::Closed))
            .await;
    }

    fn close(&self) -> Option<Reign> {
        let mut place = self.place.lock();
        place.is_closed = true;
        self.routes.send_replace(Route::Closed);
        // The engine stays the last to answer: it says that it is closed.
        place.reign.take()
    }
}
