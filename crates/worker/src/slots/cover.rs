//! The slots of open polls for workflow tasks.
//!
//! Workflow tasks come from two queues: the shared one, which brings new runs, and the sticky one of what is in memory.
//! A poll stays open for a minute, so if each kept a slot of its own, few slots would all be held by polls of one queue
//! while tasks of the other wait. Therefore the slots of open polls are common to them: a poll needs one that is held
//! by any open poll if it is the first of its queue, and whichever brings a task takes one along. A task that finds
//! none left, because other polls brought tasks at the same time, gets the next one.

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use super::Permit;

/// The slots held by open polls of one worker.
#[derive(Default)]
pub(crate) struct Cover {
    state: Mutex<State>,
    /// A poll that waits may have become possible.
    changed: Notify,
}

#[derive(Default)]
struct State {
    open: usize,
    held: Vec<Permit>,
    /// Tasks that came without a slot.
    tasks: VecDeque<oneshot::Sender<Permit>>,
}

/// How many polls of one queue are open. Changed only while the cover is locked.
#[derive(Default)]
pub(crate) struct Side(AtomicUsize);

/// A poll that may be made. It counts as open until it is dropped or brings a task.
pub(crate) struct OpenPoll {
    cover: Arc<Cover>,
    side: Arc<Side>,
    is_open: bool,
}

impl Cover {
    /// Opens a poll that brings a slot with it. If a task waits for a slot it gets this one, and there is no poll.
    pub(crate) fn open(self: &Arc<Self>, side: &Arc<Side>, permit: Permit) -> Option<OpenPoll> {
        let mut state = self.state.lock();
        self.hold(&mut state, permit).then(|| self.opened(&mut state, side))
    }

    /// Waits until a poll may be opened without a slot of its own: the first of its queue, covered by another's slot.
    pub(crate) async fn join(self: &Arc<Self>, side: &Arc<Side>) -> OpenPoll {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            {
                let mut state = self.state.lock();
                if side.0.load(Ordering::Relaxed) == 0 && !state.held.is_empty() {
                    return self.opened(&mut state, side);
                }
            }
            changed.await;
        }
    }

    fn opened(self: &Arc<Self>, state: &mut State, side: &Arc<Side>) -> OpenPoll {
        state.open += 1;
        side.0.fetch_add(1, Ordering::Relaxed);
        OpenPoll {
            cover: Arc::clone(self),
            side: Arc::clone(side),
            is_open: true,
        }
    }

    /// Keeps a slot for the open polls, unless a task takes it.
    fn hold(&self, state: &mut State, mut permit: Permit) -> bool {
        while let Some(task) = state.tasks.pop_front() {
            match task.send(permit) {
                Ok(()) => return false,
                // It has got another one meanwhile.
                Err(back) => permit = back,
            }
        }
        state.held.push(permit);
        if state.held.len() == 1 {
            self.changed.notify_waiters();
        }
        true
    }
}

impl OpenPoll {
    /// Adds the slot that a poll without one asked for and has got now.
    pub(crate) fn add(&self, permit: Permit) {
        self.cover.hold(&mut self.cover.state.lock(), permit);
    }

    /// A slot for the task that the poll brought; if none is left, whence the next one will come.
    pub(crate) fn into_slot(mut self) -> Result<Permit, oneshot::Receiver<Permit>> {
        let cover = Arc::clone(&self.cover);
        let mut state = cover.state.lock();
        self.close(&mut state);
        state.held.pop().ok_or_else(|| {
            let (task, slot) = oneshot::channel();
            state.tasks.push_back(task);
            slot
        })
    }

    fn close(&mut self, state: &mut State) {
        self.is_open = false;
        state.open -= 1;
        let others = self.side.0.fetch_sub(1, Ordering::Relaxed) - 1;
        if others == 0 && !state.held.is_empty() {
            self.cover.changed.notify_waiters();
        }
    }
}

impl Drop for OpenPoll {
    fn drop(&mut self) {
        if !self.is_open {
            return;
        }
        let cover = Arc::clone(&self.cover);
        let mut state = cover.state.lock();
        self.close(&mut state);
        let is_spare = state.held.len() > state.open;
        let spare = if is_spare { state.held.pop() } else { None };
        drop(state);
        // Outside of the lock: a supplier may want to know.
        drop(spare);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::metrics::WorkerMetrics;
    use crate::slots::{SlotUse, Slots};

    struct Two {
        slots: Slots,
        cover: Arc<Cover>,
        shared: Arc<Side>,
        sticky: Arc<Side>,
    }

    impl Two {
        fn new(slots: usize) -> Self {
            Self {
                slots: Slots::of(
                    None,
                    NonZeroUsize::new(slots).unwrap(),
                    &WorkerMetrics::default(),
                    crate::slots::SlotKind::Workflow,
                ),
                cover: Arc::default(),
                shared: Arc::default(),
                sticky: Arc::default(),
            }
        }

        fn free(&self) -> Option<Permit> {
            self.slots.try_reserve(SlotUse::Shared)
        }

        fn joined(&self, side: &Arc<Side>) -> Option<OpenPoll> {
            let mut joining = pin!(self.cover.join(side));
            match joining
                .as_mut()
                .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
            {
                std::task::Poll::Ready(poll) => Some(poll),
                std::task::Poll::Pending => None,
            }
        }
    }

    #[test]
    fn one_slot_serves_both_queues() {
        let two = Two::new(1);
        let sticky = two.cover.open(&two.sticky, two.free().unwrap()).unwrap();
        assert!(two.free().is_none());
        assert!(two.joined(&two.sticky).is_none(), "it has a poll already");
        let shared = two.joined(&two.shared).expect("covered by the sticky poll's slot");
        let permit = shared.into_slot().expect("the task takes the slot along");
        assert!(two.joined(&two.shared).is_none(), "no slot is left");
        let mut waiting = sticky.into_slot().unwrap_err();
        assert!(waiting.try_recv().is_err());
        drop(permit);
        assert!(
            two.cover.open(&two.shared, two.free().unwrap()).is_none(),
            "the task comes first"
        );
        assert!(waiting.try_recv().is_ok());
    }

    #[test]
    fn a_poll_that_brings_nothing_gives_a_slot_back() {
        let two = Two::new(2);
        let first = two.cover.open(&two.sticky, two.free().unwrap()).unwrap();
        let second = two.cover.open(&two.sticky, two.free().unwrap()).unwrap();
        let guest = two.joined(&two.shared).unwrap();
        drop(first);
        assert!(two.free().is_none(), "two polls are open, and two slots held");
        drop(second);
        let free = two.free().expect("one poll is open");
        guest.add(free);
        drop(guest);
        assert!(two.free().is_some());
    }

    #[tokio::test]
    async fn a_waiting_poll_learns_of_a_slot() {
        let two = Two::new(1);
        let (cover, shared) = (Arc::clone(&two.cover), Arc::clone(&two.shared));
        let joining = tokio::spawn(async move { cover.join(&shared).await });
        tokio::task::yield_now().await;
        let _sticky = two.cover.open(&two.sticky, two.free().unwrap()).unwrap();
        joining.await.unwrap();
    }
}
