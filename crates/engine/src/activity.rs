//! Activities: how attempts start and end.
//!
//! | phase | what | then |
//! |---|---|---|
//! | scheduled | a poller takes it | started |
//! | scheduled | schedule-to-start passes | closed: timed out |
//! | started | result, or confirmed cancellation | closed: completed, canceled |
//! | started | its poller had left before it was told | scheduled, the same attempt |
//! | started | failure, start-to-close or heartbeat passes | backoff if the policy has another attempt, else closed |
//! | backoff | the interval passes | scheduled, next attempt |
//! | scheduled, backoff | the workflow cancels it | closed: canceled |
//! | any | schedule-to-close passes | closed: timed out |
//!
//! Wire: `ACTIVITY_TASK_STARTED` is written only together with the event that closes the activity.

mod end;
mod find;
mod hand_over;
mod interfere;
mod shorten;
mod timeouts;

pub(crate) use end::{cancel_unstarted, close, failed_attempt, put_on_queue};
pub(crate) use find::{Found, find, find_started};
pub(crate) use hand_over::{hand_over, start};
pub(crate) use interfere::{change, jitter, named, none_pending, note_paused};
pub(crate) use shorten::{TOO_LARGE, shortened};
pub(crate) use timeouts::{due, normalized, wire};
