//! Log lines of the core on their way to Python's `logging`.
//!
//! A line is logged on threads that must not wait for the interpreter. So it goes into a channel, and a thread of its own
//! hands over what has gathered.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::UNIX_EPOCH,
};

use everloop_telemetry::log::{self, Format, Line, Output, Value};
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
    types::{PyDict, PyList},
};
use tracing::Level;

/// A line as records carry it.
#[pyclass(frozen, get_all, module = "everloop._core")]
pub(crate) struct LogEntry {
    target: &'static str,
    message: String,
    /// Seconds since 1970.
    time: f64,
    /// A level of `logging`.
    level: u8,
    fields: Py<PyDict>,
}

/// Shows log lines on standard error, in a format of that name.
#[pyfunction]
pub(crate) fn show_log(filter: &str, format: &str) -> PyResult<()> {
    let format = match format {
        "pretty" => Format::Pretty,
        "json" => Format::Json,
        _ => Format::Compact,
    };
    log::show(filter, &Output::Console(format)).map_err(|error| raised(&error))
}

/// Hands log lines to `forward`, a function of a list of entries, on a thread of its own.
#[pyfunction]
pub(crate) fn forward_log(filter: &str, forward: Py<PyAny>) -> PyResult<()> {
    let (sender, receiver) = mpsc::channel::<Line>();
    let send = Arc::new(move |line| {
        // The receiver is gone once the interpreter is.
        let _ = sender.send(line);
    });
    log::show(filter, &Output::Forward(send)).map_err(|error| raised(&error))?;
    let hand_over = move || {
        while let Ok(first) = receiver.recv() {
            let lines: Vec<_> = [first].into_iter().chain(receiver.try_iter()).collect();
            if Python::try_attach(|py| call(py, &forward, lines)).is_none() {
                // The interpreter ends, and what it would do with the function is nobody's business any more.
                let _kept = std::mem::ManuallyDrop::new(forward);
                return;
            }
        }
    };
    thread::Builder::new()
        .name("everloop-log".to_owned())
        .spawn(hand_over)
        .map(drop)
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start the thread of the log: {error}")))
}

fn raised(error: &log::Error) -> PyErr {
    match error {
        log::Error::Filter { .. } => PyValueError::new_err(error.to_string()),
        log::Error::Taken => PyRuntimeError::new_err(error.to_string()),
    }
}

fn call(py: Python<'_>, forward: &Py<PyAny>, lines: Vec<Line>) {
    let called = || {
        let entries = lines.into_iter().map(|line| entry(py, line));
        let entries = PyList::new(py, entries.collect::<PyResult<Vec<_>>>()?)?;
        forward.call1(py, (entries,))
    };
    if let Err(error) = called() {
        error.write_unraisable(py, Some(forward.bind(py)));
    }
}

fn entry(py: Python<'_>, line: Line) -> PyResult<LogEntry> {
    let fields = PyDict::new(py);
    for (name, value) in line.fields {
        match value {
            Value::Int(value) => fields.set_item(name, value)?,
            Value::Float(value) => fields.set_item(name, value)?,
            Value::Bool(value) => fields.set_item(name, value)?,
            Value::Text(value) => fields.set_item(name, value)?,
        }
    }
    let time = line.time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(LogEntry {
        target: line.target,
        message: line.message,
        time: time.as_secs_f64(),
        level: match line.level {
            Level::ERROR => 40,
            Level::WARN => 30,
            Level::INFO => 20,
            Level::DEBUG => 10,
            // Finer than anything that `logging` has a name for.
            _ => 9,
        },
        fields: fields.unbind(),
    })
}
