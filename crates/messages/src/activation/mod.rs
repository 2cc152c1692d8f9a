//! Activations as messages.

mod read;
mod write;

pub use read::{Read, Surroundings, read};
pub use write::{removal, write};
