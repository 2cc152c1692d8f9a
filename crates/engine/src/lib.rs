//! The rules of one workflow execution, without I/O.
//!
//! An [`Execution`] is a value. [`start`] makes one from a request, and [`decide`] takes one with an [`Input`]
//! (a client's request, a worker's answer, a deadline reached, a message from another execution) and says in a
//! [`Decision`] what becomes of it: the next value, the events to append to its history as one batch, the
//! records to write, the [`Effect`]s to release after the commit, and the reply. A rejected input leaves no trace.
//!
//! ```text
//!   start(request, current run, ctx) ─┐
//!                                     ├─► Draft: clone of the execution
//!   decide(execution, input, ctx) ────┘      ├─ input/<input>.rs, command/<command>.rs   emit events
//!                                            ├─ event/                                   evolve: fold each event
//!                                            └─ finish ─► Decision {execution, events, writes, effects, reply}
//! ```
//!
//! The state is in two parts, kept apart on purpose (`state/`): [`state::Recorded`] is the fold of the history
//! and of nothing else; [`state::Transient`] is what history can't rebuild: attempts, heartbeats, the sticky queue, the
//! current workflow task, events that wait in the buffer, pending queries. Both are cheap to clone (shared
//! maps, `Arc`ed attributes), so that a decision works on a copy, and its cost grows neither with the length of
//! the history nor with the number of pending activities and timers.
//!
//! What must never be here: a clock, randomness, hash-ordered maps, storage, logging, tokio. Time, ids and
//! limits come in through [`Context`].
//!
//! The caller's part (the `service` crate): look up the execution, call, commit `writes` and `events` together, then
//! release reply and effects in that order; call with [`Input::Deadline`] when [`Execution::next_deadline`] has
//! come; match tasks named by effects with pollers and feed back `…TaskStarted`.

// The protocol's deprecated fields are still what official SDKs send and read; here they are served like the others.
#![allow(deprecated)]

mod activity;
mod child;
mod close;
mod command;
mod context;
mod convert;
mod cron;
mod decide;
mod decision;
mod deliver;
mod draft;
mod duration;
mod effect;
mod enforce;
mod event;
mod external;
mod failure;
pub mod filter;
pub mod input;
pub mod limits;
pub mod matching;
pub mod message;
mod payload;
mod priority;
mod reject;
mod reset;
mod retry;
pub mod schedule;
pub mod search_attributes;
pub mod snapshot;
mod start;
pub mod state;
mod successor;
mod task;
#[cfg(test)]
mod tests;
mod time_skipping;
pub mod token;
mod update;
mod validate;
mod versioning;
mod zone;

pub use command::camel;
pub use context::{Context, IdSource, Timestamp};
pub use decide::decide;
pub use decision::{Ack, Birth, Decision, HandedActivityTask, HandedWorkflowTask, Reply};
pub use deliver::{Delivery, deliver};
pub use effect::{Effect, Target};
pub use event::{closes_run, evolve};
pub use input::Input;
pub use limits::Limits;
pub use message::{Address, Message};
pub use reject::Reject;
pub use reset::{Reset, ResetDecision, reset};
pub use snapshot::{ItemKey, ItemKind, ItemWrite, Writes};
pub use start::{
    Namespace, RefusedOperation, StartDecision, StartReply, UpdateWithStartDecision, check_start_request,
    signal_with_start, start, update_with_start,
};
pub use state::{Execution, Identity, Status, Work};
pub use update::{ABORTED_BY_CLOSE, UpdateStage, UpdateStatus};
