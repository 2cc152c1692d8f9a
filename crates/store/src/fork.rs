//! Descriptors that a forked child must not keep.
//!
//! A file lock belongs to the open file, which a forked child shares: were the child to keep it, the file would stay
//! locked after its owner's death, for as long as the child lives. Likewise a socket stays open until all who have it
//! are gone. The child cannot use either, for the threads that serve them did not come along. So it closes them, in the
//! handler that the system runs in the child before anything else.
//!
//! A handler of fork gets no argument, hence the one table of this program that is global and changes. It is read by
//! the child between fork and its first own instruction, where only what is safe in a signal handler is allowed: loads
//! and `close`.

use std::{
    os::fd::{AsRawFd, RawFd},
    sync::{
        OnceLock,
        atomic::{AtomicI32, Ordering},
    },
};

const NONE: RawFd = -1;
static DESCRIPTORS: [AtomicI32; 1024] = [const { AtomicI32::new(NONE) }; 1024];

/// While it lives, forked children close the descriptor. Drop it before the descriptor is closed.
#[derive(Debug)]
pub struct Guard {
    slot: Option<&'static AtomicI32>,
}

impl Guard {
    /// Guards a descriptor. Beyond a thousand of them no more are guarded.
    #[must_use]
    pub fn new(descriptor: &impl AsRawFd) -> Self {
        static INSTALLED: OnceLock<()> = OnceLock::new();
        INSTALLED.get_or_init(|| {
            // SAFETY: the handler does nothing that is forbidden between fork and exec, and lives as long as the program.
            // The only error is a lack of memory, after which children keep the descriptors as if there were no guard.
            unsafe { libc::pthread_atfork(None, None, Some(close_all)) };
        });
        let descriptor = descriptor.as_raw_fd();
        let slot = DESCRIPTORS.iter().find(|slot| {
            slot.compare_exchange(NONE, descriptor, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
        });
        Self { slot }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            slot.store(NONE, Ordering::Release);
        }
    }
}

extern "C" fn close_all() {
    for slot in &DESCRIPTORS {
        let descriptor = slot.swap(NONE, Ordering::AcqRel);
        if descriptor != NONE {
            // SAFETY: this is the child; its copy of the descriptor is used by nobody.
            unsafe { libc::close(descriptor) };
        }
    }
}
