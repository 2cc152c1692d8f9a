//! Workflow tasks: when one is scheduled, how it is handed over, and how it ends.
//!
//! | from | what | to |
//! |---|---|---|
//! | none | something the workflow must see | scheduled |
//! | scheduled | a poller takes it | started |
//! | scheduled (sticky) | nobody takes it in time | timed out, scheduled on the normal queue |
//! | started | the worker completes it | none, or scheduled if the buffer held something |
//! | started | the worker fails it, or does not answer | scheduled, next attempt |
//! | any | the run closes | none |
//!
//! An attempt after the first is transient: its events are written when it completes, and until then only their ids
//! are reserved. If anything else is written before it starts, it becomes a normal task of attempt 1. A task that only
//! carries updates is speculative: the same, but that it may leave no trace at all.

mod end;
mod hand_over;
mod schedule;

pub(crate) use end::{
    ENGINE_IDENTITY, Failure, close_started, completed, discard, failed, failed_for_good, start_to_close_timed_out,
    sticky_timed_out,
};
pub(crate) use hand_over::{Taker, hand_over, start, task_events};
pub(crate) use schedule::{
    announce, begin, need, need_at_once, need_speculative, schedule, schedule_speculative, write_down,
};
