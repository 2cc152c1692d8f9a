//! The worker: pollers, slots, the sticky cache, activities and shutdown, over any `Api` and any
//! language runtime.
//!
//! A [`Worker`] is given an `Api`, a [`WorkflowRuntime`] and an [`ActivityExecutor`], and runs until it is shut down. It
//! knows neither gRPC nor whether the server is in this process; nor does it know a language. The rules of a
//! workflow run are in `everloop-machines`.

pub mod activity;
mod connection;
mod environment;
mod error;
mod eviction;
mod heartbeat;
mod launch;
mod limits;
mod metrics;
mod mismatch;
pub mod options;
mod passage;
mod replay;
mod retry;
pub mod runtime;
mod scale;
mod shutdown;
mod slots;
mod transfer;
mod vitals;
mod worker;
mod workflow;

pub use activity::{ActivityContext, ActivityExecutor, ActivityOutcome, ActivityTask, Cancellation};
pub use error::Error;
pub use eviction::Eviction;
pub use heartbeat::{EnvironmentTold, HeartbeatOptions};
pub use limits::SizeWarnings;
pub use options::{ActivityOptions, Options, Pollers, Remote, SizeCheck, Versioning, WorkflowOptions};
pub use passage::Passage;
pub use replay::{ReplayError, Replayer};
pub use runtime::WorkflowRuntime;
pub use slots::{
    Machine, Permit, Reservation, ResourceSlots, ResourceTargets, Slot, SlotInfo, SlotSupplier, SlotUse, Slots,
    Suppliers,
};
pub use transfer::{Passed, Transfer};
pub use worker::Worker;
pub use workflow::EagerSlot;
