//! Queries that every workflow answers: where its code is, and which handlers it has.

use std::collections::BTreeMap;

use pyo3::{intern, prelude::*};

use super::{definition::Handler, event_loop::WorkflowLoop, handlers::HandlerKind, python_names::Names};

/// Their names, as messages list them.
pub(super) const NAMES: [&str; 3] = [
    "__enhanced_stack_trace",
    "__stack_trace",
    "__temporal_workflow_metadata",
];

impl WorkflowLoop {
    /// The answer to a built-in query; `None` if it is no such query.
    pub(super) fn answer_built_in<'py>(slf: &Bound<'py, Self>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = slf.py();
        let this = slf.get();
        let support = Names::get(py)?.support.bind(py);
        match name {
            "__stack_trace" => support
                .call_method1(intern!(py, "stack_trace"), (this.tasks.snapshot(py),))
                .map(Some),
            "__enhanced_stack_trace" => support
                .call_method1(intern!(py, "enhanced_stack_trace"), (this.tasks.snapshot(py),))
                .map(Some),
            "__temporal_workflow_metadata" => {
                let mut queries = described(this.all_handlers(HandlerKind::Query));
                queries.extend(NAMES.iter().map(|&name| (Some(name.to_owned()), None)));
                queries.sort();
                let args = (
                    &this.start.workflow_type,
                    queries,
                    described(this.all_handlers(HandlerKind::Signal)),
                    described(this.all_handlers(HandlerKind::Update)),
                    this.current_details.lock().clone(),
                );
                support.call_method1(intern!(py, "workflow_metadata"), args).map(Some)
            }
            _ => Ok(None),
        }
    }
}

type Described = Vec<(Option<String>, Option<String>)>;

fn described(handlers: BTreeMap<Option<String>, std::sync::Arc<Handler>>) -> Described {
    handlers
        .into_iter()
        .map(|(name, handler)| (name, handler.description.clone()))
        .collect()
}
