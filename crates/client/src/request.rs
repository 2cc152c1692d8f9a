//! What an encoded request says of itself, without decoding it: of use to whoever counts calls.

pub use crate::headers::namespace;
pub use crate::retry::waits;
