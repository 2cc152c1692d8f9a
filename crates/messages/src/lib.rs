//! The messages in which the official SDK's core speaks with its languages: activations and completions of workflow
//! runs, for runners that users write against them.
//!
//! everloop itself hands `everloop_machines::Activation` to its runtime, with no message in between; nothing here is
//! touched by a run that no such runner has a hand in.
//!
//! Each direction has its file, and each file matches exhaustively: a new job or command does not compile before it is
//! translated. What one side writes the other reads as it was; `tests/it/there_and_back.rs` tries it.

// Messages are made and moved once.
#![allow(clippy::large_enum_variant)]

pub mod activation;
pub mod completion;
mod error;
mod ledger;
mod time;

pub use error::Error;
pub use ledger::Ledger;

#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rustdoc::all
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

pub use generated::coresdk::{
    activity_result, child_workflow, common, nexus, workflow_activation, workflow_commands, workflow_completion,
};

/// The encoded `FileDescriptorSet` of the messages, whose files import those of `everloop_proto::DESCRIPTORS`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.bin"));
