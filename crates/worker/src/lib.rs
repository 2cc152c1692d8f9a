//! The worker: pollers, slots, the sticky cache, activities and shutdown, over any `Api` and any
//! language runtime.

pub mod runtime;

pub use runtime::WorkflowRuntime;
