//! An engine without a thread of its own: who holds it says when it works. Simulations use it, because with threads one
//! seed would not always give the same course of events.

use std::{sync::Arc, time::Duration};

use crossbeam_channel::unbounded;
use everloop_engine::IdSource;
use everloop_store::Store;

use crate::{Handle, OpenError, Options, handle::Shared, ids::Ids, owner::Owner};

/// What a call of [`Stepped::turn`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// One turn was taken.
    Turn,
    /// There is nothing to do before something is asked or time passes.
    Nothing,
    /// The store has failed. All who waited were told; there will be no more turns.
    Stopped,
}

/// An open engine that takes one turn at a time. Dropping it is a crash: what was not committed is lost.
pub struct Stepped {
    owner: Option<Owner>,
    handle: Handle,
}

impl Stepped {
    /// Opens the engine on a store. Ids come from `ids`; `location` and `durability` of the options have no meaning.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(store: Box<dyn Store>, ids: Box<dyn IdSource + Send>, options: &Options) -> Result<Self, OpenError> {
        let (tx, rx) = unbounded();
        let shared = Arc::new(Shared::new(tx, options.limits.id_bytes_max));
        let owner = Owner::new(rx, Arc::clone(&shared), store, Ids::from(ids), options)?;
        Ok(Self {
            owner: Some(owner),
            handle: Handle::new(shared),
        })
    }

    /// A way to call the engine. Its calls end only while turns are taken.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Takes one turn, if there is something to do.
    pub fn turn(&mut self) -> Worked {
        let Some(owner) = &mut self.owner else {
            return Worked::Stopped;
        };
        let request = owner.next_request();
        if request.is_none() && owner.time_to_sleep() != Some(Duration::ZERO) {
            return Worked::Nothing;
        }
        match owner.turn(request) {
            // Nobody closes an engine that has no thread.
            Ok(_) => Worked::Turn,
            Err(error) => {
                if let Some(owner) = self.owner.take() {
                    owner.stop(&error);
                }
                Worked::Stopped
            }
        }
    }

    /// How long until there is something to do if nothing is asked; `None` for ever.
    #[must_use]
    pub fn idle_for(&self) -> Option<Duration> {
        self.owner.as_ref().and_then(Owner::time_to_sleep)
    }
}
