//! Answering queries: at once, without a task, with nothing allowed but looking.

use everloop_machines::{Command, activation::Query, completion::QueryResult};
use everloop_proto::failure::v1::Failure;
use pyo3::{exceptions::PyRuntimeError, intern, prelude::*};

use super::{
    coroutine::{Resumed, send},
    driver::Begun,
    event_loop::WorkflowLoop,
    handlers::{CANNOT_DECODE, HandlerKind},
    python_names::Names,
};

impl WorkflowLoop {
    /// Answers a query with a result or a failure.
    pub(super) fn apply_query(slf: &Bound<'_, Self>, query: Query) {
        let py = slf.py();
        let this = slf.get();
        let answer = this.while_read_only(|| Self::answer(slf, &query));
        let outcome = match answer.and_then(|answer| this.converter.encode_one(&answer)) {
            Ok(payload) => Ok(payload),
            Err(error) => Err(told_in_full(this.failure_in_any_case(py, &error))),
        };
        let result = QueryResult {
            query_id: query.id,
            outcome,
        };
        this.commands.lock().push(Command::QueryResult(Box::new(result)));
    }

    fn answer<'py>(slf: &Bound<'py, Self>, query: &Query) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let this = slf.get();
        let Some(handler) = this.handler(HandlerKind::Query, &query.query_type) else {
            if let Some(answer) = Self::answer_built_in(slf, &query.query_type)? {
                return Ok(answer);
            }
            return Err(this.unknown_query(&query.query_type));
        };
        let args = this.handler_arguments(py, &handler, &query.query_type, &query.arguments)?;
        let begun = match this.interception() {
            Some(interception) => Begun::Waiting(interception.handle_query(py, query, args)?),
            // What a query sets in context variables is nobody else's business.
            None => {
                let context = Names::get(py)?.copy_context.bind(py).call0()?;
                let function = this.bind_handler(py, &handler.function, handler.is_method)?;
                let mut call = vec![function];
                call.extend(args);
                let call = pyo3::types::PyTuple::new(py, call)?;
                let result = context.call_method1(intern!(py, "run"), call)?;
                if handler.is_async {
                    Begun::Waiting(result)
                } else {
                    Begun::Returned(result)
                }
            }
        };
        match begun {
            Begun::Returned(answer) => Ok(answer),
            Begun::Waiting(coroutine) => run_to_end(&coroutine, &query.query_type),
        }
    }

    fn unknown_query(&self, name: &str) -> PyErr {
        let mut known = self.known_names(HandlerKind::Query);
        known.extend(super::built_in_queries::NAMES.iter().map(|&name| name.to_owned()));
        known.sort();
        PyRuntimeError::new_err(format!(
            "Query handler for '{name}' expected but not found, known queries: [{}]",
            known.join(" ")
        ))
    }
}

/// Wire: of a query's failure only the message comes back, so the message about arguments says what is wrong with them.
fn told_in_full(mut failure: Failure) -> Failure {
    if failure.message == CANNOT_DECODE
        && let Some(cause) = &failure.cause
    {
        failure.message = format!("{CANNOT_DECODE}: {}", cause.message);
    }
    failure
}

/// Runs an `async` query handler, which must not wait for anything.
fn run_to_end<'py>(coroutine: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    match send(coroutine) {
        Resumed::Returned(answer) => Ok(answer),
        Resumed::Raised(error) => Err(error),
        Resumed::Yielded(_) => {
            // Whatever it does about being closed, it cannot answer any more.
            let _ = coroutine.call_method0("close");
            Err(PyRuntimeError::new_err(format!(
                "Query handler for '{name}' waits, and a query must answer at once"
            )))
        }
    }
}
