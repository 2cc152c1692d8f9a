//! Where calls go at this moment.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use everloop_service::Handle;

use crate::link::Link;

/// The way for calls that cannot go to an engine of this process at once.
#[derive(Clone)]
pub(crate) enum Route {
    /// The engine is here.
    Here,
    /// The engine is in another process.
    There(Arc<Link>),
    /// It is being found out; why the last attempt failed, if one did.
    Nowhere(Option<String>),
    /// This member has left.
    Closed,
}

/// The engines that this process has had, in their order: hardly ever more than one.
///
/// Each is kept although it is over, so that a call may borrow the latest without a lock. An engine whose store has failed
/// has let go of the store, and what remains of it is small.
#[derive(Default)]
pub(crate) struct Engines {
    first: OnceLock<Box<Engine>>,
}

struct Engine {
    handle: Handle,
    over: AtomicBool,
    next: OnceLock<Box<Engine>>,
}

impl Engines {
    /// The engine that runs in this process, if one does.
    pub(crate) fn running(&self) -> Option<&Handle> {
        let mut engine = self.first.get()?;
        while engine.over.load(Ordering::Acquire) {
            engine = engine.next.get()?;
        }
        Some(&engine.handle)
    }

    /// Adds an engine; the one before must be over.
    pub(crate) fn add(&self, handle: Handle) {
        let mut place = &self.first;
        while let Some(engine) = place.get() {
            engine.over.store(true, Ordering::Release);
            place = &engine.next;
        }
        let _ = place.set(Box::new(Engine {
            handle,
            over: AtomicBool::new(false),
            next: OnceLock::new(),
        }));
    }

    /// Ends the latest engine.
    pub(crate) fn end(&self) {
        let mut engine = self.first.get();
        while let Some(one) = engine {
            one.over.store(true, Ordering::Release);
            engine = one.next.get();
        }
    }
}

#[cfg(test)]
mod tests {
    use everloop_service::Service;

    use super::Engines;

    #[test]
    fn the_latest_engine_runs_until_it_ends() {
        let engines = Engines::default();
        assert!(engines.running().is_none());
        for _ in 0..3 {
            let service = Service::open(everloop_service::Options::default()).unwrap();
            engines.add(service.handle());
            assert!(engines.running().is_some());
            engines.end();
            assert!(engines.running().is_none());
        }
    }
}
