//! Which of the default converter's encodings a value or a hint is for, learned once per class.

use pyo3::{
    ffi,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyType},
};

use super::known::Known;

/// The attribute of classes that are carried as values of another type.
const TRANSFER_TYPE: &str = "__temporal_transfer_type_converter";

/// What a value is to the default converter.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    Null,
    Bytes,
    Json,
    /// A `RawValue`.
    Raw,
    /// Python must convert it: a protobuf message, a class with a transfer type, a pydantic model.
    Python,
}

/// What a hint is to the default converter.
#[derive(Clone)]
pub(super) enum Hint<'py> {
    /// Values are decoded as they come.
    None,
    Type(Bound<'py, PyAny>),
    /// `RawValue`.
    Raw,
    /// A class with a transfer type: Python must convert to it.
    Python,
}

#[derive(Clone, Copy)]
enum HintKind {
    Type,
    Raw,
    Python,
}

/// The classes and hints met so far.
#[derive(Default)]
pub(super) struct Subjects {
    values: Known<Subject>,
    hints: Known<HintKind>,
}

impl Subjects {
    /// What a value is.
    pub(super) fn of(&self, value: &Bound<'_, PyAny>) -> PyResult<Subject> {
        if value.is_none() {
            return Ok(Subject::Null);
        }
        let class = value.get_type_ptr();
        // Addresses of static type objects; nothing is read.
        let builtins = [
            &raw mut ffi::PyUnicode_Type,
            &raw mut ffi::PyLong_Type,
            &raw mut ffi::PyDict_Type,
            &raw mut ffi::PyList_Type,
            &raw mut ffi::PyFloat_Type,
            &raw mut ffi::PyBool_Type,
            &raw mut ffi::PyTuple_Type,
        ];
        if builtins.contains(&class) {
            return Ok(Subject::Json);
        }
        self.values
            .about(value.get_type().as_any(), |class| learn(class.cast::<PyType>()?))
    }

    /// What a hint is.
    pub(super) fn of_hint<'py>(&self, hint: &Bound<'py, PyAny>) -> PyResult<Hint<'py>> {
        if hint.is_none() {
            return Ok(Hint::None);
        }
        // A generic alias of a builtin has no attribute of ours, and one of a class passes on those of the class.
        let kind = if hint.get_type().name()? == "GenericAlias" {
            learn_hint(hint)?
        } else {
            self.hints.about(hint, learn_hint)?
        };
        Ok(match kind {
            HintKind::Type => Hint::Type(hint.clone()),
            HintKind::Raw => Hint::Raw,
            HintKind::Python => Hint::Python,
        })
    }
}

fn raw_value_class<'py>(py: Python<'py>) -> PyResult<&'py Bound<'py, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "everloop.common", "RawValue")
}

fn learn(class: &Bound<'_, PyType>) -> PyResult<Subject> {
    let py = class.py();
    if class.hasattr(TRANSFER_TYPE)? || class.hasattr("parse_obj")? || is_message(class)? {
        return Ok(Subject::Python);
    }
    if class.is_subclass(raw_value_class(py)?)? {
        return Ok(Subject::Raw);
    }
    Ok(if class.is_subclass_of::<PyBytes>()? {
        Subject::Bytes
    } else {
        Subject::Json
    })
}

/// Whether a class is one of protobuf messages. Without the protobuf package imported there are none.
fn is_message(class: &Bound<'_, PyType>) -> PyResult<bool> {
    let modules = class.py().import("sys")?.getattr("modules")?;
    match modules.call_method1("get", ("google.protobuf.message",))? {
        module if module.is_none() => Ok(false),
        module => class.is_subclass(&module.getattr("Message")?),
    }
}

fn learn_hint(hint: &Bound<'_, PyAny>) -> PyResult<HintKind> {
    if hint.is(raw_value_class(hint.py())?) {
        return Ok(HintKind::Raw);
    }
    Ok(if hint.hasattr(TRANSFER_TYPE)? {
        HintKind::Python
    } else {
        HintKind::Type
    })
}
