//! A deterministic simulator of the whole: the engine on a disk that may fail, workers with the real rules of `machines`,
//! clients, and a clock that stands still until nothing else can happen. One thread; one seed, one course of events.
//!
//! ```text
//!   world.rs    rounds: fate, actors in random order, turns of the engine; time passes when nobody can act
//!   course.rs   what breaks, and when; circumstances.rs is what the actors see of it all, and what they were promised
//!   client.rs   starts, signals, updates, cancels, terminates, queries; sends again what was not answered
//!   operator.rs does once what clients seldom do: schedules, batches, resets, deletions
//!   worker.rs   polls, keeps runs in a cache, loses them, answers; program.rs is the workflow code
//!   disk.rs     survives the engine; a commit may be lost, or done without anybody learning so
//!   file_disk.rs  a database file whose process or power goes in the middle of a commit
//!   fuzz.rs     inputs that nobody would send, to an engine that is well
//!   leavings.rs what the operator leaves behind that has to go: by time, with a namespace, by a batch; and what waits long
//!   matrix.rs   one crash in a calm simulation: at each of its commits, before, within and after
//!   check.rs    fold equals state, ids dense, nothing early, nothing ends twice, all replays, what was acknowledged is there
//! ```
//!
//! Never shipped. A failing seed is all that is needed to see the failure again.

// The protocol's deprecated fields are part of the messages.
#![allow(deprecated)]

mod activities;
mod calls;
mod check;
mod circumstances;
mod client;
mod clock;
mod course;
mod disk;
mod file_disk;
pub mod fuzz;
mod leavings;
pub mod matrix;
mod operator;
mod program;
mod random;
mod report;
mod worker;
mod world;

pub use report::{Met, Report, Violation};
pub use world::run;
