//! The engine as a running thing: a [`Service`] owns an open store and the one thread that decides, and a
//! [`Handle`] to it is an [`Api`](everloop_proto::Api) like any other.
//!
//! ```text
//!   caller's task                     owner thread, one turn
//!   ─────────────                     ──────────────────────
//!   rpc/<rpc>.rs: check ── Request ─► drain requests, fire deadlines        (owner/turn.rs)
//!                                       decide each against the cache       (owner/apply.rs)
//!                                       match new tasks with waiting polls  (owner/dispatch.rs)
//!                                     gather one batch, one commit          (owner/save.rs)
//!   await ◄──────── Promise ───────── release replies and tasks             (owner/outbox.rs)
//! ```
//!
//! Nothing leaves before the commit it depends on. What can be decided again without harm, such as handing out a
//! workflow task, does not wait: it rides with the next commit, which then comes soon. When a commit fails, all
//! who wait are told that the engine is unavailable, and it stops: what is on disk is then found by opening anew.
//!
//! There is no SQL here and no gRPC, and the rules are not here either: they are the engine's.

mod admin;
mod api;
mod clock;
mod errors;
mod handle;
#[cfg(test)]
mod hooked;
mod ids;
mod links;
mod options;
mod owner;
mod promise;
mod request;
mod rpc;
mod service;
mod stepped;
#[cfg(test)]
mod undelivered;

pub use clock::{Clock, ManualClock, SkippingClock, SystemClock};
pub use everloop_engine::{Limits, limits};
pub use everloop_store::sqlite::Durability;
pub use handle::Handle;
pub use options::{Location, Options};
pub use service::{OpenError, Service};
pub use stepped::{Stepped, Worked};
