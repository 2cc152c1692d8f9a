//! A disk that is watched and can be told to fail: SQLite's own file methods, with ours before those that change files.
//!
//! SQLite finds its way to the disk through a table of functions (a VFS, and per file its methods). Ours is a copy of the
//! usual one, made the default of the process, so that the store under test needs no option for it. Files outside of watched
//! directories are SQLite's own, untouched.

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int, c_void},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use rusqlite::ffi::{
    SQLITE_ERROR, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, sqlite3_file,
    sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

/// What was done to a file, by the end of its name.
#[derive(Clone, Debug)]
pub enum Op {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    Sync {
        file: String,
    },
    /// With the directory synced or not.
    Delete {
        file: String,
        is_synced: bool,
    },
    /// Not of the disk: the test notes that so many commits have been acknowledged.
    Acknowledged(usize),
}

/// Which operation fails, and how.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// From 0, among writes, truncations and syncs.
    pub at: usize,
    /// The code of SQLite; `None`: with the error that is usual for the operation.
    pub code: Option<c_int>,
}

/// What happens in one directory.
#[derive(Default)]
struct Disk {
    log: Vec<Op>,
    count: usize,
    failure: Option<Failure>,
}

/// An open file.
#[derive(Clone)]
struct Watched {
    directory: PathBuf,
    name: String,
    /// The methods that do the work.
    methods: usize,
}

#[derive(Default)]
struct Disks {
    by_directory: BTreeMap<PathBuf, Disk>,
    /// By the address of SQLite's file.
    files: BTreeMap<usize, Watched>,
}

static DISKS: Mutex<Option<Disks>> = Mutex::new(None);

/// The files of one directory are watched as long as this lives; the log begins empty.
pub struct Watch {
    directory: PathBuf,
}

impl Watch {
    /// Watches what SQLite does in a directory from now on.
    ///
    /// # Panics
    /// When the directory is not there.
    #[must_use]
    pub fn begin(directory: &Path, failure: Option<Failure>) -> Self {
        static INSTALLED: OnceLock<()> = OnceLock::new();
        INSTALLED.get_or_init(install);
        // SQLite follows links before it opens a file.
        let directory = directory.canonicalize().expect("what is watched is there");
        let disk = Disk {
            failure,
            ..Disk::default()
        };
        with(|disks| disks.by_directory.insert(directory.clone(), disk));
        Self { directory }
    }

    fn disk<T>(&self, work: impl FnOnce(&mut Disk) -> T) -> T {
        with(|disks| work(disks.by_directory.entry(self.directory.clone()).or_default()))
    }

    /// From here on the disk fails; operations count anew.
    pub fn fail(&self, failure: Failure) {
        self.disk(|disk| {
            disk.count = 0;
            disk.failure = Some(failure);
        });
    }

    /// Notes in the log that so many commits have been acknowledged.
    pub fn acknowledge(&self, commits: usize) {
        self.disk(|disk| disk.log.push(Op::Acknowledged(commits)));
    }

    #[must_use]
    pub fn log(&self) -> Vec<Op> {
        self.disk(|disk| disk.log.clone())
    }

    /// How long the log is.
    #[must_use]
    pub fn position(&self) -> usize {
        self.disk(|disk| disk.log.len())
    }

    /// How many operations there were that can fail.
    #[must_use]
    pub fn count(&self) -> usize {
        self.disk(|disk| disk.count)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        with(|disks| disks.by_directory.remove(&self.directory));
    }
}

fn with<T>(work: impl FnOnce(&mut Disks) -> T) -> T {
    let mut disks: MutexGuard<'_, _> = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    work(disks.get_or_insert_default())
}

static REAL: OnceLock<usize> = OnceLock::new();

fn real() -> *mut sqlite3_vfs {
    *REAL.get().expect("it is found before ours is installed") as *mut sqlite3_vfs
}

