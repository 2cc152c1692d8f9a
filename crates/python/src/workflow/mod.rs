//! The workflow runtime: an asyncio event loop in Rust, activations in and commands out.
//!
//! [`PythonRuntime`] is what a worker holds: `PythonRuntime::new(&options)`, where `options` is an
//! `everloop.workflow._runtime_options.RuntimeOptions`.
//!
//! Where things are: `runtime` finds the run; `instance` runs one activation; `jobs` applies what came in,
//! with `handlers`, `updates` and `queries`; `ready`, `event_loop`, `handles`, `tasks` and `conditions` are
//! the event loop; `driver` runs the user's functions, `outcome` judges how they end; `outbound` turns calls
//! into commands, which `operation` awaits and `pending` finds again; `api` answers questions of the
//! workflow about itself; `teardown` forgets a run. Runners of users' own that make instances are asked for them in
//! `made`, and have ours through `messenger`: there, and only there, activations are messages.
//!
//! No lock is ever held while Python code runs: it may call back into the same run.

mod api;
mod built_in_queries;
mod conditions;
mod contexts;
mod continue_as_new;
mod coroutine;
mod definition;
mod driver;
mod event_groups;
mod event_loop;
mod guard;
mod handlers;
mod handles;
mod instance;
mod interception;
mod jobs;
mod log;
mod made;
mod messenger;
mod operation;
mod options;
mod outbound;
mod outcome;
mod pending;
mod places;
mod probe;
mod python_names;
mod queries;
mod random;
mod ready;
mod runtime;
mod task_hash;
mod tasks;
mod teardown;
mod thread;
mod turn;
mod updates;

pub(crate) use guard::{Global, ask_guard, ask_guard_about, global_of_run};
#[allow(unused_imports, reason = "the worker's bindings construct it")]
pub(crate) use outcome::{plain_failure, task_failed};
use pyo3::prelude::*;
pub(crate) use runtime::PythonRuntime;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<event_loop::WorkflowLoop>()?;
    module.add_class::<handles::Handle>()?;
    module.add_class::<handles::TimerHandle>()?;
    module.add_class::<operation::Operation>()?;
    module.add_class::<continue_as_new::Request>()?;
    module.add_class::<probe::Probe>()?;
    module.add_class::<messenger::Messenger>()?;
    register_api(module)?;
    register_outbound(module)
}

fn register_api(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(api::workflow_current, module)?)?;
    module.add_function(wrap_pyfunction!(guard::workflow_run_state, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::workflow_next_task_number, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_outbound, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_time_ns, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_is_replaying, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_is_read_only, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_turn, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_start, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_kept_info, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_identity, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_instance, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_random, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_random_seed, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_on_reseed, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_all_handlers_finished, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_cancellation_reason, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_get_current_details, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_set_current_details, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_payload_converter, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_extern_functions, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_metric_meter, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_is_failure_exception, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_last_completion_result, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_last_failure, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_get_handler, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_get_validator, module)?)?;
    module.add_function(wrap_pyfunction!(api::workflow_set_handler, module)?)?;
    module.add_function(wrap_pyfunction!(event_groups::workflow_use_event_groups, module)?)
}

fn register_outbound(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(continue_as_new::workflow_continue_as_new, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::activity::workflow_start_activity, module)?)?;
    module.add_function(wrap_pyfunction!(
        outbound::local_activity::workflow_start_local_activity,
        module
    )?)?;
    module.add_function(wrap_pyfunction!(outbound::child::workflow_start_child, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::external::workflow_signal_external, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::external::workflow_cancel_external, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::memo::workflow_raw_memo, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::memo::workflow_memo, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::memo::workflow_memo_value, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::memo::workflow_upsert_memo, module)?)?;
    module.add_function(wrap_pyfunction!(
        outbound::memo::workflow_upsert_search_attributes,
        module
    )?)?;
    module.add_function(wrap_pyfunction!(outbound::patch::workflow_patched, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::timer::workflow_start_timer, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::timer::workflow_name_next_timer, module)?)?;
    module.add_function(wrap_pyfunction!(outbound::timer::workflow_add_condition, module)?)
}
