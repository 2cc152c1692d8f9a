//! One machine per file: what it does for one timer, one activity and so on, from the command that
//! the workflow issues to the event that closes it.
//!
//! A machine's table is a pure function from state and input to the next state and an effect; no
//! entry means that the input breaks the protocol. What an effect does is said below the table.

pub(crate) mod activity;
pub(crate) mod child;
pub(crate) mod external;
pub(crate) mod local_activity;
pub(crate) mod nexus;
pub(crate) mod patch;
#[cfg(test)]
mod tables;
pub(crate) mod timer;
pub(crate) mod update;
