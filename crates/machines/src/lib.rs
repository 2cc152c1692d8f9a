//! The worker's rules, without I/O: history in, activation jobs out; a runtime's commands in,
//! checked wire commands out; replay and the detection of changed code.

pub mod activation;
pub mod completion;
mod error;
mod run;
pub mod task;

pub use activation::{Activation, Job};
pub use completion::{Command, Completion};
pub use error::Error;
pub use run::Run;
pub use task::{Fit, Response, RunOptions, Step, TaskInput};
