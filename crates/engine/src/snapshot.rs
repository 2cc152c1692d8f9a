//! What of an execution goes to disk, and how it comes back.
//!
//! An execution is one core record, small and rewritten at every change, and items that are written only
//! when they change: attributes of the start, memo, activities, timers, buffered events, and so on. So a change costs the
//! same whether there is one pending activity or ten thousand. Records are protobuf messages of our own, with a version.

mod read;
mod record;
mod write;

pub use read::task_in_hand;
pub(crate) use write::writes;

/// The version of the records.
const VERSION: u32 = 1;

/// What kind of thing an item is. The numbers are on disk: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ItemKind {
    /// The attributes of the first event. Id 0.
    Started = 1,
    /// The memo as it is now, if it was changed. Id 0.
    Memo = 2,
    /// The search attributes as they are now, if they were changed. Id 0.
    SearchAttributes = 3,
    /// The schedule of a pending activity, by its scheduled event id.
    Activity = 4,
    /// How far a pending activity is, by its scheduled event id. Absent: waiting for its first start.
    Progress = 5,
    /// A pending timer, by its started event id.
    Timer = 6,
    /// An event that waits in the buffer, by its place.
    Buffered = 7,
    /// A signal's request id, by its count.
    SignalRequest = 8,
    /// A child, by the id of the event that initiated it.
    Child = 9,
    /// A signal or cancel request to another workflow, by the id of the event that initiated it.
    External = 10,
    /// An accepted update, by the id of the event that says so.
    Update = 11,
    /// The options that were changed after the start. Id 0.
    Options = 12,
    /// A request id attached after the start, by the id of the event that says so.
    AttachedRequest = 13,
    /// An update that a reset brought along, by the id of the event that says so.
    AdmittedUpdate = 14,
    /// The clock, if it is not the world's. Id 0.
    TimeSkipping = 16,
}

/// Items of kinds below this are all that lists show of an execution.
pub const LISTED_KINDS_END: u8 = ItemKind::SearchAttributes as u8 + 1;

impl ItemKind {
    /// The kind of that number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Started,
            2 => Self::Memo,
            3 => Self::SearchAttributes,
            4 => Self::Activity,
            5 => Self::Progress,
            6 => Self::Timer,
            7 => Self::Buffered,
            8 => Self::SignalRequest,
            9 => Self::Child,
            10 => Self::External,
            11 => Self::Update,
            12 => Self::Options,
            13 => Self::AttachedRequest,
            14 => Self::AdmittedUpdate,
            16 => Self::TimeSkipping,
            _ => return None,
        })
    }
}

/// The key of an item within its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemKey {
    pub kind: ItemKind,
    pub id: i64,
}

/// One change of the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemWrite {
    Put { key: ItemKey, value: Vec<u8> },
    Delete { key: ItemKey },
}

/// The changes of one decision, besides events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    /// The new core record, if it changed.
    pub core: Option<Vec<u8>>,
    pub items: Vec<ItemWrite>,
}

impl Writes {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.core.is_none() && self.items.is_empty()
    }
}

/// Why records are not an execution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the {what} record can't be decoded: {source}")]
    Decode {
        what: &'static str,
        source: prost::DecodeError,
    },
    #[error("the core record has version {0}, which this program does not know")]
    Version(u32),
    #[error("the records lack {0}")]
    Missing(&'static str),
}
