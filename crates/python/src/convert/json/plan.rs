//! How values of a type hint are decoded, learned once per hint.
//!
//! A plan covers what is common and leaves the rest to Python: [`Plan::Python`] stands for any hint that has rules of
//! its own there.

use std::sync::{Arc, OnceLock};

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple, PyType},
};

use super::super::known::Known;

/// What to make of a JSON value.
pub(super) enum Plan {
    Any,
    Int,
    Float,
    Bool,
    Str,
    Bytes,
    None,
    Datetime,
    /// The first member that fits.
    Union(Vec<Arc<Plan>>),
    /// One of these strings.
    Choice(Vec<String>),
    Items {
        item: Arc<Plan>,
        into: Container,
    },
    /// A tuple with a type per position.
    Positions(Vec<Arc<Plan>>),
    /// A dict with string keys, or with keys as they come.
    Dict(Arc<Plan>),
    Dataclass(Dataclass),
    IntEnum(Py<PyType>),
    StrEnum(Py<PyType>),
    Uuid(Py<PyType>),
    /// A hint for Python to go by.
    Python(Py<PyAny>),
}

/// What the items of an array end up in.
#[derive(Clone, Copy)]
pub(super) enum Container {
    List,
    Tuple,
    Set,
    FrozenSet,
    Deque,
}

/// A dataclass and its fields in order.
pub(super) struct Dataclass {
    pub(super) class: Py<PyType>,
    pub(super) fields: Vec<Field>,
}

/// A field of a dataclass.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) py_name: Py<PyString>,
    /// Whether the constructor takes it; otherwise it is set afterwards.
    pub(super) in_init: bool,
    hint: Py<PyAny>,
    // Made when it is first needed, because a dataclass can contain itself.
    plan: OnceLock<Arc<Plan>>,
}

impl Field {
    pub(super) fn plan(&self, py: Python<'_>, plans: &Plans) -> PyResult<Arc<Plan>> {
        if let Some(plan) = self.plan.get() {
            return Ok(plan.clone());
        }
        let plan = plans.of(self.hint.bind(py))?;
        Ok(self.plan.get_or_init(|| plan).clone())
    }
}

/// The plans for the hints met so far.
#[derive(Default)]
pub(super) struct Plans(Known<Arc<Plan>>);

/// Classes of hints, and objects that hints are compared with.
struct Vocabulary {
    any: Py<PyAny>,
    literal: Py<PyAny>,
    union: Py<PyAny>,
    /// `list[int]` and the like.
    generic_alias: Py<PyAny>,
    /// `int | None` and the like.
    union_type: Py<PyAny>,
    type_var: Py<PyAny>,
    none_type: Py<PyAny>,
    datetime: Py<PyAny>,
    uuid: Py<PyType>,
    r#enum: Py<PyType>,
    deque: Py<PyAny>,
    /// Abstract classes whose values come as lists.
    sequences: Vec<Py<PyAny>>,
    /// Abstract classes whose values come as dicts.
    mappings: Vec<Py<PyAny>>,
}

