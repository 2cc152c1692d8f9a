//! How long freed memory is kept for the next burst of work.

use std::ffi::{c_int, c_long};

/// `mi_option_purge_delay`, which the bindings have no name for.
const PURGE_DELAY: c_int = 15;

/// Long enough that a busy process does not give pages back only to ask for them again, and a tenth of what the
/// allocator would wait: after a burst of two thousand starts it kept 6 KiB for each of them.
const MILLISECONDS: c_long = 100;

/// Lets memory that a burst of work needed go back to the system soon after. What `MIMALLOC_PURGE_DELAY` says goes first.
///
/// To be called before there are other threads.
pub fn give_back_soon() {
    if std::env::var_os("MIMALLOC_PURGE_DELAY").is_none() {
        // SAFETY: a number is stored in the table of options; nobody else writes to it.
        unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, MILLISECONDS) };
    }
}
