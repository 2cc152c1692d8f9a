//! One process per file: a lock file beside the database, which names its holder.
//!
//! SQLite's own locks would do for safety, and stay as the second line of defence, but they cannot say who holds them,
//! and a second writer would only learn of the first at some later write.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::holder::{Holder, identity};
use crate::{Error, fork};

/// Held until dropped; the system releases it when the process dies, however it dies.
pub(super) struct Lock {
    /// Goes before the file is closed.
    _guard: fork::Guard,
    file: File,
    path: PathBuf,
    holder: Holder,
}

impl Lock {
    /// Takes the lock of the database at `path`.
    pub(super) fn take(path: &Path) -> Result<Self, Error> {
        let lock = lock_path(path);
        let open = |source| Error::Open {
            path: lock.clone(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock)
            .map_err(open)?;
        if let Err(refusal) = file.try_lock() {
            return Err(refused(path, &lock, refusal, &mut file));
        }
        let mut taken = Self {
            _guard: fork::Guard::new(&file),
            file,
            path: lock,
            holder: Holder::this_process(),
        };
        taken.write()?;
        Ok(taken)
    }

    /// Notes which file is open, so that others notice when another is put in its place.
    pub(super) fn opened(&mut self, path: &Path) -> Result<(), Error> {
        self.holder.file = fs::metadata(path).ok().as_ref().map(identity);
        self.write()
    }

    fn write(&mut self) -> Result<(), Error> {
        let text = self.holder.text();
        self.file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .map_err(|source| match source.kind() {
                io::ErrorKind::StorageFull => Error::Full {
                    path: self.path.clone(),
                },
                _ => Error::Open {
                    path: self.path.clone(),
                    source,
                },
            })
    }
}

fn refused(path: &Path, lock: &Path, refusal: TryLockError, file: &mut File) -> Error {
    match refusal {
        TryLockError::WouldBlock => {
            let mut text = String::new();
            let holder = file.read_to_string(&mut text).ok().and_then(|_| Holder::parse(&text));
            let path = path.to_owned();
            match holder {
                Some(holder) if is_replaced(&path, &holder) => Error::Replaced { path, holder },
                holder => Error::Held { path, holder },
            }
        }
        TryLockError::Error(source) => Error::Unlockable {
            path: lock.to_owned(),
            source,
        },
    }
}

/// Whether the file at `path` is another than the one that is held.
fn is_replaced(path: &Path, holder: &Holder) -> bool {
    holder.file.is_some() && fs::metadata(path).ok().as_ref().map(identity) != holder.file
}

pub(super) fn lock_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_without_locks_is_named() {
        let mut file = tempfile::tempfile().unwrap();
        let source = io::Error::from_raw_os_error(libc::ENOLCK);
        let error = refused(
            Path::new("/nfs/app.db"),
            Path::new("/nfs/app.db.lock"),
            TryLockError::Error(source),
            &mut file,
        );
        let text = error.to_string();
        assert!(
            text.starts_with("cannot lock /nfs/app.db.lock: No locks available"),
            "{text}"
        );
        assert!(text.ends_with("keep the database on a local disk"), "{text}");
    }
}
