//! The tests of messages, in one binary.

mod arbitrary;
mod there_and_back;
mod wrong_messages;
