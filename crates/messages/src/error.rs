//! What can be wrong with a message.

/// Why a message cannot be taken for an activation or a completion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{message} has no {field}")]
    Missing { message: &'static str, field: &'static str },
    #[error("{field} of {message} is not supported")]
    Unsupported { message: &'static str, field: &'static str },
    /// A length of time below zero or a point in time beyond all calendars.
    #[error("{field} of {message} is out of range")]
    OutOfRange { message: &'static str, field: &'static str },
}

/// The value of a field that must be there.
pub(crate) fn needed<T>(value: Option<T>, message: &'static str, field: &'static str) -> Result<T, Error> {
    value.ok_or(Error::Missing { message, field })
}