impl Vocabulary {
    fn get(py: Python<'_>) -> PyResult<&Self> {
        static VOCABULARY: PyOnceLock<Vocabulary> = PyOnceLock::new();
        VOCABULARY.get_or_try_init(py, || {
            let find = |module: &str, name: &str| Ok(py.import(module)?.getattr(name)?.unbind());
            let class = |module: &str, name: &str| -> PyResult<Py<PyType>> {
                Ok(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            let abstracts = |names: &[&str]| -> PyResult<Vec<Py<PyAny>>> {
                names.iter().map(|name| find("collections.abc", name)).collect()
            };
            Ok(Self {
                any: find("typing", "Any")?,
                literal: find("typing", "Literal")?,
                union: find("typing", "Union")?,
                generic_alias: find("types", "GenericAlias")?,
                union_type: find("types", "UnionType")?,
                type_var: find("typing", "TypeVar")?,
                none_type: py.None().bind(py).get_type().into_any().unbind(),
                datetime: find("datetime", "datetime")?,
                uuid: class("uuid", "UUID")?,
                r#enum: class("enum", "Enum")?,
                deque: find("collections", "deque")?,
                sequences: abstracts(&["Sequence", "Iterable", "Collection", "MutableSequence"])?,
                mappings: abstracts(&["Mapping", "MutableMapping"])?,
            })
        })
    }
}

impl Plans {
    /// The plan for a hint.
    pub(super) fn of(&self, hint: &Bound<'_, PyAny>) -> PyResult<Arc<Plan>> {
        let words = Vocabulary::get(hint.py())?;
        let class = hint.get_type();
        // These are made anew wherever they are written, so remembering them would be of no use.
        if class.is(&words.generic_alias) || class.is(&words.union_type) {
            return Ok(Arc::new(self.learn(hint, words)?));
        }
        self.0.about(hint, |hint| self.learn(hint, words).map(Arc::new))
    }

    fn learn(&self, hint: &Bound<'_, PyAny>, words: &Vocabulary) -> PyResult<Plan> {
        if let Some(plan) = scalar(hint, words) {
            return Ok(plan);
        }
        if let Ok(supertype) = hint.getattr("__supertype__")
            && supertype.is_truthy()?
        {
            return Ok(Plan::Union(vec![self.of(&supertype)?]));
        }
        let origin = hint.getattr("__origin__").unwrap_or_else(|_| hint.clone());
        let arguments: Vec<Bound<'_, PyAny>> = match hint.getattr("__args__") {
            Ok(arguments) => arguments.try_iter()?.collect::<PyResult<_>>()?,
            Err(_) => Vec::new(),
        };
        if origin.is(&words.literal) {
            let choices: PyResult<Vec<String>> = arguments
                .iter()
                .map(|choice| Ok(choice.cast_exact::<PyString>()?.to_str()?.to_owned()))
                .collect();
            return Ok(choices.map_or_else(|_| Plan::Python(hint.clone().unbind()), Plan::Choice));
        }
        if origin.is(&words.union) || origin.get_type().is(&words.union_type) {
            return Ok(Plan::Union(self.all(&arguments)?));
        }
        if arguments.iter().any(|argument| argument.get_type().is(&words.type_var)) {
            return Ok(Plan::Python(hint.clone().unbind()));
        }
        if let Some(plan) = self.mapping(&origin, &arguments, words)? {
            return Ok(plan);
        }
        if let Some(plan) = self.sequence(&origin, &arguments, words)? {
            return Ok(plan);
        }
        match hint.cast::<PyType>() {
            Ok(class) if !hint.get_type().is(&words.generic_alias) => self.class(class, words),
            _ => Ok(Plan::Python(hint.clone().unbind())),
        }
    }

    fn all(&self, hints: &[Bound<'_, PyAny>]) -> PyResult<Vec<Arc<Plan>>> {
        hints.iter().map(|hint| self.of(hint)).collect()
    }

    fn mapping(
        &self,
        origin: &Bound<'_, PyAny>,
        arguments: &[Bound<'_, PyAny>],
        words: &Vocabulary,
    ) -> PyResult<Option<Plan>> {
        let py = origin.py();
        if !origin.is(py.get_type::<PyDict>()) && !words.mappings.iter().any(|class| origin.is(class)) {
            return Ok(None);
        }
        match arguments {
            [] => Ok(Some(Plan::Dict(Arc::new(Plan::Any)))),
            [key, value] if key.is(py.get_type::<PyString>()) || key.is(&words.any) => {
                Ok(Some(Plan::Dict(self.of(value)?)))
            }
            _ => Ok(None),
        }
    }

    fn sequence(
        &self,
        origin: &Bound<'_, PyAny>,
        arguments: &[Bound<'_, PyAny>],
        words: &Vocabulary,
    ) -> PyResult<Option<Plan>> {
        let py = origin.py();
        let into = if origin.is(py.get_type::<PyList>()) || words.sequences.iter().any(|class| origin.is(class)) {
            Container::List
        } else if origin.is(py.get_type::<PyTuple>()) {
            Container::Tuple
        } else if origin.is(py.get_type::<PySet>()) {
            Container::Set
        } else if origin.is(py.get_type::<PyFrozenSet>()) {
            Container::FrozenSet
        } else if origin.is(&words.deque) {
            Container::Deque
        } else {
            return Ok(None);
        };
        let items = |item| Ok(Some(Plan::Items { item, into }));
        match (into, arguments) {
            (_, []) => items(Arc::new(Plan::Any)),
            (Container::Tuple, [item, dots]) if dots.is(py.Ellipsis()) => items(self.of(item)?),
            (Container::Tuple, positions) if !positions.iter().any(|position| position.is(py.Ellipsis())) => {
                Ok(Some(Plan::Positions(self.all(positions)?)))
            }
            (Container::Tuple, _) => Ok(None),
            (_, [item]) if !item.is(py.Ellipsis()) => items(self.of(item)?),
            _ => Ok(None),
        }
    }

    fn class(&self, class: &Bound<'_, PyType>, words: &Vocabulary) -> PyResult<Plan> {
        let py = class.py();
        let python = || Plan::Python(class.clone().into_any().unbind());
        // Mappings, TypedDicts among them, come before dataclasses, and pydantic's models before enums.
        if class.is_subclass(words.mappings[0].bind(py))? || class.hasattr("parse_obj")? {
            return Ok(python());
        }
        if class.hasattr("__dataclass_fields__")? {
            // A hint that cannot be resolved is an error when a value comes, and Python words it.
            return Ok(dataclass(class).map_or_else(|_| python(), Plan::Dataclass));
        }
        let is_enum = class.is_subclass(words.r#enum.bind(py))?;
        Ok(if is_enum && class.is_subclass_of::<PyInt>()? {
            Plan::IntEnum(class.clone().unbind())
        } else if is_enum && class.is_subclass_of::<PyString>()? {
            Plan::StrEnum(class.clone().unbind())
        } else if class.is_subclass(words.uuid.bind(py))? {
            Plan::Uuid(class.clone().unbind())
        } else {
            python()
        })
    }
}

fn scalar(hint: &Bound<'_, PyAny>, words: &Vocabulary) -> Option<Plan> {
    let py = hint.py();
    Some(if hint.is(&words.any) {
        Plan::Any
    } else if hint.is(py.get_type::<PyInt>()) {
        Plan::Int
    } else if hint.is(py.get_type::<PyFloat>()) {
        Plan::Float
    } else if hint.is(py.get_type::<PyBool>()) {
        Plan::Bool
    } else if hint.is(py.get_type::<PyString>()) {
        Plan::Str
    } else if hint.is(py.get_type::<PyBytes>()) {
        Plan::Bytes
    } else if hint.is(&words.none_type) {
        Plan::None
    } else if hint.is(&words.datetime) {
        Plan::Datetime
    } else {
        return None;
    })
}

fn dataclass(class: &Bound<'_, PyType>) -> PyResult<Dataclass> {
    let py = class.py();
    let hints = py.import("typing")?.getattr("get_type_hints")?.call1((class,))?;
    let mut fields = Vec::new();
    for field in py
        .import("dataclasses")?
        .getattr("fields")?
        .call1((class,))?
        .try_iter()?
    {
        let field = field?;
        let name: String = field.getattr("name")?.extract()?;
        fields.push(Field {
            py_name: PyString::intern(py, &name).unbind(),
            in_init: field.getattr("init")?.is_truthy()?,
            hint: hints.get_item(&name)?.unbind(),
            plan: OnceLock::new(),
            name,
        });
    }
    Ok(Dataclass {
        class: class.clone().unbind(),
        fields,
    })
}
