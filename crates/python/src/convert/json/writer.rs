//! Python objects to JSON text.
//!
//! The text is that of `json.dumps` with `AdvancedJSONEncoder`, sorted keys and no spaces. A dataclass is written field
//! by field although the encoder's rule is `dataclasses.asdict`, which copies everything in it first: within a
//! dataclass only objects whose copies look the same are written directly, and for any other the rule is followed.

use std::io::Write as _;

use pyo3::{
    ffi,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};

use super::{
    number,
    shape::{Field, Shape, Shapes},
};

/// Deeper structures are for Python, which detects those that contain themselves.
const DEPTH_MAX: usize = 100;

/// Why an object was not written here. Python tries in each case, and raises if it must.
pub(super) struct Unwritten;

impl From<PyErr> for Unwritten {
    fn from(_: PyErr) -> Self {
        Self
    }
}

impl From<pyo3::CastError<'_, '_>> for Unwritten {
    fn from(_: pyo3::CastError<'_, '_>) -> Self {
        Self
    }
}

/// Where an object stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Anywhere the encoder goes by itself.
    Plain,
    /// Within a dataclass.
    Copied,
}

/// Writes one text.
pub(super) struct Writer<'a> {
    text: Vec<u8>,
    depth: usize,
    shapes: &'a Shapes,
}

impl<'a> Writer<'a> {
    pub(super) fn new(shapes: &'a Shapes) -> Self {
        Self {
            text: Vec::with_capacity(128),
            depth: 0,
            shapes,
        }
    }

    pub(super) fn into_text(self) -> Vec<u8> {
        self.text
    }

    /// Writes a value.
    pub(super) fn value(&mut self, value: &Bound<'_, PyAny>, mode: Mode) -> Result<(), Unwritten> {
        if value.is_none() {
            self.text.extend_from_slice(b"null");
            return Ok(());
        }
        let class = value.get_type_ptr();
        // SAFETY: these are addresses of static type objects; nothing is read.
        let is = |builtin: *mut ffi::PyTypeObject| class == builtin;
        if is(&raw mut ffi::PyUnicode_Type) {
            // SAFETY: the class was just compared.
            self.string(unsafe { value.cast_unchecked::<PyString>() })
        } else if is(&raw mut ffi::PyBool_Type) {
            self.text
                .extend_from_slice(if value.is_truthy()? { b"true" } else { b"false" });
            Ok(())
        } else if is(&raw mut ffi::PyLong_Type) {
            self.integer(value)
        } else if is(&raw mut ffi::PyFloat_Type) {
            self.float(value)
        } else {
            self.nested(value, mode)
        }
    }

    fn nested(&mut self, value: &Bound<'_, PyAny>, mode: Mode) -> Result<(), Unwritten> {
        if self.depth == DEPTH_MAX {
            return Err(Unwritten);
        }
        self.depth += 1;
        if let Ok(list) = value.cast_exact::<PyList>() {
            self.sequence(list.iter(), mode)?;
        } else if let Ok(dict) = value.cast_exact::<PyDict>() {
            self.dict(dict, mode)?;
        } else if let Ok(tuple) = value.cast_exact::<PyTuple>() {
            self.sequence(tuple.iter(), mode)?;
        } else {
            self.object(value, mode)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self, value: &Bound<'_, PyAny>, mode: Mode) -> Result<(), Unwritten> {
        let shape = self.shapes.of(&value.get_type())?;
        match (&*shape, mode) {
            (Shape::Str, _) => self.string(value.cast::<PyString>()?),
            (Shape::Int, _) => self.integer(value),
            (Shape::Float, _) => self.float(value),
            (Shape::Datetime, _) => {
                let text = value.call_method0(pyo3::intern!(value.py(), "isoformat"))?;
                self.string(text.cast::<PyString>()?)
            }
            (Shape::Uuid, _) => self.string(&value.str()?),
            (Shape::Dataclass(fields), Mode::Copied) => self.fields(value, fields),
            (Shape::Dataclass(fields), Mode::Plain) => self.dataclass(value, fields),
            // What a copy of these looks like is up to their classes.
            (Shape::Sequence | Shape::Mapping | Shape::Other, Mode::Copied) | (Shape::Ambiguous, _) => Err(Unwritten),
            (Shape::Sequence, Mode::Plain) => {
                let items = value.try_iter()?.collect::<PyResult<Vec<_>>>()?;
                self.sequence(items.into_iter(), mode)
            }
            (Shape::Mapping, Mode::Plain) => {
                if value.len()? == 0 {
                    self.text.extend_from_slice(b"{}");
                    return Ok(());
                }
                self.items(value.cast::<pyo3::types::PyMapping>()?.items()?, mode)
            }
            (Shape::Other, Mode::Plain) => self.value(&default(value)?, mode),
        }
    }

    /// The outermost of nested dataclasses.
    fn dataclass(&mut self, value: &Bound<'_, PyAny>, fields: &[Field]) -> Result<(), Unwritten> {
        let (length, depth) = (self.text.len(), self.depth);
        if self.fields(value, fields).is_ok() {
            return Ok(());
        }
        self.text.truncate(length);
        self.depth = depth;
        static AS_DICT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let as_dict = AS_DICT.import(value.py(), "dataclasses", "asdict")?;
        self.value(&as_dict.call1((value,))?, Mode::Plain)
    }

    fn fields(&mut self, value: &Bound<'_, PyAny>, fields: &[Field]) -> Result<(), Unwritten> {
        self.text.push(b'{');
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            self.text.extend_from_slice(&field.key);
            self.value(&value.getattr(field.name.bind(value.py()))?, Mode::Copied)?;
        }
        self.text.push(b'}');
        Ok(())
    }

