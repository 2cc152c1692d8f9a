//! The tests of the crate: the suite that every store passes, and what is particular to the SQLite file.

mod conformance;
mod file;
