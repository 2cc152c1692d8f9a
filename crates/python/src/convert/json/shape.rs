//! How objects of a class are encoded, learned once per class.

use std::sync::Arc;

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType},
};

use super::{super::known::Known, writer};

/// What an object is to the encoder. The first that fits counts, in this order.
pub(super) enum Shape {
    Str,
    Int,
    Float,
    /// A list or a tuple, or a subclass.
    Sequence,
    /// A subclass of dict.
    Mapping,
    Datetime,
    Dataclass(Vec<Field>),
    Uuid,
    /// A dataclass that is a string or a number as well: what it is depends on where it stands.
    Ambiguous,
    /// Anything else: the encoder's `default` decides.
    Other,
}

/// A field of a dataclass. They come in the order of their names, as sorted keys do.
pub(super) struct Field {
    pub(super) name: Py<PyString>,
    /// The name as JSON has it, with the colon.
    pub(super) key: Vec<u8>,
}

/// The shapes of the classes met so far.
#[derive(Default)]
pub(super) struct Shapes(Known<Arc<Shape>>);

impl Shapes {
    /// The shape of the objects of a class.
    pub(super) fn of(&self, class: &Bound<'_, PyType>) -> PyResult<Arc<Shape>> {
        self.0
            .about(class, |class| learn(class.cast::<PyType>()?).map(Arc::new))
    }
}

fn learn(class: &Bound<'_, PyType>) -> PyResult<Shape> {
    let py = class.py();
    let is_scalar =
        class.is_subclass_of::<PyString>()? || class.is_subclass_of::<PyInt>()? || class.is_subclass_of::<PyFloat>()?;
    if is_scalar && class.hasattr("__dataclass_fields__")? {
        return Ok(Shape::Ambiguous);
    }
    if class.is_subclass_of::<PyString>()? {
        return Ok(Shape::Str);
    }
    if class.is_subclass_of::<PyInt>()? {
        return Ok(Shape::Int);
    }
    if class.is_subclass_of::<PyFloat>()? {
        return Ok(Shape::Float);
    }
    if class.is_subclass_of::<PyList>()? || class.is_subclass_of::<PyTuple>()? {
        return Ok(Shape::Sequence);
    }
    if class.is_subclass_of::<PyDict>()? {
        return Ok(Shape::Mapping);
    }
    static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    if class.is_subclass(DATETIME.import(py, "datetime", "datetime")?)? {
        return Ok(Shape::Datetime);
    }
    if let Some(fields) = dataclass_fields(class)? {
        return Ok(Shape::Dataclass(fields));
    }
    // A subclass may have a `dict` method or be iterable, and both go first.
    let is_uuid = class.name()? == "UUID" && class.module()? == "uuid";
    Ok(if is_uuid { Shape::Uuid } else { Shape::Other })
}

/// The fields of a dataclass in the order of their names; `None` for other classes.
fn dataclass_fields(class: &Bound<'_, PyType>) -> PyResult<Option<Vec<Field>>> {
    let py = class.py();
    if !class.hasattr("__dataclass_fields__")? {
        return Ok(None);
    }
    let mut names = Vec::new();
    for field in py
        .import("dataclasses")?
        .getattr("fields")?
        .call1((class,))?
        .try_iter()?
    {
        names.push(field?.getattr("name")?.extract::<String>()?);
    }
    names.sort_unstable();
    let fields = names
        .into_iter()
        .map(|name| {
            let mut key = Vec::with_capacity(name.len() + 3);
            writer::write_string(&mut key, &name);
            key.push(b':');
            Field {
                name: PyString::intern(py, &name).unbind(),
                key,
            }
        })
        .collect();
    Ok(Some(fields))
}
