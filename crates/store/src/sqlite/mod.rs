//! The durable store: one SQLite file, one connection, a write-ahead log that is synced on every commit.
//!
//! The file belongs to one process at a time (`lock`); what is in it is checked before it is used (`open`).

mod holder;
mod list;
mod lock;
mod open;
mod position;
mod read;
mod task;
mod write;

use std::{
    ops::Bound,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use rusqlite::{Connection, ErrorCode};

pub use holder::Holder;
pub use open::resolve;

use crate::{
    Batch, Document, Error, Execution, History, Key, Listed, Placed, Queue, Range, Size, Store, Value, Waiting,
};

/// When a commit counts as done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// When the disk has it: it survives a loss of power.
    #[default]
    Full,
    /// When the operating system has it: it survives the death of the process.
    Os,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub path: PathBuf,
    pub durability: Durability,
}

/// When a store tidies up after itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// Free pages that are kept for what comes next.
    pub free_pages_kept: u32,
    /// After how many pages the log is brought into the file.
    pub log_pages_max: u32,
}

impl Default for Upkeep {
    fn default() -> Self {
        Self {
            free_pages_kept: 4_000,
            log_pages_max: 2_000,
        }
    }
}

pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    free_pages_kept: u32,
    /// Released last: the connection must be closed before another process may open the file.
    _lock: lock::Lock,
}

impl Sqlite {
    /// Tidies up more or less often: tests let happen soon what takes long otherwise.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn keep_up(&mut self, upkeep: Upkeep) -> Result<(), Error> {
        self.free_pages_kept = upkeep.free_pages_kept;
        self.connection
            .pragma_update(None, "wal_autocheckpoint", upkeep.log_pages_max)
            .map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> Error {
        failed(&self.path, error)
    }
}

fn failed(path: &Path, error: rusqlite::Error) -> Error {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full { path },
        Some(ErrorCode::NotADatabase) => Error::NotADatabase { path },
        Some(ErrorCode::DatabaseCorrupt) => Error::Corrupted {
            path,
            detail: error.to_string(),
        },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::ReadOnly { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Held { path, holder: None },
        _ => Error::Failed {
            path,
            detail: error.to_string(),
        },
    }
}

impl Store for Sqlite {
    fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        write::commit(&mut self.connection, batch).map_err(|failure| match failure {
            write::Failure::Sqlite(error) => failed(&self.path, error),
            write::Failure::NoExecution(key) => Error::NoExecution { key },
        })
    }

    fn reclaim(&mut self, pages: usize) -> Result<bool, Error> {
        write::reclaim(&self.connection, pages, self.free_pages_kept).map_err(|error| self.failed(error))
    }

    fn last_key(&self) -> Result<Key, Error> {
        read::last_key(&self.connection).map_err(|error| self.failed(error))
    }

    fn execution(&self, key: Key) -> Result<Option<Execution>, Error> {
        read::execution(&self.connection, key).map_err(|error| self.failed(error))
    }

    fn run(&self, run_id: &str) -> Result<Option<Key>, Error> {
        read::run(&self.connection, run_id).map_err(|error| self.failed(error))
    }

    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error> {
        read::current(&self.connection, namespace, workflow_id).map_err(|error| self.failed(error))
    }

    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        read::history(&self.connection, key, from_event_id, limit).map_err(|error| self.failed(error))
    }

    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        read::history_descending(&self.connection, key, from_event_id, limit).map_err(|error| self.failed(error))
    }

    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        read::due(&self.connection, after, until, limit).map_err(|error| self.failed(error))
    }

    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error> {
        task::tasks(&self.connection, queue, after, limit).map_err(|error| self.failed(error))
    }

    fn tasks_after(&self, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>, Error> {
        task::tasks_after(&self.connection, after, limit).map_err(|error| self.failed(error))
    }

    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error> {
        task::tasks_count(&self.connection, queue, after).map_err(|error| self.failed(error))
    }

    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error> {
        task::last_task(&self.connection, queue, until).map_err(|error| self.failed(error))
    }

    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error> {
        read::head(&self.connection, key, kinds_end).map_err(|error| self.failed(error))
    }

    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error> {
        list::listed(&self.connection, kind, range, limit).map_err(|error| self.failed(error))
    }

    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error> {
        list::closed_before(&self.connection, kind, before, limit).map_err(|error| self.failed(error))
    }

    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error> {
        list::runs(&self.connection, namespace, from, to, limit).map_err(|error| self.failed(error))
    }

    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error> {
        list::attributed(&self.connection, number, from, to, limit).map_err(|error| self.failed(error))
    }

    fn open_count(&self, kind: u32) -> Result<usize, Error> {
        list::open_count(&self.connection, kind).map_err(|error| self.failed(error))
    }

    fn size(&self) -> Size {
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        Size {
            data: length(&self.path),
            log: length(log.as_ref()),
        }
    }

    fn document(&self, kind: u8, id: &str) -> Result<Option<Bytes>, Error> {
        read::document(&self.connection, kind, id).map_err(|error| self.failed(error))
    }

    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error> {
        read::documents(&self.connection, kind, after, limit).map_err(|error| self.failed(error))
    }
}

fn blob(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    Ok(Bytes::copy_from_slice(row.get_ref(column)?.as_blob()?))
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn a_full_disk_is_named_and_changes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        let mut store = Sqlite::open(&Options {
            path: path.clone(),
            durability: Durability::Full,
        })
        .unwrap();
        store.connection.pragma_update(None, "max_page_count", 20).unwrap();
        let document = |id: &str, size| Document {
            kind: 1,
            id: id.to_owned(),
            value: Some(Bytes::from(vec![7; size])),
        };
        let small = Batch {
            documents: vec![document("small", 10)],
            ..Batch::default()
        };
        store.commit(&small).unwrap();
        let large = Batch {
            documents: vec![document("other", 10), document("large", 200_000)],
            ..Batch::default()
        };
        let error = store.commit(&large).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the disk that holds {} is full", path.display())
        );
        drop(store);
        let store = Sqlite::open(&Options {
            path,
            durability: Durability::Full,
        })
        .unwrap();
        assert_eq!(store.documents(1, "", 9).unwrap(), small.documents);
    }
}