fn install() {
    // SAFETY: the default VFS exists and lives as long as the program, and so does the copy.
    unsafe {
        let usual = sqlite3_vfs_find(std::ptr::null());
        REAL.get_or_init(|| usual as usize);
        let ours = Box::leak(Box::new(sqlite3_vfs {
            pNext: std::ptr::null_mut(),
            zName: c"watched".as_ptr(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..*usual
        }));
        assert_eq!(sqlite3_vfs_register(ours, 1), SQLITE_OK, "a VFS can be registered");
    }
}

/// The usual methods with ours among them; there are few kinds of usual ones, and SQLite keeps them for ever too.
///
/// # Safety
/// `usual` are the methods of an open file.
unsafe fn methods(usual: *const sqlite3_io_methods) -> *const sqlite3_io_methods {
    static KINDS: Mutex<BTreeMap<usize, usize>> = Mutex::new(BTreeMap::new());
    let mut kinds = KINDS.lock().unwrap_or_else(PoisonError::into_inner);
    let ours = kinds.entry(usual as usize).or_insert_with(|| {
        // SAFETY: as the caller promises.
        let ours = Box::new(unsafe {
            sqlite3_io_methods {
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..*usual
            }
        });
        std::ptr::from_mut(Box::leak(ours)) as usize
    });
    *ours as *const sqlite3_io_methods
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's, passed on to whom they are meant for; on success the file has methods.
    unsafe {
        let Some(open) = (*real()).xOpen else {
            return SQLITE_ERROR;
        };
        let code = open(real(), name, file, flags, flags_out);
        if code != SQLITE_OK || name.is_null() {
            return code;
        }
        let (directory, name) = place(name);
        let usual = (*file).pMethods;
        let is_watched = with(|disks| {
            let is_watched = disks.by_directory.contains_key(&directory);
            if is_watched {
                let watched = Watched {
                    directory,
                    name,
                    methods: usual as usize,
                };
                disks.files.insert(file as usize, watched);
            }
            is_watched
        });
        if is_watched {
            (*file).pMethods = methods(usual);
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's, passed on to whom they are meant for.
    unsafe {
        let (directory, file) = place(name);
        let Some(delete) = (*real()).xDelete else {
            return SQLITE_ERROR;
        };
        let code = delete(real(), name, sync);
        if code == SQLITE_OK {
            let is_synced = sync != 0;
            with(|disks| {
                if let Some(disk) = disks.by_directory.get_mut(&directory) {
                    disk.log.push(Op::Delete { file, is_synced });
                }
            });
        }
        code
    }
}

/// Directory and name of a file.
///
/// # Safety
/// `path` is a text that ends in a zero byte.
unsafe fn place(path: *const c_char) -> (PathBuf, String) {
    // SAFETY: as the caller promises.
    let path = unsafe { CStr::from_ptr(path) }.to_string_lossy().into_owned();
    match path.rsplit_once('/') {
        Some((directory, name)) => (PathBuf::from(directory), name.to_owned()),
        None => (PathBuf::new(), path),
    }
}

/// Counts an operation and notes it, unless it is to end with an error; the file's own methods, or the error.
fn before(
    file: *mut sqlite3_file,
    usual: c_int,
    op: impl FnOnce(String) -> Op,
) -> Result<*const sqlite3_io_methods, c_int> {
    with(|disks| {
        let watched = disks.files.get(&(file as usize)).cloned().ok_or(usual)?;
        // Its watch may be over; nobody asks any more.
        if let Some(disk) = disks.by_directory.get_mut(&watched.directory) {
            let number = disk.count;
            disk.count += 1;
            if let Some(failure) = disk.failure.filter(|failure| failure.at <= number) {
                return Err(failure.code.unwrap_or(usual));
            }
            disk.log.push(op(watched.name));
        }
        Ok(watched.methods as *const sqlite3_io_methods)
    })
}

fn size_of(number: impl TryInto<usize>) -> usize {
    number.try_into().unwrap_or(0)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, size: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives `size` bytes.
    let content = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), size_of(size)) };
    let op = |file| Op::Write {
        file,
        at: size_of(at),
        bytes: content.to_vec(),
    };
    match before(file, SQLITE_IOERR_WRITE, op) {
        Err(code) => code,
        // SAFETY: the methods are those that came with the file.
        Ok(methods) => match unsafe { (*methods).xWrite } {
            // SAFETY: the arguments are SQLite's, passed on to whom they are meant for.
            Some(write) => unsafe { write(file, bytes, size, at) },
            None => SQLITE_ERROR,
        },
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    let op = |file| Op::Truncate {
        file,
        size: size_of(size),
    };
    match before(file, SQLITE_IOERR_TRUNCATE, op) {
        Err(code) => code,
        // SAFETY: the methods are those that came with the file.
        Ok(methods) => match unsafe { (*methods).xTruncate } {
            // SAFETY: the arguments are SQLite's, passed on to whom they are meant for.
            Some(truncate) => unsafe { truncate(file, size) },
            None => SQLITE_ERROR,
        },
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // The real disk need not sync: what power cuts do is played on the log.
    match before(file, SQLITE_IOERR_FSYNC, |file| Op::Sync { file }) {
        Err(code) => code,
        Ok(_) => SQLITE_OK,
    }
}
