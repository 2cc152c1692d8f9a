//! How much room a store takes.

/// In bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub data: u64,
    /// What was committed and is not in its place yet.
    pub log: u64,
}
