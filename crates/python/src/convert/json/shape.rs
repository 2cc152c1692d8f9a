//! How objects of a class are encoded, learned once per class.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType},
};

use super::writer;

/// Classes are remembered up to this number; then everything is forgotten, lest classes made on the fly pile up.
const CLASSES_MAX: usize = 2048;

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

/// The shapes of the classes met so far, and the fields of those that are dataclasses as well.
#[derive(Default)]
pub(super) struct Shapes {
    // The class is kept alive, so that no other one can come to have its address.
    known: RwLock<HashMap<usize, (Py<PyType>, Arc<Shape>)>>,
}

impl Shapes {
    /// The shape of the objects of a class.
    pub(super) fn of(&self, class: &Bound<'_, PyType>) -> PyResult<Arc<Shape>> {
        let address = class.as_ptr() as usize;
        if let Some((_, shape)) = self.known.read().get(&address) {
            return Ok(shape.clone());
        }
        let shape = Arc::new(learn(class)?);
        let mut forgotten = HashMap::new();
        {
            let mut known = self.known.write();
            if known.len() >= CLASSES_MAX {
                forgotten = std::mem::take(&mut *known);
            }
            known.insert(address, (class.clone().unbind(), shape.clone()));
        }
        // Dropped after the lock is free: the end of a class can run Python code.
        drop(forgotten);
        Ok(shape)
    }
}

fn learn(class: &Bound<'_, PyType>) -> PyResult<Shape> {
    let py = class.py();
    let is_scalar = class.is_subclass_of::<PyString>()?
        || class.is_subclass_of::<PyInt>()?
        || class.is_subclass_of::<PyFloat>()?;
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
pub(super) fn dataclass_fields(class: &Bound<'_, PyType>) -> PyResult<Option<Vec<Field>>> {
    let py = class.py();
    if !class.hasattr("__dataclass_fields__")? {
        return Ok(None);
    }
    let mut names = Vec::new();
    for field in py.import("dataclasses")?.getattr("fields")?.call1((class,))?.try_iter()? {
        names.push(field?.getattr("name")?.extract::<String>()?);
    }
    names.sort_unstable();
    let fields = names
        .into_iter()
        .map(|name| {
            let mut key = Vec::with_capacity(name.len() + 3);
            writer::write_string(&mut key, &name);
            key.push(b':');
            Field { name: PyString::intern(py, &name).unbind(), key }
        })
        .collect();
    Ok(Some(fields))
}
