//! A JSON tree to Python objects, as they come or as a plan says.
//!
//! The rules are those of `everloop.converter.value_to_type`. An error here only means that Python has its turn.

use std::sync::Arc;

use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple},
};

use super::{
    parser::Json,
    plan::{Container, Dataclass, Plan, Plans},
};

/// The value as `json.loads` gives it.
pub(super) fn untyped<'py>(py: Python<'py>, json: &Json<'_>) -> PyResult<Bound<'py, PyAny>> {
    match json {
        Json::Null => Ok(py.None().into_bound(py)),
        Json::Bool(value) => Ok(PyBool::new(py, *value).to_owned().into_any()),
        Json::Int(value) => value.into_bound_py_any(py),
        Json::Big(digits) => py.get_type::<PyInt>().call1((*digits,)),
        Json::Float(value) => Ok(PyFloat::new(py, *value).into_any()),
        Json::Str(value) => Ok(PyString::new(py, value).into_any()),
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| untyped(py, item)).collect::<PyResult<_>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
        Json::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(PyString::new(py, name), untyped(py, value)?)?;
            }
            Ok(dict.into_any())
        }
    }
}

/// The value as a plan says.
pub(super) fn typed<'py>(py: Python<'py>, plans: &Plans, plan: &Plan, json: &Json<'_>) -> PyResult<Bound<'py, PyAny>> {
    match (plan, json) {
        (Plan::Any, _)
        | (Plan::Int, Json::Int(_) | Json::Big(_))
        | (Plan::Float, Json::Float(_))
        | (Plan::Bool, Json::Bool(_))
        | (Plan::Str, Json::Str(_))
        | (Plan::None, Json::Null) => untyped(py, json),
        (Plan::Int, Json::Float(_) | Json::Bool(_)) => py.get_type::<PyInt>().call1((untyped(py, json)?,)),
        (Plan::Float, Json::Int(_) | Json::Big(_) | Json::Bool(_)) => {
            py.get_type::<PyFloat>().call1((untyped(py, json)?,))
        }
        (Plan::Bytes, Json::Array(_)) => py.get_type::<PyBytes>().call1((untyped(py, json)?,)),
        (Plan::Datetime, Json::Str(text)) => parse_datetime(py, text),
        (Plan::Union(members), _) => members
            .iter()
            .find_map(|member| typed(py, plans, member, json).ok())
            .ok_or_else(unfit),
        (Plan::Choice(choices), Json::Str(text)) if choices.iter().any(|choice| choice == text) => untyped(py, json),
        (Plan::Items { item, into }, Json::Array(items)) => collect(py, *into, |index| {
            items.get(index).map(|value| typed(py, plans, item, value))
        }),
        (Plan::Positions(positions), Json::Array(items)) if items.len() <= positions.len() => {
            collect(py, Container::Tuple, |index| {
                items.get(index).map(|value| typed(py, plans, &positions[index], value))
            })
        }
        (Plan::Dict(value_plan), Json::Object(members)) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(PyString::new(py, name), typed(py, plans, value_plan, value)?)?;
            }
            Ok(dict.into_any())
        }
        (Plan::Dataclass(class), Json::Object(members)) => dataclass(py, plans, class, members),
        (Plan::IntEnum(class), Json::Int(_) | Json::Bool(_)) | (Plan::StrEnum(class), Json::Str(_)) => {
            class.bind(py).call1((untyped(py, json)?,))
        }
        (Plan::Uuid(class), Json::Str(_)) => class.bind(py).call1((untyped(py, json)?,)),
        (Plan::Python(hint), _) => {
            static VALUE_TO_TYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
            let convert = VALUE_TO_TYPE.import(py, "everloop.converter._typed_values", "value_to_type")?;
            convert.call1((hint, untyped(py, json)?))
        }
        _ => Err(unfit()),
    }
}

/// The value is not of the type. Never seen: Python finds the same and says it in full.
fn unfit() -> PyErr {
    pyo3::exceptions::PyTypeError::new_err("the value is not of the type")
}

fn parse_datetime<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static PARSE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let parse = if py.version_info() >= (3, 11) {
        PARSE.get_or_try_init(py, || {
            PyResult::Ok(
                py.import("datetime")?
                    .getattr("datetime")?
                    .getattr("fromisoformat")?
                    .unbind(),
            )
        })?
    } else {
        PARSE.get_or_try_init(py, || {
            PyResult::Ok(
                py.import("everloop.converter._typed_values")?
                    .getattr("parse_datetime")?
                    .unbind(),
            )
        })?
    };
    parse.bind(py).call1((text,))
}

fn collect<'py>(
    py: Python<'py>,
    into: Container,
    mut next: impl FnMut(usize) -> Option<PyResult<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyAny>> {
    let items: Vec<Bound<'py, PyAny>> = (0..).map_while(&mut next).collect::<PyResult<_>>()?;
    Ok(match into {
        Container::List => PyList::new(py, items)?.into_any(),
        Container::Tuple => PyTuple::new(py, items)?.into_any(),
        Container::Set => PySet::new(py, items)?.into_any(),
        Container::FrozenSet => PyFrozenSet::new(py, items)?.into_any(),
        Container::Deque => py
            .import("collections")?
            .getattr("deque")?
            .call1((PyList::new(py, items)?,))?,
    })
}

fn dataclass<'py>(
    py: Python<'py>,
    plans: &Plans,
    dataclass: &Dataclass,
    members: &[(std::borrow::Cow<'_, str>, Json<'_>)],
) -> PyResult<Bound<'py, PyAny>> {
    let arguments = PyDict::new(py);
    let mut settled = Vec::new();
    for field in &dataclass.fields {
        let Some((_, value)) = members.iter().find(|(name, _)| *name == field.name) else {
            continue;
        };
        let plan: Arc<Plan> = field.plan(py, plans)?;
        let value = typed(py, plans, &plan, value)?;
        if field.in_init {
            arguments.set_item(field.py_name.bind(py), value)?;
        } else {
            settled.push((field.py_name.bind(py), value));
        }
    }
    let object = dataclass.class.bind(py).call((), Some(&arguments))?;
    for (name, value) in settled {
        // The class may be frozen, and object's own method does not mind.
        static SET: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let set = SET.get_or_try_init(py, || {
            PyResult::Ok(
                py.import("builtins")?
                    .getattr("object")?
                    .getattr("__setattr__")?
                    .unbind(),
            )
        })?;
        set.bind(py).call1((&object, name, value))?;
    }
    Ok(object)
}
