//! Why a store could not be opened, read or written. Each message names the file and what to do is clear from it.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is held by {}", path.display(), holder(*pid))]
    Held { path: PathBuf, pid: Option<u32> },
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

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}