    fn sequence<'py>(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>, mode: Mode) -> Result<(), Unwritten> {
        self.text.push(b'[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            self.value(&item, mode)?;
        }
        self.text.push(b']');
        Ok(())
    }

    fn dict(&mut self, dict: &Bound<'_, PyDict>, mode: Mode) -> Result<(), Unwritten> {
        if dict.iter().any(|(key, _)| !key.is_exact_instance_of::<PyString>()) {
            return self.items(dict.items(), mode);
        }
        let items: Vec<_> = dict.iter().collect();
        // UTF-8 sorts as code points do, which is how Python sorts strings.
        let mut keyed = Vec::with_capacity(items.len());
        for (key, value) in &items {
            keyed.push((key.cast::<PyString>()?.to_str()?, value));
        }
        keyed.sort_unstable_by_key(|&(key, _)| key);
        self.text.push(b'{');
        for (index, (key, value)) in keyed.into_iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            write_string(&mut self.text, key);
            self.text.push(b':');
            self.value(value, mode)?;
        }
        self.text.push(b'}');
        Ok(())
    }

    /// The items of a mapping whose keys are not all plain strings.
    fn items(&mut self, items: Bound<'_, PyList>, mode: Mode) -> Result<(), Unwritten> {
        items.sort()?;
        self.text.push(b'{');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            let item = item.cast::<PyTuple>()?;
            self.key(&item.get_item(0)?)?;
            self.text.push(b':');
            self.value(&item.get_item(1)?, mode)?;
        }
        self.text.push(b'}');
        Ok(())
    }

    /// A key, of which JSON makes a string.
    fn key(&mut self, key: &Bound<'_, PyAny>) -> Result<(), Unwritten> {
        if let Ok(key) = key.cast::<PyString>() {
            return self.string(key);
        }
        // An object as a key that JSON has no string for is an error, and Python words it.
        if !(key.is_none() || key.is_instance_of::<PyInt>() || key.is_instance_of::<PyFloat>()) {
            return Err(Unwritten);
        }
        self.text.push(b'"');
        self.value(key, Mode::Plain)?;
        self.text.push(b'"');
        Ok(())
    }

    fn string(&mut self, string: &Bound<'_, PyString>) -> Result<(), Unwritten> {
        // Half of a surrogate pair has no UTF-8.
        write_string(&mut self.text, string.to_str()?);
        Ok(())
    }

    fn integer(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Unwritten> {
        // SAFETY: `value` is a live int or a subclass's instance, and the interpreter is attached.
        let number = unsafe { ffi::PyLong_AsLongLong(value.as_ptr()) };
        if number == -1 && PyErr::take(value.py()).is_some() {
            // Larger than that: its class may have another text, so the one of int is asked.
            let text = value.py().get_type::<PyInt>().call_method1("__repr__", (value,))?;
            self.text
                .extend_from_slice(text.cast::<PyString>()?.to_str()?.as_bytes());
            return Ok(());
        }
        write!(self.text, "{number}").map_err(|_| Unwritten)
    }

    fn float(&mut self, value: &Bound<'_, PyAny>) -> Result<(), Unwritten> {
        number::write_float(&mut self.text, value.cast::<PyFloat>()?.value());
        Ok(())
    }
}

/// What stands for an object that JSON has no form for.
fn default<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static DEFAULT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = value.py();
    let default = DEFAULT.get_or_try_init(py, || {
        let encoder = py
            .import("everloop.converter._json")?
            .getattr("AdvancedJSONEncoder")?
            .call0()?;
        PyResult::Ok(encoder.getattr("default")?.unbind())
    })?;
    default.bind(py).call1((value,))
}

/// Writes a string, quoted and in ASCII.
pub(super) fn write_string(text: &mut Vec<u8>, string: &str) {
    text.push(b'"');
    let bytes = string.as_bytes();
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'"' && *byte != b'\\';
    let mut rest = string;
    if bytes.iter().all(is_plain) {
        text.extend_from_slice(bytes);
        rest = "";
    }
    while !rest.is_empty() {
        let plain = rest
            .as_bytes()
            .iter()
            .position(|byte| !is_plain(byte))
            .unwrap_or(rest.len());
        text.extend_from_slice(&rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        let mut letters = rest.chars();
        if let Some(letter) = letters.next() {
            write_escape(text, letter);
        }
        rest = letters.as_str();
    }
    text.push(b'"');
}

fn write_escape(text: &mut Vec<u8>, letter: char) {
    let short = match letter {
        '"' => b'"',
        '\\' => b'\\',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        _ => {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("writing to a vector succeeds");
            }
            return;
        }
    };
    text.extend_from_slice(&[b'\\', short]);
}
