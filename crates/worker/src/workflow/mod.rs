//! Workflow tasks: from the queues through the rules and the language runtime, and the answers back.
//!
//! The worker has a few threads for workflow code, its *lanes*. A lane is a thread that drives its own
//! futures: open polls, answers on their way, pages of history. So a task that arrives in a poll's reply is
//! worked on by the very thread that the reply woke, and the answer leaves from there: there is no hop between
//! the reply, the workflow's code and the next request. Each lane has its own sticky queue, to which its
//! runs' tasks return.
//!
//! [`lane`] is the thread and its events, [`work`] a task's way through the rules, [`waiting`] where it may pause on
//! that way, [`ending`] what becomes of it and its run, [`answer`] the requests that tell the server, [`cache`] the runs
//! between tasks, [`passing`] the way through codecs, [`patience`] whether an idle lane sleeps, [`deadlock`] the
//! watch over activations.

mod answer;
mod cache;
mod deadlock;
mod eager;
mod ending;
mod history;
mod lane;
mod local;
mod local_retry;
mod long_task;
mod open;
mod passing;
mod patience;
mod poll;
mod waiting;
mod work;

pub use eager::EagerSlot;
pub(crate) use eager::Entrance;
pub(crate) use lane::{Lane, Lanes, RunningLane};
