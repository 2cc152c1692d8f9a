//! Opening a file: whose is it, which format has it, bring it to ours.

use std::{
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::{Durability, Options, Sqlite, Upkeep, failed, lock::Lock};
use crate::Error;

/// "evlp": tells our files from those of other applications.
const APPLICATION_ID: i32 = 0x6576_6c70;

/// Step n brings a file from format n to n + 1. Released steps never change.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("tasks.sql")];

/// Every statement of `read` and `write` stays prepared.
const STATEMENTS: usize = 64;

/// The size of the pages of new files; a file keeps the one that it was made with. A commit of one workflow's step
/// touches ten pages and changes a few hundred bytes of each, and it is pages that are written.
const PAGE_BYTES: u32 = 2048;

impl Sqlite {
    /// Opens the database at that path, or creates it with permissions for the owner alone.
    ///
    /// # Errors
    /// Everything that makes the file unusable, see [`Error`]. The file is left as it was.
    pub fn open(options: &Options) -> Result<Self, Error> {
        let path = resolve(&options.path);
        check_directory(&path)?;
        let mut lock = Lock::take(&path)?;
        create_private(&path)?;
        let connection = connect(&path)?;
        let version = format_version(&connection, &path)?;
        configure(&connection, options.durability).map_err(|error| failed(&path, error))?;
        migrate(&connection, version).map_err(|error| failed(&path, error))?;
        lock.opened(&path)?;
        Ok(Self {
            connection,
            path,
            free_pages_kept: Upkeep::default().free_pages_kept,
            _lock: lock,
        })
    }
}

/// The one path of a database that may have several: links are followed, as far as they lead somewhere.
#[must_use]
pub fn resolve(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            let parent = if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            };
            parent
                .canonicalize()
                .map_or_else(|_| path.to_owned(), |parent| parent.join(name))
        }
        _ => path.to_owned(),
    }
}

fn check_directory(path: &Path) -> Result<(), Error> {
    let directory = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => {
            return Err(Error::Open {
                path: path.to_owned(),
                source: io::ErrorKind::IsADirectory.into(),
            });
        }
    };
    if !directory.is_dir() {
        return Err(Error::DirectoryMissing { path: directory });
    }
    if path.is_dir() {
        return Err(Error::Open {
            path: path.to_owned(),
            source: io::ErrorKind::IsADirectory.into(),
        });
    }
    Ok(())
}

fn create_private(path: &Path) -> Result<(), Error> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(Error::Open {
            path: path.to_owned(),
            source,
        }),
    }
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(path, error))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// The format of the file, 0 for a new one. Nothing is written before this has succeeded.
fn format_version(connection: &Connection, path: &Path) -> Result<usize, Error> {
    let number = |sql: &str| {
        connection
            .query_row(sql, [], |row| row.get::<_, i32>(0))
            .map_err(|error| failed(path, error))
    };
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let application_id = number("PRAGMA application_id")?;
    let found = number("PRAGMA user_version")?;
    if tables == 0 && application_id == 0 && found == 0 {
        return Ok(0);
    }
    if application_id != APPLICATION_ID {
        return Err(Error::OtherApplication {
            path: path.to_owned(),
            application_id,
        });
    }
    let known = i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX);
    match usize::try_from(found) {
        Ok(version) if version >= 1 && found <= known => Ok(version),
        Ok(0) | Err(_) => Err(Error::Corrupted {
            path: path.to_owned(),
            detail: format!("impossible format version {found}"),
        }),
        Ok(_) => Err(Error::NewerFormat {
            path: path.to_owned(),
            found,
            known,
        }),
    }
}

fn configure(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Os => "NORMAL",
    };
    // Extra, while the log is set up: the journal that this takes must be gone from the directory for sure. Were it found
    // again after a loss of power, it would take everything back that was written since.
    // Exclusive: the lock file guarantees that we are alone, and SQLite then needs no lock calls per commit.
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES};
         PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA synchronous = EXTRA;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA wal_autocheckpoint = {};
         PRAGMA cache_size = -8192;
         PRAGMA temp_store = MEMORY;",
        Upkeep::default().log_pages_max
    ))
}

fn migrate(connection: &Connection, version: usize) -> rusqlite::Result<()> {
    for (step, sql) in MIGRATIONS.iter().enumerate().skip(version) {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {sql} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}; COMMIT;",
            step + 1
        ))?;
    }
    Ok(())
}
