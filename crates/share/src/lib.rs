//! One database, many processes: the first that opens the file owns it and serves the others, which take over when
//! it ends.
//!
//! SQLite has one writer, and so has a running engine. But programs come in several processes: a web application with
//! four workers, a script that looks at what the service does. So who finds the file taken does not fail; it speaks to
//! its owner, over a Unix socket beside the file and in the protocol of any server. A [`Member`] is one process's part
//! in this. It is an [`Api`](everloop_proto::Api), and who calls it need not know where the engine runs.
//!
//! ```text
//!            ┌────────── lock free ──────────┐
//!            ▼                               │
//!   owner: engine here, ──ends, or its──► election ◄──stream breaks, or the──── peer: engine in the process that
//!   serves the socket      store fails       │        lock has another holder   holds the lock, reached by the socket
//!                                            └────── lock held, socket answers ───────────▲
//! ```
//!
//! What makes this safe is the file lock alone: the system gives it to one process, and takes it away with the process's
//! death. Everything else, the socket above all, may be stale, slow or missing, and costs time but never truth.
//!
//! - *No hop for the owner.* Its calls go to the engine directly (`route.rs`): one look at a cell that is written once.
//! - *No call is lost.* A peer's call that its owner did not answer is made again of the next owner (`call.rs`), as a
//!   client would after a broken connection: request ids make that safe.
//! - *Off everybody's way.* Elections (`election.rs`) run on tokio's threads, opening on its blocking ones.
//! - *An end behind a peer is an end.* A peer that is a server has a stream to the owner for each of its connections (`guests.rs`),
//!   so that the owner learns which of them are closed.
//! - *Forks.* A forked child has neither the threads nor, by `everloop_store::fork`, the lock and the streams of its parent.

mod api;
mod call;
mod election;
mod guests;
mod link;
mod member;
mod reign;
mod route;
mod socket;
mod stream;

pub use member::{Error, Member};
