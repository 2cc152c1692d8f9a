//! Search attributes: which there are, of which type, who may set them, and what a payload for one must look like.
//!
//! The system's attributes (`system`) are the same everywhere; custom ones are registered per namespace (`registry`).
//! A request or command that sets attributes is checked as a whole (`check`), with the texts of the official server.
//! The values, decoded by their type (`value`), are what filters compare and what an index holds.

mod check;
mod registry;
mod system;
mod value;

pub use check::{BYTES_MAX, COUNT_MAX, VALUE_BYTES_MAX, check};
pub use registry::{Attribute, Registry};
pub use system::{DIVISION, SYSTEM};
pub use value::{Value, index_values, type_marked, words};
pub(crate) use value::{float, mark_types, texts};

use everloop_proto::enums::v1::IndexedValueType;

/// The type of a search attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Text,
    Keyword,
    Int,
    Double,
    Bool,
    Datetime,
    KeywordList,
}

impl Kind {
    /// The type's name, as texts and the metadata of payloads have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Keyword => "Keyword",
            Self::Int => "Int",
            Self::Double => "Double",
            Self::Bool => "Bool",
            Self::Datetime => "Datetime",
            Self::KeywordList => "KeywordList",
        }
    }

    #[must_use]
    pub fn to_wire(self) -> IndexedValueType {
        match self {
            Self::Text => IndexedValueType::Text,
            Self::Keyword => IndexedValueType::Keyword,
            Self::Int => IndexedValueType::Int,
            Self::Double => IndexedValueType::Double,
            Self::Bool => IndexedValueType::Bool,
            Self::Datetime => IndexedValueType::Datetime,
            Self::KeywordList => IndexedValueType::KeywordList,
        }
    }

    #[must_use]
    pub fn from_wire(number: i32) -> Option<Self> {
        Some(match IndexedValueType::try_from(number).ok()? {
            IndexedValueType::Text => Self::Text,
            IndexedValueType::Keyword => Self::Keyword,
            IndexedValueType::Int => Self::Int,
            IndexedValueType::Double => Self::Double,
            IndexedValueType::Bool => Self::Bool,
            IndexedValueType::Datetime => Self::Datetime,
            IndexedValueType::KeywordList => Self::KeywordList,
            IndexedValueType::Unspecified => return None,
        })
    }
}
