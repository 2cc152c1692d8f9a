//! The service: an open store and the thread that owns it.

use std::{io, sync::Arc, thread};

use crossbeam_channel::unbounded;
use everloop_store::{Store, memory::Memory, sqlite};

use crate::{
    Handle, Location, Options,
    handle::Shared,
    owner::Owner,
    promise::promise,
    request::Request,
};

/// Why a service could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] everloop_store::Error),
    #[error("the {what} in the database cannot be read: {detail}")]
    Content { what: &'static str, detail: String },
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
    /// When the file cannot be used; the message names it and says why.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let store: Box<dyn Store> = match &options.location {
            Location::Memory => Box::new(Memory::new()),
            Location::File(path) => {
                let options = sqlite::Options { path: path.clone(), durability: options.durability };
                Box::new(sqlite::Sqlite::open(&options)?)
            }
        };
        Self::with_store(store, options)
    }

    fn with_store(store: Box<dyn Store>, options: Options) -> Result<Self, OpenError> {
        let (tx, rx) = unbounded();
        let shared = Arc::new(Shared::new(tx));
        let owner = Owner::new(rx, Arc::clone(&shared), store, &options)?;
        let thread = thread::Builder::new().name("everloop-owner".to_owned()).spawn(move || owner.run())?;
        Ok(Self { handle: Handle::new(Arc::clone(&shared)), shared, thread: Some(thread) })
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
