//! Why a store could not be opened, read or written. Each message names the file and what to do is clear from it.

use std::{io, path::PathBuf};

use crate::sqlite::Holder;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is held by {}", path.display(), named(holder.as_ref()))]
    Held { path: PathBuf, holder: Option<Holder> },
    #[error(
        "{} is not the file that {holder} has open under this name: it was moved, removed or replaced meanwhile; \
         end that process first", path.display()
    )]
    Replaced { path: PathBuf, holder: Holder },
    #[error(
        "cannot lock {}: {source}; keep the database on a local disk", path.display()
    )]
    Unlockable { path: PathBuf, source: io::Error },
    #[error("{} is not a database", path.display())]
    NotADatabase { path: PathBuf },
    #[error("{} is the database of another application (application id {application_id:#x})", path.display())]
    OtherApplication { path: PathBuf, application_id: i32 },
    #[error(
        "{} has format version {found}, but this version of everloop knows formats up to {known}", path.display()
    )]
    NewerFormat { path: PathBuf, found: i32, known: i32 },
    #[error("the directory {} does not exist", path.display())]
    DirectoryMissing { path: PathBuf },
    #[error("cannot open {}: {source}", path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("the disk that holds {} is full", path.display())]
    Full { path: PathBuf },
    #[error("{} is corrupted: {detail}", path.display())]
    Corrupted { path: PathBuf, detail: String },
    #[error("cannot write the database {}: permission denied or read-only", path.display())]
    ReadOnly { path: PathBuf },
    #[error("{}: {detail}", path.display())]
    Failed { path: PathBuf, detail: String },
    #[error("execution {key} does not exist")]
    NoExecution { key: i64 },
    #[error("{what} exists already")]
    Duplicate { what: String },
}

fn named(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "another process".to_owned(), Holder::to_string)
}
