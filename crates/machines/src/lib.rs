//! The worker's rules, without I/O: history in, activation jobs out; a runtime's commands in,
//! checked wire commands out; replay and the detection of changed code.

// Wire: histories and servers of today still hold and want fields that the API calls deprecated.
#![allow(deprecated)]
// Jobs and answers carry wire messages by value; they are made and moved once.
#![allow(clippy::large_enum_variant, clippy::result_large_err)]

pub mod activation;
mod apply;
mod commands;
pub mod comparison;
pub mod completion;
mod core;
mod describe;
mod error;
mod failures;
mod flags;
mod history;
mod initialize;
mod machines;
mod matching;
mod news;
mod outbox;
pub mod payloads;
mod queries;
mod run;
mod seed;
pub mod task;
mod trimmings;
mod wire;

pub use activation::{Activation, Job};
pub use completion::{Command, Completion};
pub use error::Error;
pub use run::Run;
pub use seed::random_seed;
pub use task::{Fit, Response, RunOptions, Step, TaskInput};
