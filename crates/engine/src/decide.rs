//! The one entry for everything that happens to an execution.

use crate::{Context, Decision, Execution, Input, Reject};

/// Says what becomes of an execution through an input. A rejected input leaves no trace.
pub fn decide(execution: &Execution, input: Input, ctx: &mut Context<'_>) -> Result<Decision, Reject> {
    let _ = (execution, input, ctx);
    Err(Reject::Unsupported("decide is not there yet".to_owned()))
}
